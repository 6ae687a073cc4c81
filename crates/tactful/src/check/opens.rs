//! Reasons that never open: each is asked for a customer to whom nothing stands in the way.

use super::DAY;
use super::{Report, Severity};
use crate::customer::{Customer, Direction, Fact, FactKind, Kind};
use crate::followup::{Decision, Plan};
use crate::policy::spec::{AnchorSpec, ReasonSpec, RuleSpecKind};
use crate::policy::{Reason, Stage};
use crate::time::{Instant, Zone};
use crate::{Code, Engine};
use std::sync::Arc;

/// Tries the reason on customers who could not be better suited: consent given, gifts given, nothing sent, no
/// complaint, the anchor on many days and at many hours. Where none of them may be contacted, nobody may.
pub(super) fn opens(engine: &Engine, index: usize, spec: &ReasonSpec, now: Instant, report: &mut Report) {
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
