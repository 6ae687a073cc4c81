//! The scan itself.

use crate::complaint::statistics::upper_tails;
use crate::complaint::{CaseSummary, Feature, distinct_ids};
use crate::order::Order;
use crate::policy::complaints::ClusterRules;
use crate::time::Instant;
use crate::{Code, Engine, Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::remedy::{ImprovementItem, Owned, Remedy};

/// What a scan looks at.
///
/// ```
/// use tactful::{complaint::clusters::ClusterRequest, time::Instant};
/// let request = ClusterRequest { cases: &[], owned: None, history_since: None, now: Instant::parse("2026-11-21T09:00:00Z")? };
/// assert!(request.owned.is_none());
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ClusterRequest<'a> {
    /// All cases that were opened since the history begins, of all customers.
    pub cases: &'a [CaseSummary],
    /// Who owns what; none: not told.
    pub owned: Option<&'a [Owned]>,
    /// All cases since then are among them; none: since the first of them, with a note.
    pub history_since: Option<Instant>,
    /// The end of the last window.
    pub now: Instant,
}

/// What the cases of a cluster have in common.
///
/// ```
/// use tactful::complaint::{Feature, clusters::Cell};
/// let cell = Cell { features: vec![(Feature::Product, "mower".to_owned())] };
/// assert_eq!((cell.get(Feature::Product), cell.get(Feature::Cause)), (Some("mower"), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Features and their values, in the order of [`Feature::ALL`].
    pub features: Vec<(Feature, String)>,
}

impl Cell {
    /// The value of a feature, if the cell has one.
    #[must_use]
    pub fn get(&self, feature: Feature) -> Option<&str> {
        self.features.iter().find(|(known, _)| *known == feature).map(|(_, value)| value.as_str())
    }
}

/// Where in time a cluster lies.
///
/// ```
/// use tactful::complaint::clusters::Place;
/// assert_eq!(Place::Now.as_str(), "now");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the window that ends now.
    Now,
    /// In some window before.
    Before,
}

impl Place {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Place::Now => "now",
            Place::Before => "before",
        }
    }
}

/// More customers at once than chance would have it.
///
/// See [`Engine::clusters`](crate::Engine::clusters) for an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// What they have in common.
    pub cell: Cell,
    /// Where in time.
    pub place: Place,
    /// The window begins here.
    pub from: Instant,
    /// And ends here.
    pub until: Instant,
    /// Distinct customers, sorted.
    pub customers: Vec<String>,
    /// Their cases in the window, sorted.
    pub cases: Vec<String>,
    /// Customers that an even rate would have brought, in thousandths, by all the time looked at.
    pub expected: i64,
    /// How likely so many or more are at an even rate, for this cell alone.
    pub p_value: f64,
    /// The same for all cells together; at most the level of its place in time.
    pub adjusted: f64,
    /// The place in the list of a stronger cluster that has more than half of these customers, in the same window.
    pub part_of: Option<usize>,
}

/// What a scan found.
///
/// See [`Engine::clusters`](crate::Engine::clusters) for an example.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterReport {
    /// The strongest first.
    pub clusters: Vec<Cluster>,
    /// Cells that could have raised an alarm, had all their customers come at once.
    pub cells: usize,
    /// The last window and those before it, as far as the history reaches.
    pub windows: usize,
    /// The beginning of the time looked at.
    pub from: Instant,
    /// Cases in it.
    pub cases: usize,
    /// Distinct customers in it.
    pub customers: usize,
    /// For each cluster of a product that is no part of another: what every owner is owed.
    pub remedies: Vec<Remedy>,
    /// For the weekly review.
    pub items: Vec<ImprovementItem>,
    /// [`Code::HistoryAssumed`], [`Code::LaterThanNow`], [`Code::OwnersUnknown`].
    pub notes: Vec<Code>,
}

impl ClusterReport {
    /// How clusters were found; see the module for what it means.
    pub const METHOD: &'static str = "now: conditional test of two Poisson counts (Przyborowski and Wilenski, 1940); \
         before: first-moment bound of the scan statistic; \
         over cells: Bonferroni over attainable levels (Westfall and Wolfinger, 1997)";
}

