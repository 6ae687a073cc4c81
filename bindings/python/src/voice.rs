//! What customers say and how staff answer. Places in texts are indices of Python: characters, not bytes.

use crate::compiled::Core;
use crate::convert::{Fields, each, too_many};
use crate::errors::{Fault, Res};
use crate::guard::{detached, guarded};
use crate::instant::text;
use crate::question::language as language_named;
use crate::record::{Items, record, word};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tactful::Code;
use tactful::document::Field;
use tactful::explain::Language;
use tactful::voice::{Claim as CoreClaim, Element, Part, Talk, Wording as Found, language_of};

/// A text of more bytes than this may take about a millisecond.
const LONG: usize = 50_000;
/// More texts than this are not taken for one question.
const MOST_TEXTS: usize = 10_000;

record! {
    /// A signpost of emotion in a customer's words (C5): it marks emotion, not fact, so what helps is to soothe, not to
    /// argue. ``text[found.start:found.end]`` is what was found.
    Signpost shows [kind, word, start, end, negations] {
        /// What it marks, negation counted in: `absolute`, `insult`, `strong_negative`, `emotion`, `legal`, `threat`,
        /// `satisfaction`, `dissatisfaction`.
        kind: String,
        /// The id of the word, not the customer's spelling.
        word: String,
        /// Where it begins, as an index of the text.
        start: usize,
        /// Where it ends (exclusive).
        end: usize,
        /// How many times it is denied.
        negations: u8,
    }
}

record! {
    /// Where a frame of a complaint was found (C4).
    FrameMark shows [note, kind, word, start, end] {
        /// The place among the notes; None: in the customer's text.
        note: Option<usize>,
        /// Of which frame: a signpost is emotion, `expectation` expectation, else an element of fact.
        kind: String,
        /// The id of the word.
        word: String,
        /// Where it begins, as an index of that text.
        start: usize,
        /// Where it ends (exclusive).
        end: usize,
    }
}

record! {
    /// What a complaint tells so far, in three frames, and what to say next (C4).
    Frames shows [heat, told, missing, soothe_first, next, warnings] {
        /// How much emotion there is: `calm`, `felt`, `high`.
        heat: String,
        /// What is told or known, of `time`, `place`, `event`, `person`, `expectation`.
        told: Items<String>,
        /// What is not, in the order in which it is asked for.
        missing: Items<String>,
        /// Emotion is high and nobody has soothed yet: that comes before any question.
        soothe_first: bool,
        /// What to ask for; None: all is told.
        next: Option<String>,
        /// The code of what to say: `soothe`, `ask_time` and so on.
        say: Option<String>,
        /// The same as a sentence.
        phrase: Option<String>,
        /// Where all this stands.
        marks: Items<FrameMark>,
        /// `legal_or_threat`, if law, authorities or consequences were spoken of.
        warnings: Items<String>,
    }
}

record! {
    /// Something that is said, with the facts of the case that bear it out (C6). Made by :func:`tactful.claim`.
    Claim shows [part, what, how, facts] {
        /// Where it is said: `hazard`, `safety`, `value`, `recognition`.
        part: String,
        /// What is said, as a clause.
        what: String,
        /// Of a hazard: how it is removed.
        how: Option<String>,
        /// Ids of facts of the case.
        facts: Items<String>,
    }
}

record! {
    /// One sentence of an :class:`Outline`.
    OutlineLine shows [part, text, facts] {
        /// Its part: `hazard`, `safety`, `value`, `recognition`.
        part: String,
        /// What to say.
        text: String,
        /// Ids of the facts that bear it out.
        facts: Items<String>,
    }
}

record! {
    /// What to say in thirty seconds (C6): hazard, then safety, then value, with recognition of the customer.
    Outline shows [length, limit, warnings] {
        /// The whole of it.
        text: String,
        /// Its sentences, in the order in which they are said.
        lines: Items<OutlineLine>,
        /// How long it is: characters without blanks in Chinese, words in English.
        length: usize,
        /// How long it may be.
        limit: usize,
        /// Wording in it that escalates; places are those of `text`.
        wording: Items<Wording>,
        /// `wording_escalates`, if there is any.
        warnings: Items<String>,
    }
}

