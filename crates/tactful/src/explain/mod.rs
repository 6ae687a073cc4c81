//! Decisions and clocks in words.

mod clocks;
mod sentences;

pub use sentences::Language;
