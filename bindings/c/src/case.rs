//! Cases of complaints: a log of events, guarded acts, and where it stands.

use crate::boundary::{Out, Room, exclusive, free, guard, of, shared, text, wanted};
use crate::customer::tactful_customer;
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::event::{all, one, tactful_event};
use crate::text::tactful_text;
use crate::{needed, seconds};
use std::ffi::c_char;
use tactful::complaint::{Acts, Case, Conduct, Refusal, Remedies, Roles};
use tactful::{Code, Error, Result};

/// The case of a complaint: a log of events, and what it comes to. Reading one is allowed to any number of threads;
/// functions that take it without `const` need it for themselves. Keep the events, in their order, in your database:
/// `tactful_case_replay` makes the case of them. Free it with `tactful_case_free`.
pub struct tactful_case(pub(crate) Case);

/// Why an act was refused: plain data.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_refusal {
    /// `TACTFUL_ERROR_...`: what the function returned.
    pub code: u32,
    /// The acts that come first and were not done: bits, `TACTFUL_ACT_...`.
    pub missing: u32,
    /// The roles that could do what is missing, or the act itself: bits, `TACTFUL_ROLE_...`; 0 where it does not
    /// matter.
    pub by: u32,
    /// How many approvers of the policy could let it pass (C7); the error's message names them.
    pub approvers: u32,
    /// The rule: `C1`, `C2`, `C3` or `C7`; `{NULL, 0}` for what no rule speaks of, such as an event of another case.
    /// Static.
    pub rule: tactful_text,
    /// Zeros; room for later versions.
    pub reserved: [i64; 3],
}

impl tactful_refusal {
    fn of(refusal: &Refusal) -> Self {
        Self {
            code: refusal.code().number().into(),
            missing: refusal.missing().fold(0, |bits, act| bits | 1 << act as u32),
            by: roles(refusal.by()),
            approvers: u32::try_from(refusal.approvers().len()).unwrap_or(u32::MAX),
            rule: shown(refusal.rule()),
            reserved: [0; 3],
        }
    }
}

fn roles(roles: Roles) -> u32 {
    roles.iter().fold(0, |bits, role| bits | 1 << role as u32)
}

fn acts(acts: Acts) -> u32 {
    acts.iter().fold(0, |bits, act| bits | 1 << act as u32)
}

fn remedies(remedies: Remedies) -> u32 {
    remedies.iter().fold(0, |bits, remedy| bits | 1 << remedy as u32)
}

/// A text that lives on; an empty one is none.
fn shown(text: &str) -> tactful_text {
    if text.is_empty() { tactful_text::NONE } else { tactful_text::of(text) }
}

/// An id has at most so many bytes, as in events.
const LONGEST: usize = 256;

/// # Safety
/// The pointer leads to so many bytes.
unsafe fn case_id<'a>(id: *const c_char, len: usize) -> Result<&'a str> {
    // SAFETY: as promised by the caller
    let id = unsafe { text(id, len, "id") }?;
    match id.len() {
        0 => Err(Error::new(Code::MissingField, "a case needs an id").at_path("id")),
        1..=LONGEST => Ok(id),
        _ => {
            Err(Error::new(Code::InvalidValue, format!("1 to {LONGEST} bytes are needed here")).at_path("id"))
        }
    }
}

/// Opens a case with its first event, which is of the kind `opened`.
///
/// Errors: what is wrong with the event, with its path such as `event.kind`; `TACTFUL_ERROR_UNKNOWN_CASE` if it is of
/// another kind, or meant for another case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_open(
    id: *const c_char,
    id_len: usize,
    event: *const tactful_event,
    case: *mut *mut tactful_case,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let case = Out::new(case, "case")?;
        // SAFETY: by the conventions of the header
        let id = unsafe { case_id(id, id_len) }?;
        // SAFETY: by the conventions of the header
        let event = unsafe { one(event) }?;
        let made = Case::open(id, event).map_err(|refusal| Error::from(refusal).at_path("event"))?;
        // SAFETY: by the conventions of the header
        unsafe { case.give(tactful_case(made)) };
        Ok(())
    })
}

