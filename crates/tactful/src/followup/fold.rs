//! From facts to a standing.

use crate::customer::{
    CaseRecord, ConsentRecord, Direction, Fact, FactKind, Filter, Intent, Kind, NONE, OrderRecord, Purpose,
    Slot, Sorted, Standing, hash_of,
};
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};
use std::collections::HashMap;

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
        let mut folded =
            Folded { standing: self.empty_standing(), pending: Vec::new(), warnings: Vec::new() };
        let mut ids: HashMap<&str, &Fact> = HashMap::new();
        let mut unused = false;
        for fact in facts {
            if let Some(id) = &fact.id
                && let Some(known) = ids.insert(id, fact)
            {
                if !same(known, fact) {
                    return Err(Error::new(
                        Code::FactConflict,
                        "one id was given to two different facts; send the right one alone and fold again",
                    ));
                }
                continue;
            }
            if known_at.is_some_and(|known| fact.recorded_at.unwrap_or(fact.at) > known) {
                unused = true;
            } else if fact.at > as_of {
                self.sort(fact)?;
                folded.pending.push(fact.clone());
            } else {
                self.fold_into(&mut folded.standing, fact)?;
            }
        }
        let flags = [
            (folded.standing.ids_missing, Code::IdsMissing),
            (!folded.pending.is_empty(), Code::PendingFacts),
            (unused, Code::FactsNotUsed),
        ];
        folded.warnings.extend(flags.iter().filter(|(set, _)| *set).map(|&(_, code)| code));
        Ok(folded)
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
        let sorted = self.sort(fact)?;
        standing.watermark = standing.watermark.max(sorted.at);
        let complaint = sorted.kind & ABOUT_CASES & !Kind::Contact.bit() != 0;
        standing.ids_missing |= (fact.id.is_none() && fact.kind == FactKind::Known(Kind::Contact))
            || (fact.case.is_none() && complaint);
        for (ring, scope) in standing.rings.iter_mut().zip(&self.scopes) {
            if scope.filter.fits(&sorted) {
                let (at, key) = sorted.slot(scope.filter.per);
                ring.insert(Slot { at, id: sorted.id, key });
            }
        }
        self.fold_order(standing, fact, &sorted);
        self.fold_case(standing, fact, &sorted);
        self.fold_consent(standing, fact, &sorted);
        Ok(())
    }

    /// A fact in the terms of the policy.
    pub(crate) fn sort(&self, fact: &Fact) -> Result<Sorted> {
        if let FactKind::Known(Kind::Corrected | Kind::Erased) = fact.kind {
            return Err(Error::new(
                Code::RebuildNeeded,
                "a fact was corrected or erased; fold all of the customer's facts again, without the old one",
            ));
        }
        let narrowed = fact.channel.is_some() || fact.purpose.is_some() || fact.contact_point.is_some();
        if fact.kind == FactKind::Known(Kind::DoNotContactLifted) && narrowed {
            return Err(Error::new(
                Code::InvalidValue,
                "a `do_not_contact_lifted` lifts everything; for one channel, purpose or contact point give a consent",
            ));
        }
        let kind = match &fact.kind {
            FactKind::Known(kind) => Some(kind.bit()),
            FactKind::Own(name) => self.kind_bit(name),
        };
        let Some(kind) = kind else {
            return Err(Error::new(
                Code::InvalidValue,
                "a kind of fact that neither the library nor the policy knows; declare it in `own_facts`",
            ));
        };
        let reason = fact.reason.as_deref().and_then(|name| self.reason_names.get(name).copied());
        // What was sent counts as it was sent; only where that is not told, the reason tells it.
        let of_reason = reason.map(|index| &self.reasons[index as usize]);
        let purpose = fact.purpose.or(of_reason.map(|r| r.purpose));
        let intent = fact.intent.or(of_reason.map(|r| r.intent));
        let hash = |text: &Option<String>| text.as_deref().map_or(0, hash_of);
        Ok(Sorted {
            kind,
            at: fact.at.seconds(),
            id: fact.key(),
            direction: fact.direction.unwrap_or(Direction::Out),
            purposes: purpose.map_or(Filter::ALL_PURPOSES, Purpose::bit),
            intents: intent.map_or(Filter::ALL_INTENTS, Intent::bit),
            channel: fact.channel.as_deref().map_or(u64::MAX, |name| self.channel_bit(name)),
            reason: reason.unwrap_or(u32::MAX),
            outcome: fact.outcome.map_or(Filter::NO_OUTCOME, |o| o.bit()),
            colleague: fact.colleague,
            subject: hash(&fact.subject),
            contact_point: hash(&fact.contact_point),
            level: hash(&fact.level),
            until: fact.until.map_or(Instant::MAX.seconds(), Instant::seconds),
        })
    }

    pub(crate) fn channel_bit(&self, name: &str) -> u64 {
        self.channels.iter().position(|known| known == name).map_or(1 << 63, |place| 1 << place)
    }

    fn fold_order(&self, standing: &mut Standing, fact: &Fact, sorted: &Sorted) {
        let shape = &self.shape;
        let kinds = shape.order_kinds.len();
        let column = shape.order_kinds.iter().position(|kind| kind == fact.kind.as_str());
        let ours =
            sorted.kind == Kind::Contact.bit() && sorted.direction == Direction::Out && !sorted.colleague;
        let asked = ours && sorted.reason != u32::MAX;
        let product = fact.order.is_some() && fact.product.is_some() && !self.benefits.is_empty();
        if (column.is_none() && !asked && !product) || sorted.colleague {
            return;
        }
        let mut record = OrderRecord::new(kinds + shape.order_reasons.len());
        if let Some(column) = column {
            record.at[column] = sorted.at;
        }
        if asked {
            let reason = &self.reasons[sorted.reason as usize];
            if let (Some(asked), crate::policy::Anchor::Order { .. }) = (reason.asked, &reason.anchor) {
                match &fact.order {
                    Some(_) => record.at[kinds + asked] = sorted.at,
                    None => standing.unnamed[asked] = standing.unnamed[asked].max(sorted.at),
                }
            }
        }
        if let (Some(product), true) = (&fact.product, column.is_some() || product) {
            record.product = (sorted.at, hash_of(product));
        }
        // A fact that begins a reason's time is an order of its own if it names none; one that only bears on
        // orders (a return) may bear on any of them, and must not push one out.
        let id = match (&fact.order, column) {
            (Some(order), _) => hash_of(order),
            (None, Some(column)) if self.is_order_anchor(column) => sorted.id,
            (None, Some(column)) => {
                let unnamed = &mut standing.unnamed[shape.unnamed_kind(column)];
                *unnamed = (*unnamed).max(sorted.at);
                return;
            }
            _ => return,
        };
        if record.product.0 != NONE || record.at.iter().any(|&at| at != NONE) {
            standing.orders.insert(id, record);
        }
    }

    fn is_order_anchor(&self, column: usize) -> bool {
        self.reasons.iter().any(|reason| match reason.anchor {
            crate::policy::Anchor::Order { column: anchor, delivered } => {
                anchor == column || delivered == Some(column)
            }
            _ => false,
        })
    }

    fn fold_consent(&self, standing: &mut Standing, fact: &Fact, sorted: &Sorted) {
        let granted = match fact.kind {
            FactKind::Known(Kind::ConsentGiven) => true,
            FactKind::Known(Kind::ConsentWithdrawn | Kind::ConsentRefused) => false,
            _ => return,
        };
        if sorted.colleague {
            return;
        }
        let channel = match fact.channel.as_deref() {
            None => 0,
            // what was taken back for a channel that nobody knows is taken back for every one
            Some(name) if !granted && !self.channels.iter().any(|known| known == name) => 0,
            Some(name) => hash_of(name),
        };
        let record = ConsentRecord {
            purpose: fact.purpose.map_or(0xff, |purpose| purpose as u8),
            channel,
            contact_point: sorted.contact_point,
            granted: if granted { (sorted.at, sorted.until) } else { (NONE, 0) },
            withdrawn: if granted { NONE } else { sorted.at },
        };
        let id = hash_of(&format!("{} {} {}", record.purpose, record.channel, record.contact_point));
        standing.consents.insert(id, record);
    }

    fn fold_case(&self, standing: &mut Standing, fact: &Fact, sorted: &Sorted) {
        if sorted.kind & ABOUT_CASES == 0 || sorted.colleague {
            return;
        }
        let mut record = CaseRecord::new(self.shape.case_reasons.len());
        match fact.kind {
            FactKind::Known(Kind::ComplaintOpened | Kind::ComplaintReopened) => record.opened = sorted.at,
            FactKind::Known(Kind::ComplaintClosed) => record.closed = sorted.at,
            FactKind::Known(Kind::Contact)
                if sorted.reason != u32::MAX && sorted.direction == Direction::Out && !sorted.colleague =>
            {
                let reason = &self.reasons[sorted.reason as usize];
                if let (Some(asked), crate::policy::Anchor::Case { .. }) = (reason.asked, &reason.anchor) {
                    match &fact.case {
                        Some(_) => record.asked[asked] = sorted.at,
                        None => {
                            let place = self.shape.order_reasons.len() + asked;
                            standing.unnamed[place] = standing.unnamed[place].max(sorted.at);
                        }
                    }
                }
            }
            _ => return,
        }
        if record.opened != NONE || record.closed != NONE || record.asked.iter().any(|&at| at != NONE) {
            // complaints without a case number are one case: what is closed is then what was opened before
            standing.cases.insert(hash_of(fact.case.as_deref().unwrap_or("")), record);
        }
    }
}

/// Kinds of facts of which a case may keep something.
const ABOUT_CASES: u64 = Kind::ComplaintOpened.bit()
    | Kind::ComplaintReopened.bit()
    | Kind::ComplaintClosed.bit()
    | Kind::Contact.bit();

/// Whether two facts of one id say the same; when they were recorded does not matter.
fn same(one: &Fact, other: &Fact) -> bool {
    one == other || {
        let mut copy = other.clone();
        copy.recorded_at = one.recorded_at;
        *one == copy
    }
}
