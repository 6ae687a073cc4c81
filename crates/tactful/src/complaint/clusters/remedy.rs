//! What follows from a cluster: every owner is put right, and the house gets better (C12).

use super::scan::{Cell, Cells, Cluster, ClusterRequest, Place};
use crate::Code;
use crate::complaint::Feature;
use crate::order::Order;
use crate::policy::complaints::ClusterRules;
use std::collections::{BTreeMap, BTreeSet};

/// That a customer owns a product.
///
/// ```
/// use tactful::complaint::clusters::Owned;
/// let owned = Owned { customer: "anna".to_owned(), product: "mower".to_owned() };
/// assert_eq!(owned.product, "mower");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owned {
    /// The customer.
    pub customer: String,
    /// The product.
    pub product: String,
}

/// One customer to be put right.
///
/// See [`Remedy`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnerRemedy {
    /// The customer.
    pub customer: String,
    /// Whether the customer has complained of it; those who have not are owed the same.
    pub complained: bool,
}

/// A remedy for every owner, complainant or not (C12, the `mass_remedy`).
///
/// ```
/// use tactful::{Engine, complaint::{CaseSummary, clusters::{ClusterRequest, Owned}}, time::Instant};
/// let now = Instant::parse("2026-11-21T00:00:00Z")?;
/// let mut cases = Vec::new();
/// for customer in 0..5 {
///     let mut case = CaseSummary::new(&format!("k-{customer}"), &format!("c-{customer}"), Instant::from_seconds(now.seconds() - 3_600)?);
///     case.product = Some("mower".to_owned());
///     cases.push(case);
/// }
/// let owned = [Owned { customer: "silent".to_owned(), product: "mower".to_owned() }];
/// let since = Some(Instant::from_seconds(now.seconds() - 100 * 86_400)?);
/// let report = Engine::house()?.clusters(&ClusterRequest { cases: &cases, owned: Some(&owned), history_since: since, now })?;
/// let owners: Vec<_> = report.remedies[0].owners.iter().map(|owner| (owner.customer.as_str(), owner.complained)).collect();
/// assert_eq!((owners.len(), owners[5]), (6, ("silent", false)));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The cluster's place in the report.
    pub cluster: usize,
    /// The product.
    pub product: String,
    /// Everybody who owns it, by id. Who complained of it owns it, told or not.
    pub owners: Vec<OwnerRemedy>,
    /// Who else owns it was not told: the list holds complainants alone.
    pub partial: bool,
}

/// Something for the weekly review.
///
/// See [`Engine::clusters`](crate::Engine::clusters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImprovementItem {
    /// What it is about.
    pub cell: Cell,
    /// The cluster's place in the report; none: no alarm, but several customers in the last window.
    pub cluster: Option<usize>,
    /// What is to be looked at: `product` (repair it for all, or build a better one), `service` (the touchpoint), or
    /// `cause`.
    pub looks_at: &'static str,
    /// Distinct customers.
    pub customers: usize,
}

pub(super) fn remedies(
    clusters: &[Cluster],
    request: &ClusterRequest<'_>,
    notes: &mut BTreeSet<Code>,
) -> Vec<Remedy> {
    let mut remedies: Vec<Remedy> = Vec::new();
    for (place, cluster) in clusters.iter().enumerate() {
        let (None, Some(product)) = (cluster.part_of, cluster.cell.get(Feature::Product)) else { continue };
        // one product is put right once, by its strongest cluster
        if remedies.iter().any(|remedy| remedy.product == product) {
            continue;
        }
        let of_this = |case: &&crate::complaint::CaseSummary| {
            case.opened_at <= request.now
                && cluster.cell.features.iter().all(|(feature, value)| case.feature(*feature) == Some(value))
        };
        let mut owners: BTreeMap<&str, bool> = BTreeMap::new();
        for owned in request.owned.unwrap_or_default().iter().filter(|owned| owned.product == product) {
            owners.insert(&owned.customer, false);
        }
        for case in request.cases.iter().filter(of_this) {
            owners.insert(&case.customer, true);
        }
        if request.owned.is_none() {
            notes.insert(Code::OwnersUnknown);
        }
        remedies.push(Remedy {
            cluster: place,
            product: product.to_owned(),
            owners: owners
                .into_iter()
                .map(|(customer, complained)| OwnerRemedy { customer: customer.to_owned(), complained })
                .collect(),
            partial: request.owned.is_none(),
        });
    }
    remedies
}

pub(super) fn items(
    clusters: &[Cluster],
    cells: &Cells<'_>,
    rules: &ClusterRules,
    now: i64,
) -> Vec<ImprovementItem> {
    let looks_at = |cell: &Cell| {
        if cell.get(Feature::Product).is_some() {
            "product"
        } else if cell.get(Feature::Touchpoint).is_some() {
            "service"
        } else {
            "cause"
        }
    };
    let mut items: Vec<ImprovementItem> = clusters
        .iter()
        .enumerate()
        .filter(|(_, cluster)| cluster.part_of.is_none())
        .map(|(place, cluster)| ImprovementItem {
            cell: cluster.cell.clone(),
            cluster: Some(place),
            looks_at: looks_at(&cluster.cell),
            customers: cluster.customers.len(),
        })
        .collect();
    // several voices at once are worth a look, even where chance could have brought them together
    let mut others = Vec::new();
    for (cell, members) in cells {
        let here: BTreeSet<&str> = members
            .iter()
            .filter(|(at, ..)| *at > now - rules.window)
            .map(|(_, customer, _)| *customer)
            .collect();
        let features = cell.iter().map(|(feature, value)| (*feature, (*value).to_owned())).collect();
        let cell = Cell { features };
        let known = clusters.iter().any(|cluster| cluster.place == Place::Now && cluster.cell == cell);
        if here.len() >= rules.customers && !known {
            others.push(ImprovementItem {
                looks_at: looks_at(&cell),
                cell,
                cluster: None,
                customers: here.len(),
            });
        }
    }
    // stable: equal ones stay in the order of their cells
    others.order_by_key(|item| std::cmp::Reverse(item.customers));
    items.extend(others);
    items
}
