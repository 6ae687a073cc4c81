//! Rules in a document.

use super::super::spec::{After, CountSpec, Origin, RuleSpec, RuleSpecKind, ScopeSpec, Window};
use super::words::{days, fact_kind, name, names, natural, one_or_more, plain, positive, wall_windows};
use crate::customer::{Intent, Kind, Outcome, Per, Purpose};
use crate::document::{Field, Table};
use crate::time::{Date, Weekday, month_day};
use crate::when::{Bucket, Dates};
use crate::{Code, Result};

/// The field that says what a rule demands; a rule has exactly one.
const DEMANDS: &str = "needs, never_if, suppression, quiet_hours, send_window, quiet_dates, only_within, at_most, gap, \
                       cool_off, hold_while, gives or silence_limit";

pub(super) fn rule(id: &str, field: &Field<'_>, origin: Origin, law: bool) -> Result<RuleSpec> {
    let mut table = field.table()?;
    let kind = kind(field, &mut table)?;
    let spec = RuleSpec {
        id: id.to_owned(),
        rows: table.optional("row").map(|f| one_or_more(&f, name)).transpose()?.unwrap_or_default(),
        source: table.optional("source").map(|f| f.text().map(str::to_owned)).transpose()?,
        scope: scope(&mut table)?,
        counts: table.optional("counts").map(|f| counts(&f)).transpose()?,
        per: match table.optional("key") {
            Some(field) => field.choice(&[
                ("customer", Per::Customer),
                ("account", Per::Account),
                ("subject", Per::Subject),
                ("contact_point", Per::ContactPoint),
            ])?,
            None => Per::Customer,
        },
        timezone: table.optional("timezone").map(|f| f.text().map(str::to_owned)).transpose()?,
        calendar: table.optional("calendar").map(|f| name(&f)).transpose()?,
        valid_from: table.optional("valid_from").map(|f| f.parse_with(Date::parse)).transpose()?,
        valid_to: table.optional("valid_to").map(|f| f.parse_with(Date::parse)).transpose()?,
        kind,
        law,
        origin,
    };
    for says in [table.optional("says")].into_iter().flatten() {
        says.table()?;
    }
    table.finish()?;
    if let (Some(from), Some(to)) = (spec.valid_from, spec.valid_to)
        && from >= to
    {
        return Err(field.error(Code::InvalidInterval, "the rule ends before it holds"));
    }
    Ok(spec)
}

fn kind(rule: &Field<'_>, table: &mut Table<'_>) -> Result<RuleSpecKind> {
    let mut found: Vec<(Field<'_>, RuleSpecKind)> = Vec::new();
    if let Some(field) = table.optional("needs") {
        found.push((field, field.choice(&[("consent", RuleSpecKind::Consent)])?));
    }
    if let Some(field) = table.optional("never_if") {
        let kinds = one_or_more(&field, |f| {
            f.choice(&[("do_not_contact", Kind::DoNotContact), ("deceased", Kind::Deceased)])
        })?;
        found.push((field, RuleSpecKind::NeverIf(kinds)));
    }
    if let Some(field) = table.optional("suppression") {
        if !field.bool()? {
            return Err(field.error(Code::InvalidValue, "write `true`, or leave the rule out"));
        }
        found.push((field, RuleSpecKind::Suppression));
    }
    let days = table.optional("days").map(|f| days(&f)).transpose()?;
    if let Some(field) = table.optional("quiet_hours") {
        let windows = wall_windows(&field, days)?;
        found.push((field, RuleSpecKind::QuietHours(windows)));
    }
    if let Some(field) = table.optional("send_window") {
        let windows = wall_windows(&field, days)?;
        found.push((field, RuleSpecKind::SendWindow(windows)));
    }
    if let Some(field) = table.optional("quiet_dates") {
        let dates = quiet_dates(&field)?;
        found.push((field, RuleSpecKind::QuietDates(dates)));
    }
    if let Some(field) = table.optional("only_within") {
        let calendar = name(&field)?;
        found.push((field, RuleSpecKind::OnlyWithin(calendar)));
    }
    if let Some(field) = table.optional("at_most") {
        let n = field.int()?;
        if n == 0 {
            return Err(field.error(
                Code::ZeroCap,
                "a cap of 0 would never allow anything; give at least 1, or drop the channel from the reasons",
            ));
        }
        let n = natural(&field, 1, 1_000)? as usize;
        let first_day = table.optional("first_day").map(|f| f.parse_with(Weekday::parse)).transpose()?;
        let per = window(&table.required("per")?, first_day)?;
        found.push((field, RuleSpecKind::AtMost(n, per)));
    }
    if let Some(field) = table.optional("gap") {
        let span = plain(&field)?;
        found.push((field, RuleSpecKind::Gap(span)));
    }
    if let Some(field) = table.optional("cool_off") {
        let span = positive(&field)?;
        let after = after(&table.required("after")?)?;
        found.push((field, RuleSpecKind::CoolOff(span, after)));
    }
    if let Some(field) = table.optional("hold_while") {
        field.choice(&[("complaint_open", ())])?;
        let then = table.optional("then_wait").map(|f| positive(&f)).transpose()?;
        found.push((field, RuleSpecKind::NoComplaint(then)));
    }
    if let Some(field) = table.optional("gives") {
        let n = natural(&field, 1, 100)? as usize;
        table.required("before")?.choice(&[("ask", ())])?;
        let within = plain(&table.required("within")?)?;
        found.push((field, RuleSpecKind::Gives(n, within)));
    }
    if let Some(field) = table.optional("silence_limit") {
        let span = plain(&field)?;
        found.push((field, RuleSpecKind::SilenceLimit(span)));
    }
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some((_, kind)), None) => Ok(kind),
        (Some(_), Some((second, _))) => {
            Err(second.error(Code::InvalidValue, "a rule demands one thing; make a second rule of this"))
        }
        _ => Err(misnamed(rule, table)),
    }
}

