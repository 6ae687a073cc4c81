//! The anchors of a reason: from which facts its time is counted, and the interval of each.
//!
//! Window, once, needs and blocks are intersected per anchor; the reason's own set is the union over its live
//! anchors (KERNEL section 1).

use super::view::View;
use crate::inline::Inline;
use crate::policy::{Anchor, Condition, Once, Reason};
use crate::time::{DAY, Date, Zone, date_of, day_of_year};
use crate::when::{FOREVER, Interval, midnight};

/// One anchor with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Anchored {
    pub(crate) at: i64,
    /// The instant of the fact it comes from: for an expected benefit, the delivery.
    pub(crate) since: i64,
    /// Hash of the order or case; 0: none.
    pub(crate) id: u64,
    /// From opening to closing.
    pub(crate) window: Interval,
    /// The window without what the anchor's own conditions exclude; empty if it is used up.
    pub(crate) set: Interval,
    /// The same if a missing fact came now.
    pub(crate) lifted: Interval,
    /// It was used already, at this instant (`i64::MIN`: no).
    pub(crate) used: i64,
    /// A kind of fact is missing; 0: none.
    pub(crate) missing: u64,
    /// A fact rules it out, from this instant on (`i64::MAX`: no).
    pub(crate) ruled_out: i64,
    pub(crate) best: i64,
}

impl Default for Anchored {
    fn default() -> Self {
        Self {
            at: i64::MIN,
            since: i64::MIN,
            id: 0,
            window: Interval::ALWAYS,
            set: Interval::ALWAYS,
            lifted: Interval::ALWAYS,
            used: i64::MIN,
            missing: 0,
            ruled_out: i64::MAX,
            best: FOREVER,
        }
    }
}

/// All anchors of a reason.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// Those whose windows have not closed.
    pub(crate) live: Inline<Anchored, 4, 36>,
    /// Some window has closed.
    pub(crate) closed: bool,
    /// Orders or cases had to be left out because something of them is forgotten.
    pub(crate) truncated: bool,
    /// The next recurrence that lies beyond the horizon; `FOREVER`: none.
    pub(crate) recurs_at: i64,
    /// It comes again every year, whatever the last window says.
    pub(crate) recurs: bool,
}

impl Anchors {
    pub(crate) fn clear(&mut self) {
        self.live.truncate(0);
        (self.closed, self.truncated, self.recurs) = (false, false, false);
        self.recurs_at = FOREVER;
    }

    /// Collects those of a reason, in place of those of another.
    pub(crate) fn collect(&mut self, view: &View<'_>, reason: &Reason) {
        self.clear();
        match &reason.anchor {
            Anchor::None => self.keep(Some(always(view, reason))),
            Anchor::Latest(scopes) => {
                if let Some(at) = view.last_of(scopes) {
                    self.keep(latest(view, reason, at));
                }
            }
            Anchor::Order { column, delivered } => self.orders(view, reason, *column, *delivered),
            Anchor::Case { closed } => self.cases(view, reason, *closed),
            Anchor::Year { name, dates } => self.years(view, reason, name, dates.as_deref()),
        }
    }

    fn orders(&mut self, view: &View<'_>, reason: &Reason, column: usize, delivered: Option<usize>) {
        for (id, record) in view.standing.orders.entries.iter() {
            if view.keys.anchor != 0 && view.keys.anchor != id {
                continue;
            }
            let known = |column: usize| Some(record.at[column]).filter(|&at| at != i64::MIN);
            // a benefit that was observed counts; else it is expected so long after the delivery (F4)
            let expected = || {
                let delivered = known(delivered?)?;
                let length = view.engine.benefit(record.product.1)?;
                let at = view.clocks.iter().map(|zone| length.shift(delivered, zone)).max()?;
                Some((at, delivered))
            };
            let Some((at, since)) = known(column).map(|at| (at, at)).or_else(expected) else { continue };
            if !view.standing.orders.is_whole(id) {
                self.truncated = true;
                continue;
            }
            let kinds = view.engine.shape.order_kinds.len();
            let asked = reason.asked.and_then(|asked| known(kinds + asked));
            self.keep(window_from(view, reason, at).and_then(|window| {
                let anchored = Anchored { at, since, id, window, ..Anchored::default() };
                windowed(view, reason, anchored, asked, |condition| condition.column.and_then(known))
            }));
        }
        self.truncated |= view.standing.orders.lost != i64::MIN;
    }

