//! The least value of a smooth function with its gradient: the method of Broyden, Fletcher, Goldfarb and Shanno
//! (Nocedal and Wright, Numerical Optimization, algorithm 6.1), with steps by halving.

use super::matrix::Matrix;

/// Where the search ended.
#[derive(Debug, Clone)]
pub(crate) struct Minimum {
    pub(crate) at: Vec<f64>,
    pub(crate) value: f64,
    /// The gradient is as good as zero.
    pub(crate) settled: bool,
}

impl Minimum {
    /// Whether it is a minimum, and not a place on a slope that goes on for ever: the logarithm of every argument lies
    /// within its limit. That of a shape is 8: a gamma or beta distribution with a shape beyond e^8 is a single value, and
    /// the likelihood of data that want one rises for ever.
    pub(crate) fn is_within(&self, limits: &[f64]) -> bool {
        self.settled && self.at.iter().zip(limits).all(|(at, limit)| at.abs() < *limit)
    }
}

const MOST_STEPS: u32 = 500;
/// Arguments are logarithms: a step of more than this is not believed.
const LONGEST_STEP: f64 = 3.0;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Searches downhill from `start`; `f` gives value and gradient, and no number where it has none.
pub(crate) fn minimise(start: &[f64], f: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Minimum {
    let n = start.len();
    let mut at = start.to_vec();
    let (mut value, mut gradient) = f(&at);
    let mut inverse = unit(n, 1.0);
    let mut fresh = true;
    let mut stalled = 0;
    for _ in 0..MOST_STEPS {
        let scale = 1.0 + value.abs();
        if !value.is_finite() || gradient.iter().all(|slope| slope.abs() <= 1e-9 * scale) {
            break;
        }
        let mut direction: Vec<f64> =
            (0..n).map(|i| -(0..n).map(|j| inverse.at(i, j) * gradient[j]).sum::<f64>()).collect();
        if dot(&direction, &gradient) >= 0.0 {
            inverse = unit(n, 1.0);
            direction = gradient.iter().map(|slope| -slope).collect();
            fresh = true;
        }
        let length = direction.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        let mut step = if length > LONGEST_STEP { LONGEST_STEP / length } else { 1.0 };
        let slope = dot(&direction, &gradient);
        let mut next = None;
        for _ in 0..60 {
            let there: Vec<f64> = at.iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            let (lower, its_gradient) = f(&there);
            if lower.is_finite() && lower <= value + 1e-4 * step * slope {
                next = Some((there, lower, its_gradient));
                break;
            }
            step /= 2.0;
        }
        let Some((there, lower, its_gradient)) = next else {
            if fresh {
                break;
            }
            inverse = unit(n, 1.0);
            fresh = true;
            continue;
        };
        let moved: Vec<f64> = there.iter().zip(&at).map(|(a, b)| a - b).collect();
        let bent: Vec<f64> = its_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curvature = dot(&moved, &bent);
        if curvature > 1e-300 {
            if fresh {
                inverse = unit(n, curvature / dot(&bent, &bent));
                fresh = false;
            }
            update(&mut inverse, &moved, &bent, curvature);
        }
        // what is left to gain is below the rounding of the value
        stalled = if value - lower <= 1e-14 * scale { stalled + 1 } else { 0 };
        (at, value, gradient) = (there, lower, its_gradient);
        if stalled == 2 {
            break;
        }
    }
    let settled = gradient.iter().all(|slope| slope.abs() <= 1e-6 * (1.0 + value.abs()));
    Minimum { at, value, settled: settled && value.is_finite() }
}

fn unit(n: usize, size: f64) -> Matrix {
    Matrix::from_fn(n, |i, j| if i == j { size } else { 0.0 })
}

/// (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ.
fn update(inverse: &mut Matrix, moved: &[f64], bent: &[f64], curvature: f64) {
    let n = moved.len();
    let by_bent: Vec<f64> = (0..n).map(|i| (0..n).map(|j| inverse.at(i, j) * bent[j]).sum()).collect();
    let factor = (1.0 + dot(bent, &by_bent) / curvature) / curvature;
    for i in 0..n {
        for j in 0..n {
            let change =
                factor * moved[i] * moved[j] - (by_bent[i] * moved[j] + moved[i] * by_bent[j]) / curvature;
            inverse.add(i, j, change);
        }
    }
}

/// The best of several starts; the first of equals.
pub(crate) fn best_of(starts: &[&[f64]], f: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Option<Minimum> {
    let mut best: Option<Minimum> = None;
    for start in starts {
        let found = minimise(start, &f);
        let better = best.as_ref().is_none_or(|best| found.value < best.value);
        if found.value.is_finite() && better {
            best = Some(found);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bent_valley() {
        // Rosenbrock 1960
        let found = minimise(&[-1.2, 1.0], |x| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
        });
        assert!(found.settled && (found.at[0] - 1.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn no_value_is_no_minimum() {
        assert!(best_of(&[&[1.0]], |_| (f64::NAN, vec![0.0])).is_none());
    }
}
