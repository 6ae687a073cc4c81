//! Words of columns: what each means is looked up once, not row by row.

use crate::columns::{Key, Texts, Whole};

/// What a value of a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell<T> {
    /// There is none.
    Null,
    Known(T),
    /// It means nothing here; whoever asks says what is wrong.
    Bad,
}

impl<T> Cell<T> {
    fn of(meaning: Option<T>) -> Self {
        meaning.map_or(Cell::Bad, Cell::Known)
    }
}

/// A column of words, and what those of its dictionary mean.
#[derive(Debug, Clone)]
pub(crate) struct Looked<T> {
    texts: Texts,
    /// By place in the dictionary; empty: it has none, or one that is larger than the column.
    by_place: Vec<Cell<T>>,
}

impl<T: Copy> Looked<T> {
    pub(crate) fn new(texts: Texts, rows: usize, look: impl Fn(Key<'_>) -> Option<T>) -> Self {
        let by_place = match &texts {
            Texts::Dictionary(_, values) if values.len() <= rows => {
                let cell = |place| values.get(place).map_or(Cell::Null, |key| Cell::of(look(key)));
                (0..values.len()).map(cell).collect()
            }
            _ => Vec::new(),
        };
        Self { texts, by_place }
    }

    /// What the value of a row means; `look` is asked for what no dictionary and no memo holds.
    #[inline]
    pub(crate) fn get(&self, row: usize, look: impl FnOnce(Key<'_>) -> Option<T>) -> Cell<T> {
        match &self.texts {
            Texts::Nothing => Cell::Null,
            Texts::Dictionary(keys, _) if !self.by_place.is_empty() => {
                let place = keys.place(row);
                place.and_then(|place| self.by_place.get(place)).copied().unwrap_or(Cell::Null)
            }
            texts => texts.get(row).map_or(Cell::Null, |key| Cell::of(look(key))),
        }
    }

    /// Whether some row may hold what has no meaning.
    pub(crate) fn may_be_bad(&self) -> bool {
        match &self.texts {
            Texts::Nothing | Texts::Numbers(_) => false,
            Texts::Dictionary(..) if !self.by_place.is_empty() => {
                self.by_place.iter().any(|cell| matches!(cell, Cell::Bad))
            }
            _ => true,
        }
    }

    /// Whether the table has no such column.
    #[inline]
    pub(crate) fn is_nothing(&self) -> bool {
        self.texts.is_nothing()
    }

    /// The keys of a small dictionary, and how many values it has; nothing where the table has no such column. None for
    /// any other column.
    pub(crate) fn encoded(&self) -> Option<Option<(&Whole, usize)>> {
        match &self.texts {
            Texts::Nothing => Some(None),
            Texts::Dictionary(keys, values) if values.len() < MOST => Some(Some((keys, values.len()))),
            _ => None,
        }
    }

    /// The word of a row as a number; 0: there is none. None if there are more than it can tell apart.
    #[inline]
    pub(crate) fn code(&self, row: usize, codes: &mut Codes) -> Option<u8> {
        match &self.texts {
            Texts::Nothing => Some(0),
            Texts::Dictionary(keys, values) if values.len() < MOST => {
                keys.place(row).map_or(Some(0), |place| u8::try_from(place + 1).ok())
            }
            texts => match texts.get(row) {
                None => Some(0),
                Some(key) => codes.memo.get(key, |word| code(&mut codes.words, word)),
            },
        }
    }

    /// The column itself, to say what is wrong with a row.
    pub(crate) fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// As many words of a column get numbers.
const MOST: usize = 255;

/// Numbers of words that no dictionary numbers.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    memo: Memo<u8>,
    words: Vec<String>,
}

fn code(words: &mut Vec<String>, word: &str) -> Option<u8> {
    let place = words.iter().position(|known| known == word).unwrap_or(words.len());
    if place == words.len() && place < MOST {
        words.push(word.to_owned());
    }
    u8::try_from(place + 1).ok()
}

/// What the words of some columns came to, by a number that tells them apart.
#[derive(Debug)]
pub(crate) struct ByNumber<T> {
    /// Which columns.
    of: usize,
    slots: Vec<Slot<T>>,
    kept: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot<T> {
    /// One more than the number; 0: nothing is kept here.
    key: u64,
    meaning: Option<T>,
}

impl<T> Default for ByNumber<T> {
    fn default() -> Self {
        Self { of: 0, slots: Vec::new(), kept: 0 }
    }
}

impl<T: Copy> ByNumber<T> {
    const BITS: u32 = 12;
    const SLOTS: usize = 1 << Self::BITS;
    const EMPTY: Slot<T> = Slot { key: 0, meaning: None };

    /// That of these columns: the same numbers mean something else in others.
    #[inline(always)]
    pub(crate) fn of<C>(&mut self, columns: &C) -> &mut Self {
        let own = std::ptr::from_ref(columns).addr();
        if self.of != own {
            *self = Self { of: own, slots: vec![Self::EMPTY; Self::SLOTS], kept: 0 };
        }
        self
    }

    #[inline(always)]
    fn slot(number: u32) -> usize {
        (number.wrapping_mul(0x9e37_79b1) >> (32 - Self::BITS)) as usize
    }

    /// What is known.
    #[inline(always)]
    pub(crate) fn get(&self, number: u32) -> Option<T> {
        let (key, mut slot) = (u64::from(number) + 1, Self::slot(number));
        loop {
            let known = self.slots.get(slot % Self::SLOTS)?;
            if known.key == key || known.key == 0 {
                return known.meaning;
            }
            slot += 1;
        }
    }

    /// What is known, or else is found now.
    #[inline(always)]
    pub(crate) fn get_or(&mut self, number: u32, find: impl FnOnce() -> T) -> T {
        self.get(number).unwrap_or_else(|| self.keep(number, find()))
    }

    #[cold]
    fn keep(&mut self, number: u32, meaning: T) -> T {
        if self.kept >= Self::SLOTS / 2 {
            // there are too many of them; whoever comes again is found again
            self.slots.fill(Self::EMPTY);
            self.kept = 0;
        }
        let mut slot = Self::slot(number);
        while self.slots.get(slot % Self::SLOTS).is_some_and(|slot| slot.key != 0) {
            slot += 1;
        }
        if let Some(free) = self.slots.get_mut(slot % Self::SLOTS) {
            *free = Slot { key: u64::from(number) + 1, meaning: Some(meaning) };
            self.kept += 1;
        }
        meaning
    }
}

/// Words of at most so many bytes are kept.
const LONGEST: usize = 22;
/// As many are kept at once.
const KEPT: usize = 32;

/// The words that were met last, with what they mean: columns that are not dictionary-encoded mostly hold few.
#[derive(Debug, Clone)]
pub(crate) struct Memo<T>(Vec<Kept<T>>);

#[derive(Debug, Clone, Copy)]
struct Kept<T> {
    /// One more than the length; 0: nothing is kept here.
    length: u8,
    word: [u8; LONGEST],
    meaning: Option<T>,
}

impl<T: Copy> Default for Memo<T> {
    fn default() -> Self {
        Self(vec![Kept { length: 0, word: [0; LONGEST], meaning: None }; KEPT])
    }
}

impl<T: Copy> Memo<T> {
    /// What a word means; `look` is asked if it was not met lately.
    #[inline]
    pub(crate) fn get(&mut self, key: Key<'_>, look: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let Key::Text(text) = key else { return look(&key.text()) };
        let bytes = text.as_bytes();
        let (first, last) = (bytes.first().copied().unwrap_or(0), bytes.last().copied().unwrap_or(0));
        let place = (usize::from(first) ^ usize::from(last) << 2 ^ bytes.len() << 1) % KEPT;
        let Some(kept) = self.0.get_mut(place).filter(|_| bytes.len() <= LONGEST) else { return look(text) };
        if usize::from(kept.length) != bytes.len() + 1 || kept.word[..bytes.len()] != *bytes {
            kept.length = bytes.len() as u8 + 1;
            kept.word[..bytes.len()].copy_from_slice(bytes);
            kept.meaning = look(text);
        }
        kept.meaning
    }
}

#[cfg(test)]
mod tests {
    use super::{ByNumber, Cell, Looked, Memo};
    use crate::columns::{Key, Texts};
    use crate::schema::Holds;
    use arrow_array::types::Int8Type;
    use arrow_array::{ArrayRef, DictionaryArray, StringArray};
    use std::sync::Arc;

    /// Words get their lengths, short ones only.
    fn length(key: Key<'_>) -> Option<usize> {
        let length = key.text().len();
        (length < 30).then_some(length)
    }

    #[test]
    fn every_form_gives_what_is_looked_up() {
        let words =
            [Some("one"), None, Some("three"), Some("one"), Some("a word that is far too long to count")];
        let plain: ArrayRef = Arc::new(StringArray::from_iter(words));
        let encoded: ArrayRef = Arc::new(words.into_iter().collect::<DictionaryArray<Int8Type>>());
        for array in [plain, encoded.clone(), encoded.slice(2, 3), encoded.slice(4, 1)] {
            let texts = Texts::new(&array, Holds::Text).unwrap();
            let looked = Looked::new(texts.clone(), array.len(), length);
            for row in 0..array.len() {
                let expected = match texts.text(row) {
                    None => Cell::Null,
                    Some(word) => length(Key::Text(word)).map_or(Cell::Bad, Cell::Known),
                };
                assert_eq!(looked.get(row, length), expected);
            }
        }
    }

    #[test]
    fn by_number_is_known_what_was_found_for_these_columns() {
        let (one, other) = (1, 2);
        let (mut known, mut found) = (ByNumber::default(), 0);
        for columns in [&one, &other, &one] {
            for number in (0..10_000_u32).chain(0..10).chain([u32::MAX]) {
                let meaning = known.of(columns).get_or(number, || {
                    found += 1;
                    u64::from(number) * columns
                });
                assert_eq!(meaning, u64::from(number) * columns);
                assert_eq!(known.of(columns).get(number), Some(meaning));
            }
        }
        assert_eq!(known.of(&one).get_or(u32::MAX, || 0), u64::from(u32::MAX));
        assert!(found >= 3 * 10_000);
    }

    #[test]
    fn a_memo_answers_as_if_it_kept_nothing() {
        let mut memo = Memo::default();
        let words: Vec<String> = (0..2_000).map(|i| "x".repeat(i % 29) + &(i * i % 97).to_string()).collect();
        for word in words.iter().chain(words.iter().rev()) {
            let look = |text: &str| (text.len() < 25).then_some(text.len());
            assert_eq!(memo.get(Key::Text(word), look), look(word));
        }
    }

    #[test]
    fn a_memo_asks_once() {
        let (mut memo, mut asked) = (Memo::default(), 0);
        for _ in 0..10 {
            for word in ["email", "phone", "sms"] {
                memo.get(Key::Text(word), |_| {
                    asked += 1;
                    Some(())
                });
            }
        }
        assert_eq!(asked, 3);
    }
}
