//! The relationship with a customer: what binds, what is owed, who the customer is, and what drives him or her away.
//!
//! - [`lists`]: the closed lists with their names
//! - [`Engine::occasions`](crate::Engine::occasions), [`Engine::courtesy`](crate::Engine::courtesy): days of joy and
//!   sorrow, and courtesies that are no burden (R6, F12)
//! - [`Engine::feelings`](crate::Engine::feelings): perception, familiarity, trust, closeness (T12, F13)
//! - [`notes`]: what was learnt of a customer (R6, R10)
//! - [`Engine::obligations`](crate::Engine::obligations), [`Engine::levels`](crate::Engine::levels),
//!   [`Engine::level_advice`](crate::Engine::level_advice): what is owed, lived, wished, and what fits (R1, R2, R9)
//! - [`Engine::classes`](crate::Engine::classes), [`Engine::portfolio`](crate::Engine::portfolio): who the customer is
//!   and what he or she is worth (R3, R5, R11, R12)
//! - [`Engine::churn_signals`](crate::Engine::churn_signals), [`Engine::failure_scenes`](crate::Engine::failure_scenes):
//!   what drives customers away (R4, T15)
//! - [`service_mix`]: the forms of good service (R7)

mod churn;
mod classes;
mod feelings;
mod levels;
mod lists;
mod notes;
mod occasions;
mod portfolio;
mod scenes;
mod service;
mod told;

pub use churn::{Attention, Cause, Evidence, RootCause, Signal, Source};
pub use classes::{Access, Class, DealClass, Nature, Stated, TimeClass};
pub use feelings::{Feelings, Impression};
pub use levels::{Level, LevelAdvice, LevelGrounds, Levels, Lived, Owed, ProductTrait};
pub use lists::{List, lists};
pub use notes::{Background, Note, Shown, notes};
pub use occasions::{Courtesy, OccasionDay, Way};
pub use portfolio::{Account, CRITERIA, Exposure, INDICATORS, Market, PROFIT, Portfolio, Trait, Worth};
pub use scenes::{Matter, Played, Scene, Step, StepKind};
pub use service::{Form, Organised, ServiceAct, ServiceMix, service_mix};
