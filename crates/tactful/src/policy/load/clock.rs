//! Complaint clocks in a document.

use super::super::clocks::spec::{
    ClockKind, ClockSpec, ClockZone, ClocksSpec, Combine, CountFrom, EndAt, EscalateSpec, ExitSpec,
    ExtendSpec, OnPriority, PauseSpec, Reopen, Repeat, Start, Term, Terms, Warn,
};
use super::super::clocks::{Event, MAX_OWN_EVENTS};
use super::super::spec::Origin;
use super::words::{name, names, one_or_more, positive, span};
use super::{MAX_CLOCKS, named};
use crate::document::{Field, Table};
use crate::order::Order;
use crate::time::{Date, Span};
use crate::{Code, Result};

/// Priorities of a policy that names none, the lowest first.
const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
/// The most entries of a list within a clock.
const MAX_ENTRIES: usize = 16;
/// The most causes that can stop a clock.
const MAX_PAUSES: usize = 8;
/// The most topics and priorities.
const MAX_WORDS: usize = 32;

const WHOLE_DAYS: &str =
    "days that are counted whole end with a day: \"end_of_day\" or \"close_of_business\"";

/// Reads this part's fields of the table `complaints`.
pub(in crate::policy) fn clocks(
    table: &mut Table<'_>,
    law: bool,
    origin: &dyn Fn(&Field<'_>) -> Origin,
) -> Result<ClocksSpec> {
    let mut spec = ClocksSpec {
        zone: table.optional("zone").map(|f| f.text().map(str::to_owned)).transpose()?,
        calendar: table.optional("calendar").map(|f| name(&f)).transpose()?,
        own_events: words(table.optional("events"), MAX_OWN_EVENTS)?,
        priorities: words(table.optional("priorities"), MAX_WORDS)?,
        topics: words(table.optional("topics"), MAX_WORDS)?,
        list: Vec::new(),
    };
    if let Some(field) = table.optional("clocks") {
        let entries = named(&field)?;
        if entries.len() > MAX_CLOCKS {
            return Err(field.error(Code::TooLarge, format!("at most {MAX_CLOCKS} clocks")));
        }
        for (key, field) in entries {
            spec.list.push(clock(&key.name, &field, origin(&field), law)?);
        }
        spec.list.order_by(|a, b| a.id.cmp(&b.id));
    }
    if law {
        keep_own(&mut spec);
    }
    Ok(spec)
}

/// What the clocks of a law take from their own document stays theirs, whatever a house lays over it.
fn keep_own(spec: &mut ClocksSpec) {
    for clock in &mut spec.list {
        if clock.calendar.is_none() {
            clock.calendar.clone_from(&spec.calendar);
        }
        if let (ClockZone::Firm, Some(zone)) = (&clock.zone, &spec.zone) {
            clock.zone = ClockZone::Named(zone.clone());
        }
    }
}

/// The priorities in force: those named, or the usual ones.
pub(crate) fn priorities_or_default(named: Vec<String>) -> Vec<String> {
    if named.is_empty() { PRIORITIES.iter().map(|&word| word.to_owned()).collect() } else { named }
}

fn words(field: Option<Field<'_>>, most: usize) -> Result<Vec<String>> {
    let Some(field) = field else { return Ok(Vec::new()) };
    let mut found: Vec<String> = Vec::new();
    for field in field.list()? {
        let word = name(&field)?;
        if found.contains(&word) || Event::from_word(&word).is_some() {
            return Err(field.error(Code::DuplicateKey, "this word is there already"));
        }
        found.push(word);
    }
    if found.len() > most {
        return Err(field.error(Code::TooLarge, format!("at most {most} words")));
    }
    Ok(found)
}

fn clock(id: &str, field: &Field<'_>, origin: Origin, law: bool) -> Result<ClockSpec> {
    let mut table = field.table()?;
    let kinds = [("regulatory", ClockKind::Regulatory), ("internal", ClockKind::Internal)];
    let kind = match table.optional("kind") {
        Some(field) => match field.choice(&kinds)? {
            ClockKind::Internal if law => {
                let message = "the clocks of a law are regulatory; put your own into a house document";
                return Err(field.error(Code::InvalidClock, message));
            }
            kind => kind,
        },
        None if law => ClockKind::Regulatory,
        None => ClockKind::Internal,
    };
    let regulatory = kind == ClockKind::Regulatory;
    let start = match table.optional("start") {
        Some(field) => {
            field.choice(&[("first", Start::First), ("oldest_unanswered", Start::OldestUnanswered)])?
        }
        None => Start::First,
    };
    let ways = Ways::read(&mut table)?;
    let terms = terms(field, &mut table, ways)?;
    let met_by = events(&table.required("met_by")?)?;
    let repeat = repeat(&mut table, ways)?;
    // reopening takes back a solution; a first answer, once given, is given
    let undone = repeat.is_some()
        || met_by.iter().any(|word| matches!(word.as_str(), "solved" | "closed" | "satisfied"));
    if regulatory {
        never_waits(&mut table)?;
    }
    let spec = ClockSpec {
        id: id.to_owned(),
        rows: table.optional("row").map(|f| one_or_more(&f, name)).transpose()?.unwrap_or_default(),
        source: table.optional("source").map(|f| f.text().map(str::to_owned)).transpose()?,
        kind,
        law,
        per_part: match table.optional("per") {
            Some(field) => field.choice(&[("case", false), ("part", true)])?,
            None => false,
        },
        topics: names_of(table.optional("topics"))?,
        except_topics: names_of(table.optional("except_topics"))?,
        starts_on: events(&table.required("starts_on")?)?,
        start,
        after: table.optional("after").map(|f| name(&f)).transpose()?,
        terms,
        targets: match table.optional("targets") {
            Some(field) => targets(&field, ways)?,
            None => Vec::new(),
        },
        on_priority: match table.optional("on_priority") {
            Some(field) => field.choice(&[
                ("retroactive", OnPriority::Retroactive),
                ("from_change", OnPriority::FromChange),
                ("restart", OnPriority::Restart),
            ])?,
            None => OnPriority::Retroactive,
        },
        calendar: table.optional("calendar").map(|f| name(&f)).transpose()?,
        zone: match table.optional("zone") {
            None => ClockZone::Firm,
            Some(field) => match field.text()? {
                "firm" => ClockZone::Firm,
                "customer" => ClockZone::Customer,
                name => ClockZone::Named(name.to_owned()),
            },
        },
        ends_on: match table.optional("ends_on") {
            Some(field) => one_or_more(&field, name)?,
            // an obligation to the law is not over because we close a case
            None if regulatory => Vec::new(),
            None => ["closed", "withdrawn"]
                .into_iter()
                .filter(|&word| !met_by.iter().any(|met| met == word))
                .map(str::to_owned)
                .collect(),
        },
        met_by,
        pauses: pauses(&mut table, regulatory)?,
        extend: match table.optional("extend") {
            Some(field) => extensions(&field, ways)?,
            None => Vec::new(),
        },
        exits: match table.optional("exits") {
            Some(field) => listed(&field, |f| exit(f, ways))?,
            None => Vec::new(),
        },
        document: table.optional("document").map(|f| name(&f)).transpose()?,
        reopen: reopen(&mut table, regulatory, start, undone)?,
        reopen_on: match table.optional("reopen_on") {
            Some(field) => events(&field)?,
            None => vec!["reopened".to_owned()],
        },
        warn: match table.optional("warn") {
            Some(field) => listed(&field, warn)?,
            None => Vec::new(),
        },
        escalate: match table.optional("escalate") {
            Some(field) => listed(&field, escalation)?,
            None => Vec::new(),
        },
        inside_hours: match table.optional("fires") {
            Some(field) => field.choice(&[("inside_hours", true), ("any_time", false)])?,
            None => true,
        },
        valid_from: table.optional("valid_from").map(|f| f.parse_with(Date::parse)).transpose()?,
        valid_to: table.optional("valid_to").map(|f| f.parse_with(Date::parse)).transpose()?,
        repeat,
        origin,
    };
    table.finish()?;
    coherent(field, &spec)?;
    Ok(spec)
}

/// What no clock can do at once.
fn coherent(field: &Field<'_>, spec: &ClockSpec) -> Result<()> {
    let refuse = |message: &str| Err(field.error(Code::InvalidClock, message));
    if let (Some(from), Some(to)) = (spec.valid_from, spec.valid_to)
        && from >= to
    {
        return Err(field.error(Code::InvalidInterval, "the clock ends before it holds"));
    }
    if let Some(repeat) = &spec.repeat {
        if !spec.extend.is_empty() || !spec.exits.is_empty() {
            return refuse(
                "a clock that repeats has no extensions and no exits; make a second clock of them",
            );
        }
        if spec.start == Start::OldestUnanswered {
            return refuse("a clock that repeats starts once; leave out `start` or `repeat_every`");
        }
        if repeat.from_due && !spec.pauses.is_empty() {
            return refuse("a fixed grid (repeat_from = \"due\") cannot stand still; leave out the pauses");
        }
    }
    if !spec.targets.is_empty() && spec.terms.list.len() > 1 {
        return refuse(
            "a clock has targets by priority, or `later_of` or `earlier_of`; make a second clock of one",
        );
    }
    Ok(())
}

/// How the days of a clock's spans are counted, unless a span says it itself.
#[derive(Debug, Clone, Copy)]
struct Ways {
    count_from: CountFrom,
    end_at: Option<EndAt>,
    roll: bool,
}

impl Ways {
    fn read(table: &mut Table<'_>) -> Result<Self> {
        Self { count_from: CountFrom::Instant, end_at: None, roll: false }.or(table)
    }

    /// The same, where a table does not say otherwise.
    fn or(self, table: &mut Table<'_>) -> Result<Self> {
        let count_from = match table.optional("count_from") {
            Some(field) => field.choice(&[
                ("instant", CountFrom::Instant),
                ("same_day", CountFrom::SameDay),
                ("next_day", CountFrom::NextDay),
            ])?,
            None => self.count_from,
        };
        let end_at = match table.optional("end_at") {
            Some(field) => Some(field.choice(&[
                ("instant", EndAt::Instant),
                ("end_of_day", EndAt::EndOfDay),
                ("close_of_business", EndAt::CloseOfBusiness),
            ])?),
            None => self.end_at,
        };
        let roll = match table.optional("roll") {
            Some(field) => field.choice(&[("none", false), ("next_business_day", true)])?,
            None => self.roll,
        };
        Ok(Self { count_from, end_at, roll })
    }

    fn term(self, field: &Field<'_>, span: Span) -> Result<Term> {
        let hours = match span {
            Span::Seconds(_) | Span::BusinessSeconds(_) => true,
            Span::FullDays(_) | Span::DaysInclusive(_) => {
                return Err(field.error(
                    Code::InvalidClock,
                    "write whole days as `60d` with count_from = \"next_day\" (or \"same_day\")",
                ));
            }
            Span::Days(_) | Span::Months(_) | Span::BusinessDays(_) => false,
        };
        let whole = !hours && self.count_from != CountFrom::Instant;
        if hours && self.count_from == CountFrom::SameDay {
            return Err(field.error(
                Code::InvalidClock,
                "hours are counted from the instant or from the next day; the day's own hours are partly gone",
            ));
        }
        if whole && self.end_at == Some(EndAt::Instant) {
            return Err(field.error(Code::InvalidClock, WHOLE_DAYS));
        }
        let usual = if whole { EndAt::EndOfDay } else { EndAt::Instant };
        Ok(Term { span, count_from: self.count_from, end_at: self.end_at.unwrap_or(usual), roll: self.roll })
    }
}

/// A span, or a table with a span and how its days are counted.
fn term(field: &Field<'_>, ways: Ways) -> Result<Term> {
    if field.text().is_ok() {
        return ways.term(field, positive(field)?);
    }
    let Ok(mut table) = field.table() else {
        return Err(field.wrong_type("a span such as `15bd`, or a table with a `span`"));
    };
    let span = positive(&table.required("span")?)?;
    let term = ways.or(&mut table)?.term(field, span)?;
    table.finish()?;
    Ok(term)
}

fn terms(clock: &Field<'_>, table: &mut Table<'_>, ways: Ways) -> Result<Terms> {
    let single = table.optional("span");
    let later = table.optional("later_of");
    let earlier = table.optional("earlier_of");
    let (field, combine) = match (single, later, earlier) {
        (Some(field), None, None) => {
            return Ok(Terms { list: vec![term(&field, ways)?], combine: Combine::Later });
        }
        (None, Some(field), None) => (field, Combine::Later),
        (None, None, Some(field)) => (field, Combine::Earlier),
        (None, None, None) => {
            let message = "the clock has no time; add span = \"15bd\", or later_of = [\"24h\", \"1bd\"]";
            return Err(clock.error(Code::MissingField, message));
        }
        (Some(_), Some(field), _) | (Some(_), _, Some(field)) | (None, Some(_), Some(field)) => {
            let message = "a clock has one of `span`, `later_of` and `earlier_of`";
            return Err(field.error(Code::InvalidClock, message));
        }
    };
    let list = listed(&field, |f| term(f, ways))?;
    if list.len() < 2 {
        return Err(field.error(Code::InvalidClock, "two spans at least are needed to choose from"));
    }
    Ok(Terms { list, combine })
}

fn targets(field: &Field<'_>, ways: Ways) -> Result<Vec<(String, Term)>> {
    let mut targets = Vec::new();
    for (key, field) in named(field)? {
        targets.push((key.name.clone(), term(&field, ways)?));
    }
    targets.order_by(|a, b| a.0.cmp(&b.0));
    Ok(targets)
}

fn repeat(table: &mut Table<'_>, ways: Ways) -> Result<Option<Repeat>> {
    let from = table.optional("repeat_from");
    let from_due =
        from.as_ref().map(|f| f.choice(&[("met", false), ("due", true)])).transpose()?.unwrap_or(false);
    match (table.optional("repeat_every"), from) {
        (Some(field), _) => Ok(Some(Repeat { every: term(&field, ways)?, from_due })),
        (None, None) => Ok(None),
        (None, Some(from)) => {
            Err(from.error(Code::InvalidClock, "this belongs to a clock with `repeat_every`"))
        }
    }
}

/// One event or several, whose names are checked when the policy is compiled.
fn events(field: &Field<'_>) -> Result<Vec<String>> {
    let words = one_or_more(field, name)?;
    if words.is_empty() {
        return Err(field.error(Code::InvalidValue, "at least one event is needed here"));
    }
    Ok(words)
}

fn names_of(field: Option<Field<'_>>) -> Result<Vec<String>> {
    field.map(|f| names(&f)).transpose().map(Option::unwrap_or_default)
}

fn listed<T>(field: &Field<'_>, read: impl Fn(&Field<'_>) -> Result<T>) -> Result<Vec<T>> {
    let list = field.list()?;
    if list.len() > MAX_ENTRIES {
        return Err(field.error(Code::TooLarge, format!("at most {MAX_ENTRIES} entries")));
    }
    list.iter().map(read).collect()
}

