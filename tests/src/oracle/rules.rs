//! Every rule as a test of membership: does it allow this instant?

use super::clock::{self, date, edges, local, midnight, window_end};
use super::world::{Touch, World};
use std::cmp::Reverse;
use std::sync::Arc;
use tactful::customer::{FactKind, Intent, Kind, Outcome, Per, Purpose};
use tactful::policy::spec::{After, Once, RuleSpec, RuleSpecKind, Window};
use tactful::policy::{Policy, Stage};
use tactful::time::{Date, Instant, Span, Zone};
use tactful::when::{Bucket, WallWindow};

const DAY: i64 = 86_400;

/// One rule on one clock.
pub struct Constraint {
    /// The rule's id, or `reason.part`.
    pub id: String,
    /// Whose clock it reads.
    pub zone: Arc<Zone>,
    /// Local dates between which it is in force.
    pub valid: (Option<Date>, Option<Date>),
    /// What it demands.
    pub test: Test,
    /// A fact can clear it.
    pub clearable: bool,
    /// It speaks of times of day.
    pub time_of_day: bool,
}

/// What a rule demands.
pub enum Test {
    /// Nothing is allowed.
    Never,
    /// Allowed from here on.
    From(i64),
    /// Allowed before this.
    Until(i64),
    /// Wall times that are allowed (true) or forbidden.
    Wall(Vec<WallWindow>, bool),
    /// Dates that are forbidden.
    Dates(super::world::QuietDates),
    /// Open time of a calendar.
    Open(String),
    /// At most so many in any window of this length.
    Cap(Vec<i64>, usize, Span),
    /// At most so many in a local day, week, month.
    Bucket(Vec<i64>, usize, Bucket),
    /// So many gives since the last ask.
    Gives {
        /// Completed gives.
        gives: Vec<i64>,
        /// Asks.
        asks: Vec<i64>,
        /// How many gives.
        n: usize,
        /// How long a give lasts.
        within: Span,
    },
}

impl Constraint {
    /// Whether the instant is allowed.
    pub fn allows(&self, world: &World<'_>, t: i64) -> bool {
        let zone = &self.zone;
        if self.valid != (None, None) {
            let today = date(zone, t);
            if self.valid.0.is_some_and(|from| today < from) || self.valid.1.is_some_and(|to| today >= to) {
                return true;
            }
        }
        match &self.test {
            Test::Never => false,
            Test::From(from) => t >= *from,
            Test::Until(until) => t < *until,
            Test::Wall(windows, inside) => in_windows(windows, local(zone, t)) == *inside,
            Test::Dates(dates) => {
                let today = date(zone, t);
                let (_, month, day) = today.ymd();
                !dates.single.contains(&today) && !dates.yearly.contains(&(month, day))
            }
            Test::Open(name) => Instant::from_seconds(t).is_ok_and(|at| world.calendars[name].is_open(at)),
            Test::Cap(counted, n, span) => !counted.windows(*n).any(|run| {
                let (first, last) = (run[0].min(t), run[n - 1].max(t));
                last < window_end(zone, *span, first)
            }),
            Test::Bucket(counted, n, bucket) => {
                let here = start_of(*bucket, date(zone, t));
                counted.iter().filter(|&&s| start_of(*bucket, date(zone, s)) == here).count() < *n
            }
            Test::Gives { gives, asks, n, within } => {
                let last_ask = asks.iter().copied().filter(|&ask| ask <= t).max().unwrap_or(i64::MIN);
                let live =
                    |&&give: &&i64| give > last_ask && give <= t && t < window_end(zone, *within, give);
                gives.iter().filter(live).count() >= *n
            }
        }
    }

