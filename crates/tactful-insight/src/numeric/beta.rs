//! The incomplete beta function as a continued fraction (Abramowitz and Stegun 26.5.8), by the method of Lentz (1976).

use super::gamma::ln_beta;

const TINY: f64 = 1e-300;
/// It needs about the square root of the larger parameter; ten million degrees of freedom stay far below.
const MOST_TERMS: u32 = 100_000;

/// I_x(a, b), for positive `a` and `b`.
pub(crate) fn regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) { 1.0 - fraction(b, a, 1.0 - x, x) } else { fraction(a, b, x, 1.0 - x) }
}

fn fraction(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    let front = (a * x.ln() + b * rest.ln() - ln_beta(a, b)).exp() / a;
    let off_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / off_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for term in 1..=MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / off_zero(1.0 + even * d);
        c = off_zero(1.0 + even / c);
        result *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / off_zero(1.0 + odd * d);
        c = off_zero(1.0 + odd / c);
        result *= c * d;
        if (c * d - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    (front * result).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::regularised;

    #[test]
    fn whole_parameters_are_binomial_tails() {
        // I_x(a, b) = P(at least a of a + b - 1 successes)
        for (a, b, x) in [(3_u32, 4_u32, 0.3_f64), (1, 9, 0.02), (8, 2, 0.9), (5, 5, 0.5)] {
            let n = a + b - 1;
            let mut choose = 1.0;
            let mut tail = 0.0;
            for k in 0..=n {
                if k >= a {
                    tail += choose * x.powi(k as i32) * (1.0 - x).powi((n - k) as i32);
                }
                choose *= f64::from(n - k) / f64::from(k + 1);
            }
            let found = regularised(f64::from(a), f64::from(b), x);
            assert!((found - tail).abs() < 1e-14, "{a} {b} {x}: {found} {tail}");
        }
    }

    #[test]
    fn both_ends_are_exact() {
        assert_eq!((regularised(2.0, 3.0, 0.0), regularised(2.0, 3.0, 1.0)), (0.0, 1.0));
    }
}
