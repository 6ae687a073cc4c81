//! `--audit`: how tactful have we been? Each contact that was sent, judged with what was known then.

use super::args::Options;
use super::input::Input;
use super::layout::{Grid, Side, wrap};
use super::words::{Words, number};
use super::{book, engine, now, read};
use crate::run::Outcome;
use tactful::audit::{Audit, FINDINGS, History, Judged, Period, Row};
use tactful::{Code, Engine};

const WIDTH: usize = 100;
const EXAMPLES: usize = 5;

/// The whole report.
pub(super) fn text(engine: &Engine, options: &Options) -> Outcome<String> {
    let given = options.now.as_deref().map(now).transpose()?;
    let input = match &options.customers {
        None => {
            let sheets = book::sheets();
            Input::read(engine, &sheets.sources(), given.or(Some(now(book::NOW)?)), None)?
        }
        Some(_) => {
            let sources = read::sources(options)?;
            Input::read_what_can_be(engine, &sources.each(), given, options.naive.as_deref())?
        }
    };
    let other = match &options.compare {
        Some(path) => Some((read::name(path), self::engine(Some(path))?)),
        None => None,
    };
    let asked = |id: &str| options.customer.as_deref().is_none_or(|wanted| wanted == id);
    if let Some(id) = options.customer.as_deref().filter(|id| input.place_of(id).is_none()) {
        return Err(format!("--customer: there is no such customer{}", input.near(id)));
    }
    let histories: Vec<History> = input
        .customers
        .iter()
        .filter(|known| asked(&known.customer.id))
        .map(|known| History::new(known.customer.clone(), known.facts.clone()))
        .collect();
    let period = Period { since: None, until: given };
    let audit = engine.audit(&histories, period);
    let mut report =
        Report { engine, words: Words(options.language.unwrap_or_default()), text: String::new() };
    report.head(&audit, histories.len());
    report.by(("reason", "理由"), audit.totals.by_reason().collect(), options.rows);
    report.by(("channel", "渠道"), audit.totals.by_channel().collect(), options.rows);
    let owners: Vec<Row> = audit.totals.by_owner().collect();
    if owners.iter().any(|row| row.name.is_some()) {
        report.by(("owner", "负责人"), owners, options.rows);
    }
    report.by(("month", "月份"), audit.totals.by_month().collect(), options.rows);
    report.worst(&audit, &histories);
    if let Some((name, other)) = &other {
        report.difference(name, &audit, &other.audit(&histories, period));
    }
    report.bad(&input.bad, &audit, &histories);
    Ok(report.text)
}

struct Report<'r> {
    engine: &'r Engine,
    words: Words,
    text: String,
}

