//! Decisions from standings alone, and only where something can have changed.

use crate::ask::Ask;
use crate::chunks;
use crate::columns::Key;
use crate::customers::{self, CustomerColumns};
use crate::decide::{Decided, common_schema, per_chunk, warning_bit, words};
use crate::instants::Shifts;
use crate::join::{Join, join};
use crate::output::{Output, Words};
use crate::rows::{Row, Table};
use crate::schema::{CUSTOMERS, Places, alike, places};
use crate::standings::{self, Kept, Opened, StandingColumns, Told, told};
use crate::summary::Summary;
use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::SchemaRef;
use tactful::customer::{Customer, Place, Standing};
use tactful::followup::{Asking, Batch, Briefing, Plan};
use tactful::time::Instant;
use tactful::{Code, Engine, Error, Result};

/// For which customers decisions are made.
///
/// Nothing is due before its time unless facts came since (`basis` is null then), the policy, the zone data, the
/// questions or the customer's own row changed, or the last decision failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Due {
    /// For all.
    #[default]
    All,
    /// For those whose `revisit_at` has come: verdict, `allowed_from` of a wait and `allowed_until` of all others are
    /// what they were.
    Revisit,
    /// For those whose `eligible_at` has come: so are those of all others, times of day left aside. Who only sleeps is
    /// not looked at; whoever sends asks for the hour.
    Eligible,
}

/// Decisions, and the standings with what they rest on.
#[derive(Debug, Clone)]
pub struct DecidedStandings {
    /// The decisions, of those customers only who were due.
    pub decided: Decided,
    /// The schema of `standings`.
    pub schema: SchemaRef,
    /// The standings as they were given, row for row, with `basis`, `revisit_at` and `eligible_at` of these decisions;
    /// then those of customers who had none.
    pub standings: Vec<RecordBatch>,
}

/// Both tables, found and ready.
struct Work<'a> {
    engine: &'a Engine,
    ask: &'a Ask,
    due: Due,
    customers: Table<CustomerColumns>,
    standings: Table<StandingColumns>,
    join: Join,
    /// What all decisions rest on: policy, zone data and questions.
    seed: Hash,
    ignored: Vec<String>,
    standings_of_nobody: u64,
}

/// What one thread keeps from customer to customer.
struct Worker<'e> {
    reader: customers::Reader,
    /// Of wall times in standings.
    shifts: Shifts,
    briefing: Briefing<'e>,
}

/// A hash that is kept in tables, so it is the same everywhere. It is worked out for every customer every day: a step
/// takes eight bytes.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    fn number(self, number: i64) -> Self {
        // the product carries upward only: the turn brings it back down
        Self((self.0 ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
    }

    /// With its length, so that two texts are not taken for two others.
    fn text(self, text: &str) -> Self {
        text.as_bytes().chunks(8).fold(self.number(text.len() as i64), |hash, bytes| {
            let word = bytes.iter().rev().fold(0, |word, &byte| word << 8 | i64::from(byte));
            hash.number(word)
        })
    }
}

fn seed(engine: &Engine, ask: &Ask) -> Hash {
    let of_engine = Hash(0xcbf2_9ce4_8422_2325).text(engine.fingerprint());
    ask.questions.iter().fold(of_engine, |hash, question| {
        hash.number(question.reason_index().into()).number(question.channel_index().into())
    })
}

/// What a customer's decisions rest on beside the facts.
fn basis(seed: Hash, customer: &Customer) -> i64 {
    let zones = |hash: Hash, zones: &[std::sync::Arc<tactful::time::Zone>]| {
        zones.iter().fold(hash.number(zones.len() as i64), |hash, zone| hash.text(zone.name()))
    };
    let hash = match &customer.place {
        Place::Zone(zone) => zones(seed, std::slice::from_ref(zone)),
        Place::OneOf(several) => zones(seed, several),
        Place::Unknown => seed.number(-1),
    };
    let hash = hash.text(customer.level.as_deref().unwrap_or_default());
    let hash = hash.number(customer.history_since.map_or(i64::MIN, Instant::seconds));
    let each = |hash: Hash, (name, month, day): &(String, u8, u8)| {
        hash.text(name).number(i64::from(*month) << 8 | i64::from(*day))
    };
    customer.occasions.iter().fold(hash, each).0 as i64
}

