//! `value.*`: scores, concentration, staying, and what a customer is worth.

use super::{ask, column, column_if, count, level, number, number_if};
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::document::{Field, Table};
use tactful::time::Date;
use tactful::{Code, Result};
use tactful_insight::value::{
    Composition, Gini, Group, Incidence, KaplanMeier, Nps, NpsOfScores, ParetoShare, Profit, Purchase,
    RetentionValue, Rfm, RfmRow, Satisfaction, ShiftedBeta, ShiftedBetaFit, Summaries, TimeUnit, ValueFacts,
    ValueTypes, cumulative_incidence, frequency_scores, gini, kaplan_meier, nps, nps_of_scores, pareto_share,
    profit_composition, retention_value, rfm_scores, satisfaction, summaries, value_types,
};

ask! {
    /// `value.nps {promoters, passives, detractors, level?}`.
    NpsOfCounts -> Nps, |request| {
        let (promoters, passives) = (count(request, "promoters")?, count(request, "passives")?);
        let (detractors, level) = (count(request, "detractors")?, level(request)?);
        move || nps(promoters, passives, detractors, level)
    }
}

ask! {
    /// `value.nps_from_scores {scores, level?}`.
    NpsFromScores -> NpsOfScores, |request| {
        let (scores, level) = (column(request, "scores")?, level(request)?);
        move || nps_of_scores(&scores, level)
    }
}

ask! {
    /// `value.csat_ces {csat?, ces?}`.
    CsatCes -> Satisfaction, |request| {
        let ces = column_if(request, "ces")?;
        // one of them there must be
        let csat = match ces {
            Some(_) => column_if(request, "csat")?.unwrap_or_default(),
            None => column(request, "csat")?,
        };
        let ces = ces.unwrap_or_default();
        move || satisfaction(&csat, &ces)
    }
}

fn rfm_row(field: &Field<'_>) -> Result<RfmRow> {
    let mut table = field.table()?;
    let row = RfmRow {
        id: table.required("id")?.text()?.to_owned(),
        recency_days: number(&mut table, "recency_days")?,
        frequency: number(&mut table, "frequency")?,
        monetary: number(&mut table, "monetary")?,
    };
    table.finish()?;
    Ok(row)
}

ask! {
    /// `value.rfm_scores {rows: [{id, recency_days, frequency, monetary}]}`.
    RfmScores -> Rfm, |request| {
        let rows = request.required("rows")?.list()?.iter().map(rfm_row).collect::<Result<Vec<_>>>()?;
        move || rfm_scores(&rows)
    }
}

/// Scores of one trait.
#[derive(Debug, Serialize)]
pub(crate) struct Scores {
    method: &'static str,
    n_used: usize,
    scores: Vec<u8>,
}

ask! {
    /// `value.rfm_scores_ties {frequency}`.
    FrequencyScores -> Scores, |request| {
        let frequency = column(request, "frequency")?;
        move || {
            let scores = frequency_scores(&frequency)?;
            Ok(Scores { method: "1 + floor(5 x customers strictly worse / all)", n_used: scores.len(), scores })
        }
    }
}

ask! {
    /// `value.gini {values}`.
    GiniOfValues -> Gini, |request| {
        let values = column(request, "values")?;
        move || gini(&values)
    }
}

ask! {
    /// `value.pareto_share {values}`.
    Pareto -> ParetoShare, |request| {
        let values = column(request, "values")?;
        move || pareto_share(&values)
    }
}

fn yes_or_no(field: &Field<'_>) -> Result<bool> {
    match (field.bool(), field.number()) {
        (Ok(yes), _) => Ok(yes),
        (_, Ok(0.0)) => Ok(false),
        (_, Ok(1.0)) => Ok(true),
        _ => Err(field.error(Code::InvalidValue, "an event is 1 or 0")),
    }
}

fn group(field: &Field<'_>) -> Result<Group> {
    let mut table = field.table()?;
    let events = table.required("event")?.list()?;
    let group = Group {
        time: column(&mut table, "time")?,
        event: events.iter().map(yes_or_no).collect::<Result<_>>()?,
    };
    table.finish()?;
    Ok(group)
}

ask! {
    /// `value.kaplan_meier {groups: {name: {time, event}}, level?, tau?}`.
    Survival -> KaplanMeier, |request| {
        let mut groups = BTreeMap::new();
        for (key, field) in request.required("groups")?.table()?.entries() {
            groups.insert(key.name.clone(), group(&field)?);
        }
        let (level, tau) = (level(request)?, number_if(request, "tau")?);
        move || kaplan_meier(&groups, level, tau)
    }
}

