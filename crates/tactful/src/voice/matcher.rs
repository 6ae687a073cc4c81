//! Finds words in a text: at every place the longest, from left to right, none over another.
//!
//! Almost no place begins a word. So the text is read once by a loop that asks a bit or two about each beginning of a
//! word or character (the first four bytes of an English word, two Chinese characters), and the tree of words is
//! walked only where they agree. English words are measured eight bytes at a time. No text is copied, folded or cut
//! into words, and a word has at most [`super::forms::LONGEST`] units: the time is linear in the length of the text,
//! whatever it holds.

use super::forms::{self, units, written_out};
use super::script::{GAP, HAN, HAN_COUNT, Script, boundary_after, boundary_before, unit_joins};
use super::trie::{NOTHING, Trie};
use super::words::WordSpec;
use crate::order::Order;
use crate::{Code, Error, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// A word that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Bytes.
    pub(super) start: usize,
    /// Bytes.
    pub(super) end: usize,
    /// Its place among the words.
    pub(super) word: u32,
}

#[derive(Debug)]
pub(super) struct Matcher {
    script: Arc<Script>,
    trie: Trie,
    /// A bit for every common Chinese character, in either script, that begins a word whose second unit is none.
    lone: Box<[u64]>,
    /// A bit for every two of them that begin a word; others share it, which costs a walk and no more.
    pairs: Box<[u64]>,
    /// A bit for the first four bytes of an English word, and of what follows where it is shorter.
    letters: Box<[u64]>,
    /// By first byte: other characters that begin a word.
    others: Box<[bool; 256]>,
    /// By first unit: the node after it, or [`NOTHING`], for ASCII and common Chinese characters.
    roots: Box<[u32]>,
}

/// Some thousand pairs leave most of it empty, and it stays in the first cache.
const BITS: usize = 1 << 16;
/// How many bytes of an English word are asked for.
const ASKED: u32 = 4;

impl Matcher {
    /// Of words; the number of a word is its place here. Later words take a text from earlier ones.
    ///
    /// # Errors
    /// [`Code::InvalidWord`]; [`Code::WordTwice`] if two words of one document have the same text.
    pub(super) fn new(words: &[&WordSpec], script: Arc<Script>) -> Result<Self> {
        let mut texts: Vec<(Vec<u32>, u32)> = Vec::new();
        for (&word, number) in words.iter().zip(0..) {
            for form in &word.forms {
                for text in written_out(form)? {
                    texts.push((units(&text, &script)?, number));
                }
            }
        }
        // of equal ones the last is kept
        texts.order();
        let mut kept: Vec<(Vec<u32>, u32)> = Vec::with_capacity(texts.len());
        for (text, number) in texts {
            match kept.last_mut() {
                Some(last) if last.0 == text => {
                    let (one, other) = (words[last.1 as usize], words[number as usize]);
                    if last.1 != number && one.origin.document == other.origin.document {
                        return Err(twice(one, other));
                    }
                    last.1 = number;
                }
                _ => kept.push((text, number)),
            }
        }
        Ok(Self::of(Trie::of(&kept), script))
    }

    fn of(trie: Trie, script: Arc<Script>) -> Self {
        let mut lone = vec![0_u64; HAN_COUNT / 64].into_boxed_slice();
        let mut pairs = vec![0_u64; BITS / 64].into_boxed_slice();
        let mut letters = vec![0_u64; BITS / 64].into_boxed_slice();
        let mut others = Box::new([false; 256]);
        let mut roots = vec![NOTHING; 0x80 + HAN_COUNT].into_boxed_slice();
        // every way to write a unit, by offset
        let mut written: HashMap<u32, Vec<usize>> = HashMap::new();
        for place in 0..HAN_COUNT {
            if let Some(c) = char::from_u32(HAN.start() + place as u32) {
                written.entry(script.unit(c)).or_default().push(place);
            }
        }
        let ways = |unit: u32| written.get(&unit).map_or(&[][..], Vec::as_slice);
        for &(first, node) in trie.roots() {
            if let Some(root) = root_place(first).and_then(|place| roots.get_mut(place)) {
                *root = node;
            }
            if HAN.contains(&first) {
                for &one in ways(first) {
                    if trie.text(node) != NOTHING
                        || trie.units_after(node).any(|(unit, _)| !HAN.contains(&unit))
                    {
                        set(&mut lone, one);
                    }
                    for (second, _) in trie.units_after(node) {
                        ways(second).iter().for_each(|&other| set(&mut pairs, pair_key(one, other)));
                    }
                }
                continue;
            }
            if first >= 0x80 {
                let mut bytes = [0; 4];
                let c = char::from_u32(first).unwrap_or(' ');
                others[usize::from(c.encode_utf8(&mut bytes).as_bytes()[0])] = true;
                continue;
            }
            mark(&mut letters, &trie, node, 1, first & 31);
        }
        Self { script, trie, lone, pairs, letters, others, roots }
    }

