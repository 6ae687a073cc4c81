//! A policy as the kernel reads it: indices, bits and numbers; nothing to parse, no closures.

use super::Stage;
use super::lookback::{Lookback, longest};
use super::spec::Once;
use crate::Code;
use crate::customer::{Filter, Intent, Purpose};
use crate::time::{Calendar, Date, Instant, Span, Zone};
use crate::when::{Bucket, Dates, WallWeek};
use std::sync::Arc;

/// A span, with the calendar that counts its business days and hours.
#[derive(Debug, Clone)]
pub(crate) struct Length {
    pub(crate) span: Span,
    pub(crate) calendar: Option<Arc<Calendar>>,
}

impl Length {
    /// Its seconds, if that is how it is told.
    pub(crate) fn seconds(&self) -> Option<i64> {
        match self.span {
            Span::Seconds(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// By the arithmetic of windows and anchors; beyond the calendar's dates: never.
    pub(crate) fn shift(&self, at: i64, zone: &Zone) -> i64 {
        self.span.shift(at, zone).unwrap_or_else(|| self.business(at))
    }

    /// By the arithmetic of caps, gaps and cooling-off: later starts never end earlier.
    pub(crate) fn end(&self, at: i64, zone: &Zone) -> i64 {
        self.span.end(at, zone).unwrap_or_else(|| self.business_end(at))
    }

    /// Dates between two business dates count from the same one, so that a start late on the first of them would
    /// end after an early one on the next; they all end with the day, as what a short month clamps does.
    fn business_end(&self, at: i64) -> i64 {
        let (Some(calendar), Span::BusinessDays(days)) = (&self.calendar, self.span) else {
            return self.business(at);
        };
        let zone = calendar.zone();
        let at = zone.in_second_pass(at).unwrap_or(at);
        let date = crate::time::date_of(zone.local(at));
        let ends_on = |date: Date| calendar.date_add(date, i64::from(days)).ok();
        match ends_on(date) {
            Some(last) if ends_on(date.add_days(-1)) == Some(last) => {
                let after = Instant::clamped(zone.first_at_or_after(last.add_days(1).midnight()));
                calendar.next_open(after).map_or(i64::MAX, Instant::seconds)
            }
            _ => self.business(at),
        }
    }

    fn business(&self, at: i64) -> i64 {
        let Some(calendar) = &self.calendar else { return i64::MAX };
        let at = Instant::clamped(at);
        let shifted = match self.span {
            Span::BusinessDays(days) => calendar.add_days(
                at,
                i64::from(days),
                crate::time::Count::After,
                crate::time::DayResult::Open,
            ),
            Span::BusinessSeconds(seconds) => calendar.add(at, seconds, crate::time::Snap::Deadline),
            _ => return i64::MAX,
        };
        shifted.map_or(i64::MAX, Instant::seconds)
    }
}

/// A scope of the standing: which facts count, and how many are kept.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) filter: Filter,
    pub(crate) depth: usize,
}

/// The anchor of a reason.
#[derive(Debug, Clone)]
pub(crate) enum Anchor {
    /// Always open.
    None,
    /// The latest fact of some scopes.
    Latest(Vec<usize>),
    /// A column of each order; if it is empty, the columns to derive the benefit from.
    Order { column: usize, delivered: Option<usize> },
    /// The opening or closing of each case.
    Case { closed: bool },
    /// Dates of every year: of a festival, or of the customer's occasion by this name.
    Year { name: String, dates: Option<Vec<Date>> },
}

/// A fact that a reason needs or that rules it out.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// The kind's bit.
    pub(crate) kind: u64,
    /// The column of the order ledger, for reasons per order.
    pub(crate) column: Option<usize>,
    /// The scope that keeps the latest one, for the others.
    pub(crate) scope: Option<usize>,
}

/// A reason, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Reason {
    pub(crate) id: String,
    /// Its place in the policy.
    pub(crate) index: u32,
    pub(crate) purpose: Purpose,
    pub(crate) intent: Intent,
    /// Bits of channels.
    pub(crate) channels: u64,
    /// Channels, the preferred first.
    pub(crate) order: Vec<u8>,
    /// Bits of stages; 0: all.
    pub(crate) stages: u8,
    pub(crate) levels: Vec<u64>,
    pub(crate) anchor: Anchor,
    pub(crate) opens: Length,
    pub(crate) closes: Option<Length>,
    /// Both in seconds after the anchor, where that is what they are; a window that never closes does so at the end of
    /// time.
    pub(crate) elapsed: Option<(i64, i64)>,
    /// It has closed so many seconds after the anchor, whatever the clock says.
    pub(crate) closes_within: i64,
    pub(crate) best: Option<Length>,
    pub(crate) needs: Vec<Condition>,
    pub(crate) blocks: Vec<Condition>,
    pub(crate) once: Once,
    pub(crate) every: Option<Span>,
    /// When it stands against itself; none: never.
    pub(crate) itself: Option<Lookback>,
    /// The scope that keeps the latest contact for this reason.
    pub(crate) last: usize,
    /// Where the ledger of orders or cases keeps contacts for this reason.
    pub(crate) asked: Option<usize>,
    pub(crate) priority: i64,
    /// Rules that can apply, whatever the channel.
    pub(crate) rules: Vec<u16>,
    /// By channel: which of the engine's bearings holds. Channels that are not listed bear nothing.
    pub(crate) bearings: Vec<u16>,
}

