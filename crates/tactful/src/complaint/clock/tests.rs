//! Properties of complaint clocks, against an oracle that walks minute by minute.

use super::*;
use crate::complaint::{Occurrence, Part};
use crate::customer::Customer;
use crate::time::Instant;
use crate::{Code, Engine};

const OFFICE: &str = "
name = 'p'
version = '1'
[calendars.office]
timezone = 'Europe/Berlin'
weekly = { mon = ['09:00-12:00', '13:00-17:00'], tue = ['09:00-17:00'], thu = ['09:00-17:00'], fri = ['22:00-24:00'], sat = ['00:00-04:00'] }
holidays = ['2026-03-26']
[calendars.other]
timezone = 'America/New_York'
weekly = { mon = ['08:00-16:00'], tue = ['08:00-16:00'], wed = ['08:00-16:00'], sun = ['00:00-06:00'] }
[complaints]
calendar = 'office'
priorities = ['low', 'high']
";

fn engine(clocks: &str) -> Engine {
    Engine::from_text(&format!("{OFFICE}{clocks}")).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// xorshift64*, so that each run is the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % n
    }
}

/// A case of some days around the change of clocks in March 2026, on whole minutes.
fn case(dice: &mut Dice, events: &[Event], n: u64) -> Vec<Occurrence> {
    let start = at("2026-03-24T00:00:00Z").seconds();
    let moment = |dice: &mut Dice| Instant::from_seconds(start + dice.below(9 * 1440) as i64 * 60).unwrap();
    let mut log = vec![Occurrence::new(Event::RECEIVED, moment(dice))];
    for _ in 0..dice.below(n) {
        let event = events[dice.below(events.len() as u64) as usize];
        let mut e = Occurrence::new(event, moment(dice));
        if dice.below(5) == 0 {
            e = e.until(Instant::from_seconds(e.at.seconds() + dice.below(2000) as i64 * 60).unwrap());
        }
        if event == Event::PRIORITY_CHANGED {
            e = e.priority(dice.below(2) as u8);
        }
        if event == Event::CALENDAR_CHANGED {
            e = e.calendar(dice.below(2) as u16);
        }
        if dice.below(6) == 0 {
            e = e.part(Part(dice.below(2) as u16));
        }
        log.push(e);
    }
    log
}

/// Counts minute by minute, by the rules as they are told: from the first start on, a minute counts if it is open and
/// no cause holds, until the clock is met; reopening goes on.
fn oracle(engine: &Engine, log: &[Occurrence], now: Instant, minutes: i64) -> (i64, Option<i64>, bool) {
    let mut log: Vec<&Occurrence> = log.iter().filter(|e| e.part.is_none() && e.at <= now).collect();
    log.sort();
    let office = engine.calendar("office").unwrap();
    let calendars = [office, engine.calendar("other").unwrap()];
    let start = log.iter().find(|e| e.event == Event::RECEIVED).map(|e| e.at.seconds());
    let Some(start) = start else { return (0, None, false) };
    let (mut calendar, mut met, mut counted, mut due) = (office, false, 0, None);
    let mut causes: [Option<i64>; 2] = [None, None];
    let mut log = log.into_iter().peekable();
    let mut t = log.peek().map_or(start, |e| e.at.seconds().min(start));
    let horizon = start + 60 * 86_400;
    let mut counted_now = 0;
    while t < horizon {
        // what happens now holds from now on
        while let Some(e) = log.next_if(|e| e.at.seconds() <= t) {
            let until = e.until.map_or(i64::MAX, Instant::seconds);
            match e.event {
                Event::PENDING if until > t => causes[0] = Some(until),
                Event::ON_HOLD if until > t => causes[1] = Some(until),
                Event::RESUMED => causes = [None, None],
                Event::SOLVED if t >= start && e.at.seconds() >= start => met = true,
                Event::REOPENED => met = false,
                _ => {}
            }
            if let Some(place) = e.calendar {
                calendar = calendars[usize::from(place)];
            }
        }
        for cause in &mut causes {
            *cause = cause.filter(|until| *until > t);
        }
        if t == now.seconds() {
            counted_now = counted;
        }
        let holds = causes.iter().any(Option::is_some);
        // beyond now only what is known goes on: pauses with an end, and the calendar
        if t >= now.seconds() && (met || causes.iter().flatten().any(|until| *until == i64::MAX)) {
            break;
        }
        if t >= start && !met && !holds && calendar.is_open(Instant::from_seconds(t).unwrap()) {
            counted += 60;
            if counted == minutes * 60 && due.is_none() {
                due = Some(t + 60);
            }
        }
        t += 60;
    }
    (counted_now, due, met)
}

