//! From facts to a table of standings: what was remembered, joined with what is told now.

use crate::ask::Ask;
use crate::chunks;
use crate::columns::{Key, Texts};
use crate::decide::common_schema;
use crate::facts::{self, FactColumns};
use crate::instants::Shifts;
use crate::join::{Join, join};
use crate::rows::{Columns, Row, Table};
use crate::schema::{FACTS, Holds, Places, alike, places};
use crate::standings::{self, Kept, Opened, StandingColumns, told};
use crate::summary::Summary;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use std::borrow::Cow;
use std::collections::HashSet;
use tactful::customer::Standing;
use tactful::followup::Folder;
use tactful::{Engine, Error, Result};

/// Customers that one chunk folds.
const CHUNK: usize = 4_096;

/// Standings of a whole table.
#[derive(Debug, Clone)]
pub struct FoldedTables {
    /// The schema of every batch: [`crate::standings_schema`], with the ids as the tables have them.
    pub schema: SchemaRef,
    /// One row for each customer of either table: first those that had a standing, then those that are new.
    pub batches: Vec<RecordBatch>,
    /// Rows of facts (from 0, over all batches) that do not count yet: they lie after `now`, or were recorded after
    /// `known_at`. They are in no standing: tell them again with the facts of the next fold, until they count.
    pub pending: Vec<u64>,
    /// What it came to; `customers` are the rows that came out.
    pub summary: Summary,
}

/// The customers of both tables, each once.
struct People {
    rows: usize,
    ids: Texts,
}

impl Columns for People {
    fn customer(&self) -> &Texts {
        &self.ids
    }

    fn rows(&self) -> usize {
        self.rows
    }
}

/// Adds the customers of a table; gives how many rows name none.
fn add<'a, C: Columns>(
    table: &'a Table<C>,
    known: &mut HashSet<Key<'a>>,
    keys: &mut Vec<Option<Key<'a>>>,
) -> u64 {
    let (mut unnamed, mut last) = (0, None);
    for row in 0..table.rows() {
        let key = table.customer(row);
        match key {
            None => unnamed += 1,
            Some(_) if key == last => {}
            Some(key) if known.insert(key) => keys.push(Some(key)),
            Some(_) => {}
        }
        last = key.or(last);
    }
    unnamed
}

/// Both tables, found and ready.
struct Work<'a> {
    engine: &'a Engine,
    ask: &'a Ask,
    standings: &'a Table<StandingColumns>,
    facts: &'a Table<FactColumns>,
    of_standings: Join,
    of_facts: Join,
}

/// What one thread keeps from customer to customer.
struct Worker<'e> {
    reader: facts::Reader,
    folder: Folder<'e>,
}

/// What one customer comes to.
struct One<'a> {
    kept: Kept<'a>,
    error: Option<Error>,
}

