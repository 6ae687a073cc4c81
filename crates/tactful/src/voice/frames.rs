//! Three frames of a complaint: emotion, then fact, then expectation; and what to ask next (C4).

use super::lexicon::Voice;
use super::signposts::{Ruler, Span};
use super::times::each_time;
use super::words::Class;
use crate::explain::Language;
use crate::order::Order;
use crate::{Code, Error, Result};

/// What a complaint should tell: four elements of fact, then the expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// When.
    Time,
    /// Where.
    Place,
    /// What happened.
    Event,
    /// Who was involved.
    Person,
    /// What would put it right.
    Expectation,
}

impl Element {
    /// Every element with its name, in the order in which they are asked for.
    pub const ALL: &'static [(&'static str, Element)] = &[
        ("time", Element::Time),
        ("place", Element::Place),
        ("event", Element::Event),
        ("person", Element::Person),
        ("expectation", Element::Expectation),
    ];

    /// Its name in JSON and in Python.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, element)| *element == self).map_or("", |(name, _)| name)
    }

    /// The question that asks for it.
    #[must_use]
    pub const fn question(self) -> Code {
        match self {
            Element::Time => Code::AskTime,
            Element::Place => Code::AskPlace,
            Element::Event => Code::AskEvent,
            Element::Person => Code::AskPerson,
            Element::Expectation => Code::AskExpectation,
        }
    }

    fn of(class: Class) -> Option<Self> {
        Some(match class {
            Class::Time => Element::Time,
            Class::Place => Element::Place,
            Class::Event => Element::Event,
            Class::Person => Element::Person,
            Class::Expectation => Element::Expectation,
            _ => return None,
        })
    }
}

/// How much emotion there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Heat {
    /// No signpost.
    Calm,
    /// One signpost of a milder kind.
    Felt,
    /// Strong words, threats, or several signposts: soothe first.
    High,
}

impl Heat {
    /// Every heat with its name.
    pub const ALL: &'static [(&'static str, Heat)] =
        &[("calm", Heat::Calm), ("felt", Heat::Felt), ("high", Heat::High)];

    /// Its name in JSON and in Python.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, heat)| *heat == self).map_or("", |(name, _)| name)
    }
}

/// What was said so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Talk<'t> {
    /// The customer's own words.
    pub text: &'t str,
    /// What was noted of the talk.
    pub notes: &'t [&'t str],
    /// Elements that the case knows already.
    pub known: &'t [Element],
    /// An apology was made and the customer was heard: no need to begin with it again.
    pub soothed: bool,
}

/// Where a frame was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark<'v> {
    /// 0: the customer's text; 1 and up: this note.
    pub source: usize,
    /// Of which frame: a signpost is emotion, `Expectation` expectation, else an element of fact.
    pub class: Class,
    /// The id of the word.
    pub word: &'v str,
    /// Where in that text.
    pub span: Span,
}

/// What a complaint tells so far, and what comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frames<'v> {
    /// How much emotion there is.
    pub heat: Heat,
    /// The elements that are told or known, in the order in which they are asked for.
    pub told: Vec<Element>,
    /// Emotion is high and nobody has soothed yet: say [`Code::Soothe`] before any question, whatever is missing.
    pub soothe_first: bool,
    /// What to ask: the first of time, place, event, person that is missing, then the expectation; none: all is told.
    pub next: Option<Element>,
    /// Law, authorities or consequences were spoken of.
    pub legal_or_threat: bool,
    /// Where all this stands: text by text, signposts before the rest.
    pub marks: Vec<Mark<'v>>,
}

impl Frames<'_> {
    /// What to say next: to soothe, to ask, or nothing more.
    ///
    /// ```
    /// use tactful::{voice::{Talk, Voice}, Code};
    /// let voice = Voice::house()?;
    /// let said = |text| voice.frames(&Talk { text, ..Talk::default() }).unwrap().say();
    /// assert_eq!(said("You lousy company! It broke."), Some(Code::Soothe));
    /// assert_eq!(said("It broke."), Some(Code::AskTime));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn say(&self) -> Option<Code> {
        if self.soothe_first { Some(Code::Soothe) } else { self.next.map(Element::question) }
    }
}

