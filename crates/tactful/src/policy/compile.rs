//! From a policy to an engine: names become indices and bits, and what does not fit together is refused.

use super::bearing::bearings;
use super::compiled::{Anchor, CUSTOMERS, Condition, Demand, Length, Reason, Rule};
use super::engine::{Engine, StageScopes, fingerprint, kind_bit, unknown_zones};
use super::load::{MAX_CHANNELS, MAX_OWN_FACTS, channels_or_default, priorities_or_default};
use super::lookback::{Lookbacks, longest};
use super::scopes::Scopes;
use super::spec::{
    After, AnchorSpec, CountSpec, Once, Origin, Policy, ReasonSpec, RuleSpec, RuleSpecKind, ScopeSpec, Window,
};
use super::unknown_name;
use crate::complaint::ClockWords;
use crate::customer::{
    ByKind, FactKind, Filter, Intent, Kind, Outcome, Per, Purpose, Shape, hash_of, hash_of_data,
};
use crate::order::Order;
use crate::time::{Calendar, Span, Zones};
use crate::voice::{Voice, VoiceSpec};
use crate::when::WallWeek;
use crate::{Code, Error, Result};
use once_cell::race::OnceBox;
use std::collections::HashMap;
use std::sync::Arc;

const HORIZON_DAYS: i32 = 400;
const ORDERS: u16 = 32;
const CASES: u16 = 16;
const CONSENTS: u16 = 16;
const CONTACTS: u16 = 8;
const FORGET_COMPLAINTS: Span = Span::Months(24);

/// What is needed while compiling.
struct Context<'p> {
    policy: &'p Policy,
    zones: &'p Zones,
    channels: Vec<String>,
    calendars: Vec<(String, Arc<Calendar>)>,
    /// Reasons by id and former id.
    names: HashMap<String, u32>,
    /// Stable ids: the oldest name of each reason.
    stable: Vec<String>,
    scopes: Scopes,
    order_kinds: Vec<String>,
    order_reasons: Vec<String>,
    case_reasons: Vec<String>,
}

