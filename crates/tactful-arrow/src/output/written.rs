//! What decisions are written with, and which of their columns.

use super::arrays::{NO_WORD, array, encoded, internal};
use crate::ask::Ask;
use crate::schema::{ERROR, decisions_schema, wanted};
use arrow_array::{ArrayRef, Int32Array, new_null_array};
use arrow_schema::SchemaRef;
use std::sync::Arc;
use tactful::followup::{Brief, Parts};
use tactful::{Code, CodeKind, Engine, Result};

/// Codes as words of a dictionary.
#[derive(Debug, Clone)]
pub(super) struct Codes {
    pub(super) words: ArrayRef,
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
    pub(super) fn key(&self, code: Code) -> i32 {
        self.keys.get(usize::from(code.number())).copied().unwrap_or(NO_WORD)
    }
}

/// Which columns are wanted, in the order of the published ones.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "one for each column")]
pub(crate) struct Wanted {
    pub(super) customer: bool,
    pub(super) anchor_at: bool,
    pub(super) verdict: bool,
    pub(super) allowed_from: bool,
    pub(super) allowed_until: bool,
    pub(super) revisit_at: bool,
    pub(super) eligible_at: bool,
    pub(super) blocks: bool,
    pub(super) block_names: bool,
    pub(super) binding: bool,
    pub(super) binding_rule: bool,
    pub(super) warnings: bool,
}

impl Wanted {
    fn new(columns: &[usize]) -> Self {
        let is = |place: usize| columns.contains(&place);
        Self {
            customer: is(0),
            anchor_at: is(3),
            verdict: true, // if only to be counted
            allowed_from: is(5),
            allowed_until: is(6),
            revisit_at: is(7),
            eligible_at: is(8),
            // names are made of bits
            blocks: is(9) || is(10),
            block_names: is(10),
            binding: is(11),
            binding_rule: is(12),
            warnings: is(13),
        }
    }

    /// What a batch has to work out for them.
    pub(crate) fn parts(self) -> Parts {
        Parts {
            revisit_at: self.revisit_at,
            eligible_at: self.eligible_at,
            blocks: self.blocks || self.binding || self.binding_rule,
            warnings: self.warnings,
        }
    }
}

/// The words that decisions are written with, and the columns that are alike in every batch: made once.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(super) schema: SchemaRef,
    /// Which columns are written, by their places among all.
    pub(super) columns: Vec<usize>,
    /// The same, by place.
    pub(super) wanted: Wanted,
    pub(super) verdicts: Codes,
    pub(super) bindings: Codes,
    pub(super) rules: ArrayRef,
    pub(super) errors: Codes,
    /// The name of each bit.
    pub(super) blocks: Vec<&'static str>,
    pub(super) names: bool,
    pub(super) questions: usize,
    /// The questions of each customer of a full batch, one after the other.
    pub(super) reason: ArrayRef,
    pub(super) channel: ArrayRef,
    /// Columns of a full batch without names of blocks, and without errors.
    pub(super) no_names: ArrayRef,
    pub(super) no_error: ArrayRef,
    pub(super) no_message: ArrayRef,
}

impl Words {
    /// For batches of at most so many customers.
    pub(crate) fn new(engine: &Engine, ask: &Ask, customers: usize) -> Result<Self> {
        let errors = Codes::of_kind(CodeKind::Error, &[]);
        let mut bits = vec![""; 64];
        for code in Code::ALL.iter().filter(|code| code.kind() == CodeKind::Block) {
            let bit = code.number().checked_sub(Brief::FIRST_BLOCK).map(usize::from);
            if let Some(name) = bit.and_then(|bit| bits.get_mut(bit)) {
                *name = code.as_str();
            }
        }
        let (all, rows) = (decisions_schema(), customers * ask.questions.len());
        let columns = wanted(ask.columns.as_deref())?;
        let again = |key: &dyn Fn(&tactful::followup::Question) -> u32| -> Int32Array {
            ask.questions.iter().cycle().take(rows).map(|question| Some(key(question) as i32)).collect()
        };
        let nothing = |column: &str| -> Result<ArrayRef> {
            Ok(new_null_array(all.field_with_name(column).map_err(internal)?.data_type(), rows))
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
            schema: Arc::new(all.project(&columns).map_err(internal)?),
            wanted: Wanted::new(&columns),
            columns,
        })
    }

    pub(crate) fn wanted(&self) -> Wanted {
        self.wanted
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}
