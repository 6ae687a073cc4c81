//! From decisions to columns.

mod arrays;
mod written;

use crate::columns::Key;
use crate::schema::ERROR;
use crate::summary::Summary;
use arrays::{NO_WORD, NONE, TextColumn, all_words, instants, internal, words};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, RecordBatchOptions, UInt32Array, UInt64Array};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};
use std::sync::Arc;
use tactful::followup::{Answers, Batch, Brief};
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
    /// The decisions of the customers that are being decided: small enough to stay at hand.
    part: Columns,
    /// Where the next of them goes.
    row: usize,
    /// Rows that are done, and how many have each verdict, by its key.
    rows: usize,
    verdicts: Vec<u64>,
    /// The rows of customers who could not be read, with what is wrong.
    errors: Vec<(usize, Error)>,
}

/// What the numbers in [`Answers`] are written as.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// UTC seconds.
    now: i64,
    verdicts: [i32; Answers::VERDICTS.len()],
    bindings: Vec<(i32, i32)>,
}

impl Keys {
    pub(crate) fn new(words: &Words, batch: &Batch<'_>) -> Self {
        let binding = |(code, rule): (Option<Code>, Option<u32>)| {
            let rule = rule.and_then(|rule| i32::try_from(rule).ok());
            (code.map_or(NO_WORD, |code| words.bindings.key(code)), rule.unwrap_or(NO_WORD))
        };
        Self {
            now: batch.now().seconds(),
            verdicts: Answers::VERDICTS.map(|code| words.verdicts.key(code)),
            bindings: batch.bindings().map(binding).collect(),
        }
    }
}

impl<'a> Output<'a> {
    pub(crate) fn new(words: &'a Words, customers: usize) -> Self {
        let rows = customers * words.questions;
        let (mut all, mut part) = (Columns::default(), Columns::default());
        let wanted = words.wanted;
        macro_rules! room {
            ($column:ident, ($rows:expr)) => {
                all.$column.reserve_exact(if wanted.$column { $rows } else { 0 });
                part.$column.resize(customers.min(Batch::LANES) * words.questions, 0);
            };
        }
        of_each!(room, rows);
        let texts = if wanted.customer { rows } else { 0 };
        let customer = TextColumn::with_capacity(texts, texts * 8);
        let verdicts = vec![0; words.verdicts.words.len()];
        Self { words, customers, customer, all, part, row: 0, rows: 0, verdicts, errors: Vec::new() }
    }

