//! `complaint.*`: what is owed to a customer who complains, and until when; the case, and the authority over
//! remedies; the organisation for complaints, clusters of them, and their chart.

pub(crate) mod case;
pub(crate) mod clocks;
pub(crate) mod clusters;
pub(crate) mod gantt;
pub(crate) mod organisation;
mod summary;
mod tasks;
mod vega;

pub(crate) use tasks::{HandOver, Review};

use tactful::document::{Field, Table};
use tactful::time::Instant;
use tactful::{Code, Result};

#[inline(never)]
pub(crate) fn text(table: &mut Table<'_>, name: &'static str) -> Result<String> {
    Ok(table.required(name)?.text()?.to_owned())
}

#[inline(never)]
pub(crate) fn text_if(table: &mut Table<'_>, name: &'static str) -> Result<Option<String>> {
    table.optional(name).map(|field| field.text().map(str::to_owned)).transpose()
}

#[inline(never)]
pub(crate) fn at(table: &mut Table<'_>, name: &'static str) -> Result<Instant> {
    table.required(name)?.parse_with(Instant::parse)
}

#[inline(never)]
pub(crate) fn at_if(table: &mut Table<'_>, name: &'static str) -> Result<Option<Instant>> {
    table.optional(name).map(|field| field.parse_with(Instant::parse)).transpose()
}

#[inline(never)]
pub(crate) fn flag(table: &mut Table<'_>, name: &'static str) -> Result<bool> {
    Ok(table.optional(name).map(|field| field.bool()).transpose()?.unwrap_or(false))
}

/// A list that may be left out.
pub(crate) fn list<T>(
    table: &mut Table<'_>,
    name: &'static str,
    read: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    match table.optional(name) {
        Some(field) => items(&field, read),
        None => Ok(Vec::new()),
    }
}

/// The items of a list.
pub(crate) fn items<T>(field: &Field<'_>, read: impl Fn(&Field<'_>) -> Result<T>) -> Result<Vec<T>> {
    let fields = field.list()?;
    let mut items = Vec::with_capacity(fields.len());
    for field in &fields {
        items.push(read(field)?);
    }
    Ok(items)
}

/// A list that must be there, so that a misspelt one is no empty one.
pub(crate) fn needed<T>(
    table: &mut Table<'_>,
    name: &'static str,
    read: impl Fn(&Field<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    items(&table.required(name)?, read)
}

#[inline(never)]
pub(crate) fn names(codes: &[Code]) -> Vec<&'static str> {
    codes.iter().map(|code| code.as_str()).collect()
}

#[inline(never)]
pub(crate) fn written(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_string())
}