pub(super) fn compile(mut policy: Policy, zones: Arc<Zones>) -> Result<Engine> {
    policy.channels = channels_or_default(std::mem::take(&mut policy.channels));
    if policy.channels.len() > MAX_CHANNELS || policy.own_facts.len() > MAX_OWN_FACTS {
        return Err(Error::new(Code::TooLarge, "more channels or own facts than the library takes"));
    }
    if policy.touches.is_empty() {
        policy.touches = vec![FactKind::Known(Kind::Contact)];
    }
    let priorities = std::mem::take(&mut policy.complaints.clocks.priorities);
    policy.complaints.clocks.priorities = priorities_or_default(priorities);
    policy.rules.order_by(|a, b| a.id.cmp(&b.id));
    let mut context = Context::new(&policy, &zones)?;
    let touches = context.touch_scopes()?;
    let stage_scopes = StageScopes {
        purchase: context.scopes.last(Kind::Purchase.bit()),
        delivered: context.scopes.last(Kind::Delivered.bit()),
        inquiry: context.scopes.last(Kind::Inquiry.bit()),
        level: context.scopes.add(Filter { per: Per::Level, ..Filter::kinds(Kind::LevelAssigned.bit()) }, 1),
        touches,
    };
    let mut reasons = Vec::with_capacity(policy.reasons.len());
    for spec in &policy.reasons {
        reasons.push(context.reason(spec, &stage_scopes).map_err(|e| at(e, &spec.origin))?);
    }
    let mut rules = Vec::with_capacity(policy.rules.len());
    for spec in &policy.rules {
        let rule = context.rule(spec, &stage_scopes).map_err(|e| at(e, &spec.origin))?;
        let number = rules.len() as u16;
        for (reason, compiled) in policy.reasons.iter().zip(&mut reasons) {
            if context.applies(spec, reason, compiled).map_err(|e| at(e, &spec.origin))? {
                compiled.rules.push(number);
            }
        }
        rules.push(rule);
    }
    let lookbacks = Lookbacks::new(&rules);
    let bearings = bearings(&mut reasons, &rules, &lookbacks, context.channels.len());
    for level in &policy.levels {
        for owed in &level.owes {
            let entry = format!("levels.{}", level.id);
            context
                .reason_index(&owed.reason)
                .map_err(|e| policy.located(&entry, e.at_path(&format!("{entry}.owes"))))?;
        }
    }
    let mut benefits: Vec<(u64, Length)> = policy
        .benefits
        .iter()
        .map(|(product, span)| {
            let key = if product == "default" { 0 } else { hash_of(product) };
            context.length(*span, None).map(|length| (key, length))
        })
        .collect::<Result<_>>()?;
    // of two for one product the last holds
    benefits.reverse();
    benefits.order_by_key(|(product, _)| *product);
    benefits.dedup_by_key(|(product, _)| *product);
    let lapsed = policy.lapsed_after.map(|span| context.length(span, None)).transpose()?;
    let forget = context.length(policy.forget_complaints_after.unwrap_or(FORGET_COMPLAINTS), None)?;
    let unknown_zone = unknown_zones(&policy, &zones)?;
    let complaint_clocks = super::clocks::compile(&policy, &zones, &context.calendars)?;
    let clock = unknown_zone.first().cloned().map_or_else(|| zones.get("UTC"), Ok)?;
    let words = ClockWords {
        own_events: policy.complaints.clocks.own_events.clone(),
        priorities: policy.complaints.clocks.priorities.clone(),
        topics: policy.complaints.clocks.topics.clone(),
        approvers: complaint_clocks.approvers.clone(),
        calendars: context.calendars.iter().map(|(name, _)| name.clone()).collect(),
    };
    let complaints = policy.complaints.case.compile(clock, words);
    let organisation = super::complaints::compile_organisation(&policy, &context.calendars)?;
    let Context {
        names, channels, calendars, scopes, order_kinds, order_reasons, case_reasons, stable, ..
    } = context;
    let (scopes, canonical) = scopes.finish(&channels, &stable, &policy.own_facts);
    let mut shape = Shape {
        scopes: canonical,
        order_kinds,
        order_reasons,
        case_reasons,
        orders: usize::from(policy.sizes.orders.unwrap_or(ORDERS)),
        cases: usize::from(policy.sizes.cases.unwrap_or(CASES)),
        consents: usize::from(policy.sizes.consents.unwrap_or(CONSENTS)),
        fingerprint: 0,
    };
    shape.fingerprint = hash_of(&format!("{shape:?}"));
    // plain data: stable within a version of the library, which the fingerprint names as well
    let content = hash_of_data(&policy);
    let voice = OnceBox::new();
    if policy.voice != VoiceSpec::default() {
        // words of a stranger are refused here, not when somebody first talks
        let own = Voice::new(&policy.voice).map_err(|e| policy.located("voice", e))?;
        let _ = voice.set(Box::new(own));
    }
    Ok(Engine {
        voice,
        fingerprint: fingerprint(&policy, &zones, content),
        horizon_days: policy.horizon_days.unwrap_or(HORIZON_DAYS),
        leap_day_on_march_1: policy.leap_day_on_march_1.unwrap_or(false),
        leap_month: policy.leap_month.unwrap_or(crate::time::LeapMonth::Regular),
        zones,
        channel_keys: channels.iter().map(|name| hash_of(name)).collect(),
        channels,
        reasons,
        reason_names: names,
        rules,
        bearings,
        lookbacks,
        calendars,
        complaint_clocks,
        scopes_by_kind: ByKind::new(scopes.iter().map(|scope| &scope.filter)),
        scopes,
        shape: Arc::new(shape),
        unknown_zone,
        forget,
        lapsed,
        stage_scopes,
        benefits,
        complaints,
        organisation,
        policy,
    })
}

/// Names the field of an entry that an error speaks of.
fn field<T>(found: Result<T>, origin: &Origin, name: &str) -> Result<T> {
    found.map_err(|error| error.at_path(&format!("{}.{name}", origin.path)))
}

fn at(error: Error, origin: &Origin) -> Error {
    error.at_path(&origin.path).at_place(origin.line, origin.column)
}

