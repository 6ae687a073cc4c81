//! `experiment.*`.

use super::{ask, column, column_if, count, counts, level, number, number_if, texts};
use std::collections::BTreeMap;
use tactful::document::{Field, Table};
use tactful::{Code, Result};
use tactful_insight::experiment::{
    Adjusted, ArcsinePower, Arm, Assignment, Balance, CostPerEffect, Counts, Cuped, Design, Difference,
    Direction, Effect, LagReadout, LagUnit, MeansPower, MeansSize, Method, Mismatch, ProportionsPower,
    ProportionsSize, Question, Sides, Summary, TwoProportions, Unit, Welch, Wilson, adjust, assign, balance,
    cost_per_effect, cuped, difference, lag_readout, power_by_arcsine, power_of_means, power_of_proportions,
    sample_ratio_mismatch, size_of_means, size_of_proportions, smallest_effect, two_proportions, welch,
    welch_of_summaries, wilson,
};

/// `sides`: 2 if it is not given.
fn sides(request: &mut Table<'_>) -> Result<Sides> {
    match request.optional("sides") {
        None => Ok(Sides::Two),
        Some(field) => match field.number()? {
            1.0 => Ok(Sides::One),
            2.0 => Ok(Sides::Two),
            _ => Err(field.error(Code::InvalidValue, "a test has 1 or 2 sides")),
        },
    }
}

fn alpha(request: &mut Table<'_>) -> Result<f64> {
    Ok(number_if(request, "alpha")?.unwrap_or(0.05))
}

fn power(request: &mut Table<'_>) -> Result<f64> {
    Ok(number_if(request, "power")?.unwrap_or(0.8))
}

ask! {
    /// `experiment.sample_size_two_proportions {p1, p2, alpha?, power?, ratio_n2_n1?, sides?}`.
    SizeOfProportions -> ProportionsSize, |request| {
        let question = Question {
            p1: number(request, "p1")?,
            p2: number(request, "p2")?,
            alpha: alpha(request)?,
            power: power(request)?,
            ratio: number_if(request, "ratio_n2_n1")?.unwrap_or(1.0),
            sides: sides(request)?,
        };
        move || size_of_proportions(&question)
    }
}

ask! {
    /// `experiment.power_two_proportions {n_per_group, p1, p2, alpha?, sides?}`.
    PowerOfProportions -> ProportionsPower, |request| {
        let (n, p1, p2) = (number(request, "n_per_group")?, number(request, "p1")?, number(request, "p2")?);
        let (alpha, sides) = (alpha(request)?, sides(request)?);
        move || power_of_proportions(n, p1, p2, alpha, sides)
    }
}

ask! {
    /// `experiment.power_two_proportions_arcsine {h, n_per_group, alpha?, sides?}`.
    PowerByArcsine -> ArcsinePower, |request| {
        let (h, n) = (number(request, "h")?, number(request, "n_per_group")?);
        let (alpha, sides) = (alpha(request)?, sides(request)?);
        move || power_by_arcsine(h, n, alpha, sides)
    }
}

ask! {
    /// `experiment.mde_two_proportions {n_per_group, p1, alpha?, power?, sides?, direction?}`.
    SmallestEffect -> Effect, |request| {
        let (n, p1) = (number(request, "n_per_group")?, number(request, "p1")?);
        let (alpha, power, sides) = (alpha(request)?, power(request)?, sides(request)?);
        let direction = request.optional("direction").map(|field| field.choice(Direction::ALL)).transpose()?;
        move || smallest_effect(n, p1, alpha, power, sides, direction.unwrap_or(Direction::Up))
    }
}

ask! {
    /// `experiment.sample_size_two_means {effect_d, sd?, alpha?, power?, sides?}`.
    SizeOfMeans -> MeansSize, |request| {
        let (d, sd) = (number(request, "effect_d")?, number_if(request, "sd")?.unwrap_or(1.0));
        let (alpha, power, sides) = (alpha(request)?, power(request)?, sides(request)?);
        move || size_of_means(d, sd, alpha, power, sides)
    }
}

ask! {
    /// `experiment.power_two_means {n_per_group, effect_d, alpha?, sides?}`.
    PowerOfMeans -> MeansPower, |request| {
        let (n, d) = (number(request, "n_per_group")?, number(request, "effect_d")?);
        // it scales nothing that is answered here
        number_if(request, "sd")?;
        let (alpha, sides) = (alpha(request)?, sides(request)?);
        move || power_of_means(n, d, alpha, sides)
    }
}

