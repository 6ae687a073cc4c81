//! Laws that every answer of the kernel keeps, on random cases.

use std::cell::Cell;
use tactful::customer::{Contact, Entry, Fact, Intent, Purpose, Standing, Word};
use tactful::followup::{Asking, Brief, Decision, Folded, Plan};
use tactful::policy::spec::Once;
use tactful::time::Instant;
use tactful::{Code, Engine};
use tactful_tests::generate::{Case, Rng, Sizes, ZONES, at, compile, policy, seeds, zones};
use tactful_tests::oracle::{Lifted, Question, Replay, World};

fn fold(case: &Case) -> Folded {
    case.engine.fold(&case.facts, case.now, None).expect("facts")
}

fn ask(case: &Case, standing: &Standing, plan: &[Contact], now: Instant, asking: &Asking) -> Decision {
    let plan = case.engine.plan(plan).expect("a plan");
    case.engine
        .decide_with(&case.customer, standing, &plan, &case.reason, &case.channel, now, asking)
        .expect("a decision")
}

fn seconds(at: Option<Instant>) -> Option<i64> {
    at.map(Instant::seconds)
}

/// Runs a property over seeds and tells of each failure, the first ones in full.
fn over(salt: u64, default: u64, sizes: Sizes, property: impl Fn(&Case, &mut Rng) -> Result<(), String>) {
    let mut failures = 0;
    for seed in seeds(salt, default) {
        let case = Case::new(seed, sizes);
        let mut rng = Rng::new(seed ^ 0x00c0_ffee);
        if let Err(problem) = property(&case, &mut rng) {
            failures += 1;
            if failures <= 2 {
                println!("----\n{problem}\n{}\n", case.describe());
            } else {
                println!("seed {seed}: {problem}");
            }
        }
    }
    assert_eq!(failures, 0, "the property does not hold; see above (run one with TACTFUL_SEED)");
}

fn expect(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}

#[test]
fn asking_again_at_from_says_now_until_the_same_end() {
    over(2, 1_500, Sizes::Ample, |case, _| {
        let folded = fold(case);
        let first = ask(case, &folded.standing, &case.planned, case.now, &case.asking);
        let (Code::Wait, Some(from)) = (first.verdict(), first.allowed_from()) else { return Ok(()) };
        let again = ask(case, &folded.standing, &case.planned, from, &case.asking);
        let (was, is) = (seconds(first.allowed_until()), seconds(again.allowed_until()));
        // an end that lay beyond the horizon may have come into sight
        let same = was == is || was.is_none();
        expect(again.verdict() == Code::Allow && same, || format!("first {first:?}\nagain {again:?}"))
    });
}

#[test]
fn from_is_the_first_and_until_the_last() {
    over(3, 1_500, Sizes::Ample, |case, rng| {
        let folded = fold(case);
        let decision = ask(case, &folded.standing, &case.planned, case.now, &case.asking);
        let zones = zones();
        let world = World::new(
            &case.engine,
            &case.text,
            &zones,
            &case.customer,
            &case.facts,
            &case.planned,
            &case.asking,
            case.now,
        );
        let question = Question::new(&world, &case.reason, &case.channel);
        if question.out_of_place {
            return Ok(());
        }
        let allows = |t: i64| question.allows(t, Lifted::Nothing);
        let Some(from) = seconds(decision.allowed_from()) else {
            let t = rng.range(world.now, world.horizon);
            return expect(!allows(t), || format!("allowed at {t}, answer {decision:?}"));
        };
        let end = seconds(decision.allowed_until()).unwrap_or(world.horizon);
        let right = allows(from)
            && (from == world.now || !allows(from - 1))
            && allows(end - 1)
            && (end >= world.horizon || !allows(end))
            && allows(rng.range(from, end))
            && (from == world.now || !allows(rng.range(world.now, from)));
        expect(right, || format!("{decision:?}"))
    });
}

