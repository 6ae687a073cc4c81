//! What is printed: today's contacts, what waits, what is held, the figures, and two answers in full.

use super::args::Options;
use super::input::{Input, Known};
use super::layout::{Grid, Side, cut, wrap};
use super::tally::{self, Row, Tally, VERDICTS};
use super::words::{self, Words, number};
use super::{Origin, book};
use std::collections::BTreeMap;
use std::sync::Arc;
use tactful::customer::Place;
use tactful::explain::Language;
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

    fn today(&mut self, rows: &[&Row]) {
        let words = self.words;
        let now = rows.iter().filter(|row| row.at == self.input.now).count();
        let english = format!(
            "TODAY: {} contacts, {} of them now; the most important first.",
            number(rows.len()),
            number(now)
        );
        let chinese = format!("今天：{}次联系，其中现在即可{}次。要紧的在先。", rows.len(), now);
        self.title(&english, &chinese);
        let mut grid = Grid::new(&[
            (words.of("when", "何时"), Side::Left),
            (words.of("customer", "客户"), Side::Left),
            (words.of("their clock", "当地时间"), Side::Left),
            (words.of("why", "理由"), Side::Left),
            (words.of("by", "渠道"), Side::Left),
            (words.of("until (their clock)", "截止（当地时间）"), Side::Left),
            (words.of("prio", "优先"), Side::Right),
        ]);
        for row in rows.iter().take(self.limit(rows.len())) {
            let known = self.known(row);
            let when = if row.at == self.input.now {
                words.of("now", "现在").to_owned()
            } else {
                self.zone(known).map(|zone| words.hour(row.at, &zone)).unwrap_or_default()
            };
            grid.row([
                when,
                cut(&known.customer.id, 16),
                self.clock(known),
                self.reasons[row.reason].to_owned(),
                self.channels[row.channel].to_owned(),
                self.when(row.until, known),
                row.priority.to_string(),
            ]);
        }
        self.text.push_str(&grid.text(WIDTH));
        self.more(rows.len());
        let mut by_reason: BTreeMap<usize, (i64, usize)> = BTreeMap::new();
        for row in rows {
            by_reason.entry(row.reason).or_insert((row.priority, 0)).1 += 1;
        }
        let mut by_reason: Vec<(usize, (i64, usize))> = by_reason.into_iter().collect();
        by_reason.sort_by_key(|&(reason, (priority, _))| (std::cmp::Reverse(priority), reason));
        self.title("What to say first, in substance:", "开场先说（大意）：");
        let mut grid = Grid::new(&[
            (words.of("why", "理由"), Side::Left),
            (words.of("contacts", "次数"), Side::Right),
            (words.of("say first", "开场先说"), Side::Left),
        ]);
        for (reason, (_, count)) in by_reason {
            let says = self.engine.texts_of(self.reasons[reason]);
            let says = says.map(|(says, value)| {
                let said = words.0.pick(says);
                if said.is_empty() { words.0.pick(value) } else { said }
            });
            grid.row([self.reasons[reason].to_owned(), number(count), says.unwrap_or_default().to_owned()]);
        }
        self.text.push_str(&grid.text(WIDTH));
    }

    /// The plan by day, as bars.
    fn ahead(&mut self) {
        let words = self.words;
        let mut days: BTreeMap<Date, BTreeMap<usize, usize>> = BTreeMap::new();
        for row in &self.tally.agenda {
            if let Some(date) = self.date(row.at, self.known(row)) {
                *days.entry(date).or_default().entry(row.reason).or_default() += 1;
            }
        }
        let all = self.tally.agenda.len();
        let conditional = self.tally.agenda.iter().filter(|row| row.conditional).count();
        let english = format!(
            "THE NEXT {} DAYS: {} contacts in the plan, if it is kept to and nothing new happens\n({} of them count on one before it).",
            self.options.days,
            number(all),
            number(conditional)
        );
        let chinese = format!(
            "今后{}天：计划中共{}次联系，前提是照计划进行且没有新情况（其中{}次以此前的联系为前提）。",
            self.options.days,
            number(all),
            number(conditional)
        );
        self.title(&english, &chinese);
        let most = days.values().map(|reasons| reasons.values().sum::<usize>()).max().unwrap_or(1).max(1);
        let mut grid = Grid::new(&[
            (words.of("their day", "当地日期"), Side::Left),
            (words.of("contacts", "次数"), Side::Right),
            ("", Side::Left),
            (words.of("mostly", "主要理由"), Side::Left),
        ]);
        let shown = self.limit(days.len()).max(15);
        for (date, reasons) in days.iter().take(shown) {
            let count: usize = reasons.values().sum();
            let bar = "#".repeat((count * 24).div_ceil(most));
            let utc = Instant::from_seconds(date.midnight()).ok().zip(self.utc.as_ref());
            let day = utc.map(|(at, utc)| words.day(at, self.input.now, utc)).unwrap_or_default();
            grid.row([day, number(count), bar, self.mostly(reasons, 3)]);
        }
        self.text.push_str(&grid.text(WIDTH));
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

    fn waits(&mut self) {
        let words = self.words;
        let all = self.tally.waits.len();
        let english =
            format!("WAITING: {} reasons have their time still before them; the earliest:", number(all));
        let chinese = format!("等待：{}项时机未到，最早的是：", number(all));
        self.title(&english, &chinese);
        let mut grid = Grid::new(&[
            (words.of("in", "还有"), Side::Right),
            (words.of("customer", "客户"), Side::Left),
            (words.of("from (their clock)", "起始（当地时间）"), Side::Left),
            (words.of("why", "理由"), Side::Left),
            (words.of("by", "渠道"), Side::Left),
            (words.of("waits because of", "等待原因"), Side::Left),
        ]);
        for row in self.tally.waits.iter().take(self.limit(all)) {
            let known = self.known(row);
            grid.row([
                words.span(row.at.seconds() - self.input.now.seconds()),
                cut(&known.customer.id, 16),
                self.when(Some(row.at), known),
                self.reasons[row.reason].to_owned(),
                self.channels[row.channel].to_owned(),
                self.rule_in_short(&row.binding),
            ]);
        }
        self.text.push_str(&grid.text(WIDTH));
        self.more(all);
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

    fn held(&mut self) {
        let words = self.words;
        self.title(
            "HELD: something has to happen first; what, for whom, and what it would open",
            "暂缓：须先有某事发生；何事、为谁、之后可做什么",
        );
        let mut grid = Grid::new(&[
            (words.of("first", "须先有"), Side::Left),
            (words.of("customers", "客户数"), Side::Right),
            (words.of("such as", "例如"), Side::Left),
            (words.of("mostly for", "主要理由"), Side::Left),
        ]);
        let mut held: Vec<_> = self.tally.held.iter().collect();
        held.sort_by_key(|(facts, held)| {
            (std::cmp::Reverse(held.customers.len()), facts.len(), (*facts).clone())
        });
        for (facts, held) in held {
            let mut facts = facts.iter().map(|fact| words.clearing(fact));
            let mut first = facts.next().unwrap_or_else(|| words.of("time", "时间").to_owned());
            let such = self.ids(held.customers.iter().copied(), 2);
            let mostly = self.mostly(&held.reasons, 2);
            let mut rest: Vec<String> = facts.collect();
            if !rest.is_empty() {
                first.push_str(words.of(",", ","));
            }
            let last = rest.pop();
            grid.row([first, number(held.customers.len()), such, mostly]);
            for part in rest {
                let line = format!("  {part}{}", words.of(",", ","));
                grid.row([line, String::new(), String::new(), String::new()]);
            }
            if let Some(last) = last {
                let line = format!("  {}{last}", words.of("and ", "以及"));
                grid.row([line, String::new(), String::new(), String::new()]);
            }
        }
        self.text.push_str(&grid.text(WIDTH));
        if self.tally.held_for_later > 0 {
            let n = number(self.tally.held_for_later);
            let english = format!("\n  {n} more are held for reasons whose own time has not come.\n");
            let chinese = format!("\n  另有{n}项被暂缓，但其理由的时机尚未到。\n");
            self.text.push_str(words.of(&english, &chinese));
        }
        for (rule, customers) in &self.tally.never_customers {
            if self
                .tally
                .codes
                .get(rule)
                .is_some_and(|code| matches!(code, Code::DoNotContact | Code::Deceased))
            {
                let such = self.ids(customers.iter().copied(), 8);
                let english = format!(
                    "\n  Never ({rule}): {} left in peace: {such}",
                    words::customers(customers.len())
                );
                let chinese =
                    format!("\n  永不联系（{rule}）：{}位客户，不再打扰：{such}", number(customers.len()));
                self.text.push_str(words.of(&english, &chinese));
                self.text.push('\n');
            }
        }
    }

    fn figures(&mut self) {
        let words = self.words;
        self.title("IN FIGURES: the answers by verdict", "数字：各类结论");
        let mut grid = Grid::new(&[
            (words.of("verdict", "结论"), Side::Left),
            (words.of("decisions", "决定数"), Side::Right),
            (words.of("best over channels", "取最佳渠道"), Side::Right),
            (words.of("which says", "含义"), Side::Left),
        ]);
        for (place, verdict) in VERDICTS.into_iter().enumerate() {
            grid.row([
                verdict.as_str().to_owned(),
                number(self.tally.decisions[place]),
                number(self.tally.answers[place]),
                words.0.of(verdict).to_owned(),
            ]);
        }
        self.text.push_str(&grid.text(WIDTH));
    }

    fn bound(&mut self) {
        let words = self.words;
        self.title(
            "How often each rule is the one that decides (the block that clears last)",
            "每条规则起决定作用的次数（最后解除的障碍）",
        );
        let mut grid = Grid::new(&[
            (words.of("rule", "规则"), Side::Left),
            (words.of("decides", "决定"), Side::Right),
            (words.of("wait", "等待"), Side::Right),
            (words.of("hold", "暂缓"), Side::Right),
            (words.of("never", "永不"), Side::Right),
            (words.of("because", "因为"), Side::Left),
        ]);
        let mut bound: Vec<(&str, tally::Bound)> = self
            .engine
            .rules()
            .map(|rule| (rule, self.tally.bound.get(rule).copied().unwrap_or_default()))
            .collect();
        bound.sort_by_key(|&(rule, bound)| (std::cmp::Reverse(bound.all()), rule));
        for (rule, bound) in bound {
            let why = self.tally.codes.get(rule).map(|&code| words.0.of(code)).unwrap_or_default();
            grid.row([
                rule.to_owned(),
                number(bound.all()),
                number(bound.wait),
                number(bound.hold),
                number(bound.never),
                why.to_owned(),
            ]);
        }
        self.text.push_str(&grid.text(WIDTH));
    }

    /// One answer in full in English and one in Chinese, of customers from whom there is something to learn.
    fn in_full(&mut self) {
        let languages: &[Language] = match self.options.language {
            None => &[Language::English, Language::Chinese],
            Some(Language::English) => &[Language::English],
            Some(Language::Chinese) => &[Language::Chinese],
        };
        let mut told: Vec<usize> = Vec::new();
        for &language in languages {
            let fits = |place: usize| {
                let customer = &self.input.customers[place].customer;
                let Place::Zone(zone) = &customer.place else { return false };
                let east = ["Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong"].contains(&zone.name());
                !told.contains(&place) && (east == (language == Language::Chinese))
            };
            let all = &self.tally.instructive;
            let found = all.iter().find(|one| fits(one.customer));
            let found = found.or_else(|| all.iter().find(|one| !told.contains(&one.customer)));
            let Some(one) = found.cloned() else { continue };
            told.push(one.customer);
            let id = &self.input.customers[one.customer].customer.id;
            let title = match language {
                Language::English => format!("IN FULL: customer {id}"),
                Language::Chinese => format!("详细说明：客户 {id}"),
            };
            self.text.push_str(&format!("\n{title}\n\n"));
            self.explain(one.customer, &one.reason, &one.channel, language);
        }
    }

    fn explain(&mut self, place: usize, reason: &str, channel: &str, language: Language) {
        let known = &self.input.customers[place];
        let told = self.engine.fold(&known.facts, self.input.now, None).and_then(|folded| {
            let plan = self.engine.plan(&known.planned)?;
            let standing = &folded.standing;
            self.engine.decide(&known.customer, standing, &plan, reason, channel, self.input.now)
        });
        match told {
            Ok(decision) => {
                let text = decision.explain(self.engine, &known.customer, language);
                self.text.push_str(&wrap(&text, WIDTH - 4, "  "));
            }
            Err(error) => self.line(&format!("  {error}")),
        }
    }

    /// One customer in full: every reason's best answer.
    fn customer(&mut self, place: usize) {
        let words = self.words;
        let known = &self.input.customers[place];
        let english = format!("{}, whose clock shows {}", known.customer.id, self.clock(known));
        let chinese = format!("客户 {}，当地时间 {}", known.customer.id, self.clock(known));
        self.title(&english, &chinese);
        let folded = match self.engine.fold(&known.facts, self.input.now, None) {
            Ok(folded) => folded,
            Err(error) => return self.line(&format!("  {error}")),
        };
        let plan = self.engine.plan(&known.planned).unwrap_or_default();
        let all = self
            .engine
            .decide_all(&known.customer, &folded.standing, &plan, None, self.input.now)
            .unwrap_or_default();
        let mut apart: Vec<String> = Vec::new();
        let by_reason = all.chunk_by(|a, b| a.reason(self.engine) == b.reason(self.engine));
        let mut best: Vec<_> = by_reason
            .filter_map(|of_reason| {
                of_reason.iter().min_by_key(|one| (tally::rank(one.verdict()), one.allowed_from()))
            })
            .collect();
        best.sort_by_key(|one| (tally::rank(one.verdict()), one.allowed_from()));
        let mut grid = Grid::new(&[
            (words.of("planned for", "计划于"), Side::Left),
            (words.of("why", "理由"), Side::Left),
            (words.of("by", "渠道"), Side::Left),
            (words.of("prio", "优先"), Side::Right),
        ]);
        let mut plan: Vec<&Row> = self.tally.agenda.iter().collect();
        plan.sort_by_key(|row| row.at);
        for row in plan {
            let (reason, channel) = (self.reasons[row.reason], self.channels[row.channel]);
            let when = self.when(Some(row.at), known);
            grid.row([when, reason.to_owned(), channel.to_owned(), row.priority.to_string()]);
        }
        self.text.push_str(&grid.text(WIDTH));
        self.text.push('\n');
        for decision in best {
            if matches!(decision.verdict(), Code::Expired | Code::NotApplicable) {
                apart.push(decision.sentence(self.engine, &known.customer, words.0));
                continue;
            }
            let text = decision.explain(self.engine, &known.customer, words.0);
            self.text.push_str(&wrap(&text, WIDTH - 4, "  "));
            self.text.push('\n');
        }
        for sentence in apart {
            self.text.push_str(&wrap(&sentence, WIDTH - 4, "  "));
        }
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