/// The earliest; none is never.
fn first(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    one.into_iter().chain(other).min()
}

impl<'a> Work<'a> {
    fn new(
        engine: &'a Engine,
        customers: &[RecordBatch],
        standings: &[RecordBatch],
        ask: &'a Ask,
        due: Due,
    ) -> Result<Self> {
        let of_customers = common_schema(customers::TABLE, customers)?;
        let places = match &of_customers {
            Some(schema) => places(customers::TABLE, CUSTOMERS, schema, &ask.customers, ask)?,
            None => Places::default(),
        };
        let opened = Opened::new(standings, ask)?;
        if let (Some(one), Some(other)) = (&of_customers, &opened.schema) {
            alike([(one, &places), (other, &opened.places)], "standings.customer")?;
        }
        let columns = customers.iter().map(|batch| CustomerColumns::new(batch, &places));
        let customers = Table::new(columns.collect::<Result<_>>()?, 0);
        let join = join(&customers, &opened.table)?;
        Ok(Self {
            engine,
            ask,
            due,
            standings_of_nobody: join.unnamed,
            customers,
            standings: opened.table,
            join,
            seed: seed(engine, ask),
            ignored: places.ignored,
        })
    }

    /// How a customer's row is spoken of.
    fn told_of(&self, row: usize) -> Row<'a> {
        Row { table: customers::TABLE, names: &self.ask.customers, number: self.customers.number(row) }
    }

    fn customer<'r>(&self, row: usize, reader: &'r mut customers::Reader) -> Result<&'r Customer> {
        if self.join.is_twice(row) {
            let error = Error::new(Code::DuplicateKey, "another row has the same id; keep one of them");
            return Err(self.told_of(row).at("customer", error));
        }
        let (batch, place) = self.customers.at(row);
        batch.read(place, self.customers.number(row), self.engine, self.ask, reader)
    }

    fn kept(&self, row: usize, shifts: &mut Shifts) -> Result<Kept<'_>> {
        let (batch, place) = self.standings.at(row);
        batch.read(place, self.standings.number(row), self.ask, shifts)
    }

    /// Whether something can have changed.
    fn is_due(&self, row: usize, scout: &mut customers::Reader) -> bool {
        if self.due == Due::All {
            return true;
        }
        // what is read here and still due is read again, and counted, there
        let shifts = &mut Shifts::default();
        let mut rows = self.join.facts(row);
        let (Some(only), None) = (rows.next(), rows.next()) else { return true };
        let Ok(Kept { told: Some(told), next_pending, wrong: None, .. }) = self.kept(only, shifts) else {
            return true;
        };
        let at = if self.due == Due::Eligible { told.eligible_at } else { told.revisit_at };
        let come = |at: Option<Instant>| at.is_some_and(|at| at <= self.ask.now);
        if come(at) || come(next_pending) {
            return true;
        }
        let now = self.customer(row, scout).map(|customer| basis(self.seed, customer));
        !now.is_ok_and(|basis| basis == told.basis)
    }

    /// All answers of one customer, or none.
    fn one(&self, row: usize, worker: &mut Worker<'_>, output: &mut Output<'_>) -> Result<Told> {
        let (engine, ask) = (self.engine, self.ask);
        let Worker { reader, shifts, briefing } = worker;
        let customer = self.customer(row, reader)?;
        let (mut memory, mut next_pending): (Option<Standing>, _) = (None, None);
        for row in self.join.facts(row) {
            let kept = self.kept(row, shifts)?;
            let told = told(self.standings.number(row));
            if let Some(wrong) = kept.wrong {
                let code = Code::from_name(&wrong.code).unwrap_or(Code::InvalidStanding);
                return Err(told.at("error", Error::new(code, wrong.message.into_owned())));
            }
            let standing = kept.open(engine).map_err(|error| told.at("standing", error))?;
            memory = Some(match memory {
                None => standing,
                Some(mut joined) => {
                    joined.merge(&standing)?;
                    joined
                }
            });
            next_pending = first(next_pending, kept.next_pending);
            if next_pending.is_some_and(|at| at <= ask.now) {
                let message = "a fact that was pending has begun to count; fold it before you decide";
                return Err(told.at("next_pending", Error::new(Code::AsOfNeedsFacts, message)));
            }
        }
        let standing = memory.unwrap_or_else(|| engine.empty_standing());
        let more = next_pending.map_or(0, |_| warning_bit(Code::PendingFacts));
        let asking = Asking { next_pending, ..Asking::default() };
        let mut told =
            Told { basis: basis(self.seed, customer), revisit_at: next_pending, eligible_at: next_pending };
        let show = |brief: &tactful::followup::Brief| {
            told.revisit_at = first(told.revisit_at, brief.revisit_at());
            told.eligible_at = first(told.eligible_at, brief.eligible_at());
            output.brief(brief, more);
        };
        let answered = briefing.each(customer, &standing, &Plan::default(), &asking, show);
        answered.map_err(|error| self.told_of(row).whole(error))?;
        Ok(told)
    }

    /// The decisions of a chunk, what they come to, and what is to be kept of each customer who was due.
    #[expect(clippy::type_complexity, reason = "three results of one pass")]
    fn chunk(
        &self,
        words: &Words,
        chunk: usize,
    ) -> Result<(Option<RecordBatch>, Summary, Vec<(usize, Option<Told>)>)> {
        let (ask, size) = (self.ask, per_chunk(self.ask));
        let customers = chunk * size..((chunk + 1) * size).min(self.customers.rows());
        let scout = &mut customers::Reader::default();
        let due: Vec<usize> = customers.clone().filter(|&row| self.is_due(row, scout)).collect();
        let mut summary = Summary { not_due: (customers.len() - due.len()) as u64, ..Summary::default() };
        if due.is_empty() {
            return Ok((None, summary, Vec::new()));
        }
        let mut output = Output::new(words, due.len());
        let mut kept = Vec::with_capacity(due.len());
        let (reader, shifts) = (customers::Reader::default(), Shifts::default());
        let mut worker = Worker { reader, shifts, briefing: self.engine.briefing(&ask.questions, ask.now)? };
        output.ids(due.iter().map(|&row| self.customers.customer(row)));
        for part in due.chunks(Batch::LANES) {
            output.next(part.len());
            for (place, &row) in part.iter().enumerate() {
                output.of(place);
                let told = self.one(row, &mut worker, &mut output);
                kept.push((row, told.map_err(|error| output.error(place, error)).ok()));
            }
        }
        let (batch, counts) = output.finish()?;
        summary.add(counts);
        summary.shifts(worker.reader.shifts);
        summary.shifts(worker.shifts);
        Ok((Some(batch), summary, kept))
    }

    /// The standings again, with what is to be kept.
    fn standings(&self, told: Vec<(usize, Option<Told>)>) -> Result<(SchemaRef, Vec<RecordBatch>)> {
        let mut changed: Vec<Option<Option<Told>>> = vec![None; self.standings.rows()];
        let mut new = Vec::new();
        for (row, told) in told {
            self.join.facts(row).for_each(|standing| changed[standing] = Some(told));
            if told.is_some() && self.join.facts(row).next().is_none() {
                new.push((row, told));
            }
        }
        let keys: Vec<Option<Key<'_>>> = (0..self.standings.rows())
            .map(|row| self.standings.customer(row))
            .chain(new.iter().map(|&(row, _)| self.customers.customer(row)))
            .collect();
        let ids = standings::ids(&keys)?;
        let old = changed.into_iter().enumerate().map(|(row, change)| {
            let mut kept = self.kept(row, &mut Shifts::default()).unwrap_or_else(|error| {
                let (batch, place) = self.standings.at(row);
                let standing = batch.bytes(place).map(std::borrow::Cow::Borrowed);
                Kept { standing, wrong: Some(error.into()), ..Kept::default() }
            });
            kept.told = change.unwrap_or(kept.told);
            kept
        });
        let as_of = Some(self.ask.now);
        let new = new.into_iter().map(|(_, told)| Kept { as_of, told, ..Kept::default() });
        Ok((standings::schema_of(&ids), standings::batches(&ids, old.chain(new))?))
    }
}

