//! Streams of customers and facts in, a stream of decisions out.

use crate::ask::Ask;
use crate::customers::CustomerColumns;
use crate::decide::{Job, Layout, words};
use crate::facts::FactColumns;
use crate::output::Words;
use crate::rows::Table;
use crate::sorted::Sorted;
use crate::summary::Summary;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use std::collections::VecDeque;
use std::ops::Deref;
use tactful::{Engine, Error, Result};

/// A stream of record batches that may move to another thread.
pub type Stream = Box<dyn RecordBatchReader + Send>;

/// Errors of the library as errors of a stream.
pub(crate) fn external(error: Error) -> ArrowError {
    ArrowError::ExternalError(Box::new(error))
}

/// As many chunks are made at once by each thread: what it works out of zones and words serves all of them.
const CHUNKS: usize = 8;

/// Decisions, batch after batch; made by [`decide_stream`].
///
/// An error of an input, or of the library, comes once and ends the stream. Errors of the library are
/// [`ArrowError::ExternalError`]s that hold a [`tactful::Error`].
pub struct DecisionReader<E> {
    engine: E,
    ask: Ask,
    words: Words,
    layout: Layout,
    source: Source,
    ready: VecDeque<RecordBatch>,
    summary: Summary,
}

impl<E> std::fmt::Debug for DecisionReader<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecisionReader").field("summary", &self.summary).finish_non_exhaustive()
    }
}

/// Where the next decisions come from.
enum Source {
    /// Streams in any order, not read yet.
    Unread { customers: Stream, facts: Stream },
    /// The same, read: the next chunk.
    Whole { job: Box<Job>, next: usize },
    /// Streams that are sorted by customer.
    Sorted(Box<Sorted>),
    /// Nowhere.
    End,
}

impl<E: Deref<Target = Engine>> DecisionReader<E> {
    /// What it came to so far; all of it once the stream has ended.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Makes more decisions, if there are any to be made.
    fn step(&mut self) -> std::result::Result<(), ArrowError> {
        match std::mem::replace(&mut self.source, Source::End) {
            Source::End => Ok(()),
            Source::Unread { customers, facts } => {
                let customers = columns(customers, |batch| self.layout.customers(batch))?;
                let facts = columns(facts, |batch| self.layout.facts(batch, &self.engine))?;
                let job = self.job(customers, facts)?;
                self.source = Source::Whole { job: Box::new(job), next: 0 };
                Ok(())
            }
            Source::Whole { job, next } => {
                let chunks = job.chunks(&self.ask);
                let until =
                    next.saturating_add(self.ask.threads.clamp(1, chunks.max(1)) * CHUNKS).min(chunks);
                self.run(&job, next..until)?;
                if until < chunks {
                    self.source = Source::Whole { job, next: until };
                }
                Ok(())
            }
            Source::Sorted(mut sorted) => {
                let Some(part) = sorted.next(&self.layout, &self.engine)? else {
                    self.summary.add(sorted.rest(&self.layout, &self.engine)?);
                    return Ok(());
                };
                let mut job = self.job(part.customers, part.facts)?;
                part.twice.into_iter().for_each(|customer| job.join.set_twice(customer));
                let chunks = job.chunks(&self.ask);
                self.run(&job, 0..chunks)?;
                self.source = Source::Sorted(sorted);
                Ok(())
            }
        }
    }

    fn job(
        &mut self,
        customers: Table<CustomerColumns>,
        facts: Table<FactColumns>,
    ) -> std::result::Result<Job, ArrowError> {
        let job = Job::new(customers, facts).map_err(external)?;
        self.summary.add(job.counts());
        Ok(job)
    }

    fn run(&mut self, job: &Job, chunks: std::ops::Range<usize>) -> std::result::Result<(), ArrowError> {
        for (batch, counts) in job.run(&self.engine, &self.ask, &self.words, chunks).map_err(external)? {
            self.summary.add(counts);
            self.ready.push_back(batch);
        }
        Ok(())
    }
}

/// All batches of a stream.
fn columns<T: crate::rows::Columns>(
    stream: Stream,
    read: impl Fn(&RecordBatch) -> Result<T>,
) -> std::result::Result<Table<T>, ArrowError> {
    let batches = stream.map(|batch| read(&batch?).map_err(external));
    Ok(Table::new(batches.collect::<std::result::Result<_, _>>()?, 0))
}

impl<E: Deref<Target = Engine>> Iterator for DecisionReader<E> {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.ready.pop_front() {
                return Some(Ok(batch));
            }
            if matches!(self.source, Source::End) {
                return None;
            }
            if let Err(error) = self.step() {
                return Some(Err(error));
            }
        }
    }
}

impl<E: Deref<Target = Engine>> RecordBatchReader for DecisionReader<E> {
    fn schema(&self) -> SchemaRef {
        self.words.schema().clone()
    }
}

/// The same as [`crate::decide_tables`] on streams, made as it is asked for; of the output a few batches for each
/// thread are held, never the whole.
///
/// Streams that are sorted by customer ([`Ask::sorted`]) are read side by side: what is held is one batch of customers
/// and the facts of these. Others are read to their ends when the first decisions are asked for, and the facts
/// indexed.
///
/// # Errors
/// As [`crate::decide_tables`], for the schemas of both streams. What comes later comes as an error of the stream:
/// those of the streams that are read, and [`Code::InvalidValue`](tactful::Code::InvalidValue) if they are not sorted
/// as [`Ask::sorted`] says, with the first row that is out of order: answers before it may lack facts.
///
/// ```
/// use arrow_array::{RecordBatch, RecordBatchIterator, StringArray};
/// use std::sync::Arc;
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::{decide_stream, Ask};
/// let engine = Arc::new(Engine::house()?);
/// let stream = |columns: &[(&str, &str)]| {
///     let columns = columns.iter().map(|(name, text)| (*name, Arc::new(StringArray::from(vec![*text])) as _));
///     let batch = RecordBatch::try_from_iter(columns).unwrap();
///     let schema = batch.schema();
///     Box::new(RecordBatchIterator::new([Ok(batch)], schema))
/// };
/// let customers = stream(&[("customer", "c-17")]);
/// let facts = stream(&[("customer", "c-17"), ("kind", "delivered"), ("at", "2026-11-19T10:00:00+01:00")]);
/// let mut ask = Ask::new(&engine, Instant::parse("2026-11-21T09:30:00+01:00")?, None, Some(&["email"]))?;
/// ask.sorted = true;
/// let mut decisions = decide_stream(Arc::clone(&engine), customers, facts, ask)?;
/// let rows: usize = decisions.by_ref().map(|batch| batch.unwrap().num_rows()).sum();
/// assert_eq!(rows as u64, decisions.summary().decisions);
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn decide_stream<E: Deref<Target = Engine>>(
    engine: E,
    customers: Stream,
    facts: Stream,
    ask: Ask,
) -> Result<DecisionReader<E>> {
    let layout = Layout::new(Some(&customers.schema()), Some(&facts.schema()), &ask)?;
    let source = match ask.sorted {
        true => Source::Sorted(Box::new(Sorted::new(customers, facts))),
        false => Source::Unread { customers, facts },
    };
    let (words, summary) = (words(&engine, &ask)?, layout.summary());
    Ok(DecisionReader { engine, ask, words, layout, source, ready: VecDeque::new(), summary })
}
