//! What lies between C and Rust: no panic passes it, no pointer is followed unchecked, and nothing is written
//! unless the call succeeds. All pointers of callers are read here and nowhere else.

use crate::error::{tactful_error, tactful_status};
use std::any::Any;
use std::ffi::c_char;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use tactful::{Code, Error, Result};

/// Everything went well.
pub(crate) const OK: tactful_status = 0;

/// Runs a call: its status, and an error for the caller who wants one.
pub(crate) fn guard(error: *mut *mut tactful_error, work: impl FnOnce() -> Result<()>) -> tactful_status {
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        discard(panic);
        Err(Error::new(Code::Internal, "an error of the library; please report it"))
    });
    match outcome {
        Ok(()) => OK,
        Err(refusal) => {
            let status = tactful_status::from(refusal.code().number());
            if !error.is_null() && error.is_aligned() {
                // SAFETY: the caller hands in the place for one pointer, or null
                unsafe { error.write(Box::into_raw(Box::new(tactful_error(refusal)))) };
            }
            status
        }
    }
}

/// Reads something of a handle; nothing of none, or if the library is at fault.
///
/// # Safety
/// As for [`shared`].
pub(crate) unsafe fn of<H, T>(handle: *const H, nothing: T, read: impl FnOnce(&H) -> Option<T>) -> T
where
    T: Copy,
{
    // SAFETY: as promised by the caller
    match unsafe { optional(handle, "handle") } {
        Ok(Some(handle)) => plain(nothing, || read(handle).unwrap_or(nothing)),
        _ => nothing,
    }
}

/// Runs what cannot be refused; a panic gives the fallback.
pub(crate) fn plain<T>(fallback: T, work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        discard(panic);
        fallback
    })
}

/// Drops what a panic carries, which may panic once more.
fn discard(panic: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
}

pub(crate) fn null(name: &str) -> Error {
    Error::new(Code::NullArgument, format!("`{name}` is null; it must point to something")).at_path(name)
}

fn misaligned(name: &str) -> Error {
    Error::new(Code::NullArgument, format!("`{name}` does not point to an object of its type")).at_path(name)
}

/// What a handle or a structure of the caller holds.
///
/// # Safety
/// If not null, the pointer came from this library or points to an object of its type, which nobody changes or
/// frees during the call.
pub(crate) unsafe fn shared<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: as promised by the caller
    unsafe { optional(pointer, name) }?.ok_or_else(|| null(name))
}

/// The same where null stands for nothing.
///
/// # Safety
/// As for [`shared`].
pub(crate) unsafe fn optional<'a, T>(pointer: *const T, name: &str) -> Result<Option<&'a T>> {
    if !pointer.is_null() && !pointer.is_aligned() {
        return Err(misaligned(name));
    }
    // SAFETY: aligned, and as promised by the caller
    Ok(unsafe { pointer.as_ref() })
}

/// What a handle holds that the call changes.
///
/// # Safety
/// As for [`shared`], and nobody else uses the handle during the call.
pub(crate) unsafe fn exclusive<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T> {
    if pointer.is_null() {
        return Err(null(name));
    }
    if !pointer.is_aligned() {
        return Err(misaligned(name));
    }
    // SAFETY: aligned, not null, and as promised by the caller
    unsafe { pointer.as_mut() }.ok_or_else(|| null(name))
}

/// Values in a row; null is allowed where there are none.
///
/// # Safety
/// If not null, the pointer leads to so many values, which nobody changes during the call.
pub(crate) unsafe fn values<'a, T>(pointer: *const T, len: usize, name: &str) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() {
        return Err(null(name));
    }
    if !pointer.is_aligned() {
        return Err(misaligned(name));
    }
    if len > isize::MAX as usize / size_of::<T>().max(1) {
        return Err(Error::new(Code::TooLarge, format!("`{name}` cannot be so long")).at_path(name));
    }
    // SAFETY: aligned, not null, of a possible length, and as promised by the caller
    Ok(unsafe { std::slice::from_raw_parts(pointer, len) })
}

/// Text in UTF-8; null is allowed where it is empty.
///
/// # Safety
/// As for [`values`].
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize, name: &str) -> Result<&'a str> {
    // SAFETY: as promised by the caller
    let bytes = unsafe { values(data.cast::<u8>(), len, name) }?;
    std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("not valid UTF-8 from byte {} on", error.valid_up_to());
        Error::new(Code::InvalidUtf8, message).at_path(name)
    })
}

/// Where an answer goes; written at the end of a call that succeeds, never before.
pub(crate) struct Out<T>(NonNull<T>);

