//! Instants, civil dates, zones, spans, business calendars and service clocks.

mod instant;

pub use instant::Instant;
