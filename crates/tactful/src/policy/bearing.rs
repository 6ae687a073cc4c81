//! Which rules bear on which contacts, found once for a policy.

use super::compiled::{Demand, Reason, Rule};
use super::lookback::Lookbacks;
use std::collections::HashMap;

/// The rules that bear on a contact, by index, so in the order of their ids. Reasons through one channel mostly
/// share them, so what they say together need be found but once for a customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Bearing {
    /// Those that ask for consent: what they say depends on purpose and channel.
    pub(crate) consents: Vec<u16>,
    /// All others: what they say is the same for every contact on which they bear.
    pub(crate) rules: Vec<u16>,
    /// The latter as bits, where they can be worked out by what they look back to.
    pub(crate) bits: Option<u64>,
}

/// The rules that bear on each reason through each channel; what is the same is kept once.
pub(super) fn bearings(
    reasons: &mut [Reason],
    rules: &[Rule],
    lookbacks: &Lookbacks,
    channels: usize,
) -> Vec<Bearing> {
    let mut bearings: Vec<Bearing> = Vec::new();
    let mut places: HashMap<Bearing, u16> = HashMap::new();
    for reason in reasons {
        for channel in 0..channels {
            let mut bearing = Bearing::default();
            if reason.channels >> channel & 1 == 1 {
                for &index in &reason.rules {
                    let rule = &rules[usize::from(index)];
                    if rule.channels >> channel & 1 == 1 {
                        match rule.demand {
                            Demand::Consent => bearing.consents.push(index),
                            _ => bearing.rules.push(index),
                        }
                    }
                }
            }
            let place = *places.entry(bearing).or_insert_with_key(|bearing| {
                bearings.push(bearing.clone());
                (bearings.len() - 1) as u16
            });
            reason.bearings.push(place);
        }
    }
    for bearing in &mut bearings {
        bearing.bits = lookbacks.bits(bearing, rules);
    }
    bearings
}
