//! From the rules that apply to a contact to sets of allowed instants.

use super::consent::Consents;
use super::counting::{Counted, Counting, Instants, Latest, Unknown};
use super::decision::{Clears, Source};
use super::view::View;
use crate::Code;
use crate::customer::NONE;
use crate::inline::Inline;
use crate::policy::{Bearing, Demand, Once, Reason, Rule};
use crate::time::{Date, Span, Zone};
use crate::when::{Balance, FOREVER, First, Interval, Set, midnight, window_end};
use std::sync::Arc;

/// A set, whose rule it is, and what is to be told of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) source: Source,
    pub(crate) code: Code,
    pub(crate) set: Set<'a>,
    /// Outside of this the rule is not in force and allows everything.
    pub(crate) valid: Interval,
    /// The fact it rests on.
    pub(crate) since: i64,
    pub(crate) clears: Clears,
    pub(crate) time_of_day: bool,
    /// The instant at which a mark stops to matter; `FOREVER`: there is none.
    pub(crate) mark: i64,
    /// If a fact cleared it now, it would allow from here on.
    pub(crate) if_cleared: i64,
    /// What it answers from now on.
    pub(crate) at_now: First,
}

impl Default for Part<'_> {
    fn default() -> Self {
        Self {
            source: Source::Window,
            code: Code::ReasonWindow,
            set: Set::Within(Interval::ALWAYS),
            valid: Interval::ALWAYS,
            since: NONE,
            clears: Clears::Time,
            time_of_day: false,
            mark: FOREVER,
            if_cleared: NONE,
            at_now: First::Beyond,
        }
    }
}

impl Part<'_> {
    /// The first allowed interval, with the rule out of force outside of its dates.
    #[inline]
    pub(crate) fn first(&self, t: i64, limit: i64) -> First {
        if self.valid == Interval::ALWAYS {
            return self.set.first(t, limit);
        }
        self.first_in_force(t, limit)
    }

    fn first_in_force(&self, t: i64, limit: i64) -> First {
        let (start, end) = (self.valid.from, self.valid.until);
        if t >= end {
            return First::At(Interval { from: t, until: FOREVER });
        }
        let inside = match self.set.first(t.max(start), limit) {
            First::At(interval) if interval.from < end => {
                Interval { until: if interval.until >= end { FOREVER } else { interval.until }, ..interval }
            }
            _ if end == FOREVER && t >= start => return self.set.first(t, limit),
            _ => Interval { from: end, until: FOREVER },
        };
        if t >= start {
            First::At(inside)
        } else {
            First::At(Interval { from: t, until: if inside.from == start { inside.until } else { start } })
        }
    }

    /// The same for now, once and for all: most questions are about now, and each is asked several times.
    #[inline]
    fn ask_now(&mut self, view: &View<'_>) {
        self.at_now = match self.fixed() {
            Some(interval) => interval.first(view.now),
            None => self.ask_moving(view),
        };
    }

    fn ask_moving(&self, view: &View<'_>) -> First {
        self.first(view.now, view.horizon.max(view.now.saturating_add(1)))
    }

    /// Where it is but one interval, whatever the instant: that interval.
    #[inline]
    pub(crate) fn fixed(&self) -> Option<Interval> {
        match self.set {
            Set::Within(interval) if self.valid == Interval::ALWAYS => Some(interval),
            _ => None,
        }
    }

    /// The same for now, which is known already.
    #[inline]
    pub(crate) fn allows_now(&self, now: i64) -> bool {
        super::sum::allows(self.at_now, now)
    }

    /// Whether it would clear by itself, but only after the horizon.
    pub(crate) fn clears_beyond_horizon(&self, view: &View<'_>) -> bool {
        let first = if self.fixed().is_some() { self.at_now } else { self.first(view.now, view.horizon) };
        match first {
            First::At(interval) => interval.from >= view.horizon && interval.from != FOREVER,
            _ => false,
        }
    }

    pub(crate) fn allows(&self, t: i64) -> bool {
        matches!(self.first(t, t.saturating_add(1)), First::At(interval) if interval.from <= t)
    }
}

/// The parts of one question.
pub(crate) type Parts<'a> = Inline<Part<'a>, 10, 40>;

/// Lists all parts of one question, those of rules first, then the reason's own.
pub(crate) fn parts<'a>(
    view: &View<'a>,
    bears: Bears<'a>,
    counted: Option<&'a Counted>,
    said: &mut Consents,
    stage_ends: i64,
    parts: &mut Parts<'a>,
) {
    let mut part = Part::default();
    consents(view, bears, said, &mut part, |part| parts.push(*part));
    for &index in &bears.bearing.rules {
        for zone in clocks(view, &view.engine.rules[usize::from(index)]) {
            if of_rule(view, index, zone, counted, &mut part) {
                parts.push(part);
            }
        }
    }
    own(view, bears.reason, counted, stage_ends, &mut part, |part| parts.push(*part));
}

