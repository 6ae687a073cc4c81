//! Reasons, constraints, decisions and the agenda.
//!
//! [`crate::Engine::fold`] makes a standing of facts, [`crate::Engine::decide`] answers for one reason, [`crate::Engine::decide_all`] for all,
//! [`crate::Engine::agenda`] plans over a horizon.

mod agenda;
mod anchors;
mod decide;
mod decision;
mod fold;
mod parts;
mod plan;
mod view;

pub use agenda::{Agenda, Item};
pub use decision::{AnchorAt, Block, Decision};
pub use fold::Folded;
pub use plan::Plan;
pub use view::Asking;
