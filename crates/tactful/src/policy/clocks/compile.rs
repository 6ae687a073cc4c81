//! From what a document says of clocks to what is read: words become bits and places, and what does not fit together
//! is refused.

use super::compiled::{Clock, Clocks, Exit, Extension, Pause, ZoneOf};
use super::spec::{ClockKind, ClockSpec, ClockZone, CountFrom, EndAt, Term, Warn};
use super::{Event, Events};
use crate::order::Order;
use crate::policy::load::not_longer;
use crate::policy::spec::{Origin, Policy};
use crate::policy::unknown_name;
use crate::time::{Calendar, Span, Zone, Zones};
use crate::{Code, Error, Result};
use std::sync::Arc;

struct Context<'p> {
    policy: &'p Policy,
    zones: &'p Zones,
    calendars: &'p [(String, Arc<Calendar>)],
    approvers: Vec<String>,
}

/// Compiles the clocks of a policy, whose calendars are compiled already.
pub(crate) fn compile(
    policy: &Policy,
    zones: &Zones,
    calendars: &[(String, Arc<Calendar>)],
) -> Result<Clocks> {
    let specs = &policy.complaints.clocks.list;
    let mut approvers: Vec<String> =
        specs.iter().flat_map(|spec| &spec.extend).filter_map(|step| step.approver.clone()).collect();
    approvers.order();
    approvers.dedup();
    let context = Context { policy, zones, calendars, approvers };
    context.defaults()?;
    let mut list = Vec::with_capacity(specs.len());
    for spec in specs {
        let clock = context.clock(spec);
        list.push(
            clock.map_err(|e| e.at_path(&spec.origin.path).at_place(spec.origin.line, spec.origin.column))?,
        );
    }
    let order = order(&list, specs)?;
    Ok(Clocks { list, order, approvers: context.approvers })
}

fn field<T>(found: Result<T>, origin: &Origin, name: &str) -> Result<T> {
    found.map_err(|error| error.at_path(&format!("{}.{name}", origin.path)))
}

