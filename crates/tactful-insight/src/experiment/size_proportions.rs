//! How many customers a test of two proportions needs, and what it can see. Conventions differ by up to a tenth, so that
//! each figure names its own.

use crate::numeric::{normal, root};
use crate::result::{finite, positive, share, within};
use serde::Serialize;
use tactful::{Code, Error, Result};

/// One-sided or two-sided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// A difference in the direction that is asked for.
    One,
    /// A difference in either direction.
    Two,
}

impl Sides {
    pub(crate) fn upper(self, alpha: f64) -> f64 {
        match self {
            Self::One => alpha,
            Self::Two => alpha / 2.0,
        }
    }

    fn critical(self, alpha: f64) -> f64 {
        -normal::quantile(self.upper(alpha))
    }
}

/// What a test must be able to see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// The share in the first group.
    pub p1: f64,
    /// The share in the second group.
    pub p2: f64,
    /// How often chance alone may look like an effect.
    pub alpha: f64,
    /// How often the effect must be seen.
    pub power: f64,
    /// The size of the second group over that of the first.
    pub ratio: f64,
    /// One-sided or two-sided.
    pub sides: Sides,
}

/// The size of the groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProportionsSize {
    /// The convention of `n1`.
    pub convention: &'static str,
    /// The first group: pooled variance under the null, unpooled under the alternative, no continuity correction (Fleiss,
    /// Tytun and Ury 1980).
    pub n1: f64,
    /// The same, in customers.
    pub n1_ceil: f64,
    /// The second group, in customers.
    pub n2_ceil: f64,
    /// With continuity correction.
    pub n1_continuity: f64,
    /// The same, in customers.
    pub n1_continuity_ceil: f64,
    /// With unpooled variance throughout.
    pub n1_unpooled: f64,
    /// By the arcsine transformation (Cohen 1988), both tails counted.
    pub n_arcsine_h: f64,
    /// By the arcsine transformation, one tail counted: the closed formula.
    pub n_arcsine_h_one_tail_formula: f64,
    /// Cohen's h, without its sign.
    pub cohen_h: f64,
}

/// The size of two groups.
///
/// ```
/// use tactful_insight::experiment::{Question, Sides, size_of_proportions};
/// let question = Question { p1: 0.5, p2: 0.75, alpha: 0.05, power: 0.9, ratio: 1.0, sides: Sides::Two };
/// assert_eq!(size_of_proportions(&question)?.n1_ceil, 77.0);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for shares outside 0 to 1, or two equal ones, or a power that is not above alpha.
pub fn size_of_proportions(question: &Question) -> Result<ProportionsSize> {
    let &Question { p1, p2, alpha, power, ratio: k, sides } = question;
    proportion(p1, "p1")?;
    proportion(p2, "p2")?;
    share(alpha, "alpha")?;
    share(power, "power")?;
    positive(k, "ratio_n2_n1")?;
    if p1 == p2 {
        let message = "`p1` and `p2` are equal: no number of customers shows a difference";
        return Err(Error::new(Code::InvalidValue, message).at_path("p2"));
    }
    above_chance(power, sides.upper(alpha))?;
    let (za, zb) = (sides.critical(alpha), normal::quantile(power));
    let (v1, v2) = (p1 * (1.0 - p1), p2 * (1.0 - p2));
    let pooled = (p1 + k * p2) / (1.0 + k);
    let d = (p1 - p2).abs();
    let root = za * ((1.0 + 1.0 / k) * pooled * (1.0 - pooled)).sqrt() + zb * (v1 + v2 / k).sqrt();
    let n1 = (root / d).powi(2);
    let n1_continuity = n1 / 4.0 * (1.0 + (1.0 + 2.0 * (k + 1.0) / (n1 * k * d)).sqrt()).powi(2);
    let h = cohen_h(p1, p2);
    // per unit of h², groups of n and kn count as one pair of this size
    let pair = k / (1.0 + k);
    let one_tail = ((za + zb) / h).powi(2) / pair;
    let both = |n: f64| arcsine(h, n * pair, alpha, sides).1 - power;
    let n_arcsine_h = match sides {
        Sides::One => one_tail,
        Sides::Two => root::between(one_tail * 1e-3, one_tail * 1.5, both),
    };
    let size = ProportionsSize {
        convention: "pooled variance under the null, unpooled under the alternative, no continuity correction",
        n1,
        n1_ceil: up(n1),
        n2_ceil: up(n1 * k),
        n1_continuity,
        n1_continuity_ceil: up(n1_continuity),
        n1_unpooled: ((za + zb) / d).powi(2) * (v1 + v2 / k),
        n_arcsine_h,
        n_arcsine_h_one_tail_formula: one_tail,
        cohen_h: h,
    };
    if finite(size.n1_continuity + size.n_arcsine_h).is_none() {
        return Err(Error::new(
            Code::UndefinedFigure,
            "the difference is too small for any number of customers",
        ));
    }
    Ok(size)
}

/// What a test can see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProportionsPower {
    /// The convention of `power`.
    pub convention: &'static str,
    /// How often the effect is seen, in its own direction.
    pub power: f64,
    /// How often the test rejects, on either side.
    pub power_both_tails: f64,
}

/// The power of a test of two proportions with groups of equal size.
///
/// ```
/// use tactful_insight::experiment::{Sides, power_of_proportions};
/// let power = power_of_proportions(50.0, 0.5, 0.75, 0.05, Sides::Two)?.power;
/// assert!((power - 0.740).abs() < 5e-4);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for figures out of range.
pub fn power_of_proportions(
    n_per_group: f64,
    p1: f64,
    p2: f64,
    alpha: f64,
    sides: Sides,
) -> Result<ProportionsPower> {
    positive(n_per_group, "n_per_group")?;
    proportion(p1, "p1")?;
    proportion(p2, "p2")?;
    share(alpha, "alpha")?;
    let (power, power_both_tails) = power_at(n_per_group, p1, p2, alpha, sides);
    Ok(ProportionsPower {
        convention: "pooled variance under the null, unpooled under the alternative; the far tail is not counted",
        power,
        power_both_tails,
    })
}

