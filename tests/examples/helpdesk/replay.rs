//! What the log tells.

use crate::log::{Case, Log, Outcome, ZONE};
use tactful::complaint::CaseSummary;
use tactful::complaint::clusters::{ClusterReport, ClusterRequest};
use tactful::complaint::organisation::{Hop, Task};
use tactful::relationship::{Matter, Scene, Step, StepKind};
use tactful::time::{Calendar, CalendarSpec, Instant, Zones};
use tactful::{Code, Engine};

/// What ends the wait.
const RESOLVE: &str = "Resolve ticket";
/// Eight hours.
const WORKING_DAY: i64 = 8 * 3_600;

/// One figure with what it must be.
pub struct Figure {
    pub what: &'static str,
    pub found: i64,
    pub expected: i64,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    pub events: usize,
    pub cases: usize,
    /// Cases that were resolved.
    pub resolved: usize,
    /// From the first event to the first resolution, in seconds.
    pub median_elapsed: i64,
    /// The same in open time.
    pub median_business: i64,
    /// Resolved within eight open hours.
    pub within_a_day: usize,
    /// Resolved more than once.
    pub again: usize,
    /// Handed over three times or more.
    pub passed_on: usize,
    /// The same, by the house policy's limit of two hand-overs.
    pub over_the_limit: usize,
    /// Pushed about without an act between, in the scene `no_backing` (T15).
    pub pushed_about: usize,
    /// The scan for clusters at the end of the log, and what it asks of the improvement review.
    pub clusters: ClusterReport,
}

/// Monday to Friday, nine to six.
pub fn office() -> tactful::Result<Calendar> {
    let text = format!(
        "timezone = '{ZONE}'\nweekly = {{ {} }}",
        ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("{day} = ['09:00-18:00']")).join(", ")
    );
    let document = tactful::document::parse_toml(&text)?;
    let field = tactful::document::Field::root(&document);
    let spec: CalendarSpec = tactful::document::read_calendar_spec(&field)?;
    Calendar::compile(&spec, &Zones::bundled())
}

fn first_resolution(case: &Case) -> Option<Instant> {
    case.events.iter().find(|event| event.activity == RESOLVE).map(|event| event.at)
}

/// Each change of resource is a hand-over.
fn task(case: &Case) -> Option<Task> {
    let first = case.events.first()?;
    let mut task = Task::new(&case.id, &case.id, "caller", &first.resource, first.at);
    for event in &case.events {
        if task.holder() != event.resource {
            task.hops.push(Hop { to: event.resource.clone(), at: event.at });
        }
    }
    Some(task)
}

/// Each change of resource is a hand-over, each resolution an act; the first event acknowledges the case.
fn matter(case: &Case) -> Matter {
    let step = |at, kind, departments| Step { id: None, at, kind, contact: None, departments, reason: true };
    let mut steps = Vec::new();
    for (place, event) in case.events.iter().enumerate() {
        match place.checked_sub(1).and_then(|before| case.events.get(before)) {
            None => steps.push(step(event.at, StepKind::Acknowledged, None)),
            Some(before) if before.resource != event.resource => {
                let departments = (before.resource.clone(), event.resource.clone());
                steps.push(step(event.at, StepKind::HandOver, Some(departments)));
            }
            Some(_) => {}
        }
        if event.activity == RESOLVE {
            steps.push(step(event.at, StepKind::Act, None));
        }
    }
    Matter { steps, ..Matter::default() }
}

fn summary(case: &Case) -> Option<CaseSummary> {
    let first = case.events.first()?;
    let mut summary = CaseSummary::new(&case.id, &case.customer, first.at);
    summary.product = Some(case.product.clone());
    summary.touchpoint = Some(case.service.clone());
    summary.first_response_at = first_resolution(case);
    Some(summary)
}

fn median(values: &mut [i64]) -> i64 {
    values.sort_unstable();
    match values.len() {
        0 => 0,
        n if n % 2 == 1 => values[n / 2],
        n => (values[n / 2 - 1] + values[n / 2]) / 2,
    }
}

