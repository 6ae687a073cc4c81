//! What a batch is asked, found once: which facts it needs of each customer, and what each rule makes of them.

use super::clocks::calendars;
use super::{FAR, LANES, Lanes, MOST, NEVER, from_now};
use crate::Engine;
use crate::customer::Per;
use crate::followup::decision::Source;
use crate::followup::question::Question;
use crate::followup::sum::id;
use crate::policy::{Anchor, Demand, Length, Lookback, Once, Reason, longest};
use crate::time::{Instant, Span};
use crate::when::FOREVER;

/// As many contacts are kept of a scope; caps of as many are left to the long way.
pub(super) const DEPTH: usize = 16;

/// The questions, and all that they share.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) questions: Vec<Asks>,
    /// Rules that look back to facts, in the order of their ids.
    pub(super) looks: Vec<Looks>,
    /// What bears on the questions, each once.
    pub(super) bears: Vec<Bears>,
    /// Rules that move, as bits of their places; each combination once.
    pub(super) sets: Vec<u64>,
    /// Purposes and channels for which a consent is asked.
    pub(super) consents: Vec<(u64, u8)>,
    /// Words of consent that were met.
    pub(super) words: Vec<Words>,
    /// The column that keeps the latest instant of a scope, by scope.
    latest: Vec<Option<u16>>,
    /// By column: whether it counts contacts, of which two at one instant may be one.
    counts: Vec<bool>,
    /// The ring that keeps the latest contacts of a scope, by scope.
    rings: Vec<Option<u16>>,
    /// Whoever has a fact of these scopes takes the long way.
    leaves: Vec<bool>,
    /// Rings in use.
    pub(super) ringed: usize,
    /// How far back any rule looks, in seconds.
    pub(super) lookback: i64,
}

/// One question.
#[derive(Debug, Clone)]
pub(super) struct Asks {
    pub(super) question: Question,
    /// The columns of which the latest is the anchor; none: it needs none.
    pub(super) anchors: Option<Vec<u16>>,
    /// When it opens and closes after the anchor, in seconds (`FOREVER`: it does not close), where that is how both are
    /// told; else the clock says it.
    pub(super) elapsed: Option<(i32, i32)>,
    /// The column of contacts that use an anchor up.
    pub(super) once: Option<u16>,
    /// Hashes of the levels it is for; empty: all.
    pub(super) levels: Vec<u64>,
    pub(super) bears: usize,
    /// The consent it needs, and the rules that ask for it.
    pub(super) consent: Option<(usize, Vec<u16>)>,
    pub(super) window: Rank,
    pub(super) used: Rank,
}

/// What bears on some questions, but for consents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bears {
    /// Places among those that look back.
    pub(super) looks: Vec<usize>,
    /// Those that move, by places of the engine.
    pub(super) movers: u64,
    /// The places in `sets` of all that move, and of those that are no times of day.
    pub(super) sets: (Option<usize>, Option<usize>),
    /// Some are times of day.
    pub(super) hours: bool,
    /// Up to here no calendar among them has anything to warn of.
    pub(super) quiet_until: i32,
}

/// Words of consent of one sort that are for the same purposes and channels, and the column that keeps the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) granted: bool,
    /// What was granted may end.
    pub(super) ends: bool,
    pub(super) purposes: u64,
    /// 0: every one.
    pub(super) channels: u64,
    pub(super) column: u8,
}

impl Words {
    /// Whether they are about this consent.
    pub(super) fn fit(&self, (purpose, channel): (u64, u8)) -> bool {
        self.purposes & purpose != 0 && (self.channels == 0 || self.channels >> channel & 1 == 1)
    }
}

/// A rule that looks back to facts.
#[derive(Debug, Clone)]
pub(super) struct Looks {
    pub(super) rule: u16,
    pub(super) at: LooksAt,
}

#[derive(Debug, Clone)]
pub(super) enum LooksAt {
    /// The latest of a column, and for how long it counts.
    Latest(u16, Length),
    /// The n-th latest of a ring.
    Nth(u16, usize, Length),
    Complaint(Option<Length>),
}

/// What stands against now, by its place among all that may: of those that clear at one instant the first binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rank(pub(super) u16);

/// What a rank is made of: six places for each rule, the last two for the rule itself, and before those four for the
/// parts of reasons that stand before it.
const PLACES: u16 = 6;
/// Ranks have so many bits.
const BITS: u32 = 9;
pub(super) const RANKS: usize = 1 << BITS;

impl Rank {
    /// A rule under its own code, or under the other one that it has.
    pub(super) fn of_rule(rule: u16, other: bool) -> Self {
        Self(rule * PLACES + if other { 4 } else { 5 })
    }

    /// A part of a reason.
    fn of_part(engine: &Engine, reason: &Reason, part: Source) -> Self {
        // of equal ids the rule comes first
        let before = |rule: u16| !id(engine, Some(reason), part).lt(id(engine, None, Source::Rule(rule)));
        let rules = (0..engine.rules.len() as u16).filter(|&rule| before(rule)).count();
        Self(rules as u16 * PLACES + if part == Source::Once { 2 } else { 3 })
    }

