//! `check`: what a policy says of itself, and what it could not mean.
//!
//! The loader refuses what is wrong in one place. Here is what only shows when a policy is tried out: examples that do
//! not hold, reasons that can never open, rules that take each other's place.

use crate::customer::{Customer, Direction, Fact, FactKind, Intent, Kind, Per, Place, Purpose};
use crate::followup::{Decision, Plan};
use crate::policy::spec::{
    AnchorSpec, CountSpec, Once, Origin, Policy, ReasonSpec, RuleSpec, RuleSpecKind, ScopeSpec, Texts, Window,
};
use crate::policy::{Demand, Example, Reason, Stage};
use crate::time::{Date, Instant, Span, Zone};
use crate::{Code, Engine, Result};
use std::sync::Arc;

const DAY: i64 = 86_400;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy is not fit for use.
    Error,
    /// It hardly means what it says.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something that `check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// The entry that it speaks of: `reasons.ask-review.needs`.
    pub path: String,
    /// `name@version` of the document in which the entry stands; empty if unknown.
    pub document: String,
    /// The entry's line in that document, from 1; 0 if unknown.
    pub line: u32,
    /// The entry's column, from 1; 0 if unknown.
    pub column: u32,
    /// What is wrong and what would be right.
    pub message: String,
}

/// An example of the policy that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleRun {
    /// What it shows.
    pub note: String,
    /// Where it stands.
    pub path: String,
    /// Whether the answer was the one that is wanted.
    pub passed: bool,
}

/// What `check` found, and the examples that it ran.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Errors first, then warnings, then notes; within each in the order of the policy.
    pub findings: Vec<Finding>,
    /// The examples, in the order of the policy.
    pub examples: Vec<ExampleRun>,
}

impl Report {
    /// Whether there is no error.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    fn add(&mut self, severity: Severity, code: Code, origin: &Origin, field: &str, message: String) {
        let dot = if field.is_empty() { "" } else { "." };
        self.findings.push(Finding {
            severity,
            code,
            path: format!("{}{dot}{field}", origin.path),
            document: origin.document.clone(),
            line: origin.line,
            column: origin.column,
            message,
        });
    }
}

impl Engine {
    /// Runs the examples of the policy and looks for what it could not mean.
    ///
    /// There is no clock here: time is counted from the latest example's `now`, or from the start of 2026 in a policy
    /// without examples. [`Engine::check_at`] takes another instant.
    ///
    /// ```
    /// use tactful::{Code, Engine};
    /// let report = Engine::house()?.check();
    /// assert!(report.ok() && report.examples.iter().all(|example| example.passed));
    ///
    /// let report = Engine::from_text("
    ///     name = 'small'
    ///     version = '1'
    ///     [reasons.ask-review]
    ///     value = 'a voice'
    ///     purpose = 'survey'
    ///     intent = 'ask'
    ///     anchor = { fact = 'delivered', per = 'order' }
    ///     needs = 'feedback'
    /// ")?.check();
    /// assert_eq!((report.ok(), report.findings[0].code), (false, Code::SentimentCondition));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn check(&self) -> Report {
        let latest = self.policy.examples.iter().map(|example| example.question.now).max();
        self.check_at(latest.unwrap_or(Instant::clamped(1_767_258_000)))
    }

    /// The same, with dates that run out counted from an instant.
    #[must_use]
    pub fn check_at(&self, now: Instant) -> Report {
        let mut report = Report::default();
        let policy = &self.policy;
        for example in &policy.examples {
            run_example(self, example, &mut report);
        }
        for (index, spec) in policy.reasons.iter().enumerate() {
            let reason = &self.reasons[index];
            sentiment(policy, spec, &mut report);
            opens(self, index, spec, now, &mut report);
            repeats(policy, spec, &mut report);
            prospects(spec, &mut report);
            gives_first(self, reason, spec, &mut report);
            translations(spec, &mut report);
        }
        for cap in &policy.rules {
            unreachable_cap(policy, cap, &mut report);
        }
        dates_end(self, now, &mut report);
        for entry in &policy.replaced {
            let origin = Origin { document: entry.by.clone(), path: entry.path.clone(), ..Origin::default() };
            let message = format!("`{}` takes the place of the entry of {}", entry.path, entry.below);
            report.add(Severity::Note, Code::EntryReplaced, &origin, "", message);
        }
        report.findings.sort_by_key(|finding| finding.severity);
        report
    }
}

