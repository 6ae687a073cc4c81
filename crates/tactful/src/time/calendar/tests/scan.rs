use super::*;
use jiff::{Timestamp, civil, tz::TimeZone};
use std::collections::BTreeMap;

/// Every minute of some weeks, read from the wall clock as the contract says; no code in common with the calendar.
struct Scan {
    spec: CalendarSpec,
    zone: TimeZone,
    start: i64,
    open: Vec<bool>,
    /// Of every date with an open minute the end of its last one.
    closes: BTreeMap<civil::Date, i64>,
}

impl Scan {
    fn new(spec: &CalendarSpec, middle: i64, days: i64) -> Self {
        let zone = TimeZone::get(&spec.tz).unwrap();
        let start = (middle - days / 2 * DAY).div_euclid(60) * 60;
        let minutes = days * 1440;
        let mut scan = Self { spec: spec.clone(), zone, start, open: Vec::new(), closes: BTreeMap::new() };
        let mut today = (civil::Date::MIN, [false; 1440]);
        for minute in 0..minutes {
            let wall = scan.wall(start + minute * 60);
            if wall.date() != today.0 {
                today = (wall.date(), scan.reads_open(wall.date()));
            }
            let open = today.1[wall.hour() as usize * 60 + wall.minute() as usize];
            scan.open.push(open);
            if open {
                scan.closes.insert(wall.date(), start + minute * 60 + 60);
            }
        }
        scan
    }

    fn wall(&self, at: i64) -> civil::DateTime {
        self.zone.to_datetime(Timestamp::from_second(at).unwrap())
    }

    /// Whether the wall clock reads an open time, for every minute that it can show on a date.
    fn reads_open(&self, date: civil::Date) -> [bool; 1440] {
        let weekday = date.weekday().to_monday_zero_offset() as usize;
        let date = date.to_string();
        let of = |list: &[(String, Vec<TextInterval>)]| list.iter().find(|(key, _)| *key == date).cloned();
        let holiday = self.spec.holidays.contains(&date);
        let (_, breaks) = of(&self.spec.breaks).unwrap_or_default();
        let usual = || (date.clone(), self.spec.weekly[weekday].clone());
        let (_, hours) = of(&self.spec.overrides).unwrap_or_else(usual);
        let inside = |list: &[TextInterval], clock: &str| {
            list.iter().any(|(from, to)| from.as_str() <= clock && clock < to.as_str())
        };
        std::array::from_fn(|minute| {
            let clock = clock(minute as i64);
            !holiday && !inside(&breaks, &clock) && inside(&hours, &clock)
        })
    }

    fn end(&self) -> i64 {
        self.start + self.open.len() as i64 * 60
    }

    fn is_open(&self, at: i64) -> bool {
        self.open[((at - self.start) / 60) as usize]
    }

    fn elapsed(&self, from: i64, to: i64) -> i64 {
        if to < from {
            return -self.elapsed(to, from);
        }
        let mut sum = 0;
        let mut at = from;
        while at < to {
            let next = (at.div_euclid(60) * 60 + 60).min(to);
            sum += if self.is_open(at) { next - at } else { 0 };
            at = next;
        }
        sum
    }

    fn next_open(&self, at: i64) -> Option<i64> {
        if self.is_open(at) {
            return Some(at);
        }
        (1..)
            .map(|k| at.div_euclid(60) * 60 + k * 60)
            .take_while(|at| *at < self.end())
            .find(|at| self.is_open(*at))
    }

    fn prev_open_end(&self, at: i64) -> Option<i64> {
        let mut at = at;
        while at > self.start {
            if self.is_open(at - 1) {
                return Some(at);
            }
            at = (at - 1).div_euclid(60) * 60;
        }
        None
    }

    /// The earliest x with `seconds` > 0 open in [start, x).
    fn add(&self, start: i64, mut seconds: i64) -> Option<i64> {
        let mut at = start;
        while at < self.end() {
            let next = at.div_euclid(60) * 60 + 60;
            if self.is_open(at) {
                if next - at >= seconds {
                    return Some(at + seconds);
                }
                seconds -= next - at;
            }
            at = next;
        }
        None
    }

