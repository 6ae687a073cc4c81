//! What a decision says.

use crate::inline::Inline;
use crate::time::Instant;
use crate::when::FOREVER;
use crate::{Code, Engine};

/// Who stands against a contact: a rule of the policy, or a part of the reason itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Source {
    /// A rule, by its index.
    Rule(u16),
    /// The reason's own window.
    #[default]
    Window,
    /// It was used already.
    Once,
    /// Its rhythm.
    Rhythm,
    /// A fact that it needs.
    Needs,
    /// A fact that rules it out.
    Blocks,
    /// The stage or level of the customer.
    Stage,
}

/// What can clear a block that does not clear by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Clears {
    /// Nothing but time.
    #[default]
    Time,
    /// The customer agrees.
    Consent,
    /// The complaint is closed.
    ComplaintClosed,
    /// Something of value is given.
    Give,
    /// Any touch.
    Touch,
    /// A fact of this kind.
    Fact(u64),
}

/// One thing that stands against a contact now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub(crate) source: Source,
    pub(crate) code: Code,
    /// The fact it rests on, `i64::MIN`: none.
    pub(crate) since: i64,
    /// When it clears by itself; `FOREVER`: it does not, or not before the horizon.
    pub(crate) clears_at: i64,
    pub(crate) clears: Clears,
    pub(crate) binding: bool,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            source: Source::Window,
            code: Code::ReasonWindow,
            since: i64::MIN,
            clears_at: FOREVER,
            clears: Clears::Time,
            binding: false,
        }
    }
}

impl Block {
    /// What kind of rule it is.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whether it is the one that clears last.
    #[must_use]
    pub fn is_binding(&self) -> bool {
        self.binding
    }

    /// The instant of the fact it rests on, where there is one.
    #[must_use]
    pub fn since(&self) -> Option<Instant> {
        (self.since != i64::MIN).then(|| Instant::clamped(self.since))
    }

    /// When it clears by itself; none if it does not, or not before the horizon.
    #[must_use]
    pub fn clears_at(&self) -> Option<Instant> {
        (self.clears_at != FOREVER).then(|| Instant::clamped(self.clears_at))
    }

    /// The id of the rule, or `reason.part`.
    #[must_use]
    pub fn rule(&self, engine: &Engine, reason: &str) -> String {
        source_id(self.source, engine, reason)
    }

    /// The place of its rule among [`Engine::rules`], from 0; none for a part of the reason itself.
    #[must_use]
    pub fn rule_index(&self) -> Option<u32> {
        match self.source {
            Source::Rule(index) => Some(index.into()),
            _ => None,
        }
    }

    /// The kind of fact that would clear it, where a fact can.
    #[must_use]
    pub fn clears_with<'e>(&self, engine: &'e Engine) -> Option<&'e str> {
        match self.clears {
            Clears::Time => None,
            Clears::Consent => Some("consent_given"),
            Clears::ComplaintClosed => Some("complaint_closed"),
            Clears::Give => Some("give"),
            Clears::Touch => Some("touch"),
            Clears::Fact(kind) => Some(engine.kind_name(kind)),
        }
    }
}

pub(crate) fn source_id(source: Source, engine: &Engine, reason: &str) -> String {
    match source {
        Source::Rule(index) => engine.rules[usize::from(index)].id.clone(),
        part => format!("{reason}.{}", part_name(part)),
    }
}

pub(crate) fn part_name(part: Source) -> &'static str {
    match part {
        Source::Rule(_) => "rule",
        Source::Window => "window",
        Source::Once => "once",
        Source::Rhythm => "rhythm",
        Source::Needs => "needs",
        Source::Blocks => "blocks",
        Source::Stage => "stage",
    }
}

/// The fact that a decision's reason is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnchorAt {
    pub(crate) at: i64,
    /// Hash of the order or case; 0: none.
    pub(crate) id: u64,
}

impl AnchorAt {
    /// The instant of the anchor.
    #[must_use]
    pub fn at(&self) -> Instant {
        Instant::clamped(self.at)
    }