/// Windows before the last one without which nothing can be compared.
const LEAST_BEFORE: usize = 4;
/// Of the level, to clusters that are over.
const SHARE_BEFORE: f64 = 0.1;
/// Of the level, a feature by itself gets so many times what several features together get.
const WEIGHT_OF_ONE: f64 = 8.0;

/// The cases of a cell: customer, instant, place among the cases of the request; by time.
type Members<'a> = Vec<(i64, &'a str, usize)>;

/// Every cell with its cases.
pub(super) type Cells<'a> = BTreeMap<Vec<(Feature, &'a str)>, Members<'a>>;

/// A test of one cell at one place in time: its p-value, and all that it could have had.
struct Test<'a> {
    cell: Vec<(Feature, &'a str)>,
    /// Its kind: the features of its cell.
    set: usize,
    place: Place,
    from: i64,
    until: i64,
    expected: i64,
    p_value: f64,
    /// Descending.
    attainable: Vec<f64>,
}

impl Engine {
    /// Looks for clusters of complaints across customers in the window that ends now, and in those before it (C12).
    ///
    /// See [the module](crate::complaint::clusters) for the method. Windows are elapsed time, half-open: `(from, until]`.
    /// Cases that lack a feature do not count in cells of it.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy says nothing of clusters; [`Code::DuplicateId`];
    /// [`Code::HistoryTooShort`] if the history has fewer than four windows before the last;
    /// [`Code::TooFewCases`] if no cell has customers enough for an alarm, even if all had come at once.
    ///
    /// ```
    /// use tactful::{Engine, complaint::{CaseSummary, clusters::ClusterRequest}, time::Instant};
    /// let engine = Engine::house()?; // seven days, compared with the half year before
    /// let now = Instant::parse("2026-11-21T00:00:00Z")?;
    /// let days_ago = |days: i64| Instant::from_seconds(now.seconds() - days * 86_400);
    /// let mut cases = Vec::new();
    /// for (customer, days) in [2, 3, 3, 4, 5, 6, 20, 41, 60].into_iter().enumerate() {
    ///     let mut case = CaseSummary::new(&format!("k-{customer}"), &format!("c-{customer}"), days_ago(days)?);
    ///     case.product = Some("mower".to_owned());
    ///     cases.push(case);
    /// }
    /// let since = Some(days_ago(100)?);
    /// let report = engine.clusters(&ClusterRequest { cases: &cases, owned: None, history_since: since, now })?;
    /// assert_eq!(report.clusters[0].customers.len(), 6);
    /// assert_eq!(report.clusters[0].expected, 642); // nine customers in the fourteen weeks that are known
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn clusters(&self, request: &ClusterRequest<'_>) -> Result<ClusterReport> {
        let rules = self.organisation.clusters()?;
        distinct_ids("cases", request.cases.iter().map(|case| case.id.as_str()))?;
        let mut notes = BTreeSet::new();
        let (from, windows) = reach(request, rules, &mut notes)?;
        let now = request.now.seconds();
        let inside: Vec<(usize, &CaseSummary)> = request
            .cases
            .iter()
            .enumerate()
            .filter(|(_, case)| case.opened_at.seconds() > from && case.opened_at.seconds() <= now)
            .collect();
        if request.cases.iter().any(|case| case.opened_at > request.now) {
            notes.insert(Code::LaterThanNow);
        }
        let cells = cells(&inside, rules);
        let shares = shares(rules);
        let mut tests = Vec::new();
        for (cell, members) in &cells {
            let Some(set) = rules.by.iter().position(|by| by.iter().eq(cell.iter().map(|(f, _)| f))) else {
                continue;
            };
            tests.extend(test_now(cell, set, members, rules, now, windows));
            tests.extend(test_before(cell, set, members, rules, now, windows));
        }
        let level = |place| match place {
            Place::Now => rules.level * (1.0 - SHARE_BEFORE),
            Place::Before => rules.level * SHARE_BEFORE,
        };
        let could = |test: &&Test<'_>| {
            let least = test.attainable.last().map_or(1.0, |least| least / shares[test.set]);
            test.place == Place::Now && least <= level(Place::Now)
        };
        let testable = tests.iter().filter(could).count();
        if testable == 0 {
            let most = shares.iter().copied().fold(0.0, f64::max);
            return Err(too_few(&cells, rules, windows, level(Place::Now) * most));
        }
        let mut clusters = Vec::new();
        for test in &tests {
            // a first look that costs little: the adjusted value is never the smaller one
            if test.p_value > level(test.place) {
                continue;
            }
            let likewise = tests.iter().filter(|other| (other.place, other.set) == (test.place, test.set));
            let together: f64 = likewise
                .map(|other| {
                    // the greatest value that the other cell could have up to this one
                    let place = other.attainable.partition_point(|&p| p > test.p_value);
                    other.attainable.get(place).copied().unwrap_or(0.0)
                })
                .sum();
            let adjusted = together / shares[test.set];
            if adjusted <= level(test.place) {
                clusters.push(cluster(test, &cells[&test.cell], adjusted.min(1.0), request.cases));
            }
        }
        clusters.order_by(|a, b| {
            let order = a.place.cmp(&b.place).then(a.p_value.total_cmp(&b.p_value));
            // of equal ones, the cell that says more
            order.then(b.cell.features.len().cmp(&a.cell.features.len())).then_with(|| a.cell.cmp(&b.cell))
        });
        for weaker in 1..clusters.len() {
            clusters[weaker].part_of = (0..weaker).find(|&stronger| {
                clusters[stronger].part_of.is_none() && mostly_within(&clusters[weaker], &clusters[stronger])
            });
        }
        let customers: BTreeSet<&str> = inside.iter().map(|(_, case)| case.customer.as_str()).collect();
        let remedies = super::remedy::remedies(&clusters, request, &mut notes);
        let items = super::remedy::items(&clusters, &cells, rules, now);
        Ok(ClusterReport {
            cells: testable,
            windows,
            from: Instant::clamped(from),
            cases: inside.len(),
            customers: customers.len(),
            remedies,
            items,
            notes: notes.into_iter().collect(),
            clusters,
        })
    }
}

