//! What is remembered of a customer: bounded, and the same whatever the order of the facts.

use super::bounded::{CaseRecord, ConsentRecord, Ledger, NONE, OrderRecord, Record, Ring, Sieve, Slot};
use crate::time::Instant;
use crate::{Code, Error, Result};
use std::sync::Arc;

/// What a standing keeps: fixed by the policy, compared by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Canonical text of each scope, and how many contacts it keeps.
    pub(crate) scopes: Vec<(String, usize)>,
    /// Kinds of facts kept per order, by name.
    pub(crate) order_kinds: Vec<String>,
    /// Reasons kept per order, by stable id.
    pub(crate) order_reasons: Vec<String>,
    /// Reasons kept per case, by stable id.
    pub(crate) case_reasons: Vec<String>,
    pub(crate) orders: usize,
    pub(crate) cases: usize,
    pub(crate) consents: usize,
    pub(crate) fingerprint: u64,
}

/// What is remembered of a customer, folded from facts by [`crate::Engine::fold`].
///
/// A join-semilattice: [`Standing::merge`] is commutative, associative and idempotent, so facts may come late,
/// twice, shuffled, or be folded apart. Bounded: what is pushed out leaves a mark, and a mark can only make an
/// answer stricter (KERNEL section 3).
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub(crate) shape: Arc<Shape>,
    /// The latest instant of any fact; `NONE` if there was none.
    pub(crate) watermark: i64,
    pub(crate) rings: Vec<Ring>,
    pub(crate) orders: Ledger<OrderRecord>,
    pub(crate) cases: Ledger<CaseRecord>,
    pub(crate) consents: Ledger<ConsentRecord>,
    /// Per reason of `order_reasons`, then of `case_reasons`: the latest contact that named no order or case; then
    /// per kind of `order_kinds`: the latest fact that named no order.
    pub(crate) unnamed: Vec<i64>,
    pub(crate) ids_missing: bool,
}

impl Shape {
    /// Where `unnamed` keeps facts of a kind that named no order.
    pub(crate) fn unnamed_kind(&self, column: usize) -> usize {
        self.order_reasons.len() + self.case_reasons.len() + column
    }
}

impl Standing {
    pub(crate) fn new(shape: Arc<Shape>) -> Self {
        let rings = shape.scopes.iter().map(|&(_, depth)| Ring::new(depth)).collect();
        let orders = Ledger::new(shape.orders);
        let cases = Ledger::new(shape.cases);
        let consents = Ledger::new(shape.consents);
        let unnamed = vec![NONE; shape.unnamed_kind(shape.order_kinds.len())];
        Self { shape, watermark: NONE, rings, orders, cases, consents, unnamed, ids_missing: false }
    }

    /// Forgets everything, and keeps the memory for another customer.
    pub(crate) fn clear(&mut self) {
        self.watermark = NONE;
        self.rings.iter_mut().for_each(Ring::clear);
        self.orders.clear();
        self.cases.clear();
        self.consents.clear();
        self.unnamed.fill(NONE);
        self.ids_missing = false;
    }

    /// The latest instant of the facts in it.
    #[must_use]
    pub fn watermark(&self) -> Option<Instant> {
        (self.watermark != NONE).then(|| Instant::clamped(self.watermark))
    }

