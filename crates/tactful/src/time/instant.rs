use crate::{Code, Error, Result};
use chrono::{DateTime, TimeZone, Utc};
use std::fmt;

/// An instant in whole seconds since 1970-01-01T00:00:00Z, within the years 1 to 9999.
///
/// Fractions of a second are floored. Built from text with an offset, from seconds, or from any aware chrono time.
///
/// ```
/// use tactful::time::Instant;
/// let at = Instant::parse("2026-11-21T09:30:00+01:00")?;
/// assert_eq!(at.to_string(), "2026-11-21T08:30:00Z");
/// assert_eq!(at.seconds(), 1_795_249_800);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Instant = Instant(-62_135_596_800);
    /// 9999-12-31T23:59:59Z.
    pub const MAX: Instant = Instant(253_402_300_799);

    /// The instant so many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] outside the years 1 to 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self> {
        if !(Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            return Err(Error::new(Code::OutOfRange, "the instant is outside the years 1 to 9999"));
        }
        Ok(Self(seconds))
    }

    /// For instants that arithmetic has already kept in range; clamps otherwise.
    pub(crate) fn clamped(seconds: i64) -> Self {
        Self(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 text: a date, a time and an offset (`Z` or `+08:00`).
    ///
    /// # Errors
    /// [`Code::NaiveTime`] if the offset is missing, [`Code::OutOfRange`] outside the years 1 to 9999,
    /// [`Code::InvalidTime`] for anything else that is not an instant.
    pub fn parse(text: &str) -> Result<Self> {
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            if time.timestamp_subsec_nanos() >= 1_000_000_000 {
                return Err(invalid_instant()); // leap seconds are not counted
            }
            return Self::from_seconds(time.timestamp());
        }
        let date_and_time = text.get(..19).unwrap_or(text);
        let naive = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
            .iter()
            .any(|format| chrono::NaiveDateTime::parse_from_str(date_and_time, format).is_ok());
        let tail = text.get(19..).unwrap_or("");
        if naive && tail.chars().all(|c| c.is_ascii_digit() || c == '.') {
            return Err(Error::new(
                Code::NaiveTime,
                "the instant has no offset; write it with `Z` or an offset such as `+08:00`",
            ));
        }
        if text.starts_with('+') && text.len() > 20 {
            return Err(Error::new(Code::OutOfRange, "the instant is outside the years 1 to 9999"));
        }
        Err(invalid_instant())
    }
}

fn invalid_instant() -> Error {
    Error::new(Code::InvalidTime, "not an instant; write it as `2026-11-21T09:30:00+01:00`")
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Utc.timestamp_opt(self.0, 0).single() {
            Some(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%SZ")),
            None => write!(f, "{}", self.0),
        }
    }
}

impl<Tz: TimeZone> TryFrom<DateTime<Tz>> for Instant {
    type Error = Error;

    fn try_from(time: DateTime<Tz>) -> Result<Self> {
        Self::from_seconds(time.timestamp())
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(at: Instant) -> Self {
        Utc.timestamp_opt(at.0, 0).single().unwrap_or_default()
    }
}
