//! What the measurements work on: a policy, and made customers that are the same in every run.

pub mod clock;
pub mod tables;

use tactful::customer::{Customer, Fact, Intent, Kind, Purpose, Standing};
use tactful::followup::Plan;
use tactful::time::{Calendar, CalendarSpec, Instant, Weekday, Zones};
use tactful::{Engine, Result};

/// Twelve reasons (three call, seven mail, two SMS), caps, gaps, quiet hours, office hours.
pub const BENCH_POLICY: &str = include_str!("bench-policy.toml");

/// Friday 2026-03-06 15:30 UTC, two days before the clocks change in America.
pub const NOW: &str = "2026-03-06T15:30:00Z";

/// Five of them with daylight saving, one of these southern; one half-hour.
pub const ZONES: [&str; 8] = [
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Paris",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Australia/Sydney",
];

const LEVELS: [&str; 5] = ["one", "two", "three", "four", "five"];
const CHANNELS: [&str; 3] = ["phone", "email", "sms"];

/// Facts per customer, on average: the parameter of a Poisson distribution.
const FACTS: f64 = 10.0;
/// They lie within about this many days before [`NOW`]; late ones are more frequent.
const DAYS: f64 = 400.0;

/// One customer with everything that a decision takes.
pub struct Case {
    /// Who.
    pub customer: Customer,
    /// What happened, sorted by instant.
    pub facts: Vec<Fact>,
    /// What is remembered of it.
    pub standing: Standing,
    /// Nothing is planned.
    pub plan: Plan,
}

/// An engine, an instant and made customers.
pub struct Book {
    /// The policy.
    pub engine: Engine,
    /// The instant of all questions.
    pub now: Instant,
    /// The customers.
    pub cases: Vec<Case>,
    /// Pairs of a reason and its preferred channel.
    pub reasons: Vec<(String, String)>,
}

impl Book {
    /// So many customers under the bench policy.
    ///
    /// # Errors
    /// None; the policy and the facts are made here.
    pub fn of_bench(customers: usize) -> Result<Self> {
        Self::of_bench_from(0, customers)
    }

    /// So many other customers under the bench policy; block 0 is that of [`Book::of_bench`].
    ///
    /// # Errors
    /// None; the policy and the facts are made here.
    pub fn of_bench_from(block: u64, customers: usize) -> Result<Self> {
        Self::new(Engine::from_text(BENCH_POLICY)?, block, customers)
    }

    /// The same customers under the house policy.
    ///
    /// # Errors
    /// None; the policy and the facts are made here.
    pub fn of_house(customers: usize) -> Result<Self> {
        Self::of_house_from(0, customers)
    }

    /// So many other customers under the house policy; block 0 is that of [`Book::of_house`].
    ///
    /// # Errors
    /// None; the policy and the facts are made here.
    pub fn of_house_from(block: u64, customers: usize) -> Result<Self> {
        Self::new(Engine::house()?, block, customers)
    }

    fn new(engine: Engine, block: u64, customers: usize) -> Result<Self> {
        let now = Instant::parse(NOW)?;
        let mut random = Random::new(20_260_306 + block);
        let cases = (0..customers).map(|i| case(&engine, now, i, &mut random)).collect::<Result<_>>()?;
        let ids: Vec<String> = engine.reasons().map(str::to_owned).collect();
        let mut reasons = Vec::new();
        for id in ids {
            let preferred = engine.channels_of(&id)?.next().map(str::to_owned);
            reasons.extend(preferred.map(|channel| (id, channel)));
        }
        Ok(Self { engine, now, cases, reasons })
    }
}

/// Mondays to Fridays, 09:00 to 17:00 in New York, twelve holidays in each of ten years.
#[must_use]
pub fn office() -> CalendarSpec {
    use Weekday::{Fri, Mon, Thu, Tue, Wed};
    let mut spec = CalendarSpec::new("America/New_York").open(&[Mon, Tue, Wed, Thu, Fri], "09:00", "17:00");
    for year in 2020..2030 {
        for month in 1..=12 {
            spec = spec.holiday(&format!("{year}-{month:02}-{:02}", 2 + (year + month * 5) % 26));
        }
    }
    spec
}

/// That calendar, compiled.
///
/// # Errors
/// None.
pub fn office_calendar() -> Result<Calendar> {
    Calendar::compile(&office(), &Zones::bundled())
}

fn case(engine: &Engine, now: Instant, number: usize, random: &mut Random) -> Result<Case> {
    let zone = engine.zone(ZONES[number % ZONES.len()])?;
    let mut customer = Customer::new(&format!("c-{number}")).in_zone(zone);
    customer.level = Some(LEVELS[random.below(LEVELS.len())].to_owned());
    customer.history_since = Some(Instant::from_seconds(now.seconds() - 3 * 365 * 86_400)?);
    let mut facts = consents(now, random)?;
    for i in 0..random.poisson(FACTS) {
        // the square makes recent facts more frequent
        let age = DAYS * 86_400.0 * random.unit() * random.unit();
        let at = Instant::from_seconds(now.seconds() - 60 - age as i64)?;
        facts.push(fact(at, random).id(&format!("f-{number}-{i}")));
    }
    facts.sort_by_key(|fact| fact.at);
    let standing = engine.fold(&facts, now, None)?.standing;
    Ok(Case { customer, facts, standing, plan: Plan::default() })
}

/// Agreed to everything long ago; one channel in four was withdrawn since.
fn consents(now: Instant, random: &mut Random) -> Result<Vec<Fact>> {
    let ago = |days: i64| Instant::from_seconds(now.seconds() - days * 86_400);
    let mut facts = vec![Fact::new(Kind::ConsentGiven, ago(700)?)];
    for channel in CHANNELS {
        if random.below(4) == 0 {
            facts.push(Fact::new(Kind::ConsentWithdrawn, ago(500)?).channel(channel));
        }
    }
    Ok(facts)
}

/// One of nine kinds; three in ten are contacts.
fn fact(at: Instant, random: &mut Random) -> Fact {
    let order = format!("o-{}", random.below(3));
    let kind = match random.below(20) {
        0..6 => {
            let channel = CHANNELS[random.below(CHANNELS.len())];
            let purpose = [Purpose::Marketing, Purpose::Service, Purpose::Relationship, Purpose::Survey]
                [random.below(4)];
            let intent = [Intent::Give, Intent::Ask, Intent::Service][random.below(3)];
            return Fact::contact(at, channel, purpose, intent);
        }
        6..9 => Kind::Purchase,
        9..12 => Kind::Delivered,
        12..14 => Kind::Inquiry,
        14 => Kind::BenefitRealised,
        15 => Kind::Feedback,
        16 => Kind::ServiceAct,
        17 => Kind::ComplaintOpened,
        _ => Kind::ComplaintClosed,
    };
    let fact = Fact::new(kind, at);
    match kind {
        Kind::ComplaintOpened | Kind::ComplaintClosed => fact.case("case"),
        Kind::Purchase | Kind::Delivered | Kind::BenefitRealised => fact.order(&order),
        _ => fact,
    }
}

/// SplitMix64: small, seeded, the same everywhere.
pub struct Random(u64);

impl Random {
    /// Numbers that this seed gives.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.number() % n as u64) as usize
    }

    /// At least 0, less than 1.
    pub fn unit(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// How many events, if so many are expected (Knuth's way).
    pub fn poisson(&mut self, mean: f64) -> usize {
        let limit = (-mean).exp();
        let (mut count, mut product) = (0, self.unit());
        while product > limit {
            count += 1;
            product *= self.unit();
        }
        count
    }
}
