//! Gauss–Legendre quadrature on panels (Abramowitz and Stegun 25.4.30, twelve nodes).

#[expect(clippy::excessive_precision, reason = "all digits that a float may need")]
const NODES: [(f64, f64); 6] = [
    (0.125_233_408_511_468_92, 0.249_147_045_813_402_8),
    (0.367_831_498_998_180_2, 0.233_492_536_538_354_8),
    (0.587_317_954_286_617_4, 0.203_167_426_723_065_9),
    (0.769_902_674_194_304_7, 0.160_078_328_543_346_2),
    (0.904_117_256_370_474_9, 0.106_939_325_995_318_4),
    (0.981_560_634_246_719_3, 0.047_175_336_386_511_83),
];

/// Calls `each` with the places of a panel and their weights.
pub(crate) fn panel(from: f64, to: f64, mut each: impl FnMut(f64, f64)) {
    let (middle, half) = ((from + to) / 2.0, (to - from) / 2.0);
    for (node, weight) in NODES {
        each(middle - half * node, half * weight);
        each(middle + half * node, half * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::panel;

    #[test]
    fn polynomials_and_exponentials() {
        let (mut power, mut decay) = (0.0, 0.0);
        panel(0.0, 3.0, |x, weight| {
            power += weight * x.powi(23);
            decay += weight * (-x).exp();
        });
        assert!((power / (3.0_f64.powi(24) / 24.0) - 1.0).abs() < 1e-13);
        assert!((decay - (1.0 - (-3.0_f64).exp())).abs() < 1e-14);
    }
}
