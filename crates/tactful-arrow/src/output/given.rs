//! From the answers of a batch, customer by customer for one question after the other, to rows.

use super::Columns;
use super::arrays::{NO_WORD, NONE};
use super::written::{Wanted, Words};
use tactful::Code;
use tactful::followup::{Answers, Batch};

/// What the numbers in [`Answers`] are written as.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// UTC seconds.
    now: i64,
    bindings: Vec<(i32, i32)>,
}

impl Keys {
    pub(crate) fn new(words: &Words, batch: &Batch<'_>) -> Self {
        let binding = |(code, rule): (Option<Code>, Option<u32>)| {
            let rule = rule.and_then(|rule| i32::try_from(rule).ok());
            (code.map_or(NO_WORD, |code| words.bindings.key(code)), rule.unwrap_or(NO_WORD))
        };
        Self { now: batch.now().seconds(), bindings: batch.bindings().map(binding).collect() }
    }
}

/// Answers as they were given: of each column, those to one question after the other.
#[derive(Debug, Default)]
pub(super) struct Given {
    verdict: Vec<[i32; Batch::LANES]>,
    anchor_at: Vec<[i32; Batch::LANES]>,
    allowed_from: Vec<[i32; Batch::LANES]>,
    allowed_until: Vec<[i32; Batch::LANES]>,
    revisit_at: Vec<[i32; Batch::LANES]>,
    eligible_at: Vec<[i32; Batch::LANES]>,
    blocks: Vec<[i32; Batch::LANES]>,
    binding: Vec<[i32; Batch::LANES]>,
    warnings: Vec<[i32; Batch::LANES]>,
    /// One column of rows.
    kept: Vec<i32>,
}

impl Given {
    /// Keeps the answers to the next question.
    #[inline(always)]
    pub(super) fn keep(&mut self, answers: &Answers, wanted: Wanted) {
        macro_rules! keep {
            ($column:ident, $wanted:expr, $answers:expr) => {
                if $wanted {
                    self.$column.push(*$answers);
                }
            };
        }
        keep!(verdict, true, answers.verdicts());
        keep!(anchor_at, wanted.anchor_at, answers.anchor_at());
        keep!(allowed_from, wanted.allowed_from, answers.allowed_from());
        keep!(allowed_until, wanted.allowed_until, answers.allowed_until());
        keep!(revisit_at, wanted.revisit_at, answers.revisit_at());
        keep!(eligible_at, wanted.eligible_at, answers.eligible_at());
        keep!(blocks, wanted.blocks, answers.blocks());
        keep!(binding, wanted.binding || wanted.binding_rule, answers.bindings());
        keep!(warnings, wanted.warnings, answers.warnings());
    }

    /// Appends what was kept, as so many rows: those of one customer after the other.
    #[inline(always)]
    pub(super) fn write(&mut self, keys: &Keys, rows: usize, wanted: Wanted, to: &mut Columns) {
        let Keys { now, bindings } = keys;
        let now = *now;
        let instant = |&after: &i32| {
            let at = now + i64::from(after);
            if after == Answers::NO_INSTANT { NONE } else { at }
        };
        let binding = |&place: &i32| bindings.get(place as usize).copied().unwrap_or((NO_WORD, NO_WORD));
        // the keys of verdicts are their numbers
        let first = to.verdict.len();
        to.verdict.resize(first + rows, 0);
        turn(&self.verdict, &mut to.verdict[first..]);
        let kept = &mut self.kept;
        to.anchor_at.extend(turned(&self.anchor_at, rows, kept).iter().map(instant));
        to.allowed_from.extend(turned(&self.allowed_from, rows, kept).iter().map(instant));
        to.allowed_until.extend(turned(&self.allowed_until, rows, kept).iter().map(instant));
        to.revisit_at.extend(turned(&self.revisit_at, rows, kept).iter().map(instant));
        to.eligible_at.extend(turned(&self.eligible_at, rows, kept).iter().map(instant));
        to.warnings.extend(turned(&self.warnings, rows, kept).iter().map(|&bits| bits as u32));
        to.blocks.extend(turned(&self.blocks, rows, kept).iter().map(|&bits| u64::from(bits as u32)));
        let binds = turned(&self.binding, rows, kept);
        if wanted.binding {
            to.binding.extend(binds.iter().map(|place| binding(place).0));
        }
        if wanted.binding_rule {
            to.binding_rule.extend(binds.iter().map(|place| binding(place).1));
        }
        macro_rules! forget {
            ($($column:ident)*) => {
                $(self.$column.clear();)*
            };
        }
        forget!(verdict anchor_at allowed_from allowed_until revisit_at eligible_at blocks binding warnings);
    }
}

/// The answers to one question after the other, as those of one customer after the other.
fn turned<'k>(given: &[[i32; Batch::LANES]], rows: usize, kept: &'k mut Vec<i32>) -> &'k [i32] {
    if given.is_empty() {
        return &[]; // nobody wants them
    }
    kept.resize(rows, 0);
    turn(given, kept);
    kept
}

/// The same, written over some rows.
fn turn(given: &[[i32; Batch::LANES]], rows: &mut [i32]) {
    let questions = given.len();
    if questions == 0 {
        return;
    }
    // some questions at a time, whose answers are stored together
    let (many, few) = given.as_chunks::<SOME>();
    for (first, given) in (0..).step_by(SOME).zip(many) {
        let [one, two, three, four] = given;
        for (lane, row) in (0..Batch::LANES).zip(rows.chunks_exact_mut(questions)) {
            if let Some(cells) = row.get_mut(first..first + SOME) {
                cells.copy_from_slice(&[one[lane], two[lane], three[lane], four[lane]]);
            }
        }
    }
    for (place, given) in (questions - few.len()..).zip(few) {
        for (answer, row) in given.iter().zip(rows.chunks_exact_mut(questions)) {
            row[place] = *answer;
        }
    }
}

/// So many questions.
const SOME: usize = 4;
