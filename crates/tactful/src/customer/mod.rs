//! Customers: who they are, what happened, what is planned, and what is remembered of it.

mod bounded;
pub mod decode;
mod fact;
mod fold;
mod hash;
mod planned;
mod profile;
mod scope;
mod standing;
mod vocabulary;

pub use fact::{Fact, FactKind};
pub use fold::Folded;
pub(crate) use hash::of_text as hash_of;
pub(crate) use planned::Planned;
pub use planned::{Contact, Plan};
pub use profile::{Customer, Place};
pub use scope::Per;
pub(crate) use scope::{Filter, Sorted};
pub use standing::{Shape, Standing};
pub use vocabulary::{Direction, Intent, Kind, Outcome, Purpose};
