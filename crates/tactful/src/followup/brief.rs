//! A decision in brief: verdict, instants and bits, as plain data that a caller keeps in an array of its own.

use super::briefing::at_desk;
use super::decision::{Decision, Source};
use super::lean::{Notes, Room};
use super::question::Question;
use super::view::{Asking, View};
use crate::customer::{Customer, Standing};
use crate::followup::Plan;
use crate::time::Instant;
use crate::when::FOREVER;
use crate::{Code, Engine, Error, Result};

/// History that is short or was pushed out blocks, and is warned of where it does not block alone: the last two bits.
const HISTORY_SHORT: u32 = 1 << 30;
const HISTORY_TRUNCATED: u32 = 1 << 31;
/// No rule.
const NONE: u16 = u16::MAX;

/// What a [`Decision`] says (KERNEL section 2), without the list of its blocks and without `then`: plain data that is
/// copied, compared and kept in arrays. Every field equals that of the decision for the same question, bit for bit.
///
/// ```
/// use tactful::{customer::{Customer, Fact, Kind}, followup::{Asking, Plan}};
/// use tactful::{time::Instant, Code, Engine};
/// let engine = Engine::house()?;
/// let customer = Customer::new("c-17").in_zone(engine.zone("Europe/Paris")?);
/// let now = Instant::parse("2026-11-24T03:30:00+01:00")?;
/// let facts = [Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-17")];
/// let folded = engine.fold(&facts, now, None)?;
/// let question = engine.question("check-in", "phone")?;
/// let brief =
///     engine.brief(&customer, &folded.standing, &Plan::default(), question, now, &Asking::default())?;
/// assert_eq!(brief.verdict(), Code::Wait);
/// assert_eq!(brief.binding(), Some(Code::SendWindow)); // it clears last
/// assert!(brief.is_blocked_by(Code::QuietHours) && !brief.is_blocked_by(Code::Consent));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    pub(crate) question: Question,
    pub(crate) verdict: Code,
    /// The code of the block that binds.
    pub(crate) binding: Option<Code>,
    /// Its rule; `NONE`: it is none.
    pub(crate) binding_rule: u16,
    pub(crate) warnings: u32,
    pub(crate) blocks: u64,
    pub(crate) now: i64,
    // UTC seconds; `FOREVER`: none
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) anchor_at: i64,
    pub(crate) revisit_at: i64,
    pub(crate) eligible_at: i64,
    pub(crate) rules_allow_at: i64,
    pub(crate) best_at: i64,
}

/// No answer yet: what an array holds before [`Engine::briefs`] fills it. The verdict is `not_applicable`.
impl Default for Brief {
    fn default() -> Self {
        Self {
            question: Question::default(),
            verdict: Code::NotApplicable,
            binding: None,
            binding_rule: NONE,
            warnings: 0,
            blocks: 0,
            now: 0,
            from: FOREVER,
            until: FOREVER,
            anchor_at: FOREVER,
            revisit_at: FOREVER,
            eligible_at: FOREVER,
            rules_allow_at: FOREVER,
            best_at: FOREVER,
        }
    }
}

fn instant(seconds: i64) -> Option<Instant> {
    (seconds != FOREVER).then(|| Instant::clamped(seconds))
}

/// The bit of a block's code; 0 for any other.
pub(crate) const fn block_bit(code: Code) -> u64 {
    match code.number().checked_sub(Brief::FIRST_BLOCK) {
        Some(place) if place < 64 => 1 << place,
        _ => 0,
    }
}

/// The bit of a warning; 0 for any other code.
pub(crate) const fn warning_bit(code: Code) -> u32 {
    match (code, code.number().checked_sub(Brief::FIRST_WARNING)) {
        (Code::HistoryShort, _) => HISTORY_SHORT,
        (Code::HistoryTruncated, _) => HISTORY_TRUNCATED,
        (_, Some(place)) if place < 30 => 1 << place,
        _ => 0,
    }
}

