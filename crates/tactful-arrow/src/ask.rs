//! What is asked of a batch.

use std::sync::Arc;
use tactful::followup::Question;
use tactful::time::{Instant, Zone};
use tactful::{Code, Engine, Error, Result};

/// The names that a table gives its columns, where they are not the published ones.
///
/// ```
/// use tactful_arrow::Names;
/// let names = Names::default().map("customer", "CLIENT_NO").map("at", "EVENT_TS");
/// assert_eq!(names.theirs("at"), Some("EVENT_TS"));
/// assert_eq!(names.theirs("kind"), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Vec<(String, String)>);

impl Names {
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// The same names, and a column of ours that the table calls otherwise; the last one given for it counts.
    #[must_use]
    pub fn map(mut self, ours: &str, theirs: &str) -> Self {
        self.0.retain(|(known, _)| known != ours);
        self.0.push((ours.to_owned(), theirs.to_owned()));
        self
    }

    /// What the table calls a column of ours, if it was said.
    #[must_use]
    pub fn theirs(&self, ours: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == ours).map(|(_, theirs)| theirs.as_str())
    }

    /// Pairs of our name and the table's.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(ours, theirs)| (ours.as_str(), theirs.as_str()))
    }
}

/// Which instant of a day a date stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateAs {
    /// The first of the local day.
    Start,
    /// The last second of the local day.
    End,
}

/// What is asked of every customer of a batch, and how the tables are to be read.
///
/// ```
/// use tactful::{time::Instant, Engine};
/// use tactful_arrow::Ask;
/// let engine = Engine::house()?;
/// let now = Instant::parse("2026-11-21T09:30:00+01:00")?;
/// let ask = Ask::new(&engine, now, Some(&["check-in"]), Some(&["email", "phone"]))?;
/// assert_eq!(ask.questions.len(), 2);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Ask {
    /// The instant of every question.
    pub now: Instant,
    /// Only facts that were recorded by then count; none: all.
    pub known_at: Option<Instant>,
    /// What is asked of each customer, in this order.
    pub questions: Vec<Question>,
    /// The zone of timestamps, dates and texts that do not say theirs; none: they are refused. A skipped wall time
    /// shifts forward, of a repeated one the first is taken; both are counted in the summary.
    pub naive: Option<Arc<Zone>>,
    /// What columns of dates stand for; none: they are refused.
    pub date_as: Option<DateAs>,
    /// What the table of customers calls its columns.
    pub customers: Names,
    /// What the table of facts calls its columns.
    pub facts: Names,
    /// Whether the names of blocks are written beside their bits; true by default.
    pub names: bool,
    /// The columns of decisions to be written, in this order; `None` is all of [`crate::decisions_schema`]. What is not
    /// asked for is not worked out.
    pub columns: Option<Vec<String>>,
    /// How many threads a call may use, at least 1, the default; the answers do not depend on it.
    pub threads: usize,
    /// Streams only: both are sorted by customer (texts by their bytes, numbers by value), so that they are read side
    /// by side in bounded memory. Otherwise, the default, both are read to the end before the first answer.
    pub sorted: bool,
}

impl Ask {
    /// The questions of these reasons through these channels, those that the policy lists, in the order of the
    /// policy; `None` is all of them.
    ///
    /// # Errors
    /// [`Code::UnknownReason`], [`Code::UnknownChannel`], with the place in the list; [`Code::ChannelNotListed`] if
    /// a reason that was named lists none of the channels.
    pub fn new(
        engine: &Engine,
        now: Instant,
        reasons: Option<&[&str]>,
        channels: Option<&[&str]>,
    ) -> Result<Self> {
        type Look<'a> = &'a dyn Fn(&str) -> Result<u32>;
        let places = |names: Option<&[&str]>, list: &str, look: Look<'_>| -> Result<Option<Vec<u32>>> {
            let each = |(place, name): (usize, &&str)| {
                look(name).map_err(|error| error.at_path(&format!("{list}[{place}]")))
            };
            names.map(|names| names.iter().enumerate().map(each).collect()).transpose()
        };
        let reasons = places(reasons, "reasons", &|name| engine.reason_index(name))?;
        let channels = places(channels, "channels", &|name| engine.channel_index(name))?;
        let mut questions = engine.questions(None)?;
        questions.retain(|question| {
            channels.as_ref().is_none_or(|list| list.contains(&question.channel_index()))
                && reasons.as_ref().is_none_or(|list| list.contains(&question.reason_index()))
        });
        for (place, &reason) in reasons.iter().flatten().enumerate() {
            if !questions.iter().any(|question| question.reason_index() == reason) {
                let message = "the reason lists none of these channels";
                let error = Error::new(Code::ChannelNotListed, message);
                return Err(error.at_path(&format!("reasons[{place}]")));
            }
        }
        Ok(Self {
            now,
            known_at: None,
            questions,
            naive: None,
            date_as: None,
            customers: Names::default(),
            facts: Names::default(),
            names: true,
            columns: None,
            threads: 1,
            sorted: false,
        })
    }
}