impl Context<'_> {
    /// What clocks take if they name nothing themselves must be there.
    fn defaults(&self) -> Result<()> {
        let complaints = &self.policy.complaints.clocks;
        if let Some(name) = &complaints.calendar {
            self.calendar(name).map_err(|e| e.at_path("complaints.calendar"))?;
        }
        if let Some(name) = &complaints.zone {
            self.zones.get(name).map_err(|e| e.at_path("complaints.zone"))?;
        }
        Ok(())
    }

    fn calendar(&self, name: &str) -> Result<u16> {
        let known: Vec<&str> = self.calendars.iter().map(|(known, _)| known.as_str()).collect();
        match known.iter().position(|known| *known == name) {
            Some(place) => Ok(place as u16),
            None => Err(unknown_name(Code::UnknownCalendar, "calendar", name, &known)),
        }
    }

    fn events(&self, words: &[String]) -> Result<Events> {
        words.iter().try_fold(0, |bits, word| Ok(bits | event(self.policy, word)?.bit()))
    }

    fn topics(&self, words: &[String]) -> Result<u32> {
        words.iter().try_fold(0, |bits, word| {
            Ok(bits | 1 << place(&self.policy.complaints.clocks.topics, "topic", word)?)
        })
    }

    fn clock(&self, spec: &ClockSpec) -> Result<Clock> {
        let complaints = &self.policy.complaints.clocks;
        let origin = &spec.origin;
        let name = spec.calendar.as_ref().or(complaints.calendar.as_ref());
        let calendar = field(name.map(|name| self.calendar(name)).transpose(), origin, "calendar")?;
        let compiled = calendar.and_then(|place| self.calendars.get(usize::from(place)));
        let compiled = compiled.map(|(_, calendar)| calendar);
        let zone = field(self.zone(spec, compiled), origin, "zone")?;
        let mut targets = vec![None; complaints.priorities.len()];
        for (priority, term) in &spec.targets {
            let place = field(place(&complaints.priorities, "priority", priority), origin, "targets")?;
            if let Some(target) = targets.get_mut(usize::from(place)) {
                *target = Some(*term);
            }
        }
        if spec.targets.is_empty() {
            targets.clear();
        }
        let events = |words: &[String], name: &str| field(self.events(words), origin, name);
        let pauses: Vec<Pause> = spec
            .pauses
            .iter()
            .map(|pause| {
                let name = if pause.source.is_some() { "statutory_pauses" } else { "pause_on" };
                Ok(Pause { from: events(&pause.from, name)?, until: events(&pause.until, name)? })
            })
            .collect::<Result<_>>()?;
        let extend: Vec<Extension> = spec
            .extend
            .iter()
            .map(|step| {
                let approver = step.approver.as_ref();
                let approver =
                    approver.and_then(|name| self.approvers.iter().position(|known| known == name));
                Ok(Extension {
                    to: step.to,
                    notice: events(&step.notice, "extend")?,
                    approver: approver.map(|place| place as u16),
                })
            })
            .collect::<Result<_>>()?;
        let exits: Vec<Exit> = spec
            .exits
            .iter()
            .map(|exit| {
                Ok(Exit {
                    within: exit.within,
                    met_by: events(&exit.met_by, "exits")?,
                    waives: field(self.waived(spec, exit.waives.as_ref()), origin, "exits")?,
                })
            })
            .collect::<Result<_>>()?;
        let after = spec.after.as_ref().map(|name| self.clock_place(name)).transpose();
        let after = field(after, origin, "after")?;
        if let Some(before) = after.and_then(|place| complaints.list.get(usize::from(place)))
            && before.per_part
            && !spec.per_part
        {
            let message = "a clock of the whole case cannot wait for one of its parts; write per = \"part\"";
            return field(Err(Error::new(Code::InvalidClock, message)), origin, "after");
        }
        let clock = Clock {
            id: spec.id.clone(),
            regulatory: spec.kind == ClockKind::Regulatory,
            per_part: spec.per_part,
            topics: field(self.topics(&spec.topics), origin, "topics")?,
            except_topics: field(self.topics(&spec.except_topics), origin, "except_topics")?,
            starts_on: events(&spec.starts_on, "starts_on")?,
            start: spec.start,
            after,
            terms: spec.terms.list.clone(),
            combine: spec.terms.combine,
            targets,
            on_priority: spec.on_priority,
            calendar,
            zone,
            met_by: events(&spec.met_by, "met_by")?,
            ends_on: events(&spec.ends_on, "ends_on")?,
            pause_events: pauses.iter().fold(0, |bits, pause| bits | pause.from | pause.until),
            pauses,
            notices: extend.iter().fold(0, |bits, step| bits | step.notice),
            extend,
            exit_events: exits.iter().fold(0, |bits, exit| bits | exit.met_by),
            exits,
            repeat: spec.repeat,
            reopen: spec.reopen,
            reopen_on: events(&spec.reopen_on, "reopen_on")?,
            warn: spec.warn.clone(),
            escalate: spec.escalate.iter().map(|level| level.after).collect(),
            inside_hours: spec.inside_hours,
            valid_from: spec.valid_from,
            valid_to: spec.valid_to,
        };
        self.needs_calendar(spec, &clock)?;
        longer(&clock, origin)?;
        Ok(clock)
    }

    /// The zone of a clock's days: a firm that says nothing lives by its calendar's clock.
    fn zone(&self, spec: &ClockSpec, calendar: Option<&Arc<Calendar>>) -> Result<ZoneOf> {
        let name = match &spec.zone {
            ClockZone::Customer => return Ok(ZoneOf::Customer),
            ClockZone::Named(name) => name,
            ClockZone::Firm => match (&self.policy.complaints.clocks.zone, calendar) {
                (Some(name), _) => name,
                (None, Some(calendar)) => return Ok(ZoneOf::Fixed(shared(self.zones, calendar.zone())?)),
                // nothing but elapsed time: any clock will do
                (None, None) if only_elapsed(spec) => return Ok(ZoneOf::Fixed(self.zones.get("UTC")?)),
                (None, None) => {
                    let message = "days begin and end by a wall clock; name it: zone = \"Europe/London\", \
                                   or a calendar";
                    return Err(Error::new(Code::MissingField, message));
                }
            },
        };
        Ok(ZoneOf::Fixed(self.zones.get(name)?))
    }

    fn clock_place(&self, name: &str) -> Result<u16> {
        let known: Vec<&str> =
            self.policy.complaints.clocks.list.iter().map(|clock| clock.id.as_str()).collect();
        match known.iter().position(|known| *known == name) {
            Some(place) => Ok(place as u16),
            None => Err(unknown_name(Code::UnknownClock, "clock", name, &known)),
        }
    }

    /// What is owed to the law is waived by the law alone.
    fn waived(&self, spec: &ClockSpec, name: Option<&String>) -> Result<Option<u16>> {
        let Some(name) = name.filter(|name| **name != spec.id) else { return Ok(None) };
        let place = self.clock_place(name)?;
        let Some(waived) = self.policy.complaints.clocks.list.get(usize::from(place)) else {
            return Ok(None);
        };
        let binds = waived.kind == ClockKind::Regulatory;
        if (binds && spec.kind == ClockKind::Internal) || (waived.law && !spec.law) {
            return Err(Error::new(
                Code::LawWaived,
                "an exit of our own cannot waive a clock of the law; drop `waives` or waive a clock of our own",
            ));
        }
        if spec.per_part && !waived.per_part {
            let message = "a part of a case cannot waive a clock of the whole case";
            return Err(Error::new(Code::InvalidClock, message));
        }
        Ok(Some(place))
    }

    fn needs_calendar(&self, spec: &ClockSpec, clock: &Clock) -> Result<()> {
        let terms = clock.terms.iter().chain(clock.targets.iter().flatten());
        let terms = terms.chain(clock.extend.iter().map(|step| &step.to));
        let terms = terms.chain(clock.exits.iter().map(|exit| &exit.within));
        let terms = terms.chain(clock.repeat.iter().map(|repeat| &repeat.every));
        let by_term = terms
            .clone()
            .any(|term| term.span.is_business() || term.roll || term.end_at == EndAt::CloseOfBusiness);
        let by_alert = spec.escalate.iter().any(|level| level.after.is_business())
            || spec.warn.iter().any(|warn| matches!(warn, Warn::Before(span) if span.is_business()));
        if (by_term || by_alert) && clock.calendar.is_none() {
            return Err(Error::new(
                Code::MissingField,
                "business days and hours, their close and the roll need a calendar; add calendar = \"…\", here or in \
                 [complaints]",
            ));
        }
        Ok(())
    }
}

