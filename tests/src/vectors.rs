//! Reads files of vectors and runs them through the JSON door.

use crate::compare::{Tolerance, contains};
use crate::digest::Digest;
use crate::door::Door;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A file of vectors. Contracts in words (`in_words`) are for people and are not run.
#[derive(Debug, Deserialize)]
pub struct File {
    /// The vectors, in order.
    pub vectors: Vec<Vector>,
}

/// A request with its verified answer.
#[derive(Debug, Deserialize)]
pub struct Vector {
    /// Names the vector.
    pub id: String,
    /// The operation.
    pub op: String,
    /// Its fields, exactly as written.
    pub request: Box<RawValue>,
    /// What the answer must hold, or `{"error": code}`.
    pub expect: Value,
    /// How far numbers may be off.
    #[serde(default)]
    pub tolerance: Tolerance,
}

/// What became of a vector.
#[derive(Debug)]
pub struct Outcome {
    /// The answer, or the code of the refusal.
    pub answer: Result<Value, String>,
    /// Whether it is what the vector expects.
    pub passed: bool,
}

impl File {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// If it is not a file of vectors.
    pub fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

impl Vector {
    /// The text that the door gets: `{"op": op, ...request}`.
    ///
    /// ```
    /// let file = r#"{"vectors": [{"id": "a", "op": "calendar.validate", "request": {"calendar": {}}, "expect": {}}]}"#;
    /// let file = tactful_tests::File::parse(file)?;
    /// assert_eq!(file.vectors[0].text(), r#"{"op":"calendar.validate","calendar": {}}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> String {
        let fields = self.request.get().trim_start_matches('{');
        let comma = if fields.trim() == "}" { "" } else { "," };
        format!("{{\"op\":{}{comma}{fields}", Value::String(self.op.clone()))
    }

    /// Runs the vector through a door, which answers with text or refuses with the name of a code; a panic is a
    /// failure and nothing worse.
    #[must_use]
    pub fn run(&self, door: &mut Door) -> Outcome {
        let answer = catch_unwind(AssertUnwindSafe(|| door.ask(&self.text())));
        let answer = match answer {
            Ok(Ok(text)) => serde_json::from_str(&text).map_err(|_| "answer_is_not_json".to_owned()),
            Ok(Err(code)) => Err(code),
            Err(_) => Err("panic".to_owned()),
        };
        let passed = match (self.expect.get("error"), &answer) {
            (Some(code), Err(got)) => code == got,
            (None, Ok(got)) => contains(&self.expect, got, &self.tolerance),
            _ => false,
        };
        Outcome { answer, passed }
    }
}

/// Runs all vectors of a file, hands each outcome to `each` and adds it to the digest.
pub fn run(file: &File, door: &mut Door, digest: &mut Digest, mut each: impl FnMut(&Vector, &Outcome)) {
    for vector in &file.vectors {
        let outcome = vector.run(door);
        digest.add(&vector.id, &outcome.answer);
        each(vector, &outcome);
    }
}