    /// The ids of all customers, in their order.
    pub(crate) fn ids<'k>(&mut self, ids: impl Iterator<Item = Option<Key<'k>>>) {
        let questions = self.words.questions;
        if !self.words.wanted.customer {
            return;
        }
        for id in ids {
            match id {
                Some(id) => id.read(|id| self.customer.push_often(id, questions)),
                None => (0..questions).for_each(|_| self.customer.push(None)),
            }
        }
    }

    /// The next customers are done, all of whom have all answers: at most [`Batch::LANES`].
    pub(crate) fn done(&mut self, customers: usize) {
        let (rows, part, wanted) = (customers * self.words.questions, &self.part, self.words.wanted);
        macro_rules! append {
            ($column:ident, ($rows:expr)) => {
                if wanted.$column {
                    self.all.$column.extend_from_slice(&part.$column[..$rows]);
                }
            };
        }
        of_each!(append, rows);
        for &key in &part.verdict[..rows] {
            if let Some(count) = usize::try_from(key).ok().and_then(|key| self.verdicts.get_mut(key)) {
                *count += 1;
            }
        }
        self.rows += rows;
    }

    /// The answers that follow are those of this customer, counted from those that are done.
    #[inline]
    pub(crate) fn of(&mut self, customer: usize) {
        self.row = customer * self.words.questions;
    }

    /// The next decision of a customer; `more` are bits of warnings about the facts.
    #[inline]
    pub(crate) fn brief(&mut self, brief: &Brief, more: u32) {
        let seconds = |at: Option<Instant>| at.map_or(NONE, Instant::seconds);
        let (row, part) = (self.row, &mut self.part);
        self.row += 1;
        part.anchor_at[row] = seconds(brief.anchor_at());
        part.verdict[row] = self.words.verdicts.key(brief.verdict());
        part.allowed_from[row] = seconds(brief.allowed_from());
        part.allowed_until[row] = seconds(brief.allowed_until());
        part.revisit_at[row] = seconds(brief.revisit_at());
        part.eligible_at[row] = seconds(brief.eligible_at());
        part.blocks[row] = brief.blocks();
        part.binding[row] = brief.binding().map_or(NO_WORD, |code| self.words.bindings.key(code));
        let rule = brief.binding_rule().and_then(|rule| i32::try_from(rule).ok());
        part.binding_rule[row] = rule.unwrap_or(NO_WORD);
        part.warnings[row] = brief.warnings() | more;
    }

    /// The answers of all customers to the question at a place.
    #[inline(always)]
    pub(crate) fn answers(&mut self, question: usize, answers: &Answers, keys: &Keys) {
        #[inline(always)]
        fn put<T>(column: &mut [T], first: usize, step: usize, values: impl Iterator<Item = T>) {
            for (row, value) in column.chunks_exact_mut(step).zip(values) {
                row[first] = value;
            }
        }
        let (first, step, part, now) = (question, self.words.questions, &mut self.part, keys.now);
        let instant = |&after: &i32| if after == Answers::NO_INSTANT { NONE } else { now + i64::from(after) };
        let bits = |&bits: &i32| bits as u32;
        let verdict = |&verdict: &i32| keys.verdicts.get(verdict as usize).copied().unwrap_or(NO_WORD);
        let binding = |&place: &i32| keys.bindings.get(place as usize).copied().unwrap_or((NO_WORD, NO_WORD));
        let rule = |place: &i32| binding(place).1;
        let wanted = self.words.wanted;
        put(&mut part.verdict, first, step, answers.verdicts().iter().map(verdict));
        macro_rules! put_wanted {
            ($column:ident, $values:ident, $value:expr) => {
                if wanted.$column {
                    put(&mut part.$column, first, step, answers.$values().iter().map($value));
                }
            };
        }
        put_wanted!(anchor_at, anchor_at, instant);
        put_wanted!(allowed_from, allowed_from, instant);
        put_wanted!(allowed_until, allowed_until, instant);
        put_wanted!(revisit_at, revisit_at, instant);
        put_wanted!(eligible_at, eligible_at, instant);
        put_wanted!(warnings, warnings, bits);
        put_wanted!(blocks, blocks, |it| u64::from(bits(it)));
        put_wanted!(binding, bindings, |place| binding(place).0);
        put_wanted!(binding_rule, bindings, rule);
    }

    /// The customer could not be read; counted from those that are done.
    #[cold]
    pub(crate) fn error(&mut self, customer: usize, error: Error) {
        let questions = self.words.questions;
        let rows = customer * questions..(customer + 1) * questions;
        let part = &mut self.part;
        let instants = [
            &mut part.anchor_at,
            &mut part.allowed_from,
            &mut part.allowed_until,
            &mut part.revisit_at,
            &mut part.eligible_at,
        ];
        instants.into_iter().for_each(|column| column[rows.clone()].fill(NONE));
        part.verdict[rows.clone()].fill((self.words.verdicts.words.len() - 1) as i32);
        part.blocks[rows.clone()].fill(0);
        part.binding[rows.clone()].fill(NO_WORD);
        part.binding_rule[rows.clone()].fill(NO_WORD);
        part.warnings[rows.clone()].fill(0);
        self.errors.push((self.rows + rows.end, error));
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        let verdicts = Code::ALL.iter().filter(|code| code.kind() == CodeKind::Verdict);
        let verdicts = verdicts.map(|code| code.as_str()).chain([ERROR]);
        verdicts.zip(&self.verdicts).for_each(|(word, &count)| summary.verdicts(word, count));
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

    pub(crate) fn finish(self) -> Result<(RecordBatch, Summary)> {
        let all = self.words;
        let rows = self.customers * all.questions;
        let summary = self.summary();
        let names = if all.names && all.wanted.block_names { Some(self.block_names()?) } else { None };
        let (error, message) = match self.errors.is_empty() {
            true => (all.no_error.slice(0, rows), all.no_message.slice(0, rows)),
            false => self.errors()?,
        };
        let Self { customer, all: columns, .. } = self;
        let (mut customer, mut columns, mut names) = (Some(customer), columns, names);
        let take = std::mem::take::<Vec<i64>>;
        let mut column = |place: usize| -> Result<ArrayRef> {
            Ok(match place {
                0 => Arc::new(customer.take().unwrap_or_default().finish()?),
                1 => all.reason.slice(0, rows),
                2 => all.channel.slice(0, rows),
                3 => instants(take(&mut columns.anchor_at)),
                4 => all_words(std::mem::take(&mut columns.verdict), &all.verdicts.words)?,
                5 => instants(take(&mut columns.allowed_from)),
                6 => instants(take(&mut columns.allowed_until)),
                7 => instants(take(&mut columns.revisit_at)),
                8 => instants(take(&mut columns.eligible_at)),
                9 => Arc::new(UInt64Array::from(std::mem::take(&mut columns.blocks))),
                10 => names.take().unwrap_or_else(|| all.no_names.slice(0, rows)),
                11 => words(std::mem::take(&mut columns.binding), &all.bindings.words)?,
                12 => words(std::mem::take(&mut columns.binding_rule), &all.rules)?,
                13 => Arc::new(UInt32Array::from(std::mem::take(&mut columns.warnings))),
                14 => Arc::clone(&error),
                _ => Arc::clone(&message),
            })
        };
        let columns = all.columns.iter().map(|&place| column(place)).collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(all.schema()), columns, &options);
        Ok((batch.map_err(internal)?, summary))
    }
}
