//! Kinds of factors: what is no effect is seldom called one, and what is one is found.

use tactful_insight::factors::{Dose, against_rivals, drift, over_service};
use tactful_insight::importance::{Column, Separation, Survey, logistic};
use tactful_tests::generate::Rng;

/// Runs of a simulation; so many false alarms of 1000 are beyond chance at a rate of 5 % (four standard errors).
const RUNS: usize = 1000;
const TOO_MANY: usize = 78;

/// A number from 0 to 1.
fn share(rng: &mut Rng) -> f64 {
    rng.below(1 << 20) as f64 / f64::from(1 << 20)
}

/// Close to normal: the sum of twelve.
fn normal(rng: &mut Rng) -> f64 {
    (0..12).map(|_| share(rng)).sum::<f64>() - 6.0
}

/// A rating from 1 to 5.
fn rating(rng: &mut Rng) -> f64 {
    (1 + rng.below(5)) as f64
}

#[test]
fn no_effect_of_a_dose_is_seldom_too_much() {
    let mut rng = Rng::new(3);
    for rows in [10, 30, 100] {
        let mut alarms = [0, 0];
        for _ in 0..RUNS {
            let dose: Vec<f64> = (0..rows).map(|_| share(&mut rng)).collect();
            let ratings: Vec<f64> = (0..rows).map(|_| rating(&mut rng)).collect();
            let normals: Vec<f64> = (0..rows).map(|_| normal(&mut rng)).collect();
            for (alarms, outcome) in alarms.iter_mut().zip([ratings, normals]) {
                let found = over_service(&Dose { dose: &dose, outcome: &outcome, significance: 0.05 });
                *alarms += usize::from(found.is_ok_and(|found| found.over_service));
            }
        }
        assert!(alarms.iter().all(|alarms| *alarms < TOO_MANY), "{rows} rows: {alarms:?} of {RUNS}");
    }
}

#[test]
fn a_sharp_fall_is_found() {
    let found = over_service(&Dose {
        dose: &[1.0, 1.0, 1.0, 2.0, 2.0, 2.0],
        outcome: &[5.0, 5.0, 5.0, 1.0, 1.0, 1.0],
        significance: 0.05,
    });
    assert_eq!(found.unwrap().too_much_above, Some(1.0));
}

#[test]
fn what_stays_as_it_is_seldom_drifts() {
    let mut rng = Rng::new(5);
    for (periods, each) in [(3, 1), (4, 1), (6, 1), (3, 2), (4, 2), (6, 20)] {
        let (mut drifts, mut uneven) = (0, 0);
        for _ in 0..RUNS {
            let seen: Vec<Vec<f64>> =
                (0..periods).map(|_| (0..each).map(|_| normal(&mut rng)).collect()).collect();
            let found = drift(&seen, 0.05).unwrap();
            drifts += usize::from(found.drifts);
            uneven += usize::from(found.uneven);
        }
        assert!(drifts < TOO_MANY && uneven < TOO_MANY / 2 + 10, "{periods} x {each}: {drifts} {uneven}");
    }
}

#[test]
fn rivals_who_are_alike_are_seldom_beaten() {
    let mut rng = Rng::new(7);
    for each in [2, 3, 5, 30] {
        let mut beaten = 0;
        for _ in 0..RUNS {
            let own: Vec<f64> = (0..each).map(|_| normal(&mut rng)).collect();
            let theirs: Vec<f64> = (0..each).map(|_| normal(&mut rng)).collect();
            beaten += usize::from(against_rivals(&own, &[("north", &theirs)], 0.95).unwrap().beaten);
        }
        // 2.5 % on this side
        assert!(beaten < 45, "{each} ratings: {beaten} of {RUNS}");
    }
}

#[test]
fn a_rare_driver_of_one_class_separates_whatever_the_rows() {
    let mut rng = Rng::new(9);
    for rows in [100, 5000] {
        let noise: Vec<f64> = (0..rows).map(|_| normal(&mut rng)).collect();
        let rare: Vec<f64> = (0..rows).map(|row| f64::from(u8::from(row < 2))).collect();
        let yes = |row: usize, rng: &mut Rng| f64::from(u8::from(row < 2 || share(rng) < 0.3));
        let y: Vec<f64> = (0..rows).map(|row| yes(row, &mut rng)).collect();
        let columns = vec![Column::new("rare", rare), Column::new("noise", noise)];
        let found = logistic(&Survey::new(Column::new("y", y), columns)).unwrap();
        assert_eq!((found.separation, found.coef.is_none()), (Separation::Quasi, true), "{rows} rows");
    }
}

#[test]
fn near_copies_do_not_separate() {
    let mut rng = Rng::new(11);
    let a: Vec<f64> = (0..200).map(|_| normal(&mut rng)).collect();
    let b: Vec<f64> = a.iter().map(|a| a + 3e-5 * normal(&mut rng)).collect();
    let y: Vec<f64> = a.iter().map(|a| f64::from(u8::from(a + 2.0 * normal(&mut rng) > 0.0))).collect();
    let found = logistic(&Survey::new(Column::new("y", y), vec![Column::new("a", a), Column::new("b", b)]));
    assert_eq!(found.unwrap().separation, Separation::None);
}
