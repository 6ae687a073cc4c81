//! The normal distribution. Its tails are taken from the incomplete gamma function (Abramowitz and Stegun 26.4.6): the
//! error function of `statrs` is right to ten digits only. Its inverse is right to the last.

use super::gamma::chi_squared_upper;
use statrs::function::erf::erfc_inv;
use std::f64::consts::SQRT_2;

/// Φ(z).
pub(crate) fn below(z: f64) -> f64 {
    let tail = both_tails(z) / 2.0;
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The z with Φ(z) = p, for p strictly between 0 and 1.
pub(crate) fn quantile(p: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * p)
}

/// The z that leaves `1 − level` outside on both sides.
pub(crate) fn two_sided(level: f64) -> f64 {
    quantile(0.5 + level / 2.0)
}

/// The chance of at least |z| on either side.
pub(crate) fn both_tails(z: f64) -> f64 {
    chi_squared_upper(z * z, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        assert!((two_sided(0.95) - 1.959963984540054).abs() < 1e-14);
        assert!((below(-1.0) - 0.158655253931457).abs() < 1e-14);
        assert!((both_tails(8.0) / 1.244192114854357e-15 - 1.0).abs() < 1e-12);
        assert_eq!((below(60.0), below(-60.0), both_tails(1e200)), (1.0, 0.0, 0.0));
        for p in [1e-12, 1e-3, 0.3, 0.5, 0.99] {
            assert!((below(quantile(p)) / p - 1.0).abs() < 1e-11, "{p}");
        }
    }
}
