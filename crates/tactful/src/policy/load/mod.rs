//! From a document to a [`Policy`]: strict, so that a misspelt field is an error and not a rule that never was.

mod clock;
mod example;
mod reason;
mod rule;
mod words;

use super::complaints::ComplaintsSpec;
use super::spec::{LevelSpec, Obligation, Origin, Policy, PolicyKind, Sizes, UnknownZone};
use crate::document::{Field, Key, Table, parse, parse_json, parse_toml, read_calendar_spec};
use crate::order::Order;
use crate::time::{Date, LeapMonth, LunarDay, Span};
use crate::voice::VoiceSpec;
use crate::{Code, Result};
pub(in crate::policy) use clock::clocks;
pub(crate) use clock::{not_longer, priorities_or_default};
pub(crate) use words::name;
pub(crate) use words::unknown_name;
pub use words::{NAME_RULE, is_name};
use words::{fact_kind, texts_list};
pub(in crate::policy) use words::{names, natural, one_or_more, plain, positive, span};

/// The channels of a policy that names none.
const CHANNELS: [&str; 8] = ["phone", "email", "sms", "chat", "app", "post", "visit", "social"];
/// No policy needs more; a document from a stranger may not ask for more.
const MAX_REASONS: usize = 1_000;
const MAX_RULES: usize = 500;
const MAX_CLOCKS: usize = 200;
pub(super) const MAX_CHANNELS: usize = 60;
pub(super) const MAX_OWN_FACTS: usize = 30;

impl Policy {
    /// Reads a document in TOML, or in JSON if it begins with `{`.
    ///
    /// What it extends is not looked up yet; see [`super::Library`].
    ///
    /// # Errors
    /// With path, line and column: [`Code::InvalidDocument`], [`Code::DuplicateKey`], [`Code::UnknownField`] (with the
    /// nearest known name), [`Code::WrongType`], [`Code::InvalidValue`], [`Code::InvalidSpan`], [`Code::ZeroCap`],
    /// [`Code::EmptyWindow`], [`Code::NoValue`] and others of the table.
    ///
    /// ```
    /// use tactful::{policy::Policy, Code};
    /// let error = Policy::parse("name = 'p'\nversion = '1'\n[rules.nights]\nquite_hours = ['21:00-08:00']\n").unwrap_err();
    /// assert_eq!((error.code(), error.line(), error.path()), (Code::UnknownField, 4, "rules.nights.quite_hours"));
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        policy(&Field::root(&parse(text)?))
    }

    /// Reads a document in TOML.
    ///
    /// # Errors
    /// As [`Policy::parse`].
    pub fn parse_toml(text: &str) -> Result<Self> {
        policy(&Field::root(&parse_toml(text)?))
    }

    /// Reads a document in JSON.
    ///
    /// # Errors
    /// As [`Policy::parse`].
    pub fn parse_json(text: &str) -> Result<Self> {
        policy(&Field::root(&parse_json(text)?))
    }
}

