//! The C Data and C Stream interfaces of Arrow: structures of three names, fixed for good, and what goes in and out
//! through them.
//!
//! Tables come in through [`Imported`], which trusts nothing that it can look at, and go out through [`export`].

mod array;
mod export;
mod import;
mod kind;

pub(crate) use export::export;
pub(crate) use import::{Imported, one_batch, take};

use std::ffi::{c_char, c_int, c_void};

/// What a column holds, or what the columns of a table are.
#[repr(C)]
pub struct ArrowSchema {
    /// The type, in the letters of the interface.
    pub format: *const c_char,
    /// The name of the column.
    pub name: *const c_char,
    /// Not read.
    pub metadata: *const c_char,
    /// Not read.
    pub flags: i64,
    /// How many children there are.
    pub n_children: i64,
    /// The columns of a table, the items of a list.
    pub children: *mut *mut ArrowSchema,
    /// The values of a dictionary-encoded column.
    pub dictionary: *mut ArrowSchema,
    /// Frees what the producer keeps; null: that was done.
    pub release: Option<unsafe extern "C" fn(schema: *mut ArrowSchema)>,
    /// The producer's own.
    pub private_data: *mut c_void,
}

/// The values of a column, or of a table's columns.
#[repr(C)]
pub struct ArrowArray {
    /// How many values there are.
    pub length: i64,
    /// How many of them are null; -1: not counted.
    pub null_count: i64,
    /// How many values stand before the first.
    pub offset: i64,
    /// How many buffers there are.
    pub n_buffers: i64,
    /// How many children there are.
    pub n_children: i64,
    /// The buffers.
    pub buffers: *mut *const c_void,
    /// The columns of a table, the items of a list.
    pub children: *mut *mut ArrowArray,
    /// The values of a dictionary-encoded column.
    pub dictionary: *mut ArrowArray,
    /// Frees what the producer keeps; null: that was done.
    pub release: Option<unsafe extern "C" fn(array: *mut ArrowArray)>,
    /// The producer's own.
    pub private_data: *mut c_void,
}

/// Tables, one after the other.
#[repr(C)]
pub struct ArrowArrayStream {
    /// Says what the columns are.
    pub get_schema:
        Option<unsafe extern "C" fn(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int>,
    /// Gives the next table; one that is released: the stream has ended.
    pub get_next: Option<unsafe extern "C" fn(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int>,
    /// Says what the last error was.
    pub get_last_error: Option<unsafe extern "C" fn(stream: *mut ArrowArrayStream) -> *const c_char>,
    /// Frees what the producer keeps; null: that was done.
    pub release: Option<unsafe extern "C" fn(stream: *mut ArrowArrayStream)>,
    /// The producer's own.
    pub private_data: *mut c_void,
}

/// A structure of the interfaces: it is moved by its bytes, and released once, by whoever holds it then.
///
/// # Safety
/// Zeros are a value of the type, the one that is released, and [`Released::release`] does what the producer says.
pub(crate) unsafe trait Released {
    /// Whether there is nothing left to release.
    fn is_released(&self) -> bool;

    /// Lets the producer free what it keeps.
    ///
    /// # Safety
    /// The structure is as the producer made it, and is not used afterwards.
    unsafe fn release(&mut self);
}

macro_rules! released {
    ($($structure:ty),*) => {
        $(
            // SAFETY: numbers and pointers, and functions that may be null
            unsafe impl Released for $structure {
                fn is_released(&self) -> bool {
                    self.release.is_none()
                }

                unsafe fn release(&mut self) {
                    if let Some(release) = self.release {
                        // SAFETY: as promised by the caller; the producer's own function
                        unsafe { release(self) };
                    }
                }
            }
        )*
    };
}

released!(ArrowSchema, ArrowArray, ArrowArrayStream);

/// A structure that is ours now, and is released when it is dropped.
pub(crate) struct Held<T: Released>(T);

// SAFETY: by the rules of the interfaces a structure may be used and released by any thread, one at a time
unsafe impl<T: Released> Send for Held<T> {}
// SAFETY: what is shared of one is only read
unsafe impl<T: Released> Sync for Held<T> {}

impl<T: Released> std::panic::RefUnwindSafe for Held<T> {}

impl<T: Released> Held<T> {
    /// Nothing: room for a producer to write to.
    pub(crate) fn empty() -> Self {
        // SAFETY: zeros are a value of the type
        Self(unsafe { std::mem::zeroed() })
    }

    /// Moves a structure out of the caller's place, where one that is released stays behind. Nothing comes of null.
    ///
    /// # Safety
    /// If not null and aligned, the pointer leads to a structure as its producer made it, which nobody else uses.
    pub(crate) unsafe fn take(pointer: *mut T) -> Self {
        if pointer.is_null() || !pointer.is_aligned() {
            return Self::empty();
        }
        // SAFETY: zeros are a value of the type
        let nothing = unsafe { std::mem::zeroed() };
        // SAFETY: not null, aligned, and as promised by the caller
        Self(unsafe { pointer.replace(nothing) })
    }

    pub(crate) fn get(&self) -> &T {
        &self.0
    }

    pub(crate) fn place(&mut self) -> *mut T {
        &raw mut self.0
    }
}

impl<T: Released> Drop for Held<T> {
    fn drop(&mut self) {
        // SAFETY: as its producer made it, and dropped once
        unsafe { self.0.release() };
    }
}
