//! From rows to customers.

use crate::ask::Ask;
use crate::columns::{Key, Lists, Texts};
use crate::instants::{Days, Instants, Shifts};
use crate::join::Join;
use crate::rows::{Columns, Found, Row, Table, is_short};
use crate::schema::{Holds, OCCASION, Places};
use crate::words::Memo;
use arrow_array::{Array, RecordBatch};
use std::ops::Range;
use std::sync::Arc;
use tactful::customer::{Customer, Place};
use tactful::followup::{Batch, ClockOf, LevelOf};
use tactful::time::{Instant, Zone};
use tactful::{Code, Engine, Error, Result};

/// The name of the table in paths.
pub(crate) const TABLE: &str = "customers";

/// The columns of a batch of customers, in the order of [`crate::CUSTOMERS`].
#[derive(Debug, Clone)]
pub(crate) struct CustomerColumns {
    rows: usize,
    customer: Texts,
    timezone: Texts,
    timezones: Lists,
    level: Texts,
    history_since: Instants,
    occasions: Vec<(String, Days)>,
    /// No row says more than its id, a zone, a level, and since when there is history.
    says_little: bool,
    /// Ids are numbers, of which none is missing.
    all_named: bool,
}

impl Columns for CustomerColumns {
    fn customer(&self) -> &Texts {
        &self.customer
    }

    fn rows(&self) -> usize {
        self.rows
    }
}

/// The customer that was read last, and the zones that were met.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) customer: Customer,
    zones: Vec<Arc<Zone>>,
    zone: Memo<usize>,
    pub(crate) shifts: Shifts,
}

impl Default for Reader {
    fn default() -> Self {
        let (customer, zones, zone) = (Customer::new(""), Vec::new(), Memo::default());
        Self { customer, zones, zone, shifts: Shifts::default() }
    }
}

/// What was looked up for the customers of a batch.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    clocks: Memo<ClockOf>,
    levels: Memo<LevelOf>,
    /// That of nobody's level.
    no_level: Option<LevelOf>,
    clock_of: ByPlace<ClockOf>,
    level_of: ByPlace<LevelOf>,
    /// Seconds since when there is history, of the rows at hand.
    since: Vec<i64>,
}

/// What the words of a numbered column mean.
#[derive(Debug)]
struct ByPlace<T> {
    /// Which column.
    of: usize,
    /// By the numbers of the words; none: it was not met yet; that it is none: whoever has it is left.
    known: Vec<Option<Option<T>>>,
}

impl<T> Default for ByPlace<T> {
    fn default() -> Self {
        Self { of: 0, known: Vec::new() }
    }
}

impl<T: Copy> ByPlace<T> {
    /// As many words are kept, from the first on.
    const MOST: usize = 1 << 12;

    /// That of this column: the same numbers mean something else in others.
    #[inline(always)]
    fn of(&mut self, column: &Texts) -> &mut Self {
        let own = std::ptr::from_ref(column).addr();
        if self.of != own {
            *self = Self { of: own, known: Vec::new() };
        }
        self
    }

    /// What is known, or else is found now.
    #[inline(always)]
    fn get_or(&mut self, number: u32, find: impl FnOnce() -> Option<T>) -> Option<T> {
        match self.known.get(number as usize) {
            Some(&Some(known)) => known,
            _ => self.keep(number as usize, find()),
        }
    }

    #[cold]
    fn keep(&mut self, number: usize, meaning: Option<T>) -> Option<T> {
        if number < Self::MOST {
            self.known.resize(self.known.len().max(number + 1), None);
            self.known[number] = Some(meaning);
        }
        meaning
    }
}

