//! Reasons, constraints, decisions and the agenda.
//!
//! [`crate::Engine::fold`] makes a standing of facts, [`crate::Engine::decide`] answers for one reason, [`crate::Engine::decide_all`] for all,
//! [`crate::Engine::agenda`] plans over a horizon, [`crate::Engine::agenda_many`] for many customers where a day has
//! room for so many contacts. What is asked of many customers is a [`Question`], looked up once, and
//! [`crate::Engine::briefs`] answers many of them about one customer; a [`Briefing`] asks them of one customer after the other, a [`Batch`] of many side by side.

mod agenda;
mod anchors;
mod answer;
mod batch;
mod brief;
mod briefing;
mod consent;
mod counting;
mod decide;
mod decision;
mod draft;
mod fold;
mod folder;
mod lean;
mod moving;
mod outcome;
mod parts;
mod plan;
mod question;
mod sheet;
mod sum;
mod view;
mod windows;
pub mod workload;

pub use agenda::{Agenda, Item};
pub use batch::{Answers, Batch, ClockOf, Detail, LevelOf, ManyFacts, More, Parts, Telling};
pub use brief::Brief;
pub use briefing::Briefing;
pub use decision::{AnchorAt, Block, Decision};
pub use fold::Folded;
pub(crate) use fold::rebuild_needed;
pub use folder::{Fate, Folder, Ready};
pub use plan::Plan;
pub use question::Question;
pub use view::Asking;
pub use workload::{Candidate, Capacity, Limit, Workload};
