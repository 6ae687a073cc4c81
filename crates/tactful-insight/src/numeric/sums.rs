//! Sums and what is made of them.

/// The sum, its rounding errors carried along (Neumaier 1974).
pub(crate) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    total + lost
}

/// The mean; 0 of nothing.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { sum(values.iter().copied()) / values.len() as f64 }
}

/// Mean and sample variance (divisor n − 1); a variance of 0 of fewer than two values. Equal values have the variance
/// 0 exactly, whatever their mean is rounded to.
pub(crate) fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let mean = mean(values);
    if values.len() < 2 || is_constant(values) {
        return (mean, 0.0);
    }
    let squares = sum(values.iter().map(|value| (value - mean) * (value - mean)));
    (mean, squares / (values.len() - 1) as f64)
}

/// Whether all values are equal.
pub(crate) fn is_constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

/// The middle value; of an even number the mean of the two in the middle. Nothing of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((sorted.get(sorted.len() / 2 - 1)? + upper) / 2.0)
}

/// The value below which there is the share `p`, linearly between two (R's type 7); the values are sorted. Nothing of
/// nothing.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let place = p * sorted.len().checked_sub(1)? as f64;
    let low = place.floor();
    let first = *sorted.get(low as usize)?;
    let second = *sorted.get(low as usize + 1).unwrap_or(&first);
    Some(first + (place - low) * (second - first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_keep_what_is_small() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(mean_and_variance(&[0.1, 0.1, 0.1]).1, 0.0);
        assert_eq!(mean_and_variance(&[1.0, 3.0]), (2.0, 2.0));
    }

    #[test]
    fn middles() {
        assert_eq!(
            (median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0]), median(&[])),
            (Some(2.0), Some(2.5), None)
        );
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
        assert_eq!((quantile(&[7.0], 1.0), quantile(&[], 0.5)), (Some(7.0), None));
    }
}
