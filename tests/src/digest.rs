//! One figure for all answers, the same in every language.

use serde_json::Value;
use std::fmt::{self, Write};

/// FNV-1a with 64 bits over ids and answers; `tests/README.md` says which bytes.
///
/// ```
/// let mut digest = tactful_tests::Digest::default();
/// digest.add("a", &Ok(serde_json::json!({"open": true})));
/// assert_eq!(digest.to_string(), "39deded01dae9f70");
/// ```
#[derive(Debug, Clone)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Takes in the next vector's answer, or the code of its refusal.
    pub fn add(&mut self, id: &str, answer: &Result<Value, String>) {
        let text = match answer {
            Ok(value) => canonical(value),
            Err(code) => format!("error:{code}"),
        };
        for byte in format!("{id}\n{text}\n").bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// JSON with sorted keys and no spaces; floats with twelve digits, as C prints `%.11e`.
///
/// ```
/// use serde_json::json;
/// let text = tactful_tests::canonical(&json!({"b": 0.5, "a": [1, "é"]}));
/// assert_eq!(text, r#"{"a":[1,"é"],"b":5.00000000000e-01}"#);
/// ```
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write(&Value::String(key.clone()), text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Number(number) if number.is_f64() => {
            let digits = format!("{:.11e}", number.as_f64().unwrap_or_default());
            let (digits, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
            let exponent: i32 = exponent.parse().unwrap_or_default();
            let sign = if exponent < 0 { '-' } else { '+' };
            let _ = write!(text, "{digits}e{sign}{:02}", exponent.abs());
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn floats_as_c_prints_them() {
        let printed = [
            (1.0, "1.00000000000e+00"),
            (-0.0, "-0.00000000000e+00"),
            (1e100, "1.00000000000e+100"),
            (123.456_789_012_345, "1.23456789012e+02"),
            (-2.5e-9, "-2.50000000000e-09"),
        ];
        for (float, text) in printed {
            assert_eq!(canonical(&json!(float)), text);
        }
    }

    #[test]
    fn texts_as_python_writes_them() {
        assert_eq!(canonical(&json!("\u{1}\"\\\n\u{7f}中")), "\"\\u0001\\\"\\\\\\n\u{7f}中\"");
        assert_eq!(canonical(&json!({"é": null, "z": true})), "{\"z\":true,\"é\":null}");
    }
}
