//! The boundary from its own side: everything here can run under an interpreter that watches every access.

#![allow(clippy::multiple_unsafe_ops_per_block, reason = "many looks at one thing")]

use crate::boundary::{Out, Room, SizeFirst, guard, optional, shared, sized, text, values, wanted};
use crate::error::{tactful_error, tactful_error_code, tactful_error_free, tactful_error_message};
use crate::text::{tactful_buffer, tactful_buffer_free};
use std::ptr::{null, null_mut};
use tactful::{Code, Error};

#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Options {
    size: usize,
    first: u64,
    second: u32,
    padding: u32,
}

// SAFETY: numbers, the size first
unsafe impl SizeFirst for Options {
    const LEAST: usize = 16;
}

#[repr(C)]
struct Larger {
    known: Options,
    newer: u64,
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> Code {
    result.unwrap_err().code()
}

#[test]
fn structures_of_other_versions_are_understood() {
    let size = size_of::<Options>();
    let mut options = Options { size, first: 7, second: 8, padding: 0 };
    let read = |options: &Options| {
        // SAFETY: it is there
        unsafe { sized(std::ptr::from_ref(options), "options") }
    };
    assert_eq!(read(&options).map(|o| (o.first, o.second)), Ok((7, 8)));
    // an older caller knows fewer fields
    options.size = 16;
    assert_eq!(read(&options).map(|o| (o.first, o.second)), Ok((7, 0)));
    // a size that no version ever had
    for wrong in [0, 1, 7, 8, 15, 17, 20, 4097, 4104, usize::MAX] {
        options.size = wrong;
        assert_eq!(code(read(&options)), Code::WrongSize, "{wrong}");
    }
    // a newer caller knows more
    let mut larger = Larger { known: Options { size: size_of::<Larger>(), ..options }, newer: 0 };
    let read = |larger: &Larger| {
        // SAFETY: it is there, and as large as it says
        unsafe { sized(std::ptr::from_ref(larger).cast::<Options>(), "options") }
    };
    assert_eq!(read(&larger).map(|o| o.first), Ok(7));
    larger.newer = 1;
    assert_eq!(code(read(&larger)), Code::WrongSize);
    // SAFETY: null is asked for
    assert_eq!(code(unsafe { sized(null::<Options>(), "options") }), Code::NullArgument);
}

#[test]
fn pointers_are_looked_at_before_they_are_followed() {
    let words = [1_u64, 2];
    let crooked = words.as_ptr().wrapping_byte_add(1);
    // SAFETY: null and crooked pointers are not followed
    unsafe {
        assert_eq!(code(shared(null::<u64>(), "x")), Code::NullArgument);
        assert_eq!(code(shared(crooked, "x")), Code::NullArgument);
        assert_eq!(optional(null::<u64>(), "x"), Ok(None));
        assert_eq!(values(null::<u64>(), 0, "x"), Ok(&[][..]));
        assert_eq!(code(values(null::<u64>(), 1, "x")), Code::NullArgument);
        assert_eq!(code(values(crooked, 1, "x")), Code::NullArgument);
        assert_eq!(code(values(words.as_ptr(), usize::MAX, "x")), Code::TooLarge);
        assert_eq!(values(words.as_ptr(), 2, "x"), Ok(&words[..]));
        assert_eq!(text(null(), 0, "x"), Ok(""));
        assert_eq!(code(text(c"a\xff".as_ptr(), 2, "x")), Code::InvalidUtf8);
        assert_eq!(text(c"ab".as_ptr(), 1, "x"), Ok("a"));
    }
    assert!(Out::new(null_mut::<u64>(), "x").is_err());
    assert!(Out::new(crooked.cast_mut(), "x").is_err());
}

#[test]
fn no_more_is_written_than_there_is_room_for() {
    let mut words = [7_u64; 3];
    let mut room = Room::new(words.as_mut_ptr(), 2, "x").unwrap();
    for value in 0..4 {
        // SAFETY: there is room for two, and for one more
        unsafe { room.push(value) };
    }
    assert_eq!((room.count(), words), (4, [0, 1, 7]));
    let mut none = Room::new(null_mut::<u64>(), 0, "x").unwrap();
    // SAFETY: there is room for nothing, and nothing is written
    unsafe { none.push(1) };
    assert_eq!(none.count(), 1);
    assert!(Room::new(null_mut::<u64>(), 1, "x").is_err());
    assert!(Room::new(words.as_mut_ptr().wrapping_byte_add(1), 1, "x").is_err());
    assert!(wanted(null_mut::<u64>(), "x").is_ok_and(|place| place.is_none()));
    assert!(wanted(words.as_mut_ptr().wrapping_byte_add(1), "x").is_err());
}

#[test]
fn a_refusal_and_a_panic_become_a_status() {
    let mut error = null_mut::<tactful_error>();
    let status = guard(&raw mut error, || Err(Error::new(Code::UnknownTz, "no such zone")));
    assert_eq!(status, 1000);
    // SAFETY: the error was made just now
    unsafe {
        assert_eq!(tactful_error_code(error), 1000);
        assert_eq!(tactful_error_message(error).read("x"), Ok(Some("no such zone")));
        tactful_error_free(error);
    }
    assert_eq!(guard(null_mut(), || Err(Error::new(Code::UnknownTz, ""))), 1000);
    assert_eq!(guard(null_mut(), || panic!("planted")), 1301);
    assert_eq!(guard(null_mut(), || Ok(())), 0);
}

#[test]
fn buffers_end_with_nul_and_are_freed_once() {
    let mut buffer = tactful_buffer { data: null_mut(), len: 9 };
    for bytes in [b"".as_slice(), b"a\0b", "好".as_bytes()] {
        let place = Out::new(&raw mut buffer, "x").unwrap();
        // SAFETY: there is room for a buffer, which is freed below
        unsafe {
            place.give_bytes(bytes.to_vec());
            assert_eq!(values(buffer.data.cast::<u8>(), buffer.len, "x"), Ok(bytes));
            assert_eq!(*buffer.data.add(buffer.len), 0);
            tactful_buffer_free(&raw mut buffer);
            tactful_buffer_free(&raw mut buffer);
        }
        assert!(buffer.data.is_null() && buffer.len == 0);
    }
}

#[cfg(feature = "arrow")]
mod tables {
    use crate::arrow::{ArrowArray, ArrowSchema, export};

