//! The anchors of a reason, one by one, each with the set of instants that it allows.

use super::clock::{self, midnight, shift};
use super::rules::cases;
use super::world::World;
use std::collections::BTreeSet;
use tactful::customer::{Fact, FactKind, Kind};
use tactful::policy::spec::{AnchorSpec, Once, ReasonSpec};
use tactful::time::{Date, Span, date_of};

/// One anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchored {
    /// Its instant.
    pub at: i64,
    /// The order or case.
    pub id: Option<String>,
    /// From opening to closing.
    pub window: (i64, i64),
    /// It was used already.
    pub used: bool,
    /// A needed fact is missing.
    pub missing: bool,
    /// A fact rules it out.
    pub ruled_out: bool,
}

impl Anchored {
    /// Whether the instant is in the anchor's own set.
    pub fn allows(&self, t: i64, needs_met: bool) -> bool {
        (self.window.0..self.window.1).contains(&t)
            && !self.used
            && !self.ruled_out
            && (needs_met || !self.missing)
    }
}

/// All anchors of a reason.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Those not closed yet.
    pub live: Vec<Anchored>,
    /// Whether some are closed.
    pub closed: bool,
}

/// The anchors of a reason.
pub fn anchors(world: &World<'_>, reason: usize) -> Anchors {
    let spec = &world.policy.reasons[reason];
    let mut all: Vec<Anchored> = Vec::new();
    match &spec.anchor {
        None => all.push(anchored(world, spec, i64::MIN, i64::MIN, None, (i64::MIN, i64::MAX))),
        Some(AnchorSpec::LastTouch) => {
            all.extend(
                world.last_touch().map(|at| anchored(world, spec, at, at, None, window(world, spec, |_| at))),
            );
        }
        Some(AnchorSpec::Latest(kind)) => {
            all.extend(
                world.latest(kind).map(|at| anchored(world, spec, at, at, None, window(world, spec, |_| at))),
            );
        }
        Some(AnchorSpec::Order(kind)) => {
            for order in orders(world) {
                if let Some((at, since)) = order_anchor(world, kind, &order) {
                    all.push(anchored(world, spec, at, since, Some(&order), window(world, spec, |_| at)));
                }
            }
        }
        Some(AnchorSpec::Case(closed)) => {
            for (name, last_opened, last_closed) in cases(world) {
                let open = last_opened.is_some() && last_opened >= last_closed;
                let at = if *closed { last_closed.filter(|_| !open) } else { last_opened };
                if let Some(at) = at {
                    all.push(anchored(
                        world,
                        spec,
                        at,
                        at,
                        Some(&Order::Named(name)),
                        window(world, spec, |_| at),
                    ));
                }
            }
        }
        Some(AnchorSpec::Year(name)) => {
            for day in days(world, name) {
                let at = |zone: &tactful::time::Zone| midnight(zone, day);
                let window = window(world, spec, at);
                if window.0 < world.horizon {
                    let first = at(&world.clocks[0]);
                    all.push(anchored(world, spec, first, first, None, window));
                }
            }
        }
    }
    if let Some(asked) = &world.asking.anchor {
        all.retain(|anchor| {
            !matches!(spec.anchor, Some(AnchorSpec::Order(_) | AnchorSpec::Case(_)))
                || anchor.id.as_ref() == Some(asked)
        });
    }
    let closed = |anchor: &Anchored| anchor.window.1 <= world.now || anchor.window.0 >= anchor.window.1;
    let (past, live): (Vec<_>, Vec<_>) = all.into_iter().partition(closed);
    Anchors { live, closed: !past.is_empty() }
}

/// An order, by its name or by the one fact that names none.
#[derive(Debug, Clone, PartialEq)]
enum Order<'a> {
    Named(String),
    Alone(&'a Fact),
}

fn orders<'a>(world: &World<'a>) -> Vec<Order<'a>> {
    let mut found: Vec<Order<'a>> = Vec::new();
    for &fact in world.facts.iter().filter(|fact| !fact.colleague) {
        let order = fact.order.clone().map_or(Order::Alone(fact), Order::Named);
        if !found.contains(&order) {
            found.push(order);
        }
    }
    found
}

fn facts_of<'w, 'a>(
    world: &'w World<'a>,
    order: &'w Order<'a>,
) -> impl Iterator<Item = &'a Fact> + use<'w, 'a> {
    world.facts.iter().copied().filter(|fact| !fact.colleague).filter(move |fact| match order {
        Order::Named(name) => fact.order.as_ref() == Some(name),
        Order::Alone(alone) => fact == alone,
    })
}

fn latest_of(world: &World<'_>, order: &Order<'_>, kind: &FactKind) -> Option<i64> {
    facts_of(world, order).filter(|fact| fact.kind == *kind).map(|fact| fact.at.seconds()).max()
}

/// The instant of an order's anchor, and of the fact that it comes from.
fn order_anchor(world: &World<'_>, kind: &FactKind, order: &Order<'_>) -> Option<(i64, i64)> {
    if let Some(at) = latest_of(world, order, kind) {
        return Some((at, at));
    }
    if *kind != FactKind::Known(Kind::BenefitRealised) {
        return None;
    }
    // not observed: expected so long after the delivery, by product
    let delivered = latest_of(world, order, &FactKind::Known(Kind::Delivered))?;
    let product = facts_of(world, order)
        .filter(|f| f.order.is_some() || kept(world, &f.kind))
        .filter_map(|f| Some((f.at, f.product.clone()?)));
    let product = product.max_by_key(|(at, _)| *at).map(|(_, product)| product);
    let of =
        |name: &str| world.policy.benefits.iter().find(|(known, _)| known == name).map(|(_, span)| *span);
    let span = product.as_deref().filter(|name| *name != "default").and_then(of).or_else(|| of("default"))?;
    let at = world.clocks.iter().map(|zone| shift(zone, span, delivered)).max()?;
    Some((at, delivered))
}