ask! {
    /// `experiment.welch_t {a, b, level?}`.
    WelchOfValues -> Welch, |request| {
        let (a, b, level) = (column(request, "a")?, column(request, "b")?, level(request)?);
        move || welch(&a, &b, level)
    }
}

fn summary(
    request: &mut Table<'_>,
    mean: &'static str,
    sd: &'static str,
    n: &'static str,
) -> Result<Summary> {
    let (mean, sd) = (number(request, mean)?, number(request, sd)?);
    let field = request.required(n)?;
    Ok(Summary { mean, sd, n: super::size(super::count_of(&field)?, &field)? })
}

ask! {
    /// `experiment.welch_t_summary {mean_a, sd_a, n_a, mean_b, sd_b, n_b, level?}`.
    WelchOfSummaries -> Welch, |request| {
        let a = summary(request, "mean_a", "sd_a", "n_a")?;
        let b = summary(request, "mean_b", "sd_b", "n_b")?;
        let level = level(request)?;
        move || welch_of_summaries(a, b, level)
    }
}

ask! {
    /// `experiment.wilson_interval {x, n, level?}`.
    WilsonInterval -> Wilson, |request| {
        let (x, n, level) = (count(request, "x")?, count(request, "n")?, level(request)?);
        move || wilson(x, n, level)
    }
}

fn four(request: &mut Table<'_>) -> Result<[u64; 4]> {
    Ok([count(request, "x1")?, count(request, "n1")?, count(request, "x2")?, count(request, "n2")?])
}

ask! {
    /// `experiment.diff_proportions_interval {x1, n1, x2, n2, level?}`.
    DifferenceInterval -> Difference, |request| {
        let ([x1, n1, x2, n2], level) = (four(request)?, level(request)?);
        move || difference(x1, n1, x2, n2, level)
    }
}

ask! {
    /// `experiment.two_proportion_test {x1, n1, x2, n2, level?}`.
    TwoProportionTest -> TwoProportions, |request| {
        let ([x1, n1, x2, n2], level) = (four(request)?, level(request)?);
        move || two_proportions(x1, n1, x2, n2, level)
    }
}

ask! {
    /// `experiment.srm {observed, expected_share, alarm_p?}`.
    Srm -> Mismatch, |request| {
        let (observed, shares) = (counts(request, "observed")?, column(request, "expected_share")?);
        let alarm = number_if(request, "alarm_p")?.unwrap_or(0.001);
        move || sample_ratio_mismatch(&observed, &shares, alarm)
    }
}

ask! {
    /// `experiment.cuped {control_pre, control_post, treatment_pre, treatment_post, level?}`.
    CupedReadout -> Cuped, |request| {
        let (control_pre, control_post) = (column(request, "control_pre")?, column(request, "control_post")?);
        let (pre, post) = (column(request, "treatment_pre")?, column(request, "treatment_post")?);
        let level = level(request)?;
        move || cuped(Arm { pre: &control_pre, post: &control_post }, Arm { pre: &pre, post: &post }, level)
    }
}

ask! {
    /// `experiment.balance {treatment?, control?, binary?: {x1, n1, x2, n2}}`.
    BalanceOfGroups -> Balance, |request| {
        let values = match (column_if(request, "treatment")?, column_if(request, "control")?) {
            (None, None) => None,
            (Some(treatment), Some(control)) => Some((treatment, control)),
            (Some(_), None) => return Err(request.error(Code::MissingField, "the field `control` is missing")),
            (None, Some(_)) => return Err(request.error(Code::MissingField, "the field `treatment` is missing")),
        };
        let binary = match request.optional("binary") {
            Some(field) => {
                let mut table = field.table()?;
                let [x1, n1, x2, n2] = four(&mut table)?;
                table.finish()?;
                Some(Counts { x1, n1, x2, n2 })
            }
            None => None,
        };
        move || balance(values.as_ref().map(|(treatment, control)| (&treatment[..], &control[..])), binary)
    }
}

