//! One customer among many: what could be planned with them, asked again only where the answer can have changed.

use super::days::Days;
use crate::followup::anchors::Anchors;
use crate::followup::brief::Brief;
use crate::followup::briefing::{Briefing, Desk};
use crate::followup::draft::Draft;
use crate::followup::question::Question;
use crate::order::Order;
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

/// Questions with their places among all.
type Asked = Vec<(usize, Question)>;

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
    /// Questions that came to nothing, each with the instant from which on it may come to something.
    silent: Vec<(i64, usize)>,
}

/// What a question came to.
enum Found {
    Offer(Offer),
    /// Nothing until then.
    Nothing(i64),
}

impl<'a> Entry<'a> {
    pub(super) fn new(place: usize, draft: Draft<'a>, team: usize, value: i64, small: bool) -> Self {
        let (offers, turned_away, silent) = (Vec::new(), Vec::new(), Vec::new());
        Self { place, draft, team, value, small, offers, version: 0, turned_away, silent }
    }

    /// What can be planned from the instant of the briefing on; only what can have changed is asked again.
    pub(super) fn refresh(&mut self, briefing: &mut Briefing<'_>, days: &Days) -> Result<()> {
        let from = briefing.now().seconds();
        let mut again = Vec::new();
        self.offers.retain_mut(|offer| {
            offer.at = offer.at.max(from);
            let holds = offer.until.min(offer.closes) > from;
            if !holds {
                again.push(offer.question);
            }
            holds
        });
        self.silent.retain(|&(until, question)| {
            if until <= from {
                again.push(question);
            }
            until > from
        });
        if again.is_empty() {
            return Ok(());
        }
        again.order();
        self.ask(&again, briefing, days)
    }

    /// Asks all questions, whatever was known: nothing is yet, or something was planned.
    pub(super) fn ask_all(&mut self, briefing: &mut Briefing<'_>, days: &Days) -> Result<()> {
        self.version += 1;
        self.offers.clear();
        self.silent.clear();
        let all: Vec<usize> = (0..briefing.questions().len()).collect();
        self.ask(&all, briefing, days)
    }

    /// Asks some of the questions of the briefing.
    fn ask(&mut self, numbers: &[usize], briefing: &mut Briefing<'_>, days: &Days) -> Result<()> {
        let from = briefing.now();
        let Self { draft, offers, silent, .. } = self;
        let (now, later): (Asked, Asked) = numbers
            .iter()
            .map(|&number| (number, briefing.questions()[number]))
            .partition(|(_, question)| draft.not_before[question.reason as usize] <= from.seconds());
        let mut keep = |number, found| match found {
            Found::Offer(offer) => offers.push(offer),
            Found::Nothing(until) if until < days.end() => silent.push((until, number)),
            Found::Nothing(_) => {}
        };
        let questions: Vec<Question> = now.iter().map(|&(_, question)| question).collect();
        draft.at_desk(briefing, &questions, |desk| {
            now.iter().for_each(|&(number, question)| keep(number, found(desk, number, question, days)));
        })?;
        for (number, question) in later {
            let from = draft.not_before[question.reason as usize];
            if from < days.end() {
                let mut later = draft.briefing(Instant::clamped(from))?;
                keep(
                    number,
                    draft.at_desk(&mut later, &[question], |desk| found(desk, number, question, days))?,
                );
            }
        }
        offers.order_by_key(|offer| offer.question);
        Ok(())
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

fn found(desk: &mut Desk<'_, '_, '_>, number: usize, question: Question, days: &Days) -> Found {
    let mut brief = Brief::default();
    desk.brief(question, &mut brief);
    let view = desk.view;
    match brief.verdict {
        Code::Allow | Code::Wait => {}
        // what recurs, and the stage that a customer comes to by itself
        Code::Expired | Code::NotApplicable => return Found::Nothing(brief.revisit_at),
        // no instant up to there, and nothing but a fact changes that
        _ => return Found::Nothing(view.horizon),
    }
    let mut anchors = Anchors::default();
    anchors.collect(view, &view.engine.reasons[question.reason as usize]);
    let named = anchors.live.iter().filter(|anchor| [anchor.at, FOREVER].contains(&brief.anchor_at));
    let closes = named.map(|anchor| anchor.window.until).min().unwrap_or(FOREVER);
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
