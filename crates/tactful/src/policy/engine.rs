//! The engine: a policy, compiled once, shared by all threads.

use super::bearing::Bearing;
use super::compiled::{Length, Reason, Rule, Scope};
use super::library::Library;
use super::lookback::Lookbacks;
use super::spec::{Policy, Texts, UnknownZone};
use crate::complaint::Complaints;
use crate::customer::{ByKind, Customer, Kind, Place, Shape, Standing};
use crate::document::nearest;
use crate::time::{Calendar, Instant, LeapMonth, Zone, Zones};
use crate::voice::Voice;
use crate::{Code, Error, Result, SEMANTICS_VERSION};
use once_cell::race::OnceBox;
use std::collections::HashMap;
use std::sync::Arc;

/// A policy, compiled: immutable plain data, shared by all threads.
///
/// ```
/// use tactful::Engine;
/// let engine = Engine::house()?;
/// assert!(engine.reasons().any(|reason| reason == "ask-referral"));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    pub(crate) policy: Policy,
    pub(crate) zones: Arc<Zones>,
    pub(crate) channels: Vec<String>,
    /// Their hashes, as consents name them.
    pub(crate) channel_keys: Vec<u64>,
    pub(crate) reasons: Vec<Reason>,
    /// By id and by former id.
    pub(crate) reason_names: HashMap<String, u32>,
    /// Sorted by id.
    pub(crate) rules: Vec<Rule>,
    /// Which rules bear on a contact, each combination once.
    pub(crate) bearings: Vec<Bearing>,
    pub(crate) lookbacks: Lookbacks,
    pub(crate) calendars: Vec<(String, Arc<Calendar>)>,
    pub(crate) complaint_clocks: super::clocks::Clocks,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) scopes_by_kind: ByKind,
    pub(crate) shape: Arc<Shape>,
    pub(crate) unknown_zone: Vec<Arc<Zone>>,
    pub(crate) horizon_days: i32,
    pub(crate) forget: Length,
    pub(crate) lapsed: Option<Length>,
    pub(crate) leap_day_on_march_1: bool,
    pub(crate) leap_month: LeapMonth,
    pub(crate) stage_scopes: StageScopes,
    /// By hash of the product, sorted; 0: any other.
    pub(crate) benefits: Vec<(u64, Length)>,
    pub(crate) complaints: Complaints,
    pub(crate) organisation: super::complaints::OrganisationRules,
    pub(crate) fingerprint: String,
    /// Compiled when it is first asked for: most engines never talk.
    pub(crate) voice: OnceBox<Voice>,
}

/// Where the standing keeps what the stage is derived from.
#[derive(Debug, Clone, Default)]
pub(crate) struct StageScopes {
    pub(crate) purchase: usize,
    pub(crate) delivered: usize,
    pub(crate) inquiry: usize,
    pub(crate) level: usize,
    pub(crate) touches: Vec<usize>,
}

impl Engine {
    /// The engine of the embedded house policy.
    ///
    /// # Errors
    /// None that a caller could cause; the house policy is tested.
    pub fn house() -> Result<Self> {
        Self::new(&Library::new(), super::HOUSE)
    }

