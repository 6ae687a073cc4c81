//! Arrays of parts that are checked many at a time, and not once more one by one.

#![expect(
    unsafe_code,
    reason = "what makes arrays safely checks their parts one by one, which takes as long as a decision"
)]

use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, StringArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;
use std::sync::Arc;

/// Words by their keys, all of which are to be those of words.
#[inline(always)]
pub(super) fn dictionary(keys: Int32Array, words: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let most = keys.values().iter().fold(0, |most: u32, &key| most.max(key as u32));
    let words = Arc::clone(words);
    if !keys.is_empty() && (most as usize >= words.len() || i32::try_from(most).is_err()) {
        return Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, words)?)); // some may be null
    }
    // SAFETY: no key is negative, as none is too large taken without sign; and each lies below the number of words.
    Ok(Arc::new(unsafe { DictionaryArray::<Int32Type>::new_unchecked(keys, words) }))
}

/// Texts by where they end, from 0 on.
#[inline(always)]
pub(super) fn texts(
    ends: Vec<i32>,
    bytes: Vec<u8>,
    nulls: Option<NullBuffer>,
) -> Result<StringArray, ArrowError> {
    let ascend = ends.iter().zip(ends.iter().skip(1)).fold(true, |all, (start, end)| all & (start <= end));
    let within = ends.first() == Some(&0) && ends.last().is_some_and(|&end| end as usize <= bytes.len());
    let nulls_fit = nulls.as_ref().is_none_or(|nulls| nulls.len() + 1 == ends.len());
    let is_plain = ascend && within && nulls_fit && bytes.is_ascii();
    let (ends, bytes) = (ScalarBuffer::from(ends), Buffer::from_vec(bytes));
    if !is_plain {
        return StringArray::try_new(OffsetBuffer::new(ends), bytes, nulls);
    }
    // SAFETY: there is a first, which is 0, and none is less than the one before.
    let ends = unsafe { OffsetBuffer::new_unchecked(ends) };
    // SAFETY: all lie within the bytes, which are ASCII, so that texts may begin and end anywhere; and there are as many
    // nulls as texts.
    Ok(unsafe { StringArray::new_unchecked(ends, bytes, nulls) })
}

#[cfg(test)]
mod tests {
    use super::{dictionary, texts};
    use arrow_array::{Array, ArrayRef, Int32Array, StringArray};
    use std::sync::Arc;

    #[test]
    fn keys_have_words() {
        let words: ArrayRef = Arc::new(StringArray::from(vec!["one", "two"]));
        let made = |keys: Vec<Option<i32>>| dictionary(Int32Array::from(keys), &words);
        assert_eq!(made(vec![Some(0), Some(1), None, Some(1)]).unwrap().len(), 4);
        assert!(made(Vec::new()).unwrap().is_empty());
        for wrong in [2, 3, i32::MAX, -1, i32::MIN] {
            for place in 0..20 {
                let mut keys = vec![Some(1); 20];
                keys[place] = Some(wrong);
                assert!(made(keys).is_err(), "{wrong} at {place}");
            }
        }
        // what the keys of nulls are does not matter
        let keys = Int32Array::new(vec![7, 1].into(), Some(vec![false, true].into()));
        assert_eq!(dictionary(keys, &words).unwrap().null_count(), 1);
        let none: ArrayRef = Arc::new(StringArray::new_null(0));
        assert!(dictionary(Int32Array::from(vec![0]), &none).is_err());
    }

    #[test]
    fn texts_begin_and_end_where_they_may() {
        let made = |ends: &[i32], bytes: &str| texts(ends.to_vec(), bytes.as_bytes().to_vec(), None);
        let read = |ends: &[i32], bytes: &str| -> Vec<String> {
            made(ends, bytes).unwrap().iter().map(|text| text.unwrap().to_owned()).collect()
        };
        assert_eq!(read(&[0, 1, 1, 3], "abc"), ["a", "", "bc"]);
        assert_eq!(read(&[0, 2, 3], "éa"), ["é", "a"]);
        assert!(made(&[0, 1, 3], "éa").is_err());
        assert!(made(&[0, 4], "abc").is_err());
        assert!(texts(vec![0, 2], vec![0xff, 0xff], None).is_err());
        assert!(texts(vec![0, 1], vec![b'a'], Some(vec![true, false].into())).is_err());
        // never read with what does not ascend
        let goes_back = || made(&[0, 2, 1, 3], "abc");
        assert!(std::panic::catch_unwind(goes_back).is_err());
    }
}
