//! Facts that say plainly what they mean, told to a batch of the kernel.

use super::{Encoded, FactColumns, Reader, TABLE, id};
use crate::ask::Names;
use crate::columns::Flags;
use crate::instants::Instants;
use crate::join::Join;
use crate::rows::{Row, Table};
use crate::words::{ByNumber, Cell, Looked};
use arrow_array::Array;
use std::ops::Range;
use tactful::Engine;
use tactful::customer::Word;
use tactful::followup::{Batch, Detail, ManyFacts, More, Telling};

/// What one thread keeps from fact to fact.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    reader: Reader,
    /// By a number made of theirs: the words of a row as a number, their columns, and what becomes of the facts.
    tellings: Vec<(u64, usize, Telling)>,
    /// The same for columns that number their words, by the number of all words of a row.
    few: Few,
    rows: Rows,
}

/// Rows that were read at once.
#[derive(Debug, Default)]
struct Rows {
    /// Those of the table.
    rows: Range<usize>,
    codes: Vec<u32>,
    /// Where the column has no seconds.
    at: Vec<i64>,
    tellings: Vec<Telling>,
    /// The number in the batch of each one's customer.
    customers: Vec<u8>,
}

/// The number of a customer who is not in the batch.
const STRANGER: u8 = u8::MAX;
/// As many combinations of words are kept at once.
const KEPT: usize = 256;

/// Columns are called as they are.
static NONE: Names = Names::none();

/// What becomes of facts by the number of their words: at its place, where there are not too many numbers.
#[derive(Debug, Default)]
struct Few {
    /// Which columns.
    of: usize,
    /// By number; the last place is that of strangers.
    by_place: Vec<Telling>,
    /// Whether it is known.
    known: Vec<bool>,
    many: ByNumber<Telling>,
}

impl Few {
    const PLACES: usize = 1 << 12;

    /// Makes ready for these columns: the same numbers mean something else in others.
    #[inline]
    fn of(&mut self, columns: &FactColumns) {
        let own = std::ptr::from_ref(columns).addr();
        if self.of != own {
            let places = columns.combinations().filter(|&number| number <= Self::PLACES).unwrap_or(0);
            (self.of, self.by_place, self.known) = (own, vec![Telling::LEFT; places], vec![false; places]);
            self.by_place.push(Telling::NOBODY);
            self.many.of(columns);
        }
    }

    /// Whether it has a place for each number.
    fn has_places(&self) -> bool {
        !self.known.is_empty()
    }

    /// Whether all of these are known.
    #[inline(never)]
    fn know(&self, numbers: &[u32]) -> bool {
        numbers.iter().fold(true, |all, &number| all & self.known.get(number as usize).is_some_and(|&it| it))
    }

    /// What is known, or else is found now.
    #[inline]
    fn get_or(&mut self, number: u32, find: impl FnOnce() -> Telling) -> Telling {
        let place = number as usize;
        match (self.by_place.get_mut(place), self.known.get_mut(place)) {
            (Some(telling), Some(known)) => {
                if !*known {
                    (*telling, *known) = (find(), true);
                }
                *telling
            }
            _ => self.many.get_or(number, find),
        }
    }
}

impl Plain {
    /// Makes ready to tell of the facts of these customers, reading columns at once where they can be. Gives whether all
    /// that they say can be told at once: then [`Plain::tell_all`] does it, after all customers were named.
    #[inline(always)]
    pub(crate) fn read(&mut self, facts: &Table<FactColumns>, join: &Join, customers: Range<usize>) -> bool {
        let rows = join.around(customers);
        self.rows.rows = 0..0;
        if rows.is_empty() {
            return false;
        }
        let (columns, place) = facts.at(rows.start);
        if place + rows.len() > columns.rows {
            return false; // it reaches into the next batch
        }
        let places = place..place + rows.len();
        let read = columns.at.are_plain(places.clone()) && columns.codes(places, &mut self.rows.codes);
        if read {
            self.rows.rows = rows;
        }
        read && columns.says_little
    }

