use crate::request::{Request, Setting};
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::{Arc, OnceLock};
use tactful::document::{self, Field, Node};
use tactful::time::Zones;
use tactful::voice::Voice;
use tactful::{Code, Engine, Error, Result};

/// Answers requests in JSON. It holds the zones that requests may name and nothing that changes an answer;
/// one door serves all threads.
///
/// ```
/// use tactful_json::Door;
/// let door = Door::new();
/// let error = door.call(r#"{"op": "calendar.ad"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "unknown operation; did you mean `calendar.add`? (at `op`) (line 1, column 8)");
/// ```
#[derive(Debug, Default)]
pub struct Door {
    zones: Arc<Zones>,
    engine: Option<Arc<Engine>>,
    /// The library's own words: compiled by the first request that needs them; they are the same in every run.
    voice: OnceLock<Arc<Voice>>,
}

impl Door {
    /// A door with the bundled zones.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A door with zones of the host's choice.
    ///
    /// ```
    /// use tactful::time::Zones;
    /// let door = tactful_json::Door::with_zones(Zones::bundled());
    /// assert!(door.call("{}").is_err());
    /// ```
    #[must_use]
    pub fn with_zones(zones: Zones) -> Self {
        Self { zones: Arc::new(zones), ..Self::default() }
    }

    /// A door whose requests mean this engine unless they carry a policy; its zones are those of the engine.
    /// Nothing is compiled on the way then.
    ///
    /// ```
    /// use std::sync::Arc;
    /// let engine = tactful::Engine::from_text("name = 'small'\nversion = '1'")?;
    /// let door = tactful_json::Door::with_engine(Arc::new(engine));
    /// assert!(door.call(r#"{"op": "policy.describe"}"#)?.starts_with(r#"{"name":"small""#));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn with_engine(engine: Arc<Engine>) -> Self {
        Self { zones: Arc::clone(engine.zones()), engine: Some(engine), ..Self::default() }
    }

    /// The zones that requests may name.
    #[must_use]
    pub fn zones(&self) -> &Zones {
        &self.zones
    }

    /// Reads a request, runs its operation and writes the answer, a table in JSON.
    ///
    /// # Errors
    /// Whatever refuses the request, with code, path, line and column. Nothing of the request is repeated but
    /// names of fields.
    pub fn call(&self, request: &str) -> Result<String> {
        self.call_node(&document::parse_json(request)?)
    }

    /// As [`Door::call`], for a request that is a tree already: columns of a table need not be written as text and read
    /// again.
    ///
    /// ```
    /// use tactful::document::parse_json;
    /// let request = parse_json(r#"{"op": "calendar.validate", "calendar": {"tz": "Mars"}}"#)?;
    /// let error = tactful_json::Door::new().call_node(&request).unwrap_err();
    /// assert_eq!(error.code(), tactful::Code::UnknownTz);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Door::call`].
    pub fn call_node(&self, request: &Node) -> Result<String> {
        let setting = Setting {
            zones: &self.zones,
            engine: self.engine.as_ref(),
            newer_zones: false,
            voice: &self.voice,
        };
        let request = Request::read(&Field::root(request), &setting)?;
        write(&request.run()?)
    }

    /// As [`Door::call`], for callers that want text in any case: `{"ok": answer}`, or
    /// `{"error": {"code", "message", "path", "line", "column"}}`.
    ///
    /// ```
    /// let door = tactful_json::Door::new();
    /// let answer = door.answer("[]");
    /// assert!(answer.starts_with(r#"{"error":{"code":"wrong_type","message":"expected a table, found a list""#));
    /// ```
    #[must_use]
    pub fn answer(&self, request: &str) -> String {
        let answer =
            self.call(request).and_then(|text| RawValue::from_string(text).map_err(|_| unwritable()));
        let envelope = match &answer {
            Ok(answer) => Envelope::Ok(answer),
            Err(error) => Envelope::Error(Refusal {
                code: error.code().as_str(),
                message: error.message(),
                path: error.path(),
                line: error.line(),
                column: error.column(),
            }),
        };
        write(&envelope).unwrap_or_else(|_| r#"{"error":{"code":"internal"}}"#.to_owned())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Envelope<'a> {
    Ok(&'a RawValue),
    Error(Refusal<'a>),
}

#[derive(Serialize)]
struct Refusal<'a> {
    code: &'a str,
    message: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
}

pub(crate) fn write(answer: &impl Serialize) -> Result<String> {
    serde_json::to_string(answer).map_err(|_| unwritable())
}

fn unwritable() -> Error {
    Error::new(Code::Internal, "the answer could not be written; please report it")
}
