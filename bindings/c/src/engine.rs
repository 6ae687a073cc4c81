//! Engines: a policy, compiled once, shared by all threads.

use crate::boundary::{Out, free, guard, of, shared, sized, text, values};
use crate::error::{tactful_error, tactful_status};
use crate::text::tactful_text;
use std::ffi::c_char;
use std::sync::Arc;
use tactful::customer::Standing;
use tactful::followup::Question;
use tactful::policy::Library;
use tactful::time::Zones;
use tactful::{Code, Engine, Error, Result};
use tactful_json::Door;

/// A policy, compiled. Immutable: any number of threads may use one at once. Free it with `tactful_engine_free`;
/// customers, standings, plans and calendars that were made with it may outlive it.
pub struct tactful_engine {
    pub(crate) engine: Arc<Engine>,
    pub(crate) door: Door,
    /// Every reason through each of its channels, in the order of the policy.
    questions: Vec<Question>,
    /// The same by channel.
    by_channel: Vec<Vec<Question>>,
    /// What is remembered where there are no facts.
    pub(crate) nothing: Standing,
}

impl tactful_engine {
    fn new(engine: Engine) -> Result<Self> {
        let engine = Arc::new(engine);
        let questions = engine.questions(None)?;
        let by_channel = engine.channels().map(|name| engine.questions(Some(name))).collect::<Result<_>>()?;
        let nothing = engine.empty_standing();
        Ok(Self { door: Door::with_engine(Arc::clone(&engine)), engine, questions, by_channel, nothing })
    }

    /// The questions through one channel, or all of them.
    pub(crate) fn asked(&self, channel: u32) -> Result<&[Question]> {
        if channel == TACTFUL_EVERY_CHANNEL {
            return Ok(&self.questions);
        }
        self.by_channel.get(channel as usize).map(Vec::as_slice).ok_or_else(|| {
            let message = "the policy has no channel of this number; ask for it with tactful_channel";
            Error::new(Code::UnknownChannel, message).at_path("channel")
        })
    }
}

/// Every channel, where a function takes the number of one.
pub const TACTFUL_EVERY_CHANNEL: u32 = u32::MAX;

/// The data of a time zone, newer than the table of the library or not in it.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_zone {
    /// Its IANA name.
    pub name: tactful_text,
    /// A TZif file (RFC 9636).
    pub tzif: *const u8,
    /// How many bytes it has.
    pub tzif_len: usize,
}

/// What `tactful_engine_new_with` is told beside the policy. Set `size` to `sizeof(tactful_engine_options)`;
/// whatever is zero is not given.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_engine_options {
    /// `sizeof(tactful_engine_options)`.
    pub size: usize,
    /// Documents, in TOML or JSON, that the policy may extend by name and version.
    pub documents: *const tactful_text,
    /// How many there are.
    pub documents_len: usize,
    /// Zones that replace or join those of the library.
    pub zones: *const tactful_zone,
    /// How many there are.
    pub zones_len: usize,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_engine_options {
    const LEAST: usize = size_of::<Self>();
}

/// Compiles a policy in TOML or JSON. `house@1` is there to extend.
///
/// Errors: whatever is wrong with the document, with path, line and column.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_engine_new(
    policy: *const c_char,
    policy_len: usize,
    engine: *mut *mut tactful_engine,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let engine = Out::new(engine, "engine")?;
        // SAFETY: by the conventions of the header
        let policy = unsafe { text(policy, policy_len, "policy") }?;
        let made = tactful_engine::new(Engine::from_text(policy)?)?;
        // SAFETY: by the conventions of the header
        unsafe { engine.give(made) };
        Ok(())
    })
}

/// Compiles a policy that extends documents of yours, or with newer data of time zones.
///
/// Errors: as `tactful_engine_new`; `TACTFUL_ERROR_INVALID_TZIF`; `TACTFUL_ERROR_WRONG_SIZE` for the options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_engine_new_with(
    policy: *const c_char,
    policy_len: usize,
    options: *const tactful_engine_options,
    engine: *mut *mut tactful_engine,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let engine = Out::new(engine, "engine")?;
        // SAFETY: by the conventions of the header
        let policy = unsafe { text(policy, policy_len, "policy") }?;
        // SAFETY: by the conventions of the header
        let options = unsafe { sized(options, "options") }?;
        // SAFETY: by the conventions of the header
        let library = unsafe { library(&options) }?;
        let made = tactful_engine::new(Engine::new(&library, policy)?)?;
        // SAFETY: by the conventions of the header
        unsafe { engine.give(made) };
        Ok(())
    })
}

