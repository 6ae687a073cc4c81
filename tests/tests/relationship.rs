//! Relationships on made customers: the order of facts does not matter, what is still to come does not count, and each
//! answer holds against a plain look at the facts.

use std::collections::BTreeMap;
use tactful::customer::{Customer, Fact, Intent, Kind, Outcome, Purpose, Volume};
use tactful::followup::Plan;
use tactful::relationship::{
    Access, Account, Attention, Background, CRITERIA, Cause, DealClass, Form, INDICATORS, Impression, Level,
    LevelGrounds, Market, Matter, Nature, Organised, Owed, PROFIT, ProductTrait, RootCause, Scene, Source,
    Stated, Step, StepKind, TimeClass, Trait, Way, lists,
};
use tactful::time::{Date, Instant, LunarDay};
use tactful::{Code, Engine};
use tactful_tests::generate::Rng;

const START: i64 = 1_767_225_600; // 2026-01-01
const DAY: i64 = 86_400;

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(seconds).unwrap()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A year of made facts.
fn facts(rng: &mut Rng) -> Vec<Fact> {
    let count = rng.below(30);
    let mut facts = Vec::new();
    for place in 0..count {
        let when = at(START + rng.range(0, 330 * DAY));
        let order = format!("o-{}", rng.below(5));
        let kind = *rng.pick(&[
            Kind::Purchase,
            Kind::Delivered,
            Kind::Delivered,
            Kind::Returned,
            Kind::Contact,
            Kind::Contact,
            Kind::Contact,
            Kind::Inquiry,
            Kind::Feedback,
            Kind::ComplaintOpened,
            Kind::ComplaintClosed,
            Kind::CommitmentMade,
            Kind::CommitmentKept,
            Kind::CommitmentBroken,
            Kind::OwnerChanged,
            Kind::Company,
            Kind::Market,
        ]);
        let mut fact = Fact::new(kind, when).id(&format!("f-{place}"));
        match kind {
            Kind::Contact => {
                fact = fact.channel("email").purpose(Purpose::Service);
                fact.intent = Some(*rng.pick(&[Intent::Give, Intent::Service, Intent::Ask]));
                fact.outcome = Some(*rng.pick(&[Outcome::Sent, Outcome::Read, Outcome::NoAnswer]));
                fact.reason =
                    Some((*rng.pick(&["check-in", "ask-opinion", "useful-tip", "interview"])).to_owned());
                if rng.one_in(2) {
                    fact = fact.order(&order);
                }
            }
            Kind::ComplaintOpened | Kind::ComplaintClosed => fact = fact.case(&format!("k-{}", rng.below(3))),
            Kind::CommitmentMade => fact.until = Some(at(when.seconds() + 10 * DAY)),
            Kind::Company => fact.subject = Some((*rng.pick(&["cash_shortage", "new_office"])).to_owned()),
            Kind::Market => fact.subject = Some((*rng.pick(&["rival_offer", "growth"])).to_owned()),
            _ => fact = fact.order(&order),
        }
        facts.push(fact);
    }
    facts
}

fn customer(engine: &Engine, rng: &mut Rng) -> Customer {
    let zones = ["Europe/Paris", "Asia/Shanghai", "America/New_York"];
    let zone = engine.zone(zones[rng.below(3) as usize]).unwrap();
    let level = *rng.pick(&["basic", "reactive", "accountable", "proactive", "partnership"]);
    Customer::new("c").in_zone(zone).level(level).history_since(at(START))
}

#[test]
fn order_and_the_future_do_not_matter() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(1);
    for round in 0..60 {
        let customer = customer(&engine, &mut rng);
        let now = at(START + rng.range(100 * DAY, 300 * DAY));
        let all = facts(&mut rng);
        let mut other: Vec<Fact> = all.iter().filter(|fact| fact.at <= now).cloned().collect();
        rng.shuffle(&mut other);
        let look = |facts: &[Fact]| {
            (
                engine.obligations(&customer, facts, now).unwrap(),
                engine.levels(&customer, facts, Some("reactive"), now).unwrap(),
                engine.classes(&customer, facts, &Stated::default(), now).unwrap(),
                engine.feelings(&customer, facts, &[], now).unwrap(),
                engine.churn_signals(&customer, facts, &[], None, now).unwrap(),
            )
        };
        assert_eq!(look(&all), look(&other), "round {round}");
    }
}

