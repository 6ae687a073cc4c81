//! Experiments: assignment keeps its promises, intervals follow their textbook definitions.

use std::collections::BTreeMap;
use tactful_insight::experiment::{
    Arm, Counts, Design, LagUnit, Method, Sides, Unit, adjust, assign, balance, cuped, difference,
    lag_readout, power_of_means, size_of_means, wilson,
};
use tactful_tests::generate::Rng;

fn design(arms: &[&str], ratio: &[u32], seed: u64, method: Method) -> Design {
    Design {
        strata: vec!["tier".to_owned(), "region".to_owned()],
        arms: arms.iter().map(|arm| (*arm).to_owned()).collect(),
        ratio: ratio.to_vec(),
        seed,
        method,
        assigned: BTreeMap::new(),
    }
}

fn units(rng: &mut Rng, n: usize) -> Vec<Unit> {
    let unit = |place: usize| Unit {
        id: format!("c{place}"),
        traits: vec![
            (*rng.pick(&["gold", "silver", "bronze"])).to_owned(),
            (*rng.pick(&["n", "s"])).to_owned(),
        ],
    };
    (0..n).map(unit).collect()
}

#[test]
fn groups_are_even_in_every_stratum() {
    let mut rng = Rng::new(1);
    for seed in 0..40 {
        let n = 1 + rng.below(150) as usize;
        let units = units(&mut rng, n);
        let ratios: [&[u32]; 4] = [&[1, 1], &[2, 1], &[3, 3], &[5, 2]];
        let ratio = *rng.pick(&ratios);
        let found = assign(&units, &design(&["a", "b"], ratio, seed, Method::Blocks)).unwrap();
        assert_eq!(found.assignment.len(), n);
        let whole = f64::from(ratio[0] + ratio[1]);
        for stratum in &found.strata {
            let (a, b) = (stratum.counts["a"] as f64, stratum.counts["b"] as f64);
            // at most one customer away from the ratio
            assert!((a - (a + b) * f64::from(ratio[0]) / whole).abs() <= 1.0 + 1e-9, "{a} {b} {ratio:?}");
        }
        assert_eq!(found.counts.values().sum::<usize>(), n);
    }
}

#[test]
fn the_order_of_customers_does_not_matter_and_the_seed_does() {
    let mut rng = Rng::new(2);
    let mut all = units(&mut rng, 97);
    for method in [Method::Blocks, Method::Hash] {
        let found = assign(&all, &design(&["a", "b", "c"], &[1, 1, 1], 7, method)).unwrap();
        rng.shuffle(&mut all);
        assert_eq!(found, assign(&all, &design(&["a", "b", "c"], &[1, 1, 1], 7, method)).unwrap());
        let other = assign(&all, &design(&["a", "b", "c"], &[1, 1, 1], 8, method)).unwrap();
        assert_ne!(found.assignment, other.assignment);
    }
}

#[test]
fn newcomers_move_nobody() {
    let mut rng = Rng::new(3);
    for seed in 0..20 {
        let all = units(&mut rng, 120);
        let mut design = design(&["a", "b"], &[1, 1], seed, Method::Blocks);
        let mut before: BTreeMap<String, String> = BTreeMap::new();
        for joined in [30, 61, 120] {
            design.assigned.clone_from(&before);
            let found = assign(&all[..joined], &design).unwrap();
            assert!(before.iter().all(|(id, arm)| found.assignment[id] == *arm));
            assert!(
                found.strata.iter().all(|stratum| stratum.counts["a"].abs_diff(stratum.counts["b"]) <= 1)
            );
            before = found.assignment;
        }
        // by the hash alone nobody moves even without being told
        design.assigned.clear();
        design.method = Method::Hash;
        let (few, many) = (assign(&all[..50], &design).unwrap(), assign(&all, &design).unwrap());
        assert!(few.assignment.iter().all(|(id, arm)| many.assignment[id] == *arm));
    }
}

#[test]
fn assignment_by_hash_is_even_on_average() {
    let mut rng = Rng::new(4);
    let found = assign(&units(&mut rng, 9_000), &design(&["a", "b"], &[2, 1], 3, Method::Hash)).unwrap();
    assert!(found.counts["a"].abs_diff(6_000) < 200, "{:?}", found.counts);
}

/// Both ends of Wilson's interval are where the score test just rejects.
#[test]
fn wilson_is_the_score_test_turned_round() {
    let z = 1.959_963_984_540_054;
    for (x, n) in [(0, 7), (3, 7), (7, 7), (81, 263), (1, 10_000)] {
        let found = wilson(x, n, 0.95).unwrap();
        for end in [found.lower, found.upper] {
            if end > 0.0 && end < 1.0 {
                let score = (found.p - end).abs() / (end * (1.0 - end) / n as f64).sqrt();
                assert!((score - z).abs() < 1e-9, "{x} {n} {end}: {score}");
            }
        }
    }
}

