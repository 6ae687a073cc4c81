//! The JSON door of tactful.

use tactful::{Code, Error, Result};

/// One door, shared by all threads.
#[derive(Debug, Default)]
pub struct Door;

impl Door {
    /// A door.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Answers one request.
    ///
    /// # Errors
    /// Whatever the operation refuses.
    pub fn call(&self, request: &str) -> Result<String> {
        let request: serde_json::Value = serde_json::from_str(request).map_err(|error| {
            Error::new(Code::InvalidDocument, "not JSON").at_place(1, error.column() as u32)
        })?;
        match request.get("op") {
            None => Err(Error::new(Code::MissingField, "`op` is missing").at_path("op")),
            Some(_) => Err(Error::new(Code::UnknownOp, "no such operation").at_path("op")),
        }
    }
}
