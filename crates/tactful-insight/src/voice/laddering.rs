//! Laddering (T4, T5): a general answer is asked on until a detail appears, and the customer's words stay as they were said.

use super::words::{ACTS, ACTS_ZH, QUALITIES, QUALITIES_ZH, THINGS, THINGS_ZH};
use serde::{Serialize, Serializer};
use std::sync::Arc;
use tactful::Code;
pub use tactful::explain::Language;
use tactful::voice::language_of;

/// The three questions that find moments (T4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Why did you decide to buy?
    WhyBuy,
    /// Why do you keep buying?
    WhyStay,
    /// Why would you stop?
    WhyStop,
}

impl Question {
    /// Their names.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("why_buy", Self::WhyBuy), ("why_stay", Self::WhyStay), ("why_stop", Self::WhyStop)];

    /// What its answers are filed under.
    #[must_use]
    pub const fn filed(self) -> Filed {
        match self {
            Self::WhyBuy => Filed::Acquire,
            Self::WhyStay => Filed::Retain,
            Self::WhyStop => Filed::Leave,
        }
    }
}

/// What an answer tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Filed {
    /// Winning customers.
    Acquire,
    /// Keeping them.
    Retain,
    /// Losing them.
    Leave,
}

/// The four sides of a decision, one of which every statement tells about (T17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// How it is decided.
    Process,
    /// What counts most.
    Priority,
    /// How factors are weighed.
    TradeOff,
    /// What would change the mind.
    TurningPoint,
}

impl Tag {
    /// Their names.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("process", Self::Process),
        ("priority", Self::Priority),
        ("trade_off", Self::TradeOff),
        ("turning_point", Self::TurningPoint),
    ];
}

/// What is asked next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Probe {
    /// What do you mean by that word? For a general quality.
    Meaning,
    /// What was done that made you feel so? For a quality that is named, without an act yet.
    Act,
}

/// An answer with what it holds. The words cannot be changed any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    #[serde(serialize_with = "text")]
    verbatim: Arc<str>,
    /// What it holds.
    #[serde(flatten)]
    pub reading: Reading,
}

fn text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

impl Answer {
    /// The customer's own words, unaltered.
    #[must_use]
    pub fn verbatim(&self) -> &str {
        &self.verbatim
    }
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// No act, nothing that can be counted or seen.
    pub vague: bool,
    /// General qualities that are named.
    pub qualities: Vec<String>,
    /// Acts, things and numbers.
    pub details: Vec<String>,
}

/// Reads an answer in English or Chinese.
///
/// ```
/// use tactful_insight::voice::read;
/// assert_eq!(read("They are professional.").qualities, ["professional"]);
/// assert!(!read("She called me back within ten minutes").vague);
/// assert!(read("\u{4e13}\u{4e1a}").vague); // professional
/// ```
#[must_use]
pub fn read(answer: &str) -> Reading {
    let lower = answer.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let english = |list: &[&str]| -> Vec<String> {
        words.iter().filter(|word| list.contains(word)).map(|word| (*word).to_owned()).collect()
    };
    let mut rest = lower.clone();
    let mut details = english(ACTS);
    details.extend(english(THINGS));
    details.extend(
        words.iter().filter(|word| word.chars().any(|c| c.is_ascii_digit())).map(|word| (*word).to_owned()),
    );
    details.extend(found(&mut rest, ACTS_ZH));
    details.extend(found(&mut rest, THINGS_ZH));
    let mut qualities = english(QUALITIES);
    qualities.extend(found(&mut rest, QUALITIES_ZH));
    for list in [&mut details, &mut qualities] {
        let mut seen = std::collections::BTreeSet::new();
        list.retain(|word| seen.insert(word.clone()));
    }
    Reading { vague: details.is_empty(), qualities, details }
}

/// The words of a list that the text holds; what is found is taken out, so that a part of it is not found again.
fn found(text: &mut String, list: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for word in list {
        if text.contains(word) {
            all.push((*word).to_owned());
            *text = text.replace(word, " ");
        }
    }
    all
}

/// Answers of one customer to one question, asked on.
///
/// ```
/// use tactful_insight::voice::{Chain, Probe, Question};
/// let mut chain = Chain::new(Question::WhyStay);
/// chain.answer("They are professional");
/// assert_eq!(chain.next_probe(), Some(Probe::Meaning));
/// chain.answer("Just professional, reliable");
/// assert_eq!(chain.next_probe(), Some(Probe::Act));
/// chain.answer("She wiped the coffee stain from the tray before I sat down");
/// assert_eq!(chain.next_probe(), None);
/// assert_eq!(chain.end().unwrap().verbatim(), "She wiped the coffee stain from the tray before I sat down");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    question: Question,
    answers: Vec<Answer>,
}

impl Chain {
    /// A chain that begins with this question.
    #[must_use]
    pub const fn new(question: Question) -> Self {
        Self { question, answers: Vec::new() }
    }

    /// Adds an answer, word for word.
    pub fn answer(&mut self, verbatim: &str) {
        self.answers.push(Answer { verbatim: Arc::from(verbatim), reading: read(verbatim) });
    }

    /// The question.
    #[must_use]
    pub const fn question(&self) -> Question {
        self.question
    }

    /// The answers, in order.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// The detail at which the chain ends, if it has come to one.
    #[must_use]
    pub fn end(&self) -> Option<&Answer> {
        self.answers.last().filter(|answer| !answer.reading.vague)
    }

    /// What is asked next; nothing once there is a detail, or before there is an answer.
    #[must_use]
    pub fn next_probe(&self) -> Option<Probe> {
        let last = self.answers.last().filter(|answer| answer.reading.vague)?;
        // what the word means was asked already, or no word was named to ask about twice
        let asked = self.answers.len() > 1;
        Some(if asked && !last.reading.qualities.is_empty() || self.answers.len() > 2 {
            Probe::Act
        } else {
            Probe::Meaning
        })
    }

    /// The next probe in words, in the language of the last answer if none is named.
    #[must_use]
    pub fn next_words(&self, language: Option<Language>) -> Option<String> {
        let probe = self.next_probe()?;
        let last = self.answers.last()?;
        let language = language.unwrap_or_else(|| language_of(&last.verbatim));
        let words = |code: Code| match language {
            Language::Chinese => code.chinese(),
            Language::English => code.english(),
        };
        Some(match (probe, last.reading.qualities.first()) {
            (Probe::Meaning, Some(word)) => words(Code::AskMeaning).replace("{word}", word),
            (Probe::Meaning, None) => words(Code::AskMeaningOpen).to_owned(),
            (Probe::Act, _) => words(Code::AskAct).to_owned(),
        })
    }
}
