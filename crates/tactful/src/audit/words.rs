//! A judgement in words.

use super::{History, Judged};
use crate::explain::Language;
use crate::{Code, Engine};

impl Judged {
    /// The judgement in a sentence, and below it what stood against the contact and from when it would have been
    /// welcome. Instants are shown on the customer's clock (where several are possible, on the first).
    ///
    /// ```
    /// use tactful::audit::{History, Period};
    /// use tactful::customer::{Customer, Fact, Intent, Purpose};
    /// use tactful::{explain::Language, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-19T10:00:00+08:00")?;
    /// let sent = Fact::contact(at, "email", Purpose::Survey, Intent::Ask).reason("ask-opinon");
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let histories = [History::new(customer, vec![sent])];
    /// let audit = engine.audit(&histories, Period::default());
    /// let text = audit.judged[0].explain(&engine, &histories, Language::English);
    /// assert!(text.ends_with("did you mean `ask-opinion`? (at `reason`)"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn explain(&self, engine: &Engine, histories: &[History], language: Language) -> String {
        let Some(history) = histories.get(self.history) else { return String::new() };
        let Some(fact) = history.facts.get(self.fact) else { return String::new() };
        let zone = &engine.clocks(&history.customer).0[0];
        let at = language.instant(self.at, zone);
        let (reason, channel) = (fact.reason.as_deref(), fact.channel.as_deref());
        let values = [
            ("customer", history.customer.id.as_str()),
            ("at", at.as_str()),
            ("reason", reason.unwrap_or("?")),
            ("channel", channel.unwrap_or("?")),
            ("finding", language.of(self.finding)),
        ];
        let mut lines = vec![language.fill(Code::SayJudged, &values)];
        for block in &self.blocks {
            let rule = block.rule(engine, reason.unwrap_or_default());
            let mut why = language.of(block.code()).to_owned();
            if let Some(since) = block.since().filter(|&since| since <= self.at) {
                why += &language.fill(Code::SaySince, &[("at", language.instant(since, zone).as_str())]);
            }
            let values = [("rule", rule.as_str()), ("why", why.as_str())];
            lines.push(language.fill(Code::SayJudgedBlock, &values));
        }
        if let Some(from) = self.allowed_from {
            let from = language.instant(from, zone);
            lines.push(language.fill(Code::SayWelcomeFrom, &[("from", from.as_str())]));
        }
        lines.extend(self.refusal.as_ref().map(ToString::to_string));
        lines.join("\n")
    }
}
