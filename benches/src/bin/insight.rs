//! The Rust side of `benches/insight/measure.py`: the same figures from the same columns as its peers.
//!
//! `insight survey FILE DRIVERS` or `insight buyers FILE`: the file holds columns of 64-bit floats, one after the other
//! (drivers and outcome; or x, t_x, T). For every line on the standard input one line is written: nanoseconds of this
//! thread's processor time, and figures to be compared. Lines are `lmg`; or `fit`, and `predict R ALPHA A B HORIZON`.

#![allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]

use std::io::BufRead;
use std::process::ExitCode;
use tactful_benches::clock::processor_time;
use tactful_insight::importance::{Column, Exact, Survey, linear};
use tactful_insight::value::{BgNbd, RepeatBuyers};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["survey", file, drivers] => survey(file, drivers),
        ["buyers", file] => buyers(file),
        _ => Err("usage: insight survey FILE DRIVERS, or insight buyers FILE".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The columns of a file, so many of them.
fn columns(file: &str, count: usize) -> Outcome<Vec<Vec<f64>>> {
    let bytes = std::fs::read(file)?;
    let numbers = bytes.chunks_exact(8).map(|eight| Ok(f64::from_le_bytes(eight.try_into()?)));
    let numbers: Vec<f64> = numbers.collect::<Outcome<_>>()?;
    let rows = (numbers.len() / count).max(1);
    Ok(numbers.chunks_exact(rows).map(<[f64]>::to_vec).collect())
}

fn survey(file: &str, drivers: &str) -> Outcome<()> {
    let mut columns = columns(file, drivers.parse::<usize>()? + 1)?;
    let outcome = Column::new("y", columns.pop().ok_or("no columns")?);
    let named =
        columns.into_iter().enumerate().map(|(place, values)| Column::new(format!("x{place}"), values));
    let survey = Survey::new(outcome, named.collect());
    for line in std::io::stdin().lock().lines() {
        line?;
        let started = processor_time();
        let found = linear(&survey, Exact::default())?;
        let spent = processor_time() - started;
        let shares: Vec<String> =
            found.lmg.unwrap_or_default().iter().map(|share| format!("{share:e}")).collect();
        println!("{spent} {}", shares.join(" "));
    }
    Ok(())
}

fn buyers(file: &str) -> Outcome<()> {
    let mut columns = columns(file, 3)?.into_iter();
    let mut next = || columns.next().ok_or("three columns are needed");
    let buyers = RepeatBuyers { x: next()?, t_x: next()?, t: next()? };
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["fit"] => {
                let started = processor_time();
                let found = BgNbd::fit(&buyers)?;
                let spent = processor_time() - started;
                let BgNbd { r, alpha, a, b } = found.params;
                println!("{spent} {r:e} {alpha:e} {a:e} {b:e} {:e}", found.loglik);
            }
            ["predict", r, alpha, a, b, horizon] => {
                let model = BgNbd::new(r.parse()?, alpha.parse()?, a.parse()?, b.parse()?)?;
                let horizon = horizon.parse()?;
                let started = processor_time();
                let found = model.predict(&buyers, horizon)?;
                let spent = processor_time() - started;
                let all: f64 = found.expected_transactions.iter().sum();
                let first = found.expected_transactions.first().copied().unwrap_or(f64::NAN);
                println!("{spent} {all:e} {first:e} {:e}", found.p_alive.iter().sum::<f64>());
            }
            _ => return Err("write `fit`, or `predict R ALPHA A B HORIZON`".into()),
        }
    }
    Ok(())
}