/// Reads a policy from a parsed document.
///
/// # Errors
/// As [`Policy::parse`].
pub fn policy(root: &Field<'_>) -> Result<Policy> {
    let mut table = root.table()?;
    let name_field = table.required("name")?;
    let policy_name = name(&name_field)?;
    let version = table.required("version")?.text()?.to_owned();
    let document = format!("{policy_name}@{version}");
    let origin = |field: &Field<'_>| Origin {
        document: document.clone(),
        path: field.path(),
        line: field.at().line,
        column: field.at().column,
    };
    let kind = match table.optional("kind") {
        Some(field) => field.choice(&[("house", PolicyKind::House), ("law", PolicyKind::Law)])?,
        None => PolicyKind::House,
    };
    metadata(&mut table)?;
    let mut origins = Vec::new();
    let extends = match table.optional("extends") {
        Some(field) => {
            origins.push(("extends".to_owned(), origin(&field)));
            texts_list(&field)?
        }
        None => Vec::new(),
    };
    let own_facts = match table.optional("own_facts") {
        Some(field) => {
            let names: Vec<String> = field.list()?.iter().map(name).collect::<Result<_>>()?;
            if names.len() > MAX_OWN_FACTS {
                return Err(
                    field.error(Code::TooLarge, format!("at most {MAX_OWN_FACTS} kinds of own facts"))
                );
            }
            names
        }
        None => Vec::new(),
    };
    let channels = match table.optional("channels") {
        Some(field) => {
            let names: Vec<String> = field.list()?.iter().map(name).collect::<Result<_>>()?;
            if names.is_empty() || names.len() > MAX_CHANNELS {
                return Err(field.error(Code::InvalidValue, format!("name 1 to {MAX_CHANNELS} channels")));
            }
            names
        }
        None => Vec::new(),
    };
    let voice = match table.optional("voice") {
        Some(field) => {
            origins.push(("voice".to_owned(), origin(&field)));
            crate::voice::read(&field, origin)?
        }
        None => VoiceSpec::default(),
    };
    let unknown_zone = match table.optional("timezone") {
        Some(field) => {
            origins.push(("timezone".to_owned(), origin(&field)));
            Some(unknown_zone(&field)?)
        }
        None => None,
    };
    let mut policy = Policy {
        name: policy_name,
        version,
        kind,
        extends,
        unknown_zone,
        horizon_days: table.optional("horizon").map(|f| horizon(&f)).transpose()?,
        channels,
        own_facts,
        touches: match table.optional("touches") {
            Some(field) => field.list()?.iter().map(fact_kind).collect::<Result<_>>()?,
            None => Vec::new(),
        },
        lapsed_after: table.optional("lapsed_after").map(|f| span(&f)).transpose()?,
        forget_complaints_after: table.optional("forget_complaints_after").map(|f| span(&f)).transpose()?,
        leap_day_on_march_1: table
            .optional("leap_day")
            .map(|f| f.choice(&[("feb28", false), ("mar1", true)]))
            .transpose()?,
        leap_month: table.optional("leap_month").map(|f| f.choice(LeapMonth::ALL)).transpose()?,
        sizes: table.optional("sizes").map(|f| sizes(&f)).transpose()?.unwrap_or_default(),
        calendars: Vec::new(),
        calendar_origins: Vec::new(),
        origins,
        occasions: Vec::new(),
        benefits: Vec::new(),
        reasons: Vec::new(),
        rules: Vec::new(),
        levels: Vec::new(),
        complaints: match table.optional("complaints") {
            Some(field) => super::complaints::read(&field, kind == PolicyKind::Law, &origin)?,
            None => ComplaintsSpec::default(),
        },
        relationship: match table.optional("relationship") {
            Some(field) => super::figures::read(&field)?,
            None => super::figures::FiguresSpec::default(),
        },
        touchpoints: match table.optional("touchpoints") {
            Some(field) => crate::touchpoint::read(&field)?,
            None => crate::touchpoint::TouchpointsSpec::default(),
        },
        voice,
        examples: Vec::new(),
        replaced: Vec::new(),
    };
    if let Some(field) = table.optional("calendars") {
        for (key, field) in named(&field)? {
            policy.calendar_origins.push((key.name.clone(), origin(&field)));
            policy.calendars.push((key.name.clone(), read_calendar_spec(&field)?));
        }
    }
    if let Some(field) = table.optional("occasions") {
        for (key, field) in named(&field)? {
            policy.occasions.push((key.name.clone(), dates(&field)?));
        }
    }
    if let Some(field) = table.optional("benefit") {
        let mut benefit = field.table()?;
        if let Some(field) = benefit.optional("unless_observed") {
            for (key, field) in field.table()?.entries() {
                policy.benefits.push((key.name.clone(), span(&field)?));
            }
        }
        benefit.finish()?;
    }
    if let Some(field) = table.optional("reasons") {
        let entries = named(&field)?;
        if entries.len() > MAX_REASONS {
            return Err(field.error(Code::TooLarge, format!("at most {MAX_REASONS} reasons")));
        }
        for (key, field) in entries {
            policy.reasons.push(reason::reason(&key.name, &field, origin(&field))?);
        }
    }
    if let Some(field) = table.optional("rules") {
        let entries = named(&field)?;
        if entries.len() > MAX_RULES {
            return Err(field.error(Code::TooLarge, format!("at most {MAX_RULES} rules")));
        }
        for (key, field) in entries {
            policy.rules.push(rule::rule(&key.name, &field, origin(&field), kind == PolicyKind::Law)?);
        }
    }
    if let Some(field) = table.optional("levels") {
        for (key, field) in named(&field)? {
            policy.origins.push((format!("levels.{}", key.name), origin(&field)));
            policy.levels.push(LevelSpec { id: key.name.clone(), owes: obligations(&field)? });
        }
    }
    if let Some(field) = table.optional("examples") {
        policy.examples =
            field.list()?.iter().map(|f| example::example(f, &policy.own_facts)).collect::<Result<_>>()?;
    }
    table.finish()?;
    Ok(policy)
}

