//! How far back each rule looks, found once for a policy: where all that it counts happened longer ago, it has nothing
//! to say, and need not be worked out.

use super::bearing::Bearing;
use super::compiled::{Demand, Rule};
use crate::time::Span;
use crate::when::Bucket;

/// As many rules have bits.
const BITS: usize = u64::BITS as usize;
/// As many rules that move with the hour or the date have places.
pub(crate) const PLACES: usize = 8;

const DAY: i64 = 86_400;
/// More than wall clocks and the ends of days and months can add to a span.
const SLACK: i64 = 6 * DAY;

/// When a rule has something to say of an instant or of any later one.
#[derive(Debug, Clone)]
pub(crate) enum Lookback {
    /// It may always have.
    Always,
    /// It moves with the hour or the date, and has this place among those that do.
    Moves(u8),
    /// If the `n`-th latest of a scope happened less than so many seconds ago, as far as is known.
    Nth { scope: usize, n: usize, seconds: i64 },
    /// If there was a fact of one of these scopes.
    Any(Vec<usize>),
    /// Until the instant that a scope keeps.
    Until(usize),
    /// If a complaint is open, or closed less than so many seconds ago.
    Complaint { seconds: i64 },
}

/// Of every rule by its index, and which of them move.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lookbacks {
    pub(crate) rules: Vec<Lookback>,
    /// Rules that move, by place.
    pub(crate) movers: Vec<u16>,
    /// Those of them that are times of day, as bits of places.
    pub(crate) hours: u64,
    /// Those of them that are business calendars.
    pub(crate) calendars: u64,
}

impl Lookbacks {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut all = Self::default();
        for (index, rule) in rules.iter().enumerate() {
            let lookback = all.of(index as u16, &rule.demand);
            all.rules.push(lookback);
        }
        all
    }

    fn of(&mut self, index: u16, demand: &Demand) -> Lookback {
        match demand {
            Demand::Wall(_) | Demand::NotOn(_) | Demand::Open(_) => {
                let place = self.movers.len();
                let bit = if place < PLACES { 1 << place } else { 0 };
                self.hours |= if demand.is_time_of_day() { bit } else { 0 };
                self.calendars |= if matches!(demand, Demand::Open(_)) { bit } else { 0 };
                self.movers.push(index);
                Lookback::Moves(place.min(PLACES) as u8)
            }
            Demand::Cap { scope, n, span } => Lookback::Nth { scope: *scope, n: *n, seconds: longest(*span) },
            Demand::BucketCap { scope, n, bucket } => {
                let days = match bucket {
                    Bucket::Day => 1,
                    Bucket::Week(_) => 7,
                    Bucket::Month => 31,
                };
                Lookback::Nth { scope: *scope, n: *n, seconds: days * DAY + SLACK }
            }
            Demand::CoolOff { scope, length } => {
                Lookback::Nth { scope: *scope, n: 1, seconds: longest(length.span) }
            }
            Demand::Never(pairs) => Lookback::Any(pairs.iter().map(|&(scope, ..)| scope).collect()),
            Demand::Suppression { scope } => Lookback::Until(*scope),
            Demand::NoComplaint { then } => {
                Lookback::Complaint { seconds: then.as_ref().map_or(0, |then| longest(then.span)) }
            }
            Demand::Consent | Demand::Gives { .. } | Demand::SilenceLimit { .. } => Lookback::Always,
        }
    }

    /// The rules of a bearing as bits, if all of them are in force at all times and few enough.
    pub(super) fn bits(&self, bearing: &Bearing, rules: &[Rule]) -> Option<u64> {
        let dated = |index: &u16| rules[usize::from(*index)].valid.is_some();
        if bearing.consents.iter().chain(&bearing.rules).any(dated) {
            return None;
        }
        bearing.rules.iter().try_fold(0, |bits, &index| {
            let misplaced = matches!(self.rules[usize::from(index)], Lookback::Moves(place) if usize::from(place) >= PLACES);
            (usize::from(index) < BITS && !misplaced).then(|| bits | 1 << index)
        })
    }
}

/// At least as many seconds as a window of this span lasts, whenever it begins; for business spans there is no telling.
pub(crate) fn longest(span: Span) -> i64 {
    let days = match span {
        Span::Seconds(seconds) => return seconds,
        Span::Days(days) | Span::FullDays(days) | Span::DaysInclusive(days) => days,
        Span::Months(months) if months < 0 => months * 28,
        Span::Months(months) => months * 31,
        Span::BusinessDays(_) | Span::BusinessSeconds(_) => return i64::MAX,
    };
    i64::from(days) * DAY + SLACK
}