/// One reason through one channel, and the rules that bear on it.
#[derive(Clone, Copy)]
pub(crate) struct Bears<'a> {
    pub(crate) reason: &'a Reason,
    pub(crate) channel: u8,
    pub(crate) bearing: &'a Bearing,
    /// Its place among those of the engine.
    pub(crate) place: u16,
}

impl<'a> Bears<'a> {
    pub(crate) fn on(view: &View<'a>, reason: &'a Reason, channel: u8) -> Self {
        let place = reason.bearings[usize::from(channel)];
        Self { reason, channel, bearing: &view.engine.bearings[usize::from(place)], place }
    }
}

/// The clocks on which a rule is read.
pub(crate) fn clocks<'a>(view: &View<'a>, rule: &'a Rule) -> &'a [Arc<Zone>] {
    match &rule.zone {
        Some(zone) => std::slice::from_ref(zone),
        None if depends_on_clock(rule) => view.clocks,
        None => &view.clocks[..1],
    }
}

fn depends_on_clock(rule: &Rule) -> bool {
    let elapsed = |span: Span| matches!(span, Span::Seconds(_));
    rule.valid.is_some()
        || match &rule.demand {
            Demand::Consent | Demand::Never(_) | Demand::Suppression { .. } | Demand::Open(_) => false,
            Demand::Cap { span, .. }
            | Demand::SilenceLimit { span, .. }
            | Demand::Gives { within: span, .. } => !elapsed(*span),
            _ => true,
        }
}

/// What the customer agreed to, as far as the contact needs it.
pub(crate) fn consents<'a>(
    view: &View<'a>,
    bears: Bears<'a>,
    said: &mut Consents,
    part: &mut Part<'a>,
    mut each: impl FnMut(&Part<'a>),
) {
    for &index in &bears.bearing.consents {
        let rule = &view.engine.rules[usize::from(index)];
        let (interval, since) =
            said.know(view.engine, view.standing).when(view, bears.reason.purpose, bears.channel);
        for zone in clocks(view, rule) {
            *part = Part {
                source: Source::Rule(index),
                code: rule.code,
                set: Set::Within(interval),
                valid: valid(rule, zone),
                since,
                clears: Clears::Consent,
                if_cleared: view.now,
                ..Part::default()
            };
            part.ask_now(view);
            each(part);
        }
    }
}

/// What the reason itself asks for: its rhythm, once in a span or ever, and that its stage does not pass.
pub(crate) fn own<'a>(
    view: &View<'a>,
    reason: &'a Reason,
    counted: Option<&'a Counted>,
    stage_ends: i64,
    part: &mut Part<'a>,
    mut each: impl FnMut(&Part<'a>),
) {
    let mut tell = |part: &mut Part<'a>| {
        part.ask_now(view);
        each(part);
    };
    let once = match reason.once {
        Once::PerSpan(span) => Some(span),
        _ => None,
    };
    if reason.itself.is_some() {
        let (contacts, latest) = match counted.and_then(|counted| counted.by_reason(reason)) {
            None => (None, Counting::new(view, reason.last).latest(1)),
            Some((contacts, unknown)) => {
                let nth = contacts.iter().rev().find(|&&at| at <= view.now).copied().unwrap_or(NONE);
                (Some(contacts), Latest { nth, since: nth, unknown })
            }
        };
        let (since, unknown) = (latest.since, latest.unknown);
        let spans = [(reason.every, Source::Rhythm, Code::Rhythm), (once, Source::Once, Code::Once)];
        for (span, source, code) in spans {
            let Some(span) = span else { continue };
            for zone in view.clocks {
                let zone: &Zone = zone;
                let set = match contacts {
                    None => Set::after(latest.nth, |at| window_end(span, at, zone)),
                    Some(contacts) => Set::Cap { counted: contacts, n: 1, span, zone },
                };
                *part = Part { source, code, set, since, ..Part::default() };
                assume(view, part, unknown, |at| window_end(span, at, zone));
                tell(part);
            }
        }
        // unknown history cannot be waited for here: the contact may have been made at any time
        if reason.once == Once::Ever && unknown.certain {
            let (source, code) = (Source::Once, Code::Once);
            *part = Part { source, code, set: Set::NOTHING, since, ..Part::default() };
            tell(part);
        }
    }
    if stage_ends != FOREVER {
        *part = Part {
            source: Source::Stage,
            code: Code::NotApplicableYet,
            set: Set::Within(Interval { from: NONE, until: stage_ends }),
            ..Part::default()
        };
        tell(part);
    }
}