impl<'p> Context<'p> {
    fn new(policy: &'p Policy, zones: &'p Zones) -> Result<Self> {
        let mut calendars = Vec::new();
        for (name, spec) in &policy.calendars {
            let calendar = Calendar::compile(spec, zones).map_err(|e| {
                let inner = if e.path().is_empty() { String::new() } else { format!(".{}", e.path()) };
                let error = Error::new(e.code(), e.message()).at_path(&format!("calendars.{name}{inner}"));
                match policy.calendar_origins.iter().find(|(known, _)| known == name) {
                    Some((_, origin)) => error.at_place(origin.line, origin.column),
                    None => error,
                }
            })?;
            calendars.push((name.clone(), Arc::new(calendar)));
        }
        let mut names = HashMap::new();
        let mut stable = Vec::new();
        for (index, reason) in policy.reasons.iter().enumerate() {
            for name in std::iter::once(&reason.id).chain(&reason.formerly) {
                if names.insert(name.clone(), index as u32).is_some() {
                    let error =
                        Error::new(Code::DuplicateKey, format!("two reasons are or were called `{name}`"));
                    return Err(at(error, &reason.origin));
                }
            }
            stable.push(reason.formerly.first().unwrap_or(&reason.id).clone());
        }
        Ok(Self {
            policy,
            zones,
            channels: policy.channels.clone(),
            calendars,
            names,
            stable,
            scopes: Scopes::default(),
            order_kinds: Vec::new(),
            order_reasons: Vec::new(),
            case_reasons: Vec::new(),
        })
    }

    fn reason_index(&self, name: &str) -> Result<u32> {
        self.names.get(name).copied().ok_or_else(|| {
            let known: Vec<&str> = self.policy.reasons.iter().map(|r| r.id.as_str()).collect();
            unknown_name(Code::UnknownReason, "reason", name, &known)
        })
    }

    fn channel_bits(&self, names: &[String]) -> Result<u64> {
        let mut bits = 0;
        for name in names {
            let known: Vec<&str> = self.channels.iter().map(String::as_str).collect();
            match known.iter().position(|k| k == name) {
                Some(place) => bits |= 1 << place,
                None => return Err(unknown_name(Code::UnknownChannel, "channel", name, &known)),
            }
        }
        Ok(bits)
    }

    fn kind(&self, kind: &FactKind) -> Result<u64> {
        kind_bit(&self.policy.own_facts, kind.as_str()).ok_or_else(|| {
            let mut known: Vec<&str> = Kind::ALL.iter().map(|(word, _)| *word).collect();
            known.extend(self.policy.own_facts.iter().map(String::as_str));
            let mut error = unknown_name(Code::InvalidValue, "fact", kind.as_str(), &known);
            if !error.message().contains("did you mean") {
                let message = format!("{}; declare it in `own_facts` if it is yours", error.message());
                error = Error::new(Code::InvalidValue, message);
            }
            error
        })
    }

    fn calendar(&self, name: &str) -> Result<Arc<Calendar>> {
        let known: Vec<&str> = self.calendars.iter().map(|(known, _)| known.as_str()).collect();
        match self.calendars.iter().find(|(known, _)| known == name) {
            Some((_, calendar)) => Ok(Arc::clone(calendar)),
            None => Err(unknown_name(Code::UnknownCalendar, "calendar", name, &known)),
        }
    }

    fn length(&self, span: Span, calendar: Option<&String>) -> Result<Length> {
        let calendar = match (span.is_business(), calendar) {
            (false, _) => None,
            (true, Some(name)) => Some(self.calendar(name)?),
            (true, None) => {
                return Err(Error::new(
                    Code::MissingField,
                    "business days and hours need a calendar; add calendar = \"…\"",
                ));
            }
        };
        Ok(Length { span, calendar })
    }

    fn touch_scopes(&mut self) -> Result<Vec<usize>> {
        let kinds: Vec<u64> =
            self.policy.touches.iter().map(|kind| self.kind(kind)).collect::<Result<_>>()?;
        // a contact that did not reach the customer breaks no silence
        let reached = Filter::ALL_OUTCOMES & !Outcome::MISSED;
        let scope = |kind| self.scopes.add(Filter { outcomes: reached, ..Filter::kinds(kind) }, 1);
        Ok(kinds.into_iter().map(scope).collect())
    }

    fn order_column(&mut self, kind: &FactKind) -> usize {
        let name = kind.as_str();
        match self.order_kinds.iter().position(|known| known == name) {
            Some(place) => place,
            None => {
                self.order_kinds.push(name.to_owned());
                self.order_kinds.len() - 1
            }
        }
    }

