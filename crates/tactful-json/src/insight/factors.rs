//! `insight.*`: kinds of factors, and `value.servqual`.

use super::{ask, level, matrix, number, number_if, numbers, texts};
use std::collections::BTreeMap;
use tactful::document::{Field, Table};
use tactful::{Code, Result};
use tactful_insight::factors::{
    AgainstRivals, CoffeeStains, Detail, Dose, Drift, Efforts, Gaps, Layer, Layers, OverService,
    PenaltyReward, Promise, Quadrants, SilentTouchpoints, Thresholds, against_rivals, coffee_stains, drift,
    efforts, layers, over_service, penalty_reward, quadrants, servqual, silent_touchpoints, without_standard,
};
use tactful_insight::importance::{Column, Survey};

fn thresholds(field: &Field<'_>) -> Result<Thresholds> {
    let mut options = field.table()?;
    let thresholds = Thresholds {
        low_at_most: number(&mut options, "low_at_most")?,
        high_at_least: number(&mut options, "high_at_least")?,
        significance: number_if(&mut options, "significance")?.unwrap_or(0.05),
    };
    options.finish()?;
    Ok(thresholds)
}

ask! {
    /// `insight.penalty_reward {ratings: {attribute: values}, overall, options: {low_at_most, high_at_least, significance?}}`
    /// (T11).
    Penalty -> PenaltyReward, |request| {
        let overall = Column::new("overall", super::column(request, "overall")?);
        let mut attributes = Vec::new();
        for (key, field) in request.required("ratings")?.table()?.entries() {
            attributes.push(Column::new(key.name.clone(), numbers(&field)?));
        }
        let thresholds = thresholds(&request.required("options")?)?;
        let mut survey = Survey::new(overall, attributes);
        if let Some(value) = number_if(request, "not_applicable")? {
            survey.not_applicable.push(value);
        }
        move || penalty_reward(&survey, thresholds)
    }
}

ask! {
    /// `insight.importance_performance {attributes, importance, performance, crosshair?: [importance, performance]}` (T8).
    Ipa -> Quadrants, |request| {
        let attributes = texts(&request.required("attributes")?)?;
        let (importance, performance) = (super::column(request, "importance")?, super::column(request, "performance")?);
        let cross = match request.optional("crosshair") {
            Some(field) => match numbers(&field)?[..] {
                [importance, performance] if importance.is_finite() && performance.is_finite() => {
                    Some([importance, performance])
                }
                _ => return Err(field.error(Code::InvalidValue, "two numbers are needed: importance, performance")),
            },
            None => None,
        };
        move || quadrants(&attributes, &importance, &performance, cross)
    }
}

fn text(table: &mut Table<'_>, name: &'static str) -> Result<String> {
    Ok(table.required(name)?.text()?.to_owned())
}

/// Entries of a list, each a table that is read to its end.
fn entries<T>(
    request: &mut Table<'_>,
    name: &'static str,
    read: impl Fn(&mut Table<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let entry = |field: &Field<'_>| {
        let mut table = field.table()?;
        let entry = read(&mut table)?;
        table.finish()?;
        Ok(entry)
    };
    request.required(name)?.list()?.iter().map(entry).collect()
}

ask! {
    /// `insight.coffee_stains {details: [{name, stated, derived, cost}]}` (T8).
    Coffee -> CoffeeStains, |request| {
        let details = entries(request, "details", |entry| {
            let name = text(entry, "name")?;
            Ok((name, number(entry, "stated")?, number(entry, "derived")?, number(entry, "cost")?))
        })?;
        move || {
            let details = details.iter().map(|(name, stated, derived, cost)| Detail {
                name,
                stated: *stated,
                derived: *derived,
                cost: *cost,
            });
            coffee_stains(&details.collect::<Vec<_>>())
        }
    }
}

ask! {
    /// `insight.over_service {dose, outcome, significance?}` (T11).
    Over -> OverService, |request| {
        let (dose, outcome) = (super::column(request, "dose")?, super::column(request, "outcome")?);
        let significance = number_if(request, "significance")?.unwrap_or(0.05);
        move || over_service(&Dose { dose: &dose, outcome: &outcome, significance })
    }
}

ask! {
    /// `insight.drift {periods: [[rating]], significance?}` (T10).
    Drifting -> Drift, |request| {
        let periods = matrix(&request.required("periods")?)?;
        let significance = number_if(request, "significance")?.unwrap_or(0.05);
        move || drift(&periods, significance)
    }
}

