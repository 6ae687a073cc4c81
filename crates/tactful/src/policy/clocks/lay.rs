//! What one document says of clocks, on what another says.

use super::spec::ClocksSpec;
use crate::Result;
use crate::order::Order;
use crate::policy::library::single;

impl ClocksSpec {
    /// Lays `upper`, the document `name`, on this. Clocks with the same id are replaced, but those of a law never are:
    /// both run then.
    ///
    /// # Errors
    /// [`crate::Code::LawConflict`] where laws set what all clocks take differently.
    pub(in crate::policy) fn lay(
        self,
        upper: Self,
        both_law: bool,
        name: &str,
        note: &mut dyn FnMut(String),
    ) -> Result<Self> {
        let lower = self;
        let mut own_events = lower.own_events;
        let new = upper.own_events.into_iter().filter(|word| !own_events.contains(word)).collect::<Vec<_>>();
        own_events.extend(new);
        let mut topics = lower.topics;
        let new = upper.topics.into_iter().filter(|word| !topics.contains(word)).collect::<Vec<_>>();
        topics.extend(new);
        let mut list = lower.list;
        for mut clock in upper.list {
            match list.iter().position(|old| old.id == clock.id) {
                Some(place) if !list[place].law && !clock.law => {
                    note(format!("complaints.clocks.{}", clock.id));
                    list[place] = clock;
                }
                Some(_) => {
                    clock.id = format!("{name}/{}", clock.id);
                    list.push(clock);
                }
                None => list.push(clock),
            }
        }
        list.order_by(|a, b| a.id.cmp(&b.id));
        Ok(Self {
            zone: single(lower.zone, upper.zone, both_law, "complaints.zone")?,
            calendar: single(lower.calendar, upper.calendar, both_law, "complaints.calendar")?,
            own_events,
            priorities: if upper.priorities.is_empty() { lower.priorities } else { upper.priorities },
            topics,
            list,
        })
    }
}
