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
        *set = (set.0 + 1, set.1.max(i64::from(people[place].lead_days)));
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
        assert_eq!(planned.latest_begin_proven, planned.latest_begin.is_some(), "round {round}");
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

/// Sets of peers as lists of places, and which may not come before which: one has somebody of a higher rank in a group
/// that may be split than somebody of the other.
fn ranked(programme: &Programme) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let people = &programme.recipients;
    let share = |a: &Recipient, b: &Recipient, split: bool| {
        let both = |group: &&String| b.groups.contains(group) && programme.may_split.contains(group) == split;
        a.groups.iter().any(|group| both(&group))
    };
    let mut sets: Vec<Vec<usize>> = (0..people.len()).map(|place| vec![place]).collect();
    let bound =
        |a: &[usize], b: &[usize]| a.iter().any(|&a| b.iter().any(|&b| share(&people[a], &people[b], false)));
    while let Some((a, b)) =
        (0..sets.len()).flat_map(|b| (0..b).map(move |a| (a, b))).find(|&(a, b)| bound(&sets[a], &sets[b]))
    {
        let more = sets.remove(b);
        sets[a].extend(more);
    }
    let over = |a: &usize, b: &usize| {
        let (a, b) = (&people[*a], &people[*b]);
        share(a, b, true) && matches!((a.rank, b.rank), (Some(a), Some(b)) if a > b)
    };
    let above = |one: &Vec<usize>| {
        let higher = |other: &usize| sets[*other].iter().any(|a| one.iter().any(|b| over(a, b)));
        (0..sets.len()).filter(higher).collect()
    };
    let above = sets.iter().map(above).collect();
    (sets, above)
}

/// The least of all assignments: (last arrival, days waited, recipients handed theirs before somebody above them).
fn best_ranked(
    programme: &Programme,
    sets: &[Vec<usize>],
    above: &[Vec<usize>],
    room: &mut [u64],
    days: &mut Vec<usize>,
    best: &mut Option<(i64, u64, usize)>,
) {
    let lead = |set: &Vec<usize>| set.iter().map(|&one| programme.recipients[one].lead_days).max().unwrap();
    let Some(set) = sets.get(days.len()) else {
        let last =
            sets.iter().zip(&*days).map(|(set, &day)| day as i64 + i64::from(lead(set))).max().unwrap();
        let waited = sets.iter().zip(&*days).map(|(set, &day)| set.len() as u64 * day as u64).sum();
        let passed = |place: &usize| above[*place].iter().any(|&higher| days[higher] > days[*place]);
        let before = (0..sets.len()).filter(passed).map(|place| sets[place].len()).sum();
        if best.is_none_or(|best| (last, waited, before) < best) {
            *best = Some((last, waited, before));
        }
        return;
    };
    for day in 0..room.len() {
        if room[day] >= set.len() as u64 && day + usize::from(lead(set)) < room.len() {
            room[day] -= set.len() as u64;
            days.push(day);
            best_ranked(programme, sets, above, room, days, best);
            days.pop();
            room[day] += set.len() as u64;
        }
    }
}

