//! Programmes in batches against a search of every assignment: the plan is the best there is, peers are never split,
//! relaxations do and less does not.

use std::collections::BTreeMap;
use tactful::campaign::{Delivery, Planned, Programme, Recipient, Supply, UnfairPair, check, plan};
use tactful::time::{Date, Weekday};
use tactful::{Code, Result};
use tactful_tests::generate::Rng;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A made programme: `people` in overlapping groups, at most `days` days.
fn made(rng: &mut Rng, people: usize, groups: u64, days: i32) -> Programme {
    let begin = date("2027-01-25");
    let recipients = (0..people)
        .map(|place| {
            let mut one = Recipient::new(&format!("r{place:02}"));
            for _ in 0..rng.below(3) {
                one = one.group(&format!("g{}", rng.below(groups)));
            }
            if !rng.one_in(5) {
                one = one.rank(rng.range(0, 6));
            }
            one.lead_days(if rng.one_in(4) { rng.below(3) as u16 } else { 0 })
        })
        .collect();
    let mut supply = Supply::daily(rng.below(6) as u32 + 1);
    for _ in 0..rng.below(3) {
        let on = begin.add_days(rng.range(0, i64::from(days)) as i32);
        if supply.dates.iter().all(|(known, _)| *known != on) {
            supply.dates.push((on, rng.below(8) as u32));
        }
    }
    if rng.one_in(3) {
        supply.closed.push(Weekday::Tue);
    }
    Programme { recipients, begin, loses_meaning_on: begin.add_days(days), supply, may_split: Vec::new() }
}

/// Sets of peers by looking at every pair again and again: (people, longest way).
fn sets(programme: &Programme, split: &[String]) -> Vec<(u64, i64)> {
    let people = &programme.recipients;
    let lead: Vec<i64> = people.iter().map(|one| i64::from(one.lead_days)).collect();
    let peers = |a: &Recipient, b: &Recipient| {
        a.groups.iter().any(|group| b.groups.contains(group) && !split.contains(group))
    };
    let mut home: Vec<usize> = (0..people.len()).collect();
    for _ in 0..people.len() {
        for a in 0..people.len() {
            for b in 0..people.len() {
                if peers(&people[a], &people[b]) {
                    let least = home[a].min(home[b]);
                    (home[a], home[b]) = (least, least);
                }
            }
        }
    }
    let mut sets: BTreeMap<usize, (u64, i64)> = BTreeMap::new();
    for (place, home) in home.into_iter().enumerate() {
        let set = sets.entry(home).or_default();
        *set = (set.0 + 1, set.1.max(lead[place]));
    }
    sets.into_values().collect()
}

fn room(programme: &Programme, begin: Date, until: Date, more: u64) -> Vec<u64> {
    (begin.days()..until.days())
        .map(|day| {
            let day = Date::from_days(day).unwrap();
            let named = programme.supply.dates.iter().find(|(known, _)| *known == day);
            match named {
                Some((_, 0)) => 0,
                Some((_, pieces)) => u64::from(*pieces) + more,
                None if programme.supply.closed.contains(&day.weekday()) => 0,
                None => u64::from(programme.supply.each) + more,
            }
        })
        .collect()
}

/// The best of all assignments: (last arrival, days waited).
fn best(sets: &[(u64, i64)], room: &mut [u64], last: i64, waited: u64, best: &mut Option<(i64, u64)>) {
    let Some((&(people, lead), rest)) = sets.split_first() else {
        if best.is_none_or(|best| (last, waited) < best) {
            *best = Some((last, waited));
        }
        return;
    };
    for day in 0..room.len() {
        if room[day] >= people && (day as i64 + lead) < room.len() as i64 {
            room[day] -= people;
            self::best(rest, room, last.max(day as i64 + lead), waited + people * day as u64, best);
            room[day] += people;
        }
    }
}

fn oracle(sets: &[(u64, i64)], mut room: Vec<u64>) -> Option<(i64, u64)> {
    let mut found = None;
    best(sets, &mut room, 0, 0, &mut found);
    found
}

/// Plans as the one that comes back from `check`: nothing is wrong with it.
fn deliveries(planned: &Planned) -> Vec<Delivery> {
    let gifts = planned.batches.iter().flat_map(|batch| &batch.gifts);
    gifts.map(|gift| Delivery { id: gift.id.clone(), arrives_on: gift.arrives_on }).collect()
}