// ---- Examples ----------------------------------------------------------------------------------------------------

fn run_example(engine: &Engine, example: &Example, report: &mut Report) {
    let want = &example.want;
    let problem = match answer(engine, example) {
        Err(error) => Some(format!("refused: {error}")),
        Ok(decision) => {
            let reason = example.question.reason.as_str();
            let binding = decision.binding().map(|block| block.rule(engine, reason));
            let fits = decision.verdict() == want.verdict
                && want.allowed_from.is_none_or(|at| decision.allowed_from() == Some(at))
                && want.allowed_until.is_none_or(|at| decision.allowed_until() == Some(at))
                && want.binding.as_ref().is_none_or(|rule| binding.as_ref() == Some(rule));
            (!fits).then(|| {
                let mut got = format!("answered {}", decision.verdict());
                let parts = [
                    (" from ", decision.allowed_from().map(|at| at.to_string())),
                    (" until ", decision.allowed_until().map(|at| at.to_string())),
                    (", bound by ", binding),
                ];
                parts.into_iter().for_each(|(word, part)| {
                    got += &part.map(|part| format!("{word}{part}")).unwrap_or_default();
                });
                got
            })
        }
    };
    report.examples.push(ExampleRun {
        note: example.note.clone(),
        path: example.origin.path.clone(),
        passed: problem.is_none(),
    });
    if let Some(problem) = problem {
        let message = format!("the example wants {} and is {problem}", want.verdict);
        report.add(Severity::Error, Code::ExampleFailed, &example.origin, "", message);
    }
}

fn answer(engine: &Engine, example: &Example) -> Result<Decision> {
    let told = &example.customer;
    let place = match (&told.timezone, told.timezones.as_slice()) {
        (Some(name), _) => Place::Zone(engine.zone(name)?),
        (None, []) => Place::Unknown,
        (None, names) => Place::OneOf(names.iter().map(|name| engine.zone(name)).collect::<Result<_>>()?),
    };
    let customer = Customer {
        place,
        level: told.level.clone(),
        history_since: told.history_since,
        occasions: told.occasions.clone(),
        ..Customer::new("example")
    };
    let question = &example.question;
    let folded = engine.fold(&example.facts, question.now, None)?;
    let plan = engine.plan(&example.planned)?;
    let asking =
        crate::followup::Asking { next_pending: folded.next_pending(), ..crate::followup::Asking::default() };
    let (reason, channel) = (&question.reason, &question.channel);
    engine.decide_with(&customer, &folded.standing, &plan, reason, channel, question.now, &asking)
}

// ---- Reasons that never open -------------------------------------------------------------------------------------

/// Tries the reason on customers who could not be better suited: consent given, gifts given, nothing sent, no
/// complaint, the anchor on many days and at many hours. Where none of them may be contacted, nobody may.
fn opens(engine: &Engine, index: usize, spec: &ReasonSpec, now: Instant, report: &mut Report) {
    let reason = &engine.reasons[index];
    let mut closed: Vec<u8> = reason.order.clone();
    let mut against: Option<String> = None;
    let zones = ideal_zones(engine);
    'search: for zone in &zones {
        for at in anchors(engine, spec, zone, now) {
            for stage in stages(reason) {
                for later_closed in [false, true] {
                    let Some(ideal) = Ideal::new(engine, reason, spec, zone, at, stage, later_closed) else {
                        continue;
                    };
                    closed.retain(|&channel| match ideal.decide(engine, index, channel) {
                        Some(decision) => {
                            let opens = matches!(decision.verdict(), Code::Allow | Code::Wait);
                            if !opens && against.is_none() {
                                let binding = decision.binding().or(decision.blocks().first());
                                against = binding.map(|block| block.rule(engine, &spec.id));
                            }
                            !opens
                        }
                        None => true,
                    });
                    if closed.is_empty() {
                        break 'search;
                    }
                    if !matches!(spec.anchor, Some(AnchorSpec::Case(false))) {
                        break;
                    }
                }
            }
        }
    }
    if closed.is_empty() {
        return;
    }
    let why = against.map(|rule| format!("; `{rule}` stands against it")).unwrap_or_default();
    if closed.len() == reason.order.len() {
        let message = format!("no customer, day or hour suits the reason{why}");
        report.add(Severity::Error, Code::NeverOpens, &spec.origin, "", message);
    } else {
        for &channel in &closed {
            let channel = &engine.channels[usize::from(channel)];
            let message = format!("the reason can never be used by {channel}{why}");
            report.add(Severity::Warning, Code::ChannelNeverOpens, &spec.origin, "channels", message);
        }
    }
}

