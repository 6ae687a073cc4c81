//! The one way in: no panic leaves the library as anything but `tactful.InternalError`.

use crate::errors::{Fault, Res};
use pyo3::prelude::*;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use tactful::{Code, Error};

thread_local! {
    /// Where the last panic of this thread arose: file and line of the library, never what it was about.
    static PANICKED_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work`; a panic becomes an ordinary error with the code `internal`.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Res<T>) -> PyResult<T> {
    caught(work).map_err(PyErr::from)
}

/// The same without the interpreter's lock, for whatever may take longer than about a millisecond.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> tactful::Result<T> + Send) -> Res<T> {
    py.detach(|| match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(_) => Err(panicked()),
    })
    .map_err(Fault::from)
}

fn caught<T>(work: impl FnOnce() -> Res<T>) -> Res<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(panicked().into()))
}

/// A file from its crate's folder on: where that lay on the machine that built the wheel is nobody's business.
fn within_crate(file: &str) -> &str {
    let before = file.rfind("/src/").map(|end| &file[..end]);
    before.and_then(|before| before.rfind('/')).map_or(file, |folder| &file[folder + 1..])
}

fn panicked() -> Error {
    let place = PANICKED_AT.take().unwrap_or_else(|| "an unknown place".to_owned());
    Error::new(Code::Internal, format!("an error of the library, at {place}; please report it"))
}

/// Keeps the place of a panic for its error, and writes nothing to the host's stderr:
/// the message of a panic may quote what a customer wrote.
pub(crate) fn remember_place(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!("{}:{}", within_crate(at.file()), at.line()));
    PANICKED_AT.with_borrow_mut(|last| *last = place);
}
