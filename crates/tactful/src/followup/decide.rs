//! Decisions: one question, or all of them, about one customer.

use super::counting::Counted;
use super::decision::{Block, Decision};
use super::parts::Bears;
use super::plan::Plan;
use super::question::Question;
use super::sheet::Sheet;
use super::view::{Asking, View};
use crate::customer::{Customer, Standing};
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};

impl Engine {
    /// May we contact the customer for this reason, through this channel, now? If not now, when; and why?
    ///
    /// # Errors
    /// [`Code::UnknownReason`], [`Code::UnknownChannel`], [`Code::ChannelNotListed`], [`Code::StandingShape`],
    /// [`Code::AsOfNeedsFacts`] if `now` is before the latest fact of the standing.
    ///
    /// ```
    /// use tactful::{customer::{Customer, Fact, Kind}, followup::Plan};
    /// use tactful::{time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-17").in_zone(engine.zone("Europe/Paris")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
    /// let facts = [Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00+01:00")?).order("o-17")];
    /// let folded = engine.fold(&facts, now, None)?;
    /// let decision = engine.decide(&customer, &folded.standing, &Plan::default(), "check-in", "email", now)?;
    /// assert_eq!(decision.verdict(), Code::Allow);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn decide(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        reason: &str,
        channel: &str,
        now: Instant,
    ) -> Result<Decision> {
        self.decide_with(customer, standing, plan, reason, channel, now, &Asking::default())
    }

    /// The same, with what the caller adds to the question.
    ///
    /// # Errors
    /// As [`Engine::decide`], and [`Code::UnknownOrder`] if the anchor is not among the customer's facts.
    #[expect(clippy::too_many_arguments, reason = "the question has these parts")]
    pub fn decide_with(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        reason: &str,
        channel: &str,
        now: Instant,
        asking: &Asking,
    ) -> Result<Decision> {
        self.decide_question(customer, standing, plan, self.question(reason, channel)?, now, asking)
    }

    /// The same for a question that was looked up before.
    ///
    /// # Errors
    /// Those of [`Engine::question_at`] if the question is not one of this engine; [`Code::StandingShape`],
    /// [`Code::AsOfNeedsFacts`] and [`Code::UnknownOrder`] as [`Engine::decide_with`].
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::{Asking, Plan}, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let question = engine.question("check-in", "email")?; // once
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let (standing, plan) = (engine.empty_standing(), Plan::default());
    /// for id in ["c-1", "c-2"] {
    ///     let customer = Customer::new(id).in_zone(engine.zone("Asia/Shanghai")?);
    ///     let decision =
    ///         engine.decide_question(&customer, &standing, &plan, question, now, &Asking::default())?;
    ///     assert_eq!(decision, engine.decide(&customer, &standing, &plan, "check-in", "email", now)?);
    /// }
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn decide_question(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        question: Question,
        now: Instant,
        asking: &Asking,
    ) -> Result<Decision> {
        let question = self.listed(question)?;
        let view = View::new(self, customer, standing, plan, now, asking.keys())?;
        let decision = view.decide(question);
        if view.is_unknown_anchor(decision.verdict, decision.blocks.is_empty()) {
            return Err(unknown_anchor());
        }
        Ok(decision)
    }

    /// All reasons at once, each through each of its channels (or through the one that is given, if it lists it).
    ///
    /// # Errors
    /// As [`Engine::decide`].
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::Plan, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let decisions = engine.decide_all(&customer, &engine.empty_standing(), &Plan::default(), Some("email"), now)?;
    /// assert!(decisions.iter().all(|decision| decision.channel(&engine) == "email"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn decide_all(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        channel: Option<&str>,
        now: Instant,
    ) -> Result<Vec<Decision>> {
        self.decide_all_with(customer, standing, plan, channel, now, &Asking::default())
    }

    /// The same, with what the caller adds to the question.
    ///
    /// # Errors
    /// As [`Engine::decide`].
    pub fn decide_all_with(
        &self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        channel: Option<&str>,
        now: Instant,
        asking: &Asking,
    ) -> Result<Vec<Decision>> {
        let questions = self.questions(channel)?;
        let view = View::new(self, customer, standing, plan, now, asking.keys())?;
        let counted = view.counted_by_all(&questions);
        let mut sheet = Sheet::new(&view, counted.as_ref());
        Ok(questions.into_iter().map(|question| sheet.decide(question)).collect())
    }
}

impl Engine {
    /// A decision for a look back, with all that its rules have against it: also where the reason itself does not
    /// apply, or no longer, and the decision names nothing else.
    pub(crate) fn look_back(
        &self,
        customer: &Customer,
        standing: &Standing,
        question: Question,
        now: Instant,
        asking: &Asking,
    ) -> Result<(Decision, Vec<Block>)> {
        let question = self.listed(question)?;
        let plan = Plan::default();
        let view = View::new(self, customer, standing, &plan, now, asking.keys())?;
        let counted = view.counted_by(question);
        let mut sheet = Sheet::new(&view, counted.as_ref());
        let decision = sheet.decide(question);
        let mut blocks = decision.blocks().to_vec();
        if matches!(decision.verdict, Code::Expired | Code::NotApplicable) {
            blocks.extend(sheet.rules_against(question));
        }
        Ok((decision, blocks))
    }
}

/// What [`View::is_unknown_anchor`] is refused with.
pub(crate) fn unknown_anchor() -> Error {
    Error::new(Code::UnknownOrder, "the reason has no anchor of this order or case")
}

impl View<'_> {
    pub(crate) fn decide(&self, question: Question) -> Decision {
        Sheet::new(self, self.counted_by(question).as_ref()).decide(question)
    }

    /// Whether an anchor was named that is not there. What is not for this stage or level is told so: then a block
    /// stands against it.
    pub(crate) fn is_unknown_anchor(&self, verdict: Code, unblocked: bool) -> bool {
        self.keys.anchor != 0 && verdict == Code::NotApplicable && unblocked
    }

    /// What the rules and the rhythm of one question count, where something may lie ahead.
    pub(crate) fn counted_by(&self, question: Question) -> Option<Counted> {
        self.ahead.then(|| {
            let reason = &self.engine.reasons[question.reason as usize];
            let rules = Bears::on(self, reason, question.channel).bearing.rules.iter().copied();
            Counted::of(self, rules, std::iter::once(reason))
        })
    }

    /// The same for many questions.
    pub(crate) fn counted_by_all(&self, questions: &[Question]) -> Option<Counted> {
        self.ahead.then(|| {
            let reasons = questions.iter().map(|question| &self.engine.reasons[question.reason as usize]);
            Counted::of(self, 0..self.engine.rules.len() as u16, reasons)
        })
    }
}
