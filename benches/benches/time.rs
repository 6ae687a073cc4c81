//! Business time: one calendar, instants of ten years.

use divan::{AllocProfiler, Bencher, black_box};
use tactful::time::{Calendar, Instant, Zones};
use tactful_benches::{Random, office, office_calendar};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

const QUESTIONS: u32 = 4096;

/// Pairs of a start and a number of seconds.
fn questions() -> Vec<(Instant, i64)> {
    let first = Instant::parse("2020-01-01T00:00:00Z").unwrap().seconds();
    let mut random = Random::new(1);
    (0..QUESTIONS)
        .map(|_| {
            let at = first + random.below(10 * 365 * 86_400) as i64;
            (Instant::from_seconds(at).unwrap(), 60 * random.below(60_000) as i64)
        })
        .collect()
}

/// A calendar that has been asked often enough to know its table.
fn warm() -> Calendar {
    let calendar = office_calendar().unwrap();
    for (at, seconds) in questions().into_iter().cycle().take(20_000) {
        black_box(calendar.add_seconds(at.seconds(), seconds));
    }
    calendar
}

#[divan::bench(sample_size = QUESTIONS)]
fn calendar_add(bencher: Bencher) {
    let (calendar, questions) = (warm(), questions());
    let mut next = questions.iter().cycle();
    bencher
        .with_inputs(|| *next.next().unwrap())
        .bench_local_values(|(at, seconds)| calendar.add_seconds(at.seconds(), seconds));
}

#[divan::bench(sample_size = QUESTIONS)]
fn calendar_elapsed(bencher: Bencher) {
    let (calendar, questions) = (warm(), questions());
    let mut next = questions.iter().cycle();
    bencher
        .with_inputs(|| *next.next().unwrap())
        .bench_local_values(|(at, seconds)| calendar.elapsed_seconds(at.seconds(), at.seconds() + seconds));
}

#[divan::bench(sample_size = QUESTIONS)]
fn calendar_next_open(bencher: Bencher) {
    let (calendar, questions) = (warm(), questions());
    let mut next = questions.iter().cycle();
    bencher
        .with_inputs(|| *next.next().unwrap())
        .bench_local_values(|(at, _)| calendar.open_span_from(at.seconds(), i64::MAX));
}

#[divan::bench]
fn calendar_compile(bencher: Bencher) {
    let (spec, zones) = (office(), Zones::bundled());
    bencher.bench_local(|| Calendar::compile(black_box(&spec), &zones));
}

/// With the table of the ten years, as it is after the first few thousand questions.
#[divan::bench]
fn calendar_compile_and_warm_up(bencher: Bencher) {
    bencher.bench_local(warm);
}

#[divan::bench(sample_size = QUESTIONS)]
fn zone_offset(bencher: Bencher) {
    let zone = Zones::bundled().get("America/New_York").unwrap();
    let questions = questions();
    let mut next = questions.iter().cycle();
    bencher.with_inputs(|| next.next().unwrap().0.seconds()).bench_local_values(|at| zone.offset_at(at));
}
