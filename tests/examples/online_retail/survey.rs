//! Who may be contacted at one instant, for which reason, and what stands against it.

use crate::invoices::{Book, Buyer, Outcome};
use std::collections::BTreeMap;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, Intent, Kind, Purpose, Standing};
use tactful::explain::Language;
use tactful::followup::{Asking, Decision, Plan};
use tactful::policy::Policy;
use tactful::relationship::Signal;
use tactful::time::{Instant, Span, Zone, Zones};
use tactful::{Code, Engine};

pub const POLICY: &str = include_str!("policy.toml");

/// The ends of the bins of the last purchase, in days.
pub const BINS: [i32; 3] = [30, 60, 90];
/// Numbers of orders that a standing may remember; the last is what the policy has by default.
pub const SIZES: [u16; 3] = [8, 16, 32];
/// More orders than any buyer has.
const EVERYTHING: u16 = 4096;

pub const VERDICTS: [Code; 6] =
    [Code::Allow, Code::Wait, Code::Hold, Code::Never, Code::Expired, Code::NotApplicable];

pub type Tally = BTreeMap<String, usize>;

/// Buyers by verdict, for each reason and channel.
pub type Verdicts = BTreeMap<(String, String), [usize; VERDICTS.len()]>;

/// Standings that remember few orders, against the full facts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Memory {
    pub orders: u16,
    /// Buyers with more orders than that.
    pub with_more: usize,
    /// Buyers whose standing says that it has forgotten something.
    pub marked: usize,
    /// Answers that were compared.
    pub compared: usize,
    /// Answers that are less permissive than those from the full facts.
    pub stricter: usize,
    /// Answers that allow, now or later, what the full facts forbid at that instant.
    pub laxer: usize,
}

/// Everything that the example finds.
#[derive(Debug, Default)]
pub struct Survey {
    /// Buyers who bought at or before the instant.
    pub known: usize,
    /// Those who came only later.
    pub later: usize,
    /// The most orders that a buyer has.
    pub most_orders: usize,
    /// The last purchase on the wall clock, in [`BINS`].
    pub by_clock: [usize; BINS.len() + 1],
    /// The same by subtracting dates.
    pub by_date: [usize; BINS.len() + 1],
    /// Buyers for whom the window of a reason is open, other rules aside.
    pub open: Tally,
    /// The same, read from the blocks of the decisions with all rules.
    pub open_by_blocks: Tally,
    /// Buyers for whom the latest order alone opens the window of a referral.
    pub open_by_latest_order: usize,
    /// Buyers who cancelled something lately: those on whom `after-a-return` lies.
    pub returned: usize,
    pub verdicts: Verdicts,
    /// How often a rule is the one that clears last: by reason, where the window is open.
    pub binding: BTreeMap<String, Tally>,
    /// Open referrals that are on hold because nothing was given.
    pub referrals_held: usize,
    /// The verdicts after one more fact per buyer: something was given.
    pub after_gift: Verdicts,
    /// Open referrals that wait for nothing but the end of a return, after that.
    pub settling: usize,
    pub memory: Vec<Memory>,
    /// Buyers silent for three times as long as between their orders, who never complained (R4).
    pub lapsed: usize,
    /// The policy's own examples that hold, and all of them.
    pub examples: (usize, usize),
    /// One referral on hold, in words.
    pub example: Option<String>,
}

/// One policy, and what the survey compares it with.
struct Engines {
    /// The policy as it stands.
    policy: Engine,
    /// The policy without its rules.
    windows: Engine,
    /// The policy with a memory for every order.
    full: Engine,
    /// The policy with a memory of each of [`SIZES`].
    small: Vec<Engine>,
}

impl Engines {
    fn new() -> tactful::Result<Self> {
        let remembering = |orders| changed(|policy| policy.sizes.orders = Some(orders));
        Ok(Self {
            policy: changed(|_| ())?,
            windows: changed(|policy| policy.rules.clear())?,
            full: remembering(EVERYTHING)?,
            small: SIZES.into_iter().map(remembering).collect::<tactful::Result<_>>()?,
        })
    }
}

/// The engine of the policy with a change.
pub fn changed(change: impl Fn(&mut Policy)) -> tactful::Result<Engine> {
    let mut policy = Policy::parse(POLICY)?;
    change(&mut policy);
    Engine::compile(policy, Arc::new(Zones::bundled()))
}

