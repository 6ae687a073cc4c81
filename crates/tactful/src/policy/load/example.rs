//! Examples in a document.

use super::super::example::{Example, ExampleCustomer, Want};
use super::super::spec::{Origin, Question};
use super::words::{name, texts_list};
use crate::customer::decode;
use crate::document::Field;
use crate::time::{Instant, month_day};
use crate::{Code, CodeKind, Result};

pub(super) fn example(field: &Field<'_>, own: &[String]) -> Result<Example> {
    let mut table = field.table()?;
    let note = table.optional("note").map(|f| f.text().map(str::to_owned)).transpose()?.unwrap_or_default();
    let customer = table.optional("customer").map(|f| customer(&f)).transpose()?.unwrap_or_default();
    let facts = match table.optional("facts") {
        Some(list) => list.list()?.iter().map(|f| decode::fact(f, own)).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let planned = match table.optional("planned") {
        Some(list) => list.list()?.iter().map(decode::contact).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let question = {
        let mut table = table.required("decide")?.table()?;
        let question = Question {
            reason: name(&table.required("reason")?)?,
            channel: name(&table.required("channel")?)?,
            now: table.required("now")?.parse_with(Instant::parse)?,
        };
        table.finish()?;
        question
    };
    let want = {
        let mut table = table.required("want")?.table()?;
        let verdicts: Vec<(&str, Code)> = Code::ALL
            .iter()
            .filter(|code| code.kind() == CodeKind::Verdict)
            .map(|&code| (code.as_str(), code))
            .collect();
        let instant = |f: Option<Field<'_>>| f.map(|f| f.parse_with(Instant::parse)).transpose();
        let want = Want {
            verdict: table.required("verdict")?.choice(&verdicts)?,
            allowed_from: instant(table.optional("allowed_from"))?,
            allowed_until: instant(table.optional("allowed_until"))?,
            binding: table.optional("binding").map(|f| f.text().map(str::to_owned)).transpose()?,
        };
        table.finish()?;
        want
    };
    table.finish()?;
    let at = field.at();
    let origin = Origin { document: String::new(), path: field.path(), line: at.line, column: at.column };
    Ok(Example { note, customer, facts, planned, question, want, origin })
}

fn customer(field: &Field<'_>) -> Result<ExampleCustomer> {
    let mut table = field.table()?;
    let customer = ExampleCustomer {
        timezone: table.optional("timezone").map(|f| f.text().map(str::to_owned)).transpose()?,
        timezones: table.optional("timezones").map(|f| texts_list(&f)).transpose()?.unwrap_or_default(),
        level: table.optional("level").map(|f| name(&f)).transpose()?,
        history_since: table.optional("history_since").map(|f| f.parse_with(Instant::parse)).transpose()?,
        occasions: match table.optional("occasions") {
            Some(days) => days
                .table()?
                .entries()
                .iter()
                .map(|(key, day)| {
                    let (month, day) = day.parse_with(month_day)?;
                    Ok((key.name.clone(), month, day))
                })
                .collect::<Result<_>>()?,
            None => Vec::new(),
        },
    };
    table.finish()?;
    Ok(customer)
}
