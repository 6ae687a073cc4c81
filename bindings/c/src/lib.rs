//! The C door of tactful. The header `include/tactful.h` is written from these files (`cargo xtask header`); its
//! guide, with the conventions that every function keeps, is `guide.h` beside this folder.
//!
//! A function here does three things: it reads its arguments through `boundary`, asks the core, and writes the
//! answer if there is one. Nothing is decided here.

#![allow(non_camel_case_types, reason = "the names are those of C")]
#![allow(clippy::missing_safety_doc, reason = "the header's guide is the contract of every function")]

mod agenda;
#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "arrow")]
mod batch;
mod boundary;
mod calendar;
mod call;
mod case;
mod codes;
mod contact;
mod customer;
mod decision;
mod engine;
mod error;
mod event;
mod fact;
mod node;
#[cfg(feature = "planted-panic")]
mod planted_panic;
mod question;
mod standing;
mod talk;
#[cfg(test)]
mod tests;
mod text;

pub use agenda::*;
#[cfg(feature = "arrow")]
pub use arrow::{ArrowArray, ArrowArrayStream, ArrowSchema};
#[cfg(feature = "arrow")]
pub use batch::*;
pub use calendar::*;
pub use call::*;
pub use case::*;
pub use codes::*;
pub use contact::*;
pub use customer::*;
pub use decision::*;
pub use engine::*;
pub use error::*;
pub use event::*;
pub use fact::*;
#[cfg(feature = "planted-panic")]
pub use planted_panic::*;
pub use question::*;
pub use standing::*;
pub use talk::*;
pub use text::*;

/// No instant: in answers. In arguments that may be left out it is allowed beside 0.
pub const TACTFUL_NO_TIME: i64 = i64::MIN;

/// The instant that an optional field gives: neither 0 nor `TACTFUL_NO_TIME`.
pub(crate) fn given(seconds: i64) -> Option<i64> {
    (seconds != 0 && seconds != TACTFUL_NO_TIME).then_some(seconds)
}

/// Seconds of an answer.
pub(crate) fn seconds(at: Option<tactful::time::Instant>) -> i64 {
    at.map_or(TACTFUL_NO_TIME, tactful::time::Instant::seconds)
}

/// An instant of an argument that must be given: whoever forgets one does not mean 1970.
pub(crate) fn needed(seconds: i64, name: &str) -> tactful::Result<tactful::time::Instant> {
    if given(seconds).is_none() {
        let message = format!("`{name}` is not given; it must be seconds since 1970, and not 0");
        return Err(tactful::Error::new(tactful::Code::MissingField, message).at_path(name));
    }
    instant(seconds, name)
}

/// An instant of an argument.
pub(crate) fn instant(seconds: i64, name: &str) -> tactful::Result<tactful::time::Instant> {
    tactful::time::Instant::from_seconds(seconds).map_err(|error| error.at_path(name))
}