    /// Whether something was pushed out, so that answers may be stricter than the whole history's.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.orders.lost != NONE || self.cases.lost != NONE || self.consents.lost != NONE
    }

    /// Joins what another standing of the same customer remembers.
    ///
    /// # Errors
    /// [`Code::StandingShape`] if it was folded for another policy.
    pub fn merge(&mut self, other: &Standing) -> Result<()> {
        if self.shape.fingerprint != other.shape.fingerprint {
            return Err(shape_error());
        }
        self.watermark = self.watermark.max(other.watermark);
        for (mine, theirs) in self.rings.iter_mut().zip(&other.rings) {
            mine.join(theirs);
        }
        self.orders.join(&other.orders);
        self.cases.join(&other.cases);
        self.consents.join(&other.consents);
        for (mine, &theirs) in self.unnamed.iter_mut().zip(&other.unnamed) {
            *mine = (*mine).max(theirs);
        }
        self.ids_missing |= other.ids_missing;
        Ok(())
    }

    /// The same memory in another shape, if this one keeps all that the other needs.
    pub(crate) fn reshape(&self, shape: &Arc<Shape>) -> Result<Self> {
        let mine = &self.shape;
        let mut made = Self::new(Arc::clone(shape));
        if shape.orders > mine.orders || shape.cases > mine.cases || shape.consents > mine.consents {
            return Err(shape_error());
        }
        for (ring, (name, depth)) in made.rings.iter_mut().zip(&shape.scopes) {
            let place = mine.scopes.iter().position(|(known, kept)| known == name && kept >= depth);
            ring.join(&self.rings[place.ok_or_else(shape_error)?]);
        }
        let columns = |wanted: &[String], known: &[String]| -> Result<Vec<usize>> {
            wanted.iter().map(|w| known.iter().position(|k| k == w).ok_or_else(shape_error)).collect()
        };
        let kinds = columns(&shape.order_kinds, &mine.order_kinds)?;
        let order_reasons = columns(&shape.order_reasons, &mine.order_reasons)?;
        let case_reasons = columns(&shape.case_reasons, &mine.case_reasons)?;
        made.orders = self.orders.map(shape.orders, |record| {
            let asked = order_reasons.iter().map(|&c| record.at[mine.order_kinds.len() + c]);
            OrderRecord {
                at: kinds.iter().map(|&c| record.at[c]).chain(asked).collect(),
                product: record.product,
            }
        });
        made.cases = self.cases.map(shape.cases, |record| CaseRecord {
            asked: case_reasons.iter().map(|&c| record.asked[c]).collect(),
            ..record.clone()
        });
        made.consents = self.consents.map(shape.consents, |record| *record);
        let cases = case_reasons.iter().map(|&c| mine.order_reasons.len() + c);
        let unnamed_kinds = kinds.iter().map(|&c| mine.unnamed_kind(c));
        let unnamed = order_reasons.iter().copied().chain(cases).chain(unnamed_kinds);
        made.unnamed = unnamed.map(|c| self.unnamed[c]).collect();
        made.watermark = self.watermark;
        made.ids_missing = self.ids_missing;
        Ok(made)
    }

    /// The standing as bytes, to be kept beside the customer.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut words: Vec<i64> =
            vec![MAGIC, FORMAT, self.shape.fingerprint as i64, self.watermark, i64::from(self.ids_missing)];
        for ring in &self.rings {
            words.extend([ring.lost(), ring.slots().len() as i64]);
            for slot in ring.slots() {
                words.extend([slot.at, slot.id as i64, slot.key as i64]);
            }
        }
        self.orders.write(&mut words, |record, words| {
            words.extend([record.product.0, record.product.1 as i64]);
            words.extend(&record.at);
        });
        self.cases.write(&mut words, |record, words| {
            words.extend([record.opened, record.closed]);
            words.extend(&record.asked);
        });
        self.consents.write(&mut words, |record, words| {
            words.extend([
                i64::from(record.purpose),
                record.channel as i64,
                record.contact_point as i64,
                record.granted.0,
                record.granted.1,
                record.withdrawn,
            ]);
        });
        words.extend(&self.unnamed);
        words.push(checksum(&words));
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// Reads what [`Standing::to_bytes`] wrote, for an engine of the same shape.
    pub(crate) fn from_bytes(bytes: &[u8], shape: &Arc<Shape>) -> Result<Self> {
        let words: Vec<i64> = bytes
            .chunks_exact(8)
            .map(|chunk| {
                let mut word = [0; 8];
                word.copy_from_slice(chunk);
                i64::from_le_bytes(word)
            })
            .collect();
        let Some((&sum, words)) = words.split_last() else { return Err(not_a_standing()) };
        if !bytes.len().is_multiple_of(8) || sum != checksum(words) {
            return Err(not_a_standing());
        }
        let mut words = Words(words);
        if words.next()? != MAGIC || words.next()? != FORMAT {
            return Err(not_a_standing());
        }
        if words.next()? as u64 != shape.fingerprint {
            return Err(shape_error());
        }
        let mut made = Self::new(Arc::clone(shape));
        made.watermark = words.next()?;
        made.ids_missing = words.next()? != 0;
        for (ring, &(_, depth)) in made.rings.iter_mut().zip(&shape.scopes) {
            let lost = words.next()?;
            let slots = (0..words.count(depth)?)
                .map(|_| Ok(Slot { at: words.next()?, id: words.next()? as u64, key: words.next()? as u64 }))
                .collect::<Result<_>>()?;
            *ring = Ring::restore(slots, depth, lost);
        }
        let order_columns = shape.order_kinds.len() + shape.order_reasons.len();
        made.orders.read(&mut words, shape.orders, |words| {
            let product = (words.next()?, words.next()? as u64);
            Ok(OrderRecord { at: words.take(order_columns)?.into(), product })
        })?;
        made.cases.read(&mut words, shape.cases, |words| {
            let (opened, closed) = (words.next()?, words.next()?);
            Ok(CaseRecord { opened, closed, asked: words.take(shape.case_reasons.len())?.into() })
        })?;
        made.consents.read(&mut words, shape.consents, |words| {
            Ok(ConsentRecord {
                purpose: words.next()? as u8,
                channel: words.next()? as u64,
                contact_point: words.next()? as u64,
                granted: (words.next()?, words.next()?),
                withdrawn: words.next()?,
            })
        })?;
        let unnamed = made.unnamed.len();
        made.unnamed = words.take(unnamed)?.to_vec();
        if words.0.is_empty() { Ok(made) } else { Err(not_a_standing()) }
    }
}

