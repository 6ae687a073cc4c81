//! Decisions for tables of customers and facts, through Arrow's C interfaces.

use crate::arrow::{ArrowArray, ArrowArrayStream, ArrowSchema, Imported, export, one_batch, take};
use crate::boundary::{Out, Room, free, guard, shared, sized, values, wanted};
use crate::engine::tactful_engine;
use crate::error::{tactful_error, tactful_status};
use crate::text::tactful_text;
use crate::{given, instant, needed};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::{Arc, Mutex, PoisonError};
use tactful::{Code, CodeKind, Engine, Error, Result};
use tactful_arrow::{
    Ask, CUSTOMERS, Column, DateAs, DecisionReader, FACTS, Names, OCCASION, Summary, decide_stream,
};

/// A date stands for the first instant of its day.
pub const TACTFUL_DATE_START: u32 = 1;
/// A date stands for the last second of its day.
pub const TACTFUL_DATE_END: u32 = 2;

/// More threads than this are a mistake.
const MOST_THREADS: u32 = 1_024;

/// A column that your table calls otherwise. `occasion_birthday` and its like can be given another name, too.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_column {
    /// The published name, such as `customer`.
    pub ours: tactful_text,
    /// The name in your table, such as `CLIENT_NO`.
    pub theirs: tactful_text,
}

/// What is asked of every customer of a batch, and how the tables are to be read. Set `size` to
/// `sizeof(tactful_batch_options)`; whatever is zero is not given.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_batch_options {
    /// `sizeof(tactful_batch_options)`.
    pub size: usize,
    /// The instant of every question, in seconds since 1970 (UTC). Always given; 0 is refused.
    pub now: i64,
    /// Only facts that were recorded by then count. Not given: all.
    pub known_at: i64,
    /// Ids of reasons. Not given: all.
    pub reasons: *const tactful_text,
    /// How many there are.
    pub reasons_len: usize,
    /// Names of channels. Not given: all that a reason lists.
    pub channels: *const tactful_text,
    /// How many there are.
    pub channels_len: usize,
    /// Columns that the table of customers calls otherwise.
    pub customer_columns: *const tactful_column,
    /// How many there are.
    pub customer_columns_len: usize,
    /// Columns that the table of facts calls otherwise.
    pub fact_columns: *const tactful_column,
    /// How many there are.
    pub fact_columns_len: usize,
    /// The zone of timestamps, dates and texts that do not say theirs, an IANA name. Not given: they are refused.
    pub naive: tactful_text,
    /// What columns of dates stand for: `TACTFUL_DATE_...`. Not given: they are refused.
    pub date_as: u32,
    /// How many threads a call of the stream's functions may use while it runs; 0 and 1: none but the caller's. The
    /// answers do not depend on it.
    pub threads: u32,
    /// Not 0: both streams are sorted by customer (texts by their bytes, numbers by value), so that they are read side
    /// by side in bounded memory.
    pub sorted: u32,
    /// Not 0: `block_names` is null in every row; the bits tell the same.
    pub without_names: u32,
}

// SAFETY: numbers and pointers that may be null; the size comes first
unsafe impl crate::boundary::SizeFirst for tactful_batch_options {
    const LEAST: usize = size_of::<Self>();
}

/// How many rows there were of a verdict, or of an error.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_tally {
    /// `TACTFUL_VERDICT_...`: rows of decisions; `TACTFUL_ERROR_...`: rows of customers that could not be read.
    pub code: u32,
    /// 0.
    pub reserved: u32,
    /// How many.
    pub rows: u64,
}

/// What a batch came to so far: plain data, so that nothing is passed over in silence.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct tactful_batch_counts {
    /// Rows of customers.
    pub customers: u64,
    /// Rows of facts.
    pub facts: u64,
    /// Rows of decisions, those with the verdict `error` included.
    pub decisions: u64,
    /// Rows of customers whose verdicts are `error`: `tactful_batch_tallies` tells them by code.
    pub bad_customers: u64,
    /// Facts of customers that are not in the table; they were not read.
    pub facts_of_others: u64,
    /// Facts that do not say whose they are; they were not read.
    pub facts_of_nobody: u64,
    /// Wall times of the zone `naive` that are skipped there, and were shifted forward.
    pub shifted_forward: u64,
    /// Wall times of the zone `naive` that come twice, of which the first was taken.
    pub first_of_two: u64,
    /// Not 0: the stream has come to its end, and this is all.
    pub ended: u64,
    /// Zeros; room for later versions.
    pub reserved: [u64; 3],
}

