//! Forms of words: `(a|b)` written out.

use super::script::{GAP, Script};
use crate::{Code, Error, Result};

/// Units of one form: what is longer is a sentence, and nobody says it twice in the same way.
pub(super) const LONGEST: usize = 64;
/// Forms that one text with alternatives may stand for.
const MOST: usize = 2_048;

/// Refuses a form that could never be found; says for how many texts it stands.
///
/// # Errors
/// [`Code::InvalidWord`], and [`Code::TooLarge`] if they are too many.
pub(super) fn check(form: &str) -> Result<usize> {
    let script = Script::plain();
    let all = written_out(form)?;
    all.iter().try_for_each(|text| units(text, &script).map(|_| ()))?;
    Ok(all.len())
}

/// Every text that a form stands for.
///
/// # Errors
/// [`Code::InvalidWord`] if its signs do not pair, [`Code::TooLarge`] if it stands for too many.
pub(super) fn written_out(form: &str) -> Result<Vec<String>> {
    let mut texts = vec![String::new()];
    let mut rest = form;
    while let Some(open) = rest.find(['(', ')', '|']) {
        let Some(inner) = rest[open..].strip_prefix('(') else { return Err(unpaired()) };
        let Some(close) = inner.find(['(', ')']).filter(|&at| inner[at..].starts_with(')')) else {
            return Err(unpaired());
        };
        let parts: Vec<&str> = inner[..close].split('|').collect();
        if texts.len() * parts.len() > MOST {
            return Err(Error::new(Code::TooLarge, format!("a form stands for at most {MOST} texts")));
        }
        let before = &rest[..open];
        texts = texts
            .iter()
            .flat_map(|text| parts.iter().map(move |part| format!("{text}{before}{part}")))
            .collect();
        rest = &inner[close + 1..];
    }
    for text in &mut texts {
        text.push_str(rest);
    }
    Ok(texts)
}

fn unpaired() -> Error {
    Error::new(
        Code::InvalidWord,
        "alternatives are written `(one|other)`, each bracket closed, none within another",
    )
}

/// The units of one text.
///
/// # Errors
/// [`Code::InvalidWord`] if there is nothing to find, or too much.
pub(super) fn units(text: &str, script: &Script) -> Result<Vec<u32>> {
    let mut units = Vec::new();
    for c in text.trim().chars() {
        let unit = script.unit(c);
        if unit != GAP || units.last() != Some(&GAP) {
            units.push(unit);
        }
    }
    let letters = units
        .iter()
        .any(|&unit| char::from_u32(unit).is_some_and(|c| c.is_alphanumeric() || unit >= 0x1_F000));
    let begins = units.first().is_some_and(|&unit| unit != GAP) && units.last() != Some(&GAP);
    if !letters || !begins || units.len() > LONGEST {
        let message = format!("a form is 1 to {LONGEST} letters, characters and the gaps between them");
        return Err(Error::new(Code::InvalidWord, message));
    }
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_written_out() {
        assert_eq!(written_out("(a|b)c(|d)").unwrap(), ["ac", "acd", "bc", "bcd"]);
        assert_eq!(written_out("plain").unwrap(), ["plain"]);
        for bad in ["(a", "a)", "a|b", "((a|b)|c)", "(a(b))"] {
            assert_eq!(written_out(bad).unwrap_err().code(), Code::InvalidWord, "{bad}");
        }
        let many = "(a|b|c|d)".repeat(6);
        assert_eq!(written_out(&many).unwrap_err().code(), Code::TooLarge);
    }

    #[test]
    fn what_could_never_be_found_is_refused() {
        for bad in ["", " ", "...", "(|a)", &"a".repeat(65), "- -"] {
            assert_eq!(check(bad).unwrap_err().code(), Code::InvalidWord, "{bad:?}");
        }
        assert!(check("滿意").is_ok() && check("rip-off").is_ok() && check("\u{1F621}").is_ok());
        let script = Script::plain();
        assert_eq!(units("Rip - Off", &script).unwrap(), units("rip off", &script).unwrap());
    }
}
