use super::*;
use crate::Code;

fn refused(spec: &CalendarSpec) -> Code {
    Calendar::compile(spec, &Zones::bundled()).unwrap_err().code()
}

#[test]
fn faults_are_found_in_the_order_of_the_contract() {
    let mut spec = CalendarSpec::new("Mars/Olympus");
    spec.breaks.push(("2024-02-30".into(), vec![("9:00".into(), "10:00".into())]));
    spec.weekly[0] = vec![("17:00".into(), "09:00".into())];
    spec.overrides.push((
        "2024-01-01".into(),
        vec![("09:00".into(), "12:00".into()), ("11:00".into(), "13:00".into())],
    ));
    assert_eq!(refused(&spec), Code::UnknownTz);
    spec.tz = "UTC".into();
    assert_eq!(refused(&spec), Code::InvalidTime);
    spec.breaks[0].0 = "2024-02-29".into();
    assert_eq!(refused(&spec), Code::InvalidTime);
    spec.breaks[0].1[0].0 = "09:00".into();
    assert_eq!(refused(&spec), Code::InvalidInterval);
    spec.weekly[0].clear();
    assert_eq!(refused(&spec), Code::OverlappingIntervals);
    spec.overrides[0].1.clear();
    assert_eq!(refused(&spec), Code::EmptyCalendar);
    spec.overrides[0].1.push(("00:00".into(), "24:00".into()));
    assert!(Calendar::compile(&spec, &Zones::bundled()).is_ok());
}

#[test]
fn each_fault_has_its_code() {
    let monday = |from, to| refused(&CalendarSpec::new("UTC").open(&[Mon], from, to));
    assert_eq!(monday("24:00", "24:00"), Code::InvalidInterval);
    assert_eq!(monday("09:00", "09:00"), Code::InvalidInterval);
    assert_eq!(monday("22:00", "06:00"), Code::InvalidInterval);
    for bad in ["24:01", "25:00", "9:00", "09:60", "", "09:00:00", "noon"] {
        assert_eq!(monday("08:00", bad), Code::InvalidTime, "{bad}");
        assert_eq!(monday(bad, "24:00"), Code::InvalidTime, "{bad}");
    }
    assert_eq!(refused(&CalendarSpec::new("UTC")), Code::EmptyCalendar);
    assert_eq!(refused(&CalendarSpec::new("UTC").override_date("2024-01-01", &[])), Code::EmptyCalendar);
    assert_eq!(refused(&office("UTC").holiday("2024-13-01")), Code::InvalidTime);
    assert_eq!(refused(&office("UTC").holiday("tomorrow")), Code::InvalidTime);
    let overlap = office("UTC").open(&[Tue], "16:59", "18:00");
    assert_eq!(refused(&overlap), Code::OverlappingIntervals);
    let twice =
        office("UTC").break_on("2024-01-01", "09:00", "10:00").break_on("2024-01-01", "11:00", "12:00");
    assert_eq!(refused(&twice), Code::DuplicateKey);
    let mut valid = office("UTC");
    valid.valid = Some(("2024-12-31".into(), "2024-01-01".into()));
    assert_eq!(refused(&valid), Code::InvalidInterval);
    valid.valid = Some(("2024-12-31".into(), "2024-12-32".into()));
    assert_eq!(refused(&valid), Code::InvalidTime);
    let error =
        Calendar::compile(&office("UTC").override_date("2024-01-01", &[("1", "2")]), &Zones::bundled());
    assert_eq!(error.unwrap_err().path(), "overrides.2024-01-01[0]");
}

#[test]
fn sizes_are_bounded() {
    let mut spec = office("UTC");
    spec.weekly[0] = vec![("09:00".into(), "10:00".into()); 1441];
    assert_eq!(refused(&spec), Code::TooLarge);
    let mut spec = office("UTC");
    spec.holidays = vec![String::new(); 2_000_001];
    assert_eq!(refused(&spec), Code::TooLarge);
}

#[test]
fn many_holidays_are_no_burden() {
    let mut spec = office("America/New_York");
    spec.holidays = (0..300_000).map(|k| date_of((k * 7 - 600_000) * DAY).to_string()).rev().collect();
    let calendar = compile(&spec);
    let (from, to) = (at("0500-01-01T00:00:00Z"), at("6000-01-01T00:00:00Z"));
    let seconds = calendar.elapsed(from, to);
    assert_eq!(calendar.add(from, seconds, Snap::Deadline).unwrap(), at("5999-12-31T22:00:00Z"));
    assert!(calendar.is_business_day(date("2024-03-18")));
}

