//! The four forms of good after-sales service, so that their mix can be measured, and the fifth, a checklist (R7).

use crate::words::words;
use crate::{Code, Error, Result};

words! {
    /// A form of good service.
    Form {
        /// Before the customer asks.
        Proactive = "proactive";
        /// More than the price promised.
        Beyond = "beyond";
        /// Reads a wish left unsaid.
        Intuitive = "intuitive";
        /// Meets a special need.
        Special = "special";
    }
}

words! {
    /// What stands behind good service: a trait of the company, not of one act.
    Organised {
        /// An own unit.
        Unit = "unit";
        /// A weekly meeting that decides on the spot.
        WeeklyReview = "weekly_review";
        /// Sales and stock seen at once.
        LiveView = "live_view";
        /// An after-sales plan drawn up with the customer.
        JointTeam = "joint_team";
        /// Regular training and assessment.
        Training = "training";
    }
}

/// A service act, and what shows its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAct {
    /// The host's id.
    pub id: String,
    /// The form that it is said to have.
    pub form: Option<Form>,
    /// A request precedes it.
    pub requested: bool,
    /// It was owed: by the price, the contract, the law.
    pub owed: bool,
    /// An unspoken wish was noted before.
    pub wish_noted: bool,
    /// It is outside the norm for a special need.
    pub special_need: bool,
}

/// The forms of some service acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMix {
    /// By act, in their order: its form; none for a plain duty, or if what was said does not hold.
    pub forms: Vec<Option<Form>>,
    /// The acts whose stated form fails its test.
    pub not_so: Vec<String>,
    /// By form in the order of the list: acts, and their share of all acts per mille.
    pub mix: Vec<(Form, usize, i64)>,
    /// What the company lacks behind them.
    pub lacking: Vec<Organised>,
}

impl ServiceAct {
    /// Whether the test of a form holds: no request; not owed; an unspoken wish noted and not asked for; a special need.
    #[must_use]
    pub fn is(&self, form: Form) -> bool {
        match form {
            Form::Proactive => !self.requested,
            Form::Beyond => !self.owed,
            Form::Intuitive => self.wish_noted && !self.requested,
            Form::Special => self.special_need,
        }
    }

    /// The stated form if its test holds; where none is stated, the rarest that does.
    fn form(&self) -> Option<Form> {
        match self.form {
            Some(form) => Some(form).filter(|&form| self.is(form)),
            None => [Form::Special, Form::Intuitive, Form::Beyond, Form::Proactive]
                .into_iter()
                .find(|&form| self.is(form)),
        }
    }
}

/// The mix of forms (R7), and what `has` lacks of the fifth.
///
/// # Errors
/// [`Code::DuplicateId`], [`Code::TooLarge`] for more than a million acts.
///
/// ```
/// use tactful::relationship::{service_mix, Form, ServiceAct};
/// let act = ServiceAct {
///     id: "a-1".into(), form: Some(Form::Proactive), requested: true, owed: true, wish_noted: false, special_need: false,
/// };
/// let mix = service_mix(&[act], &[])?;
/// assert_eq!((mix.forms, mix.not_so), (vec![None], vec!["a-1".to_owned()])); // whoever asked was not served unasked
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn service_mix(acts: &[ServiceAct], has: &[Organised]) -> Result<ServiceMix> {
    if acts.len() > 1_000_000 {
        return Err(Error::new(Code::TooLarge, "at most 1000000 acts").at_path("acts"));
    }
    crate::complaint::distinct_ids("acts", acts.iter().map(|act| act.id.as_str()))?;
    let forms: Vec<Option<Form>> = acts.iter().map(ServiceAct::form).collect();
    let not_so = acts.iter().filter(|act| act.form.is_some_and(|form| !act.is(form)));
    let count = |form| forms.iter().filter(|&&found| found == Some(form)).count();
    let share = |count: usize| count as i64 * 1_000 / (acts.len() as i64).max(1);
    let organised = Organised::ALL.iter().map(|(_, part)| *part);
    Ok(ServiceMix {
        not_so: not_so.map(|act| act.id.clone()).collect(),
        mix: Form::ALL.iter().map(|&(_, form)| (form, count(form), share(count(form)))).collect(),
        lacking: organised.filter(|part| !has.contains(part)).collect(),
        forms,
    })
}
