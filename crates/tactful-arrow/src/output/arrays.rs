//! Arrays in the making.

use super::checked;
use crate::bits;
use arrow_array::{ArrayRef, Int32Array, StringArray, TimestampSecondArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::ArrowError;
use std::sync::Arc;
use tactful::{Code, Error, Result};

/// No instant, until it becomes a null.
pub(super) const NONE: i64 = i64::MAX;
/// No word, until it becomes a null.
pub(super) const NO_WORD: i32 = -1;

pub(super) fn array<'a>(words: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

#[inline(always)]
pub(super) fn encoded(keys: Int32Array, words: &ArrayRef) -> Result<ArrayRef> {
    checked::dictionary(keys, words).map_err(internal)
}

/// Texts in the making, of which few or none are null.
#[derive(Debug, Default)]
pub(super) struct TextColumn {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    nulls: Vec<usize>,
}

impl TextColumn {
    pub(super) fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: Vec::with_capacity(bytes), ends, nulls: Vec::new() }
    }

    #[inline]
    pub(super) fn push(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.bytes.extend_from_slice(text.as_bytes()),
            None => self.nulls.push(self.ends.len() - 1),
        }
        // a batch is far from 2 GiB: ids have at most `MAX_TEXT` bytes, messages hardly more
        self.ends.push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    /// One text so many times.
    #[inline]
    pub(super) fn push_often(&mut self, text: &str, times: usize) {
        let (start, length) = (self.bytes.len(), text.len());
        if times == 0 {
            return;
        }
        self.bytes.extend_from_slice(text.as_bytes());
        let mut written = 1;
        while written < times {
            let more = written.min(times - written);
            self.bytes.extend_from_within(start..start + more * length);
            written += more;
        }
        match (i32::try_from(start), i32::try_from(start + times * length)) {
            (Ok(start), Ok(_)) => {
                let length = length as i32;
                self.ends.extend((1..=times as i32).map(|time| start + time * length));
            }
            _ => self.ends.extend(std::iter::repeat_n(i32::MAX, times)),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len() - 1
    }

    #[inline(always)]
    pub(super) fn finish(self) -> Result<StringArray> {
        let rows = self.ends.len() - 1;
        let nulls = (!self.nulls.is_empty()).then(|| {
            let mut valid = vec![true; rows];
            self.nulls.iter().for_each(|&row| valid[row] = false);
            NullBuffer::from(valid)
        });
        checked::texts(self.ends, self.bytes, nulls).map_err(internal)
    }
}

/// Which values are there, of those in which one stands for null.
#[inline(always)]
fn nulls<T: Copy + PartialEq>(values: &[T], none: T) -> Option<NullBuffer> {
    let mut words = Vec::with_capacity(values.len() / bits::PART + 1);
    for part in values.chunks(bits::PART) {
        words.push(bits::of(part, |&value| value != none));
    }
    let nulls = NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(words), 0, values.len()));
    (nulls.null_count() > 0).then_some(nulls)
}

#[inline(always)]
pub(super) fn instants(values: Vec<i64>) -> ArrayRef {
    let nulls = nulls(&values, NONE);
    Arc::new(TimestampSecondArray::new(ScalarBuffer::from(values), nulls).with_timezone("UTC"))
}

/// Keys of words, some of which may be none.
#[inline(always)]
pub(super) fn words(mut keys: Vec<i32>, words: &ArrayRef) -> Result<ArrayRef> {
    let nulls = nulls(&keys, NO_WORD);
    // not everybody who reads dictionaries passes over keys of nulls
    keys.iter_mut().for_each(|key| *key = (*key).max(0));
    encoded(Int32Array::new(ScalarBuffer::from(keys), nulls), words)
}

/// The same, none of which is none.
#[inline(always)]
pub(super) fn all_words(keys: Vec<i32>, words: &ArrayRef) -> Result<ArrayRef> {
    encoded(Int32Array::new(ScalarBuffer::from(keys), None), words)
}

pub(super) fn internal(error: ArrowError) -> Error {
    Error::new(Code::Internal, format!("the table of decisions could not be made: {error}"))
}

#[cfg(test)]
mod tests {
    use super::nulls;

    #[test]
    fn what_is_not_there_is_null() {
        let mut seed = 5_u64;
        for length in [0, 1, 7, 8, 63, 64, 65, 127, 128, 129, 300] {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) as i32 % 3 - 1
            };
            let values: Vec<i32> = (0..length).map(|_| next()).collect();
            let expected: Vec<bool> = values.iter().map(|&value| value != -1).collect();
            let found = nulls(&values, -1);
            let found: Vec<bool> = found.map_or(vec![true; length], |found| found.iter().collect());
            assert_eq!(found, expected);
            assert!(nulls(&vec![4_i64; length], -1).is_none());
        }
    }
}
