//! Authority over remedies: who may grant what, up to what; the report afterwards; patterns of abuse (C7, C8).

mod abuse;
mod money;
mod report;
mod ruling;

pub use abuse::Abuse;
pub(crate) use abuse::AbuseTerms;
pub use money::{Currency, Money};
pub use report::{Answer, AnswerPart, Report, ReportItem};
pub(crate) use ruling::{Approver, Limits};
pub use ruling::{Authority, Grant, Limit, LimitKind, Ruling};
