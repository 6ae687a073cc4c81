//! Value: curves against naive counting, likelihoods against their slopes and a simulation of their model.

use std::collections::BTreeMap;
use tactful_insight::value::{
    BgNbd, GammaGamma, Group, ParetoNbd, RepeatBuyers, RfmRow, ShiftedBeta, cumulative_incidence, gini,
    kaplan_meier, pareto_share, rfm_scores,
};
use tactful_tests::generate::Rng;

fn uniform(rng: &mut Rng) -> f64 {
    (rng.below(1 << 40) as f64 + 0.5) / (1_u64 << 40) as f64
}

/// Before anybody is lost from sight, a curve is the share who are left; afterwards each step is the share of those at
/// risk.
#[test]
fn curves_are_products_of_naive_shares() {
    let mut rng = Rng::new(1);
    for _ in 0..40 {
        let n = 2 + rng.below(40) as usize;
        let time: Vec<f64> = (0..n).map(|_| rng.below(12) as f64).collect();
        let event: Vec<bool> = (0..n).map(|_| !rng.one_in(3)).collect();
        let group = Group { time: time.clone(), event: event.clone() };
        let found = kaplan_meier(&BTreeMap::from([("g".to_owned(), group)]), 0.95, Some(6.0)).unwrap();
        let mut area = 0.0;
        for tick in 0..600 {
            let now = (f64::from(tick) + 0.5) / 100.0;
            let mut left = 1.0;
            for step in 0..12_u32 {
                let step = f64::from(step);
                let at_risk = time.iter().filter(|time| **time >= step).count() as f64;
                let events =
                    time.iter().zip(&event).filter(|(time, event)| **time == step && **event).count() as f64;
                if step <= now && at_risk > 0.0 {
                    left *= 1.0 - events / at_risk;
                }
            }
            let curve = &found.curves["g"];
            let there =
                curve.iter().take_while(|point| point.time <= now).last().map_or(1.0, |point| point.survival);
            assert!((there - left).abs() < 1e-12);
            area += left / 100.0;
        }
        assert!((found.rmst["g"] - area).abs() < 1e-9);
        for point in &found.curves["g"] {
            assert!((0.0..=1.0).contains(&point.survival) && point.cumhaz.is_finite());
            assert_eq!(point.log_ci.is_none(), point.survival == 0.0);
        }
    }
}

/// With everybody watched to the end, incidence is the plain share of each cause.
#[test]
fn incidence_is_the_share_where_nobody_is_lost() {
    let mut rng = Rng::new(2);
    for _ in 0..40 {
        let n = 1 + rng.below(30) as usize;
        let time: Vec<f64> = (0..n).map(|_| rng.below(40) as f64).collect();
        let cause: Vec<u8> = (0..n).map(|_| 1 + rng.below(2) as u8).collect();
        let found = cumulative_incidence(&time, &cause).unwrap();
        for point in &found.table {
            let share = |which: u8| {
                let before =
                    time.iter().zip(&cause).filter(|(time, cause)| **time <= point.time && **cause == which);
                before.count() as f64 / n as f64
            };
            assert!((point.realised - share(1)).abs() < 1e-12 && (point.churned - share(2)).abs() < 1e-12);
            assert!((point.realised + point.churned + point.still_open - 1.0).abs() < 1e-12);
        }
        assert!(found.naive_1_minus_km_by_30 >= found.by_30.realised - 1e-12);
    }
}

/// The mean difference of all pairs over twice the mean.
#[test]
fn gini_is_the_mean_difference() {
    let mut rng = Rng::new(3);
    for _ in 0..40 {
        let n = 1 + rng.below(30) as usize;
        let values: Vec<f64> = (0..n).map(|_| rng.below(100) as f64).collect();
        let total: f64 = values.iter().sum();
        let found = gini(&values).unwrap();
        if total == 0.0 {
            assert_eq!(found.gini, None);
            continue;
        }
        let pairs: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
        assert!((found.gini.unwrap() - pairs / (2.0 * n as f64 * total)).abs() < 1e-12);
        let pareto = pareto_share(&values).unwrap();
        let mut sorted = values.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let fewest = (1..=n).find(|&k| sorted[..k].iter().sum::<f64>() >= 0.8 * total - 1e-9).unwrap();
        assert_eq!(pareto.customers_for_80pct, Some(fewest));
    }
}