    fn reason(&mut self, spec: &ReasonSpec, stages: &StageScopes) -> Result<Reason> {
        let index = self.reason_index(&spec.id)?;
        let anchor = match &spec.anchor {
            None => Anchor::None,
            Some(AnchorSpec::LastTouch) => Anchor::Latest(stages.touches.clone()),
            Some(AnchorSpec::Latest(kind)) => {
                let bit = field(self.kind(kind), &spec.origin, "anchor")?;
                Anchor::Latest(vec![self.scopes.last(bit)])
            }
            Some(AnchorSpec::Order(kind)) => {
                field(self.kind(kind), &spec.origin, "anchor")?;
                let column = self.order_column(kind);
                let derived =
                    *kind == FactKind::Known(Kind::BenefitRealised) && !self.policy.benefits.is_empty();
                let delivered = derived.then(|| self.order_column(&FactKind::Known(Kind::Delivered)));
                Anchor::Order { column, delivered }
            }
            Some(AnchorSpec::Case(closed)) => Anchor::Case { closed: *closed },
            Some(AnchorSpec::Year(name)) => {
                let dates = self.policy.occasions.iter().find(|(known, _)| known == name);
                Anchor::Year { name: name.clone(), dates: dates.map(|(_, dates)| dates.clone()) }
            }
        };
        let per_order = matches!(anchor, Anchor::Order { .. });
        let stable = self.stable[index as usize].clone();
        let asked = (spec.once == Once::PerAnchor)
            .then_some(match anchor {
                Anchor::Order { .. } => Some(&mut self.order_reasons),
                Anchor::Case { .. } => Some(&mut self.case_reasons),
                _ => None,
            })
            .flatten()
            .map(|reasons| {
                reasons.push(stable);
                reasons.len() - 1
            });
        let needs = field(self.conditions(&spec.needs, per_order), &spec.origin, "needs")?;
        let blocks = field(self.conditions(&spec.blocks, per_order), &spec.origin, "blocks")?;
        let (channels, order) = match &spec.channels {
            Some(names) => {
                let bits = field(self.channel_bits(names), &spec.origin, "channels")?;
                let place =
                    |name| self.channels.iter().position(|known| known == name).map(|place| place as u8);
                (bits, names.iter().filter_map(place).collect())
            }
            None => (u64::MAX >> 1, (0..self.channels.len() as u8).collect()),
        };
        let mut stage_bits = spec.stages.iter().fold(0, |bits, stage| bits | stage.bit());
        if spec.customers_only {
            stage_bits = if stage_bits == 0 { CUSTOMERS } else { stage_bits & CUSTOMERS };
            if stage_bits == 0 {
                return Err(Error::new(
                    Code::NeverOpens,
                    "the reason is for customers only, but its stages are those of prospects (F14)",
                ));
            }
        }
        let last = self.scopes.add(Filter { reasons: Some(vec![index]), ..Filter::our_contacts() }, 2);
        let calendar = spec.calendar.as_ref();
        let opens = self.length(spec.opens, calendar)?;
        let closes = spec.closes.map(|span| self.length(span, calendar)).transpose()?;
        Ok(Reason {
            id: spec.id.clone(),
            index,
            purpose: spec.purpose,
            intent: spec.intent,
            channels,
            order,
            stages: stage_bits,
            levels: spec.levels.iter().map(|level| hash_of(level)).collect(),
            elapsed: Reason::elapsed(&opens, closes.as_ref()),
            closes_within: closes.as_ref().map_or(i64::MAX, |closes| longest(closes.span)),
            opens,
            closes,
            best: spec.best.map(|span| self.length(span, calendar)).transpose()?,
            needs,
            blocks,
            once: spec.once,
            every: spec.every,
            itself: Reason::itself(last, spec.every, spec.once),
            last,
            asked,
            priority: spec.priority,
            rules: Vec::new(),
            bearings: Vec::new(),
            anchor,
        })
    }

    fn conditions(&mut self, kinds: &[FactKind], per_order: bool) -> Result<Vec<Condition>> {
        let mut conditions = Vec::with_capacity(kinds.len());
        for kind in kinds {
            let bit = self.kind(kind)?;
            conditions.push(Condition {
                kind: bit,
                column: per_order.then(|| self.order_column(kind)),
                scope: (!per_order).then(|| self.scopes.last(bit)),
            });
        }
        Ok(conditions)
    }