    /// Tells a batch of the facts of all its customers, which were read.
    #[inline(always)]
    pub(crate) fn tell_all(
        &mut self,
        facts: &Table<FactColumns>,
        join: &Join,
        customers: Range<usize>,
        engine: &Engine,
        batch: &mut Batch<'_>,
    ) {
        let (columns, first) = facts.at(self.rows.rows.start);
        let Self { few, reader, rows: Rows { rows, codes, at, tellings, customers: of }, .. } = self;
        few.of(columns);
        if !few.has_places() {
            // each fact has a place of its own then
            tellings.clear();
            for (place, code) in (0..).zip(&mut *codes) {
                let row = first + tellings.len();
                tellings.push(few.get_or(*code, || find(reader, columns, row, engine, batch)));
                *code = place;
            }
            tellings.push(Telling::NOBODY);
        } else if !few.know(codes) {
            for (row, &code) in (first..).zip(&*codes) {
                few.get_or(code, || find(reader, columns, row, engine, batch));
            }
        }
        let tellings = if few.has_places() { &few.by_place } else { tellings };
        if !own(join, customers, rows, of) {
            let nobody = tellings.len() as u32 - 1;
            for (of, code) in of.iter_mut().zip(&mut *codes).filter(|(of, _)| **of == STRANGER) {
                (*of, *code) = (0, nobody);
            }
        }
        let at = columns.at.seconds(first..first + rows.len(), at).unwrap_or_default();
        let all = ManyFacts { customers: of, words: codes, tellings, at };
        batch.tell_all(&all, |row, detail| columns.more(first + row, detail));
    }

    /// Tells a batch of the facts of a customer, one by one.
    #[inline]
    pub(crate) fn tell(
        &mut self,
        facts: &Table<FactColumns>,
        join: &Join,
        customer: usize,
        engine: &Engine,
        batch: &mut Batch<'_>,
    ) {
        let read = &self.rows.rows;
        match join.together(customer) {
            Some(rows) if rows.start >= read.start && rows.end <= read.end => {
                if !rows.is_empty() {
                    let (columns, place) = facts.at(rows.start);
                    let first = rows.start - read.start;
                    self.tell_read(columns, first..first + rows.len(), place, engine, batch);
                }
            }
            _ => {
                for row in join.facts(customer) {
                    let (columns, place) = facts.at(row);
                    match self.one(columns, place, engine, batch) {
                        Some((telling, at)) => columns.tell(place, telling, at, batch),
                        None => batch.leave(),
                    }
                }
            }
        }
    }

    /// The same for facts that were read: their numbers, and the row of the first.
    #[inline]
    fn tell_read(
        &mut self,
        columns: &FactColumns,
        numbers: Range<usize>,
        first: usize,
        engine: &Engine,
        batch: &mut Batch<'_>,
    ) {
        let Self { few, reader, rows: Rows { codes, at, .. }, .. } = self;
        few.of(columns);
        let codes = codes.get(numbers).unwrap_or_default();
        let at = columns.at.seconds(first..first + codes.len(), at).unwrap_or_default();
        for (row, (&code, &at)) in (first..).zip(codes.iter().zip(at)) {
            let telling = few.get_or(code, || find(reader, columns, row, engine, batch));
            columns.tell(row, telling, at, batch);
        }
    }

