//! Whole numbers of any width: ids, and the keys of dictionaries.

use crate::bits::PART;
use crate::wide::{self, Work};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, Int8Array, Int16Array, Int32Array, Int64Array, UInt8Array, UInt16Array, UInt32Array,
    UInt64Array,
};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::DataType;
use std::ops::Range;

/// Whole numbers of any width.
#[derive(Debug, Clone)]
pub(crate) enum Whole {
    I8(Int8Array),
    I16(Int16Array),
    I32(Int32Array),
    I64(Int64Array),
    U8(UInt8Array),
    U16(UInt16Array),
    U32(UInt32Array),
    U64(UInt64Array),
}

macro_rules! of_any_width {
    ($whole:expr, $array:ident => $body:expr) => {
        match $whole {
            Whole::I8($array) => $body,
            Whole::I16($array) => $body,
            Whole::I32($array) => $body,
            Whole::I64($array) => $body,
            Whole::U8($array) => $body,
            Whole::U16($array) => $body,
            Whole::U32($array) => $body,
            Whole::U64($array) => $body,
        }
    };
}

pub(super) use of_any_width;

impl Whole {
    pub(super) fn new(array: &dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Int8 => Whole::I8(array.as_primitive_opt::<Int8Type>()?.clone()),
            DataType::Int16 => Whole::I16(array.as_primitive_opt::<Int16Type>()?.clone()),
            DataType::Int32 => Whole::I32(array.as_primitive_opt::<Int32Type>()?.clone()),
            DataType::Int64 => Whole::I64(array.as_primitive_opt::<Int64Type>()?.clone()),
            DataType::UInt8 => Whole::U8(array.as_primitive_opt::<UInt8Type>()?.clone()),
            DataType::UInt16 => Whole::U16(array.as_primitive_opt::<UInt16Type>()?.clone()),
            DataType::UInt32 => Whole::U32(array.as_primitive_opt::<UInt32Type>()?.clone()),
            DataType::UInt64 => Whole::U64(array.as_primitive_opt::<UInt64Type>()?.clone()),
            _ => return None,
        })
    }

    pub(super) fn get(&self, row: usize) -> Option<i128> {
        of_any_width!(self, array => (!array.is_null(row)).then(|| i128::from(array.value(row))))
    }

    /// A number for each: those of one column that differ have others.
    #[inline]
    pub(super) fn number(&self, row: usize) -> Option<i64> {
        match self {
            // by their bits, so that all differ
            Whole::U64(array) => (!array.is_null(row)).then(|| array.value(row) as i64),
            _ => of_any_width!(self, array => match array.is_null(row) {
                true => None,
                false => array.value(row).to_i64(),
            }),
        }
    }

    pub(super) fn len(&self) -> usize {
        of_any_width!(self, array => array.len())
    }

    /// Whether every place is one of a dictionary of so many values; what stands where there is null does not matter.
    pub(crate) fn is_within(&self, values: usize) -> bool {
        of_any_width!(self, array => {
            // mostly nulls have keys as well
            let ends = array.values().iter().fold(None, |ends, &key| {
                let (least, most) = ends.unwrap_or((key, key));
                Some((if key < least { key } else { least }, if key > most { key } else { most }))
            });
            let is_key = |key: usize| key < values;
            ends.is_none_or(|(least, most)| is_key(least.as_usize()) && is_key(most.as_usize()))
                || (array.null_count() > 0 && wide::run(Within { keys: self, values }))
        })
    }

    /// The greatest place of a row that is not null, as far as it has a number; 0: there is none.
    #[inline(always)]
    fn most(&self) -> u32 {
        of_any_width!(self, array => {
            let number = |key: usize| u32::try_from(key).unwrap_or(u32::MAX);
            let mut most = 0;
            for (keys, known) in array.values().chunks(PART).zip(known(array.nulls(), 0..array.len())) {
                for (place, key) in keys.iter().enumerate() {
                    most = most.max(number(key.as_usize()) & is_known(known, place));
                }
            }
            most
        })
    }

    /// Adds a number for the place of each row in a dictionary: 0 for null, then from 1 on; times `step`.
    #[inline(always)]
    pub(crate) fn add_places(&self, rows: Range<usize>, step: u32, to: &mut [u32]) {
        of_any_width!(self, array => {
            let keys = array.values().get(rows.clone()).unwrap_or_default();
            let number = |key: usize| (key as u32).wrapping_add(1).wrapping_mul(step);
            let parts = to.chunks_mut(PART).zip(keys.chunks(PART)).zip(known(array.nulls(), rows));
            for ((to, keys), known) in parts {
                for (place, (to, key)) in to.iter_mut().zip(keys).enumerate() {
                    *to = to.wrapping_add(number(key.as_usize()) & is_known(known, place));
                }
            }
        });
    }

    /// The place in a dictionary.
    #[inline]
    pub(crate) fn place(&self, row: usize) -> Option<usize> {
        of_any_width!(self, array => match array.is_null(row) {
            true => None,
            false => array.value(row).to_usize(),
        })
    }
}

