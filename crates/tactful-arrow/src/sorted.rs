//! Streams that are sorted by customer, read side by side: one batch of customers, and their facts.

use crate::columns::{Key, Texts};
use crate::customers::CustomerColumns;
use crate::decide::Layout;
use crate::facts::FactColumns;
use crate::rows::{Columns, Table};
use crate::stream::{Stream, external};
use crate::summary::Summary;
use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use tactful::{Code, Engine, Error};

type Read<T> = std::result::Result<T, ArrowError>;

/// An id that outlives its batch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    Number(i128),
    Text(String),
}

impl From<Key<'_>> for Id {
    fn from(key: Key<'_>) -> Self {
        match key {
            Key::Number(number) => Id::Number(number),
            Key::Text(text) => Id::Text(text.to_owned()),
        }
    }
}

impl Id {
    fn key(&self) -> Key<'_> {
        match self {
            Id::Number(number) => Key::Number(*number),
            Id::Text(text) => Key::Text(text),
        }
    }
}

/// One side: the batches that are to come, and what was seen of them.
struct Side {
    stream: Stream,
    table: &'static str,
    /// Rows of all batches that were taken.
    rows: u64,
    /// The last id that was seen.
    last: Option<Id>,
}

impl Side {
    /// The next batch with rows.
    fn fetch(&mut self) -> Read<Option<RecordBatch>> {
        loop {
            match self.stream.next().transpose()? {
                Some(batch) if batch.num_rows() == 0 => {}
                other => return Ok(other),
            }
        }
    }

    /// Checks that no id is less than one before it; `first` is the number of the first row.
    fn check(&mut self, ids: &Texts, rows: usize, first: u64) -> Read<()> {
        let mut last = self.last.as_ref().map(Id::key);
        let (begins, ends) = (ids.get(0), rows.checked_sub(1).and_then(|row| ids.get(row)));
        if let (Some(begins), Some(ends), Some(true)) = (begins, ends, ids.ascends(false))
            && last.is_none_or(|last| last <= begins)
        {
            self.last = Some(Id::from(ends));
            return Ok(());
        }
        for row in 0..rows {
            let Some(key) = ids.get(row) else { continue };
            if last.is_some_and(|last| last > key) {
                let message =
                    "the stream was said to be sorted by customer, and is not; sort it, or do not say so";
                let path = format!("{}[{}].customer", self.table, first + row as u64);
                return Err(external(Error::new(Code::InvalidValue, message).at_path(&path)));
            }
            last = Some(key);
        }
        let last = last.map(Id::from);
        self.last = last;
        Ok(())
    }
}

/// Both sides, and what was read ahead.
pub(crate) struct Sorted {
    customers: Side,
    facts: Side,
    /// The batch of customers that comes next, once the first was read.
    ahead: Option<RecordBatch>,
    begun: bool,
    /// The facts that were read and not yet used, and their columns.
    rest: Option<(RecordBatch, FactColumns)>,
}

/// A batch of customers with their facts.
pub(crate) struct Part {
    pub(crate) customers: Table<CustomerColumns>,
    pub(crate) facts: Table<FactColumns>,
    /// Customers whose id is in the batch before or after too.
    pub(crate) twice: Vec<usize>,
}

impl Sorted {
    pub(crate) fn new(customers: Stream, facts: Stream) -> Self {
        let side = |stream, table| Side { stream, table, rows: 0, last: None };
        Self {
            customers: side(customers, crate::customers::TABLE),
            facts: side(facts, crate::facts::TABLE),
            ahead: None,
            begun: false,
            rest: None,
        }
    }

