//! Which department takes a case (C10).

use crate::order::Order;
use crate::policy::complaints::organisation::RouteSpec;
use crate::{Code, Engine, Result};

/// What a customer wants of a department (C10).
///
/// ```
/// use tactful::complaint::organisation::Duty;
/// assert_eq!(Duty::Problem.as_str(), "problem");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// A question.
    Inquiry,
    /// A wish to buy or to have something.
    Demand,
    /// Something is wrong.
    Problem,
    /// An opinion of the service.
    Feedback,
}

impl Duty {
    /// Every duty with its word.
    pub const ALL: &'static [(&'static str, Duty)] = &[
        ("inquiry", Duty::Inquiry),
        ("demand", Duty::Demand),
        ("problem", Duty::Problem),
        ("feedback", Duty::Feedback),
    ];

    /// The word used in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// What is known when a case is to be routed.
///
/// ```
/// use tactful::complaint::organisation::{Duty, RouteRequest};
/// let request = RouteRequest::new(Duty::Inquiry, "reception");
/// assert!(request.product.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRequest {
    /// What the customer wants.
    pub duty: Duty,
    /// The unit that the customer asked; it keeps the case if no row fits.
    pub asked: String,
    /// The product, if known.
    pub product: Option<String>,
    /// The cause, if known.
    pub cause: Option<String>,
    /// The touchpoint, if known.
    pub touchpoint: Option<String>,
    /// What whoever takes it must be able to do.
    pub needs: Vec<String>,
}

impl RouteRequest {
    /// A request of which only the duty and the unit are known.
    #[must_use]
    pub fn new(duty: Duty, asked: &str) -> Self {
        Self {
            duty,
            asked: asked.to_owned(),
            product: None,
            cause: None,
            touchpoint: None,
            needs: Vec::new(),
        }
    }
}

/// Who takes the case.
///
/// See [`Engine::route`](crate::Engine::route) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The department, or the unit that was asked.
    pub to: String,
    /// The row that says so; none: no row fits, and the unit that was asked keeps the case.
    pub row: Option<String>,
    /// What the department may do by that row.
    pub powers: Vec<String>,
    /// Other rows that fit, the better first.
    pub also: Vec<String>,
    /// Rows that would fit, were it not for what is needed; each with the powers that it lacks.
    pub lacking: Vec<(String, Vec<String>)>,
    /// [`Code::NoRoute`], [`Code::PowerMissing`], [`Code::UnitNotListed`].
    pub notes: Vec<Code>,
}

/// How many conditions a row has that hold; none if one does not, or if what it asks for is not known.
fn fits(row: &RouteSpec, request: &RouteRequest) -> Option<usize> {
    if row.duty != request.duty {
        return None;
    }
    let conditions = [
        (&row.products, &request.product),
        (&row.causes, &request.cause),
        (&row.touchpoints, &request.touchpoint),
    ];
    let mut held = 0;
    for (wanted, given) in conditions {
        if wanted.is_empty() {
            continue;
        }
        // what is not known meets no condition
        if !given.as_ref().is_some_and(|given| wanted.contains(given)) {
            return None;
        }
        held += 1;
    }
    Some(held)
}

impl Engine {
    /// Which department takes a case (C10): the row with the most conditions that all hold; of several the one with
    /// the greater priority, then the one whose id comes first. If no row fits, the unit that was asked keeps it.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy has no routing table.
    ///
    /// ```
    /// use tactful::{Engine, complaint::organisation::{Duty, RouteRequest}};
    /// let engine = Engine::house()?;
    /// let mut request = RouteRequest::new(Duty::Problem, "reception");
    /// assert_eq!(engine.route(&request)?.to, "after-sales");
    /// request.needs.push("chartered-plane".to_owned());
    /// assert_eq!(engine.route(&request)?.to, "reception"); // nobody may: who was asked keeps it
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn route(&self, request: &RouteRequest) -> Result<Route> {
        let mut fitting = Vec::new();
        let mut lacking = Vec::new();
        for row in self.organisation.routing()? {
            let Some(held) = fits(row, request) else { continue };
            let missing: Vec<String> =
                request.needs.iter().filter(|power| !row.powers.contains(power)).cloned().collect();
            if missing.is_empty() {
                fitting.push((std::cmp::Reverse((held, row.priority)), &row.id, row));
            } else {
                lacking.push((std::cmp::Reverse((held, row.priority)), row.id.clone(), missing));
            }
        }
        fitting.order_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        lacking.order();
        let mut notes = Vec::new();
        let best = fitting.first().map(|(_, _, row)| *row);
        if best.is_none() {
            notes.push(Code::NoRoute);
            if !lacking.is_empty() {
                notes.push(Code::PowerMissing);
            }
        }
        if self.organisation.sales(&request.asked).is_none() {
            notes.push(Code::UnitNotListed);
        }
        Ok(Route {
            to: best.map_or_else(|| request.asked.clone(), |row| row.department.clone()),
            row: best.map(|row| row.id.clone()),
            powers: best.map(|row| row.powers.clone()).unwrap_or_default(),
            also: fitting.iter().skip(1).map(|(_, id, _)| (*id).clone()).collect(),
            lacking: lacking.into_iter().map(|(_, id, missing)| (id, missing)).collect(),
            notes,
        })
    }
}
