//! From decisions to columns.

mod arrays;
mod checked;
mod given;
mod written;

use crate::columns::Key;
use crate::rows::is_too_long;
use crate::schema::ERROR;
use crate::summary::Summary;
use arrays::{NO_WORD, NONE, TextColumn, all_words, instants, internal, words};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, RecordBatchOptions, UInt32Array, UInt64Array};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};
use given::Given;
pub(crate) use given::Keys;
use std::ops::Range;
use std::sync::Arc;
use tactful::followup::{Answers, Brief};
use tactful::time::Instant;
use tactful::{Code, CodeKind, Error, Result};
pub(crate) use written::Words;

/// Columns in the making.
#[derive(Debug, Default)]
struct Columns {
    anchor_at: Vec<i64>,
    verdict: Vec<i32>,
    allowed_from: Vec<i64>,
    allowed_until: Vec<i64>,
    revisit_at: Vec<i64>,
    eligible_at: Vec<i64>,
    blocks: Vec<u64>,
    binding: Vec<i32>,
    binding_rule: Vec<i32>,
    warnings: Vec<u32>,
}

/// Does the same to each of the columns, which differ in type: calls a macro with the name of each.
macro_rules! of_each {
    ($each:ident, $($given:expr),*) => {
        of_each!($each, ($($given),*): anchor_at verdict allowed_from allowed_until revisit_at eligible_at blocks binding
            binding_rule warnings)
    };
    ($each:ident, $given:tt: $($column:ident)*) => {
        $($each!($column, $given);)*
    };
}

/// Decisions in the making: some customers at a time, each with all questions.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    words: &'a Words,
    customers: usize,
    customer: TextColumn,
    all: Columns,
    /// The answers that were given to customers side by side.
    given: Given,
    /// Where the next decision of a customer goes.
    row: usize,
    /// Where the decisions begin of the customers that are being decided, and where they end.
    first: usize,
    rows: usize,
    /// The rows of customers who could not be read, with what is wrong.
    errors: Vec<(usize, Error)>,
}

/// How often a key comes.
#[inline(always)]
fn count(keys: &[i32], key: i32) -> u64 {
    // parts so small that they are counted in registers as narrow as the keys
    let in_part = |part: &[i32]| part.iter().map(|&it| u32::from(it == key)).sum::<u32>();
    keys.chunks(1 << 10).map(|part| u64::from(in_part(part))).sum()
}

impl<'a> Output<'a> {
    pub(crate) fn new(words: &'a Words, customers: usize) -> Self {
        let rows = customers * words.questions;
        let (mut all, wanted) = (Columns::default(), words.wanted);
        macro_rules! room {
            ($column:ident, ($rows:expr)) => {
                if wanted.$column {
                    all.$column.reserve_exact($rows);
                }
            };
        }
        of_each!(room, rows);
        let texts = if wanted.customer { rows } else { 0 };
        let customer = TextColumn::with_capacity(texts, texts * 8);
        let (given, errors) = (Given::default(), Vec::new());
        Self { words, customers, customer, all, given, row: 0, first: 0, rows: 0, errors }
    }