#[test]
fn the_order_of_rules_reasons_and_facts_does_not_matter() {
    over(4, 1_000, Sizes::Ample, |case, rng| {
        let mut sections: Vec<String> = Vec::new();
        let mut head = String::new();
        for line in case.text.lines() {
            if line.starts_with("[rules.") || line.starts_with("[reasons.") {
                sections.push(String::new());
            }
            let part = sections.last_mut().unwrap_or(&mut head);
            part.push_str(line);
            part.push('\n');
        }
        rng.shuffle(&mut sections);
        let engine = compile(&format!("{head}{}", sections.concat())).expect("the policy");
        let mut facts = case.facts.clone();
        rng.shuffle(&mut facts);
        let mut planned = case.planned.clone();
        rng.shuffle(&mut planned);
        let one = ask(case, &fold(case).standing, &case.planned, case.now, &case.asking);
        let folded = engine.fold(&facts, case.now, None).expect("facts");
        let plan = engine.plan(&planned).expect("a plan");
        let other = engine
            .decide_with(
                &case.customer,
                &folded.standing,
                &plan,
                &case.reason,
                &case.channel,
                case.now,
                &case.asking,
            )
            .expect("a decision");
        let told = |engine: &Engine, decision: &Decision| {
            let blocks: Vec<_> = decision
                .blocks()
                .iter()
                .map(|b| (b.rule(engine, &case.reason), b.clears_at(), b.since(), b.is_binding(), b.code()))
                .collect();
            format!(
                "{:?} {:?} {:?} {blocks:?} {:?} {:?} {:?} {:?}",
                decision.verdict(),
                decision.allowed_from(),
                decision.allowed_until(),
                decision.then(engine),
                decision.revisit_at(),
                decision.eligible_at(),
                decision.anchor()
            )
        };
        let (one, other) = (told(&case.engine, &one), told(&engine, &other));
        expect(one == other, || format!("{one}\n{other}"))
    });
}

/// A folder that has served others, with words that were made ready, remembers what a fold of the facts does.
#[test]
fn words_that_were_made_ready_fold_alike() {
    over(17, 2_000, Sizes::Tiny, |case, rng| {
        let engine = &case.engine;
        let expected = fold(case);
        let mut folder = engine.folder(case.now, None);
        let mut facts = case.facts.clone();
        for _ in 0..2 {
            folder.clear();
            rng.shuffle(&mut facts);
            for fact in &facts {
                let entry = engine.entry(fact);
                let mut ready = engine.ready(&entry).expect("a fact");
                if rng.one_in(2) {
                    // another fact of the same words came before
                    let (order, case, until) = (Word::of("other"), Word::default(), Some(fact.at));
                    *ready.entry() = Entry { order, case, until, ..entry };
                }
                *ready.entry() = entry;
                folder.add_ready(&mut ready).expect("a fact");
            }
        }
        let next = (folder.next_pending(), expected.next_pending());
        expect(next.0 == next.1, || format!("{next:?}"))?;
        let warnings: Vec<Code> = folder.warnings().collect();
        expect(warnings == expected.warnings, || format!("{warnings:?} {:?}", expected.warnings))?;
        let standing = folder.into_standing();
        expect(standing == expected.standing, || format!("{standing:?}\n{:?}", expected.standing))
    });
}

fn partition_and_merge(case: &Case, rng: &mut Rng) -> Result<(), String> {
    let engine = &case.engine;
    let known: Vec<Fact> = case.facts.iter().filter(|fact| fact.at <= case.now).cloned().collect();
    let all = engine.fold(&known, case.now, None).expect("facts").standing;
    // apart, some facts in several parts, merged in any order
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    for fact in &known {
        parts[rng.below(3) as usize].push(fact.clone());
        if rng.one_in(4) {
            parts[rng.below(3) as usize].push(fact.clone());
        }
    }
    let mut standings: Vec<Standing> = parts
        .iter_mut()
        .map(|part| {
            rng.shuffle(part);
            engine.fold(part, case.now, None).expect("facts").standing
        })
        .collect();
    rng.shuffle(&mut standings);
    let mut merged = engine.empty_standing();
    if rng.one_in(2) {
        let mut pair = standings[1].clone();
        pair.merge(&standings[2]).expect("one shape");
        merged.merge(&pair).expect("one shape");
        merged.merge(&standings[0]).expect("one shape");
    } else {
        standings.iter().for_each(|standing| merged.merge(standing).expect("one shape"));
    }
    expect(merged == all, || format!("merged {merged:?}\nall {all:?}"))?;
    let mut twice = merged.clone();
    twice.merge(&merged).expect("one shape");
    expect(twice == merged, || format!("twice {twice:?}\nonce {merged:?}"))?;
    // late, one by one, in another order
    let mut late = known.clone();
    rng.shuffle(&mut late);
    let mut slow = engine.empty_standing();
    late.iter().for_each(|fact| engine.fold_into(&mut slow, fact).expect("a fact"));
    expect(slow == all, || format!("one by one {slow:?}\nall {all:?}"))?;
    let back = engine.standing_from_bytes(&all.to_bytes()).expect("bytes");
    expect(back == all && back.to_bytes() == all.to_bytes(), || {
        format!("read back {back:?}\nwritten {all:?}")
    })
}