    /// Instants at which the answer can change, between `from` and `until`, and perhaps others.
    pub fn edges(&self, world: &World<'_>, from: i64, until: i64, into: &mut Vec<i64>) {
        let zone = &self.zone;
        into.extend(clock::spans(zone, from, until).iter().map(|&(start, ..)| start));
        for date in [self.valid.0, self.valid.1].into_iter().flatten() {
            into.push(midnight(zone, date));
        }
        let days = || {
            let (first, last) = (date(zone, from).add_days(-2), date(zone, until).add_days(2));
            (first.days()..=last.days()).filter_map(|day| Date::from_days(day).ok())
        };
        let mut wall = |wall: i64| edges(zone, wall, into);
        match &self.test {
            Test::Never => {}
            Test::From(at) | Test::Until(at) => into.push(*at),
            Test::Wall(windows, _) => days().for_each(|day| {
                for window in windows {
                    wall(day.midnight() + i64::from(window.from));
                    wall(day.midnight() + i64::from(window.until));
                }
                wall(day.midnight());
            }),
            Test::Dates(dates) => {
                let years = days().map(|day| day.ymd().0).collect::<std::collections::BTreeSet<_>>();
                let yearly = years.iter().flat_map(|&year| {
                    dates.yearly.iter().filter_map(move |&(month, day)| Date::from_ymd(year, month, day).ok())
                });
                for date in yearly.chain(dates.single.iter().copied()) {
                    into.extend([midnight(zone, date), midnight(zone, date.add_days(1))]);
                }
            }
            Test::Open(name) => {
                let Some((_, spec)) = world.policy.calendars.iter().find(|(known, _)| known == name) else {
                    return;
                };
                let zone = world.zones.get(&spec.tz).expect("a zone");
                let texts = spec.weekly.iter().flatten().chain(spec.overrides.iter().flat_map(|(_, h)| h));
                let times: std::collections::BTreeSet<i64> = texts
                    .chain(spec.breaks.iter().flat_map(|(_, h)| h))
                    .flat_map(|(a, b)| [minutes(a), minutes(b)])
                    .collect();
                into.extend(clock::spans(&zone, from, until).iter().map(|&(start, ..)| start));
                for day in days() {
                    times.iter().chain(&[0]).for_each(|&time| edges(&zone, day.midnight() + time, into));
                }
            }
            Test::Cap(counted, _, span) => cap_edges(zone, counted, *span, into),
            Test::Bucket(..) => days().for_each(|day| into.push(midnight(zone, day))),
            Test::Gives { gives, asks, within, .. } => {
                into.extend(gives.iter().chain(asks));
                into.extend(gives.iter().map(|&give| window_end(zone, *within, give)));
            }
        }
    }
}

fn cap_edges(zone: &Zone, counted: &[i64], span: Span, into: &mut Vec<i64>) {
    for &s in counted {
        into.push(window_end(zone, span, s));
        let (back, months) = match span {
            Span::Seconds(seconds) => {
                into.push(s - seconds + 1);
                continue;
            }
            Span::Days(days) | Span::FullDays(days) | Span::DaysInclusive(days) => (days, 0),
            Span::Months(months) => (0, months),
            _ => continue,
        };
        let wall = local(zone, s);
        let around = tactful::time::date_of(wall).add_months(-months).0.add_days(-back);
        for day in -5..=5 {
            let midnight = around.add_days(day).midnight();
            for second in [0, wall.rem_euclid(DAY)] {
                let mut shown = clock::showing(zone, midnight + second);
                shown.push(clock::first_showing(zone, midnight + second));
                into.extend(shown.iter().flat_map(|&at| [at, at + 1]));
            }
            let near = clock::spans(zone, midnight - DAY, midnight + DAY);
            into.extend(
                near.iter()
                    .filter(|&&(start, ..)| start > i64::MIN)
                    .flat_map(|&(start, ..)| [start, start + 1]),
            );
        }
    }
}

fn minutes(text: &str) -> i64 {
    let (hours, minutes) = text.split_once(':').expect("a wall time");
    hours.parse::<i64>().expect("hours") * 3600 + minutes.parse::<i64>().expect("minutes") * 60
}

/// Half-open wall windows; one that ends at or before its start runs into the next day and belongs to its start day.
fn in_windows(windows: &[WallWindow], wall: i64) -> bool {
    let (day, second) = (tactful::time::date_of(wall), wall.rem_euclid(DAY) as u32);
    let starts = |window: &WallWindow, day: Date| window.days >> (day.weekday().index()) & 1 == 1;
    windows.iter().any(|window| {
        if window.until > window.from {
            starts(window, day) && (window.from..window.until).contains(&second)
        } else {
            (starts(window, day) && second >= window.from)
                || (starts(window, day.add_days(-1)) && second < window.until)
        }
    })
}

