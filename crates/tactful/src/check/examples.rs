//! Examples that a policy carries.

use super::{ExampleRun, Report, Severity};
use crate::customer::{Customer, Place};
use crate::followup::Decision;
use crate::policy::Example;
use crate::{Code, Engine, Result};

pub(super) fn run_example(engine: &Engine, example: &Example, report: &mut Report) {
    let want = &example.want;
    let problem = match answer(engine, example) {
        Err(error) => Some(format!("refused: {error}")),
        Ok(decision) => {
            let reason = example.question.reason.as_str();
            let binding = decision.binding().map(|block| block.rule(engine, reason));
            let fits = decision.verdict() == want.verdict
                && want.allowed_from.is_none_or(|at| decision.allowed_from() == Some(at))
                && want.allowed_until.is_none_or(|at| decision.allowed_until() == Some(at))
                && want.binding.as_ref().is_none_or(|rule| binding.as_ref() == Some(rule));
            (!fits).then(|| {
                let mut got = format!("answered {}", decision.verdict());
                let parts = [
                    (" from ", decision.allowed_from().map(|at| at.to_string())),
                    (" until ", decision.allowed_until().map(|at| at.to_string())),
                    (", bound by ", binding),
                ];
                parts.into_iter().for_each(|(word, part)| {
                    got += &part.map(|part| format!("{word}{part}")).unwrap_or_default();
                });
                got
            })
        }
    };
    report.examples.push(ExampleRun {
        note: example.note.clone(),
        path: example.origin.path.clone(),
        passed: problem.is_none(),
    });
    if let Some(problem) = problem {
        let message = format!("the example wants {} and is {problem}", want.verdict);
        report.add(Severity::Error, Code::ExampleFailed, &example.origin, "", message);
    }
}

fn answer(engine: &Engine, example: &Example) -> Result<Decision> {
    let told = &example.customer;
    let place = match (&told.timezone, told.timezones.as_slice()) {
        (Some(name), _) => Place::Zone(engine.zone(name)?),
        (None, []) => Place::Unknown,
        (None, names) => Place::OneOf(names.iter().map(|name| engine.zone(name)).collect::<Result<_>>()?),
    };
    let customer = Customer {
        place,
        level: told.level.clone(),
        history_since: told.history_since,
        occasions: told.occasions.clone(),
        ..Customer::new("example")
    };
    let question = &example.question;
    let folded = engine.fold(&example.facts, question.now, None)?;
    let plan = engine.plan(&example.planned)?;
    let asking =
        crate::followup::Asking { next_pending: folded.next_pending(), ..crate::followup::Asking::default() };
    let (reason, channel) = (&question.reason, &question.channel);
    engine.decide_with(&customer, &folded.standing, &plan, reason, channel, question.now, &asking)
}
