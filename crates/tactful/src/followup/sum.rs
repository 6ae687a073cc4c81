//! What many parts say together. Most of them are one interval each, and so is what they allow together: that is
//! added up once, and only what moves with the hour or with plans is looked at for every instant.

use super::brief::Brief;
use super::decision::{Block, Clears, Source};
use super::moving::Moving;
use super::outcome::Without;
use super::parts::Part;
use super::view::View;
use crate::policy::{Reason, Rule};
use crate::when::{FOREVER, First, Interval, Joint, joint};
use crate::{Code, Engine};

/// What some parts allow together, as far as it is one interval; of others only where they first allow something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixed {
    pub(crate) interval: Interval,
    /// One of them allows nothing after now.
    pub(crate) nowhere: bool,
    /// One of them allows nothing before the horizon.
    pub(crate) beyond: bool,
}

impl Fixed {
    /// What is allowed from an instant on, where nothing else is asked.
    #[inline]
    pub(crate) fn joint(&self, from: i64, horizon: i64) -> Joint {
        let until = self.interval.until;
        if from >= horizon || from >= until { Joint::Beyond } else { Joint::At(Interval { from, until }) }
    }
}

/// What parts say together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum {
    /// All but times of day.
    all: Interval,
    /// Those of them that nothing but time clears.
    timed: Interval,
    /// Times of day: where all of them may first allow something.
    hours: i64,
    /// If the facts that clear some of them came now, those would allow from here on.
    pub(crate) if_cleared: i64,
    /// The first instant after now at which a mark stops to matter.
    pub(crate) mark: i64,
    /// The places of those that are more than one interval, as bits.
    pub(crate) moving: u64,
    /// What stands against now, as bits; see `Brief`.
    pub(crate) blocks: u64,
    pub(crate) binding: Binding,
    pub(crate) warnings: u32,
    flags: u16,
}

/// One of them allows nothing after now.
const NOWHERE: u16 = 1;
/// One of them allows nothing before the horizon.
const BEYOND: u16 = 1 << 1;
/// The same two of those that nothing but time clears, and of times of day.
const TIMED: u32 = 2;
const HOURS: u32 = 4;
/// Some have places beyond the bits.
pub(crate) const MORE_MOVING: u16 = 1 << 6;
/// Some are times of day.
pub(crate) const TIME_OF_DAY: u16 = 1 << 7;
/// A fact can clear one of them.
pub(crate) const CLEARABLE: u16 = 1 << 8;
/// A fact can clear one that stands against now.
pub(crate) const FACT_BLOCKS: u16 = 1 << 9;
/// A fact can clear one that would also clear by itself, but only after the horizon.
pub(crate) const CLEARS_BEYOND_HORIZON: u16 = 1 << 10;

impl Default for Sum {
    fn default() -> Self {
        Self {
            all: Interval::ALWAYS,
            timed: Interval::ALWAYS,
            hours: i64::MIN,
            if_cleared: i64::MIN,
            mark: FOREVER,
            moving: 0,
            blocks: 0,
            binding: Binding::default(),
            warnings: 0,
            flags: 0,
        }
    }
}