#[test]
fn equal_customers_score_alike() {
    let mut rng = Rng::new(4);
    let row = |place: usize, rng: &mut Rng| RfmRow {
        id: format!("c{place}"),
        recency_days: rng.below(5) as f64,
        frequency: rng.below(3) as f64,
        monetary: rng.below(50) as f64,
    };
    let rows: Vec<RfmRow> = (0..60).map(|place| row(place, &mut rng)).collect();
    let found = rfm_scores(&rows).unwrap();
    for i in 0..rows.len() {
        let worse = rows.iter().filter(|other| other.recency_days > rows[i].recency_days).count();
        assert_eq!(usize::from(found.recency[i]), 1 + 5 * worse / rows.len());
        for j in 0..rows.len() {
            if rows[i].frequency == rows[j].frequency {
                assert_eq!(found.frequency[i], found.frequency[j]);
            }
        }
    }
}

/// Buyers as BG/NBD says they come about.
fn simulated(model: BgNbd, n: usize, rng: &mut Rng) -> RepeatBuyers {
    let mut buyers = RepeatBuyers::default();
    for _ in 0..n {
        let rate = gamma(model.r, rng) / model.alpha;
        let (first, second) = (gamma(model.a, rng), gamma(model.b, rng));
        let leaves = first / (first + second);
        let (t, mut x, mut now, mut last) = (26.0 + rng.below(14) as f64, 0.0, 0.0, 0.0);
        loop {
            now -= uniform(rng).ln() / rate;
            if now > t {
                break;
            }
            (x, last) = (x + 1.0, now);
            if uniform(rng) < leaves {
                break;
            }
        }
        buyers.x.push(x);
        buyers.t_x.push(last);
        buyers.t.push(t);
    }
    buyers
}

/// A draw of Gamma(shape, 1) (Marsaglia and Tsang 2000).
fn gamma(shape: f64, rng: &mut Rng) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, rng) * uniform(rng).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let normal = (-2.0 * uniform(rng).ln()).sqrt() * (std::f64::consts::TAU * uniform(rng)).cos();
        let v = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && uniform(rng).ln() < 0.5 * normal * normal + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

#[test]
fn slopes_are_those_of_the_likelihood() {
    let mut rng = Rng::new(5);
    let buyers = simulated(BgNbd::new(0.6, 6.0, 0.8, 2.5).unwrap(), 60, &mut rng);
    for point in [[0.24, 4.4, 0.8, 2.4], [2.0, 30.0, 0.3, 0.4], [0.7, 0.9, 3.0, 5.0]] {
        let check = |found: [f64; 4], loglik: &dyn Fn([f64; 4]) -> f64| {
            for place in 0..4 {
                let h = 1e-5 * point[place];
                let near = |by: f64| {
                    let mut near = point;
                    near[place] += by;
                    loglik(near)
                };
                let slope = (near(h) - near(-h)) / (2.0 * h);
                assert!(
                    (slope - found[place]).abs() < 1e-4 * (1.0 + slope.abs()),
                    "{place}: {slope} {found:?}"
                );
            }
        };
        let [a, b, c, d] = point;
        let bg = |[r, alpha, a, b]: [f64; 4]| BgNbd::new(r, alpha, a, b).unwrap().loglik(&buyers).unwrap();
        check(BgNbd::new(a, b, c, d).unwrap().slopes(&buyers).unwrap(), &bg);
        let pareto = |[r, alpha, s, beta]: [f64; 4]| {
            ParetoNbd::new(r, alpha, s, beta).unwrap().loglik(&buyers).unwrap()
        };
        check(ParetoNbd::new(a, b, c, d).unwrap().slopes(&buyers).unwrap(), &pareto);
    }
}

#[test]
fn a_fit_finds_the_model_that_made_the_buyers() {
    let mut rng = Rng::new(6);
    let truth = BgNbd::new(0.6, 6.0, 0.8, 2.5).unwrap();
    let buyers = simulated(truth, 3_000, &mut rng);
    let fit = BgNbd::fit(&buyers).unwrap();
    assert!(fit.loglik >= truth.loglik(&buyers).unwrap());
    assert!(
        (fit.params.r / truth.r - 1.0).abs() < 0.2 && (fit.params.alpha / truth.alpha - 1.0).abs() < 0.25,
        "{fit:?}"
    );
    let slopes = fit.params.slopes(&buyers).unwrap();
    assert!(slopes.iter().all(|slope| slope.abs() < 0.05), "{slopes:?}");
    // the order of buyers does not matter, to the last bit
    let mut order: Vec<usize> = (0..3_000).collect();
    rng.shuffle(&mut order);
    let take = |values: &[f64]| order.iter().map(|&row| values[row]).collect();
    let shuffled = RepeatBuyers { x: take(&buyers.x), t_x: take(&buyers.t_x), t: take(&buyers.t) };
    assert_eq!(BgNbd::fit(&shuffled).unwrap(), fit);
    // what a new customer does on average is what the model says
    let mean = buyers.x.iter().sum::<f64>() / 3_000.0;
    assert!((fit.params.expectation(32.5).unwrap() / mean - 1.0).abs() < 0.05);
    let pareto = ParetoNbd::fit(&buyers).unwrap();
    assert!(
        pareto
            .params
            .slopes(&buyers)
            .unwrap()
            .iter()
            .zip([1.0, 10.0, 10.0, 500.0])
            .all(|(slope, scale)| slope.abs() < scale)
    );
}

