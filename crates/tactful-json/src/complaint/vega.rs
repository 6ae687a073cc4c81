//! The chart as a Vega-Lite specification.
//!
//! Vega knows UTC and the viewer's own zone, no other. So that the axis reads the clock of the zone that was asked
//! for, wall times are written as if they were UTC. Where clocks go back, an hour is drawn over itself; the plain rows
//! keep the instants.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use tactful::complaint::ACTS;
use tactful::complaint::gantt::{Bar, BarKind, By, Gantt, Mark, Row, Words};
use tactful::explain::Language;
use tactful::time::{Instant, Zone};

const DAY: i64 = 86_400;
/// Between a case and its clock in the name of a line: no id has it.
const JOINT: &str = " \u{b7} ";
/// The picture, with places kept for what is drawn.
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

    fn bar(&self, bar: &Bar) -> Option<Value> {
        let row = self.gantt.rows.get(bar.row)?;
        let until = self.wall(bar.until).max(self.wall(bar.from));
        Some(json!({
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

    fn data(&self) -> Vec<Value> {
        let mut data: Vec<Value> = self.gantt.bars.iter().filter_map(|bar| self.bar(bar)).collect();
        for marks in self.near_marks() {
            let Some((mark, row)) = marks.first().and_then(|m| Some((m, self.gantt.rows.get(m.row)?))) else {
                continue;
            };
            let acts: Vec<&str> = marks.iter().map(|mark| self.words.act(&mark.act)).collect();
            data.push(json!({
                "what": if marks.len() == 1 { "act" } else { "acts" },
                "group": self.group(row),
                "line": Self::line(row),
                "number": numbers(marks),
                "act": acts.join(", "),
                "from": self.wall(mark.at),
                "from_text": self.spoken(mark.at),
            }));
        }
        let now = self.wall(self.gantt.now);
        let mut seen = BTreeSet::new();
        for row in &self.gantt.rows {
            if seen.insert(self.group(row)) {
                // on a line of its group, or the chart would make room for a line without a name
                data.push(
                    json!({"what": "now", "group": self.group(row), "line": Self::line(row), "from": now}),
                );
            }
        }
        if let Some(row) = self.gantt.rows.first() {
            data.push(
                json!({"what": "now_word", "group": self.group(row), "line": Self::line(row), "from": now}),
            );
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
        let used: BTreeSet<&str> = self.gantt.marks.iter().map(|mark| mark.act.as_str()).collect();
        let mut used: Vec<(usize, &str)> = used.into_iter().map(|act| (number(act), act)).collect();
        used.sort_unstable();
        let name = |(number, act): &(usize, &str)| format!("{number}\u{a0}{}", self.words.act(act));
        used.chunks(9).map(|line| line.iter().map(name).collect::<Vec<_>>().join("\u{2003}")).collect()
    }

    /// Ticks at whole days while they fit, else at hours.
    fn axis(&self) -> Value {
        let span = self.span();
        let (format, ticks) = if span > 4 * DAY {
            let step = (span / DAY / 12).max(1);
            ("%m-%d", json!({"interval": "day", "step": step}))
        } else {
            ("%m-%d %H:%M", json!(8))
        };
        json!({
            "title": self.words.time().replace("{zone}", self.zone.name()),
            "format": format,
            "tickCount": ticks,
            "grid": true,
            "labelOverlap": "greedy",
        })
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
pub(super) fn spec(gantt: &Gantt, by: By, zone: &Zone, language: Language) -> Value {
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

    let is_case = format!("indexof(datum.value, '{JOINT}') < 0");
    let x = json!({"field": "from", "type": "temporal", "scale": {"type": "utc"}, "axis": drawing.axis()});
    let y = json!({
        "field": "line", "type": "nominal", "sort": lines, "title": null,
        "axis": {
            "labelExpr": format!("indexof(datum.label, '{JOINT}') < 0 ? datum.label : split(datum.label, '{JOINT}')[1]"),
            "labelFontWeight": {"condition": {"test": is_case, "value": "bold"}, "value": "normal"},
            "labelLimit": 220, "ticks": false, "domain": false, "labelPadding": 8,
        },
    });
    let colours = json!({
        "field": "state", "type": "nominal", "title": words.legend(),
        "scale": {
            "domain": kinds.iter().map(|kind| words.bar(*kind)).collect::<Vec<_>>(),
            "range": kinds.iter().map(|kind| colour(*kind)).collect::<Vec<_>>(),
        },
        "legend": {"orient": "bottom", "direction": "horizontal", "columns": 4, "symbolType": "square", "symbolStrokeWidth": 0},
    });
    let tooltip = json!([
        {"field": "line", "title": words.case()},
        {"field": "state", "title": words.legend()},
        {"field": "from_text", "title": "→"},
        {"field": "until_text", "title": "⇥"},
    ]);
    let fills = [
        ("<title>", json!(words.title(by))),
        ("<subtitle>", json!(subtitle)),
        ("<data>", json!(drawing.data())),
        ("<groups>", json!(groups)),
        ("<x>", x),
        ("<y>", y),
        ("<colours>", colours),
        ("<tooltip>", tooltip),
        ("<now>", json!(words.now())),
        ("<acts>", json!(words.acts())),
    ];
    let mut spec = serde_json::from_str(SPEC).unwrap_or_default();
    fill(&mut spec, &fills);
    spec
}

/// Puts what is drawn into the places that are kept for it.
fn fill(value: &mut Value, fills: &[(&str, Value)]) {
    match value {
        Value::String(text) => {
            if let Some((_, with)) = fills.iter().find(|(place, _)| place == text) {
                *value = with.clone();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| fill(value, fills)),
        Value::Object(table) => table.values_mut().for_each(|value| fill(value, fills)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
