//! How a house is organised for complaints, as its document says it.

use crate::complaint::Feature;
use crate::complaint::organisation::{Content, Duty};
use crate::order::Order;
use crate::policy::spec::Origin;
use crate::time::Span;

/// `[complaints.departments]`, `.routing`, `.tasks`, `.weights`, `.assessment`, `.skills`, `.evenness`, `.relief`,
/// `.clusters`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct OrganisationSpec {
    /// The departments there are (C10, C13).
    pub departments: Vec<Department>,
    /// Which department takes what (C10).
    pub routing: Vec<RouteSpec>,
    /// What holds for tasks between departments (C9).
    pub tasks: TasksSpec,
    /// How much warmth a customer gets, per mille (C14).
    pub weights: WeightsSpec,
    /// What an assessment of staff is made of, per mille (C8).
    pub assessment: AssessmentSpec,
    /// Skill tags and the content of training to which each belongs (C15).
    pub skills: Vec<(String, Content)>,
    /// How care is compared over similar cases (C17).
    pub evenness: EvennessSpec,
    /// When somebody who listens needs a rest (C17).
    pub relief: ReliefSpec,
    /// How clusters are looked for (C12).
    pub clusters: ClustersSpec,
    /// Where each of the sections that are no tables of names stands.
    pub origins: Vec<(String, Origin)>,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Department {
    /// Its name.
    pub id: String,
    /// Whether it has a stake in sales (C13).
    pub sales: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// One row of the routing table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RouteSpec {
    /// Its stable id.
    pub id: String,
    /// Rows of the domain that it carries out.
    pub rows: Vec<String>,
    /// The duty that it speaks of.
    pub duty: Duty,
    /// The department that takes it.
    pub department: String,
    /// What the department may do.
    pub powers: Vec<String>,
    /// Only for these products; empty: all.
    pub products: Vec<String>,
    /// Only for these causes; empty: all.
    pub causes: Vec<String>,
    /// Only for these touchpoints; empty: all.
    pub touchpoints: Vec<String>,
    /// Among rows that fit equally well, the greater comes first; 50 if absent.
    pub priority: i64,
    /// Where it stands.
    pub origin: Origin,
}

/// What holds for tasks between departments; absent fields come from the document below.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct TasksSpec {
    /// Due within this of being asked: elapsed, or business time.
    pub due: Option<Span>,
    /// The calendar of business time.
    pub calendar: Option<String>,
    /// So many hand-overs at most.
    pub hops: Option<u16>,
    /// The priority of a task that names none.
    pub priority: Option<i64>,
    /// Who hears of it, and how long after the due time.
    pub ladder: Option<Vec<Step>>,
}

/// One step of the escalation ladder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// So long after the due time.
    pub after: Span,
    /// Who hears of it.
    pub to: String,
}

/// Weights per mille.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct WeightsSpec {
    /// For customers who bring goods back.
    pub returns: Option<i64>,
    /// For customers who complain.
    pub complains: Option<i64>,
    /// For all others.
    pub others: Option<i64>,
}

/// What an assessment is made of, per mille; together a thousand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct AssessmentSpec {
    /// Daily work.
    pub daily: Option<i64>,
    /// Work at moments of truth.
    pub moments: Option<i64>,
    /// Learning power (C15).
    pub learning: Option<i64>,
}

/// How care is compared over similar cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct EvennessSpec {
    /// Cases are similar if they agree in these.
    pub similar_by: Option<Vec<Feature>>,
    /// The case of a kind that is compared with the first.
    pub ordinal: Option<u16>,
    /// The acts that make care complete.
    pub acts: Option<Vec<String>>,
    /// The calendar in whose open time answers are timed; none: elapsed time.
    pub calendar: Option<String>,
    /// How seldom even care may be called uneven, per mille.
    pub level: Option<u16>,
}

/// When somebody who listens needs a rest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ReliefSpec {
    /// So many heated contacts …
    pub heated: Option<u16>,
    /// … within this elapsed time.
    pub within: Option<Span>,
    /// A rest of at least this elapsed time after the last of them.
    pub rest: Option<Span>,
}

/// How clusters are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ClustersSpec {
    /// The elapsed time that is looked at, up to now.
    pub window: Option<Span>,
    /// With so many windows before it is compared.
    pub before: Option<u16>,
    /// Fewer distinct customers are no cluster.
    pub customers: Option<u16>,
    /// Which features are looked at together.
    pub by: Option<Vec<Vec<Feature>>>,
    /// How seldom a scan of data without clusters may raise an alarm, per mille.
    pub level: Option<u16>,
}

impl OrganisationSpec {
    /// Lays `upper` on this.
    pub(super) fn lay(self, upper: Self, note: &mut dyn FnMut(String)) -> Self {
        let mut origins = self.origins;
        for (section, origin) in upper.origins {
            origins.retain(|(known, _)| *known != section);
            origins.push((section, origin));
        }
        Self {
            departments: by_id(self.departments, upper.departments, "departments", |d| &d.id, note),
            routing: by_id(self.routing, upper.routing, "routing", |r| &r.id, note),
            tasks: TasksSpec {
                calendar: upper.tasks.calendar.or(self.tasks.calendar),
                due: upper.tasks.due.or(self.tasks.due),
                hops: upper.tasks.hops.or(self.tasks.hops),
                priority: upper.tasks.priority.or(self.tasks.priority),
                ladder: upper.tasks.ladder.or(self.tasks.ladder),
            },
            weights: WeightsSpec {
                returns: upper.weights.returns.or(self.weights.returns),
                complains: upper.weights.complains.or(self.weights.complains),
                others: upper.weights.others.or(self.weights.others),
            },
            assessment: AssessmentSpec {
                daily: upper.assessment.daily.or(self.assessment.daily),
                moments: upper.assessment.moments.or(self.assessment.moments),
                learning: upper.assessment.learning.or(self.assessment.learning),
            },
            skills: by_id(self.skills, upper.skills, "skills", |s| &s.0, note),
            evenness: EvennessSpec {
                similar_by: upper.evenness.similar_by.or(self.evenness.similar_by),
                ordinal: upper.evenness.ordinal.or(self.evenness.ordinal),
                acts: upper.evenness.acts.or(self.evenness.acts),
                calendar: upper.evenness.calendar.or(self.evenness.calendar),
                level: upper.evenness.level.or(self.evenness.level),
            },
            relief: ReliefSpec {
                heated: upper.relief.heated.or(self.relief.heated),
                within: upper.relief.within.or(self.relief.within),
                rest: upper.relief.rest.or(self.relief.rest),
            },
            clusters: ClustersSpec {
                window: upper.clusters.window.or(self.clusters.window),
                before: upper.clusters.before.or(self.clusters.before),
                customers: upper.clusters.customers.or(self.clusters.customers),
                by: upper.clusters.by.or(self.clusters.by),
                level: upper.clusters.level.or(self.clusters.level),
            },
            origins,
        }
    }
}

fn by_id<T>(
    lower: Vec<T>,
    upper: Vec<T>,
    section: &str,
    id: impl Fn(&T) -> &String,
    note: &mut dyn FnMut(String),
) -> Vec<T> {
    let mut all = lower;
    for entry in upper {
        match all.iter().position(|old| id(old) == id(&entry)) {
            Some(place) => {
                note(format!("complaints.{section}.{}", id(&entry)));
                all[place] = entry;
            }
            None => all.push(entry),
        }
    }
    all.order_by(|a, b| id(a).cmp(id(b)));
    all
}
