//! Codes and words: the one table, and the sentences made from it.

mod codes;
mod sentences;

pub use codes::{Code, CodeKind};
pub use sentences::Language;
