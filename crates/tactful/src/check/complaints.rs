//! What a policy's routing table, clocks and matrix of authority leave open.

use super::{Report, Severity};
use crate::Code;
use crate::complaint::Power;
use crate::complaint::organisation::Duty;
use crate::document::nearest;
use crate::policy::clocks::spec::{ClockSpec, CountFrom, EndAt, Term, Warn};
use crate::policy::not_longer;
use crate::policy::spec::{Origin, Policy};

/// A duty that no row takes is left to whoever happens to be asked (C10): worth knowing.
pub(super) fn duties(policy: &Policy, report: &mut Report) {
    let routing = &policy.complaints.organisation.routing;
    let Some(first) = routing.first() else { return };
    for (word, duty) in Duty::ALL {
        if routing.iter().all(|row| row.duty != *duty) {
            let origin = Origin { path: "complaints.routing".to_owned(), ..first.origin.clone() };
            let message =
                format!("no row takes `{word}`; whoever is asked keeps such a case, without a power");
            report.add(Severity::Note, Code::DutyWithoutDepartment, &origin, "", message);
        }
    }
}

/// What a policy's clocks leave without a reader.
pub(super) fn clocks(policy: &Policy, report: &mut Report) {
    let named = named(policy);
    for clock in &policy.complaints.clocks.list {
        // a house cannot add to what a law says, but only lay a clock of its own beside it
        if clock.escalate.is_empty() && !clock.law {
            let message =
                "nobody hears of it when this clock is late; add escalate = [{ after = \"0h\", to = \"…\" }]";
            report.add(Severity::Note, Code::ClockWithoutEscalation, &clock.origin, "", message.to_owned());
        }
        for level in &clock.escalate {
            nobody(&named, clock, &level.to, report);
        }
        for warn in &clock.warn {
            early(clock, *warn, report);
        }
    }
}

/// Whom a policy names: approvers, departments, the ladder of tasks.
fn named(policy: &Policy) -> Vec<&str> {
    let complaints = &policy.complaints;
    let approvers = complaints.case.approvers.iter().map(|(name, _)| name.as_str());
    let extenders = complaints.clocks.list.iter().flat_map(|clock| &clock.extend);
    let extenders = extenders.filter_map(|step| step.approver.as_deref());
    let departments = complaints.organisation.departments.iter().map(|department| department.id.as_str());
    let ladder = complaints.organisation.tasks.ladder.iter().flatten().map(|step| step.to.as_str());
    approvers.chain(extenders).chain(departments).chain(ladder).collect()
}

/// An escalation to a name that nothing else knows is most likely a slip, if a name that is known is near.
fn nobody(named: &[&str], clock: &ClockSpec, to: &str, report: &mut Report) {
    if named.is_empty() || named.contains(&to) {
        return;
    }
    let (severity, hint) = match nearest(to, named) {
        Some(near) => (Severity::Warning, format!("did you mean `{near}`?")),
        None => (Severity::Note, "make sure that somebody is".to_owned()),
    };
    let message = format!("no approver, department or step of a ladder is called `{to}`; {hint}");
    report.add(severity, Code::EscalationToNobody, &clock.origin, "escalate", message);
}

/// A warning that lies further before the end than the whole time is long comes with the start and warns of nothing.
fn early(clock: &ClockSpec, warn: Warn, report: &mut Report) {
    let Warn::Before(before) = warn else { return };
    let at_start = |term: &Term| {
        let to_the_second = term.count_from == CountFrom::Instant && term.end_at == EndAt::Instant;
        !term.roll && not_longer(term.span, before) && (term.span != before || to_the_second)
    };
    if clock.terms.list.iter().all(at_start) {
        let message =
            format!("the clock is no longer than `{before}`, so that this warning comes when it starts");
        report.add(Severity::Warning, Code::WarningAtStart, &clock.origin, "warn", message);
        return;
    }
    for (priority, _) in clock.targets.iter().filter(|(_, term)| at_start(term)) {
        let message =
            format!("for `{priority}` the clock is no longer than `{before}`; warn by share, as \"50%\"");
        report.add(Severity::Note, Code::WarningAtStart, &clock.origin, "warn", message);
    }
}

