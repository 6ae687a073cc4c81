//! `insight.*`, `experiment.*`, `value.*`: what data teaches.

pub(crate) mod attention;
pub(crate) mod experiment;
pub(crate) mod factors;
pub(crate) mod importance;
pub(crate) mod repeat;
pub(crate) mod value;
pub(crate) mod voice;

use tactful::document::{Field, Node, Table, Value};
use tactful::{Code, Result};

/// What a request asks for, read and not yet worked out.
pub(crate) type Work<T> = Box<dyn Fn() -> Result<T>>;

/// An operation: its name here, its answer, and how its request is read into the work to do.
macro_rules! ask {
    ($(#[$doc:meta])* $name:ident -> $answer:ty, |$request:ident| $read:block) => {
        $(#[$doc])*
        pub(crate) struct $name(crate::insight::Work<$answer>);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl crate::request::Operation for $name {
            type Answer = $answer;

            fn read(
                $request: &mut tactful::document::Table<'_>,
                _: &crate::request::Setting<'_>,
            ) -> tactful::Result<Self> {
                Ok(Self(Box::new($read)))
            }

            fn run(&self) -> tactful::Result<$answer> {
                (self.0)()
            }
        }
    };
}
pub(crate) use ask;

/// A list of numbers; `null` is a missing one.
pub(crate) fn numbers(field: &Field<'_>) -> Result<Vec<f64>> {
    // columns are long: a way to each item is only made where one is none of these
    if let Value::List(items) = &field.node().value {
        let plain = |item: &Node| match item.value {
            Value::Float(number) => Some(number),
            Value::Int(number) => Some(number as f64),
            Value::Null => Some(f64::NAN),
            _ => None,
        };
        if let Some(numbers) = items.iter().map(plain).collect() {
            return Ok(numbers);
        }
    }
    field.list()?.iter().map(|item| if item.is_null() { Ok(f64::NAN) } else { item.number() }).collect()
}

/// A column of the request.
pub(crate) fn column(request: &mut Table<'_>, name: &'static str) -> Result<Vec<f64>> {
    numbers(&request.required(name)?)
}

/// A column that may be absent.
pub(crate) fn column_if(request: &mut Table<'_>, name: &'static str) -> Result<Option<Vec<f64>>> {
    request.optional(name).map(|field| numbers(&field)).transpose()
}

/// A list of texts.
pub(crate) fn texts(field: &Field<'_>) -> Result<Vec<String>> {
    field.list()?.iter().map(|item| Ok(item.text()?.to_owned())).collect()
}

/// A number of the request.
pub(crate) fn number(request: &mut Table<'_>, name: &'static str) -> Result<f64> {
    request.required(name)?.number()
}

/// A number that may be absent.
pub(crate) fn number_if(request: &mut Table<'_>, name: &'static str) -> Result<Option<f64>> {
    request.optional(name).map(|field| field.number()).transpose()
}

/// The level of intervals; 0.95 if it is not given.
pub(crate) fn level(request: &mut Table<'_>) -> Result<f64> {
    Ok(number_if(request, "level")?.unwrap_or(0.95))
}

/// A whole number from 0 on.
pub(crate) fn count_of(field: &Field<'_>) -> Result<u64> {
    let message = "a whole number from 0 on is needed here";
    u64::try_from(field.int()?).map_err(|_| field.error(Code::InvalidValue, message))
}

/// A whole number of the request.
pub(crate) fn count(request: &mut Table<'_>, name: &'static str) -> Result<u64> {
    count_of(&request.required(name)?)
}

/// Counts in a list.
pub(crate) fn counts(request: &mut Table<'_>, name: &'static str) -> Result<Vec<u64>> {
    request.required(name)?.list()?.iter().map(count_of).collect()
}

/// A whole number as a size.
pub(crate) fn size(value: u64, field: &Field<'_>) -> Result<usize> {
    usize::try_from(value).map_err(|_| field.error(Code::TooLarge, "the number is too large"))
}

/// A matrix, row by row.
pub(crate) fn matrix(field: &Field<'_>) -> Result<Vec<Vec<f64>>> {
    field.list()?.iter().map(numbers).collect()
}
