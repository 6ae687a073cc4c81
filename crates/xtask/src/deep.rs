//! What takes too long for every day.

use crate::python::{self, Environment};
use crate::run::{self, Outcome};
use crate::vectors;
use std::process::Command;

const CASES: &str = "1000000";

/// A million cases of every property, memory checks, every Python that is found; says what is absent.
pub fn main() -> Outcome {
    println!("properties, {CASES} cases each");
    run::shown(run::cargo(&["test", "--locked", "--release", "--workspace"]).env("TACTFUL_CASES", CASES))?;
    memory()?;
    pythons()
}

/// The vectors under valgrind.
fn memory() -> Outcome {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("absent: valgrind; memory was not checked");
        return Ok(());
    }
    println!("vectors under valgrind");
    let runner = "target.'cfg(all())'.runner='valgrind --quiet --error-exitcode=9 --leak-check=full \
                  --errors-for-leak-kinds=definite'";
    let arguments = ["run", "--locked", "--config", runner, "-p", "tactful-tests", "--bin", "vectors", "--"];
    run::shown(run::cargo(&arguments).args(vectors::own_files()?))
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
