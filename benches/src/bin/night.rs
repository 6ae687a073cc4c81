//! A night's batch for two languages: the made customers of the benches and their facts as tables.
//!
//! `night write FILE CUSTOMERS` writes the tables for a program in C (`benches/doors/night.c`); `night decide CUSTOMERS
//! ROUNDS` decides them here and prints CPU nanoseconds a decision, a line a round.
//!
//! The file is what Arrow's C Data Interface points to, one thing after the other, in the byte order of the machine, all
//! of it in whole words of eight bytes. A number is a word; bytes are their number and themselves, filled up with zeros.
//! First the instant of all questions; then two tables, of customers and of facts: the numbers of rows and of columns, and
//! each column: name and format, with NUL; the number of buffers, and each as bytes, one that is not there as -1; 1 and
//! the dictionary, that is its length and its column, or 0.

#![allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::slice::from_ref;
use tactful::customer::{Customer, Fact};
use tactful_arrow::{Ask, decide_tables};
use tactful_benches::Book;
use tactful_benches::clock::cpu_time;
use tactful_benches::tables::{self, Form, number};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["write", file, customers] => customers.parse().map(|customers| write(file, customers)),
        ["decide", customers, rounds] => customers
            .parse()
            .and_then(|customers| rounds.parse().map(|rounds: u32| (customers, rounds)))
            .map(|(customers, rounds)| decide(customers, rounds)),
        _ => {
            eprintln!("usage: night write FILE CUSTOMERS\n       night decide CUSTOMERS ROUNDS");
            return ExitCode::from(2);
        }
    };
    match done.map_err(Into::into).and_then(|done| done) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Customers and their facts, both sorted by customer.
fn made(customers: usize) -> Outcome<(Book, RecordBatch, RecordBatch)> {
    let mut book = Book::of_bench(customers)?;
    book.cases.sort_by_key(|case| number(&case.customer.id));
    let people: Vec<&Customer> = book.cases.iter().map(|case| &case.customer).collect();
    let of =
        book.cases.iter().flat_map(|case| case.facts.iter().map(|fact| (case.customer.id.as_str(), fact)));
    let facts = tables::facts(&of.collect::<Vec<(&str, &Fact)>>(), Form::Lean)?;
    let people = tables::customers(&people, Form::Lean)?;
    Ok((book, people, facts))
}

fn decide(customers: usize, rounds: u32) -> Outcome<()> {
    let (book, customers, facts) = made(customers)?;
    let mut ask = Ask::new(&book.engine, book.now, None, None)?;
    ask.names = false;
    for _ in 0..rounds {
        let start = cpu_time().ok_or("the system does not tell the time of a thread")?;
        let decided = decide_tables(&book.engine, from_ref(&customers), from_ref(&facts), &ask)?;
        let rows = decided.summary.decisions;
        drop(black_box(decided));
        let spent = cpu_time().unwrap_or_default().saturating_sub(start);
        println!("{:.2}", spent.as_nanos() as f64 / rows as f64);
    }
    Ok(())
}

fn write(file: &str, customers: usize) -> Outcome<()> {
    let (book, customers, facts) = made(customers)?;
    let mut words = Words(Vec::new());
    words.number(book.now.seconds());
    for table in [customers, facts] {
        words.number(table.num_rows() as i64);
        words.number(table.num_columns() as i64);
        for (field, column) in table.schema().fields().iter().zip(table.columns()) {
            words.column(field.name(), column)?;
        }
    }
    Ok(std::fs::write(file, words.0)?)
}

struct Words(Vec<u8>);

impl Words {
    fn number(&mut self, number: i64) {
        self.0.extend(number.to_ne_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as i64);
        self.0.extend(bytes);
        self.0.resize(self.0.len().next_multiple_of(8), 0);
    }

    fn column(&mut self, name: &str, column: &dyn Array) -> Outcome<()> {
        let format = match column.data_type() {
            DataType::Int64 => "l",
            DataType::Utf8 => "u",
            DataType::Timestamp(TimeUnit::Second, Some(_)) => "tss:UTC",
            DataType::Dictionary(keys, _) if **keys == DataType::Int8 => "c",
            other => return Err(format!("no column of {other} is made here").into()),
        };
        self.bytes(format!("{name}\0").as_bytes());
        self.bytes(format!("{format}\0").as_bytes());
        let data = column.to_data();
        self.number(1 + data.buffers().len() as i64);
        match data.nulls() {
            Some(nulls) => self.bytes(nulls.validity()),
            None => self.number(-1),
        }
        for buffer in data.buffers() {
            self.bytes(buffer);
        }
        let Some(dictionary) = column.as_any_dictionary_opt() else {
            self.number(0);
            return Ok(());
        };
        self.number(1);
        self.number(dictionary.values().len() as i64);
        self.column("", dictionary.values())
    }
}
