//! From customers and their facts to decisions: chunks of customers, each on its own, by any number of threads.

use crate::ask::Ask;
use crate::chunks;
use crate::customers::{self, CustomerColumns};
use crate::facts::{self, FactColumns, Wrong};
use crate::join::{Join, join};
use crate::output::{Output, Words};
use crate::rows::{Row, Table};
use crate::schema::{CUSTOMERS, FACTS, Places, alike, places};
use crate::side_by_side::SideBySide;
use crate::summary::Summary;
use crate::wide::{self, Work};
use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use std::ops::Range;
use tactful::followup::{Asking, Batch, Brief, Briefing, Folder, Plan};
use tactful::{Code, Engine, Error, Result};

/// About so many decisions make one batch.
const ROWS: usize = 16_384;

/// Decisions of a whole table.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The schema of every batch: [`crate::decisions_schema`].
    pub schema: SchemaRef,
    /// The decisions, customer after customer; none if there are no customers.
    pub batches: Vec<RecordBatch>,
    /// What it came to.
    pub summary: Summary,
}

/// Where the columns of both tables are.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    customers: Places,
    facts: Places,
}

impl Layout {
    /// Checks both schemas; an absent one is that of a table without rows.
    pub(crate) fn new(customers: Option<&Schema>, facts: Option<&Schema>, ask: &Ask) -> Result<Self> {
        let none = || Places { of: Vec::new(), occasions: Vec::new(), ignored: Vec::new() };
        let of_customers = customers.map(|it| places(customers::TABLE, CUSTOMERS, it, &ask.customers, ask));
        let of_facts = facts.map(|it| places(facts::TABLE, FACTS, it, &ask.facts, ask));
        let layout = Self {
            customers: of_customers.transpose()?.unwrap_or_else(none),
            facts: of_facts.transpose()?.unwrap_or_else(none),
        };
        match (customers, facts) {
            (Some(customers), Some(facts)) => layout.of_one_sort(customers, facts),
            _ => Ok(layout),
        }
    }

    /// Checks that both tables have ids of one sort, which are compared by value.
    fn of_one_sort(self, customers: &Schema, facts: &Schema) -> Result<Self> {
        alike([(customers, &self.customers), (facts, &self.facts)], "facts.customer")?;
        Ok(self)
    }

    /// A summary that has counted nothing yet.
    pub(crate) fn summary(&self) -> Summary {
        Summary {
            ignored_of_customers: self.customers.ignored.clone(),
            ignored_of_facts: self.facts.ignored.clone(),
            ..Summary::default()
        }
    }

    pub(crate) fn customers(&self, batch: &RecordBatch) -> Result<CustomerColumns> {
        CustomerColumns::new(batch, &self.customers)
    }

    pub(crate) fn facts(&self, batch: &RecordBatch, engine: &Engine) -> Result<FactColumns> {
        FactColumns::new(batch, &self.facts, engine)
    }
}

/// Customers and their facts, found and ready.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) customers: Table<CustomerColumns>,
    pub(crate) facts: Table<FactColumns>,
    pub(crate) join: Join,
}

impl Job {
    pub(crate) fn new(customers: Table<CustomerColumns>, facts: Table<FactColumns>) -> Result<Self> {
        let join = join(&customers, &facts)?;
        Ok(Self { customers, facts, join })
    }

    /// What is known before a decision is made.
    pub(crate) fn counts(&self) -> Summary {
        Summary {
            customers: self.customers.rows() as u64,
            facts: self.facts.rows() as u64,
            facts_of_others: self.join.unknown,
            facts_of_nobody: self.join.unnamed,
            ..Summary::default()
        }
    }

    /// How many chunks there are; it depends on the questions and on nothing else.
    pub(crate) fn chunks(&self, ask: &Ask) -> usize {
        self.customers.rows().div_ceil(per_chunk(ask))
    }

    /// These chunks, in their order, by as many threads as may be used.
    pub(crate) fn run(
        &self,
        engine: &Engine,
        ask: &Ask,
        words: &Words,
        chunks: Range<usize>,
    ) -> Result<Vec<(RecordBatch, Summary)>> {
        let worker = || Worker::new(engine, ask, words);
        let make = |worker: &mut Worker<'_>, chunk| wide::run(Chunk { job: self, worker, chunk });
        chunks::each(ask.threads, chunks, worker, make)
    }

