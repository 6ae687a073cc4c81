//! One contact window without a policy: when may a message go out, given quiet hours, days, office hours and
//! what was sent before? Built from the same sets as a decision.

use super::interval::{FOREVER, Interval};
use super::set::{Bucket, Joint, Set, joint};
use super::wall::{ALL_DAYS, WallWeek, WallWindow};
use crate::time::{Calendar, Instant, Span, Zone};
use crate::{Code, Error, Result};
use std::sync::Arc;

/// What `contact.window` is asked. Every rule that is present applies.
#[derive(Debug, Clone)]
pub struct WindowRequest {
    /// The recipient's zone.
    pub zone: Arc<Zone>,
    /// Zones that all must be out of quiet time; empty means `zone` alone.
    pub zones: Vec<Arc<Zone>>,
    /// Quiet wall times as seconds of the day; an end before its start is on the next day.
    pub quiet: Vec<(u32, u32)>,
    /// Local weekdays on which contact is allowed, bit 0 = Monday; none: every day.
    pub allowed_days: Option<u8>,
    /// The sender's business hours.
    pub calendar: Option<Arc<Calendar>>,
    /// Instants of sends, in any order; those after `now` count too.
    pub history: Vec<Instant>,
    /// At most so many sends in any `window_seconds`.
    pub limit: Option<(usize, i64)>,
    /// At least so many seconds from every send.
    pub gap_seconds: Option<i64>,
    /// At least so many local dates from every send.
    pub gap_days: Option<i32>,
    /// At most so many sends in a local day.
    pub day_limit: Option<usize>,
    /// At most so many sends in an ISO week.
    pub week_limit: Option<usize>,
    /// At most so many sends in a local month.
    pub month_limit: Option<usize>,
    /// Not before this instant.
    pub not_before: Option<Instant>,
    /// Before this instant.
    pub not_after: Option<Instant>,
    /// The instant of the question.
    pub now: Instant,
    /// How far to look ahead, in days of 24 hours.
    pub horizon_days: i64,
}

/// The answer: `now`, `wait` or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowDecision {
    /// Every rule holds now.
    Now,
    /// Every rule first holds at a later instant.
    Wait,
    /// No instant before the end of the search.
    Never,
}

/// What `contact.window` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowAnswer {
    /// Now, later or never.
    pub decision: WindowDecision,
    /// The earliest instant, at or after `now`, at which every rule holds.
    pub next: Option<Instant>,
    /// Every rule that blocks at `now`, in the order of the contract; last `expired`, where that is why.
    pub reasons: Vec<Code>,
}

/// When may the message go out?
///
/// # Errors
/// [`Code::InvalidQuiet`] if a quiet window starts when it ends, [`Code::ZeroCap`] for a limit of 0,
/// [`Code::InvalidValue`] for a negative gap or horizon.
///
/// ```
/// use tactful::when::{contact_window, WindowDecision, WindowRequest};
/// use tactful::time::{Instant, Zones};
/// let request = WindowRequest {
///     quiet: vec![(21 * 3600, 8 * 3600)],
///     ..WindowRequest::new(Zones::bundled().get("America/New_York")?, Instant::parse("2024-05-15T07:59:59-04:00")?)
/// };
/// let answer = contact_window(&request)?;
/// assert_eq!(answer.decision, WindowDecision::Wait);
/// assert_eq!(answer.next, Some(Instant::parse("2024-05-15T08:00:00-04:00")?));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn contact_window(request: &WindowRequest) -> Result<WindowAnswer> {
    request.check()?;
    let zone: &Zone = &request.zone;
    let quiet: Vec<WallWindow> =
        request.quiet.iter().map(|&(from, until)| WallWindow { days: ALL_DAYS, from, until }).collect();
    let awake = WallWeek::all_but(&quiet);
    let days = WallWeek::only(&[WallWindow {
        days: request.allowed_days.unwrap_or(ALL_DAYS),
        from: 0,
        until: 86_400,
    }]);
    let mut counted: Vec<i64> = request.history.iter().map(|at| at.seconds()).collect();
    counted.sort_unstable();
    let counted = counted.as_slice();

    let mut rules: Vec<(Code, Set<'_>)> = Vec::new();
    if !quiet.is_empty() {
        if request.zones.is_empty() {
            rules.push((Code::QuietHours, Set::Wall { week: &awake, zone }));
        }
        rules.extend(request.zones.iter().map(|zone| (Code::QuietHours, Set::Wall { week: &awake, zone })));
    }
    if request.allowed_days.is_some() {
        rules.push((Code::DayNotAllowed, Set::Wall { week: &days, zone }));
    }
    if let Some(calendar) = &request.calendar {
        rules.push((Code::OutsideBusinessHours, Set::Open(calendar)));
    }
    if let Some((n, seconds)) = request.limit {
        rules.push((Code::RollingCap, Set::Cap { counted, n, span: Span::Seconds(seconds), zone }));
    }
    if let Some(seconds) = request.gap_seconds {
        rules.push((Code::MinGap, Set::Cap { counted, n: 1, span: Span::Seconds(seconds), zone }));
    }
    for (limit, bucket, code) in [
        (request.day_limit, Bucket::Day, Code::DayCap),
        (request.week_limit, Bucket::Week(0), Code::WeekCap),
        (request.month_limit, Bucket::Month, Code::MonthCap),
    ] {
        if let Some(n) = limit {
            rules.push((code, Set::BucketCap { counted, n, bucket, zone }));
        }
    }
    if let Some(days) = request.gap_days {
        rules.push((Code::MinGapDays, Set::GapDays { counted, days, zone }));
    }
    if let Some(at) = request.not_before {
        rules.push((Code::NotBefore, Set::Within(Interval { from: at.seconds(), until: FOREVER })));
    }
    Ok(answer(request, &rules))
}

