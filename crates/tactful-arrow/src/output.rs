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
use tactful::followup::Brief;
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

/// Values in which one stands for null; null values become `blank`.
fn nullable<T: Copy + PartialEq>(values: &mut [T], none: T, blank: T) -> Option<NullBuffer> {
    let valid = BooleanBuffer::collect_bool(values.len(), |row| values[row] != none);
    let nulls = NullBuffer::new(valid);
    if nulls.null_count() == 0 {
        return None;
    }
    values.iter_mut().for_each(|value| *value = if *value == none { blank } else { *value });
    Some(nulls)
}

fn instants(mut values: Vec<i64>) -> ArrayRef {
    let nulls = nullable(&mut values, NONE, 0);
    Arc::new(TimestampSecondArray::new(ScalarBuffer::from(values), nulls).with_timezone("UTC"))
}

fn words(mut keys: Vec<i32>, words: &ArrayRef) -> Result<ArrayRef> {
    let nulls = nullable(&mut keys, NO_WORD, 0);
    encoded(Int32Array::new(ScalarBuffer::from(keys), nulls), words)
}

/// Decisions in the making.
#[derive(Debug)]
pub(crate) struct Output<'a> {
    words: &'a Words,
    customers: usize,
    customer: TextColumn,
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
    /// The rows of customers who could not be read, with what is wrong.
    errors: Vec<(usize, Error)>,
}

impl<'a> Output<'a> {
    pub(crate) fn new(words: &'a Words, customers: usize) -> Self {
        let rows = customers * words.questions;
        Self {
            words,
            customers,
            customer: TextColumn::with_capacity(rows, rows * 8),
            anchor_at: Vec::with_capacity(rows),
            verdict: Vec::with_capacity(rows),
            allowed_from: Vec::with_capacity(rows),
            allowed_until: Vec::with_capacity(rows),
            revisit_at: Vec::with_capacity(rows),
            eligible_at: Vec::with_capacity(rows),
            blocks: Vec::with_capacity(rows),
            binding: Vec::with_capacity(rows),
            binding_rule: Vec::with_capacity(rows),
            warnings: Vec::with_capacity(rows),
            errors: Vec::new(),
        }
    }

    /// The next customer, of whom all answers follow, or an error.
    #[inline]
    pub(crate) fn of(&mut self, id: Option<Key<'_>>) {
        let questions = self.words.questions;
        let mut push = |id: Option<&str>| (0..questions).for_each(|_| self.customer.push(id));
        match id {
            Some(id) => id.read(|id| push(Some(id))),
            None => push(None),
        }
    }

    /// One decision; `more` are bits of warnings about the facts.
    #[inline]
    pub(crate) fn brief(&mut self, brief: &Brief, more: u32) {
        let seconds = |at: Option<Instant>| at.map_or(NONE, Instant::seconds);
        self.anchor_at.push(seconds(brief.anchor_at()));
        self.verdict.push(self.words.verdicts.key(brief.verdict()));
        self.allowed_from.push(seconds(brief.allowed_from()));
        self.allowed_until.push(seconds(brief.allowed_until()));
        self.revisit_at.push(seconds(brief.revisit_at()));
        self.eligible_at.push(seconds(brief.eligible_at()));
        self.blocks.push(brief.blocks());
        self.binding.push(brief.binding().map_or(NO_WORD, |code| self.words.bindings.key(code)));
        let rule = brief.binding_rule().and_then(|rule| i32::try_from(rule).ok());
        self.binding_rule.push(rule.unwrap_or(NO_WORD));
        self.warnings.push(brief.warnings() | more);
    }

    /// The customer could not be read.
    #[cold]
    pub(crate) fn error(&mut self, error: Error) {
        let key = (self.words.verdicts.words.len() - 1) as i32;
        for _ in 0..self.words.questions {
            let instants = [
                &mut self.anchor_at,
                &mut self.allowed_from,
                &mut self.allowed_until,
                &mut self.revisit_at,
                &mut self.eligible_at,
            ];
            instants.into_iter().for_each(|column| column.push(NONE));
            self.verdict.push(key);
            self.blocks.push(0);
            self.binding.push(NO_WORD);
            self.binding_rule.push(NO_WORD);
            self.warnings.push(0);
        }
        self.errors.push((self.verdict.len(), error));
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        let mut counts = vec![0; self.words.verdicts.words.len()];
        for &key in &self.verdict {
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
        let mut names = TextColumn::with_capacity(self.blocks.len(), self.blocks.len() * 8);
        let mut ends = Vec::with_capacity(self.blocks.len() + 1);
        ends.push(0);
        for &blocks in &self.blocks {
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
        let rows = self.verdict.len();
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
            instants(self.anchor_at),
            words(self.verdict, &all.verdicts.words)?,
            instants(self.allowed_from),
            instants(self.allowed_until),
            instants(self.revisit_at),
            instants(self.eligible_at),
            Arc::new(UInt64Array::from(self.blocks)),
            names,
            words(self.binding, &all.bindings.words)?,
            words(self.binding_rule, &all.rules)?,
            Arc::new(UInt32Array::from(self.warnings)),
            error,
            message,
        ];
        Ok((RecordBatch::try_new(Arc::clone(all.schema()), columns).map_err(internal)?, summary))
    }
}

fn internal(error: ArrowError) -> Error {
    Error::new(Code::Internal, format!("the table of decisions could not be made: {error}"))
}