/// The pairs apart, one by one.
fn pairs(programme: &Programme, made: &[Delivery]) -> Vec<(String, String)> {
    let day: BTreeMap<&str, Date> = made.iter().map(|made| (made.id.as_str(), made.arrives_on)).collect();
    let mut pairs = Vec::new();
    for a in &programme.recipients {
        for b in &programme.recipients {
            if a.groups.iter().any(|group| b.groups.contains(group))
                && let (Some(first), Some(later)) = (day.get(a.id.as_str()), day.get(b.id.as_str()))
                && first < later
            {
                pairs.push((a.id.clone(), b.id.clone()));
            }
        }
    }
    pairs
}

#[test]
fn up_to_twelve_components_the_plan_is_the_best_of_all() {
    let mut rng = Rng::new(6);
    let (mut found, mut none) = (0, 0);
    for round in 0..600 {
        let people = 1 + rng.below(12) as usize;
        let days = 1 + rng.below(if people < 9 { 5 } else { 3 }) as i32;
        let programme = made(&mut rng, people, 6, days);
        let sets = sets(&programme, &[]);
        let right = oracle(&sets, room(&programme, programme.begin, programme.loses_meaning_on, 0));
        let planned = plan(&programme).unwrap();
        assert!(planned.proven, "round {round}");
        match right {
            Some((last, waited)) => {
                found += 1;
                assert_eq!(
                    planned.last_arrival,
                    Some(programme.begin.add_days(last as i32)),
                    "round {round}"
                );
                assert_eq!(planned.waiting_days, waited, "round {round}");
                assert_eq!(planned.least_last_arrival, planned.last_arrival);
                assert_eq!(planned.least_waiting_days, waited);
                assert!(planned.unmet.is_empty() && planned.relaxations.is_none());
                let checked = check(&programme, &deliveries(&planned), 100).unwrap();
                assert!(checked.is_fair(), "round {round}: {checked:?}");
            }
            None => {
                none += 1;
                assert!(planned.batches.is_empty() && !planned.unmet.is_empty(), "round {round}");
            }
        }
    }
    assert!(found > 200 && none > 100, "{found} {none}");
}

#[test]
fn a_relaxation_does_and_less_does_not() {
    let mut rng = Rng::new(66);
    let mut seen = [0; 4];
    for round in 0..400 {
        let people = 2 + rng.below(6) as usize;
        let programme = made(&mut rng, people, 4, 3);
        let of = sets(&programme, &[]);
        let (begin, date) = (programme.begin, programme.loses_meaning_on);
        let planned = plan(&programme).unwrap();
        // the latest day to begin is told in any case
        let begins = |days: i32| oracle(&of, room(&programme, date.add_days(-days), date, 0)).is_some();
        match planned.latest_begin {
            Some(latest) => {
                let days = date.days() - latest.days();
                assert!(begins(days) && (days == 1 || !begins(days - 1)), "round {round}");
            }
            None => assert!(!begins(9), "round {round}"),
        }
        let Some(relaxed) = planned.relaxations else { continue };
        if let Some((more, proven)) = relaxed.more_a_day {
            seen[0] += 1;
            let does = |more| oracle(&of, room(&programme, begin, date, more)).is_some();
            assert!(proven && does(more) && !does(more - 1), "round {round}");
        }
        if let Some((on, proven)) = relaxed.begin {
            seen[1] += 1;
            assert!(proven && Some(on) == planned.latest_begin && on < begin, "round {round}");
        }
        if let Some((later, proven)) = relaxed.loses_meaning_on {
            seen[2] += 1;
            let does = |date| oracle(&of, room(&programme, begin, date, 0)).is_some();
            assert!(proven && does(later) && !does(later.add_days(-1)), "round {round}");
        }
        let names: std::collections::BTreeSet<&String> =
            programme.recipients.iter().flat_map(|one| &one.groups).collect();
        let names: Vec<&String> = names.into_iter().collect();
        let least = (0_u32..1 << names.len())
            .filter(|set| {
                let split: Vec<String> = names
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| set >> i & 1 == 1)
                    .map(|(_, n)| (*n).clone())
                    .collect();
                oracle(&sets(&programme, &split), room(&programme, begin, date, 0)).is_some()
            })
            .map(u32::count_ones)
            .min();
        assert_eq!(relaxed.split.as_ref().map(|split| split.groups.len() as u32), least, "round {round}");
        if let Some(split) = relaxed.split {
            seen[3] += 1;
            assert!(split.proven, "round {round}");
            let relaxed = Programme { may_split: split.groups.clone(), ..programme.clone() };
            let planned = plan(&relaxed).unwrap();
            let made = deliveries(&planned);
            assert_eq!(made.len(), people, "round {round}");
            let apart = pairs(&relaxed, &made);
            assert_eq!(planned.unfair.len(), apart.len(), "round {round}");
            assert!(planned.unfair.iter().all(|pair| pair.rule == Code::PeersTogether), "round {round}");
            let checked = check(&relaxed, &made, 100).unwrap();
            assert!(checked.against_rank == 0 && checked.unheld.is_empty(), "round {round}: {checked:?}");
            // groups that were not split are together
            assert!(planned.unfair.iter().all(|pair| split.groups.contains(&pair.group)), "round {round}");
        }
    }
    assert!(seen.iter().all(|&seen| seen > 10), "{seen:?}");
}

