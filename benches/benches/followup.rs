//! From facts to decisions. The allocations that are counted beside the times are part of the claim:
//! with a prepared customer, standing and plan a decision allocates nothing.

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use tactful::followup::{Asking, Brief, Question};
use tactful::{Code, Engine};
use tactful_benches::{BENCH_POLICY, Book, Case};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

/// A sample asks of each of them once, so that its mean is that of the whole book.
const CUSTOMERS: u32 = 512;

fn main() {
    divan::main();
}

#[derive(Debug, Clone, Copy)]
enum Policy {
    Bench,
    House,
}

const POLICIES: [Policy; 2] = [Policy::Bench, Policy::House];

impl Policy {
    fn book(self) -> Book {
        let book = match self {
            Policy::Bench => Book::of_bench(CUSTOMERS as usize),
            Policy::House => Book::of_house(CUSTOMERS as usize),
        }
        .unwrap();
        // calendars learn what they are asked most
        for case in &book.cases {
            let (engine, now) = (&book.engine, book.now);
            engine.decide_all(&case.customer, &case.standing, &case.plan, None, now).unwrap();
        }
        book
    }
}

/// One reason through one channel, by their names.
fn decide(book: &Book, case: &Case, reason: &str, channel: &str) -> Code {
    let (engine, now) = (&book.engine, book.now);
    let decision = engine.decide(&case.customer, &case.standing, &case.plan, reason, channel, now);
    black_box(&decision).as_ref().map_or(Code::Never, |decision| decision.verdict())
}

/// One reason of one customer, each time another.
#[divan::bench(args = POLICIES, sample_size = 12 * CUSTOMERS)]
fn decide_one(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let mut pairs =
        book.cases.iter().flat_map(|case| book.reasons.iter().map(move |pair| (case, pair))).cycle();
    bencher
        .with_inputs(|| pairs.next().unwrap())
        .bench_local_values(|(case, (reason, channel))| decide(&book, case, reason, channel));
}

/// All reasons of one customer, one after the other, each through its preferred channel; each time another customer.
#[divan::bench(args = POLICIES, sample_size = CUSTOMERS)]
fn decide_each_reason(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let mut cases = book.cases.iter().cycle();
    bencher
        .counter(ItemsCount::new(book.reasons.len()))
        .with_inputs(|| cases.next().unwrap())
        .bench_local_values(|case| {
            for (reason, channel) in &book.reasons {
                black_box(decide(&book, case, reason, channel));
            }
        });
}

/// The same in one call that fills prepared answers: twelve reasons under the bench policy; nothing is allocated.
#[divan::bench(args = POLICIES, sample_size = CUSTOMERS)]
fn briefs_twelve(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let look_up = |(reason, channel): &(String, String)| book.engine.question(reason, channel).unwrap();
    let questions: Vec<Question> = book.reasons.iter().map(look_up).collect();
    let mut answers = vec![Brief::default(); questions.len()];
    let asking = Asking::default();
    let mut cases = book.cases.iter().cycle();
    bencher
        .counter(ItemsCount::new(questions.len()))
        .with_inputs(|| cases.next().unwrap())
        .bench_local_values(|case| {
            let (engine, now) = (&book.engine, book.now);
            let Case { customer, standing, plan, .. } = case;
            engine.briefs(customer, standing, plan, &questions, now, &asking, &mut answers).unwrap();
            black_box(&answers);
        });
}

/// The same by a briefing, which keeps what does not depend on the customer.
#[divan::bench(args = POLICIES, sample_size = CUSTOMERS)]
fn briefing_twelve(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let look_up = |(reason, channel): &(String, String)| book.engine.question(reason, channel).unwrap();
    let questions: Vec<Question> = book.reasons.iter().map(look_up).collect();
    let mut briefing = book.engine.briefing(&questions, book.now).unwrap();
    let asking = Asking::default();
    let mut cases = book.cases.iter().cycle();
    bencher
        .counter(ItemsCount::new(questions.len()))
        .with_inputs(|| cases.next().unwrap())
        .bench_local_values(|case| {
            let Case { customer, standing, plan, .. } = case;
            let show = |brief: &Brief| {
                black_box(brief);
            };
            briefing.each(customer, standing, plan, &asking, show).unwrap();
        });
}

/// All reasons of one customer through all their channels, in one call; it allocates the list that it returns.
#[divan::bench(args = POLICIES, sample_size = CUSTOMERS)]
fn decide_all(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let per_call: usize =
        book.reasons.iter().map(|(reason, _)| book.engine.channels_of(reason).unwrap().count()).sum();
    let mut cases = book.cases.iter().cycle();
    bencher.counter(ItemsCount::new(per_call)).with_inputs(|| cases.next().unwrap()).bench_local_values(
        |case| {
            let engine = &book.engine;
            black_box(engine.decide_all(&case.customer, &case.standing, &case.plan, None, book.now)).is_ok()
        },
    );
}

/// The facts of one customer, about ten and three of consent, into an empty standing; per customer and per fact.
#[divan::bench(args = POLICIES, sample_size = CUSTOMERS)]
fn fold(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let mut cases = book.cases.iter().cycle();
    bencher
        .with_inputs(|| cases.next().unwrap().facts.as_slice())
        .input_counter(|facts| ItemsCount::new(facts.len()))
        .bench_local_values(|facts| book.engine.fold(facts, book.now, None));
}

/// What one customer is contacted for in the next sixty days.
#[divan::bench(args = POLICIES, sample_size = CUSTOMERS, sample_count = 10)]
fn agenda_60_days(bencher: Bencher, policy: Policy) {
    let book = policy.book();
    let mut cases = book.cases.iter().cycle();
    bencher.with_inputs(|| cases.next().unwrap()).bench_local_values(|case| {
        book.engine.agenda(&case.customer, &case.standing, &case.plan, book.now, 60)
    });
}

/// From the text of a policy to an engine.
#[divan::bench(args = POLICIES)]
fn compile(bencher: Bencher, policy: Policy) {
    bencher.bench_local(|| match policy {
        Policy::Bench => Engine::from_text(black_box(BENCH_POLICY)),
        Policy::House => Engine::house(),
    });
}