fn ideal_zones(engine: &Engine) -> Vec<Arc<Zone>> {
    let mut zones: Vec<Arc<Zone>> = Vec::new();
    let calendars = engine.policy.calendars.iter().filter_map(|(_, spec)| engine.zone(&spec.tz).ok());
    let rules = engine.rules.iter().filter_map(|rule| rule.zone.clone());
    for zone in calendars.chain(rules).chain(engine.unknown_zone.iter().cloned()) {
        if zones.iter().all(|known| known.name() != zone.name()) {
            zones.push(zone);
        }
    }
    zones
}

/// Instants at which the anchor may lie: on every day of a week and in every month after it, at some hours of the day.
fn anchors(engine: &Engine, spec: &ReasonSpec, zone: &Arc<Zone>, now: Instant) -> Vec<i64> {
    if let Some(AnchorSpec::Year(name)) = &spec.anchor
        && let Some((_, dates)) = engine.policy.occasions.iter().find(|(known, _)| known == name)
    {
        return dates.iter().map(|date| zone.earliest(date.midnight())).collect();
    }
    let today = zone.date(now);
    let hours = if matches!(spec.anchor, Some(AnchorSpec::Year(_))) { [0].as_slice() } else { &[10, 15, 3] };
    let days = (0..7).chain((1..13).map(|month| month * 30));
    days.flat_map(|day| {
        let midnight = today.add_days(day).midnight();
        hours.iter().map(move |hour| zone.earliest(midnight + hour * 3_600))
    })
    .collect()
}

fn stages(reason: &Reason) -> Vec<Stage> {
    let all = Stage::ALL.iter().rev().map(|&(_, stage)| stage);
    all.filter(|stage| reason.stages == 0 || reason.stages & stage.bit() != 0).collect()
}

/// A customer who suits a reason, at the instant at which the reason opens.
struct Ideal {
    customer: Customer,
    facts: Vec<Fact>,
    now: Instant,
}