ask! {
    /// `insight.service_gaps {observations: [{touchpoint, branch?, standard?, delivered?, perceived?}]}` (T10).
    ServiceGaps -> Layers, |request| {
        let seen = entries(request, "observations", |entry| {
            let branch = entry.optional("branch").map(|field| field.text().map(str::to_owned)).transpose()?;
            let (standard, delivered) = (number_if(entry, "standard")?, number_if(entry, "delivered")?);
            Ok((text(entry, "touchpoint")?, branch.unwrap_or_default(), standard, delivered, number_if(entry, "perceived")?))
        })?;
        move || {
            let layer = |seen: &(String, String, Option<f64>, Option<f64>, Option<f64>)| -> (String, String, [Option<f64>; 3]) {
                (seen.0.clone(), seen.1.clone(), [seen.2, seen.3, seen.4])
            };
            let seen: Vec<_> = seen.iter().map(layer).collect();
            let seen: Vec<Layer<'_>> = seen
                .iter()
                .map(|(touchpoint, branch, [standard, delivered, perceived])| Layer {
                    touchpoint,
                    branch,
                    standard: *standard,
                    delivered: *delivered,
                    perceived: *perceived,
                })
                .collect();
            layers(&seen)
        }
    }
}

ask! {
    /// `insight.effort {touchpoints: [{name, effort, importance}]}` (T16).
    Effort -> Efforts, |request| {
        let touchpoints = entries(request, "touchpoints", |entry| {
            Ok((text(entry, "name")?, number(entry, "effort")?, number(entry, "importance")?))
        })?;
        move || {
            let each = touchpoints.iter().map(|(name, effort, importance)| (name.as_str(), *effort, *importance));
            efforts(&each.collect::<Vec<_>>())
        }
    }
}

ask! {
    /// `insight.rivals {own, rivals: {name: ratings}, level?}` (T16).
    Rivals -> AgainstRivals, |request| {
        let own = super::column(request, "own")?;
        let level = level(request)?;
        let mut rivals = Vec::new();
        for (key, field) in request.required("rivals")?.table()?.entries() {
            rivals.push((key.name.clone(), numbers(&field)?));
        }
        move || {
            let rivals = rivals.iter().map(|(name, ratings)| (name.as_str(), ratings.as_slice()));
            against_rivals(&own, &rivals.collect::<Vec<_>>(), level)
        }
    }
}

ask! {
    /// `insight.silent_touchpoints {occasions: [{customer, touchpoint, fired, size?}], at_least?}` (T14).
    Silent -> SilentTouchpoints, |request| {
        let occasions = entries(request, "occasions", |entry| {
            let (customer, touchpoint) = (text(entry, "customer")?, text(entry, "touchpoint")?);
            Ok((customer, touchpoint, entry.required("fired")?.bool()?, number_if(entry, "size")?))
        })?;
        let at_least = match request.optional("at_least") {
            Some(field) => super::size(super::count_of(&field)?, &field)?,
            None => 1,
        };
        move || {
            let occasions = occasions.iter().map(|(customer, touchpoint, fired, size)| Promise {
                customer,
                touchpoint,
                fired: *fired,
                size: *size,
            });
            silent_touchpoints(&occasions.collect::<Vec<_>>(), at_least)
        }
    }
}

/// Moments without a standard.
#[derive(Debug, serde::Serialize)]
pub(crate) struct WithoutStandard {
    without_standard: Vec<String>,
}

ask! {
    /// `insight.without_standard {moments, standards}` (T16).
    Standards -> WithoutStandard, |request| {
        let (moments, standards) = (texts(&request.required("moments")?)?, texts(&request.required("standards")?)?);
        move || {
            let moments: Vec<&str> = moments.iter().map(String::as_str).collect();
            let standards: Vec<&str> = standards.iter().map(String::as_str).collect();
            let missing = without_standard(&moments, &standards);
            Ok(WithoutStandard { without_standard: missing.into_iter().map(str::to_owned).collect() })
        }
    }
}

ask! {
    /// `value.servqual {dimensions: {name: [item]}, expectation, perception, weights_100?}` (T10).
    Servqual -> Gaps, |request| {
        let mut dimensions = BTreeMap::new();
        for (key, field) in request.required("dimensions")?.table()?.entries() {
            let item = |item: &Field<'_>| super::size(super::count_of(item)?, item);
            dimensions.insert(key.name.clone(), field.list()?.iter().map(item).collect::<Result<Vec<_>>>()?);
        }
        let expectation = matrix(&request.required("expectation")?)?;
        let perception = matrix(&request.required("perception")?)?;
        let weights = match request.optional("weights_100") {
            Some(field) => {
                let mut weights = BTreeMap::new();
                for (key, field) in field.table()?.entries() {
                    weights.insert(key.name.clone(), field.number()?);
                }
                Some(weights)
            }
            None => None,
        };
        move || servqual(&dimensions, &expectation, &perception, weights.as_ref())
    }
}
