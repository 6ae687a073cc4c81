//! What is printed: today's contacts, what waits, what is held, the figures, and two answers in full.

mod full;
mod tables;

use super::args::Options;
use super::input::{Input, Known};
use super::layout::{cut, wrap};
use super::tally::{Row, Tally};
use super::words::{self, Words, number};
use super::{Origin, book};
use std::collections::BTreeMap;
use std::sync::Arc;
use tactful::customer::Place;
use tactful::time::{Date, Instant, Zone};
use tactful::{Code, Engine};

const WIDTH: usize = 100;

/// What is told, to whom.
struct Report<'r> {
    engine: &'r Engine,
    input: &'r Input,
    tally: &'r Tally,
    options: &'r Options,
    words: Words,
    reasons: Vec<&'r str>,
    channels: Vec<&'r str>,
    utc: Option<Arc<Zone>>,
    text: String,
}

/// The whole report.
pub(super) fn text(
    engine: &Engine,
    input: &Input,
    tally: &Tally,
    options: &Options,
    origin: Origin,
) -> String {
    let mut report = Report {
        engine,
        input,
        tally,
        options,
        words: Words(options.language.unwrap_or_default()),
        reasons: engine.reasons().collect(),
        channels: engine.channels().collect(),
        utc: engine.zone("UTC").ok(),
        text: String::new(),
    };
    report.head(origin);
    if let Some(place) = options.customer.as_deref().and_then(|id| input.place_of(id)) {
        report.customer(place);
        return report.text;
    }
    let today: Vec<&Row> = tally.agenda.iter().filter(|row| report.is_today(row)).collect();
    report.today(&today);
    report.ahead();
    report.waits();
    report.held();
    report.figures();
    report.bound();
    report.in_full();
    report.notes();
    report.ending(origin);
    report.text
}

