//! A year of daily runs, full against incremental:
//!
//! `year [CUSTOMERS] [bench|house]`; 5000 and `bench` by default. Every day at 06:00 UTC the facts of the day before
//! come in, one in twenty of them up to ten days late. A full run decides for every customer from all facts; another
//! from the standings; an incremental one folds the new facts into the standings and decides for those alone who are
//! due. What it leaves alone is compared with the full run, every day. One thread; CPU time where the system tells it.
//!
//! Customers are simulated in blocks, so that a million of them need no more memory than a few thousand.

#![allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampSecondType};
use arrow_array::{Array, RecordBatch};
use std::collections::HashMap;
use std::error::Error;
use std::process::ExitCode;
use std::slice::from_ref;
use std::time::{Duration, Instant as Clock};
use tactful::customer::Fact;
use tactful::time::Instant;
use tactful_arrow::{Ask, Due, decide_standings, decide_tables, fold_tables};
use tactful_benches::clock::cpu_time;
use tactful_benches::tables::{self, Form};
use tactful_benches::{Book, Random};

const DAY: i64 = 86_400;
const DAYS: i64 = 365;
const BLOCK: usize = 5_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter().map(String::as_str);
    let customers = words.next().map_or(Ok(BLOCK), str::parse);
    let policy = words.next().unwrap_or("bench");
    match (customers, policy, words.next()) {
        (Ok(customers), "bench" | "house", None) if customers > 0 => match year(customers, policy == "house")
        {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("usage: year [CUSTOMERS] [bench|house]");
            ExitCode::from(2)
        }
    }
}

/// What one way of running took, and for how many customers it decided.
#[derive(Default)]
struct Way {
    time: Duration,
    decided: u64,
}

impl Way {
    fn run<T>(&mut self, work: impl FnOnce() -> tactful::Result<T>) -> tactful::Result<T> {
        let (clock, cpu) = (Clock::now(), cpu_time());
        let made = work()?;
        let spent = cpu_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        self.time += spent.unwrap_or_else(|| clock.elapsed());
        Ok(made)
    }
}

#[derive(Default)]
struct Year {
    full: Way,
    from_standings: Way,
    revisit: Way,
    eligible: Way,
    news: u64,
    /// Of all standings on the last day.
    bytes: u64,
}

fn year(customers: usize, house: bool) -> Outcome<()> {
    let mut year = Year::default();
    let mut questions = 0;
    let blocks = customers.div_ceil(BLOCK);
    for block in 0..blocks {
        let size = BLOCK.min(customers - block * BLOCK);
        let book = if house {
            Book::of_house_from(block as u64, size)?
        } else {
            Book::of_bench_from(block as u64, size)?
        };
        questions = book.reasons.len();
        year.simulate(&book, &format!("block {} of {blocks}", block + 1))?;
    }
    year.print(customers, questions, if house { "house" } else { "bench" });
    Ok(())
}

/// Verdict, `from` of a wait, `until`: what holds until `revisit_at`.
type Held = (i32, Option<i64>, Option<i64>);

/// Writes decisions over what held before.
fn held(
    batches: &[RecordBatch],
    places: &HashMap<&str, usize>,
    questions: usize,
    all: &mut [Held],
) -> Outcome<u64> {
    let mut rows = 0;
    for batch in batches {
        let column = |name: &str| batch.column_by_name(name).ok_or("a column is missing");
        let customers = column("customer")?.as_string::<i32>();
        let verdicts = column("verdict")?.as_dictionary::<Int32Type>();
        let words = verdicts.values().as_string::<i32>();
        let instants = |name| column(name).map(|array| array.as_primitive::<TimestampSecondType>());
        let (from, until) = (instants("allowed_from")?, instants("allowed_until")?);
        for row in 0..batch.num_rows() {
            let place = places.get(customers.value(row)).ok_or("a customer is missing")?;
            let verdict = verdicts.keys().value(row);
            let wait = words.value(verdict as usize) == "wait";
            let at =
                |array: &arrow_array::TimestampSecondArray| (!array.is_null(row)).then(|| array.value(row));
            all[place * questions + row % questions] = (verdict, at(from).filter(|_| wait), at(until));
            rows += 1;
        }
    }
    Ok(rows / questions as u64)
}

