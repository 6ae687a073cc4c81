//! `insight.*`: importance of drivers.

use super::{ask, column, column_if, count_of, matrix, number, number_if, numbers, size, texts};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::document::{Field, Table};
use tactful::{Code, Result};
use tactful_insight::importance::{
    Alike, BeyondExact, BySegment, Column, Correlations, Dominance, Exact, FocusList, Importance, Intervals,
    LogisticImportance, Pairwise, RelativeWeights, Resampling, Standing, Steps, Survey, alike, by_segment,
    correlations, dominance, dominance_from, focus_list, intervals, linear, linear_from, logistic,
    relative_weights, relative_weights_from, steps,
};

/// `{y, y_name?, x: {name: values}, x_names?, use_x?, weights?, not_applicable?}`.
fn survey(request: &mut Table<'_>) -> Result<Survey> {
    let name = match request.optional("y_name") {
        Some(field) => field.text()?.to_owned(),
        None => "y".to_owned(),
    };
    let outcome = Column::new(name, column(request, "y")?);
    let x = request.required("x")?;
    let entries = x.table()?.entries();
    let known: Vec<(&str, &Field<'_>)> =
        entries.iter().map(|(key, field)| (key.name.as_str(), field)).collect();
    let names = match (request.optional("use_x"), request.optional("x_names")) {
        (Some(field), all) => {
            if let Some(all) = all {
                chosen(&all, &known)?;
            }
            chosen(&field, &known)?
        }
        (None, Some(field)) => chosen(&field, &known)?,
        (None, None) => known.iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    let mut drivers = Vec::new();
    for name in names {
        if let Some((_, values)) = known.iter().find(|(other, _)| *other == name) {
            drivers.push(Column::new(name, numbers(values)?));
        }
    }
    // what a column of one value does: it explains nothing, and is told
    if let Some(value) = number_if(request, "add_constant_column")? {
        drivers.push(Column::new("constant", vec![value; outcome.values.len()]));
    }
    let mut survey = Survey::new(outcome, drivers);
    survey.weights = column_if(request, "weights")?;
    survey.not_applicable = match request.optional("not_applicable") {
        Some(field) if field.list().is_ok() => numbers(&field)?,
        Some(field) => vec![field.number()?],
        None => Vec::new(),
    };
    Ok(survey)
}

/// Names of columns that are there, each once.
fn chosen(field: &Field<'_>, known: &[(&str, &Field<'_>)]) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for item in field.list()? {
        let name = item.text()?;
        if !known.iter().any(|(other, _)| *other == name) {
            return Err(item.error(Code::UnknownColumn, "there is no such column in `x`"));
        }
        if names.iter().any(|other| other == name) {
            return Err(item.error(Code::DuplicateId, "a column is named twice"));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// `{exact_limit?, beyond_limit?}`.
fn exact(request: &mut Table<'_>) -> Result<Exact> {
    let mut exact = Exact::default();
    if let Some(field) = request.optional("exact_limit") {
        exact.limit = size(count_of(&field)?, &field)?;
    }
    if let Some(field) = request.optional("beyond_limit") {
        exact.beyond = field.choice(BeyondExact::ALL)?;
    }
    Ok(exact)
}

/// `bootstrap: {replicates?, seed?, level?}`.
fn resampling(field: &Field<'_>) -> Result<Resampling> {
    let mut table = field.table()?;
    let mut resampling = Resampling::default();
    if let Some(field) = table.optional("replicates") {
        let message = "between 20 and 100000 replicates can be drawn";
        resampling.replicates =
            u32::try_from(count_of(&field)?).map_err(|_| field.error(Code::InvalidValue, message))?;
    }
    if let Some(field) = table.optional("seed") {
        resampling.seed = count_of(&field)?;
    }
    if let Some(level) = number_if(&mut table, "level")? {
        resampling.level = level;
    }
    table.finish()?;
    Ok(resampling)
}

/// Importance with what was asked for beside it.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    #[serde(flatten)]
    importance: Importance,
    #[serde(skip_serializing_if = "Option::is_none")]
    intervals: Option<Intervals>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_segment: Option<BySegment>,
}

ask! {
    /// `insight.linear_importance {y, x, x_names?, use_x?, weights?, not_applicable?, exact_limit?, beyond_limit?, bootstrap?,
    /// segment?}` (T3, T7).
    Linear -> Answer, |request| {
        let (survey, exact) = (survey(request)?, exact(request)?);
        let bootstrap = request.optional("bootstrap").map(|field| resampling(&field)).transpose()?;
        let labels = request.optional("segment").map(|field| labels(&field)).transpose()?;
        move || {
            let segments = |labels: &Vec<Option<String>>| {
                let labels: Vec<Option<&str>> = labels.iter().map(Option::as_deref).collect();
                by_segment(&survey, &labels, exact)
            };
            Ok(Answer {
                importance: linear(&survey, exact)?,
                intervals: bootstrap.map(|resampling| intervals(&survey, exact, resampling)).transpose()?,
                by_segment: labels.as_ref().map(segments).transpose()?,
            })
        }
    }
}

fn labels(field: &Field<'_>) -> Result<Vec<Option<String>>> {
    let label = |item: &Field<'_>| if item.is_null() { Ok(None) } else { Ok(Some(item.text()?.to_owned())) };
    field.list()?.iter().map(label).collect()
}

/// Importance from a matrix, or of drivers that are all alike.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum FromCorrelation {
    Matrix(Box<Importance>),
    Alike(Alike),
}

