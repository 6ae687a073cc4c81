//! From facts to a standing.

use super::folder::{Fate, Ready};
use crate::customer::{
    CaseRecord, ConsentRecord, Direction, Entry, Fact, Filter, Intent, Kind, OrderRecord, Purpose, Slot,
    Sorted, Standing, mixed,
};
use crate::policy::Anchor;
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};

/// What folding facts gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    /// What is remembered.
    pub standing: Standing,
    /// Facts after `as_of`: they neither count nor push anything out until their time.
    pub pending: Vec<Fact>,
    /// What the reader should know, each once.
    pub warnings: Vec<Code>,
}

impl Folded {
    /// When the first pending fact begins to count.
    #[must_use]
    pub fn next_pending(&self) -> Option<Instant> {
        self.pending.iter().map(|fact| fact.at).min()
    }
}

impl Engine {
    /// Folds facts, in any order, into what is known as of an instant.
    ///
    /// Facts recorded after `known_at` are left out; facts after `as_of` come back as pending.
    ///
    /// # Errors
    /// [`Code::RebuildNeeded`] for a correction or an erasure, [`Code::FactConflict`] if one id is given to two
    /// different facts, [`Code::InvalidValue`] for a kind that neither the library nor the policy knows.
    ///
    /// ```
    /// use tactful::customer::{Fact, Kind};
    /// use tactful::{time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
    /// let late = Fact::new(Kind::Delivered, Instant::parse("2026-11-22T10:00:00+01:00")?).order("o-1").id("f-1");
    /// let folded = engine.fold(&[late], now, None)?;
    /// assert_eq!(folded.pending.len(), 1);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn fold(&self, facts: &[Fact], as_of: Instant, known_at: Option<Instant>) -> Result<Folded> {
        let mut folder = self.folder(as_of, known_at);
        let mut pending = Vec::new();
        for fact in facts {
            if folder.add(&self.entry(fact))? == Fate::Pending {
                pending.push(fact.clone());
            }
        }
        let warnings = folder.warnings().collect();
        Ok(Folded { standing: folder.into_standing(), pending, warnings })
    }

    /// Adds one fact to a standing; the host sees to it that the fact is not in the future.
    ///
    /// # Errors
    /// As [`Engine::fold`], and [`Code::StandingShape`] if another policy folded the standing. The standing is
    /// unchanged then.
    pub fn fold_into(&self, standing: &mut Standing, fact: &Fact) -> Result<()> {
        if standing.shape.fingerprint != self.shape.fingerprint {
            return Err(Error::new(
                Code::StandingShape,
                "the standing was folded for another policy; fold again",
            ));
        }
        self.fold_entry(standing, &self.entry(fact))
    }

    /// The same for a fact in the words of this engine, and a standing of its shape.
    #[inline]
    pub(crate) fn fold_entry(&self, standing: &mut Standing, entry: &Entry) -> Result<()> {
        let sorted = self.sort(entry)?;
        let scopes = self.scopes_by_kind.of(sorted.kind).iter().copied();
        let fits = |scope: &u16| self.scopes[usize::from(*scope)].filter.fits(&sorted);
        self.fold_sorted(standing, entry, &sorted, scopes.filter(fits));
        Ok(())
    }

    /// The same for a fact whose words were made ready.
    #[inline]
    pub(crate) fn fold_ready(&self, standing: &mut Standing, ready: &mut Ready) {
        ready.entry.differs(ready.said, &mut ready.sorted);
        self.fold_sorted(standing, &ready.entry, &ready.sorted, ready.scopes.iter().copied());
    }

    #[inline]
    fn fold_sorted(
        &self,
        standing: &mut Standing,
        entry: &Entry,
        sorted: &Sorted,
        scopes: impl Iterator<Item = u16>,
    ) {
        standing.watermark = standing.watermark.max(sorted.at);
        let complaint = sorted.kind & ABOUT_CASES & !Kind::Contact.bit() != 0;
        standing.ids_missing |= (!entry.id.is_some() && sorted.kind == Kind::Contact.bit())
            || (!entry.case.is_some() && complaint);
        for scope in scopes {
            let (at, key) = sorted.slot(self.scopes[usize::from(scope)].filter.per);
            standing.rings[usize::from(scope)].insert(Slot { at, id: sorted.id, key });
        }
        let keeps_orders = entry.kind.column != u8::MAX || entry.product.is_some();
        if keeps_orders || sorted.reason != u32::MAX {
            self.fold_order(standing, entry, sorted);
        }
        if sorted.kind & ABOUT_CASES != 0 {
            self.fold_case(standing, entry, sorted);
        }
        if sorted.kind & ABOUT_CONSENT != 0 {
            self.fold_consent(standing, entry, sorted);
        }
    }

    /// A fact in the terms of the policy.
    #[inline]
    pub(crate) fn sort(&self, entry: &Entry) -> Result<Sorted> {
        check(entry)?;
        let reason = entry.reason.index;
        // What was sent counts as it was sent; only where that is not told, the reason tells it.
        let of_reason = self.reasons.get(reason as usize);
        let purpose = entry.purpose.or(of_reason.map(|r| r.purpose));
        let intent = entry.intent.or(of_reason.map(|r| r.intent));
        let mut sorted = Sorted {
            kind: entry.kind.bit,
            at: 0,
            id: 0,
            direction: entry.direction.unwrap_or(Direction::Out),
            purposes: purpose.map_or(Filter::ALL_PURPOSES, Purpose::bit),
            intents: intent.map_or(Filter::ALL_INTENTS, Intent::bit),
            channel: if entry.channel.bit == 0 { u64::MAX } else { entry.channel.bit },
            reason,
            outcome: entry.outcome.map_or(Filter::NO_OUTCOME, |o| o.bit()),
            colleague: entry.colleague,
            subject: 0,
            contact_point: 0,
            level: 0,
            until: 0,
        };
        entry.differs(entry.said(), &mut sorted);
        Ok(sorted)
    }

    fn fold_order(&self, standing: &mut Standing, entry: &Entry, sorted: &Sorted) {
        let shape = &self.shape;
        let kinds = shape.order_kinds.len();
        let column = (entry.kind.column != u8::MAX).then_some(usize::from(entry.kind.column));
        let ours =
            sorted.kind == Kind::Contact.bit() && sorted.direction == Direction::Out && !sorted.colleague;
        let asked = ours && sorted.reason != u32::MAX;
        let product = entry.order.is_some() && entry.product.is_some() && !self.benefits.is_empty();
        if (column.is_none() && !asked && !product) || sorted.colleague {
            return;
        }
        let mut asked_at = None;
        if asked {
            let reason = &self.reasons[sorted.reason as usize];
            if let (Some(asked), Anchor::Order { .. }) = (reason.asked, &reason.anchor) {
                if entry.order.is_some() {
                    asked_at = Some(kinds + asked);
                } else {
                    standing.unnamed[asked] = standing.unnamed[asked].max(sorted.at);
                }
            }
        }
        let product = (column.is_some() || product) && entry.product.is_some();
        // A fact that begins a reason's time is an order of its own if it names none; one that only bears on
        // orders (a return) may bear on any of them, and must not push one out.
        let id = match (entry.order.is_some(), column) {
            (true, _) => entry.order.0,
            (false, Some(column)) if self.is_order_anchor(column) => sorted.id,
            (false, Some(column)) => {
                let unnamed = &mut standing.unnamed[shape.unnamed_kind(column)];
                *unnamed = (*unnamed).max(sorted.at);
                return;
            }
            _ => return,
        };
        if column.is_none() && asked_at.is_none() && !product {
            return;
        }
        let columns = kinds + shape.order_reasons.len();
        standing.orders.note(
            id,
            sorted.at,
            false,
            || OrderRecord::new(columns),
            |record| {
                for place in [column, asked_at].into_iter().flatten() {
                    record.at[place] = record.at[place].max(sorted.at);
                }
                if product {
                    record.product = record.product.max((sorted.at, entry.product.0));
                }
            },
        );
    }

    fn is_order_anchor(&self, column: usize) -> bool {
        self.reasons.iter().any(|reason| match reason.anchor {
            Anchor::Order { column: anchor, delivered } => anchor == column || delivered == Some(column),
            _ => false,
        })
    }

    fn fold_consent(&self, standing: &mut Standing, entry: &Entry, sorted: &Sorted) {
        if sorted.colleague {
            return;
        }
        let granted = sorted.kind == Kind::ConsentGiven.bit();
        // what was taken back for a channel that nobody knows is taken back for every one
        let channel = if !granted && entry.channel.is_unknown() { 0 } else { entry.channel.word.0 };
        let purpose = entry.purpose.map_or(0xff, |purpose| purpose as u8);
        let id = mixed([u64::from(purpose), channel, sorted.contact_point]);
        let blank = || ConsentRecord::new(purpose, channel, sorted.contact_point);
        standing.consents.note(id, sorted.at, false, blank, |record| {
            if granted {
                record.grant(sorted.at, sorted.until);
            } else {
                record.withdrawn = record.withdrawn.max(sorted.at);
            }
        });
    }

    fn fold_case(&self, standing: &mut Standing, entry: &Entry, sorted: &Sorted) {
        const OPENED: u64 = Kind::ComplaintOpened.bit() | Kind::ComplaintReopened.bit();
        const CLOSED: u64 = Kind::ComplaintClosed.bit();
        if sorted.colleague {
            return;
        }
        let mut asked_at = None;
        if sorted.kind == Kind::Contact.bit() {
            if sorted.reason == u32::MAX || sorted.direction != Direction::Out {
                return;
            }
            let reason = &self.reasons[sorted.reason as usize];
            let (Some(asked), Anchor::Case { .. }) = (reason.asked, &reason.anchor) else { return };
            if !entry.case.is_some() {
                let unnamed = &mut standing.unnamed[self.shape.order_reasons.len() + asked];
                *unnamed = (*unnamed).max(sorted.at);
                return;
            }
            asked_at = Some(asked);
        }
        // complaints without a case number are one case: what is closed is then what was opened before
        let id = if entry.case.is_some() { entry.case.0 } else { of_no_case() };
        let blank = || CaseRecord::new(self.shape.case_reasons.len());
        let marks = sorted.kind & OPENED != 0;
        standing.cases.note(id, sorted.at, marks, blank, |record| match asked_at {
            Some(asked) => record.asked[asked] = record.asked[asked].max(sorted.at),
            None if marks => record.opened = record.opened.max(sorted.at),
            None if sorted.kind == CLOSED => record.closed = record.closed.max(sorted.at),
            None => {}
        });
    }
}

