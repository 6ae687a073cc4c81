//! How a house is organised for complaints: everything here is a plain table of the policy, asked with plain values.
//!
//! - [`RouteRequest`]: which department takes a case (C10)
//! - [`Task`]: what departments owe each other, and the veto (C9)
//! - [`owner_advice`](crate::Engine::owner_advice): who may own a case (C13)
//! - [`Weighed`]: how much warmth whom (C14)
//! - [`Assessed`]: how staff are assessed, vetoed, rewarded (C7, C8, C9)
//! - [`SkillDemand`]: what staff lack (C15)
//! - [`Evenness`]: whether the tenth case of a kind gets the care of the first (C17)
//! - [`Relief`]: whoever listens carries a burden (C17)

mod assess;
mod evenness;
mod owner;
mod relief;
mod route;
mod skill;
mod task;
mod weight;

pub use assess::{Assessed, Performance};
pub use evenness::{Contrast, Evenness, OrdinalCare, Verdict};
pub use owner::{Advice, Owner};
pub use relief::{HeatedContact, Relief, ReliefReport};
pub use route::{Duty, Route, RouteRequest};
pub use skill::{Content, SkillDemand, SkillNeed};
pub use task::{Hop, LateReason, Task, TaskReview, TaskState, TaskStatus, UnitRecord};
pub use weight::{Weighed, Weighing};
