//! Which drivers matter for an outcome, and how much (T3, T7, T8).

mod bootstrap;
mod correlation;
mod dominance;
mod focus;
mod linear;
mod logistic;
mod pairwise;
mod relative;
mod segments;
mod survey;

pub use bootstrap::{Intervals, Resampling, intervals};
pub use correlation::{Alike, Correlations, alike};
pub use dominance::{Dominance, dominance, dominance_from};
pub use focus::{FocusEntry, FocusList, Standing, focus_list};
pub use linear::{BeyondExact, CoreMoment, Exact, Importance, linear, linear_from};
pub use logistic::{Coefficient, LogisticImportance, Pseudo, Separation, logistic};
pub use pairwise::{Pair, Pairwise, Step, Steps, correlations, steps};
pub use relative::{RelativeWeights, relative_weights, relative_weights_from};
pub use segments::{BySegment, Segment, by_segment};
pub(crate) use survey::enough;
pub use survey::{Column, Survey};
