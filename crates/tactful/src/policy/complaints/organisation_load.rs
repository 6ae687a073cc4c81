//! The organisation for complaints in a document.

use super::organisation::{
    AssessmentSpec, ClustersSpec, Department, EvennessSpec, OrganisationSpec, ReliefSpec, RouteSpec, Step,
    TasksSpec, WeightsSpec,
};
use crate::complaint::organisation::{Content, Duty};
use crate::complaint::{ACTS, Feature};
use crate::document::{Field, Table};
use crate::order::Order;
use crate::policy::load::{name, named, names, natural, one_or_more, positive, span};
use crate::policy::spec::Origin;
use crate::time::Span;
use crate::{Code, Result};

/// No house has more.
const MAX_ENTRIES: usize = 2_000;
/// A customer is not worth a hundred others.
const MAX_WEIGHT: i64 = 100_000;

pub(super) fn read(table: &mut Table<'_>, origin: &dyn Fn(&Field<'_>) -> Origin) -> Result<OrganisationSpec> {
    let mut spec = OrganisationSpec::default();
    if let Some(field) = table.optional("departments") {
        for (key, field) in entries(&field)? {
            let mut table = field.table()?;
            let sales = table.required("sales")?.bool()?;
            table.finish()?;
            spec.departments.push(Department { id: key, sales, origin: origin(&field) });
        }
    }
    if let Some(field) = table.optional("routing") {
        for (key, field) in entries(&field)? {
            spec.routing.push(route(key, &field, origin(&field))?);
        }
    }
    if let Some(field) = table.optional("skills") {
        for (key, field) in entries(&field)? {
            spec.skills.push((key, field.choice(Content::ALL)?));
        }
    }
    // their order means nothing, so it is no content either
    spec.departments.order_by(|a, b| a.id.cmp(&b.id));
    spec.routing.order_by(|a, b| a.id.cmp(&b.id));
    spec.skills.order();
    let mut sections = Sections { table, origin, origins: Vec::new() };
    spec.tasks = sections.read("tasks", tasks)?;
    spec.weights = sections.read("weights", weights)?;
    spec.assessment = sections.read("assessment", assessment)?;
    spec.evenness = sections.read("evenness", evenness)?;
    spec.relief = sections.read("relief", relief)?;
    spec.clusters = sections.read("clusters", clusters)?;
    spec.origins = sections.origins;
    Ok(spec)
}

/// The sections that are no tables of names; where each stands is kept for errors that are found later.
struct Sections<'a, 'n> {
    table: &'a mut Table<'n>,
    origin: &'a dyn Fn(&Field<'_>) -> Origin,
    origins: Vec<(String, Origin)>,
}

impl Sections<'_, '_> {
    fn read<T: Default>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Table<'_>) -> Result<T>,
    ) -> Result<T> {
        let Some(field) = self.table.optional(name) else { return Ok(T::default()) };
        self.origins.push((name.to_owned(), (self.origin)(&field)));
        let mut table = field.table()?;
        let section = read(&mut table)?;
        table.finish()?;
        Ok(section)
    }
}

fn entries<'n>(field: &Field<'n>) -> Result<Vec<(String, Field<'n>)>> {
    let entries = named(field)?;
    if entries.len() > MAX_ENTRIES {
        return Err(field.error(Code::TooLarge, format!("at most {MAX_ENTRIES} entries")));
    }
    Ok(entries.into_iter().map(|(key, field)| (key.name.clone(), field)).collect())
}

fn route(id: String, field: &Field<'_>, origin: Origin) -> Result<RouteSpec> {
    let mut table = field.table()?;
    let mut list = |name: &'static str| -> Result<Vec<String>> {
        Ok(table.optional(name).map(|f| texts(&f)).transpose()?.unwrap_or_default())
    };
    let (products, causes, touchpoints) = (list("products")?, list("causes")?, list("touchpoints")?);
    let spec = RouteSpec {
        id,
        rows: table.optional("row").map(|f| one_or_more(&f, name)).transpose()?.unwrap_or_default(),
        duty: table.required("duty")?.choice(Duty::ALL)?,
        department: name(&table.required("department")?)?,
        powers: table.optional("powers").map(|f| names(&f)).transpose()?.unwrap_or_default(),
        products,
        causes,
        touchpoints,
        priority: table.optional("priority").map(|f| natural(&f, 0, 1_000)).transpose()?.unwrap_or(50),
        origin,
    };
    table.finish()?;
    Ok(spec)
}

/// Ids of the host's own, at least one: an empty condition would fit nothing or everything, and nobody could tell.
fn texts(field: &Field<'_>) -> Result<Vec<String>> {
    let list = field.list()?;
    if list.is_empty() {
        return Err(field.error(Code::InvalidValue, "name at least one, or leave the field out for all"));
    }
    list.iter().map(|f| Ok(f.text()?.to_owned())).collect()
}

fn small(table: &mut Table<'_>, name: &'static str, least: i64, most: i64) -> Result<Option<u16>> {
    table.optional(name).map(|f| natural(&f, least, most).map(|n| n as u16)).transpose()
}