#[test]
fn where_groups_are_split_rank_holds_and_nothing_is_lost_by_it() {
    let mut rng = Rng::new(71);
    let (mut found, mut passed, mut held) = (0, 0, 0);
    for round in 0..500 {
        let people = 2 + rng.below(6) as usize;
        let mut programme = made(&mut rng, people, 3, 4);
        let names = ["g0", "g1", "g2"].map(str::to_owned);
        let is_group = |name: &String| programme.recipients.iter().any(|one| one.groups.contains(name));
        programme.may_split = names.into_iter().filter(|name| is_group(name) && !rng.one_in(3)).collect();
        let (sets, above) = ranked(&programme);
        let mut room = room(&programme, programme.begin, programme.loses_meaning_on, 0);
        let mut right = None;
        best_ranked(&programme, &sets, &above, &mut room, &mut Vec::new(), &mut right);
        let planned = plan(&programme).unwrap();
        assert!(planned.proven, "round {round}");
        let Some((last, waited, before)) = right else {
            assert!(planned.batches.is_empty(), "round {round}");
            continue;
        };
        found += 1;
        assert_eq!(planned.last_arrival, Some(programme.begin.add_days(last as i32)), "round {round}");
        assert_eq!(planned.waiting_days, waited, "round {round}");
        let made = deliveries(&planned);
        let checked = check(&programme, &made, 1_000).unwrap();
        assert_eq!((made.len(), checked.against_rank), (people, 0), "round {round}");
        assert!(checked.unheld.is_empty(), "round {round}: {checked:?}");
        let apart = |pair: &UnfairPair| programme.may_split.contains(&pair.group);
        assert!(checked.pairs.iter().all(apart), "round {round}");
        let day: BTreeMap<&str, Date> = planned
            .batches
            .iter()
            .flat_map(|batch| batch.gifts.iter().map(|gift| (gift.id.as_str(), batch.on)))
            .collect();
        let day = |set: &Vec<usize>| day[programme.recipients[set[0]].id.as_str()];
        let early =
            |place: &usize| above[*place].iter().any(|&higher| day(&sets[higher]) > day(&sets[*place]));
        let early: usize = (0..sets.len()).filter(early).map(|place| sets[place].len()).sum();
        assert!(early >= before, "round {round}");
        passed += usize::from(early > before);
        held += usize::from(early > 0);
    }
    assert!(found > 200 && held > 10 && passed == 0, "{found} {held} {passed}");
}

#[test]
fn a_split_group_goes_by_rank_though_other_groups_bind() {
    let recipient = |id: &str, groups: &[&str], rank| {
        groups.iter().fold(Recipient::new(id).rank(rank), |one, group| one.group(group))
    };
    let programme = |recipients| Programme {
        recipients,
        begin: date("2027-01-01"),
        loses_meaning_on: date("2027-01-09"),
        supply: Supply::daily(2),
        may_split: vec!["G".to_owned()],
    };
    let first = |programme: &Programme| -> Vec<String> {
        plan(programme).unwrap().batches[0].gifts.iter().map(|gift| gift.id.clone()).collect()
    };
    // the higher ranks of the split group first, although the pair that another group binds would fit as well
    let tied = vec![
        recipient("a", &["G"], 10),
        recipient("b", &["G"], 5),
        recipient("c", &["G", "H"], 1),
        recipient("d", &["H"], 0),
    ];
    assert_eq!(first(&programme(tied)), ["a", "b"]);
    // ranks outside of the split group do not count
    let outside = vec![
        recipient("a", &["G", "H"], 1),
        recipient("x", &["H"], 100),
        recipient("b", &["G", "K"], 50),
        recipient("y", &["K"], 60),
    ];
    assert_eq!(first(&programme(outside)), ["y", "b"]);
    // the far one is first, who are near get theirs when it has arrived: one a day is enough
    let mut far: Vec<Recipient> =
        (0..8).map(|place| recipient(&format!("r{place}"), &["G"], 10 - place)).collect();
    far[0].lead_days = 5;
    let far = Programme { supply: Supply::daily(1), ..programme(far) };
    let planned = plan(&far).unwrap();
    assert_eq!((planned.proven, planned.last_arrival), (true, Some(date("2027-01-08"))));
    let arrivals: Vec<String> = deliveries(&planned).iter().map(|made| made.arrives_on.to_string()).collect();
    let right = ["06", "06", "06", "06", "06", "06", "07", "08"].map(|day| format!("2027-01-{day}"));
    assert_eq!(arrivals, right);
    // beyond what is searched: a hundred people in one split group, some in pairs of one rank
    let many = (0..100).map(|place| {
        let pair = place / 2;
        let one = recipient(&format!("r{place}"), &["G"], i64::from(pair * 37 % 50));
        if pair < 20 { one.group(&format!("pair-{pair}")) } else { one }
    });
    let mut many = programme(many.collect());
    many.supply = Supply::daily(15);
    let planned = plan(&many).unwrap();
    assert_eq!(planned.waiting_days, 15 * (1 + 2 + 3 + 4 + 5) + 10 * 6);
    assert_eq!(check(&many, &deliveries(&planned), 10).unwrap().against_rank, 0);
    let held = |batch: &tactful::campaign::Batch| {
        batch.gifts.iter().filter(|gift| gift.arrives_on > batch.on).count()
    };
    let held: usize = planned.batches.iter().map(held).sum();
    assert!(held < 20, "{held}");
}

