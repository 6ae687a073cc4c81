//! Complaint clocks as they are read: bits, indices and numbers; nothing to parse.

use super::Events;
use super::spec::{Combine, OnPriority, Reopen, Start, Term, Warn};
use crate::time::{Date, Span, Zone};
use std::sync::Arc;

/// The clocks of an engine, and the words that their cases use.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    /// Sorted by id.
    pub(crate) list: Vec<Clock>,
    /// The places of the clocks, each after those that it waits for and that can waive it.
    pub(crate) order: Vec<u16>,
    /// Those who can approve extensions, sorted.
    pub(crate) approvers: Vec<String>,
}

/// Whose days a clock counts.
#[derive(Debug, Clone)]
pub(crate) enum ZoneOf {
    Customer,
    Fixed(Arc<Zone>),
}

/// An obligation with its time.
#[derive(Debug)]
pub(crate) struct Clock {
    pub(crate) id: String,
    pub(crate) regulatory: bool,
    pub(crate) per_part: bool,
    /// Bits of topics; 0: all.
    pub(crate) topics: u32,
    pub(crate) except_topics: u32,
    pub(crate) starts_on: Events,
    pub(crate) start: Start,
    pub(crate) after: Option<u16>,
    pub(crate) terms: Vec<Term>,
    pub(crate) combine: Combine,
    /// By the place of the priority.
    pub(crate) targets: Vec<Option<Term>>,
    pub(crate) on_priority: OnPriority,
    /// Its place among the engine's calendars.
    pub(crate) calendar: Option<u16>,
    pub(crate) zone: ZoneOf,
    pub(crate) met_by: Events,
    pub(crate) ends_on: Events,
    pub(crate) pauses: Vec<Pause>,
    /// Every event that stops or resumes it.
    pub(crate) pause_events: Events,
    pub(crate) extend: Vec<Extension>,
    pub(crate) notices: Events,
    pub(crate) exits: Vec<Exit>,
    pub(crate) exit_events: Events,
    pub(crate) repeat: Option<super::spec::Repeat>,
    pub(crate) reopen: Reopen,
    pub(crate) reopen_on: Events,
    pub(crate) warn: Vec<Warn>,
    /// How long after the end, by level.
    pub(crate) escalate: Vec<Span>,
    pub(crate) inside_hours: bool,
    pub(crate) valid_from: Option<Date>,
    pub(crate) valid_to: Option<Date>,
    /// Every event that bears on it; others pass it by.
    pub(crate) events: Events,
    /// Whether another clock waits for it.
    pub(crate) is_gate: bool,
}

/// A cause that stops a clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pause {
    pub(crate) from: Events,
    pub(crate) until: Events,
}

/// A later end.
#[derive(Debug)]
pub(crate) struct Extension {
    pub(crate) to: Term,
    pub(crate) notice: Events,
    /// The place among the approvers.
    pub(crate) approver: Option<u16>,
}

/// An early way out.
#[derive(Debug)]
pub(crate) struct Exit {
    pub(crate) within: Term,
    pub(crate) met_by: Events,
    /// The clock that is waived; none: its own.
    pub(crate) waives: Option<u16>,
}
