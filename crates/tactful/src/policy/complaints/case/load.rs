//! What a document says of cases.

use super::{AmountsSpec, ApproverSpec, CaseSpec, Entry, LimitsSpec};
use crate::complaint::{Cause, Currency, Power, Remedy, Role};
use crate::document::{Field, Table};
use crate::order::Order;
use crate::policy::load::{name, named, natural, one_or_more, plain, positive};
use crate::policy::spec::Origin;
use crate::time::Span;
use crate::{Code, Result};

/// No limit is greater: some ten thousand million in any currency.
const MOST_MONEY: i64 = 1_000_000_000_000;

/// Reads this part's fields of the table `complaints`; every value is kept with its place.
pub(in crate::policy::complaints) fn read(
    table: &mut Table<'_>,
    law: bool,
    origin: &dyn Fn(&Field<'_>) -> Origin,
) -> Result<CaseSpec> {
    let wrap = Wrap { origin, law };
    let mut spec = CaseSpec::default();
    if let Some(field) = table.optional("closure") {
        closure(&field, &wrap, &mut spec)?;
    }
    if let Some(field) = table.optional("remedies") {
        remedies(&field, &wrap, &mut spec)?;
    }
    if let Some(field) = table.optional("authority") {
        authority(&field, &wrap, &mut spec)?;
    }
    if let Some(field) = table.optional("approvers") {
        for (key, field) in named(&field)? {
            spec.approvers.push((key.name.clone(), wrap.entry(&field, approver(&field)?)));
        }
        spec.approvers.order_by(|(a, _), (b, _)| a.cmp(b));
    }
    if let Some(field) = table.optional("report") {
        let mut report = field.table()?;
        row(&mut report)?;
        spec.report_due = Some(wrap.read(&report.required("due")?, day_span)?);
        report.finish()?;
    }
    if let Some(field) = table.optional("abuse") {
        abuse(&field, &wrap, &mut spec)?;
    }
    Ok(spec)
}

struct Wrap<'d> {
    origin: &'d dyn Fn(&Field<'_>) -> Origin,
    law: bool,
}

impl Wrap<'_> {
    fn entry<T>(&self, field: &Field<'_>, value: T) -> Entry<T> {
        Entry { value, law: self.law, origin: (self.origin)(field) }
    }

    fn read<T>(&self, field: &Field<'_>, read: impl Fn(&Field<'_>) -> Result<T>) -> Result<Entry<T>> {
        Ok(self.entry(field, read(field)?))
    }

    fn optional<T>(
        &self,
        table: &mut Table<'_>,
        name: &'static str,
        read: impl Fn(&Field<'_>) -> Result<T>,
    ) -> Result<Option<Entry<T>>> {
        table.optional(name).map(|field| self.read(&field, read)).transpose()
    }
}

/// The rows of the domain that an entry carries out: for people.
fn row(table: &mut Table<'_>) -> Result<()> {
    table.optional("row").map(|field| one_or_more(&field, name)).transpose().map(|_| ())
}

fn closure(field: &Field<'_>, wrap: &Wrap<'_>, spec: &mut CaseSpec) -> Result<()> {
    let mut table = field.table()?;
    row(&mut table)?;
    if let Some(field) = table.optional("unreached") {
        let mut table = field.table()?;
        spec.attempts = Some(wrap.read(&table.required("attempts")?, |f| natural(f, 1, 99))?);
        spec.apart_seconds =
            wrap.optional(&mut table, "apart", |field| match positive(field)? {
                Span::Seconds(seconds) => Ok(seconds),
                _ => Err(field
                    .error(Code::InvalidSpan, "attempts lie elapsed time apart; write hours such as `20h`")),
            })?;
        table.finish()?;
    }
    if let Some(field) = table.optional("exhausted") {
        let mut table = field.table()?;
        spec.offers = Some(wrap.read(&table.required("offers")?, |f| natural(f, 1, 99))?);
        table.finish()?;
    }
    table.finish()
}

fn remedy_list(field: &Field<'_>) -> Result<Vec<Remedy>> {
    field.list()?.iter().map(|f| f.choice(Remedy::ALL)).collect()
}

fn remedies(field: &Field<'_>, wrap: &Wrap<'_>, spec: &mut CaseSpec) -> Result<()> {
    let mut table = field.table()?;
    row(&mut table)?;
    for &(word, cause) in Cause::ALL {
        if let Some(field) = table.optional(word) {
            let list = remedy_list(&field)?;
            if list.is_empty() {
                return Err(field.error(Code::InvalidValue, "a cause without a remedy could never be healed"));
            }
            spec.remedies.push((cause, wrap.entry(&field, list)));
        }
    }
    spec.beside = wrap.optional(&mut table, "beside", remedy_list)?;
    table.finish()
}

