//! Refusals: status, code, message, path, line and column.

use crate::boundary::{free, of};
use crate::text::tactful_text;
use tactful::Error;

/// What a function answers: `TACTFUL_OK`, or one of the `TACTFUL_ERROR_...` numbers.
pub type tactful_status = u32;

/// Why a call was refused. Owned by the caller; free it with `tactful_error_free`.
///
/// The texts never repeat what a customer wrote; names of fields may occur in them.
pub struct tactful_error(pub(crate) Error);

/// The number of its code, the status that the call returned. 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_code(error: *const tactful_error) -> tactful_status {
    // SAFETY: by the conventions of the header
    unsafe { of(error, 0, |error| Some(error.0.code().number().into())) }
}

/// What is wrong and what would be right: lower case, without the place. Borrowed from the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_message(error: *const tactful_error) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe { of(error, tactful_text::NONE, |error| Some(tactful_text::of(error.0.message()))) }
}

/// The way through the document or the arguments, e.g. `rules.nights.quiet_hours[0]`; may be empty.
/// Borrowed from the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_path(error: *const tactful_error) -> tactful_text {
    // SAFETY: by the conventions of the header
    unsafe { of(error, tactful_text::NONE, |error| Some(tactful_text::of(error.0.path()))) }
}

/// The line in the text, from 1; 0 if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_line(error: *const tactful_error) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(error, 0, |error| Some(error.0.line())) }
}

/// The column in characters, from 1; 0 if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_column(error: *const tactful_error) -> u32 {
    // SAFETY: by the conventions of the header
    unsafe { of(error, 0, |error| Some(error.0.column())) }
}

/// Frees an error. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_error_free(error: *mut tactful_error) {
    // SAFETY: null, or an error of this library that is not yet freed
    unsafe { free(error) };
}
