//! The assessment of a period: daily work, moments of truth, learning (C8, C15); the veto (C9); what is rewarded (C7).

use crate::order::Order;
use crate::{Code, Engine, Error, Result};

/// The figures of one person or unit over a period, per mille of what could be reached.
///
/// ```
/// use tactful::complaint::organisation::Performance;
/// let anna = Performance { daily: 800, moments: 900, ..Performance::new("anna") };
/// assert_eq!(anna.vetoes, 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performance {
    /// The person or unit.
    pub id: String,
    /// Daily work.
    pub daily: i64,
    /// Work at moments of truth.
    pub moments: i64,
    /// Learning power.
    pub learning: i64,
    /// Tasks of other departments that went past their due time without a reason (C9).
    pub vetoes: u32,
    /// Acts put forward for reward (C7).
    pub put_forward: u32,
}

impl Performance {
    /// Somebody of whom nothing is known.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), daily: 0, moments: 0, learning: 0, vetoes: 0, put_forward: 0 }
    }
}

/// An assessment.
///
/// See [`Engine::assess`](crate::Engine::assess) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    /// The person or unit.
    pub id: String,
    /// The weighed figures, per mille, rounded down.
    pub score: i64,
    /// [`Code::Veto`] if cross-department work was left lying; [`Code::PutForward`] if there is something to reward.
    /// A veto stands whatever the score, and takes no reward away.
    pub findings: Vec<Code>,
}

impl Engine {
    /// Assessments by the policy's weights (C8): those without a veto first, then the greater score, then by name.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy weighs nothing, [`Code::InvalidValue`] for figures outside 0 to 1000,
    /// [`Code::DuplicateId`].
    ///
    /// ```
    /// use tactful::{Code, Engine, complaint::organisation::Performance};
    /// let anna = Performance { daily: 800, moments: 900, learning: 500, ..Performance::new("anna") };
    /// let ben = Performance { vetoes: 1, put_forward: 1, ..Performance { id: "ben".to_owned(), ..anna.clone() } };
    /// let all = Engine::house()?.assess(&[ben, anna])?;
    /// assert_eq!((all[0].id.as_str(), all[0].score), ("anna", 810));
    /// assert_eq!(all[1].findings, [Code::Veto, Code::PutForward]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn assess(&self, people: &[Performance]) -> Result<Vec<Assessed>> {
        let weights = self.organisation.assessment()?;
        crate::complaint::distinct_ids("people", people.iter().map(|person| person.id.as_str()))?;
        let mut assessed = Vec::with_capacity(people.len());
        for (place, person) in people.iter().enumerate() {
            let figures = [
                ("daily", person.daily, weights.daily),
                ("moments", person.moments, weights.moments),
                ("learning", person.learning, weights.learning),
            ];
            let mut sum = 0;
            for (name, figure, weight) in figures {
                if !(0..=1_000).contains(&figure) {
                    let message = format!("{figure} is no figure per mille; 0 to 1000 is needed here");
                    let path = format!("people[{place}].{name}");
                    return Err(Error::new(Code::InvalidValue, message).at_path(&path));
                }
                sum += figure * weight;
            }
            let veto = (person.vetoes > 0).then_some(Code::Veto);
            let reward = (person.put_forward > 0).then_some(Code::PutForward);
            let findings = veto.into_iter().chain(reward).collect();
            assessed.push(Assessed { id: person.id.clone(), score: sum / 1_000, findings });
        }
        let vetoed = |one: &Assessed| one.findings.contains(&Code::Veto);
        assessed.order_by(|a, b| (vetoed(a), b.score, &a.id).cmp(&(vetoed(b), a.score, &b.id)));
        Ok(assessed)
    }
}