/// Decides for every buyer. One gift per buyer is added for a second round, at `gift`.
pub fn survey(book: &Book, now: Instant, gift: Instant, mut progress: impl FnMut(usize)) -> Outcome<Survey> {
    let engines = Engines::new()?;
    let house = Engine::house()?;
    let zone = engines.policy.zone("Europe/London")?;
    let examples = engines.policy.check().examples;
    let mut found = Survey {
        examples: (examples.iter().filter(|example| example.passed).count(), examples.len()),
        memory: SIZES.iter().map(|&orders| Memory { orders, ..Memory::default() }).collect(),
        ..Survey::default()
    };
    for (place, buyer) in book.buyers.iter().enumerate() {
        progress(place);
        let orders = buyer.orders.iter().filter(|(at, _)| *at <= now).count();
        let Some((last, latest)) = buyer.orders[..orders].last() else {
            found.later += 1;
            continue;
        };
        found.known += 1;
        found.most_orders = found.most_orders.max(orders);
        found.by_clock[bin(|days| clock_age(*last, now, days, &zone))] += 1;
        found.by_date[bin(|days| zone.date(now).days() - zone.date(*last).days() >= days)] += 1;
        found.decide(&engines, buyer, latest, now)?;
        let signals = house.churn_signals(&buyer.customer, &buyer.facts, &[], None, now)?;
        let lapse = |signal: &Signal| signal.evidence.iter().any(|one| one.what == "lapse");
        found.lapsed += usize::from(signals.iter().any(lapse));
        found.mark(&engines, buyer, orders, now)?;
        found.compare(&engines, &buyer.customer, &buyer.facts, now)?;

        let mut facts = buyer.facts.clone();
        facts.push(Fact::contact(gift, "email", Purpose::Service, Intent::Give).id("gift"));
        found.decide_after_gift(&engines.policy, &buyer.customer, &facts, now)?;
        found.compare(&engines, &buyer.customer, &facts, now)?;
    }
    Ok(found)
}

/// Whether so many days have passed on the wall clock.
fn clock_age(at: Instant, now: Instant, days: i32, zone: &Zone) -> bool {
    Span::Days(days).shift(at.seconds(), zone).is_some_and(|end| end <= now.seconds())
}

fn bin(is_past: impl Fn(i32) -> bool) -> usize {
    BINS.iter().filter(|&&days| is_past(days)).count()
}

/// The window is open if the reason has an anchor and its window is not what stands against it.
fn is_open(decision: &Decision) -> bool {
    !matches!(decision.verdict(), Code::Expired | Code::NotApplicable)
        && decision.blocks().iter().all(|block| block.code() != Code::ReasonWindow)
}

fn count(verdicts: &mut Verdicts, decision: &Decision, engine: &Engine) {
    let key = (decision.reason(engine).to_owned(), decision.channel(engine).to_owned());
    let place = VERDICTS.iter().position(|&verdict| verdict == decision.verdict());
    if let (Some(place), counts) = (place, verdicts.entry(key).or_default()) {
        counts[place] += 1;
    }
}

impl Survey {
    fn decide(&mut self, engines: &Engines, buyer: &Buyer, latest: &str, now: Instant) -> Outcome<()> {
        let (engine, windows, customer) = (&engines.policy, &engines.windows, &buyer.customer);
        let standing = engine.fold(&buyer.facts, now, None)?.standing;
        // the policy without rules asks for less than is kept, so it can take over the standing
        let bare = windows.adopt(&standing)?;
        let plan = Plan::default();
        for decision in windows.decide_all(customer, &bare, &plan, Some("email"), now)? {
            let open = decision.verdict() == Code::Allow;
            *self.open.entry(decision.reason(windows).to_owned()).or_default() += usize::from(open);
        }
        let asking = Asking { anchor: Some(latest.to_owned()), ..Asking::default() };
        let by_latest = windows.decide_with(customer, &bare, &plan, "referral", "email", now, &asking)?;
        self.open_by_latest_order += usize::from(by_latest.verdict() == Code::Allow);

        for decision in engine.decide_all(customer, &standing, &plan, None, now)? {
            count(&mut self.verdicts, &decision, engine);
            if decision.channel(engine) == "email" {
                self.look_at(&decision, engine, customer);
            }
        }
        Ok(())
    }

    /// Why one reason is open or not.
    fn look_at(&mut self, decision: &Decision, engine: &Engine, customer: &Customer) {
        let reason = decision.reason(engine);
        let rules = |rule: &str| decision.blocks().iter().any(|block| block.rule(engine, reason) == rule);
        self.returned += usize::from(reason == "come-back" && rules("after-a-return"));
        let open = is_open(decision);
        *self.open_by_blocks.entry(reason.to_owned()).or_default() += usize::from(open);
        if !open {
            return;
        }
        let binding = decision.binding().map(|block| block.rule(engine, reason));
        if reason == "referral"
            && decision.verdict() == Code::Hold
            && binding.as_deref() == Some("give-before-ask")
        {
            self.referrals_held += 1;
            self.example.get_or_insert_with(|| {
                format!("{}: {}", customer.id, decision.sentence(engine, customer, Language::English))
            });
        }
        let rules = self.binding.entry(reason.to_owned()).or_default();
        *rules.entry(binding.unwrap_or_else(|| "nothing".to_owned())).or_default() += 1;
    }

