//! Columns of instants and of days.

use crate::ask::{Ask, DateAs};
use crate::cells::date_text;
use crate::columns::{Texts, Whole, dictionary};
use crate::schema::{Holds, wrong_type};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, Date32Array, Int64Array};
use arrow_schema::{DataType, TimeUnit};
use std::ops::Range;
use tactful::time::{Instant, Local, Zone, date_of, month_day};
use tactful::{Code, Error, Result};

const DAY: i64 = 86_400;

/// How often a wall time had to be read in one of two ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shifts {
    /// Skipped wall times, shifted forward.
    pub(crate) gaps: u64,
    /// Repeated wall times, of which the first was taken.
    pub(crate) folds: u64,
}

/// Instants in any form.
#[derive(Debug, Clone)]
pub(crate) enum Instants {
    Nothing,
    Stamps {
        values: Int64Array,
        per_second: i64,
        zoned: bool,
    },
    /// Days since 1970-01-01.
    Dates(Date32Array),
    /// The same in milliseconds.
    LongDates(Int64Array),
    Texts(Texts),
    Dictionary(Whole, Box<Instants>),
}

impl Instants {
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        Self::read(array).ok_or_else(|| wrong_type(Holds::Instant))
    }

    fn read(array: &ArrayRef) -> Option<Self> {
        let stamps = |values: Int64Array, per_second, zone: &Option<_>| {
            Some(Instants::Stamps { values, per_second, zoned: zone.is_some() })
        };
        match array.data_type() {
            DataType::Null => Some(Instants::Nothing),
            DataType::Timestamp(unit, zone) => match unit {
                TimeUnit::Second => {
                    let values = array.as_primitive_opt::<TimestampSecondType>()?;
                    stamps(values.reinterpret_cast::<Int64Type>(), 1, zone)
                }
                TimeUnit::Millisecond => {
                    let values = array.as_primitive_opt::<TimestampMillisecondType>()?;
                    stamps(values.reinterpret_cast::<Int64Type>(), 1_000, zone)
                }
                TimeUnit::Microsecond => {
                    let values = array.as_primitive_opt::<TimestampMicrosecondType>()?;
                    stamps(values.reinterpret_cast::<Int64Type>(), 1_000_000, zone)
                }
                TimeUnit::Nanosecond => {
                    let values = array.as_primitive_opt::<TimestampNanosecondType>()?;
                    stamps(values.reinterpret_cast::<Int64Type>(), 1_000_000_000, zone)
                }
            },
            DataType::Date32 => Some(Instants::Dates(array.as_primitive_opt::<Date32Type>()?.clone())),
            DataType::Date64 => {
                let values = array.as_primitive_opt::<Date64Type>()?;
                Some(Instants::LongDates(values.reinterpret_cast::<Int64Type>()))
            }
            DataType::Dictionary(_, _) => {
                let (keys, values) = dictionary(array)?;
                Some(Instants::Dictionary(keys, Box::new(Self::read(values)?)))
            }
            _ => Texts::new(array, Holds::Text).ok().map(Instants::Texts),
        }
    }

    /// Whether the instants of some rows are easily said: they are timestamps with a zone, none of them null.
    pub(crate) fn are_plain(&self, rows: Range<usize>) -> bool {
        let Instants::Stamps { values, zoned: true, .. } = self else { return false };
        rows.end <= values.len()
            && values.nulls().is_none_or(|nulls| nulls.slice(rows.start, rows.len()).null_count() == 0)
    }

    /// The seconds of some rows where that is so, as they are or else `made`; they may lie beyond all instants.
    pub(crate) fn seconds<'s>(&'s self, rows: Range<usize>, made: &'s mut Vec<i64>) -> Option<&'s [i64]> {
        let plain = self.are_plain(rows.clone());
        let Instants::Stamps { values, per_second, .. } = self else { return None };
        let values = values.values().get(rows).filter(|_| plain)?;
        made.clear();
        match *per_second {
            1 => return Some(values),
            1_000 => made.extend(values.iter().map(|value| value.div_euclid(1_000))),
            1_000_000 => made.extend(values.iter().map(|value| value.div_euclid(1_000_000))),
            other => made.extend(values.iter().map(|value| value.div_euclid(other))),
        }
        Some(made)
    }

    /// The instant, where that is easily said: of a timestamp with a zone.
    #[inline]
    pub(crate) fn plain(&self, row: usize) -> Option<Instant> {
        match self {
            Instants::Stamps { values, per_second, zoned: true } if !values.is_null(row) => {
                Instant::from_seconds(floored(values.value(row), *per_second)).ok()
            }
            _ => None,
        }
    }

    /// The date, where it does not depend on a zone; none for null. Text is what it is.
    pub(crate) fn date(&self, row: usize) -> Option<std::result::Result<String, ()>> {
        let of_days = |days: i64| Some(date_text(days).ok_or(()));
        match self {
            Instants::Nothing => None,
            Instants::Stamps { values, .. } | Instants::LongDates(values) if values.is_null(row) => None,
            Instants::Stamps { zoned: true, .. } => Some(Err(())),
            Instants::Stamps { values, per_second, zoned: false } => {
                of_days(floored(values.value(row), *per_second).div_euclid(DAY))
            }
            Instants::Dates(values) => {
                if values.is_null(row) {
                    None
                } else {
                    of_days(i64::from(values.value(row)))
                }
            }
            Instants::LongDates(values) => of_days(values.value(row).div_euclid(1_000 * DAY)),
            Instants::Texts(texts) => texts.text(row).map(|text| Ok(text.to_owned())),
            Instants::Dictionary(keys, values) => values.date(keys.place(row)?),
        }
    }

    /// The instant; none for null.
    pub(crate) fn get(&self, row: usize, ask: &Ask, shifts: &mut Shifts) -> Result<Option<Instant>> {
        let seconds = match self {
            Instants::Nothing => None,
            Instants::Stamps { values, per_second, zoned } => {
                if values.is_null(row) {
                    return Ok(None);
                }
                let seconds = floored(values.value(row), *per_second);
                Some(if *zoned { seconds } else { of_wall_time(seconds, ask, shifts)? })
            }
            Instants::Dates(values) => match values.is_null(row) {
                true => None,
                false => Some(of_day(i64::from(values.value(row)), ask)?),
            },
            Instants::LongDates(values) => match values.is_null(row) {
                true => None,
                false => Some(of_day(values.value(row).div_euclid(1_000 * DAY), ask)?),
            },
            Instants::Texts(texts) => {
                return texts.text(row).map(|text| of_text(text, ask, shifts)).transpose();
            }
            Instants::Dictionary(keys, values) => {
                return keys.place(row).map_or(Ok(None), |place| values.get(place, ask, shifts));
            }
        };
        seconds.map(Instant::from_seconds).transpose()
    }
}

