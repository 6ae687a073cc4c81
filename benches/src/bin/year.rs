//! A year of daily runs, full against incremental:
//!
//! `year [CUSTOMERS] [bench|house] [DAYS]`; 5000, `bench` and 365 by default. Every day at 06:00 UTC the facts of the day
//! before come in, one in twenty of them up to ten days late. A full run decides for every customer from all facts;
//! another from the standings of all. An incremental one chooses by the instants that were kept, as a database does, who is
//! due; reads the standings of those alone, and of those of whom there is news; folds, decides, and writes these rows
//! back. What it leaves alone is compared with the full run, every day, and so is its choice with `who_is_due`, which a
//! host needs where policies or customers change; what that takes is told apart. One thread; CPU time where the system
//! tells it, from the tables that a run is given to those that it gives.
//!
//! Customers are simulated in blocks, so that a million of them need no more memory than a few thousand.

#![allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, TimestampSecondType};
use arrow_array::{
    Array, ArrayRef, BinaryArray, Int64Array, NullArray, RecordBatch, StringArray, TimestampSecondArray,
    new_null_array,
};
use arrow_schema::DataType;
use std::collections::HashMap;
use std::error::Error;
use std::process::ExitCode;
use std::slice::from_ref;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};
use tactful::customer::{Customer, Fact};
use tactful::time::Instant;
use tactful_arrow::{Ask, Due, decide_standings, decide_tables, fold_tables, who_is_due};
use tactful_benches::clock::cpu_time;
use tactful_benches::tables::{self, Form};
use tactful_benches::{Book, Random};

const DAY: i64 = 86_400;
const BLOCK: usize = 20_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter().map(String::as_str);
    let customers = words.next().map_or(Ok(BLOCK), str::parse);
    let policy = words.next().unwrap_or("bench");
    let days = words.next().map_or(Ok(365), str::parse);
    match (customers, policy, days, words.next()) {
        (Ok(customers), "bench" | "house", Ok(days), None) if customers > 0 && days > 0 => {
            match (Year { days, ..Year::default() }).all(customers, policy == "house") {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("{error}");
                    ExitCode::FAILURE
                }
            }
        }
        _ => {
            eprintln!("usage: year [CUSTOMERS] [bench|house] [DAYS]");
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
    fn run<T, E>(&mut self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let (clock, cpu) = (Clock::now(), cpu_time());
        let made = work()?;
        let spent = cpu_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
        self.time += spent.unwrap_or_else(|| clock.elapsed());
        Ok(made)
    }
}

/// What incremental runs took, and the parts of it.
#[derive(Default)]
struct Incremental {
    all: Way,
    /// Choosing who is due.
    choosing: Duration,
    /// Reading standings, and writing them back.
    rows: Duration,
    folding: Duration,
    deciding: Duration,
    /// `who_is_due` in place of that choice.
    asking: Duration,
}

#[derive(Default)]
struct Year {
    days: i64,
    full: Way,
    from_standings: Way,
    revisit: Incremental,
    eligible: Incremental,
    news: u64,
    /// Of all standings on the last day.
    bytes: u64,
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

/// A host's table of standings, a row for each customer.
struct Store<'b> {
    ids: Vec<&'b str>,
    standing: Vec<Vec<u8>>,
    as_of: Vec<Option<i64>>,
    next_pending: Vec<Option<i64>>,
    basis: Vec<Option<i64>>,
    revisit_at: Vec<Option<i64>>,
    eligible_at: Vec<Option<i64>>,
}

impl<'b> Store<'b> {
    fn new(ids: Vec<&'b str>) -> Self {
        let none = || vec![None; ids.len()];
        let (as_of, next_pending, basis, revisit_at, eligible_at) = (none(), none(), none(), none(), none());
        let standing = vec![Vec::new(); ids.len()];
        Self { ids, standing, as_of, next_pending, basis, revisit_at, eligible_at }
    }

    /// What tells who is due: all rows, and nothing of what is remembered.
    fn calendar(&self, customers: &RecordBatch) -> Outcome<RecordBatch> {
        let ids = customers.column_by_name("customer").ok_or("a column is missing")?;
        Ok(RecordBatch::try_from_iter_with_nullable([
            ("customer", Arc::clone(ids), true),
            ("standing", Arc::new(NullArray::new(self.ids.len())) as ArrayRef, true),
            ("next_pending", stamps(self.next_pending.iter().copied()), true),
            ("basis", Arc::new(Int64Array::from(self.basis.clone())), true),
            ("revisit_at", stamps(self.revisit_at.iter().copied()), true),
            ("eligible_at", stamps(self.eligible_at.iter().copied()), true),
        ])?)
    }

