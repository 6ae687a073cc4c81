//! What is remembered of a customer: bounded, and the same whatever the order of the facts.

use super::bounded::{CaseRecord, ConsentRecord, Ledger, NONE, OrderRecord, Record, Ring};
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
}

impl<R: Record> Ledger<R> {
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

pub(super) fn shape_error() -> Error {
    Error::new(
        Code::StandingShape,
        "the standing does not keep all that this policy asks for; fold the customer's facts again",
    )
}
