//! Tables that go out: a stream whose functions are called by whoever reads it. As behind every other function, no
//! panic leaves them.

use super::{ArrowArray, ArrowArrayStream, ArrowSchema};
use crate::boundary::plain;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::{Array, RecordBatchReader, StructArray};
use arrow_schema::ArrowError;
use std::ffi::{CString, c_char, c_int};
use tactful::{Code, Error};

/// What the functions answer: `EINVAL`, and `EFAULT` for places that are null; the same numbers on every system.
const REFUSED: c_int = 22;
const NO_PLACE: c_int = 14;

const _: () = assert!(size_of::<ArrowArray>() == size_of::<FFI_ArrowArray>());
const _: () = assert!(size_of::<ArrowSchema>() == size_of::<FFI_ArrowSchema>());

/// What a stream keeps until it is released.
struct Kept {
    /// None: it has ended.
    reader: Option<Box<dyn RecordBatchReader + Send>>,
    schema: arrow_schema::SchemaRef,
    error: Option<CString>,
}

impl Kept {
    fn refuse(&mut self, error: &Error) -> c_int {
        let at = if error.path().is_empty() { String::new() } else { format!(" (at `{}`)", error.path()) };
        let said = format!("{}: {}{at}", error.code().as_str(), error.message());
        self.error = CString::new(said.replace('\0', "\u{fffd}")).ok();
        REFUSED
    }
}

/// The library's own error, as it was before it went through a stream.
fn own(error: ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(inner) => match inner.downcast::<Error>() {
            Ok(error) => *error,
            Err(_) => fault(),
        },
        _ => fault(),
    }
}

fn fault() -> Error {
    Error::new(Code::Internal, "an error of the library; please report it")
}

/// Makes a stream of tables.
pub(crate) fn export(reader: Box<dyn RecordBatchReader + Send>) -> ArrowArrayStream {
    let schema = reader.schema();
    let kept = Box::new(Kept { reader: Some(reader), schema, error: None });
    ArrowArrayStream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release),
        private_data: Box::into_raw(kept).cast(),
    }
}

/// # Safety
/// Null, or a stream that [`export`] made, which nobody else uses during the call.
unsafe fn kept<'a>(stream: *mut ArrowArrayStream) -> Option<&'a mut Kept> {
    // SAFETY: as promised by the caller
    let stream = unsafe { stream.as_mut() }?;
    stream.release?;
    // SAFETY: made by `export`, and not yet released
    unsafe { stream.private_data.cast::<Kept>().as_mut() }
}

/// # Safety
/// As the interface says.
unsafe extern "C" fn get_schema(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    // SAFETY: as promised by the caller
    let Some(kept) = (unsafe { kept(stream) }) else { return NO_PLACE };
    if out.is_null() || !out.is_aligned() {
        return NO_PLACE;
    }
    kept.error = None;
    let made = plain(None, || FFI_ArrowSchema::try_from(kept.schema.as_ref()).ok());
    let Some(made) = made else { return kept.refuse(&fault()) };
    // SAFETY: room for a schema, as promised by the caller
    unsafe { out.cast::<FFI_ArrowSchema>().write(made) };
    0
}

/// # Safety
/// As the interface says.
unsafe extern "C" fn get_next(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    // SAFETY: as promised by the caller
    let Some(kept) = (unsafe { kept(stream) }) else { return NO_PLACE };
    if out.is_null() || !out.is_aligned() {
        return NO_PLACE;
    }
    kept.error = None;
    let reader = &mut kept.reader;
    let next = plain(Err(fault()), || {
        // an end and an error let go of everything that is read from
        let mut open = reader.take();
        let Some(batch) = open.as_mut().and_then(Iterator::next) else { return Ok(FFI_ArrowArray::empty()) };
        let table = StructArray::from(batch.map_err(own)?);
        *reader = open;
        Ok(FFI_ArrowArray::new(&table.to_data()))
    });
    match next {
        Ok(array) => {
            // SAFETY: room for an array, as promised by the caller
            unsafe { out.cast::<FFI_ArrowArray>().write(array) };
            0
        }
        Err(error) => kept.refuse(&error),
    }
}

/// # Safety
/// As the interface says.
unsafe extern "C" fn get_last_error(stream: *mut ArrowArrayStream) -> *const c_char {
    // SAFETY: as promised by the caller
    let kept = unsafe { kept(stream) };
    kept.and_then(|kept| kept.error.as_deref()).map_or(std::ptr::null(), std::ffi::CStr::as_ptr)
}

/// # Safety
/// As the interface says.
unsafe extern "C" fn release(stream: *mut ArrowArrayStream) {
    // SAFETY: null, or as promised by the caller
    let Some(stream) = (unsafe { stream.as_mut() }) else { return };
    let kept = std::mem::replace(&mut stream.private_data, std::ptr::null_mut()).cast::<Kept>();
    stream.get_schema = None;
    stream.get_next = None;
    stream.get_last_error = None;
    stream.release = None;
    if !kept.is_null() {
        // SAFETY: made by `export`, and released now for the first time
        let kept = unsafe { Box::from_raw(kept) };
        plain((), || drop(kept));
    }
}