/// The case of the events that were kept, in their order. They were accepted under the policy of their time, so only
/// what holds under every policy is asked of them: their order in time, their ids, and C1's order of acts.
///
/// Errors: as `tactful_case_open`, and those of `tactful_case_act` that no policy changes, with the path of the event
/// such as `events[3]`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_replay(
    id: *const c_char,
    id_len: usize,
    events: *const tactful_event,
    events_len: usize,
    case: *mut *mut tactful_case,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let case = Out::new(case, "case")?;
        // SAFETY: by the conventions of the header
        let id = unsafe { case_id(id, id_len) }?;
        // SAFETY: by the conventions of the header
        let events = unsafe { all(events, events_len) }?;
        let made = Case::replay(id, &events)?;
        // SAFETY: by the conventions of the header
        unsafe { case.give(tactful_case(made)) };
        Ok(())
    })
}

/// Appends an event, if the guards of C1, C2, C3 and C7 let it pass. `expected_version` is the version that whoever
/// acts has read: if somebody else has acted since, the act is refused and nothing is lost.
///
/// A refused act is an answer: its code is returned, the case is unchanged, and `refusal`, which may be NULL, says
/// which rule refused, what is missing and who could do it. It is written then and only then: not if the act passes,
/// and not if the arguments are wrong.
///
/// Errors: what is wrong with the event, with its path such as `event.kind`; of the guards
/// `TACTFUL_ERROR_CASE_CONFLICT` if the case has moved on, `TACTFUL_ERROR_APOLOGY_FIRST`,
/// `TACTFUL_ERROR_ACT_OUT_OF_ORDER`, `TACTFUL_ERROR_REMEDY_WITHOUT_CAUSE`, `TACTFUL_ERROR_BEYOND_AUTHORITY` and the
/// others from `TACTFUL_ERROR_UNKNOWN_CASE` (1450) on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_act(
    engine: *const tactful_engine,
    case: *mut tactful_case,
    event: *const tactful_event,
    expected_version: u64,
    refusal: *mut tactful_refusal,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let refusal = wanted(refusal, "refusal")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let event = unsafe { one(event) }?;
        // SAFETY: by the conventions of the header
        let case = unsafe { exclusive(case, "case") }?;
        let Err(refused) = case.0.act(engine.complaints(), event, expected_version) else { return Ok(()) };
        if let Some(refusal) = refusal {
            // SAFETY: by the conventions of the header
            unsafe { refusal.write(tactful_refusal::of(&refused)) };
        }
        let path = if refused.code() == Code::CaseConflict { "expected_version" } else { "event" };
        Err(Error::from(refused).at_path(path))
    })
}

/// The version of a case: the number of its events. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_version(case: *const tactful_case) -> u64 {
    // SAFETY: by the conventions of the header
    unsafe { of(case, 0, |case| Some(case.0.version())) }
}

/// The id of a case. Borrowed from the case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_id(case: *const tactful_case) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe { of(case, tactful_text::NONE, |case| Some(tactful_text::of(case.0.id()))) }
}

/// How many parts a case has, numbered from 0; the first is the case itself. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_part_count(case: *const tactful_case) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(case, 0, |case| u32::try_from(case.0.state().parts().len()).ok()) }
}

/// The name of a part; the first has none. Borrowed from the case until it changes; `{NULL, 0}` for a part that there
/// is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_part_name(case: *const tactful_case, part: u32) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe {
        of(case, tactful_text::NONE, |case| case.0.part_names().get(part as usize).map(|name| shown(name)))
    }
}