#[test]
fn open_time_that_does_not_suffice_is_told_at_once() {
    let once = compile(&CalendarSpec::new("UTC").override_date("2024-03-18", &[("09:00", "12:00")]));
    let code = |result: Result<Instant>| result.unwrap_err().code();
    let (before, inside, after) =
        (at("2024-03-18T08:00:00Z"), at("2024-03-18T10:00:00Z"), at("2024-03-18T12:00:00Z"));
    assert_eq!(once.next_open(before).unwrap(), at("2024-03-18T09:00:00Z"));
    assert_eq!(code(once.next_open(after)), Code::NeverOpen);
    assert_eq!(code(once.prev_open_end(at("2024-03-18T09:00:00Z"))), Code::NeverOpen);
    assert_eq!(once.prev_open_end(inside).unwrap(), inside);
    assert_eq!(once.add(before, 10_800, Snap::Deadline).unwrap(), after);
    assert_eq!(code(once.add(before, 10_800, Snap::Start)), Code::NeverOpen);
    assert_eq!(code(once.add(before, 10_801, Snap::Deadline)), Code::NeverOpen);
    assert_eq!(code(once.add(before, i64::MAX, Snap::Deadline)), Code::NeverOpen);
    assert_eq!(code(once.add(before, i64::MIN, Snap::Deadline)), Code::NeverOpen);
    assert_eq!(once.sub(after, 10_800).unwrap(), at("2024-03-18T09:00:00Z"));
    assert_eq!(code(once.sub(after, 10_801)), Code::NeverOpen);
    assert_eq!(code(once.sub(before, 0)), Code::NeverOpen);
    assert_eq!(code(once.add_days(before, 1, Count::After, DayResult::Open)), Code::NeverOpen);
    assert_eq!(once.add_days(before, 0, Count::After, DayResult::Close).unwrap(), after);
    assert_eq!(code(once.add_days(after, 0, Count::After, DayResult::Open)), Code::NeverOpen);
    assert_eq!(once.date_add(date("2024-03-17"), 1).unwrap(), date("2024-03-18"));
    assert_eq!(once.date_add(date("2024-03-17"), i64::MAX).unwrap_err().code(), Code::NeverOpen);
    assert_eq!(once.date_add(date("2024-03-17"), i64::MIN).unwrap_err().code(), Code::NeverOpen);
    assert_eq!(once.open_span_from(after.seconds(), i64::MAX), None);

    let closed = compile(
        &CalendarSpec::new("UTC").override_date("2024-03-18", &[("09:00", "12:00")]).holiday("2024-03-18"),
    );
    assert_eq!(code(closed.next_open(before)), Code::NeverOpen);
    assert_eq!(closed.warnings(), [Code::HolidayAndWorking]);
    assert_eq!(closed.elapsed(Instant::MIN, Instant::MAX), 0);
}

#[test]
fn weekly_hours_end_only_with_the_years_we_know() {
    let calendar = compile(&office("America/New_York"));
    let code = |result: Result<Instant>| result.unwrap_err().code();
    assert_eq!(code(calendar.add(at("2024-01-01T00:00:00Z"), i64::MAX, Snap::Deadline)), Code::OutOfRange);
    assert_eq!(
        code(calendar.add(at("2024-01-01T00:00:00Z"), 300_000_000_000, Snap::Deadline)),
        Code::OutOfRange
    );
    assert_eq!(code(calendar.sub(at("2024-01-01T00:00:00Z"), i64::MAX)), Code::OutOfRange);
    assert_eq!(code(calendar.next_open(Instant::MAX)), Code::OutOfRange);
    assert_eq!(code(calendar.prev_open_end(Instant::MIN)), Code::OutOfRange);
    let add_days = |days| calendar.add_days(at("2024-01-01T00:00:00Z"), days, Count::After, DayResult::Open);
    assert_eq!(code(add_days(i64::MAX)), Code::OutOfRange);
    assert_eq!(code(add_days(i64::MIN)), Code::OutOfRange);
    let far = add_days(2_000_000).unwrap(); // 400,000 weeks later
    assert_eq!(far, at("9690-02-20T09:00:00-05:00"));
    assert_eq!(calendar.date_add(date("9999-12-31"), 1).unwrap_err().code(), Code::OutOfRange);
    assert_eq!(calendar.date_add(date("0001-01-01"), -1).unwrap_err().code(), Code::OutOfRange);

    let open = compile(&always("Pacific/Kiritimati"));
    for end in [Instant::MIN, Instant::MAX] {
        assert!(open.is_open(end));
        assert_eq!(open.next_open(end).unwrap(), end);
        assert_eq!(open.sub(end, 0).unwrap(), end);
    }
    assert_eq!(open.elapsed(Instant::MIN, Instant::MAX), Instant::MAX.seconds() - Instant::MIN.seconds());
    let last = open.add(Instant::MIN, Instant::MAX.seconds() - Instant::MIN.seconds(), Snap::Deadline);
    assert_eq!(last.unwrap(), Instant::MAX);
    assert_eq!(code(open.add(Instant::MAX, 1, Snap::Deadline)), Code::OutOfRange);
    assert_eq!(open.open_span_from(0, i64::MAX), Some((0, Instant::MAX.seconds() + 1)));
}

