//! `tactful._native`: the classes of the package `tactful`, and the JSON door.
//!
//! The package around it (`python/tactful`) holds what is written in Python: exceptions, the functions that make
//! facts, tables and charts. Every entry goes through the module `guard`; whatever may take long runs without the
//! interpreter's lock.

mod agenda;
mod calendar;
mod case;
mod case_event;
mod case_parts;
mod case_state;
mod clocks;
mod columns;
mod compiled;
mod convert;
mod customer;
mod decision;
mod decisions;
mod door;
mod engine;
mod errors;
mod fact;
mod guard;
mod instant;
mod planned;
mod policy;
mod python;
mod question;
mod record;
mod refusal;
mod standing;
mod standing_table;
mod table;
mod voice;

use pyo3::prelude::*;

/// The private extension module of the package `tactful`.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::agenda::{_agenda_item, _planned_decision, Agenda, AgendaItem};
    #[pymodule_export]
    use crate::calendar::{_calendar, _calendar_of, Calendar};
    #[pymodule_export]
    use crate::case::{_case, Case};
    #[pymodule_export]
    use crate::case_event::{_case_event, CaseEvent};
    #[pymodule_export]
    use crate::case_parts::{CasePart, Commitment, NextAct};
    #[pymodule_export]
    use crate::case_state::{_move, CaseState, Move};
    #[pymodule_export]
    use crate::clocks::{_gantt_case, _now, ClockReading, Clocks};
    #[pymodule_export]
    use crate::columns::Columns;
    #[pymodule_export]
    use crate::customer::{_customer, Customer};
    #[pymodule_export]
    use crate::decision::{_again, _block, Block, Decision};
    #[pymodule_export]
    use crate::decisions::Decisions;
    #[pymodule_export]
    use crate::door::{_panic_for_tests, _words, call_json, say};
    #[pymodule_export]
    use crate::engine::{_engine, Engine};
    #[pymodule_export]
    use crate::fact::{_fact, Fact, fact};
    #[pymodule_export]
    use crate::planned::{_planned, Planned, planned};
    #[pymodule_export]
    use crate::policy::{_policy, Policy};
    #[pymodule_export]
    use crate::record::_record;
    #[pymodule_export]
    use crate::standing::{_standing, Standing};
    #[pymodule_export]
    use crate::standing_table::StandingTable;
    #[pymodule_export]
    use crate::table::DecisionTable;

    #[pymodule_export]
    use crate::voice::{Claim, FrameMark, Frames, Outline, OutlineLine, Signpost, Wording, claim};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // the extension carries its own copy of the standard library: no other module's hook is replaced
        std::panic::set_hook(Box::new(crate::guard::remember_place));
        module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
        module.add("SEMANTICS_VERSION", tactful::SEMANTICS_VERSION)
    }
}