/// Where a case and one of its parts stand: plain data.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_state {
    /// When all that was promised was done, or the case closed, for the first time; `TACTFUL_NO_TIME`: it was not.
    /// Reopening does not change it.
    pub first_solved: i64,
    /// Of the part: `TACTFUL_STATE_CASE_...`
    pub status: u32,
    /// Of the part: the stage of ISO 10002, `TACTFUL_STAGE_...`
    pub stage: u32,
    /// How the part ended: `TACTFUL_STATE_ENDED_...`; 0: it did not.
    pub ending: u32,
    /// Of the case: as the part that has come least far.
    pub case_status: u32,
    /// Of the case: as the part that has come least far.
    pub case_stage: u32,
    /// How the case ended, once all of its parts have: satisfied only if every part is. 0: it did not.
    pub case_ending: u32,
    /// The acts done in the part, as far as they still count: bits, `TACTFUL_ACT_...`.
    pub done: u32,
    /// The acts still to do before the customer's word can close the part; the lowest bit is the next one.
    pub missing: u32,
    /// The remedies agreed: bits, `TACTFUL_REMEDY_...`.
    pub remedies: u32,
    /// What the part is about: `TACTFUL_CAUSE_...`; 0: not found yet.
    pub cause: u32,
    /// Whether we answer for it: `TACTFUL_LIABILITY_...`; 0: that was not said.
    pub liability: u32,
    /// Commitments of the part that were made and neither kept nor broken yet.
    pub commitments: u32,
    /// Offers that the customer refused since the part was opened or reopened.
    pub refused_offers: u32,
    /// 1 if the customer said, after the last act, that it is put right; else 0.
    pub satisfied: u32,
    /// Attempts to reach the customer since the last contact; at most 255 are counted.
    pub attempts: u32,
    /// How often the case went from hand to hand; at most 255 are counted.
    pub hand_overs: u32,
    /// How often it, or a part of it, was taken up again; at most 255 are counted.
    pub reopenings: u32,
    /// What was not kept at some time: bits, `TACTFUL_CONDUCT_...` (C1).
    pub lapses: u32,
    /// 1 if the case was handed to somebody without a stake in sales (C13), else 0.
    pub owner_without_stake: u32,
    /// Zeros; room for later versions.
    pub reserved: [u32; 11],
}

/// Where a case and one of its parts stand; part 0 is the case itself, and the only one unless it was split.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_PART`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_state(
    case: *const tactful_case,
    part: u32,
    state: *mut tactful_state,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let state = Out::new(state, "state")?;
        // SAFETY: by the conventions of the header
        let case = &unsafe { shared(case, "case") }?.0;
        let made = state_of(case, part)?;
        // SAFETY: by the conventions of the header
        unsafe { state.write(made) };
        Ok(())
    })
}

fn state_of(case: &Case, part: u32) -> Result<tactful_state> {
    let whole = case.state();
    let Some(part) = whole.parts().get(part as usize) else {
        let message = "the case has no part of this number; ask for them with tactful_case_part_count";
        return Err(Error::new(Code::UnknownPart, message).at_path("part"));
    };
    let lapsed = Conduct::ALL.iter().filter(|(_, conduct)| whole.lapsed(*conduct));
    Ok(tactful_state {
        first_solved: seconds(case.first_solved()),
        status: part.status().code().number().into(),
        stage: 1 + part.stage() as u32,
        ending: part.ending().map_or(0, |ending| ending.code().number().into()),
        case_status: whole.status().code().number().into(),
        case_stage: 1 + whole.stage() as u32,
        case_ending: whole.ending().map_or(0, |ending| ending.code().number().into()),
        done: acts(part.done()),
        missing: acts(part.missing()),
        remedies: remedies(part.remedies()),
        cause: part.cause().map_or(0, |cause| 1 + cause as u32),
        liability: part.liability().map_or(0, |liability| 1 + liability as u32),
        commitments: part.commitments().into(),
        refused_offers: part.refused_offers().into(),
        satisfied: part.is_satisfied().into(),
        attempts: whole.attempts().into(),
        hand_overs: whole.hand_overs().into(),
        reopenings: whole.reopenings().into(),
        lapses: lapsed.fold(0, |bits, (_, conduct)| bits | 1 << *conduct as u32),
        owner_without_stake: case.warnings().contains(&Code::OwnerWithoutStake).into(),
        reserved: [0; 11],
    })
}

