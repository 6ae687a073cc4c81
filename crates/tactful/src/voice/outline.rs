//! Thirty seconds: hazard, then safety, then value, with recognition of the customer (C6).

use super::lexicon::Voice;
use super::wording::Wording;
use crate::explain::Language;
use crate::order::Order;
use crate::{Code, Error, Result};

/// A part of the outline, in the order in which they are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The danger, and how it is removed.
    Hazard,
    /// What the customer can rely on.
    Safety,
    /// What the customer gains.
    Value,
    /// What the customer did well.
    Recognition,
}

impl Part {
    /// Every part with its name, in order.
    pub const ALL: &'static [(&'static str, Part)] = &[
        ("hazard", Part::Hazard),
        ("safety", Part::Safety),
        ("value", Part::Value),
        ("recognition", Part::Recognition),
    ];

    /// Its name in JSON and in Python.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, part)| *part == self).map_or("", |(name, _)| name)
    }
}

/// Something that is said, with the facts of the case that bear it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Where it is said.
    pub part: Part,
    /// What is said, as a clause.
    pub what: &'a str,
    /// Of a hazard: how it is removed.
    pub how: Option<&'a str>,
    /// Ids of facts of the case.
    pub facts: Vec<&'a str>,
}

/// One sentence of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its part.
    pub part: Part,
    /// What to say.
    pub text: String,
    /// Ids of the facts that bear it out.
    pub facts: Vec<String>,
}

/// What to say in thirty seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline<'v> {
    /// The whole of it.
    pub text: String,
    /// Its sentences, in the order in which they are said.
    pub lines: Vec<Line>,
    /// How long it is: characters without blanks in Chinese, words in English.
    pub length: usize,
    /// How long it may be.
    pub limit: usize,
    /// Wording in it that escalates; spans are in `text`.
    pub wording: Vec<Wording<'v>>,
}

/// What can be said in thirty seconds.
const CHINESE_CHARACTERS: usize = 120;
const ENGLISH_WORDS: usize = 75;

impl Voice {
    /// The outline of a talk of thirty seconds: hazard, safety, value, recognition, whatever the order of the claims.
    /// `facts` are the ids of the facts that the case has.
    ///
    /// # Errors
    /// [`Code::ClaimWithoutFact`], [`Code::ClaimUnknownFact`], [`Code::OutlinePartMissing`], [`Code::OutlineTooLong`]
    /// beyond 120 Chinese characters or 75 English words, [`Code::InvalidValue`] for a claim that says nothing; the
    /// path names the claim, no word of it is repeated.
    ///
    /// ```
    /// use tactful::{explain::Language, voice::{Claim, Part, Voice}, Code};
    /// let voice = Voice::house()?;
    /// let claim = |part, what, how, fact| Claim { part, what, how, facts: vec![fact] };
    /// let mut claims = vec![
    ///     claim(Part::Value, "a second test at no cost", None, "f3"),
    ///     claim(Part::Hazard, "a part could fail in use", Some("every part is tested again"), "f1"),
    ///     claim(Part::Safety, "what you get has passed both tests", None, "f2"),
    ///     claim(Part::Recognition, "you gave us three days", None, "f4"),
    /// ];
    /// let outline = voice.outline(&claims, &["f1", "f2", "f3", "f4"], Language::English)?;
    /// assert!(outline.text.starts_with("There was a risk: a part could fail in use. It is removed:"));
    /// assert_eq!((outline.lines[3].part, outline.length, outline.limit), (Part::Recognition, 47, 75));
    ///
    /// claims[0].facts.clear();
    /// let refused = voice.outline(&claims, &["f1", "f2", "f3", "f4"], Language::English).unwrap_err();
    /// assert_eq!((refused.code(), refused.path()), (Code::ClaimWithoutFact, "claims[0].facts"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn outline(&self, claims: &[Claim<'_>], facts: &[&str], language: Language) -> Result<Outline<'_>> {
        let mut lines = Vec::with_capacity(claims.len());
        for (place, claim) in claims.iter().enumerate() {
            lines.push(
                line(claim, facts, language).map_err(|error| error.under(&format!("claims[{place}]")))?,
            );
        }
        for &(name, part) in Part::ALL {
            if !lines.iter().any(|line| line.part == part) {
                let message = format!("the outline says nothing of `{name}`; add a claim with its fact");
                return Err(Error::new(Code::OutlinePartMissing, message).at_path("claims"));
            }
        }
        // stable: claims of one part stay in their order
        lines.order_by_key(|line| line.part);
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let (blank, limit) = match language {
            Language::English => (" ", ENGLISH_WORDS),
            Language::Chinese => ("", CHINESE_CHARACTERS),
        };
        let text = texts.join(blank);
        let length = length(&text, language);
        if length > limit {
            let unit = if language == Language::Chinese { "characters" } else { "words" };
            let message = format!("{length} {unit}; thirty seconds take at most {limit}");
            return Err(Error::new(Code::OutlineTooLong, message).at_path("claims"));
        }
        let wording = self.wording(&text);
        Ok(Outline { lines, length, limit, wording, text })
    }
}

fn line(claim: &Claim<'_>, facts: &[&str], language: Language) -> Result<Line> {
    if claim.facts.is_empty() {
        let message = "a claim names the facts of the case that bear it out; without one it is not said";
        return Err(Error::new(Code::ClaimWithoutFact, message).at_path("facts"));
    }
    if let Some(place) = claim.facts.iter().position(|fact| !facts.contains(fact)) {
        let message = "the case has no fact with this id";
        return Err(Error::new(Code::ClaimUnknownFact, message).at_path(&format!("facts[{place}]")));
    }
    let what = clause(claim.what, "what")?;
    let how = claim.how.map(|how| clause(how, "how")).transpose()?;
    let text = match (claim.part, how) {
        (Part::Hazard, Some(how)) => language.fill(Code::SayHazardRemoved, &[("what", what), ("how", how)]),
        (_, Some(_)) => {
            return Err(Error::new(Code::InvalidValue, "only a hazard is removed").at_path("how"));
        }
        (Part::Hazard, None) => language.fill(Code::SayHazard, &[("what", what)]),
        (Part::Safety, None) => language.fill(Code::SaySafety, &[("what", what)]),
        (Part::Value, None) => language.fill(Code::SayGain, &[("what", what)]),
        (Part::Recognition, None) => language.fill(Code::SayRecognition, &[("what", what)]),
    };
    // a sentence begins with a capital, a clause need not
    let text = match text.chars().next() {
        Some(first) if first.is_ascii_lowercase() => first.to_ascii_uppercase().to_string() + &text[1..],
        _ => text,
    };
    Ok(Line { part: claim.part, text, facts: claim.facts.iter().map(|&fact| fact.to_owned()).collect() })
}

/// Without the sign at its end, which the sentence has already.
fn clause<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '。' | '\u{FF0C}' | '\u{FF1B}' | '\u{FF01}' | '\u{FF1A}'
            )
    };
    let clause = text.trim_start().trim_end_matches(ends);
    if !clause.chars().any(char::is_alphanumeric) {
        return Err(Error::new(Code::InvalidValue, "the claim says nothing").at_path(field));
    }
    Ok(clause)
}

fn length(text: &str, language: Language) -> usize {
    match language {
        Language::Chinese => text.chars().filter(|c| !c.is_whitespace()).count(),
        Language::English => {
            let han = |c: char| super::script::HAN.contains(&(c as u32));
            let words =
                text.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphanumeric() && !han(c)));
            // Chinese within English is not said any faster
            words.count() + text.chars().filter(|&c| han(c)).count()
        }
    }
}
