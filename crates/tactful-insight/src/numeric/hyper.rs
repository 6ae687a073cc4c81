//! Gauss's hypergeometric function as its series (Abramowitz and Stegun 15.1.1), summed until it stands still.
//!
//! A series that is cut after a fixed number of terms is wrong in the fourth digit already where customers are watched
//! for a year and a half (SEMANTICS of the vectors: 1.8576 against 1.857972).

/// Beyond this the series would not end in reasonable time.
const MOST_TERMS: u32 = 20_000_000;

/// 2F1(a, b; c; z) for 0 ≤ z < 1; nothing where the series does not come to an end or has no value.
pub(crate) fn gauss(a: f64, b: f64, c: f64, z: f64) -> Option<f64> {
    let mut term = 1.0;
    let mut sum = 1.0;
    // what a term may be of the sum where every other one falls as slowly as `z` lets it
    let least = f64::EPSILON / 8.0 * (1.0 - z) / z;
    for k in 0..MOST_TERMS {
        let n = f64::from(k);
        let below = (c + n) * (n + 1.0);
        if below == 0.0 {
            return None;
        }
        term *= (a + n) * (b + n) / below * z;
        sum += term;
        if !sum.is_finite() {
            return None;
        }
        // no division for a term that is too large in any case
        if term.abs() > least * sum.abs() {
            continue;
        }
        // from here on every term is smaller than the one before by at least this factor
        let ratio = ((a + n + 1.0) * (b + n + 1.0) / ((c + n + 1.0) * (n + 2.0)) * z).abs().max(z);
        if ratio < 1.0 && term.abs() * ratio / (1.0 - ratio) <= f64::EPSILON / 8.0 * sum.abs() {
            return Some(sum);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::gauss;

    #[test]
    fn closed_forms() {
        for z in [0.0, 0.2, 0.7, 0.99_f64] {
            // 2F1(1, 1; 2; z) = −ln(1 − z)/z and 2F1(a, b; b; z) = (1 − z)^−a
            let log = if z == 0.0 { 1.0 } else { -(-z).ln_1p() / z };
            assert!((gauss(1.0, 1.0, 2.0, z).unwrap() / log - 1.0).abs() < 1e-13, "{z}");
            assert!((gauss(0.3, 2.5, 2.5, z).unwrap() / (1.0 - z).powf(-0.3) - 1.0).abs() < 1e-13, "{z}");
        }
        assert_eq!(gauss(1.0, 1.0, 0.0, 0.5), None);
    }
}
