//! After the use of authority: the report in six items, and the manager's answer in four parts (C8).

use super::ruling::Grant;
use crate::complaint::Complaints;
use crate::time::{Instant, Zone};
use crate::words::words;

words! {
    /// What a report says.
    ReportItem {
        /// Who the customer is.
        Customer = "customer";
        /// What the customer asked for.
        Demand = "demand";
        /// When and where it was.
        TimePlace = "time_place";
        /// What was granted.
        PowerUsed = "power_used";
        /// Who helped.
        Helpers = "helpers";
        /// How it ended.
        Result = "result";
    }
}

words! {
    /// What a manager answers.
    AnswerPart {
        /// What was done well.
        Praise = "praise";
        /// What was not.
        Shortcoming = "shortcoming";
        /// What would be better.
        Improvement = "improvement";
        /// What is to be learnt, where that is needed.
        Coaching = "coaching";
    }
}

/// The report on a use of authority (C8).
///
/// ```
/// use tactful::complaint::{Report, ReportItem};
/// let report = Report { customer: "c-17".to_owned(), helpers: Some(vec![]), ..Report::default() };
/// assert_eq!(report.missing()[0], ReportItem::Demand); // that nobody helped was said
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Who the customer is.
    pub customer: String,
    /// What the customer asked for.
    pub demand: String,
    /// When it was.
    pub time: Option<Instant>,
    /// Where it was.
    pub place: String,
    /// What was granted.
    pub power_used: String,
    /// Who helped; an empty list says that nobody did, none says nothing.
    pub helpers: Option<Vec<String>>,
    /// How it ended.
    pub result: String,
}

impl Report {
    /// What can be said from the grant itself; the rest is for the person who used the authority to write.
    #[must_use]
    pub fn draft(grant: &Grant) -> Self {
        Self {
            customer: grant.customer.clone().unwrap_or_default(),
            time: Some(grant.at),
            power_used: grant.power.as_str().to_owned(),
            ..Self::default()
        }
    }

    /// The items that are missing, in the order of the report; time and place are one item.
    #[must_use]
    pub fn missing(&self) -> Vec<ReportItem> {
        let empty = |text: &str| text.trim().is_empty();
        let checks = [
            (ReportItem::Customer, empty(&self.customer)),
            (ReportItem::Demand, empty(&self.demand)),
            (ReportItem::TimePlace, self.time.is_none() || empty(&self.place)),
            (ReportItem::PowerUsed, empty(&self.power_used)),
            (ReportItem::Helpers, self.helpers.is_none()),
            (ReportItem::Result, empty(&self.result)),
        ];
        checks.into_iter().filter(|(_, missing)| *missing).map(|(item, _)| item).collect()
    }
}

/// The manager's answer to a report (C8).
///
/// ```
/// use tactful::complaint::{Answer, AnswerPart};
/// let answer = Answer { praise: "quick and kind".to_owned(), ..Answer::default() };
/// assert_eq!(answer.missing(), [AnswerPart::Shortcoming, AnswerPart::Improvement]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// What was done well.
    pub praise: String,
    /// What was not.
    pub shortcoming: String,
    /// What would be better.
    pub improvement: String,
    /// What is to be learnt; empty where no coaching is needed.
    pub coaching: String,
}

impl Answer {
    /// The parts that are missing. Coaching is given where it is needed, so it never is.
    #[must_use]
    pub fn missing(&self) -> Vec<AnswerPart> {
        let parts = [
            (AnswerPart::Praise, &self.praise),
            (AnswerPart::Shortcoming, &self.shortcoming),
            (AnswerPart::Improvement, &self.improvement),
        ];
        parts.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(part, _)| part).collect()
    }
}

impl Complaints {
    /// When the report on a grant is due: by the house policy before the end of the next day where the grant was
    /// made (C8). A report at this very instant is in time.
    ///
    /// ```
    /// use tactful::complaint::{Grant, Power, Role};
    /// use tactful::{time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-21T09:30:00Z")?;
    /// let grant = Grant::new("g-1", at, "anna", Role::Direct, Power::CaringService);
    /// let due = engine.complaints().report_due(&grant, engine.zone("Europe/London")?.as_ref());
    /// assert_eq!(due.to_string(), "2026-11-23T00:00:00Z");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn report_due(&self, grant: &Grant, zone: &Zone) -> Instant {
        let at = grant.at.seconds();
        Instant::clamped(self.report_due.shift(at, zone).unwrap_or(at))
    }
}