/// Notes that the answer rests on contacts that nobody knows of.
fn assume(view: &View<'_>, part: &mut Part<'_>, unknown: Unknown, end: impl Fn(i64) -> i64) {
    if unknown.assumed == NONE {
        return;
    }
    let clears = end(unknown.assumed);
    if clears > view.now {
        part.mark = clears;
        part.code = if unknown.pushed_out { Code::HistoryTruncated } else { Code::HistoryShort };
    }
}

/// When a rule is in force.
fn valid(rule: &Rule, zone: &Zone) -> Interval {
    let Some((from, to)) = rule.valid else { return Interval::ALWAYS };
    let start = |date: Option<Date>, default| date.map_or(default, |date| midnight(date, zone));
    Interval { from: start(from, NONE), until: start(to, FOREVER) }
}

/// Writes what a rule, other than of consent, says on one clock; false if it has nothing against any instant.
///
/// Where nothing lies ahead, what is counted blocks until one instant; else `counted` holds all of it.
pub(crate) fn of_rule<'a>(
    view: &View<'a>,
    index: u16,
    zone: &'a Zone,
    counted: Option<&'a Counted>,
    part: &mut Part<'a>,
) -> bool {
    let rule = &view.engine.rules[usize::from(index)];
    *part = Part {
        source: Source::Rule(index),
        code: rule.code,
        time_of_day: rule.demand.is_time_of_day(),
        valid: valid(rule, zone),
        ..Part::default()
    };
    match &rule.demand {
        Demand::Consent => return false, // see `consents`
        Demand::Never(pairs) => {
            let stands = pairs.iter().find_map(|&(scope, lifted, code)| {
                let at = view.last(scope)?;
                // lifted at the same instant: the stricter holds
                lifted
                    .and_then(|scope| view.last(scope))
                    .is_none_or(|lifted| at >= lifted)
                    .then_some((at, code))
            });
            let Some((since, code)) = stands else { return false };
            (part.since, part.code, part.set) = (since, code, Set::NOTHING);
        }
        Demand::Suppression { scope } => {
            let Some(from) = view.last(*scope) else { return false };
            part.set = Set::Within(Interval { from, until: FOREVER });
        }
        Demand::Wall(_) | Demand::NotOn(_) | Demand::Open(_) => part.set = moving_set(&rule.demand, zone),
        Demand::Cap { scope, n, span } => {
            cap(view, part, &Counting::new(view, *scope), *n, *span, zone, counted);
        }
        Demand::BucketCap { scope, n, bucket } => {
            let (n, bucket, mut kept) = (*n, *bucket, Instants::default());
            let unknown = match counted.and_then(|counted| counted.by_rule(index).next()) {
                Some((contacts, unknown)) => {
                    part.set = Set::BucketCap { counted: contacts, n, bucket, zone };
                    part.since = nth_last(contacts, n, view.now);
                    unknown
                }
                None => {
                    let unknown = Counting::new(view, *scope).all(view, n, true, &mut kept);
                    part.set = Set::BucketCap { counted: &kept, n, bucket, zone }.after_now(view.now);
                    part.since = nth_last(&kept, n, view.now);
                    unknown
                }
            };
            assume(view, part, unknown, |at| bucket.around(at, zone).until);
        }
        Demand::CoolOff { scope, length } => {
            let (event, unknown) = last_event(view, *scope);
            let end = event.map_or(NONE, |at| length.end(at, zone));
            let assumed = if unknown == NONE { NONE } else { length.end(unknown, zone) };
            part.set = Set::Within(Interval { from: end.max(assumed), until: FOREVER });
            part.since = event.unwrap_or(NONE);
            if assumed > end.max(view.now) {
                part.mark = assumed;
                part.code = Code::HistoryShort;
            }
        }
        Demand::NoComplaint { then } => complaint(view, then.as_ref(), zone, part),
        Demand::Gives { gives, asks, n, within } => {
            let (mut kept_gives, mut kept_asks) = (Instants::default(), Instants::default());
            let (n, within) = (*n, *within);
            let past = |asks: &[i64]| asks.iter().rev().find(|&&at| at <= view.now).copied().unwrap_or(NONE);
            match counted {
                Some(counted) => {
                    let mut both = counted.by_rule(index).map(|(contacts, _)| contacts);
                    let (gives, asks) = (both.next().unwrap_or_default(), both.next().unwrap_or_default());
                    part.since = past(asks);
                    part.set = Set::Balance(Balance { gives, asks, n, within, zone });
                }
                None => {
                    Counting::new(view, *gives).all(view, 0, view.keys.planned_gives, &mut kept_gives);
                    Counting::new(view, *asks).all(view, 1, true, &mut kept_asks);
                    part.since = past(&kept_asks);
                    let balance = Balance { gives: &kept_gives, asks: &kept_asks, n, within, zone };
                    part.set = Set::Balance(balance).after_now(view.now);
                }
            }
            part.clears = Clears::Give;
            part.if_cleared = view.now;
        }
        Demand::SilenceLimit { scopes, span } => {
            let touch = view.last_of(scopes);
            let end = touch.map_or(NONE, |at| window_end(*span, at, zone));
            part.set = Set::Within(Interval { from: NONE, until: end });
            part.since = touch.unwrap_or(NONE);
            part.clears = Clears::Touch;
            part.if_cleared = view.now;
        }
    }
    part.ask_now(view);
    true
}

