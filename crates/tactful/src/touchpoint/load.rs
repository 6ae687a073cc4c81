//! The section `touchpoints` of a document.

use super::{By, Catalogue, Factor, Point, Profile, TouchpointsSpec, bad};
use crate::document::{Field, Table};
use crate::policy::spec::Texts;
use crate::{Code, Result};

/// No document has more of anything.
const MOST: usize = 2_000;

fn text(table: &mut Table<'_>, name: &'static str) -> Result<Option<String>> {
    table.optional(name).map(|field| crate::policy::name(&field)).transpose()
}

fn texts(table: &mut Table<'_>) -> Result<Texts> {
    let mut one = |name| table.optional(name).map_or(Ok(""), |field| field.text()).map(str::to_owned);
    Ok(Texts { en: one("en")?, zh: one("zh")? })
}

fn point(code: &str, field: &Field<'_>) -> Result<Point> {
    let mut table = field.table()?;
    let point = Point {
        code: code.to_owned(),
        name: texts(&mut table)?,
        stage: text(&mut table, "stage")?,
        channel: text(&mut table, "channel")?,
        factor: table.optional("factor").map(|field| field.choice(Factor::ALL)).transpose()?,
    };
    table.finish()?;
    if point.name.en.is_empty() && point.name.zh.is_empty() {
        return Err(field.error(Code::MissingField, "a touchpoint has a name: `en`, `zh` or both"));
    }
    Ok(point)
}

/// Reads the section.
pub(crate) fn read(field: &Field<'_>) -> Result<TouchpointsSpec> {
    let mut table = field.table()?;
    let mut spec = TouchpointsSpec::default();
    if let Some(field) = table.optional("catalogues") {
        for (key, field) in crate::policy::named(&field)? {
            let mut table = field.table()?;
            let name = texts(&mut table)?;
            let channel = text(&mut table, "channel")?;
            let points = table.required("points")?;
            let entries = crate::policy::named(&points)?;
            if entries.is_empty() || entries.len() > MOST {
                return Err(bad(&points, "a catalogue has 1 to 2000 touchpoints"));
            }
            let points = entries.iter().map(|(key, field)| point(&key.name, field)).collect::<Result<_>>()?;
            table.finish()?;
            spec.catalogues.push(Catalogue { id: key.name.clone(), name, channel, points });
        }
    }
    if let Some(field) = table.optional("attention") {
        let mut table = field.table()?;
        for (by, name) in [(By::Tier, "tier"), (By::Need, "need")] {
            let Some(field) = table.optional(name) else { continue };
            for (key, field) in crate::policy::named(&field)? {
                let mut weights = Vec::new();
                for (point, field) in crate::policy::named(&field)? {
                    let weight = field.int()?;
                    if !(0..=10_000).contains(&weight) {
                        return Err(bad(&field, "a weight is 0 to 10000 per mille of the usual"));
                    }
                    weights.push((point.name.clone(), weight));
                }
                spec.attention.push(Profile { by, value: key.name.clone(), weights });
            }
        }
        table.finish()?;
    }
    table.finish()?;
    Ok(spec)
}
