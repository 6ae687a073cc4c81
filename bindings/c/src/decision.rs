//! Decisions: may we contact this customer, for this reason, through this channel, now? If not now, when, and why?

use crate::boundary::{Out, Room, guard};
use crate::codes::{TACTFUL_LANGUAGE_CHINESE, TACTFUL_LANGUAGE_ENGLISH};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::question::{Asked, tactful_question};
use crate::seconds;
use crate::text::tactful_buffer;
use tactful::explain::Language;
use tactful::followup::{Brief, Question};
use tactful::{Code, Error, Result};

/// An answer: plain data, valid as long as you keep it. Instants are seconds since 1970 (UTC), or `TACTFUL_NO_TIME`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_decision {
    /// `TACTFUL_VERDICT_...`
    pub verdict: u32,
    /// The number of the reason.
    pub reason: u32,
    /// The number of the channel.
    pub channel: u32,
    /// The code of the block that clears last, `TACTFUL_BLOCK_...`; 0: nothing stands against the contact.
    pub binding: u32,
    /// The number of that block's rule; `TACTFUL_NO_RULE`: it is a part of the reason itself.
    pub binding_rule: u32,
    /// Warnings as bits: see `TACTFUL_WARNING_BIT`; and `TACTFUL_WARNS_HISTORY_...`.
    pub warnings: u32,
    /// All that stands against the contact now, as bits: see `TACTFUL_BLOCK_BIT`.
    pub blocks: u64,
    /// The instant of the question.
    pub now: i64,
    /// The first instant at which every rule allows: `now` for allow, later for wait.
    pub allowed_from: i64,
    /// The end of that time (exclusive).
    pub allowed_until: i64,
    /// The instant of the fact that the reason is counted from.
    pub anchor_at: i64,
    /// The answer stays what it is until then, if nothing new happens. None: for good.
    pub revisit_at: i64,
    /// The same if times of day are left aside.
    pub eligible_at: i64,
    /// Where the verdict is never: the first instant at which the rules alone would have allowed it.
    pub rules_allow_at: i64,
    /// The best instant for the reason, if it names one.
    pub best_at: i64,
    /// Zeros; room for later versions.
    pub reserved: [i64; 4],
}

/// A bit of `warnings`: a rule could not see back far enough (`TACTFUL_BLOCK_HISTORY_SHORT`).
pub const TACTFUL_WARNS_HISTORY_SHORT: u32 = 0x4000_0000;
/// A bit of `warnings`: older facts were pushed out (`TACTFUL_BLOCK_HISTORY_TRUNCATED`).
pub const TACTFUL_WARNS_HISTORY_TRUNCATED: u32 = 0x8000_0000;

/// No rule, where the number of one could stand.
pub const TACTFUL_NO_RULE: u32 = u32::MAX;

impl tactful_decision {
    fn of(brief: &Brief) -> Self {
        Self {
            verdict: brief.verdict().number().into(),
            reason: brief.question().reason_index(),
            channel: brief.question().channel_index(),
            binding: brief.binding().map_or(0, |code| code.number().into()),
            binding_rule: brief.binding_rule().unwrap_or(TACTFUL_NO_RULE),
            warnings: brief.warnings(),
            blocks: brief.blocks(),
            now: brief.now().seconds(),
            allowed_from: seconds(brief.allowed_from()),
            allowed_until: seconds(brief.allowed_until()),
            anchor_at: seconds(brief.anchor_at()),
            revisit_at: seconds(brief.revisit_at()),
            eligible_at: seconds(brief.eligible_at()),
            rules_allow_at: seconds(brief.rules_allow_at()),
            best_at: seconds(brief.best_at()),
            reserved: [0; 4],
        }
    }
}

/// The question of two numbers.
fn asked(engine: &tactful_engine, reason: u32, channel: u32) -> Result<Question> {
    engine.engine.question_at(reason, channel).map_err(|error| {
        let path = if error.code() == Code::UnknownReason { "reason" } else { "channel" };
        error.at_path(path)
    })
}

/// Decides for one reason through one channel. Allocates nothing, but for texts of the question and for tables of
/// calendars that are made on their first use.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_REASON`, `TACTFUL_ERROR_UNKNOWN_CHANNEL`, `TACTFUL_ERROR_CHANNEL_NOT_LISTED`,
/// `TACTFUL_ERROR_UNKNOWN_ORDER` for an anchor that the customer's facts do not name,
/// `TACTFUL_ERROR_AS_OF_NEEDS_FACTS` if the standing knows of facts later than `now`,
/// `TACTFUL_ERROR_STANDING_SHAPE` if another policy folded it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_decide(
    engine: *const tactful_engine,
    question: *const tactful_question,
    reason: u32,
    channel: u32,
    decision: *mut tactful_decision,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let decision = Out::new(decision, "decision")?;
        // SAFETY: by the conventions of the header
        let a = unsafe { Asked::read(engine, question) }?;
        let asked = asked(a.engine, reason, channel)?;
        let brief = a.core().brief(a.customer, a.standing, &a.plan, asked, a.now, &a.asking)?;
        // SAFETY: by the conventions of the header
        unsafe { decision.write(tactful_decision::of(&brief)) };
        Ok(())
    })
}