/// In its own direction, and on either side.
fn power_at(n: f64, p1: f64, p2: f64, alpha: f64, sides: Sides) -> (f64, f64) {
    let middle = (p1 + p2) / 2.0;
    let under_null = sides.critical(alpha) * (2.0 * middle * (1.0 - middle)).sqrt();
    let spread = (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt();
    let far = n.sqrt() * (p1 - p2).abs();
    let tail = |distance: f64| match (spread > 0.0, distance > 0.0) {
        (true, _) => normal::below(distance / spread),
        (false, seen) => f64::from(u8::from(seen)),
    };
    let near = tail(far - under_null);
    match sides {
        Sides::One => (near, near),
        Sides::Two => (near, (near + tail(-far - under_null)).min(1.0)),
    }
}

/// Which way an effect goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The second share is higher.
    Up,
    /// The second share is lower.
    Down,
}

impl Direction {
    /// The names of both.
    pub const ALL: &'static [(&'static str, Self)] = &[("up", Self::Up), ("down", Self::Down)];
}

/// The smallest effect that a test sees.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// The convention.
    pub convention: &'static str,
    /// The second share.
    pub p2: f64,
    /// The second share less the first.
    pub absolute: f64,
    /// The same over the first share.
    pub relative: Option<f64>,
}

/// The smallest effect that a test with groups of this size sees with the wanted power.
///
/// ```
/// use tactful_insight::experiment::{Direction, Sides, smallest_effect};
/// let effect = smallest_effect(5_000.0, 0.1, 0.05, 0.8, Sides::Two, Direction::Up)?;
/// assert!((effect.absolute - 0.01744).abs() < 1e-5);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for figures out of range; [`Code::UndefinedFigure`] if not even the largest effect is seen.
pub fn smallest_effect(
    n_per_group: f64,
    p1: f64,
    alpha: f64,
    power: f64,
    sides: Sides,
    direction: Direction,
) -> Result<Effect> {
    positive(n_per_group, "n_per_group")?;
    proportion(p1, "p1")?;
    share(alpha, "alpha")?;
    share(power, "power")?;
    above_chance(power, sides.upper(alpha))?;
    let end = match direction {
        Direction::Up => 1.0,
        Direction::Down => 0.0,
    };
    let short = |p2: f64| power_at(n_per_group, p1, p2, alpha, sides).0 - power;
    if short(end) < 0.0 || p1 == end {
        let message = "groups of this size do not see even the largest effect with this power";
        return Err(Error::new(Code::UndefinedFigure, message).at_path("n_per_group"));
    }
    let p2 = match direction {
        Direction::Up => root::between(p1, end, short),
        Direction::Down => root::between(end, p1, short),
    };
    Ok(Effect {
        convention: "the inverse of the power with pooled variance under the null",
        p2,
        absolute: p2 - p1,
        relative: finite((p2 - p1) / p1),
    })
}

/// Power by the arcsine transformation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArcsinePower {
    /// The convention of `power`.
    pub convention: &'static str,
    /// How often the test rejects: on either side if it is two-sided.
    pub power: f64,
    /// How often it rejects in the direction of the effect.
    pub power_one_tail: f64,
}

/// The power of a test of two proportions whose effect is Cohen's h (Cohen 1988, chapter 6).
///
/// ```
/// use tactful_insight::experiment::{Sides, power_by_arcsine};
/// assert!((power_by_arcsine(0.3, 80.0, 0.05, Sides::One)?.power - 0.5997).abs() < 1e-4);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::InvalidValue`] for figures out of range.
pub fn power_by_arcsine(h: f64, n_per_group: f64, alpha: f64, sides: Sides) -> Result<ArcsinePower> {
    let most = std::f64::consts::PI;
    within(h, -most..=most, "h", "Cohen's h lies between minus pi and pi")?;
    positive(n_per_group, "n_per_group")?;
    share(alpha, "alpha")?;
    let (power_one_tail, power) = arcsine(h.abs(), n_per_group / 2.0, alpha, sides);
    Ok(ArcsinePower { convention: "arcsine transformation; both tails if two-sided", power, power_one_tail })
}

/// In its own direction, and on either side; `pair` is half the size of two equal groups.
fn arcsine(h: f64, pair: f64, alpha: f64, sides: Sides) -> (f64, f64) {
    let (far, critical) = (h * pair.sqrt(), sides.critical(alpha));
    let near = normal::below(far - critical);
    match sides {
        Sides::One => (near, near),
        Sides::Two => (near, near + normal::below(-far - critical)),
    }
}

fn cohen_h(p1: f64, p2: f64) -> f64 {
    2.0 * (p1.sqrt().asin() - p2.sqrt().asin()).abs()
}

fn proportion(p: f64, path: &str) -> Result<()> {
    within(p, 0.0..=1.0, path, "a share lies between 0 and 1")
}

/// A power that chance alone reaches needs nobody.
fn above_chance(power: f64, alpha: f64) -> Result<()> {
    if power > alpha {
        return Ok(());
    }
    Err(Error::new(Code::InvalidValue, "the power must be above what chance alone reaches").at_path("power"))
}

/// The next whole number; what is above one by rounding alone is that one.
pub(super) fn up(n: f64) -> f64 {
    let nearest = n.round();
    if (n - nearest).abs() <= 1e-9 * nearest.max(1.0) { nearest } else { n.ceil() }
}
