//! What a policy says of cases: guards, remedies, authority, reports.

mod compile;
mod lay;
pub(super) mod load;
mod spec;

pub use spec::{AmountsSpec, ApproverSpec, CaseSpec, Entry, Front, LimitsSpec};