/// What a batch came to: it grows while the stream of its decisions is read, and may outlive it. Any number of threads
/// may use one at once. Free it with `tactful_batch_free`.
pub struct tactful_batch {
    count: Arc<Mutex<Count>>,
    /// Columns that are not read, as paths.
    ignored: Vec<String>,
}

#[derive(Debug, Default)]
struct Count {
    summary: Summary,
    ended: bool,
}

impl tactful_batch {
    fn look<T>(&self, read: impl FnOnce(&Count) -> T) -> T {
        read(&self.count.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A stream of decisions that keeps its count.
struct Counted {
    decisions: DecisionReader<Arc<Engine>>,
    count: Arc<Mutex<Count>>,
}

impl Iterator for Counted {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.decisions.next();
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        count.summary.clone_from(self.decisions.summary());
        count.ended = next.is_none();
        next
    }
}

impl RecordBatchReader for Counted {
    fn schema(&self) -> SchemaRef {
        self.decisions.schema()
    }
}

/// Whether a table's column is read, by its name: a published one, or one that stands for it.
fn is_read(known: &[Column], names: &Names, mapped: &[String], name: &str) -> bool {
    mapped.iter().any(|theirs| theirs == name)
        || known.iter().any(|column| column.name == name && names.theirs(name).is_none())
        || name.starts_with(OCCASION)
}

/// Decides for a table of customers and a table of facts: for each customer, in the order of the table, each question
/// in the order of the policy. `decisions` receives a stream, whose rows are made as it is read; you release it.
///
/// Both streams are taken over, whatever the answer is: on return `customers->release` and `facts->release` are NULL,
/// and each was or will be called once, at the latest when `decisions` ends, fails or is released. Their functions are
/// called by the thread that reads `decisions`. `batch` may be NULL; else it receives what the batch came to.
///
/// A row that cannot be read comes back with the verdict `error`, its code and the place; it fails nothing else.
///
/// Errors: whatever is wrong with the options, or with the columns (`TACTFUL_ERROR_MISSING_FIELD`,
/// `TACTFUL_ERROR_WRONG_TYPE` and others, with the column as path). What is found later comes from the stream itself:
/// its function `get_next` answers with a number that is not 0, `get_last_error` says why, beginning with the name of
/// a code, and the stream has ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_decide_batch(
    engine: *const tactful_engine,
    options: *const tactful_batch_options,
    customers: *mut ArrowArrayStream,
    facts: *mut ArrowArrayStream,
    decisions: *mut ArrowArrayStream,
    batch: *mut *mut tactful_batch,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        // before anything is refused: the streams are ours on every path
        // SAFETY: by the conventions of the header
        let customers = unsafe { take(customers, "customers") };
        // SAFETY: by the conventions of the header
        let facts = unsafe { take(facts, "facts") };
        let decisions = Out::new(decisions, "decisions")?;
        let batch = wanted(batch, "batch")?;
        // SAFETY: by the conventions of the header
        let engine = unsafe { shared(engine, "engine") }?;
        // SAFETY: by the conventions of the header
        let options = unsafe { sized(options, "options") }?;
        // SAFETY: by the conventions of the header
        let (ask, of_customers, of_facts) = unsafe { asked(engine, &options) }?;
        let customers =
            Imported::new(customers, &|name| is_read(CUSTOMERS, &ask.customers, &of_customers, name))?;
        let facts = Imported::new(facts, &|name| is_read(FACTS, &ask.facts, &of_facts, name))?;
        let reader = decide_stream(Arc::clone(&engine.engine), Box::new(customers), Box::new(facts), ask)?;
        let summary = reader.summary().clone();
        let paths = |table: &str, names: &[String]| {
            names.iter().map(|name| format!("{table}.{name}")).collect::<Vec<_>>()
        };
        let mut ignored = paths("customers", &summary.ignored_of_customers);
        ignored.extend(paths("facts", &summary.ignored_of_facts));
        let count = Arc::new(Mutex::new(Count { summary, ended: false }));
        let stream = export(Box::new(Counted { decisions: reader, count: Arc::clone(&count) }));
        // SAFETY: by the conventions of the header
        unsafe { decisions.write(stream) };
        if let Some(batch) = batch {
            // SAFETY: by the conventions of the header
            unsafe { batch.give(tactful_batch { count, ignored }) };
        }
        Ok(())
    })
}

