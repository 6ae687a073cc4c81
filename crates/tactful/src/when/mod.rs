//! Sets of allowed instants, and what many of them allow together.
//!
//! Every rule of a policy becomes one of these sets. [`contact_window`] builds them without a policy.

mod balance;
mod interval;
mod set;
mod wall;
mod window;

pub(crate) use balance::Balance;
pub(crate) use interval::{FOREVER, First, Interval, midnight, window_end};
pub use set::Bucket;
pub(crate) use set::{Joint, Set, joint};
pub use wall::{ALL_DAYS, Dates, WallWeek, WallWindow};
pub use window::{WindowAnswer, WindowDecision, WindowRequest, contact_window};