    /// The engine of a document in TOML or JSON, with the library's own documents to extend.
    ///
    /// # Errors
    /// As [`Policy::parse`], and what does not fit together: [`Code::UnknownPolicy`], [`Code::UnknownReason`],
    /// [`Code::UnknownCalendar`], [`Code::UnknownChannel`], [`Code::UnknownTz`] and others, with their place.
    ///
    /// ```
    /// use tactful::Engine;
    /// let engine = Engine::from_text("
    ///     name = 'small'
    ///     version = '1'
    ///     [reasons.hello]
    ///     value = 'good advice'
    ///     purpose = 'service'
    ///     intent = 'give'
    ///     every = '30d'
    /// ")?;
    /// assert_eq!(engine.reasons().collect::<Vec<_>>(), ["hello"]);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn from_text(text: &str) -> Result<Self> {
        Self::new(&Library::new(), text)
    }

    /// The engine of a document, with the documents of a library to extend.
    ///
    /// # Errors
    /// As [`Engine::from_text`].
    pub fn new(library: &Library, text: &str) -> Result<Self> {
        Self::compile(library.resolve(Policy::parse(text)?)?, library.zones())
    }

    /// The engine of a policy that needs no other document.
    ///
    /// # Errors
    /// What does not fit together, with its place.
    pub fn compile(policy: Policy, zones: Arc<Zones>) -> Result<Self> {
        super::compile::compile(policy, zones)
    }

    /// The policy, with all that it extends laid together.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What the answers rest on: policy and its version, a hash of its content, zone data, semantics version.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The words of customers and staff: the library's, and what the policy says of them (C5, C16).
    ///
    /// # Errors
    /// None that a caller could cause: a policy with words of its own was refused when it was compiled.
    ///
    /// ```
    /// let engine = tactful::Engine::house()?;
    /// assert_eq!(engine.voice()?.signposts("always").len(), 1);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn voice(&self) -> Result<&Voice> {
        self.voice.get_or_try_init(|| Voice::new(&self.policy.voice).map(Box::new))
    }

    /// What the policy says of complaints: guards, authority, reports (C1 to C3, C7, C8).
    #[must_use]
    pub fn complaints(&self) -> &Complaints {
        &self.complaints
    }

    /// The zones that it knows.
    #[must_use]
    pub fn zones(&self) -> &Arc<Zones> {
        &self.zones
    }

    /// A zone by its IANA name.
    ///
    /// # Errors
    /// [`Code::UnknownTz`], with the nearest known name.
    pub fn zone(&self, name: &str) -> Result<Arc<Zone>> {
        self.zones.get(name)
    }

    /// The ids of the reasons, in the order of the policy.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        self.reasons.iter().map(|reason| reason.id.as_str())
    }

    /// The ids of the rules, sorted.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.id.as_str())
    }

    /// The channels there are.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        self.channels.iter().map(String::as_str)
    }

    /// The channels of a reason, the preferred first.
    ///
    /// # Errors
    /// [`Code::UnknownReason`].
    pub fn channels_of(&self, reason: &str) -> Result<impl Iterator<Item = &str>> {
        let reason = &self.reasons[self.reason(reason)?];
        Ok(reason.order.iter().map(|&channel| self.channels[usize::from(channel)].as_str()))
    }

    /// What is said for a reason, in substance, and what the customer has of it (F9).
    ///
    /// # Errors
    /// [`Code::UnknownReason`].
    pub fn texts_of(&self, reason: &str) -> Result<(&Texts, &Texts)> {
        let id = &self.reasons[self.reason(reason)?].id;
        let spec = self.policy.reasons.iter().find(|spec| spec.id == *id);
        spec.map(|spec| (&spec.says, &spec.value)).ok_or_else(|| self.no_reason(reason))
    }

    /// The place of a reason among [`Engine::reasons`], from 0, by its id or a former one.
    ///
    /// # Errors
    /// [`Code::UnknownReason`], with the nearest known id.
    pub fn reason_index(&self, id: &str) -> Result<u32> {
        self.reason(id).map(|index| index as u32)
    }

    /// The place of a channel among [`Engine::channels`], from 0.
    ///
    /// # Errors
    /// [`Code::UnknownChannel`], with the nearest known name.
    pub fn channel_index(&self, name: &str) -> Result<u32> {
        self.channel(name).map(u32::from)
    }

    pub(crate) fn reason(&self, id: &str) -> Result<usize> {
        self.reason_names.get(id).map(|&index| index as usize).ok_or_else(|| self.no_reason(id))
    }

    fn no_reason(&self, id: &str) -> Error {
        let known: Vec<&str> = self.reasons().collect();
        let near = nearest(id, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Error::new(Code::UnknownReason, format!("the policy has no such reason{near}"))
    }

    pub(crate) fn channel(&self, name: &str) -> Result<u8> {
        match self.channels.iter().position(|known| known == name) {
            Some(index) => Ok(index as u8),
            None => {
                let known: Vec<&str> = self.channels().collect();
                let hint = match nearest(name, &known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it knows {}", known.join(", ")),
                };
                Err(Error::new(Code::UnknownChannel, format!("the policy has no such channel; {hint}")))
            }
        }
    }

    /// The bit of a kind's name.
    pub(crate) fn kind_bit(&self, name: &str) -> Option<u64> {
        kind_bit(&self.policy.own_facts, name)
    }

    /// The name of a kind's bit.
    pub(crate) fn kind_name(&self, bit: u64) -> &str {
        let place = bit.trailing_zeros() as usize;
        match Kind::ALL.get(place) {
            Some((name, _)) => name,
            None => self.policy.own_facts.get(place.saturating_sub(OWN_KINDS)).map_or("", String::as_str),
        }
    }

    /// How long after the delivery a product shows what it is worth, if the policy says so (F4).
    pub(crate) fn benefit(&self, product: u64) -> Option<&Length> {
        let find = |product| self.benefits.binary_search_by_key(&product, |(known, _)| *known).ok();
        find(product).or_else(|| find(0)).map(|place| &self.benefits[place].1)
    }

    /// The zones whose clocks count for a customer, and whether they are assumed.
    pub(crate) fn clocks<'a>(&'a self, customer: &'a Customer) -> (&'a [Arc<Zone>], bool) {
        match &customer.place {
            Place::Zone(zone) => (std::slice::from_ref(zone), false),
            Place::OneOf(zones) if !zones.is_empty() => (zones, zones.len() > 1),
            _ => (&self.unknown_zone, true),
        }
    }

    /// A business calendar of the policy, by its name.
    ///
    /// # Errors
    /// [`Code::UnknownCalendar`].
    pub fn calendar(&self, name: &str) -> Result<&Arc<Calendar>> {
        let known: Vec<&str> = self.calendars.iter().map(|(known, _)| known.as_str()).collect();
        match self.calendars.iter().find(|(known, _)| known == name) {
            Some((_, calendar)) => Ok(calendar),
            None => Err(super::unknown_name(Code::UnknownCalendar, "calendar", name, &known)),
        }
    }

    /// A standing without facts.
    #[must_use]
    pub fn empty_standing(&self) -> Standing {
        Standing::new(Arc::clone(&self.shape))
    }

    /// Reads a standing that [`Standing::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Code::InvalidStanding`] if the bytes are damaged, [`Code::StandingShape`] if another policy folded them.
    pub fn standing_from_bytes(&self, bytes: &[u8]) -> Result<Standing> {
        Standing::from_bytes(bytes, &self.shape)
    }

    /// The same memory in the shape of this engine: after a change of policy that asks for no more than is kept.
    ///
    /// # Errors
    /// [`Code::StandingShape`] if the policy asks for more; fold the facts again.
    pub fn adopt(&self, standing: &Standing) -> Result<Standing> {
        if standing.shape.fingerprint == self.shape.fingerprint {
            return Ok(standing.clone());
        }
        standing.reshape(&self.shape)
    }

    /// The end of the search that begins at `now`: so many whole civil days after today. It moves at midnight
    /// alone, so what it limits stays as it is until the next civil day.
    pub(crate) fn horizon(&self, now: i64, zone: &Zone) -> i64 {
        let end = crate::time::Span::FullDays(self.horizon_days).end(now, zone).unwrap_or(now);
        end.min(Instant::MAX.seconds())
    }
}

