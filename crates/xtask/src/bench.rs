//! Measurements.

use crate::run::{self, Outcome};

/// Runs the benches; arguments go to them.
pub fn main(arguments: &[String]) -> Outcome {
    let mut command = run::cargo(&["bench", "--locked", "-p", "tactful-benches"]);
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    run::shown(&mut command)
}