/// Reads wall times as rules of a policy do: `["21:00-08:00"]`, or a table of weekdays.
///
/// # Errors
/// [`Code::InvalidTime`], [`Code::EmptyWindow`], [`Code::InvalidValue`] without any.
///
/// ```
/// use tactful::document::{parse_json, Field};
/// let node = parse_json(r#"{"sat": ["10:00-12:00"]}"#)?;
/// assert_eq!(tactful::policy::windows(&Field::root(&node))?[0].from, 36_000);
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn windows(field: &Field<'_>) -> Result<Vec<crate::when::WallWindow>> {
    words::wall_windows(field, None)
}

/// The channels in force: those named, or the usual ones.
pub(crate) fn channels_or_default(channels: Vec<String>) -> Vec<String> {
    if channels.is_empty() { CHANNELS.iter().map(|&c| c.to_owned()).collect() } else { channels }
}

/// Where a law stands and when it was read: for people; the rules carry the dates that count.
fn metadata(table: &mut Table<'_>) -> Result<()> {
    for field in [table.optional("source"), table.optional("not_legal_advice")].into_iter().flatten() {
        if field.bool().is_err() {
            field.text()?;
        }
    }
    for field in [table.optional("checked_on"), table.optional("valid_from"), table.optional("valid_to")]
        .into_iter()
        .flatten()
    {
        field.parse_with(Date::parse)?;
    }
    Ok(())
}

/// The entries of a table whose keys are names that people chose.
pub(crate) fn named<'n>(field: &Field<'n>) -> Result<Vec<(&'n Key, Field<'n>)>> {
    let entries = field.table()?.entries();
    for (key, field) in &entries {
        if !words::is_name(&key.name) {
            return Err(field.error(Code::InvalidValue, words::NAME_RULE));
        }
    }
    Ok(entries)
}

/// The dates of a festival: as they are listed, or all of a day of the Chinese year, `lunar 08-15`.
fn dates(field: &Field<'_>) -> Result<Vec<Date>> {
    if field.text().is_ok() {
        let day = field.parse_with(LunarDay::parse)?;
        if day.leap {
            let message = "a festival is in a regular month; write it as `lunar 08-15`";
            return Err(field.error(Code::InvalidTime, message));
        }
        return Ok(day.all(LeapMonth::Regular));
    }
    let mut dates: Vec<Date> =
        field.list()?.iter().map(|f| f.parse_with(Date::parse)).collect::<Result<_>>()?;
    dates.order();
    Ok(dates)
}

fn unknown_zone(field: &Field<'_>) -> Result<UnknownZone> {
    let mut table = field.table()?;
    let unknown = table.required("unknown")?;
    let candidates = table.optional("candidates");
    let zone = match (unknown.text()?, candidates) {
        ("strictest", Some(zones)) if !zones.list()?.is_empty() => {
            UnknownZone::Strictest(texts_list(&zones)?)
        }
        ("strictest", _) => {
            return Err(unknown.error(
                Code::MissingField,
                "`strictest` needs the zones to choose from: candidates = [\"Europe/Paris\", …]",
            ));
        }
        (zone, None) => UnknownZone::Zone(zone.to_owned()),
        (_, Some(zones)) => {
            return Err(zones.error(Code::InvalidValue, "candidates belong to unknown = \"strictest\""));
        }
    };
    table.finish()?;
    Ok(zone)
}

fn horizon(field: &Field<'_>) -> Result<i32> {
    match span(field)? {
        Span::Days(days @ 1..=3_660) => Ok(days),
        _ => Err(field.error(Code::InvalidValue, "the horizon is 1d to 3660d")),
    }
}

fn sizes(field: &Field<'_>) -> Result<Sizes> {
    let mut table = field.table()?;
    let mut read = |name: &'static str, most: i64| -> Result<Option<u16>> {
        table.optional(name).map(|f| natural(&f, 1, most).map(|n| n as u16)).transpose()
    };
    let sizes = Sizes {
        orders: read("orders", 4_096)?,
        cases: read("cases", 1_024)?,
        consents: read("consents", 256)?,
        contacts: read("contacts", 1_024)?,
    };
    table.finish()?;
    Ok(sizes)
}

fn obligations(field: &Field<'_>) -> Result<Vec<Obligation>> {
    let mut table = field.table()?;
    let mut owes = Vec::new();
    if let Some(field) = table.optional("owes") {
        for field in field.list()? {
            let mut table = field.table()?;
            owes.push(Obligation {
                reason: name(&table.required("reason")?)?,
                after: table.optional("after").map(|f| fact_kind(&f)).transpose()?,
                within: table.optional("within").map(|f| span(&f)).transpose()?,
                every: table.optional("every").map(|f| span(&f)).transpose()?,
            });
            table.finish()?;
        }
    }
    table.finish()?;
    Ok(owes)
}
