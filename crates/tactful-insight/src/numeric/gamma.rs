//! Gamma functions and what is made of them. The functions themselves are those of `statrs`.

pub(crate) use statrs::function::gamma::{digamma, ln_gamma};

/// What Stirling's formula leaves of ln Γ(x) (Abramowitz and Stegun 6.1.41), for large x.
fn stirling_rest(x: f64) -> f64 {
    let square = x * x;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / x
}

/// ln Γ(x + by) − ln Γ(x). For a large x the two are close to each other and far from 0, so that their difference
/// would lose its digits: there it is taken from Stirling's formula.
pub(crate) fn ln_gamma_step(x: f64, by: f64) -> f64 {
    if x < 64.0 {
        return ln_gamma(x + by) - ln_gamma(x);
    }
    by * x.ln() + (x + by - 0.5) * (by / x).ln_1p() - by + stirling_rest(x + by) - stirling_rest(x)
}

/// ln B(a, b).
pub(crate) fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    ln_gamma(small) - ln_gamma_step(large, small)
}

/// The chance that chi-squared with `df` degrees of freedom is at least `x`.
pub(crate) fn chi_squared_upper(x: f64, df: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    statrs::function::gamma::checked_gamma_ur(df / 2.0, x / 2.0).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_gamma_keeps_its_digits() {
        // Γ(x + 1) = x Γ(x)
        for x in [0.3_f64, 7.0, 64.0, 1e3, 1e6, 1e9] {
            assert!((ln_gamma_step(x, 1.0) - x.ln()).abs() < 1e-13 * x.ln().abs().max(1.0), "{x}");
        }
        assert!((ln_beta(0.5, 0.5) - std::f64::consts::PI.ln()).abs() < 1e-13);
    }

    #[test]
    fn chi_squared_with_two_degrees_is_exponential() {
        for x in [0.5, 3.0, 20.0, 90.0_f64] {
            assert!((chi_squared_upper(x, 2.0) / (-x / 2.0).exp() - 1.0).abs() < 1e-12, "{x}");
        }
    }
}
