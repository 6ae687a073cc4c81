//! Exact tails of the binomial distribution.
//!
//! Terms are counted relative to the largest one, by the ratio of neighbours, and the tail is divided by the sum of
//! all. That takes additions, multiplications and divisions alone, which every platform rounds alike: the same input
//! gives the same bits everywhere. Nothing underflows, and there is no logarithm and no gamma function to differ.

use crate::order::Order;
/// `P(X ≥ k)` for every `k` from 0 to `n + 1`, where X counts successes of `n` trials with odds `to` : `against`.
/// The probability of one success is `to / (to + against)`; both must be positive.
pub(crate) fn upper_tails(n: usize, to: f64, against: f64) -> Vec<f64> {
    let odds = to / against;
    let mode = (((n + 1) as f64) * to / (to + against)).floor().min(n as f64).max(0.0) as usize;
    let mut terms = vec![0.0_f64; n + 1];
    if let Some(term) = terms.get_mut(mode) {
        *term = 1.0;
    }
    let mut term = 1.0;
    for k in mode..n {
        term *= (n - k) as f64 / (k + 1) as f64 * odds;
        terms[k + 1] = term;
    }
    term = 1.0;
    for k in (1..=mode).rev() {
        term *= k as f64 / (n - k + 1) as f64 / odds;
        terms[k - 1] = term;
    }
    let mut tails = vec![0.0_f64; n + 2];
    for k in (0..=n).rev() {
        tails[k] = tails[k + 1] + terms[k];
    }
    let all = tails[0];
    for tail in &mut tails {
        *tail = (*tail / all).clamp(0.0, 1.0);
    }
    tails
}

/// `P(X ≥ k)` of `n` tosses of a fair coin: the one-sided sign test (Dixon and Mood, 1946).
pub(crate) fn sign_test(k: usize, n: usize) -> f64 {
    upper_tails(n, 1.0, 1.0).get(k).copied().unwrap_or(0.0)
}

/// The middle value; of an even number the mean of the two in the middle, floored.
pub(crate) fn median(values: &mut [i64]) -> Option<i64> {
    values.order();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(middle.checked_sub(1)?)?;
    Some(((i128::from(lower) + i128::from(upper)).div_euclid(2)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_exact_fractions() {
        // P(X >= 4 of 10 with p = 1/13), by integers: sum C(10,k) 12^(10-k) / 13^10
        let choose = [1_u128, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1];
        let whole = 13_u128.pow(10);
        for k in 0..=10_usize {
            let tail: u128 = (k..=10).map(|j| choose[j] * 12_u128.pow(10 - j as u32)).sum();
            let exact = tail as f64 / whole as f64;
            assert!((upper_tails(10, 1.0, 12.0)[k] / exact - 1.0).abs() < 1e-13, "{k}");
        }
        assert_eq!(upper_tails(0, 1.0, 12.0), [1.0, 0.0]);
        assert_eq!(sign_test(6, 6), 1.0 / 64.0);
        assert!((sign_test(5, 6) - 7.0 / 64.0).abs() < 1e-15);
    }

    #[test]
    fn large_numbers_neither_underflow_nor_overflow() {
        for n in [5_000, 100_000] {
            let tails = upper_tails(n, 1.0, 1.0);
            assert!(tails.iter().all(|tail| tail.is_finite() && (0.0..=1.0).contains(tail)));
            assert!(tails.windows(2).all(|pair| pair[0] >= pair[1]));
            assert!(tails[n / 2] > 0.5 && tails[n / 2 + 1] < 0.5);
        }
    }

    #[test]
    fn medians() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3, 1, 2]), Some(2));
        assert_eq!(median(&mut [1, 4, 2, 3]), Some(2));
        assert_eq!(median(&mut [i64::MIN, i64::MAX]), Some(-1));
    }
}
