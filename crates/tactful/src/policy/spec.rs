//! A policy as data: what a document says, before it is compiled.

use crate::Error;
use crate::customer::{FactKind, Intent, Outcome, Per, Purpose};
use crate::time::{CalendarSpec, Date, Instant, LeapMonth, Span};
use crate::voice::VoiceSpec;
use crate::when::{Bucket, Dates, WallWindow};
use std::hash::{Hash, Hasher};

/// Where an entry stands in its document, for errors that are found later.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// `name@version` of the document.
    pub document: String,
    /// The way to the entry.
    pub path: String,
    /// The line, from 1; 0 if unknown.
    pub line: u32,
    /// The column, from 1; 0 if unknown.
    pub column: u32,
}

/// Without the place: fingerprints are made of a policy's data, and comments may move lines.
impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// One text in English and Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Texts {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// How a document combines with those that it extends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// A later entry with the same id replaces the earlier one.
    House,
    /// Its rules can be joined by stricter ones, but never replaced.
    Law,
}

/// What happens if a customer's zone is not known (Q7).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UnknownZone {
    /// This zone is assumed.
    Zone(String),
    /// Rules must hold in each of these zones.
    Strictest(Vec<String>),
}

/// A whole policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Policy {
    /// The document's name.
    pub name: String,
    /// The document's version.
    pub version: String,
    /// House policy or law.
    pub kind: PolicyKind,
    /// `name@version` of the documents it lies on, in their order.
    pub extends: Vec<String>,
    /// What happens if a customer's zone is not known.
    pub unknown_zone: Option<UnknownZone>,
    /// How far decisions look ahead, in civil days.
    pub horizon_days: Option<i32>,
    /// The channels there are.
    pub channels: Vec<String>,
    /// Kinds of facts that the host adds.
    pub own_facts: Vec<String>,
    /// Kinds of facts that count as a touch (`last_touch`).
    pub touches: Vec<FactKind>,
    /// After so long without a touch a customer has lapsed (F5).
    pub lapsed_after: Option<Span>,
    /// Complaints are forgotten after so long, so that no hold is for ever.
    pub forget_complaints_after: Option<Span>,
    /// Whether 29 February falls on 1 March in other years; else on 28 February.
    pub leap_day_on_march_1: Option<bool>,
    /// When somebody has his or her day who was born in a leap month of the Chinese calendar; regular if absent.
    pub leap_month: Option<LeapMonth>,
    /// How much a standing remembers.
    pub sizes: Sizes,
    /// Business calendars, by name.
    pub calendars: Vec<(String, CalendarSpec)>,
    /// Where each calendar stands.
    pub calendar_origins: Vec<(String, Origin)>,
    /// Where `timezone`, `extends` and each `levels.…` stand.
    pub origins: Vec<(String, Origin)>,
    /// Dates of festivals, by name.
    pub occasions: Vec<(String, Vec<Date>)>,
    /// When a product shows what it is worth (F4): by product, `default` for the rest.
    pub benefits: Vec<(String, Span)>,
    /// Why we get in touch.
    pub reasons: Vec<ReasonSpec>,
    /// When we may.
    pub rules: Vec<RuleSpec>,
    /// What a relationship level owes a customer (R1).
    pub levels: Vec<LevelSpec>,
    /// What it says of complaints.
    pub complaints: super::ComplaintsSpec,
    /// The figures of a relationship (R1 to R12, T12, T15, F13).
    pub relationship: super::figures::FiguresSpec,
    /// Touchpoints and what customers attend to (T1, T9).
    pub touchpoints: crate::touchpoint::TouchpointsSpec,
    /// Words of customers and staff (C5, C16).
    pub voice: VoiceSpec,
    /// Examples that `check` runs.
    pub examples: Vec<super::Example>,
    /// Entries that replaced one of the same id in a document below.
    pub replaced: Vec<Replaced>,
}

impl Policy {
    /// An error with the place of an entry, if it is known.
    pub(crate) fn located(&self, entry: &str, error: Error) -> Error {
        match self.origins.iter().find(|(known, _)| known == entry) {
            Some((_, origin)) => error.at_place(origin.line, origin.column),
            None => error,
        }
    }
}

/// How much a standing remembers; none: the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Sizes {
    /// Orders; 32 if absent.
    pub orders: Option<u16>,
    /// Complaint cases; 16 if absent.
    pub cases: Option<u16>,
    /// Consents by purpose, channel and contact point; 16 if absent.
    pub consents: Option<u16>,
    /// At least so many contacts per cap, whatever the cap needs; 8 if absent.
    pub contacts: Option<u16>,
}

/// An entry that replaced another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Replaced {
    /// `reasons.check-in`, `rules.nights` …
    pub path: String,
    /// The document whose entry was replaced.
    pub below: String,
    /// The document whose entry holds.
    pub by: String,
}

/// From which fact a reason's time is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AnchorSpec {
    /// The latest fact of a kind, of the customer.
    Latest(FactKind),
    /// The latest touch, as the policy defines it.
    LastTouch,
    /// The latest fact of a kind, of each order.
    Order(FactKind),
    /// The opening (false) or closing (true) of each complaint case.
    Case(bool),
    /// A day of every year: a festival of the policy, or an occasion of the customer.
    Year(String),
}

