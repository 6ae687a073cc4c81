//! From the rules that apply to a contact to sets of allowed instants.

use super::decision::{Clears, Source};
use super::view::{Instants, View};
use crate::Code;
use crate::customer::{Filter, Per, Purpose};
use crate::inline::Inline;
use crate::policy::{Demand, Once, Reason, Rule};
use crate::time::{Date, Span, Zone};
use crate::when::{Balance, FOREVER, First, Interval, Set, midnight, window_end};

const NONE: i64 = i64::MIN;

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
    pub(crate) fn first(&self, t: i64, limit: i64) -> First {
        if self.valid == Interval::ALWAYS {
            return self.set.first(t, limit);
        }
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

    /// The same for now, which is known already.
    pub(crate) fn allows_now(&self, now: i64) -> bool {
        matches!(self.at_now, First::At(interval) if interval.from <= now)
    }

    pub(crate) fn allows(&self, t: i64) -> bool {
        matches!(self.first(t, t.saturating_add(1)), First::At(interval) if interval.from <= t)
    }
}

/// The parts of one question.
pub(crate) type Parts<'a> = Inline<Part<'a>, 10, 40>;

/// Where the counted instants of a rule lie in the buffer.
#[derive(Debug, Clone, Copy, Default)]
struct Range {
    start: usize,
    end: usize,
    /// The instant at which unknown contacts are assumed; `i64::MIN`: none.
    assumed: i64,
    /// They were pushed out of the standing, rather than never told.
    pushed_out: bool,
    /// At least one contact is kept, planned, or was pushed out.
    certain: bool,
}

/// Instants that rules count, collected before the sets that borrow them.
#[derive(Default)]
pub(crate) struct Counted {
    instants: Instants,
    /// By place in the list of rules that apply: counted, and asks for a balance.
    ranges: Inline<(Range, Range), 12, 40>,
}

/// Which contacts a rule looks at.
struct Counting<'a> {
    scope: usize,
    per: Per,
    filter: &'a Filter,
}

impl Counted {
    /// Collects what the rules count for this reason.
    pub(crate) fn collect(&mut self, view: &View<'_>, reason: &Reason, channel: u8) {
        for rule in rules(view, reason, channel) {
            let mut ranges = (Range::default(), Range::default());
            match &rule.demand {
                Demand::Cap { scope, n, .. } | Demand::BucketCap { scope, n, .. } => {
                    ranges.0 = self.contacts(view, *scope, *n, true);
                }
                Demand::Gives { gives, asks, .. } => {
                    ranges.0 = self.contacts(view, *gives, 0, view.keys.planned_gives);
                    ranges.1 = self.contacts(view, *asks, 1, true);
                }
                _ => {}
            }
            self.ranges.push(ranges);
        }
        // last: the reason's own rhythm
        let own = self.contacts(view, reason.last, 1, true);
        self.ranges.push((own, Range::default()));
    }

    /// Kept and planned contacts of a scope, sorted; `n` unknown ones where the memory is too short to tell.
    fn contacts(&mut self, view: &View<'_>, scope: usize, n: usize, with_plan: bool) -> Range {
        let start = self.instants.len();
        let counting = Counting {
            scope,
            per: view.engine.scopes[scope].filter.per,
            filter: &view.engine.scopes[scope].filter,
        };
        let ring = &view.standing.rings[scope];
        let key = counting.key(view);
        let short = view.unknown_before();
        let assumed = ring.lost().max(short);
        let mut known = 0;
        for slot in ring.slots() {
            // a question that does not say what it is about counts everything
            if key == 0 || slot.key == 0 || slot.key == key {
                self.instants.push(slot.at);
                known += usize::from(slot.at > assumed);
            }
        }
        let mut range =
            Range { start, end: 0, assumed: NONE, pushed_out: ring.lost() >= short, certain: false };
        range.certain = ring.lost() != NONE || self.instants.len() > start;
        if assumed != NONE && known < n {
            range.assumed = assumed;
            for _ in known..n {
                self.instants.push(assumed);
            }
        }
        if with_plan {
            counting.planned(view, key, |at| {
                self.instants.push(at);
                range.certain = true;
            });
        }
        range.end = self.instants.len();
        self.instants[start..].sort_unstable();
        range
    }

    fn slice(&self, range: Range) -> &[i64] {
        &self.instants[range.start..range.end]
    }
}

impl Counting<'_> {
    fn key(&self, view: &View<'_>) -> u64 {
        match self.per {
            Per::Subject => view.keys.subject,
            Per::ContactPoint => view.keys.contact_point,
            _ => 0,
        }
    }

    fn planned(&self, view: &View<'_>, key: u64, mut found: impl FnMut(i64)) {
        let sent = view.standing.rings[self.scope].slots();
        for planned in &view.plan.0 {
            if !self.filter.fits(&planned.sorted) || sent.iter().any(|slot| slot.id == planned.sorted.id) {
                continue;
            }
            let (at, of) = planned.sorted.slot(self.per);
            if key == 0 || of == 0 || of == key {
                found(at);
            }
        }
    }
}

