//! Which moments decide whether passengers are satisfied, and who carries a wholesaler's sales.
//!
//! ```sh
//! cargo run --release -p tactful-tests --example touchpoints -- [PASSENGERS] [INVOICES]
//! ```
//!
//! PASSENGERS is the table "Airline Passenger Satisfaction" (Kaggle), INVOICES the table "Online Retail" (UCI, CC BY 4.0), as
//! CSV, plain or gzipped. Without arguments the example looks for `../shared/data/airline_satisfaction.csv.gz` and
//! `../shared/data/online_retail.csv.gz`, from the folder in which it is started (the project's root). Where a table is
//! absent it says so and goes on.
//!
//! The example checks what it finds against figures that were computed apart, and fails if one of them differs.

mod passengers;
mod sales;

use std::fs::File;
use std::io::{BufReader, Read};
use std::process::ExitCode;

const PASSENGERS: &str = "../shared/data/airline_satisfaction.csv.gz";
const INVOICES: &str = "../shared/data/online_retail.csv.gz";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A figure beside what it should be.
#[derive(Debug)]
struct Figure {
    what: &'static str,
    found: String,
    expected: &'static str,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let passengers = arguments.next().unwrap_or_else(|| PASSENGERS.to_owned());
    let invoices = arguments.next().unwrap_or_else(|| INVOICES.to_owned());
    let mut figures = Vec::new();
    for (path, look) in
        [(passengers, look_at_passengers as fn(Box<dyn Read>) -> _), (invoices, look_at_sales)]
    {
        let table = match open(&path) {
            Ok(table) => table,
            Err(problem) => {
                println!(
                    "nothing to do: the table {path} cannot be opened ({problem}); name it as an argument"
                );
                continue;
            }
        };
        match look(table) {
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

fn look_at_passengers(table: Box<dyn Read>) -> Outcome<Vec<Figure>> {
    let found = passengers::look(&passengers::read(table)?)?;
    print!("{}", found.report());
    let expected = [
        ("touchpoint with the highest correlation", "Online boarding .565"),
        ("third one", "Inflight wifi service .390"),
        ("place of wifi where 0 is taken for a rating", "7"),
        ("share of complete rows", "92.0"),
        ("place of wifi on these rows, taken by itself", "4"),
        ("place of wifi on these rows by LMG", "2"),
        ("step of boarding from 3 to 4", ".143 -> .625"),
        ("step of wifi from 3 to 4", ".258 -> .604"),
    ];
    let figures = expected.into_iter().zip(found.figures());
    Ok(figures.map(|((what, expected), found)| Figure { what, found, expected }).collect())
}

fn look_at_sales(table: Box<dyn Read>) -> Outcome<Vec<Figure>> {
    let values = sales::read(table)?;
    let found = tactful_insight::value::pareto_share(&values)?;
    let percent =
        |share: Option<f64>| share.map_or("none".to_owned(), |share| format!("{:.1}", share * 100.0));
    let top = percent(found.top_20pct_share);
    println!("SALES of {} buyers: the top fifth ({}) brings {top} %", found.n_used, found.top_20pct_n);
    let (most, share) = (found.customers_for_80pct, percent(found.share_of_customers_for_80pct));
    println!("  {} buyers, {share} %, bring four fifths\n", most.unwrap_or(0));
    Ok(vec![
        Figure { what: "buyers", found: found.n_used.to_string(), expected: "4338" },
        Figure { what: "share of the top fifth of buyers", found: top, expected: "74.6" },
    ])
}