/// The id of the complaints that have none.
pub(super) fn of_no_case() -> u64 {
    crate::customer::hash_of("")
}

/// Refuses what cannot be folded.
#[inline]
fn check(entry: &Entry) -> Result<()> {
    const ODD: u64 = Kind::Corrected.bit() | Kind::Erased.bit() | Kind::DoNotContactLifted.bit();
    if entry.kind.bit == 0 || entry.kind.bit & ODD != 0 { refuse(entry) } else { Ok(()) }
}

/// What was folded, or is told, holds a fact that is none any more.
pub(crate) fn rebuild_needed() -> Error {
    Error::new(
        Code::RebuildNeeded,
        "a fact was corrected or erased; fold all of the customer's facts again, without the old one",
    )
}

#[cold]
fn refuse(entry: &Entry) -> Result<()> {
    let error = |code, message| Err(Error::new(code, message));
    if entry.kind.bit & (Kind::Corrected.bit() | Kind::Erased.bit()) != 0 {
        return Err(rebuild_needed());
    }
    if entry.kind.bit == 0 {
        return error(
            Code::InvalidValue,
            "a kind of fact that neither the library nor the policy knows; declare it in `own_facts`",
        );
    }
    let narrowed = entry.channel.word.is_some() || entry.purpose.is_some() || entry.contact_point.is_some();
    if entry.kind.bit == Kind::DoNotContactLifted.bit() && narrowed {
        return error(
            Code::InvalidValue,
            "a `do_not_contact_lifted` lifts everything; for one channel, purpose or contact point give a consent",
        );
    }
    Ok(())
}

const ABOUT_CONSENT: u64 =
    Kind::ConsentGiven.bit() | Kind::ConsentWithdrawn.bit() | Kind::ConsentRefused.bit();

/// Kinds of facts of which a case may keep something.
const ABOUT_CASES: u64 = Kind::ComplaintOpened.bit()
    | Kind::ComplaintReopened.bit()
    | Kind::ComplaintClosed.bit()
    | Kind::Contact.bit();
