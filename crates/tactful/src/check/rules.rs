//! Rules that take each other's place, and dates that run out.

use super::DAY;
use super::{Report, Severity};
use crate::customer::Per;
use crate::policy::spec::{CountSpec, Origin, Policy, RuleSpec, RuleSpecKind, ScopeSpec, Window};
use crate::time::{Date, Instant, Span};
use crate::{Code, Engine};

/// Roughly, for comparing spans of different units.
pub(super) fn seconds(span: Span) -> Option<i64> {
    match span {
        Span::Seconds(seconds) => Some(seconds),
        Span::Days(days) | Span::FullDays(days) | Span::DaysInclusive(days) => Some(i64::from(days) * DAY),
        Span::Months(months) => Some(i64::from(months) * 30 * DAY),
        Span::BusinessDays(_) | Span::BusinessSeconds(_) => None,
    }
}

/// A cap of n is never reached if a gap that covers the same contacts spreads n of them over its whole window.
pub(super) fn unreachable_cap(policy: &Policy, cap: &RuleSpec, report: &mut Report) {
    let RuleSpecKind::AtMost(n, Window::Rolling(window)) = cap.kind else { return };
    let Some(window) = seconds(window) else { return };
    for rule in &policy.rules {
        let RuleSpecKind::Gap(gap) = rule.kind else { continue };
        let Some(gap) = seconds(gap) else { continue };
        let in_force = rule.valid_from.is_none() && rule.valid_to.is_none();
        let counted = |rule: &RuleSpec| {
            let own = CountSpec { scope: rule.scope.clone(), outcomes: Vec::new() };
            rule.counts.clone().unwrap_or(own)
        };
        let (gap_counts, cap_counts) = (counted(rule), counted(cap));
        let covers = rule.per == Per::Customer
            && gap_counts.outcomes.is_empty()
            && within(&cap.scope, &rule.scope)
            // what the cap counts was spaced by the gap when it was made
            && within(&cap_counts.scope, &rule.scope)
            && within(&cap_counts.scope, &gap_counts.scope);
        if in_force && covers && (n as i64).saturating_mul(gap) >= window {
            let message =
                format!("the gap of `{}` alone keeps contacts below this cap; drop one of the two", rule.id);
            report.add(Severity::Note, Code::CapUnreachable, &cap.origin, "", message);
        }
    }
}

/// Whether everything that `small` covers is covered by `large`.
fn within(small: &ScopeSpec, large: &ScopeSpec) -> bool {
    fn list<T: PartialEq>(small: &[T], large: &[T]) -> bool {
        large.is_empty() || (!small.is_empty() && small.iter().all(|item| large.contains(item)))
    }
    list(&small.purposes, &large.purposes)
        && list(&small.intents, &large.intents)
        && list(&small.channels, &large.channels)
        && list(&small.reasons, &large.reasons)
}

pub(super) fn dates_end(engine: &Engine, now: Instant, report: &mut Report) {
    let policy = &engine.policy;
    for (name, spec) in &policy.calendars {
        let Ok(zone) = engine.zone(&spec.tz) else { continue };
        let horizon = zone.date(now).add_days(engine.horizon_days);
        let known = policy.calendar_origins.iter().find(|(known, _)| known == name);
        let origin = known
            .map(|(_, origin)| origin.clone())
            .unwrap_or_else(|| Origin { path: format!("calendars.{name}"), ..Origin::default() });
        let last = spec.valid.as_ref().and_then(|(_, last)| Date::parse(last).ok());
        if let Some(last) = last.filter(|&last| last < horizon) {
            let message =
                format!("the calendar ends on {last}, and decisions look ahead to {horizon}; extend it");
            report.add(Severity::Warning, Code::DatesEnd, &origin, "valid", message);
        }
        let holiday = spec.holidays.iter().filter_map(|day| Date::parse(day).ok()).max();
        if let Some(holiday) = holiday.filter(|holiday| holiday.ymd().0 < horizon.ymd().0) {
            let message = format!(
                "holidays are listed up to {holiday}, and decisions look ahead to {horizon}; list those of {}",
                horizon.ymd().0
            );
            report.add(Severity::Note, Code::BeyondHolidays, &origin, "holidays", message);
        }
    }
    for (name, dates) in &policy.occasions {
        let Some(zone) = engine.unknown_zone.first() else { continue };
        let horizon = zone.date(now).add_days(engine.horizon_days);
        let ends = dates.iter().max().is_none_or(|&last| last < horizon);
        if ends {
            let origin = Origin { path: format!("occasions.{name}"), ..Origin::default() };
            let message =
                format!("the dates end before {horizon}, up to which decisions look ahead; add the next");
            report.add(Severity::Warning, Code::DatesEnd, &origin, "", message);
        }
    }
}
