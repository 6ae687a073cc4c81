//! The demo, which is the main job: a book of customers, a policy, and now; who may be contacted today and why,
//! who waits until when, and what has to happen first.
//!
//! rows (the sample book, CSV or JSON Lines) → [`input`] → [`tally`] → [`report`]

mod args;
mod audit;
mod book;
mod columns;
mod export;
mod input;
mod layout;
mod progress;
mod read;
mod report;
mod sheet;
mod tally;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_input;
mod words;

use crate::run::Outcome;
use args::Options;
use input::Input;
use std::io::Write;
use tactful::Engine;
use tactful::time::Instant;

/// `cargo xtask demo`
pub fn main(arguments: &[String]) -> Outcome {
    let Some(options) = args::parse(arguments)? else {
        print!("{}", args::HELP);
        return Ok(());
    };
    let text = match &options.export {
        Some(folder) => export::book(folder)?,
        None => run(&options)?,
    };
    // a reader that has seen enough (`| head`) is no mistake
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("the output: {error}")),
        _ => Ok(()),
    }
}

/// The whole report; nothing of it is printed before all of it is known.
fn run(options: &Options) -> Outcome<String> {
    let engine = engine(options.policy.as_deref())?;
    if options.audit {
        return audit::text(&engine, options);
    }
    let given = options.now.as_deref().map(now).transpose()?;
    let (input, origin) = match &options.customers {
        None => {
            let sheets = book::sheets();
            (Input::read(&engine, &sheets.sources(), given.or(Some(now(book::NOW)?)), None)?, Origin::Book)
        }
        Some(_) => {
            let sources = read::sources(options)?;
            (Input::read(&engine, &sources.each(), given, options.naive.as_deref())?, Origin::Own)
        }
    };
    let asked = match &options.customer {
        None => 0..input.customers.len(),
        Some(id) => match input.place_of(id) {
            Some(place) => place..place + 1,
            None => return Err(format!("--customer: there is no such customer{}", input.near(id))),
        },
    };
    let tally = tally::of(&engine, &input, asked, options.days)?;
    Ok(report::text(&engine, &input, &tally, options, origin))
}

/// Where the rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Book,
    Own,
}

fn engine(policy: Option<&str>) -> Outcome<Engine> {
    let Some(path) = policy else {
        return Engine::house().map_err(|error| format!("the house policy: {error}"));
    };
    let text = read::text(path)?;
    Engine::from_text(&text).map_err(|error| {
        let place =
            if error.line() > 0 { format!(":{}:{}", error.line(), error.column()) } else { String::new() };
        let path_in = if error.path().is_empty() { String::new() } else { format!("`{}`: ", error.path()) };
        format!("{}{place}: {path_in}{}", read::name(path), error.message())
    })
}

fn now(text: &str) -> Outcome<Instant> {
    Instant::parse(text).map_err(|error| format!("--now: {}", error.message()))
}
