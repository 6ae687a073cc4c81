//! Arrays as their producer made them, made into columns that can be read without fear: counts, lengths, alignment,
//! offsets, places in dictionaries and UTF-8 are looked at here. That a buffer is as long as it must be cannot be seen
//! from outside; that is the producer's word.

use super::{ArrowArray, Held};
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Date32Type, Date64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, FixedSizeListArray, GenericListArray, GenericStringArray,
    NullArray, OffsetSizeTrait, PrimitiveArray, StringViewArray, StructArray,
};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use std::ffi::c_void;
use std::ptr::NonNull;
use std::sync::Arc;
use tactful::{Code, Error, Result};

/// More values than any machine holds of the widest kind.
const MOST_VALUES: usize = isize::MAX as usize / 32;

fn wrong(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidValue, message)
}

/// An array of a table that is kept until nobody reads its columns any more.
pub(super) struct Part<'a> {
    array: &'a ArrowArray,
    owner: &'a Arc<Held<ArrowArray>>,
    /// Values before the first, in this array's own buffers.
    offset: usize,
    length: usize,
}

impl<'a> Part<'a> {
    /// A whole table.
    pub(super) fn table(owner: &'a Arc<Held<ArrowArray>>) -> Result<Self> {
        let whole = Self::new(owner.get(), owner)?;
        // SAFETY: of the producer, as it was made
        if unsafe { whole.nulls() }?.is_some_and(|nulls| nulls.null_count() > 0) {
            return Err(wrong("a row of a table cannot be null; its values can"));
        }
        Ok(whole)
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    fn new(array: &'a ArrowArray, owner: &'a Arc<Held<ArrowArray>>) -> Result<Self> {
        let number = |number: i64| usize::try_from(number).ok();
        let (Some(length), Some(offset)) = (number(array.length), number(array.offset)) else {
            return Err(wrong("the length or the offset of an array is negative"));
        };
        if length.checked_add(offset).is_none_or(|end| end > MOST_VALUES) {
            return Err(Error::new(Code::TooLarge, "the length of an array is more than there can be"));
        }
        Ok(Self { array, owner, offset, length })
    }

    /// A part of it that begins later.
    fn slice(self, offset: usize, length: usize) -> Result<Self> {
        if offset.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(wrong("a child of an array is shorter than the array needs"));
        }
        Ok(Self { offset: self.offset + offset, length, ..self })
    }

    /// The column of a table, as its rows see it.
    ///
    /// # Safety
    /// The array is as its producer made it.
    pub(super) unsafe fn column(&self, place: usize, kind: &DataType, columns: usize) -> Result<ArrayRef> {
        // SAFETY: as promised by the caller
        let child = unsafe { self.child(place, columns) }?.slice(self.offset, self.length)?;
        // SAFETY: as promised by the caller
        unsafe { child.read(kind) }
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn child(&self, place: usize, children: usize) -> Result<Part<'a>> {
        let list = self.array.children;
        if usize::try_from(self.array.n_children) != Ok(children) || list.is_null() || !list.is_aligned() {
            return Err(wrong("an array does not have the children that its schema says"));
        }
        // SAFETY: so many children, as promised by the caller
        let pointer = unsafe { list.add(place) };
        // SAFETY: as above; the list is aligned
        let child = unsafe { pointer.read() };
        if child.is_null() || !child.is_aligned() {
            return Err(wrong("a child of an array is not there"));
        }
        // SAFETY: not null, aligned, and as promised by the caller
        Part::new(unsafe { &*child }, self.owner)
    }

    /// Where a buffer begins; `count` is how many there must be.
    ///
    /// # Safety
    /// As for [`Part::column`].
    unsafe fn buffer(&self, place: usize, count: usize) -> Result<*const c_void> {
        let list = self.array.buffers;
        let there =
            usize::try_from(self.array.n_buffers) == Ok(count) && !list.is_null() && list.is_aligned();
        if !there || place >= count {
            return Err(wrong("an array does not have the buffers that its type needs"));
        }
        // SAFETY: so many buffers, as promised by the caller
        let pointer = unsafe { list.add(place) };
        // SAFETY: as above; the list is aligned
        Ok(unsafe { pointer.read() })
    }

