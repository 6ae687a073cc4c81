//! What customers say and how staff answer: signposts of emotion, the three frames, the outline of thirty seconds,
//! wording that escalates.
//!
//! Words are data (`lexicon.toml` beside this file), written in English and simplified Chinese and found in both
//! Chinese scripts; a policy adds its own. They are compiled once into a [`Voice`].

mod forms;
mod frames;
mod lexicon;
mod matcher;
mod negation;
mod outline;
mod script;
mod signposts;
#[cfg(test)]
mod tests;
mod times;
mod trie;
mod wording;
mod words;

pub use frames::{Element, Frames, Heat, Mark, Talk, language_of};
pub use lexicon::Voice;
pub use outline::{Claim, Line, Outline, Part};
pub use signposts::{Found, Signpost, Span};
pub use wording::Wording;
pub(crate) use words::read;
pub use words::{Class, VoiceSpec, WordSpec};