#[test]
fn an_obligation_is_met_by_the_first_contact_in_its_time() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(2);
    let mut seen = BTreeMap::new();
    for round in 0..400 {
        let customer = customer(&engine, &mut rng);
        let now = at(START + rng.range(50 * DAY, 330 * DAY));
        let facts = facts(&mut rng);
        let all = engine.obligations(&customer, &facts, now).unwrap();
        for owed in &all {
            *seen.entry(owed.state.as_str()).or_insert(0) += 1;
            let reaches = |fact: &&Fact| {
                fact.reason.as_deref() == Some(owed.reason.as_str())
                    && fact.outcome != Some(Outcome::NoAnswer)
                    && fact.at <= now
                    && fact.at >= owed.since
                    && (owed.order.is_none() || fact.order.is_none() || fact.order == owed.order)
            };
            let after = owed.after.is_some();
            let first = facts.iter().filter(reaches).map(|fact| fact.at);
            let first = match after {
                true => first.filter(|&at| at >= owed.due_from).min(),
                // not in the first half of the time, nor after the next time has come
                false => {
                    let half = owed.since.seconds() + (owed.due_from.seconds() - owed.since.seconds()) / 2;
                    let missed = |next: &&Owed| next.reason == owed.reason && next.since == owed.due_from;
                    let next =
                        all.iter().find(missed).filter(|_| owed.met_at.is_none()).map(|one| one.due_from);
                    let first = first.filter(|at| *at > owed.since && at.seconds() >= half).min();
                    first.filter(|&at| next.is_none_or(|next| at < next))
                }
            };
            assert_eq!(owed.met_at, first, "round {round}: {owed:?}");
            let in_time = |at: Instant| owed.due_by.is_none_or(|by| at <= by);
            let right = match first {
                Some(at) if in_time(at) => Code::Met,
                Some(_) => Code::MetLate,
                None if now < owed.due_from => Code::NotYet,
                None if in_time(now) => Code::Due,
                None => Code::Overdue,
            };
            assert_eq!(owed.state, right, "round {round}: {owed:?}");
            assert_eq!(owed.next.is_some(), matches!(right, Code::Due | Code::Overdue), "round {round}");
            assert!(owed.too_early.iter().all(|&at| owed.since <= at && at < owed.due_from));
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

/// What is owed at the assigned level stands in the agenda, and nothing else is said to be owed.
#[test]
fn an_agenda_knows_what_is_owed() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(21);
    let mut by_level = BTreeMap::new();
    for round in 0..120 {
        let customer = customer(&engine, &mut rng);
        let now = at(START + rng.range(50 * DAY, 330 * DAY));
        let facts = facts(&mut rng);
        let standing = engine.fold(&facts, now, None).unwrap().standing;
        let agenda = engine.agenda(&customer, &standing, &Plan::default(), now, 40).unwrap();
        let owed = engine.obligations(&customer, &facts, now).unwrap();
        let found = engine.owed_in(&agenda, &owed);
        assert_eq!(found.len(), agenda.items.len());
        let seen = by_level.entry(customer.level.clone().unwrap()).or_insert((0, 0));
        seen.0 += found.len();
        let mut done: Vec<&Owed> = Vec::new();
        for (item, one) in agenda.items.iter().zip(found) {
            let reason = item.decision.reason(&engine);
            let open = |one: &&Owed| one.reason == reason && one.met_at.is_none() && one.due_from <= item.at;
            let left = owed.iter().filter(open).filter(|one| !done.contains(one));
            let first = left.min_by_key(|one| (one.due_by.is_none(), one.due_by));
            assert_eq!(one.map(|one| one.due_by), first.map(|one| one.due_by), "round {round}");
            seen.1 += usize::from(one.is_some());
            done.extend(one);
        }
    }
    assert!(by_level["basic"].0 > 0 && by_level["basic"].1 == 0, "{by_level:?}");
    for level in ["accountable", "proactive", "partnership"] {
        assert!(by_level[level].1 > 0, "{by_level:?}");
    }
}

#[test]
fn feelings_fade_and_grow_with_what_is_added() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(3);
    for _ in 0..60 {
        let customer = customer(&engine, &mut rng);
        let mut facts = facts(&mut rng);
        let now = at(START + 330 * DAY);
        let impressions = [Impression {
            at: at(START + rng.range(0, 330 * DAY)),
            strength: rng.range(0, 1_001),
            touchpoint: None,
            weight: 1_000,
        }];
        let first = engine.feelings(&customer, &facts, &impressions, now).unwrap();
        let later = engine.feelings(&customer, &facts, &impressions, at(now.seconds() + 20 * DAY)).unwrap();
        assert!(later.familiarity <= first.familiarity && later.trust <= first.trust);
        assert!(later.intensity <= first.intensity && later.frequency <= first.frequency);
        assert!(first.closeness.is_none_or(|share| (0..=1_000).contains(&share)));
        let more = Fact::contact(at(now.seconds() - DAY), "email", Purpose::Service, Intent::Give).id("more");
        facts.push(more.outcome(Outcome::Answered));
        let closer = engine.feelings(&customer, &facts, &impressions, now).unwrap();
        assert!(closer.familiarity > first.familiarity && closer.closeness >= first.closeness);
    }
}