/// A document from a stranger may not ask for more.
const MOST_NOTES: usize = 10_000;

impl Voice {
    /// Which frames a complaint covers, and the next question.
    ///
    /// Signposts weigh: insult, strong words, law and threats two, others one, `!!` one; from two on emotion is high.
    /// A word is a sign of an element, not a proof: whoever talks decides whether the question is still needed.
    ///
    /// # Errors
    /// [`Code::TooLarge`] for more than 10,000 notes.
    ///
    /// ```
    /// use tactful::voice::{Element, Heat, Talk, Voice};
    /// let voice = Voice::house()?;
    /// let talk = Talk { text: "昨天在店里买的杯子碎了，我要求换货", ..Talk::default() };
    /// let frames = voice.frames(&talk)?;
    /// assert_eq!(frames.told, [Element::Time, Element::Place, Element::Event, Element::Expectation]);
    /// assert_eq!((frames.heat, frames.next), (Heat::Calm, Some(Element::Person)));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn frames(&self, talk: &Talk<'_>) -> Result<Frames<'_>> {
        if talk.notes.len() > MOST_NOTES {
            return Err(Error::new(Code::TooLarge, format!("at most {MOST_NOTES} notes")).at_path("notes"));
        }
        let mut marks = Vec::new();
        let mut weight = usize::from(shouts(talk.text));
        let mut legal_or_threat = false;
        let mut told: Vec<Element> = talk.known.to_vec();
        for (source, text) in std::iter::once(talk.text).chain(talk.notes.iter().copied()).enumerate() {
            for signpost in self.signposts(text) {
                let class = signpost.class;
                weight += match class {
                    Class::Satisfaction => continue,
                    Class::Insult | Class::StrongNegative | Class::Legal | Class::Threat => 2,
                    _ => 1,
                };
                legal_or_threat |= matches!(class, Class::Legal | Class::Threat);
                marks.push(Mark { source, class, word: signpost.word, span: signpost.span });
            }
            let mut ruler = Ruler::new(text);
            let mut add = |class, word, start, end| {
                if let Some(element) = Element::of(class) {
                    told.push(element);
                    marks.push(Mark { source, class, word, span: ruler.span(start, end) });
                }
            };
            self.frames.scan(text, |hit, class| {
                add(class, self.words[hit.word as usize].id.as_str(), hit.start, hit.end);
            });
            // dates and hours are no words
            let mut ruler = Ruler::new(text);
            each_time(text, |start, end| {
                told.push(Element::Time);
                marks.push(Mark { source, class: Class::Time, word: "number", span: ruler.span(start, end) });
            });
        }
        told.order();
        told.dedup();
        let next = Element::ALL.iter().map(|&(_, element)| element).find(|element| !told.contains(element));
        let heat = match weight {
            0 => Heat::Calm,
            1 => Heat::Felt,
            _ => Heat::High,
        };
        let soothe_first = heat == Heat::High && !talk.soothed;
        Ok(Frames { heat, told, soothe_first, next, legal_or_threat, marks })
    }
}

/// `!!`, in either width.
fn shouts(text: &str) -> bool {
    let mut marks = text.chars().map(|c| matches!(c, '!' | '\u{FF01}'));
    let mut before = false;
    marks.any(|now| std::mem::replace(&mut before, now) && now)
}

/// The language that a text is answered in: Chinese if it holds Chinese characters, else English.
///
/// ```
/// use tactful::{explain::Language, voice::language_of};
/// assert_eq!(language_of("iPhone 坏了"), Language::Chinese);
/// assert_eq!(language_of("it broke"), Language::English);
/// ```
#[must_use]
pub fn language_of(text: &str) -> Language {
    let han = |c: char| super::script::HAN.contains(&(c as u32));
    if text.chars().any(han) { Language::Chinese } else { Language::English }
}
