//! Customers who bring goods back get 120 % warmth where others get 100 % (C14).

use crate::order::Order;
use crate::{Engine, Result};

/// What is weighed: work for a customer.
///
/// ```
/// use tactful::complaint::organisation::Weighing;
/// let work = Weighing { id: "k-1".to_owned(), priority: 50, returns: true, complains: false };
/// assert!(work.returns);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighing {
    /// Names the work.
    pub id: String,
    /// Its priority before weighing; the greater comes first.
    pub priority: i64,
    /// The customer brings goods back.
    pub returns: bool,
    /// The customer complains.
    pub complains: bool,
}

/// Work with its weight.
///
/// See [`Engine::weigh`](crate::Engine::weigh) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// Names the work.
    pub id: String,
    /// The weight, per mille of the usual one by the policy's measure.
    pub weight: i64,
    /// Priority × weight, in thousandths, so that nothing is rounded away.
    pub score: i64,
}

impl Engine {
    /// The weight of a customer (C14), per mille: the greater one for who both returns goods and complains.
    ///
    /// # Errors
    /// [`crate::Code::SectionMissing`] if the policy has no weights.
    ///
    /// ```
    /// use tactful::Engine;
    /// let engine = Engine::house()?;
    /// assert_eq!((engine.weight(true, false)?, engine.weight(false, false)?), (1_200, 1_000));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn weight(&self, returns: bool, complains: bool) -> Result<i64> {
        let rules = self.organisation.weights()?;
        let mut weight = rules.others;
        if returns {
            weight = weight.max(rules.returns);
        }
        if complains {
            weight = weight.max(rules.complains);
        }
        Ok(weight)
    }

    /// Work by its weighed priority, the greater first; of equal ones by id (C14). Whole numbers alone.
    ///
    /// # Errors
    /// As [`Engine::weight`].
    ///
    /// ```
    /// use tactful::{Engine, complaint::organisation::Weighing};
    /// let work = |id: &str, priority, returns| Weighing { id: id.to_owned(), priority, returns, complains: false };
    /// let order = Engine::house()?.weigh(&[work("a", 55, false), work("b", 50, true)])?;
    /// assert_eq!((order[0].id.as_str(), order[0].score, order[1].score), ("b", 60_000, 55_000));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn weigh(&self, work: &[Weighing]) -> Result<Vec<Weighed>> {
        let mut weighed = work
            .iter()
            .map(|work| {
                let weight = self.weight(work.returns, work.complains)?;
                Ok(Weighed { id: work.id.clone(), weight, score: work.priority.saturating_mul(weight) })
            })
            .collect::<Result<Vec<_>>>()?;
        weighed.order_by(|a, b| (b.score, &a.id).cmp(&(a.score, &b.id)));
        Ok(weighed)
    }
}
