//! What takes too long for every day.

use crate::bench;
use crate::c;
use crate::python::{self, Environment};
use crate::run::{self, Outcome};
use crate::vectors;

const CASES: &str = "1000000";

/// Customers whose decisions the peers of the batch are compared on.
const CUSTOMERS: &str = "20000";

/// A million cases of every property, memory checks, the peers of the batch, every Python that is found, Spark; says
/// what is absent.
pub fn main() -> Outcome {
    println!("properties, {CASES} cases each");
    run::shown(run::cargo(&["test", "--locked", "--release", "--workspace"]).env("TACTFUL_CASES", CASES))?;
    memory()?;
    println!("hand-written peers of the batch, of which one is in plain Python");
    bench::peers(&["--check", "--customers", CUSTOMERS].map(str::to_owned))?;
    pythons()?;
    spark()
}

/// The C boundary and the vectors under valgrind.
fn memory() -> Outcome {
    c::abi::boundary(true)?;
    let prefix = c::dist::Variant::Plain.prefix();
    c::dist::make(c::dist::Variant::Plain, &prefix)?;
    c::abi::two_units(&prefix)?;
    let (count, problem) = vectors::in_c(&c::abi::door()?, &vectors::own_files()?)?;
    println!("{count}");
    problem.map_or(Ok(()), Err)?;
    println!("what is installed for C and C++ with tables");
    let variant = c::dist::Variant::Arrow;
    let prefix = variant.prefix();
    c::dist::make(variant, &prefix)?;
    c::dist::check(variant, &prefix)?;
    let ran = c::install::check(&prefix, &python::Environment::of_project()?)?;
    println!("{ran} programs");
    Ok(())
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

/// The tests on Spark, which needs a Java.
fn spark() -> Outcome {
    if std::process::Command::new("java").arg("-version").output().is_err() {
        println!("absent: java, which Spark needs (on Debian and Ubuntu: the package default-jre-headless)");
        return Ok(());
    }
    println!("the wheel on Spark");
    let said = Environment::with_spark()?.pytest_of("bindings/python/tests/test_spark.py")?.well()?;
    // a test that was passed over has shown nothing
    if said.contains("skipped") { Err("the tests on Spark were passed over".to_owned()) } else { Ok(()) }
}
