//! Civil time the slow way: by looking at every span of a zone near an instant.

use tactful::time::{Calendar, Count, Date, DayResult, Instant, Snap, Span, Zone, date_of};

const DAY: i64 = 86_400;

/// The spans of equal offset that touch `[from, until]`: (from, until, offset).
pub fn spans(zone: &Zone, from: i64, until: i64) -> Vec<(i64, i64, i64)> {
    let mut found = Vec::new();
    let mut at = from;
    loop {
        let span = zone.span_at(at);
        found.push((span.from, span.until, i64::from(span.offset)));
        if span.until > until || span.until == i64::MAX {
            return found;
        }
        at = span.until;
    }
}

/// The wall time (local seconds).
pub fn local(zone: &Zone, at: i64) -> i64 {
    at + i64::from(zone.span_at(at).offset)
}

/// The local date.
pub fn date(zone: &Zone, at: i64) -> Date {
    date_of(local(zone, at))
}

/// Every instant at which the wall clock shows `local`.
pub fn showing(zone: &Zone, local: i64) -> Vec<i64> {
    let near = spans(zone, local - 2 * DAY, local + 2 * DAY);
    near.iter()
        .map(|&(from, until, offset)| (local - offset, from, until))
        .filter(|&(at, from, until)| at >= from && at < until)
        .map(|(at, ..)| at)
        .collect()
}

/// The first instant at which the wall clock shows `local` or later.
pub fn first_showing(zone: &Zone, local: i64) -> i64 {
    let near = spans(zone, local - 2 * DAY, local + 2 * DAY);
    near.iter()
        .map(|&(from, until, offset)| ((local - offset).max(from), until))
        .filter(|&(at, until)| at < until)
        .map(|(at, _)| at)
        .min()
        .unwrap_or(local)
}

/// The first instant of a local date.
pub fn midnight(zone: &Zone, date: Date) -> i64 {
    first_showing(zone, i64::from(date.days()) * DAY)
}

/// The wall time, but where it was all shown before: the end of what was shown (less `inside`).
fn steady(zone: &Zone, at: i64, inside: i64) -> i64 {
    let shown = spans(zone, at - 2 * DAY, at);
    let highest =
        shown.iter().filter(|&&(_, until, _)| until <= at).map(|&(_, until, offset)| until + offset - inside);
    highest.chain([local(zone, at)]).max().unwrap_or(at)
}

/// The end of a civil window that begins at `at`, for caps, gaps, cooling-off.
pub fn window_end(zone: &Zone, span: Span, at: i64) -> i64 {
    match span {
        Span::Seconds(seconds) => at + seconds,
        Span::Days(days) => first_showing(zone, steady(zone, at, 0) + i64::from(days) * DAY),
        Span::Months(months) => {
            let wall = steady(zone, at, 0);
            let (year, month, day) = date_of(wall).ymd();
            let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
            let (year, month) = (count.div_euclid(12) as i32, count.rem_euclid(12) as u32 + 1);
            match Date::from_ymd(year, month, day) {
                Ok(date) => first_showing(zone, i64::from(date.days()) * DAY + wall.rem_euclid(DAY)),
                Err(_) => midnight(zone, last_day(year, month).add_days(1)),
            }
        }
        Span::FullDays(days) => midnight(zone, date_of(steady(zone, at, 1)).add_days(days + 1)),
        Span::DaysInclusive(days) => midnight(zone, date_of(steady(zone, at, 1)).add_days(days)),
        Span::BusinessDays(_) | Span::BusinessSeconds(_) => i64::MAX,
    }
}

fn last_day(year: i32, month: u32) -> Date {
    (28..=31).rev().find_map(|day| Date::from_ymd(year, month, day).ok()).unwrap_or(Date::MAX)
}

/// The instant so long after another, for windows of reasons: month ends clamp, a gap shifts forward by its
/// length, a fold takes the first.
pub fn shift(zone: &Zone, span: Span, at: i64) -> i64 {
    let wall = match span {
        Span::Seconds(seconds) => return at + seconds,
        Span::Days(days) => local(zone, at) + i64::from(days) * DAY,
        Span::Months(months) => {
            let wall = local(zone, at);
            let (year, month, day) = date_of(wall).ymd();
            let count = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
            let (year, month) = (count.div_euclid(12) as i32, count.rem_euclid(12) as u32 + 1);
            let date = Date::from_ymd(year, month, day).unwrap_or_else(|_| last_day(year, month));
            i64::from(date.days()) * DAY + wall.rem_euclid(DAY)
        }
        Span::FullDays(days) => return midnight(zone, date(zone, at).add_days(days + 1)),
        Span::DaysInclusive(days) => return midnight(zone, date(zone, at).add_days(days)),
        Span::BusinessDays(_) | Span::BusinessSeconds(_) => return i64::MAX,
    };
    match showing(zone, wall).into_iter().min() {
        Some(at) => at,
        // skipped: what it would be by the offset before the gap
        None => {
            let gap = first_showing(zone, wall);
            wall - i64::from(zone.span_at(gap - 1).offset)
        }
    }
}

/// Business spans by a calendar, other spans as they are.
pub fn business(calendar: &Calendar, span: Span, at: i64) -> i64 {
    let Ok(at) = Instant::from_seconds(at) else { return i64::MAX };
    let moved = match span {
        Span::BusinessDays(days) => calendar.add_days(at, i64::from(days), Count::After, DayResult::Open),
        Span::BusinessSeconds(seconds) => calendar.add(at, seconds, Snap::Deadline),
        _ => return i64::MAX,
    };
    moved.map_or(i64::MAX, Instant::seconds)
}

/// The same for caps, gaps, cooling-off: the running maximum over starts.
pub fn business_end(calendar: &Calendar, span: Span, at: i64) -> i64 {
    let zone = calendar.zone();
    let today = date(zone, at);
    let days = (0..14).map(|back| midnight(zone, today.add_days(-back)) - 1);
    let quarters = (0..16).map(|back| (at - back * 900).div_euclid(900) * 900 - 1);
    days.chain(quarters)
        .chain([at])
        .filter(|&start| start <= at)
        .map(|start| {
            let end = business(calendar, span, start);
            // a start may be as late on its day as one likes: what reaches the last second reaches midnight
            let next = Instant::from_seconds(end.saturating_add(1))
                .ok()
                .filter(|_| end.rem_euclid(60) == 59 && start < at);
            next.and_then(|next| calendar.next_open(next).ok()).map_or(end, Instant::seconds)
        })
        .max()
        .unwrap_or(at)
}

/// Instants at which something that depends on a wall time can change: where it is shown, and around it.
pub fn edges(zone: &Zone, local: i64, into: &mut Vec<i64>) {
    into.extend(showing(zone, local));
    into.push(first_showing(zone, local));
}