/// Whether some reason looks at facts of this kind order by order.
fn kept(world: &World<'_>, kind: &FactKind) -> bool {
    let per_order = |reason: &&ReasonSpec| matches!(reason.anchor, Some(AnchorSpec::Order(_)));
    world.policy.reasons.iter().filter(per_order).any(|reason| {
        let anchor = match &reason.anchor {
            Some(AnchorSpec::Order(anchor)) => {
                let derived =
                    *anchor == FactKind::Known(Kind::BenefitRealised) && !world.policy.benefits.is_empty();
                anchor == kind || (derived && *kind == FactKind::Known(Kind::Delivered))
            }
            _ => false,
        };
        anchor || reason.needs.contains(kind) || reason.blocks.contains(kind)
    })
}

/// The latest fact of a kind that names no order and is none itself: it may be about any.
fn unnamed(world: &World<'_>, kind: &FactKind) -> Option<i64> {
    let is_anchor = world.policy.reasons.iter().any(|reason| match &reason.anchor {
        Some(AnchorSpec::Order(anchor)) => {
            let derived =
                *anchor == FactKind::Known(Kind::BenefitRealised) && !world.policy.benefits.is_empty();
            anchor == kind || (derived && *kind == FactKind::Known(Kind::Delivered))
        }
        _ => false,
    });
    let of_kind = world.facts.iter().filter(|f| f.kind == *kind && f.order.is_none() && !f.colleague);
    if is_anchor { None } else { of_kind.map(|fact| fact.at.seconds()).max() }
}

fn window(world: &World<'_>, spec: &ReasonSpec, at: impl Fn(&tactful::time::Zone) -> i64) -> (i64, i64) {
    let moved = |zone: &tactful::time::Zone, span: Span| match &spec.calendar {
        Some(name) if span.is_business() => clock::business(&world.calendars[name], span, at(zone)),
        _ => shift(zone, span, at(zone)),
    };
    let from = world.clocks.iter().map(|zone| moved(zone, spec.opens)).max().unwrap_or(i64::MIN);
    let until = world.clocks.iter().map(|zone| spec.closes.map_or(i64::MAX, |span| moved(zone, span))).min();
    (from, until.unwrap_or(i64::MAX))
}

fn days(world: &World<'_>, name: &str) -> BTreeSet<Date> {
    if let Some((_, dates)) = world.policy.occasions.iter().find(|(known, _)| known == name) {
        return dates.iter().copied().collect();
    }
    let Some(&(_, month, day)) = world.customer.occasions.iter().find(|(known, ..)| known == name) else {
        return BTreeSet::new();
    };
    let (this_year, ..) = date_of(clock::local(&world.clocks[0], world.now)).ymd();
    let leap = if world.policy.leap_day_on_march_1.unwrap_or(false) { (3, 1) } else { (2, 28) };
    (this_year - 1..=this_year + 12)
        .filter_map(|year| {
            Date::from_ymd(year, u32::from(month), u32::from(day))
                .or_else(|_| Date::from_ymd(year, leap.0, leap.1))
                .ok()
        })
        .collect()
}

fn anchored(
    world: &World<'_>,
    spec: &ReasonSpec,
    at: i64,
    since: i64,
    order: Option<&Order<'_>>,
    window: (i64, i64),
) -> Anchored {
    let per_order = matches!(spec.anchor, Some(AnchorSpec::Order(_)));
    let last = |kind: &FactKind| match order {
        Some(order) if per_order => latest_of(world, order, kind),
        _ => world.latest(kind),
    };
    // what happened before the anchor's own time began does not speak against it
    let base = since.min(window.0);
    let reason = world.reason_index(&spec.id);
    let touches = world.touches();
    let mut used = touches.iter().filter(|t| t.reason == reason && !t.inbound && !t.colleague);
    let used = spec.once == Once::PerAnchor
        && used.any(|touch| match (&spec.anchor, order) {
            (Some(AnchorSpec::Year(_)), _) => (window.0..window.1).contains(&touch.at),
            (_, Some(Order::Named(name))) => {
                let named = if per_order { touch.order } else { touch.case };
                named.map_or(touch.at >= since, |named| named == name)
            }
            (_, Some(Order::Alone(_))) => {
                let named = if per_order { touch.order } else { touch.case };
                named.is_none() && touch.at >= since
            }
            _ => touch.at >= at,
        });
    Anchored {
        at,
        id: match order {
            Some(Order::Named(name)) => Some(name.clone()),
            _ => None,
        },
        window,
        used,
        missing: spec.needs.iter().any(|kind| last(kind).is_none()),
        ruled_out: spec.blocks.iter().any(|kind| {
            let unnamed = per_order.then(|| unnamed(world, kind)).flatten();
            last(kind).max(unnamed).is_some_and(|at| at >= base)
        }),
    }
}