/// What would make a regulatory clock wait for ourselves, or run longer because we think little of a case.
fn never_waits(table: &mut Table<'_>) -> Result<()> {
    for name in ["after", "targets", "on_priority"] {
        if let Some(field) = table.optional(name) {
            let message =
                "what the law asks does not depend on our own clocks and priorities; leave this out";
            return Err(field.error(Code::PauseOnRegulatory, message));
        }
    }
    if let Some(field) = table.optional("ends_on") {
        let ours = |word: &String| word != "withdrawn" && Event::from_word(word).is_some();
        if one_or_more(&field, name)?.iter().any(ours) {
            let message =
                "an obligation to the law ends when it is met; of the usual events only `withdrawn` ends it";
            return Err(field.error(Code::PauseOnRegulatory, message));
        }
    }
    Ok(())
}

/// `pause_on` stops internal clocks. What stops a regulatory clock stands in `statutory_pauses`, one by one, each with
/// the provision that says so; to wait for the customer or a supplier is never such a thing.
fn pauses(table: &mut Table<'_>, regulatory: bool) -> Result<Vec<PauseSpec>> {
    let own = table.optional("pause_on");
    let resume = table.optional("resume_on").map(|f| events(&f)).transpose()?;
    let statutory = table.optional("statutory_pauses");
    let mut pauses = Vec::new();
    if let Some(field) = own {
        if regulatory {
            return Err(field.error(
                Code::PauseOnRegulatory,
                "a regulatory clock never waits for anybody; what the law itself excludes is written \
                 statutory_pauses = [{ from = \"…\", until = \"…\", source = \"…\" }]",
            ));
        }
        let until = resume.unwrap_or_else(|| vec!["resumed".to_owned()]);
        pauses = one_or_more(&field, |field| match field.text() {
            Ok(_) => Ok(PauseSpec { from: vec![name(field)?], until: until.clone(), source: None }),
            Err(_) => pause(field, false),
        })?;
    }
    if let Some(field) = statutory {
        if !regulatory {
            let message = "this belongs to a regulatory clock; an internal one has `pause_on`";
            return Err(field.error(Code::InvalidClock, message));
        }
        for field in field.list()? {
            let pause = pause(&field, true)?;
            if pause.from.iter().any(|word| word != "referred" && Event::from_word(word).is_some()) {
                return Err(field.error(
                    Code::PauseOnRegulatory,
                    "what we do, and whom we wait for, never stops a regulatory clock; declare the event that the \
                     law excludes in `complaints.events`, such as testing_started",
                ));
            }
            pauses.push(pause);
        }
    }
    if pauses.len() > MAX_PAUSES {
        return Err(table.error(Code::TooLarge, format!("at most {MAX_PAUSES} pauses")));
    }
    Ok(pauses)
}

