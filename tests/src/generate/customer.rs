//! Random histories and plans, close to where clocks and calendars are awkward.

use super::{Rng, at};
use crate::oracle::clock;
use tactful::Engine;
use tactful::customer::{Contact, Direction, Fact, FactKind, Intent, Kind, Outcome, Purpose};
use tactful::time::{Date, Span, Zone};

const DAY: i64 = 86_400;

/// An instant that is worth a question: a change of the zone, a month's end, or any.
pub(super) fn base(rng: &mut Rng, zone: &Zone) -> i64 {
    let first = 1_293_840_000; // 2011
    let any = first + rng.range(0, 19 * 366 * DAY);
    match rng.below(4) {
        0 | 1 => {
            let changes = clock::spans(zone, first, first + 19 * 366 * DAY);
            match rng.pick(&changes).0 {
                start if start > first => start,
                _ => any,
            }
        }
        2 => {
            let (year, month, _) = clock::date(zone, any).ymd();
            let start = Date::from_ymd(year, month, 1).map_or(any, |date| clock::midnight(zone, date));
            start + rng.range(-3 * DAY, DAY)
        }
        _ => any,
    }
}

/// Instants near a base, some of them equal, some a span apart.
pub fn instants(rng: &mut Rng, zone: &Zone, base: i64) -> Vec<i64> {
    let mut pool = vec![base];
    let spans = [
        Span::Days(-1),
        Span::Days(1),
        Span::Days(-7),
        Span::Days(7),
        Span::Months(-1),
        Span::Months(1),
        Span::Days(-30),
        Span::Days(30),
        Span::Months(-2),
        Span::Seconds(-48 * 3600),
        Span::Seconds(48 * 3600),
        Span::Seconds(-168 * 3600),
        Span::Seconds(-3600),
        Span::Seconds(1800),
        Span::Seconds(5400),
    ];
    while pool.len() < 24 {
        let from = *rng.pick(&pool);
        let moved = match rng.below(6) {
            0 => from + rng.range(-2, 3),
            1 => from + rng.range(-40 * DAY, 40 * DAY),
            2 => from + rng.range(-3 * 3600, 3 * 3600),
            3 => {
                let date = clock::date(zone, from).add_days(rng.range(-3, 4) as i32);
                clock::midnight(zone, date) + rng.range(-1, 2)
            }
            _ => clock::shift(zone, *rng.pick(&spans), from),
        };
        pool.push(moved);
    }
    pool
}

fn instant(rng: &mut Rng, pool: &[i64], now: i64, future_in: u64) -> i64 {
    let picked = *rng.pick(pool);
    if picked <= now || rng.one_in(future_in) { picked } else { (2 * now - picked).max(now - 300 * DAY) }
}

fn word(rng: &mut Rng, words: &[&str], one_in: u64) -> Option<String> {
    rng.one_in(one_in).then(|| (*rng.pick(words)).to_owned())
}

/// A random history. Some facts lie in the future, some have no id, some are told twice.
pub fn facts(rng: &mut Rng, pool: &[i64], now: i64, reasons: &[String], reason: &str) -> Vec<Fact> {
    let orders = ["o1", "o2", "o3", "o4"];
    let cases = ["k1", "k2", "k3"];
    let mut facts = Vec::new();
    let count = rng.below(24);
    if rng.one_in(2) {
        let agreed = now - 300 * DAY - rng.range(0, DAY);
        facts.push(Fact::new(Kind::ConsentGiven, at(agreed)));
    }
    for _ in 0..count {
        let when = at(instant(rng, pool, now, 12));
        let kind = match rng.below(32) {
            0..=12 => Kind::Contact,
            13..=15 => Kind::Delivered,
            16 => Kind::Purchase,
            17 => Kind::Returned,
            18 => Kind::BenefitRealised,
            19 => Kind::OrderCancelled,
            20 => Kind::Feedback,
            21 | 22 => Kind::ComplaintOpened,
            23 | 24 => Kind::ComplaintClosed,
            25 => Kind::ComplaintReopened,
            26 | 27 => *rng.pick(&[
                Kind::ConsentGiven,
                Kind::ConsentGiven,
                Kind::ConsentWithdrawn,
                Kind::ConsentRefused,
            ]),
            28 => *rng.pick(&[
                Kind::DoNotContact,
                Kind::DoNotContactLifted,
                Kind::DoNotContactLifted,
                Kind::Inquiry,
                Kind::Inquiry,
                Kind::Deceased,
            ]),
            29 => Kind::Suppressed,
            30 => Kind::ServiceAct,
            _ => Kind::Note,
        };
        let mut fact = Fact::new(kind, when);
        match kind {
            Kind::Contact => contact(rng, &mut fact, reasons, reason, &orders, &cases),
            Kind::Note => fact.kind = FactKind::Own("visit".to_owned()),
            Kind::Delivered | Kind::Purchase => {
                let number = rng.below(4) as usize;
                fact.order = Some(orders[number].to_owned());
                // one order is of one product; of two at one instant nobody could say which counts
                fact.product = rng.one_in(2).then(|| ["mower", "saw"][number % 2].to_owned());
                if rng.one_in(10) {
                    fact.order = None;
                }
            }
            Kind::Returned | Kind::BenefitRealised | Kind::OrderCancelled | Kind::Feedback => {
                fact.order = Some((*rng.pick(&orders)).to_owned());
            }
            Kind::ComplaintOpened | Kind::ComplaintClosed | Kind::ComplaintReopened => {
                fact.case = word(rng, &cases, 1).filter(|_| !rng.one_in(6));
            }
            Kind::ConsentGiven | Kind::ConsentWithdrawn | Kind::ConsentRefused => {
                fact.purpose = rng.one_in(3).then(|| *rng.pick(&[Purpose::Marketing, Purpose::Survey]));
                fact.channel = word(rng, &["email", "phone"], 3);
                fact.contact_point = word(rng, &["p1", "p2"], 4);
                if kind == Kind::ConsentGiven && rng.one_in(3) {
                    fact.until = Some(at(*rng.pick(pool)));
                }
            }
            Kind::Suppressed => fact.until = rng.below(5).gt(&0).then(|| at(*rng.pick(pool))),
            _ => {}
        }
        facts.push(fact);
    }
    for (number, fact) in facts.iter_mut().enumerate() {
        if !rng.one_in(8) {
            fact.id = Some(format!("f{number}"));
        }
    }
    if let (Some(first), true) = (facts.first().cloned(), rng.one_in(4)) {
        facts.push(first);
    }
    rng.shuffle(&mut facts);
    facts
}