#[test]
fn partition_and_merge_are_the_fold_of_all() {
    over(5, 1_000, Sizes::Ample, partition_and_merge);
}

#[test]
fn partition_and_merge_are_the_fold_of_all_when_much_is_pushed_out() {
    over(6, 3_000, Sizes::Tiny, partition_and_merge);
}

#[test]
fn nothing_changes_before_revisit_at() {
    over(7, 2_000, Sizes::Ample, |case, rng| {
        let folded = fold(case);
        let first = ask(case, &folded.standing, &case.planned, case.now, &case.asking);
        let revisit = seconds(first.revisit_at());
        let now = case.now.seconds();
        expect(revisit.is_none_or(|at| at > now), || format!("it is to be revisited at {revisit:?}"))?;
        let end = revisit.unwrap_or(now + 500 * 86_400);
        let told = |d: &Decision| {
            let from = if d.verdict() == Code::Wait { seconds(d.allowed_from()) } else { None };
            (d.verdict(), from, seconds(d.allowed_until()))
        };
        for sample in [now + 1, end - 1, rng.range(now, end), rng.range(now, end), rng.range(now, end)] {
            if sample <= now || sample >= end {
                continue;
            }
            let later = ask(case, &folded.standing, &case.planned, at(sample), &case.asking);
            expect(told(&later) == told(&first), || {
                format!("revisit {revisit:?}, at {sample}: {:?}, before {:?}", told(&later), told(&first))
            })?;
        }
        Ok(())
    });
}

#[test]
fn what_is_pushed_out_never_makes_an_answer_looser() {
    over(8, 6_000, Sizes::Tiny, |case, _| {
        let folded = fold(case);
        let decision = ask(case, &folded.standing, &case.planned, case.now, &case.asking);
        let Some(from) = seconds(decision.allowed_from()) else { return Ok(()) };
        let zones = zones();
        let world = World::new(
            &case.engine,
            &case.text,
            &zones,
            &case.customer,
            &case.facts,
            &case.planned,
            &case.asking,
            case.now,
        );
        let question = Question::new(&world, &case.reason, &case.channel);
        let end = seconds(decision.allowed_until()).unwrap_or(world.horizon);
        let inside: Vec<i64> = question.edges().into_iter().filter(|&t| t >= from && t < end).collect();
        let first = [from, end - 1].into_iter().chain(inside).find(|&t| !question.allows(t, Lifted::Nothing));
        expect(!question.out_of_place && first.is_none(), || {
            format!("allowed at {first:?}, which the whole history forbids: {decision:?}")
        })
    });
}

#[test]
fn pending_facts_neither_count_nor_prune() {
    over(9, 1_000, Sizes::Tiny, |case, _| {
        let known: Vec<Fact> = case.facts.iter().filter(|fact| fact.at <= case.now).cloned().collect();
        let with = fold(case);
        let without = case.engine.fold(&known, case.now, None).expect("facts");
        let pending = case.facts.iter().filter(|fact| fact.at > case.now).map(|fact| fact.at).min();
        expect(with.standing == without.standing && with.next_pending() == pending, || {
            format!("{:?} {pending:?}", with.next_pending())
        })?;
        expect(with.warnings.contains(&Code::PendingFacts) == pending.is_some(), || {
            format!("{:?}", with.warnings)
        })
    });
}

#[test]
fn a_policy_change_that_asks_for_no_more_keeps_the_standing() {
    over(10, 1_500, Sizes::Ample, |case, rng| {
        // rules are dropped, none is added, texts and dates may change
        let mut text = String::new();
        let mut keep = true;
        for line in case.text.lines() {
            if line.starts_with("[rules.") {
                keep = !rng.one_in(3);
            }
            if keep || line.starts_with("[reasons.") {
                text.push_str(&line.replace("good advice", "better advice"));
                text.push('\n');
            }
        }
        let engine = compile(&text.replace("version = '1'", "version = '2'")).expect("the policy");
        let standing = fold(case).standing;
        let adopted = engine.adopt(&standing).map_err(|error| format!("{error}\nnew policy\n{text}"))?;
        let fresh = engine.fold(&case.facts, case.now, None).expect("facts").standing;
        let plan = engine.plan(&case.planned).expect("a plan");
        let decide = |standing: &Standing| {
            engine
                .decide_with(
                    &case.customer,
                    standing,
                    &plan,
                    &case.reason,
                    &case.channel,
                    case.now,
                    &case.asking,
                )
                .expect("a decision")
        };
        let (one, other) = (decide(&adopted), decide(&fresh));
        expect(one == other, || format!("adopted {one:?}\nfolded {other:?}"))?;
        expect(engine.fingerprint() != case.engine.fingerprint(), || {
            "one fingerprint for two policies".to_owned()
        })
    });
}

