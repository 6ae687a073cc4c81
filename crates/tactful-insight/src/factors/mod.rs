//! What kind of factor a touchpoint is, and where effort belongs (T8, T10, T11, T14, T16).

mod coffee;
mod drift;
mod effort;
mod gaps;
mod over;
mod penalty;
mod quadrant;
mod rivals;
mod silent;

pub use coffee::{CoffeeStain, CoffeeStains, Detail, coffee_stains};
pub use drift::{Drift, Period, drift};
pub use effort::{EffortShare, Efforts, efforts};
pub use gaps::{Answers, Gaps, Layer, Layers, TouchpointGap, Weights, layers, servqual};
pub use over::{Dose, OverService, over_service};
pub use penalty::{Attribute, Contrast, Factor, PenaltyReward, Thresholds, penalty_reward};
pub use quadrant::{Quadrant, Quadrants, quadrants};
pub use rivals::{AgainstRivals, Rival, against_rivals};
pub use silent::{Promise, SilentTouchpoint, SilentTouchpoints, silent_touchpoints, without_standard};
