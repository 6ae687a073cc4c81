//! Fills one day after the other: of all contacts that could be planned on a day and have room, the first in the order
//! is planned, and again; first as many small customers as the floor share owes, then whoever comes.

use super::days::{Day, Days};
use super::entry::{Entry, TurnedAway};
use super::limits::{Cell, Limits, Today};
use super::order::Ticket;
use super::{Booked, DayLoad, Waiting, Workload};
use crate::followup::briefing::Briefing;
use crate::followup::decision::Decision;
use crate::followup::question::Question;
use crate::order::Order;
use crate::time::{Instant, Zone};
use crate::when::{FOREVER, midnight};
use crate::{Engine, Result};
use std::collections::BinaryHeap;

/// So often is room looked for after the horizon; a calendar that stays closed longer has none.
const MOST_LOOKS: usize = 400;

/// All that does not change while days are filled.
pub(super) struct Filling<'a> {
    pub(super) engine: &'a Engine,
    pub(super) limits: Limits<'a>,
    pub(super) days: Days,
    pub(super) zone: &'a Zone,
    pub(super) now: Instant,
    /// Every question, of one reason the preferred channel first.
    pub(super) questions: Vec<Question>,
    /// By reason: its place by id.
    pub(super) reasons: Vec<usize>,
}

/// A day while it is filled.
struct Filler<'f, 'a> {
    filling: &'f Filling<'a>,
    entries: &'f mut [Entry<'a>],
    number: usize,
    day: Day,
    today: Today<'f>,
    /// At the beginning of the day.
    briefing: Briefing<'f>,
    /// With the places of their customers by id.
    booked: Vec<(usize, Booked)>,
}

impl<'a> Filling<'a> {
    /// `entries` are sorted by the id of their customers; `planned` is by day what the caller has planned with
    /// them, and whether it is with a small customer.
    pub(super) fn run(&self, entries: &mut [Entry<'a>], planned: &[Vec<(Cell, bool)>]) -> Result<Workload> {
        let mut workload = Workload::default();
        for (number, &day) in self.days.0.iter().enumerate() {
            let mut today = self.limits.day(day.date);
            planned[number].iter().for_each(|&(cell, small)| today.take(cell, small));
            let briefing = self.engine.briefing(&self.questions, Instant::clamped(day.from))?;
            let mut filler =
                Filler { filling: self, entries, number, day, today, briefing, booked: Vec::new() };
            filler.fill()?;
            workload.contacts.extend(filler.booked.drain(..).map(|(_, booked)| booked));
            let (from, until) = (Instant::clamped(day.from), Instant::clamped(day.until));
            let loads = std::mem::take(&mut filler.today.loads);
            workload.days.push(DayLoad { date: day.date, from, until, loads });
        }
        let mut after = self.engine.briefing(&self.questions, Instant::clamped(self.days.end()))?;
        for entry in entries.iter() {
            self.wait(entry, &mut after, &mut workload.waiting)?;
        }
        Ok(workload)
    }

    /// What was turned away and not planned on another day.
    fn wait(&self, entry: &Entry<'a>, after: &mut Briefing<'_>, waiting: &mut Vec<Waiting>) -> Result<()> {
        for &TurnedAway { reason, question, day, limit } in &entry.turned_away {
            let question = self.questions[question];
            let mut fits_at = FOREVER;
            for other in self.questions.iter().filter(|other| other.reason == reason) {
                fits_at = fits_at.min(self.fits_at(entry, *other, after)?);
            }
            let fits_at = (fits_at != FOREVER).then(|| Instant::clamped(fits_at));
            waiting.push(Waiting { candidate: entry.place, question, day, limit, fits_at });
        }
        Ok(())
    }

    /// The first instant after the horizon at which the question is answered with yes on a day with room: no other
    /// contact is planned there.
    fn fits_at(&self, entry: &Entry<'_>, question: Question, after: &mut Briefing<'_>) -> Result<i64> {
        let mut from = after.now().seconds();
        for _ in 0..MOST_LOOKS {
            let at = match from == after.now().seconds() {
                true => entry.draft.allowed_with(after, question)?,
                false => entry.draft.allowed_at(question, from, None)?,
            };
            let Some(at) = at else { break };
            let date = self.zone.date(Instant::clamped(at));
            if self.limits.is_open(entry.team + usize::from(question.channel), date) {
                return Ok(at);
            }
            from = midnight(date.add_days(1), self.zone);
        }
        Ok(FOREVER)
    }
}

impl Filler<'_, '_> {
    fn fill(&mut self) -> Result<()> {
        let mut tickets = Vec::new();
        let days = &self.filling.days;
        for number in 0..self.entries.len() {
            match self.number {
                0 => self.entries[number].ask_all(&mut self.briefing, days)?,
                _ => self.entries[number].refresh(&mut self.briefing, days)?,
            }
            self.issue(number, &mut tickets);
        }
        let (small, others): (Vec<Ticket>, Vec<Ticket>) =
            tickets.into_iter().partition(|ticket| self.entries[ticket.entry].small);
        let mut left = self.take_turns(small, true)?;
        left.extend(others);
        self.take_turns(left, false)?;
        self.booked.order_by_key(|(entry, booked)| (booked.item.at, *entry));
        Ok(())
    }

