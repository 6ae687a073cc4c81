//! `complaint.clusters`.

use super::summary::cases;
use super::{at, at_if, names, text};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tactful::complaint::CaseSummary;
use tactful::complaint::clusters::{Cell, ClusterReport, ClusterRequest, Owned};
use tactful::document::{Field, Table};
use tactful::time::Instant;
use tactful::{Engine, Result};

/// `complaint.clusters {policy, cases, owned?, history_since?, now}` (C12).
#[derive(Debug)]
pub(crate) struct Clusters {
    engine: Arc<Engine>,
    cases: Vec<CaseSummary>,
    owned: Option<Vec<Owned>>,
    history_since: Option<Instant>,
    now: Instant,
}

#[derive(Debug, Serialize)]
pub(crate) struct Report {
    method: &'static str,
    alarm: bool,
    clusters: Vec<Cluster>,
    cells: usize,
    windows: usize,
    from: String,
    cases: usize,
    customers: usize,
    remedies: Vec<Remedy>,
    items: Vec<Item>,
    notes: Vec<&'static str>,
}

type Features = BTreeMap<&'static str, String>;

#[derive(Debug, Serialize)]
struct Cluster {
    cell: Features,
    place: &'static str,
    from: String,
    until: String,
    count: usize,
    expected_thousandths: i64,
    p_value: f64,
    adjusted: f64,
    part_of: Option<usize>,
    customers: Vec<String>,
    cases: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Remedy {
    cluster: usize,
    product: String,
    remedy: &'static str,
    partial: bool,
    owners: Vec<Owner>,
}

#[derive(Debug, Serialize)]
struct Owner {
    customer: String,
    complained: bool,
}

#[derive(Debug, Serialize)]
struct Item {
    cell: Features,
    cluster: Option<usize>,
    looks_at: &'static str,
    customers: usize,
}

fn owned(field: &Field<'_>) -> Result<Owned> {
    let mut table = field.table()?;
    let owned = Owned { customer: text(&mut table, "customer")?, product: text(&mut table, "product")? };
    table.finish()?;
    Ok(owned)
}

fn features(cell: Cell) -> Features {
    cell.features.into_iter().map(|(feature, value)| (feature.as_str(), value)).collect()
}

impl Operation for Clusters {
    type Answer = Report;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self {
            engine: engine(request, setting)?,
            cases: cases(request)?,
            owned: match request.optional("owned") {
                Some(field) => Some(field.list()?.iter().map(owned).collect::<Result<_>>()?),
                None => None,
            },
            history_since: at_if(request, "history_since")?,
            now: at(request, "now")?,
        })
    }

    fn run(&self) -> Result<Report> {
        let report = self.engine.clusters(&ClusterRequest {
            cases: &self.cases,
            owned: self.owned.as_deref(),
            history_since: self.history_since,
            now: self.now,
        })?;
        Ok(Report {
            method: ClusterReport::METHOD,
            alarm: !report.clusters.is_empty(),
            clusters: report
                .clusters
                .into_iter()
                .map(|cluster| Cluster {
                    cell: features(cluster.cell),
                    place: cluster.place.as_str(),
                    from: cluster.from.to_string(),
                    until: cluster.until.to_string(),
                    count: cluster.customers.len(),
                    expected_thousandths: cluster.expected,
                    p_value: cluster.p_value,
                    adjusted: cluster.adjusted,
                    part_of: cluster.part_of,
                    customers: cluster.customers,
                    cases: cluster.cases,
                })
                .collect(),
            cells: report.cells,
            windows: report.windows,
            from: report.from.to_string(),
            cases: report.cases,
            customers: report.customers,
            remedies: report
                .remedies
                .into_iter()
                .map(|remedy| Remedy {
                    cluster: remedy.cluster,
                    product: remedy.product,
                    remedy: "mass_remedy",
                    partial: remedy.partial,
                    owners: remedy
                        .owners
                        .into_iter()
                        .map(|owner| Owner { customer: owner.customer, complained: owner.complained })
                        .collect(),
                })
                .collect(),
            items: report
                .items
                .into_iter()
                .map(|item| Item {
                    cell: features(item.cell),
                    cluster: item.cluster,
                    looks_at: item.looks_at,
                    customers: item.customers,
                })
                .collect(),
            notes: names(&report.notes),
        })
    }
}
