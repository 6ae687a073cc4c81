//! From decisions to columns.

use crate::ask::Ask;
use crate::columns::Key;
use crate::schema::{ERROR, decisions_schema};
use crate::summary::Summary;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int32Array, ListArray, RecordBatch, StringArray, TimestampSecondArray,
    UInt32Array, UInt64Array, new_null_array,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use std::sync::Arc;
use tactful::followup::{Answers, Batch, Brief};
use tactful::time::Instant;
use tactful::{Code, CodeKind, Engine, Error, Result};

/// Codes of blocks count from here, as the bits of a brief do.
const FIRST_BLOCK: u16 = 100;
/// No instant, until it becomes a null.
const NONE: i64 = i64::MAX;
/// No word, until it becomes a null.
const NO_WORD: i32 = -1;

/// Codes as words of a dictionary.
#[derive(Debug, Clone)]
struct Codes {
    words: ArrayRef,
    /// Keys by the number of the code; `NO_WORD`: it is none of these.
    keys: Vec<i32>,
}

impl Codes {
    fn of_kind(kind: CodeKind, more: &'static [&'static str]) -> Self {
        let codes = || Code::ALL.iter().copied().filter(|code| code.kind() == kind);
        let last = codes().map(Code::number).max().unwrap_or(0);
        let mut keys = vec![NO_WORD; usize::from(last) + 1];
        for (code, key) in codes().zip(0..) {
            keys[usize::from(code.number())] = key;
        }
        Self { words: array(codes().map(Code::as_str).chain(more.iter().copied())), keys }
    }

    #[inline]
    fn key(&self, code: Code) -> i32 {
        self.keys.get(usize::from(code.number())).copied().unwrap_or(NO_WORD)
    }
}

/// The words that decisions are written with, and the columns that are alike in every batch: made once.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    schema: SchemaRef,
    verdicts: Codes,
    bindings: Codes,
    rules: ArrayRef,
    errors: Codes,
    /// The name of each bit.
    blocks: Vec<&'static str>,
    names: bool,
    questions: usize,
    /// The questions of each customer of a full batch, one after the other.
    reason: ArrayRef,
    channel: ArrayRef,
    /// Columns of a full batch without names of blocks, and without errors.
    no_names: ArrayRef,
    no_error: ArrayRef,
    no_message: ArrayRef,
}

fn array<'a>(words: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

fn encoded(keys: Int32Array, words: &ArrayRef) -> Result<ArrayRef> {
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(words)).map_err(internal)?))
}

impl Words {
    /// For batches of at most so many customers.
    pub(crate) fn new(engine: &Engine, ask: &Ask, customers: usize) -> Result<Self> {
        let errors = Codes::of_kind(CodeKind::Error, &[]);
        let mut bits = vec![""; 64];
        for code in Code::ALL.iter().filter(|code| code.kind() == CodeKind::Block) {
            let bit = code.number().checked_sub(FIRST_BLOCK).map(usize::from);
            if let Some(name) = bit.and_then(|bit| bits.get_mut(bit)) {
                *name = code.as_str();
            }
        }
        let (schema, rows) = (decisions_schema(), customers * ask.questions.len());
        let again = |key: &dyn Fn(&tactful::followup::Question) -> u32| -> Int32Array {
            ask.questions.iter().cycle().take(rows).map(|question| Some(key(question) as i32)).collect()
        };
        let nothing = |column: &str| -> Result<ArrayRef> {
            Ok(new_null_array(schema.field_with_name(column).map_err(internal)?.data_type(), rows))
        };
        Ok(Self {
            verdicts: Codes::of_kind(CodeKind::Verdict, &[ERROR]),
            bindings: Codes::of_kind(CodeKind::Block, &[]),
            rules: array(engine.rules()),
            blocks: bits,
            names: ask.names,
            questions: ask.questions.len(),
            reason: encoded(again(&|question| question.reason_index()), &array(engine.reasons()))?,
            channel: encoded(again(&|question| question.channel_index()), &array(engine.channels()))?,
            no_names: nothing("block_names")?,
            no_error: encoded(Int32Array::new_null(rows), &errors.words)?,
            no_message: nothing("message")?,
            errors,
            schema,
        })
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}

/// Texts in the making, of which few or none are null.
#[derive(Debug, Default)]
struct TextColumn {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    nulls: Vec<usize>,
}

impl TextColumn {
    fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: Vec::with_capacity(bytes), ends, nulls: Vec::new() }
    }

    #[inline]
    fn push(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.bytes.extend_from_slice(text.as_bytes()),
            None => self.nulls.push(self.ends.len() - 1),
        }
        // a batch is far from 2 GiB: ids have at most `MAX_TEXT` bytes, messages hardly more
        self.ends.push(i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    /// One text so many times.
    #[inline]
    fn push_often(&mut self, text: &str, times: usize) {
        let (start, length) = (self.bytes.len(), text.len());
        if times == 0 {
            return;
        }
        self.bytes.extend_from_slice(text.as_bytes());
        let mut written = 1;
        while written < times {
            let more = written.min(times - written);
            self.bytes.extend_from_within(start..start + more * length);
            written += more;
        }
        let end = |time: usize| i32::try_from(start + time * length).unwrap_or(i32::MAX);
        self.ends.extend((1..=times).map(end));
    }

    fn finish(self) -> Result<StringArray> {
        let rows = self.ends.len() - 1;
        let nulls = (!self.nulls.is_empty()).then(|| {
            let mut valid = vec![true; rows];
            self.nulls.iter().for_each(|&row| valid[row] = false);
            NullBuffer::from(valid)
        });
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        StringArray::try_new(offsets, Buffer::from_vec(self.bytes), nulls).map_err(internal)
    }
}

