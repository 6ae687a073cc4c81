//! C1's order by going through the log again and again: an act counts if it was done and nothing undid it since.

use tactful::complaint::{Act, Cause, Ending, EventKind, Move, Power, Remedy, Role, Terms, Wait, Word};

/// What the log says of one part.
#[derive(Debug, Clone)]
pub struct Part {
    /// Acts that count.
    pub done: Vec<Act>,
    /// What it is about.
    pub cause: Option<Cause>,
    /// Commitments made and neither kept nor broken.
    pub open: usize,
    /// Offers refused.
    pub refused: usize,
    /// Whether it was referred outside.
    pub referred: bool,
    /// Whether anybody is waited for.
    pub waiting: bool,
    /// How it ended.
    pub ending: Option<Ending>,
}

/// What the log says.
#[derive(Debug, Clone)]
pub struct View {
    /// Its parts.
    pub parts: Vec<Part>,
    /// Attempts since the last contact.
    pub attempts: usize,
    /// Whether somebody has the case.
    pub owned: bool,
}

const ORDER: [Act; 10] = [
    Act::Apologise,
    Act::Listen,
    Act::Acknowledge,
    Act::Record,
    Act::Confirm,
    Act::Cause,
    Act::Negotiate,
    Act::Commit,
    Act::Act,
    Act::Track,
];

/// The moves that concern a part. Apologies and lapses are the customer's, not a part's: they concern all that have
/// not ended.
fn of_part(log: &[Move], part: usize) -> Vec<&Move> {
    let mut ended = false;
    let mut mine = Vec::new();
    for step in log {
        let here = usize::from(step.part) == part && step.kind != EventKind::Split;
        let of_all = matches!(step.kind, EventKind::Apologise | EventKind::Lapse | EventKind::Message);
        if here && !of_all || of_all && !ended {
            mine.push(step);
        }
        match step.kind {
            EventKind::Close | EventKind::Withdraw if here => ended = true,
            EventKind::Reopen if here => ended = false,
            _ => {}
        }
    }
    mine
}

fn does(step: &Move, act: Act) -> bool {
    match act {
        Act::Negotiate => step.kind == EventKind::Negotiate && step.agreed,
        Act::Track => step.kind == EventKind::Track && step.word == Some(Word::Satisfied),
        _ => step.kind.as_str() == act.as_str(),
    }
}

fn undoes(step: &Move, act: Act, another_cause: bool) -> bool {
    use EventKind as K;
    let later = |first: Act| act >= first;
    match step.kind {
        K::Record => matches!(act, Act::Confirm | Act::Track),
        K::Cause => another_cause && later(Act::Negotiate),
        K::Negotiate => step.agreed && later(Act::Commit),
        K::Commit => later(Act::Act),
        K::Act | K::Fulfil | K::Message => act == Act::Track,
        K::Break => act == Act::Apologise || later(Act::Commit),
        K::Lapse => matches!(act, Act::Apologise | Act::Track),
        K::Track => step.word == Some(Word::Unsatisfied) && later(Act::Negotiate),
        K::Reopen => !matches!(act, Act::Acknowledge | Act::Record),
        _ => false,
    }
}

fn part(log: &[Move], index: usize) -> Part {
    let splits: Vec<usize> = (0..log.len()).filter(|&i| log[i].kind == EventKind::Split).collect();
    let (start, inherited) = match index {
        0 => (0, Vec::new()),
        _ => {
            let split = splits[index - 1];
            let told = part(&log[..split], usize::from(log[split].part));
            let kept = told.done.into_iter().filter(|act| *act <= Act::Acknowledge).collect();
            (split + 1, kept)
        }
    };
    let mine = of_part(&log[start..], index);
    let reopened = mine.iter().rposition(|step| step.kind == EventKind::Reopen);
    let now = &mine[reopened.map_or(0, |place| place + 1)..];
    // cause by cause, to know which were other ones
    let mut another = vec![false; mine.len()];
    let mut cause = None;
    for (i, step) in mine.iter().enumerate() {
        match step.kind {
            EventKind::Reopen => cause = None,
            EventKind::Cause => {
                another[i] = cause != step.cause;
                cause = step.cause;
            }
            _ => {}
        }
    }
    let counts = |act: Act| {
        let did = mine.iter().rposition(|step| does(step, act));
        let undid = (0..mine.len()).rev().find(|&i| undoes(mine[i], act, another[i]));
        match (did, undid) {
            (Some(did), Some(undid)) => did > undid,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => inherited.contains(&act),
        }
    };
    let kinds = |kind: EventKind| now.iter().filter(|step| step.kind == kind).count();
    let refusals = now.iter().filter(|step| {
        step.kind == EventKind::Negotiate && !step.agreed && !step.remedies.is_empty()
            || step.word == Some(Word::Unsatisfied)
    });
    let all: Vec<&Move> = log[start..].iter().collect();
    let begins = |step: &&Move| {
        usize::from(step.part) == index && matches!(step.kind, EventKind::Wait | EventKind::Refer)
    };
    let waiting = all.iter().rposition(begins).is_some_and(|began| {
        let for_customer = all[began].wait == Some(Wait::Customer) && all[began].kind == EventKind::Wait;
        !all[began + 1..].iter().any(|step| {
            let here = usize::from(step.part) == index
                && (step.kind.act().is_some()
                    || matches!(
                        step.kind,
                        EventKind::Resume
                            | EventKind::Fulfil
                            | EventKind::Break
                            | EventKind::Close
                            | EventKind::Withdraw
                            | EventKind::Reopen
                    ));
            here || for_customer && step.kind == EventKind::Message
        })
    });
    Part {
        done: ORDER.into_iter().filter(|&act| counts(act)).collect(),
        cause,
        open: kinds(EventKind::Commit) - kinds(EventKind::Fulfil) - kinds(EventKind::Break),
        refused: refusals.count(),
        referred: kinds(EventKind::Refer) > 0,
        waiting,
        ending: now.iter().find_map(|step| match step.kind {
            EventKind::Withdraw => Some(Ending::Withdrawn),
            EventKind::Close => step.ending,
            _ => None,
        }),
    }
}