fn start_of(bucket: Bucket, date: Date) -> Date {
    match bucket {
        Bucket::Day => date,
        Bucket::Week(first) => (0..7)
            .map(|back| date.add_days(-back))
            .find(|day| day.weekday().index() == usize::from(first))
            .expect("a weekday"),
        Bucket::Month => {
            let (year, month, _) = date.ymd();
            Date::from_ymd(year, month, 1).expect("the first of a month")
        }
    }
}

/// Whether a rule applies to a reason through a channel.
pub fn applies(world: &World<'_>, rule: &RuleSpec, reason: usize, channel: &str) -> bool {
    let spec = &world.policy.reasons[reason];
    let counted = matches!(rule.kind, RuleSpecKind::AtMost(..) | RuleSpecKind::Gap(_));
    let ask_only = matches!(rule.kind, RuleSpecKind::Gives(..));
    let ours = Touch {
        at: 0,
        purpose: Some(spec.purpose),
        intent: Some(spec.intent),
        channel: Some(channel),
        reason: Some(reason),
        outcome: None,
        inbound: false,
        colleague: false,
        subject: None,
        point: None,
        order: None,
        case: None,
        planned: true,
    };
    world.in_scope(&rule.scope, counted, &ours) && (!ask_only || spec.intent == Intent::Ask)
}

/// All that stands between a reason and a contact, apart from its own window.
pub fn constraints(world: &World<'_>, reason: usize, channel: &str) -> Vec<Constraint> {
    let mut all = Vec::new();
    for rule in world.policy.rules.iter().filter(|rule| applies(world, rule, reason, channel)) {
        let clocks = match &rule.timezone {
            Some(name) => vec![world.zones.get(name).expect("a zone")],
            None => world.clocks.clone(),
        };
        for zone in clocks {
            for (test, clearable) in tests(world, rule, reason, channel, &zone) {
                let time_of_day = matches!(test, Test::Wall(..) | Test::Open(_));
                let (id, zone) = (rule.id.clone(), Arc::clone(&zone));
                all.push(Constraint {
                    id,
                    zone,
                    valid: (rule.valid_from, rule.valid_to),
                    test,
                    clearable,
                    time_of_day,
                });
            }
        }
    }
    own(world, reason, &mut all);
    all
}

fn counted(world: &World<'_>, rule: &RuleSpec, n: usize) -> Vec<i64> {
    let own = tactful::policy::spec::CountSpec { scope: rule.scope.clone(), outcomes: Vec::new() };
    let counts = rule.counts.as_ref().unwrap_or(&own);
    let fits = |touch: &Touch<'_>| {
        !touch.inbound
            && world.in_count(counts, true, touch)
            && (!touch.colleague || rule.per == Per::Account)
            && key_fits(world, rule.per, touch.subject, touch.point)
    };
    let mut all: Vec<i64> =
        world.touches().iter().filter(|touch| fits(touch)).map(|touch| touch.at).collect();
    // of what is not known, as many as would fill the cap, at the last instant at which they may have been
    all.extend(world.unknown_at().into_iter().flat_map(|at| std::iter::repeat_n(at, n)));
    all.sort_unstable();
    all
}

fn key_fits(world: &World<'_>, per: Per, subject: Option<&str>, point: Option<&str>) -> bool {
    let same = |asked: &Option<String>, of: Option<&str>| match (asked, of) {
        (Some(asked), Some(of)) => asked == of,
        _ => true,
    };
    match per {
        Per::Subject => same(&world.asking.subject, subject),
        Per::ContactPoint => same(&world.asking.contact_point, point),
        _ => true,
    }
}

fn end_of(world: &World<'_>, zone: &Zone, span: Span, calendar: Option<&String>, at: i64) -> i64 {
    match calendar {
        Some(name) if span.is_business() => clock::business_end(&world.calendars[name], span, at),
        _ => window_end(zone, span, at),
    }
}

