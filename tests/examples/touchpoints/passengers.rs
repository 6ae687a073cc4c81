//! Passengers and what they say of touchpoints.

use std::fmt::Write;
use std::io::Read;
use tactful_insight::importance::{
    BySegment, Column, Exact, Importance, Pair, Steps, Survey, by_segment, correlations, linear, steps,
};

/// Ratings lie between these columns.
const BEFORE: &str = "Flight Distance";
const AFTER: &str = "Departure Delay in Minutes";
const OUTCOME: &str = "satisfaction";
const SEGMENT: &str = "Type of Travel";
pub const WIFI: &str = "Inflight wifi service";
pub const BOARDING: &str = "Online boarding";

pub struct Passengers {
    survey: Survey,
    segments: Vec<String>,
}

/// Reads the table; a rating of 0 means that the question did not apply.
pub fn read(table: impl Read) -> Result<Passengers, Box<dyn std::error::Error>> {
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.headers()?.clone();
    let place = |name: &str| {
        header.iter().position(|column| column == name).ok_or_else(|| format!("there is no column `{name}`"))
    };
    let (first, last) = (place(BEFORE)? + 1, place(AFTER)?);
    let (outcome, segment) = (place(OUTCOME)?, place(SEGMENT)?);
    let names = header.iter().skip(first).take(last.saturating_sub(first));
    let mut drivers: Vec<Column> = names.map(|name| Column::new(name, Vec::new())).collect();
    let (mut satisfied, mut segments) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record?;
        for (driver, rating) in drivers.iter_mut().zip(record.iter().skip(first)) {
            driver.values.push(rating.parse()?);
        }
        satisfied.push(f64::from(u8::from(record.get(outcome) == Some("satisfied"))));
        segments.push(record.get(segment).unwrap_or_default().to_owned());
    }
    let mut survey = Survey::new(Column::new(OUTCOME, satisfied), drivers);
    survey.not_applicable = vec![0.0];
    Ok(Passengers { survey, segments })
}

pub struct Found {
    pairwise: Vec<Pair>,
    /// The place of wifi where 0 counts as the worst rating.
    misread: usize,
    importance: Importance,
    rows: usize,
    segments: BySegment,
    steps: Vec<Steps>,
}

pub fn look(passengers: &Passengers) -> tactful::Result<Found> {
    let survey = &passengers.survey;
    let mut misread = survey.clone();
    misread.not_applicable.clear();
    let place = |pairs: &[Pair]| 1 + pairs.iter().position(|pair| pair.name == WIFI).unwrap_or(pairs.len());
    let labels: Vec<Option<&str>> =
        passengers.segments.iter().map(|segment| Some(segment.as_str())).collect();
    Ok(Found {
        pairwise: correlations(survey)?.drivers,
        misread: place(&correlations(&misread)?.drivers),
        importance: linear(survey, Exact::default())?,
        rows: survey.outcome.values.len(),
        segments: by_segment(survey, &labels, Exact::default())?,
        steps: steps(survey)?,
    })
}

impl Found {
    fn order(importance: &Importance) -> Vec<(&str, f64)> {
        let lmg = importance.lmg.iter().flatten().copied();
        let mut order: Vec<(&str, f64)> = importance.names.iter().map(String::as_str).zip(lmg).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        order
    }

    pub fn report(&self) -> String {
        let mut text = format!(
            "PASSENGERS: {} answered, {} rated every touchpoint\n",
            self.rows, self.importance.n_used
        );
        let _ =
            writeln!(text, "  of satisfaction, all touchpoints explain {:.1} %", self.importance.r2 * 100.0);
        for (name, lmg) in Self::order(&self.importance).iter().take(5) {
            let _ = writeln!(text, "  {:>5.1} % {name}", lmg * 100.0);
        }
        if let Some(core) = &self.importance.core {
            let ratio = core.dominance_ratio.unwrap_or(0.0);
            let _ = writeln!(text, "  the core moment is {}: {ratio:.1} times the next one", core.name);
        }
        for segment in &self.segments.segments {
            let _ = writeln!(text, "  {} ({} passengers):", segment.segment, segment.rows);
            for (name, lmg) in segment.importance.iter().flat_map(Self::order).take(3) {
                let _ = writeln!(text, "    {:>5.1} % {name}", lmg * 100.0);
            }
        }
        text.push('\n');
        text
    }

    /// In the order of what is expected.
    pub fn figures(&self) -> [String; 8] {
        let three = |share: f64| format!("{share:.3}").trim_start_matches('0').to_owned();
        let pair = |place: usize| match self.pairwise.get(place) {
            Some(pair) => format!("{} {}", pair.name, three(pair.correlation.unwrap_or(0.0))),
            None => String::new(),
        };
        let place = Self::order(&self.importance).iter().position(|(name, _)| *name == WIFI);
        let wifi = self.importance.names.iter().position(|name| name == WIFI);
        let alone = wifi.and_then(|wifi| self.importance.first.get(wifi)).copied().unwrap_or(0.0);
        let alone = 1 + self.importance.first.iter().filter(|first| **first > alone).count();
        let step = |name: &str| {
            let at = |rating: f64| {
                let steps = self.steps.iter().find(|steps| steps.name == name)?;
                Some(three(steps.ratings.iter().find(|step| step.rating == rating)?.mean))
            };
            format!("{} -> {}", at(3.0).unwrap_or_default(), at(4.0).unwrap_or_default())
        };
        [
            pair(0),
            pair(2),
            self.misread.to_string(),
            format!("{:.1}", 100.0 * self.importance.n_used as f64 / self.rows as f64),
            alone.to_string(),
            place.map_or(0, |place| place + 1).to_string(),
            step(BOARDING),
            step(WIFI),
        ]
    }
}