fn answer(request: &WindowRequest, rules: &[(Code, Set<'_>)]) -> WindowAnswer {
    let now = request.now.seconds();
    let horizon = Instant::clamped(now.saturating_add(request.horizon_days.saturating_mul(86_400))).seconds();
    let close = request.not_after.map_or(FOREVER, Instant::seconds);
    let limit = horizon.saturating_add(1).min(close);
    let mut reasons: Vec<Code> =
        rules.iter().filter(|(_, set)| !set.allows(now)).map(|&(code, _)| code).collect();
    reasons.dedup();
    let found = joint(rules.len(), now, limit, |i, t| rules[i].1.first(t, limit));
    match found {
        Joint::At(interval) if interval.from < limit => WindowAnswer {
            decision: if interval.from == now { WindowDecision::Now } else { WindowDecision::Wait },
            next: Some(Instant::clamped(interval.from)),
            reasons,
        },
        _ => {
            if close <= horizon {
                reasons.push(Code::Expired);
            }
            WindowAnswer { decision: WindowDecision::Never, next: None, reasons }
        }
    }
}

impl WindowRequest {
    /// A request without rules.
    #[must_use]
    pub fn new(zone: Arc<Zone>, now: Instant) -> Self {
        Self {
            zone,
            zones: Vec::new(),
            quiet: Vec::new(),
            allowed_days: None,
            calendar: None,
            history: Vec::new(),
            limit: None,
            gap_seconds: None,
            gap_days: None,
            day_limit: None,
            week_limit: None,
            month_limit: None,
            not_before: None,
            not_after: None,
            now,
            horizon_days: 400,
        }
    }

    fn check(&self) -> Result<()> {
        if self.quiet.iter().any(|(from, until)| from == until) {
            return Err(Error::new(
                Code::InvalidQuiet,
                "a quiet window starts when it ends; it must be shorter than a day and longer than nothing",
            ));
        }
        let limits = [self.limit.map(|(n, _)| n), self.day_limit, self.week_limit, self.month_limit];
        if limits.contains(&Some(0)) {
            return Err(Error::new(
                Code::ZeroCap,
                "a limit of 0 would never allow anything; give at least 1",
            ));
        }
        let negative = |value: Option<i64>| value.is_some_and(|v| v < 0);
        if negative(self.limit.map(|(_, s)| s))
            || negative(self.gap_seconds)
            || negative(self.gap_days.map(i64::from))
            || self.horizon_days < 0
        {
            return Err(Error::new(Code::InvalidValue, "a length of time is negative; give 0 or more"));
        }
        Ok(())
    }
}
