//! What customers say, in their own words (T4–T6, T17): asked on until a detail appears, and counted over customers.

mod decision;
mod emergence;
mod laddering;
mod words;

pub use decision::{Decision, DecisionTags, Lure, Statement, decision_tags};
pub use emergence::{ChainEnd, Detail, Emergence, Moment, emergence};
pub use laddering::{Answer, Chain, Filed, Language, Probe, Question, Reading, Tag, read};
