//! Complaints: what is owed, until when, and to whom.
//!
//! A complaint is a log of [`Occurrence`]s. Clocks are data of the policy; what they show is a function of the log,
//! the policy and `now`: see [`crate::Engine::read_clocks`].

pub mod clock;
mod occurrence;

pub use crate::policy::Event;
pub use clock::{Alert, DueTime, Extension, Reading, Readings, State};
pub use occurrence::{Occurrence, Part};
