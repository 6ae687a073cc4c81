//! `voice.*`: signposts, frames, the outline of thirty seconds, wording of staff.

use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::document::{Field, Table};
use tactful::explain::Language;
use tactful::voice::{Claim, Element, Part, Span, Talk, Voice, Wording, language_of};
use tactful::{Code, Engine, Result};

/// Where the words come from.
#[derive(Debug)]
enum Words {
    Engine(Arc<Engine>),
    /// Compiled once for all requests.
    House(Arc<Voice>),
}

impl Words {
    /// Those of `policy`, else of the door's engine, else of the library.
    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let own = request.optional("policy").is_some() || request.optional("documents").is_some();
        if own || setting.engine.is_some() {
            return engine(request, setting).map(Self::Engine);
        }
        if let Some(voice) = setting.voice.get() {
            return Ok(Self::House(Arc::clone(voice)));
        }
        let voice = Arc::new(Voice::house()?);
        Ok(Self::House(Arc::clone(setting.voice.get_or_init(|| voice))))
    }

    fn voice(&self) -> Result<&Voice> {
        match self {
            Self::Engine(engine) => engine.voice(),
            Self::House(voice) => Ok(voice),
        }
    }
}

/// Where a word stands: characters (as Python and SQL count them) and bytes of UTF-8, both half-open.
#[derive(Debug, Serialize)]
struct Place {
    start: usize,
    end: usize,
    start_byte: usize,
    end_byte: usize,
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end, start_byte: span.start_byte, end_byte: span.end_byte }
    }
}

fn texts(field: &Field<'_>) -> Result<Vec<String>> {
    field.list()?.iter().map(|item| Ok(item.text()?.to_owned())).collect()
}

/// `language`, or the language of the text.
fn language(request: &mut Table<'_>, text: &str) -> Result<Language> {
    match request.optional("language") {
        Some(field) => field.choice(Language::ALL),
        None => Ok(language_of(text)),
    }
}

/// `voice.signposts {text}`, or `{texts}` for many at once.
#[derive(Debug)]
pub(crate) struct Signposts {
    words: Words,
    texts: Vec<String>,
    many: bool,
}

/// The signposts of one text, or of each.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Found {
    One(OfText),
    Many { texts: Vec<OfText> },
}

#[derive(Debug, Serialize)]
pub(crate) struct OfText {
    signposts: Vec<Signpost>,
}

#[derive(Debug, Serialize)]
struct Signpost {
    class: &'static str,
    word: String,
    #[serde(flatten)]
    place: Place,
    negations: u8,
}

impl Operation for Signposts {
    type Answer = Found;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let words = Words::read(request, setting)?;
        let (texts, many) = match (request.optional("text"), request.optional("texts")) {
            (Some(text), None) => (vec![text.text()?.to_owned()], false),
            (None, Some(field)) => (texts(&field)?, true),
            (None, None) => {
                return Err(request.error(Code::MissingField, "the field `text` is missing, or `texts`"));
            }
            (Some(_), Some(field)) => {
                return Err(field.error(Code::InvalidValue, "give `text` or `texts`, not both"));
            }
        };
        Ok(Self { words, texts, many })
    }

    fn run(&self) -> Result<Found> {
        let voice = self.words.voice()?;
        let of = |text: &String| OfText {
            signposts: voice
                .signposts(text)
                .into_iter()
                .map(|found| Signpost {
                    class: found.class.as_str(),
                    word: found.word.to_owned(),
                    place: found.span.into(),
                    negations: found.negations,
                })
                .collect(),
        };
        Ok(match (self.many, self.texts.as_slice()) {
            (false, [text]) => Found::One(of(text)),
            (_, texts) => Found::Many { texts: texts.iter().map(of).collect() },
        })
    }
}

/// `voice.frames {text, notes?, known?, soothed?, language?}`.
#[derive(Debug)]
pub(crate) struct Frames {
    words: Words,
    text: String,
    notes: Vec<String>,
    known: Vec<Element>,
    soothed: bool,
    language: Language,
}

/// What is told, what is missing, what to say next.
#[derive(Debug, Serialize)]
pub(crate) struct Framed {
    heat: &'static str,
    told: Vec<&'static str>,
    missing: Vec<&'static str>,
    soothe_first: bool,
    next: Option<&'static str>,
    say: Option<&'static str>,
    phrase: Option<&'static str>,
    marks: Vec<Mark>,
    warnings: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Mark {
    #[serde(rename = "in")]
    source: String,
    class: &'static str,
    word: String,
    #[serde(flatten)]
    place: Place,
}

impl Operation for Frames {
    type Answer = Framed;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let words = Words::read(request, setting)?;
        let text = request.required("text")?.text()?.to_owned();
        Ok(Self {
            words,
            notes: request.optional("notes").map(|field| texts(&field)).transpose()?.unwrap_or_default(),
            known: match request.optional("known") {
                Some(field) => {
                    field.list()?.iter().map(|item| item.choice(Element::ALL)).collect::<Result<_>>()?
                }
                None => Vec::new(),
            },
            soothed: request.optional("soothed").map(|field| field.bool()).transpose()?.unwrap_or_default(),
            language: language(request, &text)?,
            text,
        })
    }

