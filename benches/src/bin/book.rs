//! Writes the made customers of the benches for other languages:
//!
//! `book FILE CUSTOMERS`; the first line is the instant of all questions in seconds since 1970, each other one a
//! customer: zone, level, `history_since` in seconds, standing in hexadecimal, separated by tabs.

use std::fmt::Write;
use std::process::ExitCode;
use tactful_benches::Book;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, customers] = arguments.as_slice() else { return usage() };
    let Ok(customers) = customers.parse() else { return usage() };
    let book = match Book::of_bench(customers) {
        Ok(book) => book,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut text = format!("{}\n", book.now.seconds());
    for (number, case) in book.cases.iter().enumerate() {
        let zone = tactful_benches::ZONES[number % tactful_benches::ZONES.len()];
        let level = case.customer.level.as_deref().unwrap_or_default();
        let since = case.customer.history_since.map_or(0, |at| at.seconds());
        let hex = case.standing.to_bytes().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        text.push_str(&format!("{zone}\t{level}\t{since}\t{hex}\n"));
    }
    if let Err(error) = std::fs::write(file, text) {
        eprintln!("{file}: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: book FILE CUSTOMERS");
    ExitCode::from(2)
}