fn tests(world: &World<'_>, rule: &RuleSpec, reason: usize, channel: &str, zone: &Zone) -> Vec<(Test, bool)> {
    let latest = |kind: Kind| world.latest(&FactKind::Known(kind));
    match &rule.kind {
        RuleSpecKind::Consent => {
            let purpose = world.policy.reasons[reason].purpose;
            vec![(consent(world, purpose, channel), true)]
        }
        RuleSpecKind::NeverIf(kinds) => {
            let stands = kinds.iter().any(|&kind| match (kind, latest(kind)) {
                (_, None) => false,
                (Kind::DoNotContact, at) => at >= latest(Kind::DoNotContactLifted),
                _ => true,
            });
            if stands { vec![(Test::Never, false)] } else { Vec::new() }
        }
        RuleSpecKind::Suppression => {
            let suspended =
                world.facts.iter().filter(|f| f.kind == FactKind::Known(Kind::Suppressed) && !f.colleague);
            suspended
                .map(|f| (f.until.map_or(Test::Never, |until| Test::From(until.seconds())), false))
                .collect()
        }
        RuleSpecKind::QuietHours(windows) => vec![(Test::Wall(windows.clone(), false), false)],
        RuleSpecKind::SendWindow(windows) => vec![(Test::Wall(windows.clone(), true), false)],
        RuleSpecKind::QuietDates(_) => vec![(Test::Dates(world.quiet_dates[&rule.id].clone()), false)],
        RuleSpecKind::OnlyWithin(name) => vec![(Test::Open(name.clone()), false)],
        RuleSpecKind::AtMost(n, Window::Rolling(span)) => {
            vec![(Test::Cap(counted(world, rule, *n), *n, *span), false)]
        }
        RuleSpecKind::AtMost(n, Window::Bucket(bucket)) => {
            vec![(Test::Bucket(counted(world, rule, *n), *n, *bucket), false)]
        }
        RuleSpecKind::Gap(span) => vec![(Test::Cap(counted(world, rule, 1), 1, *span), false)],
        RuleSpecKind::CoolOff(span, after) => {
            let counts = rule.counts.clone().unwrap_or_default();
            let mut events: Vec<i64> = world.unknown_at().into_iter().collect();
            if let After::Fact(kind) = after {
                let of_kind = world.facts.iter().filter(|fact| {
                    fact.kind == *kind
                        && *kind != FactKind::Known(Kind::Contact)
                        && (!fact.colleague || rule.per == Per::Account)
                        && key_fits(world, rule.per, fact.subject.as_deref(), fact.contact_point.as_deref())
                });
                events.extend(of_kind.map(|fact| fact.at.seconds()));
            }
            let contact = *after == After::Fact(FactKind::Known(Kind::Contact));
            let touches = world.touches();
            let met = touches.iter().filter(|touch| {
                let outcome = match after {
                    After::Outcome(outcome) => touch.outcome == Some(*outcome),
                    After::Fact(_) => contact,
                };
                !touch.planned
                    && outcome
                    && world.in_count(&counts, false, touch)
                    && (!touch.colleague || rule.per == Per::Account)
                    && key_fits(world, rule.per, touch.subject, touch.point)
            });
            events.extend(met.map(|touch| touch.at));
            let end = |&at: &i64| (Test::From(end_of(world, zone, *span, rule.calendar.as_ref(), at)), false);
            events.iter().map(end).collect()
        }
        RuleSpecKind::NoComplaint(then) => complaints(world, rule, then.as_ref(), zone),
        RuleSpecKind::Gives(n, within) => {
            let touches = world.touches();
            let ours = || touches.iter().filter(|touch| !touch.inbound && !touch.colleague);
            let missed = [Outcome::NoAnswer, Outcome::Bounced, Outcome::Failed];
            let completed = |touch: &&Touch<'_>| {
                touch.intent == Some(Intent::Give)
                    && !touch.outcome.is_some_and(|outcome| missed.contains(&outcome))
                    && (!touch.planned || world.planned_gives)
            };
            let mut gives: Vec<i64> = ours().filter(completed).map(|touch| touch.at).collect();
            let acts = world.facts.iter().filter(|f| {
                let done = !f.outcome.is_some_and(|outcome| missed.contains(&outcome));
                f.kind == FactKind::Known(Kind::ServiceAct) && !f.colleague && done
            });
            gives.extend(acts.map(|fact| fact.at.seconds()));
            let is_ask = |touch: &&Touch<'_>| touch.intent.is_none_or(|intent| intent == Intent::Ask);
            let mut asks: Vec<i64> = ours().filter(is_ask).map(|touch| touch.at).collect();
            asks.extend(world.unknown_at());
            vec![(Test::Gives { gives, asks, n: *n, within: *within }, true)]
        }
        RuleSpecKind::SilenceLimit(span) => {
            let end = world.last_touch().map_or(i64::MIN, |at| window_end(zone, *span, at));
            vec![(Test::Until(end), true)]
        }
    }
}

