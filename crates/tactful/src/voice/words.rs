//! Words as data: their classes, and how a document writes them.

use crate::document::{Field, is_plain_name};
use crate::policy::spec::{Origin, Texts};
use crate::{Code, Result};

/// What a word marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// Customers: "always", 总是.
    Absolute,
    /// Customers: abuse of the company or its people.
    Insult,
    /// Customers: strong displeasure.
    StrongNegative,
    /// Customers: a feeling that is named.
    Emotion,
    /// Customers: law, courts, authorities, crime.
    Legal,
    /// Customers: a consequence that is announced.
    Threat,
    /// Customers: satisfied.
    Satisfaction,
    /// Customers: not satisfied, in so many words.
    Dissatisfaction,
    /// Customers: what is wished for.
    Expectation,
    /// Facts: when.
    Time,
    /// Facts: where.
    Place,
    /// Facts: what happened.
    Event,
    /// Facts: who.
    Person,
    /// Staff: flat denial.
    Denial,
    /// Staff: the company is defended, the customer attacked.
    CounterAttack,
    /// Staff: mockery.
    Sarcasm,
    /// Staff: "I cannot decide".
    Powerless,
    /// Staff: "please wait, it comes in batches" (P1).
    BatchExcuse,
    /// Staff: the customer is at fault.
    Blame,
    /// Staff: hiding behind a rule.
    Rule,
    /// Staff: impatience.
    Impatience,
    /// Looks like a customer's signpost and is none.
    Shield,
    /// Looks like wording that escalates and is none.
    StaffShield,
}

/// Which texts a word is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Signposts,
    Frames,
    Wording,
}

impl Class {
    /// Every class with its name.
    ///
    /// ```
    /// use tactful::voice::Class;
    /// assert!(Class::ALL.contains(&("strong_negative", Class::StrongNegative)));
    /// ```
    pub const ALL: &'static [(&'static str, Class)] = &[
        ("absolute", Class::Absolute),
        ("insult", Class::Insult),
        ("strong_negative", Class::StrongNegative),
        ("emotion", Class::Emotion),
        ("legal", Class::Legal),
        ("threat", Class::Threat),
        ("satisfaction", Class::Satisfaction),
        ("dissatisfaction", Class::Dissatisfaction),
        ("expectation", Class::Expectation),
        ("time", Class::Time),
        ("place", Class::Place),
        ("event", Class::Event),
        ("person", Class::Person),
        ("denial", Class::Denial),
        ("counter_attack", Class::CounterAttack),
        ("sarcasm", Class::Sarcasm),
        ("powerless", Class::Powerless),
        ("batch_excuse", Class::BatchExcuse),
        ("blame", Class::Blame),
        ("rule", Class::Rule),
        ("impatience", Class::Impatience),
        ("shield", Class::Shield),
        ("staff_shield", Class::StaffShield),
    ];

    /// Its name in documents, in JSON and in Python.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, class)| *class == self).map_or("", |(name, _)| name)
    }

    pub(super) fn room(self) -> Room {
        match self {
            Self::Absolute
            | Self::Insult
            | Self::StrongNegative
            | Self::Emotion
            | Self::Legal
            | Self::Threat
            | Self::Satisfaction
            | Self::Dissatisfaction
            | Self::Shield => Room::Signposts,
            Self::Expectation | Self::Time | Self::Place | Self::Event | Self::Person => Room::Frames,
            Self::Denial
            | Self::CounterAttack
            | Self::Sarcasm
            | Self::Powerless
            | Self::BatchExcuse
            | Self::Blame
            | Self::Rule
            | Self::Impatience
            | Self::StaffShield => Room::Wording,
        }
    }

    pub(super) fn is_shield(self) -> bool {
        matches!(self, Self::Shield | Self::StaffShield)
    }

    /// What the class means once it is denied; none: then it marks nothing.
    pub(super) fn denied(self) -> Option<Self> {
        match self {
            Self::Satisfaction => Some(Self::Dissatisfaction),
            Self::Dissatisfaction => Some(Self::Satisfaction),
            Self::Absolute | Self::Insult | Self::StrongNegative | Self::Emotion => None,
            // whoever says that he will not sue has thought of it
            other => Some(other),
        }
    }
}