impl Sum {
    /// Whether one of these flags is set.
    #[inline]
    pub(crate) fn is(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    fn fixed(&self, interval: Interval, shift: u32) -> Fixed {
        let flags = self.flags >> shift;
        Fixed { interval, nowhere: flags & NOWHERE != 0, beyond: flags & BEYOND != 0 }
    }

    /// What all of them allow, times of day left aside.
    #[inline]
    pub(crate) fn all(&self) -> Fixed {
        self.fixed(self.all, 0)
    }

    /// What those of them allow that nothing but time clears, times of day left aside.
    #[inline]
    pub(crate) fn timed(&self) -> Fixed {
        self.fixed(self.timed, TIMED)
    }

    /// Adds times of day.
    #[inline]
    pub(crate) fn with_hours(&self, fixed: Fixed) -> Fixed {
        let hours = self.fixed(Interval { from: self.hours, until: FOREVER }, HOURS);
        Fixed {
            interval: fixed.interval.intersect(hours.interval),
            nowhere: fixed.nowhere || hours.nowhere,
            beyond: fixed.beyond || hours.beyond,
        }
    }

    /// What is but one interval, and from where on all of it first allows something.
    #[inline]
    pub(crate) fn fixed_by(&self, now: i64, times_of_day: bool, without: Without) -> (Fixed, i64) {
        let mut fixed = if without == Without::Nothing { self.all() } else { self.timed() };
        if times_of_day {
            fixed = self.with_hours(fixed);
        }
        let mut from = fixed.interval.from.max(now);
        if without == Without::ClearedNow {
            from = from.max(self.if_cleared);
        }
        (fixed, from)
    }

    /// Adds the window of the reason, and what it would be if facts that are missing came now.
    #[inline]
    pub(crate) fn add_window(&mut self, window: Interval, lifted: Interval, now: i64) {
        let nowhere = |interval: Interval| u16::from(interval.until <= now || interval.is_empty());
        self.all = self.all.intersect(window);
        self.timed = self.timed.intersect(lifted);
        self.flags |= nowhere(window) | nowhere(lifted) << TIMED;
    }

    /// Adds the parts of one rule, or of one side of the reason: one for each clock that counts.
    pub(crate) fn add<'a>(
        &mut self,
        view: &View<'a>,
        reason: Option<&Reason>,
        same: &[Part<'a>],
        moving: &mut Moving<'a>,
    ) {
        for part in same {
            let (interval, flags) = lower(part.at_now);
            match part.fixed() {
                Some(whole) => self.add_part(view, part, whole, flags),
                None => {
                    let bit = moving.push(part, view.now);
                    self.moving |= bit;
                    self.flags |= if bit == 0 { MORE_MOVING } else { 0 };
                    self.add_part(view, part, interval, flags);
                }
            }
        }
        if let Some(block) = block_of(view, same) {
            self.block(view.engine, reason, &block);
        }
    }

    /// The same for one part that is but one interval.
    pub(crate) fn add_fixed(&mut self, view: &View<'_>, reason: Option<&Reason>, part: &Part<'_>) {
        let whole = part.fixed().unwrap_or(Interval::ALWAYS);
        self.add_part(view, part, whole, lower(part.at_now).1);
        if let Some(block) = block_of(view, std::slice::from_ref(part)) {
            self.block(view.engine, reason, &block);
        }
    }

    #[inline]
    fn add_part(&mut self, view: &View<'_>, part: &Part<'_>, interval: Interval, flags: u16) {
        if part.time_of_day {
            self.add_hours(interval, flags);
            return; // nothing but time clears it, and all of its history is known
        }
        self.all = self.all.intersect(interval);
        self.flags |= flags;
        if part.clears == Clears::Time {
            self.timed = self.timed.intersect(interval);
            self.flags |= flags << TIMED;
        } else {
            self.if_cleared = self.if_cleared.max(part.if_cleared);
            let beyond = part.clears_beyond_horizon(view);
            self.flags |= CLEARABLE | if beyond { CLEARS_BEYOND_HORIZON } else { 0 };
        }
        if part.mark > view.now {
            self.mark = self.mark.min(part.mark);
            if let Code::HistoryShort | Code::HistoryTruncated = part.code {
                self.warnings |= super::brief::warning_bit(part.code);
            }
        }
    }

    fn add_hours(&mut self, interval: Interval, flags: u16) {
        self.hours = self.hours.max(interval.from);
        self.flags |= TIME_OF_DAY | flags << HOURS;
    }

    /// What one rule says that moves with the hour or the date, given what it answers to now.
    pub(crate) fn of_mover(view: &View<'_>, rule: u16, first: First, bit: u64) -> Self {
        let mut sum = Self { moving: bit, ..Self::default() };
        let (interval, flags) = lower(first);
        let (source, Rule { code, demand, .. }) = (Source::Rule(rule), &view.engine.rules[usize::from(rule)]);
        if demand.is_time_of_day() {
            sum.add_hours(interval, flags);
        } else {
            (sum.all, sum.timed) = (interval, interval);
            sum.flags |= flags | flags << TIMED;
        }
        if !allows(first, view.now) {
            let clears_at = clears_at(first, view.horizon);
            sum.block(view.engine, None, &Block { source, code: *code, clears_at, ..Block::default() });
        }
        sum
    }

    /// Adds one interval that a fact can clear, which then allows from now on.
    #[inline]
    pub(crate) fn add_consent(&mut self, view: &View<'_>, rule: u16, interval: Interval) {
        self.all = self.all.intersect(interval);
        self.if_cleared = self.if_cleared.max(view.now);
        self.flags |= CLEARABLE;
        let first = interval.first(view.now);
        match first {
            First::At(open) if open.from >= view.horizon => self.flags |= CLEARS_BEYOND_HORIZON,
            First::At(_) => {}
            _ => self.flags |= NOWHERE,
        }
        if !allows(first, view.now) {
            let (source, code) = (Source::Rule(rule), view.engine.rules[usize::from(rule)].code);
            let (clears, clears_at) = (Clears::Consent, clears_at(first, view.horizon));
            self.block(view.engine, None, &Block { source, code, clears, clears_at, ..Block::default() });
        }
    }

    /// Adds something that stands against now.
    #[inline]
    pub(crate) fn block(&mut self, engine: &Engine, reason: Option<&Reason>, block: &Block) {
        self.blocks |= super::brief::block_bit(block.code);
        self.flags |= if block.clears == Clears::Time { 0 } else { FACT_BLOCKS };
        self.binding.add(engine, reason, Binding::of(block));
    }

    /// Whether what a fact can clear leaves no time later, but stands not against now: that is found from a list.
    #[inline]
    pub(crate) fn names_later(&self, verdict: Code) -> bool {
        verdict == Code::Hold && self.is(CLEARABLE) && !self.is(FACT_BLOCKS)
    }

    /// Writes what stands against now.
    #[inline]
    pub(crate) fn tell(&self, brief: &mut Brief) {
        brief.blocks |= self.blocks;
        if let Some(code) = self.binding.code {
            brief.bind(code, self.binding.source);
        }
    }

    /// Adds what a later rule says.
    #[inline]
    pub(crate) fn join(&mut self, other: &Sum) {
        self.all = self.all.intersect(other.all);
        self.timed = self.timed.intersect(other.timed);
        self.hours = self.hours.max(other.hours);
        self.if_cleared = self.if_cleared.max(other.if_cleared);
        self.mark = self.mark.min(other.mark);
        self.moving |= other.moving;
        self.blocks |= other.blocks;
        self.warnings |= other.warnings;
        self.flags |= other.flags;
        if other.binding.clears_at > self.binding.clears_at {
            self.binding = other.binding;
        }
    }
}

/// Where what moves may first allow something, and whether it does at all.
#[inline]
fn lower(first: First) -> (Interval, u16) {
    match first {
        First::At(interval) => (Interval { from: interval.from, until: FOREVER }, 0),
        First::Nowhere => (Interval::ALWAYS, NOWHERE),
        First::Beyond => (Interval::ALWAYS, BEYOND),
    }
}

/// Whether it allows now, of which it was asked.
#[inline]
pub(crate) fn allows(first: First, now: i64) -> bool {
    matches!(first, First::At(interval) if interval.from <= now)
}

/// When something clears by itself that was asked of now.
#[inline]
fn clears_at(first: First, horizon: i64) -> i64 {
    match first {
        First::At(interval) if interval.from < horizon => interval.from,
        _ => FOREVER,
    }
}

/// The block that binds: the one that clears last; of equals the first by id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding {
    clears_at: i64,
    pub(crate) source: Source,
    /// None: nothing stands against now.
    pub(crate) code: Option<Code>,
}