fn pause(field: &Field<'_>, statutory: bool) -> Result<PauseSpec> {
    let mut table = field.table()?;
    let source = table.optional("source").map(|f| f.text().map(str::to_owned)).transpose()?;
    let spec = PauseSpec {
        from: events(&table.required("from")?)?,
        until: events(&table.required("until")?)?,
        source,
    };
    table.finish()?;
    if statutory && spec.source.as_ref().is_none_or(|source| source.trim().is_empty()) {
        return Err(field.error(
            Code::MissingField,
            "a pause of a regulatory clock names the provision that allows it; add source = \"…\"",
        ));
    }
    Ok(spec)
}

fn extensions(field: &Field<'_>, ways: Ways) -> Result<Vec<ExtendSpec>> {
    let list = listed(field, |field| {
        let mut table = field.table()?;
        let spec = ExtendSpec {
            to: term(&table.required("to")?, ways)?,
            notice: match table.optional("notice") {
                Some(field) => events(&field)?,
                None => vec!["extended".to_owned()],
            },
            approver: table.optional("approver").map(|f| name(&f)).transpose()?,
        };
        table.finish()?;
        Ok(spec)
    })?;
    for (field, pair) in field.list()?.iter().skip(1).zip(list.windows(2)) {
        if let [before, after] = pair
            && not_longer(after.to.span, before.to.span)
        {
            let message = "an extension leads to a later end than the one before; the whole time is counted from the start";
            return Err(field.error(Code::ExtensionNotLater, message));
        }
    }
    Ok(list)
}

