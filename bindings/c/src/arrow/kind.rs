//! What columns hold, read from the letters of the interface.

use super::ArrowSchema;
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use std::ffi::{CStr, c_char};
use std::sync::Arc;
use tactful::{Code, Error, Result};

/// Columns of one table, at most.
const MOST_COLUMNS: usize = 10_000;
/// A list of a dictionary of texts, and one more.
const MOST_LEVELS: usize = 3;

/// The type of a column that is not read: one that no column of ours has.
pub(super) fn unread() -> DataType {
    DataType::Struct(Fields::empty())
}

fn wrong(message: &str) -> Error {
    Error::new(Code::InvalidValue, message)
}

/// The columns of a table. Those that are not `read`, by name, and those of types that no column of ours has, become
/// columns that are not read.
///
/// # Safety
/// The schema is as its producer made it.
pub(super) unsafe fn columns(schema: &ArrowSchema, read: &dyn Fn(&str) -> bool) -> Result<Vec<Field>> {
    // SAFETY: as promised by the caller
    if unsafe { letters(schema.format) }? != "+s" || !schema.dictionary.is_null() {
        return Err(Error::new(Code::WrongType, "a table is needed, that is a struct of columns (`+s`)"));
    }
    let count = children(schema)?;
    let mut fields = Vec::with_capacity(count);
    for place in 0..count {
        // SAFETY: as promised by the caller
        let child = unsafe { child(schema, place) }?;
        let name = match child.name.is_null() {
            true => "",
            // SAFETY: as promised by the caller
            false => unsafe { letters(child.name) }?,
        };
        let kind = match read(name) {
            // SAFETY: as promised by the caller
            true => unsafe { kind(child, MOST_LEVELS) }?.unwrap_or_else(unread),
            false => unread(),
        };
        fields.push(Field::new(name, kind, true));
    }
    Ok(fields)
}

/// The type of a column; none if no column of ours has it.
///
/// # Safety
/// As for [`columns`].
unsafe fn kind(schema: &ArrowSchema, levels: usize) -> Result<Option<DataType>> {
    // SAFETY: as promised by the caller
    let format = unsafe { letters(schema.format) }?;
    if !schema.dictionary.is_null() {
        if !schema.dictionary.is_aligned() || levels == 0 {
            return Err(wrong("the dictionary of a column is none"));
        }
        // SAFETY: not null, aligned, and as promised by the caller
        let values = unsafe { &*schema.dictionary };
        // SAFETY: as promised by the caller
        let values = unsafe { kind(values, levels - 1) }?;
        let keys = plain(format).filter(DataType::is_dictionary_key_type);
        let leaf = values.filter(|values| !values.is_nested());
        return Ok(keys.zip(leaf).map(|(keys, leaf)| DataType::Dictionary(Box::new(keys), Box::new(leaf))));
    }
    let list: fn(Arc<Field>, i32) -> DataType = match format.split(':').next() {
        Some("+l") => |item, _| DataType::List(item),
        Some("+L") => |item, _| DataType::LargeList(item),
        Some("+w") => DataType::FixedSizeList,
        _ => return Ok(plain(format)),
    };
    let size = format.split_once(':').map_or(Some(0), |(_, size)| size.parse::<i32>().ok());
    let Some(size) = size.filter(|&size| size >= 0) else {
        return Err(wrong("the size of a list is none"));
    };
    if children(schema)? != 1 || levels == 0 {
        return Err(wrong("a list has one child, which holds its items"));
    }
    // SAFETY: as promised by the caller
    let items = unsafe { child(schema, 0) }?;
    // SAFETY: as promised by the caller
    let item = unsafe { kind(items, levels - 1) }?;
    let leaf = item.filter(|item| {
        !matches!(item, DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..))
    });
    Ok(leaf.map(|leaf| list(Arc::new(Field::new("item", leaf, true)), size)))
}

/// The types without children that columns of ours have.
fn plain(format: &str) -> Option<DataType> {
    Some(match format {
        "n" => DataType::Null,
        "b" => DataType::Boolean,
        "c" => DataType::Int8,
        "C" => DataType::UInt8,
        "s" => DataType::Int16,
        "S" => DataType::UInt16,
        "i" => DataType::Int32,
        "I" => DataType::UInt32,
        "l" => DataType::Int64,
        "L" => DataType::UInt64,
        "u" => DataType::Utf8,
        "U" => DataType::LargeUtf8,
        "vu" => DataType::Utf8View,
        "tdD" => DataType::Date32,
        "tdm" => DataType::Date64,
        other => {
            let (unit, zone) = other.split_once(':')?;
            let unit = match unit {
                "tss" => TimeUnit::Second,
                "tsm" => TimeUnit::Millisecond,
                "tsu" => TimeUnit::Microsecond,
                "tsn" => TimeUnit::Nanosecond,
                _ => return None,
            };
            DataType::Timestamp(unit, (!zone.is_empty()).then(|| zone.into()))
        }
    })
}

fn children(schema: &ArrowSchema) -> Result<usize> {
    let count = usize::try_from(schema.n_children).ok().filter(|&count| count <= MOST_COLUMNS);
    let count = count
        .ok_or_else(|| Error::new(Code::TooLarge, format!("a schema has 0 to {MOST_COLUMNS} children")))?;
    if count > 0 && (schema.children.is_null() || !schema.children.is_aligned()) {
        return Err(wrong("the children of a schema are not there"));
    }
    Ok(count)
}

/// # Safety
/// As for [`columns`]; there are more than `place` children.
unsafe fn child(schema: &ArrowSchema, place: usize) -> Result<&ArrowSchema> {
    // SAFETY: as promised by the caller
    let pointer = unsafe { schema.children.add(place) };
    // SAFETY: as above; the list of children is aligned
    let child = unsafe { pointer.read() };
    if child.is_null() || !child.is_aligned() {
        return Err(wrong("a child of a schema is not there"));
    }
    // SAFETY: not null, aligned, and as promised by the caller
    Ok(unsafe { &*child })
}

/// # Safety
/// If not null, the pointer leads to text that NUL ends.
unsafe fn letters<'a>(text: *const c_char) -> Result<&'a str> {
    if text.is_null() {
        return Err(wrong("a schema does not say its format"));
    }
    // SAFETY: not null, and as promised by the caller
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str()
        .map_err(|_| Error::new(Code::InvalidUtf8, "a name or a format of the schema is not valid UTF-8"))
}