/// The question, and what the tables call our columns.
///
/// # Safety
/// The pointers of the options lead to what they say.
unsafe fn asked(
    engine: &tactful_engine,
    options: &tactful_batch_options,
) -> Result<(Ask, Vec<String>, Vec<String>)> {
    let now = needed(options.now, "options.now")?;
    // SAFETY: as promised by the caller
    let reasons = unsafe { listed(options.reasons, options.reasons_len, "options.reasons") }?;
    // SAFETY: as promised by the caller
    let channels = unsafe { listed(options.channels, options.channels_len, "options.channels") }?;
    let mut ask = Ask::new(&engine.engine, now, reasons.as_deref(), channels.as_deref())
        .map_err(|error| under_options(&error))?;
    ask.known_at = given(options.known_at).map(|at| instant(at, "options.known_at")).transpose()?;
    // SAFETY: as promised by the caller
    if let Some(name) = unsafe { options.naive.read("options.naive") }? {
        let zone = engine.engine.zones().get(name).map_err(|error| error.at_path("options.naive"))?;
        ask.naive = Some(zone);
    }
    ask.date_as = match options.date_as {
        0 => None,
        TACTFUL_DATE_START => Some(DateAs::Start),
        TACTFUL_DATE_END => Some(DateAs::End),
        _ => {
            let message = "not a number that is known here; write `TACTFUL_DATE_START` or `TACTFUL_DATE_END`";
            return Err(Error::new(Code::InvalidValue, message).at_path("options.date_as"));
        }
    };
    if options.threads > MOST_THREADS {
        let message = format!("at most {MOST_THREADS} threads can be used");
        return Err(Error::new(Code::InvalidValue, message).at_path("options.threads"));
    }
    ask.threads = options.threads.max(1) as usize;
    ask.sorted = options.sorted != 0;
    ask.names = options.without_names == 0;
    let path = "options.customer_columns";
    // SAFETY: as promised by the caller
    let (names, of_customers) =
        unsafe { columns(options.customer_columns, options.customer_columns_len, path) }?;
    ask.customers = names;
    let path = "options.fact_columns";
    // SAFETY: as promised by the caller
    let (names, of_facts) = unsafe { columns(options.fact_columns, options.fact_columns_len, path) }?;
    ask.facts = names;
    Ok((ask, of_customers, of_facts))
}

/// The same error, one level further in.
fn under_options(error: &Error) -> Error {
    Error::new(error.code(), error.message()).at_path(&format!("options.{}", error.path()))
}

/// # Safety
/// The pointer leads to so many texts.
unsafe fn listed<'a>(first: *const tactful_text, len: usize, path: &str) -> Result<Option<Vec<&'a str>>> {
    // SAFETY: as promised by the caller
    let texts = unsafe { values(first, len, path) }?;
    let mut names = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        // SAFETY: as promised by the caller
        names.push(unsafe { text.read(&format!("{path}[{place}]")) }?.unwrap_or_default());
    }
    Ok((!names.is_empty()).then_some(names))
}

/// # Safety
/// The pointer leads to so many columns, whose pointers lead to what they say.
unsafe fn columns(first: *const tactful_column, len: usize, path: &str) -> Result<(Names, Vec<String>)> {
    // SAFETY: as promised by the caller
    let columns = unsafe { values(first, len, path) }?;
    let (mut names, mut mapped) = (Names::default(), Vec::with_capacity(columns.len()));
    for (place, column) in columns.iter().enumerate() {
        let path = format!("{path}[{place}]");
        // SAFETY: as promised by the caller
        let ours = unsafe { column.ours.read(&format!("{path}.ours")) }?.unwrap_or_default();
        // SAFETY: as promised by the caller
        let theirs = unsafe { column.theirs.read(&format!("{path}.theirs")) }?.unwrap_or_default();
        names = names.map(ours, theirs);
        mapped.push(theirs.to_owned());
    }
    Ok((names, mapped))
}