#[test]
fn a_changed_policy_adopts_or_refuses_but_never_loosens() {
    over(11, 1_500, Sizes::Tiny, |case, rng| {
        let zone = zones().get("Europe/Paris").expect("a zone");
        let text = policy(rng, case.now.seconds(), &zone, Sizes::Tiny);
        let engine = compile(&text).expect("the policy");
        // what was sent counts as it was sent; where that is not told, each policy would tell it in its own way
        let mut facts = case.facts.clone();
        for fact in facts.iter_mut().filter(|fact| fact.reason.is_some()) {
            fact.purpose = fact.purpose.or(Some(Purpose::Service));
            fact.intent = fact.intent.or(Some(Intent::Ask));
        }
        let folded = case.engine.fold(&facts, case.now, None).expect("facts");
        let Ok(adopted) = engine.adopt(&folded.standing) else { return Ok(()) };
        let zones = zones();
        let nothing: Vec<Contact> = Vec::new();
        let asking = Asking::default();
        let decisions =
            engine.decide_all(&case.customer, &adopted, &Plan::default(), None, case.now).expect("decisions");
        let world = World::new(&engine, &text, &zones, &case.customer, &facts, &nothing, &asking, case.now);
        for decision in decisions {
            let Some(from) = seconds(decision.allowed_from()) else { continue };
            let question = Question::new(&world, decision.reason(&engine), decision.channel(&engine));
            expect(question.allows(from, Lifted::Nothing), || format!("forbidden: {decision:?}\n{text}"))?;
        }
        Ok(())
    });
}

#[test]
fn agenda_contacts_keep_every_rule() {
    over(12, 600, Sizes::Ample, |case, _| {
        let standing = fold(case).standing;
        let engine = &case.engine;
        let free =
            |reason: &tactful::policy::spec::ReasonSpec| reason.once == Once::No && reason.every.is_none();
        if engine.policy().reasons.iter().any(free) {
            return Ok(()); // nothing would bound the agenda but its own limit
        }
        let given = engine.plan(&case.planned).expect("a plan");
        let agenda =
            engine.agenda(&case.customer, &standing, &given, case.now, 30).map_err(|e| e.to_string())?;
        Replay {
            engine,
            text: &case.text,
            customer: &case.customer,
            facts: &case.facts,
            planned: &case.planned,
            now: case.now,
        }
        .keeps_every_rule(&agenda.items)
    });
}

#[test]
fn eligible_at_and_horizon_are_consistent() {
    over(13, 2_000, Sizes::Ample, |case, _| {
        let standing = fold(case).standing;
        let decision = ask(case, &standing, &case.planned, case.now, &case.asking);
        let (eligible, revisit) = (seconds(decision.eligible_at()), seconds(decision.revisit_at()));
        let far = |at: Option<i64>| at.unwrap_or(i64::MAX);
        // who only sleeps, or is not in question, need not be looked at before
        expect(far(eligible) > case.now.seconds(), || format!("eligible {eligible:?} revisit {revisit:?}"))?;
        let horizon = decision.warnings().any(|code| code == Code::HorizonReached);
        let limited = decision.allowed_until().is_none();
        expect(!horizon || limited, || format!("horizon reached, but {decision:?}"))?;
        let binding = decision.blocks().iter().filter(|block| block.is_binding()).count();
        let blocked = !decision.blocks().is_empty();
        expect(binding == usize::from(blocked), || {
            format!("{binding} blocks bind: {:?}", decision.blocks())
        })?;
        expect(decision.verdict() != Code::Allow || !blocked, || {
            format!("allowed, but {:?}", decision.blocks())
        })?;
        let pending = far(seconds(case.asking.next_pending));
        expect(far(revisit) <= pending, || format!("revisit {revisit:?} after the pending fact at {pending}"))
    });
}

#[test]
fn a_brief_is_its_decision() {
    over(14, 2_000, Sizes::Ample, briefs_agree);
}

#[test]
fn a_brief_is_its_decision_when_much_is_pushed_out() {
    over(15, 2_000, Sizes::Tiny, briefs_agree);
}

