//! Random cases from a seed: the same seed is the same case, on every platform.

mod case;
mod customer;
mod policy;
mod rng;

pub use case::case_event;
pub use customer::{facts, instants};
pub use policy::{Sizes, policy, without_the_long_way};
pub use rng::Rng;

use std::sync::Arc;
use tactful::customer::{Contact, Customer, Fact, Place};
use tactful::followup::Asking;
use tactful::time::{Instant, Zones};
use tactful::{Engine, policy::Library};

/// Zones whose clocks do every trick there is.
pub const ZONES: [&str; 10] = [
    "America/New_York",
    "Europe/London",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "UTC",
];

/// One question with everything that bears on it.
pub struct Case {
    /// The seed it comes from.
    pub seed: u64,
    /// The policy as text.
    pub text: String,
    /// The policy, compiled.
    pub engine: Engine,
    /// Who is asked about.
    pub customer: Customer,
    /// The whole history, also what lies in the future.
    pub facts: Vec<Fact>,
    /// Planned contacts.
    pub planned: Vec<Contact>,
    /// What the caller adds.
    pub asking: Asking,
    /// The reason.
    pub reason: String,
    /// The channel.
    pub channel: String,
    /// The instant of the question.
    pub now: Instant,
}

/// The zones, shared by all cases.
pub fn zones() -> Arc<Zones> {
    use std::sync::OnceLock;
    static SHARED: OnceLock<Arc<Zones>> = OnceLock::new();
    Arc::clone(SHARED.get_or_init(|| Arc::new(Zones::bundled())))
}

/// How many cases to run: `TACTFUL_CASES` if it is set.
pub fn cases(default: u64) -> u64 {
    std::env::var("TACTFUL_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The seeds to run: `TACTFUL_SEED` alone if it is set.
pub fn seeds(salt: u64, default: u64) -> Box<dyn Iterator<Item = u64>> {
    match std::env::var("TACTFUL_SEED").ok().and_then(|text| text.parse::<u64>().ok()) {
        Some(seed) => Box::new(std::iter::once(seed)),
        None => Box::new((0..cases(default)).map(move |i| salt.wrapping_mul(1 << 32).wrapping_add(i))),
    }
}

impl Case {
    /// The case of a seed.
    pub fn new(seed: u64, sizes: Sizes) -> Self {
        let mut rng = Rng::new(seed);
        let rng = &mut rng;
        let zones = zones();
        let name = *rng.pick(&ZONES);
        let zone = zones.get(name).expect("a zone");
        let base = customer::base(rng, &zone);
        let pool = instants(rng, &zone, base);
        let now = base.max(0) + *rng.pick(&[0, 0, 0, 1, -1, 3600, -3600, 1800, 86_400, 12_345, -40_000]);
        let text = policy(rng, now, &zone, sizes);
        let engine = compile(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        let mut customer = Customer::new("c-1");
        customer.place = match rng.below(8) {
            0 => Place::Unknown,
            1 => {
                let other = zones.get(rng.pick::<&str>(&ZONES)).expect("a zone");
                Place::OneOf(vec![Arc::clone(&zone), other])
            }
            _ => Place::Zone(Arc::clone(&zone)),
        };
        if rng.one_in(5) {
            customer.history_since = Some(at(*rng.pick(&pool).min(&now)));
        }
        let birthday = tactful::time::date_of(*rng.pick(&pool)).ymd();
        let leap = rng.one_in(4);
        let (month, day) = if leap { (2, 29) } else { (birthday.1 as u8, birthday.2 as u8) };
        customer.occasions.push(("birthday".to_owned(), month, day));
        let reasons: Vec<String> = engine.reasons().map(str::to_owned).collect();
        let reason = rng.pick(&reasons).clone();
        let channels: Vec<String> =
            engine.channels_of(&reason).expect("channels").map(str::to_owned).collect();
        let channel = rng.pick(&channels).clone();
        let facts = facts(rng, &pool, now, &reasons, &reason);
        let planned = customer::planned(rng, &pool, now, &engine, &reasons, &reason, &facts);
        let word = |rng: &mut Rng, words: &[&str]| rng.one_in(4).then(|| (*rng.pick(words)).to_owned());
        let asking = Asking {
            anchor: None,
            subject: word(rng, &["s1", "s2"]),
            contact_point: word(rng, &["p1", "p2"]),
            next_pending: facts.iter().map(|fact| fact.at).filter(|at| at.seconds() > now).min(),
        };
        Self { seed, text, engine, customer, facts, planned, asking, reason, channel, now: at(now) }
    }

    /// Everything about the case, for a failing test.
    pub fn describe(&self) -> String {
        let mut text = format!("seed {}\n{}\n", self.seed, self.text);
        text += &format!(
            "customer {:?} since {:?}\n",
            self.place(),
            self.customer.history_since.map(|at| at.to_string())
        );
        let mut facts: Vec<&Fact> = self.facts.iter().collect();
        facts.sort_by_key(|fact| fact.at);
        for fact in facts {
            let whole = format!("{fact:?}");
            let told: Vec<&str> =
                whole.split(", ").filter(|part| !part.contains("None") && !part.contains("false")).collect();
            text += &format!("  {} {} {}\n", fact.at, fact.at.seconds(), told.join(", "));
        }
        for contact in &self.planned {
            text += &format!("  planned {} {} {contact:?}\n", contact.at, contact.at.seconds());
        }
        text + &format!(
            "asking {:?}\n{} by {} at {} ({})",
            self.asking,
            self.reason,
            self.channel,
            self.now,
            self.now.seconds()
        )
    }

    fn place(&self) -> String {
        match &self.customer.place {
            Place::Zone(zone) => zone.name().to_owned(),
            Place::OneOf(zones) => zones.iter().map(|zone| zone.name()).collect::<Vec<_>>().join(" or "),
            Place::Unknown => "unknown".to_owned(),
        }
    }
}

/// An engine from text, with shared zones.
pub fn compile(text: &str) -> tactful::Result<Engine> {
    let library = Library::new();
    let policy = library.resolve(tactful::policy::Policy::parse(text)?)?;
    Engine::compile(policy, zones())
}

/// An instant from UTC seconds.
pub fn at(seconds: i64) -> Instant {
    Instant::from_seconds(seconds).expect("an instant")
}