record! {
    /// Wording of staff that makes things worse, with what to say instead (C16).
    Wording shows [kind, word, start, end, instead] {
        /// Its kind: `denial`, `counter_attack`, `sarcasm`, `powerless`, `batch_excuse`, `blame`, `rule`, `impatience`.
        kind: String,
        /// The id of the word.
        word: String,
        /// Where it begins, as an index of the text.
        start: usize,
        /// Where it ends (exclusive).
        end: usize,
        /// The code of what to do instead.
        instead: String,
        /// What to say instead, in substance.
        better: String,
    }
}

/// A claim of an outline (C6), for :meth:`Engine.outline`.
///
/// - `part`: `hazard`, `safety`, `value` or `recognition`.
/// - `what`: what is said, as a clause.
/// - `facts`: the ids of the facts of the case that bear it out.
/// - `how`: of a hazard, how it is removed.
///
/// >>> import tactful as tf
/// >>> tf.claim("safety", "what you get has passed both tests", ["f-2"])
/// <tactful.Claim part='safety' what='what you get has passed both tests' facts=('f-2',)>
#[pyfunction]
#[pyo3(signature = (part, what, facts, *, how=None))]
pub(crate) fn claim(
    part: &Bound<'_, PyAny>,
    what: &Bound<'_, PyAny>,
    facts: &Bound<'_, PyAny>,
    how: Option<&Bound<'_, PyAny>>,
) -> PyResult<Claim> {
    guarded(|| {
        let mut fields = Fields::default();
        fields.add("part", Some(part))?;
        let node = fields.node();
        let part = Field::root(&node).table()?.required("part")?.choice(Part::ALL)?;
        Ok(Claim {
            part: word(part.as_str()),
            what: text(what).map_err(|fault| fault.at("what"))?.to_owned(),
            how: crate::convert::optional_text(how, "how")?,
            facts: Items(texts(facts, "facts")?),
        })
    })
}

/// The texts of an iterable.
fn texts(value: &Bound<'_, PyAny>, name: &str) -> Res<Vec<String>> {
    let mut found = Vec::new();
    for (place, item) in each(value).map_err(|fault| fault.at(name))?.enumerate() {
        if place >= MOST_TEXTS {
            return Err(too_many().at(name));
        }
        found.push(text(&item?).map_err(|fault| fault.under(&format!("{name}[{place}]")))?.to_owned());
    }
    Ok(found)
}

fn given<'a, 'py>(value: Option<&'a Bound<'py, PyAny>>) -> Option<&'a Bound<'py, PyAny>> {
    value.filter(|value| !value.is_none())
}

/// The argument `language`, or the language of the text.
fn language(value: Option<&Bound<'_, PyAny>>, of: &str) -> Res<Language> {
    match given(value) {
        Some(value) => language_named(text(value).map_err(|fault| fault.at("language"))?),
        None => Ok(language_of(of)),
    }
}

/// Reads texts of so many bytes; long ones without the interpreter's lock.
fn read<T: Send>(py: Python<'_>, bytes: usize, work: impl FnOnce() -> tactful::Result<T> + Send) -> Res<T> {
    if bytes < LONG { Ok(work()?) } else { detached(py, work) }
}

pub(crate) fn signposts<'py>(core: &Core, said: &Bound<'py, PyAny>) -> Res<Bound<'py, PyTuple>> {
    let words = text(said).map_err(|fault| fault.at("text"))?;
    let found = read(said.py(), words.len(), || Ok(core.engine.voice()?.signposts(words)))?;
    let found = found.into_iter().map(|found| Signpost {
        kind: word(found.class.as_str()),
        word: word(found.word),
        start: found.span.start,
        end: found.span.end,
        negations: found.negations,
    });
    Ok(PyTuple::new(said.py(), found.collect::<Vec<_>>())?)
}