/// Every question in brief, alone and all at once, against the decision; then those that name an anchor.
fn briefs_agree(case: &Case, rng: &mut Rng) -> Result<(), String> {
    let (engine, customer) = (&case.engine, &case.customer);
    let standing = fold(case).standing;
    let plan = engine.plan(&case.planned).expect("a plan");
    let questions = engine.questions(None).expect("questions");
    let anchor = rng.one_in(3).then(|| (*rng.pick(&["o1", "o2", "k1", "o9"])).to_owned());
    let asking = Asking { anchor, ..case.asking.clone() };
    let decisions = engine.decide_all_with(customer, &standing, &plan, None, case.now, &asking);
    let expected: Vec<Brief> = decisions.expect("decisions").iter().map(Decision::brief).collect();
    let mut briefs = vec![Brief::default(); questions.len()];
    engine.briefs(customer, &standing, &plan, &questions, case.now, &asking, &mut briefs).expect("briefs");
    expect(briefs == expected, || format!("briefs {briefs:?}\ndecisions {expected:?}"))?;
    for (&question, &expected) in questions.iter().zip(&expected) {
        let brief = engine.brief(customer, &standing, &plan, question, case.now, &asking);
        let decision = engine.decide_question(customer, &standing, &plan, question, case.now, &asking);
        let (reason, channel) = (question.reason(engine), question.channel(engine));
        let named = engine.decide_with(customer, &standing, &plan, reason, channel, case.now, &asking);
        expect(decision == named, || format!("looked up {decision:?}\nnamed {named:?}"))?;
        let same = match (&brief, &decision) {
            (Ok(brief), Ok(decision)) => *brief == expected && decision.brief() == expected,
            (one, other) => one.as_ref().err() == other.as_ref().err(),
        };
        expect(same, || format!("brief {brief:?}\ndecision {decision:?}"))?;
    }
    Ok(())
}

#[test]
fn a_briefing_is_its_decisions_whomever_it_was_asked_about_before() {
    short_and_long(17, Sizes::Ample);
}

#[test]
fn a_briefing_is_its_decisions_when_much_is_pushed_out() {
    short_and_long(18, Sizes::Tiny);
}

/// Briefings against decisions; both ways to an answer must have been taken, and neither rarely.
fn short_and_long(salt: u64, sizes: Sizes) {
    let (short, long) = (Cell::new(0), Cell::new(0));
    over(salt, 4_000, sizes, |case, rng| {
        let taken = briefing_agrees(case, rng)?;
        short.set(short.get() + taken.0);
        long.set(long.get() + taken.1);
        Ok(())
    });
    let (short, long) = (short.get(), long.get());
    if std::env::var("TACTFUL_SEED").is_err() {
        assert!(short > (short + long) / 5 && long > (short + long) / 5, "{short} short, {long} long");
    }
}

/// One briefing about several customers: in other zones, with a part of the history, with and without a plan.
fn briefing_agrees(case: &Case, rng: &mut Rng) -> Result<(u64, u64), String> {
    let engine = &case.engine;
    let questions = engine.questions(None).expect("questions");
    let mut briefing = engine.briefing(&questions, case.now).expect("a briefing");
    for number in 0..4 {
        let mut customer = case.customer.clone();
        customer.id = format!("c-{number}");
        if rng.one_in(2) {
            customer = customer.in_zone(zones().get(rng.pick::<&str>(&ZONES)).expect("a zone"));
        }
        if rng.one_in(2) {
            customer.history_since = None;
        }
        let count = rng.below(case.facts.len() as u64 + 1) as usize;
        let facts = if number == 0 { &case.facts[..] } else { &case.facts[..count] };
        let planned = if rng.one_in(4) { &case.planned[..] } else { &[] };
        let standing = engine.fold(facts, case.now, None).expect("facts").standing;
        let plan = engine.plan(planned).expect("a plan");
        let asking = if rng.one_in(3) { Asking::default() } else { case.asking.clone() };
        let mut briefs = Vec::new();
        briefing.each(&customer, &standing, &plan, &asking, |brief| briefs.push(*brief)).expect("briefs");
        let mut filled = vec![Brief::default(); questions.len()];
        engine
            .briefs(&customer, &standing, &plan, &questions, case.now, &asking, &mut filled)
            .expect("briefs");
        expect(briefs == filled, || format!("{number}: briefing {briefs:?}\nbriefs {filled:?}"))?;
        for (&question, brief) in questions.iter().zip(&briefs) {
            let decision = engine.decide_question(&customer, &standing, &plan, question, case.now, &asking);
            let decision = decision.expect("a decision");
            expect(*brief == decision.brief(), || {
                let (reason, channel) = (question.reason(engine), question.channel(engine));
                format!("{number} {reason} {channel} {customer:?}\nbrief {brief:?}\ndecision {decision:?}")
            })?;
        }
    }
    Ok(briefing.answered())
}

