use crate::Code;
use std::fmt;

/// Why an input was refused: a stable [`Code`], a sentence, and the place.
///
/// The sentence is lower case, says what is wrong and what would be right, and never repeats a customer's words.
/// `path` is the way through the document (`rules.nights.quiet_hours[0]`), empty where there is none;
/// `line` and `column` count from 1 and are 0 where the input was no text.
///
/// ```
/// use tactful::{time::Instant, Code};
/// let error = Instant::parse("2026-11-21 09:30").unwrap_err();
/// assert_eq!(error.code(), Code::NaiveTime);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    code: Code,
    message: String,
    path: String,
    line: u32,
    column: u32,
}

impl Error {
    /// An error with a code and a sentence; the place is added by whoever knows it.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), path: String::new(), line: 0, column: 0 }))
    }

    /// The same error with its path, if it has none yet.
    #[must_use]
    pub fn at_path(mut self, path: &str) -> Self {
        if self.0.path.is_empty() {
            self.0.path = path.to_owned();
        }
        self
    }

    /// The same error with its line and column (from 1), if it has none yet.
    #[must_use]
    pub fn at_place(mut self, line: u32, column: u32) -> Self {
        if self.0.line == 0 {
            self.0.line = line;
            self.0.column = column;
        }
        self
    }

    /// The same error one level further in: `key`, or `[0]`, before what there is of a path.
    #[must_use]
    pub(crate) fn under(mut self, key: &str) -> Self {
        let dot = if self.0.path.is_empty() || self.0.path.starts_with('[') { "" } else { "." };
        self.0.path = format!("{key}{dot}{}", self.0.path);
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What is wrong and what would be right, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The way through the document, or empty.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The line, from 1; 0 if unknown.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.0.line
    }

    /// The column in characters, from 1; 0 if unknown.
    #[must_use]
    pub fn column(&self) -> u32 {
        self.0.column
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if !self.0.path.is_empty() {
            write!(f, " (at `{}`)", self.0.path)?;
        }
        if self.0.line > 0 {
            write!(f, " (line {}, column {})", self.0.line, self.0.column)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
