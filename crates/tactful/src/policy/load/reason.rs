//! Reasons in a document.

use super::super::Stage;
use super::super::spec::{AnchorSpec, Once, Origin, ReasonSpec, Texts};
use super::words::{fact_kind, name, names, one_or_more, plain, span};
use crate::customer::{FactKind, Intent, Kind, Purpose};
use crate::document::{Field, Table};
use crate::time::Span;
use crate::{Code, Result};

pub(super) fn reason(id: &str, field: &Field<'_>, origin: Origin) -> Result<ReasonSpec> {
    let mut table = field.table()?;
    refuse_sentiment(&mut table)?;
    let anchor = table.optional("anchor").map(|f| anchor(&f)).transpose()?;
    let value = table.optional("value").map(|f| texts(&f)).transpose()?.unwrap_or_default();
    if value.en.trim().is_empty() && value.zh.trim().is_empty() {
        return Err(field.error(
            Code::NoValue,
            "the reason does not say what the customer has of it; add value = { en = \"…\", zh = \"…\" } or drop the reason",
        ));
    }
    // Mixed content counts as the strictest of its purposes, which come first in the list.
    let purposes = one_or_more(&table.required("purpose")?, |f| f.choice(Purpose::ALL))?;
    let Some(&purpose) = purposes.iter().min() else {
        return Err(field.error(Code::InvalidValue, "at least one purpose is needed"));
    };
    let once_field = table.optional("once");
    let every = table.optional("every").map(|f| plain(&f)).transpose()?;
    let once = match &once_field {
        Some(field) => once(field, anchor.as_ref())?,
        None if anchor.is_some() && every.is_none() => Once::PerAnchor,
        None => Once::No,
    };
    let opens = table.optional("opens");
    let closes = table.optional("closes");
    if anchor.is_none()
        && let Some(field) = opens.as_ref().or(closes.as_ref())
    {
        return Err(field.error(Code::InvalidValue, "a time after the anchor needs an anchor"));
    }
    let spec = ReasonSpec {
        id: id.to_owned(),
        formerly: table.optional("formerly").map(|f| names(&f)).transpose()?.unwrap_or_default(),
        rows: table.optional("row").map(|f| one_or_more(&f, name)).transpose()?.unwrap_or_default(),
        says: table.optional("says").map(|f| texts(&f)).transpose()?.unwrap_or_default(),
        value,
        purpose,
        intent: table.required("intent")?.choice(Intent::ALL)?,
        stages: match table.optional("stages") {
            Some(field) => field.list()?.iter().map(|f| f.choice(Stage::ALL)).collect::<Result<_>>()?,
            None => Vec::new(),
        },
        levels: table.optional("levels").map(|f| names(&f)).transpose()?.unwrap_or_default(),
        customers_only: table.optional("customers_only").map(|f| f.bool()).transpose()?.unwrap_or(false),
        opens: opens.as_ref().map(span).transpose()?.unwrap_or(Span::Seconds(0)),
        closes: closes.as_ref().map(span).transpose()?,
        best: table.optional("best").map(|f| span(&f)).transpose()?,
        needs: table.optional("needs").map(|f| one_or_more(&f, fact_kind)).transpose()?.unwrap_or_default(),
        blocks: table.optional("blocks").map(|f| one_or_more(&f, fact_kind)).transpose()?.unwrap_or_default(),
        channels: table.optional("channels").map(|f| names(&f)).transpose()?,
        once,
        every,
        priority: table.optional("priority").map(|f| f.int()).transpose()?.unwrap_or(50),
        calendar: table.optional("calendar").map(|f| name(&f)).transpose()?,
        anchor,
        origin,
    };
    table.finish()?;
    if let (Some(closes), Some(field)) = (spec.closes, &closes)
        && let (Some(open), Some(close)) = (rough(spec.opens), rough(closes))
        && open >= close
    {
        return Err(field.error(Code::NeverOpens, "the reason closes before it opens"));
    }
    if spec.channels.as_ref().is_some_and(Vec::is_empty) {
        return Err(
            field.error(Code::InvalidValue, "at least one channel is needed; leave `channels` out for all")
        );
    }
    Ok(spec)
}

/// Spans of one unit can be compared at once; the rest is left to `check`.
fn rough(span: Span) -> Option<i64> {
    match span {
        Span::Seconds(s) => Some(s),
        Span::Days(d) => Some(i64::from(d) * 86_400),
        _ => None,
    }
}