/// "tactful" and a zero.
const MAGIC: i64 = 0x006c_7566_7463_6174;
/// Moves with the hashes of ids.
const FORMAT: i64 = 2;

struct Words<'a>(&'a [i64]);

impl<'a> Words<'a> {
    fn next(&mut self) -> Result<i64> {
        let (&first, rest) = self.0.split_first().ok_or_else(not_a_standing)?;
        self.0 = rest;
        Ok(first)
    }

    fn count(&mut self, most: usize) -> Result<usize> {
        let count = self.next()?;
        usize::try_from(count).ok().filter(|&n| n <= most).ok_or_else(not_a_standing)
    }

    fn take(&mut self, count: usize) -> Result<&'a [i64]> {
        if count > self.0.len() {
            return Err(not_a_standing());
        }
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Ok(taken)
    }
}

impl<R: Record> Ledger<R> {
    fn write(&self, words: &mut Vec<i64>, write: impl Fn(&R, &mut Vec<i64>)) {
        words.extend([self.lost, self.first_mark]);
        words.extend(self.cut.0.map(|bits| bits as i64));
        words.push(self.entries.len() as i64);
        for (id, record) in self.entries.iter() {
            words.extend([id as i64, self.firsts.get(id).copied().unwrap_or(NONE)]);
            write(record, words);
        }
    }

    fn read(
        &mut self,
        words: &mut Words<'_>,
        size: usize,
        read: impl Fn(&mut Words<'_>) -> Result<R>,
    ) -> Result<()> {
        self.lost = words.next()?;
        self.first_mark = words.next()?;
        let mut cut = [0; 16];
        for (bits, &word) in cut.iter_mut().zip(words.take(16)?) {
            *bits = word as u64;
        }
        self.cut = Sieve(cut);
        for _ in 0..words.count(size)? {
            let (id, first) = (words.next()? as u64, words.next()?);
            if first != NONE {
                self.firsts.insert(id, first);
            }
            self.entries.insert(id, read(words)?);
        }
        Ok(())
    }

    /// The same ledger with other records and at most as many entries.
    fn map<T: Record>(&self, size: usize, map: impl Fn(&R) -> T) -> Ledger<T> {
        let mut made = Ledger::new(size);
        made.lost = self.lost;
        made.first_mark = self.first_mark;
        made.cut = self.cut;
        for (id, record) in self.entries.iter() {
            let record = map(record);
            let first = self.firsts.get(id).copied().unwrap_or_else(|| record.earliest());
            made.add(id, record, first);
        }
        made.shrink();
        made
    }
}

fn checksum(words: &[i64]) -> i64 {
    use std::hash::Hasher;
    let mut hasher = super::hash::Fnv::default();
    words.iter().for_each(|&word| hasher.write_i64(word));
    hasher.finish() as i64
}

fn shape_error() -> Error {
    Error::new(
        Code::StandingShape,
        "the standing does not keep all that this policy asks for; fold the customer's facts again",
    )
}

fn not_a_standing() -> Error {
    Error::new(Code::InvalidStanding, "the bytes are not a standing, or were damaged")
}