/// A rule without a demand mostly has a misspelt one; then the misspelt field is the better place for the error.
fn misnamed(rule: &Field<'_>, table: &mut Table<'_>) -> crate::Error {
    let mut rest = table.clone();
    for known in ["purposes", "intents", "channels", "reasons", "row", "source", "counts", "key", "timezone"]
    {
        rest.optional(known);
    }
    for known in ["calendar", "valid_from", "valid_to", "says"] {
        rest.optional(known);
    }
    match rest.finish() {
        Err(error) => error,
        Ok(()) => rule.error(Code::MissingField, format!("the rule demands nothing; add one of {DEMANDS}")),
    }
}

fn scope(table: &mut Table<'_>) -> Result<ScopeSpec> {
    let list = |field: Option<Field<'_>>| -> Result<Vec<String>> {
        let Some(field) = field else { return Ok(Vec::new()) };
        let names = names(&field)?;
        if names.is_empty() {
            return Err(
                field.error(Code::InvalidValue, "an empty list would cover nothing; leave it out for all")
            );
        }
        Ok(names)
    };
    Ok(ScopeSpec {
        purposes: match table.optional("purposes") {
            Some(field) => non_empty(&field, Purpose::ALL)?,
            None => Vec::new(),
        },
        intents: match table.optional("intents") {
            Some(field) => non_empty(&field, Intent::ALL)?,
            None => Vec::new(),
        },
        channels: list(table.optional("channels"))?,
        reasons: list(table.optional("reasons"))?,
    })
}

fn non_empty<T: Clone>(field: &Field<'_>, known: &[(&str, T)]) -> Result<Vec<T>> {
    let list: Vec<T> = field.list()?.iter().map(|f| f.choice(known)).collect::<Result<_>>()?;
    if list.is_empty() {
        return Err(
            field.error(Code::InvalidValue, "an empty list would cover nothing; leave it out for all")
        );
    }
    Ok(list)
}

fn counts(field: &Field<'_>) -> Result<CountSpec> {
    let mut table = field.table()?;
    let spec = CountSpec {
        scope: scope(&mut table)?,
        outcomes: match table.optional("outcomes") {
            Some(field) => non_empty(&field, Outcome::ALL)?,
            None => Vec::new(),
        },
    };
    table.finish()?;
    Ok(spec)
}

fn window(field: &Field<'_>, first_day: Option<Weekday>) -> Result<Window> {
    match field.text()? {
        "calendar_day" => Ok(Window::Bucket(Bucket::Day)),
        "calendar_week" => Ok(Window::Bucket(Bucket::Week(first_day.map_or(0, |day| day.index() as u8)))),
        "calendar_month" => Ok(Window::Bucket(Bucket::Month)),
        _ => Ok(Window::Rolling(plain(field)?)),
    }
}

fn after(field: &Field<'_>) -> Result<After> {
    match Outcome::from_word(field.text()?) {
        Some(outcome) => Ok(After::Outcome(outcome)),
        None => Ok(After::Fact(fact_kind(field)?)),
    }
}

/// `2026-12-25`, or `12-25` for every year.
fn quiet_dates(field: &Field<'_>) -> Result<Dates> {
    let (mut single, mut yearly) = (Vec::new(), Vec::new());
    for item in field.list()? {
        let text = item.text()?;
        if text.len() == 5 {
            yearly.push(item.locate(month_day(text))?);
        } else {
            single.push(item.parse_with(Date::parse)?);
        }
    }
    if single.is_empty() && yearly.is_empty() {
        return Err(field.error(Code::InvalidValue, "at least one date is needed here"));
    }
    Ok(Dates::new(single, yearly))
}
