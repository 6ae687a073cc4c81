//! Complaints: guard and state of one act, and an act on a case with its log.

use divan::{AllocProfiler, Bencher, black_box};
use tactful::Engine;
use tactful::complaint::{Case, Cause, Event, EventKind, Move, Remedies, Remedy, Role, State, Terms, Word};
use tactful::time::Instant;
use tactful_benches::Random;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

const QUESTIONS: u32 = 4096;

/// The road from the opening to the customer's word.
fn road() -> Vec<Move> {
    let act = |kind| Move { complete: true, ..Move::new(kind, Role::Direct) };
    vec![
        act(EventKind::Opened),
        act(EventKind::Apologise),
        act(EventKind::Listen),
        act(EventKind::Acknowledge),
        act(EventKind::Record),
        act(EventKind::Confirm),
        Move { cause: Some(Cause::ProductFault), ..act(EventKind::Cause) },
        Move { agreed: true, remedies: Remedies::of(&[Remedy::Exchange]), ..act(EventKind::Negotiate) },
        act(EventKind::Commit),
        act(EventKind::Act),
        act(EventKind::Fulfil),
        Move { word: Some(Word::Satisfied), ..act(EventKind::Track) },
    ]
}

fn terms() -> Terms {
    *Engine::house().unwrap().complaints().terms()
}

/// States along the road, each with the move that comes next, or any other one.
fn questions(any: bool) -> Vec<(State, Move)> {
    let (road, terms, mut random) = (road(), terms(), Random::new(7));
    let mut states = vec![State::default()];
    for step in &road {
        states.push(states[states.len() - 1].after(step, &terms).unwrap());
    }
    (0..QUESTIONS)
        .map(|_| {
            let at = random.below(road.len());
            let step = if any { random.below(road.len()) } else { at };
            (states[at], road[step])
        })
        .collect()
}

/// Guard and state of one act that is in order.
#[divan::bench(sample_size = QUESTIONS)]
fn act_in_order(bencher: Bencher) {
    let (terms, mut questions) = (terms(), questions(false).into_iter().cycle());
    bencher
        .with_inputs(|| questions.next().unwrap())
        .bench_local_refs(|(state, step)| state.take(black_box(step), &terms).is_ok());
}

/// The same for any act, mostly one whose time has not come.
#[divan::bench(sample_size = QUESTIONS)]
fn act_of_any_kind(bencher: Bencher) {
    let (terms, mut questions) = (terms(), questions(true).into_iter().cycle());
    bencher
        .with_inputs(|| questions.next().unwrap())
        .bench_local_refs(|(state, step)| state.take(black_box(step), &terms).is_ok());
}

/// An event on a case, with its log, names and version.
#[divan::bench(sample_size = 256)]
fn event_on_a_case(bencher: Bencher) {
    let engine = Engine::house().unwrap();
    let at = Instant::parse("2026-11-21T09:30:00Z").unwrap();
    let event = |id: &str, kind| Event::new(id, at, kind, "anna", Role::Direct);
    let mut case = Case::open("k-1", event("e-1", EventKind::Opened)).unwrap();
    case.act(engine.complaints(), event("e-2", EventKind::Apologise), 1).unwrap();
    let listen = event("e-3", EventKind::Listen);
    bencher.with_inputs(|| (case.clone(), listen.clone())).bench_local_values(|(mut case, event)| {
        case.act(engine.complaints(), event, 2).unwrap();
        case
    });
}