    /// The latest x with `seconds` > 0 open in [x, start).
    fn sub(&self, start: i64, mut seconds: i64) -> Option<i64> {
        let mut at = start;
        while at > self.start {
            let before = (at - 1).div_euclid(60) * 60;
            if self.is_open(before) {
                if at - before >= seconds {
                    return Some(at - seconds);
                }
                seconds -= at - before;
            }
            at = before;
        }
        None
    }

    fn is_business(&self, date: civil::Date) -> bool {
        self.closes.contains_key(&date)
    }

    fn nth(&self, date: civil::Date, n: i64) -> Option<civil::Date> {
        let (first, last) = (self.wall(self.start + 3 * DAY).date(), self.wall(self.end() - 3 * DAY).date());
        let mut date = date;
        if n == 0 && self.is_business(date) {
            return Some(date);
        }
        let mut left = n.abs().max(1);
        while left > 0 {
            date = if n < 0 { date.yesterday().ok()? } else { date.tomorrow().ok()? };
            if date <= first || date >= last {
                return None;
            }
            left -= i64::from(self.is_business(date));
        }
        Some(date)
    }

    fn add_days(&self, start: i64, n: i64, count: Count, result: DayResult) -> Option<i64> {
        let start = if count == Count::RollFirst { self.next_open(start)? } else { start };
        let wall = self.wall(start);
        let date = self.nth(wall.date(), n)?;
        if result == DayResult::Close {
            return self.closes.get(&date).copied();
        }
        // jiff's "compatible" reading: a gap shifts forward by its length, a fold takes the first
        let at = date.to_datetime(wall.time()).to_zoned(self.zone.clone()).unwrap().timestamp().as_second();
        if at <= self.start || at >= self.end() {
            None
        } else if n < 0 {
            if self.is_open(at) { Some(at) } else { self.prev_open_end(at) }
        } else {
            self.next_open(at)
        }
    }
}