impl Report<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn title(&mut self, english: &str, chinese: &str) {
        let title = self.words.of(english, chinese).to_owned();
        self.text.push_str(&format!("\n{title}\n\n"));
    }

    fn known(&self, row: &Row) -> &Known {
        &self.input.customers[row.customer]
    }

    /// The clock on which a customer's instants are told.
    fn zone(&self, known: &Known) -> Option<Arc<Zone>> {
        words::zone(self.engine, &known.customer).or_else(|| self.utc.clone())
    }

    fn date(&self, at: Instant, known: &Known) -> Option<Date> {
        self.zone(known).map(|zone| zone.date(at))
    }

    /// Whether its time comes before the customer's day ends.
    fn is_today(&self, row: &Row) -> bool {
        let known = self.known(row);
        self.date(row.at, known) == self.date(self.input.now, known)
    }

    fn when(&self, at: Option<Instant>, known: &Known) -> String {
        match (at, self.zone(known)) {
            (Some(at), Some(zone)) => self.words.instant(at, self.input.now, &zone),
            _ => self.words.of("no end in sight", "近期不截止").to_owned(),
        }
    }

    fn clock(&self, known: &Known) -> String {
        let zone = self.zone(known);
        zone.map(|zone| self.words.clock(self.input.now, &known.customer, &zone)).unwrap_or_default()
    }

    fn limit(&self, all: usize) -> usize {
        if self.options.rows == 0 { all } else { self.options.rows.min(all) }
    }

    fn more(&mut self, all: usize) {
        let rest = all - self.limit(all);
        if rest > 0 {
            let english = format!("  … and {} more (--rows 0 shows all)", number(rest));
            let chinese = format!("  ……另有{}条（--rows 0 显示全部）", number(rest));
            let line = self.words.of(&english, &chinese).to_owned();
            self.line(&line);
        }
    }

    fn head(&mut self, origin: Origin) {
        let words = self.words;
        let zones: std::collections::BTreeSet<&str> = self
            .input
            .customers
            .iter()
            .flat_map(|known| match &known.customer.place {
                Place::Zone(zone) => vec![zone.name()],
                Place::OneOf(zones) => zones.iter().map(|zone| zone.name()).collect(),
                Place::Unknown => Vec::new(),
            })
            .collect();
        let policy = self.engine.policy();
        let now = self.utc.as_ref().map(|utc| words.instant(self.input.now, self.input.now, utc));
        let now = format!("{} UTC ({})", now.unwrap_or_default(), self.input.now);
        let (customers, facts) = (number(self.input.customers.len()), number(self.input.facts));
        let planned = number(self.input.planned);
        let decisions = number(self.tally.decisions.iter().sum());
        let zones = zones.len();
        let policy = format!("{}@{}", policy.name, policy.version);
        let what = match origin {
            Origin::Book => words.of("a made sample book", "虚构的样例客户簿"),
            Origin::Own => words.of("your customers", "您的客户"),
        };
        self.line(words.of(
            "May we contact these customers now? If not now, when; and why?",
            "现在可以联系这些客户吗？若不可以，何时可以，为什么？",
        ));
        self.line("");
        let english = [
            format!("  now        {now}"),
            format!(
                "  customers  {customers} in {zones} time zones ({what}), {facts} facts, {planned} planned contacts"
            ),
            format!(
                "  policy     {policy}: {} reasons, {} rules",
                self.reasons.len(),
                self.engine.rules().count()
            ),
            format!("  decisions  {decisions} (customer × reason × channel)"),
        ];
        let chinese = [
            format!("  现在  {now}"),
            format!("  客户  {customers}位，{zones}个时区（{what}）；事实{facts}条，已计划联系{planned}次"),
            format!("  策略  {policy}：理由{}个，规则{}条", self.reasons.len(), self.engine.rules().count()),
            format!("  决定  {decisions}个（客户×理由×渠道）"),
        ];
        for (english, chinese) in english.iter().zip(&chinese) {
            self.line(words.of(english, chinese));
        }
        if self.input.now_from_facts {
            self.line(words.of(
                "             `now` is the instant of the latest fact; --now sets another",
                "        “现在”取最近一条事实的时间；可用 --now 另行指定",
            ));
        }
    }

    /// The most frequent reasons: `check-in 12, thanks 3`.
    fn mostly(&self, reasons: &BTreeMap<usize, usize>, most: usize) -> String {
        let mut sorted: Vec<(usize, usize)> =
            reasons.iter().map(|(&reason, &count)| (count, reason)).collect();
        sorted.sort_by_key(|&(count, reason)| (std::cmp::Reverse(count), reason));
        let told = sorted.iter().take(most);
        let told: Vec<String> =
            told.map(|&(count, reason)| format!("{} {}", self.reasons[reason], number(count))).collect();
        told.join(", ")
    }

    /// A rule by its id; a part of a reason in words.
    fn rule_in_short(&self, rule: &str) -> String {
        let Some((_, part)) =
            rule.split_once('.').filter(|_| !self.engine.rules().any(|known| known == rule))
        else {
            return rule.to_owned();
        };
        let text = match part {
            "window" => self.words.of("its own time", "理由的时机"),
            "once" => self.words.of("done already", "已经做过"),
            "rhythm" => self.words.of("its own rhythm", "理由的节奏"),
            "needs" => self.words.of("a fact it needs", "缺少所需事实"),
            "blocks" => self.words.of("a fact against it", "有事实排除"),
            _ => self.words.of("stage or level", "阶段或级别"),
        };
        format!("({text})")
    }

    fn ids(&self, places: impl Iterator<Item = usize>, most: usize) -> String {
        let ids: Vec<&str> =
            places.take(most + 1).map(|place| self.input.customers[place].customer.id.as_str()).collect();
        let more = if ids.len() > most { " …" } else { "" };
        let ids: Vec<String> = ids.iter().take(most).map(|id| cut(id, 16)).collect();
        ids.join(" ") + more
    }

    /// What the reader should know of the answers and of the input.
    fn notes(&mut self) {
        let words = self.words;
        self.title("NOTES", "说明");
        let mut lines: Vec<String> = Vec::new();
        for (&code, customers) in &self.tally.warnings {
            let Some(code) = Code::ALL.iter().find(|known| known.number() == code) else { continue };
            let such = self.ids(customers.iter().copied(), 4);
            let english = format!("{}: {} ({such})", words.0.of(*code), words::customers(customers.len()));
            let chinese = format!("{}：{}位客户（{such}）", words.0.of(*code), number(customers.len()));
            lines.push(words.of(&english, &chinese).to_owned());
        }
        if self.tally.pending > 0 {
            let n = number(self.tally.pending);
            let english = format!("{n} facts lie after now and do not count yet");
            let chinese = format!("{n}条事实晚于现在，暂不计入");
            lines.push(words.of(&english, &chinese).to_owned());
        }
        for ((what, name), (first, count)) in &self.input.unknown {
            let known: Vec<&str> = match *what {
                "channel" => self.channels.clone(),
                "level" => self.engine.policy().levels.iter().map(|level| level.id.as_str()).collect(),
                _ => self.reasons.clone(),
            };
            let near = tactful::document::nearest(name, &known)
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            lines.push(format!("{first}: the policy knows no {what} `{name}` ({count} times){near}"));
        }
        for line in lines {
            self.text.push_str(&wrap(&format!("- {line}"), WIDTH - 4, "  "));
        }
    }

    fn ending(&mut self, origin: Origin) {
        self.title("ON YOUR OWN DATA", "用于您自己的数据");
        let first = self.input.customers.first().map_or("ID", |known| known.customer.id.as_str());
        let other = self.words.of("zh", "en");
        match origin {
            Origin::Book => self.text.push_str(&format!(
                "  cargo xtask demo --export my-book                # this book as .csv and .jsonl: templates\n  \
                 cargo xtask demo --customers my-book/customers.csv --facts my-book/facts.csv --now {}\n  \
                 cargo xtask demo --customer {first} --language {other}   # one customer in full\n",
                book::NOW
            )),
            Origin::Own => self.text.push_str(&format!(
                "  … --customer {first} --language {other}     # the same command with these: one customer in full\n"
            )),
        }
        self.text.push_str("  cargo xtask demo --help\n");
        let print = format!("\n{}", self.engine.fingerprint());
        self.line(&print);
    }
}
