//! What is asked: about whom, when, and with what in mind.

use crate::boundary::{optional, shared, sized};
use crate::contact::tactful_plan;
use crate::customer::tactful_customer;
use crate::engine::tactful_engine;
use crate::standing::tactful_standing;
use crate::text::tactful_text;
use crate::{given, instant, needed};
use std::borrow::Cow;
use tactful::customer::{Customer, Standing};
use tactful::followup::{Asking, Plan};
use tactful::time::Instant;
use tactful::{Engine, Result};

/// A question about one customer at one instant. Set `size` to `sizeof(tactful_question)`; whatever is zero is not
/// given.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_question {
    /// `sizeof(tactful_question)`.
    pub size: usize,
    /// About whom. Always given.
    pub customer: *const tactful_customer,
    /// What is remembered of the facts; NULL: there are none.
    pub standing: *const tactful_standing,
    /// What is planned; NULL: nothing.
    pub plan: *const tactful_plan,
    /// The instant of the question, in seconds since 1970 (UTC). Always given; 0 is refused.
    pub now: i64,
    /// When the first fact begins to count that does not yet: from `tactful_folded`.
    pub next_pending: i64,
    /// Only the anchor of this order or case. Reasons that do not have it are `TACTFUL_VERDICT_NOT_APPLICABLE` in
    /// `tactful_decide_all`; `tactful_decide` refuses with `TACTFUL_ERROR_UNKNOWN_ORDER`.
    pub anchor: tactful_text,
    /// What the contact is about, for caps that are kept per subject.
    pub subject: tactful_text,
    /// The address or number, for its consent and its caps.
    pub contact_point: tactful_text,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_question {
    const LEAST: usize = size_of::<Self>();
}

/// The parts of a question, as the core takes them.
pub(crate) struct Asked<'a> {
    pub(crate) engine: &'a tactful_engine,
    pub(crate) customer: &'a Customer,
    pub(crate) standing: &'a Standing,
    pub(crate) plan: Cow<'a, Plan>,
    pub(crate) now: Instant,
    pub(crate) asking: Asking,
}

impl<'a> Asked<'a> {
    /// # Safety
    /// The pointers lead to what they say.
    pub(crate) unsafe fn read(
        engine: *const tactful_engine,
        question: *const tactful_question,
    ) -> Result<Self> {
        // SAFETY: as promised by the caller
        let engine: &'a tactful_engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: as promised by the caller
        let question = unsafe { sized(question, "question") }?;
        // SAFETY: as promised by the caller
        let customer: &'a tactful_customer = unsafe { shared(question.customer, "question.customer") }?;
        // SAFETY: as promised by the caller
        let standing: Option<&'a tactful_standing> =
            unsafe { optional(question.standing, "question.standing") }?;
        // SAFETY: as promised by the caller
        let plan: Option<&'a tactful_plan> = unsafe { optional(question.plan, "question.plan") }?;
        // SAFETY: as promised by the caller
        let anchor = unsafe { question.anchor.read("question.anchor") }?;
        // SAFETY: as promised by the caller
        let subject = unsafe { question.subject.read("question.subject") }?;
        // SAFETY: as promised by the caller
        let contact_point = unsafe { question.contact_point.read("question.contact_point") }?;
        let next_pending = given(question.next_pending);
        Ok(Self {
            engine,
            customer: &customer.0,
            standing: standing.map_or(&engine.nothing, |standing| &standing.0),
            plan: plan.map_or_else(|| Cow::Owned(Plan::default()), |plan| Cow::Borrowed(&plan.0)),
            now: needed(question.now, "question.now")?,
            asking: Asking {
                anchor: anchor.map(str::to_owned),
                subject: subject.map(str::to_owned),
                contact_point: contact_point.map(str::to_owned),
                next_pending: next_pending.map(|at| instant(at, "question.next_pending")).transpose()?,
            },
        })
    }

    pub(crate) fn core(&self) -> &Engine {
        &self.engine.engine
    }
}