/// The beginning of the time looked at, and its windows.
fn reach(
    request: &ClusterRequest<'_>,
    rules: &ClusterRules,
    notes: &mut BTreeSet<Code>,
) -> Result<(i64, usize)> {
    let now = request.now.seconds();
    let first = request.cases.iter().map(|case| case.opened_at.seconds()).min();
    let since = match request.history_since {
        Some(since) => since.seconds(),
        None => {
            notes.insert(Code::HistoryAssumed);
            // what the first case begins is not a whole window without cases before it
            first.unwrap_or(now)
        }
    };
    let known = usize::try_from((now - since) / rules.window).unwrap_or(0);
    let windows = known.min(rules.before + 1);
    let least = LEAST_BEFORE.min(rules.before);
    if windows < least + 1 {
        let message = format!(
            "the history holds {windows} whole windows of {} hours, and the last one needs {least} before it to be \
             compared with; tell older cases, or shorten the window",
            rules.window / 3_600
        );
        return Err(Error::new(Code::HistoryTooShort, message).at_path("history_since"));
    }
    Ok((now - rules.window * windows as i64, windows))
}

/// The cells that the cases fall into.
fn cells<'a>(cases: &[(usize, &'a CaseSummary)], rules: &ClusterRules) -> Cells<'a> {
    let mut cells: Cells<'_> = BTreeMap::new();
    for (place, case) in cases {
        for features in &rules.by {
            let cell = features.iter().map(|&feature| Some((feature, case.feature(feature)?)));
            if let Some(cell) = cell.collect::<Option<Vec<_>>>() {
                let member = (case.opened_at.seconds(), case.customer.as_str(), *place);
                cells.entry(cell).or_default().push(member);
            }
        }
    }
    for members in cells.values_mut() {
        members.order();
    }
    cells
}

/// How the level is divided between kinds of cells.
fn shares(rules: &ClusterRules) -> Vec<f64> {
    let weights = rules.by.iter().map(|by| if by.len() == 1 { WEIGHT_OF_ONE } else { 1.0 });
    let weights: Vec<f64> = weights.collect();
    let all: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / all).collect()
}

/// A cell's customers, each once in each window that is counted backwards from now.
fn by_window<'m>(members: &Members<'m>, rules: &ClusterRules, now: i64) -> BTreeSet<(i64, &'m str)> {
    members.iter().map(|(at, customer, _)| ((now - at) / rules.window, *customer)).collect()
}