#[test]
fn a_signal_has_its_evidence_and_more_of_it_takes_none_away() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(4);
    let mut seen = BTreeMap::new();
    for _ in 0..200 {
        let customer = customer(&engine, &mut rng);
        let now = at(START + 330 * DAY);
        let mut facts = facts(&mut rng);
        let supplied = if rng.one_in(2) { vec![Source::Company, Source::Market] } else { Vec::new() };
        let attention = rng.one_in(2).then(|| Attention {
            small: (rng.below(100) as u32, rng.below(100) as u32),
            others: (rng.below(100) as u32, rng.below(100) as u32),
        });
        let look =
            |facts: &[Fact]| engine.churn_signals(&customer, facts, &supplied, attention, now).unwrap();
        let signals = look(&facts);
        assert_eq!(signals.len(), Cause::ALL.len());
        for (signal, (_, cause)) in signals.iter().zip(Cause::ALL) {
            assert_eq!(signal.cause, *cause);
            assert_eq!(signal.state == Code::Signal, signal.strength > 0, "{signal:?}");
            assert!((0..=1_000).contains(&signal.strength));
            assert!(signal.evidence.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert!(signal.evidence.iter().all(|one| one.at <= now));
            assert_eq!(signal.since, signal.evidence.first().map(|one| one.at));
            seen.entry((cause.as_str(), signal.state.as_str())).or_insert(0);
        }
        facts.push(Fact::new(Kind::CommitmentBroken, at(now.seconds() - DAY)).id("more"));
        facts.push(Fact::new(Kind::OwnerChanged, at(now.seconds() - DAY)).id("gone"));
        for (before, after) in signals.iter().zip(look(&facts)) {
            assert!(after.strength >= before.strength, "{before:?} {after:?}");
        }
    }
    // every cause is a signal somewhere, and everything that can be unknown is so somewhere
    assert!(
        Cause::ALL.iter().filter(|(name, _)| seen.contains_key(&(*name, "signal"))).count() >= 7,
        "{seen:?}"
    );
    for cause in ["unstable_quality", "rival_lure", "turmoil", "imbalance"] {
        assert!(seen.contains_key(&(cause, "cannot_tell")), "{seen:?}");
    }
}

#[test]
fn scenes_do_not_depend_on_the_order_of_steps() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(5);
    let mut played = BTreeMap::new();
    for _ in 0..2_000 {
        let mut steps: Vec<Step> = (0..rng.below(14))
            .map(|place| {
                let kind = rng.pick(StepKind::ALL).1;
                let unit = |rng: &mut Rng| (*rng.pick(&["service", "repair", "stock"])).to_owned();
                Step {
                    id: Some(format!("s-{place}")),
                    at: at(START + place as i64 * 3_600),
                    kind,
                    contact: rng.one_in(2).then(|| "one".to_owned()),
                    departments: (kind == StepKind::HandOver).then(|| (unit(&mut rng), unit(&mut rng))),
                    reason: rng.one_in(2),
                }
            })
            .collect();
        let look = |steps: &[Step]| {
            let matter = Matter { steps: steps.to_vec(), ..Matter::default() };
            engine.failure_scenes(&matter, at(START + DAY)).unwrap()
        };
        let first = look(&steps);
        rng.shuffle(&mut steps);
        assert_eq!(first, look(&steps));
        for one in &first {
            played.entry((one.scene.as_str(), one.state.as_str())).or_insert(0);
        }
        // what nobody told cannot be told
        assert_eq!(first[3].state, Code::CannotTell);
        assert_eq!(first[4].state, Code::CannotTell);
        assert_eq!(first[7].state, Code::CannotTell);
    }
    for scene in ["hard_to_reach", "approval_layers", "no_backing", "shirking", "broken_word"] {
        assert!(
            played.contains_key(&(scene, "signal")) && played.contains_key(&(scene, "no_signal")),
            "{played:?}"
        );
    }
}

