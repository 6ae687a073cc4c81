//! When an answer is the expected one.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use tactful::time::Instant;

/// How far numbers may be off; exact where nothing is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// In absolute terms.
    pub abs: Option<f64>,
    /// As a share of the expected number.
    pub rel: Option<f64>,
    /// For single keys of `expect`.
    #[serde(default)]
    pub keys: BTreeMap<String, Tolerance>,
}

impl Tolerance {
    fn of_key(&self, key: &str) -> &Tolerance {
        self.keys.get(key).unwrap_or(self)
    }

    fn is_exact(&self) -> bool {
        self.abs.is_none() && self.rel.is_none()
    }

    fn allows(&self, expected: f64, got: f64) -> bool {
        let allowed = self.abs.unwrap_or(0.0).max(self.rel.unwrap_or(0.0) * expected.abs());
        got.is_finite() && (got - expected).abs() <= allowed
    }
}

/// Whether the answer holds everything that is expected: every key of a table, lists item by item,
/// instants as instants, numbers within the tolerance.
///
/// ```
/// use serde_json::json;
/// use tactful_tests::{Tolerance, contains};
/// let exact = Tolerance::default();
/// let answer = json!({"instant": "2026-03-30T13:00:00Z", "warnings": []});
/// assert!(contains(&json!({"instant": "2026-03-30T15:00:00+02:00"}), &answer, &exact));
/// assert!(!contains(&json!({"instant": "2026-03-30T15:00:00Z"}), &answer, &exact));
/// ```
#[must_use]
pub fn contains(expected: &Value, got: &Value, tolerance: &Tolerance) -> bool {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => expected.iter().all(|(key, value)| {
            got.get(key).is_some_and(|other| contains(value, other, tolerance.of_key(key)))
        }),
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len()
                && expected.iter().zip(got).all(|(value, other)| contains(value, other, tolerance))
        }
        (Value::Number(expected), Value::Number(got)) => {
            // whole numbers beyond the digits of a float are still told apart
            match (expected.as_i64(), got.as_i64(), expected.as_f64(), got.as_f64()) {
                (Some(a), Some(b), ..) if a == b || tolerance.is_exact() => a == b,
                (.., Some(a), Some(b)) => tolerance.allows(a, b),
                _ => false,
            }
        }
        (Value::String(expected), Value::String(got)) => {
            expected == got
                || matches!((Instant::parse(expected), Instant::parse(got)), (Ok(a), Ok(b)) if a == b)
        }
        _ => expected == got,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn holds(expected: Value, got: Value, tolerance: Value) -> bool {
        contains(&expected, &got, &serde_json::from_value(tolerance).unwrap())
    }

    #[test]
    fn tables_are_contained_and_lists_are_equal() {
        assert!(holds(json!({"a": {"b": 1}}), json!({"a": {"b": 1, "c": 2}, "d": 3}), json!({})));
        assert!(!holds(json!({"a": null}), json!({}), json!({})));
        assert!(!holds(json!([1]), json!([1, 2]), json!({})));
        assert!(!holds(json!(["a", "b"]), json!(["b", "a"]), json!({})));
    }

    #[test]
    fn numbers_within_their_tolerance() {
        assert!(holds(json!(1), json!(1.0), json!({})));
        assert!(!holds(json!(1), json!(1.5), json!({})));
        assert!(!holds(json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64), json!({})));
        assert!(holds(json!(100.0), json!(100.5), json!({"rel": 0.01})));
        assert!(!holds(json!(100.0), json!(101.5), json!({"rel": 0.01})));
        assert!(holds(
            json!({"a": 1.0, "b": 5}),
            json!({"a": 1.05, "b": 5}),
            json!({"keys": {"a": {"abs": 0.1}}})
        ));
        assert!(!holds(
            json!({"a": 1.0, "b": 5}),
            json!({"a": 1.0, "b": 5.05}),
            json!({"keys": {"a": {"abs": 0.1}}})
        ));
        assert!(!holds(json!(1), json!(true), json!({})));
        assert!(!holds(json!(1), json!("1"), json!({"abs": 9})));
    }

    #[test]
    fn instants_and_other_texts() {
        assert!(holds(json!(["2026-01-01T00:00:00+01:00"]), json!(["2025-12-31T23:00:00Z"]), json!({})));
        assert!(!holds(json!("2026-01-01"), json!("2026-01-02"), json!({})));
    }
}