#[test]
fn stopwatches_agree_with_a_walk_by_minutes() {
    let engine = engine(
        "[complaints.clocks.c]\nstarts_on = 'received'\nspan = '13bh'\nmet_by = 'solved'\nends_on = []\n\
         pause_on = ['pending', 'on_hold']\n",
    );
    let events = [
        Event::PENDING,
        Event::ON_HOLD,
        Event::RESUMED,
        Event::SOLVED,
        Event::REOPENED,
        Event::CALENDAR_CHANGED,
        Event::REPLY,
    ];
    let mut dice = Dice(0x9e37_79b9);
    let mut seen = std::collections::BTreeMap::new();
    for round in 0..1500 {
        let log = case(&mut dice, &events, 9);
        let now = Instant::from_seconds(log[0].at.seconds() + dice.below(6 * 1440) as i64 * 60).unwrap();
        let readings = engine.read_clocks(&log, &Customer::new("c"), now, None).unwrap();
        let reading = &readings.list[0];
        let (counted, due, met) = oracle(&engine, &log, now, 13 * 60);
        *seen.entry(format!("{:?}", reading.state)).or_insert(0) += 1;
        assert_eq!(reading.counted_seconds, counted, "{round}: {log:#?} {now} {reading:#?}");
        let over = matches!(reading.state, State::Met | State::MetLate);
        assert_eq!(over, met, "{round}: {log:#?} {now} {reading:#?}");
        match due {
            // a clock that stopped shows when it would have been due
            None if over => {}
            due => {
                assert_eq!(reading.due_at.map(Instant::seconds), due, "{round}: {log:#?} {now} {reading:#?}")
            }
        }
        let end = if over { reading.stopped_at.unwrap() } else { now };
        let late = reading.due_at.is_some_and(|due| end > due);
        assert_eq!(reading.breached, late, "{round}");
    }
    assert!(seen.len() >= 5, "{seen:?}");
}

/// Clocks of every kind at once.
const EVERYTHING: &str = "
[complaints.clocks.a]
starts_on = 'received'
span = '6bh'
targets = { high = '3bh' }
on_priority = 'from_change'
met_by = ['reply', 'solved']
pause_on = ['pending', { from = 'on_hold', until = ['resumed', 'reply'] }]
reopen = 'resume'
warn = ['50%', '1bh']
escalate = [{ after = '0h', to = 'x' }, { after = '1bd', to = 'y' }]
extend = [{ to = '9bh' }, { to = '30bh' }]
[complaints.clocks.b]
starts_on = 'customer_message'
start = 'oldest_unanswered'
span = '1d'
zone = 'customer'
met_by = 'reply'
per = 'part'
[complaints.clocks.c]
starts_on = 'received'
after = 'a'
span = '2bd'
repeat_every = '1bd'
met_by = ['update', 'reply']
pause_on = ['pending']
[complaints.clocks.d]
kind = 'regulatory'
starts_on = 'received'
span = '3d'
count_from = 'next_day'
roll = 'next_business_day'
met_by = 'final_response'
reopen = 'count_through'
exits = [{ within = '1bd', met_by = 'solved', end_at = 'close_of_business' }, { within = '1d', met_by = 'reply', waives = 'e' }]
[complaints.clocks.e]
starts_on = 'received'
later_of = ['24h', '1bd']
met_by = 'acknowledged'
reopen = 'restart'
[complaints.clocks.f]
starts_on = 'received'
span = '1d'
count_from = 'next_day'
repeat_every = '2d'
repeat_from = 'due'
met_by = 'update'
";

