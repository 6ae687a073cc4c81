//! Refused acts: what `tactful.Refused` is made of.

use crate::errors::Fault;
use crate::python;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tactful::complaint::{Act, Refusal, Refused, Role, Roles};

/// An act that the case refused.
pub(crate) fn refused(py: Python<'_>, refusal: &Refusal) -> Fault {
    let missing: Vec<&str> = refusal.missing().map(Act::as_str).collect();
    let told = (refusal.code().as_str(), refusal.message(), refusal.rule());
    raised(py, told, &missing, refusal.by(), refusal.approvers())
}

/// A move that the guard refused.
#[cold]
pub(crate) fn out_of_order(py: Python<'_>, refused: &Refused) -> Fault {
    let missing: Vec<&str> = refused.missing.iter().map(Act::as_str).collect();
    let message = refused.to_string();
    raised(py, (refused.code.as_str(), &message, refused.rule()), &missing, refused.by, &[])
}

fn raised(
    py: Python<'_>,
    (code, message, rule): (&str, &str, &str),
    missing: &[&str],
    by: Roles,
    approvers: &[String],
) -> Fault {
    let made = || {
        let roles: Vec<&str> = by.iter().map(Role::as_str).collect();
        let rule = Some(rule).filter(|rule| !rule.is_empty());
        let (missing, roles) = (PyTuple::new(py, missing)?, PyTuple::new(py, roles)?);
        let arguments = (code, message, rule, missing, roles, PyTuple::new(py, approvers)?);
        python::refused_class(py)?.call1(arguments)
    };
    Fault::Raised(made().map_or_else(|error: PyErr| error, PyErr::from_value))
}