fn authority(field: &Field<'_>, wrap: &Wrap<'_>, spec: &mut CaseSpec) -> Result<()> {
    let mut table = field.table()?;
    row(&mut table)?;
    spec.core_moment_percent =
        wrap.optional(&mut table, "core_moment_percent", |f| natural(f, 100, 10_000))?;
    for (word, role) in
        [("direct", Role::Direct), ("assisting", Role::Assisting), ("by_chance", Role::ByChance)]
    {
        let Some(field) = table.optional(word) else { continue };
        let mut table = field.table()?;
        row(&mut table)?;
        for &(word, power) in Power::ALL {
            if let Some(field) = table.optional(word) {
                spec.authority.push(((role, power), wrap.entry(&field, limits(&field)?)));
            }
        }
        table.finish()?;
    }
    table.finish()
}

/// `true`: whatever it costs. `false`: not this one's to decide. Else a table of limits.
fn limits(field: &Field<'_>) -> Result<Option<LimitsSpec>> {
    if let Ok(yes) = field.bool() {
        return Ok(yes.then(LimitsSpec::default));
    }
    let Ok(mut table) = field.table() else {
        return Err(field.wrong_type("true, false, or limits such as { per_case = { EUR = 10000 } }"));
    };
    let limits = LimitsSpec {
        per_case: table.optional("per_case").map(|f| amounts(&f)).transpose()?,
        per_period: table.optional("per_period").map(|f| amounts(&f)).transpose()?,
        period: table.optional("period").map(|f| plain(&f)).transpose()?,
    };
    table.finish()?;
    match (&limits.per_case, &limits.per_period, limits.period) {
        (None, None, _) => Err(field
            .error(Code::MissingField, "limits name `per_case` or `per_period`; `true` is without limit")),
        (_, Some(_), None) => {
            Err(field.error(Code::MissingField, "`per_period` needs the period: period = \"30d\""))
        }
        (_, None, Some(_)) => Err(field.error(Code::MissingField, "`period` needs `per_period`")),
        _ => Ok(Some(limits)),
    }
}

/// `{ EUR = 10000, CNY = 80000 }`: minor units by currency.
fn amounts(field: &Field<'_>) -> Result<Vec<(Currency, i64)>> {
    let entries = field.table()?.entries();
    if entries.is_empty() {
        return Err(field.error(Code::InvalidValue, "at least one currency is needed here"));
    }
    let mut amounts = Vec::with_capacity(entries.len());
    for (key, field) in entries {
        let currency = Currency::parse(&key.name)
            .map_err(|e| e.at_path(&field.path()).at_place(key.at.line, key.at.column))?;
        if field.int()? < 0 {
            return Err(field.error(Code::NegativeMoney, "a limit must not be negative"));
        }
        amounts.push((currency, natural(&field, 0, MOST_MONEY)?));
    }
    // limits mean the same in whatever order they are written
    amounts.order();
    Ok(amounts)
}

fn approver(field: &Field<'_>) -> Result<ApproverSpec> {
    let mut table = field.table()?;
    row(&mut table)?;
    let spec = ApproverSpec {
        rank: natural(&table.required("rank")?, 1, 1_000)?,
        per_case: approver_limit(&table.required("per_case")?)?,
    };
    table.finish()?;
    Ok(spec)
}

fn approver_limit(field: &Field<'_>) -> Result<AmountsSpec> {
    match field.text() {
        Ok("any") => Ok(None),
        Ok(_) => Err(field.wrong_type("amounts by currency, or \"any\"")),
        Err(_) => amounts(field).map(Some),
    }
}

/// Civil or legal days, or elapsed time; the zone is that of whoever used the authority.
fn day_span(field: &Field<'_>) -> Result<Span> {
    plain(field)
}

fn abuse(field: &Field<'_>, wrap: &Wrap<'_>, spec: &mut CaseSpec) -> Result<()> {
    let mut table = field.table()?;
    row(&mut table)?;
    spec.abuse_within = wrap.optional(&mut table, "within", plain)?;
    spec.abuse_to_one_customer = wrap.optional(&mut table, "to_one_customer", |f| natural(f, 2, 1_000))?;
    if let Some(field) = table.optional("just_under") {
        let mut table = field.table()?;
        spec.abuse_percent = wrap.optional(&mut table, "percent", |f| natural(f, 1, 100))?;
        spec.abuse_just_under = wrap.optional(&mut table, "times", |f| natural(f, 2, 1_000))?;
        table.finish()?;
    }
    table.finish()
}
