//! Negation: read backwards from a word, over what changes nothing, as far as the clause goes.
//!
//! 不满意, "not at all happy": denied once. 没有不满意, "I can't say that I am not happy": denied twice, and so not at
//! all. 不仅满意, "not only happy": not denied. A comma, or any word that the lists do not know, ends the reading, so
//! a negation never reaches further than its own chain.

use super::matcher::Edge;
use super::script::Script;
use crate::document::{Field, Table};
use crate::{Code, Result};

/// More words than this between a negation and what it denies are another clause.
const LONGEST_CHAIN: usize = 8;

const NEGATES: u32 = 0;
const THROUGH: u32 = 1;
const STOPS: u32 = 2;

#[derive(Debug)]
pub(super) struct Negation {
    back: Edge,
    after: Edge,
}

impl Negation {
    /// Reads `[negation]` of the lexicon.
    ///
    /// # Errors
    /// As for any document, and [`Code::InvalidWord`].
    pub(super) fn read(field: &Field<'_>, script: &Script) -> Result<Self> {
        let mut table = field.table()?;
        let mut back = Vec::new();
        for (name, number) in [("negates", NEGATES), ("through", THROUGH), ("stops", STOPS)] {
            back.extend(list(&mut table, name)?.into_iter().map(|text| (text, number)));
        }
        let after = list(&mut table, "after")?;
        table.finish()?;
        Ok(Self {
            back: field.locate(Edge::backwards(&back, script))?,
            after: field.locate(Edge::forwards(&after, script))?,
        })
    }

    /// How many times the word at these bytes is denied.
    pub(super) fn count(&self, text: &str, start: usize, end: usize, script: &Script) -> u8 {
        let mut count = u8::from(self.after.after(text, end, script).is_some());
        let mut at = start;
        for _ in 0..LONGEST_CHAIN {
            at = Script::before_gap(text, at);
            match self.back.before(text, at, script) {
                Some((before, NEGATES)) => (at, count) = (before, count + 1),
                Some((before, THROUGH)) => at = before,
                _ => break,
            }
        }
        count
    }
}

fn list<'n>(table: &mut Table<'n>, name: &'static str) -> Result<Vec<&'n str>> {
    let field = table.required(name)?;
    let texts: Vec<&str> = field.list()?.iter().map(Field::text).collect::<Result<_>>()?;
    if texts.is_empty() {
        return Err(field.error(Code::InvalidValue, "at least one word is needed here"));
    }
    Ok(texts)
}
