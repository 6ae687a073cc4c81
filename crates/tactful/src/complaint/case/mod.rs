//! The case of a complaint: words, events, the state and its guards, the log.

mod clock_words;
mod clocks;
mod event;
mod facts;
mod guard;
mod log;
mod next;
mod occurrences;
mod refusal;
mod sets;
mod state;
mod turn;
mod words;

pub(crate) use clock_words::ClockWords;
pub use event::Event;
pub use guard::{Move, Terms};
pub use log::{Case, Commitment, Promise};
pub use next::Next;
pub use refusal::{Refusal, Refused};
pub use sets::{Acts, Remedies, Roles};
pub use state::{MAX_PARTS, PartState, State};
pub use words::{
    Act, Cause, Conduct, Ending, EventKind, IsoStage, Liability, Mode, Power, Remedy, Role, Status, Wait,
    Word,
};