fn contact(
    rng: &mut Rng,
    fact: &mut Fact,
    reasons: &[String],
    reason: &str,
    orders: &[&str],
    cases: &[&str],
) {
    fact.channel = Some((*rng.pick(&["email", "phone", "sms", "pigeon"])).to_owned());
    fact.reason = match rng.below(6) {
        0 => None,
        1 => Some("forgotten".to_owned()),
        2 | 3 => Some(reason.to_owned()),
        _ => Some(rng.pick(reasons).clone()),
    };
    if rng.one_in(2) {
        fact.purpose = Some(rng.pick(Purpose::ALL).1);
    }
    if rng.one_in(2) {
        fact.intent = Some(*rng.pick(&[Intent::Give, Intent::Give, Intent::Ask, Intent::Service]));
    }
    if rng.one_in(2) {
        fact.outcome = Some(rng.pick(Outcome::ALL).1);
    }
    if rng.one_in(5) {
        fact.direction = Some(Direction::In);
    }
    fact.colleague = rng.one_in(12);
    fact.order = word(rng, orders, 2);
    fact.case = word(rng, cases, 3);
    if fact.colleague {
        fact.case = None;
    }
    fact.subject = word(rng, &["s1", "s2"], 4);
    fact.contact_point = word(rng, &["p1", "p2"], 4);
}

/// Random plans, before and after now; some were sent already.
pub(super) fn planned(
    rng: &mut Rng,
    pool: &[i64],
    now: i64,
    engine: &Engine,
    reasons: &[String],
    reason: &str,
    facts: &[Fact],
) -> Vec<Contact> {
    let mut plan = Vec::new();
    if rng.one_in(2) {
        return plan;
    }
    for number in 0..rng.below(5) {
        let mut when = *rng.pick(pool);
        if when < now && !rng.one_in(6) {
            when = 2 * now - when;
        }
        let name = if rng.one_in(2) { reason } else { rng.pick(reasons) };
        let channels: Vec<&str> = engine.channels_of(name).expect("channels").collect();
        let mut contact = Contact::new(&format!("p{number}"), at(when), name, rng.pick::<&str>(&channels));
        contact.order = word(rng, &["o1", "o2", "o3"], 2);
        if contact.order.is_none() {
            contact.case = word(rng, &["k1", "k2"], 3);
        }
        contact.subject = word(rng, &["s1", "s2"], 4);
        // a standing knows the ids of the latest contacts only
        let made = facts.iter().filter(|f| f.kind == FactKind::Known(Kind::Contact) && f.at.seconds() <= now);
        let latest = made.max_by_key(|fact| fact.at);
        let sent = latest.filter(|fact| {
            fact.id.is_some()
                && (fact.direction, fact.colleague, fact.purpose, fact.intent, fact.outcome)
                    == (None, false, None, None, None)
                && fact.reason.as_ref().is_some_and(|reason| reasons.contains(reason))
                && fact.channel.as_deref() != Some("pigeon")
        });
        if let (true, Some(sent)) = (rng.one_in(3), sent) {
            // it was sent, perhaps at another time than planned
            contact = Contact {
                id: sent.id.clone(),
                at: contact.at,
                reason: sent.reason.clone().unwrap_or_default(),
                channel: sent.channel.clone().unwrap_or_default(),
                order: sent.order.clone(),
                case: sent.case.clone(),
                subject: sent.subject.clone(),
                contact_point: sent.contact_point.clone(),
            };
        }
        if plan.iter().all(|other: &Contact| other.id != contact.id) {
            plan.push(contact);
        }
    }
    plan
}
