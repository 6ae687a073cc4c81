//! What a policy says of complaints: the section `[complaints]`, in parts.

mod case;
pub mod organisation;
mod organisation_load;
mod organisation_rules;

use super::clocks::spec::ClocksSpec;
use super::spec::Origin;
use crate::document::Field;
use crate::{Code, Result};
pub use case::{AmountsSpec, ApproverSpec, CaseSpec, Entry, Front, LimitsSpec};
use organisation::OrganisationSpec;
pub(super) use organisation_rules::compile as compile_organisation;
pub(crate) use organisation_rules::{ClusterRules, EvennessRules, OrganisationRules, TaskRules};

/// The section `complaints` of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct ComplaintsSpec {
    /// How complaints are timed (C1, C2, C8, C11).
    pub clocks: ClocksSpec,
    /// How a case is led, and who may grant what (C1 to C3, C7, C8).
    pub case: CaseSpec,
    /// How the house is organised for them (C9, C10, C12 to C15, C17).
    pub organisation: OrganisationSpec,
}

/// Reads the table `complaints`: each part takes its own fields, and what none of them takes is an error.
pub(super) fn read(
    field: &Field<'_>,
    law: bool,
    origin: &dyn Fn(&Field<'_>) -> Origin,
) -> Result<ComplaintsSpec> {
    let mut table = field.table()?;
    let spec = ComplaintsSpec {
        clocks: super::load::clocks(&mut table, law, origin)?,
        case: case::load::read(&mut table, law, origin)?,
        organisation: organisation_load::read(&mut table, origin)?,
    };
    if law && spec.organisation != OrganisationSpec::default() {
        return Err(field.error(
            Code::InvalidValue,
            "a law says what customers are owed, not how a house is organised; write this in a house policy",
        ));
    }
    table.finish()?;
    Ok(spec)
}

impl ComplaintsSpec {
    /// Lays `upper`, the document `name`, on this; `note` is told of each entry that is replaced.
    ///
    /// # Errors
    /// [`Code::LawConflict`] where laws contradict each other.
    pub(super) fn lay(
        self,
        upper: Self,
        both_law: bool,
        name: &str,
        note: &mut dyn FnMut(String),
    ) -> Result<Self> {
        Ok(Self {
            clocks: self.clocks.lay(upper.clocks, both_law, name, note)?,
            case: CaseSpec::lay(self.case, upper.case, note)?,
            organisation: self.organisation.lay(upper.organisation, note),
        })
    }
}