impl<'a> Work<'a> {
    /// A customer's row. What cannot be folded changes nothing but that it is told.
    fn one(&self, person: usize, worker: &mut Worker<'_>, pending: &mut Vec<u64>) -> One<'a> {
        let before = pending.len();
        match self.folded(person, worker, pending) {
            Ok(kept) => One { kept, error: None },
            Err(error) => {
                pending.truncate(before);
                let mut rows = self.of_standings.facts(person);
                // of several rows none is the customer's
                let only = rows.next().filter(|_| rows.next().is_none());
                let standing = only.and_then(|row| {
                    let (batch, place) = self.standings.at(row);
                    batch.bytes(place).map(Cow::Borrowed)
                });
                let wrong = Some(error.clone().into());
                One { kept: Kept { standing, wrong, ..Kept::default() }, error: Some(error) }
            }
        }
    }

    fn folded(&self, person: usize, worker: &mut Worker<'_>, pending: &mut Vec<u64>) -> Result<Kept<'a>> {
        let shifts = &mut worker.reader.shifts;
        let mut rows = self.of_standings.facts(person);
        let first = rows.next();
        let mut kept = first.map(|row| self.read(row, shifts)).transpose()?.unwrap_or_default();
        let others: Vec<usize> = rows.collect();
        let news = self.of_facts.facts(person).next();
        if others.is_empty() && (news.is_none() || kept.wrong.is_some()) {
            return Ok(kept);
        }
        let mut memory = self.open(first, &kept)?;
        for row in others {
            let other = self.read(row, shifts)?;
            memory.merge(&self.open(Some(row), &other)?)?;
            kept.as_of = kept.as_of.max(other.as_of);
            kept.next_pending = kept.next_pending.into_iter().chain(other.next_pending).min();
            kept.wrong = kept.wrong.or(other.wrong);
        }
        kept.told = None;
        if let (Some(first), None) = (news, &kept.wrong) {
            self.tell(person, &mut kept, &mut memory, worker, pending).map_err(|error| {
                let row =
                    Row { table: facts::TABLE, names: &self.ask.facts, number: self.facts.number(first) };
                if error.path().is_empty() { row.whole(error) } else { error }
            })?;
        }
        kept.standing = Some(memory.to_bytes().into());
        Ok(kept)
    }

    fn read(&self, row: usize, shifts: &mut Shifts) -> Result<Kept<'a>> {
        let (batch, place) = self.standings.at(row);
        batch.read(place, self.standings.number(row), self.ask, shifts)
    }

    /// What a row remembers; nothing if there is none.
    fn open(&self, row: Option<usize>, kept: &Kept<'_>) -> Result<Standing> {
        let number = row.map_or(0, |row| self.standings.number(row));
        kept.open(self.engine).map_err(|error| told(number).at("standing", error))
    }

    /// Folds the customer's facts.
    fn tell(
        &self,
        person: usize,
        kept: &mut Kept<'_>,
        memory: &mut Standing,
        worker: &mut Worker<'_>,
        pending: &mut Vec<u64>,
    ) -> Result<()> {
        let (ask, Worker { reader, folder }) = (self.ask, worker);
        folder.clear();
        let (mut came, mut failed) = (false, Ok(()));
        for row in self.of_facts.facts(person) {
            let (batch, place) = self.facts.at(row);
            let number = self.facts.number(row);
            let fact = batch.read(place, number, self.engine, ask, reader)?;
            let known = ask.known_at.is_none_or(|known| fact.recorded_at.unwrap_or(fact.at) <= known);
            if !known || fact.at > ask.now {
                pending.push(number);
            }
            came |= known && kept.next_pending == Some(fact.at);
            // what is wrong with the facts as a whole comes after what is wrong with one
            failed = failed.and_then(|()| folder.add(&fact).map(|_| ()));
        }
        failed?;
        memory.merge(folder.standing())?;
        // one that has begun to count and was not told again is missing: no decision passes over that
        let missing = kept.next_pending.filter(|&at| at > ask.now || !came);
        kept.next_pending = missing.into_iter().chain(folder.next_pending()).min();
        kept.as_of = kept.as_of.max(Some(ask.now));
        Ok(())
    }

    /// The customers of a chunk, what their rows of facts leave pending, and what went wrong.
    fn chunk(&self, chunk: usize) -> Result<(Vec<Kept<'a>>, Vec<u64>, Summary)> {
        let customers = chunk * CHUNK..((chunk + 1) * CHUNK).min(self.of_facts.customers());
        let (mut pending, mut summary) = (Vec::new(), Summary::default());
        let folder = self.engine.folder(self.ask.now, self.ask.known_at);
        let mut worker = Worker { reader: facts::Reader::default(), folder };
        let mut kept = Vec::with_capacity(customers.len());
        for person in customers {
            let one = self.one(person, &mut worker, &mut pending);
            if let Some(error) = one.error {
                summary.error(error.code());
            }
            kept.push(one.kept);
        }
        summary.shifts(worker.reader.shifts);
        Ok((kept, pending, summary))
    }
}

/// Folds a table of facts, in any order, into a table of standings: one row for each customer of either table, ready
/// for [`crate::decide_standings`]. What was folded apart and laid together in one table (several rows of one
/// customer) is joined: partitions may be folded by many machines, in any order, and facts may come late or twice.
///
/// A row whose customer has no news comes back as it is. Of `ask` count `now`, up to which facts count, `known_at`,
/// how tables are read, and the number of threads.
///
/// A batch is never refused for one bad row: if a fact cannot be read or folded, the customer's row keeps the standing
/// that it had, and says what is wrong in `error` and `message`; nothing more is folded into it and nothing is decided
/// from it until the facts are told again, mended: into the same row with `error` set to null, or, where a fact was
/// corrected or erased (`rebuild_needed`), all of the customer's facts into no row. Of several rows that cannot be
/// joined, none is kept: they are still what was given.
///
/// # Errors
/// What is wrong with a table as a whole, as [`crate::decide_tables`].
///
/// ```
/// use arrow_array::{RecordBatch, StringArray};
/// use std::sync::Arc;
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::{fold_tables, Ask};
/// let engine = Engine::house()?;
/// let facts = |order: &str, at: &str| RecordBatch::try_from_iter([
///     ("customer", Arc::new(StringArray::from(vec!["c-17"])) as _),
///     ("kind", Arc::new(StringArray::from(vec!["delivered"])) as _),
///     ("at", Arc::new(StringArray::from(vec![at])) as _),
///     ("order", Arc::new(StringArray::from(vec![order])) as _),
/// ]);
/// let ask = Ask::new(&engine, Instant::parse("2026-11-24T03:30:00+01:00")?, None, None)?;
/// let first = fold_tables(&engine, &[], &[facts("o-17", "2026-11-19T10:00:00+01:00")?], &ask)?;
/// let then = fold_tables(&engine, &first.batches, &[facts("o-18", "2026-11-20T10:00:00+01:00")?], &ask)?;
/// assert_eq!((then.batches[0].num_rows(), then.summary.facts), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fold_tables(
    engine: &Engine,
    standings: &[RecordBatch],
    facts: &[RecordBatch],
    ask: &Ask,
) -> Result<FoldedTables> {
    let standings = Opened::new(standings, ask)?;
    let of_facts = common_schema(facts::TABLE, facts)?;
    let places = match &of_facts {
        Some(schema) => places(facts::TABLE, FACTS, schema, &ask.facts, ask)?,
        None => Places::default(),
    };
    if let (Some(one), Some(other)) = (&standings.schema, &of_facts) {
        alike([(one, &standings.places), (other, &places)], "facts.customer")?;
    }
    let columns =
        facts.iter().map(|batch| FactColumns::new(batch, &places, engine)).collect::<Result<_>>()?;
    let (standings, facts) = (standings.table, Table::new(columns, 0));
    let (mut known, mut keys) = (HashSet::new(), Vec::new());
    let mut summary = Summary {
        standings_of_nobody: add(&standings, &mut known, &mut keys),
        facts_of_nobody: add(&facts, &mut known, &mut keys),
        facts: facts.rows() as u64,
        customers: keys.len() as u64,
        ignored_of_facts: places.ignored,
        ..Summary::default()
    };
    drop(known);
    let ids: ArrayRef = standings::ids(&keys)?;
    let people = People { rows: ids.len(), ids: Texts::new(&ids, Holds::Id)? };
    let people = Table::new(vec![people], 0);
    let (of_standings, of_facts) = (join(&people, &standings)?, join(&people, &facts)?);
    let work = Work { engine, ask, standings: &standings, facts: &facts, of_standings, of_facts };
    let done =
        chunks::each(ask.threads, 0..ids.len().div_ceil(CHUNK), || Ok(()), |(), chunk| work.chunk(chunk))?;
    let (mut rows, mut pending) = (Vec::with_capacity(ids.len()), Vec::new());
    for (kept, later, counts) in done {
        rows.extend(kept);
        pending.extend(later);
        summary.add(counts);
    }
    pending.sort_unstable();
    let batches = standings::batches(&ids, rows.into_iter())?;
    Ok(FoldedTables { schema: standings::schema_of(&ids), batches, pending, summary })
}