    /// The next customers; none at the end.
    pub(crate) fn next(&mut self, layout: &Layout, engine: &Engine) -> Read<Option<Part>> {
        if !self.begun {
            self.begun = true;
            self.ahead = self.customers.fetch()?;
        }
        let Some(batch) = self.ahead.take() else { return Ok(None) };
        self.ahead = self.customers.fetch()?;
        let columns = layout.customers(&batch).map_err(external)?;
        let (first, rows) = (self.customers.rows, batch.num_rows());
        let mut twice = Vec::new();
        let ids = columns.customer();
        let mut mark = |id: Option<Key<'_>>| {
            let same = (0..rows).filter(|&row| id.is_some() && ids.get(row) == id);
            twice.extend(same);
        };
        mark(self.customers.last.as_ref().map(Id::key));
        self.customers.check(ids, rows, first)?;
        self.customers.rows += rows as u64;
        if let Some(next) = &self.ahead {
            let next = layout.customers(next).map_err(external)?;
            mark((0..next.rows()).find_map(|row| next.customer().get(row)));
        }
        let number = self.facts.rows;
        let facts = match &self.customers.last {
            Some(last) if (0..rows).any(|row| ids.get(row).is_some()) => {
                let last = last.clone();
                self.facts_until(&last, layout, engine)?
            }
            _ => Vec::new(),
        };
        let (customers, facts) = (Table::new(vec![columns], first), Table::new(facts, number));
        Ok(Some(Part { customers, facts, twice }))
    }

    /// The facts of customers up to this one; those without customer come along.
    fn facts_until(&mut self, last: &Id, layout: &Layout, engine: &Engine) -> Read<Vec<FactColumns>> {
        let mut taken = Vec::new();
        while let Some((batch, columns)) = self.facts(layout, engine)? {
            let ids = columns.customer();
            let rows = batch.num_rows();
            let is_beyond = |row: usize| ids.get(row).is_some_and(|key| key > last.key());
            // it is sorted: where the last is not beyond, none is
            let within =
                rows.checked_sub(1).and_then(|last| ids.get(last)).is_some_and(|key| key <= last.key());
            if within {
                self.facts.rows += rows as u64;
                taken.push(columns);
                continue;
            }
            // where all of it can be compared, the first is found by halves
            let beyond = match ids.ascends(false) {
                Some(true) => {
                    let (mut low, mut high) = (0, rows);
                    while low < high {
                        let middle = low + (high - low) / 2;
                        (low, high) = if is_beyond(middle) { (low, middle) } else { (middle + 1, high) };
                    }
                    (low < rows).then_some(low)
                }
                _ => (0..rows).find(|&row| is_beyond(row)),
            };
            let Some(beyond) = beyond else {
                self.facts.rows += rows as u64;
                taken.push(columns);
                continue;
            };
            if beyond > 0 {
                self.facts.rows += beyond as u64;
                taken.push(layout.facts(&batch.slice(0, beyond), engine).map_err(external)?);
            }
            let rest = batch.slice(beyond, rows - beyond);
            let columns = layout.facts(&rest, engine).map_err(external)?;
            self.rest = Some((rest, columns));
            break;
        }
        Ok(taken)
    }

    /// The next facts: what is left of a batch, or a new one, checked.
    fn facts(&mut self, layout: &Layout, engine: &Engine) -> Read<Option<(RecordBatch, FactColumns)>> {
        if let Some(rest) = self.rest.take() {
            return Ok(Some(rest));
        }
        let Some(batch) = self.facts.fetch()? else { return Ok(None) };
        let columns = layout.facts(&batch, engine).map_err(external)?;
        let first = self.facts.rows;
        self.facts.check(columns.customer(), batch.num_rows(), first)?;
        Ok(Some((batch, columns)))
    }

    /// Facts after the last customer: nobody's here, but counted, and in order.
    pub(crate) fn rest(&mut self, layout: &Layout, engine: &Engine) -> Read<Summary> {
        let mut summary = Summary::default();
        while let Some((batch, columns)) = self.facts(layout, engine)? {
            let rows = batch.num_rows();
            let named = (0..rows).filter(|&row| columns.customer().get(row).is_some()).count();
            self.facts.rows += rows as u64;
            summary.facts += rows as u64;
            summary.facts_of_others += named as u64;
            summary.facts_of_nobody += (rows - named) as u64;
        }
        Ok(summary)
    }
}
