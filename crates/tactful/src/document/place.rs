use crate::Error;

/// A place in a text.
///
/// ```
/// use tactful::document::parse_json;
/// let node = parse_json("\n  7")?;
/// assert_eq!((node.at.line, node.at.column), (2, 3));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl Position {
    /// The error with this place, if it has none yet.
    pub(super) fn place(self, error: Error) -> Error {
        error.at_place(self.line, self.column)
    }
}

/// Every so many bytes the number of characters is noted.
const BLOCK: usize = 256;

/// Finds line and column of a byte offset, at a cost that does not grow with the text or its lines.
pub(super) struct Lines<'s> {
    text: &'s [u8],
    /// Offsets at which lines start; the first is 0.
    starts: Vec<u32>,
    /// Characters that start before each block; empty if the text is ASCII.
    blocks: Vec<u32>,
}

impl<'s> Lines<'s> {
    /// The text has at most [`super::MAX_BYTES`] bytes, so that offsets fit 32 bits.
    pub(super) fn of(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i as u32 + 1));
        let mut blocks = Vec::new();
        if !text.is_ascii() {
            let mut characters = 0;
            for block in bytes.chunks(BLOCK) {
                blocks.push(characters);
                characters += count(block);
            }
            blocks.push(characters);
        }
        Self { text: bytes, starts, blocks }
    }

    /// Where the byte with this offset is; the end of the text for offsets beyond it.
    pub(super) fn at(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.starts.get(line - 1).map_or(0, |start| *start as usize);
        let column = self.characters(offset).saturating_sub(self.characters(start));
        Position { line: line as u32, column: column + 1 }
    }

    /// The end of the text.
    pub(super) fn end(&self) -> Position {
        self.at(self.text.len())
    }

    /// How many characters start before the offset.
    fn characters(&self, offset: usize) -> u32 {
        let block = offset / BLOCK;
        match self.blocks.get(block) {
            None => offset as u32,
            Some(before) => before + self.text.get(block * BLOCK..offset).map_or(0, count),
        }
    }
}

/// Characters start at every byte that does not continue one.
fn count(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32
}
