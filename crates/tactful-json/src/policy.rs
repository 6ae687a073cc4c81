//! `policy.*`: reading and describing policies.

use crate::request::{Operation, Setting};
use serde::Serialize;
use std::sync::Arc;
use tactful::document::{Field, Table, Value};
use tactful::explain::Language;
use tactful::policy::clocks::spec::ClockSpec;
use tactful::policy::{Library, Policy, from_field};
use tactful::time::{Instant, Zones};
use tactful::{Engine, Result};

/// The engine of a request: `policy` is `"house"`, a document as text, or a document as a table; `documents` are
/// others that it may extend. Without `policy`: the engine of the door, or the house policy.
pub(crate) fn engine(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Arc<Engine>> {
    let library = library(request, setting)?;
    match (request.optional("policy"), setting.engine) {
        (Some(field), _) => compiled(&library, &field, setting.zones),
        (None, Some(engine)) if !setting.newer_zones => Ok(Arc::clone(engine)),
        // its documents are laid together already
        (None, Some(engine)) => {
            Engine::compile(engine.policy().clone(), Arc::clone(setting.zones)).map(Arc::new)
        }
        (None, None) => Engine::compile(library.resolve(library.named("house")?)?, Arc::clone(setting.zones))
            .map(Arc::new),
    }
}

/// The engine of another policy that a request names beside its own, read like `policy`.
pub(crate) fn other_engine(
    request: &mut Table<'_>,
    setting: &Setting<'_>,
    name: &'static str,
) -> Result<Option<Arc<Engine>>> {
    let library = library(request, setting)?;
    request.optional(name).map(|field| compiled(&library, &field, setting.zones)).transpose()
}

fn library(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Library> {
    let mut library = Library::new().with_zones(Arc::clone(setting.zones));
    if let Some(documents) = request.optional("documents") {
        for document in documents.list()? {
            library.add_policy(read(&document)?);
        }
    }
    Ok(library)
}

fn compiled(library: &Library, field: &Field<'_>, zones: &Arc<Zones>) -> Result<Arc<Engine>> {
    let policy = match &field.node().value {
        // a name, not a document: documents have more than one line
        Value::Text(text) if !text.contains(['=', '{', '\n']) => field.locate(library.named(text))?,
        _ => read(field)?,
    };
    Engine::compile(library.resolve(policy)?, Arc::clone(zones)).map(Arc::new)
}

fn read(field: &Field<'_>) -> Result<Policy> {
    match &field.node().value {
        Value::Text(text) => Policy::parse(text),
        _ => from_field(field),
    }
}

/// `policy.describe {policy}`: what a policy holds.
#[derive(Debug)]
pub(crate) struct Describe {
    engine: Arc<Engine>,
}

/// Names, in the order of the policy, and its clocks in words.
#[derive(Debug, Serialize)]
pub(crate) struct Description {
    name: String,
    version: String,
    fingerprint: String,
    reasons: Vec<String>,
    rules: Vec<String>,
    channels: Vec<String>,
    clocks: Vec<ClockInWords>,
    replaced: Vec<String>,
}

/// A complaint clock with what it owes.
#[derive(Debug, Serialize)]
struct ClockInWords {
    id: String,
    en: String,
    zh: String,
}

impl Operation for Describe {
    type Answer = Description;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { engine: engine(request, setting)? })
    }

    fn run(&self) -> Result<Description> {
        let policy = self.engine.policy();
        Ok(Description {
            name: policy.name.clone(),
            version: policy.version.clone(),
            fingerprint: self.engine.fingerprint().to_owned(),
            reasons: self.engine.reasons().map(str::to_owned).collect(),
            rules: self.engine.rules().map(str::to_owned).collect(),
            channels: self.engine.channels().map(str::to_owned).collect(),
            clocks: policy.complaints.clocks.list.iter().map(ClockInWords::of).collect(),
            replaced: policy.replaced.iter().map(|entry| entry.path.clone()).collect(),
        })
    }
}

impl ClockInWords {
    fn of(clock: &ClockSpec) -> Self {
        let (en, zh) = (clock.sentence(Language::English), clock.sentence(Language::Chinese));
        Self { id: clock.id.clone(), en, zh }
    }
}

/// `policy.check {policy, documents, now?}`: runs the policy's examples and looks for what it could not mean.
#[derive(Debug)]
pub(crate) struct Check {
    engine: Arc<Engine>,
    now: Option<Instant>,
}

/// What was found, errors first, and the examples in their order.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    ok: bool,
    findings: Vec<Finding>,
    examples: Vec<ExampleRun>,
}

#[derive(Debug, Serialize)]
struct Finding {
    severity: &'static str,
    code: &'static str,
    path: String,
    document: String,
    line: u32,
    column: u32,
    message: String,
}

#[derive(Debug, Serialize)]
struct ExampleRun {
    note: String,
    path: String,
    passed: bool,
}

impl Operation for Check {
    type Answer = Report;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        Ok(Self { engine, now: request.optional("now").map(|f| f.parse_with(Instant::parse)).transpose()? })
    }

    fn run(&self) -> Result<Report> {
        let report = match self.now {
            Some(now) => self.engine.check_at(now),
            None => self.engine.check(),
        };
        Ok(Report {
            ok: report.ok(),
            findings: report
                .findings
                .into_iter()
                .map(|found| Finding {
                    severity: found.severity.as_str(),
                    code: found.code.as_str(),
                    path: found.path,
                    document: found.document,
                    line: found.line,
                    column: found.column,
                    message: found.message,
                })
                .collect(),
            examples: report
                .examples
                .into_iter()
                .map(|run| ExampleRun { note: run.note, path: run.path, passed: run.passed })
                .collect(),
        })
    }
}
