//! Contacts that were planned with one customer, held against every rule once more.

use super::{Question, World};
use crate::generate::zones;
use tactful::Engine;
use tactful::customer::{Contact, Customer, Fact};
use tactful::followup::{Asking, Decision, Item};
use tactful::time::Instant;

/// What a plan was made of. Its orders are named o1 to o4, its cases k1 to k3 or not at all.
pub struct Replay<'a> {
    /// The policy, compiled.
    pub engine: &'a Engine,
    /// The policy as text.
    pub text: &'a str,
    /// The customer.
    pub customer: &'a Customer,
    /// The whole history.
    pub facts: &'a [Fact],
    /// What was planned before.
    pub planned: &'a [Contact],
    /// When the plan was made.
    pub now: Instant,
}

impl Replay<'_> {
    /// Each contact is allowed at its instant, given all others.
    ///
    /// # Errors
    /// The first that is not, and which rules it breaks.
    pub fn keeps_every_rule(&self, items: &[Item]) -> Result<(), String> {
        let Self { engine, text, customer, facts, planned, now } = *self;
        let zones = zones();
        let contacts: Vec<Contact> =
            items.iter().enumerate().map(|(number, item)| self.contact(number, item)).collect();
        let asking = Asking::default();
        for (number, item) in items.iter().enumerate() {
            let mut others = planned.to_vec();
            others.extend(
                contacts.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, c)| c.clone()),
            );
            let mut world = World::new(engine, text, &zones, customer, facts, &others, &asking, now);
            world.planned_gives = true;
            let reason = item.decision.reason(engine);
            let question = Question::new(&world, reason, item.decision.channel(engine));
            let t = item.at.seconds();
            // a dated rule speaks at the candidate instant: what is planned later, when it is no longer in force, may
            // stand close to an earlier contact that it forbade to crowd
            let mut before = others.clone();
            before.retain(|contact| contact.at <= item.at);
            let mut earlier = World::new(engine, text, &zones, customer, facts, &before, &asking, now);
            earlier.planned_gives = true;
            let dated = Question::new(&earlier, reason, item.decision.channel(engine));
            let pairs = question.constraints.iter().zip(&dated.constraints);
            let against: Vec<&str> = pairs
                .filter(|(constraint, dated)| match constraint.valid {
                    (None, None) => !constraint.allows(&world, t),
                    _ => !dated.allows(&earlier, t),
                })
                .map(|(constraint, _)| constraint.id.as_str())
                .collect();
            // an order without a name cannot be named by the others, which then count for it
            let nameless = question.anchors.live.iter().any(|anchor| anchor.id.is_none());
            let anchored = nameless || question.anchors.live.iter().any(|anchor| anchor.allows(t, false));
            if !against.is_empty() || !anchored {
                let items: Vec<_> =
                    items.iter().map(|i| (i.at.seconds(), i.decision.reason(engine))).collect();
                return Err(format!(
                    "{reason} at {t} is against {against:?} (anchored: {anchored}); agenda {items:?}"
                ));
            }
        }
        Ok(())
    }

    fn contact(&self, number: usize, item: &Item) -> Contact {
        let named = |decision: &Decision, ids: &[&str]| {
            let is = |id: &&&str| decision.anchor().is_some_and(|anchor| anchor.is(id));
            ids.iter().find(is).map(|id| (*id).to_owned())
        };
        let decision = &item.decision;
        let (reason, channel) = (decision.reason(self.engine), decision.channel(self.engine));
        let mut contact = Contact::new(&format!("a{number}"), item.at, reason, channel);
        contact.order = named(decision, &["o1", "o2", "o3", "o4"]);
        contact.case = named(decision, &["", "k1", "k2", "k3"]);
        contact
    }
}
