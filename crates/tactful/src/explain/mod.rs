//! Codes and words: the one table, and the sentences made from it.

mod codes;

pub use codes::{Code, CodeKind};