    fn run(&self) -> Result<Framed> {
        let notes: Vec<&str> = self.notes.iter().map(String::as_str).collect();
        let talk = Talk { text: &self.text, notes: &notes, known: &self.known, soothed: self.soothed };
        let frames = self.words.voice()?.frames(&talk)?;
        let say = frames.say();
        let source = |source: usize| match source {
            0 => "text".to_owned(),
            note => format!("notes[{}]", note - 1),
        };
        let missing = Element::ALL.iter().filter(|(_, element)| !frames.told.contains(element));
        Ok(Framed {
            heat: frames.heat.as_str(),
            told: frames.told.iter().map(|element| element.as_str()).collect(),
            missing: missing.map(|(name, _)| *name).collect(),
            soothe_first: frames.soothe_first,
            next: frames.next.map(Element::as_str),
            say: say.map(Code::as_str),
            phrase: say.map(|code| self.language.of(code)),
            marks: frames
                .marks
                .iter()
                .map(|mark| Mark {
                    source: source(mark.source),
                    class: mark.class.as_str(),
                    word: mark.word.to_owned(),
                    place: mark.span.into(),
                })
                .collect(),
            warnings: if frames.legal_or_threat { vec![Code::LegalOrThreat.as_str()] } else { Vec::new() },
        })
    }
}

/// `voice.outline {claims: [{part, what, how?, facts}], facts, language?}`.
#[derive(Debug)]
pub(crate) struct Outline {
    words: Words,
    claims: Vec<OwnedClaim>,
    facts: Vec<String>,
    language: Language,
}

#[derive(Debug)]
struct OwnedClaim {
    part: Part,
    what: String,
    how: Option<String>,
    facts: Vec<String>,
}

/// What to say in thirty seconds.
#[derive(Debug, Serialize)]
pub(crate) struct Outlined {
    text: String,
    lines: Vec<Line>,
    length: usize,
    limit: usize,
    wording: Vec<Escalates>,
    warnings: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Line {
    part: &'static str,
    text: String,
    facts: Vec<String>,
}

impl Operation for Outline {
    type Answer = Outlined;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let words = Words::read(request, setting)?;
        let mut claims = Vec::new();
        for field in request.required("claims")?.list()? {
            let mut table = field.table()?;
            claims.push(OwnedClaim {
                part: table.required("part")?.choice(Part::ALL)?,
                what: table.required("what")?.text()?.to_owned(),
                how: table.optional("how").map(|f| f.text().map(str::to_owned)).transpose()?,
                // without facts it is refused as a claim, not as a table
                facts: table.optional("facts").map(|f| texts(&f)).transpose()?.unwrap_or_default(),
            });
            table.finish()?;
        }
        let all: String = claims.iter().map(|claim| claim.what.as_str()).collect();
        let facts = texts(&request.required("facts")?)?;
        Ok(Self { words, language: language(request, &all)?, claims, facts })
    }

    fn run(&self) -> Result<Outlined> {
        let claims: Vec<Claim<'_>> = self
            .claims
            .iter()
            .map(|claim| Claim {
                part: claim.part,
                what: &claim.what,
                how: claim.how.as_deref(),
                facts: claim.facts.iter().map(String::as_str).collect(),
            })
            .collect();
        let facts: Vec<&str> = self.facts.iter().map(String::as_str).collect();
        let outline = self.words.voice()?.outline(&claims, &facts, self.language)?;
        let wording = escalating(&outline.wording, self.language);
        Ok(Outlined {
            warnings: warnings(&wording),
            lines: outline
                .lines
                .into_iter()
                .map(|line| Line { part: line.part.as_str(), text: line.text, facts: line.facts })
                .collect(),
            text: outline.text,
            length: outline.length,
            limit: outline.limit,
            wording,
        })
    }
}

/// `voice.wording {text, language?}`.
#[derive(Debug)]
pub(crate) struct CheckWording {
    words: Words,
    text: String,
    language: Language,
}

/// What escalates, and what to say instead.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    ok: bool,
    wording: Vec<Escalates>,
    warnings: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Escalates {
    class: &'static str,
    word: String,
    #[serde(flatten)]
    place: Place,
    instead: &'static str,
    better: String,
}

fn escalating(found: &[Wording<'_>], language: Language) -> Vec<Escalates> {
    let one = |found: &Wording<'_>| Escalates {
        class: found.class.as_str(),
        word: found.word.to_owned(),
        place: found.span.into(),
        instead: found.instead.as_str(),
        better: found.better(language).to_owned(),
    };
    found.iter().map(one).collect()
}

fn warnings(wording: &[Escalates]) -> Vec<&'static str> {
    if wording.is_empty() { Vec::new() } else { vec![Code::WordingEscalates.as_str()] }
}

impl Operation for CheckWording {
    type Answer = Checked;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let words = Words::read(request, setting)?;
        let text = request.required("text")?.text()?.to_owned();
        Ok(Self { words, language: language(request, &text)?, text })
    }

    fn run(&self) -> Result<Checked> {
        let wording = escalating(&self.words.voice()?.wording(&self.text), self.language);
        Ok(Checked { ok: wording.is_empty(), warnings: warnings(&wording), wording })
    }
}