/// A stream of the one table that a schema and an array hold, for `tactful_decide_batch`.
///
/// Both are taken over, whatever the answer is: on return `schema->release` and `array->release` are NULL. The schema
/// was released then; the array is when the stream is.
///
/// Errors: `TACTFUL_ERROR_WRONG_TYPE` for what is not a table, `TACTFUL_ERROR_INVALID_VALUE`,
/// `TACTFUL_ERROR_INVALID_UTF8` and others for columns that are not as the interface asks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_table_stream(
    schema: *mut ArrowSchema,
    array: *mut ArrowArray,
    stream: *mut ArrowArrayStream,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        // SAFETY: by the conventions of the header
        let schema = unsafe { take(schema, "schema") };
        // SAFETY: by the conventions of the header
        let array = unsafe { take(array, "array") };
        let stream = Out::new(stream, "stream")?;
        let table = one_batch(&schema.open()?, array.open()?, "array")?;
        let schema = table.schema();
        let made = export(Box::new(RecordBatchIterator::new([Ok(table)], schema)));
        // SAFETY: by the conventions of the header
        unsafe { stream.write(made) };
        Ok(())
    })
}

/// What a batch came to so far; all of it once the stream has ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_batch_count(
    batch: *const tactful_batch,
    counts: *mut tactful_batch_counts,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let counts = Out::new(counts, "counts")?;
        // SAFETY: by the conventions of the header
        let batch = unsafe { shared(batch, "batch") }?;
        let counted = batch.look(|Count { summary, ended }| tactful_batch_counts {
            customers: summary.customers,
            facts: summary.facts,
            decisions: summary.decisions,
            bad_customers: summary.bad_customers(),
            facts_of_others: summary.facts_of_others,
            facts_of_nobody: summary.facts_of_nobody,
            shifted_forward: summary.shifted_forward,
            first_of_two: summary.first_of_two,
            ended: u64::from(*ended),
            reserved: [0; 3],
        });
        // SAFETY: by the conventions of the header
        unsafe { counts.write(counted) };
        Ok(())
    })
}

/// The rows of decisions by verdict, and the rows of customers that could not be read by error, sorted by code; what
/// did not occur is absent. At most `capacity` are written; `count` tells how many there are. `tallies` may be NULL if
/// `capacity` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_batch_tallies(
    batch: *const tactful_batch,
    tallies: *mut tactful_tally,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut tallies = Room::new(tallies, capacity, "tallies")?;
        // SAFETY: by the conventions of the header
        let batch = unsafe { shared(batch, "batch") }?;
        let summary = batch.look(|count| count.summary.clone());
        for code in Code::ALL {
            let known = match code.kind() {
                CodeKind::Verdict => &summary.verdicts,
                CodeKind::Error => &summary.errors,
                _ => continue,
            };
            let Some(&rows) = known.get(code.as_str()) else { continue };
            // SAFETY: by the conventions of the header
            unsafe { tallies.push(tactful_tally { code: code.number().into(), reserved: 0, rows }) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(tallies.count()) };
        Ok(())
    })
}

/// Columns of the tables that are not read, as `customers.shoe_size`. Borrowed from the batch. At most `capacity` are
/// written; `count` tells how many there are. `columns` may be NULL if `capacity` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_batch_ignored(
    batch: *const tactful_batch,
    columns: *mut tactful_text,
    capacity: usize,
    count: *mut usize,
    error: *mut *mut tactful_error,
) -> tactful_status {
    guard(error, || {
        let count = Out::new(count, "count")?;
        let mut columns = Room::new(columns, capacity, "columns")?;
        // SAFETY: by the conventions of the header
        let batch = unsafe { shared(batch, "batch") }?;
        for path in &batch.ignored {
            // SAFETY: by the conventions of the header
            unsafe { columns.push(tactful_text::of(path)) };
        }
        // SAFETY: by the conventions of the header
        unsafe { count.write(columns.count()) };
        Ok(())
    })
}

/// Frees what a batch came to. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tactful_batch_free(batch: *mut tactful_batch) {
    // SAFETY: by the conventions of the header
    unsafe { free(batch) };
}
