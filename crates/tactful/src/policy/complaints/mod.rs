//! `[complaints]` of a policy: one file per room.

pub mod organisation;
mod organisation_load;
mod organisation_rules;

use super::spec::Origin;
use crate::document::Field;
use crate::{Code, Result};
pub(super) use organisation_rules::compile as compile_organisation;
pub(crate) use organisation_rules::{ClusterRules, EvennessRules, OrganisationRules, TaskRules};

/// What a policy says of complaints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComplaintsSpec {
    /// How the house is organised for them.
    pub organisation: organisation::OrganisationSpec,
}

/// Reads the table `complaints`.
pub(super) fn read(
    field: &Field<'_>,
    law: bool,
    origin: &dyn Fn(&Field<'_>) -> Origin,
) -> Result<ComplaintsSpec> {
    let mut table = field.table()?;
    let spec = ComplaintsSpec { organisation: organisation_load::read(&mut table, origin)? };
    if law && spec.organisation != organisation::OrganisationSpec::default() {
        return Err(field.error(
            Code::InvalidValue,
            "a law says what customers are owed, not how a house is organised; write this in a house policy",
        ));
    }
    table.finish()?;
    Ok(spec)
}

impl ComplaintsSpec {
    /// Lays `upper` on this: entries with the same id are replaced and noted, a field that is set again counts.
    pub(super) fn lay(self, upper: Self, note: &mut dyn FnMut(String)) -> Self {
        Self { organisation: self.organisation.lay(upper.organisation, note) }
    }
}