/// The complaint cases: (case, last opened or reopened, last closed).
pub fn cases(world: &World<'_>) -> Vec<(String, Option<i64>, Option<i64>)> {
    let mut found: Vec<(String, Option<i64>, Option<i64>)> = Vec::new();
    for fact in &world.facts {
        let FactKind::Known(kind) = fact.kind else { continue };
        let complaint =
            matches!(kind, Kind::ComplaintOpened | Kind::ComplaintReopened | Kind::ComplaintClosed);
        if !complaint || fact.colleague {
            continue;
        }
        let name = fact.case.clone().unwrap_or_default();
        let place = found.iter().position(|(known, ..)| *known == name).unwrap_or_else(|| {
            found.push((name, None, None));
            found.len() - 1
        });
        let (_, opened, closed) = &mut found[place];
        let which = if kind == Kind::ComplaintClosed { closed } else { opened };
        *which = (*which).max(Some(fact.at.seconds()));
    }
    found
}

fn complaints(world: &World<'_>, rule: &RuleSpec, then: Option<&Span>, zone: &Zone) -> Vec<(Test, bool)> {
    let forget = world.policy.forget_complaints_after.unwrap_or(Span::Months(24));
    let mut tests = Vec::new();
    let cases = cases(world);
    for (_, opened, closed) in &cases {
        if opened.is_some() && opened >= closed {
            let until = window_end(zone, forget, opened.unwrap_or(0));
            tests.push((Test::From(until), until > world.now));
        }
        if let (Some(then), Some(closed)) = (then, closed) {
            tests.push((Test::From(end_of(world, zone, *then, rule.calendar.as_ref(), *closed)), false));
        }
    }
    // a rule that a fact can clear is lifted as a whole
    let open = tests.iter().any(|(_, clearable)| *clearable);
    tests.iter_mut().for_each(|(_, clearable)| *clearable = open);
    tests
}

fn consent(world: &World<'_>, purpose: Purpose, channel: &str) -> Test {
    let fitting: Vec<_> = world
        .facts
        .iter()
        .filter(|fact| {
            let taken_back = fact.kind != FactKind::Known(Kind::ConsentGiven);
            let known = |of: &str| world.policy.channels.iter().any(|known| known == of);
            fact.purpose.is_none_or(|of| of == purpose)
                && !fact.colleague
                && fact.channel.as_deref().is_none_or(|of| of == channel || (taken_back && !known(of)))
        })
        .filter_map(|fact| match fact.kind {
            FactKind::Known(Kind::ConsentGiven) => Some((*fact, true)),
            FactKind::Known(Kind::ConsentWithdrawn | Kind::ConsentRefused) => Some((*fact, false)),
            _ => None,
        })
        .collect();
    // of one contact point: the latest word counts; withdrawal wins a tie, the earlier end another
    let of_point = |point: Option<&str>| -> Option<i64> {
        let words = fitting
            .iter()
            .filter(|(fact, _)| fact.contact_point.is_none() || fact.contact_point.as_deref() == point);
        let (fact, granted) = words
            .min_by_key(|(fact, granted)| (Reverse(fact.at), *granted, fact.until.unwrap_or(Instant::MAX)))?;
        granted.then(|| fact.until.map_or(i64::MAX, Instant::seconds))
    };
    if let Some(point) = &world.asking.contact_point {
        return of_point(Some(point)).map_or(Test::Never, Test::Until);
    }
    // the caller names none: it must be granted for all, and no point may stand withdrawn
    let mut points: Vec<&str> =
        fitting.iter().filter_map(|(fact, _)| fact.contact_point.as_deref()).collect();
    points.dedup();
    let general = of_point(None);
    let named: Vec<Option<i64>> = points.iter().map(|point| of_point(Some(point))).collect();
    if general.is_none() || named.iter().any(Option::is_none) {
        return Test::Never;
    }
    general.into_iter().chain(named.into_iter().flatten()).min().map_or(Test::Never, Test::Until)
}

