//! One section `[complaints]` on another: entries are replaced, but what a law says is only made stricter.

use super::spec::{AmountsSpec, ApproverSpec, CaseSpec, Entry, LimitsSpec};
use crate::complaint::Remedy;
use crate::time::Span;
use crate::{Code, Error, Result};

impl CaseSpec {
    /// Lays `upper` on `lower`; `note` is told of each entry that is replaced.
    ///
    /// # Errors
    /// [`Code::LawConflict`] where laws set spans that cannot be compared.
    pub(crate) fn lay(lower: Self, upper: Self, note: &mut dyn FnMut(String)) -> Result<Self> {
        let mut one = |name: &str| note(format!("complaints.{name}"));
        Ok(Self {
            // more attempts, further apart, more offers: harder to give up
            attempts: join(lower.attempts, upper.attempts, "closure", &mut one, greater)?,
            apart_seconds: join(lower.apart_seconds, upper.apart_seconds, "closure", &mut one, greater)?,
            offers: join(lower.offers, upper.offers, "closure", &mut one, greater)?,
            remedies: by_key(
                lower.remedies,
                upper.remedies,
                |cause| (format!("remedies.{}", cause.as_str()), both),
                &mut one,
            )?,
            beside: join(lower.beside, upper.beside, "remedies.beside", &mut one, either)?,
            authority: by_key(
                lower.authority,
                upper.authority,
                |(role, power)| (format!("authority.{}.{}", role.as_str(), power.as_str()), narrower),
                &mut one,
            )?,
            core_moment_percent: join(
                lower.core_moment_percent,
                upper.core_moment_percent,
                "authority.core_moment_percent",
                &mut one,
                lesser,
            )?,
            approvers: by_key(
                lower.approvers,
                upper.approvers,
                |id| (format!("approvers.{id}"), lower_approver),
                &mut one,
            )?,
            report_due: join(lower.report_due, upper.report_due, "report", &mut one, shorter)?,
            abuse_within: join(lower.abuse_within, upper.abuse_within, "abuse", &mut one, same)?,
            abuse_to_one_customer: join(
                lower.abuse_to_one_customer,
                upper.abuse_to_one_customer,
                "abuse",
                &mut one,
                lesser,
            )?,
            abuse_percent: join(lower.abuse_percent, upper.abuse_percent, "abuse", &mut one, lesser)?,
            abuse_just_under: join(
                lower.abuse_just_under,
                upper.abuse_just_under,
                "abuse",
                &mut one,
                lesser,
            )?,
        })
    }
}

type Stricter<T> = fn(T, T) -> Result<T>;

fn join<T>(
    lower: Option<Entry<T>>,
    upper: Option<Entry<T>>,
    name: &str,
    note: &mut impl FnMut(&str),
    stricter: Stricter<T>,
) -> Result<Option<Entry<T>>> {
    Ok(match (lower, upper) {
        (Some(lower), Some(upper)) if lower.law || upper.law => {
            let value = stricter(lower.value, upper.value).map_err(|e| e.at_path(&upper.origin.path))?;
            Some(Entry { value, law: true, origin: upper.origin })
        }
        (Some(_), Some(upper)) => {
            note(name);
            Some(upper)
        }
        (lower, upper) => upper.or(lower),
    })
}

fn by_key<K: PartialEq, T>(
    lower: Vec<(K, Entry<T>)>,
    upper: Vec<(K, Entry<T>)>,
    named: impl Fn(&K) -> (String, Stricter<T>),
    note: &mut impl FnMut(&str),
) -> Result<Vec<(K, Entry<T>)>> {
    let mut all: Vec<(K, Option<Entry<T>>)> =
        lower.into_iter().map(|(key, entry)| (key, Some(entry))).collect();
    for (key, entry) in upper {
        let (name, stricter) = named(&key);
        match all.iter_mut().find(|(known, _)| *known == key) {
            Some((_, place)) => *place = join(place.take(), Some(entry), &name, note, stricter)?,
            None => all.push((key, Some(entry))),
        }
    }
    Ok(all.into_iter().filter_map(|(key, entry)| Some((key, entry?))).collect())
}

fn greater(a: i64, b: i64) -> Result<i64> {
    Ok(a.max(b))
}

fn lesser(a: i64, b: i64) -> Result<i64> {
    Ok(a.min(b))
}

/// Only what both allow.
fn both(a: Vec<Remedy>, b: Vec<Remedy>) -> Result<Vec<Remedy>> {
    Ok(a.into_iter().filter(|remedy| b.contains(remedy)).collect())
}

/// What either holds back.
fn either(mut a: Vec<Remedy>, b: Vec<Remedy>) -> Result<Vec<Remedy>> {
    let more: Vec<Remedy> = b.into_iter().filter(|remedy| !a.contains(remedy)).collect();
    a.extend(more);
    Ok(a)
}

fn amounts(a: AmountsSpec, b: AmountsSpec) -> AmountsSpec {
    match (a, b) {
        // a currency that only one of them names is not covered by both
        (Some(a), Some(b)) => {
            let least = |(currency, minor): (_, i64)| {
                let (_, other) = b.iter().find(|(known, _)| *known == currency)?;
                Some((currency, minor.min(*other)))
            };
            Some(a.into_iter().filter_map(least).collect())
        }
        (a, b) => a.or(b),
    }
}

fn narrower(a: Option<LimitsSpec>, b: Option<LimitsSpec>) -> Result<Option<LimitsSpec>> {
    let (Some(a), Some(b)) = (a, b) else { return Ok(None) };
    let period = match (a.period, b.period) {
        (Some(a), Some(b)) if a != b => return Err(conflict()),
        (a, b) => a.or(b),
    };
    Ok(Some(LimitsSpec {
        per_case: amounts(a.per_case, b.per_case),
        per_period: amounts(a.per_period, b.per_period),
        period,
    }))
}

fn lower_approver(a: ApproverSpec, b: ApproverSpec) -> Result<ApproverSpec> {
    Ok(ApproverSpec { rank: a.rank.max(b.rank), per_case: amounts(a.per_case, b.per_case) })
}

fn shorter(a: Span, b: Span) -> Result<Span> {
    let least = match (a, b) {
        (Span::Seconds(a), Span::Seconds(b)) => Span::Seconds(a.min(b)),
        (Span::Days(a), Span::Days(b)) => Span::Days(a.min(b)),
        (Span::Months(a), Span::Months(b)) => Span::Months(a.min(b)),
        (Span::FullDays(a), Span::FullDays(b)) => Span::FullDays(a.min(b)),
        (Span::DaysInclusive(a), Span::DaysInclusive(b)) => Span::DaysInclusive(a.min(b)),
        (a, b) => return same(a, b),
    };
    Ok(least)
}

fn same(a: Span, b: Span) -> Result<Span> {
    if a == b { Ok(a) } else { Err(conflict()) }
}

fn conflict() -> Error {
    Error::new(Code::LawConflict, "laws set spans here that cannot be compared")
}