/// The set of a rule that moves with the hour or the date.
#[inline]
pub(crate) fn moving_set<'a>(demand: &'a Demand, zone: &'a Zone) -> Set<'a> {
    match demand {
        Demand::Wall(week) => Set::Wall { week, zone },
        Demand::NotOn(dates) => Set::NotOn { dates, zone },
        Demand::Open(calendar) => Set::Open(calendar),
        _ => Set::Within(Interval::ALWAYS),
    }
}

/// At most so many in a span; what blocks is told to be unknown contacts only where the known ones would not block.
fn cap<'a>(
    view: &View<'a>,
    part: &mut Part<'a>,
    counting: &Counting<'a>,
    n: usize,
    span: Span,
    zone: &'a Zone,
    counted: Option<&'a Counted>,
) {
    let ends = |at| window_end(span, at, zone);
    let collected = match (counted, part.source) {
        (Some(counted), Source::Rule(index)) => counted.by_rule(index).next(),
        _ => None,
    };
    let unknown = match collected {
        Some((contacts, unknown)) => {
            part.set = Set::Cap { counted: contacts, n, span, zone };
            part.since = nth_last(contacts, n, view.now);
            unknown
        }
        None => {
            let latest = counting.latest(n);
            part.set = Set::after(latest.nth, ends);
            part.since = latest.since;
            latest.unknown
        }
    };
    let plain = part.code;
    assume(view, part, unknown, ends);
    if part.mark != FOREVER {
        let allowed = match part.set {
            Set::Cap { counted, .. } => only_assumed(counted, unknown.assumed, n, span, zone, view.now),
            _ => Set::after(counting.latest_known(n, unknown.assumed), ends).allows(view.now),
        };
        if !allowed {
            part.code = plain;
        }
    }
}

/// The contact whose ageing would free the cap.
fn nth_last(contacts: &[i64], n: usize, now: i64) -> i64 {
    let past = contacts.partition_point(|&at| at <= now);
    past.checked_sub(n).map_or_else(|| contacts.first().copied().unwrap_or(NONE), |place| contacts[place])
}

/// Whether the cap would allow now, were it not for contacts that nobody knows of.
fn only_assumed(contacts: &[i64], assumed: i64, n: usize, span: Span, zone: &Zone, now: i64) -> bool {
    let mut known = Instants::default();
    contacts.iter().filter(|&&at| at != assumed).for_each(|&at| known.push(at));
    Set::Cap { counted: &known, n, span, zone }.allows(now)
}

/// The latest event of a cooling-off, and the last instant at which there may have been one unknown to us.
fn last_event(view: &View<'_>, scope: usize) -> (Option<i64>, i64) {
    let event = Counting::new(view, scope).last();
    let lost = if event.is_none() { view.standing.rings[scope].lost() } else { NONE };
    (event, lost.max(view.unknown_before))
}

/// While a complaint is open nothing is allowed, until it is closed or, at last, forgotten; then for a while.
fn complaint(view: &View<'_>, then: Option<&crate::policy::Length>, zone: &Zone, part: &mut Part<'_>) {
    let cases = &view.standing.cases;
    let forget = &view.engine.forget;
    let (mut open_until, mut recovered, mut since) = (NONE, NONE, NONE);
    let mut open = |opened: i64| {
        open_until = open_until.max(forget.end(opened, zone));
        since = since.max(opened);
    };
    for record in cases.entries.values() {
        if record.is_open() {
            open(record.opened);
        }
    }
    if cases.mark() != NONE {
        open(cases.mark());
        part.mark = forget.end(cases.mark(), zone);
    }
    let open_since = since;
    if let Some(then) = then {
        let closed = cases.entries.values().map(|record| record.closed).max().unwrap_or(NONE).max(cases.lost);
        if closed != NONE {
            recovered = then.end(closed, zone);
            since = since.max(closed);
        }
    }
    part.since = since;
    part.set = Set::Within(Interval { from: open_until.max(recovered), until: FOREVER });
    if open_until > view.now {
        part.since = open_since;
        part.clears = Clears::ComplaintClosed;
        part.if_cleared = then.map_or(view.now, |then| then.end(view.now, zone));
    } else {
        part.code = Code::ComplaintRecovery;
        part.mark = FOREVER;
    }
}
