//! Why somebody waits, in words.

use super::{Candidate, Capacity, Waiting, Workload};
use crate::explain::Language;
use crate::{Code, Engine};

impl Waiting {
    /// Why there is no contact within the horizon, and when there would be room, in two sentences. Instants are shown
    /// on the clock of the capacity.
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Kind};
    /// use tactful::followup::{Candidate, Capacity, Limit};
    /// use tactful::{explain::Language, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let now = Instant::parse("2026-11-23T09:00:00Z")?;
    /// let delivered = Fact::new(Kind::Delivered, Instant::parse("2026-11-19T10:00:00Z")?).order("o-1");
    /// let standing = engine.fold(&[delivered], now, None)?.standing;
    /// let customers = ["c-1", "c-2"].map(Customer::new);
    /// let candidates: Vec<Candidate> =
    ///     customers.iter().map(|customer| Candidate::new(customer, &standing)).collect();
    /// let capacity = Capacity::new(engine.zone("UTC")?, 0).limit(Limit::new(1));
    /// let workload = engine.agenda_many(&candidates, &capacity, now, 1)?;
    /// let text = workload.waiting[0].explain(&engine, &workload, &candidates, &capacity, Language::English);
    /// assert_eq!(
    ///     text,
    ///     "c-2: check-in by phone is welcome on 2026-11-23, but there is no room. \
    ///      There would be room from Tue 2026-11-24 00:00 (UTC).",
    /// );
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn explain(
        &self,
        engine: &Engine,
        workload: &Workload,
        candidates: &[Candidate<'_>],
        capacity: &Capacity,
        language: Language,
    ) -> String {
        let day = workload.days.get(self.day).map_or_else(String::new, |day| day.date.to_string());
        let values = [
            ("customer", candidates.get(self.candidate).map_or("", |candidate| &candidate.customer.id)),
            ("reason", self.question.reason(engine)),
            ("channel", self.question.channel(engine)),
            ("day", &day),
        ];
        let first = language.fill(Code::SayNoRoom, &values);
        let then = match self.fits_at {
            Some(at) => {
                let at = language.instant(at, &capacity.zone);
                language.fill(Code::SayRoomFrom, &[("at", &at)])
            }
            None => language.of(Code::SayRoomNever).to_owned(),
        };
        let space = if language == Language::English { " " } else { "" };
        format!("{first}{space}{then}")
    }
}
