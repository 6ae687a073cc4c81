//! What customers say and how staff answer: words with their places.

use crate::boundary::{Out, Room, guard, shared, text};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::text::tactful_text;
use std::ffi::c_char;
use tactful::explain::Language;
use tactful::voice::{Class, Found};

/// A word that was found in a text.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_find {
    /// Its first byte, from 0; what denies it stands outside.
    pub start: usize,
    /// The byte after its last. Both fall on the boundaries of characters.
    pub end: usize,
    /// The id of the word. Borrowed from the engine.
    pub word: tactful_text,
    /// What to say instead, in substance; `{NULL, 0}` in what a customer says. Borrowed from the engine.
    pub instead: tactful_text,
    /// The same in Chinese.
    pub instead_chinese: tactful_text,
    /// What it marks here, negation counted in: `TACTFUL_CLASS_...`
    pub word_class: u32,
    /// How many times it is denied; 2 in "I am not unhappy" and its like, which is not denied at all then.
    pub negations: u32,
    /// Zeros; room for later versions.
    pub reserved: [i64; 2],
}

/// The number of a class, from 1.
fn number(class: Class) -> u32 {
    (1..).zip(Class::ALL).find(|(_, (_, known))| *known == class).map_or(0, |(number, _)| number)
}

/// The signposts of emotion in a customer's words, in English and Chinese, from left to right; they do not overlap
/// (C5). At most `capacity` are written; `count` tells how many there are. `finds` may be NULL if `capacity` is 0. The
/// words are those of the library and of the policy; they are compiled on the first call with an engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_signposts(
    engine: *const tactful_engine,
    words: *const c_char,
    words_len: usize,
    finds: *mut tactful_find,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut finds = Room::new(finds, capacity, "finds")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let words = unsafe { text(words, words_len, "words") }?;
        engine.voice()?.each_signpost(words, |Found { class, word, negations, start_byte, end_byte }| {
            let find = tactful_find {
                start: start_byte,
                end: end_byte,
                word: tactful_text::of(word),
                instead: tactful_text::NONE,
                instead_chinese: tactful_text::NONE,
                word_class: number(class),
                negations: negations.into(),
                reserved: [0; 2],
            };
            // SAFETY: by the conventions of the header
            unsafe { finds.push(find) };
        });
        // SAFETY: by the conventions of the header
        unsafe { count.write(finds.count()) };
        Ok(())
    })
}

/// Wording of a reply that makes things worse, with what to say instead (C16): check it before it is sent. None found
/// is no praise. As `tactful_signposts`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_wording(
    engine: *const tactful_engine,
    reply: *const c_char,
    reply_len: usize,
    finds: *mut tactful_find,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut finds = Room::new(finds, capacity, "finds")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let reply = unsafe { text(reply, reply_len, "reply") }?;
        for found in engine.voice()?.wording(reply) {
            let find = tactful_find {
                start: found.span.start_byte,
                end: found.span.end_byte,
                word: tactful_text::of(found.word),
                instead: tactful_text::of(found.better(Language::English)),
                instead_chinese: tactful_text::of(found.better(Language::Chinese)),
                word_class: number(found.class),
                negations: 0,
                reserved: [0; 2],
            };
            // SAFETY: by the conventions of the header
            unsafe { finds.push(find) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(finds.count()) };
        Ok(())
    })
}