/// The rules that apply to a contact.
fn rules<'a>(view: &View<'a>, reason: &'a Reason, channel: u8) -> impl Iterator<Item = &'a Rule> + use<'a> {
    let engine = view.engine;
    let indices = reason.rules.iter();
    indices
        .map(|&index| &engine.rules[usize::from(index)])
        .filter(move |rule| rule.channels >> channel & 1 == 1)
}

/// The sets of all rules that apply, and of the reason's own rhythm.
pub(crate) fn parts<'a>(
    view: &View<'a>,
    reason: &'a Reason,
    channel: u8,
    counted: &'a Counted,
    own_clocks: &'a Interval,
    parts: &mut Parts<'a>,
) {
    let engine = view.engine;
    let applying =
        reason.rules.iter().filter(|&&i| engine.rules[usize::from(i)].channels >> channel & 1 == 1);
    for (place, &index) in applying.enumerate() {
        let rule = &engine.rules[usize::from(index)];
        let base = Part {
            source: Source::Rule(index),
            code: rule.code,
            time_of_day: rule.demand.is_time_of_day(),
            ..Part::default()
        };
        match &rule.zone {
            Some(zone) => one(view, reason, channel, rule, base, zone, counted, place, parts),
            None => {
                for zone in view.clocks {
                    one(view, reason, channel, rule, base, zone, counted, place, parts);
                    if !depends_on_clock(rule) {
                        break;
                    }
                }
            }
        }
    }
    rhythm(view, reason, counted, parts);
    if *own_clocks != Interval::ALWAYS {
        parts.push(Part {
            source: Source::Stage,
            code: Code::NotApplicableYet,
            set: Set::Within(*own_clocks),
            ..Part::default()
        });
    }
    // most questions are about now, and each is asked several times
    let limit = view.horizon.max(view.now.saturating_add(1));
    parts.iter_mut().for_each(|part| part.at_now = part.first(view.now, limit));
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

/// How often the reason itself may be used: its rhythm, and once in a span or ever.
fn rhythm<'a>(view: &View<'a>, reason: &'a Reason, counted: &'a Counted, parts: &mut Parts<'a>) {
    let Some(&(range, _)) = counted.ranges.last() else { return };
    let contacts = counted.slice(range);
    let since = contacts.iter().rev().find(|&&at| at <= view.now).copied().unwrap_or(NONE);
    let spans = [
        (reason.every, Source::Rhythm, Code::Rhythm),
        (if let Once::PerSpan(span) = reason.once { Some(span) } else { None }, Source::Once, Code::Once),
    ];
    for (span, source, code) in spans {
        let Some(span) = span else { continue };
        for zone in view.clocks {
            let set = Set::Cap { counted: contacts, n: 1, span, zone };
            let mut part = Part { source, code, set, since, ..Part::default() };
            assume(view, &mut part, range, |at| window_end(span, at, zone));
            parts.push(part);
        }
    }
    // unknown history cannot be waited for here: the contact may have been made at any time
    if reason.once == Once::Ever && range.certain {
        let set = Set::Within(Interval { from: FOREVER, until: FOREVER });
        parts.push(Part { source: Source::Once, code: Code::Once, set, since, ..Part::default() });
    }
}