impl Report<'_> {
    fn title(&mut self, english: &str, chinese: &str) {
        let title = self.words.of(english, chinese).to_owned();
        self.text.push_str(&format!("\n{title}\n\n"));
    }

    fn head(&mut self, audit: &Audit, customers: usize) {
        let (contacts, customers) = (number(audit.judged.len()), number(customers));
        let policy = self.engine.fingerprint().split(';').next().unwrap_or_default();
        let english = format!(
            "AUDIT: {contacts} contacts that were sent to {customers} customers, judged with what was known then ({policy})\n\n"
        );
        let chinese =
            format!("回顾：向{customers}位客户发出的{contacts}次联系，按当时已知的情况判断（{policy}）\n\n");
        self.text.push_str(self.words.of(&english, &chinese));
        let mut grid = Grid::new(&[
            (self.words.of("contacts", "次数"), Side::Right),
            (self.words.of("also", "另有"), Side::Right),
            (self.words.of("finding", "判断"), Side::Left),
            ("", Side::Left),
        ]);
        for (code, count) in audit.totals.all.each() {
            let all = audit.totals.also.of(code);
            if all > 0 {
                let beside = if all > count { number((all - count) as usize) } else { String::new() };
                let what = self.words.0.of(code).to_owned();
                grid.row([number(count as usize), beside, code.as_str().to_owned(), what]);
            }
        }
        self.text.push_str(&grid.text(WIDTH));
    }

    /// How many were right of each name, and what was found most of the others.
    fn by(&mut self, (english, chinese): (&str, &str), mut rows: Vec<Row>, limit: usize) {
        self.title(&format!("BY {}", english.to_uppercase()), &format!("按{chinese}"));
        let all = rows.len();
        rows.truncate(if limit == 0 { all } else { limit });
        let words = self.words;
        let mut grid = Grid::new(&[
            (words.of(english, chinese), Side::Left),
            (words.of("contacts", "次数"), Side::Right),
            (words.of("right", "恰当"), Side::Right),
            (words.of("the others", "其余"), Side::Left),
        ]);
        for row in &rows {
            let mut wrong: Vec<(Code, u64)> =
                row.counts.each().filter(|&(code, count)| count > 0 && code != Code::Right).collect();
            wrong.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
            let told: Vec<String> = wrong.iter().map(|(code, count)| format!("{code} {count}")).collect();
            let name = row.name.clone().unwrap_or_else(|| words.of("(not told)", "（未说明）").to_owned());
            let right = row.counts.of(Code::Right);
            grid.row([name, number(row.counts.all() as usize), number(right as usize), told.join(", ")]);
        }
        self.text.push_str(&grid.text(WIDTH));
        if all > rows.len() {
            let more = number(all - rows.len());
            let english = format!("  … and {more} more (--rows 0 shows all)\n");
            let chinese = format!("  … 另有{more}行（--rows 0 显示全部）\n");
            self.text.push_str(words.of(&english, &chinese));
        }
    }

    /// Some contacts in full: those against which the most and the weightiest stood, of several kinds.
    fn worst(&mut self, audit: &Audit, histories: &[History]) {
        let place = |judged: &Judged| FINDINGS.iter().position(|code| *code == judged.finding);
        let wrong = audit.judged.iter().filter(|judged| judged.finding != Code::Right);
        let mut wrong: Vec<&Judged> = wrong.collect();
        wrong.sort_by_key(|judged| (std::cmp::Reverse(judged.findings.len()), place(judged)));
        if wrong.is_empty() {
            return;
        }
        self.title("THE WORST", "最不恰当的几次");
        for judged in wrong.into_iter().take(EXAMPLES) {
            let text = judged.explain(self.engine, histories, self.words.0);
            self.text.push_str(&wrap(&text, WIDTH - 4, "  "));
            self.text.push('\n');
        }
    }

    fn difference(&mut self, name: &str, audit: &Audit, other: &Audit) {
        self.title(&format!("UNDER ANOTHER POLICY: {name}"), &format!("按另一策略：{name}"));
        let difference = audit.difference(other);
        for sentence in difference.sentences(self.words.0) {
            self.text.push_str(&wrap(&sentence, WIDTH - 4, "  "));
        }
        for moved in &difference.moves {
            self.text.push_str(&format!(
                "  {} → {}: {}\n",
                moved.from,
                moved.to,
                number(moved.count as usize)
            ));
        }
    }

    /// Rows that could not be used.
    fn bad(&mut self, rows: &[String], audit: &Audit, histories: &[History]) {
        let of_audit = audit.bad.iter().map(|bad| {
            let id = histories.get(bad.history).map_or("", |history| history.customer.id.as_str());
            format!("{id}: {}: {}", bad.error.code(), bad.error.message())
        });
        let all: Vec<String> = rows.iter().cloned().chain(of_audit).collect();
        if all.is_empty() {
            return;
        }
        self.title("NOT USED", "未能使用");
        let count = all.len().to_string();
        self.text.push_str(&format!("  {}\n", self.words.0.of(Code::SayAuditBad).replace("{count}", &count)));
        for problem in all.iter().take(EXAMPLES) {
            self.text.push_str(&wrap(&format!("- {problem}"), WIDTH - 4, "  "));
        }
    }
}
