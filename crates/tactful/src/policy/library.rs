//! Documents by name and version, and how one lies on another.

use super::spec::{Policy, PolicyKind, Replaced};
use crate::time::Zones;
use crate::voice::VoiceSpec;
use crate::{Code, Error, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// No document lies on so many others.
const MAX_LAYERS: usize = 32;

/// The documents that a policy may extend: the library's own, and those of the host.
///
/// ```
/// use tactful::{policy::Library, Engine};
/// let mut library = Library::new();
/// library.add("name = 'group'\nversion = '3'\nchannels = ['phone', 'email']")?;
/// let engine = Engine::new(&library, "name = 'shop'\nversion = '1'\nextends = ['group@3']")?;
/// assert_eq!(engine.channels().count(), 2);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug)]
pub struct Library {
    documents: BTreeMap<String, Policy>,
    zones: Arc<Zones>,
}

impl Default for Library {
    fn default() -> Self {
        Self::new()
    }
}

impl Library {
    /// The library's own documents.
    #[must_use]
    pub fn new() -> Self {
        Self { documents: BTreeMap::new(), zones: Arc::new(Zones::bundled()) }
    }

    /// Adds a document of the host; one of the same name and version is replaced.
    ///
    /// # Errors
    /// As [`Policy::parse`].
    pub fn add(&mut self, text: &str) -> Result<()> {
        self.add_policy(Policy::parse(text)?);
        Ok(())
    }

    /// Adds a policy of the host; one of the same name and version is replaced.
    pub fn add_policy(&mut self, policy: Policy) {
        self.documents.insert(format!("{}@{}", policy.name, policy.version), policy);
    }

    /// A document by `name@version`, or the newest of the library's own by its name alone.
    ///
    /// # Errors
    /// [`Code::UnknownPolicy`], with the nearest known.
    ///
    /// ```
    /// use tactful::policy::Library;
    /// assert_eq!(Library::new().named("house")?.version, "1");
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn named(&self, name: &str) -> Result<Policy> {
        let newest = super::EMBEDDED.iter().rev().find(|(known, _)| known.split('@').next() == Some(name));
        self.get(newest.map_or(name, |(known, _)| known))
    }

    /// Takes zones from here instead of the bundled table.
    #[must_use]
    pub fn with_zones(mut self, zones: Arc<Zones>) -> Self {
        self.zones = zones;
        self
    }

    pub(crate) fn zones(&self) -> Arc<Zones> {
        Arc::clone(&self.zones)
    }

    fn get(&self, id: &str) -> Result<Policy> {
        if let Some(policy) = self.documents.get(id) {
            return Ok(policy.clone());
        }
        match super::EMBEDDED.iter().find(|(known, _)| *known == id) {
            Some((_, text)) => Policy::parse(text),
            None => {
                let mut known: Vec<&str> = self.documents.keys().map(String::as_str).collect();
                known.extend(super::EMBEDDED.iter().map(|(known, _)| *known));
                Err(super::unknown_name(Code::UnknownPolicy, "document", id, &known))
            }
        }
    }

    /// Lays a policy on all that it extends.
    ///
    /// # Errors
    /// [`Code::UnknownPolicy`] for a name or version that is not here, [`Code::InvalidValue`] if documents extend
    /// each other in a circle, [`Code::LawConflict`] where laws contradict each other.
    pub fn resolve(&self, policy: Policy) -> Result<Policy> {
        self.resolve_within(policy, &mut Vec::new())
    }

    fn resolve_within(&self, policy: Policy, above: &mut Vec<String>) -> Result<Policy> {
        let id = format!("{}@{}", policy.name, policy.version);
        if above.contains(&id) || above.len() >= MAX_LAYERS {
            let message = format!("the document `{id}` extends itself");
            return Err(policy.located("extends", Error::new(Code::InvalidValue, message).at_path("extends")));
        }
        above.push(id);
        let mut below: Option<Policy> = None;
        for name in &policy.extends {
            let found = self.get(name).map_err(|e| policy.located("extends", e.at_path("extends")))?;
            let found = self.resolve_within(found, above)?;
            below = Some(match below {
                None => found,
                Some(lower) => lay(lower, found)?,
            });
        }
        above.pop();
        match below {
            None => Ok(policy),
            Some(lower) => lay(lower, policy),
        }
    }
}

/// Lays `upper` on `lower`: entries with the same id are replaced, but those of a law never are; both hold then,
/// and since every rule is a set of allowed instants, the stricter wins.
fn lay(lower: Policy, upper: Policy) -> Result<Policy> {
    let below = format!("{}@{}", lower.name, lower.version);
    let by = format!("{}@{}", upper.name, upper.version);
    let both_law = lower.kind == PolicyKind::Law && upper.kind == PolicyKind::Law;
    let mut replaced = lower.replaced;
    replaced.extend(upper.replaced);
    let mut note = |path: String| replaced.push(Replaced { path, below: below.clone(), by: by.clone() });

    fn by_id<T>(
        lower: Vec<T>,
        upper: Vec<T>,
        id: impl Fn(&T) -> &str,
        mut replaced: impl FnMut(&T),
    ) -> Vec<T> {
        let mut all = lower;
        for entry in upper {
            match all.iter().position(|old| id(old) == id(&entry)) {
                Some(place) => {
                    replaced(&all[place]);
                    all[place] = entry;
                }
                None => all.push(entry),
            }
        }
        all
    }
    fn union(mut lower: Vec<String>, upper: Vec<String>) -> Vec<String> {
        for name in upper {
            if !lower.contains(&name) {
                lower.push(name);
            }
        }
        lower
    }
    let own_facts = union(lower.own_facts, upper.own_facts);

    let mut rules = lower.rules;
    for mut rule in upper.rules {
        match rules.iter().position(|old| old.id == rule.id) {
            Some(place) if !rules[place].law && !rule.law => {
                note(format!("rules.{}", rule.id));
                rules[place] = rule;
            }
            Some(_) => {
                rule.id = format!("{}/{}", upper.name, rule.id);
                rules.push(rule);
            }
            None => rules.push(rule),
        }
    }
    let complaints = lower.complaints.lay(upper.complaints, both_law, &upper.name, &mut note)?;
    Ok(Policy {
        kind: if both_law { PolicyKind::Law } else { PolicyKind::House },
        unknown_zone: single(lower.unknown_zone, upper.unknown_zone, both_law, "timezone")?,
        horizon_days: single(lower.horizon_days, upper.horizon_days, both_law, "horizon")?,
        lapsed_after: single(lower.lapsed_after, upper.lapsed_after, both_law, "lapsed_after")?,
        forget_complaints_after: single(
            lower.forget_complaints_after,
            upper.forget_complaints_after,
            both_law,
            "forget_complaints_after",
        )?,
        leap_day_on_march_1: single(
            lower.leap_day_on_march_1,
            upper.leap_day_on_march_1,
            both_law,
            "leap_day",
        )?,
        leap_month: single(lower.leap_month, upper.leap_month, both_law, "leap_month")?,
        sizes: super::spec::Sizes {
            orders: upper.sizes.orders.or(lower.sizes.orders),
            cases: upper.sizes.cases.or(lower.sizes.cases),
            consents: upper.sizes.consents.or(lower.sizes.consents),
            contacts: upper.sizes.contacts.or(lower.sizes.contacts),
        },
        channels: if upper.channels.is_empty() { lower.channels } else { upper.channels },
        touches: if upper.touches.is_empty() { lower.touches } else { upper.touches },
        own_facts,
        calendars: by_id(lower.calendars, upper.calendars, |c| &c.0, |c| note(format!("calendars.{}", c.0))),
        origins: by_id(lower.origins, upper.origins, |o| &o.0, |_| {}),
        calendar_origins: by_id(lower.calendar_origins, upper.calendar_origins, |c| &c.0, |_| {}),
        occasions: by_id(lower.occasions, upper.occasions, |o| &o.0, |o| note(format!("occasions.{}", o.0))),
        benefits: by_id(lower.benefits, upper.benefits, |b| &b.0, |b| note(format!("benefit.{}", b.0))),
        reasons: by_id(lower.reasons, upper.reasons, |r| &r.id, |r| note(format!("reasons.{}", r.id))),
        levels: by_id(lower.levels, upper.levels, |l| &l.id, |l| note(format!("levels.{}", l.id))),
        rules,
        complaints,
        touchpoints: lower.touchpoints.lay(upper.touchpoints, &mut note),
        relationship: lower.relationship.lay(upper.relationship),
        voice: VoiceSpec {
            words: by_id(
                lower.voice.words,
                upper.voice.words,
                |w| &w.id,
                |w| note(format!("voice.words.{}", w.id)),
            ),
            without: union(lower.voice.without, upper.voice.without),
        },
        // a document's examples speak of that document alone
        examples: upper.examples,
        extends: upper.extends,
        name: upper.name,
        version: upper.version,
        replaced,
    })
}

/// Fields without a stricter side may not differ between laws.
pub(super) fn single<T: PartialEq>(
    lower: Option<T>,
    upper: Option<T>,
    both_law: bool,
    field: &str,
) -> Result<Option<T>> {
    match (lower, upper) {
        (Some(l), Some(u)) if both_law && l != u => {
            Err(Error::new(Code::LawConflict, format!("two laws set `{field}` differently")).at_path(field))
        }
        (lower, None) => Ok(lower),
        (_, upper) => Ok(upper),
    }
}