    /// Its place among all, from the last on: of two that clear at one instant the greater binds.
    pub(super) fn place(self) -> i32 {
        RANKS as i32 - 1 - i32::from(self.0)
    }

    /// What stands at a place: whether it is a part of the reason (once, or its window), or a rule under its own code
    /// or the other one.
    pub(super) fn stands(place: u16) -> Stands {
        let rank = RANKS as u16 - 1 - place;
        match (rank % PLACES, rank / PLACES) {
            (2, _) => Stands::Once,
            (3, _) => Stands::Window,
            (4, rule) => Stands::Rule(rule, true),
            (5, rule) => Stands::Rule(rule, false),
            _ => Stands::Nothing,
        }
    }
}

/// What stands at a place of a rank.
pub(super) enum Stands {
    Nothing,
    Once,
    Window,
    /// Under the other of its codes.
    Rule(u16, bool),
}

impl Asked {
    /// None if some question needs more than a batch can tell.
    pub(super) fn new(engine: &Engine, questions: &[Question], now: Instant) -> Option<Self> {
        if (engine.rules.len() + 1) * usize::from(PLACES) > RANKS {
            return None; // there are more than have ranks
        }
        if now.seconds() > Instant::MAX.seconds() - 3 * i64::from(FAR) {
            return None; // where time ends, later starts no longer end later
        }
        let scopes = engine.scopes.len();
        let mut asked = Self {
            latest: vec![None; scopes],
            rings: vec![None; scopes],
            leaves: vec![false; scopes],
            ..Self::default()
        };
        for &question in questions {
            let asks = asked.asks(engine, question)?;
            asked.questions.push(asks);
        }
        if asked.columns() > usize::from(ASIDE) {
            return None; // there are more than have numbers
        }
        for bears in &mut asked.bears {
            bears.quiet_until = from_now(quiet_until(engine, bears.movers, now), now.seconds());
        }
        Some(asked)
    }

    fn asks(&mut self, engine: &Engine, question: Question) -> Option<Asks> {
        let reason = &engine.reasons[question.reason as usize];
        let plain = reason.stages == 0
            && reason.best.is_none()
            && reason.needs.is_empty()
            && reason.blocks.is_empty()
            && reason.itself.is_none();
        if !plain {
            return None;
        }
        let far = |length: &Length| match length.span {
            Span::BusinessDays(_) | Span::BusinessSeconds(_) => false,
            span => longest(span).abs() >= MOST,
        };
        if far(&reason.opens) || reason.closes.as_ref().is_some_and(far) {
            return None;
        }
        let anchors = match &reason.anchor {
            Anchor::None => None,
            Anchor::Latest(scopes) => Some(scopes.iter().map(|&scope| self.column(scope)).collect()),
            _ => return None,
        };
        let once = anchors.is_some() && reason.once == Once::PerAnchor;
        let bearing = &engine.bearings[usize::from(reason.bearings[usize::from(question.channel)])];
        bearing.bits?;
        let consent = (!bearing.consents.is_empty()).then(|| {
            let asked = (reason.purpose.bit(), question.channel);
            (place(&mut self.consents, asked), bearing.consents.clone())
        });
        let mut bears =
            Bears { looks: Vec::new(), movers: 0, sets: (None, None), hours: false, quiet_until: 0 };
        for &rule in &bearing.rules {
            self.rule(engine, rule, &mut bears)?;
        }
        let of_days = bears.movers & !engine.lookbacks.hours;
        let mut set = |movers: u64| (movers != 0).then(|| place(&mut self.sets, movers));
        bears.sets = (set(bears.movers), set(of_days));
        bears.hours = of_days != bears.movers;
        Some(Asks {
            question,
            anchors,
            elapsed: reason.elapsed.map(|(opens, closes)| (from_now(opens, 0), from_now(closes, 0))),
            once: once.then(|| self.column(reason.last)),
            levels: reason.levels.clone(),
            bears: place(&mut self.bears, bears),
            consent,
            window: Rank::of_part(engine, reason, Source::Window),
            used: Rank::of_part(engine, reason, Source::Once),
        })
    }

