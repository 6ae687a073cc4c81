//! Complaint clocks in a policy: the words of their events, what a document says of them, and what it compiles to.

mod compile;
mod compiled;
mod event;
pub mod spec;

pub(crate) use compile::{compile, event, place};
pub(crate) use compiled::{Clock, Clocks, ZoneOf};
pub use event::Event;
pub(crate) use event::{Events, MAX_OWN_EVENTS};
