//! Refusals: status, code, message, path, line and column.

use crate::boundary::{free, plain};
use crate::text::tactful_text;
use tactful::Error;

/// What a function answers: `TACTFUL_OK`, or one of the `TACTFUL_ERROR_...` numbers.
pub type tactful_status = u32;

/// Why a call was refused. Owned by the caller; free it with `tactful_error_free`.
///
/// The texts never repeat what a customer wrote; names of fields may occur in them.
pub struct tactful_error(pub(crate) Error);

/// Reads something of an error; nothing of none.
fn of<T>(error: *const tactful_error, nothing: T, read: impl FnOnce(&Error) -> T) -> T {
    // SAFETY: null, or an error of this library that is not yet freed
    let error = unsafe { error.as_ref() };
    match error {
        Some(error) => plain(nothing, || read(&error.0)),
        None => nothing,
    }
}

/// The number of its code, the status that the call returned. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_code(error: *const tactful_error) -> tactful_status {
    of(error, 0, |error| error.code().number().into())
}

/// What is wrong and what would be right: lower case, without the place. Borrowed from the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_message(error: *const tactful_error) -> tactful_text {
    of(error, tactful_text::NONE, |error| tactful_text::of(error.message()))
}

/// The way through the document or the arguments, e.g. `rules.nights.quiet_hours[0]`; may be empty.
/// Borrowed from the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_path(error: *const tactful_error) -> tactful_text {
    of(error, tactful_text::NONE, |error| tactful_text::of(error.path()))
}

/// The line in the text, from 1; 0 if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_line(error: *const tactful_error) -> u32 {
    of(error, 0, Error::line)
}

/// The column in characters, from 1; 0 if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_column(error: *const tactful_error) -> u32 {
    of(error, 0, Error::column)
}

/// Frees an error. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_free(error: *mut tactful_error) {
    // SAFETY: null, or an error of this library that is not yet freed
    unsafe { free(error) };
}
