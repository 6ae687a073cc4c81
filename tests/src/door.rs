//! Doors to run vectors through: the library in this process, or a program that speaks for another language.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What answers the requests of vectors.
#[derive(Debug)]
pub enum Door {
    /// The JSON door of this process.
    Here(Box<tactful_json::Door>),
    /// A program.
    Program(Program),
}

impl Default for Door {
    fn default() -> Self {
        Self::Here(Box::default())
    }
}

impl Door {
    /// Asks it.
    ///
    /// # Errors
    /// The name of the code of the refusal, or what went wrong, which no vector expects.
    pub fn ask(&mut self, request: &str) -> Result<String, String> {
        match self {
            Self::Here(door) => door.call(request).map_err(|error| error.code().as_str().to_owned()),
            Self::Program(program) => program.ask(request),
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// If a program does not end well.
    pub fn end(self) -> Result<(), String> {
        match self {
            Self::Here(_) => Ok(()),
            Self::Program(program) => program.end(),
        }
    }
}

/// A program that reads requests, each as `LENGTH\n` and its bytes, and answers each with `ok LENGTH\n` or
/// `error LENGTH\n` and the bytes of the answer or of the code's name. It must end well when there are no more.
#[derive(Debug)]
pub struct Program {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &[String]) -> Result<Self, String> {
        let (name, arguments) = command.split_first().ok_or("no program is named")?;
        let mut child = Command::new(name)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name}: {error}"))?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Self { child, requests, answers })
    }

    fn ask(&mut self, request: &str) -> Result<String, String> {
        self.exchange(request).unwrap_or_else(|error| Err(format!("no answer: {error}")))
    }

    fn exchange(&mut self, request: &str) -> std::io::Result<Result<String, String>> {
        let requests = self.requests.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        write!(requests, "{}\n{request}", request.len())?;
        requests.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let (how, len) = line.trim_end().split_once(' ').ok_or(std::io::ErrorKind::InvalidData)?;
        let len = len.parse().map_err(|_| std::io::ErrorKind::InvalidData)?;
        let mut bytes = vec![0; len];
        self.answers.read_exact(&mut bytes)?;
        let text = String::from_utf8(bytes).map_err(|_| std::io::ErrorKind::InvalidData)?;
        Ok(if how == "ok" { Ok(text) } else { Err(text) })
    }

    fn end(mut self) -> Result<(), String> {
        self.requests = None;
        let status = self.child.wait().map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("the program ended with {status}")) }
    }
}