impl Plain {
    /// Tells a batch of all customers of some rows, at most [`Batch::LANES`]: as [`CustomerColumns::tell`] one by one, but
    /// sooner. False if that cannot be; then it was told of none.
    #[inline(always)]
    pub(crate) fn tell_all(
        &mut self,
        customers: &Table<CustomerColumns>,
        join: &Join,
        rows: Range<usize>,
        engine: &Engine,
        batch: &mut Batch<'_>,
    ) -> bool {
        let (columns, first) = customers.at(rows.start);
        let places = first..first + rows.len();
        if !columns.says_little || places.end > columns.rows {
            return false; // or it reaches into the next batch
        }
        let (mut zones, mut levels) = ([0; Batch::LANES], [0; Batch::LANES]);
        let numbered = columns.timezone.add_numbers(places.clone(), &mut zones)
            && columns.level.add_numbers(places.clone(), &mut levels);
        if !numbered {
            return false;
        }
        let Self { clocks, levels: known_levels, no_level, clock_of, level_of, since } = self;
        let all_since = columns.history_since.seconds(places, since);
        clock_of.of(&columns.timezone);
        level_of.of(&columns.level);
        for ((lane, (zone, level)), row) in zones.into_iter().zip(levels).enumerate().zip(rows) {
            let place = first + lane;
            let since = match all_since.and_then(|since| since.get(lane)) {
                Some(&since) => Instant::from_seconds(since).ok().map(Some),
                None => columns.since(place),
            };
            let clock = clock_of.get_or(zone, || columns.clock(place, engine, clocks, batch));
            let level = level_of.get_or(level, || columns.level(place, known_levels, no_level, batch));
            match (clock, level, since) {
                (Some(clock), Some(level), Some(since))
                    if (columns.all_named || columns.is_named(place)) && !join.is_twice(row) =>
                {
                    batch.customer(clock, level, since);
                }
                _ => batch.leave_next(),
            }
        }
        true
    }
}

/// Writes an id or a name over another.
fn copy(text: &str, into: &mut String, column: &str, told: Row<'_>) -> Result<()> {
    if !is_short(text) {
        return Err(told.too_long(column));
    }
    into.clear();
    into.push_str(text);
    Ok(())
}

impl CustomerColumns {
    pub(crate) fn new(batch: &RecordBatch, places: &Places) -> Result<Self> {
        let found = Found { batch, of: &places.of, table: TABLE };
        let text = |place| found.column(place, |array| Texts::new(array, Holds::Text), Texts::Nothing);
        let day = |(name, index): &(String, usize)| Ok((name.clone(), found.at(*index, Days::new)?));
        let mut columns = Self {
            rows: batch.num_rows(),
            customer: found.column(0, |array| Texts::new(array, Holds::Id), Texts::Nothing)?,
            timezone: text(1)?,
            timezones: found.column(2, Lists::new, Lists::Nothing)?,
            level: text(3)?,
            history_since: found.column(4, Instants::new, Instants::Nothing)?,
            occasions: places.occasions.iter().map(day).collect::<Result<_>>()?,
            says_little: false,
            all_named: false,
        };
        columns.says_little = matches!(columns.timezones, Lists::Nothing) && columns.occasions.is_empty();
        columns.all_named = columns.customer.are_numbers();
        Ok(columns)
    }

