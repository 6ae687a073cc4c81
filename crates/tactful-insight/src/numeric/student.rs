//! Student's t, central and noncentral.

use super::beta::regularised;
use super::gamma::ln_beta;
use super::{normal, root};

/// The chance of at least |t| on either side.
pub(crate) fn both_tails(t: f64, df: f64) -> f64 {
    let square = t * t;
    if !square.is_finite() {
        return 0.0;
    }
    regularised(df / 2.0, 0.5, df / (df + square))
}

/// The t above which there is the share `upper`, below one half.
pub(crate) fn upper_quantile(upper: f64, df: f64) -> f64 {
    if df > 1e9 {
        return -normal::quantile(upper);
    }
    let too_much = |t: f64| both_tails(t, df) / 2.0 - upper;
    let mut high = 2.0;
    while too_much(high) > 0.0 && high < 1e150 {
        high *= 2.0;
    }
    root::between(0.0, high, too_much)
}

/// P(T ≤ t) of the noncentral t distribution, by the sums of Lenth (1989), Applied Statistics 38, algorithm AS 243.
/// Where the noncentrality underflows its weights, by the normal approximation 26.7.10 of Abramowitz and Stegun.
pub(crate) fn noncentral_below(t: f64, df: f64, shift: f64) -> f64 {
    let (size, away, negative) = if t < 0.0 { (-t, -shift, true) } else { (t, shift, false) };
    let below = if df > 4e5 || away.abs() > 37.62 {
        let s = 1.0 / (4.0 * df);
        normal::below((size * (1.0 - s) - away) / (1.0 + 2.0 * size * size * s).sqrt())
    } else {
        (sums(size, df, away) + normal::below(-away)).clamp(0.0, 1.0)
    };
    if negative { 1.0 - below } else { below }
}

/// What lies between 0 and `t`.
fn sums(t: f64, df: f64, shift: f64) -> f64 {
    let square = t * t;
    let x = square / (square + df);
    if x <= 0.0 {
        return 0.0;
    }
    let lambda = shift * shift;
    let mut p = 0.5 * (-0.5 * lambda).exp();
    let mut q = (2.0 / std::f64::consts::PI).sqrt() * p * shift;
    let mut rest = 0.5 - p;
    let (mut a, b) = (0.5, 0.5 * df);
    let beyond = (b * (df / (square + df)).ln()).exp();
    let mut odd = regularised(a, b, x);
    let mut odd_step = 2.0 * beyond * (a * x.ln() - ln_beta(0.5, b)).exp();
    let mut even = -(b * (df / (square + df)).ln()).exp_m1();
    let mut even_step = b * x * beyond;
    let mut sum = p * odd + q * even;
    for term in 1..=5_000 {
        let k = f64::from(term);
        a += 1.0;
        odd -= odd_step;
        even -= even_step;
        odd_step *= x * (a + b - 1.0) / a;
        even_step *= x * (a + b - 0.5) / (a + 0.5);
        p *= lambda / (2.0 * k);
        q *= lambda / (2.0 * k + 1.0);
        sum += p * odd + q * even;
        rest -= p;
        if rest <= 0.0 || (2.0 * rest * (odd - odd_step)).abs() < 1e-14 {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_degree_is_cauchy() {
        for t in [0.1_f64, 1.0, 30.0] {
            let exact = 1.0 - 2.0 * t.atan() / std::f64::consts::PI;
            assert!((both_tails(t, 1.0) - exact).abs() < 1e-13, "{t}");
        }
    }

    #[test]
    fn quantiles_and_tails_are_inverse() {
        for df in [1.0, 2.5, 17.776, 300.0, 2e6] {
            for upper in [1e-6, 0.025, 0.3] {
                let t = upper_quantile(upper, df);
                assert!((both_tails(t, df) / 2.0 / upper - 1.0).abs() < 1e-9, "{df} {upper}");
            }
        }
    }

    #[test]
    fn noncentral_without_shift_is_central() {
        for (t, df) in [(1.3, 4.0), (-2.0, 30.0), (0.0, 7.0), (2.6, 5_000.0)] {
            let upper = both_tails(t, df) / 2.0;
            let exact = if t < 0.0 { upper } else { 1.0 - upper };
            assert!((noncentral_below(t, df, 0.0) - exact).abs() < 1e-12, "{t} {df}");
        }
    }

    #[test]
    fn noncentral_against_integration() {
        // P(T <= t) = E[Φ(t s − shift)] over s = sqrt(chi-squared / df), by the midpoint rule
        for (t, df, shift) in [(2.0, 12.0, 1.5), (-0.4, 9.0, 0.7), (3.0, 40.0, 3.1)] {
            let (steps, top) = (20_000, 4.0);
            let (mut sum, mut weight) = (0.0, 0.0);
            for step in 0..steps {
                let s = (f64::from(step) + 0.5) * top / f64::from(steps);
                let density = ((df - 1.0) * s.ln() - df * s * s / 2.0).exp();
                sum += density * normal::below(t * s - shift);
                weight += density;
            }
            let found = noncentral_below(t, df, shift);
            assert!((found - sum / weight).abs() < 1e-9, "{t} {df} {shift}: {found} {}", sum / weight);
        }
    }
}
