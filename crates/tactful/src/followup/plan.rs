//! Planned contacts in the terms of a policy.

use crate::customer::{Contact, Direction, Filter, Kind, Sorted, hash_of, hash_of_data};
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};

/// Planned contacts in the terms of a policy, sorted by instant; see [`Engine::plan`].
#[derive(Debug, Clone, Default)]
pub struct Plan(pub(crate) Vec<Planned>);

/// A planned contact, sorted into the policy's terms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    pub(crate) sorted: Sorted,
    /// Hash of what the reason counts by, the order or the case; 0: none named.
    pub(crate) anchor: u64,
}

impl Plan {
    pub(crate) fn add(&mut self, planned: Planned) {
        let place = self.0.partition_point(|other| other.sorted.at <= planned.sorted.at);
        self.0.insert(place, planned);
    }
}

impl Engine {
    /// Planned contacts in the terms of this policy. One id counts once.
    ///
    /// # Errors
    /// [`Code::UnknownReason`], [`Code::UnknownChannel`], [`Code::FactConflict`] if one id is planned twice.
    ///
    /// ```
    /// use tactful::{customer::Contact, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-12-01T10:00:00+01:00")?;
    /// let plan = engine.plan(&[Contact::new("p-1", at, "useful-tip", "email")])?;
    /// # let _ = plan;
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn plan(&self, contacts: &[Contact]) -> Result<Plan> {
        let mut plan = Plan::default();
        for contact in contacts {
            let planned = self.planned(contact)?;
            match plan.0.iter().find(|other| other.sorted.id == planned.sorted.id) {
                Some(same) if contact.id.is_some() && same.sorted.at != planned.sorted.at => {
                    return Err(Error::new(
                        Code::FactConflict,
                        "one id is planned for two instants; plan it once",
                    ));
                }
                Some(_) => {}
                None => plan.add(planned),
            }
        }
        Ok(plan)
    }

    pub(crate) fn planned(&self, contact: &Contact) -> Result<Planned> {
        let index = self.reason(&contact.reason)?;
        let channel = self.channel(&contact.channel)?;
        let reason = &self.reasons[index];
        let hash = |text: &Option<String>| text.as_deref().map_or(0, hash_of);
        let id = match &contact.id {
            Some(id) => hash_of(id),
            None => hash_of_data(contact),
        };
        Ok(Planned {
            sorted: Sorted {
                kind: Kind::Contact.bit(),
                at: contact.at.seconds(),
                id,
                direction: Direction::Out,
                purposes: reason.purpose.bit(),
                intents: reason.intent.bit(),
                channel: 1 << channel,
                reason: index as u32,
                outcome: Filter::NO_OUTCOME,
                colleague: false,
                subject: hash(&contact.subject),
                contact_point: hash(&contact.contact_point),
                level: 0,
                until: Instant::MAX.seconds(),
            },
            anchor: match reason.anchor {
                crate::policy::Anchor::Case { .. } => hash(&contact.case),
                _ => hash(&contact.order),
            },
        })
    }
}
