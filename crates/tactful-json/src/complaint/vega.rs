//! The chart as a Vega-Lite specification.
//!
//! Vega knows UTC and the viewer's own zone, no other. So that the axis reads the clock of the zone that was asked
//! for, wall times are written as if they were UTC. Where clocks go back, an hour is drawn over itself; the plain rows
//! keep the instants.

use crate::plain::{Plain, plain};
use std::collections::BTreeSet;
use tactful::Result;
use tactful::complaint::ACTS;
use tactful::complaint::gantt::{Bar, BarKind, By, Gantt, Mark, Row, Words};
use tactful::document::{Node, Value, parse_json};
use tactful::explain::Language;
use tactful::time::{Instant, Zone};

const DAY: i64 = 86_400;
/// Between a case and its clock in the name of a line, which the picture looks for: no id has it.
const JOINT: &str = " \u{b7} ";
/// The `picture`, and parts that come in it more than once; `<places>` are kept for those and for what is drawn.
const SPEC: &str = include_str!("gantt.vl.json");

/// Blue against red stays apart for colour-blind eyes, and each step differs in lightness as well.
const fn colour(kind: BarKind) -> &'static str {
    match kind {
        BarKind::Open => "#c8ccd0",
        BarKind::Pending => "#f7e08a",
        BarKind::OnHold => "#c9a227",
        BarKind::Met => "#5b6770",
        BarKind::Running => "#2166ac",
        BarKind::Due => "#a6cee3",
        BarKind::Breached => "#c0152f",
    }
}

struct Drawing<'a> {
    gantt: &'a Gantt,
    words: Words,
    zone: &'a Zone,
}

impl Drawing<'_> {
    fn wall(&self, at: Instant) -> String {
        let local = self.zone.local(at.seconds());
        Instant::from_seconds(local).unwrap_or(at).to_string()
    }

    fn spoken(&self, at: Instant) -> String {
        self.words.0.instant(at, self.zone)
    }

    fn group<'r>(&self, row: &'r Row) -> &'r str {
        if row.group.is_empty() { self.words.no_team() } else { &row.group }
    }

    fn line(row: &Row) -> String {
        match &row.clock {
            Some(clock) => format!("{}{JOINT}{clock}", row.case),
            None => row.case.clone(),
        }
    }

    fn bar(&self, bar: &Bar) -> Option<Plain> {
        let row = self.gantt.rows.get(bar.row)?;
        let until = self.wall(bar.until).max(self.wall(bar.from));
        Some(plain!({
            "what": if bar.kind == BarKind::Open { "case" } else { "bar" },
            "group": self.group(row),
            "line": Self::line(row),
            "state": self.words.bar(bar.kind),
            "from": self.wall(bar.from),
            "until": until,
            "from_text": self.spoken(bar.from),
            "until_text": if bar.goes_on && bar.kind != BarKind::Due { String::new() } else { self.spoken(bar.until) },
        }))
    }

    /// The line of now, or its word, beside a line of the chart.
    fn now(&self, what: &str, row: &Row) -> Plain {
        let now = self.wall(self.gantt.now);
        plain!({"what": what, "group": self.group(row), "line": Self::line(row), "from": now})
    }

    fn data(&self) -> Vec<Plain> {
        let mut data: Vec<Plain> = self.gantt.bars.iter().filter_map(|bar| self.bar(bar)).collect();
        for marks in self.near_marks() {
            let Some((mark, row)) = marks.first().and_then(|m| Some((m, self.gantt.rows.get(m.row)?))) else {
                continue;
            };
            let acts: Vec<&str> = marks.iter().map(|mark| self.words.act(&mark.act)).collect();
            data.push(plain!({
                "what": if marks.len() == 1 { "act" } else { "acts" },
                "group": self.group(row),
                "line": Self::line(row),
                "number": numbers(marks),
                "act": acts.join(", "),
                "from": self.wall(mark.at),
                "from_text": self.spoken(mark.at),
            }));
        }
        let mut seen = BTreeSet::new();
        for row in &self.gantt.rows {
            if seen.insert(self.group(row)) {
                // on a line of its group, or the chart would make room for a line without a name
                data.push(self.now("now", row));
            }
        }
        if let Some(row) = self.gantt.rows.first() {
            data.push(self.now("now_word", row));
        }
        data
    }

    /// Acts of one line that would be drawn over each other, together.
    fn near_marks(&self) -> impl Iterator<Item = &[Mark]> {
        let near = self.span() / 30;
        self.gantt.marks.chunk_by(move |a, b| a.row == b.row && b.at.seconds() - a.at.seconds() < near)
    }

    /// From the first instant that is drawn to the last.
    fn span(&self) -> i64 {
        let ends = self.gantt.bars.iter().flat_map(|bar| [bar.from, bar.until]);
        let ends: Vec<i64> = ends.chain([self.gantt.now]).map(Instant::seconds).collect();
        ends.iter().max().unwrap_or(&0) - ends.iter().min().unwrap_or(&0)
    }

    /// Which numbers stand for which acts, in lines that fit.
    fn acts(&self) -> Vec<String> {
        let acts = self.gantt.marks.iter().map(|mark| mark.act.as_str());
        let used: BTreeSet<(usize, &str)> = acts.map(|act| (number(act), act)).collect();
        let used: Vec<(usize, &str)> = used.into_iter().collect();
        let name = |(number, act): &(usize, &str)| format!("{number}\u{a0}{}", self.words.act(act));
        used.chunks(9).map(|line| line.iter().map(name).collect::<Vec<_>>().join("\u{2003}")).collect()
    }

    /// Ticks at whole days while they fit, else at hours.
    fn ticks(&self) -> (&'static str, Plain) {
        let span = self.span();
        if span > 4 * DAY {
            ("%m-%d", plain!({"interval": "day", "step": (span / DAY / 12).max(1)}))
        } else {
            ("%m-%d %H:%M", plain!(8_i64))
        }
    }
}

