//! Programmes for a hundred thousand recipients: one that can be held, and three that cannot.

use divan::{Bencher, black_box};
use tactful::campaign::{Programme, Recipient, Supply, plan};
use tactful::time::{Date, Weekday};
use tactful_benches::Random;

fn main() {
    divan::main();
}

const PEOPLE: usize = 100_000;

fn programme(recipients: Vec<Recipient>, begin: &str, each: u32) -> Programme {
    Programme {
        recipients,
        begin: Date::parse(begin).unwrap(),
        loses_meaning_on: Date::parse("2027-02-06").unwrap(),
        supply: Supply { closed: vec![Weekday::Sun], ..Supply::daily(each) },
        may_split: Vec::new(),
    }
}

/// Employers of some dozens, a household now and then, ways of up to four days.
fn town() -> Vec<Recipient> {
    let mut random = Random::new(10);
    (0..PEOPLE)
        .map(|place| {
            let one = Recipient::new(&format!("r{place}")).rank(random.below(1_000) as i64);
            let one = one.lead_days(random.below(5) as u16);
            let one = match random.below(3) {
                0 => one,
                _ => one.group(&format!("firm-{}", random.below(6_000))),
            };
            match random.below(50) {
                0 => one.group(&format!("home-{}", random.below(4_000))),
                _ => one,
            }
        })
        .collect()
}

/// Groups of so many.
fn groups(of: usize) -> Vec<Recipient> {
    let member = |place: usize| Recipient::new(&format!("r{place}")).group(&format!("g{}", place / of));
    (0..PEOPLE).map(member).collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn planned(bencher: Bencher) {
    let programme = programme(town(), "2026-12-01", 2_500);
    bencher.bench(|| plan(black_box(&programme)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn too_little_supply(bencher: Bencher) {
    let programme = programme(town(), "2027-01-25", 2_500);
    bencher.bench(|| plan(black_box(&programme)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn households_too_large_for_any_day(bencher: Bencher) {
    let programme = programme(groups(3), "2026-12-01", 2);
    bencher.bench(|| plan(black_box(&programme)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn firms_too_large_for_any_day(bencher: Bencher) {
    let programme = programme(groups(170), "2026-12-01", 160);
    bencher.bench(|| plan(black_box(&programme)));
}
