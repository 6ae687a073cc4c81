//! From rows to customers.

use crate::ask::Ask;
use crate::columns::{Key, Lists, Texts};
use crate::instants::{Days, Instants, Shifts};
use crate::rows::{Columns, Found, Row, is_short};
use crate::schema::{Holds, OCCASION, Places};
use crate::words::{ByNumber, Memo};
use arrow_array::{Array, RecordBatch};
use std::sync::Arc;
use tactful::customer::{Customer, Place};
use tactful::followup::{Batch, ClockOf, LevelOf};
use tactful::time::Zone;
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
    /// No row says more than its id, a zone, a level, and since when there is history; and all have ids.
    says_little: bool,
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
    /// By the places in dictionaries; none: it is left.
    clock_of: ByNumber<Option<ClockOf>>,
    level_of: ByNumber<Option<LevelOf>>,
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
        };
        columns.says_little = columns.customer.are_numbers()
            && matches!(columns.timezones, Lists::Nothing)
            && columns.occasions.is_empty();
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
    #[inline(always)]
    pub(crate) fn tell(&self, row: usize, engine: &Engine, plain: &mut Plain, batch: &mut Batch<'_>) -> bool {
        let Plain { clocks, levels, clock_of, level_of } = plain;
        let since = match &self.history_since {
            Instants::Nothing => Some(None),
            Instants::Stamps { values, .. } if values.is_null(row) => Some(None),
            instants => instants.plain(row).map(Some),
        };
        if self.says_little
            && let (Some(zone), Some(level)) = (self.timezone.place(row), self.level.place(row))
            && let Some(Some(clock)) = clock_of.of(&self.timezone).get(zone)
            && let Some(Some(level)) = level_of.of(&self.level).get(level)
            && let Some(since) = since
        {
            batch.customer(clock, level, since);
            return true;
        }
        let mut clock = |batch: &mut Batch<'_>| {
            let look = |name: &str| Some(batch.clock(&engine.zone(name).ok()?));
            self.timezone.get(row).and_then(|name| clocks.get(name, look))
        };
        let clock = match self.timezone.place(row) {
            Some(place) => clock_of.of(&self.timezone).get_or(place, || clock(batch)),
            None => clock(batch),
        };
        let mut level = |batch: &mut Batch<'_>| match self.level.get(row) {
            Some(Key::Text(level)) if is_short(level) => {
                levels.get(Key::Text(level), |level| Some(batch.level(Some(level))))
            }
            Some(_) => None,
            None => Some(batch.level(None)),
        };
        let level = match self.level.place(row) {
            Some(place) => level_of.of(&self.level).get_or(place, || level(batch)),
            None => level(batch),
        };
        let named = self.customer.get(row).is_some_and(|id| match id {
            Key::Text(id) => is_short(id),
            Key::Number(_) => true,
        });
        let one_zone = matches!(self.timezones, Lists::Nothing) || self.timezones.get(row).is_none();
        let days = self.occasions.iter().all(|(_, days)| days.get(row).is_ok());
        match (clock, level, since) {
            (Some(clock), Some(level), Some(since)) if named && one_zone && days => {
                batch.customer(clock, level, since);
                true
            }
            _ => {
                batch.leave_next();
                false
            }
        }
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
