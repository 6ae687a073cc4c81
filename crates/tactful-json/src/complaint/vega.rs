//! The chart as a Vega-Lite specification.
//!
//! Vega knows UTC and the viewer's own zone, no other. So that the axis reads the clock of the zone that was asked
//! for, wall times are written as if they were UTC. Where clocks go back, an hour is drawn over itself; the plain rows
//! keep the instants.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use tactful::complaint::gantt::{Bar, BarKind, By, Gantt, Row, Words};
use tactful::explain::Language;
use tactful::time::{Instant, Zone};

const DAY: i64 = 86_400;
/// Between a case and its clock in the name of a line: no id has it.
const JOINT: &str = " \u{b7} ";
const FONT: &str =
    "'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', Helvetica, Arial, sans-serif";

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
        for mark in &self.gantt.marks {
            let Some(row) = self.gantt.rows.get(mark.row) else { continue };
            data.push(json!({
                "what": "act",
                "group": self.group(row),
                "line": Self::line(row),
                "number": number(&mark.act),
                "act": self.words.act(&mark.act),
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
        let ends = self.gantt.bars.iter().flat_map(|bar| [bar.from, bar.until]);
        let ends: Vec<i64> = ends.chain([self.gantt.now]).map(Instant::seconds).collect();
        let span = ends.iter().max().unwrap_or(&0) - ends.iter().min().unwrap_or(&0);
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

/// Acts are numbered in the order in which they are enforced and done, not in that of the list.
fn number(act: &str) -> usize {
    const ORDER: [&str; 12] = [
        "apologise",
        "listen",
        "acknowledge",
        "record",
        "confirm",
        "negotiate",
        "commit",
        "act",
        "track",
        "right",
        "care",
        "calm",
    ];
    ORDER.iter().position(|known| *known == act).map_or(0, |place| place + 1)
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

    let only = |what: &str| json!([{"filter": format!("datum.what === '{what}'")}]);
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
    let bars = |what: &str, height: u32| {
        json!({
            "transform": only(what),
            "mark": {"type": "bar", "height": height},
            "encoding": {"x": x, "x2": {"field": "until"}, "y": y, "color": colours, "tooltip": tooltip},
        })
    };
    json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": words.title(by), "subtitle": subtitle, "anchor": "start", "fontSize": 17, "subtitleFontSize": 12, "subtitlePadding": 5, "offset": 14},
        "data": {"values": drawing.data()},
        "facet": {"row": {
            "field": "group", "type": "nominal", "sort": groups, "title": null,
            "header": {"labelAngle": 0, "labelAlign": "left", "labelAnchor": "start", "labelOrient": "top", "labelFontSize": 13, "labelFontWeight": "bold", "labelPadding": 4},
        }},
        "spacing": 10,
        "resolve": {"scale": {"y": "independent"}},
        "spec": {
            "width": 680,
            "height": {"step": 22},
            "layer": [
                bars("case", 7),
                bars("bar", 13),
                {
                    "transform": only("now"),
                    "mark": {"type": "rule", "color": "#111111", "strokeWidth": 1.5, "strokeDash": [5, 3]},
                    "encoding": {"x": x},
                },
                {
                    "transform": only("now_word"),
                    "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -14, "fontSize": 11, "fontWeight": "bold", "color": "#111111"},
                    "encoding": {"x": x, "y": y, "text": {"value": words.now()}},
                },
                {
                    "transform": only("act"),
                    "mark": {"type": "point", "shape": "circle", "filled": true, "size": 190, "color": "white", "stroke": "#222222", "strokeWidth": 1.2, "opacity": 1},
                    "encoding": {"x": x, "y": y, "tooltip": [{"field": "act", "title": words.acts()}, {"field": "from_text", "title": "→"}]},
                },
                {
                    "transform": only("act"),
                    "mark": {"type": "text", "fontSize": 10, "color": "#222222"},
                    "encoding": {"x": x, "y": y, "text": {"field": "number"}},
                },
            ],
        },
        "config": {
            "font": FONT,
            "view": {"stroke": "#d9dcdf"},
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "titlePadding": 8, "gridColor": "#eceef0"},
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 240},
        },
    })
}