/// Whole seconds; by numbers that the compiler knows, to which it has faster ways than to divide.
#[inline]
fn floored(value: i64, per_second: i64) -> i64 {
    match per_second {
        1 => value,
        1_000 => value.div_euclid(1_000),
        1_000_000 => value.div_euclid(1_000_000),
        other => value.div_euclid(other),
    }
}

fn no_zone() -> Error {
    let message = "the instant does not say its zone; give it an offset, or name the zone of naive ones";
    Error::new(Code::NaiveTime, message)
}

fn zone(ask: &Ask) -> Result<&Zone> {
    ask.naive.as_deref().ok_or_else(no_zone)
}

fn of_wall_time(local: i64, ask: &Ask, shifts: &mut Shifts) -> Result<i64> {
    let local = Instant::from_seconds(local)?.seconds();
    let zone = zone(ask)?;
    match zone.resolve(local) {
        Local::One(at) => return Ok(at),
        Local::Fold { .. } => shifts.folds += 1,
        Local::Gap { .. } => shifts.gaps += 1,
    }
    Ok(zone.earliest(local))
}

fn of_day(day: i64, ask: &Ask) -> Result<i64> {
    let zone = zone(ask)?;
    let local = Instant::from_seconds(day.saturating_mul(DAY))?.seconds();
    match ask.date_as {
        Some(DateAs::Start) => Ok(zone.first_at_or_after(local)),
        Some(DateAs::End) => Ok(zone.first_at_or_after(local + DAY) - 1),
        None => Err(no_zone()),
    }
}

fn of_text(text: &str, ask: &Ask, shifts: &mut Shifts) -> Result<Instant> {
    match Instant::parse(text) {
        Err(error) if error.code() == Code::NaiveTime && ask.naive.is_some() => {
            let seconds = if text.len() <= 16 { ":00" } else { "" };
            let local = Instant::parse(&format!("{text}{seconds}Z").replacen(' ', "T", 1))?;
            Instant::from_seconds(of_wall_time(local.seconds(), ask, shifts)?)
        }
        read => read,
    }
}

/// Days of every year.
#[derive(Debug, Clone)]
pub(crate) struct Days(Instants);