#[test]
fn a_portfolio_adds_up_whatever_the_order() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(6);
    for _ in 0..100 {
        let mut accounts: Vec<Account> = (0..1 + rng.below(20))
            .map(|place| Account {
                id: format!("c-{place}"),
                trade: Some(format!("t-{}", rng.below(3))),
                since: Some(date("2026-11-21").add_days(-(rng.below(3_000) as i32))),
                sales: rng.range(0, 1_000_000),
                profits: (0..rng.below(6)).map(|_| rng.range(-100, 100)).collect(),
                indicators: std::array::from_fn(|_| rng.one_in(2).then(|| rng.range(0, 1_001))),
                criteria: std::array::from_fn(|_| rng.one_in(2).then(|| rng.range(0, 1_001))),
                content: rng.one_in(2).then_some(true),
                ..Account::default()
            })
            .collect();
        let look = |accounts: &[Account]| {
            engine.portfolio(accounts, &Market::default(), date("2026-11-21")).unwrap()
        };
        let mut first = look(&accounts);
        rng.shuffle(&mut accounts);
        let mut other = look(&accounts);
        first.worth.sort_by(|a, b| a.id.cmp(&b.id));
        other.worth.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(first, other);
        let trades: i64 = first.trades.iter().map(|(_, share)| share).sum();
        assert!(accounts.iter().all(|one| one.sales == 0) || (998..=1_000).contains(&trades), "{trades}");
        for worth in &first.worth {
            let one = accounts.iter().find(|one| one.id == worth.id).unwrap();
            let losses = one.profits.iter().rev().take_while(|profit| **profit < 0).count();
            assert!(!worth.let_go || losses >= 4 && worth.traits == [Some(false); 4]);
            assert!(!(worth.traits[1] == Some(true) && worth.traits[2] == Some(true)), "large and small");
        }
        assert!(first.exposures.iter().all(|one| one.share > one.limit));
    }
}

#[test]
fn advice_never_falls_with_margin_care_or_value() {
    let engine = Engine::house().unwrap();
    let advised = |margin: i64, customers: i64, product: &[ProductTrait], valuable: bool| {
        let on = LevelGrounds {
            margin: Some(margin),
            customers: Some(customers),
            product: product.to_vec(),
            valuable: Some(valuable),
        };
        engine.level_advice(&on).unwrap().level.unwrap()
    };
    let (care, simple) = (&[ProductTrait::Serviced][..], &[ProductTrait::Simple][..]);
    for customers in [1, 50, 51, 999, 1_000, 1_000_000] {
        let mut before = Level::Basic;
        for margin in [-100, 0, 99, 100, 299, 300, 900] {
            let plain = advised(margin, customers, &[], false);
            assert!(plain >= before);
            before = plain;
            assert!(advised(margin, customers, care, false) >= plain);
            assert!(advised(margin, customers, simple, false) <= plain);
            assert!(advised(margin, customers, &[], true) >= plain);
            assert!(advised(margin, customers + 1_000, &[], false) <= plain);
        }
    }
}