    /// The ids of all customers, in their order; of those that are too long to be taken, none.
    pub(crate) fn ids<'k>(&mut self, ids: impl Iterator<Item = Option<Key<'k>>>) {
        let questions = self.words.questions;
        if !self.words.wanted.customer {
            return;
        }
        let is_written = |id: &Key<'_>| !matches!(id, Key::Text(id) if is_too_long(id));
        for id in ids.map(|id| id.filter(is_written)) {
            match id {
                Some(id) => id.read(|id| self.customer.push_often(id, questions)),
                None => (0..questions).for_each(|_| self.customer.push(None)),
            }
        }
    }

    /// The next customers follow, at most [`tactful::followup::Batch::LANES`].
    pub(crate) fn next(&mut self, customers: usize) {
        self.first = self.rows;
        self.rows += customers * self.words.questions;
    }

    /// The answers to these customers, to the next question.
    #[inline(always)]
    pub(crate) fn keep(&mut self, answers: &Answers) {
        self.given.keep(answers, self.words.wanted);
    }

    /// Writes the answers that were kept.
    #[inline(always)]
    pub(crate) fn write(&mut self, keys: &Keys) {
        self.given.write(keys, self.rows - self.first, self.words.wanted, &mut self.all);
    }

    /// The decisions that follow are those of one of these customers, in place of what was answered.
    pub(crate) fn of(&mut self, customer: usize) {
        let (end, wanted) = (self.rows, self.words.wanted);
        macro_rules! room {
            ($column:ident, ($end:expr)) => {
                if wanted.$column {
                    self.all.$column.resize($end, 0);
                }
            };
        }
        of_each!(room, end);
        self.row = self.first + customer * self.words.questions;
    }

    /// The next decision of a customer; `more` are bits of warnings about the facts.
    #[inline]
    pub(crate) fn brief(&mut self, brief: &Brief, more: u32) {
        fn put<T>(column: &mut [T], row: usize, value: T) {
            if let Some(cell) = column.get_mut(row) {
                *cell = value;
            }
        }
        let seconds = |at: Option<Instant>| at.map_or(NONE, Instant::seconds);
        let (row, all) = (self.row, &mut self.all);
        self.row += 1;
        put(&mut all.anchor_at, row, seconds(brief.anchor_at()));
        put(&mut all.verdict, row, self.words.verdicts.key(brief.verdict()));
        put(&mut all.allowed_from, row, seconds(brief.allowed_from()));
        put(&mut all.allowed_until, row, seconds(brief.allowed_until()));
        put(&mut all.revisit_at, row, seconds(brief.revisit_at()));
        put(&mut all.eligible_at, row, seconds(brief.eligible_at()));
        put(&mut all.blocks, row, brief.blocks());
        put(&mut all.binding, row, brief.binding().map_or(NO_WORD, |code| self.words.bindings.key(code)));
        let rule = brief.binding_rule().and_then(|rule| i32::try_from(rule).ok());
        put(&mut all.binding_rule, row, rule.unwrap_or(NO_WORD));
        put(&mut all.warnings, row, brief.warnings() | more);
    }

    /// One of these customers could not be read.
    #[cold]
    pub(crate) fn error(&mut self, customer: usize, error: Error) {
        fn fill<T: Clone>(column: &mut [T], rows: &Range<usize>, value: T) {
            column.get_mut(rows.clone()).unwrap_or_default().fill(value);
        }
        let (questions, all) = (self.words.questions, &mut self.all);
        let first = self.first + customer * questions;
        let rows = first..first + questions;
        fill(&mut all.anchor_at, &rows, NONE);
        fill(&mut all.verdict, &rows, (self.words.verdicts.words.len() - 1) as i32);
        fill(&mut all.allowed_from, &rows, NONE);
        fill(&mut all.allowed_until, &rows, NONE);
        fill(&mut all.revisit_at, &rows, NONE);
        fill(&mut all.eligible_at, &rows, NONE);
        fill(&mut all.blocks, &rows, 0);
        fill(&mut all.binding, &rows, NO_WORD);
        fill(&mut all.binding_rule, &rows, NO_WORD);
        fill(&mut all.warnings, &rows, 0);
        self.errors.push((rows.end, error));
    }

    #[inline(always)]
    fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        let verdicts = Code::ALL.iter().filter(|code| code.kind() == CodeKind::Verdict);
        let verdicts = verdicts.map(|code| code.as_str()).chain([ERROR]);
        for (key, word) in (0..).zip(verdicts) {
            summary.verdicts(word, count(&self.all.verdict, key));
        }
        self.errors.iter().for_each(|(_, error)| summary.error(error.code()));
        summary
    }

    /// The names of blocks, row by row.
    fn block_names(&self) -> Result<ArrayRef> {
        let mut names = TextColumn::with_capacity(self.all.blocks.len(), self.all.blocks.len() * 8);
        let mut ends = Vec::with_capacity(self.all.blocks.len() + 1);
        ends.push(0);
        for &blocks in &self.all.blocks {
            let mut bits = blocks;
            while bits != 0 {
                names.push(self.words.blocks.get(bits.trailing_zeros() as usize).copied());
                bits &= bits - 1;
            }
            ends.push(names.len() as i32);
        }
        let field = Arc::new(Field::new("item", DataType::Utf8, false));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
        Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(names.finish()?), None).map_err(internal)?))
    }

    /// Code and message of the customers who could not be read.
    fn errors(&self) -> Result<(ArrayRef, ArrayRef)> {
        let rows = self.rows;
        let mut keys = vec![NO_WORD; rows];
        let mut messages = TextColumn::with_capacity(rows, 64);
        for (end, error) in &self.errors {
            let message = error.to_string();
            (messages.len()..end - self.words.questions).for_each(|_| messages.push(None));
            (0..self.words.questions).for_each(|_| messages.push(Some(&message)));
            keys[end - self.words.questions..*end].fill(self.words.errors.key(error.code()));
        }
        (messages.len()..rows).for_each(|_| messages.push(None));
        Ok((words(keys, &self.words.errors.words)?, Arc::new(messages.finish()?)))
    }

    #[inline(always)]
    pub(crate) fn finish(self) -> Result<(RecordBatch, Summary)> {
        let all = self.words;
        let rows = self.customers * all.questions;
        let summary = self.summary();
        let listed = all.names && all.wanted.block_names;
        let mut names = if listed { Some(self.block_names()?) } else { None };
        let (error, message) = match self.errors.is_empty() {
            true => (all.no_error.slice(0, rows), all.no_message.slice(0, rows)),
            false => self.errors()?,
        };
        let Self { mut customer, all: mut columns, .. } = self;
        let mut arrays = Vec::with_capacity(all.columns.len());
        for &place in &all.columns {
            arrays.push(match place {
                0 => Arc::new(std::mem::take(&mut customer).finish()?),
                1 => all.reason.slice(0, rows),
                2 => all.channel.slice(0, rows),
                3 | 5..=8 => instants(std::mem::take(match place {
                    3 => &mut columns.anchor_at,
                    5 => &mut columns.allowed_from,
                    6 => &mut columns.allowed_until,
                    7 => &mut columns.revisit_at,
                    _ => &mut columns.eligible_at,
                })),
                4 => all_words(std::mem::take(&mut columns.verdict), &all.verdicts.words)?,
                9 => Arc::new(UInt64Array::from(std::mem::take(&mut columns.blocks))),
                10 => names.take().unwrap_or_else(|| all.no_names.slice(0, rows)),
                11 | 12 => {
                    let (keys, known) = match place {
                        11 => (&mut columns.binding, &all.bindings.words),
                        _ => (&mut columns.binding_rule, &all.rules),
                    };
                    words(std::mem::take(keys), known)?
                }
                13 => Arc::new(UInt32Array::from(std::mem::take(&mut columns.warnings))),
                14 => Arc::clone(&error),
                _ => Arc::clone(&message),
            });
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(all.schema()), arrays, &options);
        Ok((batch.map_err(internal)?, summary))
    }
}
