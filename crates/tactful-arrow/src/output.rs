//! From decisions to columns.

use crate::schema::{ERROR, decisions_schema};
use arrow_array::builder::{ListBuilder, StringBuilder, TimestampSecondBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray, UInt32Array, UInt64Array,
};
use arrow_schema::{DataType, Field, SchemaRef};
use std::sync::Arc;
use tactful::followup::{Brief, Question};
use tactful::time::Instant;
use tactful::{Code, CodeKind, Engine, Error, Result};

/// Codes of blocks count from here, as the bits of a brief do.
const FIRST_BLOCK: u16 = 100;

/// The words that decisions are written with: one dictionary for all batches.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    schema: SchemaRef,
    reasons: ArrayRef,
    channels: ArrayRef,
    verdicts: ArrayRef,
    verdict_codes: Vec<Code>,
    bindings: ArrayRef,
    binding_codes: Vec<Code>,
    rules: ArrayRef,
    errors: ArrayRef,
    error_codes: Vec<Code>,
    /// The name of each bit.
    blocks: Vec<&'static str>,
    names: bool,
}

fn of_kind(kind: CodeKind) -> Vec<Code> {
    Code::ALL.iter().copied().filter(|code| code.kind() == kind).collect()
}

fn array<'a>(words: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(words))
}

fn key(codes: &[Code], code: Code) -> Option<i32> {
    codes.iter().position(|known| *known == code).and_then(|place| i32::try_from(place).ok())
}

impl Words {
    pub(crate) fn new(engine: &Engine, names: bool) -> Self {
        let (verdicts, blocks, errors) =
            (of_kind(CodeKind::Verdict), of_kind(CodeKind::Block), of_kind(CodeKind::Error));
        let mut bits = vec![""; 64];
        for code in &blocks {
            let bit = code.number().checked_sub(FIRST_BLOCK).map(usize::from);
            if let Some(name) = bit.and_then(|bit| bits.get_mut(bit)) {
                *name = code.as_str();
            }
        }
        Self {
            schema: decisions_schema(),
            reasons: array(engine.reasons()),
            channels: array(engine.channels()),
            verdicts: array(verdicts.iter().map(|code| code.as_str()).chain([ERROR])),
            verdict_codes: verdicts,
            bindings: array(blocks.iter().map(|code| code.as_str())),
            binding_codes: blocks,
            rules: array(engine.rules()),
            errors: array(errors.iter().map(|code| code.as_str())),
            error_codes: errors,
            blocks: bits,
            names,
        }
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}

/// Decisions in the making.
pub(crate) struct Output<'a> {
    words: &'a Words,
    customer: StringBuilder,
    reason: Vec<i32>,
    channel: Vec<i32>,
    anchor_at: TimestampSecondBuilder,
    verdict: Vec<i32>,
    allowed_from: TimestampSecondBuilder,
    allowed_until: TimestampSecondBuilder,
    revisit_at: TimestampSecondBuilder,
    eligible_at: TimestampSecondBuilder,
    blocks: Vec<u64>,
    block_names: ListBuilder<StringBuilder>,
    binding: Vec<Option<i32>>,
    binding_rule: Vec<Option<i32>>,
    warnings: Vec<u32>,
    error: Vec<Option<i32>>,
    message: StringBuilder,
}

impl<'a> Output<'a> {
    pub(crate) fn new(words: &'a Words, rows: usize) -> Self {
        let instants = || TimestampSecondBuilder::with_capacity(rows);
        let names = ListBuilder::with_capacity(StringBuilder::new(), rows);
        Self {
            words,
            customer: StringBuilder::with_capacity(rows, rows * 8),
            reason: Vec::with_capacity(rows),
            channel: Vec::with_capacity(rows),
            anchor_at: instants(),
            verdict: Vec::with_capacity(rows),
            allowed_from: instants(),
            allowed_until: instants(),
            revisit_at: instants(),
            eligible_at: instants(),
            blocks: Vec::with_capacity(rows),
            block_names: names.with_field(Field::new("item", DataType::Utf8, false)),
            binding: Vec::with_capacity(rows),
            binding_rule: Vec::with_capacity(rows),
            warnings: Vec::with_capacity(rows),
            error: Vec::with_capacity(rows),
            message: StringBuilder::new(),
        }
    }

