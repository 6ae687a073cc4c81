//! Readers of columns, one for what is meant, whatever form it has in memory.

mod merge;
mod whole;

use crate::schema::{Holds, wrong_type};
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BooleanArray, FixedSizeListArray, LargeListArray, LargeStringArray, ListArray,
    StringArray, StringViewArray,
};
use arrow_schema::DataType;
use std::ops::Range;
use tactful::Result;
use whole::of_any_width;
pub(crate) use whole::{Whole, dictionary, keys_fit};

/// An id, as it is compared: numbers by value, texts by their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key<'a> {
    Number(i128),
    Text(&'a str),
}

impl Key<'_> {
    /// The text, or the digits of the number, for as long as `read` takes.
    #[inline]
    pub(crate) fn read<R>(self, read: impl FnOnce(&str) -> R) -> R {
        match self {
            Key::Text(text) => read(text),
            Key::Number(number) => {
                let mut room = [0; DIGITS];
                read(digits(number, &mut room))
            }
        }
    }

    pub(crate) fn text(self) -> String {
        self.read(str::to_owned)
    }

    pub(crate) fn whole(self) -> Option<i128> {
        match self {
            Key::Number(number) => Some(number),
            Key::Text(_) => None,
        }
    }
}

/// The longest number has so many digits, and a sign.
const DIGITS: usize = 40;

fn digits(number: i128, room: &mut [u8; DIGITS]) -> &str {
    let (mut start, mut rest) = (DIGITS, number.unsigned_abs());
    let mut put = |digit: u8| {
        start -= 1;
        room[start] = digit;
    };
    // in halves of 64 bits where it can be: to divide 128 is slow
    while rest > u128::from(u64::MAX) {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    let mut rest = rest as u64;
    while rest > 9 {
        put(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    put(b'0' + rest as u8);
    if number < 0 {
        put(b'-');
    }
    std::str::from_utf8(&room[start..]).unwrap_or_default()
}

/// Texts, or whole numbers where those are taken for ids.
#[derive(Debug, Clone)]
pub(crate) enum Texts {
    Nothing,
    Short(StringArray),
    Long(LargeStringArray),
    View(StringViewArray),
    Numbers(Whole),
    Dictionary(Whole, Box<Texts>),
}

impl Texts {
    pub(crate) fn new(array: &ArrayRef, holds: Holds) -> Result<Self> {
        Self::read(array, holds == Holds::Id).ok_or_else(|| wrong_type(holds))
    }

    fn read(array: &ArrayRef, numbers: bool) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Null => Texts::Nothing,
            DataType::Utf8 => Texts::Short(array.as_string_opt::<i32>()?.clone()),
            DataType::LargeUtf8 => Texts::Long(array.as_string_opt::<i64>()?.clone()),
            DataType::Utf8View => Texts::View(array.as_string_view_opt()?.clone()),
            DataType::Dictionary(_, _) => {
                let (keys, values) = dictionary(array)?;
                Texts::Dictionary(keys, Box::new(Self::read(values, numbers)?))
            }
            _ if numbers => Texts::Numbers(Whole::new(array)?),
            _ => return None,
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Texts::Nothing => 0,
            Texts::Short(array) => array.len(),
            Texts::Long(array) => array.len(),
            Texts::View(array) => array.len(),
            Texts::Numbers(whole) | Texts::Dictionary(whole, _) => whole.len(),
        }
    }

    /// Up to where the values are those of this row, which is not null; it may say less than it could.
    pub(crate) fn run(&self, row: usize) -> usize {
        fn run(row: usize, length: usize, same: impl Fn(usize) -> bool) -> usize {
            let rest = (row + 1).min(length)..length;
            rest.clone().find(|&row| !same(row)).unwrap_or(length)
        }
        macro_rules! of_array {
            ($array:expr) => {{
                let (array, value) = ($array, $array.value(row));
                match array.nulls() {
                    None => run(row, array.len(), |row| array.value(row) == value),
                    Some(_) => run(row, array.len(), |row| !array.is_null(row) && array.value(row) == value),
                }
            }};
        }
        match self {
            Texts::Nothing => row + 1,
            Texts::Short(array) => of_array!(array),
            Texts::Long(array) => of_array!(array),
            Texts::View(array) => of_array!(array),
            Texts::Numbers(whole) | Texts::Dictionary(whole, _) => {
                of_any_width!(whole, array => of_array!(array))
            }
        }
    }

    /// Whether they ascend, each once (`strictly`) or not, where that is seen at a glance: of numbers, none of them null.
    pub(crate) fn ascends(&self, strictly: bool) -> Option<bool> {
        let Texts::Numbers(whole) = self else { return None };
        of_any_width!(whole, array => match (array.nulls(), strictly) {
            (None, true) => Some(array.values().windows(2).all(|pair| pair[0] < pair[1])),
            (None, false) => Some(array.values().windows(2).all(|pair| pair[0] <= pair[1])),
            (Some(_), _) => None,
        })
    }

    /// Whether they are numbers, none of them null.
    pub(crate) fn are_numbers(&self) -> bool {
        match self {
            Texts::Numbers(whole) => of_any_width!(whole, array => array.null_count() == 0),
            _ => false,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Texts::Nothing)
    }

    /// The value; none for null.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<Key<'_>> {
        let text = match self {
            Texts::Nothing => return None,
            Texts::Short(array) => (!array.is_null(row)).then(|| array.value(row)),
            Texts::Long(array) => (!array.is_null(row)).then(|| array.value(row)),
            Texts::View(array) => (!array.is_null(row)).then(|| array.value(row)),
            Texts::Numbers(array) => return array.get(row).map(Key::Number),
            Texts::Dictionary(keys, values) => return values.get(keys.place(row)?),
        };
        text.map(Key::Text)
    }

    /// A number for each in a column of numbers; none for null, and for other columns.
    #[inline]
    pub(crate) fn number(&self, row: usize) -> Option<i64> {
        match self {
            Texts::Numbers(whole) => whole.number(row),
            _ => None,
        }
    }

    /// Adds the numbers that a dictionary gives the words of some rows: 0 for null, then from 1 on; a column of nothing
    /// has none but nulls. False where no dictionary numbers them.
    #[inline(always)]
    pub(crate) fn add_numbers(&self, rows: Range<usize>, to: &mut [u32]) -> bool {
        match self {
            Texts::Nothing => true,
            Texts::Dictionary(keys, _) => {
                keys.add_places(rows, 1, to);
                true
            }
            _ => false,
        }
    }

    /// The text; none for null and for numbers.
    #[inline]
    pub(crate) fn text(&self, row: usize) -> Option<&str> {
        match self.get(row)? {
            Key::Text(text) => Some(text),
            Key::Number(_) => None,
        }
    }
}

