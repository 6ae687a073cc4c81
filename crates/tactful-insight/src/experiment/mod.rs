//! What works (T13): how large a test must be, who gets what, whether it ran clean, and what it shows, in time.

mod assign;
mod balance;
mod cost;
mod cuped;
mod lag;
mod means;
mod mismatch;
mod multiple;
mod proportions;
mod size_means;
mod size_proportions;

pub use assign::{Assignment, Design, Method, Stratum, Unit, assign};
pub use balance::{Balance, Counts, balance};
pub use cost::{CostPerEffect, cost_per_effect};
pub use cuped::{Arm, Cuped, cuped};
pub use lag::{LagArm, LagReadout, LagUnit, lag_readout};
pub use means::{Summary, Welch, welch, welch_of_summaries};
pub use mismatch::{Mismatch, sample_ratio_mismatch};
pub use multiple::{Adjusted, adjust};
pub use proportions::{Difference, TwoProportions, Wilson, difference, two_proportions, wilson};
pub use size_means::{MeansPower, MeansSize, power_of_means, size_of_means};
pub use size_proportions::{
    ArcsinePower, Direction, Effect, ProportionsPower, ProportionsSize, Question, Sides, power_by_arcsine,
    power_of_proportions, size_of_proportions, smallest_effect,
};

pub(crate) use means::{compare, side};
pub(crate) use proportions::wilson_interval;
