//! Customers: who they are, what happened, what is planned, and what is remembered of it.

mod bounded;
mod by_id;
pub mod decode;
mod entry;
mod fact;
mod hash;
mod planned;
mod profile;
mod saved;
mod scope;
mod standing;
mod vocabulary;

pub(crate) use bounded::{
    CaseRecord, ConsentRecord, NONE, OrderRecord, Slot, grants_rather, is_granted, is_open,
};
pub use entry::{ChannelWord, Entry, KindWord, ReasonWord, Word};
pub use fact::{Fact, FactKind};
pub(crate) use hash::{mixed, of_data as hash_of_data, of_text as hash_of};
pub use planned::Contact;
pub use profile::{Customer, Place, Volume};
pub use scope::Per;
pub(crate) use scope::{ByKind, Filter, Sorted};
pub use standing::{Shape, Standing};
pub use vocabulary::{Direction, Intent, Kind, Outcome, Purpose};