    /// Whether a rule can apply to a reason, on some channel.
    fn applies(&self, rule: &RuleSpec, spec: &ReasonSpec, reason: &Reason) -> Result<bool> {
        let scope = &rule.scope;
        let named = scope.reasons.iter().map(|name| self.reason_index(name)).collect::<Result<Vec<_>>>();
        let named = field(named, &rule.origin, "reasons")?;
        let own = self.reason_index(&spec.id)?;
        // Caps and gaps exempt transactional contacts unless they name them.
        let purposes = self.purposes(rule);
        let asks_only = matches!(rule.kind, RuleSpecKind::Gives(..));
        Ok(purposes & reason.purpose.bit() != 0
            && (scope.intents.is_empty() || scope.intents.contains(&reason.intent))
            && (!asks_only || reason.intent == Intent::Ask)
            && (scope.channels.is_empty() || self.channel_bits(&scope.channels)? & reason.channels != 0)
            && (named.is_empty() || named.contains(&own)))
    }

    fn purposes(&self, rule: &RuleSpec) -> u64 {
        let counted = matches!(rule.kind, RuleSpecKind::AtMost(..) | RuleSpecKind::Gap(_));
        purposes(&rule.scope, counted)
    }

    /// The contacts that a rule counts: what it applies to, or what it says it counts.
    fn counted(&mut self, rule: &RuleSpec) -> Result<Filter> {
        let own = CountSpec { scope: rule.scope.clone(), outcomes: Vec::new() };
        let counts = rule.counts.as_ref().unwrap_or(&own);
        let mut filter = field(self.filter(counts, true), &rule.origin, "counts")?;
        filter.directions = crate::customer::Direction::Out.bit();
        // what is planned, or not yet told, may turn out to be one that counts
        filter.outcomes |= Filter::NO_OUTCOME;
        filter.per = rule.per;
        Ok(filter)
    }

    fn filter(&self, counts: &CountSpec, counted: bool) -> Result<Filter> {
        let scope = &counts.scope;
        let mut filter = Filter::kinds(Kind::Contact.bit());
        filter.purposes = purposes(scope, counted);
        if !scope.intents.is_empty() {
            filter.intents = scope.intents.iter().fold(0, |bits, intent| bits | intent.bit());
        }
        if !scope.channels.is_empty() {
            filter.channels = self.channel_bits(&scope.channels)?;
        }
        if !scope.reasons.is_empty() {
            let mut reasons: Vec<u32> =
                scope.reasons.iter().map(|name| self.reason_index(name)).collect::<Result<_>>()?;
            reasons.order();
            filter.reasons = Some(reasons);
        }
        if !counts.outcomes.is_empty() {
            filter.outcomes = counts.outcomes.iter().fold(0, |bits, outcome| bits | outcome.bit());
        }
        Ok(filter)
    }