fn test_now<'a>(
    cell: &[(Feature, &'a str)],
    set: usize,
    members: &Members<'_>,
    rules: &ClusterRules,
    now: i64,
    windows: usize,
) -> Option<Test<'a>> {
    let counted = by_window(members, rules, now);
    let n = counted.len();
    let here = counted.iter().take_while(|(window, _)| *window == 0).count();
    if n < rules.customers {
        return None;
    }
    let tails = upper_tails(n, 1.0, (windows - 1) as f64);
    Some(Test {
        cell: cell.to_vec(),
        set,
        place: Place::Now,
        from: now - rules.window,
        until: now,
        expected: (n * 1_000 / windows) as i64,
        p_value: if here < rules.customers { 1.0 } else { tails[here] },
        attainable: (rules.customers..=n).map(|k| tails[k]).collect(),
    })
}

fn test_before<'a>(
    cell: &[(Feature, &'a str)],
    set: usize,
    members: &Members<'_>,
    rules: &ClusterRules,
    now: i64,
    windows: usize,
) -> Option<Test<'a>> {
    let n = by_window(members, rules, now).len();
    if n < rules.customers {
        return None;
    }
    // the fullest window that begins with a case, and is over
    let mut inside: HashMap<&str, usize> = HashMap::new();
    let (mut fullest, mut begins, mut end) = (0, now, 0);
    for (at, customer, _) in members {
        while let Some((_, next, _)) = members.get(end).filter(|(next, ..)| *next < at + rules.window) {
            *inside.entry(next).or_default() += 1;
            end += 1;
        }
        if at + rules.window <= now && inside.len() > fullest {
            (fullest, begins) = (inside.len(), *at);
        }
        if let Some(count) = inside.get_mut(customer) {
            *count -= 1;
            if *count == 0 {
                inside.remove(customer);
            }
        }
    }
    let tails = upper_tails(n - 1, 1.0, (windows - 1) as f64);
    let bound = |k: usize| (tails[k - 1] * members.len() as f64).min(1.0);
    Some(Test {
        cell: cell.to_vec(),
        set,
        place: Place::Before,
        from: begins - 1,
        until: begins + rules.window - 1,
        expected: (n * 1_000 / windows) as i64,
        p_value: if fullest < rules.customers { 1.0 } else { bound(fullest) },
        attainable: (rules.customers..=n).map(bound).collect(),
    })
}

fn cluster(test: &Test<'_>, members: &Members<'_>, adjusted: f64, cases: &[CaseSummary]) -> Cluster {
    let inside = members.iter().filter(|(at, ..)| *at > test.from && *at <= test.until);
    let (mut customers, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for (_, customer, place) in inside {
        customers.insert((*customer).to_owned());
        ids.extend(cases.get(*place).map(|case| case.id.clone()));
    }
    let features = test.cell.iter().map(|(feature, value)| (*feature, (*value).to_owned())).collect();
    Cluster {
        cell: Cell { features },
        place: test.place,
        from: Instant::clamped(test.from),
        until: Instant::clamped(test.until),
        customers: customers.into_iter().collect(),
        cases: ids.into_iter().collect(),
        expected: test.expected,
        p_value: test.p_value,
        adjusted,
        part_of: None,
    }
}

fn mostly_within(weaker: &Cluster, stronger: &Cluster) -> bool {
    let overlaps = weaker.from < stronger.until && stronger.from < weaker.until;
    let shared = weaker.customers.iter().filter(|c| stronger.customers.binary_search(c).is_ok()).count();
    overlaps && shared * 2 > weaker.customers.len()
}

fn too_few(cells: &Cells<'_>, rules: &ClusterRules, windows: usize, level: f64) -> Error {
    let largest = cells.values().map(|members| {
        let customers: BTreeSet<&str> = members.iter().map(|(_, customer, _)| *customer).collect();
        customers.len()
    });
    let largest = largest.max().unwrap_or(0);
    let chance = 1.0 / windows as f64;
    // so many customers at once would be beyond chance
    let mut needed = 1;
    let mut p = chance;
    while p > level && needed < 60 {
        needed += 1;
        p *= chance;
    }
    let needed = needed.max(rules.customers);
    let message = format!(
        "no product, cause or touchpoint has the {needed} customers that an alarm would take; the largest has {largest}"
    );
    Error::new(Code::TooFewCases, message).at_path("cases")
}