/// A word with all its forms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WordSpec {
    /// Its stable id.
    pub id: String,
    /// What it marks.
    pub class: Class,
    /// Its forms, English and Chinese; `(a|b)` stands for either.
    pub forms: Vec<String>,
    /// Staff wording: what to say instead, in substance; where it is empty the class has its phrase.
    pub better: Texts,
    /// Where it stands.
    pub origin: Origin,
}

impl WordSpec {
    /// Its forms, alternatives written out.
    ///
    /// # Errors
    /// [`Code::InvalidWord`], [`Code::TooLarge`].
    ///
    /// ```
    /// let voice = tactful::voice::Voice::house()?;
    /// let never = voice.words().iter().find(|word| word.id == "never").unwrap();
    /// assert!(never.written_out()?.contains(&"not once".to_owned()));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn written_out(&self) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for form in &self.forms {
            texts.extend(super::forms::written_out(form)?.into_iter().map(|text| text.trim().to_owned()));
        }
        Ok(texts)
    }
}

/// What a policy says of words: `[voice.words.…]` and `voice.without`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct VoiceSpec {
    /// Words that are added, or take the place of the library's word of the same id.
    pub words: Vec<WordSpec>,
    /// Ids of the library's words that are left out.
    pub without: Vec<String>,
}

/// A document from a stranger may not ask for more.
const MOST_WORDS: usize = 10_000;
/// Forms of one word.
const MOST_FORMS: usize = 1_000;
/// What all forms of a document stand for.
const MOST_TEXTS: usize = 100_000;

/// Reads `[voice]` of a policy.
///
/// # Errors
/// With path, line and column: [`Code::UnknownField`], [`Code::WrongType`], [`Code::InvalidValue`] for a class that is
/// not known, [`Code::InvalidWord`] for a form that could never be found, [`Code::TooLarge`].
pub(crate) fn read(field: &Field<'_>, origin: impl Fn(&Field<'_>) -> Origin) -> Result<VoiceSpec> {
    let mut table = field.table()?;
    let words = match table.optional("words") {
        Some(field) => words(&field, &origin)?,
        None => Vec::new(),
    };
    let without = match table.optional("without") {
        Some(field) => field.list()?.iter().map(|f| Ok(f.text()?.to_owned())).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    table.finish()?;
    Ok(VoiceSpec { words, without })
}

pub(super) fn words(field: &Field<'_>, origin: &impl Fn(&Field<'_>) -> Origin) -> Result<Vec<WordSpec>> {
    let entries = field.table()?.entries();
    if entries.len() > MOST_WORDS {
        return Err(field.error(Code::TooLarge, format!("at most {MOST_WORDS} words")));
    }
    let mut words = Vec::with_capacity(entries.len());
    let mut texts = 0;
    for (key, field) in entries {
        if !is_plain_name(&key.name) {
            return Err(
                field.error(Code::InvalidValue, "the id of a word is a name of letters, digits and signs")
            );
        }
        words.push(word(&key.name, &field, origin(&field), &mut texts)?);
    }
    Ok(words)
}

fn word(id: &str, field: &Field<'_>, origin: Origin, texts: &mut usize) -> Result<WordSpec> {
    let mut table = field.table()?;
    let class = table.required("class")?.choice(Class::ALL)?;
    let mut forms = Vec::new();
    for name in ["en", "zh"] {
        let Some(list) = table.optional(name) else { continue };
        for form in list.list()? {
            *texts += form.parse_with(super::forms::check)?;
            if *texts > MOST_TEXTS {
                let message = format!("the words of a document stand for at most {MOST_TEXTS} texts");
                return Err(form.error(Code::TooLarge, message));
            }
            forms.push(form.text()?.to_owned());
        }
    }
    let mut better = Texts::default();
    if let Some(field) = table.optional("better") {
        if class.room() != Room::Wording || class.is_shield() {
            return Err(field.error(Code::InvalidValue, "only wording of staff has something better to say"));
        }
        let mut table = field.table()?;
        for (name, text) in [("en", &mut better.en), ("zh", &mut better.zh)] {
            if let Some(field) = table.optional(name) {
                field.text()?.clone_into(text);
            }
        }
        table.finish()?;
    }
    table.finish()?;
    if forms.is_empty() || forms.len() > MOST_FORMS {
        return Err(
            field.error(Code::InvalidWord, format!("a word needs 1 to {MOST_FORMS} forms in `en` and `zh`"))
        );
    }
    Ok(WordSpec { id: id.to_owned(), class, forms, better, origin })
}