#[test]
fn a_split_group_of_otherwise_single_people_follows_rank() {
    let mut rng = Rng::new(7);
    for _ in 0..200 {
        let people = 2 + rng.below(20);
        let recipients: Vec<Recipient> = (0..people)
            .map(|place| {
                Recipient::new(&format!("r{place}"))
                    .group("acme")
                    .rank(rng.range(0, 9))
                    .lead_days(rng.below(3) as u16)
            })
            .collect();
        let programme = Programme {
            recipients,
            begin: date("2027-01-01"),
            loses_meaning_on: date("2027-02-06"),
            supply: Supply::daily(3),
            may_split: vec!["acme".to_owned()],
        };
        let planned = plan(&programme).unwrap();
        assert_eq!(deliveries(&planned).len(), people as usize);
        assert!(planned.unfair.iter().all(|pair| pair.rule == Code::PeersTogether));
        assert_eq!(check(&programme, &deliveries(&planned), 1_000).unwrap().against_rank, 0);
    }
}

#[test]
fn every_unfair_pair_is_named_once() {
    let mut rng = Rng::new(8);
    for round in 0..200 {
        let programme = made(&mut rng, 12, 5, 6);
        let made: Vec<Delivery> = programme
            .recipients
            .iter()
            .filter(|_| true)
            .map(|one| Delivery {
                id: one.id.clone(),
                arrives_on: programme.begin.add_days(rng.range(0, 8) as i32),
            })
            .collect();
        let checked = check(&programme, &made, 10_000).unwrap();
        let mut named: Vec<(String, String)> =
            checked.pairs.iter().map(|pair| (pair.first.clone(), pair.waits.clone())).collect();
        named.sort();
        let mut right = pairs(&programme, &made);
        right.sort();
        assert_eq!(named, right, "round {round}");
        let rank: BTreeMap<&str, Option<i64>> =
            programme.recipients.iter().map(|one| (one.id.as_str(), one.rank)).collect();
        let against = |pair: &&UnfairPair| matches!((rank[pair.first.as_str()], rank[pair.waits.as_str()]), (Some(a), Some(b)) if a < b);
        let ruled = checked.pairs.iter().filter(|pair| pair.rule == Code::RankRespected).count();
        assert_eq!(checked.pairs.iter().filter(against).count(), ruled);
        // with fewer places the worst come first
        let few = check(&programme, &made, 3).unwrap();
        assert_eq!(few.pairs.len(), named.len().min(3));
        assert_eq!(few.pairs.iter().filter(against).count(), ruled.min(3), "round {round}");
        assert_eq!((few.apart, few.against_rank), (checked.apart, checked.against_rank));
    }
}

#[test]
fn beyond_twelve_components_bounds_are_below_every_plan() {
    let mut rng = Rng::new(9);
    let mut proven = 0;
    for _ in 0..150 {
        let people = 40 + rng.below(60) as usize;
        let mut programme = made(&mut rng, people, 50, 60);
        programme.supply = Supply::daily(8 + rng.below(8) as u32);
        // one more group that is everybody's
        let planned = plan(&programme).unwrap();
        if planned.batches.is_empty() {
            continue;
        }
        assert!(planned.least_waiting_days <= planned.waiting_days);
        assert!(planned.least_last_arrival <= planned.last_arrival);
        let at_bounds = planned.least_waiting_days == planned.waiting_days
            && planned.least_last_arrival == planned.last_arrival;
        assert_eq!(planned.proven, at_bounds);
        proven += usize::from(planned.proven);
        assert!(check(&programme, &deliveries(&planned), 10).unwrap().is_fair());
    }
    assert!(proven > 30, "{proven}");
}