    fn cases(&mut self, view: &View<'_>, reason: &Reason, closed: bool) {
        for (id, record) in view.standing.cases.entries.iter() {
            if view.keys.anchor != 0 && view.keys.anchor != id {
                continue;
            }
            let at =
                if closed { if record.is_open() { i64::MIN } else { record.closed } } else { record.opened };
            if at == i64::MIN {
                continue;
            }
            if !view.standing.cases.is_whole(id) {
                self.truncated = true;
                continue;
            }
            let asked = reason.asked.map(|asked| record.asked[asked]).filter(|&at| at != i64::MIN);
            self.keep(window_from(view, reason, at).and_then(|window| {
                let anchored = Anchored { at, since: at, id, window, ..Anchored::default() };
                windowed(view, reason, anchored, asked, |condition| {
                    condition.scope.and_then(|s| view.last(s))
                })
            }));
        }
        self.truncated |= view.standing.cases.lost != i64::MIN;
    }

    fn years(&mut self, view: &View<'_>, reason: &Reason, name: &str, dates: Option<&[Date]>) {
        self.recurs = dates.is_none();
        let zone = &view.clocks[0];
        let mut day = |date: Date| {
            // the day begins at another instant on each clock; the window must be open on all of them
            let window = window(view, reason, |zone| midnight(date, zone));
            let beyond = window.from >= view.horizon;
            if beyond {
                self.recurs_at = self.recurs_at.min(window.from);
            } else {
                self.keep(of_customer(view, reason, midnight(date, zone), window));
            }
            beyond
        };
        if let Some(dates) = dates {
            // a day begins half a day later at most on the last clock; those that closed long ago need no look
            let closed =
                |date: &Date| (date.midnight() + DAY).saturating_add(reason.closes_within) <= view.now;
            let first = dates.partition_point(closed);
            for &date in &dates[first..] {
                if day(date) {
                    break; // those that follow are farther still
                }
            }
            self.closed |= first > 0;
            return;
        }
        let (this_year, ..) = date_of(zone.local(view.now)).ymd();
        if let Some((_, lunar)) = view.customer.lunar_occasions.iter().find(|(known, _)| known == name) {
            // a Chinese year begins up to seven weeks after the Gregorian one
            for year in this_year - 2..=this_year + 12 {
                let date = lunar.in_year(year, view.engine.leap_month);
                if date.is_some_and(&mut day) {
                    break;
                }
            }
            return;
        }
        let Some(&(_, month, day_of_month)) =
            view.customer.occasions.iter().find(|(known, ..)| known == name)
        else {
            return;
        };
        for year in this_year - 1..=this_year + 12 {
            let date = day_of_year(year, month, day_of_month, view.engine.leap_day_on_march_1);
            if date.is_some_and(&mut day) {
                break; // those that follow are farther still
            }
        }
    }

    fn keep(&mut self, anchored: Option<Anchored>) {
        match anchored {
            Some(live) => self.live.push(live),
            None => self.closed = true,
        }
    }
}

/// The latest anchor of the customer, with what the latest facts say of it; none if its window has closed.
#[inline]
pub(crate) fn latest(view: &View<'_>, reason: &Reason, at: i64) -> Option<Anchored> {
    of_customer(view, reason, at, window_from(view, reason, at)?)
}

fn of_customer(view: &View<'_>, reason: &Reason, at: i64, window: Interval) -> Option<Anchored> {
    let anchored = Anchored { at, since: at, window, ..Anchored::default() };
    windowed(view, reason, anchored, None, |condition| condition.scope.and_then(|s| view.last(s)))
}

/// The anchor of a reason that needs none: it is always open, but for its conditions.
#[inline]
pub(crate) fn always(view: &View<'_>, reason: &Reason) -> Anchored {
    conditioned(view, reason, Anchored::default(), |condition| condition.scope.and_then(|s| view.last(s)))
}

/// An anchor with its best instant and its conditions; none if its window has closed.
#[inline]
fn windowed(
    view: &View<'_>,
    reason: &Reason,
    mut anchored: Anchored,
    asked: Option<i64>,
    fact: impl Fn(&Condition) -> Option<i64>,
) -> Option<Anchored> {
    if is_closed(view, anchored.window) {
        return None;
    }
    let at = anchored.at;
    anchored.best = match &reason.best {
        Some(best) => view.clocks.iter().map(|zone| best.shift(at, zone)).max().unwrap_or(FOREVER),
        None => FOREVER,
    };
    let used = asked.or_else(|| used(view, reason, &anchored));
    anchored.used = used.unwrap_or(i64::MIN);
    Some(conditioned(view, reason, anchored, fact))
}

#[inline]
fn is_closed(view: &View<'_>, window: Interval) -> bool {
    window.until <= view.now || window.is_empty()
}

