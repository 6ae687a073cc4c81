//! Complaints: guard and state of one act, the due times of a case's clocks, and an act on a case with its log.

use divan::{AllocProfiler, Bencher, black_box};
use tactful::Engine;
use tactful::complaint::clock::Event as Happening;
use tactful::complaint::{
    Case, Cause, DueTime, Event, EventKind, Move, Occurrence, Remedies, Remedy, Role, State, Terms, Word,
};
use tactful::customer::Customer;
use tactful::time::{Date, Instant};
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

/// The house policy, and the same with an office whose wall clock changes twice a year, and holidays.
#[derive(Debug, Clone, Copy)]
enum Office {
    House,
    Berlin,
}

impl Office {
    fn engine(self) -> Engine {
        let days =
            ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("{day} = ['09:00-12:30', '13:00-18:00']"));
        let holidays: Vec<String> = (2020..2030)
            .flat_map(|year| {
                ["01-01", "05-01", "10-03", "12-25", "12-26"].map(|day| format!("'{year}-{day}'"))
            })
            .collect();
        let berlin = format!(
            "name = 'shop'\nversion = '1'\nextends = ['house@1']\n[calendars.office]\ntimezone = 'Europe/Berlin'\n\
             weekly = {{ {} }}\nholidays = [{}]",
            days.join(", "),
            holidays.join(", ")
        );
        match self {
            Office::House => Engine::house(),
            Office::Berlin => Engine::from_text(&berlin),
        }
        .unwrap()
    }
}

/// A case on its way: its log, who complained, and when it is asked.
struct Way {
    log: Vec<Occurrence>,
    customer: Customer,
    now: Instant,
}

/// What happens to a case in this order, some of it not always.
const WAY: [(Happening, usize); 16] = [
    (Happening::APOLOGISED, 100),
    (Happening::ACKNOWLEDGED, 70),
    (Happening::LISTENED, 90),
    (Happening::RECORDED, 90),
    (Happening::CONFIRMED, 60),
    (Happening::PRIORITY_CHANGED, 25),
    (Happening::PENDING, 30),
    (Happening::RESUMED, 30),
    (Happening::CAUSE_FOUND, 50),
    (Happening::CUSTOMER_MESSAGE, 40),
    (Happening::OFFER_MADE, 80),
    (Happening::COMMITTED, 80),
    (Happening::AUTHORITY_USED, 40),
    (Happening::ACTED, 80),
    (Happening::REPORT_MADE, 30),
    (Happening::SOLVED, 90),
];

/// Cases of ten years, each at some point of its way: 1 to 12 occurrences, sorted.
fn ways(engine: &Engine) -> Vec<Way> {
    let mut random = Random::new(11);
    let first = Date::parse("2020-01-01").unwrap().midnight();
    let zones = tactful_benches::ZONES.map(|name| engine.zone(name).unwrap());
    (0..QUESTIONS as usize)
        .map(|number| {
            let instant = |at: i64| Instant::from_seconds(at).unwrap();
            let mut at = first + random.below(10 * 365 * 86_400) as i64;
            let received = Occurrence::new(Happening::RECEIVED, instant(at));
            let mut log = vec![received.priority(random.below(4) as u8)];
            let length = 1 + random.below(12);
            for (event, percent) in WAY {
                if log.len() == length {
                    break;
                }
                if random.below(100) < percent {
                    at += 60 + random.below(2 * 86_400) as i64;
                    let mut e = Occurrence::new(event, instant(at));
                    if event == Happening::PRIORITY_CHANGED {
                        e = e.priority(random.below(4) as u8);
                    }
                    log.push(e);
                }
            }
            let now = instant(at + 1 + random.below(3 * 86_400) as i64);
            let customer = Customer::new(&format!("c-{number}")).in_zone(zones[number % zones.len()].clone());
            Way { log, customer, now }
        })
        .collect()
}

/// Guard and state of one act, and when all clocks of its case are due then. Nothing is allocated.
#[divan::bench(args = [Office::House, Office::Berlin], sample_size = QUESTIONS)]
fn dues_of_a_case(bencher: Bencher, office: Office) {
    let (engine, terms) = (office.engine(), terms());
    let ways = ways(&engine);
    let mut dues: Vec<DueTime> = Vec::with_capacity(8);
    // calendars learn what they are asked most
    for way in &ways {
        engine.clock_dues(&way.log, &way.customer, way.now, &mut dues).unwrap();
    }
    let mut questions = questions(false).into_iter().zip(&ways).cycle();
    bencher.with_inputs(|| questions.next().unwrap()).bench_local_values(|((mut state, step), way)| {
        let done = state.take(black_box(&step), &terms).is_ok();
        engine.clock_dues(&way.log, &way.customer, way.now, &mut dues).unwrap();
        (done, dues.len())
    });
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
