//! Columns as values of a request: what a statistic is asked of stands in a table, and goes into the request as it is.

use crate::columns::{Texts, dictionary, keys_fit};
use crate::instants::Instants;
use crate::rows::STRAY_KEY;
use crate::schema::Holds;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use tactful::document::{Node, Position, Value, nearest};
use tactful::time::Date;
use tactful::{Code, Error, Result};

/// As what a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Numbers of any width, decimals, or true (1) and false (0). A NaN is a missing value, as null is.
    Number,
    /// Text, or whole numbers, which are read as their decimal digits, or `true` and `false`.
    Text,
    /// True or false, or the numbers 1 and 0.
    Flag,
    /// Dates, timestamps without a zone (their date), or text such as `2026-11-21`.
    Date,
}

impl Cells {
    /// The names of all of them.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("number", Self::Number), ("text", Self::Text), ("flag", Self::Flag), ("date", Self::Date)];

    const fn expected(self) -> &'static str {
        match self {
            Self::Number => "a column of numbers",
            Self::Text => "a column of text or whole numbers",
            Self::Flag => "a column of true and false",
            Self::Date => {
                "a column of dates; a timestamp with a zone has another date elsewhere, so say which by a cast"
            }
        }
    }
}

/// The cells of a column, null where nothing is known.
///
/// ```
/// use arrow_array::{ArrayRef, Float64Array, RecordBatch};
/// use std::sync::Arc;
/// use tactful::document::Value;
/// use tactful_arrow::{Cells, cells};
///
/// let wifi: ArrayRef = Arc::new(Float64Array::from(vec![Some(4.0), None, Some(f64::NAN)]));
/// let table = RecordBatch::try_from_iter([("wifi", wifi)]).unwrap();
/// let read = cells(&[table.clone()], "wifi", Cells::Number)?;
/// let values: Vec<Value> = read.into_iter().map(|cell| cell.value).collect();
/// assert_eq!(values, [Value::Float(4.0), Value::Null, Value::Null]);
/// assert_eq!(cells(&[table], "wiffi", Cells::Number).unwrap_err().message(), "there is no such column; did you mean `wifi`?");
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::UnknownColumn`], [`Code::WrongType`], and [`Code::InvalidValue`] for a dictionary with a key that has no value,
/// with the name of the column; [`Code::NotFinite`] for an infinite number and [`Code::InvalidValue`] for a flag that is
/// neither 1 nor 0, with the row as well.
pub fn cells(batches: &[RecordBatch], column: &str, holds: Cells) -> Result<Vec<Node>> {
    let mut read = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        let Some(array) = batch.column_by_name(column) else { return Err(unknown(batch, column)) };
        let start = read.len();
        values(array, holds, &mut read).map_err(|(row, code, message)| {
            let path = match row {
                Some(row) => format!("{column}[{}]", start + row),
                None => column.to_owned(),
            };
            Error::new(code, message).at_path(&path)
        })?;
    }
    let at = Position { line: 0, column: 0 };
    Ok(read.into_iter().map(|value| Node { at, value }).collect())
}

fn unknown(batch: &RecordBatch, column: &str) -> Error {
    let schema = batch.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let message = match nearest(column, &names) {
        Some(name) => format!("there is no such column; did you mean `{name}`?"),
        None => "there is no such column".to_owned(),
    };
    Error::new(Code::UnknownColumn, message).at_path(column)
}

type Bad = (Option<usize>, Code, &'static str);

fn values(array: &ArrayRef, holds: Cells, into: &mut Vec<Value>) -> std::result::Result<(), Bad> {
    let wrong = || (None, Code::WrongType, holds.expected());
    if *array.data_type() == DataType::Null {
        into.extend(std::iter::repeat_n(Value::Null, array.len()));
        return Ok(());
    }
    if !keys_fit(array) {
        return Err((None, Code::InvalidValue, STRAY_KEY));
    }
    if let Some(flags) = array.as_boolean_opt() {
        let value = |yes: bool| match holds {
            Cells::Number => Ok(Value::Int(i64::from(yes))),
            Cells::Text => Ok(Value::Text(yes.to_string())),
            Cells::Flag => Ok(Value::Bool(yes)),
            Cells::Date => Err(wrong()),
        };
        for flag in flags {
            into.push(flag.map_or(Ok(Value::Null), value)?);
        }
        return Ok(());
    }
    match holds {
        Cells::Number => numbers(array, into),
        Cells::Text => {
            let texts = Texts::new(array, Holds::Id).map_err(|_| wrong())?;
            let text = |row| texts.get(row).map_or(Value::Null, |key| Value::Text(key.text()));
            into.extend((0..array.len()).map(text));
            Ok(())
        }
        Cells::Flag => {
            let start = into.len();
            numbers(array, into)?;
            for (row, value) in into.iter_mut().skip(start).enumerate() {
                *value = match value {
                    Value::Null => Value::Null,
                    Value::Int(0) => Value::Bool(false),
                    Value::Int(1) => Value::Bool(true),
                    Value::Float(number) if *number == 0.0 => Value::Bool(false),
                    Value::Float(number) if *number == 1.0 => Value::Bool(true),
                    _ => return Err((Some(row), Code::InvalidValue, "true or false is needed, or 1 or 0")),
                };
            }
            Ok(())
        }
        Cells::Date => {
            let dates = Instants::new(array).map_err(|_| wrong())?;
            for row in 0..array.len() {
                into.push(match dates.date(row) {
                    Some(Ok(date)) => Value::Text(date),
                    None => Value::Null,
                    Some(Err(())) => return Err(wrong()),
                });
            }
            Ok(())
        }
    }
}

fn numbers(array: &ArrayRef, into: &mut Vec<Value>) -> std::result::Result<(), Bad> {
    let wrong = (None, Code::WrongType, Cells::Number.expected());
    let start = into.len();
    let float = |number: f64| if number.is_nan() { Value::Null } else { Value::Float(number) };
    match array.data_type() {
        DataType::Float64 => {
            let values = array.as_primitive_opt::<Float64Type>().ok_or(wrong)?;
            into.extend(values.iter().map(|value| value.map_or(Value::Null, float)));
        }
        DataType::Float32 => {
            let values = array.as_primitive_opt::<Float32Type>().ok_or(wrong)?;
            into.extend(
                values.iter().map(|value| value.map_or(Value::Null, |value| float(f64::from(value)))),
            );
        }
        DataType::Decimal128(_, scale) => {
            let values = array.as_primitive_opt::<Decimal128Type>().ok_or(wrong)?;
            let unit = 10_f64.powi(i32::from(*scale));
            into.extend(
                values.iter().map(|value| value.map_or(Value::Null, |value| float(value as f64 / unit))),
            );
        }
        DataType::Dictionary(_, _) => {
            let (keys, values) = dictionary(array).ok_or(wrong)?;
            let mut known = Vec::new();
            numbers(values, &mut known)?;
            let value =
                |row| keys.place(row).and_then(|place| known.get(place)).cloned().unwrap_or(Value::Null);
            into.extend((0..array.len()).map(value));
        }
        _ => {
            // whole numbers of any width; text is none of them
            let Ok(whole @ Texts::Numbers(_)) = Texts::new(array, Holds::Id) else { return Err(wrong) };
            into.extend((0..array.len()).map(|row| match whole.get(row) {
                Some(key) => key.whole().map_or(Value::Null, |number| match i64::try_from(number) {
                    Ok(number) => Value::Int(number),
                    Err(_) => Value::Float(number as f64),
                }),
                None => Value::Null,
            }));
        }
    }
    let infinite = |value: &Value| matches!(value, Value::Float(number) if !number.is_finite());
    match into.iter().skip(start).position(infinite) {
        None => Ok(()),
        Some(row) => Err((Some(row), Code::NotFinite, "numbers must be finite")),
    }
}

/// The date of a day number.
pub(crate) fn date_text(days: i64) -> Option<String> {
    i32::try_from(days).ok().and_then(|days| Date::from_days(days).ok()).map(|date| date.to_string())
}
