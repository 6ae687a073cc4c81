//! Writing: what counts as one unit of a word, in English and in both Chinese scripts.

/// The first and last character of the block of common Chinese characters.
pub(super) const HAN: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;
const HAN_FIRST: u32 = 0x4E00;
pub(super) const HAN_COUNT: usize = 0x5200;
/// A longer gap is not the space between two words of one phrase.
const LONGEST_GAP: usize = 8;

const PAIRS: &str = include_str!("script.txt");

/// Reads traditional characters as the simplified ones.
#[derive(Debug)]
pub(super) struct Script {
    /// By offset from U+4E00.
    simplified: Box<[u16]>,
}

impl Script {
    pub(super) fn new() -> Self {
        let mut simplified: Vec<u16> = (0..HAN_COUNT).map(|place| HAN_FIRST as u16 + place as u16).collect();
        for pair in PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
            let mut pair = pair.chars().map(|c| c as u32);
            if let (Some(from), Some(to)) = (pair.next(), pair.next())
                && let Some(slot) = simplified.get_mut(from.wrapping_sub(HAN_FIRST) as usize)
            {
                *slot = to as u16;
            }
        }
        Self { simplified: simplified.into_boxed_slice() }
    }

    /// Without the characters: enough to see whether a form is sound.
    pub(super) fn plain() -> Self {
        Self { simplified: Box::default() }
    }

    /// A character as words hold it: letters in lower case, one kind of apostrophe, one kind of gap, simplified.
    pub(super) fn unit(&self, c: char) -> u32 {
        match c {
            'A'..='Z' => c as u32 | 0x20,
            // what a keyboard, a telephone and a word processor make of it
            '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' | '\u{00B4}' => '\'' as u32,
            c if is_gap(c) => GAP,
            c => {
                let place = (c as u32).wrapping_sub(HAN_FIRST) as usize;
                self.simplified.get(place).map_or(c as u32, |&simple| u32::from(simple))
            }
        }
    }

    /// The unit that starts at `at`, and where the next one starts; none at the end, and for a gap that is too long.
    pub(super) fn next(&self, text: &str, at: usize) -> Option<(u32, usize)> {
        // most units are one byte or one common Chinese character
        if let Some(&byte @ (b'a'..=b'z' | b'A'..=b'Z')) = text.as_bytes().get(at) {
            return Some((u32::from(byte | 0x20), at + 1));
        }
        let c = text[at..].chars().next()?;
        let unit = self.unit(c);
        let mut end = at + c.len_utf8();
        if unit == GAP {
            let mut wide = 1;
            for c in text[end..].chars().take_while(|&c| is_gap(c)) {
                wide += 1;
                end += c.len_utf8();
                if wide > LONGEST_GAP {
                    return None;
                }
            }
        }
        Some((unit, end))
    }

    /// The unit that ends at `at`, and where it starts.
    pub(super) fn previous(&self, text: &str, at: usize) -> Option<(u32, usize)> {
        let c = text[..at].chars().next_back()?;
        let unit = self.unit(c);
        if unit != GAP {
            return Some((unit, at - c.len_utf8()));
        }
        let start = Self::before_gap(text, at);
        (start < at).then_some((GAP, start))
    }

    /// Where the gap that ends at `at` starts; `at` itself where there is none, or one that is too long.
    pub(super) fn before_gap(text: &str, at: usize) -> usize {
        let mut start = at;
        for (wide, c) in text[..at].chars().rev().take_while(|&c| is_gap(c)).enumerate() {
            if wide >= LONGEST_GAP {
                return at;
            }
            start -= c.len_utf8();
        }
        start
    }
}

/// Blanks, line breaks and hyphens between the parts of a phrase.
pub(super) const GAP: u32 = ' ' as u32;

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '-' | '\u{00A0}' | '\u{2010}' | '\u{2011}' | '\u{3000}')
}

/// Letters and digits of writing that puts blanks between words: a word must not begin or end inside of them.
pub(super) fn joins(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let place = c as u32;
    let without_blanks = (0x2E80..=0xA4CF).contains(&place)
        || (0xAC00..=0xD7AF).contains(&place)
        || (0xF900..=0xFAFF).contains(&place)
        || (0xFF00..=0xFFEF).contains(&place)
        || place >= 0x1_F000;
    !without_blanks && c.is_alphanumeric()
}

/// Whether a word whose unit is this one needs a boundary there.
pub(super) fn unit_joins(unit: u32) -> bool {
    char::from_u32(unit).is_some_and(joins)
}

/// Whether a word may begin or end here: not between two letters of one word.
pub(super) fn boundary_before(text: &str, at: usize) -> bool {
    !text[..at].chars().next_back().is_some_and(joins)
}

pub(super) fn boundary_after(text: &str, at: usize) -> bool {
    !text[at..].chars().next().is_some_and(joins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_is_a_pair_and_said_once() {
        let pairs = PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
        let mut left = BTreeSet::new();
        let mut right = BTreeSet::new();
        for pair in pairs {
            let chars: Vec<char> = pair.chars().collect();
            assert_eq!(chars.len(), 2, "{pair}");
            assert!(chars.iter().all(|&c| HAN.contains(&(c as u32))) && chars[0] != chars[1], "{pair}");
            assert!(left.insert(chars[0]), "{pair}");
            right.insert(chars[1]);
        }
        // reading twice changes nothing more
        assert!(left.is_disjoint(&right));
    }

    #[test]
    fn units() {
        let script = Script::new();
        assert_eq!(script.unit('Q'), 'q' as u32);
        assert_eq!(script.unit('\u{2019}'), '\'' as u32);
        assert_eq!(script.unit('滿'), '满' as u32);
        assert_eq!(script.next("a \n b", 1), Some((GAP, 4)));
        assert_eq!(script.previous("a \n b", 4), Some((GAP, 1)));
        assert_eq!(script.next(&" ".repeat(9), 0), None);
        assert_eq!(script.next("", 0), None);
        assert!(joins('é') && joins('7') && !joins('满') && !joins('_') && !joins('。'));
    }
}