/// A span that departments work by: a civil day has no zone here, and means something else for each of them.
fn working(field: &Field<'_>, allow_zero: bool) -> Result<Span> {
    let span = if allow_zero { span(field)? } else { positive(field)? };
    match span {
        Span::Seconds(0..) | Span::BusinessSeconds(_) | Span::BusinessDays(_) => Ok(span),
        _ => Err(field.error(
            Code::InvalidSpan,
            "write elapsed hours (`48h`), or business days or hours of the calendar (`2bd`, `8bh`)",
        )),
    }
}

fn elapsed(field: &Field<'_>) -> Result<Span> {
    match positive(field)? {
        span @ Span::Seconds(_) => Ok(span),
        _ => Err(field.error(Code::InvalidSpan, "only elapsed time can be used here; write hours (`168h`)")),
    }
}

fn tasks(table: &mut Table<'_>) -> Result<TasksSpec> {
    Ok(TasksSpec {
        due: table.optional("due").map(|f| working(&f, false)).transpose()?,
        calendar: table.optional("calendar").map(|f| name(&f)).transpose()?,
        hops: small(table, "hops", 0, 100)?,
        priority: table.optional("priority").map(|f| natural(&f, 0, 1_000)).transpose()?,
        ladder: table.optional("ladder").map(|f| ladder(&f)).transpose()?,
    })
}

fn ladder(field: &Field<'_>) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for field in field.list()? {
        let mut table = field.table()?;
        let after = working(&table.required("after")?, true)?;
        steps.push(Step { after, to: name(&table.required("to")?)? });
        table.finish()?;
    }
    if steps.len() > 20 {
        return Err(field.error(Code::TooLarge, "a ladder has at most 20 steps"));
    }
    Ok(steps)
}

fn weights(table: &mut Table<'_>) -> Result<WeightsSpec> {
    let mut weight = |name: &'static str| -> Result<Option<i64>> {
        table.optional(name).map(|f| natural(&f, 1, MAX_WEIGHT)).transpose()
    };
    Ok(WeightsSpec {
        returns: weight("returns")?,
        complains: weight("complains")?,
        others: weight("others")?,
    })
}

fn assessment(table: &mut Table<'_>) -> Result<AssessmentSpec> {
    let mut share = |name: &'static str| -> Result<Option<i64>> {
        table.optional(name).map(|f| natural(&f, 0, 1_000)).transpose()
    };
    Ok(AssessmentSpec { daily: share("daily")?, moments: share("moments")?, learning: share("learning")? })
}

fn features(field: &Field<'_>) -> Result<Vec<Feature>> {
    let mut features: Vec<Feature> =
        field.list()?.iter().map(|f| f.choice(Feature::ALL)).collect::<Result<_>>()?;
    features.order();
    let named = features.len();
    features.dedup();
    if features.is_empty() || features.len() < named {
        return Err(
            field.error(Code::InvalidValue, "name each of product, cause and touchpoint at most once")
        );
    }
    Ok(features)
}

fn evenness(table: &mut Table<'_>) -> Result<EvennessSpec> {
    Ok(EvennessSpec {
        similar_by: table.optional("similar_by").map(|f| features(&f)).transpose()?,
        ordinal: small(table, "ordinal", 2, 1_000)?,
        acts: table
            .optional("acts")
            .map(|f| -> Result<Vec<String>> {
                let known: Vec<(&str, &str)> = ACTS.iter().map(|act| (*act, *act)).collect();
                let mut acts: Vec<String> = texts(&f)?
                    .iter()
                    .zip(f.list()?)
                    .map(|(_, f)| f.choice(&known).map(str::to_owned))
                    .collect::<Result<_>>()?;
                acts.order();
                acts.dedup();
                Ok(acts)
            })
            .transpose()?,
        calendar: table.optional("calendar").map(|f| name(&f)).transpose()?,
        level: small(table, "level", 1, 500)?,
    })
}

fn relief(table: &mut Table<'_>) -> Result<ReliefSpec> {
    Ok(ReliefSpec {
        heated: small(table, "heated", 1, 1_000)?,
        within: table.optional("within").map(|f| elapsed(&f)).transpose()?,
        rest: table.optional("rest").map(|f| elapsed(&f)).transpose()?,
    })
}

fn clusters(table: &mut Table<'_>) -> Result<ClustersSpec> {
    Ok(ClustersSpec {
        window: table.optional("window").map(|f| elapsed(&f)).transpose()?,
        before: small(table, "before", 2, 1_000)?,
        customers: small(table, "customers", 2, 1_000)?,
        by: table
            .optional("by")
            .map(|f| {
                let mut by: Vec<Vec<Feature>> = f.list()?.iter().map(features).collect::<Result<_>>()?;
                by.order();
                by.dedup();
                if by.is_empty() {
                    return Err(f.error(
                        Code::InvalidValue,
                        "name at least one, such as [[\"product\"], [\"cause\"]]",
                    ));
                }
                Ok(by)
            })
            .transpose()?,
        level: small(table, "level", 1, 500)?,
    })
}