    /// Calls `found` for every word, from left to right.
    pub(super) fn scan(&self, text: &str, mut found: impl FnMut(Hit)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            // what is passed over if no word begins here: an English word as a whole, else one character
            let (begins, next) = if byte < 0x80 {
                let width = letters_from(bytes, at);
                let end = at + width;
                let sign = bytes.get(end).is_some_and(|byte| byte.is_ascii());
                (width > 0 && self.letters_begin(bytes, at), end + usize::from(sign))
            } else if matches!(byte, 0xE4..=0xE9) {
                (self.han_begins(bytes, at), at + 3)
            } else {
                let width = match byte {
                    0xE0..=0xEF => 3,
                    0xC0..=0xDF => 2,
                    _ => 4,
                };
                (self.others[usize::from(byte)], at + width)
            };
            at = match begins.then(|| self.longest(text, at)).flatten() {
                Some(hit) => {
                    found(hit);
                    hit.end
                }
                None => next,
            };
        }
    }

    #[inline]
    fn han_begins(&self, bytes: &[u8], at: usize) -> bool {
        let Some(&[a, b, c, d, e, f]) = bytes.get(at..at + 6).and_then(|six| six.first_chunk::<6>()) else {
            // the end of the text: the walk will tell
            return true;
        };
        let one = han_place(a, b, c);
        get(&self.lone, one)
            || (matches!(d, 0xE4..=0xE9) && get(&self.pairs, pair_key(one, han_place(d, e, f))))
    }

    #[inline]
    fn letters_begin(&self, bytes: &[u8], at: usize) -> bool {
        let Some(four) = bytes.get(at..at + 4).and_then(|four| four.first_chunk::<4>()) else {
            // the end of the text: the walk will tell
            return true;
        };
        let five = |byte: u8, place: u32| u32::from(byte & 31) << (5 * place);
        let key = five(four[0], 0) | five(four[1], 1) | five(four[2], 2) | five(four[3], 3);
        get(&self.letters, letter_key(key))
    }

    /// The longest word that begins here; apart from the loop, which is all the better for being short.
    #[inline(never)]
    fn longest(&self, text: &str, start: usize) -> Option<Hit> {
        let (mut unit, mut at) = self.script.next(text, start)?;
        let mut node = match root_place(unit) {
            Some(place) => self.roots.get(place).copied().filter(|&node| node != NOTHING),
            None => self.trie.step(0, unit),
        }?;
        if unit_joins(unit) && !boundary_before(text, start) {
            return None;
        }
        let mut best = None;
        loop {
            let word = self.trie.text(node);
            if word != NOTHING && (!unit_joins(unit) || boundary_after(text, at)) {
                best = Some(Hit { start, end: at, word });
            }
            let Some((next, end)) = self.script.next(text, at) else { break };
            let Some(child) = self.trie.step(node, next) else { break };
            (unit, at, node) = (next, end, child);
        }
        best
    }
}

/// Marks every way in which the words below a node can go on, five bits of each byte; a key that more than one way
/// shares costs a walk and no more.
fn mark(bits: &mut [u64], trie: &Trie, node: u32, depth: u32, key: u32) {
    if depth == ASKED {
        set(bits, letter_key(key));
        return;
    }
    let with = |key: u32, byte: u8, place: u32| key | u32::from(byte & 31) << (5 * place);
    if trie.text(node) != NOTHING {
        mark_all(bits, depth, key);
    }
    for (unit, child) in trie.units_after(node) {
        // bytes that are the whole unit, and first bytes of its longer forms
        let (whole, leads): (&[u8], &[u8]) = match char::from_u32(unit) {
            Some(' ') => (b" \t\n\r-", &[0xC2, 0xE2, 0xE3]),
            Some('\'') => (b"'`", &[0xC2, 0xCA, 0xE2]),
            Some(c) if c.is_ascii() => (&[c as u8], &[]),
            _ => {
                mark_all(bits, depth, key);
                continue;
            }
        };
        for &byte in whole {
            let key = with(key, byte, depth);
            mark(bits, trie, child, depth + 1, key);
            if unit == GAP && depth + 2 <= ASKED {
                // a gap may be wider than one byte
                whole
                    .iter()
                    .chain(leads)
                    .for_each(|&more| mark_all(bits, depth + 2, with(key, more, depth + 1)));
            }
        }
        leads.iter().for_each(|&byte| mark_all(bits, depth + 1, with(key, byte, depth)));
    }
}

