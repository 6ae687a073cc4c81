//! Cases in brief.

use super::case::logged;
use super::{at, at_if, flag, list, text, text_if};
use tactful::Result;
use tactful::complaint::{ACTS, ActMark, CaseSummary, Lack};
use tactful::document::{Field, Table};

pub(super) fn mark(field: &Field<'_>) -> Result<ActMark> {
    let mut table = field.table()?;
    let known = ACTS.map(|act| (act, act));
    let act = table.required("act")?.choice(&known)?.to_owned();
    let mark = ActMark { act, at: at(&mut table, "at")? };
    table.finish()?;
    Ok(mark)
}

fn lack(field: &Field<'_>) -> Result<Lack> {
    let mut table = field.table()?;
    let lack = Lack { role: text(&mut table, "role")?, skill: text(&mut table, "skill")? };
    table.finish()?;
    Ok(lack)
}

/// Cases in brief (`cases`), or by their logs (`logs`), or both.
pub(super) fn cases(request: &mut Table<'_>) -> Result<Vec<CaseSummary>> {
    cases_or_logs(request, case, |field| {
        let mut table = field.table()?;
        let mut brief = CaseSummary::of(&field.locate(logged(&mut table))?);
        brief.lacks = list(&mut table, "lacks", lack)?;
        table.finish()?;
        Ok(brief)
    })
}

/// One of the two must be there, so that a misspelt list is no empty one.
pub(super) fn cases_or_logs<T>(
    request: &mut Table<'_>,
    case: impl Fn(&Field<'_>) -> Result<T>,
    log: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let (cases, logs) = match (request.optional("cases"), request.optional("logs")) {
        (None, None) => (Some(request.required("cases")?), None),
        found => found,
    };
    let mut all = Vec::new();
    for field in cases.map(|field| field.list()).transpose()?.unwrap_or_default() {
        all.push(case(&field)?);
    }
    for field in logs.map(|field| field.list()).transpose()?.unwrap_or_default() {
        all.push(log(&field)?);
    }
    Ok(all)
}

/// `{id, customer, product?, cause?, touchpoint?, opened_at, first_response_at?, closed_at?, acts?, owner?, handler?, failed?, lacks?}`.
fn case(field: &Field<'_>) -> Result<CaseSummary> {
    let mut table = field.table()?;
    let case = CaseSummary {
        id: text(&mut table, "id")?,
        customer: text(&mut table, "customer")?,
        product: text_if(&mut table, "product")?,
        cause: text_if(&mut table, "cause")?,
        touchpoint: text_if(&mut table, "touchpoint")?,
        opened_at: at(&mut table, "opened_at")?,
        first_response_at: at_if(&mut table, "first_response_at")?,
        closed_at: at_if(&mut table, "closed_at")?,
        acts: list(&mut table, "acts", mark)?,
        owner: text_if(&mut table, "owner")?,
        handler: text_if(&mut table, "handler")?,
        failed: flag(&mut table, "failed")?,
        lacks: list(&mut table, "lacks", lack)?,
    };
    table.finish()?;
    Ok(case)
}