/// A trait of a unit as the text of its stratum.
fn value_of(field: &Field<'_>) -> Result<String> {
    match (field.text(), field.int(), field.bool()) {
        (Ok(text), ..) => Ok(text.to_owned()),
        (_, Ok(number), _) => Ok(number.to_string()),
        (.., Ok(yes)) => Ok(yes.to_string()),
        _ => Err(field.wrong_type("text, a whole number, or true or false")),
    }
}

fn unit(field: &Field<'_>, strata: &[String]) -> Result<Unit> {
    let mut table = field.table()?;
    let id = value_of(&table.required("id")?)?;
    // a unit may carry more than makes strata
    let entries = table.entries();
    let one = |name: &String| {
        let entry = entries.iter().find(|(key, field)| key.name == *name && !field.is_null());
        match entry {
            Some((_, field)) => value_of(field),
            None => Err(field.error(Code::MissingField, "a trait that makes strata is missing")),
        }
    };
    Ok(Unit { id, traits: strata.iter().map(one).collect::<Result<_>>()? })
}

ask! {
    /// `experiment.stratified_assignment {units: [{id, …}], strata?, arms, ratio?, seed?, method?, assigned?: {id: arm}}`.
    StratifiedAssignment -> Assignment, |request| {
        let strata = request.optional("strata").map(|field| texts(&field)).transpose()?.unwrap_or_default();
        let units = request.required("units")?.list()?;
        let units = units.iter().map(|field| unit(field, &strata)).collect::<Result<Vec<_>>>()?;
        let arms = texts(&request.required("arms")?)?;
        let ratio = match request.optional("ratio") {
            Some(field) => {
                let message = "there must be one number above 0 for each group";
                let part = |item: &Field<'_>| {
                    u32::try_from(super::count_of(item)?).map_err(|_| item.error(Code::InvalidValue, message))
                };
                field.list()?.iter().map(part).collect::<Result<Vec<_>>>()?
            }
            None => vec![1; arms.len()],
        };
        let seed = request.optional("seed").map(|field| super::count_of(&field)).transpose()?.unwrap_or(0);
        let method = request.optional("method").map(|field| field.choice(Method::ALL)).transpose()?;
        let mut assigned = BTreeMap::new();
        if let Some(field) = request.optional("assigned") {
            for (key, field) in field.table()?.entries() {
                assigned.insert(key.name.clone(), field.text()?.to_owned());
            }
        }
        let design = Design { strata, arms, ratio, seed, method: method.unwrap_or(Method::Blocks), assigned };
        move || assign(&units, &design)
    }
}

ask! {
    /// `experiment.p_adjust {p, q?}`.
    Adjust -> Adjusted, |request| {
        let (p, q) = (column(request, "p")?, number_if(request, "q")?.unwrap_or(0.05));
        move || adjust(&p, q)
    }
}

ask! {
    /// `experiment.cost_per_effect {cost_per_contact, contacts, effect, lower, upper, worth?}` (T13).
    Cost -> CostPerEffect, |request| {
        let (price, contacts) = (number(request, "cost_per_contact")?, count(request, "contacts")?);
        let (effect, ends) = (number(request, "effect")?, (number(request, "lower")?, number(request, "upper")?));
        let worth = number_if(request, "worth")?;
        move || cost_per_effect(price, contacts, effect, ends, worth)
    }
}

fn lag_unit(field: &Field<'_>) -> Result<(String, f64, Option<f64>, Option<f64>)> {
    let mut table = field.table()?;
    let unit = (
        table.required("arm")?.text()?.to_owned(),
        number(&mut table, "watched_days")?,
        number_if(&mut table, "benefit_day")?,
        number_if(&mut table, "churn_day")?,
    );
    table.finish()?;
    Ok(unit)
}

ask! {
    /// `experiment.lag_readout {units: [{arm, watched_days, benefit_day?, churn_day?}], lag_days, level?}` (T13).
    Lag -> LagReadout, |request| {
        let units = request.required("units")?.list()?.iter().map(lag_unit).collect::<Result<Vec<_>>>()?;
        let (lag, level) = (number(request, "lag_days")?, level(request)?);
        move || {
            let units = units.iter().map(|(arm, watched_days, benefit_day, churn_day)| LagUnit {
                arm,
                watched_days: *watched_days,
                benefit_day: *benefit_day,
                churn_day: *churn_day,
            });
            lag_readout(&units.collect::<Vec<_>>(), lag, level)
        }
    }
}
