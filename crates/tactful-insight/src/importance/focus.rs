//! A focus list (T7): customers ranked by what matters to their segment.

use crate::result::all_finite;
use serde::Serialize;
use std::collections::BTreeMap;
use tactful::{Code, Error, Result};

/// How a customer stands with the drivers of the segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<'a> {
    /// The customer.
    pub customer: &'a str,
    /// The segment.
    pub segment: &'a str,
    /// A figure for each driver that is known, such as a rating or a fit from 0 to 1.
    pub drivers: Vec<(&'a str, f64)>,
}

/// Customers in the order of attention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FocusList {
    /// How it was made.
    pub method: &'static str,
    /// Who comes first.
    pub customers: Vec<FocusEntry>,
    /// Customers whose segment has no importance, or of whom no driver is known.
    pub left_out: Vec<String>,
}

/// A customer with the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FocusEntry {
    /// The customer.
    pub customer: String,
    /// The segment.
    pub segment: String,
    /// The mean of the customer's drivers, each on a scale from 0 to 1 over all customers, weighted by importance.
    pub score: f64,
    /// The share of importance that is known of this customer.
    pub known: f64,
    /// The driver that adds most to the score.
    pub because_of: String,
}

/// Ranks customers by the drivers of their segment. `importance` gives, by segment, the importance of each driver; each
/// driver is put on a scale from 0 (the lowest customer) to 1 (the highest) first.
///
/// ```
/// use std::collections::BTreeMap;
/// use tactful_insight::importance::{Standing, focus_list};
/// let importance = BTreeMap::from([("gold".to_owned(), vec![("speed".to_owned(), 0.6), ("price".to_owned(), 0.2)])]);
/// let customers = [
///     Standing { customer: "a", segment: "gold", drivers: vec![("speed", 1.0), ("price", 5.0)] },
///     Standing { customer: "b", segment: "gold", drivers: vec![("speed", 5.0), ("price", 1.0)] },
/// ];
/// let list = focus_list(&customers, &importance)?;
/// assert_eq!(list.customers[0].customer, "b");
/// assert!((list.customers[0].score - 0.75).abs() < 1e-12);
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::NotFinite`] for a figure, [`Code::InvalidValue`] for an importance below 0.
pub fn focus_list(
    customers: &[Standing<'_>],
    importance: &BTreeMap<String, Vec<(String, f64)>>,
) -> Result<FocusList> {
    for (segment, drivers) in importance {
        if drivers.iter().any(|(_, weight)| !weight.is_finite() || *weight < 0.0) {
            let path = format!("importance.{segment}");
            return Err(Error::new(Code::InvalidValue, "importance must not be below 0").at_path(&path));
        }
    }
    let mut ranges: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (place, standing) in customers.iter().enumerate() {
        for (driver, value) in &standing.drivers {
            all_finite(&[*value], false, &format!("customers[{place}].drivers.{driver}"))?;
            let range = ranges.entry(driver).or_insert((*value, *value));
            *range = (range.0.min(*value), range.1.max(*value));
        }
    }
    let mut list = FocusList {
        method: "drivers scaled from 0 to 1, weighted by their importance in the segment",
        customers: Vec::new(),
        left_out: Vec::new(),
    };
    for standing in customers {
        let weights = importance.get(standing.segment).map_or(&[][..], Vec::as_slice);
        let mut parts: Vec<(f64, f64, &str)> = Vec::new();
        for (driver, weight) in weights {
            let value = standing.drivers.iter().find(|(name, _)| name == driver);
            if let (Some((_, value)), Some((low, high))) = (value, ranges.get(driver.as_str())) {
                let scaled = if high > low { (value - low) / (high - low) } else { 0.0 };
                parts.push((weight * scaled, *weight, driver));
            }
        }
        let (known, all) =
            (sum(parts.iter().map(|part| part.1)), sum(weights.iter().map(|(_, weight)| *weight)));
        let best = parts.iter().fold(None, |best: Option<&(f64, f64, &str)>, part| match best {
            Some(best) if best.0 >= part.0 => Some(best),
            _ => Some(part),
        });
        match best {
            Some(best) if known > 0.0 => list.customers.push(FocusEntry {
                customer: standing.customer.to_owned(),
                segment: standing.segment.to_owned(),
                score: sum(parts.iter().map(|part| part.0)) / known,
                known: known / all,
                because_of: best.2.to_owned(),
            }),
            _ => list.left_out.push(standing.customer.to_owned()),
        }
    }
    list.customers.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.customer.cmp(&b.customer)));
    Ok(list)
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}
