//! Whoever listens carries a burden, and may set it down (C17).

use crate::order::Order;
use crate::time::Instant;
use crate::{Code, Engine, Result};
use std::collections::{BTreeMap, HashSet};

/// A contact in which somebody listened to a customer.
///
/// ```
/// use tactful::{complaint::organisation::HeatedContact, time::Instant};
/// let at = Instant::parse("2026-11-02T09:00:00Z")?;
/// let contact = HeatedContact { id: "c-1".to_owned(), handler: "li".to_owned(), at, heated: true };
/// assert!(contact.heated);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatedContact {
    /// Names the contact; one that is told twice counts once.
    pub id: String,
    /// Who listened.
    pub handler: String,
    /// When.
    pub at: Instant,
    /// Whether it was heated.
    pub heated: bool,
}

/// How much one handler carries.
///
/// See [`Engine::relief`](crate::Engine::relief) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relief {
    /// The handler.
    pub handler: String,
    /// Heated contacts in the window up to now.
    pub heated: usize,
    /// All contacts in it.
    pub contacts: usize,
    /// Relief is advised.
    pub due: bool,
    /// It is advised up to this instant, if nothing new happens.
    pub until: Option<Instant>,
}

/// Who needs relief, and who could give it.
///
/// See [`Engine::relief`](crate::Engine::relief) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReliefReport {
    /// Handlers, those with the most heated contacts first; of equal ones by name.
    pub handlers: Vec<Relief>,
    /// Who could take over: handlers who need no relief, those with the fewest heated contacts first.
    pub can_take_over: Vec<String>,
    /// Up to then this is the answer, if nothing new happens.
    pub revisit_at: Option<Instant>,
    /// [`Code::LaterThanNow`].
    pub notes: Vec<Code>,
}

impl Engine {
    /// Heated contacts per handler in the window of the policy, and whom to relieve (C17).
    ///
    /// The window is elapsed time, `(now - within, now]`. Relief is due once as many heated contacts as the policy
    /// names lie in some window, and lasts until fewer do and the rest after the last one is over.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of relief.
    ///
    /// ```
    /// use tactful::{Engine, complaint::organisation::HeatedContact, time::Instant};
    /// let engine = Engine::house()?; // three within four hours, an hour of rest
    /// let contact = |id: &str, at: &str| -> tactful::Result<HeatedContact> {
    ///     Ok(HeatedContact { id: id.to_owned(), handler: "li".to_owned(), at: Instant::parse(at)?, heated: true })
    /// };
    /// let contacts = [contact("a", "2026-11-02T09:00:00Z")?, contact("b", "2026-11-02T10:00:00Z")?, contact("c", "2026-11-02T11:00:00Z")?];
    /// let report = engine.relief(&contacts, Instant::parse("2026-11-02T11:05:00Z")?)?;
    /// assert!(report.handlers[0].due);
    /// assert_eq!(report.handlers[0].until, Some(Instant::parse("2026-11-02T13:00:00Z")?));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn relief(&self, contacts: &[HeatedContact], now: Instant) -> Result<ReliefReport> {
        let rules = self.organisation.relief()?;
        let mut seen = HashSet::new();
        let mut notes = Vec::new();
        let mut by_handler: BTreeMap<&str, Vec<(i64, bool)>> = BTreeMap::new();
        for contact in contacts {
            if contact.at > now {
                notes = vec![Code::LaterThanNow];
            } else if seen.insert(contact.id.as_str()) {
                by_handler.entry(&contact.handler).or_default().push((contact.at.seconds(), contact.heated));
            }
        }
        let now = now.seconds();
        let begin = now.saturating_sub(rules.within);
        let mut revisit_at: Option<i64> = None;
        let mut handlers = Vec::new();
        for (handler, mut contacts) in by_handler {
            contacts.order();
            let heated: Vec<i64> = contacts.iter().filter(|(_, heated)| *heated).map(|(at, _)| *at).collect();
            let until =
                relief_until(&heated, rules.heated, rules.within, rules.rest).filter(|until| *until > now);
            let leaving =
                contacts.iter().map(|(at, _)| at.saturating_add(rules.within)).find(|end| *end > now);
            for at in [until, leaving].into_iter().flatten() {
                revisit_at = Some(revisit_at.map_or(at, |known| known.min(at)));
            }
            handlers.push(Relief {
                handler: handler.to_owned(),
                heated: heated.iter().filter(|at| **at > begin).count(),
                contacts: contacts.iter().filter(|(at, _)| *at > begin).count(),
                due: until.is_some(),
                until: until.map(Instant::clamped),
            });
        }
        // stable: equal burdens stay by name
        handlers.order_by_key(|relief| std::cmp::Reverse(relief.heated));
        let free = handlers.iter().filter(|relief| !relief.due);
        let mut free: Vec<(usize, usize, &String)> =
            free.map(|relief| (relief.heated, relief.contacts, &relief.handler)).collect();
        free.order();
        let can_take_over = free.into_iter().map(|(_, _, handler)| handler.clone()).collect();
        Ok(ReliefReport { handlers, can_take_over, revisit_at: revisit_at.map(Instant::clamped), notes })
    }
}

/// When the relief ends that sorted heated contacts call for: each contact that completes the number begins one, or
/// makes it longer: until the oldest of that number leaves the window, and the rest is over.
fn relief_until(heated: &[i64], number: usize, within: i64, rest: i64) -> Option<i64> {
    let mut until: Option<i64> = None;
    for (place, &at) in heated.iter().enumerate() {
        let oldest = place.checked_sub(number - 1).map(|oldest| heated[oldest]);
        if let Some(oldest) = oldest.filter(|oldest| at - oldest < within) {
            let end = oldest.saturating_add(within).max(at.saturating_add(rest));
            until = until.max(Some(end));
        } else if let Some(end) = until.filter(|end| at < *end) {
            // who goes on in spite of it has the rest put off
            until = Some(end.max(at.saturating_add(rest)));
        }
    }
    until
}
