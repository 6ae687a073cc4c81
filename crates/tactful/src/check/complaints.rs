//! What a policy's routing table leaves open.

use super::{Report, Severity};
use crate::Code;
use crate::complaint::organisation::Duty;
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