impl Ideal {
    fn new(
        engine: &Engine,
        reason: &Reason,
        spec: &ReasonSpec,
        zone: &Arc<Zone>,
        at: i64,
        stage: Stage,
        later_closed: bool,
    ) -> Option<Self> {
        let opened = reason.opens.shift(at, zone);
        let now = if matches!(spec.anchor, Some(AnchorSpec::Year(_))) { opened } else { opened.max(at) };
        let instant = |seconds: i64| Instant::from_seconds(seconds).ok();
        let mut customer = Customer::new("ideal").in_zone(Arc::clone(zone));
        customer.level = spec.levels.first().cloned();
        let mut facts = vec![Fact::new(Kind::ConsentGiven, instant(at.min(now) - 1_500 * DAY)?)];
        let gives = engine.policy.rules.iter().map(|rule| match rule.kind {
            RuleSpecKind::Gives(n, _) => n,
            _ => 0,
        });
        for give in 0..gives.max().unwrap_or(0) {
            facts.push(Fact::new(Kind::ServiceAct, instant(now - 2 * 3_600)?).id(&format!("give {give}")));
        }
        // an act of service may count as a touch, which would move an anchor that counts from the last one
        let silent = spec.anchor == Some(AnchorSpec::LastTouch) || stage == Stage::Lapsed;
        if silent && engine.policy.touches.contains(&FactKind::Known(Kind::ServiceAct)) {
            facts.retain(|fact| fact.kind != FactKind::Known(Kind::ServiceAct));
        }
        let anchor = match &spec.anchor {
            None | Some(AnchorSpec::Year(_)) => None,
            Some(AnchorSpec::LastTouch) => engine.policy.touches.first().cloned(),
            Some(AnchorSpec::Latest(kind) | AnchorSpec::Order(kind)) => Some(kind.clone()),
            Some(AnchorSpec::Case(_)) => {
                facts.push(Fact::new(Kind::ComplaintOpened, instant(at - 3_600)?).case("ideal"));
                None
            }
        };
        if let Some(AnchorSpec::Case(closed)) = spec.anchor {
            if !closed {
                facts.pop();
                facts.push(Fact::new(Kind::ComplaintOpened, instant(at)?).case("ideal"));
            }
            if closed || later_closed {
                let end = if closed { at } else { (at + 60).min(now) };
                facts.push(Fact::new(Kind::ComplaintClosed, instant(end)?).case("ideal"));
            }
        }
        if let Some(AnchorSpec::Year(name)) = &spec.anchor {
            let (_, month, day) = zone.date(instant(at)?).ymd();
            customer.occasions.push((name.clone(), month as u8, day as u8));
        }
        let is = |kind: Kind| anchor == Some(FactKind::Known(kind));
        if let Some(kind) = &anchor {
            let mut fact = Fact::new(kind.clone(), instant(at)?).order("ideal").id("anchor");
            if is(Kind::Contact) {
                fact.direction = Some(Direction::In);
            }
            facts.push(fact);
        }
        // what brings the customer to the stage
        let bought = match stage {
            Stage::ValueFirst | Stage::Conversion => None,
            Stage::Experience => Some(now - 3_600),
            Stage::FollowUp => Some(at.min(now) - 3 * DAY),
            Stage::Lapsed => Some(at.min(now) - 1_200 * DAY),
        };
        if let Some(bought) = bought.filter(|_| !is(Kind::Purchase)) {
            facts.push(Fact::new(Kind::Purchase, instant(bought)?).order("other").id("bought"));
        }
        if matches!(stage, Stage::FollowUp | Stage::Lapsed) && !is(Kind::Delivered) {
            let delivered = if is(Kind::Purchase) && stage == Stage::FollowUp { now } else { bought? + 60 };
            facts.push(Fact::new(Kind::Delivered, instant(delivered)?).order("other").id("delivered"));
        }
        if stage == Stage::Conversion && !is(Kind::Inquiry) {
            facts.push(Fact::new(Kind::Inquiry, instant(at.min(now) - DAY)?).id("asked"));
        }
        if !silent
            && let Some(touch) = engine.policy.touches.first().filter(|&touch| anchor.as_ref() != Some(touch))
        {
            let mut fact = Fact::new(touch.clone(), instant(now - 1_800)?).order("touched").id("touch");
            fact.direction = Some(Direction::In);
            // a purchase or delivery of another order would change the stage
            if !matches!(touch, FactKind::Known(Kind::Purchase | Kind::Delivered)) {
                facts.push(fact);
            }
        }
        for (place, kind) in spec.needs.iter().enumerate() {
            if anchor.as_ref() != Some(kind) {
                let fact = Fact::new(kind.clone(), instant(at.max(now - 3_600))?).order("ideal");
                facts.push(fact.id(&format!("needed {place}")));
            }
        }
        Some(Self { customer, facts, now: instant(now)? })
    }

    fn decide(&self, engine: &Engine, reason: usize, channel: u8) -> Option<Decision> {
        let folded = engine.fold(&self.facts, self.now, None).ok()?;
        let reason = &engine.reasons[reason].id;
        let channel = &engine.channels[usize::from(channel)];
        let plan = Plan::default();
        engine.decide(&self.customer, &folded.standing, &plan, reason, channel, self.now).ok()
    }
}

