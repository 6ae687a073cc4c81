//! A decision in words, from the phrases of the one table.

use crate::customer::Customer;
use crate::followup::{Block, Decision};
use crate::policy::spec::Texts;
use crate::time::{Instant, Zone, date_of, second_of_day};
use crate::{Code, Engine};

/// The language of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, simplified.
    Chinese,
}

impl Language {
    /// Every language with its code.
    pub const ALL: &'static [(&'static str, Language)] =
        &[("en", Language::English), ("zh", Language::Chinese)];

    /// The sentence of a code.
    #[must_use]
    pub const fn of(self, code: Code) -> &'static str {
        match self {
            Language::English => code.english(),
            Language::Chinese => code.chinese(),
        }
    }

    /// The text in this language, or in the other where there is none.
    #[must_use]
    pub fn pick(self, texts: &Texts) -> &str {
        let (first, second) = match self {
            Language::English => (&texts.en, &texts.zh),
            Language::Chinese => (&texts.zh, &texts.en),
        };
        if first.is_empty() { second } else { first }
    }

    pub(crate) fn fill(self, code: Code, values: &[(&str, &str)]) -> String {
        let mut text = self.of(code).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// An instant on a wall clock, with its weekday and zone.
    #[must_use]
    pub fn instant(self, at: Instant, zone: &Zone) -> String {
        let local = zone.local(at.seconds());
        let (date, second) = (date_of(local), second_of_day(local));
        let day = date.weekday() as usize;
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let seconds = if second % 60 == 0 { String::new() } else { format!(":{:02}", second % 60) };
        match self {
            Language::English => {
                let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day];
                format!("{day} {date} {hour:02}:{minute:02}{seconds} ({})", zone.name())
            }
            Language::Chinese => {
                let day = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][day];
                format!("{date} {day} {hour:02}:{minute:02}{seconds}（{}）", zone.name())
            }
        }
    }
}

impl Decision {
    /// The decision in one sentence.
    ///
    /// Instants are shown on the customer's clock (where several are possible, on the first).
    #[must_use]
    pub fn sentence(&self, engine: &Engine, customer: &Customer, language: Language) -> String {
        let zone = &engine.clocks(customer).0[0];
        let at = |t: Option<Instant>| t.map_or_else(String::new, |t| language.instant(t, zone));
        let (from, until) = (at(self.allowed_from()), at(self.allowed_until()));
        // what nothing can clear says more than that there is no time
        let never = self.blocks().iter().find(|b| b.clears_at().is_none() && b.clears_with(engine).is_none());
        let why = never.map_or("", |block| language.of(block.code()));
        let phrase = match (self.verdict(), until.is_empty()) {
            (Code::Allow, false) => Code::SayAllow,
            (Code::Allow, true) => Code::SayAllowOpen,
            (Code::Wait, false) => Code::SayWait,
            (Code::Wait, true) => Code::SayWaitOpen,
            (Code::Hold, _) => Code::SayHold,
            (Code::Never, _) if why.is_empty() => Code::SayNever,
            (Code::Never, _) => Code::SayNeverBecause,
            (Code::Expired, _) => Code::SayExpired,
            _ => Code::SayNotApplicable,
        };
        let mut facts: Vec<String> = Vec::new();
        for fact in self.blocks().iter().filter_map(|block| clears_with(block, engine, language)) {
            if !facts.contains(&fact) {
                facts.push(fact);
            }
        }
        let facts = if facts.is_empty() { language.of(Code::SayNobody).to_owned() } else { facts.join("; ") };
        let values = [
            ("reason", self.reason(engine)),
            ("channel", self.channel(engine)),
            ("from", from.as_str()),
            ("until", until.as_str()),
            ("fact", facts.as_str()),
            ("why", why),
        ];
        language.fill(phrase, &values)
    }

    /// The decision in full: every blocking rule, the binding one marked, what clears it and when; what comes
    /// after; what the customer has of the contact, and what to say first (F9).
    ///
    /// ```
    /// use tactful::{customer::Customer, followup::Plan};
    /// use tactful::{explain::Language, time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Asia/Shanghai")?);
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let decision = engine.decide(&customer, &engine.empty_standing(), &Plan::default(), "check-in", "email", now)?;
    /// assert!(decision.explain(&engine, &customer, Language::English).contains("does not apply"));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn explain(&self, engine: &Engine, customer: &Customer, language: Language) -> String {
        let zone = &engine.clocks(customer).0[0];
        let reason = self.reason(engine);
        let mut lines = vec![self.sentence(engine, customer, language)];
        if let Some(anchor) = self.anchor() {
            let at = language.instant(anchor.at(), zone);
            lines.push(language.fill(Code::SayAnchor, &[("at", at.as_str())]));
        }
        if !self.blocks().is_empty() {
            lines.push(language.of(Code::SayBlocks).to_owned());
            lines.extend(self.blocks().iter().map(|block| self.block_line(block, engine, zone, language)));
        }
        let then = self.then(engine).join(", ");
        if !then.is_empty() {
            lines.push(language.fill(Code::SayThen, &[("rules", then.as_str())]));
        }
        if let Ok((says, value)) = engine.texts_of(reason) {
            for (phrase, name, texts) in [(Code::SayFirst, "says", says), (Code::SayValue, "value", value)] {
                let text = language.pick(texts);
                if !text.is_empty() {
                    lines.push(language.fill(phrase, &[(name, text)]));
                }
            }
        }
        lines.push(match self.revisit_at() {
            Some(at) => language.fill(Code::SayRevisit, &[("at", language.instant(at, zone).as_str())]),
            None => language.of(Code::SayForGood).to_owned(),
        });
        lines.extend(
            self.warnings().map(|code| language.fill(Code::SayWarning, &[("what", language.of(code))])),
        );
        lines.join("\n")
    }

    fn block_line(&self, block: &Block, engine: &Engine, zone: &Zone, language: Language) -> String {
        let reason = self.reason(engine);
        let mut why = language.of(block.code()).to_owned();
        // the day that a card is for still lies ahead: nothing has stood since then
        if let Some(at) = block.since().filter(|&at| at <= self.now()) {
            why += &language.fill(Code::SaySince, &[("at", language.instant(at, zone).as_str())]);
        }
        let fact = clears_with(block, engine, language);
        why += &match (block.clears_at(), &fact) {
            (Some(at), _) => language.fill(Code::SayClears, &[("at", language.instant(at, zone).as_str())]),
            (None, Some(fact)) => language.fill(Code::SayClearsWith, &[("fact", fact.as_str())]),
            (None, None) => language.of(Code::SayClearsNever).to_owned(),
        };
        let phrase = if block.is_binding() { Code::SayBinding } else { Code::SayBlock };
        language.fill(phrase, &[("rule", block.rule(engine, reason).as_str()), ("why", why.as_str())])
    }
}

fn clears_with(block: &Block, engine: &Engine, language: Language) -> Option<String> {
    let phrase = match block.clears_with(engine)? {
        "consent_given" => Code::FactConsent,
        "complaint_closed" => Code::FactComplaintClosed,
        "give" => Code::FactGive,
        "touch" => Code::FactTouch,
        kind => return Some(language.fill(Code::FactOther, &[("kind", kind)])),
    };
    Some(language.of(phrase).to_owned())
}
