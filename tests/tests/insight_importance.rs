//! Importance against slow oracles: every order of drivers, every subset as a regression of its own.

use tactful::Code;
use tactful_insight::importance::{
    Column, Exact, Resampling, Separation, Survey, by_segment, dominance, intervals, linear, logistic,
    relative_weights,
};
use tactful_tests::generate::Rng;

fn uniform(rng: &mut Rng) -> f64 {
    rng.below(1 << 40) as f64 / (1_u64 << 40) as f64
}

/// Drivers that go together in part, and an outcome that they make in part.
fn survey(rng: &mut Rng, p: usize, n: usize) -> Survey {
    let mut columns = vec![Vec::new(); p];
    let mut outcome = Vec::new();
    let by: Vec<f64> = (0..p).map(|_| uniform(rng) - 0.3).collect();
    for _ in 0..n {
        let common = uniform(rng);
        let row: Vec<f64> = (0..p).map(|_| common + uniform(rng) * 2.0).collect();
        outcome.push(row.iter().zip(&by).map(|(x, by)| x * by).sum::<f64>() + uniform(rng));
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let drivers = columns.into_iter().enumerate().map(|(i, values)| Column::new(format!("x{i}"), values));
    Survey::new(Column::new("y", outcome), drivers.collect())
}

/// The share of variance that a regression on these drivers explains, by Gram and Schmidt on the rows.
fn explained(survey: &Survey, drivers: &[usize]) -> f64 {
    let n = survey.outcome.values.len();
    let weight = |row: usize| survey.weights.as_ref().map_or(1.0, |weights| weights[row]);
    let dot = |a: &[f64], b: &[f64]| (0..n).map(|row| weight(row) * a[row] * b[row]).sum::<f64>();
    let mut basis: Vec<Vec<f64>> = vec![vec![1.0; n]];
    let mut rest = |values: &[f64], keep: bool| {
        let mut left = values.to_vec();
        for _ in 0..2 {
            for part in &basis {
                let by = dot(&left, part) / dot(part, part);
                left.iter_mut().zip(part).for_each(|(left, part)| *left -= by * part);
            }
        }
        if keep && dot(&left, &left) > 1e-9 * dot(values, values) {
            basis.push(left.clone());
        }
        dot(&left, &left)
    };
    let all = rest(&survey.outcome.values, false);
    for &driver in drivers {
        rest(&survey.drivers[driver].values, true);
    }
    1.0 - rest(&survey.outcome.values, false) / all
}

fn orders(p: usize) -> Vec<Vec<usize>> {
    if p == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(p - 1);
    shorter
        .into_iter()
        .flat_map(|order| {
            (0..p).map(move |place| {
                let mut longer = order.clone();
                longer.insert(place, p - 1);
                longer
            })
        })
        .collect()
}

/// The gain of each driver, averaged over every order in which they can come.
fn by_orders(survey: &Survey) -> Vec<f64> {
    let p = survey.drivers.len();
    let all = orders(p);
    let mut gains = vec![0.0; p];
    for order in &all {
        let mut before = 0.0;
        for (place, &driver) in order.iter().enumerate() {
            let now = explained(survey, &order[..=place]);
            gains[driver] += (now - before) / all.len() as f64;
            before = now;
        }
    }
    gains
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < tolerance, "{what}: {found} against {expected}");
    }
}

#[test]
fn lmg_is_the_mean_gain_over_all_orders() {
    let mut rng = Rng::new(1);
    for case in 0..30 {
        let (p, n) = (1 + rng.below(5) as usize, 12 + rng.below(30) as usize);
        let mut survey = survey(&mut rng, p, n);
        if case % 2 == 0 {
            survey.weights = Some((0..n).map(|_| 0.2 + uniform(&mut rng)).collect());
        }
        let found = linear(&survey, Exact::default()).unwrap();
        assert_close(&found.lmg.clone().unwrap(), &by_orders(&survey), 1e-10, "lmg");
        let every: Vec<usize> = (0..p).collect();
        assert!((found.r2 - explained(&survey, &every)).abs() < 1e-10);
        let last: Vec<f64> = (0..p)
            .map(|driver| {
                let others: Vec<usize> = every.iter().copied().filter(|other| *other != driver).collect();
                found.r2 - explained(&survey, &others)
            })
            .collect();
        assert_close(&found.last, &last, 1e-10, "last");
        let pratt: f64 = found.pratt.iter().flatten().sum();
        assert!((pratt - found.r2).abs() < 1e-9);
    }
}