// ---- What a reason may not be ------------------------------------------------------------------------------------

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
fn sentiment(policy: &Policy, spec: &ReasonSpec, report: &mut Report) {
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
fn repeats(policy: &Policy, spec: &ReasonSpec, report: &mut Report) {
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
fn prospects(spec: &ReasonSpec, report: &mut Report) {
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
fn gives_first(engine: &Engine, reason: &Reason, spec: &ReasonSpec, report: &mut Report) {
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

fn translations(spec: &ReasonSpec, report: &mut Report) {
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

// ---- Rules that take each other's place --------------------------------------------------------------------------

/// Roughly, for comparing spans of different units.
fn seconds(span: Span) -> Option<i64> {
    match span {
        Span::Seconds(seconds) => Some(seconds),
        Span::Days(days) | Span::FullDays(days) | Span::DaysInclusive(days) => Some(i64::from(days) * DAY),
        Span::Months(months) => Some(i64::from(months) * 30 * DAY),
        Span::BusinessDays(_) | Span::BusinessSeconds(_) => None,
    }
}

/// A cap of n is never reached if a gap that covers the same contacts spreads n of them over its whole window.
fn unreachable_cap(policy: &Policy, cap: &RuleSpec, report: &mut Report) {
    let RuleSpecKind::AtMost(n, Window::Rolling(window)) = cap.kind else { return };
    let Some(window) = seconds(window) else { return };
    for rule in &policy.rules {
        let RuleSpecKind::Gap(gap) = rule.kind else { continue };
        let Some(gap) = seconds(gap) else { continue };
        let in_force = rule.valid_from.is_none() && rule.valid_to.is_none();
        let counted = |rule: &RuleSpec| {
            let own = CountSpec { scope: rule.scope.clone(), outcomes: Vec::new() };
            rule.counts.clone().unwrap_or(own)
        };
        let (gap_counts, cap_counts) = (counted(rule), counted(cap));
        let covers = rule.per == Per::Customer
            && gap_counts.outcomes.is_empty()
            && within(&cap.scope, &rule.scope)
            // what the cap counts was spaced by the gap when it was made
            && within(&cap_counts.scope, &rule.scope)
            && within(&cap_counts.scope, &gap_counts.scope);
        if in_force && covers && (n as i64).saturating_mul(gap) >= window {
            let message =
                format!("the gap of `{}` alone keeps contacts below this cap; drop one of the two", rule.id);
            report.add(Severity::Note, Code::CapUnreachable, &cap.origin, "", message);
        }
    }
}

/// Whether everything that `small` covers is covered by `large`.
fn within(small: &ScopeSpec, large: &ScopeSpec) -> bool {
    fn list<T: PartialEq>(small: &[T], large: &[T]) -> bool {
        large.is_empty() || (!small.is_empty() && small.iter().all(|item| large.contains(item)))
    }
    list(&small.purposes, &large.purposes)
        && list(&small.intents, &large.intents)
        && list(&small.channels, &large.channels)
        && list(&small.reasons, &large.reasons)
}

// ---- Dates that run out ------------------------------------------------------------------------------------------

fn dates_end(engine: &Engine, now: Instant, report: &mut Report) {
    let policy = &engine.policy;
    for (name, spec) in &policy.calendars {
        let Ok(zone) = engine.zone(&spec.tz) else { continue };
        let horizon = zone.date(now).add_days(engine.horizon_days);
        let known = policy.calendar_origins.iter().find(|(known, _)| known == name);
        let origin = known
            .map(|(_, origin)| origin.clone())
            .unwrap_or_else(|| Origin { path: format!("calendars.{name}"), ..Origin::default() });
        let last = spec.valid.as_ref().and_then(|(_, last)| Date::parse(last).ok());
        if let Some(last) = last.filter(|&last| last < horizon) {
            let message =
                format!("the calendar ends on {last}, and decisions look ahead to {horizon}; extend it");
            report.add(Severity::Warning, Code::DatesEnd, &origin, "valid", message);
        }
        let holiday = spec.holidays.iter().filter_map(|day| Date::parse(day).ok()).max();
        if let Some(holiday) = holiday.filter(|holiday| holiday.ymd().0 < horizon.ymd().0) {
            let message = format!(
                "holidays are listed up to {holiday}, and decisions look ahead to {horizon}; list those of {}",
                horizon.ymd().0
            );
            report.add(Severity::Note, Code::BeyondHolidays, &origin, "holidays", message);
        }
    }
    for (name, dates) in &policy.occasions {
        let Some(zone) = engine.unknown_zone.first() else { continue };
        let horizon = zone.date(now).add_days(engine.horizon_days);
        let ends = dates.iter().max().is_none_or(|&last| last < horizon);
        if ends {
            let origin = Origin { path: format!("occasions.{name}"), ..Origin::default() };
            let message =
                format!("the dates end before {horizon}, up to which decisions look ahead; add the next");
            report.add(Severity::Warning, Code::DatesEnd, &origin, "", message);
        }
    }
}
