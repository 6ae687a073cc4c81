//! An agenda under capacity: `capacity [CUSTOMERS] [DAYS]`; 100000 and 30 by default. Made customers under the bench
//! policy, twelve reasons each, in twenty teams; one customer in five is small.
//!
//! It is planned twice: where there is room for everybody, and where there is not: for one customer in fifty a day in all,
//! a little less for each team and much less for each channel, so that on every day nearly everybody who is welcome is
//! turned away; 15 % of each limit are for small customers. One thread; CPU time where the system tells it, without making
//! the customers.

#![allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant as Clock;
use tactful::Engine;
use tactful::customer::{Customer, Standing};
use tactful::followup::{Candidate, Capacity, Limit};
use tactful::time::Instant;
use tactful_benches::clock::cpu_time;
use tactful_benches::{Book, Random};

const BLOCK: usize = 5_000;
const TEAMS: usize = 20;
/// Parts of ten thousand.
const FLOOR: u32 = 1_500;
/// Values are below 100,000: one customer in five is small.
const SMALL_BELOW: i64 = 20_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter();
    let customers = words.next().map_or(Ok(100_000), |word| word.parse());
    let days = words.next().map_or(Ok(30), |word| word.parse());
    match (customers, days, words.next()) {
        (Ok(customers), Ok(days), None) if customers > 0 => match run(customers, days) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        _ => {
            eprintln!("usage: capacity [CUSTOMERS] [DAYS]");
            ExitCode::from(2)
        }
    }
}

fn run(customers: usize, days: i64) -> Outcome<()> {
    let (mut engine, mut now, mut people) = (Engine::house()?, Instant::MIN, Vec::new());
    for block in 0..customers.div_ceil(BLOCK) {
        let book = Book::of_bench_from(block as u64, BLOCK.min(customers - block * BLOCK))?;
        let known = people.len();
        people.extend(book.cases.into_iter().enumerate().map(|(place, case)| {
            // each block counts its customers from 0
            let customer = Customer { id: format!("c-{}", known + place), ..case.customer };
            (customer, case.standing)
        }));
        (engine, now) = (book.engine, book.now);
    }
    let names: Vec<String> = (0..TEAMS).map(|team| format!("team-{team:02}")).collect();
    let candidates = candidates(&people, &names);
    let room = |share: usize| u32::try_from((customers / share).max(1));
    let mut wide = Capacity::new(engine.zone("America/New_York")?, FLOOR).small_below(SMALL_BELOW);
    let mut tight = wide.clone().limit(Limit::new(room(50)?));
    for (channel, share) in [("phone", 400), ("email", 100), ("sms", 200)] {
        tight = tight.limit(Limit::new(room(share)?).channel(channel));
    }
    for team in &names {
        let of_team = |per_day| Limit::new(per_day).team(team);
        wide = wide.limit(of_team(u32::MAX));
        tight = tight.limit(of_team(room(60 * TEAMS)?));
    }
    println!("{customers} customers, {days} days, twelve reasons, {TEAMS} teams, bench policy, one thread");
    println!(
        "{:<6} {:>8} {:>12} {:>10} {:>9} {:>9}",
        "", "CPU s", "µs/customer", "planned", "by floor", "wait"
    );
    for (name, capacity) in [("wide", &wide), ("tight", &tight)] {
        let (clock, cpu) = (Clock::now(), cpu_time());
        let made = engine.agenda_many(&candidates, capacity, now, days)?;
        let spent = cpu_time().zip(cpu).map_or(clock.elapsed(), |(after, before)| after - before);
        if !made.refused.is_empty() {
            return Err("a customer could not be used".into());
        }
        println!(
            "{name:<6} {:>8.2} {:>12.1} {:>10} {:>9} {:>9}",
            spent.as_secs_f64(),
            spent.as_secs_f64() * 1e6 / customers as f64,
            made.contacts.len(),
            made.contacts.iter().filter(|booked| booked.floor).count(),
            made.waiting.len()
        );
    }
    Ok(())
}

fn candidates<'a>(people: &'a [(Customer, Standing)], teams: &'a [String]) -> Vec<Candidate<'a>> {
    let mut random = Random::new(30);
    let of = |(place, (customer, standing)): (usize, &'a (Customer, Standing))| {
        let value = random.below(100_000) as i64;
        Candidate::new(customer, standing).team(&teams[place % teams.len()]).value(value)
    };
    people.iter().enumerate().map(of).collect()
}
