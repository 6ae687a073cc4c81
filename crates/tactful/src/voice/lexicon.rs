//! The words of the library and of a policy, compiled once.

use super::matcher::{Hit, Matcher};
use super::negation::Negation;
use super::script::Script;
use super::words::{self, Class, Room, VoiceSpec, WordSpec};
use crate::document::{Field, nearest, parse_toml};
use crate::policy::spec::Origin;
use crate::{Code, Error, Result};
use std::sync::Arc;

const LEXICON: &str = include_str!("lexicon.toml");
/// What errors call the library's own words.
const OWN: &str = "lexicon";

/// Words, compiled: signposts of customers, what complaints say, wording of staff. Immutable; shared by all threads.
///
/// ```
/// use tactful::voice::{Class, Voice};
/// let voice = Voice::house()?;
/// let found = voice.signposts("You always promise to call, and I am not happy.");
/// let classes: Vec<Class> = found.iter().map(|signpost| signpost.class).collect();
/// assert_eq!(classes, [Class::Absolute, Class::Dissatisfaction]);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug)]
pub struct Voice {
    pub(super) words: Vec<WordSpec>,
    pub(super) script: Arc<Script>,
    pub(super) negation: Negation,
    pub(super) signposts: Searched,
    pub(super) frames: Searched,
    pub(super) wording: Searched,
}

/// The words of one room, and their matcher.
#[derive(Debug)]
pub(super) struct Searched {
    matcher: Matcher,
    /// By word of the matcher: its place among all words.
    words: Vec<u32>,
    /// By word of the matcher.
    classes: Vec<Class>,
}

impl Searched {
    fn new(words: &[WordSpec], room: Room, script: &Arc<Script>) -> Result<Self> {
        let of_room = || words.iter().zip(0..).filter(|(word, _)| word.class.room() == room);
        let chosen: Vec<&WordSpec> = of_room().map(|(word, _)| word).collect();
        Ok(Self {
            matcher: Matcher::new(&chosen, Arc::clone(script))?,
            words: of_room().map(|(_, place)| place).collect(),
            classes: chosen.iter().map(|word| word.class).collect(),
        })
    }

    /// Every word that is no shield: its bytes, its place among all words, its class.
    pub(super) fn scan(&self, text: &str, mut found: impl FnMut(Hit, Class)) {
        self.matcher.scan(text, |hit| {
            let place = hit.word as usize;
            let class = self.classes[place];
            if !class.is_shield() {
                found(Hit { word: self.words[place], ..hit }, class);
            }
        });
    }
}

impl Voice {
    /// The library's own words.
    ///
    /// # Errors
    /// None that a caller could cause; the lexicon is tested.
    pub fn house() -> Result<Self> {
        Self::new(&VoiceSpec::default())
    }

    /// The library's words, and what a policy adds, replaces and leaves out.
    ///
    /// # Errors
    /// [`Code::WordTwice`] if two words of the policy have a form in common, [`Code::InvalidValue`] if it leaves out a
    /// word that is not there.
    ///
    /// ```
    /// use tactful::{policy::Policy, voice::Voice, Code};
    /// let policy = Policy::parse("
    ///     name = 'shop'
    ///     version = '1'
    ///     [voice]
    ///     without = ['always']
    ///     [voice.words.rip-off-mart]
    ///     class = 'insult'
    ///     en = ['rip-off mart']
    /// ")?;
    /// let voice = Voice::new(&policy.voice)?;
    /// assert_eq!(voice.signposts("Always the same at RIP OFF Mart!").len(), 1);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn new(spec: &VoiceSpec) -> Result<Self> {
        let node = parse_toml(LEXICON)?;
        let mut table = Field::root(&node).table()?;
        let origin = |field: &Field<'_>| Origin {
            document: OWN.to_owned(),
            path: field.path(),
            line: field.at().line,
            column: field.at().column,
        };
        let script = Arc::new(Script::new());
        let mut words = words::words(&table.required("words")?, &origin)?;
        let negation = Negation::read(&table.required("negation")?, &script)?;
        table.finish()?;
        for id in &spec.without {
            if !words.iter().any(|word| word.id == *id) {
                return Err(no_such_word(id, &words));
            }
        }
        words.retain(|word| {
            !spec.without.contains(&word.id) && !spec.words.iter().any(|own| own.id == word.id)
        });
        words.extend(spec.words.iter().cloned());
        let part = |room| Searched::new(&words, room, &script);
        let (signposts, frames, wording) =
            (part(Room::Signposts)?, part(Room::Frames)?, part(Room::Wording)?);
        Ok(Self { words, script, negation, signposts, frames, wording })
    }

    /// The words in force.
    #[must_use]
    pub fn words(&self) -> &[WordSpec] {
        &self.words
    }
}

fn no_such_word(id: &str, words: &[WordSpec]) -> Error {
    let known: Vec<&str> = words.iter().map(|word| word.id.as_str()).collect();
    let near = nearest(id, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Error::new(Code::InvalidValue, format!("the library has no such word to leave out{near}"))
        .at_path("voice.without")
}