pub(crate) fn frames(
    core: &Core,
    said: &Bound<'_, PyAny>,
    notes: Option<&Bound<'_, PyAny>>,
    known: Option<&Bound<'_, PyAny>>,
    soothed: Option<&Bound<'_, PyAny>>,
    language: Option<&Bound<'_, PyAny>>,
) -> Res<Frames> {
    let words = text(said).map_err(|fault| fault.at("text"))?;
    let language = self::language(language, words)?;
    let notes = given(notes).map(|notes| texts(notes, "notes")).transpose()?.unwrap_or_default();
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let mut fields = Fields::default();
    fields.add("known", known)?;
    fields.add("soothed", soothed)?;
    let node = fields.node();
    let mut table = Field::root(&node).table()?;
    let soothed = table.optional("soothed").map(|field| field.bool()).transpose()?.unwrap_or(false);
    let known: Vec<Element> = match table.optional("known") {
        Some(list) => {
            list.list()?.iter().map(|item| item.choice(Element::ALL)).collect::<tactful::Result<_>>()?
        }
        None => Vec::new(),
    };
    let talk = Talk { text: words, notes: &notes, known: &known, soothed };
    let bytes = notes.iter().map(|note| note.len()).sum::<usize>() + words.len();
    let frames = read(said.py(), bytes, || core.engine.voice()?.frames(&talk))?;
    let say = frames.say();
    let missing = Element::ALL.iter().filter(|(_, element)| !frames.told.contains(element));
    let warnings = frames.legal_or_threat.then(|| word(Code::LegalOrThreat.as_str()));
    Ok(Frames {
        heat: word(frames.heat.as_str()),
        told: frames.told.iter().map(|element| word(element.as_str())).collect(),
        missing: missing.map(|(name, _)| word(name)).collect(),
        soothe_first: frames.soothe_first,
        next: frames.next.map(|element| word(element.as_str())),
        say: say.map(|code| word(code.as_str())),
        phrase: say.map(|code| language.of(code).to_owned()),
        marks: frames
            .marks
            .iter()
            .map(|mark| FrameMark {
                note: mark.source.checked_sub(1),
                kind: word(mark.class.as_str()),
                word: word(mark.word),
                start: mark.span.start,
                end: mark.span.end,
            })
            .collect(),
        warnings: warnings.into_iter().collect(),
    })
}

pub(crate) fn outline(
    core: &Core,
    claims: &Bound<'_, PyAny>,
    facts: &Bound<'_, PyAny>,
    language: Option<&Bound<'_, PyAny>>,
) -> Res<Outline> {
    let mut read: Vec<(Part, Claim)> = Vec::new();
    for (place, item) in each(claims).map_err(|fault| fault.at("claims"))?.enumerate() {
        if place >= MOST_TEXTS {
            return Err(too_many().at("claims"));
        }
        let item = item?;
        let Ok(claim) = item.cast::<Claim>() else {
            let expected = "a claim, made by tactful.claim(...)";
            return Err(crate::errors::wrong_type(expected, &item).at(&format!("claims[{place}]")));
        };
        let claim = claim.get().clone();
        let Some(&(_, part)) = Part::ALL.iter().find(|(name, _)| *name == claim.part) else {
            return Err(Fault::new(Code::InvalidValue, "not a part of an outline").at("claims"));
        };
        read.push((part, claim));
    }
    let facts = texts(facts, "facts")?;
    let all: String = read.iter().map(|(_, claim)| claim.what.as_str()).collect();
    let language = self::language(language, &all)?;
    let claims: Vec<CoreClaim<'_>> = read
        .iter()
        .map(|(part, claim)| CoreClaim {
            part: *part,
            what: &claim.what,
            how: claim.how.as_deref(),
            facts: claim.facts.0.iter().map(String::as_str).collect(),
        })
        .collect();
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    let made = core.engine.voice()?.outline(&claims, &facts, language)?;
    let wording = made.wording.iter().map(|found| escalating(found, language)).collect::<Vec<_>>();
    let warnings = (!wording.is_empty()).then(|| word(Code::WordingEscalates.as_str()));
    Ok(Outline {
        text: made.text,
        lines: made
            .lines
            .into_iter()
            .map(|line| OutlineLine {
                part: word(line.part.as_str()),
                text: line.text,
                facts: Items(line.facts),
            })
            .collect(),
        length: made.length,
        limit: made.limit,
        wording: Items(wording),
        warnings: warnings.into_iter().collect(),
    })
}

pub(crate) fn wording<'py>(
    core: &Core,
    reply: &Bound<'py, PyAny>,
    language: Option<&Bound<'py, PyAny>>,
) -> Res<Bound<'py, PyTuple>> {
    let words = text(reply).map_err(|fault| fault.at("text"))?;
    let language = self::language(language, words)?;
    let found = read(reply.py(), words.len(), || Ok(core.engine.voice()?.wording(words)))?;
    let found: Vec<_> = found.iter().map(|found| escalating(found, language)).collect();
    Ok(PyTuple::new(reply.py(), found)?)
}

fn escalating(found: &Found<'_>, language: Language) -> Wording {
    Wording {
        kind: word(found.class.as_str()),
        word: word(found.word),
        start: found.span.start,
        end: found.span.end,
        instead: word(found.instead.as_str()),
        better: found.better(language).to_owned(),
    }
}
