//! Measurements.

use crate::c;
use crate::python::Environment;
use crate::run::{self, Outcome};
use std::process::Command;

/// `cargo xtask bench [doors|peers|insight|spark] [ARG]...`: the benches in Rust, to which arguments go; or the doors, side by
/// side; or hand-written peers of the batch beside it; or statistics beside numpy and lifetimes; or tables of customers on one machine
/// and on Spark.
pub fn main(arguments: &[String]) -> Outcome {
    match arguments.split_first() {
        Some((first, rest)) if first == "doors" => return doors(rest),
        Some((first, rest)) if first == "peers" => return peers(rest),
        Some((first, rest)) if first == "insight" => return insight(rest),
        Some((first, rest)) if first == "spark" => return spark(rest),
        _ => {}
    }
    let mut command = run::cargo(&["bench", "--locked", "-p", "tactful-benches"]);
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    run::shown(&mut command)
}

/// C, Python and what a user would pick instead, interleaved in one run, and then batches in C and in Rust; arguments go
/// to the script.
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
    run::shown(&mut bench)?;
    night()
}

/// Rounds in which a batch is measured, in each language by turns.
const NIGHTS: usize = 9;

/// Customers of a batch.
const CLIENTS: &str = "20000";

/// A batch through the C door beside the same in Rust: the same tables, by turns.
fn night() -> Outcome {
    let folder = run::root().join(".work/bench");
    let (file, program) = (folder.join("night.tables"), folder.join("night"));
    let rust = |arguments: &[&str]| {
        let mut command = run::cargo(&["run", "--locked", "--release", "--quiet", "-p", "tactful-benches"]);
        command.args(["--bin", "night", "--"]).args(arguments);
        command
    };
    run::shown(rust(&["write"]).arg(&file).arg(CLIENTS))?;
    let variant = c::dist::Variant::Arrow;
    c::dist::make(variant, &variant.prefix())?;
    c::abi::optimised("benches/doors/night.c", &variant.prefix(), &program)?;
    let (mut in_rust, mut in_c, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..NIGHTS {
        let mut through_c = Command::new(&program);
        through_c.arg(run::root().join("benches/src/bench-policy.toml")).arg(&file).arg("3");
        let (one, other) = (last(&mut rust(&["decide", CLIENTS, "3"]))?, last(&mut through_c)?);
        in_rust.push(one);
        in_c.push(other);
        ratios.push(other / one);
    }
    println!(
        "\nCPU ns a decision of a batch, {CLIENTS} customers, twelve reasons, one thread, {NIGHTS} rounds"
    );
    for (name, values) in [
        ("Rust, decide_tables", &mut in_rust),
        ("C, tactful_decide_batch", &mut in_c),
        ("C / Rust, by round", &mut ratios),
    ] {
        values.sort_by(f64::total_cmp);
        let shown = [NIGHTS / 2, 0, NIGHTS - 1].map(|place| values.get(place).copied().unwrap_or(f64::NAN));
        println!("{name:<24} median {:6.2}, {:.2} to {:.2}", shown[0], shown[1], shown[2]);
    }
    Ok(())
}

/// The last figure that a program prints.
fn last(command: &mut Command) -> Outcome<f64> {
    let text = run::quietly(command)?.well()?;
    let line = text.lines().last().unwrap_or_default();
    line.parse().map_err(|_| format!("a figure was expected, not `{line}`"))
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

/// Importance beside numpy, and repeat buying beside lifetimes; arguments go to the script.
fn insight(arguments: &[String]) -> Outcome {
    // an environment of its own: what is compared with is no test tool
    let python = Environment::in_folder(&run::root().join(".work/insight"))?;
    let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r"];
    run::shown(python.python(&pip).arg("benches/insight/requirements.txt"))?;
    run::shown(python.python(&["benches/insight/measure.py"]).args(arguments))
}

/// What a customer costs on Spark, and without it.
fn spark(arguments: &[String]) -> Outcome {
    let python = Environment::with_spark()?;
    run::shown(python.python(&["bindings/python/bench/spark.py"]).args(arguments))
}