/// # Safety
/// The pointers of the options lead to what they say.
unsafe fn library(options: &tactful_engine_options) -> Result<Library> {
    // SAFETY: as promised by the caller
    let given = unsafe { values(options.zones, options.zones_len, "options.zones") }?;
    // SAFETY: as promised by the caller
    let documents = unsafe { values(options.documents, options.documents_len, "options.documents") }?;
    let mut zones = Zones::bundled();
    for (place, zone) in given.iter().enumerate() {
        let path = format!("options.zones[{place}]");
        // SAFETY: as promised by the caller
        let name = unsafe { zone.name.read(&path) }?.unwrap_or_default();
        // SAFETY: as promised by the caller
        let tzif = unsafe { values(zone.tzif, zone.tzif_len, &path) }?;
        zones = zones.with_tzif(name, tzif).map_err(|error| error.at_path(&path))?;
    }
    let mut library = Library::new().with_zones(Arc::new(zones));
    for (place, document) in documents.iter().enumerate() {
        let path = format!("options.documents[{place}]");
        // SAFETY: as promised by the caller
        let document = unsafe { document.read(&path) }?.unwrap_or_default();
        library.add(document)?;
    }
    Ok(library)
}

/// The engine of the house policy, the one that the library brings along.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_engine_house(
    engine: *mut *mut tactful_engine,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let engine = Out::new(engine, "engine")?;
        let made = tactful_engine::new(Engine::house()?)?;
        // SAFETY: by the conventions of the header
        unsafe { engine.give(made) };
        Ok(())
    })
}

/// Frees an engine. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_engine_free(engine: *mut tactful_engine) {
    // SAFETY: by the conventions of the header
    unsafe { free(engine) };
}

/// What the answers rest on: policy and version, a hash of its content, zone data, semantics version.
/// Borrowed from the engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_engine_fingerprint(engine: *const tactful_engine) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe { of(engine, tactful_text::NONE, |engine| Some(tactful_text::of(engine.engine.fingerprint()))) }
}

/// How many reasons the policy has; they are numbered from 0 in its order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_reason_count(engine: *const tactful_engine) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(engine, 0, |engine| u32::try_from(engine.engine.reasons().count()).ok()) }
}

/// How many channels the policy has, numbered from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_channel_count(engine: *const tactful_engine) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(engine, 0, |engine| u32::try_from(engine.engine.channels().count()).ok()) }
}

/// How many rules the policy has, numbered from 0 by their ids.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_rule_count(engine: *const tactful_engine) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(engine, 0, |engine| u32::try_from(engine.engine.rules().count()).ok()) }
}

/// The id of a reason by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_reason_id(engine: *const tactful_engine, reason: u32) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe {
        of(engine, tactful_text::NONE, |engine| {
            engine.engine.reasons().nth(reason as usize).map(tactful_text::of)
        })
    }
}

/// The name of a channel by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_channel_name(engine: *const tactful_engine, channel: u32) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe {
        of(engine, tactful_text::NONE, |engine| {
            engine.engine.channels().nth(channel as usize).map(tactful_text::of)
        })
    }
}

/// The id of a rule by its number. Borrowed from the engine; `{NULL, 0}` for a number that there is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_rule_id(engine: *const tactful_engine, rule: u32) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe {
        of(engine, tactful_text::NONE, |engine| {
            engine.engine.rules().nth(rule as usize).map(tactful_text::of)
        })
    }
}

/// The number of a reason, by its id or a former one. Look it up once and keep it beside the engine.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_REASON`, with the nearest known id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_reason(
    engine: *const tactful_engine,
    id: *const c_char,
    id_len: usize,
    reason: *mut u32,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let reason = Out::new(reason, "reason")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let id = unsafe { text(id, id_len, "id") }?;
        let number = engine.engine.reason_index(id).map_err(|error| error.at_path("id"))?;
        // SAFETY: by the conventions of the header
        unsafe { reason.write(number) };
        Ok(())
    })
}

/// The number of a channel, by its name.
///
/// Errors: `TACTFUL_ERROR_UNKNOWN_CHANNEL`, with the nearest known name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_channel(
    engine: *const tactful_engine,
    name: *const c_char,
    name_len: usize,
    channel: *mut u32,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let channel = Out::new(channel, "channel")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let name = unsafe { text(name, name_len, "name") }?;
        let number = engine.engine.channel_index(name).map_err(|error| error.at_path("name"))?;
        // SAFETY: by the conventions of the header
        unsafe { channel.write(number) };
        Ok(())
    })
}