/// How often a reason may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Once {
    /// Once for each anchor: order, case, year, or latest fact.
    PerAnchor,
    /// Once in a span.
    PerSpan(Span),
    /// Once and never again.
    Ever,
    /// As often as the rules allow.
    No,
}

/// Why we get in touch.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReasonSpec {
    /// Its stable id.
    pub id: String,
    /// Earlier ids, the oldest first.
    pub formerly: Vec<String>,
    /// Rows of the domain that it carries out (`F4`).
    pub rows: Vec<String>,
    /// What is said, in substance.
    pub says: Texts,
    /// What the customer has of it (F9).
    pub value: Texts,
    /// The strictest of its purposes.
    pub purpose: Purpose,
    /// Whom it serves.
    pub intent: Intent,
    /// Stages of the loyalty loop in which it applies; empty: all (F10).
    pub stages: Vec<super::Stage>,
    /// Relationship levels at which it applies; empty: all (R1).
    pub levels: Vec<String>,
    /// Its content is for customers only (F14).
    pub customers_only: bool,
    /// From which fact its time is counted; none: always.
    pub anchor: Option<AnchorSpec>,
    /// It opens so long after the anchor.
    pub opens: Span,
    /// It closes so long after the anchor; none: never.
    pub closes: Option<Span>,
    /// The best instant after the anchor; never changes a verdict.
    pub best: Option<Span>,
    /// Facts that must have happened.
    pub needs: Vec<FactKind>,
    /// Facts after which it is out of place.
    pub blocks: Vec<FactKind>,
    /// Its channels, the preferred first; none: all.
    pub channels: Option<Vec<String>>,
    /// How often it may be used.
    pub once: Once,
    /// Its rhythm: at least so long from one time to the next (F6).
    pub every: Option<Span>,
    /// The greater goes first.
    pub priority: i64,
    /// The calendar of its business days and hours.
    pub calendar: Option<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// What a rule applies to; an empty list: everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ScopeSpec {
    /// Purposes.
    pub purposes: Vec<Purpose>,
    /// Intents.
    pub intents: Vec<Intent>,
    /// Channels.
    pub channels: Vec<String>,
    /// Reasons.
    pub reasons: Vec<String>,
}

/// What a rule counts, where that is not what it applies to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct CountSpec {
    /// Purposes, intents, channels and reasons of the contacts counted.
    pub scope: ScopeSpec,
    /// Their outcomes; empty: all.
    pub outcomes: Vec<Outcome>,
}

/// After which event a customer is left in peace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum After {
    /// A fact of this kind.
    Fact(FactKind),
    /// A contact, by whomever begun, with this outcome.
    Outcome(Outcome),
}

/// The length of a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// Any window of this length.
    Rolling(Span),
    /// Days, weeks or months of the local calendar.
    Bucket(Bucket),
}

/// When we may: what a rule demands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RuleSpecKind {
    /// The customer has agreed.
    Consent,
    /// None of these facts (do not contact, deceased).
    NeverIf(Vec<crate::customer::Kind>),
    /// No suspension is running.
    Suppression,
    /// Not in these wall times.
    QuietHours(Vec<WallWindow>),
    /// Only in these wall times.
    SendWindow(Vec<WallWindow>),
    /// Not on these dates.
    QuietDates(Dates),
    /// Only in the open time of this calendar.
    OnlyWithin(String),
    /// So many contacts at most.
    AtMost(usize, Window),
    /// So long from every other contact.
    Gap(Span),
    /// So long after an event.
    CoolOff(Span, After),
    /// No complaint is open, nor was closed less than this ago.
    NoComplaint(Option<Span>),
    /// So many gives since the last ask, and none older than the span (F11).
    Gives(usize, Span),
    /// Not after so long a silence (F5).
    SilenceLimit(Span),
}

/// When we may.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RuleSpec {
    /// Its stable id.
    pub id: String,
    /// Rows of the domain that it carries out.
    pub rows: Vec<String>,
    /// The law or practice it comes from.
    pub source: Option<String>,
    /// What it applies to.
    pub scope: ScopeSpec,
    /// What it counts; none: what it applies to.
    pub counts: Option<CountSpec>,
    /// What it is kept by.
    pub per: Per,
    /// What it demands.
    pub kind: RuleSpecKind,
    /// The zone of its wall times and local days; none: the customer's.
    pub timezone: Option<String>,
    /// The calendar of its business days and hours.
    pub calendar: Option<String>,
    /// The first local date on which it holds.
    pub valid_from: Option<Date>,
    /// The first local date on which it no longer holds.
    pub valid_to: Option<Date>,
    /// It comes from a law, which a house cannot loosen.
    pub law: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// What a relationship level owes a customer (R1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LevelSpec {
    /// The level.
    pub id: String,
    /// Its obligations.
    pub owes: Vec<Obligation>,
}

/// One obligation of a level.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Obligation {
    /// The reason that meets it.
    pub reason: String,
    /// Counted from the latest fact of this kind.
    pub after: Option<FactKind>,
    /// Due within this span of that fact.
    pub within: Option<Span>,
    /// Due again after every such span.
    pub every: Option<Span>,
}

/// What an example asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// The reason.
    pub reason: String,
    /// The channel.
    pub channel: String,
    /// The instant.
    pub now: Instant,
}