/// Lists of texts.
#[derive(Debug, Clone)]
pub(crate) enum Lists {
    Nothing,
    Short(ListArray, Texts),
    Long(LargeListArray, Texts),
    Fixed(FixedSizeListArray, Texts),
}

impl Lists {
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        let read = |array: &ArrayRef| -> Option<Self> {
            let texts = |values: &ArrayRef| Texts::read(values, false);
            Some(match array.data_type() {
                DataType::Null => Lists::Nothing,
                DataType::List(_) => {
                    let list = array.as_list_opt::<i32>()?;
                    Lists::Short(list.clone(), texts(list.values())?)
                }
                DataType::LargeList(_) => {
                    let list = array.as_list_opt::<i64>()?;
                    Lists::Long(list.clone(), texts(list.values())?)
                }
                DataType::FixedSizeList(_, _) => {
                    let list = array.as_fixed_size_list_opt()?;
                    Lists::Fixed(list.clone(), texts(list.values())?)
                }
                _ => return None,
            })
        };
        read(array).ok_or_else(|| wrong_type(Holds::Texts))
    }

    /// The texts of a row; an item that is null is none, and so is a list.
    pub(crate) fn get(&self, row: usize) -> Option<Vec<Option<&str>>> {
        let (from, until, texts) = match self {
            Lists::Nothing => return None,
            Lists::Short(list, texts) => {
                let offsets = list.value_offsets();
                (!list.is_null(row)).then(|| (offsets[row] as usize, offsets[row + 1] as usize, texts))?
            }
            Lists::Long(list, texts) => {
                let offsets = list.value_offsets();
                (!list.is_null(row)).then(|| (offsets[row] as usize, offsets[row + 1] as usize, texts))?
            }
            Lists::Fixed(list, texts) => {
                let (from, length) = (list.value_offset_at(row), list.value_length() as usize);
                (!list.is_null(row)).then(|| (from, from + length, texts))?
            }
        };
        Some((from..until).map(|place| texts.text(place)).collect())
    }
}

/// True or false.
#[derive(Debug, Clone)]
pub(crate) enum Flags {
    Nothing,
    Bits(BooleanArray),
}