    fn rule(&mut self, spec: &RuleSpec, stages: &StageScopes) -> Result<Rule> {
        let channels = match spec.scope.channels.as_slice() {
            [] => u64::MAX,
            names => field(self.channel_bits(names), &spec.origin, "channels")?,
        };
        for name in &spec.scope.reasons {
            field(self.reason_index(name), &spec.origin, "reasons")?;
        }
        let least = usize::from(self.policy.sizes.contacts.unwrap_or(CONTACTS));
        let (code, demand) = match &spec.kind {
            RuleSpecKind::Consent => (Code::Consent, Demand::Consent),
            RuleSpecKind::NeverIf(kinds) => {
                let pairs = kinds
                    .iter()
                    .map(|kind| match kind {
                        Kind::DoNotContact => (
                            self.scopes.last(Kind::DoNotContact.bit()),
                            Some(self.scopes.last(Kind::DoNotContactLifted.bit())),
                            Code::DoNotContact,
                        ),
                        kind => (self.scopes.last(kind.bit()), None, Code::Deceased),
                    })
                    .collect();
                (Code::DoNotContact, Demand::Never(pairs))
            }
            RuleSpecKind::Suppression => {
                let filter = Filter { per: Per::Until, ..Filter::kinds(Kind::Suppressed.bit()) };
                (Code::Suppressed, Demand::Suppression { scope: self.scopes.add(filter, 1) })
            }
            RuleSpecKind::QuietHours(windows) => {
                let week = WallWeek::all_but(windows);
                if week.is_empty() {
                    return Err(Error::new(Code::NeverOpens, "the quiet hours leave no time at all"));
                }
                (Code::QuietHours, Demand::Wall(week))
            }
            RuleSpecKind::SendWindow(windows) => (Code::SendWindow, Demand::Wall(WallWeek::only(windows))),
            RuleSpecKind::QuietDates(dates) => (Code::QuietDates, Demand::NotOn(dates.clone())),
            RuleSpecKind::OnlyWithin(name) => (
                Code::OutsideBusinessHours,
                Demand::Open(field(self.calendar(name), &spec.origin, "only_within")?),
            ),
            RuleSpecKind::AtMost(n, window) => {
                let filter = self.counted(spec)?;
                let scope = self.scopes.add(filter, least.max(n + 1));
                match window {
                    Window::Rolling(span) => (Code::RollingCap, Demand::Cap { scope, n: *n, span: *span }),
                    Window::Bucket(bucket) => {
                        use crate::when::Bucket;
                        let code = match bucket {
                            Bucket::Day => Code::DayCap,
                            Bucket::Week(_) => Code::WeekCap,
                            Bucket::Month => Code::MonthCap,
                        };
                        (code, Demand::BucketCap { scope, n: *n, bucket: *bucket })
                    }
                }
            }
            RuleSpecKind::Gap(span) => {
                let filter = self.counted(spec)?;
                let depth = if spec.per == Per::Customer || spec.per == Per::Account { 2 } else { least };
                (Code::MinGap, Demand::Cap { scope: self.scopes.add(filter, depth), n: 1, span: *span })
            }
            RuleSpecKind::CoolOff(span, after) => {
                let counts = spec.counts.clone().unwrap_or_default();
                let mut filter = field(self.filter(&counts, false), &spec.origin, "counts")?;
                match after {
                    After::Outcome(outcome) => filter.outcomes = outcome.bit(),
                    After::Fact(kind) => {
                        filter.kinds = field(self.kind(kind), &spec.origin, "after")?;
                    }
                }
                filter.per = spec.per;
                let depth = if spec.per == Per::Customer || spec.per == Per::Account { 1 } else { least };
                let length = self.length(*span, spec.calendar.as_ref())?;
                (Code::CoolingOff, Demand::CoolOff { scope: self.scopes.add(filter, depth), length })
            }
            RuleSpecKind::NoComplaint(then) => {
                let then = then.map(|span| self.length(span, spec.calendar.as_ref())).transpose()?;
                (Code::ComplaintOpen, Demand::NoComplaint { then })
            }
            RuleSpecKind::Gives(n, within) => {
                let gives = Filter {
                    kinds: Kind::Contact.bit() | Kind::ServiceAct.bit(),
                    intents: Intent::Give.bit(),
                    outcomes: Filter::ALL_OUTCOMES & !Outcome::MISSED,
                    known_intent: true,
                    ..Filter::our_contacts()
                };
                let asks = Filter { intents: Intent::Ask.bit(), ..Filter::our_contacts() };
                let gives = self.scopes.add(gives, (*n).max(2));
                let asks = self.scopes.add(asks, 1);
                (Code::GiveBeforeAsk, Demand::Gives { gives, asks, n: *n, within: *within })
            }
            RuleSpecKind::SilenceLimit(span) => {
                (Code::Silence, Demand::SilenceLimit { scopes: stages.touches.clone(), span: *span })
            }
        };
        let zone = spec.timezone.as_deref().map(|name| self.zones.get(name)).transpose();
        let zone = field(zone, &spec.origin, "timezone")?;
        let valid = (spec.valid_from.is_some() || spec.valid_to.is_some())
            .then_some((spec.valid_from, spec.valid_to));
        Ok(Rule { id: spec.id.clone(), code, channels, demand, zone, valid })
    }
}

fn purposes(scope: &ScopeSpec, counted: bool) -> u64 {
    match (scope.purposes.is_empty(), counted) {
        (false, _) => scope.purposes.iter().fold(0, |bits, purpose| bits | purpose.bit()),
        (true, true) => Filter::ALL_PURPOSES & !Purpose::Transactional.bit(),
        (true, false) => Filter::ALL_PURPOSES,
    }
}