    fn question(&mut self, customer: Option<&str>, question: Question) {
        self.customer.append_option(customer);
        self.reason.push(question.reason_index() as i32);
        self.channel.push(question.channel_index() as i32);
    }

    /// One decision; `more` are bits of warnings about the facts.
    pub(crate) fn brief(&mut self, customer: &str, brief: &Brief, more: u32) {
        let words = self.words;
        let seconds = |at: Option<Instant>| at.map(Instant::seconds);
        self.question(Some(customer), brief.question());
        self.anchor_at.append_option(seconds(brief.anchor_at()));
        self.verdict.push(key(&words.verdict_codes, brief.verdict()).unwrap_or(-1));
        self.allowed_from.append_option(seconds(brief.allowed_from()));
        self.allowed_until.append_option(seconds(brief.allowed_until()));
        self.revisit_at.append_option(seconds(brief.revisit_at()));
        self.eligible_at.append_option(seconds(brief.eligible_at()));
        self.blocks.push(brief.blocks());
        if words.names {
            let mut bits = brief.blocks();
            while bits != 0 {
                self.block_names.values().append_value(words.blocks[bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
        self.block_names.append(words.names);
        self.binding.push(brief.binding().and_then(|code| key(&words.binding_codes, code)));
        self.binding_rule.push(brief.binding_rule().and_then(|rule| i32::try_from(rule).ok()));
        self.warnings.push(brief.warnings() | more);
        self.error.push(None);
        self.message.append_null();
    }

    /// One question about a customer who could not be read.
    pub(crate) fn error(&mut self, customer: Option<&str>, question: Question, error: &Error, message: &str) {
        self.question(customer, question);
        let instants = [
            &mut self.anchor_at,
            &mut self.allowed_from,
            &mut self.allowed_until,
            &mut self.revisit_at,
            &mut self.eligible_at,
        ];
        instants.into_iter().for_each(TimestampSecondBuilder::append_null);
        self.verdict.push(self.words.verdict_codes.len() as i32);
        self.blocks.push(0);
        self.block_names.append(self.words.names);
        self.binding.push(None);
        self.binding_rule.push(None);
        self.warnings.push(0);
        self.error.push(key(&self.words.error_codes, error.code()));
        self.message.append_value(message);
    }

    pub(crate) fn finish(mut self) -> Result<RecordBatch> {
        let words = self.words;
        let encoded = |keys: Int32Array, values: &ArrayRef| -> Result<ArrayRef> {
            let array = DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(values)).map_err(internal)?;
            Ok(Arc::new(array))
        };
        let instants = |mut builder: TimestampSecondBuilder| -> ArrayRef {
            Arc::new(builder.finish().with_timezone("UTC"))
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.customer.finish()),
            encoded(self.reason.into(), &words.reasons)?,
            encoded(self.channel.into(), &words.channels)?,
            instants(self.anchor_at),
            encoded(self.verdict.into(), &words.verdicts)?,
            instants(self.allowed_from),
            instants(self.allowed_until),
            instants(self.revisit_at),
            instants(self.eligible_at),
            Arc::new(UInt64Array::from(self.blocks)),
            Arc::new(self.block_names.finish()),
            encoded(self.binding.into(), &words.bindings)?,
            encoded(self.binding_rule.into(), &words.rules)?,
            Arc::new(UInt32Array::from(self.warnings)),
            encoded(self.error.into(), &words.errors)?,
            Arc::new(self.message.finish()),
        ];
        RecordBatch::try_new(Arc::clone(words.schema()), columns).map_err(internal)
    }
}

fn internal(error: arrow_schema::ArrowError) -> Error {
    Error::new(Code::Internal, format!("the table of decisions could not be made: {error}"))
}
