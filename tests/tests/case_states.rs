//! The whole space of states of a case: no dead end, every state can reach every end, no act skips a guard.

use std::collections::{HashMap, VecDeque};
use tactful::Engine;
use tactful::complaint::{
    Acts, Cause, Conduct, Ending, EventKind, IsoStage, Move, Power, Remedies, Remedy, Role, State, Status,
    Terms, Wait, Word,
};
use tactful_tests::generate::{Rng, seeds};
use tactful_tests::oracle::case::View;

const ROLES: [Role; 4] = [Role::Direct, Role::Manager, Role::Customer, Role::System];

/// Every move of a part that differs in what guards look at.
fn moves(part: u8) -> Vec<Move> {
    let mut all = Vec::new();
    for &(_, kind) in EventKind::ALL {
        let plain = Move { part, complete: true, ..Move::new(kind, Role::Direct) };
        match kind {
            EventKind::Cause => {
                for cause in [Cause::ProductFault, Cause::Misunderstanding] {
                    all.push(Move { cause: Some(cause), ..plain });
                }
            }
            EventKind::Negotiate => {
                all.push(plain);
                for remedies in [
                    &[Remedy::Exchange][..],
                    &[Remedy::Explanation],
                    &[Remedy::ComfortGift],
                    &[Remedy::Exchange, Remedy::ComfortGift],
                    &[],
                ] {
                    all.push(Move { agreed: true, remedies: Remedies::of(remedies), ..plain });
                }
            }
            EventKind::Commit => all.extend([plain, Move { complete: false, ..plain }]),
            EventKind::Track => {
                for &(_, word) in Word::ALL {
                    all.push(Move { word: Some(word), ..plain });
                }
                all.push(plain);
            }
            EventKind::Wait => {
                all.extend(Wait::ALL.iter().map(|&(_, wait)| Move { wait: Some(wait), ..plain }))
            }
            EventKind::Lapse => all.push(Move { conduct: Some(Conduct::Calm), ..plain }),
            EventKind::Grant => {
                for power in [Power::CaringService, Power::QuantityAmount] {
                    all.push(Move { power: Some(power), ..plain });
                    all.push(Move { power: Some(power), remedies: Remedies::of(&[Remedy::Refund]), ..plain });
                }
            }
            EventKind::Close => {
                all.extend(Ending::ALL.iter().map(|&(_, ending)| Move { ending: Some(ending), ..plain }));
            }
            _ => all.push(plain),
        }
    }
    all.into_iter().flat_map(|step| ROLES.map(|role| Move { role, ..step })).collect()
}

fn terms() -> Terms {
    let house = *Engine::house().unwrap().complaints().terms();
    Terms { attempts: 1, offers: 1, ..house }
}

/// Counters without an end are followed as far as guards look at them.
fn beyond(state: &State, step: &Move) -> bool {
    let part = state.parts().get(usize::from(step.part));
    match step.kind {
        EventKind::Attempt => state.attempts() >= 1,
        EventKind::Reopen => state.reopenings() >= 1,
        EventKind::Lapse => state.lapsed(Conduct::Calm),
        EventKind::Commit => part.is_some_and(|part| part.commitments() >= 1),
        EventKind::Negotiate if !step.agreed => part.is_some_and(|part| part.refused_offers() >= 1),
        EventKind::Track if step.word == Some(Word::Unsatisfied) => {
            part.is_some_and(|part| part.refused_offers() >= 1)
        }
        EventKind::Split | EventKind::HandOver => true,
        _ => false,
    }
}

struct Explored {
    states: Vec<State>,
    /// For each state those that can come next.
    next: Vec<Vec<usize>>,
}

fn explore(mut judged: impl FnMut(&State, &[Move], &Move, bool)) -> Explored {
    let (terms, moves) = (terms(), moves(0));
    let opened = Move::new(EventKind::Opened, Role::Customer);
    let first = State::default().after(&opened, &terms).unwrap();
    let mut found = Explored { states: vec![first], next: Vec::new() };
    let mut logs = vec![vec![opened]];
    let mut known = HashMap::from([(first, 0)]);
    let mut queue = VecDeque::from([0]);
    while let Some(index) = queue.pop_front() {
        let state = found.states[index];
        let mut next = Vec::new();
        for step in &moves {
            let after = state.after(step, &terms);
            judged(&state, &logs[index], step, after.is_ok());
            if let Ok(after) = after
                && !beyond(&state, step)
            {
                let place = *known.entry(after).or_insert_with(|| {
                    let mut log = logs[index].clone();
                    log.push(*step);
                    logs.push(log);
                    found.states.push(after);
                    queue.push_back(found.states.len() - 1);
                    found.states.len() - 1
                });
                next.push(place);
            }
        }
        next.sort_unstable();
        next.dedup();
        assert_eq!(found.next.len(), index);
        found.next.push(next);
    }
    found
}

/// Whether each state can come to one that is wanted.
fn can_reach(explored: &Explored, wanted: impl Fn(&State) -> bool) -> Vec<bool> {
    let mut before = vec![Vec::new(); explored.states.len()];
    for (from, next) in explored.next.iter().enumerate() {
        next.iter().for_each(|&to| before[to].push(from));
    }
    let mut reached: Vec<bool> = explored.states.iter().map(wanted).collect();
    let mut queue: VecDeque<usize> = (0..reached.len()).filter(|&i| reached[i]).collect();
    while let Some(index) = queue.pop_front() {
        for &from in &before[index] {
            if !std::mem::replace(&mut reached[from], true) {
                queue.push_back(from);
            }
        }
    }
    reached
}