#[test]
fn skipped_and_repeated_hours() {
    let gap = CalendarSpec::new("America/Los_Angeles").open(&[Sun], "02:30", "03:15").open(
        &[Mon],
        "09:00",
        "17:00",
    );
    let calendar = compile(&gap);
    assert_eq!(calendar.next_open(at("2006-04-02T00:00:00-08:00")).unwrap(), at("2006-04-02T03:00:00-07:00"));
    assert_eq!(calendar.elapsed(at("2006-04-02T00:00:00-08:00"), at("2006-04-03T00:00:00-07:00")), 900);
    let swallowed = compile(&CalendarSpec::new("America/New_York").open(&Weekday::ALL, "02:00", "03:00"));
    assert!(!swallowed.is_business_day(date("2024-03-10")));
    assert_eq!(swallowed.date_add(date("2024-03-09"), 1).unwrap(), date("2024-03-11"));
    assert_eq!(swallowed.days_between(date("2024-03-09"), date("2024-03-12")), 2);
    let apia = compile(&always("Pacific/Apia"));
    assert!(!apia.is_business_day(date("2011-12-30")));
    assert_eq!(apia.date_add(date("2011-12-29"), 1).unwrap(), date("2011-12-31"));
    // the closing instant of a date whose last open time is repeated is the second one
    let fold = compile(&CalendarSpec::new("America/New_York").open(&[Sun], "01:00", "01:30"));
    let close = fold.add_days(at("2024-11-03T00:00:00-04:00"), 0, Count::After, DayResult::Close).unwrap();
    assert_eq!(close, at("2024-11-03T01:30:00-05:00"));
}

#[test]
fn nights_are_one_open_span() {
    let night = CalendarSpec::new("America/New_York").open(&Weekday::ALL, "22:00", "24:00").open(
        &Weekday::ALL,
        "00:00",
        "06:00",
    );
    let calendar = compile(&night);
    let span = |from: &str, limit: &str| {
        let (from, until) = calendar.open_span_from(at(from).seconds(), at(limit).seconds()).unwrap();
        (Instant::from_seconds(from).unwrap(), Instant::from_seconds(until).unwrap())
    };
    let far = "2025-01-01T00:00:00Z";
    for _ in 0..400 {
        assert_eq!(
            span("2024-11-02T12:00:00-04:00", far),
            (at("2024-11-02T22:00:00-04:00"), at("2024-11-03T06:00:00-05:00"))
        );
        assert_eq!(
            span("2024-11-03T05:00:00Z", "2024-11-03T05:30:00Z"),
            (at("2024-11-03T05:00:00Z"), at("2024-11-03T05:30:00Z"))
        );
    }
    let weekend = compile(&office("UTC").open(&[Sat, Sun], "00:00", "24:00"));
    assert_eq!(
        weekend.open_span_from(at("2024-03-16T12:00:00Z").seconds(), at(far).seconds()),
        Some((at("2024-03-16T12:00:00Z").seconds(), at("2024-03-18T00:00:00Z").seconds()))
    );
}

#[test]
fn answers_beyond_what_is_listed_say_so() {
    let mut spec = office("UTC").holiday("2025-05-01").holiday("2024-12-25");
    spec.valid = Some(("2024-01-01".into(), "2026-06-30".into()));
    let calendar = compile(&spec);
    let warnings = |from: &str, to: &str| calendar.date_warnings(date(from), date(to));
    assert!(warnings("2024-01-01", "2025-12-31").is_empty());
    assert_eq!(warnings("2025-01-01", "2026-01-01"), [Code::BeyondHolidays]);
    assert_eq!(warnings("2026-07-01", "2025-01-01"), [Code::BeyondHolidays, Code::CalendarEnds]);
    assert!(compile(&office("UTC")).date_warnings(Date::MIN, Date::MAX).is_empty());
    assert!(calendar.warnings().is_empty());
}

#[test]
fn breaks_cut_overrides_and_holidays_close_all() {
    let spec = office("UTC")
        .override_date("2024-03-16", &[("10:00", "14:00")])
        .break_on("2024-03-16", "11:00", "12:00")
        .break_on("2024-03-18", "08:00", "10:00")
        .break_on("2024-03-19", "00:00", "24:00")
        .holiday("2024-03-20")
        .break_on("2024-03-20", "09:00", "10:00");
    let calendar = compile(&spec);
    let day = |from: &str, to: &str| {
        calendar.elapsed(at(&format!("{from}T00:00:00Z")), at(&format!("{to}T00:00:00Z")))
    };
    assert_eq!(day("2024-03-16", "2024-03-17"), 3 * 3600);
    assert_eq!(day("2024-03-18", "2024-03-19"), 7 * 3600);
    assert_eq!(day("2024-03-19", "2024-03-21"), 0);
    assert!(!calendar.is_business_day(date("2024-03-19")));
    assert_eq!(calendar.next_open(at("2024-03-18T17:00:00Z")).unwrap(), at("2024-03-21T09:00:00Z"));
}
