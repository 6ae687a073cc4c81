//! The C and C++ compilers of the machine.

use crate::run::{self, Outcome};
use std::path::Path;
use std::process::Command;

/// Warnings that the headers, the examples and the tests must not give.
pub const STRICT: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// The C compiler: what `CC` names, or `cc`.
pub fn c() -> Command {
    Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()))
}

/// The C++ compiler: what `CXX` names, or `c++`.
pub fn cxx() -> Command {
    Command::new(std::env::var_os("CXX").unwrap_or_else(|| "c++".into()))
}

/// Whether a program can be started.
pub fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success())
}

/// The names that `nm` lists of a library.
pub fn symbols(arguments: &[&str], library: &Path) -> Outcome<Vec<String>> {
    let said = run::quietly(Command::new("nm").args(arguments).arg(library))?.well()?;
    let mut names: Vec<String> =
        said.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect();
    names.sort();
    Ok(names)
}