/// Decides from standings alone: one row for each customer who is due and each question, equal to that of
/// [`crate::decide_tables`] from the facts that were folded.
///
/// Fold the new facts ([`crate::fold_tables`]), decide, keep the standings: a daily run. With [`Due::Revisit`] those
/// customers are passed over whose answers cannot have changed; `summary.not_due` counts them. A customer without a
/// standing is one of whom nothing is known. Standings of customers who are not in the table come back as they are.
///
/// As in [`crate::decide_tables`], whoever cannot be read has the verdict `error`: so have those whose standing is
/// damaged, was folded for another policy (`standing_shape`), says itself that something was wrong, or lacks a pending
/// fact that has begun to count (`as_of_needs_facts`).
///
/// # Errors
/// What is wrong with a table as a whole, as [`crate::decide_tables`].
///
/// ```
/// use arrow_array::{RecordBatch, StringArray};
/// use std::sync::Arc;
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::{decide_standings, fold_tables, Ask, Due};
/// let engine = Engine::house()?;
/// let text = |value: &str| Arc::new(StringArray::from(vec![value])) as arrow_array::ArrayRef;
/// let customers = [RecordBatch::try_from_iter([("customer", text("c-17")), ("timezone", text("Europe/Paris"))])?];
/// let facts = [RecordBatch::try_from_iter([
///     ("customer", text("c-17")),
///     ("kind", text("delivered")),
///     ("at", text("2026-11-19T10:00:00+01:00")),
/// ])?];
/// let mut ask = Ask::new(&engine, Instant::parse("2026-11-20T08:00:00+01:00")?, Some(&["check-in"]), Some(&["phone"]))?;
/// let folded = fold_tables(&engine, &[], &facts, &ask)?;
/// let today = decide_standings(&engine, &customers, &folded.batches, &ask, Due::Revisit)?;
/// assert_eq!(today.decided.summary.decisions, 1);
/// ask.now = Instant::parse("2026-11-20T08:30:00+01:00")?; // nothing new, and nothing can have changed
/// let again = decide_standings(&engine, &customers, &today.standings, &ask, Due::Revisit)?;
/// assert_eq!((again.decided.summary.decisions, again.decided.summary.not_due), (0, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide_standings(
    engine: &Engine,
    customers: &[RecordBatch],
    standings: &[RecordBatch],
    ask: &Ask,
    due: Due,
) -> Result<DecidedStandings> {
    let work = Work::new(engine, customers, standings, ask, due)?;
    let words = words(engine, ask)?;
    let mut summary = Summary {
        customers: work.customers.rows() as u64,
        standings_of_nobody: work.standings_of_nobody,
        ignored_of_customers: work.ignored.clone(),
        ..Summary::default()
    };
    let chunks = work.customers.rows().div_ceil(per_chunk(ask));
    let (mut batches, mut kept) = (Vec::new(), Vec::new());
    for (batch, counts, told) in
        chunks::each(ask.threads, 0..chunks, || Ok(()), |(), chunk| work.chunk(&words, chunk))?
    {
        batches.extend(batch);
        summary.add(counts);
        kept.extend(told);
    }
    let (schema, standings) = work.standings(kept)?;
    let decided = Decided { schema: words.schema().clone(), batches, summary };
    Ok(DecidedStandings { decided, schema, standings })
}

/// Who needs a decision: for each row of customers, whether [`decide_standings`] would decide.
///
/// # Errors
/// As [`decide_standings`].
///
/// ```
/// use arrow_array::{RecordBatch, StringArray};
/// use std::sync::Arc;
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::{who_is_due, Ask, Due};
/// let engine = Engine::house()?;
/// let ids = Arc::new(StringArray::from(vec!["c-17", "c-18"])) as _;
/// let customers = [RecordBatch::try_from_iter([("customer", ids)])?];
/// let ask = Ask::new(&engine, Instant::parse("2026-11-20T08:00:00+01:00")?, None, None)?;
/// let due = who_is_due(&engine, &customers, &[], &ask, Due::Eligible)?;
/// assert_eq!(due.true_count(), 2); // nothing was ever decided for them
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn who_is_due(
    engine: &Engine,
    customers: &[RecordBatch],
    standings: &[RecordBatch],
    ask: &Ask,
    due: Due,
) -> Result<BooleanArray> {
    let work = Work::new(engine, customers, standings, ask, due)?;
    let scout = &mut customers::Reader::default();
    Ok((0..work.customers.rows()).map(|row| Some(work.is_due(row, scout))).collect())
}