    /// Whether this is the anchor of an order or case.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        self.id == crate::customer::hash_of(id)
    }
}

/// May we contact the customer for this reason, through this channel, now? If not now, when; and why?
///
/// A verdict is a quote, not a reservation: it holds for the facts and plans it was given, until `revisit_at`.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub(crate) reason: u32,
    pub(crate) channel: u8,
    pub(crate) now: i64,
    pub(crate) verdict: Code,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) anchor: Option<AnchorAt>,
    pub(crate) blocks: Inline<Block, 4, 12>,
    pub(crate) then: Inline<Source, 4, 12>,
    pub(crate) revisit_at: i64,
    pub(crate) eligible_at: i64,
    pub(crate) warnings: Inline<Option<Code>, 4, 8>,
    pub(crate) rules_allow_at: i64,
    /// The offset and zone of the answer's first clock, for people.
    pub(crate) best_at: i64,
}

fn instant(seconds: i64) -> Option<Instant> {
    (seconds != FOREVER).then(|| Instant::clamped(seconds))
}

impl Decision {
    /// `allow`, `wait`, `hold`, `never`, `expired` or `not_applicable`.
    #[must_use]
    pub fn verdict(&self) -> Code {
        self.verdict
    }

    /// The id of the reason.
    #[must_use]
    pub fn reason<'e>(&self, engine: &'e Engine) -> &'e str {
        &engine.reasons[self.reason as usize].id
    }

    /// The channel.
    #[must_use]
    pub fn channel<'e>(&self, engine: &'e Engine) -> &'e str {
        &engine.channels[usize::from(self.channel)]
    }

    /// The instant of the question.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::clamped(self.now)
    }

    /// The first instant at which every rule allows: `now` for allow, later for wait, none otherwise.
    #[must_use]
    pub fn allowed_from(&self) -> Option<Instant> {
        matches!(self.verdict, Code::Allow | Code::Wait).then(|| Instant::clamped(self.from))
    }

    /// The end of that time (exclusive); none if nothing ends before the horizon.
    #[must_use]
    pub fn allowed_until(&self) -> Option<Instant> {
        self.allowed_from().and(instant(self.until))
    }

    /// What the reason is counted from.
    #[must_use]
    pub fn anchor(&self) -> Option<AnchorAt> {
        self.anchor
    }

    /// Everything that stands against the contact now, sorted by rule id.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block that clears last.
    #[must_use]
    pub fn binding(&self) -> Option<&Block> {
        self.blocks.iter().find(|block| block.binding)
    }

    /// Ids of rules that stand against the last second before `allowed_from`, without standing against now.
    #[must_use]
    pub fn then(&self, engine: &Engine) -> Vec<String> {
        let reason = self.reason(engine);
        self.then.iter().map(|&source| source_id(source, engine, reason)).collect()
    }

    /// The answer stays what it is until then, if nothing new happens; none: for good.
    #[must_use]
    pub fn revisit_at(&self) -> Option<Instant> {
        instant(self.revisit_at)
    }

    /// The same if times of day are left aside.
    #[must_use]
    pub fn eligible_at(&self) -> Option<Instant> {
        instant(self.eligible_at)
    }

    /// Where the verdict is never: the first instant at which the rules alone would have allowed it.
    #[must_use]
    pub fn rules_allow_at(&self) -> Option<Instant> {
        instant(self.rules_allow_at)
    }

    /// The best instant for the reason, if it names one; it never changes a verdict.
    #[must_use]
    pub fn best_at(&self) -> Option<Instant> {
        instant(self.best_at)
    }

    /// What the reader should know.
    pub fn warnings(&self) -> impl Iterator<Item = Code> {
        self.warnings.iter().filter_map(|&code| code)
    }

    pub(crate) fn warn(&mut self, code: Code) {
        if !self.warnings.contains(&Some(code)) {
            self.warnings.push(Some(code));
        }
    }
}
