//! May we contact this customer, for this reason, through this channel, now?
//! If not now, when, and why?
//!
//! The way of data through the house is straight:
//! [`customer::Fact`]s → [`customer::Standing`] → [`followup::Decision`] → [`followup::Agenda`].
//! [`policy::Policy`] is a document; it compiles once into an [`Engine`], which is shared by all threads.
//!
//! The library is pure: no clock, no files, no environment, no threads, no global state.
//! `now` comes in, an answer comes out.

#![forbid(unsafe_code)]

pub mod audit;
pub mod campaign;
pub mod check;
mod codes;
pub mod complaint;
pub mod customer;
pub mod document;
mod error;
pub mod explain;
pub mod followup;
mod inline;
mod order;
pub mod policy;
pub mod relationship;
pub mod time;
pub mod touchpoint;
pub mod voice;
pub mod when;
mod words;

pub use codes::{Code, CodeKind};
pub use error::Error;
pub use policy::Engine;

/// The result of everything that can refuse its input.
pub type Result<T> = std::result::Result<T, Error>;

/// Moves whenever the answer of any vector changes; part of every fingerprint.
pub const SEMANTICS_VERSION: u32 = 1;