    #[inline(always)]
    fn chunk(&self, worker: &mut Worker<'_>, chunk: usize) -> Result<(RecordBatch, Summary)> {
        let size = per_chunk(worker.ask);
        let rows = chunk * size..((chunk + 1) * size).min(self.customers.rows());
        let mut output = Output::new(worker.words, rows.len());
        output.ids(rows.clone().map(|row| self.customers.customer(row)));
        for part in rows.clone().step_by(Batch::LANES) {
            let part = part..(part + Batch::LANES).min(rows.end);
            output.next(part.len());
            let left = match &mut worker.side_by_side {
                Some(all) => all.decide(self, part.clone(), &mut output),
                None => u64::MAX,
            };
            for (place, row) in part.clone().enumerate().filter(|(place, _)| left >> place & 1 == 1) {
                output.of(place);
                if let Err(error) = self.one(row, worker, &mut output) {
                    output.error(place, error);
                }
            }
        }
        let (batch, mut summary) = output.finish()?;
        summary.shifts(std::mem::take(&mut worker.customers.shifts));
        summary.shifts(std::mem::take(&mut worker.facts.shifts));
        Ok((batch, summary))
    }

    /// All answers of one customer, or none.
    #[inline(never)]
    fn one(&self, row: usize, worker: &mut Worker<'_>, output: &mut Output<'_>) -> Result<()> {
        let Worker { engine, ask, customers, facts, folder, briefing, plan, .. } = worker;
        let number = self.customers.number(row);
        let told = Row { table: customers::TABLE, names: &ask.customers, number };
        if self.join.is_twice(row) {
            let error = Error::new(Code::DuplicateKey, "another row has the same id; keep one of them");
            return Err(told.at("customer", error));
        }
        let (batch, place) = self.customers.at(row);
        let customer = batch.read(place, number, engine, ask, customers)?;
        let whole = |error: Error| told.whole(error);
        folder.clear();
        // what is wrong with the facts as a whole comes after what is wrong with one
        let mut failed = Ok(());
        for fact in self.join.facts(row) {
            let (batch, place) = self.facts.at(fact);
            match batch.fold(place, self.facts.number(fact), engine, ask, facts, folder) {
                Ok(_) => {}
                Err(Wrong::Fact(error)) => return Err(error),
                Err(Wrong::Facts(error)) => failed = failed.and(Err(error)),
            }
        }
        failed.map_err(whole)?;
        let more = folder.warnings().fold(0, |bits, code| bits | warning_bit(code));
        let asking = Asking { next_pending: folder.next_pending(), ..Asking::default() };
        let asked =
            briefing.each(customer, folder.standing(), plan, &asking, |brief| output.brief(brief, more));
        asked.map_err(whole)
    }
}

/// A chunk to be made.
struct Chunk<'c, 'a> {
    job: &'c Job,
    worker: &'c mut Worker<'a>,
    chunk: usize,
}

impl Work for Chunk<'_, '_> {
    type Done = Result<(RecordBatch, Summary)>;

    #[inline(always)]
    fn run(self) -> Self::Done {
        self.job.chunk(self.worker, self.chunk)
    }
}

/// What one thread keeps from customer to customer.
struct Worker<'a> {
    engine: &'a Engine,
    ask: &'a Ask,
    words: &'a Words,
    customers: customers::Reader,
    facts: facts::Reader,
    folder: Folder<'a>,
    briefing: Briefing<'a>,
    plan: Plan,
    /// Where the questions allow it.
    side_by_side: Option<SideBySide<'a>>,
}

impl<'a> Worker<'a> {
    fn new(engine: &'a Engine, ask: &'a Ask, words: &'a Words) -> Result<Self> {
        Ok(Self {
            engine,
            ask,
            words,
            customers: customers::Reader::default(),
            facts: facts::Reader::default(),
            folder: engine.folder(ask.now, ask.known_at),
            briefing: engine.briefing(&ask.questions, ask.now)?,
            plan: Plan::default(),
            side_by_side: SideBySide::new(engine, ask, words)?,
        })
    }
}

/// The bit of a warning about facts, as a brief has it.
pub(crate) fn warning_bit(code: Code) -> u32 {
    code.number().checked_sub(Brief::FIRST_WARNING).filter(|bit| *bit < 30).map_or(0, |bit| 1 << bit)
}

/// What all chunks have in common.
pub(crate) fn words(engine: &Engine, ask: &Ask) -> Result<Words> {
    Words::new(engine, ask, per_chunk(ask))
}

pub(crate) fn per_chunk(ask: &Ask) -> usize {
    (ROWS / ask.questions.len().max(1)).max(1)
}

