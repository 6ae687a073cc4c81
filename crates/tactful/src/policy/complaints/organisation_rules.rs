//! The organisation for complaints, compiled: calendars found, what is needed is there, what contradicts is refused.

use super::organisation::{OrganisationSpec, RouteSpec};
use crate::complaint::Feature;
use crate::complaint::organisation::Content;
use crate::policy::spec::Policy;
use crate::policy::unknown_name;
use crate::time::{Calendar, Count, DayResult, Instant, Snap, Span};
use crate::{Code, Error, Result};
use std::sync::Arc;

/// Elapsed or business time.
#[derive(Debug, Clone)]
pub(crate) struct Within {
    span: Span,
    calendar: Option<Arc<Calendar>>,
}

impl Within {
    /// That much later; none beyond the calendar's dates or the years 1 to 9999.
    pub(crate) fn after(&self, at: Instant) -> Option<Instant> {
        match (self.span, &self.calendar) {
            (Span::Seconds(seconds), _) => Instant::from_seconds(at.seconds().checked_add(seconds)?).ok(),
            (Span::BusinessSeconds(seconds), Some(calendar)) => {
                calendar.add(at, seconds, Snap::Deadline).ok()
            }
            (Span::BusinessDays(days), Some(calendar)) => {
                calendar.add_days(at, i64::from(days), Count::After, DayResult::Close).ok()
            }
            _ => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct TaskRules {
    pub(crate) due: Within,
    pub(crate) hops: usize,
    pub(crate) priority: i64,
    pub(crate) ladder: Vec<(Within, String)>,
    pub(crate) calendar: Option<Arc<Calendar>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct WeightRules {
    pub(crate) returns: i64,
    pub(crate) complains: i64,
    pub(crate) others: i64,
}

/// Per mille; together a thousand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AssessmentRules {
    pub(crate) daily: i64,
    pub(crate) moments: i64,
    pub(crate) learning: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct EvennessRules {
    pub(crate) similar_by: Vec<Feature>,
    pub(crate) ordinal: usize,
    pub(crate) acts: Vec<String>,
    pub(crate) calendar: Option<Arc<Calendar>>,
    pub(crate) level: f64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ReliefRules {
    pub(crate) heated: usize,
    pub(crate) within: i64,
    pub(crate) rest: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct ClusterRules {
    pub(crate) window: i64,
    pub(crate) before: usize,
    pub(crate) customers: usize,
    pub(crate) by: Vec<Vec<Feature>>,
    pub(crate) level: f64,
}

/// Everything compiled; a section that the policy does not have is refused when it is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct OrganisationRules {
    pub(crate) departments: Vec<(String, bool)>,
    pub(crate) routing: Vec<RouteSpec>,
    pub(crate) skills: Vec<(String, Content)>,
    tasks: Option<TaskRules>,
    weights: Option<WeightRules>,
    assessment: Option<AssessmentRules>,
    evenness: Option<EvennessRules>,
    relief: Option<ReliefRules>,
    clusters: Option<ClusterRules>,
}

/// The section, or a refusal that says where to find one.
fn section<'r, T>(rules: Option<&'r T>, name: &str) -> Result<&'r T> {
    rules.ok_or_else(|| {
        Error::new(
            Code::SectionMissing,
            format!("the policy has no section [complaints.{name}]; add it, or extend house@1"),
        )
    })
}

impl OrganisationRules {
    pub(crate) fn routing(&self) -> Result<&Vec<RouteSpec>> {
        section((!self.routing.is_empty()).then_some(&self.routing), "routing")
    }

    pub(crate) fn skills(&self) -> Result<&Vec<(String, Content)>> {
        section((!self.skills.is_empty()).then_some(&self.skills), "skills")
    }

    pub(crate) fn tasks(&self) -> Result<&TaskRules> {
        section(self.tasks.as_ref(), "tasks")
    }

    pub(crate) fn weights(&self) -> Result<WeightRules> {
        section(self.weights.as_ref(), "weights").copied()
    }

    pub(crate) fn assessment(&self) -> Result<AssessmentRules> {
        section(self.assessment.as_ref(), "assessment").copied()
    }

    pub(crate) fn evenness(&self) -> Result<&EvennessRules> {
        section(self.evenness.as_ref(), "evenness")
    }

    pub(crate) fn relief(&self) -> Result<ReliefRules> {
        section(self.relief.as_ref(), "relief").copied()
    }

    pub(crate) fn clusters(&self) -> Result<&ClusterRules> {
        section(self.clusters.as_ref(), "clusters")
    }

    /// Whether a department has a stake in sales; none if the policy does not list it.
    pub(crate) fn sales(&self, department: &str) -> Option<bool> {
        self.departments.iter().find(|(known, _)| known == department).map(|(_, sales)| *sales)
    }
}

struct Context<'p> {
    spec: &'p OrganisationSpec,
    calendars: &'p [(String, Arc<Calendar>)],
}

/// Compiles what the policy says of the organisation.
///
/// # Errors
/// With their place: [`Code::UnknownDepartment`], [`Code::UnknownCalendar`], [`Code::MissingField`],
/// [`Code::WeightBelowOthers`], [`Code::InvalidValue`].
pub(crate) fn compile(policy: &Policy, calendars: &[(String, Arc<Calendar>)]) -> Result<OrganisationRules> {
    let spec = &policy.complaints.organisation;
    let context = Context { spec, calendars };
    let departments: Vec<&str> = spec.departments.iter().map(|d| d.id.as_str()).collect();
    for row in &spec.routing {
        if !departments.contains(&row.department.as_str()) {
            let error = unknown_name(Code::UnknownDepartment, "department", &row.department, &departments);
            let error = error.at_path(&format!("{}.department", row.origin.path));
            return Err(error.at_place(row.origin.line, row.origin.column));
        }
    }
    Ok(OrganisationRules {
        departments: spec.departments.iter().map(|d| (d.id.clone(), d.sales)).collect(),
        routing: spec.routing.clone(),
        skills: spec.skills.clone(),
        tasks: context.section("tasks", Context::tasks)?,
        weights: context.section("weights", Context::weights)?,
        assessment: context.section("assessment", Context::assessment)?,
        evenness: context.section("evenness", Context::evenness)?,
        relief: context.section("relief", Context::relief)?,
        clusters: context.section("clusters", Context::clusters)?,
    })
}

fn missing(name: &str) -> Error {
    Error::new(Code::MissingField, format!("the field `{name}` is missing"))
}

impl Context<'_> {
    /// Compiles a section that some document has; errors get its place.
    fn section<T>(&self, name: &str, read: impl FnOnce(&Self) -> Result<T>) -> Result<Option<T>> {
        let Some((_, origin)) = self.spec.origins.iter().find(|(known, _)| known == name) else {
            return Ok(None);
        };
        read(self).map(Some).map_err(|error| error.at_path(&origin.path).at_place(origin.line, origin.column))
    }

    fn calendar(&self, name: Option<&String>) -> Result<Option<Arc<Calendar>>> {
        let Some(name) = name else { return Ok(None) };
        match self.calendars.iter().find(|(known, _)| known == name) {
            Some((_, calendar)) => Ok(Some(Arc::clone(calendar))),
            None => {
                let known: Vec<&str> = self.calendars.iter().map(|(known, _)| known.as_str()).collect();
                Err(unknown_name(Code::UnknownCalendar, "calendar", name, &known))
            }
        }
    }

    fn tasks(&self) -> Result<TaskRules> {
        let spec = &self.spec.tasks;
        let calendar = self.calendar(spec.calendar.as_ref())?;
        let within = |span: Span| {
            if span.is_business() && calendar.is_none() {
                let message = "business days and hours need a calendar; add calendar = \"…\"";
                return Err(Error::new(Code::MissingField, message));
            }
            Ok(Within { span, calendar: calendar.clone() })
        };
        let mut ladder = Vec::new();
        let start = Instant::from_seconds(0)?;
        let mut last = None;
        for step in spec.ladder.iter().flatten() {
            let after = within(step.after)?;
            let at = after.after(start);
            if last.is_some() && at <= last {
                let message = "the steps of a ladder must come one after the other";
                return Err(Error::new(Code::InvalidValue, message));
            }
            last = at;
            ladder.push((after, step.to.clone()));
        }
        Ok(TaskRules {
            due: within(spec.due.ok_or_else(|| missing("due"))?)?,
            hops: usize::from(spec.hops.ok_or_else(|| missing("hops"))?),
            priority: spec.priority.ok_or_else(|| missing("priority"))?,
            ladder,
            calendar,
        })
    }

    fn weights(&self) -> Result<WeightRules> {
        let spec = &self.spec.weights;
        let rules = WeightRules {
            returns: spec.returns.ok_or_else(|| missing("returns"))?,
            complains: spec.complains.ok_or_else(|| missing("complains"))?,
            others: spec.others.ok_or_else(|| missing("others"))?,
        };
        if rules.returns < rules.others || rules.complains < rules.others {
            return Err(Error::new(
                Code::WeightBelowOthers,
                "who returns goods or complains gets at least the warmth of all others",
            ));
        }
        Ok(rules)
    }

    fn assessment(&self) -> Result<AssessmentRules> {
        let spec = &self.spec.assessment;
        let rules = AssessmentRules {
            daily: spec.daily.ok_or_else(|| missing("daily"))?,
            moments: spec.moments.ok_or_else(|| missing("moments"))?,
            learning: spec.learning.unwrap_or(0),
        };
        let sum = rules.daily + rules.moments + rules.learning;
        if sum != 1_000 {
            let message = format!("daily, moments and learning are shares of one thousand, and make {sum}");
            return Err(Error::new(Code::InvalidValue, message));
        }
        Ok(rules)
    }

    fn evenness(&self) -> Result<EvennessRules> {
        let spec = &self.spec.evenness;
        Ok(EvennessRules {
            similar_by: spec.similar_by.clone().ok_or_else(|| missing("similar_by"))?,
            ordinal: usize::from(spec.ordinal.ok_or_else(|| missing("ordinal"))?),
            acts: spec.acts.clone().ok_or_else(|| missing("acts"))?,
            calendar: self.calendar(spec.calendar.as_ref())?,
            level: f64::from(spec.level.ok_or_else(|| missing("level"))?) / 1_000.0,
        })
    }

    fn relief(&self) -> Result<ReliefRules> {
        let spec = &self.spec.relief;
        let (within, rest) =
            (spec.within.ok_or_else(|| missing("within"))?, spec.rest.ok_or_else(|| missing("rest"))?);
        Ok(ReliefRules {
            heated: usize::from(spec.heated.ok_or_else(|| missing("heated"))?),
            within: seconds(within),
            rest: seconds(rest),
        })
    }

    fn clusters(&self) -> Result<ClusterRules> {
        let spec = &self.spec.clusters;
        Ok(ClusterRules {
            window: seconds(spec.window.ok_or_else(|| missing("window"))?),
            before: usize::from(spec.before.ok_or_else(|| missing("before"))?),
            customers: usize::from(spec.customers.ok_or_else(|| missing("customers"))?),
            by: spec.by.clone().ok_or_else(|| missing("by"))?,
            level: f64::from(spec.level.ok_or_else(|| missing("level"))?) / 1_000.0,
        })
    }
}

/// Elapsed seconds; the loader lets nothing else through.
fn seconds(span: Span) -> i64 {
    match span {
        Span::Seconds(seconds) => seconds,
        _ => 0,
    }
}