/// Acts are numbered in the order in which they are enforced; what holds throughout comes last.
fn number(act: &str) -> usize {
    ACTS.iter().position(|known| *known == act).map_or(0, |place| place + 1)
}

/// `3`, `1–5` for acts that follow each other, else `7,8`.
fn numbers(marks: &[Mark]) -> String {
    let numbers: Vec<usize> = marks.iter().map(|mark| number(&mark.act)).collect();
    match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if numbers.len() > 2 && numbers.is_sorted_by(|a, b| a + 1 == *b) => {
            format!("{first}\u{2013}{last}")
        }
        _ => numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(","),
    }
}

/// The specification (Vega-Lite 5 or later), its data inside.
pub(super) fn spec(gantt: &Gantt, by: By, zone: &Zone, language: Language) -> Result<Plain> {
    let drawing = Drawing { gantt, words: Words(language), zone };
    let words = drawing.words;
    let used: BTreeSet<BarKind> = gantt.bars.iter().map(|bar| bar.kind).collect();
    let kinds: Vec<BarKind> = BarKind::ALL.into_iter().filter(|kind| used.contains(kind)).collect();
    let lines: Vec<String> = gantt.rows.iter().map(Drawing::line).collect();
    let mut groups: Vec<&str> = gantt.rows.iter().map(|row| drawing.group(row)).collect();
    groups.dedup();
    let colon = if language == Language::Chinese { "\u{ff1a}" } else { ": " };
    let mut subtitle = vec![format!("{}{colon}{}", words.now(), drawing.spoken(gantt.now))];
    subtitle.extend(drawing.acts());
    let (format, ticks) = drawing.ticks();
    let fills = [
        ("<title>", plain!(words.title(by))),
        ("<subtitle>", plain!(subtitle)),
        ("<data>", plain!(drawing.data())),
        ("<groups>", plain!(groups)),
        ("<lines>", plain!(lines)),
        ("<time>", plain!(words.time().replace("{zone}", zone.name()))),
        ("<format>", plain!(format)),
        ("<ticks>", ticks),
        ("<legend>", plain!(words.legend())),
        ("<kinds>", plain!(kinds.iter().map(|kind| words.bar(*kind)).collect::<Vec<_>>())),
        ("<range>", plain!(kinds.iter().map(|kind| colour(*kind)).collect::<Vec<_>>())),
        ("<case>", plain!(words.case())),
        ("<now>", plain!(words.now())),
        ("<acts>", plain!(words.acts())),
    ];
    let spec = parse_json(SPEC)?;
    Ok(part(&spec, "picture").map_or(Plain::Null, |picture| filled(picture, &spec, &fills)))
}

/// A part of the specification.
fn part<'s>(spec: &'s Node, name: &str) -> Option<&'s Node> {
    let Value::Table(parts) = &spec.value else { return None };
    parts.iter().find(|(key, _)| key.name == name).map(|(_, part)| part)
}

/// What is written there, with what belongs into the places that are kept.
fn filled(node: &Node, spec: &Node, fills: &[(&str, Plain)]) -> Plain {
    match &node.value {
        Value::Null => Plain::Null,
        Value::Bool(yes) => Plain::Bool(*yes),
        Value::Int(number) => Plain::Int(*number),
        Value::Float(number) => Plain::Float(*number),
        Value::Text(text) => {
            if let Some((_, with)) = fills.iter().find(|(place, _)| place == text) {
                return with.clone();
            }
            let name = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
            match name.and_then(|name| part(spec, name)) {
                Some(part) => filled(part, spec, fills),
                None => plain!(text),
            }
        }
        Value::List(items) => Plain::List(items.iter().map(|item| filled(item, spec, fills)).collect()),
        Value::Table(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.name.clone(), filled(value, spec, fills)));
            Plain::Table(entries.collect())
        }
    }
}