/// The stages now, and when they lapse. With one order delivered and another on its way there are two.
pub fn stages(world: &World<'_>) -> (Vec<Stage>, Option<i64>) {
    let latest = |kind: Kind| world.latest(&FactKind::Known(kind));
    let (bought, delivered) = (latest(Kind::Purchase), latest(Kind::Delivered));
    if bought.is_none() && delivered.is_none() {
        let asked = latest(Kind::Inquiry).is_some();
        return (vec![if asked { Stage::Conversion } else { Stage::ValueFirst }], None);
    }
    let end =
        |at: i64, span: Span| world.clocks.iter().map(|zone| window_end(zone, span, at)).max().unwrap_or(at);
    let lapse = match (world.policy.lapsed_after, world.last_touch()) {
        (Some(span), Some(touch)) => Some(end(touch, span)),
        _ => None,
    };
    match lapse {
        Some(lapse) if lapse <= world.now => (vec![Stage::Lapsed], None),
        _ if delivered.is_none() => (vec![Stage::Experience], lapse),
        _ if bought > delivered => (vec![Stage::Experience, Stage::FollowUp], lapse),
        _ => (vec![Stage::FollowUp], lapse),
    }
}

/// Stages in which a reason applies; none: all.
pub fn stages_of(policy: &Policy, reason: usize) -> Option<Vec<Stage>> {
    let spec = &policy.reasons[reason];
    let customers = [Stage::Experience, Stage::FollowUp, Stage::Lapsed];
    match (spec.stages.is_empty(), spec.customers_only) {
        (true, false) => None,
        (true, true) => Some(customers.to_vec()),
        (false, false) => Some(spec.stages.clone()),
        (false, true) => {
            Some(spec.stages.iter().copied().filter(|stage| customers.contains(stage)).collect())
        }
    }
}

/// How often the reason itself may be used, and how long its stage lasts.
fn own(world: &World<'_>, reason: usize, all: &mut Vec<Constraint>) {
    let spec = &world.policy.reasons[reason];
    let touches = world.touches();
    let of_reason = touches.iter().filter(|t| t.reason == Some(reason) && !t.inbound && !t.colleague);
    let used: Vec<i64> = of_reason.map(|touch| touch.at).collect();
    let mut counted = used.clone();
    counted.extend(world.unknown_at());
    counted.sort_unstable();
    let mut push = |part: &str, zone: &Arc<Zone>, test: Test| {
        let (id, zone) = (format!("{}.{part}", spec.id), Arc::clone(zone));
        all.push(Constraint { id, zone, valid: (None, None), test, clearable: false, time_of_day: false });
    };
    for zone in &world.clocks {
        if let Some(span) = spec.every {
            push("rhythm", zone, Test::Cap(counted.clone(), 1, span));
        }
        if let Once::PerSpan(span) = spec.once {
            push("once", zone, Test::Cap(counted.clone(), 1, span));
        }
    }
    let zone = &world.clocks[0];
    if spec.once == Once::Ever && !used.is_empty() {
        push("once", zone, Test::Never);
    }
    let (_, lapse) = stages(world);
    if let (Some(stages), Some(lapse)) = (stages_of(world.policy, reason), lapse)
        && !stages.contains(&Stage::Lapsed)
    {
        push("stage", zone, Test::Until(lapse));
    }
}
