//! Complaints: how a house is organised for them, what many cases tell together, and how they lie in time.
//!
//! - [`organisation`]: who takes a case, what departments owe each other, who is worn out, what staff lack
//!   (C9, C10, C13, C14, C15, C17)
//! - [`clusters`]: the same fault at several customers at once, and what every owner is owed (C12)
//! - [`gantt`]: cases across time, a row per customer or per team (C11)

pub mod clusters;
pub mod gantt;
pub mod organisation;
mod statistics;
mod summary;

pub(crate) use summary::distinct_ids;
pub use summary::{ACTS, ActMark, CaseSummary, Feature, Lack};