/// [`Whole::is_within`], where what stands for nulls is to be passed over.
struct Within<'k> {
    keys: &'k Whole,
    values: usize,
}

impl Work for Within<'_> {
    type Done = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let nothing = of_any_width!(self.keys, array => array.null_count() == array.len());
        nothing || (self.keys.most() as usize) < self.values
    }
}

/// All bits if one of these is set, else none.
#[inline(always)]
fn is_known(known: u64, place: usize) -> u32 {
    ((known >> place & 1) as u32).wrapping_neg()
}

/// Which of some rows are not null, as bits, [`PART`] rows at a time.
#[inline(always)]
fn known(nulls: Option<&NullBuffer>, rows: Range<usize>) -> impl Iterator<Item = u64> {
    let some = nulls.map(|nulls| nulls.inner().slice(rows.start, rows.len()));
    let parts = rows.len().div_ceil(PART);
    let bits = some.map(|some| some.bit_chunks().iter_padded().take(parts).collect::<Vec<u64>>());
    (0..parts).map(move |part| bits.as_ref().map_or(u64::MAX, |bits| bits[part]))
}

/// The keys of a dictionary-encoded column, and its values.
pub(crate) fn dictionary(array: &dyn Array) -> Option<(Whole, &ArrayRef)> {
    let dictionary = array.as_any_dictionary_opt()?;
    Some((Whole::new(dictionary.keys())?, dictionary.values()))
}

/// Whether each key of a dictionary is the place of one of its values, as it must be; in lists, too.
pub(crate) fn keys_fit(array: &ArrayRef) -> bool {
    match array.data_type() {
        DataType::Dictionary(_, _) => {
            dictionary(array).is_none_or(|(keys, values)| keys.is_within(values.len()) && keys_fit(values))
        }
        DataType::List(_) => array.as_list_opt::<i32>().is_none_or(|list| keys_fit(list.values())),
        DataType::LargeList(_) => array.as_list_opt::<i64>().is_none_or(|list| keys_fit(list.values())),
        DataType::FixedSizeList(_, _) => {
            array.as_fixed_size_list_opt().is_none_or(|list| keys_fit(list.values()))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::Whole;
    use arrow_array::{Int8Array, Int64Array, UInt8Array};

    /// What stands in the place of a null may be no place at all.
    #[test]
    fn keys_are_places_but_for_those_of_nulls() {
        let valid: Vec<bool> = (0..150).map(|row| row % 7 != 3).collect();
        let keys = |odd: i64| -> Vec<i64> {
            valid.iter().zip(0..).map(|(&valid, row)| if valid { row % 5 } else { odd }).collect()
        };
        let array = |keys: Vec<i64>| Int64Array::new(keys.into(), Some(valid.clone().into()));
        let whole = |keys: Vec<i64>| Whole::I64(array(keys));
        for odd in [-1, 5, 1 << 32, i64::MAX] {
            assert!(whole(keys(odd)).is_within(5));
            assert!(!whole(keys(odd)).is_within(4));
            let mut spoilt = keys(0);
            spoilt[141] = odd;
            assert!(!whole(spoilt.clone()).is_within(5));
            let spoilt = array(spoilt);
            assert!(Whole::I64(spoilt.slice(3, 137)).is_within(5));
            assert!(!Whole::I64(spoilt.slice(70, 80)).is_within(5));
        }
        assert!(Whole::I8(Int8Array::from(vec![None, None])).is_within(0));
        assert!(Whole::U8(UInt8Array::from(Vec::<u8>::new())).is_within(0));
        assert!(!Whole::U8(UInt8Array::from(vec![0])).is_within(0));
    }
}