#[test]
fn every_unfair_pair_is_named_once() {
    let mut rng = Rng::new(8);
    for round in 0..200 {
        let programme = made(&mut rng, 12, 5, 6);
        let made: Vec<Delivery> = programme
            .recipients
            .iter()
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

/// Two of them in a day leave no room for a third: forty groups of about two fifths of a day take twenty days.
#[test]
fn bounds_know_how_many_large_groups_fit_into_a_day() {
    let group = |place: usize| {
        let of = move |one| Recipient::new(&format!("r{place}-{one}")).group(&format!("g{place}"));
        (0..34 + place % 16).map(of)
    };
    let begin = date("2027-01-01");
    let planned = plan(&Programme {
        recipients: (0..40).flat_map(group).collect(),
        begin,
        loses_meaning_on: date("2027-02-06"),
        supply: Supply::daily(100),
        may_split: Vec::new(),
    });
    let planned = planned.unwrap();
    assert_eq!(planned.last_arrival, Some(begin.add_days(19)));
    assert_eq!(planned.least_last_arrival, planned.last_arrival);
}

/// A hundred thousand pairs among three thousand peers; and so many people with one pair against rank each.
#[test]
fn many_unfair_pairs_are_named_at_once() {
    let begin = date("2027-01-01");
    let peers = |people: usize, days: usize| {
        let one = |place| Recipient::new(&format!("r{place}")).group("all").rank(i64::from(place > 0));
        let on = |place: usize| begin.add_days((place % days) as i32);
        let made = |place| Delivery { id: format!("r{place}"), arrives_on: on(place) };
        let programme = Programme {
            recipients: (0..people).map(one).collect(),
            begin,
            loses_meaning_on: date("2028-01-01"),
            supply: Supply::daily(u32::MAX),
            may_split: Vec::new(),
        };
        check(&programme, &(0..people).map(made).collect::<Vec<_>>(), 100_000).unwrap()
    };
    assert_eq!(peers(3_000, 300).pairs.len(), 100_000);
    let checked = peers(60_000, 60);
    assert_eq!((checked.against_rank, checked.apart), (59_000, 60 * 59 / 2 * 1_000_000));
    assert!(
        checked.pairs[..59_000].iter().all(|pair| pair.rule == Code::RankRespected && pair.first == "r0")
    );
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

/// Groups of which so many must be split that no set of them could be found by trial.
#[test]
fn as_few_groups_as_can_be_are_split_however_many_there_are() {
    let programme = |recipients, each| Programme {
        recipients,
        begin: date("2027-01-01"),
        loses_meaning_on: date("2028-01-01"),
        supply: Supply::daily(each),
        may_split: Vec::new(),
    };
    let splits = |programme: &Programme| {
        let split = plan(programme).unwrap().relaxations.unwrap().split.unwrap();
        let split_up = Programme { may_split: split.groups.clone(), ..programme.clone() };
        let planned = plan(&split_up).unwrap();
        assert_eq!(deliveries(&planned).len(), programme.recipients.len());
        (split.groups.len(), split.proven)
    };
    let one = |place: usize| Recipient::new(&format!("r{place}")).rank(place as i64);
    // households of five, four a day
    let homes = |n: usize| (0..n * 5).map(|place| one(place).group(&format!("h{}", place / 5))).collect();
    assert_eq!(splits(&programme(homes(70), 4)), (70, true));
    // everybody is a peer of the next one
    for (people, each, right) in [(102, 34, 2), (150, 50, 2), (300, 100, 2), (300, 60, 4)] {
        let next = |place| one(place).group(&format!("c{place}")).group(&format!("c{}", place + 1));
        let (split, proven) = splits(&programme((0..people).map(next).collect(), each));
        assert_eq!((split, proven), (right, right == 2), "{people} {each}");
    }
    // two firms that forty households join
    let firm = |place: usize| {
        let one = one(place).group(&format!("firm-{}", place % 2));
        if place < 80 { one.group(&format!("home-{}", place / 2)) } else { one }
    };
    assert_eq!(splits(&programme((0..120).map(firm).collect(), 50)), (2, true));
    // rings of overlapping groups, at random
    let mut rng = Rng::new(12);
    for _ in 0..20 {
        let made = (0..200).map(|place| {
            let near = place as u64 / 4;
            let (a, b) = (near + rng.below(3), near + rng.below(3));
            one(place).group(&format!("g{}", a % 50)).group(&format!("g{}", b % 50))
        });
        let (split, _) = splits(&programme(made.collect(), 40));
        assert!((4..40).contains(&split), "{split}");
    }
}

#[test]
fn a_hundred_thousand_recipients_for_whom_there_is_no_plan() {
    let recipients = |size: usize| -> Vec<Recipient> {
        let one = |place: usize| Recipient::new(&format!("r{place}")).group(&format!("g{}", place / size));
        (0..100_000).map(one).collect()
    };
    for (size, each, days) in [(3, 2, 60), (170, 100, 1_100), (2_900, 2_000, 60), (2_900, 5_000, 23)] {
        let programme = Programme {
            recipients: recipients(size),
            begin: date("2027-01-01"),
            loses_meaning_on: date("2027-01-01").add_days(days),
            supply: Supply::daily(each),
            may_split: Vec::new(),
        };
        let planned = plan(&programme).unwrap();
        assert!(planned.proven && planned.batches.is_empty() && !planned.unmet.is_empty());
        let split = planned.relaxations.unwrap().split;
        // three a household and two a day never suffice
        assert_eq!(split.is_some(), size != 3);
        if let Some(split) = split {
            let planned = plan(&Programme { may_split: split.groups, ..programme }).unwrap();
            assert_eq!(deliveries(&planned).len(), 100_000);
        }
    }
}

/// Ten years of days of which nearly none serves anybody; and more kinds of groups than a small stack has frames.
#[test]
fn a_search_ends_and_needs_no_stack() {
    let groups = |sizes: std::ops::Range<usize>| -> Vec<Recipient> {
        let of = |size: usize| {
            (0..size).map(move |place| Recipient::new(&format!("r{size}-{place}")).group(&format!("g{size}")))
        };
        sizes.flat_map(of).collect()
    };
    let begin = date("2027-01-01");
    let mut programme = Programme {
        recipients: groups(10..22),
        begin,
        loses_meaning_on: begin.add_days(3_650),
        supply: Supply { dates: vec![(begin, 93), (begin.add_days(3_649), 200)], ..Supply::daily(9) },
        may_split: Vec::new(),
    };
    let planned = plan(&programme).unwrap();
    assert_eq!((planned.proven, planned.last_arrival), (true, Some(begin.add_days(3_649))));
    let kind = |(lead, size): (u16, usize)| {
        let group = format!("g{lead}-{size}");
        (0..size).map(move |place| Recipient::new(&format!("{group}-{place}")).group(&group).lead_days(lead))
    };
    programme.recipients =
        (0..366).flat_map(|lead| (1..6).map(move |size| (lead, size))).flat_map(kind).collect();
    programme.supply = Supply::daily(7);
    let on_small_stack = std::thread::Builder::new().stack_size(128 << 10);
    let planned = on_small_stack.spawn(move || plan(&programme).unwrap()).unwrap().join().unwrap();
    assert_eq!(deliveries(&planned).len(), 366 * 15);
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
    let error = check(&good, &[], 100_001).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::TooLarge, "most_pairs"));
}
