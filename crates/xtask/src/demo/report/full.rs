//! Answers in full.

use super::{Report, WIDTH};
use crate::demo::layout::{Grid, Side, wrap};
use crate::demo::tally::{self, Row};
use tactful::Code;
use tactful::customer::Place;
use tactful::explain::Language;

impl Report<'_> {
    /// One answer in full in English and one in Chinese, of customers from whom there is something to learn.
    pub(super) fn in_full(&mut self) {
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
    pub(super) fn customer(&mut self, place: usize) {
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
}
