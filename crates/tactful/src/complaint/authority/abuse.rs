//! Patterns in the use of authority that a manager should look at (C7, C8). They accuse nobody.

use super::money::Currency;
use super::ruling::{Authority, Grant};
use crate::Code;
use crate::complaint::Power;
use crate::order::Order;
use crate::time::{Span, Zone};
use std::collections::BTreeMap;

/// Thresholds of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AbuseTerms {
    /// Grants are looked at together if they lie within this period.
    pub(crate) within: Span,
    /// So many grants by one person to one customer are a pattern.
    pub(crate) to_one_customer: usize,
    /// Just under the limit: from so many per cent of it on.
    pub(crate) percent: i64,
    /// So many grants just under the limit are a pattern.
    pub(crate) just_under: usize,
}

impl Default for AbuseTerms {
    fn default() -> Self {
        Self { within: Span::Days(30), to_one_customer: 3, percent: 90, just_under: 3 }
    }
}

/// A pattern, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abuse {
    /// [`Code::RepeatedGrants`] or [`Code::JustUnderLimit`].
    pub code: Code,
    /// Whose grants they are.
    pub by: String,
    /// The customer, of repeated grants.
    pub customer: Option<String>,
    /// The power, of grants just under its limit.
    pub power: Option<Power>,
    /// The ids of the grants, by instant and id.
    pub evidence: Vec<String>,
}

impl Authority {
    /// The patterns in a list of grants, in any order; one of each kind for a person and customer, or a person and
    /// power. Evidence is every grant that lies in some period with enough of them; periods begin at a grant, and
    /// their days are those of `zone`. Grants that an approver let pass, and those that saved a core moment, were
    /// seen by somebody and are left out of the second pattern.
    ///
    /// ```
    /// use tactful::complaint::{Grant, Power, Role};
    /// use tactful::{time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let grants: Vec<Grant> = (1..=4)
    ///     .map(|day| {
    ///         let at = Instant::parse(&format!("2026-11-{:02}T10:00:00Z", day * 5))?;
    ///         let grant = Grant::new(&format!("g-{day}"), at, "ben", Role::Direct, Power::CaringService);
    ///         Ok(Grant { customer: Some("c-1".to_owned()), ..grant })
    ///     })
    ///     .collect::<Result<_, tactful::Error>>()?;
    /// let found = engine.complaints().authority().abuse(&grants, engine.zone("UTC")?.as_ref());
    /// assert_eq!((found[0].code, found[0].evidence.len()), (Code::RepeatedGrants, 4));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn abuse(&self, grants: &[Grant], zone: &Zone) -> Vec<Abuse> {
        let mut sorted: Vec<&Grant> = grants.iter().collect();
        sorted.order_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        sorted.dedup_by(|a, b| a.id == b.id && a.at == b.at);
        let terms = &self.abuse;
        let mut to_customer: BTreeMap<(&str, &str), Vec<&Grant>> = BTreeMap::new();
        let mut under: BTreeMap<(&str, Power), Vec<&Grant>> = BTreeMap::new();
        for grant in sorted {
            if let Some(customer) = &grant.customer {
                to_customer.entry((&grant.by, customer)).or_default().push(grant);
            }
            if self.is_just_under(grant) {
                under.entry((&grant.by, grant.power)).or_default().push(grant);
            }
        }
        let mut found = Vec::new();
        for ((by, customer), grants) in to_customer {
            let evidence = clustered(&grants, terms.within, terms.to_one_customer, zone);
            if !evidence.is_empty() {
                let (code, customer) = (Code::RepeatedGrants, Some(customer.to_owned()));
                found.push(Abuse { code, by: by.to_owned(), customer, power: None, evidence });
            }
        }
        for ((by, power), grants) in under {
            let evidence = clustered(&grants, terms.within, terms.just_under, zone);
            if !evidence.is_empty() {
                let (code, power) = (Code::JustUnderLimit, Some(power));
                found.push(Abuse { code, by: by.to_owned(), customer: None, power, evidence });
            }
        }
        found
    }

    fn is_just_under(&self, grant: &Grant) -> bool {
        let limit = |currency: Currency| {
            let limits = self.matrix.get(grant.role as usize)?.get(grant.power as usize)?.as_ref()?;
            let (_, most) = limits.per_case.as_ref()?.iter().find(|(known, _)| *known == currency)?;
            Some(*most)
        };
        let Some(amount) = grant.amount else { return false };
        let Some(most) = limit(amount.currency()) else { return false };
        let seen = grant.approved_by.is_some() || grant.saved;
        let near = i128::from(amount.minor()) * 100 >= i128::from(most) * i128::from(self.abuse.percent);
        !seen && most > 0 && near && amount.minor() <= most
    }
}

/// The ids of all grants, sorted by instant, that lie in some period with at least so many of them.
fn clustered(grants: &[&Grant], within: Span, least: usize, zone: &Zone) -> Vec<String> {
    let mut marked = vec![false; grants.len()];
    for (first, grant) in grants.iter().enumerate() {
        let end = within.end(grant.at.seconds(), zone).unwrap_or(i64::MAX);
        let count = grants.iter().skip(first).take_while(|other| other.at.seconds() < end).count();
        if count >= least {
            marked.iter_mut().skip(first).take(count).for_each(|mark| *mark = true);
        }
    }
    let pairs = grants.iter().zip(marked);
    pairs.filter(|(_, marked)| *marked).map(|(grant, _)| grant.id.clone()).collect()
}