    fn decide_after_gift(
        &mut self,
        engine: &Engine,
        customer: &Customer,
        facts: &[Fact],
        now: Instant,
    ) -> Outcome<()> {
        let standing = engine.fold(facts, now, None)?.standing;
        for decision in engine.decide_all(customer, &standing, &Plan::default(), Some("email"), now)? {
            count(&mut self.after_gift, &decision, engine);
            let reason = decision.reason(engine);
            let settling = |rule: String| rule == "settle-first";
            self.settling += usize::from(
                reason == "referral"
                    && is_open(&decision)
                    && !decision.blocks().is_empty()
                    && decision.blocks().iter().all(|block| settling(block.rule(engine, reason))),
            );
        }
        Ok(())
    }

    /// Which small memories have forgotten something, and say so.
    fn mark(&mut self, engines: &Engines, buyer: &Buyer, orders: usize, now: Instant) -> Outcome<()> {
        for (small, memory) in engines.small.iter().zip(&mut self.memory) {
            let standing = small.fold(&buyer.facts, now, None)?.standing;
            memory.with_more += usize::from(orders > usize::from(memory.orders));
            memory.marked += usize::from(standing.is_truncated());
        }
        Ok(())
    }

    /// What small memories answer, against a memory of everything.
    fn compare(
        &mut self,
        engines: &Engines,
        customer: &Customer,
        facts: &[Fact],
        now: Instant,
    ) -> Outcome<()> {
        let full = engines.full.fold(facts, now, None)?.standing;
        let plan = Plan::default();
        let wanted = engines.full.decide_all(customer, &full, &plan, None, now)?;
        for (small, memory) in engines.small.iter().zip(&mut self.memory) {
            let standing = small.fold(facts, now, None)?.standing;
            let decisions = small.decide_all(customer, &standing, &plan, None, now)?;
            for (decision, wanted) in decisions.iter().zip(&wanted) {
                memory.compared += 1;
                memory.laxer += usize::from(is_laxer(decision, &engines.full, customer, &full)?);
                memory.stricter += usize::from(decision.allowed_from() != wanted.allowed_from());
            }
        }
        Ok(())
    }
}

/// Whether a decision allows, now or later, what the full facts forbid at that instant.
fn is_laxer(decision: &Decision, full: &Engine, customer: &Customer, facts: &Standing) -> Outcome<bool> {
    let Some(from) = decision.allowed_from() else { return Ok(false) };
    let (reason, channel) = (decision.reason(full), decision.channel(full));
    let wanted = full.decide(customer, facts, &Plan::default(), reason, channel, from)?;
    Ok(wanted.verdict() != Code::Allow)
}

/// A made buyer whose review opens on the day on which the clocks go back.
pub struct Autumn {
    pub delivered: Instant,
    pub asked: Instant,
    /// The policy counts civil days.
    pub by_days: Answer,
    /// The same policy with every day written as 24 hours.
    pub by_hours: Answer,
}

/// A decision, and what it says.
pub struct Answer {
    pub decision: Decision,
    pub words: String,
}

/// Delivered on 23 September 2011 at 10:00; asked on 30 October at 09:30, some hours after the clocks went back.
/// A review opens 37 days after the delivery.
pub fn autumn() -> Outcome<Autumn> {
    let by_days = changed(|policy| policy.rules.clear())?;
    let by_hours = changed(|policy| {
        policy.rules.clear();
        policy.benefits.iter_mut().for_each(|(_, span)| *span = in_hours(*span));
        for reason in &mut policy.reasons {
            reason.opens = in_hours(reason.opens);
            reason.closes = reason.closes.map(in_hours);
        }
    })?;
    let zone = by_days.zone("Europe/London")?;
    let delivered = crate::invoices::instant("2011-09-23 10:00", &zone)?;
    let asked = crate::invoices::instant("2011-10-30 09:30", &zone)?;
    let customer = Customer::new("made").in_zone(zone);
    let facts = [Fact::new(Kind::Delivered, delivered).order("1").id("1")];
    let answer = |engine: &Engine| -> Outcome<Answer> {
        let standing = engine.fold(&facts, asked, None)?.standing;
        let decision = engine.decide(&customer, &standing, &Plan::default(), "review", "email", asked)?;
        let words = decision.sentence(engine, &customer, Language::English);
        Ok(Answer { decision, words })
    };
    Ok(Autumn { delivered, asked, by_days: answer(&by_days)?, by_hours: answer(&by_hours)? })
}

fn in_hours(span: Span) -> Span {
    match span {
        Span::Days(days) => Span::Seconds(i64::from(days) * 86_400),
        other => other,
    }
}