#[test]
fn shares_sum_to_what_is_explained() {
    let mut rng = Rng::new(2);
    for _ in 0..30 {
        let (p, n) = (1 + rng.below(8) as usize, 20 + rng.below(40) as usize);
        let survey = survey(&mut rng, p, n);
        let (found, weights) = (dominance(&survey).unwrap(), relative_weights(&survey).unwrap());
        assert!((found.general.iter().sum::<f64>() - found.r2).abs() < 1e-10);
        assert!((weights.raw.iter().sum::<f64>() - found.r2).abs() < 1e-9);
        assert!(weights.raw.iter().chain(&found.general).all(|share| *share >= -1e-12));
        for (general, gains) in found.general.iter().zip(&found.conditional) {
            assert!((gains.iter().sum::<f64>() / p as f64 - general).abs() < 1e-12);
        }
        for i in 0..p {
            for j in 0..p {
                // who adds more to every subset adds more on average to subsets of each size
                assert!((found.complete[i][j] + found.complete[j][i] - 1.0).abs() < 1e-12);
                if found.complete[i][j] == 1.0 {
                    assert!((0..p - 1).all(|size| found.conditional[i][size] > found.conditional[j][size]));
                }
            }
        }
        // beyond the limit the fallback explains the same, and says what it is
        if p > 1 {
            let exact = Exact { limit: 1, beyond: tactful_insight::importance::BeyondExact::RelativeWeights };
            let fallback = linear(&survey, exact).unwrap();
            assert!((fallback.r2 - found.r2).abs() < 1e-9 && fallback.lmg.is_none());
            assert_close(&fallback.last, &linear(&survey, Exact::default()).unwrap().last, 1e-8, "last");
        }
    }
}

#[test]
fn copies_and_constants_share_and_are_told() {
    let mut rng = Rng::new(3);
    for _ in 0..20 {
        let mut survey = survey(&mut rng, 3, 30);
        survey.drivers.push(Column::new("copy", survey.drivers[0].values.clone()));
        survey.drivers.push(Column::new("flat", vec![0.1; 30]));
        let found = linear(&survey, Exact::default()).unwrap();
        let lmg = found.lmg.unwrap();
        assert!((lmg[0] - lmg[3]).abs() < 1e-10, "{lmg:?}");
        assert_eq!(lmg[4], 0.0);
        assert!((lmg.iter().sum::<f64>() - found.r2).abs() < 1e-10);
        assert_eq!(found.collinear, ["x0", "copy"]);
        assert_eq!(found.constant, ["flat"]);
        assert!(found.beta[0].is_none() && found.beta[1].is_some() && found.beta[4].is_none());
        let weights = relative_weights(&survey).unwrap();
        assert!((weights.raw[0] - weights.raw[3]).abs() < 1e-9 && (weights.r2 - found.r2).abs() < 1e-9);
    }
}