    /// So many bytes of a buffer; one that is not aligned is copied.
    ///
    /// # Safety
    /// As for [`Part::column`].
    unsafe fn bytes(&self, place: usize, count: usize, bytes: usize, align: usize) -> Result<Buffer> {
        // SAFETY: as promised by the caller
        let start = unsafe { self.buffer(place, count) }?;
        // SAFETY: as promised by the caller
        unsafe { self.bytes_at(start, bytes, align) }
    }

    /// # Safety
    /// If not null, the pointer leads to so many bytes that the producer keeps until the array is released.
    unsafe fn bytes_at(&self, start: *const c_void, bytes: usize, align: usize) -> Result<Buffer> {
        if bytes == 0 {
            return Ok(Buffer::default());
        }
        if bytes > isize::MAX as usize {
            return Err(Error::new(Code::TooLarge, "a buffer is longer than there can be"));
        }
        let Some(start) = NonNull::new(start.cast::<u8>().cast_mut()) else {
            return Err(wrong("a buffer of an array is null, and must hold values"));
        };
        if !start.as_ptr().addr().is_multiple_of(align) {
            // SAFETY: as promised by the caller
            let bytes = unsafe { std::slice::from_raw_parts(start.as_ptr(), bytes) };
            return Ok(Buffer::from(bytes));
        }
        let owner = Arc::clone(self.owner);
        // SAFETY: as promised by the caller; the owner keeps the array unreleased
        Ok(unsafe { Buffer::from_custom_allocation(start, bytes, owner) })
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn scalars<T: ArrowNativeType>(
        &self,
        place: usize,
        count: usize,
        more: usize,
    ) -> Result<ScalarBuffer<T>> {
        let bytes = (self.offset + self.length + more) * size_of::<T>();
        // SAFETY: as promised by the caller
        let buffer = unsafe { self.bytes(place, count, bytes, align_of::<T>()) }?;
        Ok(ScalarBuffer::new(buffer, self.offset, self.length + more))
    }

    /// Which values are null, if any may be.
    ///
    /// # Safety
    /// As for [`Part::column`].
    unsafe fn nulls(&self) -> Result<Option<NullBuffer>> {
        let count = usize::try_from(self.array.n_buffers).unwrap_or(0);
        // SAFETY: as promised by the caller
        let start = unsafe { self.buffer(0, count.max(1)) }?;
        if start.is_null() {
            if self.array.null_count > 0 {
                return Err(wrong("an array is said to hold nulls, and does not say which"));
            }
            return Ok(None);
        }
        let bytes = (self.offset + self.length).div_ceil(8);
        // SAFETY: as promised by the caller
        let bits = unsafe { self.bytes_at(start, bytes, 1) }?;
        Ok(Some(NullBuffer::new(BooleanBuffer::new(bits, self.offset, self.length))))
    }

    /// A column of a type that [`super::kind`] knows.
    ///
    /// # Safety
    /// As for [`Part::column`].
    unsafe fn read(self, kind: &DataType) -> Result<ArrayRef> {
        macro_rules! numbers {
            ($kind:ty) => {
                // SAFETY: as promised by the caller
                Arc::new(unsafe { self.numbers::<$kind>() }?)
            };
        }
        macro_rules! stamps {
            ($kind:ty, $zone:expr) => {
                // SAFETY: as promised by the caller
                Arc::new(unsafe { self.numbers::<$kind>() }?.with_timezone_opt($zone.clone()))
            };
        }
        Ok(match kind {
            DataType::Null => Arc::new(NullArray::new(self.length)),
            DataType::Struct(_) => Arc::new(StructArray::new_empty_fields(self.length, None)),
            DataType::Boolean => {
                // SAFETY: as promised by the caller
                let bits = unsafe { self.bytes(1, 2, (self.offset + self.length).div_ceil(8), 1) }?;
                // SAFETY: as promised by the caller
                let nulls = unsafe { self.nulls() }?;
                Arc::new(BooleanArray::new(BooleanBuffer::new(bits, self.offset, self.length), nulls))
            }
            DataType::Int8 => numbers!(Int8Type),
            DataType::Int16 => numbers!(Int16Type),
            DataType::Int32 => numbers!(Int32Type),
            DataType::Int64 => numbers!(Int64Type),
            DataType::UInt8 => numbers!(UInt8Type),
            DataType::UInt16 => numbers!(UInt16Type),
            DataType::UInt32 => numbers!(UInt32Type),
            DataType::UInt64 => numbers!(UInt64Type),
            DataType::Date32 => numbers!(Date32Type),
            DataType::Date64 => numbers!(Date64Type),
            DataType::Timestamp(TimeUnit::Second, zone) => stamps!(TimestampSecondType, zone),
            DataType::Timestamp(TimeUnit::Millisecond, zone) => stamps!(TimestampMillisecondType, zone),
            DataType::Timestamp(TimeUnit::Microsecond, zone) => stamps!(TimestampMicrosecondType, zone),
            DataType::Timestamp(TimeUnit::Nanosecond, zone) => stamps!(TimestampNanosecondType, zone),
            // SAFETY: as promised by the caller
            DataType::Utf8 => unsafe { self.texts::<i32>() }?,
            // SAFETY: as promised by the caller
            DataType::LargeUtf8 => unsafe { self.texts::<i64>() }?,
            // SAFETY: as promised by the caller
            DataType::Utf8View => unsafe { self.views() }?,
            // SAFETY: as promised by the caller
            DataType::Dictionary(keys, values) => unsafe { self.dictionary(keys, values) }?,
            // SAFETY: as promised by the caller
            DataType::List(item) => unsafe { self.list::<i32>(item) }?,
            // SAFETY: as promised by the caller
            DataType::LargeList(item) => unsafe { self.list::<i64>(item) }?,
            DataType::FixedSizeList(item, size) => {
                let size_items = usize::try_from(*size).unwrap_or(0);
                let place = |rows: usize| rows.saturating_mul(size_items);
                // SAFETY: as promised by the caller
                let items = unsafe { self.child(0, 1) }?.slice(place(self.offset), place(self.length))?;
                // SAFETY: as promised by the caller
                let items = unsafe { items.read(item.data_type()) }?;
                // SAFETY: as promised by the caller
                let nulls = unsafe { self.nulls() }?;
                let length = self.length;
                let list =
                    FixedSizeListArray::try_new_with_length(Arc::clone(item), *size, items, nulls, length);
                Arc::new(list.map_err(refused)?)
            }
            _ => return Err(wrong("the type of a column is none that can be read")),
        })
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn numbers<T: ArrowPrimitiveType>(&self) -> Result<PrimitiveArray<T>> {
        // SAFETY: as promised by the caller
        let values = unsafe { self.scalars(1, 2, 0) }?;
        // SAFETY: as promised by the caller
        let nulls = unsafe { self.nulls() }?;
        PrimitiveArray::try_new(values, nulls).map_err(refused)
    }

    /// Where each value begins and ends: never before the one before it.
    ///
    /// # Safety
    /// As for [`Part::column`].
    unsafe fn offsets<O: OffsetSizeTrait>(&self, buffers: usize) -> Result<OffsetBuffer<O>> {
        if self.length == 0 {
            return Ok(OffsetBuffer::new_empty());
        }
        // SAFETY: as promised by the caller
        let offsets: ScalarBuffer<O> = unsafe { self.scalars(1, buffers, 1) }?;
        let sorted = offsets.first().is_some_and(|first| *first >= O::zero()) && offsets.is_sorted();
        if !sorted {
            return Err(wrong("the offsets of an array do not rise from 0 on"));
        }
        Ok(OffsetBuffer::new(offsets))
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn texts<O: OffsetSizeTrait>(&self) -> Result<ArrayRef> {
        // SAFETY: as promised by the caller
        let offsets = unsafe { self.offsets::<O>(3) }?;
        let bytes = offsets.last().as_usize();
        // SAFETY: as promised by the caller
        let values = unsafe { self.bytes(2, 3, bytes, 1) }?;
        // SAFETY: as promised by the caller
        let nulls = unsafe { self.nulls() }?;
        let texts = GenericStringArray::<O>::try_new(offsets.clone(), values.clone(), nulls);
        Ok(Arc::new(texts.map_err(|_| not_utf8(&offsets, &values))?))
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn views(&self) -> Result<ArrayRef> {
        let count =
            usize::try_from(self.array.n_buffers).ok().filter(|count| (3..MOST_VALUES).contains(count));
        let count = count.ok_or_else(|| wrong("an array does not have the buffers that its type needs"))?;
        // SAFETY: as promised by the caller
        let lengths =
            unsafe { self.bytes(count - 1, count, (count - 3) * size_of::<i64>(), align_of::<i64>()) }?;
        let lengths: ScalarBuffer<i64> = ScalarBuffer::new(lengths, 0, count - 3);
        let mut buffers = Vec::with_capacity(count - 3);
        for (place, &length) in lengths.iter().enumerate() {
            let length = usize::try_from(length).map_err(|_| wrong("the length of a buffer is negative"))?;
            // SAFETY: as promised by the caller
            buffers.push(unsafe { self.bytes(place + 2, count, length, 1) }?);
        }
        // SAFETY: as promised by the caller
        let views = unsafe { self.scalars::<u128>(1, count, 0) }?;
        // SAFETY: as promised by the caller
        let nulls = unsafe { self.nulls() }?;
        Ok(Arc::new(StringViewArray::try_new(views, buffers, nulls).map_err(|_| not_text())?))
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn dictionary(&self, keys: &DataType, values: &DataType) -> Result<ArrayRef> {
        let dictionary = self.array.dictionary;
        if dictionary.is_null() || !dictionary.is_aligned() {
            return Err(wrong("the dictionary of an array is not there"));
        }
        // SAFETY: not null, aligned, and as promised by the caller
        let part = Part::new(unsafe { &*dictionary }, self.owner)?;
        // SAFETY: as promised by the caller
        let values = unsafe { part.read(values) }?;
        macro_rules! keyed {
            ($kind:ty) => {
                // SAFETY: as promised by the caller
                encoded(unsafe { self.numbers::<$kind>() }?, values)
            };
        }
        match keys {
            DataType::Int8 => keyed!(Int8Type),
            DataType::Int16 => keyed!(Int16Type),
            DataType::Int32 => keyed!(Int32Type),
            DataType::Int64 => keyed!(Int64Type),
            DataType::UInt8 => keyed!(UInt8Type),
            DataType::UInt16 => keyed!(UInt16Type),
            DataType::UInt32 => keyed!(UInt32Type),
            DataType::UInt64 => keyed!(UInt64Type),
            _ => Err(wrong("the keys of a dictionary are whole numbers")),
        }
    }

    /// # Safety
    /// As for [`Part::column`].
    unsafe fn list<O: OffsetSizeTrait>(&self, item: &arrow_schema::FieldRef) -> Result<ArrayRef> {
        // SAFETY: as promised by the caller
        let offsets = unsafe { self.offsets::<O>(2) }?;
        // SAFETY: as promised by the caller
        let items = unsafe { self.child(0, 1) }?;
        // SAFETY: as promised by the caller
        let items = unsafe { items.read(item.data_type()) }?;
        // SAFETY: as promised by the caller
        let nulls = unsafe { self.nulls() }?;
        let list = GenericListArray::<O>::try_new(Arc::clone(item), offsets, items, nulls);
        Ok(Arc::new(list.map_err(refused)?))
    }
}

fn encoded<K: ArrowDictionaryKeyType>(keys: PrimitiveArray<K>, values: ArrayRef) -> Result<ArrayRef> {
    Ok(Arc::new(
        DictionaryArray::try_new(keys, values)
            .map_err(|_| wrong("a key is beyond the end of its dictionary"))?,
    ))
}

/// What is left to be refused when a column is put together.
fn refused(_: ArrowError) -> Error {
    wrong("the parts of an array do not fit together")
}

fn not_text() -> Error {
    Error::new(Code::InvalidUtf8, "a text is not valid UTF-8, or lies outside of its buffer")
}

/// Which text it is, for whoever has to mend it.
fn not_utf8<O: OffsetSizeTrait>(offsets: &OffsetBuffer<O>, values: &Buffer) -> Error {
    let wrong = offsets.windows(2).position(|ends| match ends {
        [start, end] => {
            values.get(start.as_usize()..end.as_usize()).is_none_or(|text| str::from_utf8(text).is_err())
        }
        _ => false,
    });
    let message = |row| format!("the text in row {row} of its array, counted from 0, is not valid UTF-8");
    wrong.map_or_else(not_text, |row| Error::new(Code::InvalidUtf8, message(row)))
}
