//! The contacts of one customer, judged one after the other while the standing grows.

use super::{Audit, Bad, FINDINGS, History, Judged, Period};
use crate::customer::{Customer, Direction, Fact, FactKind, Intent, Kind, Outcome, Standing};
use crate::followup::{Asking, Block, Question};
use crate::order::Order;
use crate::policy::Anchor;
use crate::time::Instant;
use crate::{Code, Engine, Error};
use std::collections::HashMap;

/// A fact that counts, with the earliest instant at which it was known.
#[derive(Debug, Clone, Copy)]
struct Known<'h> {
    fact: &'h Fact,
    place: (usize, usize),
    key: u64,
    from: Instant,
}

/// What happens at an instant, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Contacts are judged, and count for those that follow at the same instant.
    Sent { rank: u8, key: u64, counts: bool },
    /// What else is known from this instant on counts for later ones.
    Other { key: u64 },
}

pub(super) struct Judge<'a> {
    engine: &'a Engine,
    customer: &'a Customer,
    histories: &'a [History],
    places: &'a [usize],
    period: Period,
    audit: &'a mut Audit,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        histories: &'a [History],
        places: &'a [usize],
        period: Period,
        audit: &'a mut Audit,
    ) -> Self {
        let customer = &histories[places[0]].customer;
        Self { engine, customer, histories, places, period, audit }
    }

    pub(super) fn run(&mut self) {
        let known = self.known();
        let mut steps: Vec<(Instant, Phase, Known<'a>)> = Vec::with_capacity(known.len());
        for known in known {
            let (at, key) = (known.fact.at, known.key);
            let sent = |counts| Phase::Sent { rank: self.rank(known.fact), key, counts };
            let is_sent = is_sent(known.fact);
            if is_sent && self.period.holds(at) {
                steps.push((at, sent(false), known));
            }
            let phase = if is_sent && known.from == at { sent(true) } else { Phase::Other { key } };
            steps.push((known.from, phase, known));
        }
        steps.order_by_key(|&(at, phase, _)| (at, phase));
        let mut standing = self.engine.empty_standing();
        for (_, phase, known) in steps {
            if matches!(phase, Phase::Sent { counts: false, .. }) {
                let judged = self.judge(&standing, known);
                self.audit.judged.push(judged);
            } else if let Err(error) = self.engine.fold_into(&mut standing, known.fact) {
                self.bad(known.place, error); // it was tried before; nothing is left to be refused
            }
        }
    }

    /// The facts that count, each once.
    fn known(&mut self) -> Vec<Known<'a>> {
        let mut found: Vec<Known<'a>> = Vec::new();
        let mut by_key: HashMap<u64, usize> = HashMap::new();
        let mut conflicts: Vec<bool> = Vec::new();
        let histories = self.histories;
        for &history in self.places {
            for (place, fact) in histories[history].facts.iter().enumerate() {
                let place = (history, place);
                let entry = self.engine.entry(fact);
                if let Err(error) = self.engine.sort(&entry) {
                    self.bad(place, error);
                    continue;
                }
                let from = fact.recorded_at.map_or(fact.at, |recorded| recorded.max(fact.at));
                let known = Known { fact, place, key: entry.key(entry.said()), from };
                match by_key.get(&known.key) {
                    None => {
                        by_key.insert(known.key, found.len());
                        found.push(known);
                        conflicts.push(false);
                    }
                    Some(&first) => {
                        let other = &mut found[first];
                        if says_the_same(other.fact, fact) {
                            // equal copies are one fact, known from the first record of it on
                            other.from = other.from.min(from);
                        } else {
                            if !conflicts[first] {
                                let place = other.place;
                                self.bad(place, conflict());
                            }
                            self.bad(place, conflict());
                            conflicts[first] = true;
                        }
                    }
                }
            }
        }
        let mut conflicts = conflicts.into_iter();
        found.retain(|_| conflicts.next() != Some(true));
        found
    }

    fn bad(&mut self, (history, fact): (usize, usize), error: Error) {
        self.audit.bad.push(Bad { history, fact: Some(fact), error });
    }

    /// Of contacts at one instant a request comes last: what else was sent stands before it.
    fn rank(&self, fact: &Fact) -> u8 {
        let of_reason = || {
            let index = self.engine.reason_names.get(fact.reason.as_deref()?)?;
            Some(self.engine.reasons[*index as usize].intent)
        };
        match fact.intent.or_else(of_reason) {
            Some(Intent::Give) => 0,
            Some(Intent::Service) => 1,
            Some(Intent::Ask) => 2,
            None => 3,
        }
    }

    fn judge(&self, standing: &Standing, known: Known<'a>) -> Judged {
        let (engine, fact) = (self.engine, known.fact);
        let (clocks, _) = engine.clocks(self.customer);
        let (year, month, _) = clocks[0].date(fact.at).ymd();
        let mut judged = Judged {
            history: known.place.0,
            fact: known.place.1,
            at: fact.at,
            month: (year, month),
            finding: Code::CannotTell,
            findings: vec![Code::CannotTell],
            blocks: Vec::new(),
            allowed_from: None,
            question: None,
            refusal: None,
        };
        let question = match self.question(fact) {
            Ok(question) => question,
            Err(error) => {
                if error.code() == Code::ChannelNotListed {
                    (judged.finding, judged.findings) = (Code::WrongChannel, vec![Code::WrongChannel]);
                }
                judged.refusal = Some(error);
                return judged;
            }
        };
        judged.question = Some(question);
        let asking = self.asking(fact, question);
        match engine.look_back(self.customer, standing, question, fact.at, &asking) {
            Ok((decision, mut blocks)) => {
                let reason = decision.reason(engine);
                blocks.order_by_key(|block| block.rule(engine, reason));
                judged.findings = findings(decision.verdict(), &blocks);
                judged.finding = judged.findings.first().copied().unwrap_or(Code::Right);
                judged.allowed_from = decision.allowed_from().filter(|_| decision.verdict() == Code::Wait);
                judged.blocks = blocks;
            }
            Err(error) => judged.refusal = Some(error),
        }
        judged
    }

    /// The reason and channel of a contact in the terms of the policy.
    fn question(&self, fact: &Fact) -> crate::Result<Question> {
        let missing = |what: &str| {
            Error::new(Code::MissingField, format!("a contact names its {what} to be judged")).at_path(what)
        };
        let reason = fact.reason.as_deref().ok_or_else(|| missing("reason"))?;
        let channel = fact.channel.as_deref().ok_or_else(|| missing("channel"))?;
        self.engine.question(reason, channel).map_err(|error| match error.code() {
            Code::UnknownReason => error.at_path("reason"),
            _ => error.at_path("channel"),
        })
    }

    /// What the contact itself says of its order or case, its subject and its address.
    fn asking(&self, fact: &Fact, question: Question) -> Asking {
        let anchor = match self.engine.reasons[question.reason as usize].anchor {
            Anchor::Order { .. } => fact.order.clone(),
            Anchor::Case { .. } => fact.case.clone(),
            _ => None,
        };
        Asking {
            anchor,
            subject: fact.subject.clone(),
            contact_point: fact.contact_point.clone(),
            next_pending: None,
        }
    }
}