pub fn replay(log: &Log) -> Outcome<Found> {
    let (calendar, engine) = (office()?, Engine::house()?);
    let (mut elapsed, mut business) = (Vec::new(), Vec::new());
    let (mut again, mut passed_on) = (0, 0);
    let mut tasks = Vec::new();
    for case in &log.cases {
        let Some(first) = case.events.first() else { continue };
        if let Some(end) = first_resolution(case) {
            elapsed.push(end.seconds() - first.at.seconds());
            business.push(calendar.elapsed(first.at, end));
        }
        let resolutions = case.events.iter().filter(|event| event.activity == RESOLVE).count();
        again += usize::from(resolutions > 1);
        let changes = case.events.windows(2).filter(|pair| pair[0].resource != pair[1].resource).count();
        passed_on += usize::from(changes >= 3);
        tasks.extend(task(case));
    }
    let ends = log.cases.iter().filter_map(|case| case.events.last()).map(|event| event.at);
    let now = ends.max().ok_or("the log is empty")?;
    let mut pushed_about = 0;
    for case in &log.cases {
        let scenes = engine.failure_scenes(&matter(case), now)?;
        pushed_about +=
            scenes.iter().filter(|one| one.scene == Scene::NoBacking && one.state == Code::Signal).count();
    }
    let review = engine.review_tasks(&tasks, now)?;
    let exceeded = |codes: &[Code]| codes.contains(&Code::HopsExceeded);
    let cases: Vec<CaseSummary> = log.cases.iter().filter_map(summary).collect();
    let latest = cases.iter().map(|case| case.opened_at).max().ok_or("the log is empty")?;
    let clusters =
        engine.clusters(&ClusterRequest { cases: &cases, owned: None, history_since: None, now: latest })?;
    Ok(Found {
        events: log.events,
        cases: log.cases.len(),
        resolved: elapsed.len(),
        within_a_day: business.iter().filter(|&&seconds| seconds <= WORKING_DAY).count(),
        median_elapsed: median(&mut elapsed),
        median_business: median(&mut business),
        again,
        passed_on,
        over_the_limit: review.tasks.iter().filter(|task| exceeded(&task.findings)).count(),
        pushed_about,
        clusters,
    })
}

impl Found {
    /// Every figure, with what was computed apart.
    pub fn figures(&self) -> Vec<Figure> {
        let figure = |what, found: usize, expected| Figure { what, found: found as i64, expected };
        vec![
            figure("events", self.events, 21_348),
            figure("cases", self.cases, 4_580),
            figure("resolved cases", self.resolved, 4_569),
            Figure { what: "median seconds, elapsed", found: self.median_elapsed, expected: 516_724 },
            Figure { what: "median seconds, open", found: self.median_business, expected: 129_918 },
            figure("resolved within 8 open hours", self.within_a_day, 1_318),
            figure("resolved more than once", self.again, 386),
            figure("3 or more changes of resource", self.passed_on, 853),
            figure("handed over more often than the house allows", self.over_the_limit, 853),
            figure("pushed about without an act between", self.pushed_about, 846),
        ]
    }

    /// The report.
    pub fn report(&self) -> String {
        let share = |part: usize, whole: usize| {
            let hundredths = (part * 10_000 + whole / 2) / whole.max(1); // rounded
            format!("{}.{:02} %", hundredths / 100, hundredths % 100)
        };
        let mut text = format!(
            "{} events, {} cases, {} of them resolved.\n\
             First event to first resolution, median: {} s elapsed ({:.2} days), {} s open ({:.2} h).\n\
             Within 8 open hours: {}. Resolved more than once: {}. Three or more changes of resource: {}.\n\
             With the house policy, {} cases were handed over more often than allowed; {} were pushed about without an act \
             between (the scene `no_backing`).\n",
            self.events,
            self.cases,
            self.resolved,
            self.median_elapsed,
            self.median_elapsed as f64 / 86_400.0,
            self.median_business,
            self.median_business as f64 / 3_600.0,
            share(self.within_a_day, self.resolved),
            share(self.again, self.resolved),
            share(self.passed_on, self.cases),
            self.over_the_limit,
            self.pushed_about,
        );
        let clusters = &self.clusters;
        text += &format!(
            "At the opening of the last case, {} windows of a week, {} cases of {} customers, {} cells: {} clusters.\n",
            clusters.windows,
            clusters.cases,
            clusters.customers,
            clusters.cells,
            clusters.clusters.len()
        );
        for cluster in clusters.clusters.iter().filter(|cluster| cluster.part_of.is_none()).take(5) {
            let cell: Vec<String> = cluster
                .cell
                .features
                .iter()
                .map(|(feature, value)| format!("{} {value}", feature.as_str()))
                .collect();
            text += &format!(
                "  {} ({}): {} customers up to {}, {}.{:03} expected, adjusted p {:.2e}\n",
                cell.join(", "),
                cluster.place.as_str(),
                cluster.customers.len(),
                cluster.until,
                cluster.expected / 1_000,
                cluster.expected % 1_000,
                cluster.adjusted,
            );
        }
        text
    }
}