    /// Who is due, as a database finds it by its columns.
    fn due(&self, now: Instant, due: Due) -> Vec<bool> {
        let come = |at: &Option<i64>| at.is_some_and(|at| at <= now.seconds());
        let at = if due == Due::Eligible { &self.eligible_at } else { &self.revisit_at };
        let rows = self.basis.iter().zip(at).zip(&self.next_pending);
        rows.map(|((basis, at), pending)| basis.is_none() || come(at) || come(pending)).collect()
    }

    /// The rows of some customers.
    fn read(&self, places: &[usize]) -> Outcome<RecordBatch> {
        let of = |column: &[Option<i64>]| stamps(places.iter().map(|&place| column[place]));
        let ids = places.iter().map(|&place| Some(self.ids[place])).collect::<StringArray>();
        let known = places.iter().map(|&place| Some(&self.standing[place]).filter(|bytes| !bytes.is_empty()));
        let basis = places.iter().map(|&place| self.basis[place]).collect::<Int64Array>();
        Ok(RecordBatch::try_from_iter_with_nullable([
            ("customer", Arc::new(ids) as ArrayRef, true),
            ("standing", Arc::new(known.collect::<BinaryArray>()), true),
            ("as_of", of(&self.as_of), true),
            ("next_pending", of(&self.next_pending), true),
            ("basis", Arc::new(basis), true),
            ("revisit_at", of(&self.revisit_at), true),
            ("eligible_at", of(&self.eligible_at), true),
            ("error", new_null_array(&DataType::Utf8, places.len()), true),
            ("message", new_null_array(&DataType::Utf8, places.len()), true),
        ])?)
    }

    /// Writes rows over those that were there.
    fn write(&mut self, batches: &[RecordBatch], places: &HashMap<&str, usize>) -> Outcome<()> {
        for batch in batches {
            let column = |name: &str| batch.column_by_name(name).ok_or("a column is missing");
            let instants = |name| column(name).map(|array| array.as_primitive::<TimestampSecondType>());
            let (ids, standing) =
                (column("customer")?.as_string::<i32>(), column("standing")?.as_binary::<i32>());
            let (as_of, next_pending) = (instants("as_of")?, instants("next_pending")?);
            let (revisit_at, eligible_at) = (instants("revisit_at")?, instants("eligible_at")?);
            let basis = column("basis")?.as_primitive::<Int64Type>();
            for row in 0..batch.num_rows() {
                let place = *places.get(ids.value(row)).ok_or("a customer is missing")?;
                self.standing[place].clear();
                if standing.is_valid(row) {
                    self.standing[place].extend(standing.value(row));
                }
                self.as_of[place] = as_of.is_valid(row).then(|| as_of.value(row));
                self.next_pending[place] = next_pending.is_valid(row).then(|| next_pending.value(row));
                self.basis[place] = basis.is_valid(row).then(|| basis.value(row));
                self.revisit_at[place] = revisit_at.is_valid(row).then(|| revisit_at.value(row));
                self.eligible_at[place] = eligible_at.is_valid(row).then(|| eligible_at.value(row));
            }
        }
        Ok(())
    }
}

fn stamps(seconds: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(seconds.collect::<TimestampSecondArray>().with_timezone("UTC"))
}

/// What does not change from day to day.
struct World<'b> {
    book: &'b Book,
    people: Vec<&'b Customer>,
    places: HashMap<&'b str, usize>,
    customers: RecordBatch,
}

