//! Running other programs: where, with what shown, and what they said.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Done, or a sentence for the person at the terminal (empty where all was said already).
pub type Outcome<T = ()> = Result<T, String>;

/// The project's own folder.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.ancestors().nth(2).map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// `cargo`, the same one that runs this, in the project's folder.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// Runs with everything shown as it comes.
pub fn shown(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{} ({status})", line_of(command))) }
}

/// What a program printed, and whether it ended well.
pub struct Said {
    /// Its standard output.
    pub text: String,
    /// How it ended, where it did not end well.
    pub problem: Option<String>,
}

impl Said {
    /// The text of a program that ended well.
    pub fn well(self) -> Outcome<String> {
        match self.problem {
            None => Ok(self.text),
            Some(problem) => Err(format!("{}{problem}", self.text)),
        }
    }
}

/// Runs and keeps the standard output; a line is also shown as it comes where `shows` says so.
/// The standard error is shown as it comes.
pub fn heard(command: &mut Command, shows: fn(&str) -> bool) -> Outcome<Said> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let bytes = line.map_err(|error| format!("{}: {error}", line_of(command)))?;
            let line = String::from_utf8_lossy(&bytes);
            if shows(&line) {
                println!("{line}");
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
    let status = child.wait().map_err(|error| format!("{}: {error}", line_of(command)))?;
    let problem = (!status.success()).then(|| format!("{} ({status})", line_of(command)));
    Ok(Said { text, problem })
}

/// Runs and keeps the standard output without showing it.
pub fn quietly(command: &mut Command) -> Outcome<Said> {
    heard(command, |_| false)
}

/// What a thread came to.
pub fn end_of<T>(thread: std::thread::ScopedJoinHandle<'_, Outcome<T>>) -> Outcome<T> {
    thread.join().unwrap_or_else(|_| Err("a thread panicked".to_owned()))
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start {}: {error}", line_of(command))
}

/// The command as one would type it, without the folder of its program.
fn line_of(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}
