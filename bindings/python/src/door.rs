//! The JSON door: text in, text out; and the table of codes.

use crate::engine::Engine;
use crate::errors::{Fault, Res};
use crate::guard::{detached, guarded};
use crate::instant::zones;
use crate::question::language;
use pyo3::prelude::*;
use std::sync::{Arc, OnceLock};
use tactful::complaint::{
    Cause, Conduct, Ending, EventKind, Liability, Mode, Power, Remedy, Role, Status, Wait, Word,
};
use tactful::customer::{Direction, Intent, Kind, Outcome, Purpose};
use tactful::voice::{Element, Part};
use tactful::{Code, CodeKind};
use tactful_json::Door;

/// One door for the process; its making never touches Python.
static DOOR: OnceLock<Door> = OnceLock::new();

/// The door, whose zones are those of Python's own.
pub(crate) fn door() -> &'static Door {
    DOOR.get_or_init(|| Door::with_zones((**zones()).clone()))
}

/// One request in, one answer out, both JSON text; a request without a policy means that of the engine.
#[pyfunction]
#[pyo3(signature = (request, engine=None))]
pub(crate) fn call_json(py: Python<'_>, request: &str, engine: Option<&Engine>) -> PyResult<String> {
    let engine = engine.map(|engine| Arc::clone(&engine.0.engine));
    guarded(|| {
        detached(py, || match engine {
            Some(engine) => Door::with_engine(engine).call(request),
            None => door().call(request),
        })
    })
}

/// The sentence of a code in a language.
#[pyfunction]
pub(crate) fn say(code: &str, language: &str) -> PyResult<&'static str> {
    guarded(|| {
        let language = self::language(language)?;
        match Code::from_name(code) {
            Some(code) => Ok(language.of(code)),
            None => Err(Fault::new(Code::UnknownCode, "there is no code of this name")),
        }
    })
}

/// The words of a list of the library: `verdict`, `kind`, `purpose` and the others of `tactful._types`.
#[pyfunction]
pub(crate) fn _words(list: &str) -> PyResult<Vec<&'static str>> {
    fn of<T>(all: &[(&'static str, T)]) -> Res<Vec<&'static str>> {
        Ok(all.iter().map(|(word, _)| *word).collect())
    }
    guarded(|| match list {
        "verdict" => {
            let verdicts = Code::ALL.iter().filter(|code| code.kind() == CodeKind::Verdict);
            Ok(verdicts.map(|code| code.as_str()).collect())
        }
        "kind" => of(Kind::ALL),
        "purpose" => of(Purpose::ALL),
        "intent" => of(Intent::ALL),
        "direction" => of(Direction::ALL),
        "outcome" => of(Outcome::ALL),
        "case_kind" => of(EventKind::ALL),
        "case_status" => of(Status::ALL),
        "role" => of(Role::ALL),
        "cause" => of(Cause::ALL),
        "liability" => of(Liability::ALL),
        "mode" => of(Mode::ALL),
        "remedy" => of(Remedy::ALL),
        "word" => of(Word::ALL),
        "wait" => of(Wait::ALL),
        "ending" => of(Ending::ALL),
        "conduct" => of(Conduct::ALL),
        "power" => of(Power::ALL),
        "element" => of(Element::ALL),
        "claim_part" => of(Part::ALL),
        _ => Err(Fault::new(Code::InvalidValue, "there is no such list")),
    })
}

/// Panics behind the same guard as every call, so that a test can look at what comes out.
#[pyfunction]
#[expect(clippy::panic, reason = "this is the panic that the test of the boundary needs")]
pub(crate) fn _panic_for_tests(py: Python<'_>, lock: bool) -> PyResult<()> {
    match lock {
        true => guarded(|| panic!("a planted panic")),
        false => guarded(|| detached(py, || panic!("a planted panic"))),
    }
}