/// Regulators forbid to ask only the satisfied for a review; any condition on sentiment is refused by name.
fn refuse_sentiment(table: &mut Table<'_>) -> Result<()> {
    let fields = [
        table.optional("if_satisfied"),
        table.optional("satisfaction"),
        table.optional("min_csat"),
        table.optional("min_nps"),
        table.optional("min_rating"),
        table.optional("sentiment"),
    ];
    match fields.into_iter().flatten().next() {
        Some(field) => Err(field.error(
            Code::SentimentCondition,
            "a request must not depend on how satisfied the customer is; let an open complaint delay it instead",
        )),
        None => Ok(()),
    }
}

fn texts(field: &Field<'_>) -> Result<Texts> {
    if let Ok(text) = field.text() {
        return Ok(Texts { en: text.to_owned(), zh: String::new() });
    }
    let mut table = field.table()?;
    let mut read = |name: &'static str| -> Result<String> {
        Ok(table.optional(name).map(|f| f.text().map(str::to_owned)).transpose()?.unwrap_or_default())
    };
    let texts = Texts { en: read("en")?, zh: read("zh")? };
    table.finish()?;
    Ok(texts)
}

#[derive(Clone, Copy, PartialEq)]
enum PerWord {
    Customer,
    Order,
    Case,
    Year,
}

fn anchor(field: &Field<'_>) -> Result<AnchorSpec> {
    let mut table = field.table()?;
    let per_field = table.optional("per");
    let per = match &per_field {
        Some(f) => Some(f.choice(&[
            ("customer", PerWord::Customer),
            ("order", PerWord::Order),
            ("case", PerWord::Case),
            ("year", PerWord::Year),
        ])?),
        None => None,
    };
    let fact = table.optional("fact");
    let occasion = table.optional("occasion");
    let spec = match (fact, occasion) {
        (Some(fact), None) => {
            let word = fact.text()?;
            match (word, per) {
                ("last_touch", None | Some(PerWord::Customer)) => AnchorSpec::LastTouch,
                (_, None | Some(PerWord::Customer)) => AnchorSpec::Latest(fact_kind(&fact)?),
                (_, Some(PerWord::Order)) if word != "last_touch" => AnchorSpec::Order(fact_kind(&fact)?),
                (_, Some(PerWord::Case)) => match fact_kind(&fact)? {
                    FactKind::Known(Kind::ComplaintOpened) => AnchorSpec::Case(false),
                    FactKind::Known(Kind::ComplaintClosed) => AnchorSpec::Case(true),
                    _ => {
                        return Err(fact.error(
                            Code::InvalidValue,
                            "per case the anchor is complaint_opened or complaint_closed",
                        ));
                    }
                },
                _ => {
                    let place = per_field.as_ref().unwrap_or(&fact);
                    return Err(place.error(Code::InvalidValue, "this fact cannot be counted per that"));
                }
            }
        }
        (None, Some(occasion)) if per.is_none_or(|p| p == PerWord::Year) => {
            AnchorSpec::Year(name(&occasion)?)
        }
        (None, Some(occasion)) => {
            return Err(occasion.error(Code::InvalidValue, "an occasion comes per year"));
        }
        _ => return Err(field.error(Code::MissingField, "an anchor names one `fact` or one `occasion`")),
    };
    table.finish()?;
    Ok(spec)
}

fn once(field: &Field<'_>, anchor: Option<&AnchorSpec>) -> Result<Once> {
    let text = field.text()?;
    let fits = |wanted: bool| -> Result<Once> {
        if wanted {
            Ok(Once::PerAnchor)
        } else {
            Err(field.error(Code::InvalidValue, "`once` and the anchor must count per the same thing"))
        }
    };
    match text {
        "no" => Ok(Once::No),
        "ever" => Ok(Once::Ever),
        "per anchor" => fits(anchor.is_some()),
        "per order" => fits(matches!(anchor, Some(AnchorSpec::Order(_)))),
        "per case" => fits(matches!(anchor, Some(AnchorSpec::Case(_)))),
        "per year" if matches!(anchor, Some(AnchorSpec::Year(_))) => Ok(Once::PerAnchor),
        "per year" => Ok(Once::PerSpan(Span::Months(12))),
        _ => match text.strip_prefix("per ") {
            Some(rest) => {
                let span = field.locate(Span::parse(rest))?;
                if super::words::is_positive(span) && !span.is_business() {
                    Ok(Once::PerSpan(span))
                } else {
                    Err(field.error(Code::InvalidSpan, "a span of civil or elapsed time is needed here"))
                }
            }
            None => Err(field.error(
                Code::InvalidValue,
                "write \"per order\", \"per case\", \"per year\", \"per anchor\", \"per 90d\", \"ever\" or \"no\"",
            )),
        },
    }
}
