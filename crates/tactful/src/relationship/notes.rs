//! What was learnt of a customer: each note with its source, date and owner, for the owner alone, and erased on demand
//! (R6, R10).

use crate::order::Order;
use crate::time::Instant;
use crate::words::words;
use crate::{Code, Error, Result};

words! {
    /// What a note is about.
    Background {
        /// Family.
        Family = "family";
        /// Occupation.
        Occupation = "occupation";
        /// Social ties.
        Social = "social";
        /// Leads and market news met on the way.
        Intelligence = "intelligence";
    }
}

/// A note on a customer's background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The host's id.
    pub id: String,
    /// What it is about.
    pub about: Background,
    /// Whence it is known.
    pub source: String,
    /// When it was learnt.
    pub at: Instant,
    /// Who learnt it, and alone may read it.
    pub owner: String,
    /// What was learnt; in no error and in no answer to anybody else.
    pub text: String,
}

/// Notes as somebody may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The reader's own notes that were not erased, by date and id.
    pub notes: Vec<Note>,
    /// How many belong to others.
    pub private: usize,
    /// The ids that are to be deleted where they are kept, sorted.
    pub erase: Vec<String>,
}

/// The notes that a reader may see. `erased` are ids that the customer wants forgotten; with `erase_all` all are.
///
/// # Errors
/// [`Code::MissingField`] for a note without source or owner, [`Code::DuplicateId`]. No error repeats a note.
///
/// ```
/// use tactful::relationship::{notes, Background, Note};
/// use tactful::time::Instant;
/// let note = |id: &str, owner: &str| Note {
///     id: id.into(), about: Background::Family, source: "told at a visit".into(), owner: owner.into(),
///     at: Instant::from_seconds(0).unwrap(), text: "a daughter was born".into(),
/// };
/// let shown = notes(&[note("n-1", "anna"), note("n-2", "ben"), note("n-3", "anna")], "anna", &["n-3".into()], false)?;
/// assert_eq!((shown.notes.len(), shown.private, shown.erase), (1, 1, vec!["n-3".to_owned()]));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn notes(notes: &[Note], reader: &str, erased: &[String], erase_all: bool) -> Result<Shown> {
    crate::complaint::distinct_ids("notes", notes.iter().map(|note| note.id.as_str()))?;
    let mut shown = Shown { notes: Vec::new(), private: 0, erase: Vec::new() };
    for (place, note) in notes.iter().enumerate() {
        for (name, value) in [("source", &note.source), ("owner", &note.owner)] {
            if value.is_empty() {
                let message = "a note tells its source, its date and its owner";
                let path = format!("notes[{place}].{name}");
                return Err(Error::new(Code::MissingField, message).at_path(&path));
            }
        }
        if erase_all || erased.contains(&note.id) {
            shown.erase.push(note.id.clone());
        } else if note.owner == reader {
            shown.notes.push(note.clone());
        } else {
            shown.private += 1;
        }
    }
    shown.notes.order_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    shown.erase.order();
    Ok(shown)
}