impl Brief {
    /// Codes of blocks count from here; bit 0 of [`Brief::blocks`] is the first.
    pub const FIRST_BLOCK: u16 = 100;
    /// Codes of warnings count from here; bit 0 of [`Brief::warnings`] is the first.
    pub const FIRST_WARNING: u16 = 200;

    /// The question that it answers.
    #[must_use]
    pub fn question(&self) -> Question {
        self.question
    }

    /// `allow`, `wait`, `hold`, `never`, `expired` or `not_applicable`.
    #[must_use]
    pub fn verdict(&self) -> Code {
        self.verdict
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

    /// The instant of the fact that the reason is counted from; none if there is none, or the reason needs none.
    #[must_use]
    pub fn anchor_at(&self) -> Option<Instant> {
        instant(self.anchor_at)
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

    /// The codes of all that stands against the contact now, as bits: bit 0 is code 100, `quiet_hours`.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    /// Whether something of this code stands against the contact now; false for codes that are no blocks.
    #[must_use]
    pub fn is_blocked_by(&self, code: Code) -> bool {
        self.blocks & block_bit(code) != 0
    }

    /// What the reader should know, as bits: bit 0 is code 200, `zone_assumed`. History that is `history_short` or
    /// `history_truncated` is warned of by bits 30 and 31, whether or not it stands against the contact now.
    #[must_use]
    pub fn warnings(&self) -> u32 {
        self.warnings
    }

    /// Whether it warns of this; false for codes that are no warnings.
    #[must_use]
    pub fn warns_of(&self, code: Code) -> bool {
        self.warnings & warning_bit(code) != 0
    }

    /// The code of the block that clears last.
    #[must_use]
    pub fn binding(&self) -> Option<Code> {
        self.binding
    }

    /// The place of the binding block's rule among [`Engine::rules`], from 0; none if nothing binds, or if it is a
    /// part of the reason itself.
    #[must_use]
    pub fn binding_rule(&self) -> Option<u32> {
        (self.binding_rule != NONE).then(|| u32::from(self.binding_rule))
    }

    pub(crate) fn block(&mut self, code: Code) {
        self.blocks |= block_bit(code);
    }

    pub(crate) fn warn(&mut self, code: Code) {
        self.warnings |= warning_bit(code);
    }

    pub(crate) fn bind(&mut self, code: Code, source: Source) {
        self.binding = Some(code);
        self.binding_rule = if let Source::Rule(index) = source { index } else { NONE };
    }
}

impl Decision {
    /// The decision in brief: what is left when the list of blocks and `then` are left aside.
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::Plan, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let standing = engine.empty_standing();
    /// let decision = engine.decide(&customer, &standing, &Plan::default(), "check-in", "email", now)?;
    /// let brief = decision.brief();
    /// assert_eq!((brief.verdict(), brief.revisit_at()), (decision.verdict(), decision.revisit_at()));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn brief(&self) -> Brief {
        let mut brief = Brief {
            question: self.question(),
            verdict: self.verdict,
            now: self.now,
            from: self.from,
            until: self.until,
            anchor_at: self.anchor.map_or(FOREVER, |anchor| anchor.at),
            revisit_at: self.revisit_at,
            eligible_at: self.eligible_at,
            rules_allow_at: self.rules_allow_at,
            best_at: self.best_at,
            ..Brief::default()
        };
        for block in self.blocks.iter() {
            brief.block(block.code);
            if block.binding {
                brief.bind(block.code, block.source);
            }
        }
        self.warnings().for_each(|code| brief.warn(code));
        brief
    }

    /// The question that it answers, to be asked again.
    #[must_use]
    pub fn question(&self) -> Question {
        Question { reason: self.reason, channel: self.channel }
    }
}

impl Engine {
    /// The answer to a question in brief: that of [`Engine::decide_question`], without its lists. Allocates nothing.
    ///
    /// # Errors
    /// As [`Engine::decide_question`].
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::{Asking, Plan}, time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let (standing, plan) = (engine.empty_standing(), Plan::default());
    /// let question = engine.question("check-in", "email")?;
    /// let brief = engine.brief(&customer, &standing, &plan, question, now, &Asking::default())?;
    /// assert_eq!(brief.verdict(), Code::NotApplicable); // nothing was delivered
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn brief(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        question: Question,
        now: Instant,
        asking: &Asking,
    ) -> Result<Brief> {
        let question = self.listed(question)?;
        let view = View::new(self, customer, standing, plan, now, asking.keys())?;
        let mut brief = Brief::default();
        at_desk(&view, &mut Notes::default(), &mut Room::default(), &[question], |desk| {
            desk.brief(question, &mut brief);
        });
        if view.is_unknown_anchor(brief.verdict, brief.blocks == 0) {
            return Err(super::decide::unknown_anchor());
        }
        Ok(brief)
    }

