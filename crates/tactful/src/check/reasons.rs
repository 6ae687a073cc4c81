//! What a reason may not be.

use super::rules::seconds;
use super::{Report, Severity};
use crate::customer::{FactKind, Intent, Kind, Purpose};
use crate::policy::spec::{AnchorSpec, Once, Policy, ReasonSpec, RuleSpecKind, Texts};
use crate::policy::{Demand, Reason, Stage};
use crate::{Code, Engine};

/// Parts of the names of facts that say how satisfied somebody is.
const SENTIMENT: [&str; 14] = [
    "satisf",
    "happy",
    "nps",
    "csat",
    "promoter",
    "detractor",
    "positive",
    "negative",
    "sentiment",
    "rating",
    "stars",
    "score",
    "praise",
    "delight",
];

fn is_sentiment(kind: &FactKind) -> bool {
    match kind {
        FactKind::Known(kind) => *kind == Kind::Feedback,
        FactKind::Own(name) => {
            let name = name.to_ascii_lowercase();
            SENTIMENT.iter().any(|part| name.contains(part))
        }
    }
}

/// A request for a review or an opinion goes to everybody alike; who asks only the satisfied deceives the readers.
pub(super) fn sentiment(policy: &Policy, spec: &ReasonSpec, report: &mut Report) {
    let asks_for_review = spec.intent == Intent::Ask
        && (spec.purpose == Purpose::Survey
            || ["review", "testimonial", "rating"].iter().any(|word| spec.id.contains(word)));
    if !asks_for_review {
        return;
    }
    let anchor = match &spec.anchor {
        Some(AnchorSpec::Latest(kind) | AnchorSpec::Order(kind)) => Some(kind),
        _ => None,
    };
    let complained = FactKind::Known(Kind::ComplaintOpened);
    let conditions = [
        ("needs", spec.needs.iter().find(|kind| is_sentiment(kind))),
        ("anchor", anchor.filter(|kind| is_sentiment(kind))),
        ("blocks", spec.blocks.iter().find(|&kind| is_sentiment(kind) || *kind == complained)),
    ];
    for (field, kind) in conditions {
        let Some(kind) = kind else { continue };
        let message = format!(
            "the request depends on `{}`, so that it reaches the satisfied only; ask everybody, and let an open \
             complaint delay the request by a rule with hold_while = \"complaint_open\"",
            kind.as_str()
        );
        report.add(Severity::Error, Code::SentimentCondition, &spec.origin, field, message);
    }
    for rule in &policy.rules {
        let RuleSpecKind::CoolOff(_, crate::policy::spec::After::Fact(kind)) = &rule.kind else { continue };
        if is_sentiment(kind) && rule.scope.reasons.contains(&spec.id) {
            let message = format!(
                "the rule keeps `{}` from those with a fact `{}`; ask everybody",
                spec.id,
                kind.as_str()
            );
            report.add(Severity::Error, Code::SentimentCondition, &rule.origin, "after", message);
        }
    }
}

/// A reason without `once` and `every` could be used as often as the caps allow, for ever.
pub(super) fn repeats(policy: &Policy, spec: &ReasonSpec, report: &mut Report) {
    let moves_on = match &spec.anchor {
        Some(AnchorSpec::LastTouch) => policy.touches.contains(&FactKind::Known(Kind::Contact)),
        Some(AnchorSpec::Latest(kind)) => *kind == FactKind::Known(Kind::Contact),
        _ => false,
    };
    let at_once = seconds(spec.opens).is_none_or(|opens| opens <= 0);
    let endless = match spec.once {
        Once::No => spec.every.is_none(),
        Once::PerAnchor => spec.every.is_none() && moves_on && at_once,
        Once::PerSpan(_) | Once::Ever => false,
    };
    if endless {
        let message = "nothing but the caps limits how often the reason is used; give it a rhythm, every = \"30d\", \
                       or once = \"per 1y\"";
        report.add(Severity::Warning, Code::RepeatsForEver, &spec.origin, "", message.to_owned());
    }
}

/// What is for customers only is told to customers, and where only they hear it (F14).
pub(super) fn prospects(spec: &ReasonSpec, report: &mut Report) {
    let before = [Stage::ValueFirst, Stage::Conversion];
    let reaches = spec.stages.is_empty() || spec.stages.iter().any(|stage| before.contains(stage));
    if spec.rows.iter().any(|row| row == "F14") && !spec.customers_only && reaches {
        let message = "the reason is of row F14, but prospects can get it; add customers_only = true";
        report.add(Severity::Warning, Code::ReachesProspects, &spec.origin, "", message.to_owned());
    }
    let public = spec.channels.as_ref().is_none_or(|names| names.iter().any(|name| name == "social"));
    if spec.customers_only && public {
        let message = "what is for customers only would be said where prospects hear it too; name channels without \
                       `social`";
        report.add(Severity::Warning, Code::ReachesProspects, &spec.origin, "channels", message.to_owned());
    }
}

/// Every request is covered by a rule that asks for something of value before (F11).
pub(super) fn gives_first(engine: &Engine, reason: &Reason, spec: &ReasonSpec, report: &mut Report) {
    if spec.intent != Intent::Ask {
        return;
    }
    let covered = reason.rules.iter().map(|&rule| &engine.rules[usize::from(rule)]).fold(0, |bits, rule| {
        if matches!(rule.demand, Demand::Gives { .. }) { bits | rule.channels } else { bits }
    });
    if reason.order.iter().any(|&channel| covered >> channel & 1 == 0) {
        let message = "no rule asks for something of value before this request; let a rule with before = \"ask\" \
                       cover it";
        report.add(Severity::Warning, Code::AskWithoutGive, &spec.origin, "", message.to_owned());
    }
}

pub(super) fn translations(spec: &ReasonSpec, report: &mut Report) {
    let mut look = |field: &str, texts: &Texts| {
        for (language, text) in [("en", &texts.en), ("zh", &texts.zh)] {
            if text.trim().is_empty() {
                let message = format!("the reason has no `{field}` in this language; add {field}.{language}");
                let path = format!("{field}.{language}");
                report.add(Severity::Note, Code::TranslationMissing, &spec.origin, &path, message);
            }
        }
    };
    look("says", &spec.says);
    look("value", &spec.value);
}
