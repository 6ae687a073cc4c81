//! What the oracle looks at: the policy as written, the whole history as a plain list, the plans.

use std::collections::BTreeMap;
use std::sync::Arc;
use tactful::Engine;
use tactful::customer::{
    Contact, Customer, Direction, Fact, FactKind, Intent, Kind, Outcome, Place, Purpose,
};
use tactful::followup::Asking;
use tactful::policy::Policy;
use tactful::policy::spec::{CountSpec, ScopeSpec, UnknownZone};
use tactful::time::{Calendar, Date, Instant, Zone, Zones};

/// Everything that bears on a question, but for the question itself.
pub struct World<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The zones.
    pub zones: &'a Zones,
    /// The customer.
    pub customer: &'a Customer,
    /// Facts that count: not after `now`, each once.
    pub facts: Vec<&'a Fact>,
    /// Planned contacts that were not sent already.
    pub planned: Vec<&'a Contact>,
    /// What the caller adds.
    pub asking: &'a Asking,
    /// The clocks that count.
    pub clocks: Vec<Arc<Zone>>,
    /// Compiled calendars by name.
    pub calendars: BTreeMap<String, Calendar>,
    /// Quiet dates by rule.
    pub quiet_dates: BTreeMap<String, QuietDates>,
    /// The instant of the question.
    pub now: i64,
    /// The end of the search.
    pub horizon: i64,
    /// Whether planned gives count, as in an agenda.
    pub planned_gives: bool,
}

/// Dates as the document lists them.
#[derive(Debug, Default, Clone)]
pub struct QuietDates {
    /// `2026-12-25`.
    pub single: Vec<Date>,
    /// `12-25`.
    pub yearly: Vec<(u32, u32)>,
}

/// A contact, sent or planned.
pub struct Touch<'a> {
    /// When.
    pub at: i64,
    /// As sent; else as the reason says.
    pub purpose: Option<Purpose>,
    /// As sent; else as the reason says.
    pub intent: Option<Intent>,
    /// Through which channel.
    pub channel: Option<&'a str>,
    /// Index of the reason.
    pub reason: Option<usize>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The customer began it.
    pub inbound: bool,
    /// With somebody else of the account.
    pub colleague: bool,
    /// About what.
    pub subject: Option<&'a str>,
    /// To which address.
    pub point: Option<&'a str>,
    /// For which order.
    pub order: Option<&'a str>,
    /// For which case.
    pub case: Option<&'a str>,
    /// Not sent yet.
    pub planned: bool,
}

impl<'a> World<'a> {
    /// The world of one question.
    #[expect(clippy::too_many_arguments, reason = "a question has these parts")]
    pub fn new(
        engine: &'a Engine,
        text: &str,
        zones: &'a Zones,
        customer: &'a Customer,
        facts: &'a [Fact],
        planned: &'a [Contact],
        asking: &'a Asking,
        now: Instant,
    ) -> Self {
        let policy = engine.policy();
        let mut counted: Vec<&Fact> = Vec::new();
        for fact in facts.iter().filter(|fact| fact.at <= now) {
            let known = |other: &&Fact| match (&fact.id, &other.id) {
                (Some(one), Some(two)) => one == two,
                (None, None) => *other == fact,
                _ => false,
            };
            if !counted.iter().any(known) {
                counted.push(fact);
            }
        }
        counted.sort_by_key(|fact| fact.at);
        let mut ahead: Vec<&Contact> = Vec::new();
        for contact in planned {
            let sent = contact.id.is_some() && counted.iter().any(|fact| fact.id == contact.id);
            if !sent && !ahead.contains(&contact) {
                ahead.push(contact);
            }
        }
        ahead.sort_by_key(|contact| contact.at);
        let named = |name: &String| zones.get(name).expect("a zone");
        let clocks = match &customer.place {
            Place::Zone(zone) => vec![Arc::clone(zone)],
            Place::OneOf(zones) if !zones.is_empty() => zones.clone(),
            _ => match &policy.unknown_zone {
                None => vec![zones.get("UTC").expect("UTC")],
                Some(UnknownZone::Zone(name)) => vec![named(name)],
                Some(UnknownZone::Strictest(names)) => names.iter().map(named).collect(),
            },
        };
        let days = policy.horizon_days.unwrap_or(400);
        let horizon =
            super::clock::window_end(&clocks[0], tactful::time::Span::FullDays(days), now.seconds());
        let calendars = policy
            .calendars
            .iter()
            .map(|(name, spec)| (name.clone(), Calendar::compile(spec, zones).expect("a calendar")))
            .collect();
        Self {
            policy,
            zones,
            customer,
            facts: counted,
            planned: ahead,
            asking,
            clocks,
            calendars,
            quiet_dates: quiet_dates(text),
            now: now.seconds(),
            horizon,
            planned_gives: false,
        }
    }

    /// The index of a reason by its id or a former one.
    pub fn reason_index(&self, name: &str) -> Option<usize> {
        let called = |reason: &tactful::policy::spec::ReasonSpec| {
            reason.id == name || reason.formerly.iter().any(|former| former == name)
        };
        self.policy.reasons.iter().position(called)
    }