/// The first extension leads beyond the clock's own time, where both have one unit.
fn longer(clock: &Clock, origin: &Origin) -> Result<()> {
    let (Some(first), [own]) = (clock.extend.first(), clock.terms.as_slice()) else { return Ok(()) };
    if not_longer(first.to.span, own.span) {
        let message = "an extension leads to a later end; `to` is the whole time from the start";
        return field(Err(Error::new(Code::ExtensionNotLater, message)), origin, "extend");
    }
    Ok(())
}

fn only_elapsed(spec: &ClockSpec) -> bool {
    let elapsed = |term: &Term| {
        matches!(term.span, Span::Seconds(_))
            && term.count_from == CountFrom::Instant
            && term.end_at == EndAt::Instant
            && !term.roll
    };
    spec.terms.list.iter().all(elapsed)
        && spec.targets.iter().all(|(_, term)| elapsed(term))
        && spec.extend.iter().all(|step| elapsed(&step.to))
        && spec.exits.iter().all(|exit| elapsed(&exit.within))
        && spec.repeat.iter().all(|repeat| elapsed(&repeat.every))
}

/// The zone of a calendar, as the engine's zones hold it.
fn shared(zones: &Zones, zone: &Zone) -> Result<Arc<Zone>> {
    zones.get(zone.name())
}

/// The event with this word: a usual one, or one of the policy's own.
pub(crate) fn event(policy: &Policy, word: &str) -> Result<Event> {
    let own = &policy.complaints.clocks.own_events;
    let found =
        Event::from_word(word).or_else(|| own.iter().position(|known| known == word).and_then(Event::own));
    found.ok_or_else(|| {
        let mut known: Vec<&str> = Event::ALL.iter().map(|(word, _)| *word).collect();
        known.extend(own.iter().map(String::as_str));
        let error = unknown_name(Code::UnknownEvent, "event", word, &known);
        if error.message().contains("did you mean") {
            return error;
        }
        let message = format!("{}; declare it in `complaints.events` if it is yours", error.message());
        Error::new(Code::UnknownEvent, message)
    })
}

/// The place of a declared word.
pub(crate) fn place(known: &[String], what: &str, word: &str) -> Result<u8> {
    match known.iter().position(|known| known == word) {
        Some(place) => Ok(place as u8),
        None => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Err(unknown_name(Code::UnknownWord, what, word, &known))
        }
    }
}

/// The clocks, each after those that it waits for and that can waive it.
fn order(list: &[Clock], specs: &[ClockSpec]) -> Result<Vec<u16>> {
    let needs = |place: usize| {
        let after = list.get(place).and_then(|clock| clock.after);
        let waivers = list.iter().enumerate().filter_map(move |(other, clock)| {
            let waives = clock.exits.iter().any(|exit| exit.waives == Some(place as u16));
            waives.then_some(other as u16)
        });
        after.into_iter().chain(waivers)
    };
    let mut order: Vec<u16> = Vec::with_capacity(list.len());
    while order.len() < list.len() {
        let next = (0..list.len()).find(|&place| {
            !order.contains(&(place as u16)) && needs(place).all(|need| order.contains(&need))
        });
        match next {
            Some(place) => order.push(place as u16),
            None => {
                let stuck = (0..list.len()).find(|&place| !order.contains(&(place as u16)));
                let origin = stuck.and_then(|place| specs.get(place)).map(|spec| spec.origin.clone());
                let origin = origin.unwrap_or_default();
                let message = "clocks wait for each other, so that none could ever run";
                let error = Error::new(Code::ClockCycle, message).at_path(&origin.path);
                return Err(error.at_place(origin.line, origin.column));
            }
        }
    }
    Ok(order)
}