impl Incremental {
    /// One day: who is due or has news, is decided; the others are not looked at.
    fn run(
        &mut self,
        world: &World<'_>,
        store: &mut Store<'_>,
        news: &RecordBatch,
        ask: &Ask,
        due: Due,
    ) -> Outcome<Vec<RecordBatch>> {
        let (engine, table) = (&world.book.engine, from_ref(&world.customers));
        let mut asking = Way::default();
        let asked = asking.run(|| -> Outcome<_> {
            let calendar = store.calendar(&world.customers)?;
            Ok(who_is_due(engine, table, from_ref(&calendar), ask, due)?)
        })?;
        let mut choosing = Way::default();
        let (is_due, [told, due_alone]) = choosing.run(|| -> Outcome<_> {
            let is_due = store.due(ask.now, due);
            let mut has_news = vec![false; is_due.len()];
            let whose = news.column_by_name("customer").ok_or("a column is missing")?.as_string::<i32>();
            for id in whose.iter().flatten() {
                has_news[*world.places.get(id).ok_or("a customer is missing")?] = true;
            }
            let chosen = |news: bool| {
                let all = is_due.iter().zip(&has_news).enumerate();
                all.filter(|&(_, (due, has))| *has == news && (news || *due))
                    .map(|(place, _)| place)
                    .collect()
            };
            let both = [true, false].map(chosen) as [Vec<usize>; 2];
            Ok((is_due, both))
        })?;
        if !is_due.iter().copied().eq(asked.values()) {
            return Err("what the kept instants say is not what the library says".into());
        }
        let touched: Vec<usize> = told.iter().chain(&due_alone).copied().collect();
        // as a database gives it
        let people: Vec<_> = touched.iter().map(|&place| world.people[place]).collect();
        let people = tables::customers(&people, Form::Wide)?;
        let (mut rows, mut folding, mut deciding) = (Way::default(), Way::default(), Way::default());
        let (before, as_they_are) =
            rows.run(|| Ok::<_, Box<dyn Error>>((store.read(&told)?, store.read(&due_alone)?)))?;
        let folded = folding.run(|| fold_tables(engine, from_ref(&before), from_ref(news), ask))?;
        let mut standings = folded.batches;
        standings.push(as_they_are);
        let done = deciding.run(|| decide_standings(engine, from_ref(&people), &standings, ask, due))?;
        rows.run(|| store.write(&done.standings, &world.places))?;
        if done.decided.summary.bad_customers() + folded.summary.bad_customers() > 0 {
            return Err("a customer could not be decided".into());
        }
        self.all.decided += touched.len() as u64 - done.decided.summary.not_due;
        self.asking += asking.time;
        self.choosing += choosing.time;
        self.rows += rows.time;
        self.folding += folding.time;
        self.deciding += deciding.time;
        self.all.time += choosing.time + rows.time + folding.time + deciding.time;
        Ok(done.decided.batches)
    }
}

impl Year {
    fn all(mut self, customers: usize, house: bool) -> Outcome<()> {
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
            self.simulate(&book, &format!("block {} of {blocks}", block + 1))?;
        }
        self.print(customers, questions, if house { "house" } else { "bench" });
        Ok(())
    }

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
        let ids: Vec<&str> = people.iter().map(|customer| customer.id.as_str()).collect();
        let places = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let customers = tables::customers(&people, Form::Wide)?;
        let world = World { book, people, places, customers };
        let mut ask = Ask::new(engine, book.now, None, None)?;
        let questions = book.reasons.iter().map(|(reason, channel)| engine.question(reason, channel));
        ask.questions = questions.collect::<tactful::Result<_>>()?;
        ask.names = false;
        let count = ask.questions.len();
        let none: Held = (-1, None, None);
        let (mut today, mut kept) = (vec![none; ids.len() * count], vec![none; ids.len() * count]);
        let (mut by_revisit, mut by_eligible) = (Store::new(ids.clone()), Store::new(ids.clone()));
        let everybody: Vec<usize> = (0..ids.len()).collect();
        let (days, mut since) = (self.days, i64::MIN);
        for day in 0..=days {
            let now = end - (days - day) * DAY;
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
            let table = from_ref(&world.customers);
            let full = year.full.run(|| decide_tables(engine, table, from_ref(&known), &ask))?;
            year.full.decided += held(&full.batches, &world.places, count, &mut today)?;
            let told = year.revisit.run(&world, &mut by_revisit, &news, &ask, Due::Revisit)?;
            held(&told, &world.places, count, &mut kept)?;
            year.eligible.run(&world, &mut by_eligible, &news, &ask, Due::Eligible)?;
            let all = by_revisit.read(&everybody)?;
            year.from_standings.run(|| decide_standings(engine, table, from_ref(&all), &ask, Due::All))?;
            year.from_standings.decided += ids.len() as u64;
            if kept != today {
                return Err("what was left alone is not what a full run says".into());
            }
            year.news += new.len() as u64;
            since = now;
            if day % 73 == 0 {
                eprintln!("{name}: day {day} of {days}");
            }
        }
        self.bytes += by_revisit.standing.iter().map(|bytes| bytes.len() as u64).sum::<u64>();
        Ok(())
    }

    fn print(&self, customers: usize, questions: usize, policy: &str) {
        let runs = (customers as i64 * self.days) as f64;
        println!(
            "{customers} customers, {} daily runs, {questions} questions each, {policy} policy, one thread",
            self.days
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
            ("incremental, by revisit_at", &self.revisit.all),
            ("incremental, by eligible_at", &self.eligible.all),
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
        println!(
            "of it, µs/customer/day: choosing, rows read and written, folding, deciding; who_is_due instead"
        );
        for (name, way) in [("by revisit_at", &self.revisit), ("by eligible_at", &self.eligible)] {
            let parts = [way.choosing, way.rows, way.folding, way.deciding, way.asking];
            let parts = parts.map(|part| format!("{:>9.3}", part.as_secs_f64() * 1e6 / runs));
            println!("{name:<34} {}", parts.join(" "));
        }
    }
}
