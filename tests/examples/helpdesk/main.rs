//! The log of an Italian help desk: how long customers waited, how often cases were passed on, and what the house
//! policy says of it. And complaints that were sent to a company before they were received: reported, not a crash.
//!
//! ```sh
//! cargo run --release -p tactful-tests --example helpdesk -- [LOG] [COMPLAINTS]
//! ```
//!
//! LOG is the event log of the help desk of an Italian software firm (University of Padova, 4TU.ResearchData) as CSV,
//! COMPLAINTS a part of the CFPB's public database with the dates on which complaints were sent; plain or gzipped.
//! Without arguments the example looks for `../shared/data/helpdesk_italy_events.csv.gz` and
//! `../shared/data/cfpb_sent_dates_3k.csv.gz`, from the folder in which it is started (the project's root).
//! Where a table is absent it says so and goes on.
//!
//! The example checks what it finds against figures that were computed apart, and fails if one of them differs.

mod complaints;
mod log;
mod replay;

use log::Outcome;
use replay::Figure;
use std::fs::File;
use std::io::{BufReader, Read};
use std::process::ExitCode;

const LOG: &str = "../shared/data/helpdesk_italy_events.csv.gz";
const COMPLAINTS: &str = "../shared/data/cfpb_sent_dates_3k.csv.gz";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let log = arguments.next().unwrap_or_else(|| LOG.to_owned());
    let complaints = arguments.next().unwrap_or_else(|| COMPLAINTS.to_owned());
    let mut figures = Vec::new();
    for (path, read) in [(log, replay_log as fn(Box<dyn Read>) -> _), (complaints, replay_complaints)] {
        let table = match open(&path) {
            Ok(table) => table,
            Err(problem) => {
                println!(
                    "nothing to do: the table {path} cannot be opened ({problem}); name it as an argument"
                );
                continue;
            }
        };
        match read(table) {
            Ok(found) => figures.extend(found),
            Err(problem) => {
                eprintln!("{path}: {problem}");
                return ExitCode::FAILURE;
            }
        }
    }
    let wrong: Vec<&Figure> = figures.iter().filter(|figure| figure.found != figure.expected).collect();
    for figure in &wrong {
        println!("WRONG: {}: {} found, {} expected", figure.what, figure.found, figure.expected);
    }
    println!("{} figures checked, {} wrong", figures.len(), wrong.len());
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn open(path: &str) -> std::io::Result<Box<dyn Read>> {
    let file = BufReader::new(File::open(path)?);
    Ok(if path.ends_with(".gz") { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) })
}

fn replay_log(table: Box<dyn Read>) -> Outcome<Vec<Figure>> {
    let found = replay::replay(&log::read(table)?)?;
    print!("{}", found.report());
    Ok(found.figures())
}

fn replay_complaints(table: Box<dyn Read>) -> Outcome<Vec<Figure>> {
    let found = complaints::read(table)?;
    print!("{}", found.report());
    Ok(found.figures())
}