/// Newcombe's method 10, from its definition.
#[test]
fn newcombe_squares_and_adds() {
    for (x1, n1, x2, n2) in [(56, 70, 48, 80), (0, 10, 0, 20), (10, 10, 0, 20), (5, 9, 8, 9)] {
        let found = difference(x1, n1, x2, n2, 0.9).unwrap();
        let (a, b) = (wilson(x1, n1, 0.9).unwrap(), wilson(x2, n2, 0.9).unwrap());
        let lower = a.p - b.p - ((a.p - a.lower).powi(2) + (b.upper - b.p).powi(2)).sqrt();
        let upper = a.p - b.p + ((a.upper - a.p).powi(2) + (b.p - b.lower).powi(2)).sqrt();
        assert!(
            (found.lower - lower.max(-1.0)).abs() < 1e-12 && (found.upper - upper.min(1.0)).abs() < 1e-12
        );
        let turned = difference(x2, n2, x1, n1, 0.9).unwrap();
        assert!((turned.lower + found.upper).abs() < 1e-12);
    }
}

#[test]
fn the_size_has_the_power() {
    for (d, alpha, power, sides) in
        [(0.3, 0.05, 0.8, Sides::Two), (0.05, 0.01, 0.95, Sides::One), (2.0, 0.05, 0.9, Sides::Two)]
    {
        let n = size_of_means(d, 1.0, alpha, power, sides).unwrap().n_per_group;
        let found = power_of_means(n, d, alpha, sides).unwrap();
        assert!((found.power - power).abs() < 1e-9, "{d}: {}", found.power);
        assert!(found.power_both_tails >= found.power);
    }
}

/// By the definitions: how many tests each rule passes, counted one by one.
#[test]
fn adjusted_values_reject_what_the_rules_reject() {
    let mut rng = Rng::new(5);
    for _ in 0..200 {
        let n = 1 + rng.below(12) as usize;
        let p: Vec<f64> = (0..n).map(|_| rng.below(1_000) as f64 / 4_000.0).collect();
        let found = adjust(&p, 0.05).unwrap();
        let mut sorted = p.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = |place: usize| (place + 1) as f64;
        let bh =
            (0..n).filter(|&k| sorted[k] <= 0.05 * rank(k) / n as f64 + 1e-15).max().map_or(0, |k| k + 1);
        let holm = (0..n).take_while(|&k| sorted[k] <= 0.05 / (n - k) as f64 + 1e-15).count();
        assert_eq!((found.rejected_bh, found.rejected_holm), (bh, holm), "{p:?}");
        assert!(found.rejected_bonferroni <= holm && holm <= bh);
    }
}

#[test]
fn cuped_takes_off_what_was_known() {
    let mut rng = Rng::new(6);
    let mut noise = || rng.below(1_000) as f64 / 1_000.0;
    let pre: Vec<f64> = (0..80).map(|_| noise() * 10.0).collect();
    let post: Vec<f64> = pre.iter().map(|pre| pre * 2.0 + noise()).collect();
    let (control, treatment) =
        (Arm { pre: &pre[..40], post: &post[..40] }, Arm { pre: &pre[40..], post: &post[40..] });
    let found = cuped(control, treatment, 0.95).unwrap();
    assert!((found.theta - 2.0).abs() < 0.05 && found.adjusted.se < found.unadjusted.se / 10.0);
    // a shift of what was known before changes nothing
    let shifted: Vec<f64> = pre.iter().map(|pre| pre + 1_000.0).collect();
    let again = cuped(Arm { pre: &shifted[..40], ..control }, Arm { pre: &shifted[40..], ..treatment }, 0.95)
        .unwrap();
    assert!((again.adjusted.diff - found.adjusted.diff).abs() < 1e-9);
}

/// Where everybody was watched long enough and nobody left, incidence is the plain share.
#[test]
fn incidence_without_churn_is_the_share() {
    let unit = |benefit_day| LagUnit { arm: "a", watched_days: 100.0, benefit_day, churn_day: None };
    let units: Vec<LagUnit<'_>> =
        (0..20).map(|day| unit((day < 9).then_some(f64::from(day) * 5.0))).collect();
    let arm = &lag_readout(&units, 60.0, 0.95).unwrap().arms[0];
    assert_eq!(arm.share, Some(9.0 / 20.0));
    assert!((arm.realised.unwrap() - 9.0 / 20.0).abs() < 1e-12 && arm.churned == Some(0.0));
}

/// Groups without any spread that differ could not differ more.
#[test]
fn groups_that_differ_entirely_raise_the_alarm() {
    let same = balance(Some((&[1.0, 1.0, 1.0], &[1.0, 1.0])), None).unwrap();
    let other = balance(Some((&[1.0, 1.0, 1.0], &[2.0, 2.0])), None).unwrap();
    assert!(!same.alarm && other.alarm && other.smd.is_none());
    let shares = |x2| balance(None, Some(Counts { x1: 10, n1: 10, x2, n2: 10 })).unwrap().alarm;
    assert!(!shares(10) && shares(0));
}
