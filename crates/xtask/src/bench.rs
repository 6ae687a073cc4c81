//! Measurements.

use crate::c;
use crate::python::Environment;
use crate::run::{self, Outcome};
use std::process::Command;

/// `cargo xtask bench [doors|peers|spark] [ARG]...`: the benches in Rust, to which arguments go; or the doors, side by
/// side; or hand-written peers of the batch beside it; or tables of customers on one machine and on Spark.
pub fn main(arguments: &[String]) -> Outcome {
    match arguments.split_first() {
        Some((first, rest)) if first == "doors" => return doors(rest),
        Some((first, rest)) if first == "peers" => return peers(rest),
        Some((first, rest)) if first == "spark" => return spark(rest),
        _ => {}
    }
    let mut command = run::cargo(&["bench", "--locked", "-p", "tactful-benches"]);
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    run::shown(&mut command)
}

/// C, Python and what a user would pick instead, interleaved in one run; arguments go to the script.
fn doors(arguments: &[String]) -> Outcome {
    let folder = run::root().join(".work/bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (book, program) = (folder.join("book.tsv"), folder.join("twelve"));
    let write = ["run", "--locked", "--release", "--quiet", "-p", "tactful-benches", "--bin", "book", "--"];
    run::shown(run::cargo(&write).arg(&book).arg("512"))?;
    let prefix = c::dist::Variant::Plain.prefix();
    c::dist::make(c::dist::Variant::Plain, &prefix)?;
    c::abi::optimised("benches/doors/twelve.c", &prefix, &program)?;
    let python = Environment::of_project()?;
    python.install()?;
    let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r"];
    run::shown(python.python(&pip).arg("bindings/python/bench/requirements-bench.txt"))?;
    let mut bench: Command = python.python(&["bindings/python/bench/bench.py", "--c"]);
    bench.arg(&program).arg("benches/src/bench-policy.toml").arg(&book).args(arguments);
    run::shown(&mut bench)
}

/// The same policy by hand in numpy, Polars, pandas, DuckDB and plain Python; arguments go to the script.
pub fn peers(arguments: &[String]) -> Outcome {
    // an environment of its own: what is compared with is no test tool
    let python = Environment::in_folder(&run::root().join(".work/peers"))?;
    let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r"];
    run::shown(python.python(&pip).arg("benches/peers/requirements.txt"))?;
    python.install_wheel()?;
    run::shown(python.python(&["benches/peers/measure.py"]).args(arguments))
}

/// What a customer costs on Spark, and without it.
fn spark(arguments: &[String]) -> Outcome {
    let python = Environment::with_spark()?;
    run::shown(python.python(&["bindings/python/bench/spark.py"]).args(arguments))
}
