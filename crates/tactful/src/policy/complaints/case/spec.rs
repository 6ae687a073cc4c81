//! What a policy says of cases, as data.

use crate::complaint::{Cause, Currency, Power, Remedy, Role};
use crate::policy::spec::Origin;
use crate::time::Span;

/// Limits in minor units, by currency; none: without limit.
pub type AmountsSpec = Option<Vec<(Currency, i64)>>;

/// A cell of the matrix of authority: a front-line role and a power.
pub type Front = (Role, Power);

/// A value of the section, with where it stands and whether a law says it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry<T> {
    /// What it says.
    pub value: T,
    /// It comes from a law, which a house can only make stricter.
    pub law: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// The limits of one power of one role (C7).
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct LimitsSpec {
    /// In one case, by whomever it is granted.
    pub per_case: AmountsSpec,
    /// By one person, within the period.
    pub per_period: AmountsSpec,
    /// The period.
    pub period: Option<Span>,
}

/// Somebody who can approve beyond a limit (C7).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ApproverSpec {
    /// Approvers are asked in this order.
    pub rank: i64,
    /// In one case.
    pub per_case: AmountsSpec,
}

/// How a case is led, and who may grant what. What a policy leaves out is none; the defaults are in brackets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct CaseSpec {
    /// Attempts on record before a case is closed as unreached (3).
    pub attempts: Option<Entry<i64>>,
    /// How far apart they lie at least, in seconds (0).
    pub apart_seconds: Option<Entry<i64>>,
    /// Refused offers before a last word (2).
    pub offers: Option<Entry<i64>>,
    /// Remedies that fit a cause (all) (C3).
    pub remedies: Vec<(Cause, Entry<Vec<Remedy>>)>,
    /// Remedies that only go beside another (none).
    pub beside: Option<Entry<Vec<Remedy>>>,
    /// Who may grant what (nobody) (C7); none: not this one's to decide.
    pub authority: Vec<(Front, Entry<Option<LimitsSpec>>)>,
    /// Limits at a core moment, in per cent (100).
    pub core_moment_percent: Option<Entry<i64>>,
    /// Who can approve beyond the limits (nobody).
    pub approvers: Vec<(String, Entry<ApproverSpec>)>,
    /// When the report on a use of authority is due (`2 days incl.`: the same or the next day) (C8).
    pub report_due: Option<Entry<Span>>,
    /// Grants within this period are looked at together (`30d`).
    pub abuse_within: Option<Entry<Span>>,
    /// So many grants by one person to one customer are a pattern (3).
    pub abuse_to_one_customer: Option<Entry<i64>>,
    /// From so many per cent of it on a grant is just under its limit (90).
    pub abuse_percent: Option<Entry<i64>>,
    /// So many of these are a pattern (3).
    pub abuse_just_under: Option<Entry<i64>>,
}
