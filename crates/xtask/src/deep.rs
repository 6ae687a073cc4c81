//! What takes too long for every day.

use crate::bench;
use crate::c;
use crate::python::{self, Environment};
use crate::run::{self, Outcome};
use crate::vectors;

const CASES: &str = "1000000";

/// Customers whose decisions the peers of the batch are compared on.
const CUSTOMERS: &str = "20000";

/// A million cases of every property, memory checks, the peers of the batch, every Python that is found; says what is
/// absent.
pub fn main() -> Outcome {
    println!("properties, {CASES} cases each");
    run::shown(run::cargo(&["test", "--locked", "--release", "--workspace"]).env("TACTFUL_CASES", CASES))?;
    memory()?;
    println!("hand-written peers of the batch, of which one is in plain Python");
    bench::peers(&["--check", "--customers", CUSTOMERS].map(str::to_owned))?;
    pythons()
}

/// The C boundary and the vectors under valgrind.
fn memory() -> Outcome {
    c::abi::boundary(true)?;
    let prefix = c::dist::default_prefix();
    c::dist::make(&prefix)?;
    let (count, problem) = vectors::in_c(&c::abi::programs(&prefix)?, &vectors::own_files()?)?;
    println!("{count}");
    problem.map_or(Ok(()), Err)
}

/// The wheel on every Python by name, each in an environment of its own.
fn pythons() -> Outcome {
    let (present, absent) = python::all_on_path();
    for name in &present {
        println!("the wheel on {name}");
        let environment = Environment::made_in(&run::root().join(".work/deep").join(name), name)?;
        environment.install()?;
        environment.pytest()?.well()?;
    }
    if !absent.is_empty() {
        println!("absent: {}", absent.join(", "));
    }
    Ok(())
}