/// Whether a fact is a contact that we sent to the customer.
pub(super) fn is_sent(fact: &Fact) -> bool {
    fact.kind == FactKind::Known(Kind::Contact)
        && fact.direction != Some(Direction::In)
        && !fact.colleague
        && fact.outcome != Some(Outcome::Failed)
}

/// Whether two facts of one key say the same; when they were recorded does not matter.
fn says_the_same(one: &Fact, other: &Fact) -> bool {
    let mut copy = other.clone();
    copy.recorded_at = one.recorded_at;
    *one == copy
}

fn conflict() -> Error {
    Error::new(Code::FactConflict, "one id was given to two different facts; none of them counts here")
}

/// What a verdict and the blocks beside it come to, in the order of [`FINDINGS`].
fn findings(verdict: Code, blocks: &[Block]) -> Vec<Code> {
    let mut found = [false; FINDINGS.len()];
    let mut note = |code: Code| {
        if let Some(place) = FINDINGS.iter().position(|known| *known == code) {
            found[place] = true;
        }
    };
    match verdict {
        Code::Allow => note(Code::Right),
        Code::Expired => note(Code::TooLate),
        Code::NotApplicable => note(Code::DidNotApply),
        _ if blocks.is_empty() => note(Code::DidNotApply),
        _ => {}
    }
    if verdict != Code::Allow {
        blocks.iter().for_each(|block| note(finding_of(block.code())));
    }
    FINDINGS.iter().zip(found).filter(|(_, found)| *found).map(|(code, _)| *code).collect()
}

/// What it is called that something stood against a contact.
fn finding_of(block: Code) -> Code {
    match block {
        Code::Consent | Code::DoNotContact | Code::Deceased | Code::Suppressed => Code::WithoutConsent,
        Code::ComplaintOpen | Code::ComplaintRecovery => Code::DuringComplaint,
        Code::GiveBeforeAsk | Code::Silence => Code::AskBeforeGive,
        Code::QuietHours
        | Code::QuietDates
        | Code::DayNotAllowed
        | Code::SendWindow
        | Code::OutsideBusinessHours => Code::InQuietHours,
        Code::RollingCap
        | Code::DayCap
        | Code::WeekCap
        | Code::MonthCap
        | Code::MinGap
        | Code::MinGapDays
        | Code::Once
        | Code::Rhythm => Code::OverCap,
        Code::ReasonWindow | Code::NotBefore | Code::CoolingOff | Code::Needs => Code::TooEarly,
        Code::HistoryShort | Code::HistoryTruncated => Code::CannotTell,
        // the customer is at another stage, or a fact rules the reason out
        _ => Code::DidNotApply,
    }
}