    /// A stream of tables that panics.
    struct Panics;

    impl Iterator for Panics {
        type Item = Result<arrow_array::RecordBatch, arrow_schema::ArrowError>;

        fn next(&mut self) -> Option<Self::Item> {
            panic!("planted")
        }
    }

    impl arrow_array::RecordBatchReader for Panics {
        fn schema(&self) -> arrow_schema::SchemaRef {
            tactful_arrow::decisions_schema()
        }
    }

    #[test]
    fn a_panic_behind_a_stream_is_its_error_and_its_end() {
        let mut stream = export(Box::new(Panics));
        // SAFETY: a stream that was made just now, used as its interface says
        unsafe {
            let (mut array, mut schema) =
                (std::mem::zeroed::<ArrowArray>(), std::mem::zeroed::<ArrowSchema>());
            assert_eq!(stream.get_next.unwrap()(&raw mut stream, &raw mut array), 22);
            let said = std::ffi::CStr::from_ptr(stream.get_last_error.unwrap()(&raw mut stream));
            assert_eq!(said.to_str(), Ok("internal: an error of the library; please report it"));
            assert_eq!(stream.get_next.unwrap()(&raw mut stream, &raw mut array), 0);
            assert!(array.release.is_none() && stream.get_last_error.unwrap()(&raw mut stream).is_null());
            assert_eq!(stream.get_schema.unwrap()(&raw mut stream, &raw mut schema), 0);
            schema.release.unwrap()(&raw mut schema);
            let (get_next, release) = (stream.get_next.unwrap(), stream.release.unwrap());
            release(&raw mut stream);
            assert!(stream.release.is_none() && stream.private_data.is_null());
            // whoever goes on with it is answered, and releasing it once more does nothing
            assert_eq!(get_next(&raw mut stream, &raw mut array), 14);
            release(&raw mut stream);
        }
    }
}