    /// The customer of a row, in place of the one before; `number` is the row's for the caller.
    pub(crate) fn read<'r>(
        &self,
        row: usize,
        number: u64,
        engine: &Engine,
        ask: &Ask,
        reader: &'r mut Reader,
    ) -> Result<&'r Customer> {
        let told = Row { table: TABLE, names: &ask.customers, number };
        let Some(id) = self.customer.get(row) else { return Err(told.missing("customer")) };
        let Reader { customer, zones, zone, shifts } = reader;
        id.read(|id| copy(id, &mut customer.id, "customer", told))?;
        match (self.timezone.get(row), self.timezones.get(row)) {
            (Some(name), None) => {
                let look = |name: &str| {
                    zones.push(engine.zone(name).ok()?);
                    Some(zones.len() - 1)
                };
                let known = zone.get(name, look).and_then(|place| zones.get(place));
                match (known, &customer.place) {
                    (Some(zone), Place::Zone(before)) if Arc::ptr_eq(zone, before) => {}
                    (Some(zone), _) => customer.place = Place::Zone(Arc::clone(zone)),
                    (None, _) => customer.place = self.place(row, told, engine)?,
                }
            }
            _ => customer.place = self.place(row, told, engine)?,
        }
        match self.level.text(row) {
            None => customer.level = None,
            Some(level) if customer.level.as_deref() == Some(level) => {}
            Some(level) => copy(level, customer.level.get_or_insert_default(), "level", told)?,
        }
        let since = self.history_since.get(row, ask, shifts);
        customer.history_since = since.map_err(|error| told.at("history_since", error))?;
        customer.occasions.clear();
        for (name, days) in &self.occasions {
            let day = days.get(row).map_err(|error| told.at(&format!("{OCCASION}{name}"), error))?;
            customer.occasions.extend(day.map(|(month, day)| (name.clone(), month, day)));
        }
        Ok(customer)
    }

    /// Tells a batch of the customer of a row; false if that is left, as the row does not say it plainly.
    pub(crate) fn tell(&self, row: usize, engine: &Engine, plain: &mut Plain, batch: &mut Batch<'_>) -> bool {
        let Plain { clocks, levels, no_level, .. } = plain;
        let (clock, level) =
            (self.clock(row, engine, clocks, batch), self.level(row, levels, no_level, batch));
        let one_zone = matches!(self.timezones, Lists::Nothing) || self.timezones.get(row).is_none();
        let days = self.occasions.iter().all(|(_, days)| days.get(row).is_ok());
        match (clock, level, self.since(row)) {
            (Some(clock), Some(level), Some(since)) if self.is_named(row) && one_zone && days => {
                batch.customer(clock, level, since);
                true
            }
            _ => {
                batch.leave_next();
                false
            }
        }
    }

    fn clock(
        &self,
        row: usize,
        engine: &Engine,
        clocks: &mut Memo<ClockOf>,
        batch: &mut Batch<'_>,
    ) -> Option<ClockOf> {
        let look = |name: &str| Some(batch.clock(&engine.zone(name).ok()?));
        self.timezone.get(row).and_then(|name| clocks.get(name, look))
    }

    fn level(
        &self,
        row: usize,
        levels: &mut Memo<LevelOf>,
        no_level: &mut Option<LevelOf>,
        batch: &mut Batch<'_>,
    ) -> Option<LevelOf> {
        match self.level.get(row) {
            Some(Key::Text(level)) if is_short(level) => {
                levels.get(Key::Text(level), |level| Some(batch.level(Some(level))))
            }
            Some(_) => None,
            None => Some(*no_level.get_or_insert_with(|| batch.level(None))),
        }
    }

    /// Since when there is history, if that is said; none where it is not said plainly.
    #[inline]
    fn since(&self, row: usize) -> Option<Option<Instant>> {
        match &self.history_since {
            Instants::Nothing => Some(None),
            Instants::Stamps { values, .. } if values.is_null(row) => Some(None),
            instants => instants.plain(row).map(Some),
        }
    }

    /// Whether the row has an id that is taken.
    #[inline]
    fn is_named(&self, row: usize) -> bool {
        self.customer.get(row).is_some_and(|id| match id {
            Key::Text(id) => is_short(id),
            Key::Number(_) => true,
        })
    }

    fn place(&self, row: usize, told: Row<'_>, engine: &Engine) -> Result<Place> {
        let zone = |column: &str, name: &str| engine.zone(name).map_err(|error| told.at(column, error));
        match (self.timezone.text(row), self.timezones.get(row)) {
            (None, None) => Ok(Place::Unknown),
            (Some(name), None) => Ok(Place::Zone(zone("timezone", name)?)),
            (None, Some(names)) if names.is_empty() => {
                let message = "at least one zone is needed; null where none is known";
                Err(told.at("timezones", Error::new(Code::InvalidValue, message)))
            }
            (None, Some(names)) => {
                let each = |name: Option<&str>| match name {
                    Some(name) => zone("timezones", name),
                    None => Err(told.missing("timezones")),
                };
                Ok(Place::OneOf(names.into_iter().map(each).collect::<Result<_>>()?))
            }
            (Some(_), Some(_)) => {
                let message = "give `timezone` or `timezones`, not both";
                Err(told.at("timezones", Error::new(Code::InvalidValue, message)))
            }
        }
    }
}
