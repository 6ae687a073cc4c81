//! Decisions in words.

mod sentences;

pub use sentences::Language;
