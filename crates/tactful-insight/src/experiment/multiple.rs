//! Many tests at once: some succeed by chance, and these adjustments allow for it.

use crate::result::share;
use serde::Serialize;
use tactful::{Code, Error, Result};

/// Adjusted p-values, in the order given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adjusted {
    /// How they were adjusted.
    pub method: &'static str,
    /// Tests.
    pub n_used: usize,
    /// For a bound on the share of false discoveries (Benjamini and Hochberg 1995).
    pub bh: Vec<f64>,
    /// For a bound on the chance of any false discovery (Holm 1979).
    pub holm: Vec<f64>,
    /// The same, simpler and weaker.
    pub bonferroni: Vec<f64>,
    /// Discoveries by each.
    pub rejected_bh: usize,
    /// Discoveries by Holm's rule.
    pub rejected_holm: usize,
    /// Discoveries by Bonferroni's rule.
    pub rejected_bonferroni: usize,
}

/// Adjusts p-values; what is at most `q` afterwards counts as a discovery.
///
/// ```
/// use tactful_insight::experiment::adjust;
/// let found = adjust(&[0.01, 0.04, 0.03], 0.05)?;
/// assert_eq!((found.bh[1], found.rejected_bh, found.rejected_holm), (0.04, 3, 1));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for a p-value outside 0 to 1.
pub fn adjust(p: &[f64], q: f64) -> Result<Adjusted> {
    share(q, "q")?;
    if let Some(place) = p.iter().position(|p| !(0.0..=1.0).contains(p)) {
        let message = "a p-value lies between 0 and 1";
        return Err(Error::new(Code::InvalidValue, message).at_path(&format!("p[{place}]")));
    }
    let n = p.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let (mut bh, mut holm) = (vec![0.0; n], vec![0.0; n]);
    let mut largest = 0.0_f64;
    for (place, &test) in order.iter().enumerate() {
        largest = largest.max(p[test] * (n - place) as f64);
        holm[test] = largest.min(1.0);
    }
    let mut smallest = 1.0_f64;
    for (place, &test) in order.iter().enumerate().rev() {
        smallest = smallest.min(p[test] * n as f64 / (place + 1) as f64);
        bh[test] = smallest;
    }
    let bonferroni: Vec<f64> = p.iter().map(|p| (p * n as f64).min(1.0)).collect();
    // p q / n at the limit itself is a discovery, whatever its last digit
    let rejected = |adjusted: &[f64]| adjusted.iter().filter(|p| **p <= q * (1.0 + 1e-12)).count();
    Ok(Adjusted {
        method: "Benjamini-Hochberg, Holm, Bonferroni",
        n_used: n,
        rejected_bh: rejected(&bh),
        rejected_holm: rejected(&holm),
        rejected_bonferroni: rejected(&bonferroni),
        bh,
        holm,
        bonferroni,
    })
}
