//! Reasons, constraints, decisions and the agenda.
//!
//! [`crate::Engine::decide`] answers for one reason, [`crate::Engine::decide_all`] for all,
//! [`crate::Engine::agenda`] plans over a horizon. [`window`] answers without a policy.

mod agenda;
mod anchors;
mod balance;
mod decide;
mod decision;
mod parts;
mod set;
mod view;
mod wall;
pub mod window;

pub use agenda::{Agenda, Item};
pub use decision::{AnchorAt, Block, Decision};
pub use set::Bucket;
pub use view::Asking;
pub use wall::{ALL_DAYS, Dates, WallWeek, WallWindow};
