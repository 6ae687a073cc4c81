//! Texts: views in both directions, and buffers that the caller owns.

use crate::boundary::{Out, exclusive, text};
use std::ffi::c_char;
use tactful::Result;

/// A view of text in UTF-8, not ended by NUL. What the library hands out lives as long as its owner.
/// As an argument, a length of 0 means that nothing is given.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_text {
    /// The first byte.
    pub data: *const c_char,
    /// How many bytes there are.
    pub len: usize,
}

impl tactful_text {
    pub(crate) const NONE: Self = Self { data: std::ptr::null(), len: 0 };

    pub(crate) fn of(text: &str) -> Self {
        Self { data: text.as_ptr().cast(), len: text.len() }
    }

    /// The text, or none where nothing is given.
    ///
    /// # Safety
    /// The view leads to so many bytes, which nobody changes during the call.
    pub(crate) unsafe fn read<'a>(self, name: &str) -> Result<Option<&'a str>> {
        if self.len == 0 {
            return Ok(None);
        }
        // SAFETY: as promised by the caller
        unsafe { text(self.data, self.len, name) }.map(Some)
    }
}

/// Bytes that the library made and the caller owns; free them with `tactful_buffer_free`.
/// Behind the last byte stands a NUL that is not counted.
#[repr(C)]
#[derive(Debug)]
pub struct tactful_buffer {
    /// The first byte.
    pub data: *mut c_char,
    /// How many bytes there are, without the NUL.
    pub len: usize,
}

impl Out<tactful_buffer> {
    /// Hands bytes over.
    ///
    /// # Safety
    /// As for [`Out::write`].
    pub(crate) unsafe fn give_bytes(self, mut bytes: Vec<u8>) {
        let len = bytes.len();
        bytes.push(0);
        let data = Box::into_raw(bytes.into_boxed_slice()).cast::<c_char>();
        // SAFETY: as promised by the caller
        unsafe { self.write(tactful_buffer { data, len }) };
    }
}

/// Frees the bytes of a buffer and sets it to `{NULL, 0}`. NULL, and a buffer that is empty so, are allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_buffer_free(buffer: *mut tactful_buffer) {
    // SAFETY: null, or a buffer that this library filled and nobody else uses
    let Ok(buffer) = (unsafe { exclusive(buffer, "buffer") }) else { return };
    if !buffer.data.is_null() {
        let bytes = std::ptr::slice_from_raw_parts_mut(buffer.data.cast::<u8>(), buffer.len + 1);
        // SAFETY: made by `Box::into_raw` of so many bytes and the NUL
        drop(unsafe { Box::from_raw(bytes) });
    }
    *buffer = tactful_buffer { data: std::ptr::null_mut(), len: 0 };
}
