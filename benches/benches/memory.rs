//! How many bytes things take, and what the made customers are answered: no times, but what the times rest on.

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::collections::BTreeMap;
use tactful::customer::{Customer, Standing};
use tactful::followup::{Decision, Plan};
use tactful::time::Calendar;
use tactful::{Engine, Result};
use tactful_benches::{BENCH_POLICY, Book, office_calendar};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const CUSTOMERS: usize = 512;

fn main() -> Result<()> {
    // a filter for other benches is none for this one
    if std::env::args().skip(1).any(|argument| !argument.starts_with('-') && !"memory".contains(&argument)) {
        return Ok(());
    }
    println!("{:<44} {:>10} {:>10}", "bytes", "itself", "on heap");
    bytes("Engine of the house policy", Engine::house)?;
    bytes("Engine of the bench policy", || Engine::from_text(BENCH_POLICY))?;
    bytes::<Calendar>("Calendar, ten years, never asked", office_calendar)?;
    for (name, book) in [("house", Book::of_house(CUSTOMERS)?), ("bench", Book::of_bench(CUSTOMERS)?)] {
        bytes(&format!("Standing without facts, {name} policy"), || Ok(book.engine.empty_standing()))?;
        standings(&format!("Standing, {name} policy, mean"), &book);
        let kept: usize = book.cases.iter().map(|case| case.standing.to_bytes().len()).sum();
        row(&format!("Standing as bytes, {name} policy, mean"), 0, kept / book.cases.len());
    }
    row("Customer", size_of::<Customer>(), 0);
    row("Plan without contacts", size_of::<Plan>(), 0);
    row("Decision", size_of::<Decision>(), 0);
    for (name, book) in [("house", Book::of_house(CUSTOMERS)?), ("bench", Book::of_bench(CUSTOMERS)?)] {
        answers(name, &book)?;
    }
    Ok(())
}

fn row(what: &str, itself: usize, heap: usize) {
    println!("{what:<44} {itself:>10} {heap:>10}");
}

/// Bytes that are still held once a value is made.
fn bytes<T>(what: &str, make: impl Fn() -> Result<T>) -> Result<()> {
    drop(make()?);
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    let value = make()?;
    let change = region.change();
    row(what, size_of::<T>(), change.bytes_allocated.saturating_sub(change.bytes_deallocated));
    drop(value);
    Ok(())
}

fn standings(what: &str, book: &Book) {
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    let copies: Vec<Standing> = book.cases.iter().map(|case| case.standing.clone()).collect();
    let change = region.change();
    let heap = change.bytes_allocated - change.bytes_deallocated - copies.len() * size_of::<Standing>();
    row(what, size_of::<Standing>(), heap / copies.len());
}

/// The share of each verdict, and of decisions with a live anchor: measurements of other shares are others.
fn answers(name: &str, book: &Book) -> Result<()> {
    let mut shares: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut count, mut anchored) = (0, 0);
    for case in &book.cases {
        for (reason, channel) in &book.reasons {
            let (engine, now) = (&book.engine, book.now);
            let decision = engine.decide(&case.customer, &case.standing, &case.plan, reason, channel, now)?;
            *shares.entry(decision.verdict().as_str()).or_default() += 1;
            anchored += usize::from(decision.anchor().is_some());
            count += 1;
        }
    }
    let facts: usize = book.cases.iter().map(|case| case.facts.len()).sum();
    let per_cent = |n: usize| 100.0 * n as f64 / count as f64;
    println!(
        "{name} policy: {:.1} facts a customer, {} reasons, {:.1} % with a live anchor;",
        facts as f64 / book.cases.len() as f64,
        book.reasons.len(),
        per_cent(anchored)
    );
    let shares: Vec<String> =
        shares.into_iter().map(|(verdict, n)| format!("{verdict} {:.1} %", per_cent(n))).collect();
    println!("  {}", shares.join(", "));
    Ok(())
}