/// A middle of a window, most of them changes of the zone.
pub(super) const WINDOWS: [(&str, &str); 22] = [
    ("America/New_York", "2024-03-10T07:00:00Z"),
    ("America/New_York", "2024-11-03T06:00:00Z"),
    ("America/New_York", "2499-11-01T06:00:00Z"),
    ("America/New_York", "7777-03-09T07:00:00Z"),
    ("Europe/London", "2024-03-31T01:00:00Z"),
    ("Europe/London", "1971-10-31T02:00:00Z"),
    ("Australia/Lord_Howe", "2024-04-06T15:00:00Z"),
    ("Australia/Lord_Howe", "2024-10-05T15:30:00Z"),
    ("Australia/Lord_Howe", "2150-10-04T15:30:00Z"),
    ("Africa/Cairo", "2024-04-25T22:00:00Z"),
    ("Africa/Cairo", "2024-10-31T21:00:00Z"),
    ("Asia/Kolkata", "2024-05-13T00:00:00Z"),
    ("Asia/Kathmandu", "1985-12-31T18:30:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z"),
    ("America/Sao_Paulo", "2018-02-18T02:00:00Z"),
    ("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
    ("Africa/Casablanca", "2026-02-15T02:00:00Z"),
    ("Africa/Casablanca", "2026-03-22T02:00:00Z"),
    ("America/St_Johns", "2006-10-29T02:31:00Z"),
    ("Pacific/Kwajalein", "1993-08-20T12:00:00Z"),
    ("UTC", "9999-11-20T00:00:00Z"),
    ("UTC", "0001-03-01T00:00:00Z"),
];

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn intervals(random: &mut Random, most: i64) -> Vec<TextInterval> {
    let mut list = Vec::new();
    let mut from = 0;
    for _ in 0..random.below(most + 1) {
        // near midnight and the hours at which clocks change, on quarters, or anywhere; touching now and then
        from += match random.below(4) {
            0 => 0,
            1 => random.below(200),
            2 => random.below(30) * 15,
            _ => random.below(800),
        };
        let to = match random.below(4) {
            0 => 1440,
            1 => from + 1 + random.below(60),
            _ => (from + 15).div_euclid(15) * 15 + random.below(40) * 15,
        };
        if from >= to || to > 1440 {
            break;
        }
        list.push((clock(from), clock(to)));
        from = to;
    }
    if random.one_in(3) {
        list.reverse();
    }
    list
}

pub(super) fn random_spec(random: &mut Random, tz: &str, middle: i64) -> CalendarSpec {
    let mut spec = CalendarSpec::new(tz);
    let kind = random.below(8);
    for day in &mut spec.weekly {
        *day = match kind {
            0 => vec![("00:00".into(), "24:00".into())],
            1 => vec![("00:00".into(), "06:00".into()), ("22:00".into(), "24:00".into())],
            2 => vec![("02:00".into(), "03:00".into())],
            3 => Vec::new(),
            4 => vec![("23:30".into(), "24:00".into())],
            _ if random.one_in(4) => Vec::new(),
            _ => intervals(random, 3),
        };
    }
    let today = middle.div_euclid(DAY);
    let some_date = |random: &mut Random| {
        let near = if random.one_in(2) { random.below(5) - 2 } else { random.below(41) - 20 };
        date_of((today + near) * DAY).to_string()
    };
    for _ in 0..random.below(6) {
        let date = some_date(random);
        spec.holidays.push(date);
    }
    for _ in 0..random.below(8) + i64::from(kind == 3) * 3 {
        let (date, hours) = (some_date(random), intervals(random, 3));
        if spec.overrides.iter().all(|(other, _)| *other != date) {
            spec.overrides.push((date, hours));
        }
    }
    for _ in 0..random.below(5) {
        let (date, hours) = (some_date(random), intervals(random, 2));
        if spec.breaks.iter().all(|(other, _)| *other != date) {
            spec.breaks.push((date, hours));
        }
    }
    spec
}

#[test]
fn agrees_with_a_scan_of_every_minute() {
    for (w, (tz, middle)) in WINDOWS.into_iter().enumerate() {
        let middle = at(middle).seconds();
        for round in 0..3 {
            let seed = (w * 1000 + round) as u64;
            let random = &mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let spec = random_spec(random, tz, middle);
            let Ok(calendar) = Calendar::compile(&spec, &Zones::bundled()) else {
                continue; // nothing open at all
            };
            let scan = Scan::new(&spec, middle, 50);
            // the first questions are answered without the table, later ones with it
            for _ in 0..100 {
                compare(&calendar, &scan, random, middle, &format!("seed {seed}: {spec:?}"));
            }
        }
    }
}

fn compare(calendar: &Calendar, scan: &Scan, random: &mut Random, middle: i64, note: &str) {
    let near = |random: &mut Random| {
        let at = middle
            + match random.below(3) {
                0 => random.below(8 * 3600) - 4 * 3600,
                1 => random.below(4 * DAY) - 2 * DAY,
                _ => random.below(30 * DAY) - 15 * DAY,
            };
        if random.one_in(2) { at.div_euclid(900) * 900 } else { at }
    };
    let (from, to) = (near(random), near(random));
    let instant = |seconds: i64| Instant::from_seconds(seconds).unwrap();
    let (start, end) = (instant(from), instant(to));
    let seen = |result: Result<Instant>| result.ok().map(Instant::seconds);

    assert_eq!(calendar.is_open(start), scan.is_open(from), "is_open {start} {note}");
    assert_eq!(calendar.elapsed(start, end), scan.elapsed(from, to), "elapsed {start} {end} {note}");
    if let Some(expected) = scan.next_open(from) {
        assert_eq!(seen(calendar.next_open(start)), Some(expected), "next_open {start} {note}");
        let (opens, until) = calendar.open_span_from(from, scan.end()).unwrap();
        assert_eq!(opens, expected, "open_span_from {start} {note}");
        let closes = (opens..).map(|at| at - at % 60 + 60).find(|at| *at >= scan.end() || !scan.is_open(*at));
        assert_eq!(Some(until), closes, "open_span_from {start} {note}");
        let limit = opens + 1 + random.below(7200);
        assert_eq!(calendar.open_span_from(from, limit), Some((opens, until.min(limit))), "{start} {note}");
        assert_eq!(calendar.open_span_from(from, opens), None, "{start} {note}");
    }
    if let Some(expected) = scan.prev_open_end(from) {
        assert_eq!(seen(calendar.prev_open_end(start)), Some(expected), "prev_open_end {start} {note}");
    }
    let seconds = match random.below(3) {
        0 => 1 + random.below(200),
        1 => 60 * (1 + random.below(600)),
        _ => 1 + random.below(5 * DAY),
    };
    if let Some(expected) = scan.add(from, seconds) {
        assert_eq!(
            seen(calendar.add(start, seconds, Snap::Deadline)),
            Some(expected),
            "add {start} {seconds} {note}"
        );
        if let Some(expected) = scan.next_open(expected) {
            assert_eq!(
                seen(calendar.add(start, seconds, Snap::Start)),
                Some(expected),
                "{start} {seconds} {note}"
            );
        }
        assert_eq!(calendar.elapsed(start, instant(expected)), seconds);
        assert_eq!(seen(calendar.sub(start, -seconds)), Some(expected));
    }
    if let Some(expected) = scan.sub(from, seconds) {
        assert_eq!(seen(calendar.sub(start, seconds)), Some(expected), "sub {start} {seconds} {note}");
        assert_eq!(seen(calendar.add(start, -seconds, Snap::Deadline)), Some(expected));
        assert_eq!(calendar.elapsed(instant(expected), start), seconds);
    }
    for count in [Count::After, Count::RollFirst] {
        for result in [DayResult::Open, DayResult::Close] {
            let days = random.below(13) - 6;
            if let Some(expected) = scan.add_days(from, days, count, result) {
                let answer = seen(calendar.add_days(start, days, count, result));
                assert_eq!(answer, Some(expected), "add_days {start} {days} {count:?} {result:?} {note}");
            }
        }
    }
    compare_dates(calendar, scan, random, (from, to), note);
}

fn compare_dates(calendar: &Calendar, scan: &Scan, random: &mut Random, (from, to): (i64, i64), note: &str) {
    let (first, last) = (scan.wall(from).date(), scan.wall(to).date());
    let ours = |date: civil::Date| Date::parse(&date.to_string()).unwrap();
    assert_eq!(calendar.is_business_day(ours(first)), scan.is_business(first), "{first} {note}");
    let (earlier, later, sign) = if first <= last { (first, last, 1) } else { (last, first, -1) };
    let between = earlier.series(jiff::Span::new().days(1)).take_while(|date| *date < later);
    let count = between.filter(|date| scan.is_business(*date)).count() as i64;
    assert_eq!(calendar.days_between(ours(first), ours(last)), sign * count, "{first} {last} {note}");
    let n = random.below(17) - 8;
    if let Some(expected) = scan.nth(first, n) {
        assert_eq!(
            calendar.date_add(ours(first), n).ok(),
            Some(ours(expected)),
            "date_add {first} {n} {note}"
        );
    }
}

/// The table and the arithmetic without it are one function, over thousands of years.
#[test]
fn table_and_arithmetic_agree() {
    let random = &mut Random(11);
    for (tz, middle) in WINDOWS {
        let spec = random_spec(random, tz, at(middle).seconds());
        let Ok(calendar) = Calendar::compile(&spec, &Zones::bundled()) else {
            continue;
        };
        let open = &calendar.open;
        for _ in 0..12_000 {
            let at = -2_500_000_000 + random.below(6_800_000_000);
            let before = open.count(at);
            assert_eq!(open.before(at), before, "{at} {spec:?}");
            assert_eq!(open.is_open(at), open.count(at + 1) > before, "{at} {spec:?}");
        }
    }
}

/// Days that a gap swallows are no business dates, in every century.
#[test]
fn swallowed_dates_repeat_with_the_cycle() {
    let spec = CalendarSpec::new("America/New_York").open(&[Sun], "02:00", "03:00").holiday("3001-03-08");
    let calendar = compile(&spec);
    let zone = TimeZone::get("America/New_York").unwrap();
    let mut day = civil::date(1999, 12, 26);
    let mut count = 0;
    let from = date("1999-12-26");
    while day.year() < 3300 {
        let ours = Date::parse(&day.to_string()).unwrap();
        assert_eq!(calendar.days_between(from, ours), count, "{day}");
        let midnights = (at("1999-12-26T00:00:00Z"), at(&format!("{day}T00:00:00Z")));
        assert_eq!(calendar.elapsed(midnights.0, midnights.1), count * 3600, "{day}");
        let half_past = zone.to_ambiguous_timestamp(day.at(2, 30, 0, 0));
        let gap = matches!(half_past.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
        let business = !gap && day != civil::date(3001, 3, 8);
        assert_eq!(calendar.is_business_day(ours), business, "{day}");
        count += i64::from(business);
        day = day.checked_add(jiff::Span::new().days(7)).unwrap();
    }
}