impl<T> Out<T> {
    /// The caller's place for the answer.
    ///
    /// # Errors
    /// Null, or not a place for such a value.
    pub(crate) fn new(pointer: *mut T, name: &str) -> Result<Self> {
        let place = NonNull::new(pointer).ok_or_else(|| null(name))?;
        if !pointer.is_aligned() {
            return Err(misaligned(name));
        }
        Ok(Self(place))
    }

    /// Writes the answer.
    ///
    /// # Safety
    /// The caller's pointer leads to room for a value of this type.
    pub(crate) unsafe fn write(self, value: T) {
        // SAFETY: not null, aligned, and as promised by the caller
        unsafe { self.0.as_ptr().write(value) };
    }
}

impl<T> Out<*mut T> {
    /// Hands a handle over; its free function takes it back.
    ///
    /// # Safety
    /// As for [`Out::write`].
    pub(crate) unsafe fn give(self, value: T) {
        // SAFETY: as promised by the caller
        unsafe { self.write(Box::into_raw(Box::new(value))) };
    }
}

/// Room for answers in a row, of which as many are written as there is room for.
pub(crate) struct Room<T> {
    first: *mut T,
    capacity: usize,
    count: usize,
}

impl<T> Room<T> {
    /// The caller's room; null is allowed where there is none.
    ///
    /// # Errors
    /// Null, or not a place for such a value.
    pub(crate) fn new(first: *mut T, capacity: usize, name: &str) -> Result<Self> {
        if capacity > 0 {
            Out::new(first, name)?;
        }
        Ok(Self { first, capacity, count: 0 })
    }

    /// Writes the next answer if there is room for it, and counts it.
    ///
    /// # Safety
    /// The caller's pointer leads to room for as many values as `capacity` says.
    pub(crate) unsafe fn push(&mut self, value: T) {
        if self.count < self.capacity {
            // SAFETY: less than `capacity`, as promised by the caller
            let place = unsafe { self.first.add(self.count) };
            // SAFETY: as above
            unsafe { place.write(value) };
        }
        self.count += 1;
    }

    /// How many answers there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

/// The place for an answer that the caller may not want.
pub(crate) fn wanted<T>(pointer: *mut T, name: &str) -> Result<Option<Out<T>>> {
    if pointer.is_null() { Ok(None) } else { Out::new(pointer, name).map(Some) }
}

/// Takes a handle back; null is nothing.
///
/// # Safety
/// The handle came from [`Out::give`] and was not freed.
pub(crate) unsafe fn free<T>(pointer: *mut T) {
    if !pointer.is_null() && pointer.is_aligned() {
        // SAFETY: made by `Box::into_raw`, as promised by the caller
        let value = unsafe { Box::from_raw(pointer) };
        plain((), || drop(value));
    }
}

/// A structure that begins with its size and for which zeros mean that nothing is given.
///
/// # Safety
/// Every pattern of bits is a value of the type, and its first field is a `usize`.
pub(crate) unsafe trait SizeFirst: Copy {
    /// The size that it had when it was first published: no caller has a smaller one.
    const LEAST: usize;
}

/// No caller has a structure larger than this.
const LARGEST: usize = 4096;

/// Reads a structure that begins with its size. Fields that an older caller does not know read as zero;
/// what a newer caller knows and this library does not must be zero.
///
/// # Safety
/// If not null, the pointer leads to a `usize` that tells how many bytes there are, and to these bytes.
pub(crate) unsafe fn sized<T: SizeFirst>(pointer: *const T, name: &str) -> Result<T> {
    if pointer.is_null() {
        return Err(null(name));
    }
    if !pointer.cast::<usize>().is_aligned() {
        return Err(misaligned(name));
    }
    // SAFETY: not null, aligned, and as promised by the caller
    let size = unsafe { pointer.cast::<usize>().read() };
    if size == size_of::<T>() && pointer.is_aligned() {
        // SAFETY: not null, aligned, and so large
        return Ok(unsafe { pointer.read() });
    }
    if !(T::LEAST..=LARGEST).contains(&size) || !size.is_multiple_of(size_of::<usize>()) {
        let message = format!("`{name}.size` must be the size of the structure in bytes");
        return Err(Error::new(Code::WrongSize, message).at_path(name));
    }
    // SAFETY: so many bytes, as promised by the caller
    let bytes = unsafe { std::slice::from_raw_parts(pointer.cast::<u8>(), size) };
    let (known, newer) = bytes.split_at(size.min(size_of::<T>()));
    if newer.iter().any(|&byte| byte != 0) {
        let message = format!("`{name}` holds fields that this version of the library does not know");
        return Err(Error::new(Code::WrongSize, message).at_path(name));
    }
    let mut value = std::mem::MaybeUninit::<T>::zeroed();
    // SAFETY: both are at least so long and do not overlap
    unsafe { value.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(known.as_ptr(), known.len()) };
    // SAFETY: every pattern of bits is a value of the type
    Ok(unsafe { value.assume_init() })
}