const EVENTS: [Event; 15] = [
    Event::RECEIVED,
    Event::CUSTOMER_MESSAGE,
    Event::PRIORITY_CHANGED,
    Event::CALENDAR_CHANGED,
    Event::PENDING,
    Event::ON_HOLD,
    Event::RESUMED,
    Event::ACKNOWLEDGED,
    Event::UPDATE,
    Event::EXTENDED,
    Event::REPLY,
    Event::FINAL_RESPONSE,
    Event::SOLVED,
    Event::CLOSED,
    Event::REOPENED,
];

#[test]
fn the_order_in_which_occurrences_are_told_does_not_matter() {
    let engine = engine(EVERYTHING);
    let customer = Customer::new("c").in_zone(engine.zone("Asia/Shanghai").unwrap());
    let mut dice = Dice(7);
    for _ in 0..800 {
        let mut log = case(&mut dice, &EVENTS, 30);
        let now = Instant::from_seconds(log[0].at.seconds() + dice.below(9 * 1440) as i64 * 60).unwrap();
        let known = (dice.below(2) == 0).then_some(now);
        let first = engine.read_clocks(&log, &customer, now, known).unwrap();
        for _ in 0..4 {
            let twice = log[dice.below(log.len() as u64) as usize];
            log.push(twice);
            for place in (1..log.len()).rev() {
                log.swap(place, dice.below(place as u64 + 1) as usize);
            }
            assert_eq!(engine.read_clocks(&log, &customer, now, known).unwrap(), first);
        }
    }
}

/// The same log, sorted beforehand: nothing is copied then.
#[test]
fn the_short_way_is_the_same_way() {
    let engine = engine(EVERYTHING);
    let customer = Customer::new("c");
    let (mut dice, mut dues) = (Dice(11), Vec::new());
    for _ in 0..800 {
        let mut log = case(&mut dice, &EVENTS, 30);
        log.sort();
        log.dedup();
        let now = Instant::from_seconds(log[0].at.seconds() + dice.below(9 * 1440) as i64 * 60).unwrap();
        let short = engine.read_clocks(&log, &customer, now, None).unwrap();
        engine.clock_dues(&log, &customer, now, &mut dues).unwrap();
        let figures = short.list.iter().map(|r| DueTime {
            clock: r.clock,
            part: r.part,
            state: r.state,
            due_at: r.due_at,
            breached: r.breached,
        });
        assert_eq!(dues, figures.collect::<Vec<_>>());
        log.reverse();
        assert_eq!(engine.read_clocks(&log, &customer, now, None).unwrap(), short);
    }
}

/// Between two readings nothing changes before `revisit_at` but the seconds.
#[test]
fn a_reading_holds_until_it_is_to_be_revisited() {
    let engine = engine(EVERYTHING);
    let customer = Customer::new("c");
    let still = |mut readings: Readings| {
        for reading in &mut readings.list {
            reading.counted_seconds = 0;
            reading.remaining_seconds = None;
        }
        readings
    };
    let mut dice = Dice(23);
    for _ in 0..1500 {
        let log = case(&mut dice, &EVENTS, 20);
        let now = Instant::from_seconds(log[0].at.seconds() + dice.below(9 * 1440) as i64 * 60).unwrap();
        let first = still(engine.read_clocks(&log, &customer, now, None).unwrap());
        let last = match first.revisit_at {
            Some(revisit) => {
                assert!(revisit > now);
                revisit.seconds() - 1
            }
            None => now.seconds() + 400 * 86_400,
        };
        let last = Instant::from_seconds(last).unwrap();
        let then = still(engine.read_clocks(&log, &customer, last, None).unwrap());
        assert_eq!(then, first, "{now} {last} {log:#?}");
    }
}

