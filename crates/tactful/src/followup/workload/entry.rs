//! One customer among many: what could be planned with them, asked again only where the answer can have changed.

use super::days::Days;
use crate::followup::brief::Brief;
use crate::followup::draft::Draft;
use crate::followup::question::Question;
use crate::followup::sheet::Sheet;
use crate::time::Instant;
use crate::when::{FOREVER, Interval};
use crate::{Code, Result};

/// A contact that could be planned: allowed from `at`, and on to `until`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    /// The place of its question among all.
    pub(super) question: usize,
    pub(super) at: i64,
    until: i64,
    /// When the reason's window closes, which may be many of these times later.
    pub(super) closes: i64,
    /// The place of the last day of the horizon on which the window is open.
    pub(super) last_day: usize,
}

/// A reason for which there was no room on the first day on which it was welcome.
#[derive(Debug, Clone, Copy)]
pub(super) struct TurnedAway {
    pub(super) reason: u32,
    /// The place of the question among all; of several channels that of the preferred one.
    pub(super) question: usize,
    pub(super) day: usize,
    pub(super) limit: usize,
}

#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The place of the candidate.
    pub(super) place: usize,
    pub(super) draft: Draft<'a>,
    /// The first cell of the customer's team.
    pub(super) team: usize,
    pub(super) value: i64,
    pub(super) small: bool,
    pub(super) offers: Vec<Offer>,
    /// Moves with every change of the offers: what was made of older ones is void.
    pub(super) version: u32,
    pub(super) turned_away: Vec<TurnedAway>,
    /// From when on all questions are to be asked again.
    stale_at: i64,
}

/// What a question came to.
enum Found {
    Offer(Offer),
    /// Nothing until then.
    Nothing(i64),
}

impl<'a> Entry<'a> {
    pub(super) fn new(place: usize, draft: Draft<'a>, team: usize, value: i64, small: bool) -> Self {
        let (offers, turned_away) = (Vec::new(), Vec::new());
        Self { place, draft, team, value, small, offers, version: 0, turned_away, stale_at: i64::MIN }
    }

    /// What can be planned from an instant on.
    pub(super) fn refresh(&mut self, questions: &[Question], from: i64, days: &Days) -> Result<()> {
        if from >= self.stale_at {
            return self.ask_all(questions, from, days);
        }
        let mut place = 0;
        while let Some(offer) = self.offers.get_mut(place) {
            if offer.until.min(offer.closes) > from {
                offer.at = offer.at.max(from);
                place += 1;
                continue;
            }
            let number = offer.question;
            match self.ask(number, questions[number], from, days)? {
                Found::Offer(offer) => {
                    self.offers[place] = offer;
                    place += 1;
                }
                Found::Nothing(until) => {
                    self.stale_at = self.stale_at.min(until);
                    self.offers.swap_remove(place);
                }
            }
        }
        Ok(())
    }

    /// Asks all questions, whatever was known: something was planned.
    pub(super) fn ask_all(&mut self, questions: &[Question], from: i64, days: &Days) -> Result<()> {
        self.version += 1;
        self.offers.clear();
        self.stale_at = FOREVER;
        let view = self.draft.view(Instant::clamped(from))?;
        let counted = view.counted_by_all(questions);
        let mut sheet = Sheet::new(&view, counted.as_ref());
        let mut later = Vec::new();
        for (number, &question) in questions.iter().enumerate() {
            if self.draft.not_before[question.reason as usize] > from {
                later.push((number, question));
                continue;
            }
            match found(&mut sheet, number, question, days) {
                Found::Offer(offer) => self.offers.push(offer),
                Found::Nothing(until) => self.stale_at = self.stale_at.min(until),
            }
        }
        for (number, question) in later {
            match self.ask(number, question, from, days)? {
                Found::Offer(offer) => self.offers.push(offer),
                Found::Nothing(until) => self.stale_at = self.stale_at.min(until),
            }
        }
        Ok(())
    }

    fn ask(&self, number: usize, question: Question, from: i64, days: &Days) -> Result<Found> {
        let from = from.max(self.draft.not_before[question.reason as usize]);
        if from >= days.end() {
            return Ok(Found::Nothing(FOREVER));
        }
        let view = self.draft.view(Instant::clamped(from))?;
        let counted = view.counted_by(question);
        Ok(found(&mut Sheet::new(&view, counted.as_ref()), number, question, days))
    }

    pub(super) fn turn_away(&mut self, turned_away: TurnedAway) {
        match self.turned_away.iter_mut().find(|known| known.reason == turned_away.reason) {
            None => self.turned_away.push(turned_away),
            Some(known) if known.day == turned_away.day && known.question > turned_away.question => {
                *known = turned_away;
            }
            Some(_) => {}
        }
    }
}

fn found(sheet: &mut Sheet<'_>, number: usize, question: Question, days: &Days) -> Found {
    let mut brief = Brief::default();
    sheet.brief(question, &mut brief);
    let view = sheet.view;
    match brief.verdict {
        Code::Allow | Code::Wait => {}
        // what recurs, and the stage that a customer comes to by itself
        Code::Expired | Code::NotApplicable => return Found::Nothing(brief.revisit_at),
        // no instant up to there, and nothing but a fact changes that
        _ => return Found::Nothing(view.horizon),
    }
    let anchors = sheet.anchors.live.iter().filter(|anchor| [anchor.at, FOREVER].contains(&brief.anchor_at));
    let closes = anchors.map(|anchor| anchor.window.until).min().unwrap_or(FOREVER);
    let waits = brief.best_at != FOREVER && brief.best_at > brief.from;
    let time = match waits {
        true => view.at_best(&view.decide(question)),
        false => Interval { from: brief.from, until: brief.until },
    };
    if time.from >= days.end() {
        return Found::Nothing(FOREVER);
    }
    let last_day = days.last_before(closes);
    Found::Offer(Offer { question: number, at: time.from, until: time.until, closes, last_day })
}
