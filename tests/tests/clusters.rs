//! Clusters of complaints (C12), on seeded data: alarms are rare where nothing is, and what is there is found.

use tactful::Engine;
use tactful::complaint::clusters::{ClusterReport, ClusterRequest, Place};
use tactful::complaint::{CaseSummary, Feature};
use tactful::time::Instant;
use tactful_tests::generate::Rng;

const NOW: i64 = 1_795_219_200; // 2026-11-21T00:00:00Z
const WEEK: i64 = 7 * 86_400;
const WEEKS: i64 = 27;

/// A house with its complaints.
struct World {
    /// In a week.
    cases: u64,
    customers: u64,
    products: &'static [u64],
    causes: &'static [u64],
    touchpoints: &'static [u64],
}

/// Four complaints in a week for each of five products.
const EVEN: World =
    World { cases: 20, customers: 800, products: &[1; 5], causes: &[1; 4], touchpoints: &[1; 4] };
/// A few products have most complaints.
const SKEWED: World = World {
    cases: 45,
    customers: 2_000,
    products: &[40, 20, 10, 8, 6, 5, 4, 3, 2, 1, 1],
    causes: &[8, 4, 2, 1],
    touchpoints: &[5, 3, 1, 1, 1],
};
/// Few customers, who complain again and again.
const REPEATED: World =
    World { cases: 30, customers: 40, products: &[3, 2, 1], causes: &[1; 3], touchpoints: &[1; 2] };

fn weighted(rng: &mut Rng, weights: &[u64]) -> usize {
    let mut left = rng.below(weights.iter().sum());
    for (place, weight) in weights.iter().enumerate() {
        if left < *weight {
            return place;
        }
        left -= weight;
    }
    0
}

fn case(id: usize, customer: &str, at: i64, features: [String; 3]) -> CaseSummary {
    let mut case = CaseSummary::new(&format!("k-{id}"), customer, Instant::from_seconds(at).unwrap());
    let [product, cause, touchpoint] = features;
    (case.product, case.cause, case.touchpoint) = (Some(product), Some(cause), Some(touchpoint));
    case
}

/// Complaints at an even rate: in each minute one or none.
fn world(world: &World, rng: &mut Rng) -> Vec<CaseSummary> {
    let mut cases = Vec::new();
    let minutes = WEEKS * 7 * 1_440;
    for minute in 0..minutes {
        if rng.below(7 * 1_440) >= world.cases {
            continue;
        }
        let features = [
            format!("p-{}", weighted(rng, world.products)),
            format!("c-{}", weighted(rng, world.causes)),
            format!("t-{}", weighted(rng, world.touchpoints)),
        ];
        let customer = format!("u-{}", rng.below(world.customers));
        cases.push(case(cases.len(), &customer, NOW - minute * 60, features));
    }
    cases
}

fn scan(engine: &Engine, cases: &[CaseSummary]) -> ClusterReport {
    let request = ClusterRequest {
        cases,
        owned: None,
        history_since: Some(Instant::from_seconds(NOW - WEEKS * WEEK).unwrap()),
        now: Instant::from_seconds(NOW).unwrap(),
    };
    engine.clusters(&request).unwrap()
}

#[test]
fn at_most_one_scan_in_twenty_alarms_where_nothing_is() {
    let engine = Engine::house().unwrap();
    let seeds = 1_000;
    for (name, kind) in [("even", &EVEN), ("skewed", &SKEWED), ("repeated", &REPEATED)] {
        let mut alarms = 0;
        for seed in 0..seeds {
            alarms += usize::from(!scan(&engine, &world(kind, &mut Rng::new(seed))).clusters.is_empty());
        }
        println!("{name}: {alarms} alarms in {seeds} scans");
        assert!(alarms * 20 <= seeds as usize, "{name}: {alarms} alarms in {seeds} scans");
    }
}

/// How often a cluster of twelve is found among so many seeds; `plant` puts it there.
fn found(seeds: u64, plant: impl Fn(&mut Vec<CaseSummary>, &mut Rng)) -> u64 {
    let engine = Engine::house().unwrap();
    let mut found = 0;
    for seed in 0..seeds {
        let mut rng = Rng::new(10_000 + seed);
        let mut cases = world(&EVEN, &mut rng);
        plant(&mut cases, &mut rng);
        let report = scan(&engine, &cases);
        let right = report.clusters.iter().any(|cluster| cluster.cell.get(Feature::Product) == Some("p-0"));
        found += u64::from(right);
    }
    found
}

/// Twelve customers with a product in the last week, where four are expected: three times as many, and no more.
fn twelve_instead(cases: &mut Vec<CaseSummary>, rng: &mut Rng) {
    cases.retain(|case| case.product.as_deref() != Some("p-0") || case.opened_at.seconds() <= NOW - WEEK);
    for nth in 0..12 {
        let features = ["p-0".to_owned(), format!("c-{}", rng.below(4)), format!("t-{}", rng.below(4))];
        let at = NOW - rng.range(0, WEEK);
        cases.push(case(100_000 + nth, &format!("n-{nth}"), at, features));
    }
}

/// Twelve customers with the same product and cause, on top of what comes anyway, in the week that ends at `end`.
fn twelve_more(end: i64) -> impl Fn(&mut Vec<CaseSummary>, &mut Rng) {
    move |cases, rng| {
        for nth in 0..12 {
            let features = ["p-0".to_owned(), "c-0".to_owned(), format!("t-{}", rng.below(4))];
            let at = end - rng.range(0, WEEK);
            cases.push(case(100_000 + nth, &format!("n-{nth}"), at, features));
        }
    }
}

#[test]
fn a_threefold_cluster_of_twelve_is_found() {
    let seeds = 400;
    let counts = [
        ("twelve where four are expected", found(seeds, twelve_instead)),
        ("twelve more with one cause", found(seeds, twelve_more(NOW))),
        ("twelve more, five weeks ago", found(seeds, twelve_more(NOW - 5 * WEEK))),
    ];
    for (name, count) in counts {
        println!("{name}: found in {count} of {seeds}");
    }
    for (name, count) in counts {
        assert!(count * 10 >= seeds * 8, "{name}: found in {count} of {seeds}");
    }
}

#[test]
fn the_same_cases_give_the_same_report_in_any_order() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(7);
    let mut cases = world(&EVEN, &mut rng);
    twelve_more(NOW)(&mut cases, &mut rng);
    let report = scan(&engine, &cases);
    assert_eq!(report.clusters[0].place, Place::Now);
    for _ in 0..5 {
        rng.shuffle(&mut cases);
        assert_eq!(scan(&engine, &cases), report);
    }
    let finite = |cluster: &tactful::complaint::clusters::Cluster| {
        (0.0..=1.0).contains(&cluster.p_value)
            && cluster.p_value <= cluster.adjusted
            && cluster.adjusted <= 0.05
    };
    assert!(report.clusters.iter().all(finite));
}
