//! What a policy says of complaints: the section `[complaints]`.

mod compile;
mod lay;
mod spec;

pub use spec::{AmountsSpec, ApproverSpec, ComplaintsSpec, Entry, Front, LimitsSpec};