#[test]
fn a_hundred_thousand_recipients() -> Result<()> {
    let mut rng = Rng::new(10);
    let recipients: Vec<Recipient> = (0..100_000)
        .map(|place| {
            let one =
                Recipient::new(&format!("r{place}")).rank(rng.range(0, 1_000)).lead_days(rng.below(5) as u16);
            // employers of up to some dozens, a household now and then
            let one = if rng.one_in(3) { one } else { one.group(&format!("firm-{}", rng.below(6_000))) };
            if rng.one_in(50) { one.group(&format!("home-{}", rng.below(4_000))) } else { one }
        })
        .collect();
    let programme = Programme {
        recipients,
        begin: date("2026-12-01"),
        loses_meaning_on: date("2027-02-06"),
        supply: Supply { closed: vec![Weekday::Sun], ..Supply::daily(2_500) },
        may_split: Vec::new(),
    };
    let planned = plan(&programme)?;
    assert_eq!(deliveries(&planned).len(), 100_000);
    assert!(check(&programme, &deliveries(&planned), 10)?.is_fair());
    Ok(())
}

#[test]
fn named_answers() -> Result<()> {
    let people = |n: usize| -> Vec<Recipient> {
        (0..n).map(|place| Recipient::new(&format!("r{place}")).group("all").rank(place as i64)).collect()
    };
    let programme = |recipients, each| Programme {
        recipients,
        begin: date("2027-02-01"),
        loses_meaning_on: date("2027-02-06"),
        supply: Supply::daily(each),
        may_split: Vec::new(),
    };
    // nothing is supplied
    let planned = plan(&programme(people(4), 0))?;
    assert_eq!(planned.unmet[0].rule, Code::NoSupply);
    assert_eq!(planned.relaxations.unwrap().more_a_day, Some((4, true)));
    assert_eq!(planned.latest_begin, None);
    // everybody is one group, and it is too large for any day
    let planned = plan(&programme(people(4), 3))?;
    assert_eq!(planned.notes, [Code::GroupsJoinAll]);
    assert_eq!(
        (planned.unmet[0].rule, planned.unmet[0].needed, planned.unmet[0].available),
        (Code::PeersTogether, 4, 3)
    );
    let relaxed = planned.relaxations.unwrap();
    assert_eq!(relaxed.begin, None);
    assert_eq!(relaxed.split.unwrap().groups, ["all"]);
    // ranks are missing
    let unranked = vec![Recipient::new("b"), Recipient::new("a"), Recipient::new("c").rank(-5)];
    let planned = plan(&programme(unranked, 9))?;
    assert_eq!(planned.notes, [Code::RanksMissing]);
    let order: Vec<&str> = planned.batches[0].gifts.iter().map(|gift| gift.id.as_str()).collect();
    assert_eq!(order, ["c", "a", "b"]);
    // nobody at all
    let planned = plan(&programme(Vec::new(), 0))?;
    assert!(planned.batches.is_empty() && planned.unmet.is_empty() && planned.last_arrival.is_none());
    // begun on the day itself
    let mut late = programme(people(2), 9);
    late.begin = late.loses_meaning_on;
    assert_eq!(plan(&late)?.unmet[0].rule, Code::PlannedInTime);
    // too far away
    let mut far = programme(people(2), 9);
    far.recipients[1].lead_days = 30;
    let planned = plan(&far)?;
    assert_eq!(
        (planned.unmet[0].rule, planned.unmet[0].recipients.as_slice()),
        (Code::BeforeDate, &["r1".to_owned()][..])
    );
    assert_eq!(planned.latest_begin, Some(date("2027-01-06")));
    Ok(())
}

#[test]
fn bad_input_is_refused_with_its_place() {
    let good = Programme {
        recipients: vec![Recipient::new("a"), Recipient::new("b")],
        begin: date("2027-02-01"),
        loses_meaning_on: date("2027-02-06"),
        supply: Supply::daily(3),
        may_split: Vec::new(),
    };
    let refused = |change: &dyn Fn(&mut Programme)| {
        let mut bad = good.clone();
        change(&mut bad);
        let error = plan(&bad).unwrap_err();
        (error.code(), error.path().to_owned())
    };
    assert_eq!(refused(&|p| p.recipients[1].id = "a".into()), (Code::DuplicateId, "recipients[1].id".into()));
    assert_eq!(
        refused(&|p| p.recipients[1].lead_days = 367),
        (Code::InvalidValue, "recipients[1].lead_days".into())
    );
    assert_eq!(refused(&|p| p.may_split = vec!["x".into()]), (Code::InvalidValue, "may_split[0]".into()));
    assert_eq!(
        refused(&|p| p.loses_meaning_on = date("2047-02-06")),
        (Code::TooLarge, "loses_meaning_on".into())
    );
    let twice = |p: &mut Programme| p.supply.dates = vec![(p.begin, 1), (p.begin, 2)];
    assert_eq!(refused(&twice), (Code::DuplicateKey, "capacity.dates".into()));
    let unknown = [Delivery { id: "z".into(), arrives_on: good.begin }];
    assert_eq!(check(&good, &unknown, 1).unwrap_err().code(), Code::UnknownCustomer);
}