/// How many answers `tactful_decide_all` gives: one for each reason and each of its channels, or for each reason
/// that lists `channel` (`TACTFUL_EVERY_CHANNEL`: all of them).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_decide_all_count(
    engine: *const tactful_engine,
    channel: u32,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { crate::boundary::shared(engine, "engine") }?;
        let answers = engine.asked(channel)?.len();
        // SAFETY: by the conventions of the header
        unsafe { count.write(answers) };
        Ok(())
    })
}

/// Decides for all reasons at once, in the order of the policy, each through its channels, the preferred first.
/// There must be room for all answers: `tactful_decide_all_count`. `decisions` may be NULL if `capacity` is 0.
/// Allocates nothing, as `tactful_decide`.
///
/// Errors: as `tactful_decide`; `TACTFUL_ERROR_TOO_SMALL` if `capacity` is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_decide_all(
    engine: *const tactful_engine,
    question: *const tactful_question,
    channel: u32,
    decisions: *mut tactful_decision,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        if capacity > 0 {
            Out::new(decisions, "decisions")?;
        }
        // SAFETY: by the conventions of the header
        let a = unsafe { Asked::read(engine, question) }?;
        let questions = a.engine.asked(channel)?;
        let all = questions.len();
        if capacity < all {
            let message = format!("{all} decisions need room, and there is room for {capacity}");
            return Err(Error::new(Code::TooSmall, message).at_path("capacity"));
        }
        let mut written = 0;
        // refused, if at all, before the first answer is shown
        a.core().each_brief(a.customer, a.standing, &a.plan, questions, a.now, &a.asking, |brief| {
            // SAFETY: as many as there are questions, and the caller has room for so many
            let place = unsafe { decisions.add(written) };
            // SAFETY: as above
            unsafe { place.write(tactful_decision::of(brief)) };
            written += 1;
        })?;
        // SAFETY: by the conventions of the header
        unsafe { count.write(written) };
        Ok(())
    })
}

/// Something that stands against a contact now.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_block {
    /// `TACTFUL_BLOCK_...`
    pub code: u32,
    /// The number of the rule; `TACTFUL_NO_RULE`: a part of the reason itself.
    pub rule: u32,
    /// The instant of the fact it rests on, or `TACTFUL_NO_TIME`.
    pub since: i64,
    /// When it clears by itself; `TACTFUL_NO_TIME`: it does not, or not before the horizon.
    pub clears_at: i64,
    /// 1 for the one that clears last, else 0.
    pub binding: u32,
    /// 0.
    pub reserved: u32,
}

/// Lists what stands against a contact now, sorted by rule id. At most `capacity` blocks are written; `count` tells
/// how many there are. `blocks` may be NULL if `capacity` is 0.
///
/// Errors: as `tactful_decide`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_blocks(
    engine: *const tactful_engine,
    question: *const tactful_question,
    reason: u32,
    channel: u32,
    blocks: *mut tactful_block,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut blocks = Room::new(blocks, capacity, "blocks")?;
        // SAFETY: by the conventions of the header
        let a = unsafe { Asked::read(engine, question) }?;
        let asked = asked(a.engine, reason, channel)?;
        let decision = a.core().decide_question(a.customer, a.standing, &a.plan, asked, a.now, &a.asking)?;
        for block in decision.blocks() {
            let block = tactful_block {
                code: block.code().number().into(),
                rule: block.rule_index().unwrap_or(TACTFUL_NO_RULE),
                since: seconds(block.since()),
                clears_at: seconds(block.clears_at()),
                binding: block.is_binding().into(),
                reserved: 0,
            };
            // SAFETY: by the conventions of the header
            unsafe { blocks.push(block) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(blocks.count()) };
        Ok(())
    })
}

/// The language of a text.
fn spoken(number: u32) -> Result<Language> {
    match number {
        TACTFUL_LANGUAGE_ENGLISH => Ok(Language::English),
        TACTFUL_LANGUAGE_CHINESE => Ok(Language::Chinese),
        _ => {
            let message = "a language is TACTFUL_LANGUAGE_ENGLISH or TACTFUL_LANGUAGE_CHINESE";
            Err(Error::new(Code::InvalidValue, message).at_path("language"))
        }
    }
}

/// The whole answer in words: the verdict, every block with what clears it and when, the binding one marked.
/// Lines are separated by newlines, and the last has none. The buffer is owned by the caller.
///
/// Errors: as `tactful_decide`; `TACTFUL_ERROR_INVALID_VALUE` for a language that there is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_explain(
    engine: *const tactful_engine,
    question: *const tactful_question,
    reason: u32,
    channel: u32,
    language: u32,
    explanation: *mut tactful_buffer,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let explanation = Out::new(explanation, "explanation")?;
        // SAFETY: by the conventions of the header
        let a = unsafe { Asked::read(engine, question) }?;
        let language = spoken(language)?;
        let asked = asked(a.engine, reason, channel)?;
        let decision = a.core().decide_question(a.customer, a.standing, &a.plan, asked, a.now, &a.asking)?;
        let text = decision.explain(a.core(), a.customer, language);
        // SAFETY: by the conventions of the header
        unsafe { explanation.give_bytes(text.into_bytes()) };
        Ok(())
    })
}
