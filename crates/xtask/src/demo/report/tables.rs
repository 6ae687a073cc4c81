//! The tables of the report.

use super::{Report, WIDTH};
use crate::demo::layout::{Grid, Side, cut};
use crate::demo::tally::{self, Row, VERDICTS};
use crate::demo::words::{self, number};
use std::collections::BTreeMap;
use tactful::Code;
use tactful::time::{Date, Instant};

impl Report<'_> {
    pub(super) fn today(&mut self, rows: &[&Row]) {
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
    pub(super) fn ahead(&mut self) {
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

    pub(super) fn waits(&mut self) {
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

    pub(super) fn held(&mut self) {
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

    pub(super) fn figures(&mut self) {
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

    pub(super) fn bound(&mut self) {
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
}