/// Whether one span is no longer than another, where they have one unit.
pub(crate) fn not_longer(span: Span, than: Span) -> bool {
    match (span, than) {
        (Span::Seconds(a), Span::Seconds(b)) | (Span::BusinessSeconds(a), Span::BusinessSeconds(b)) => a <= b,
        (Span::Days(a), Span::Days(b))
        | (Span::Months(a), Span::Months(b))
        | (Span::BusinessDays(a), Span::BusinessDays(b)) => a <= b,
        _ => false,
    }
}

fn exit(field: &Field<'_>, ways: Ways) -> Result<ExitSpec> {
    let mut table = field.table()?;
    let within = positive(&table.required("within")?)?;
    let within = ways.or(&mut table)?.term(field, within)?;
    let spec = ExitSpec {
        within,
        met_by: events(&table.required("met_by")?)?,
        waives: table.optional("waives").map(|f| name(&f)).transpose()?,
        document: table.optional("document").map(|f| name(&f)).transpose()?,
    };
    table.finish()?;
    Ok(spec)
}

fn reopen(table: &mut Table<'_>, regulatory: bool, start: Start, undone: bool) -> Result<Reopen> {
    let Some(field) = table.optional("reopen") else {
        let final_close = regulatory || start == Start::OldestUnanswered || !undone;
        return Ok(if final_close { Reopen::FirstClose } else { Reopen::Resume });
    };
    let reopen = field.choice(&[
        ("resume", Reopen::Resume),
        ("restart", Reopen::Restart),
        ("first_close", Reopen::FirstClose),
        ("count_through", Reopen::CountThrough),
    ])?;
    if regulatory && reopen == Reopen::Resume {
        return Err(field.error(
            Code::PauseOnRegulatory,
            "the time while a case was closed would stop a regulatory clock; write \"count_through\", \"restart\" or \
             \"first_close\"",
        ));
    }
    if start == Start::OldestUnanswered && reopen != Reopen::FirstClose {
        let message = "every unanswered message has its own round; reopening does nothing to it";
        return Err(field.error(Code::InvalidClock, message));
    }
    Ok(reopen)
}

fn warn(field: &Field<'_>) -> Result<Warn> {
    let text = field.text()?;
    let Some(share) = text.strip_suffix('%') else {
        return Ok(Warn::Before(positive(field)?));
    };
    match share.parse::<u8>() {
        Ok(share @ 1..=99) if text.len() <= 3 => Ok(Warn::Share(share)),
        _ => Err(field.error(Code::InvalidValue, "write a share of the time from `1%` to `99%`")),
    }
}

fn escalation(field: &Field<'_>) -> Result<EscalateSpec> {
    let mut table = field.table()?;
    let field = table.required("after")?;
    let after = span(&field)?;
    let allowed = match after {
        Span::Seconds(n) | Span::BusinessSeconds(n) => n >= 0,
        Span::Days(n) | Span::Months(n) | Span::BusinessDays(n) => n >= 0,
        Span::FullDays(_) | Span::DaysInclusive(_) => false,
    };
    if !allowed {
        let message = "an escalation comes so long after the end: `0h`, `4bh`, `1bd`, `2d`";
        return Err(field.error(Code::InvalidSpan, message));
    }
    let spec = EscalateSpec { after, to: name(&table.required("to")?)? };
    table.finish()?;
    Ok(spec)
}
