//! A standing as bytes, to be kept beside the customer for years.
//!
//! `TFS` and the number of the format; the fingerprint of the shape (8 bytes); sections in the order of their tags; a
//! check sum (8 bytes). A section is its tag (1 byte), the length of its content, and the content; what is empty is
//! left out. Numbers are little-endian in groups of seven bits, instants are told from the latest fact on, since that
//! is short, and what several scopes keep is written once.
//!
//! A reader passes over sections that it does not know if their tag says that they may be passed over ([`OPTIONAL`]);
//! any other, and any other format, is refused as newer. So what a later version adds is lost on an older one only
//! where that changes no answer.

use super::bounded::{CaseRecord, ConsentRecord, Ledger, NONE, OrderRecord, Record, Ring, Sieve, Slot};
use super::standing::{Shape, Standing, shape_error};
use crate::time::Instant;
use crate::{Code, Error, Result};
use std::sync::Arc;

const MAGIC: [u8; 3] = *b"TFS";
const FORMAT: u8 = 1;
/// Magic, format, fingerprint; and behind all sections the check sum.
const HEAD: usize = 12;
const SUM: usize = 8;

/// Sections with this bit in their tag are passed over by a reader that does not know them.
const OPTIONAL: u8 = 0x80;
/// The latest instant; whether ids were missing.
const LATEST: u8 = 1;
/// All facts that scopes keep, each once, ascending.
const FACTS: u8 = 2;
/// For each scope what was let go, and the places of its facts among all.
const RINGS: u8 = 3;
const ORDERS: u8 = 4;
const CASES: u8 = 5;
const CONSENTS: u8 = 6;
/// What named no order and no case.
const UNNAMED: u8 = 7;