/// Notes that the answer rests on contacts that nobody knows of.
fn assume(view: &View<'_>, part: &mut Part<'_>, range: Range, end: impl Fn(i64) -> i64) {
    if range.assumed == NONE {
        return;
    }
    let clears = end(range.assumed);
    if clears > view.now {
        part.mark = clears;
        part.code = if range.pushed_out { Code::HistoryTruncated } else { Code::HistoryShort };
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one place, called twice; a struct would only rename the arguments"
)]
fn one<'a>(
    view: &View<'a>,
    reason: &'a Reason,
    channel: u8,
    rule: &'a Rule,
    base: Part<'a>,
    zone: &'a Zone,
    counted: &'a Counted,
    place: usize,
    parts: &mut Parts<'a>,
) {
    let mut part = base;
    if let Some((from, to)) = rule.valid {
        let start = |date: Option<Date>, default| date.map_or(default, |date| midnight(date, zone));
        part.valid = Interval { from: start(from, NONE), until: start(to, FOREVER) };
    }
    let (range, second) = counted.ranges[place];
    let nothing = Set::Within(Interval { from: FOREVER, until: FOREVER });
    match &rule.demand {
        Demand::Consent => {
            let (interval, since) = consent(view, reason.purpose, channel);
            part.set = Set::Within(interval);
            part.since = since;
            part.clears = Clears::Consent;
            part.if_cleared = view.now;
        }
        Demand::Never(pairs) => {
            let stands = pairs.iter().find_map(|&(scope, lifted, code)| {
                let at = view.last(scope)?;
                // lifted at the same instant: the stricter holds
                lifted
                    .and_then(|scope| view.last(scope))
                    .is_none_or(|lifted| at >= lifted)
                    .then_some((at, code))
            });
            let Some((at, code)) = stands else { return };
            part.set = nothing;
            part.since = at;
            part.code = code;
        }
        Demand::Suppression { scope } => {
            let Some(until) = view.last(*scope) else { return };
            part.set = Set::Within(Interval { from: until, until: FOREVER });
        }
        Demand::Wall(week) => part.set = Set::Wall { week, zone },
        Demand::NotOn(dates) => part.set = Set::NotOn { dates, zone },
        Demand::Open(calendar) => part.set = Set::Open(calendar),
        Demand::Cap { n, span, .. } => {
            let contacts = counted.slice(range);
            part.set = Set::Cap { counted: contacts, n: *n, span: *span, zone };
            part.since = nth_last(contacts, *n, view.now);
            let plain = part.code;
            assume(view, &mut part, range, |at| window_end(*span, at, zone));
            if part.mark != FOREVER && !only_assumed(contacts, range.assumed, *n, *span, zone, view.now) {
                part.code = plain;
            }
        }
        Demand::BucketCap { n, bucket, .. } => {
            let contacts = counted.slice(range);
            part.set = Set::BucketCap { counted: contacts, n: *n, bucket: *bucket, zone };
            part.since = nth_last(contacts, *n, view.now);
            assume(view, &mut part, range, |at| bucket.around(at, zone).until);
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
        Demand::NoComplaint { then } => complaint(view, then.as_ref(), zone, &mut part),
        Demand::Gives { n, within, .. } => {
            let balance = Balance {
                gives: counted.slice(range),
                asks: counted.slice(second),
                n: *n,
                within: *within,
                zone,
            };
            part.since = balance.asks.iter().rev().find(|&&at| at <= view.now).copied().unwrap_or(NONE);
            part.set = Set::Balance(balance);
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
    parts.push(part);
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
    let ring = &view.standing.rings[scope];
    let per = view.engine.scopes[scope].filter.per;
    let key = match per {
        Per::Subject => view.keys.subject,
        Per::ContactPoint => view.keys.contact_point,
        _ => 0,
    };
    let event = ring
        .slots()
        .iter()
        .rev()
        .find(|slot| key == 0 || slot.key == 0 || slot.key == key)
        .map(|slot| slot.at);
    let lost = if event.is_none() { ring.lost() } else { NONE };
    (event, lost.max(view.unknown_before()))
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

/// When the customer's consent holds, and since when it does or does not.
fn consent(view: &View<'_>, purpose: Purpose, channel: u8) -> (Interval, i64) {
    let nothing = Interval { from: FOREVER, until: FOREVER };
    let channel = view.engine.channel_keys[usize::from(channel)];
    let point = view.keys.contact_point;
    let fitting = |p: u64| {
        view.standing.consents.entries.values().filter(move |record| {
            (record.purpose == 0xff || record.purpose == purpose as u8)
                && (record.channel == 0 || record.channel == channel)
                && (record.contact_point == 0 || record.contact_point == p)
        })
    };
    // of one contact point: the latest grant against the latest withdrawal, which wins a tie
    let of_point = |p: u64| -> (Option<Interval>, i64) {
        let granted = fitting(p).map(|r| (r.granted.0, std::cmp::Reverse(r.granted.1))).max();
        let withdrawn = fitting(p).map(|r| r.withdrawn).max().unwrap_or(NONE);
        match granted {
            Some((at, std::cmp::Reverse(until))) if at > withdrawn => {
                let until = if until >= crate::time::Instant::MAX.seconds() { FOREVER } else { until };
                (Some(Interval { from: NONE, until }), at)
            }
            _ => (None, withdrawn),
        }
    };
    if point != 0 {
        let (interval, since) = of_point(point);
        return (interval.unwrap_or(nothing), since);
    }
    // Without a contact point the contact may go to any: a consent for all of them is needed, and none of them may
    // stand withdrawn. A consent that is remembered is later than all that is forgotten, so it covers that too.
    let (general, mut since) = of_point(0);
    let Some(mut interval) = general else { return (nothing, since) };
    for record in view.standing.consents.entries.values() {
        if record.contact_point == 0 || fitting(record.contact_point).all(|r| r.contact_point == 0) {
            continue;
        }
        match of_point(record.contact_point) {
            (None, withdrawn) => return (nothing, withdrawn),
            (Some(of_this), granted) => {
                interval = interval.intersect(of_this);
                since = since.max(granted);
            }
        }
    }
    (interval, since)
}
