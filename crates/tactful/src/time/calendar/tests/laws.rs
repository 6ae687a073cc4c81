use super::scan::{WINDOWS, random_spec};
use super::*;

/// What holds for every calendar, from the year 1 to 9999, without an oracle.
#[test]
fn laws_hold_in_all_years() {
    for (w, (tz, middle)) in WINDOWS.into_iter().enumerate() {
        for round in 0..6 {
            let seed = (w * 100 + round) as u64;
            let random = &mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let spec = random_spec(random, tz, at(middle).seconds());
            let Ok(calendar) = Calendar::compile(&spec, &Zones::bundled()) else {
                continue;
            };
            for _ in 0..300 {
                open_time(&calendar, random, &format!("seed {seed}: {spec:?}"));
                business_dates(&calendar, random, &format!("seed {seed}: {spec:?}"));
            }
        }
    }
}

fn open_time(calendar: &Calendar, random: &mut Random, note: &str) {
    let any = |random: &mut Random| match random.below(3) {
        0 => Instant::MIN.seconds() + random.below(315_000_000_000),
        1 => 1_700_000_000 + random.below(400_000_000) - 200_000_000,
        _ => 12_000_000_000 + random.below(2_000_000_000), // where the zones' cycles meet
    };
    let instant = |seconds: i64| Instant::from_seconds(seconds).unwrap();
    let (a, b, c) = (instant(any(random)), instant(any(random)), instant(any(random)));
    assert_eq!(calendar.elapsed(a, b) + calendar.elapsed(b, c), calendar.elapsed(a, c), "{a} {b} {c} {note}");
    assert_eq!(calendar.elapsed(a, b), -calendar.elapsed(b, a), "{a} {b} {note}");

    let most = if random.one_in(2) { 100_000 } else { 10_000_000_000 };
    let seconds = 1 + random.below(most);
    let more = seconds + random.below(100_000);
    if let (Ok(end), Ok(later)) =
        (calendar.add(a, seconds, Snap::Deadline), calendar.add(a, more, Snap::Deadline))
    {
        assert_eq!(calendar.elapsed(a, end), seconds, "{a} {seconds} {note}");
        assert!(!calendar.is_open(end) || calendar.elapsed(a, instant(end.seconds() - 1)) < seconds);
        assert!(calendar.is_open(instant(end.seconds() - 1)), "{a} {seconds} {note}"); // no earlier one
        assert!(end <= later, "{a} {seconds} {more} {note}");
        let back = calendar.sub(end, seconds).unwrap();
        assert_eq!(back, calendar.next_open(a).unwrap(), "{a} {seconds} {note}");
        assert_eq!(calendar.add(end, -seconds, Snap::Deadline).unwrap(), back);
        let rest = calendar.add(end, more - seconds, Snap::Deadline);
        assert!(more == seconds || rest == Ok(later), "{a} {seconds} {more} {note}");
    }
    if let Ok(start) = calendar.sub(a, seconds) {
        assert_eq!(calendar.elapsed(start, a), seconds, "{a} {seconds} {note}");
        assert!(calendar.is_open(start), "{a} {seconds} {note}"); // no later one
    }
    if let Ok(opens) = calendar.next_open(a) {
        assert!(opens >= a && calendar.is_open(opens) && calendar.elapsed(a, opens) == 0, "{a} {note}");
    }
    if let Ok(closed) = calendar.prev_open_end(a) {
        assert!(closed <= a && calendar.is_open(instant(closed.seconds() - 1)), "{a} {note}");
        assert_eq!(calendar.elapsed(closed, a), 0, "{a} {note}");
    }
    let limit = a.seconds() + 100 * DAY;
    if let Some((from, until)) = calendar.open_span_from(a.seconds(), limit) {
        assert_eq!(calendar.elapsed_seconds(from, until), until - from, "{a} {note}");
        assert!(
            until >= limit.min(Instant::MAX.seconds()) || !calendar.is_open(instant(until)),
            "{a} {note}"
        );
    }
}

fn business_dates(calendar: &Calendar, random: &mut Random, note: &str) {
    let first = i64::from(Date::MIN.days());
    let date = date_of((first + random.below(3_652_059)) * DAY);
    let most = if random.one_in(2) { 30 } else { 500_000 };
    let days = 1 + random.below(most);
    if let Ok(later) = calendar.date_add(date, days) {
        assert!(calendar.is_business_day(later), "{date} {days} {note}");
        assert_eq!(calendar.days_between(date.add_days(1), later.add_days(1)), days, "{date} {days} {note}");
        assert_eq!(calendar.days_between(later.add_days(1), date.add_days(1)), -days, "{date} {days} {note}");
    }
    if let Ok(earlier) = calendar.date_add(date, -days) {
        assert!(calendar.is_business_day(earlier), "{date} {days} {note}");
        assert_eq!(calendar.days_between(earlier, date), days, "{date} {days} {note}");
    }
    if let Ok(same) = calendar.date_add(date, 0) {
        assert!(same == date || !calendar.is_business_day(date), "{date} {note}");
        assert_eq!(calendar.days_between(date, same), 0, "{date} {note}");
    }
}
