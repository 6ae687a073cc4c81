//! Warnings before a clock's end and escalations after it, at hours at which somebody reads them (S17).

use super::due::Dial;
use super::reading::Alert;
use super::walk::{Life, Walk};
use crate::order::Order;
use crate::policy::clocks::spec::Warn;
use crate::time::{Calendar, Count, DayResult, Instant, Span, Zone};

/// The alerts of a clock that is or was due at an instant: warnings, then escalations.
pub(super) fn alerts(walk: &Walk<'_>, dial: &Dial<'_>, due: i64, now: i64) -> (Vec<Alert>, Vec<Alert>) {
    let (mut warnings, mut escalations) = (Vec::new(), Vec::new());
    if walk.clock.warn.is_empty() && walk.clock.escalate.is_empty() {
        return (warnings, escalations);
    }
    let alert = |at: i64, level: usize| {
        // when it was met, nobody was told any more
        let told = if walk.life == Life::Live { at <= now } else { at < walk.stopped };
        (told || walk.life == Life::Live).then(|| Alert {
            at: Instant::clamped(at),
            level: level as u8,
            fired: told,
        })
    };
    let started = walk.started.unwrap_or(walk.counts_from);
    for (level, warn) in walk.clock.warn.iter().enumerate() {
        let Some(at) = warning(walk, dial, *warn, due) else { continue };
        let at = if walk.clock.inside_hours { inside_before(dial, at, due) } else { at };
        warnings.extend(alert(at.max(started), level));
    }
    for (level, &after) in walk.clock.escalate.iter().enumerate() {
        let Some(at) = shifted(dial, due, after, 1) else { continue };
        // at the end itself nothing is late yet
        let at = at.max(due.saturating_add(1));
        let at = match dial.calendar_at(at).filter(|_| walk.clock.inside_hours) {
            Some(calendar) => calendar.next_open(Instant::clamped(at)).map_or(at, Instant::seconds),
            None => at,
        };
        escalations.extend(alert(at, level));
    }
    warnings.order_by_key(|alert| (alert.at, alert.level));
    escalations.order_by_key(|alert| (alert.at, alert.level));
    (warnings, escalations)
}

fn warning(walk: &Walk<'_>, dial: &Dial<'_>, warn: Warn, due: i64) -> Option<i64> {
    match warn {
        Warn::Share(share) => {
            let business = walk.counts_business();
            let from = walk.round_from();
            let whole = dial.counted(from, due, business);
            let part = i128::from(whole) * i128::from(share) / 100;
            dial.after(from, i64::try_from(part).ok()?, business).at()
        }
        Warn::Before(span) => shifted(dial, due, span, -1),
    }
}

/// A span after (1) or before (-1) an instant.
fn shifted(dial: &Dial<'_>, at: i64, span: Span, sign: i32) -> Option<i64> {
    let zone: &Zone = dial.zones.first()?;
    let wide = i64::from(sign);
    match span {
        Span::Seconds(n) => Some(at.saturating_add(n * wide)),
        Span::BusinessSeconds(0) => Some(at),
        Span::BusinessSeconds(n) => dial.calendar_at(at)?.add_seconds(at, n * wide),
        Span::Days(n) => Span::Days(n * sign).shift(at, zone),
        Span::Months(n) => Span::Months(n * sign).shift(at, zone),
        Span::BusinessDays(0) => Some(at),
        Span::BusinessDays(n) => {
            let calendar = dial.calendar_at(at)?;
            let shifted =
                calendar.add_days(Instant::clamped(at), i64::from(n) * wide, Count::After, DayResult::Open);
            shifted.ok().map(Instant::seconds)
        }
        Span::FullDays(_) | Span::DaysInclusive(_) => None,
    }
}

/// A warning outside hours waits for the next opening, as long as that is not too late; else it goes out at the first
/// opening of the last business day before.
fn inside_before(dial: &Dial<'_>, at: i64, due: i64) -> i64 {
    let Some(calendar) = dial.calendar_at(at) else { return at };
    let next = calendar.next_open(Instant::clamped(at)).map(Instant::seconds);
    match next {
        Ok(next) if next < due || next == at => next,
        _ => last_opening(calendar, at).unwrap_or(at),
    }
}

fn last_opening(calendar: &Calendar, at: i64) -> Option<i64> {
    let close = calendar.prev_open_end(Instant::clamped(at)).ok()?.seconds();
    let zone = calendar.zone();
    let midnight = zone.first_at_or_after(crate::time::date_of(zone.local(close - 1)).midnight());
    calendar.next_open(Instant::clamped(midnight)).ok().map(Instant::seconds)
}