#[test]
fn a_question_of_another_engine_or_too_little_room_is_refused_and_nothing_is_written() {
    let house = Engine::house().expect("the house policy");
    let small = "name = 'small'\nversion = '1'\n[reasons.hello]\nvalue = 'advice'\npurpose = 'service'\nintent = 'give'";
    let small = compile(small).expect("a policy");
    let customer = tactful::customer::Customer::new("c-1");
    let (now, asking, plan) = (at(1_800_000_000), Asking::default(), Plan::default());
    let questions = house.questions(None).expect("questions");
    let code = |count: usize, engine: &Engine| {
        let standing = engine.empty_standing();
        let mut room = vec![Brief::default(); count];
        let refused = engine.briefs(&customer, &standing, &plan, &questions, now, &asking, &mut room);
        assert!(room.iter().all(|brief| *brief == Brief::default()));
        refused.map_err(|error| error.code())
    };
    assert_eq!(code(questions.len() - 1, &house), Err(Code::InvalidValue));
    assert_eq!(code(questions.len(), &small), Err(Code::UnknownReason));
    assert_eq!(small.briefing(&questions, now).map(|_| ()).map_err(|e| e.code()), Err(Code::UnknownReason));
    assert_eq!(questions[questions.len() - 1].reason(&small), "");
    assert_eq!(house.question_at(u32::MAX, 0).map_err(|e| e.code()), Err(Code::UnknownReason));
    assert_eq!(house.question_at(0, u32::MAX).map_err(|e| e.code()), Err(Code::UnknownChannel));
    let unlisted = house.questions(None).expect("questions")[0].reason_index();
    let listed = |channel| house.question_at(unlisted, channel).is_ok();
    let channels = house.channels().count() as u32;
    assert_eq!(
        (0..channels).filter(|&c| listed(c)).count(),
        questions.iter().filter(|q| q.reason_index() == unlisted).count()
    );
}

#[test]
fn rules_told_many_times_say_no_more_than_once() {
    over(16, 300, Sizes::Ample, |case, _| {
        const COPIES: usize = 24;
        // each section of a rule, again under other names
        let mut text = String::new();
        let mut rule = String::new();
        let copy = |rule: &mut String, text: &mut String| {
            for number in 0..COPIES {
                text.push_str(&rule.replace("[rules.", &format!("[rules.n{number}-")));
            }
            rule.clear();
        };
        for line in case.text.lines() {
            if line.starts_with('[') {
                copy(&mut rule, &mut text);
            }
            let of_rule = line.starts_with("[rules.") || !rule.is_empty();
            let into = if of_rule { &mut rule } else { &mut text };
            into.push_str(line);
            into.push('\n');
        }
        copy(&mut rule, &mut text);
        let engine = compile(&text).map_err(|error| format!("{error}\n{text}"))?;
        let told = |engine: &Engine| {
            let standing = engine.fold(&case.facts, case.now, None).expect("facts").standing;
            let plan = engine.plan(&case.planned).expect("a plan");
            let questions = engine.questions(None).expect("questions");
            let mut briefs = vec![Brief::default(); questions.len()];
            let (customer, asking) = (&case.customer, &case.asking);
            engine
                .briefs(customer, &standing, &plan, &questions, case.now, asking, &mut briefs)
                .expect("briefs");
            let decisions = engine.decide_all_with(customer, &standing, &plan, None, case.now, asking);
            let decisions = decisions.expect("decisions");
            assert!(decisions.iter().map(Decision::brief).eq(briefs.iter().copied()));
            let without_rule = |brief: &Brief| {
                (
                    (brief.verdict(), brief.allowed_from(), brief.allowed_until(), brief.anchor_at()),
                    (brief.revisit_at(), brief.eligible_at(), brief.rules_allow_at(), brief.best_at()),
                    (brief.blocks(), brief.warnings()),
                )
            };
            briefs.iter().map(without_rule).collect::<Vec<_>>()
        };
        let (once, often) = (told(&case.engine), told(&engine));
        expect(once == often, || format!("once {once:?}\noften {often:?}"))
    });
}
