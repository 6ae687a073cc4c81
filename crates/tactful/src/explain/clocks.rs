//! A complaint clock of a policy in words.

use super::Language;
use crate::Code;
use crate::policy::clocks::spec::{ClockKind, ClockSpec, Combine, EndAt, Term};
use crate::time::Span;

impl ClockSpec {
    /// What the clock owes, within which time, in a few words.
    ///
    /// ```
    /// use tactful::{Engine, explain::Language};
    /// let engine = Engine::house()?;
    /// let clocks = &engine.policy().complaints.clocks.list;
    /// let said = |id| clocks.iter().find(|clock| clock.id == id).map(|clock| clock.sentence(Language::English));
    /// assert_eq!(
    ///     said("coaching-reply").as_deref(),
    ///     Some(
    ///         "coaching-reply: within 2 business days of `report_made`, by `coaching_given`. It ends with the close of \
    ///          business. If it is late, head-of-service hears of it."
    ///     )
    /// );
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let spans: Vec<String> = self.terms.list.iter().map(|term| language.span(term.span)).collect();
        let span = match (spans.as_slice(), self.terms.combine) {
            ([span], _) => span.clone(),
            (_, Combine::Later) => language.fill(Code::SayLaterOf, &[("spans", &language.all(&spans))]),
            (_, Combine::Earlier) => language.fill(Code::SayEarlierOf, &[("spans", &language.all(&spans))]),
        };
        let (starts, met) = (language.events(&self.starts_on), language.events(&self.met_by));
        let values = [("clock", &*self.id), ("span", &span), ("starts", &starts), ("met", &met)];
        let mut said = vec![language.fill(Code::SayClock, &values)];
        match self.terms.list.first().map(|term| term.end_at) {
            Some(EndAt::EndOfDay) => said.push(language.of(Code::SayClockEndOfDay).to_owned()),
            Some(EndAt::CloseOfBusiness) => said.push(language.of(Code::SayClockCloseOfBusiness).to_owned()),
            Some(EndAt::Instant) | None => {}
        }
        if !self.targets.is_empty() {
            let target =
                |(priority, term): &(String, Term)| format!("{priority} {}", language.span(term.span));
            let targets: Vec<String> = self.targets.iter().map(target).collect();
            said.push(language.fill(Code::SayClockTargets, &[("targets", &targets.join(language.comma()))]));
        }
        if let Some(clock) = &self.after {
            said.push(language.fill(Code::SayClockAfter, &[("clock", clock)]));
        }
        if let Some(repeat) = &self.repeat {
            said.push(language.fill(Code::SayClockEvery, &[("span", &language.span(repeat.every.span))]));
        }
        for pause in &self.pauses {
            let (from, until) = (language.events(&pause.from), language.events(&pause.until));
            said.push(language.fill(Code::SayClockPause, &[("from", &from), ("until", &until)]));
        }
        if let Some(level) = self.escalate.first() {
            said.push(language.fill(Code::SayClockEscalates, &[("who", &level.to)]));
        }
        if self.kind == ClockKind::Regulatory {
            said.push(language.of(Code::SayClockLaw).to_owned());
        }
        said.join(if language == Language::English { " " } else { "" })
    }
}

impl Language {
    /// A span in words.
    fn span(self, span: Span) -> String {
        let (n, en, zh) = match span {
            Span::Seconds(n) if n != 0 && n % 3600 == 0 => (n / 3600, "hour", "小时"),
            Span::Seconds(n) if n != 0 && n % 60 == 0 => (n / 60, "minute", "分钟"),
            Span::Seconds(n) => (n, "second", "秒"),
            Span::BusinessSeconds(n) if n % 3600 == 0 => (n / 3600, "business hour", "个营业小时"),
            Span::BusinessSeconds(n) => (n, "business second", "个营业秒"),
            Span::Days(n) | Span::FullDays(n) | Span::DaysInclusive(n) => (i64::from(n), "day", "天"),
            Span::Months(n) => (i64::from(n), "month", "个月"),
            Span::BusinessDays(n) => (i64::from(n), "business day", "个工作日"),
        };
        match self {
            Language::English => format!("{n} {en}{}", if n == 1 { "" } else { "s" }),
            Language::Chinese => format!("{n}{zh}"),
        }
    }

    /// Events by their words, of which one suffices.
    fn events(self, words: &[String]) -> String {
        let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let or = if self == Language::English { " or " } else { "或" };
        match quoted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{}{or}{last}", others.join(self.comma())),
            None => String::new(),
        }
    }

    /// Several things together.
    fn all(self, parts: &[String]) -> String {
        parts.join(if self == Language::English { " and " } else { "与" })
    }

    fn comma(self) -> &'static str {
        if self == Language::English { ", " } else { "、" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;

    #[test]
    fn every_clock_of_the_house_in_both_languages() {
        let engine = Engine::house().unwrap();
        let clocks = &engine.policy().complaints.clocks.list;
        for clock in clocks {
            for (_, language) in Language::ALL {
                let said = clock.sentence(*language);
                assert!(said.starts_with(&clock.id) && !said.contains(['{', '}']), "{said}");
            }
        }
        let update = clocks.iter().find(|clock| clock.id == "progress-update").unwrap();
        assert_eq!(
            update.sentence(Language::English),
            "progress-update: within 2 business days of `received`, by `update`, `holding_reply`, `offer_made` or `reply`. \
             It waits for first-response. Then again every 2 business days. It stands still from `pending` until \
             `resumed`. If it is late, team-lead hears of it."
        );
        let first = clocks.iter().find(|clock| clock.id == "authority-report").unwrap();
        assert_eq!(
            first.sentence(Language::Chinese),
            "authority-report：自`authority_used`起1个工作日内，以`report_made`完成。到当日营业结束为止。逾期时告知team-lead。"
        );
    }
}
