//! Complaint clocks as data: what a document says, before it is compiled.

use crate::policy::spec::Origin;
use crate::time::{Date, Span};

/// What the section `complaints` of a policy says of time (C1, C2, C8, C11).
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ClocksSpec {
    /// The zone of the firm, for clocks whose days are the firm's; else that of their calendar.
    pub zone: Option<String>,
    /// The calendar of clocks that name none.
    pub calendar: Option<String>,
    /// Events that the policy adds to the usual ones.
    pub own_events: Vec<String>,
    /// Priorities of cases, the lowest first.
    pub priorities: Vec<String>,
    /// What a case, or a part of it, can be about, where clocks differ by it.
    pub topics: Vec<String>,
    /// The clocks, sorted by id.
    pub list: Vec<ClockSpec>,
}

/// To whom a clock's time is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockKind {
    /// To the law: never stopped by waiting for anybody, never waived or replaced by a house.
    Regulatory,
    /// To ourselves and our promises.
    Internal,
}

/// Which of the events that start a clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// The first of the case.
    First,
    /// The first since the clock was last met: the oldest unanswered message (S13).
    OldestUnanswered,
}

/// From when the days of a span are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountFrom {
    /// From the instant itself: the same wall time on a later day.
    Instant,
    /// Whole days, the event's own day being the first.
    SameDay,
    /// Whole days, the day after the event's being the first.
    NextDay,
}

/// Where on its last day a clock ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndAt {
    /// At the instant that was counted.
    Instant,
    /// With the last second of that local day.
    EndOfDay,
    /// At the closing instant of that day; of a closed day, at the last closing before it.
    CloseOfBusiness,
}

/// A length of time, and how its days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Term {
    /// The length.
    pub span: Span,
    /// From when its days are counted.
    pub count_from: CountFrom,
    /// Where on the last day it ends.
    pub end_at: EndAt,
    /// A last day on which the calendar is closed becomes the next business day.
    pub roll: bool,
}

/// Several terms at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Terms {
    /// The terms; one at least.
    pub list: Vec<Term>,
    /// Which of several counts.
    pub combine: Combine,
}

/// Which of several terms counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Combine {
    /// The one that ends last.
    Later,
    /// The one that ends first.
    Earlier,
}

/// Whose days a clock counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ClockZone {
    /// The firm's.
    Firm,
    /// The customer's; of several candidates the strictest.
    Customer,
    /// Those of one zone.
    Named(String),
}

/// Why a clock stands still, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PauseSpec {
    /// The events that stop it.
    pub from: Vec<String>,
    /// The events that end it.
    pub until: Vec<String>,
    /// The provision that allows it, for a regulatory clock.
    pub source: Option<String>,
}

/// A later end, that of the whole time from the start.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExtendSpec {
    /// The whole time from the start.
    pub to: Term,
    /// The event that brings it into force, if it comes before the time in force runs out.
    pub notice: Vec<String>,
    /// Who must have approved it.
    pub approver: Option<String>,
}

/// An early way out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExitSpec {
    /// How long it is open from the start.
    pub within: Term,
    /// The events by which it is taken.
    pub met_by: Vec<String>,
    /// The clock that need not be met then; none: the one that has the exit.
    pub waives: Option<String>,
    /// The document that is owed instead.
    pub document: Option<String>,
}

/// What a new priority does to a clock that runs (S15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnPriority {
    /// The new time holds from the start; pauses are kept.
    Retroactive,
    /// The new time is counted from the change; a breach that had happened stays one.
    FromChange,
    /// The clock begins anew at the change.
    Restart,
}

/// What reopening does to a clock that was met (S7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reopen {
    /// It runs on; the time in between does not count.
    Resume,
    /// It begins anew.
    Restart,
    /// What was met stays met. A clock that had only ended is owed again: an internal one without the time in between.
    FirstClose,
    /// It runs on, and the time in between counts.
    CountThrough,
}

/// When somebody is warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warn {
    /// After so many hundredths of the time.
    Share(u8),
    /// So long before the end.
    Before(Span),
}

/// Who hears of a clock that was not met, and how long after its end (S17).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EscalateSpec {
    /// So long after the end.
    pub after: Span,
    /// Who hears of it.
    pub to: String,
}

/// A rhythm: once met, the clock runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Repeat {
    /// The time of every round but the first.
    pub every: Term,
    /// Counted from the end of the round before, not from when it was met.
    pub from_due: bool,
}

/// An obligation with its time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClockSpec {
    /// Its stable id.
    pub id: String,
    /// Rows of the domain that it carries out (`C2`).
    pub rows: Vec<String>,
    /// The law or practice it comes from.
    pub source: Option<String>,
    /// To whom it is owed.
    pub kind: ClockKind,
    /// It comes from a law, which a house cannot loosen.
    pub law: bool,
    /// Every part of a case has one of its own.
    pub per_part: bool,
    /// It holds for cases about these; empty: for all.
    pub topics: Vec<String>,
    /// It does not hold for cases about these.
    pub except_topics: Vec<String>,
    /// The events that start it.
    pub starts_on: Vec<String>,
    /// Which of them does.
    pub start: Start,
    /// It waits until this clock is met (S12).
    pub after: Option<String>,
    /// Its time.
    pub terms: Terms,
    /// Its time by priority.
    pub targets: Vec<(String, Term)>,
    /// What a new priority does.
    pub on_priority: OnPriority,
    /// The calendar of its business days and hours.
    pub calendar: Option<String>,
    /// Whose days it counts.
    pub zone: ClockZone,
    /// The events that meet it (S14).
    pub met_by: Vec<String>,
    /// The events after which it is owed no more.
    pub ends_on: Vec<String>,
    /// What stops it.
    pub pauses: Vec<PauseSpec>,
    /// Later ends, each later than the one before.
    pub extend: Vec<ExtendSpec>,
    /// Early ways out.
    pub exits: Vec<ExitSpec>,
    /// The document that is owed.
    pub document: Option<String>,
    /// Whether it runs again once it was met.
    pub repeat: Option<Repeat>,
    /// What reopening does.
    pub reopen: Reopen,
    /// The events that reopen.
    pub reopen_on: Vec<String>,
    /// Warnings before its end.
    pub warn: Vec<Warn>,
    /// Who hears of it after its end.
    pub escalate: Vec<EscalateSpec>,
    /// Warnings and escalations wait for the open time of its calendar (S17).
    pub inside_hours: bool,
    /// The first local date of cases for which it holds.
    pub valid_from: Option<Date>,
    /// The first local date of cases for which it no longer holds.
    pub valid_to: Option<Date>,
    /// Where it stands.
    pub origin: Origin,
}