/// What the matrix of authority promises and nobody can keep (C7), and what it asks for that nobody is reminded of (C8).
pub(super) fn authority(policy: &Policy, report: &mut Report) {
    let complaints = &policy.complaints;
    let case = &complaints.case;
    let Some((_, first)) = case.authority.first() else { return };
    let origin = Origin { path: "complaints.authority".to_owned(), ..first.origin.clone() };
    for &(word, power) in Power::ALL {
        // who writes `false` has thought of it
        let said = case.authority.iter().any(|((_, of), _)| *of == power);
        if !said && case.approvers.is_empty() {
            let message =
                format!("nobody may use `{word}`, and no approver is named; give it a limit, or name one");
            report.add(Severity::Warning, Code::PowerWithoutGrantor, &origin, "", message);
        }
    }
    let granted = case.authority.iter().any(|(_, limits)| limits.value.is_some());
    let reminds = |clock: &ClockSpec| clock.starts_on.iter().any(|word| word == "authority_used");
    if granted && !complaints.clocks.list.iter().any(reminds) {
        let message = "no clock starts on `authority_used`, so that nobody is reminded of the report; add one that is met by \
                       `report_made`";
        report.add(Severity::Note, Code::ReportWithoutClock, &origin, "", message.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;

    /// What is found in a policy of clocks and authority: severities, codes and paths.
    fn found(complaints: &str) -> Vec<(Severity, Code, String)> {
        let calendar = "[calendars.office]\ntimezone = 'UTC'\nweekly = { mon = ['09:00-17:00'] }\n";
        let text =
            format!("name = 'p'\nversion = '1'\n{calendar}[complaints]\ncalendar = 'office'\n{complaints}");
        let report = Engine::from_text(&text).unwrap().check();
        report.findings.into_iter().map(|found| (found.severity, found.code, found.path)).collect()
    }

    fn clock(more: &str) -> String {
        format!("[complaints.clocks.answer]\nstarts_on = 'received'\nmet_by = 'reply'\n{more}\n")
    }

    const TO_LEAD: &str = "escalate = [{ after = '0h', to = 'lead' }]";
    const LEAD: &str = "[complaints.approvers.lead]\nrank = 1\nper_case = { EUR = 100 }\n";

    #[test]
    fn a_late_clock_that_nobody_hears_of() {
        let path = "complaints.clocks.answer".to_owned();
        let note = (Severity::Note, Code::ClockWithoutEscalation, path);
        assert_eq!(found(&clock("span = '8bh'")), [note]);
        assert_eq!(found(&clock(&format!("span = '8bh'\n{TO_LEAD}"))), []);
    }

    #[test]
    fn an_escalation_to_nobody() {
        let to = |name: &str| {
            let clock = clock(&format!("span = '8bh'\nescalate = [{{ after = '0h', to = '{name}' }}]"));
            found(&format!("{clock}[complaints.approvers.team-lead]\nrank = 1\nper_case = {{ EUR = 100 }}\n"))
        };
        let path = || "complaints.clocks.answer.escalate".to_owned();
        assert_eq!(to("team-lead"), []);
        assert_eq!(to("team-laed"), [(Severity::Warning, Code::EscalationToNobody, path())]);
        assert_eq!(to("board"), [(Severity::Note, Code::EscalationToNobody, path())]);
        // where nobody is named there is nothing to compare with
        assert_eq!(found(&clock(&format!("span = '8bh'\n{TO_LEAD}"))), []);
    }

    #[test]
    fn a_warning_at_the_start() {
        let warned = |more: &str| found(&clock(&format!("{more}\n{TO_LEAD}")));
        let path = || "complaints.clocks.answer.warn".to_owned();
        let warning = || (Severity::Warning, Code::WarningAtStart, path());
        assert_eq!(warned("span = '4bh'\nwarn = ['4bh']"), [warning()]);
        assert_eq!(warned("span = '2bd'\nwarn = ['50%', '3bd']"), [warning()]);
        assert_eq!(warned("span = '4bh'\nwarn = ['3bh']"), []);
        // days are as long as their calendar says
        assert_eq!(warned("span = '1bd'\nwarn = ['20bh']"), []);
        // to the end of the second day it is more than two days
        assert_eq!(warned("span = '2bd'\nend_at = 'close_of_business'\nwarn = ['2bd']"), []);
        let note = (Severity::Note, Code::WarningAtStart, path());
        assert_eq!(warned("span = '8bh'\ntargets = { urgent = '1bh' }\nwarn = ['2bh']"), [note]);
    }

    #[test]
    fn a_power_without_anybody() {
        let report = "[complaints.clocks.report]\nstarts_on = 'authority_used'\nspan = '1bd'\nmet_by = 'report_made'\n";
        let report = format!("{report}{TO_LEAD}\n");
        let two = "quantity_amount = { per_case = { EUR = 1 } }\nreturn_exchange_repair = false";
        let direct = |powers: &str| format!("{report}[complaints.authority.direct]\n{powers}\n");
        let path = "complaints.authority".to_owned();
        assert_eq!(found(&direct(two)), [(Severity::Warning, Code::PowerWithoutGrantor, path)]);
        assert_eq!(found(&direct(&format!("{two}\ncaring_service = false"))), []);
        assert_eq!(found(&format!("{}{LEAD}", direct(two))), []);
    }

    #[test]
    fn authority_without_a_report() {
        let powers = "[complaints.authority.direct]\nquantity_amount = { per_case = { EUR = 1 } }\n";
        let path = "complaints.authority".to_owned();
        let note = (Severity::Note, Code::ReportWithoutClock, path);
        assert_eq!(found(&format!("{powers}{LEAD}")), [note]);
        let nothing = "[complaints.authority.direct]\nquantity_amount = false\n";
        assert_eq!(found(&format!("{nothing}{LEAD}")), []);
        let clock = "[complaints.clocks.report]\nstarts_on = ['authority_used']\nspan = '1bd'\nmet_by = 'report_made'\n";
        assert_eq!(found(&format!("{clock}{TO_LEAD}\n{powers}{LEAD}")), []);
    }
}
