//! Clocks of complaints (C2, C8, C11): what is owed, until when, read from what happened.
//!
//! A clock is data of the policy (`[complaints.clocks.…]`). Its reading is a function of the case's occurrences, the
//! policy and `now`: the order in which occurrences are told does not matter, and nothing is kept between readings.

mod alerts;
mod due;
mod read;
mod reading;
mod walk;

#[cfg(test)]
mod tests;

pub use crate::policy::Event;
pub use reading::{Alert, DueTime, Extension, Reading, Readings, State};
