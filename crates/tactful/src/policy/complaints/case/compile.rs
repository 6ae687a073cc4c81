//! From the section `[complaints]` to what guards and authority read.

use super::spec::{CaseSpec, Entry};
use crate::complaint::{
    AbuseTerms, Approver, Authority, Cause, ClockWords, Complaints, Limits, Power, Remedies, Role, Terms,
};
use crate::order::Order;
use crate::time::{Span, Zone};
use std::sync::Arc;

/// The same or the next day (C8).
const REPORT_DUE: Span = Span::DaysInclusive(2);

impl CaseSpec {
    /// Compiles the section; `zone` is the one whose civil days periods count within a case, `words` are those of
    /// the clocks.
    pub(crate) fn compile(&self, zone: Arc<Zone>, words: ClockWords) -> Complaints {
        let usual = Terms::default();
        let mut terms = Terms {
            attempts: value(&self.attempts).map_or(usual.attempts, small),
            offers: value(&self.offers).map_or(usual.offers, small),
            beside: value(&self.beside).map(|list| list.into_iter().collect()).unwrap_or_default(),
            ..usual
        };
        for (index, (_, cause)) in Cause::ALL.iter().enumerate() {
            if let Some((_, fit)) = self.remedies.iter().find(|(known, _)| known == cause) {
                terms.fit[index] = fit.value.iter().copied().collect::<Remedies>();
            }
        }
        Complaints {
            terms,
            apart_seconds: value(&self.apart_seconds).unwrap_or(0),
            authority: self.authority(),
            report_due: value(&self.report_due).unwrap_or(REPORT_DUE),
            zone,
            words,
        }
    }

    fn authority(&self) -> Authority {
        let limits = |role: Role, power: Power| {
            let (_, entry) = self.authority.iter().find(|(known, _)| *known == (role, power))?;
            let spec = entry.value.as_ref()?;
            Some(Limits {
                per_case: spec.per_case.clone(),
                per_period: spec.per_period.clone().zip(spec.period),
            })
        };
        let row = |role| Power::ALL.iter().map(|&(_, power)| limits(role, power)).collect::<Vec<_>>();
        let mut matrix: [[Option<Limits>; 3]; 3] = Default::default();
        for (cells, role) in matrix.iter_mut().zip([Role::Direct, Role::Assisting, Role::ByChance]) {
            for (cell, limits) in cells.iter_mut().zip(row(role)) {
                *cell = limits;
            }
        }
        let mut approvers: Vec<_> = self.approvers.iter().collect();
        approvers.order_by(|(a, x), (b, y)| (x.value.rank, a).cmp(&(y.value.rank, b)));
        let usual = AbuseTerms::default();
        Authority {
            matrix,
            core_moment_percent: value(&self.core_moment_percent).unwrap_or(100),
            approvers: approvers
                .into_iter()
                .map(|(id, entry)| Approver { id: id.clone(), per_case: entry.value.per_case.clone() })
                .collect(),
            abuse: AbuseTerms {
                within: value(&self.abuse_within).unwrap_or(usual.within),
                to_one_customer: value(&self.abuse_to_one_customer)
                    .map_or(usual.to_one_customer, |n| n as usize),
                percent: value(&self.abuse_percent).unwrap_or(usual.percent),
                just_under: value(&self.abuse_just_under).map_or(usual.just_under, |n| n as usize),
            },
        }
    }
}

fn value<T: Clone>(entry: &Option<Entry<T>>) -> Option<T> {
    entry.as_ref().map(|entry| entry.value.clone())
}

/// The loader keeps these below 100.
fn small(n: i64) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}
