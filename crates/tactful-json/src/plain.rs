//! Answers without a type of their own: what they hold is written down where it is found. One type for all of them is
//! read and written by one piece of code.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A value of JSON; tables keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Plain>),
    Table(Vec<(String, Plain)>),
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Plain::Null => to.serialize_unit(),
            Plain::Bool(yes) => to.serialize_bool(*yes),
            Plain::Int(number) => to.serialize_i64(*number),
            Plain::Float(number) => to.serialize_f64(*number),
            Plain::Text(text) => to.serialize_str(text),
            Plain::List(items) => to.collect_seq(items),
            Plain::Table(entries) => {
                let mut map = to.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// What can be written down.
pub(crate) trait Write {
    fn plain(&self) -> Plain;
}

impl Write for Plain {
    fn plain(&self) -> Plain {
        self.clone()
    }
}

impl Write for bool {
    fn plain(&self) -> Plain {
        Plain::Bool(*self)
    }
}

macro_rules! whole_numbers {
    ($($kind:ty)*) => {
        $(impl Write for $kind {
            fn plain(&self) -> Plain {
                Plain::Int(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        })*
    };
}

whole_numbers!(i64 u64 u32 usize);

impl Write for str {
    #[inline(never)]
    fn plain(&self) -> Plain {
        Plain::Text(self.to_owned())
    }
}

impl Write for String {
    fn plain(&self) -> Plain {
        self.as_str().plain()
    }
}

impl<T: Write + ?Sized> Write for &T {
    fn plain(&self) -> Plain {
        (**self).plain()
    }
}

impl<T: Write> Write for Option<T> {
    fn plain(&self) -> Plain {
        self.as_ref().map_or(Plain::Null, Write::plain)
    }
}

impl<T: Write> Write for [T] {
    fn plain(&self) -> Plain {
        Plain::List(self.iter().map(Write::plain).collect())
    }
}

impl<T: Write> Write for Vec<T> {
    fn plain(&self) -> Plain {
        self.as_slice().plain()
    }
}

/// A table of what was found under its names.
#[inline(never)]
pub(crate) fn table(names: &[&str], values: Vec<Plain>) -> Plain {
    Plain::Table(names.iter().map(|name| (*name).to_owned()).zip(values).collect())
}

/// A table such as `plain!({"level": level, "due": 3})`.
macro_rules! plain {
    ({ $($name:literal: $value:expr),* $(,)? }) => {
        $crate::plain::table(&[$($name),*], vec![$($crate::plain::Write::plain(&$value)),*])
    };
    ($value:expr) => { $crate::plain::Write::plain(&$value) };
}

pub(crate) use plain;