/// Which values are there, of those in which one stands for null.
fn nulls<T: Copy + PartialEq>(values: &[T], none: T) -> Option<NullBuffer> {
    let word = |values: &[T]| values.iter().rev().fold(0_u64, |bits, &it| bits << 1 | u64::from(it != none));
    let words: Vec<u64> = values.chunks(64).map(word).collect();
    let nulls = NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(words), 0, values.len()));
    (nulls.null_count() > 0).then_some(nulls)
}

fn instants(values: Vec<i64>) -> ArrayRef {
    let nulls = nulls(&values, NONE);
    Arc::new(TimestampSecondArray::new(ScalarBuffer::from(values), nulls).with_timezone("UTC"))
}

fn words(mut keys: Vec<i32>, words: &ArrayRef) -> Result<ArrayRef> {
    let nulls = nulls(&keys, NO_WORD);
    // not everybody who reads dictionaries passes over keys of nulls
    keys.iter_mut().for_each(|key| *key = (*key).max(0));
    encoded(Int32Array::new(ScalarBuffer::from(keys), nulls), words)
}

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

/// The same to each of the columns, which differ in type.
macro_rules! of_each {
    ($columns:expr, $column:ident => $body:expr) => {{
        {
            let $column = &mut $columns.anchor_at;
            $body
        }
        {
            let $column = &mut $columns.verdict;
            $body
        }
        {
            let $column = &mut $columns.allowed_from;
            $body
        }
        {
            let $column = &mut $columns.allowed_until;
            $body
        }
        {
            let $column = &mut $columns.revisit_at;
            $body
        }
        {
            let $column = &mut $columns.eligible_at;
            $body
        }
        {
            let $column = &mut $columns.blocks;
            $body
        }
        {
            let $column = &mut $columns.binding;
            $body
        }
        {
            let $column = &mut $columns.binding_rule;
            $body
        }
        {
            let $column = &mut $columns.warnings;
            $body
        }
    }};
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
        of_each!(all, column => column.reserve_exact(rows));
        of_each!(part, column => column.resize(Batch::LANES * words.questions, 0));
        let customer = TextColumn::with_capacity(rows, rows * 8);
        Self { words, customers, customer, all, part, row: 0, errors: Vec::new() }
    }

    /// The ids of all customers, in their order.
    pub(crate) fn ids<'k>(&mut self, ids: impl Iterator<Item = Option<Key<'k>>>) {
        let questions = self.words.questions;
        for id in ids {
            match id {
                Some(id) => id.read(|id| self.customer.push_often(id, questions)),
                None => (0..questions).for_each(|_| self.customer.push(None)),
            }
        }
    }

    /// The next customers are done, all of whom have all answers: at most [`Batch::LANES`].
    pub(crate) fn done(&mut self, customers: usize) {
        let (rows, part) = (customers * self.words.questions, &self.part);
        self.all.anchor_at.extend_from_slice(&part.anchor_at[..rows]);
        self.all.verdict.extend_from_slice(&part.verdict[..rows]);
        self.all.allowed_from.extend_from_slice(&part.allowed_from[..rows]);
        self.all.allowed_until.extend_from_slice(&part.allowed_until[..rows]);
        self.all.revisit_at.extend_from_slice(&part.revisit_at[..rows]);
        self.all.eligible_at.extend_from_slice(&part.eligible_at[..rows]);
        self.all.blocks.extend_from_slice(&part.blocks[..rows]);
        self.all.binding.extend_from_slice(&part.binding[..rows]);
        self.all.binding_rule.extend_from_slice(&part.binding_rule[..rows]);
        self.all.warnings.extend_from_slice(&part.warnings[..rows]);
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
        put(&mut part.anchor_at, first, step, answers.anchor_at().iter().map(instant));
        put(&mut part.allowed_from, first, step, answers.allowed_from().iter().map(instant));
        put(&mut part.allowed_until, first, step, answers.allowed_until().iter().map(instant));
        put(&mut part.revisit_at, first, step, answers.revisit_at().iter().map(instant));
        put(&mut part.eligible_at, first, step, answers.eligible_at().iter().map(instant));
        put(&mut part.blocks, first, step, answers.blocks().iter().map(|&bits| u64::from(bits as u32)));
        put(&mut part.warnings, first, step, answers.warnings().iter().map(|&bits| bits as u32));
        let verdict = |&verdict: &i32| keys.verdicts.get(verdict as usize).copied().unwrap_or(NO_WORD);
        put(&mut part.verdict, first, step, answers.verdicts().iter().map(verdict));
        let binding = |&place: &i32| keys.bindings.get(place as usize).copied().unwrap_or((NO_WORD, NO_WORD));
        put(&mut part.binding, first, step, answers.bindings().iter().map(|place| binding(place).0));
        put(&mut part.binding_rule, first, step, answers.bindings().iter().map(|place| binding(place).1));
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
        self.errors.push((self.all.verdict.len() + rows.end, error));
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        let mut counts = vec![0; self.words.verdicts.words.len()];
        for &key in &self.all.verdict {
            if let Some(count) = usize::try_from(key).ok().and_then(|key| counts.get_mut(key)) {
                *count += 1;
            }
        }
        let verdicts = Code::ALL.iter().filter(|code| code.kind() == CodeKind::Verdict);
        let verdicts = verdicts.map(|code| code.as_str()).chain([ERROR]);
        verdicts.zip(counts).for_each(|(word, count)| summary.verdicts(word, count));
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
            ends.push((names.ends.len() - 1) as i32);
        }
        let field = Arc::new(Field::new("item", DataType::Utf8, false));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
        Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(names.finish()?), None).map_err(internal)?))
    }

    /// Code and message of the customers who could not be read.
    fn errors(&self) -> Result<(ArrayRef, ArrayRef)> {
        let rows = self.all.verdict.len();
        let mut keys = vec![NO_WORD; rows];
        let mut messages = TextColumn::with_capacity(rows, 64);
        for (end, error) in &self.errors {
            let message = error.to_string();
            (messages.ends.len() - 1..end - self.words.questions).for_each(|_| messages.push(None));
            (0..self.words.questions).for_each(|_| messages.push(Some(&message)));
            keys[end - self.words.questions..*end].fill(self.words.errors.key(error.code()));
        }
        (messages.ends.len() - 1..rows).for_each(|_| messages.push(None));
        Ok((words(keys, &self.words.errors.words)?, Arc::new(messages.finish()?)))
    }

    pub(crate) fn finish(self) -> Result<(RecordBatch, Summary)> {
        let all = self.words;
        let rows = self.customers * all.questions;
        let summary = self.summary();
        let names = if all.names { self.block_names()? } else { all.no_names.slice(0, rows) };
        let (error, message) = match self.errors.is_empty() {
            true => (all.no_error.slice(0, rows), all.no_message.slice(0, rows)),
            false => self.errors()?,
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.customer.finish()?),
            all.reason.slice(0, rows),
            all.channel.slice(0, rows),
            instants(self.all.anchor_at),
            words(self.all.verdict, &all.verdicts.words)?,
            instants(self.all.allowed_from),
            instants(self.all.allowed_until),
            instants(self.all.revisit_at),
            instants(self.all.eligible_at),
            Arc::new(UInt64Array::from(self.all.blocks)),
            names,
            words(self.all.binding, &all.bindings.words)?,
            words(self.all.binding_rule, &all.rules)?,
            Arc::new(UInt32Array::from(self.all.warnings)),
            error,
            message,
        ];
        Ok((RecordBatch::try_new(Arc::clone(all.schema()), columns).map_err(internal)?, summary))
    }
}

fn internal(error: ArrowError) -> Error {
    Error::new(Code::Internal, format!("the table of decisions could not be made: {error}"))
}