    /// The same for a fact whose row was not read with others.
    fn one(
        &mut self,
        columns: &FactColumns,
        row: usize,
        engine: &Engine,
        batch: &mut Batch<'_>,
    ) -> Option<(Telling, i64)> {
        let code = columns.code(row, &mut self.reader.codes)?;
        let at = columns.at.plain(row)?.seconds();
        // the same numbers mean something else in other columns
        let own = std::ptr::from_ref(columns).addr();
        let place = ((code ^ own as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize;
        if let Some(&(known, of, telling)) = self.tellings.get(place)
            && known == code
            && of == own
        {
            return Some((telling, at));
        }
        let telling = find(&mut self.reader, columns, row, engine, batch);
        self.tellings.resize(KEPT, (0, 0, Telling::LEFT));
        if let Some(kept) = self.tellings.get_mut(place) {
            *kept = (code, own, telling);
        }
        Some((telling, at))
    }
}

/// Most customers have no more facts.
const FEW: usize = 16;

/// Writes whose each of some rows of facts is, by the customers' numbers in the batch; gives whether all are somebody's.
#[inline(always)]
fn own(join: &Join, customers: Range<usize>, rows: &Range<usize>, of: &mut Vec<u8>) -> bool {
    let own = |customer| {
        let own = join.together(customer).unwrap_or_default();
        own.start.max(rows.start) - rows.start..own.end.max(rows.start) - rows.start
    };
    let all = customers.clone().map(|customer| own(customer).len()).sum::<usize>() >= rows.len();
    of.clear();
    of.resize(rows.len(), STRANGER);
    let mut last = 0;
    for (lane, own) in (0..).zip(customers.map(own)) {
        let Some(rest) = of.get_mut(own.start..) else { continue };
        match rest.first_chunk_mut::<FEW>() {
            // what lies behind is somebody's who comes later
            Some(few) if all && own.len() <= FEW && own.start >= last => {
                *few = (u128::from(lane) * (u128::MAX / 0xff)).to_le_bytes(); // each byte the lane
            }
            _ => rest.iter_mut().take(own.len()).for_each(|of| *of = lane),
        }
        last = last.max(own.end);
    }
    all
}

/// What becomes of facts with the words of a row.
#[cold]
fn find(
    reader: &mut Reader,
    columns: &FactColumns,
    row: usize,
    engine: &Engine,
    batch: &mut Batch<'_>,
) -> Telling {
    let told = Row { table: TABLE, names: &NONE, number: 0 };
    let ready = columns.words(row, told, engine, reader).and_then(|entry| engine.ready(&entry));
    let mut never = Vec::new();
    if columns.case.is_nothing() {
        never.push(Detail::Case);
    }
    if columns.contact_point.is_nothing() && matches!(columns.until, Instants::Nothing) {
        never.push(Detail::Consent);
    }
    ready.map_or(Telling::LEFT, |ready| batch.telling(&ready, &never))
}

impl FactColumns {
    /// All combinations of words that there could be, as far as they have numbers.
    fn combinations(&self) -> Option<usize> {
        let words = self.encoded.iter().flatten().map(|Encoded { words, .. }| words + 1);
        let flags = if matches!(self.colleague, Flags::Nothing) { 1 } else { 2 };
        let all = words.chain([flags]).try_fold(1_usize, |all, words| all.checked_mul(words));
        all.filter(|&all| self.encoded.is_some() && u32::try_from(all).is_ok())
    }

    /// Numbers of the words of some rows: equal numbers, equal words. False if there are too many of them.
    #[inline(always)]
    fn codes(&self, rows: Range<usize>, codes: &mut Vec<u32>) -> bool {
        let (Some(encoded), Some(_)) = (&self.encoded, self.combinations()) else { return false };
        codes.clear();
        codes.resize(rows.len(), 0);
        let mut step = 1;
        for Encoded { keys, words, .. } in encoded {
            keys.add_places(rows.clone(), step, codes);
            step *= *words as u32 + 1;
        }
        if !matches!(self.colleague, Flags::Nothing) {
            for (code, row) in codes.iter_mut().zip(rows) {
                *code += if self.colleague.get(row).unwrap_or(false) { step } else { 0 };
            }
        }
        true
    }

    /// Whether no row has an id, or can say what would be refused beside its words.
    pub(super) fn says_little(&self) -> bool {
        let nothing = |instants: &Instants| matches!(instants, Instants::Nothing);
        self.id.is_nothing()
            && self.may_be_bad.is_empty()
            && nothing(&self.recorded_at)
            && nothing(&self.until)
    }

    /// Tells a batch of the fact of a row.
    #[inline]
    fn tell(&self, row: usize, telling: Telling, at: i64, batch: &mut Batch<'_>) {
        match self.is_plain(row) {
            true => batch.tell(telling, at, self.id_of(row), |detail| self.more(row, detail)),
            false => batch.leave(),
        }
    }

    /// Whether the row says nothing that would be refused, beside its words.
    #[inline]
    fn is_plain(&self, row: usize) -> bool {
        let instant = |instants: &Instants| match instants {
            Instants::Nothing => true,
            Instants::Stamps { values, .. } => values.is_null(row) || instants.plain(row).is_some(),
            _ => false,
        };
        self.may_be_bad.iter().all(|&place| self.ids()[place].get(row, id) != Cell::Bad)
            && instant(&self.recorded_at)
            && instant(&self.until)
    }

    /// The columns of ids.
    pub(super) fn ids(&self) -> [&Looked<Word>; 7] {
        [&self.id, &self.order, &self.case, &self.product, &self.contact_point, &self.subject, &self.level]
    }

    #[inline]
    fn id_of(&self, row: usize) -> Word {
        match self.id.is_nothing() {
            true => Word::default(),
            false => match self.id.get(row, id) {
                Cell::Known(id) => id,
                _ => Word::default(),
            },
        }
    }

    /// What few facts say.
    #[inline(always)]
    fn more(&self, row: usize, detail: Detail) -> Option<More> {
        let word = |words: &Looked<Word>| match words.is_nothing() {
            true => Some(Word::default()),
            false => match words.get(row, id) {
                Cell::Null => Some(Word::default()),
                Cell::Known(word) => Some(word),
                Cell::Bad => None,
            },
        };
        Some(match detail {
            // told apart within one column alone
            Detail::Case => match self.case.texts().number(row) {
                Some(case) => More { case: Word::of_number(case), ..More::default() },
                None => More { case: word(&self.case)?, ..More::default() },
            },
            Detail::Consent => More {
                until: self.until.plain(row),
                contact_point: word(&self.contact_point)?,
                ..More::default()
            },
        })
    }
}