/// Something that may be done now.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_next {
    /// What, as `tactful_event.kind`. Static.
    pub kind: tactful_text,
    /// Of `close`: the ending, as `tactful_event.ending`; else `{NULL, 0}`. Static.
    pub ending: tactful_text,
    /// The part, from 0.
    pub part: u32,
    /// By whom: bits, `TACTFUL_ROLE_...`.
    pub by: u32,
    /// 1 for the act that C1's order asks for, else 0.
    pub due: u32,
    /// Zeros; room for later versions.
    pub reserved: [u32; 3],
}

/// What may be done now, and by whom, under the policy: for each part, each ending by itself. At most `capacity` are
/// written; `count` tells how many there are. `next` may be NULL if `capacity` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_next(
    engine: *const tactful_engine,
    case: *const tactful_case,
    next: *mut tactful_next,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut room = Room::new(next, capacity, "next")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let case = &unsafe { shared(case, "case") }?.0;
        for next in case.next_acts(engine.complaints()) {
            let next = tactful_next {
                kind: tactful_text::of(next.kind.as_str()),
                ending: next.ending.map_or(tactful_text::NONE, |ending| tactful_text::of(ending.as_str())),
                part: next.part.into(),
                by: roles(next.by),
                due: next.due.into(),
                reserved: [0; 3],
            };
            // SAFETY: by the conventions of the header
            unsafe { room.push(next) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(room.count()) };
        Ok(())
    })
}

/// The whole case, where the number of a part could stand.
pub const TACTFUL_WHOLE_CASE: u32 = u32::MAX;

/// When a clock of a case is due: plain data.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_due {
    /// When it is, or was, due; `TACTFUL_NO_TIME` while it stands still, and where it never ends.
    pub due_at: i64,
    /// The number of the clock: see `tactful_clock_id`.
    pub clock: u32,
    /// The part, from 0, or `TACTFUL_WHOLE_CASE`.
    pub part: u32,
    /// `TACTFUL_STATE_NOT_STARTED`, `TACTFUL_STATE_RUNNING`, `TACTFUL_STATE_MET`, `TACTFUL_STATE_BREACHED`, ...
    pub state: u32,
    /// 1 if its end (now, or when it stopped) is strictly after `due_at`, else 0.
    pub breached: u32,
    /// Zeros; room for later versions.
    pub reserved: [i64; 2],
}

/// When the policy's clocks are due for a case, read from its own log: for each clock, or each part where a clock runs
/// for parts (C2, C8, C11). Events later than `now` do not count yet. At most `capacity` are written; `count` tells
/// how many there are. `dues` may be NULL if `capacity` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_dues(
    engine: *const tactful_engine,
    case: *const tactful_case,
    customer: *const tactful_customer,
    now: i64,
    dues: *mut tactful_due,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut room = Room::new(dues, capacity, "dues")?;
        // SAFETY: by the conventions of the header
        let engine = &unsafe { shared(engine, "engine") }?.engine;
        // SAFETY: by the conventions of the header
        let case = &unsafe { shared(case, "case") }?.0;
        // SAFETY: by the conventions of the header
        let customer = &unsafe { shared(customer, "customer") }?.0;
        let mut found = Vec::new();
        engine.case_dues(case, customer, needed(now, "now")?, &mut found)?;
        for due in found {
            let due = tactful_due {
                due_at: seconds(due.due_at),
                clock: due.clock.into(),
                part: due.part.map_or(TACTFUL_WHOLE_CASE, |part| part.0.into()),
                state: due.state.code().number().into(),
                breached: due.breached.into(),
                reserved: [0; 2],
            };
            // SAFETY: by the conventions of the header
            unsafe { room.push(due) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(room.count()) };
        Ok(())
    })
}

/// How many complaint clocks the policy has, numbered from 0 by their ids.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_clock_count(engine: *const tactful_engine) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(engine, 0, |engine| u32::try_from(engine.engine.clock_ids().count()).ok()) }
}

/// The id of a complaint clock by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_clock_id(engine: *const tactful_engine, clock: u32) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe {
        of(engine, tactful_text::NONE, |engine| {
            engine.engine.clock_ids().nth(clock as usize).map(tactful_text::of)
        })
    }
}

/// Frees a case. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_case_free(case: *mut tactful_case) {
    // SAFETY: by the conventions of the header
    unsafe { free(case) };
}