#[test]
fn intervals_do_not_depend_on_the_order_of_rows() {
    let mut rng = Rng::new(4);
    let survey = survey(&mut rng, 3, 50);
    let resampling = Resampling { replicates: 60, seed: 9, level: 0.9 };
    let found = intervals(&survey, Exact::default(), resampling).unwrap();
    assert_eq!(found, intervals(&survey, Exact::default(), resampling).unwrap());
    let mut order: Vec<usize> = (0..50).collect();
    rng.shuffle(&mut order);
    let mut shuffled = survey.clone();
    for (column, original) in shuffled.drivers.iter_mut().zip(&survey.drivers) {
        column.values = order.iter().map(|&row| original.values[row]).collect();
    }
    shuffled.outcome.values = order.iter().map(|&row| survey.outcome.values[row]).collect();
    assert_eq!(found, intervals(&shuffled, Exact::default(), resampling).unwrap());
    let other = intervals(&survey, Exact::default(), Resampling { seed: 10, ..resampling }).unwrap();
    assert_ne!(found.importance, other.importance);
    let lmg = linear(&survey, Exact::default()).unwrap().lmg.unwrap();
    for (interval, lmg) in found.importance.iter().zip(&lmg) {
        assert!(interval.lower < *lmg && *lmg < interval.upper, "{interval:?} {lmg}");
    }
    assert!((found.first_place.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn a_missing_value_drops_its_row_and_nothing_else() {
    let mut rng = Rng::new(5);
    let mut survey = survey(&mut rng, 2, 40);
    survey.drivers[0].values[3] = f64::NAN;
    survey.outcome.values[7] = f64::NAN;
    survey.drivers[1].values[9] = 99.0;
    survey.not_applicable = vec![99.0];
    let found = linear(&survey, Exact::default()).unwrap();
    assert_eq!((found.n_used, found.n_dropped), (37, 3));
    let kept: Vec<usize> = (0..40).filter(|row| ![3, 7, 9].contains(row)).collect();
    let take = |column: &Column| Column::new("", kept.iter().map(|&row| column.values[row]).collect());
    let clean = Survey::new(take(&survey.outcome), survey.drivers.iter().map(take).collect());
    assert_eq!(found.lmg, linear(&clean, Exact::default()).unwrap().lmg);
    // as an answer it would count
    survey.not_applicable.clear();
    assert_ne!(found.lmg, linear(&survey, Exact::default()).unwrap().lmg);
}

#[test]
fn segments_are_answered_apart() {
    let mut rng = Rng::new(6);
    let survey = survey(&mut rng, 2, 40);
    let labels: Vec<Option<&str>> = (0..40).map(|row| Some(if row < 37 { "many" } else { "few" })).collect();
    let found = by_segment(&survey, &labels, Exact::default()).unwrap();
    assert_eq!(found.segments[0].refused, Some("too_few_rows"));
    assert_eq!(found.segments[1].importance.as_ref().unwrap().n_used, 37);
}

/// The likelihood at other coefficients is never higher.
#[test]
fn a_logistic_fit_is_a_maximum() {
    let mut rng = Rng::new(7);
    for _ in 0..10 {
        let mut survey = survey(&mut rng, 2, 60);
        let middle = survey.outcome.values.iter().sum::<f64>() / 60.0;
        for value in &mut survey.outcome.values {
            *value = f64::from(u8::from(*value + uniform(&mut rng) > middle + 0.5));
        }
        let found = logistic(&survey).unwrap();
        assert_eq!(found.separation, Separation::None);
        let coef = found.coef.unwrap();
        let loglik = |by: [f64; 3]| -> f64 {
            let one = |row: usize| {
                let z = by[0] + by[1] * survey.drivers[0].values[row] + by[2] * survey.drivers[1].values[row];
                let p = 1.0 / (1.0 + (-z).exp());
                if survey.outcome.values[row] == 1.0 { p.ln() } else { (1.0 - p).ln() }
            };
            (0..60).map(one).sum()
        };
        let best = [coef["intercept"], coef["x0"], coef["x1"]];
        assert!((loglik(best) - found.loglik).abs() < 1e-9);
        for place in 0..3 {
            for by in [-1e-3, 1e-3] {
                let mut near = best;
                near[place] += by;
                assert!(loglik(near) < found.loglik);
            }
        }
        for pseudo in [&found.mcfadden, &found.cox_snell, &found.nagelkerke, &found.estrella] {
            assert!((pseudo.shapley.iter().sum::<f64>() - pseudo.total).abs() < 1e-10);
        }
    }
}

#[test]
fn separation_is_told_and_never_estimated() {
    let y = vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0];
    let dummy = vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    let number = vec![1.0, 2.0, 3.0, 2.0, 3.0, 4.0, 3.0, 1.0];
    let survey = Survey::new(Column::new("y", y), vec![Column::new("a", dummy), Column::new("b", number)]);
    let found = logistic(&survey).unwrap();
    assert_eq!((found.separation, found.coef), (Separation::Quasi, None));
    // what is left is the likelihood of the rows that the dummy does not tell apart
    let mut rest = survey.clone();
    rest.outcome.values.pop();
    rest.drivers.remove(0);
    rest.drivers[0].values.pop();
    assert!((logistic(&rest).unwrap().loglik - found.loglik).abs() < 1e-6);
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let mut rng = Rng::new(8);
    let good = survey(&mut rng, 4, 20);
    let code = |survey: &Survey| linear(survey, Exact::default()).unwrap_err().code();
    let mut bad = good.clone();
    bad.drivers[2].values[4] = f64::INFINITY;
    let error = linear(&bad, Exact::default()).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::NotFinite, "x.x2[4]"));
    bad = survey(&mut rng, 4, 5);
    assert_eq!(code(&bad), Code::TooFewRows);
    bad = good.clone();
    bad.outcome.values = vec![1.0; 20];
    assert_eq!(code(&bad), Code::ConstantColumn);
    bad = good.clone();
    bad.drivers[1].values.pop();
    assert_eq!(code(&bad), Code::UnequalLengths);
    let refused = linear(&good, Exact { limit: 3, ..Exact::default() }).unwrap_err();
    assert_eq!(refused.code(), Code::TooManyDrivers);
    assert!(refused.message().contains("at most 3"));
}