/// C7 by remedy: goods under return, exchange, repair; money under quantity and amount; care under care.
fn goes_under(power: Power, remedy: Remedy) -> bool {
    use Power::{CaringService as Care, QuantityAmount as Money, ReturnExchangeRepair as Goods};
    match remedy {
        Remedy::Refund => power == Money,
        Remedy::ReturnGoods | Remedy::Exchange | Remedy::Repair => power == Goods,
        Remedy::MakingGood | Remedy::Parts => power != Care,
        Remedy::ComfortGift => power != Goods,
        Remedy::Explanation | Remedy::Teaching | Remedy::Adjustment => true,
        Remedy::Improvement | Remedy::MassRemedy => false,
    }
}

impl View {
    /// What an accepted log says.
    pub fn of(log: &[Move]) -> Self {
        let count =
            usize::from(!log.is_empty()) + log.iter().filter(|step| step.kind == EventKind::Split).count();
        let contact = |step: &Move| {
            use EventKind as K;
            step.role == Role::Customer
                || matches!(
                    step.kind,
                    K::Listen | K::Confirm | K::Negotiate | K::Track | K::Message | K::Reopen
                )
        };
        let since = log.iter().rposition(contact).map_or(0, |place| place + 1);
        Self {
            parts: (0..count).map(|index| part(log, index)).collect(),
            attempts: log[since..].iter().filter(|step| step.kind == EventKind::Attempt).count(),
            owned: log.iter().any(|step| step.kind == EventKind::HandOver),
        }
    }

    /// Whether a move is in order.
    pub fn allows(&self, step: &Move, terms: &Terms) -> bool {
        use EventKind as K;
        let staff = matches!(step.role, Role::Direct | Role::Assisting | Role::ByChance | Role::Manager);
        let role = step.role;
        let may = match step.kind {
            K::Opened | K::Message | K::Note | K::Reopen | K::Lapse | K::Resume => true,
            K::Confirm | K::Track | K::Refer | K::Withdraw => staff || role == Role::Customer,
            K::Fulfil => staff || matches!(role, Role::System | Role::Outside),
            K::Break => staff || matches!(role, Role::System | Role::Customer),
            K::Attempt | K::Wait | K::HandOver | K::Close => staff || role == Role::System,
            K::Answer => role == Role::Manager,
            K::Rebut => false,
            _ => staff,
        };
        if step.kind == K::Opened {
            return self.parts.is_empty();
        }
        let Some(part) = self.parts.get(usize::from(step.part)) else { return false };
        let whole = matches!(step.kind, K::Apologise | K::Attempt | K::HandOver | K::Lapse | K::Message);
        let ended = if whole { self.parts.iter().all(|p| p.ending.is_some()) } else { part.ending.is_some() };
        let late = matches!(step.kind, K::Reopen | K::Message | K::Note | K::Report | K::Answer);
        if !may || ended && !late {
            return false;
        }
        let all_before = |act: Act| ORDER.iter().take_while(|a| **a != act).all(|a| part.done.contains(a));
        let up_to = |act: Act| all_before(act) && part.done.contains(&act);
        let fits =
            || part.cause.is_some_and(|cause| step.remedies.iter().all(|r| terms.fit[cause as usize].has(r)));
        match step.kind {
            K::Cause if step.cause.is_none() => false,
            K::Track if step.word.is_none() => false,
            K::Wait => step.wait.is_some() && up_to(Act::Apologise),
            K::Resume => part.waiting,
            K::HandOver => !self.owned || up_to(Act::Listen),
            K::Refer => role == Role::Customer || up_to(Act::Confirm),
            K::Split => up_to(Act::Listen) && self.parts.len() < 8,
            K::Lapse => step.conduct.is_some(),
            K::Fulfil | K::Break => part.open > 0,
            K::Grant => match step.power {
                None => false,
                Some(power) => {
                    (power == Power::CaringService || up_to(Act::Cause))
                        && step.remedies.iter().all(|remedy| goes_under(power, remedy))
                        && (step.remedies.is_empty() || fits())
                }
            },
            K::Negotiate if step.agreed => {
                all_before(Act::Negotiate)
                    && step.remedies.iter().any(|remedy| !terms.beside.has(remedy))
                    && fits()
            }
            K::Commit => all_before(Act::Commit) && step.complete,
            K::Reopen => part.ending.is_some(),
            K::Close => match step.ending {
                None => false,
                Some(Ending::Withdrawn) => role != Role::System,
                Some(Ending::Satisfied) => part.open == 0 && up_to(Act::Track),
                Some(Ending::Unreached) => part.open == 0 && self.attempts >= usize::from(terms.attempts),
                Some(Ending::Outside) => part.open == 0 && part.referred,
                Some(Ending::Exhausted) => {
                    part.open == 0 && part.refused >= usize::from(terms.offers) && role == Role::Manager
                }
            },
            kind => kind.act().is_none_or(all_before),
        }
    }
}