impl Standing {
    /// The standing as bytes, to be kept beside the customer: some hundred of them, the same for the same standing.
    /// [`crate::Engine::standing_from_bytes`] reads them, in this version of the library and in later ones.
    ///
    /// ```
    /// use tactful::{customer::{Fact, Kind}, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
    /// let facts = [Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-17").id("f-1")];
    /// let standing = engine.fold(&facts, now, None)?.standing;
    /// let bytes = standing.to_bytes();
    /// assert_eq!(engine.standing_from_bytes(&bytes)?, standing);
    /// assert!(bytes.len() < 200);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend(MAGIC);
        bytes.push(FORMAT);
        bytes.extend(self.shape.fingerprint.to_le_bytes());
        let mut writer = Writer { content: Vec::with_capacity(256), base: self.base() };
        let mut section = |tag: u8, write: &dyn Fn(&mut Writer)| {
            writer.content.clear();
            write(&mut writer);
            if !writer.content.is_empty() {
                bytes.push(tag);
                number(&mut bytes, writer.content.len() as u64);
                bytes.append(&mut writer.content);
            }
        };
        let mut facts: Vec<Slot> = self.rings.iter().flat_map(|ring| ring.slots()).copied().collect();
        facts.sort_unstable();
        facts.dedup();
        section(LATEST, &|to| {
            if self.watermark != NONE || self.ids_missing {
                to.absolute(self.watermark);
                to.number(u64::from(self.ids_missing));
            }
        });
        section(FACTS, &|to| {
            for slot in &facts {
                to.instant(slot.at);
                to.word(slot.id);
                to.number(slot.key);
            }
        });
        section(RINGS, &|to| {
            if self.rings.iter().any(|ring| ring.lost() != NONE || !ring.slots().is_empty()) {
                self.rings.iter().for_each(|ring| to.ring(ring, &facts));
            }
        });
        section(ORDERS, &|to| {
            to.ledger(&self.orders, |to, record| {
                to.stamped(record.product);
                to.sparse(&record.at);
            });
        });
        section(CASES, &|to| {
            to.ledger(&self.cases, |to, record| {
                to.instant(record.opened);
                to.instant(record.closed);
                to.sparse(&record.asked);
            });
        });
        section(CONSENTS, &|to| {
            to.ledger(&self.consents, |to, record| {
                to.content.push(record.purpose);
                to.number(record.channel);
                to.number(record.contact_point);
                to.instant(record.granted.0);
                if record.granted.0 != NONE {
                    to.instant(record.granted.1);
                }
                to.instant(record.withdrawn);
            });
        });
        section(UNNAMED, &|to| {
            if self.unnamed.iter().any(|&at| at != NONE) {
                to.sparse(&self.unnamed);
            }
        });
        bytes.extend(check_sum(&bytes).to_le_bytes());
        bytes
    }

    /// Reads what [`Standing::to_bytes`] wrote, for an engine of the same shape. Any bytes are safe to give.
    pub(crate) fn from_bytes(bytes: &[u8], shape: &Arc<Shape>) -> Result<Self> {
        let (content, sum) = bytes.split_last_chunk::<SUM>().ok_or_else(damaged)?;
        if u64::from_le_bytes(*sum) != check_sum(content) {
            return Err(damaged());
        }
        let (head, sections) = content.split_first_chunk::<HEAD>().ok_or_else(damaged)?;
        let [a, b, c, format, fingerprint @ ..] = *head;
        if [a, b, c] != MAGIC {
            return Err(damaged());
        }
        if format != FORMAT {
            return Err(newer());
        }
        if u64::from_le_bytes(fingerprint) != shape.fingerprint {
            return Err(shape_error());
        }
        let mut made = Self::new(Arc::clone(shape));
        let (mut facts, mut last) = (Vec::new(), 0);
        let mut all = Reader { rest: sections, base: 0 };
        while !all.rest.is_empty() {
            let tag = all.byte()?;
            let length = all.count(all.rest.len())?;
            let mut section = Reader { rest: all.take(length)?, base: made.base() };
            if tag <= last {
                return Err(damaged());
            }
            last = tag;
            match tag {
                LATEST => made.read_latest(&mut section)?,
                FACTS => facts = read_facts(&mut section)?,
                RINGS => made.read_rings(&mut section, &facts)?,
                ORDERS => made.read_orders(&mut section)?,
                CASES => made.read_cases(&mut section)?,
                CONSENTS => made.read_consents(&mut section)?,
                UNNAMED => section.sparse(&mut made.unnamed)?,
                tag if tag & OPTIONAL != 0 => continue,
                _ => return Err(newer()),
            }
            if !section.rest.is_empty() {
                return Err(damaged());
            }
        }
        Ok(made)
    }

    /// Where instants are told from.
    fn base(&self) -> i64 {
        if self.watermark == NONE { 0 } else { self.watermark }
    }

    fn read_latest(&mut self, from: &mut Reader<'_>) -> Result<()> {
        self.watermark = from.instant()?;
        self.ids_missing = match from.number()? {
            0 => false,
            1 => true,
            _ => return Err(newer()),
        };
        Ok(())
    }

    fn read_rings(&mut self, from: &mut Reader<'_>, facts: &[Slot]) -> Result<()> {
        for (ring, &(_, depth)) in self.rings.iter_mut().zip(&self.shape.scopes) {
            let head = from.number()?;
            let lost = if head & 1 == 1 { from.some_instant()? } else { NONE };
            let count = usize::try_from(head >> 1).ok().filter(|&n| n <= depth).ok_or_else(damaged)?;
            let mut slots: Vec<Slot> = Vec::with_capacity(count.min(from.rest.len()));
            let mut next = 0;
            for _ in 0..count {
                let place = from.count(facts.len())?.checked_add(next).ok_or_else(damaged)?;
                let slot = *facts.get(place).ok_or_else(damaged)?;
                // an id is kept once
                if slots.iter().any(|known| known.id == slot.id) {
                    return Err(damaged());
                }
                slots.push(slot);
                next = place + 1;
            }
            *ring = Ring::restore(slots, depth, lost);
        }
        Ok(())
    }

    fn read_orders(&mut self, from: &mut Reader<'_>) -> Result<()> {
        let shape = Arc::clone(&self.shape);
        let columns = shape.order_kinds.len() + shape.order_reasons.len();
        from.ledger(&mut self.orders, shape.orders, |from| {
            let mut record = OrderRecord::new(columns);
            record.product = from.stamped()?;
            from.sparse(&mut record.at)?;
            Ok(record)
        })
    }

    fn read_cases(&mut self, from: &mut Reader<'_>) -> Result<()> {
        let shape = Arc::clone(&self.shape);
        from.ledger(&mut self.cases, shape.cases, |from| {
            let mut record = CaseRecord::new(shape.case_reasons.len());
            record.opened = from.instant()?;
            record.closed = from.instant()?;
            from.sparse(&mut record.asked)?;
            Ok(record)
        })
    }

    fn read_consents(&mut self, from: &mut Reader<'_>) -> Result<()> {
        let most = self.shape.consents;
        from.ledger(&mut self.consents, most, |from| {
            let (purpose, channel, contact_point) = (from.byte()?, from.number()?, from.number()?);
            let granted = match from.instant()? {
                NONE => (NONE, 0),
                at => (at, from.some_instant()?),
            };
            Ok(ConsentRecord { purpose, channel, contact_point, granted, withdrawn: from.instant()? })
        })
    }
}