/// An anchor with what its conditions leave of its window.
#[inline]
fn conditioned(
    view: &View<'_>,
    reason: &Reason,
    mut anchored: Anchored,
    fact: impl Fn(&Condition) -> Option<i64>,
) -> Anchored {
    let mut lifted = anchored.window;
    for condition in &reason.blocks {
        // what happened before the anchor's fact, and before the window, does not speak against it
        let since = anchored.since.min(anchored.window.from);
        // what named no order may have been about this one
        let unnamed = condition.column.map(|column| view.engine.shape.unnamed_kind(column));
        let unnamed = unnamed.map(|place| view.standing.unnamed[place]).filter(|&at| at != i64::MIN);
        if let Some(at) = fact(condition).max(unnamed).filter(|&at| at >= since) {
            anchored.ruled_out = anchored.ruled_out.min(at);
            lifted.until = lifted.until.min(at);
        }
    }
    let mut set = lifted;
    for condition in &reason.needs {
        match fact(condition) {
            Some(at) => set.from = set.from.max(at),
            None => {
                anchored.missing = condition.kind;
                set.until = i64::MIN;
            }
        }
    }
    if anchored.used != i64::MIN {
        set.until = i64::MIN;
        lifted.until = i64::MIN;
    }
    anchored.set = set;
    anchored.lifted = lifted;
    anchored
}

/// When the anchor was used, or is planned to be.
#[inline]
fn used(view: &View<'_>, reason: &Reason, anchored: &Anchored) -> Option<i64> {
    match (&reason.anchor, reason.once) {
        (Anchor::Latest(_) | Anchor::None, Once::PerAnchor) if view.plan.0.is_empty() => {
            view.last(reason.last).filter(|&sent| sent >= anchored.since)
        }
        (_, Once::PerAnchor) => used_or_planned(view, reason, anchored),
        _ => None,
    }
}

fn used_or_planned(view: &View<'_>, reason: &Reason, anchored: &Anchored) -> Option<i64> {
    let Anchored { since, id, window, .. } = *anchored;
    // a planned contact that was sent with the same id counts as sent
    let sent = view.standing.rings[reason.last].slots();
    let planned = view.plan.0.iter().filter(|planned| {
        planned.sorted.reason == reason.index && sent.iter().all(|slot| slot.id != planned.sorted.id)
    });
    match (&reason.anchor, reason.asked) {
        (Anchor::Order { .. } | Anchor::Case { .. }, Some(asked)) => {
            let place = match reason.anchor {
                Anchor::Case { .. } => view.engine.shape.order_reasons.len() + asked,
                _ => asked,
            };
            // a contact that named no order may have been for this one, if it came after the anchor's fact
            let unnamed =
                Some(view.standing.unnamed[place]).filter(|&sent| sent != i64::MIN && sent >= since);
            let same = |anchor: u64, sent: i64| anchor == id || (anchor == 0 && sent >= since);
            unnamed.or_else(|| planned.filter(|p| same(p.anchor, p.sorted.at)).map(|p| p.sorted.at).next())
        }
        (Anchor::Year { .. }, _) => sent
            .iter()
            .map(|slot| slot.at)
            .chain(planned.map(|p| p.sorted.at))
            .find(|&sent| window.contains(sent)),
        _ => {
            view.last(reason.last).into_iter().chain(planned.map(|p| p.sorted.at)).find(|&sent| sent >= since)
        }
    }
}

/// From opening to closing after an instant; none if it has closed.
#[inline]
fn window_from(view: &View<'_>, reason: &Reason, at: i64) -> Option<Interval> {
    if at.saturating_add(reason.closes_within) <= view.now {
        return None; // without a look at the clock
    }
    let window = match reason.elapsed {
        Some((opens, FOREVER)) => Interval { from: at.saturating_add(opens), until: FOREVER },
        Some((opens, closes)) => {
            Interval { from: at.saturating_add(opens), until: at.saturating_add(closes) }
        }
        None => window(view, reason, |_| at),
    };
    (!is_closed(view, window)).then_some(window)
}

/// From opening to closing, on every clock that counts.
fn window(view: &View<'_>, reason: &Reason, at: impl Fn(&Zone) -> i64) -> Interval {
    let mut all = Interval::ALWAYS;
    for zone in view.clocks {
        let zone: &Zone = zone;
        let at = at(zone);
        all = all.intersect(Interval {
            from: reason.opens.shift(at, zone),
            until: reason.closes.as_ref().map_or(FOREVER, |closes| closes.shift(at, zone)),
        });
    }
    all
}
