//! A year of a gift wholesaler's invoices: who may be contacted on 1 October 2011, for which reason, and why not.
//!
//! ```sh
//! cargo run --release -p tactful-tests --example online_retail -- [FILE]
//! ```
//!
//! FILE is the table "Online Retail" (UCI, CC BY 4.0) as CSV, plain or gzipped; without it the example looks for
//! `../shared/data/online_retail.csv.gz`, from the folder in which it is started (the project's root).
//! Where the table is absent it says so and ends well. `policy.toml` beside this file is the policy.
//!
//! The example checks what it finds against figures that were computed apart, and fails if one of them differs.

mod invoices;
mod report;
mod survey;

use invoices::{Book, Outcome};
use std::fs::File;
use std::io::{BufReader, IsTerminal, Read};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use survey::Survey;
use tactful::time::{Instant, Zone, Zones};

const TABLE: &str = "../shared/data/online_retail.csv.gz";
const NOW: &str = "2011-10-01 00:00";
/// Ten days before: past the two days between any two contacts, and the five before a request.
const GIFT: &str = "2011-09-21 10:00";

fn main() -> ExitCode {
    let path = std::env::args().nth(1).unwrap_or_else(|| TABLE.to_owned());
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(problem) => {
            println!("nothing to do: the table {path} cannot be opened ({problem}); name it as the argument");
            return ExitCode::SUCCESS;
        }
    };
    match run(file, path.ends_with(".gz")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{path}: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(file: File, zipped: bool) -> Outcome<bool> {
    let zone = Zones::bundled().get("Europe/London")?;
    let (now, gift) = (invoices::instant(NOW, &zone)?, invoices::instant(GIFT, &zone)?);
    let file = BufReader::new(file);
    let table: Box<dyn Read> =
        if zipped { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
    let book = read(table, &zone)?;
    let found = decide(&book, now, gift)?;
    print!("{}", report::report(&book, &found, now, &zone));
    let autumn = survey::autumn()?;
    println!("{}", report::autumn(&autumn));
    let figures = report::figures(&found, &autumn);
    let wrong: Vec<_> = figures.iter().filter(|figure| figure.found != figure.expected).collect();
    for figure in &wrong {
        println!("WRONG: {}: {} found, {} expected", figure.what, figure.found, figure.expected);
    }
    println!("{} figures checked, {} wrong", figures.len(), wrong.len());
    Ok(wrong.is_empty())
}

fn read(table: impl Read, zone: &Arc<Zone>) -> Outcome<Book> {
    let mut progress = Progress::new();
    let book = invoices::read(table, zone, |lines| progress.show(|| format!("{lines} lines read")));
    progress.clear();
    book
}

fn decide(book: &Book, now: Instant, gift: Instant) -> Outcome<Survey> {
    let mut progress = Progress::new();
    let buyers = book.buyers.len();
    let found = survey::survey(book, now, gift, |done| {
        progress.show(|| format!("{done} of {buyers} buyers decided"))
    });
    progress.clear();
    found
}

/// One line on a terminal, once the work has taken a moment.
struct Progress {
    last: std::time::Instant,
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self { last: std::time::Instant::now(), shown: false }
    }

    fn show(&mut self, text: impl FnOnce() -> String) {
        if self.last.elapsed() > Duration::from_millis(400) && std::io::stderr().is_terminal() {
            eprint!("\r{} ", text());
            self.last = std::time::Instant::now();
            self.shown = true;
        }
    }

    fn clear(&self) {
        if self.shown {
            eprint!("\r{:60}\r", "");
        }
    }
}