/// An earlier answer never makes a clock late that a later one would have met in time.
#[test]
fn sooner_is_never_worse() {
    let engine = engine(EVERYTHING);
    let customer = Customer::new("c");
    let now = at("2026-06-01T00:00:00Z");
    let mut dice = Dice(31);
    for _ in 0..300 {
        let received = case(&mut dice, &EVENTS, 1)[0];
        let mut late_before = [false; 2];
        for hours in 0..90 {
            let answered = Instant::from_seconds(received.at.seconds() + hours * 7_000).unwrap();
            let log = [
                received,
                Occurrence::new(Event::ACKNOWLEDGED, answered),
                Occurrence::new(Event::FINAL_RESPONSE, answered),
            ];
            let readings = engine.read_clocks(&log, &customer, now, None).unwrap();
            for (id, late_before) in ["d", "e"].iter().zip(&mut late_before) {
                let late = readings.of(&engine, id).unwrap().breached;
                assert!(late || !*late_before, "{id} {hours} {log:?}");
                *late_before = late;
            }
        }
        assert_eq!(late_before, [true, true]);
    }
}

#[test]
fn nothing_hangs_or_panics_at_the_ends_of_time() {
    let engine = engine(EVERYTHING);
    let customer = Customer::new("c");
    let mut dice = Dice(41);
    let ends = [
        Instant::MIN,
        Instant::MAX,
        at("0001-01-01T12:00:00Z"),
        at("9999-12-31T12:00:00Z"),
        at("1970-01-01T00:00:00Z"),
    ];
    for _ in 0..600 {
        let log: Vec<Occurrence> = (0..dice.below(12))
            .map(|_| {
                let when = ends[dice.below(5) as usize];
                let event = EVENTS[dice.below(15) as usize];
                let e =
                    Occurrence::new(event, when).priority(dice.below(9) as u8).topic(dice.below(255) as u8);
                let e = if dice.below(2) == 0 { e.until(ends[dice.below(5) as usize]) } else { e };
                if dice.below(3) == 0 { e.calendar(dice.below(2) as u16) } else { e }
            })
            .collect();
        let now = ends[dice.below(5) as usize];
        let readings = engine.read_clocks(&log, &customer, now, Some(now)).unwrap();
        assert!(readings.list.len() >= 6);
    }
}

#[test]
fn places_that_are_not_there_are_refused() {
    let engine = engine(EVERYTHING);
    let log = [Occurrence::new(Event::RECEIVED, Instant::MIN).calendar(2)];
    let error = engine.read_clocks(&log, &Customer::new("c"), Instant::MAX, None).unwrap_err();
    assert_eq!(error.code(), Code::UnknownCalendar);
    let many = vec![Occurrence::new(Event::RECEIVED, Instant::MIN); 100_001];
    let error = engine.read_clocks(&many, &Customer::new("c"), Instant::MAX, None).unwrap_err();
    assert_eq!(error.code(), Code::TooLarge);
}

/// Fifty years of a grid of hours are found at once.
#[test]
fn a_long_neglected_grid_is_found_at_once() {
    let engine = engine(
        "[complaints.clocks.g]\nstarts_on = 'received'\nspan = '1h'\nrepeat_every = '1h'\nrepeat_from = 'due'\n\
         met_by = 'update'\n",
    );
    let log = [
        Occurrence::new(Event::RECEIVED, at("1976-01-01T00:30:00Z")),
        Occurrence::new(Event::UPDATE, at("2026-01-01T00:00:00Z")),
    ];
    let readings = engine.read_clocks(&log, &Customer::new("c"), at("2026-01-01T00:00:00Z"), None).unwrap();
    assert_eq!(readings.list[0].due_at, Some(at("2026-01-01T00:30:00Z")));
}
