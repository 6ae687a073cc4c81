//! Instants, civil dates, zones, spans, business calendars and service clocks.
//!
//! Instants are UTC seconds. A wall clock shows *local seconds*: UTC seconds plus the zone's offset.
//! A [`Zone`] leads from one to the other, a [`Span`] is a length of time with its unit.

mod calendar;
mod civil;
mod clock;
mod instant;
mod lunar;
mod span;
mod zone;
mod zones;

pub use calendar::{Calendar, CalendarSpec, Count, DayResult, Snap, TextInterval};
pub(crate) use civil::{DAY, day_of_year};
pub use civil::{Date, TimeOfDay, Weekday, date_of, month_day, second_of_day};
pub use clock::{Clock, ClockEvent, ClockEventKind, ClockReading, ClockState};
pub use instant::Instant;
pub use lunar::{LeapMonth, LunarDate, LunarDay};
pub use span::Span;
pub use zone::{Local, Zone, ZoneSpan};
pub use zones::Zones;