    /// The answers to many questions about one customer, one for each, in their order. Allocates nothing.
    ///
    /// A named anchor that a reason does not have makes that reason `not_applicable`, as in
    /// [`Engine::decide_all_with`].
    ///
    /// # Errors
    /// [`Code::InvalidValue`] unless there is room for exactly as many answers as there are questions; those of
    /// [`Engine::question_at`] for a question that is not of this engine; [`Code::StandingShape`],
    /// [`Code::AsOfNeedsFacts`] as [`Engine::decide`]. Nothing is written then.
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::{Asking, Brief, Plan}, time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let (standing, plan) = (engine.empty_standing(), Plan::default());
    /// let questions = engine.questions(Some("email"))?;
    /// let mut answers = vec![Brief::default(); questions.len()];
    /// engine.briefs(&customer, &standing, &plan, &questions, now, &Asking::default(), &mut answers)?;
    /// assert!(answers.iter().zip(&questions).all(|(answer, question)| answer.question() == *question));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    pub fn briefs(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        questions: &[Question],
        now: Instant,
        asking: &Asking,
        answers: &mut [Brief],
    ) -> Result<()> {
        if questions.len() != answers.len() {
            let (asked, room) = (questions.len(), answers.len());
            let message =
                format!("{asked} questions need room for as many answers, and there is room for {room}");
            return Err(Error::new(Code::InvalidValue, message));
        }
        let view = self.listed_view(customer, standing, plan, questions, now, asking)?;
        at_desk(&view, &mut Notes::default(), &mut Room::default(), questions, |desk| {
            questions.iter().zip(answers).for_each(|(&question, answer)| desk.brief(question, answer));
        });
        Ok(())
    }

    /// The same for callers who keep answers in a form of their own: each is shown once, in the order of the
    /// questions. Allocates nothing.
    ///
    /// # Errors
    /// As [`Engine::briefs`], but for the room; nothing is shown then.
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::{Asking, Plan}, time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let (standing, plan) = (engine.empty_standing(), Plan::default());
    /// let mut welcome = 0;
    /// engine.each_brief(&customer, &standing, &plan, &engine.questions(None)?, now, &Asking::default(), |brief| {
    ///     welcome += u32::from(brief.verdict() == Code::Allow);
    /// })?;
    /// # assert!(welcome < 100);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    pub fn each_brief(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        questions: &[Question],
        now: Instant,
        asking: &Asking,
        mut show: impl FnMut(&Brief),
    ) -> Result<()> {
        let view = self.listed_view(customer, standing, plan, questions, now, asking)?;
        at_desk(&view, &mut Notes::default(), &mut Room::default(), questions, |desk| {
            let mut brief = Brief::default();
            for &question in questions {
                desk.brief(question, &mut brief);
                show(&brief);
            }
        });
        Ok(())
    }

    /// What questions look at, if they are all of this engine.
    fn listed_view<'a>(
        &'a self,
        customer: &'a Customer,
        standing: &'a Standing,
        plan: &'a Plan,
        questions: &[Question],
        now: Instant,
        asking: &Asking,
    ) -> Result<View<'a>> {
        for &question in questions {
            self.listed(question)?;
        }
        View::new(self, customer, standing, plan, now, asking.keys())
    }
}