/// The columns of all batches; none if there are no batches.
pub(crate) fn common_schema(table: &str, batches: &[RecordBatch]) -> Result<Option<SchemaRef>> {
    let Some(first) = batches.first().map(RecordBatch::schema) else { return Ok(None) };
    for batch in batches {
        let schema = batch.schema();
        let same = schema.fields().len() == first.fields().len()
            && schema
                .fields()
                .iter()
                .zip(first.fields())
                .all(|(one, other)| one.name() == other.name() && one.data_type() == other.data_type());
        if !same {
            let message = "all batches of a table must have the same columns, of the same types";
            return Err(Error::new(Code::WrongType, message).at_path(table));
        }
    }
    Ok(Some(first))
}

/// Decides for every customer of a table, from a table of facts in any order: one row for each customer and question,
/// equal to the single decision ([`Engine::fold`], then [`Engine::each_brief`]), bit for bit.
///
/// A batch is never refused for one bad row: if a customer, or one of the customer's facts, cannot be read, all rows
/// of that customer have the verdict `error`, its code, and a message with the column and the row (from 0, over all
/// batches). Facts of customers who are not in the table, and facts without customer, are left out and counted.
///
/// # Errors
/// What is wrong with a table as a whole, with its path (`facts.at`): [`Code::MissingField`] for a column that is
/// missing, or mapped to a name that is not there; [`Code::UnknownField`] for one whose name is nearly that of a
/// column that is missing; [`Code::WrongType`], also where batches of one table differ; [`Code::NaiveTime`] for
/// timestamps without zone and for dates, unless [`Ask`] says how to read them; [`Code::DuplicateKey`] for two columns
/// of one name; [`Code::InvalidValue`] for a dictionary with a key that has no value; [`Code::TooLarge`] beyond 2³² − 1
/// rows of facts.
///
/// ```
/// use arrow_array::{RecordBatch, StringArray, cast::AsArray, types::Int32Type};
/// use std::sync::Arc;
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::{decide_tables, Ask};
/// let engine = Engine::house()?;
/// let customers = RecordBatch::try_from_iter([
///     ("customer", Arc::new(StringArray::from(vec!["c-17", "c-18"])) as _),
///     ("timezone", Arc::new(StringArray::from(vec!["Europe/Paris", "Europe/Pari"])) as _),
/// ])?;
/// let facts = RecordBatch::try_from_iter([
///     ("customer", Arc::new(StringArray::from(vec!["c-17"])) as _),
///     ("kind", Arc::new(StringArray::from(vec!["delivered"])) as _),
///     ("at", Arc::new(StringArray::from(vec!["2026-11-19T10:00:00+01:00"])) as _),
///     ("order", Arc::new(StringArray::from(vec!["o-17"])) as _),
/// ])?;
/// let ask = Ask::new(&engine, Instant::parse("2026-11-24T03:30:00+01:00")?, Some(&["check-in"]), Some(&["phone"]))?;
/// let decided = decide_tables(&engine, &[customers], &[facts], &ask)?;
/// let verdicts = decided.batches[0].column_by_name("verdict").unwrap();
/// let words = verdicts.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().unwrap();
/// assert_eq!(words.into_iter().collect::<Vec<_>>(), [Some("wait"), Some("error")]);
/// let messages = decided.batches[0].column_by_name("message").unwrap().as_string::<i32>();
/// assert_eq!(
///     messages.value(1),
///     "the time zone is not known; did you mean `Europe/Paris`? (at `customers[1].timezone`)",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide_tables(
    engine: &Engine,
    customers: &[RecordBatch],
    facts: &[RecordBatch],
    ask: &Ask,
) -> Result<Decided> {
    let of_customers = common_schema(customers::TABLE, customers)?;
    let of_facts = common_schema(facts::TABLE, facts)?;
    let layout = Layout::new(of_customers.as_deref(), of_facts.as_deref(), ask)?;
    let words = words(engine, ask)?;
    let customers = customers.iter().map(|batch| layout.customers(batch)).collect::<Result<_>>()?;
    let facts = facts.iter().map(|batch| layout.facts(batch, engine)).collect::<Result<_>>()?;
    let job = Job::new(Table::new(customers, 0), Table::new(facts, 0))?;
    let mut summary = layout.summary();
    summary.add(job.counts());
    let mut batches = Vec::with_capacity(job.chunks(ask));
    for (batch, counts) in job.run(engine, ask, &words, 0..job.chunks(ask))? {
        summary.add(counts);
        batches.push(batch);
    }
    Ok(Decided { schema: words.schema().clone(), batches, summary })
}