/// Codes in programs and names in the lists are one.
#[test]
fn the_lists_name_every_code() {
    fn words<T>(all: &[(&'static str, T)]) -> Vec<String> {
        all.iter().map(|(word, _)| (*word).to_owned()).collect()
    }
    let of = |name: &str| -> Vec<String> {
        let list = lists(Some(name)).unwrap().remove(0);
        assert!(list.entries.iter().all(|(_, texts)| !texts.en.is_empty() && !texts.zh.is_ascii()), "{name}");
        list.entries.into_iter().map(|(code, _)| code).collect()
    };
    assert_eq!(of("levels"), words(Level::ALL));
    assert_eq!(of("time"), words(TimeClass::ALL));
    assert_eq!(of("deal"), words(DealClass::ALL));
    assert_eq!(of("nature"), words(Nature::ALL));
    assert_eq!(of("volume"), words(Volume::ALL));
    assert_eq!(of("access"), words(Access::ALL));
    assert_eq!(of("traits"), words(Trait::ALL));
    assert_eq!(of("profit"), PROFIT);
    assert_eq!(of("indicators"), INDICATORS);
    assert_eq!(of("criteria"), CRITERIA);
    assert_eq!(of("causes"), words(Cause::ALL));
    assert_eq!(of("scenes"), words(Scene::ALL));
    assert_eq!(of("root_causes"), words(RootCause::ALL));
    assert_eq!(of("ways"), words(Way::ALL));
    assert_eq!(of("forms"), words(Form::ALL));
    assert_eq!(of("organised"), words(Organised::ALL));
    assert_eq!(of("background"), words(Background::ALL));
    let house = Engine::house().unwrap();
    let levels: Vec<String> = house.policy().levels.iter().map(|level| level.id.clone()).collect();
    assert_eq!(of("levels"), levels);
    for code in of("programme") {
        assert!(Code::from_name(&code).is_some(), "{code}");
    }
}

/// A festival by the Chinese calendar is decided as one whose dates are listed, and as the customer's own day.
#[test]
fn a_lunar_festival_is_decided_as_its_dates_are() {
    let reason = "\n[reasons.card]\nvalue = 'a greeting'\npurpose = 'service'\nintent = 'give'\n\
                  anchor = { occasion = 'day' }\nopens = '-5d'\ncloses = '1d'\n";
    let policy = |occasions: &str| {
        Engine::from_text(&format!("name = 'p'\nversion = '1'\n{occasions}{reason}")).unwrap()
    };
    let lunar = policy("[occasions]\nday = 'lunar 01-01'\n");
    let day = LunarDay::parse("lunar 01-01").unwrap();
    let dates = ["2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-03"];
    let listed = policy(&format!("[occasions]\nday = {dates:?}\n"));
    let own = policy("");
    let mut rng = Rng::new(7);
    for _ in 0..200 {
        let now = at(START + rng.range(-200 * DAY, 600 * DAY));
        let decide = |engine: &Engine, own: bool| {
            let mut customer = Customer::new("c").in_zone(engine.zone("Asia/Shanghai").unwrap());
            if own {
                customer.lunar_occasions.push(("day".to_owned(), day));
            }
            let standing = engine.empty_standing();
            let found = engine.decide(&customer, &standing, &Plan::default(), "card", "email", now).unwrap();
            (found.verdict(), found.allowed_from(), found.allowed_until())
        };
        let (one, other) = (decide(&lunar, false), decide(&listed, false));
        assert_eq!(one, other, "{now}");
        // the customer's own day comes again for ever, so that an expired one waits for the next
        let mine = decide(&own, true);
        if one.0 == Code::Allow {
            assert_eq!(mine, one, "{now}");
        }
        assert_ne!(mine.0, Code::Never);
    }
}

#[test]
fn a_policy_changes_one_figure_and_keeps_the_others() {
    let head = "name = 'p'\nversion = '1'\nextends = ['house@1']\n";
    let strict = Engine::from_text(&format!("{head}[relationship.value]\nloss_periods = 2\n")).unwrap();
    let account = Account {
        id: "c".into(),
        since: Some(date("2025-01-01")),
        profits: vec![-1, -1],
        indicators: [Some(0); 7],
        criteria: [Some(0); 5],
        ..Account::default()
    };
    let let_go = |engine: &Engine| {
        let all = [account.clone()];
        engine.portfolio(&all, &Market::default(), date("2026-11-21")).unwrap().worth[0].let_go
    };
    assert!(let_go(&strict) && !let_go(&Engine::house().unwrap()));
    for (wrong, code) in [
        ("[relationship.value]\nloss_period = 1\n", Code::UnknownField),
        ("[relationship.valu]\nloss_periods = 1\n", Code::UnknownField),
        ("[relationship.value]\nloss_periods = -1\n", Code::InvalidValue),
        // never after one period
        ("[relationship.value]\nloss_periods = 1\n", Code::InvalidValue),
        ("[relationship.value]\nloyal_after = 3\n", Code::WrongType),
        ("[relationship.value]\nloyal_after = '3bd'\n", Code::InvalidSpan),
        ("leap_month = 'never'\n", Code::InvalidValue),
        ("[occasions]\nday = 'lunar leap 06-01'\n", Code::InvalidTime),
        ("[touchpoints.catalogues.x]\npoints = {}\n", Code::InvalidValue),
    ] {
        let error = Engine::from_text(&format!("{head}{wrong}")).unwrap_err();
        assert_eq!((error.code(), error.line() > 3), (code, true), "{wrong}: {error}");
    }
}
