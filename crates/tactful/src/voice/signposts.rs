//! Signposts of emotion in a customer's words (C5).

use super::lexicon::Voice;
use super::words::Class;

/// Where a word stands in a text. Both pairs are half-open and fall on the boundaries of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first byte, from 0.
    pub start_byte: usize,
    /// The byte after the last.
    pub end_byte: usize,
    /// The first character (Unicode scalar value), from 0.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

/// A signpost: it marks emotion, not fact, so what helps is to soothe, not to argue (C5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signpost<'v> {
    /// What it marks here, negation counted in.
    pub class: Class,
    /// The id of the word.
    pub word: &'v str,
    /// Where it stands, without what denies it.
    pub span: Span,
    /// How many times it is denied; 2 in 没有不满意, which is not denied at all then.
    pub negations: u8,
}

/// A signpost with its bytes alone: what [`Voice::each_signpost`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'v> {
    /// What it marks here, negation counted in.
    pub class: Class,
    /// The id of the word.
    pub word: &'v str,
    /// How many times it is denied.
    pub negations: u8,
    /// The first byte, from 0.
    pub start_byte: usize,
    /// The byte after the last.
    pub end_byte: usize,
}

/// Counts characters on the way through a text, so that a text with many words is still read but once.
pub(super) struct Ruler<'t> {
    text: &'t str,
    bytes: usize,
    chars: usize,
}

impl<'t> Ruler<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, bytes: 0, chars: 0 }
    }

    /// Spans have to come from left to right.
    pub(super) fn span(&mut self, start_byte: usize, end_byte: usize) -> Span {
        let start = self.chars + count(&self.text.as_bytes()[self.bytes..start_byte]);
        let end = start + count(&self.text.as_bytes()[start_byte..end_byte]);
        (self.bytes, self.chars) = (end_byte, end);
        Span { start_byte, end_byte, start, end }
    }
}

/// Every byte that does not continue a character begins one.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count()
}

impl Voice {
    /// The signposts of a text, from left to right; they do not overlap.
    ///
    /// At one place the longest word counts. A satisfied word that is denied once is a dissatisfied one, and the other
    /// way round; a denied insult, absolute, strong word or feeling marks nothing; law and threats are found in any
    /// case, since who denies them has thought of them.
    ///
    /// ```
    /// use tactful::voice::{Class, Voice};
    /// let voice = Voice::house()?;
    /// let classes = |text| voice.signposts(text).iter().map(|found| found.class).collect::<Vec<_>>();
    /// assert_eq!(classes("你们这是什么破公司啊"), [Class::Insult]);
    /// assert_eq!(classes("不是很滿意"), [Class::Dissatisfaction]);
    /// assert_eq!(classes("没有不满意"), [Class::Satisfaction]);
    /// assert_eq!(classes("not bad"), [Class::Satisfaction]);
    /// let found = voice.signposts("一直没人管")[0];
    /// assert_eq!((found.word, found.span.start, found.span.end_byte), ("never", 0, 9));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn signposts(&self, text: &str) -> Vec<Signpost<'_>> {
        let mut ruler = Ruler::new(text);
        let mut found = Vec::new();
        self.each_signpost(text, |Found { class, word, negations, start_byte, end_byte }| {
            found.push(Signpost { class, word, span: ruler.span(start_byte, end_byte), negations });
        });
        found
    }

    /// As [`Voice::signposts`], without a list and without counting characters: nothing is allocated.
    ///
    /// ```
    /// use tactful::voice::{Class, Voice};
    /// let mut legal = 0;
    /// let voice = Voice::house()?;
    /// voice.each_signpost("My lawyer will see you in court.", |found| legal += u32::from(found.class == Class::Legal));
    /// assert_eq!(legal, 2);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn each_signpost<'v>(&'v self, text: &str, mut found: impl FnMut(Found<'v>)) {
        self.signposts.scan(text, |hit, class| {
            let negations = self.negation.count(text, hit.start, hit.end, &self.script);
            let class = if negations % 2 == 1 { class.denied() } else { Some(class) };
            if let Some(class) = class {
                let word = &self.words[hit.word as usize].id;
                found(Found { class, word, negations, start_byte: hit.start, end_byte: hit.end });
            }
        });
    }
}