/// `{names, outcome, correlation}`.
fn correlation(request: &mut Table<'_>) -> Result<Correlations> {
    let names = texts(&request.required("names")?)?;
    let outcome = request.required("outcome")?;
    let rows = matrix(&request.required("correlation")?)?;
    Correlations::new(&names, outcome.text()?, &rows)
}

ask! {
    /// `insight.linear_importance_from_correlation {names, outcome, correlation}` or `{p, rho, r}`.
    LinearFromCorrelation -> FromCorrelation, |request| {
        let exact = exact(request)?;
        let all_alike = match request.optional("p") {
            Some(field) => {
                Some((size(count_of(&field)?, &field)?, number(request, "rho")?, number(request, "r")?))
            }
            None => None,
        };
        let given = if all_alike.is_none() { Some(correlation(request)?) } else { None };
        move || match (&given, all_alike) {
            (Some(correlations), _) => Ok(FromCorrelation::Matrix(Box::new(linear_from(correlations, exact)?))),
            (None, Some((p, rho, r))) => alike(p, rho, r).map(FromCorrelation::Alike),
            (None, None) => Err(tactful::Error::new(Code::MissingField, "the field `names` is missing, or `p`")),
        }
    }
}

ask! {
    /// `insight.dominance {y, x, …}`.
    DominanceOfRows -> Dominance, |request| {
        let survey = survey(request)?;
        move || dominance(&survey)
    }
}

ask! {
    /// `insight.dominance_from_correlation {names, outcome, correlation}`.
    DominanceFromCorrelation -> Dominance, |request| {
        let correlations = correlation(request)?;
        move || dominance_from(&correlations)
    }
}

ask! {
    /// `insight.relative_weights {y, x, …}` or `{names, outcome, correlation}`.
    Weights -> RelativeWeights, |request| {
        let given = match request.optional("correlation") {
            Some(_) => Ok(correlation(request)?),
            None => Err(survey(request)?),
        };
        move || match &given {
            Ok(correlations) => relative_weights_from(correlations),
            Err(survey) => relative_weights(survey),
        }
    }
}

ask! {
    /// `insight.logistic_importance {y, x, …}`.
    Logistic -> LogisticImportance, |request| {
        let survey = survey(request)?;
        move || logistic(&survey)
    }
}

ask! {
    /// `insight.correlations {y, x, …}`: each driver with the outcome, over the rows in which both are known.
    PairwiseCorrelations -> Pairwise, |request| {
        let survey = survey(request)?;
        move || correlations(&survey)
    }
}

/// The outcome at each rating of each driver.
#[derive(Debug, Serialize)]
pub(crate) struct RatingSteps {
    drivers: Vec<Steps>,
}

ask! {
    /// `insight.rating_steps {y, x, …}`.
    StepsOfRatings -> RatingSteps, |request| {
        let survey = survey(request)?;
        move || Ok(RatingSteps { drivers: steps(&survey)? })
    }
}

/// A customer of a focus list.
#[derive(Debug)]
struct Person {
    customer: String,
    segment: String,
    drivers: Vec<(String, f64)>,
}

fn figures(field: &Field<'_>) -> Result<Vec<(String, f64)>> {
    let mut table = field.table()?;
    table.entries().iter().map(|(key, field)| Ok((key.name.clone(), field.number()?))).collect()
}

fn person(field: &Field<'_>) -> Result<Person> {
    let mut table = field.table()?;
    let person = Person {
        customer: table.required("customer")?.text()?.to_owned(),
        segment: table.required("segment")?.text()?.to_owned(),
        drivers: figures(&table.required("drivers")?)?,
    };
    table.finish()?;
    Ok(person)
}

ask! {
    /// `insight.focus_list {customers: [{customer, segment, drivers}], importance: {segment: {driver: number}}}` (T7).
    Focus -> FocusList, |request| {
        let people = request.required("customers")?.list()?.iter().map(person).collect::<Result<Vec<_>>>()?;
        let mut importance = BTreeMap::new();
        for (key, field) in request.required("importance")?.table()?.entries() {
            importance.insert(key.name.clone(), figures(&field)?);
        }
        move || {
            let standing = |person: &Person| -> (String, String, Vec<(String, f64)>) {
                (person.customer.clone(), person.segment.clone(), person.drivers.clone())
            };
            let people: Vec<_> = people.iter().map(standing).collect();
            let standings: Vec<Standing<'_>> = people
                .iter()
                .map(|(customer, segment, drivers)| Standing {
                    customer,
                    segment,
                    drivers: drivers.iter().map(|(name, value)| (name.as_str(), *value)).collect(),
                })
                .collect();
            focus_list(&standings, &importance)
        }
    }
}