    /// Every contact, sent and planned.
    pub fn touches(&self) -> Vec<Touch<'a>> {
        let mut all = Vec::new();
        for fact in self.facts.iter().filter(|fact| fact.kind == FactKind::Known(Kind::Contact)) {
            let reason = fact.reason.as_deref().and_then(|name| self.reason_index(name));
            let of_reason = reason.map(|index| &self.policy.reasons[index]);
            all.push(Touch {
                at: fact.at.seconds(),
                purpose: fact.purpose.or(of_reason.map(|r| r.purpose)),
                intent: fact.intent.or(of_reason.map(|r| r.intent)),
                channel: fact.channel.as_deref(),
                reason,
                outcome: fact.outcome,
                inbound: fact.direction == Some(Direction::In),
                colleague: fact.colleague,
                subject: fact.subject.as_deref(),
                point: fact.contact_point.as_deref(),
                order: fact.order.as_deref(),
                case: fact.case.as_deref(),
                planned: false,
            });
        }
        for contact in &self.planned {
            let reason = self.reason_index(&contact.reason);
            let of_reason = reason.map(|index| &self.policy.reasons[index]);
            all.push(Touch {
                at: contact.at.seconds(),
                purpose: of_reason.map(|r| r.purpose),
                intent: of_reason.map(|r| r.intent),
                channel: Some(&contact.channel),
                reason,
                outcome: None,
                inbound: false,
                colleague: false,
                subject: contact.subject.as_deref(),
                point: contact.contact_point.as_deref(),
                order: contact.order.as_deref(),
                case: contact.case.as_deref(),
                planned: true,
            });
        }
        all
    }

    /// The latest fact of a kind (not of colleagues).
    pub fn latest(&self, kind: &FactKind) -> Option<i64> {
        let of_kind = self.facts.iter().filter(|fact| fact.kind == *kind && !fact.colleague);
        of_kind.map(|fact| fact.at.seconds()).max()
    }

    /// The latest touch, as the policy defines it.
    pub fn last_touch(&self) -> Option<i64> {
        let contact = [FactKind::Known(Kind::Contact)];
        let kinds: &[FactKind] = if self.policy.touches.is_empty() { &contact } else { &self.policy.touches };
        // what did not reach the customer breaks no silence
        let missed = [Some(Outcome::NoAnswer), Some(Outcome::Bounced), Some(Outcome::Failed)];
        let touch =
            |fact: &&&Fact| kinds.contains(&fact.kind) && !fact.colleague && !missed.contains(&fact.outcome);
        self.facts.iter().filter(touch).map(|fact| fact.at.seconds()).max()
    }

    /// The last instant of which the history may know nothing.
    pub fn unknown_at(&self) -> Option<i64> {
        self.customer.history_since.map(|since| since.seconds() - 1)
    }

    /// Whether a scope holds a contact. Caps and gaps leave transactional contacts out unless they are named.
    pub fn in_scope(&self, scope: &ScopeSpec, spare_transactional: bool, touch: &Touch<'_>) -> bool {
        let purpose = match (&scope.purposes[..], touch.purpose) {
            (_, None) => true,
            ([], Some(purpose)) => !(spare_transactional && purpose == Purpose::Transactional),
            (named, Some(purpose)) => named.contains(&purpose),
        };
        let intent = match (&scope.intents[..], touch.intent) {
            ([], _) => true,
            // what is not known may be any
            (_, None) => true,
            (named, Some(intent)) => named.contains(&intent),
        };
        let channel = scope.channels.is_empty()
            || touch.channel.is_none_or(|channel| scope.channels.iter().any(|named| named == channel));
        let named: Vec<_> = scope.reasons.iter().map(|name| self.reason_index(name)).collect();
        let reason = named.is_empty() || (touch.reason.is_some() && named.contains(&touch.reason));
        purpose && intent && channel && reason
    }

    /// The same with outcomes.
    pub fn in_count(&self, counts: &CountSpec, spare_transactional: bool, touch: &Touch<'_>) -> bool {
        self.in_scope(&counts.scope, spare_transactional, touch)
            && (counts.outcomes.is_empty()
                || touch.outcome.map_or(spare_transactional, |outcome| counts.outcomes.contains(&outcome)))
    }
}

fn quiet_dates(text: &str) -> BTreeMap<String, QuietDates> {
    let mut found = BTreeMap::new();
    let mut rule = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("[rules.") {
            rule = name.trim_end_matches(']').to_owned();
        }
        if let Some(list) = line.strip_prefix("quiet_dates = [") {
            let mut dates = QuietDates::default();
            for word in list.trim_end_matches(']').split(',').map(|w| w.trim().trim_matches(['"', '\''])) {
                match word.len() {
                    5 => dates
                        .yearly
                        .push((word[..2].parse().expect("a month"), word[3..].parse().expect("a day"))),
                    _ => dates.single.push(Date::parse(word).expect("a date")),
                }
            }
            found.insert(rule.clone(), dates);
        }
    }
    found
}