fn read_facts(from: &mut Reader<'_>) -> Result<Vec<Slot>> {
    let mut facts = Vec::new();
    while !from.rest.is_empty() {
        let slot = Slot { at: from.some_instant()?, id: from.word()?, key: from.number()? };
        if facts.last().is_some_and(|last| *last >= slot) {
            return Err(damaged());
        }
        facts.push(slot);
    }
    Ok(facts)
}

fn number(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// The content of one section.
struct Writer {
    content: Vec<u8>,
    base: i64,
}

impl Writer {
    fn number(&mut self, value: u64) {
        number(&mut self.content, value);
    }

    /// What has no short form: a hash.
    fn word(&mut self, word: u64) {
        self.content.extend(word.to_le_bytes());
    }

    /// 0 for none, else the way from the base, to and fro by turns, and one.
    fn instant(&mut self, at: i64) {
        match at {
            NONE => self.content.push(0),
            at => {
                let way = at.wrapping_sub(self.base);
                self.number((((way << 1) ^ (way >> 63)) as u64).wrapping_add(1));
            }
        }
    }

    /// The instant that is the base of all others.
    fn absolute(&mut self, at: i64) {
        let base = std::mem::take(&mut self.base);
        self.instant(at);
        self.base = base;
    }

    fn stamped(&mut self, (at, word): (i64, u64)) {
        self.instant(at);
        if at != NONE {
            self.word(word);
        }
    }

    /// Instants by place, of which most are none.
    fn sparse(&mut self, instants: &[i64]) {
        let there = || instants.iter().enumerate().filter(|(_, at)| **at != NONE);
        self.number(there().count() as u64);
        let mut next = 0;
        for (place, &at) in there() {
            self.number((place - next) as u64);
            self.instant(at);
            next = place + 1;
        }
    }

    fn ring(&mut self, ring: &Ring, facts: &[Slot]) {
        self.number((ring.slots().len() as u64) << 1 | u64::from(ring.lost() != NONE));
        if ring.lost() != NONE {
            self.instant(ring.lost());
        }
        let mut next = 0;
        for slot in ring.slots() {
            let place = facts.partition_point(|fact| fact < slot);
            self.number((place - next) as u64);
            next = place + 1;
        }
    }

    fn ledger<R: Record>(&mut self, ledger: &Ledger<R>, write: impl Fn(&mut Self, &R)) {
        let told = ledger.first_mark != i64::MAX || ledger.lost != NONE || ledger.cut != Sieve::default();
        if ledger.entries.len() == 0 && !told {
            return;
        }
        self.instant(ledger.lost);
        self.instant(if ledger.first_mark == i64::MAX { NONE } else { ledger.first_mark });
        let there = || ledger.cut.0.iter().enumerate().filter(|(_, bits)| **bits != 0);
        self.number(there().fold(0, |places, (place, _)| places | 1 << place));
        there().for_each(|(_, &bits)| self.word(bits));
        self.number(ledger.entries.len() as u64);
        for (id, record) in ledger.entries.iter() {
            self.word(id);
            self.instant(ledger.firsts.get(id).copied().unwrap_or(NONE));
            write(self, record);
        }
    }
}

/// What is left of a section, or of all of them.
struct Reader<'a> {
    rest: &'a [u8],
    base: i64,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        let (&byte, rest) = self.rest.split_first().ok_or_else(damaged)?;
        self.rest = rest;
        Ok(byte)
    }

    fn word(&mut self) -> Result<u64> {
        let (word, rest) = self.rest.split_first_chunk().ok_or_else(damaged)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*word))
    }

    fn number(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // the tenth byte has room for one bit
            if shift == 63 && bits > 1 {
                return Err(damaged());
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(damaged())
    }

    fn count(&mut self, most: usize) -> Result<usize> {
        usize::try_from(self.number()?).ok().filter(|&n| n <= most).ok_or_else(damaged)
    }

    fn instant(&mut self) -> Result<i64> {
        let Some(way) = self.number()?.checked_sub(1) else { return Ok(NONE) };
        let at = self.base.checked_add((way >> 1) as i64 ^ -((way & 1) as i64)).ok_or_else(damaged)?;
        Instant::from_seconds(at).map_err(|_| damaged())?;
        Ok(at)
    }

    fn some_instant(&mut self) -> Result<i64> {
        self.instant().and_then(|at| if at == NONE { Err(damaged()) } else { Ok(at) })
    }

    fn stamped(&mut self) -> Result<(i64, u64)> {
        match self.instant()? {
            NONE => Ok((NONE, 0)),
            at => Ok((at, self.word()?)),
        }
    }

    fn sparse(&mut self, instants: &mut [i64]) -> Result<()> {
        let mut rest = instants.iter_mut();
        for _ in 0..self.count(rest.len())? {
            let skipped = self.count(rest.len())?;
            *rest.nth(skipped).ok_or_else(damaged)? = self.some_instant()?;
        }
        Ok(())
    }

    fn ledger<R: Record>(
        &mut self,
        ledger: &mut Ledger<R>,
        most: usize,
        read: impl Fn(&mut Self) -> Result<R>,
    ) -> Result<()> {
        ledger.lost = self.instant()?;
        ledger.first_mark = match self.instant()? {
            NONE => i64::MAX,
            at => at,
        };
        let places = self.number()?;
        for (place, bits) in ledger.cut.0.iter_mut().enumerate() {
            if places >> place & 1 == 1 {
                *bits = self.word()?;
            }
        }
        if places >> ledger.cut.0.len() != 0 {
            return Err(damaged());
        }
        let mut last = None;
        for _ in 0..self.count(most)? {
            let id = self.word()?;
            if last.is_some_and(|last| last >= id) {
                return Err(damaged());
            }
            last = Some(id);
            let first = self.instant()?;
            if first != NONE {
                ledger.firsts.insert(id, first);
            }
            let record = read(self)?;
            if record.latest() == NONE {
                return Err(damaged());
            }
            ledger.entries.insert(id, record);
        }
        Ok(())
    }
}

/// Every bit of the bytes bears on it; eight of them at a time, since standings are read by the million.
fn check_sum(bytes: &[u8]) -> u64 {
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(bytes.len() as u64, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, &byte| mix(sum, byte.into()))
}

fn damaged() -> Error {
    Error::new(Code::InvalidStanding, "the bytes are not a standing, or were damaged")
}

fn newer() -> Error {
    Error::new(
        Code::InvalidStanding,
        "the standing was written by a newer version of the library; update it, or fold the customer's facts again",
    )
}

#[cfg(test)]
mod tests;
