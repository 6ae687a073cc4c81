//! Events of cases.

use super::Rng;
use tactful::complaint::{
    Case, Cause, Conduct, Ending, Event, EventKind, Money, Power, Promise, Remedy, Role, Wait, Word,
};
use tactful::time::Instant;

/// Some event of a case, right or wrong; its words are not the policy's.
///
/// # Panics
/// Never, for a case that was opened.
pub fn case_event(rng: &mut Rng, case: &Case, number: u64) -> Event {
    let last = case.events().last().unwrap().at.seconds();
    let later = rng.range(-600, 40 * 3600).max(if rng.one_in(20) { -600 } else { 0 });
    let when = Instant::from_seconds(last + later).unwrap();
    let (_, kind) = *rng.pick(EventKind::ALL);
    let (_, role) = *rng.pick(&Role::ALL[..5]);
    let id = if rng.one_in(30) { "e-1".to_owned() } else { format!("e-{number}") };
    let by = *rng.pick(&["anna", "ben"]);
    let mut event = Event::new(&id, when, kind, by, role);
    let names = case.part_names();
    event.part = match kind {
        EventKind::Split => Some(format!("p-{}", rng.below(9))),
        _ => Some(rng.pick(names).clone()).filter(|name| !name.is_empty()),
    };
    event.case = rng.one_in(3).then(|| rng.pick(&["k-1", "k-1", "k-1", "k-2"]).to_string());
    event.cause = Some(rng.pick(Cause::ALL).1);
    event.agreed = !rng.one_in(3);
    event.remedies = vec![rng.pick(Remedy::ALL).1];
    event.commitment = match kind {
        EventKind::Commit => Some(format!("m-{number}")),
        _ => case.commitments().iter().filter(|c| c.state == Promise::Open).map(|c| c.id.clone()).next_back(),
    };
    event.what = Some("a new one".to_owned());
    event.owner = Some("ben".to_owned());
    event.due = Some(Instant::from_seconds(when.seconds() + rng.range(-10, 86_400)).unwrap());
    event.word = Some(rng.pick(Word::ALL).1);
    event.wait = Some(rng.pick(Wait::ALL).1);
    event.ending = Some(rng.pick(Ending::ALL).1);
    event.conduct = Some(rng.pick(Conduct::ALL).1);
    event.to = (!rng.one_in(4)).then(|| "ben".to_owned());
    event.power = Some(rng.pick(Power::ALL).1);
    let currency = *rng.pick(&["EUR", "EUR", "EUR", "GBP"]);
    event.amount = Some(Money::new(rng.range(0, 60_000), currency).unwrap());
    event.approved_by = rng.one_in(4).then(|| "team-lead".to_owned());
    event.grant = case.grants().last().map(|grant| grant.id.clone());
    event.channel = rng.one_in(2).then(|| "phone".to_owned());
    event
}
