//! Slow and obviously right: plain lists of facts, and a test of membership for every constraint.

pub mod answer;
pub mod case;
pub mod clock;
pub mod reason;
pub mod replay;
pub mod rules;
pub mod world;

pub use answer::{Answer, Lifted, Question};
pub use replay::Replay;
pub use world::World;