fn mark_all(bits: &mut [u64], depth: u32, key: u32) {
    if depth == ASKED {
        set(bits, letter_key(key));
        return;
    }
    (0..32).for_each(|byte| mark_all(bits, depth + 1, key | byte << (5 * depth)));
}

fn root_place(unit: u32) -> Option<usize> {
    match unit {
        0..0x80 => Some(unit as usize),
        _ if HAN.contains(&unit) => Some(0x80 + (unit - HAN.start()) as usize),
        _ => None,
    }
}

fn letter_key(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

fn set(bits: &mut [u64], place: usize) {
    if let Some(word) = bits.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

fn get(bits: &[u64], place: usize) -> bool {
    bits.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}

/// The offset of a character of three bytes from U+4E00; large where it lies before.
fn han_place(first: u8, second: u8, third: u8) -> usize {
    let c = u32::from(first & 0x0F) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
    c.wrapping_sub(*HAN.start()) as usize
}

fn pair_key(one: usize, other: usize) -> usize {
    let mixed = (one as u32).wrapping_mul(0x9E37_79B1) ^ (other as u32).wrapping_mul(0x85EB_CA77);
    (mixed >> 16) as usize
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// How many ASCII letters and digits there are from `at` on.
#[inline]
fn letters_from(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(eight) = bytes.get(end..end + 8).and_then(|eight| eight.first_chunk::<8>()) {
        let all = u64::from_le_bytes(*eight);
        // bytes of seven bits, so that adding never carries into the next one
        let low = all & (ONES * 0x7F);
        let small = low | (ONES * 0x20);
        let within = |bytes: u64, first: u8, last: u8| {
            (bytes + ONES * u64::from(0x80 - first)) & !(bytes + ONES * u64::from(0x7F - last))
        };
        let letters = (within(small, b'a', b'z') | within(low, b'0', b'9')) & !all & (ONES * 0x80);
        let others = !letters & (ONES * 0x80);
        if others != 0 {
            return end - at + others.trailing_zeros() as usize / 8;
        }
        end += 8;
    }
    end - at + bytes[end..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

fn twice(one: &WordSpec, other: &WordSpec) -> Error {
    let message =
        format!("the words `{}` and `{}` have a form in common; leave it to one of them", one.id, other.id);
    Error::new(Code::WordTwice, message)
        .at_path(&other.origin.path)
        .at_place(other.origin.line, other.origin.column)
}

/// Says whether a chain of words before (or after) a place is one of these; see [`super::negation`].
#[derive(Debug)]
pub(super) struct Edge {
    trie: Trie,
}

impl Edge {
    /// Of texts that are read from their end; the number is what [`Edge::before`] gives.
    pub(super) fn backwards(texts: &[(&str, u32)], script: &Script) -> Result<Self> {
        let mut all = Vec::new();
        for (form, number) in texts {
            for text in written_out(form)? {
                let mut units = forms::units(&text, script)?;
                units.reverse();
                all.push((units, *number));
            }
        }
        all.order();
        all.dedup_by(|later, earlier| later.0 == earlier.0);
        Ok(Self { trie: Trie::of(&all) })
    }

    /// Of texts that are read forwards.
    pub(super) fn forwards(texts: &[&str], script: &Script) -> Result<Self> {
        let mut all = Vec::new();
        for form in texts {
            for text in written_out(form)? {
                all.push((forms::units(&text, script)?, 0));
            }
        }
        all.order();
        all.dedup();
        Ok(Self { trie: Trie::of(&all) })
    }

    /// The longest text that ends at `end`: where it starts, and its number.
    pub(super) fn before(&self, text: &str, end: usize, script: &Script) -> Option<(usize, u32)> {
        let (mut unit, mut at) = script.previous(text, end)?;
        let mut node = self.trie.step(0, unit)?;
        if unit_joins(unit) && !boundary_after(text, end) {
            return None;
        }
        let mut best = None;
        loop {
            let number = self.trie.text(node);
            if number != NOTHING && (!unit_joins(unit) || boundary_before(text, at)) {
                best = Some((at, number));
            }
            let Some((next, start)) = script.previous(text, at) else { break };
            let Some(child) = self.trie.step(node, next) else { break };
            (unit, at, node) = (next, start, child);
        }
        best
    }

    /// Where the longest text that begins at `start` ends.
    pub(super) fn after(&self, text: &str, start: usize, script: &Script) -> Option<usize> {
        let (mut node, mut at, mut best) = (0, start, None);
        while let Some((unit, end)) = script.next(text, at) {
            let Some(child) = self.trie.step(node, unit) else { break };
            (node, at) = (child, end);
            if self.trie.text(node) != NOTHING {
                best = Some(at);
            }
        }
        best
    }
}