impl Flags {
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        match (array.data_type(), array.as_boolean_opt()) {
            (DataType::Null, _) => Ok(Flags::Nothing),
            (_, Some(bits)) => Ok(Flags::Bits(bits.clone())),
            _ => Err(wrong_type(Holds::Flag)),
        }
    }

    pub(crate) fn get(&self, row: usize) -> Option<bool> {
        match self {
            Flags::Nothing => None,
            Flags::Bits(bits) => (!bits.is_null(row)).then(|| bits.value(row)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Flags, Key, Lists, Texts};
    use crate::schema::Holds;
    use arrow_array::builder::{FixedSizeListBuilder, LargeListBuilder, ListBuilder, StringBuilder};
    use arrow_array::types::{
        ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
        UInt64Type,
    };
    use arrow_array::{
        ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
        LargeStringArray, NullArray, StringArray, StringViewArray, UInt8Array, UInt16Array, UInt32Array,
        UInt64Array,
    };
    use std::sync::Arc;

    const WORDS: [Option<&str>; 5] =
        [Some("one"), None, Some(""), Some("a text that is too long to be kept inline"), Some("一")];

    fn encoded<K: ArrowDictionaryKeyType>() -> ArrayRef {
        Arc::new(WORDS.into_iter().collect::<DictionaryArray<K>>())
    }

    /// Each form, and a slice of it from the middle, gives the same texts.
    #[test]
    fn texts_of_every_form() {
        let forms: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter(WORDS)),
            Arc::new(LargeStringArray::from_iter(WORDS)),
            Arc::new(StringViewArray::from_iter(WORDS)),
            encoded::<Int8Type>(),
            encoded::<Int16Type>(),
            encoded::<Int32Type>(),
            encoded::<Int64Type>(),
            encoded::<UInt8Type>(),
            encoded::<UInt16Type>(),
            encoded::<UInt32Type>(),
            encoded::<UInt64Type>(),
        ];
        for form in forms {
            for (from, length) in [(0, 5), (1, 4), (3, 2), (5, 0)] {
                let texts = Texts::new(&form.slice(from, length), Holds::Text).unwrap();
                let read: Vec<Option<&str>> = (0..length).map(|row| texts.text(row)).collect();
                assert_eq!(read, WORDS[from..from + length], "{:?}", form.data_type());
            }
        }
    }

    #[test]
    fn a_dictionary_may_hold_views_and_nulls() {
        let values: ArrayRef = Arc::new(StringViewArray::from_iter(WORDS));
        let keys = UInt8Array::from(vec![Some(4), Some(1), None, Some(0)]);
        let array: ArrayRef = Arc::new(DictionaryArray::new(keys, values));
        let texts = Texts::new(&array.slice(1, 3), Holds::Text).unwrap();
        assert_eq!([texts.text(0), texts.text(1), texts.text(2)], [None, None, Some("one")]);
    }

    #[test]
    fn ids_may_be_numbers_of_any_width() {
        let forms: Vec<ArrayRef> = vec![
            Arc::new(Int8Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(Int16Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(Int32Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(Int64Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(UInt8Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(UInt16Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(UInt32Array::from(vec![Some(7), None, Some(100)])),
            Arc::new(UInt64Array::from(vec![Some(7), None, Some(100)])),
        ];
        for form in forms {
            let ids = Texts::new(&form.slice(1, 2), Holds::Id).unwrap();
            assert_eq!((ids.get(0), ids.get(1)), (None, Some(Key::Number(100))));
            for number in
                [0, 7, 100, -1, i128::from(u64::MAX), i128::from(u64::MAX) + 1, i128::MIN, i128::MAX]
            {
                assert_eq!(Key::Number(number).text(), number.to_string());
            }
            assert!(Texts::new(&form, Holds::Text).is_err());
        }
        let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.0]));
        let error = Texts::new(&floats, Holds::Id).unwrap_err();
        assert_eq!(error.message(), "the column must hold text or whole numbers");
    }

    #[test]
    fn lists_of_every_form() {
        let rows = [Some(vec![Some("one"), None]), None, Some(vec![Some("two"), Some("three")])];
        let mut short = ListBuilder::new(StringBuilder::new());
        let mut long = LargeListBuilder::new(StringBuilder::new());
        let mut fixed = FixedSizeListBuilder::new(StringBuilder::new(), 2);
        for row in &rows {
            short.append_option(row.clone());
            long.append_option(row.clone());
            for item in row.clone().unwrap_or(vec![None, None]) {
                fixed.values().append_option(item);
            }
            fixed.append(row.is_some());
        }
        let forms: [ArrayRef; 3] =
            [Arc::new(short.finish()), Arc::new(long.finish()), Arc::new(fixed.finish())];
        for form in forms {
            let lists = Lists::new(&form.slice(1, 2)).unwrap();
            assert_eq!(lists.get(0), None);
            assert_eq!(lists.get(1), Some(vec![Some("two"), Some("three")]));
            assert_eq!(Lists::new(&form).unwrap().get(0), Some(vec![Some("one"), None]));
        }
    }

    #[test]
    fn columns_of_nothing_but_null_fit_everywhere() {
        let nothing: ArrayRef = Arc::new(NullArray::new(3));
        assert_eq!(Texts::new(&nothing, Holds::Id).unwrap().get(1), None);
        assert_eq!(Lists::new(&nothing).unwrap().get(1), None);
        assert_eq!(Flags::new(&nothing).unwrap().get(1), None);
        let flags: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]));
        let flags = Flags::new(&flags.slice(1, 2)).unwrap();
        assert_eq!((flags.get(0), flags.get(1)), (None, Some(false)));
    }
}
