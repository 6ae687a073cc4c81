//! Every operation of the library, as JSON.

use crate::boundary::{Out, guard, optional, text};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::text::tactful_buffer;
use std::ffi::c_char;
use tactful_json::Door;

/// Answers a request in JSON, such as `{"op": "calendar.add", ...}`, with an answer in JSON.
///
/// Requests that carry no `policy` mean `engine`; without an engine (NULL) they mean the house policy, which is
/// compiled anew for each of them. The buffer is owned by the caller.
///
/// Errors: whatever refuses the request, with path, line and column in its text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_call(
    engine: *const tactful_engine,
    request: *const c_char,
    request_len: usize,
    answer: *mut tactful_buffer,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let answer = Out::new(answer, "answer")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { optional(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let request = unsafe { text(request, request_len, "request") }?;
        let said = match engine {
            Some(engine) => engine.door.call(request)?,
            None => Door::new().call(request)?,
        };
        // SAFETY: by the conventions of the header
        unsafe { answer.give_bytes(said.into_bytes()) };
        Ok(())
    })
}
