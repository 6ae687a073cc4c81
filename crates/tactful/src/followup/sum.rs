//! What many parts say together. Most of them are one interval each, and so is what they allow together: that is
//! added up once, and only what moves with the hour or with plans is looked at for every instant.

use super::decision::{Block, Clears, Source};
use super::moving::Moving;
use super::parts::Part;
use super::view::View;
use crate::policy::Reason;
use crate::when::{FOREVER, First, Interval, Joint, joint};
use crate::{Code, Engine};

/// What parts that are one interval each allow together; of others only where they first allow something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixed {
    pub(crate) interval: Interval,
    /// One of them allows nothing after now.
    pub(crate) nowhere: bool,
    /// One of them allows nothing before the horizon.
    pub(crate) beyond: bool,
}

impl Fixed {
    const OPEN: Fixed = Fixed { interval: Interval::ALWAYS, nowhere: false, beyond: false };

    pub(crate) fn of(interval: Interval, now: i64) -> Self {
        let nowhere = interval.until <= now || interval.is_empty();
        Self { interval, nowhere, beyond: false }
    }

    #[inline]
    pub(crate) fn join(&mut self, other: Fixed) {
        self.interval = self.interval.intersect(other.interval);
        self.nowhere |= other.nowhere;
        self.beyond |= other.beyond;
    }
}

/// What parts say together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sum {
    /// All but times of day.
    pub(crate) all: Fixed,
    /// Those of them that nothing but time clears.
    pub(crate) timed: Fixed,
    /// Times of day.
    pub(crate) hours: Fixed,
    /// If the facts that clear the others came now, they would allow from here on.
    pub(crate) if_cleared: i64,
    /// The first instant after now at which a mark stops to matter.
    pub(crate) mark: i64,
    /// The places of those that are more than one interval, as bits.
    pub(crate) moving: u64,
    /// Some have places beyond these bits.
    pub(crate) more_moving: bool,
    /// Some of them are times of day.
    pub(crate) time_of_day: bool,
    /// A fact can clear one of them.
    pub(crate) clearable: bool,
    /// A fact can clear one that stands against now.
    pub(crate) fact_blocks: bool,
    /// A fact can clear one that would also clear by itself, but only after the horizon.
    pub(crate) clears_beyond_horizon: bool,
    pub(crate) warnings: u32,
    /// What stands against now, as bits; see `Brief`.
    pub(crate) blocks: u64,
    pub(crate) binding: Binding,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            all: Fixed::OPEN,
            timed: Fixed::OPEN,
            hours: Fixed::OPEN,
            if_cleared: i64::MIN,
            mark: FOREVER,
            moving: 0,
            more_moving: false,
            time_of_day: false,
            clearable: false,
            fact_blocks: false,
            clears_beyond_horizon: false,
            warnings: 0,
            blocks: 0,
            binding: Binding::default(),
        }
    }
}

impl Sum {
    /// Adds the parts of one rule, or of one side of the reason: one for each clock that counts.
    pub(crate) fn add<'a>(
        &mut self,
        view: &View<'a>,
        reason: Option<&Reason>,
        same: &[Part<'a>],
        moving: &mut Moving<'a>,
    ) {
        for part in same {
            let timed = part.clears == Clears::Time;
            let nowhere = part.at_now == First::Nowhere;
            let fixed = match (part.fixed(), part.at_now) {
                (Some(interval), _) => Fixed { interval, nowhere, beyond: false },
                (None, at_now) => {
                    let bit = moving.push(part, view.now);
                    self.moving |= bit;
                    self.more_moving |= bit == 0;
                    let from = if let First::At(interval) = at_now { interval.from } else { view.now };
                    let interval = Interval { from, until: FOREVER };
                    Fixed { interval, nowhere, beyond: at_now == First::Beyond }
                }
            };
            if part.time_of_day {
                self.time_of_day = true;
                self.hours.join(fixed);
            } else {
                self.all.join(fixed);
                if timed {
                    self.timed.join(fixed);
                }
            }
            if !timed {
                self.clearable = true;
                self.if_cleared = self.if_cleared.max(part.if_cleared);
                self.clears_beyond_horizon |= part.clears_beyond_horizon(view);
            }
            if part.mark > view.now {
                self.mark = self.mark.min(part.mark);
                if let Code::HistoryShort | Code::HistoryTruncated = part.code {
                    self.warnings |= super::brief::warning_bit(part.code);
                }
            }
        }
        if let Some(block) = block_of(view, same) {
            self.block(view.engine, reason, &block);
        }
    }

    /// Adds something that stands against now.
    pub(crate) fn block(&mut self, engine: &Engine, reason: Option<&Reason>, block: &Block) {
        self.blocks |= super::brief::block_bit(block.code);
        self.fact_blocks |= block.clears != Clears::Time;
        self.binding.add(engine, reason, Binding::of(block));
    }

    /// Adds what a later rule says.
    #[inline]
    pub(crate) fn join(&mut self, other: &Sum) {
        self.all.join(other.all);
        self.timed.join(other.timed);
        self.hours.join(other.hours);
        self.if_cleared = self.if_cleared.max(other.if_cleared);
        self.mark = self.mark.min(other.mark);
        self.moving |= other.moving;
        self.more_moving |= other.more_moving;
        self.time_of_day |= other.time_of_day;
        self.blocks |= other.blocks;
        self.warnings |= other.warnings;
        if other.binding.clears_at > self.binding.clears_at {
            self.binding = other.binding;
        }
        self.clearable |= other.clearable;
        self.fact_blocks |= other.fact_blocks;
        self.clears_beyond_horizon |= other.clears_beyond_horizon;
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
        [_] => match part.at_now {
            First::At(interval) if interval.from < view.horizon => interval.from,
            _ => FOREVER,
        },
        _ => match joint(same.len(), view.now, view.horizon, |i, t| same[i].first(t, view.horizon)) {
            Joint::At(interval) => interval.from,
            _ => FOREVER,
        },
    };
    let (source, code, since, clears) = (part.source, part.code, part.since, part.clears);
    Some(Block { source, code, since, clears_at, clears, binding: false })
}
