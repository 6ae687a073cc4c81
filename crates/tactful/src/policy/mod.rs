//! Policies: documents that say why and when customers may be contacted, and the engine they compile to.

mod bearing;
pub mod clocks;
mod compile;
mod compiled;
pub mod complaints;
mod engine;
mod example;
pub mod figures;
mod library;
mod load;
mod lookback;
mod scopes;
pub mod spec;
mod stage;

pub(crate) use bearing::Bearing;
pub use clocks::Event;
pub(crate) use compiled::{Anchor, Condition, Demand, Length, Reason, Rule};
pub use complaints::{AmountsSpec, ApproverSpec, CaseSpec, ComplaintsSpec, Entry, Front, LimitsSpec};
pub use engine::Engine;
pub use example::{Example, ExampleCustomer, Want};
pub(crate) use figures::Figure;
pub use library::Library;
pub use load::{NAME_RULE, is_name, policy as from_field, windows};
pub(crate) use load::{name, named, not_longer, unknown_name};
pub(crate) use lookback::{Lookback, PLACES, longest};
pub(crate) use spec::Once;
pub use spec::Policy;
pub use stage::Stage;

/// The embedded documents, by name and version. Old versions keep shipping, so that an upgrade of the library
/// changes no answer unasked.
const EMBEDDED: &[(&str, &str)] = &[("house@1", HOUSE)];

/// The house policy.
pub(crate) const HOUSE: &str = include_str!("house.toml");