    fn rule(&mut self, engine: &Engine, rule: u16, bears: &mut Bears) -> Option<()> {
        let at = match (&engine.rules[usize::from(rule)].demand, &engine.lookbacks.rules[usize::from(rule)]) {
            (_, &Lookback::Moves(place)) => {
                bears.movers |= 1 << place;
                return Some(());
            }
            // whoever has such a fact is told of the long way
            (_, Lookback::Any(scopes)) => {
                scopes.iter().for_each(|&scope| self.leaves[scope] = true);
                return Some(());
            }
            (_, &Lookback::Until(scope)) => {
                self.leaves[scope] = true;
                return Some(());
            }
            (Demand::Cap { scope, n, span }, &Lookback::Nth { seconds, .. }) => {
                self.lookback = self.lookback.max(seconds);
                let length = Length { span: *span, calendar: None };
                match n {
                    0 => return None,
                    1 => {
                        let column = self.column(*scope);
                        self.counts[usize::from(column)] = true;
                        LooksAt::Latest(column, length)
                    }
                    2..DEPTH => LooksAt::Nth(self.ring(*scope), *n, length),
                    _ => return None,
                }
            }
            (Demand::CoolOff { scope, length }, &Lookback::Nth { seconds, .. }) => {
                self.lookback = self.lookback.max(seconds);
                LooksAt::Latest(self.column(*scope), length.clone())
            }
            (Demand::NoComplaint { then }, _) => LooksAt::Complaint(then.clone()),
            _ => return None,
        };
        let length = match &at {
            LooksAt::Latest(_, length) | LooksAt::Nth(_, _, length) => Some(length),
            LooksAt::Complaint(then) => then.as_ref(),
        };
        match length.map(|length| length.span) {
            Some(Span::Seconds(seconds)) if seconds.abs() >= MOST => return None,
            Some(Span::BusinessDays(_) | Span::BusinessSeconds(_)) => return None,
            _ => {}
        }
        let known = self.looks.iter().position(|looks| looks.rule == rule);
        bears.looks.push(known.unwrap_or(self.looks.len()));
        if known.is_none() {
            self.looks.push(Looks { rule, at });
        }
        Some(())
    }

    fn column(&mut self, scope: usize) -> u16 {
        *self.latest[scope].get_or_insert_with(|| {
            self.counts.push(false);
            (self.counts.len() - 1) as u16
        })
    }

    fn ring(&mut self, scope: usize) -> u16 {
        *self.rings[scope].get_or_insert_with(|| {
            self.ringed += 1;
            (self.ringed - 1) as u16
        })
    }

    /// How many columns there are: those of scopes, and then of words of consent.
    pub(super) fn columns(&self) -> usize {
        self.counts.len() + self.words.len()
    }

    /// The place of words of consent, and their column; none if there are more than columns have numbers.
    pub(super) fn word(
        &mut self,
        (granted, ends): (bool, bool),
        purposes: u64,
        channels: u64,
    ) -> Option<(usize, u8)> {
        let same = |it: &Words| {
            (it.granted, it.ends, it.purposes, it.channels) == (granted, ends, purposes, channels)
        };
        let place = self.words.iter().position(same).unwrap_or(self.words.len());
        if place == self.words.len() {
            let column = u8::try_from(self.columns()).ok().filter(|&column| column < ASIDE)?;
            self.words.push(Words { granted, ends, purposes, channels, column });
        }
        self.words.get(place).map(|words| (place, words.column))
    }

    /// Whether a column counts contacts.
    pub(super) fn counts(&self, column: u8) -> bool {
        self.counts.get(usize::from(column)) == Some(&true)
    }

    /// Where facts of a scope go: a column, a ring; or whether they must take the long way.
    pub(super) fn of_scope(&self, engine: &Engine, scope: u16) -> (Option<u8>, Option<u16>, bool) {
        let place = usize::from(scope);
        let (column, ring) = (self.latest[place].map(|column| column as u8), self.rings[place]);
        let kept = column.is_some() || ring.is_some();
        // such a scope keeps another instant than that of the fact
        let other = matches!(engine.scopes[place].filter.per, Per::Until);
        (column, ring, self.leaves[place] || (kept && other))
    }
}

/// The place of a value in a list of which each is there once.
fn place<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter().position(|known| *known == value).unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    })
}

/// The column of instants that nobody asks for.
pub(super) const ASIDE: u8 = u8::MAX;
/// No instant in any lane.
pub(super) const BLANK: Lanes = [NEVER; LANES];

/// The end of a window that began at an instant which may be none.
pub(super) fn end(length: &Length, at: i32, zone: &crate::time::Zone, now: i64) -> i32 {
    match length.span {
        Span::Seconds(seconds) => at + seconds as i32,
        _ if at == NEVER => NEVER,
        _ => from_now(length.end(now + i64::from(at), zone).min(FOREVER - 1), now),
    }
}

/// Up to when calendars have nothing to warn of that is looked at from now on; the farther, the more they warn.
fn quiet_until(engine: &Engine, movers: u64, now: Instant) -> i64 {
    let warns = |until: i64| {
        let mut warns = false;
        for calendar in calendars(engine, movers) {
            calendar.warn_between(now, Instant::clamped(until), |_| warns = true);
        }
        warns
    };
    let (mut quiet, mut loud) = (now.seconds() - 1, Instant::MAX.seconds());
    if !warns(loud) {
        return FOREVER;
    }
    while loud - quiet > 1 {
        let middle = quiet + (loud - quiet) / 2;
        if warns(middle) { loud = middle } else { quiet = middle }
    }
    quiet
}