/// Without a horizon nothing is expected; with a long one, no more than the chance of being there allows.
#[test]
fn predictions_are_sane() {
    let mut rng = Rng::new(7);
    let model = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
    let buyers = simulated(model, 50, &mut rng);
    let none = model.predict(&buyers, 0.0).unwrap();
    assert!(none.expected_transactions.iter().all(|expected| expected.abs() < 1e-9));
    let (soon, later) = (model.predict(&buyers, 10.0).unwrap(), model.predict(&buyers, 50.0).unwrap());
    for place in 0..50 {
        assert!(soon.expected_transactions[place] <= later.expected_transactions[place]);
        assert!((0.0..=1.0).contains(&soon.p_alive[place]));
        assert_eq!(soon.state[place].as_str() == "no_repeat_yet", buyers.x[place] == 0.0);
    }
    let sum = model.predict_sum(&buyers, 10.0).unwrap();
    assert!((sum.sum_expected_transactions - soon.expected_transactions.iter().sum::<f64>()).abs() < 1e-9);
    assert!((sum.sum_p_alive - soon.p_alive.iter().sum::<f64>()).abs() < 1e-9);
}

#[test]
fn value_lies_between_own_mean_and_that_of_all() {
    let model = GammaGamma::new(6.25, 3.74, 15.44).unwrap();
    let mut rng = Rng::new(8);
    let x: Vec<f64> = (0..80).map(|_| 1.0 + rng.below(9) as f64).collect();
    let mean: Vec<f64> =
        x.iter().map(|x| gamma(6.25 * x, &mut rng) / x / gamma(3.74, &mut rng) * 15.44).collect();
    let found = model.predict(&x, &mean).unwrap();
    let all = found.population_mean.unwrap();
    for (expected, own) in found.expected_mean_value.iter().zip(&mean) {
        let expected = expected.unwrap();
        assert!(expected >= own.min(all) - 1e-9 && expected <= own.max(all) + 1e-9);
    }
    let fit = GammaGamma::fit(&x, &mean).unwrap();
    assert!(fit.loglik >= model.loglik(&x, &mean).unwrap());
}

/// Survivors that a model makes are fitted by that model.
#[test]
fn shifted_beta_finds_itself() {
    for (alpha, beta) in [(0.7, 3.8), (0.5, 0.6), (4.0, 9.0)] {
        let truth = ShiftedBeta { alpha, beta };
        let mut left = 1e6;
        let mut survivors = vec![left];
        for year in 1..=8 {
            left *= truth.retention(year);
            survivors.push(left);
        }
        let fit = ShiftedBeta::fit(&survivors).unwrap();
        assert!(
            (fit.params.alpha / alpha - 1.0).abs() < 1e-3 && (fit.params.beta / beta - 1.0).abs() < 1e-3,
            "{fit:?}"
        );
        assert!((fit.retention_year_1_to_12[8] - truth.retention(9)).abs() < 1e-4);
    }
}

/// What is too extreme for the integral is refused, and soon.
#[test]
fn pareto_ends_on_every_input() {
    let buyers = |x: f64| RepeatBuyers { x: vec![x, 0.0], t_x: vec![3.0, 0.0], t: vec![10.0, 10.0] };
    let cases = [
        ([0.553, 10.578, 0.606, 9_007_199_254_740_992.0], 2.0),
        ([0.553, 10.578, 1e300, 11.669], 2.0),
        ([0.553, 10.578, 0.606, 11.669], 1e300),
        ([1e300, 1e-300, 1.0, 2.0], 2.0),
    ];
    for ([r, alpha, s, beta], x) in cases {
        let (model, buyers) = (ParetoNbd::new(r, alpha, s, beta).unwrap(), buyers(x));
        let told = [
            model.predict(&buyers, 52.0).map(|found| found.loglik_each[0]),
            model.predict_sum(&buyers, 52.0).map(|found| found.sum_expected_transactions),
            model.loglik(&buyers),
        ];
        for told in told {
            match told {
                Ok(figure) => assert!(figure.is_finite(), "{r} {alpha} {s} {beta} {x}"),
                Err(error) => assert_eq!(error.code(), tactful::Code::UndefinedFigure),
            }
        }
    }
}
