//! Roots of increasing or decreasing functions, by bisection: slow, and it cannot miss.

/// The place between `low` and `high` where `f` changes its sign; the nearer end if it does not.
pub(crate) fn between(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (at_low, at_high) = (f(low), f(high));
    if at_low == 0.0 || (at_low > 0.0) == (at_high > 0.0) {
        return if at_low.abs() <= at_high.abs() { low } else { high };
    }
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if (f(middle) > 0.0) == (at_low > 0.0) { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn roots() {
        assert!((between(0.0, 2.0, |x| x * x - 2.0) - 2.0_f64.sqrt()).abs() < 1e-15);
        assert_eq!(between(1.0, 2.0, |x| x), 1.0);
    }
}
