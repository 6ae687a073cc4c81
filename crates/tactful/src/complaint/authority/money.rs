//! Money: whole minor units of a currency.

use crate::{Code, Error, Result};
use std::fmt;

/// A currency by its three capital letters (ISO 4217); which ones exist is the host's knowledge.
///
/// ```
/// use tactful::{complaint::Currency, Code};
/// assert_eq!(Currency::parse("EUR")?.as_str(), "EUR");
/// assert_eq!(Currency::parse("euro").unwrap_err().code(), Code::InvalidCurrency);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads three capital letters.
    ///
    /// # Errors
    /// [`Code::InvalidCurrency`].
    pub fn parse(text: &str) -> Result<Self> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(Error::new(Code::InvalidCurrency, "a currency is three capital letters such as `EUR`")),
        }
    }

    /// Its letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount of money, never negative: whole minor units (cents, fen) of a currency.
///
/// ```
/// use tactful::{complaint::Money, Code};
/// let repair = Money::new(12_000, "EUR")?; // 120 euros
/// assert_eq!(repair.plus(Money::new(500, "EUR")?)?.minor(), 12_500);
/// assert_eq!(Money::new(-1, "EUR").unwrap_err().code(), Code::NegativeMoney);
/// assert_eq!(repair.plus(Money::new(500, "CNY")?).unwrap_err().code(), Code::MixedCurrencies);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// So many minor units of a currency.
    ///
    /// # Errors
    /// [`Code::NegativeMoney`], [`Code::InvalidCurrency`].
    pub fn new(minor: i64, currency: &str) -> Result<Self> {
        Self::of(minor, Currency::parse(currency)?)
    }

    /// So many minor units of a currency.
    ///
    /// # Errors
    /// [`Code::NegativeMoney`].
    pub fn of(minor: i64, currency: Currency) -> Result<Self> {
        if minor < 0 {
            return Err(Error::new(Code::NegativeMoney, "an amount of money must not be negative"));
        }
        Ok(Self { minor, currency })
    }

    /// Its minor units.
    #[must_use]
    pub const fn minor(&self) -> i64 {
        self.minor
    }

    /// Its currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// [`Code::MixedCurrencies`], and [`Code::TooLarge`] beyond 64 bits.
    pub fn plus(self, other: Self) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Error::new(
                Code::MixedCurrencies,
                "amounts in different currencies cannot be added; convert them first",
            ));
        }
        match self.minor.checked_add(other.minor) {
            Some(minor) => Ok(Self { minor, currency: self.currency }),
            None => Err(Error::new(Code::TooLarge, "more money than the library can count")),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} minor units of {}", self.minor, self.currency.as_str())
    }
}