impl Default for Binding {
    fn default() -> Self {
        Self { clears_at: i64::MIN, source: Source::Window, code: None }
    }
}

impl Binding {
    pub(crate) fn of(block: &Block) -> Self {
        Self { clears_at: block.clears_at, source: block.source, code: Some(block.code) }
    }

    /// Takes the place of this one if it binds rather; the reason is that of the parts that are not rules.
    #[inline]
    pub(crate) fn add(&mut self, engine: &Engine, reason: Option<&Reason>, other: Binding) {
        let first = || match (self.source, other.source) {
            (Source::Rule(known), Source::Rule(new)) => new < known,
            (known, new) => id(engine, reason, new).lt(id(engine, reason, known)),
        };
        let binds = match (self.code, other.code) {
            (_, None) => false,
            (None, Some(_)) => true,
            _ => other.clears_at > self.clears_at || (other.clears_at == self.clears_at && first()),
        };
        if binds {
            *self = other;
        }
    }
}

/// Ids compare as text, without being written out.
pub(crate) fn id<'e>(
    engine: &'e Engine,
    reason: Option<&'e Reason>,
    source: Source,
) -> impl Iterator<Item = u8> + use<'e> {
    let (first, dot, last): (&str, &str, &str) = match source {
        Source::Rule(index) => (&engine.rules[usize::from(index)].id, "", ""),
        part => (reason.map_or("", |reason| &reason.id), ".", super::decision::part_name(part)),
    };
    first.bytes().chain(dot.bytes()).chain(last.bytes())
}

/// What the parts of one rule, or of one side of the reason, have against now.
pub(crate) fn block_of(view: &View<'_>, same: &[Part<'_>]) -> Option<Block> {
    let part = same.iter().find(|part| !part.allows_now(view.now))?;
    // the first instant from now on that all of them allow
    let clears_at = match same {
        [_] => clears_at(part.at_now, view.horizon),
        _ => match joint(same.len(), view.now, view.horizon, |i, t| same[i].first(t, view.horizon)) {
            Joint::At(interval) => interval.from,
            _ => FOREVER,
        },
    };
    let (source, code, since, clears) = (part.source, part.code, part.since, part.clears);
    Some(Block { source, code, since, clears_at, clears, binding: false })
}