/// Kinds of the host's own begin at this bit.
pub(crate) const OWN_KINDS: usize = 32;

pub(crate) fn kind_bit(own: &[String], name: &str) -> Option<u64> {
    match Kind::from_word(name) {
        Some(kind) => Some(kind.bit()),
        None => own.iter().position(|known| known == name).map(|place| 1 << (OWN_KINDS + place)),
    }
}

pub(crate) fn fingerprint(policy: &Policy, zones: &Zones, content: u64) -> String {
    format!(
        "{}@{}#{content:016x};zones={};semantics={SEMANTICS_VERSION}",
        policy.name,
        policy.version,
        zones.version()
    )
}

/// The zones that are assumed for customers without one.
pub(crate) fn unknown_zones(policy: &Policy, zones: &Zones) -> Result<Vec<Arc<Zone>>> {
    match &policy.unknown_zone {
        None => Ok(vec![zones.get("UTC")?]),
        Some(UnknownZone::Zone(name)) => {
            let zone = zones.get(name);
            Ok(vec![zone.map_err(|e| policy.located("timezone", e.at_path("timezone.unknown")))?])
        }
        Some(UnknownZone::Strictest(names)) => {
            let at = |e: Error| policy.located("timezone", e.at_path("timezone.candidates"));
            names.iter().map(|name| zones.get(name).map_err(at)).collect()
        }
    }
}