impl Reason {
    /// Its window in seconds after the anchor, if that is how both of its ends are told.
    pub(super) fn elapsed(opens: &Length, closes: Option<&Length>) -> Option<(i64, i64)> {
        Some((opens.seconds()?, closes.map_or(Some(i64::MAX), Length::seconds)?))
    }

    /// When it stands against itself, whatever the rules say: where it keeps a rhythm, or comes once in a span or ever.
    pub(super) fn itself(last: usize, every: Option<Span>, once: Once) -> Option<Lookback> {
        let once = match once {
            Once::Ever => return Some(Lookback::Always),
            Once::PerSpan(span) => Some(span),
            Once::PerAnchor | Once::No => None,
        };
        let seconds = every.into_iter().chain(once).map(longest).max()?;
        Some(Lookback::Nth { scope: last, n: 1, seconds })
    }
}

/// A rule, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) code: Code,
    /// Bits of channels to which it applies.
    pub(crate) channels: u64,
    pub(crate) demand: Demand,
    /// The zone of its clock; none: the customer's.
    pub(crate) zone: Option<Arc<Zone>>,
    /// Dates of validity, half-open.
    pub(crate) valid: Option<(Option<Date>, Option<Date>)>,
}

/// What a rule demands.
#[derive(Debug, Clone)]
pub(crate) enum Demand {
    Consent,
    /// Pairs: the scope of the fact, that of the fact which lifts it, the code.
    Never(Vec<(usize, Option<usize>, Code)>),
    Suppression {
        scope: usize,
    },
    Wall(WallWeek),
    NotOn(Dates),
    Open(Arc<Calendar>),
    Cap {
        scope: usize,
        n: usize,
        span: Span,
    },
    BucketCap {
        scope: usize,
        n: usize,
        bucket: Bucket,
    },
    CoolOff {
        scope: usize,
        length: Length,
    },
    NoComplaint {
        then: Option<Length>,
    },
    Gives {
        gives: usize,
        asks: usize,
        n: usize,
        within: Span,
    },
    SilenceLimit {
        scopes: Vec<usize>,
        span: Span,
    },
}

impl Demand {
    /// Rules that only say at what time of day; the rest decides whether a customer is worth a look today.
    pub(crate) fn is_time_of_day(&self) -> bool {
        matches!(self, Demand::Wall(_) | Demand::Open(_))
    }
}

/// Which stage bits belong to customers who have bought.
pub(crate) const CUSTOMERS: u8 = Stage::Experience.bit() | Stage::FollowUp.bit() | Stage::Lapsed.bit();
