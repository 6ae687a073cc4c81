//! Wording of staff that makes things worse, with what to say instead (C16).

use super::lexicon::Voice;
use super::signposts::{Ruler, Span};
use super::words::Class;
use crate::Code;
use crate::explain::Language;
use crate::policy::spec::Texts;

/// Wording that escalates: denial, defence of the company, mockery, "I cannot decide" and their like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording<'v> {
    /// Its kind.
    pub class: Class,
    /// The id of the word.
    pub word: &'v str,
    /// Where it stands.
    pub span: Span,
    /// What to do instead, as a phrase of the table.
    pub instead: Code,
    better: &'v Texts,
}

impl<'v> Wording<'v> {
    /// What to say instead, in substance: the word's own phrase, else that of its kind.
    #[must_use]
    pub fn better(&self, language: Language) -> &'v str {
        let own = language.pick(self.better);
        if own.is_empty() { language.of(self.instead) } else { own }
    }
}

impl Voice {
    /// Checks a reply before it is sent. Empty: nothing was found, which is no praise.
    ///
    /// ```
    /// use tactful::{explain::Language, voice::{Class, Voice}};
    /// let voice = Voice::house()?;
    /// let found = voice.wording("There is no such thing, and I cannot decide that.");
    /// assert_eq!(found.iter().map(|found| found.class).collect::<Vec<_>>(), [Class::Denial, Class::Powerless]);
    /// assert!(found[0].better(Language::English).contains("should not happen"));
    /// assert!(voice.wording("不会有这样的事情").is_empty()); // the better phrase of LISTS 22
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn wording(&self, reply: &str) -> Vec<Wording<'_>> {
        let mut ruler = Ruler::new(reply);
        let mut found = Vec::new();
        self.wording.scan(reply, |hit, class| {
            let Some(instead) = instead_of(class) else { return };
            let word = &self.words[hit.word as usize];
            let span = ruler.span(hit.start, hit.end);
            found.push(Wording { class, word: &word.id, span, instead, better: &word.better });
        });
        found
    }
}

fn instead_of(class: Class) -> Option<Code> {
    Some(match class {
        Class::Denial => Code::InsteadOfDenial,
        Class::CounterAttack => Code::InsteadOfCounterAttack,
        Class::Sarcasm => Code::InsteadOfSarcasm,
        Class::Powerless => Code::InsteadOfPowerless,
        Class::BatchExcuse => Code::InsteadOfBatchExcuse,
        Class::Blame => Code::InsteadOfBlame,
        Class::Rule => Code::InsteadOfRule,
        Class::Impatience => Code::InsteadOfImpatience,
        _ => return None,
    })
}