ask! {
    /// `value.cumulative_incidence {time, cause}`.
    CumulativeIncidence -> Incidence, |request| {
        let time = column(request, "time")?;
        let cause = |field: &Field<'_>| match field.number()? {
            0.0 => Ok(0_u8),
            1.0 => Ok(1),
            2.0 => Ok(2),
            _ => Err(field.error(Code::InvalidValue, "a cause is 0 (neither yet), 1 (benefit) or 2 (churn)")),
        };
        let causes = request.required("cause")?.list()?.iter().map(cause).collect::<Result<Vec<_>>>()?;
        move || cumulative_incidence(&time, &causes)
    }
}

ask! {
    /// `value.clv_retention {margin, retention, discount, periods?}`.
    ClvRetention -> RetentionValue, |request| {
        let (margin, retention) = (number(request, "margin")?, number(request, "retention")?);
        let discount = number(request, "discount")?;
        let periods = match request.optional("periods") {
            Some(field) => Some(u32::try_from(super::count_of(&field)?).unwrap_or(u32::MAX)),
            None => None,
        };
        move || retention_value(margin, retention, discount, periods)
    }
}

ask! {
    /// `value.sbg_fit {survivors}`.
    SbgFit -> ShiftedBetaFit, |request| {
        let survivors = column(request, "survivors")?;
        move || ShiftedBeta::fit(&survivors)
    }
}

fn date(table: &mut Table<'_>, name: &'static str) -> Result<Date> {
    table.required(name)?.parse_with(Date::parse)
}

fn purchase(field: &Field<'_>) -> Result<Purchase> {
    let mut table = field.table()?;
    let purchase = Purchase {
        customer: table.required("customer")?.text()?.to_owned(),
        date: date(&mut table, "date")?,
        amount: number(&mut table, "amount")?,
    };
    table.finish()?;
    Ok(purchase)
}

ask! {
    /// `value.transactions_to_summary {transactions: [{customer, date, amount}], period_end, unit?}`.
    TransactionSummary -> Summaries, |request| {
        let purchases = request.required("transactions")?.list()?;
        let purchases = purchases.iter().map(purchase).collect::<Result<Vec<_>>>()?;
        let end = date(request, "period_end")?;
        let unit = request.optional("unit").map(|field| field.choice(TimeUnit::ALL)).transpose()?;
        move || summaries(&purchases, end, unit.unwrap_or(TimeUnit::Day))
    }
}

fn period(field: &Field<'_>) -> Result<Profit> {
    let mut table = field.table()?;
    let profit = Profit {
        sales: number(&mut table, "sales")?,
        cost_of_sales: number(&mut table, "cost_of_sales")?,
        service_cost: number_if(&mut table, "service_cost")?.unwrap_or(0.0),
        referral_margin: number_if(&mut table, "referral_margin")?.unwrap_or(0.0),
        price_premium: number_if(&mut table, "price_premium")?.unwrap_or(0.0),
    };
    table.finish()?;
    Ok(profit)
}

ask! {
    /// `value.profit_composition {periods: [{sales, cost_of_sales, service_cost?, referral_margin?, price_premium?}]}` (R5).
    ProfitParts -> Composition, |request| {
        let periods = request.required("periods")?.list()?.iter().map(period).collect::<Result<Vec<_>>>()?;
        move || profit_composition(&periods)
    }
}

ask! {
    /// `value.value_types {tenure_days?, sales?, profits?, loyal_profit?, sales_rank?, reference?, potential?, meaning?,
    /// complained?}` (R5).
    Types -> ValueTypes, |request| {
        let yes = |request: &mut Table<'_>, name| request.optional(name).map(|field: Field<'_>| field.bool()).transpose();
        let words = |request: &mut Table<'_>, name| -> Result<Option<Vec<String>>> {
            request.optional(name).map(|field: Field<'_>| super::texts(&field)).transpose()
        };
        let facts = ValueFacts {
            tenure_days: match request.optional("tenure_days") {
                Some(field) => Some(u32::try_from(super::count_of(&field)?).unwrap_or(u32::MAX)),
                None => None,
            },
            sales: number_if(request, "sales")?,
            profits: column_if(request, "profits")?.unwrap_or_default(),
            loyal_profit: yes(request, "loyal_profit")?,
            sales_rank: number_if(request, "sales_rank")?,
            reference: yes(request, "reference")?,
            potential: words(request, "potential")?,
            meaning: words(request, "meaning")?,
            complained: yes(request, "complained")?,
        };
        move || value_types(&facts, None)
    }
}
