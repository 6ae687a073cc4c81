//! Importance against performance (Martilla and James 1977): where to concentrate.

use crate::numeric::sums;
use crate::result::{all_finite, same_length};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// The four fields. What lies on a line counts as high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Important, not done well.
    ConcentrateHere,
    /// Important, done well.
    KeepUp,
    /// Not important, not done well.
    LowPriority,
    /// Not important, done well.
    PossibleOverkill,
}

/// Attributes in their fields, by three crosshairs: importance first, then performance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quadrants {
    /// How the fields were drawn.
    pub method: &'static str,
    /// The crosshair that `quadrant` uses: `mean`, or `given`.
    pub crosshair: &'static str,
    /// Attributes.
    pub n_used: usize,
    /// The attributes.
    pub attributes: Vec<String>,
    /// Their importance.
    pub importance: Vec<f64>,
    /// Their performance.
    pub performance: Vec<f64>,
    /// The fields by the chosen crosshair.
    pub quadrant: Vec<Quadrant>,
    /// Where that crosshair stands.
    pub cross: [f64; 2],
    /// The means over all attributes.
    pub mean_cross: [f64; 2],
    /// The fields by the means.
    pub quadrant_mean: Vec<Quadrant>,
    /// The medians over all attributes.
    pub median_cross: [f64; 2],
    /// The fields by the medians.
    pub quadrant_median: Vec<Quadrant>,
    /// The fields by the middle of a scale from 1 to 4.
    pub quadrant_scale_2_5: Vec<Quadrant>,
}

/// Puts attributes into the four fields; without a `cross` of the caller's the grand means are the lines.
///
/// ```
/// use tactful_insight::factors::{Quadrant, quadrants};
/// let names = ["wifi".to_owned(), "meal".to_owned()];
/// let found = quadrants(&names, &[4.0, 2.0], &[1.0, 3.0], None)?;
/// assert_eq!(found.quadrant, [Quadrant::ConcentrateHere, Quadrant::PossibleOverkill]);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::UnequalLengths`], [`Code::NotFinite`], [`Code::InvalidValue`] without any attribute.
pub fn quadrants(
    attributes: &[String],
    importance: &[f64],
    performance: &[f64],
    cross: Option<[f64; 2]>,
) -> Result<Quadrants> {
    if attributes.is_empty() {
        return Err(Error::new(Code::InvalidValue, "at least one attribute is needed").at_path("attributes"));
    }
    for (values, path) in [(importance, "importance"), (performance, "performance")] {
        same_length(values.len(), attributes.len(), path)?;
        all_finite(values, false, path)?;
    }
    let by = |cross: [f64; 2]| {
        let field = |(importance, performance): (&f64, &f64)| match (
            reaches(*importance, cross[0]),
            reaches(*performance, cross[1]),
        ) {
            (true, false) => Quadrant::ConcentrateHere,
            (true, true) => Quadrant::KeepUp,
            (false, false) => Quadrant::LowPriority,
            (false, true) => Quadrant::PossibleOverkill,
        };
        importance.iter().zip(performance).map(field).collect::<Vec<_>>()
    };
    let mean_cross = [sums::mean(importance), sums::mean(performance)];
    let median_cross = [sums::median(importance).unwrap_or(0.0), sums::median(performance).unwrap_or(0.0)];
    let chosen = cross.unwrap_or(mean_cross);
    Ok(Quadrants {
        method: "importance-performance analysis; a value on a line counts as high",
        crosshair: if cross.is_some() { "given" } else { "mean" },
        n_used: attributes.len(),
        attributes: attributes.to_vec(),
        importance: importance.to_vec(),
        performance: performance.to_vec(),
        quadrant: by(chosen),
        cross: chosen,
        mean_cross,
        quadrant_mean: by(mean_cross),
        median_cross,
        quadrant_median: by(median_cross),
        quadrant_scale_2_5: by([2.5, 2.5]),
    })
}

/// Whether a value reaches a line, whose last digits may be those of a mean.
fn reaches(value: f64, line: f64) -> bool {
    value >= line - 1e-12 * line.abs().max(1.0)
}