impl Days {
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        let days = match array.data_type() {
            DataType::Date32 | DataType::Date64 => Instants::read(array),
            _ => Texts::new(array, Holds::Text).ok().map(Instants::Texts),
        };
        days.map(Self).ok_or_else(|| wrong_type(Holds::Day))
    }

    /// Month and day; none for null.
    pub(crate) fn get(&self, row: usize) -> Result<Option<(u8, u8)>> {
        let of_date = |day: i64| {
            let seconds = Instant::from_seconds(day.saturating_mul(DAY))?.seconds();
            let (_, month, day) = date_of(seconds).ymd();
            Ok(Some((month as u8, day as u8)))
        };
        match &self.0 {
            Instants::Dates(values) if !values.is_null(row) => of_date(i64::from(values.value(row))),
            Instants::LongDates(values) if !values.is_null(row) => {
                of_date(values.value(row).div_euclid(1_000 * DAY))
            }
            Instants::Texts(texts) => match texts.text(row) {
                // a birthday may be written with its year
                Some(text) => month_day(text.get(5..).filter(|_| text.len() == 10).unwrap_or(text)).map(Some),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Days, Instants, Shifts};
    use crate::ask::{Ask, DateAs};
    use arrow_array::builder::StringDictionaryBuilder;
    use arrow_array::types::{Int8Type, Int32Type};
    use arrow_array::{
        ArrayRef, Date32Array, Date64Array, DictionaryArray, Int8Array, Int64Array, NullArray, StringArray,
        TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray,
    };
    use std::sync::Arc;
    use tactful::time::Instant;
    use tactful::{Code, Engine, Result};

    fn ask(naive: Option<&str>, date_as: Option<DateAs>) -> Ask {
        let engine = Engine::house().unwrap();
        let mut ask = Ask::new(&engine, Instant::from_seconds(0).unwrap(), None, None).unwrap();
        ask.naive = naive.map(|name| engine.zone(name).unwrap());
        ask.date_as = date_as;
        ask
    }

    fn seconds(read: Result<Option<Instant>>) -> Option<i64> {
        read.unwrap().map(Instant::seconds)
    }

    /// 1.5 s, null, and half a second before 1970: fractions are floored.
    #[test]
    fn timestamps_of_every_unit_and_of_any_zone() {
        let ask = ask(None, None);
        let forms: Vec<ArrayRef> = vec![
            Arc::new(TimestampSecondArray::from(vec![Some(1), None, Some(-1)]).with_timezone("Asia/Tokyo")),
            Arc::new(
                TimestampMillisecondArray::from(vec![Some(1_500), None, Some(-500)]).with_timezone("+09:00"),
            ),
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(1_500_000), None, Some(-500_000)])
                    .with_timezone("UTC"),
            ),
            Arc::new(
                TimestampNanosecondArray::from(vec![Some(1_500_000_000), None, Some(-500_000_000)])
                    .with_timezone("not a zone, and it does not matter"),
            ),
        ];
        for form in forms {
            let sliced = form.slice(1, 2);
            let keys = Int8Array::from(vec![Some(2), None, Some(0)]);
            let encoded: ArrayRef = Arc::new(DictionaryArray::<Int8Type>::new(keys, form.clone()));
            let mut shifts = Shifts::default();
            let mut read =
                |array: &ArrayRef, row| seconds(Instants::new(array).unwrap().get(row, &ask, &mut shifts));
            assert_eq!([read(&form, 0), read(&form, 1), read(&form, 2)], [Some(1), None, Some(-1)]);
            assert_eq!([read(&sliced, 0), read(&sliced, 1)], [None, Some(-1)]);
            assert_eq!([read(&encoded, 0), read(&encoded, 1), read(&encoded, 2)], [Some(-1), None, Some(1)]);
            assert_eq!(shifts, Shifts::default());
        }
    }

    #[test]
    fn naive_timestamps_follow_the_named_zone() {
        let ask = ask(Some("Europe/Paris"), None);
        // 2026-03-29 02:30 is skipped, 2026-10-25 02:30 comes twice, 2026-07-01 12:00 is ordinary
        let walls = ["2026-03-29T02:30:00Z", "2026-10-25T02:30:00Z", "2026-07-01T12:00:00Z"];
        let values: Vec<i64> = walls.iter().map(|wall| Instant::parse(wall).unwrap().seconds()).collect();
        let stamps: ArrayRef = Arc::new(TimestampSecondArray::from(values));
        let texts: ArrayRef = Arc::new(StringArray::from(vec![
            "2026-03-29T02:30:00",
            "2026-10-25 02:30",
            "2026-07-01 12:00:00",
        ]));
        for form in [stamps, texts] {
            let mut shifts = Shifts::default();
            let column = Instants::new(&form).unwrap();
            let read: Vec<String> =
                (0..3).map(|row| column.get(row, &ask, &mut shifts).unwrap().unwrap().to_string()).collect();
            assert_eq!(read, ["2026-03-29T01:30:00Z", "2026-10-25T00:30:00Z", "2026-07-01T10:00:00Z"]);
            assert_eq!(shifts, Shifts { gaps: 1, folds: 1 });
        }
    }

    #[test]
    fn dates_stand_for_the_start_or_the_end_of_a_local_day() {
        let day = 20_541; // 2026-03-29, which has 23 hours in Paris
        let forms: [ArrayRef; 2] = [
            Arc::new(Date32Array::from(vec![None, Some(day)])),
            Arc::new(Date64Array::from(vec![None, Some(i64::from(day) * 86_400_000)])),
        ];
        for form in forms {
            for (date_as, expected) in
                [(DateAs::Start, "2026-03-28T23:00:00Z"), (DateAs::End, "2026-03-29T21:59:59Z")]
            {
                let (ask, mut shifts) = (ask(Some("Europe/Paris"), Some(date_as)), Shifts::default());
                let column = Instants::new(&form).unwrap();
                assert_eq!(column.get(0, &ask, &mut shifts).unwrap(), None);
                assert_eq!(column.get(1, &ask, &mut shifts).unwrap().unwrap().to_string(), expected);
            }
        }
    }

    #[test]
    fn text_has_an_offset() {
        let (ask, mut shifts) = (ask(None, None), Shifts::default());
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        builder.append_value("2026-11-21T09:30:00+01:00");
        builder.append_null();
        builder.append_value("2026-11-21T09:30:00");
        builder.append_value("soon");
        let array: ArrayRef = Arc::new(builder.finish());
        let column = Instants::new(&array).unwrap();
        assert_eq!(column.get(0, &ask, &mut shifts).unwrap().unwrap().to_string(), "2026-11-21T08:30:00Z");
        assert_eq!(column.get(1, &ask, &mut shifts).unwrap(), None);
        assert_eq!(column.get(2, &ask, &mut shifts).unwrap_err().code(), Code::NaiveTime);
        assert_eq!(column.get(3, &ask, &mut shifts).unwrap_err().code(), Code::InvalidTime);
    }

    #[test]
    fn what_lies_beyond_the_years_is_refused() {
        let array: ArrayRef = Arc::new(TimestampSecondArray::from(vec![i64::MAX]).with_timezone("UTC"));
        let (zoned, mut shifts) = (ask(None, None), Shifts::default());
        let error = Instants::new(&array).unwrap().get(0, &zoned, &mut shifts).unwrap_err();
        assert_eq!(error.code(), Code::OutOfRange);
        let naive: ArrayRef = Arc::new(TimestampSecondArray::from(vec![i64::MIN]));
        let named = ask(Some("Europe/Paris"), Some(DateAs::End));
        assert!(Instants::new(&naive).unwrap().get(0, &named, &mut shifts).is_err());
        let dates: ArrayRef = Arc::new(Date32Array::from(vec![i32::MAX, 2_932_896]));
        let dates = Instants::new(&dates).unwrap();
        assert!(dates.get(0, &named, &mut shifts).is_err());
        assert_eq!(dates.get(1, &named, &mut shifts).unwrap().unwrap().to_string(), "9999-12-31T22:59:59Z");
        assert!(Instants::new(&(Arc::new(Int64Array::from(vec![1])) as ArrayRef)).is_err());
    }

    #[test]
    fn days_of_every_year() {
        let forms: [ArrayRef; 4] = [
            Arc::new(Date32Array::from(vec![Some(20_541), None])),
            Arc::new(Date64Array::from(vec![Some(20_541 * 86_400_000), None])),
            Arc::new(StringArray::from(vec![Some("03-29"), None])),
            Arc::new(StringArray::from(vec![Some("1980-03-29"), None])),
        ];
        for form in forms {
            let days = Days::new(&form).unwrap();
            assert_eq!((days.get(0).unwrap(), days.get(1).unwrap()), (Some((3, 29)), None));
        }
        let days = Days::new(&(Arc::new(StringArray::from(vec!["02-30", "29 March"])) as ArrayRef)).unwrap();
        assert!(days.get(0).is_err() && days.get(1).is_err());
        assert_eq!(Days::new(&(Arc::new(NullArray::new(1)) as ArrayRef)).unwrap().get(0).unwrap(), None);
    }
}