impl Year {
    fn simulate(&mut self, book: &Book, name: &str) -> Outcome<()> {
        let (engine, end) = (&book.engine, book.now.seconds() / DAY * DAY + 6 * 3_600);
        let mut random = Random::new(365);
        // when the host comes to know of each fact
        let mut arrivals: Vec<(i64, &str, &Fact)> = Vec::new();
        for case in &book.cases {
            for fact in &case.facts {
                let late = if random.below(20) == 0 { random.below(10 * DAY as usize) as i64 } else { 0 };
                arrivals.push((fact.at.seconds() + late, &case.customer.id, fact));
            }
        }
        let people: Vec<_> = book.cases.iter().map(|case| &case.customer).collect();
        let places: HashMap<&str, usize> =
            people.iter().enumerate().map(|(place, customer)| (customer.id.as_str(), place)).collect();
        let customers = tables::customers(&people, Form::Wide)?;
        let mut ask = Ask::new(engine, book.now, None, None)?;
        let questions = book.reasons.iter().map(|(reason, channel)| engine.question(reason, channel));
        ask.questions = questions.collect::<tactful::Result<_>>()?;
        ask.names = false;
        let count = ask.questions.len();
        let none: Held = (-1, None, None);
        let (mut today, mut kept) = (vec![none; people.len() * count], vec![none; people.len() * count]);
        let mut standings: [Vec<RecordBatch>; 2] = Default::default();
        let mut since = i64::MIN;
        for day in 0..=DAYS {
            let now = end - (DAYS - day) * DAY;
            ask.now = Instant::from_seconds(now)?;
            let known: Vec<(&str, &Fact)> =
                arrivals.iter().filter(|(at, _, _)| *at <= now).map(|&(_, id, fact)| (id, fact)).collect();
            let new: Vec<(&str, &Fact)> = arrivals
                .iter()
                .filter(|(at, _, _)| *at > since && *at <= now)
                .map(|&(_, id, fact)| (id, fact))
                .collect();
            let (known, news) = (tables::facts(&known, Form::Wide)?, tables::facts(&new, Form::Wide)?);
            // the day before the year is where it begins: everything is new, and nothing is counted
            let mut first = Year::default();
            let year = if day == 0 { &mut first } else { &mut *self };
            let full =
                year.full.run(|| decide_tables(engine, from_ref(&customers), from_ref(&known), &ask))?;
            year.full.decided += held(&full.batches, &places, count, &mut today)?;
            for (place, due) in [Due::Revisit, Due::Eligible].into_iter().enumerate() {
                let way = if due == Due::Revisit { &mut year.revisit } else { &mut year.eligible };
                let (before, table) = (&standings[place], from_ref(&customers));
                let (folded, done) = way.run(|| {
                    let folded = fold_tables(engine, before, from_ref(&news), &ask)?.batches;
                    let done = decide_standings(engine, table, &folded, &ask, due)?;
                    Ok((folded, done))
                })?;
                if done.decided.summary.bad_customers() > 0 {
                    return Err("a customer could not be decided".into());
                }
                way.decided += people.len() as u64 - done.decided.summary.not_due;
                if due == Due::Revisit {
                    held(&done.decided.batches, &places, count, &mut kept)?;
                    let all = &mut year.from_standings;
                    all.run(|| decide_standings(engine, table, &folded, &ask, Due::All))?;
                    all.decided += people.len() as u64;
                }
                standings[place] = done.standings;
            }
            if kept != today {
                return Err("what was left alone is not what a full run says".into());
            }
            year.news += new.len() as u64;
            since = now;
            if day % 73 == 0 {
                eprintln!("{name}: day {day} of {DAYS}");
            }
        }
        for batch in &standings[0] {
            let column = batch.column_by_name("standing").ok_or("a column is missing")?.as_binary::<i32>();
            self.bytes += column.iter().flatten().map(<[u8]>::len).sum::<usize>() as u64;
        }
        Ok(())
    }

    fn print(&self, customers: usize, questions: usize, policy: &str) {
        let runs = (customers as i64 * DAYS) as f64;
        println!(
            "{customers} customers, {DAYS} daily runs, {questions} questions each, {policy} policy, one thread"
        );
        println!(
            "{:.1} new facts a customer; {} bytes a standing on the last day",
            self.news as f64 / customers as f64,
            self.bytes / customers as u64
        );
        println!("{:<34} {:>9} {:>16} {:>9} {:>8}", "", "CPU s", "µs/customer/day", "decided", "against");
        let ways = [
            ("full, from facts", &self.full),
            ("full, from standings", &self.from_standings),
            ("incremental, by revisit_at", &self.revisit),
            ("incremental, by eligible_at", &self.eligible),
        ];
        for (name, way) in ways {
            let time = way.time.as_secs_f64();
            println!(
                "{name:<34} {time:>9.2} {:>16.3} {:>8.1}% {:>7.1}x",
                time * 1e6 / runs,
                way.decided as f64 / runs * 100.0,
                self.full.time.as_secs_f64() / time
            );
        }
    }
}
