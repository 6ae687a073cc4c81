//! What people and CI run: `cargo xtask demo`, `test`, `vectors`, `bench`, `deep`.
#![allow(clippy::disallowed_methods, reason = "the core is pure; this is the program around it")]

mod bench;
mod beside;
mod c;
mod count;
mod deep;
mod demo;
mod gate;
mod python;
mod readme;
mod run;
mod test;
mod vectors;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo [OPTION]...  who may be contacted today, who waits until when, and why; --help lists the options
  test [WORD]       every test of every language, or the steps with the word in their names; environment: .venv
  vectors [FILE]... requests with verified answers, in Rust and in Python; tests/vectors if none are named
  dist [--arrow] [FOLDER]
                    what a C or C++ vendor installs, with tables if asked; target/dist/tactful-VERSION if no folder is
                    named, with tables target/arrow/dist/tactful-VERSION
  header            writes include/tactful.h from the sources of the C door
  bench [ARG]...    measurements (cargo bench -p tactful-benches); `bench doors`: C and Python side by side, and
                    a batch in C and in Rust;
                    `bench peers`: the batch beside Polars, DuckDB, numpy, pandas and plain Python;
                    `bench insight`: importance beside numpy, repeat buying beside lifetimes;
                    `bench spark`: what a customer costs on Spark, and on one machine without it
  deep              a million cases of every property, memory checks, the batch against its peers, every Python, Spark
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let outcome = match command.as_str() {
        "demo" => demo::main(rest),
        "test" => test::main(rest),
        "vectors" => vectors::main(rest),
        "dist" => c::dist::main(rest),
        "header" => no_arguments(rest).and_then(|()| c::header::write()),
        "bench" => bench::main(rest),
        "deep" => no_arguments(rest).and_then(|()| deep::main()),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no command `{other}`\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            if !problem.is_empty() {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn no_arguments(rest: &[String]) -> run::Outcome {
    match rest {
        [] => Ok(()),
        [first, ..] => Err(format!("this command takes no argument; got `{first}`")),
    }
}
