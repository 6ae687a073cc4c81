//! `tactful._native`: the JSON door for Python, and nothing else.
//!
//! The package around it (`python/tactful`) turns objects into JSON text and refusals into exceptions;
//! this module only carries text in and out, without the interpreter's lock, and lets no panic through.

use pyo3::prelude::*;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::OnceLock;
use tactful::{Code, Error};
use tactful_json::Door;

/// One door for the process. Made when the module is loaded; its making never touches Python.
static DOOR: OnceLock<Door> = OnceLock::new();

thread_local! {
    /// Where the last panic of this thread arose: file and line of the library, never what it was about.
    static PANICKED_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Code, message, path, line and column of a refusal.
type Refusal = (&'static str, String, String, u32, u32);

/// The answer as text, or the refusal: exactly one of the two is present.
type Answer = (Option<String>, Option<Refusal>);

/// Runs `work` and makes a panic an ordinary error with the code `internal`.
fn guarded(work: impl FnOnce() -> tactful::Result<String>) -> tactful::Result<String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let place = PANICKED_AT.take().unwrap_or_else(|| "an unknown place".to_owned());
        Err(Error::new(Code::Internal, format!("an error of the library, at {place}; please report it")))
    })
}

fn answer(result: tactful::Result<String>) -> Answer {
    match result {
        Ok(text) => (Some(text), None),
        Err(error) => {
            let code = error.code().as_str();
            let place = (error.line(), error.column());
            (None, Some((code, error.message().to_owned(), error.path().to_owned(), place.0, place.1)))
        }
    }
}

/// Keeps the place of a panic for its error, and writes nothing to the host's stderr:
/// the message of a panic may quote what a customer wrote.
fn remember_place(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
    PANICKED_AT.with_borrow_mut(|last| *last = place);
}

/// The private extension module of the package `tactful`.
#[pymodule(gil_used = false)]
mod _native {
    use super::{Answer, DOOR, answer, guarded, remember_place};
    use pyo3::prelude::*;
    use tactful_json::Door;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // the extension carries its own copy of the standard library: no other module's hook is replaced
        std::panic::set_hook(Box::new(remember_place));
        DOOR.get_or_init(Door::new);
        module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
        module.add("SEMANTICS_VERSION", tactful::SEMANTICS_VERSION)
    }

    /// One request in, one answer out, both JSON text.
    #[pyfunction]
    fn call_json(py: Python<'_>, request: &str) -> Answer {
        answer(py.detach(|| guarded(|| DOOR.get_or_init(Door::new).call(request))))
    }

    /// Panics behind the same guard as every call, so that a test can look at what comes out.
    #[pyfunction]
    #[expect(clippy::panic, reason = "this is the panic that the test of the boundary needs")]
    fn _panic_for_tests(py: Python<'_>) -> Answer {
        answer(py.detach(|| guarded(|| panic!("a planted panic"))))
    }
}