    /// The contacts that could be planned today with one customer.
    fn issue(&self, number: usize, tickets: &mut Vec<Ticket>) {
        let entry = &self.entries[number];
        for offer in entry.offers.iter().filter(|offer| offer.at < self.day.until) {
            let reason = self.filling.questions[offer.question].reason as usize;
            tickets.push(Ticket {
                priority: self.filling.engine.reasons[reason].priority,
                value: entry.value,
                days_left: offer.last_day.saturating_sub(self.number) as i64 + 1,
                closes: offer.closes,
                entry: number,
                reason: self.filling.reasons[reason],
                question: offer.question,
                version: entry.version,
                at: offer.at,
            });
        }
    }

    /// Plans what has room, the first in the order first; with `floor` only what a limit owes small customers. Gives
    /// the tickets for which nothing was owed.
    fn take_turns(&mut self, tickets: Vec<Ticket>, floor: bool) -> Result<Vec<Ticket>> {
        let mut left = Vec::new();
        let mut queue = BinaryHeap::from(tickets);
        let mut issued = Vec::new();
        while !self.today.is_full {
            let Some(ticket) = queue.pop() else { return Ok(left) };
            let entry = &self.entries[ticket.entry];
            if ticket.version != entry.version {
                continue;
            }
            let question = self.filling.questions[ticket.question];
            let cell = entry.team + usize::from(question.channel);
            if self.today.full(cell).is_some() {
                self.turn_away(&ticket);
            } else if floor && !self.today.owes(cell) {
                left.push(ticket);
            } else {
                if self.plan(&ticket, question, floor)? {
                    self.today.take(cell, self.entries[ticket.entry].small);
                }
                self.entries[ticket.entry].ask_all(&mut self.briefing, &self.filling.days)?;
                self.issue(ticket.entry, &mut issued);
                queue.extend(issued.drain(..));
            }
        }
        // no turn changes anything any more
        queue.into_iter().for_each(|ticket| self.turn_away(&ticket));
        Ok(left)
    }

    fn turn_away(&mut self, ticket: &Ticket) {
        let entry = &mut self.entries[ticket.entry];
        let question = self.filling.questions[ticket.question];
        let full = self.today.full(entry.team + usize::from(question.channel));
        if let (Some(limit), true) = (full, ticket.version == entry.version) {
            let (reason, question, day) = (question.reason, ticket.question, self.number);
            entry.turn_away(TurnedAway { reason, question, day, limit });
        }
    }

    /// Plans a contact, unless it would crowd another one of this customer, or shut out a better one; a reason is planned
    /// once a day.
    fn plan(&mut self, ticket: &Ticket, question: Question, floor: bool) -> Result<bool> {
        let draft = &self.entries[ticket.entry].draft;
        let decision = draft.view(Instant::clamped(ticket.at))?.decide(question);
        let shut_out = self.shuts_out(ticket, &decision)?;
        let Entry { draft, turned_away, place, .. } = &mut self.entries[ticket.entry];
        // what is allowed from an instant on is allowed at that instant
        let fits = shut_out.is_none() && decision.from == ticket.at;
        let planned = fits && draft.add(decision, ticket.at, self.filling.now)?;
        let not_before = &mut draft.not_before[question.reason as usize];
        if !planned {
            *not_before = (*not_before).max(shut_out.unwrap_or(ticket.at) + 1);
            return Ok(false);
        }
        *not_before = self.day.until;
        turned_away.retain(|known| known.reason != question.reason);
        let Some(item) = draft.items.last().cloned() else { return Ok(false) };
        self.booked.push((ticket.entry, Booked { candidate: *place, day: self.number, floor, item }));
        Ok(true)
    }

    /// When a contact of greater priority with the same customer could be made after today, for which this one would
    /// leave no time within the horizon.
    fn shuts_out(&self, ticket: &Ticket, decision: &Decision) -> Result<Option<i64>> {
        let Filling { questions, engine, days, .. } = self.filling;
        let Entry { draft, offers, .. } = &self.entries[ticket.entry];
        for offer in offers {
            let question = questions[offer.question];
            if engine.reasons[question.reason as usize].priority <= ticket.priority {
                continue;
            }
            let within = |at: &i64| *at < days.end();
            let later = draft.allowed_at(question, self.day.until, None)?.filter(within);
            let Some(later) = later else { continue };
            let beside = Some((decision, ticket.at));
            if draft.allowed_at(question, self.day.until, beside)?.filter(within).is_none() {
                return Ok(Some(later));
            }
        }
        Ok(None)
    }
}