#[test]
fn no_act_skips_a_guard() {
    let terms = terms();
    let mut view: Option<(State, View)> = None;
    let mut count = 0_u64;
    let explored = explore(|state, log, step, allowed| {
        if view.as_ref().is_none_or(|(of, _)| of != state) {
            view = Some((*state, View::of(log)));
        }
        let oracle = &view.as_ref().unwrap().1;
        assert_eq!(oracle.allows(step, &terms), allowed, "{step:?}\nafter {log:#?}");
        count += 1;
    });
    assert!(explored.states.len() > 1_000, "{} states", explored.states.len());
    eprintln!("{} states, {count} moves judged", explored.states.len());
}

#[test]
fn there_is_no_dead_end() {
    let explored = explore(|_, _, _, _| {});
    for ending in
        [Ending::Satisfied, Ending::Unreached, Ending::Withdrawn, Ending::Outside, Ending::Exhausted]
    {
        let reached = can_reach(&explored, |state| state.ending() == Some(ending));
        for (state, reached) in explored.states.iter().zip(reached) {
            // what ended twice stays ended here: reopening is followed once
            let ended = state.is_closed() && state.reopenings() > 0;
            assert!(reached || ended, "{state:?} can never end as {}", ending.as_str());
        }
    }
}

#[test]
fn every_state_says_what_comes_next() {
    let (terms, explored) = (terms(), explore(|_, _, _, _| {}));
    let mut stages = std::collections::HashSet::new();
    let mut statuses = std::collections::HashSet::new();
    for state in &explored.states {
        let next = state.next(&terms);
        assert!(!next.is_empty(), "{state:?}");
        let due: Vec<_> = next.iter().filter(|next| next.due).collect();
        let part = &state.parts()[0];
        match part.missing().iter().next() {
            Some(act) if !state.is_closed() => {
                assert_eq!(due.len(), 1, "{state:?}");
                assert_eq!(due[0].kind.act(), Some(act), "the first act that is missing can be done");
            }
            _ => assert!(due.is_empty()),
        }
        // what is listed passes, and only an act whose predecessors are done is listed
        for next in next {
            if let Some(act) = next.kind.act() {
                let before: Acts =
                    tactful::complaint::Act::ALL.iter().map(|&(_, a)| a).take_while(|a| *a < act).collect();
                assert!(before.iter().all(|act| part.done().has(act)), "{state:?} {next:?}");
            }
            assert!(next.by.iter().count() > 0);
        }
        assert_eq!(state.status() == Status::Closed, state.is_closed());
        assert_eq!(state.is_closed(), state.ending().is_some());
        if state.ending() == Some(Ending::Satisfied) {
            assert!(part.is_satisfied() && part.missing().is_empty());
        }
        statuses.insert(state.status());
        stages.insert(state.stage());
    }
    assert_eq!(statuses.len(), Status::ALL.len(), "every status occurs");
    let beside = [IsoStage::Communication, IsoStage::Tracking];
    for &(_, stage) in IsoStage::ALL {
        assert_eq!(stages.contains(&stage), !beside.contains(&stage), "{stage:?}");
    }
}

#[test]
fn refused_moves_change_nothing_and_say_why() {
    let terms = terms();
    let moves = moves(0);
    let explored = explore(|_, _, _, _| {});
    for state in explored.states.iter().step_by(7) {
        for step in &moves {
            let mut taken = *state;
            if let Err(refused) = taken.take(step, &terms) {
                assert_eq!(taken, *state);
                assert!(refused.missing.iter().all(|act| !state.parts()[0].done().has(act)), "{refused:?}");
                let order = ["C1", "C2", "C3"].contains(&refused.rule());
                assert!(order || refused.missing.is_empty(), "{refused:?}");
            }
        }
    }
}

#[test]
fn random_logs_of_several_parts_agree_with_the_oracle() {
    let house = *Engine::house().unwrap().complaints().terms();
    for seed in seeds(41, 400) {
        let mut rng = Rng::new(seed);
        let opened = Move::new(EventKind::Opened, Role::Customer);
        let mut state = State::default().after(&opened, &house).unwrap();
        let mut log = vec![opened];
        for _ in 0..60 {
            let parts = state.parts().len() as u64;
            let mut choices = moves(rng.below(parts + 1) as u8);
            choices.retain(|step| step.kind != EventKind::Split || rng.below(6) == 0);
            let view = View::of(&log);
            let first_open = state.parts().iter().position(|part| part.ending().is_none()).unwrap_or(0) as u8;
            for step in &mut choices {
                if step.kind == EventKind::Split {
                    step.part = first_open;
                }
                let allowed = state.guard(step, &house).is_ok();
                assert_eq!(view.allows(step, &house), allowed, "seed {seed}: {step:?}\nafter {log:#?}");
            }
            // mostly the way on, so that logs get somewhere
            choices.retain(|step| state.guard(step, &house).is_ok());
            choices.retain(|step| step.kind.act().is_some() || rng.below(3) == 0);
            if choices.is_empty() {
                continue;
            }
            let step = *rng.pick(&choices);
            state = state.after(&step, &house).unwrap();
            log.push(step);
        }
        let view = View::of(&log);
        for (part, oracle) in state.parts().iter().zip(&view.parts) {
            assert_eq!(part.done().iter().collect::<Vec<_>>(), oracle.done, "seed {seed}");
            assert_eq!(part.ending(), oracle.ending, "seed {seed}");
            assert_eq!(
                usize::from(part.commitments()),
                if oracle.ending.is_some() { 0 } else { oracle.open }
            );
        }
        // the case is closed when all of its parts are, and not before
        assert_eq!(state.is_closed(), view.parts.iter().all(|part| part.ending.is_some()), "seed {seed}");
    }
}
