//! An entry of a long list that could not be used: it fails nobody but itself.

use serde::Serialize;
use tactful::Error;

/// An entry that could not be used.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Unread {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    pub(crate) code: &'static str,
    message: String,
}

impl Unread {
    pub(crate) fn new(path: String, customer: Option<&str>, error: &Error) -> Self {
        let customer = customer.filter(|id| !id.is_empty()).map(str::to_owned);
        Self { path, customer, code: error.code().as_str(), message: error.message().to_owned() }
    }

    /// With the way that the error knows; else that of the entry.
    pub(crate) fn at(entry: &str, customer: Option<&str>, error: &Error) -> Self {
        let path = if error.path().is_empty() { entry } else { error.path() };
        Self::new(path.to_owned(), customer, error)
    }
}
