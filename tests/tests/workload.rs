//! Laws of an agenda for many under limits: it is what the slow way gives, which looks at everything again for each
//! contact; limits hold, small customers keep their share, every contact keeps every rule, and the order of the input
//! does not matter.

use std::collections::{BTreeMap, BTreeSet};
use tactful::customer::{Contact, Customer, Fact, Kind, Place, Standing, Volume};
use tactful::followup::workload::{Booked, DayLoad};
use tactful::followup::{Asking, Candidate, Capacity, Limit, Plan, Question, Workload};
use tactful::policy::spec::Once;
use tactful::time::{Date, Instant, Zone};
use tactful::{Code, Engine};
use tactful_tests::generate::{Case, Rng, Sizes, at, compile, facts, instants, seeds, zones};
use tactful_tests::oracle::Replay;

const DAY: i64 = 86_400;

/// Reasons that close at different times, of different priority; one that never closes; a gap between contacts.
const POLICY: &str = "
name = 'workload'
version = '1'
channels = ['phone', 'email']
[calendars.office]
timezone = 'Europe/Paris'
weekly = { mon = ['09:00-17:00'], tue = ['09:00-17:00'], wed = ['09:00-17:00'], fri = ['09:00-17:00'] }
[reasons.repair]
value = 'it works again'
purpose = 'service'
intent = 'give'
anchor = { fact = 'returned', per = 'order' }
opens = '1d'
closes = '3d'
once = 'per order'
priority = 90
channels = ['phone', 'email']
[reasons.check-in]
value = 'it works from the first day'
purpose = 'service'
intent = 'give'
anchor = { fact = 'delivered', per = 'order' }
opens = '1d'
closes = '6d'
once = 'per order'
priority = 50
channels = ['phone', 'email']
[reasons.advice]
value = 'an answer'
purpose = 'service'
intent = 'give'
anchor = { fact = 'inquiry' }
opens = '0d'
once = 'per anchor'
priority = 50
channels = ['email', 'phone']
[rules.calls]
send_window = ['09:00-17:00']
timezone = 'UTC'
channels = ['phone']
[rules.space]
gap = '36h'
";

/// When each reason closes, in days after its fact.
fn closes(reason: &str, fact: i64) -> i64 {
    match reason {
        "repair" => fact + 3 * DAY,
        "check-in" => fact + 6 * DAY,
        _ => i64::MAX,
    }
}

#[derive(Debug, Clone)]
struct Person {
    customer: Customer,
    facts: Vec<Fact>,
    planned: Vec<Contact>,
    team: Option<&'static str>,
    value: i64,
    volume: Option<Volume>,
}

#[derive(Debug)]
struct Setting {
    people: Vec<Person>,
    capacity: Capacity,
    now: Instant,
    days: i64,
}

impl Setting {
    fn candidates<'a>(&'a self, engine: &Engine, standings: &'a [Standing]) -> Vec<Candidate<'a>> {
        let all = self.people.iter().zip(standings);
        all.map(|(person, standing)| {
            let plan = engine.plan(&person.planned).expect("a plan");
            let candidate = Candidate::new(&person.customer, standing).plan(plan).value(person.value);
            Candidate { team: person.team, volume: person.volume, ..candidate }
        })
        .collect()
    }

    fn standings(&self, engine: &Engine) -> Vec<Standing> {
        let fold = |person: &Person| engine.fold(&person.facts, self.now, None).expect("facts").standing;
        self.people.iter().map(fold).collect()
    }

    fn plan(&self, engine: &Engine) -> Workload {
        let standings = self.standings(engine);
        let candidates = self.candidates(engine, &standings);
        engine.agenda_many(&candidates, &self.capacity, self.now, self.days).expect("a workload")
    }

    fn is_small(&self, place: usize) -> bool {
        let person = &self.people[place];
        match person.volume {
            Some(volume) => volume == Volume::Scattered,
            None => self.capacity.small_below.is_some_and(|below| person.value < below),
        }
    }

    /// The limits that hold for a contact.
    fn limits(&self, place: usize, channel: &str) -> Vec<usize> {
        let holds = |limit: &Limit| {
            limit.team.as_deref().is_none_or(|team| self.people[place].team == Some(team))
                && limit.channel.as_deref().is_none_or(|of| of == channel)
        };
        let all = self.capacity.limits.iter().enumerate();
        all.filter(|(_, limit)| holds(limit)).map(|(place, _)| place).collect()
    }

    fn room(&self, engine: &Engine, limit: &Limit, date: Date) -> u32 {
        let calendar = limit.calendar.as_deref().map(|name| engine.calendar(name).expect("a calendar"));
        if calendar.is_none_or(|calendar| calendar.is_business_day(date)) { limit.per_day } else { 0 }
    }
}

fn capacity(rng: &mut Rng, zone: &str, calendars: bool) -> Capacity {
    let share = *rng.pick(&[0, 0, 1_000, 2_500, 5_000, 10_000]);
    let mut capacity = Capacity::new(zones().get(zone).expect("a zone"), share);
    capacity.small_below = rng.one_in(2).then(|| rng.range(0, 12));
    for team in [None, Some("north"), Some("south")] {
        for channel in [None, Some("phone"), Some("email")] {
            if rng.one_in(3) {
                let mut limit = Limit::new(rng.range(1, 4) as u32);
                limit.team = team.map(str::to_owned);
                limit.channel = channel.map(str::to_owned);
                limit.calendar = (calendars && rng.one_in(3)).then(|| "office".to_owned());
                capacity.limits.push(limit);
            }
        }
    }
    // every team is one that a limit names
    for team in ["north", "south"] {
        if capacity.limits.iter().all(|limit| limit.team.as_deref() != Some(team)) {
            capacity.limits.push(Limit::new(3).team(team));
        }
    }
    rng.shuffle(&mut capacity.limits);
    capacity
}

fn setting(seed: u64, most: u64) -> Setting {
    let rng = &mut Rng::new(seed);
    let now = 1_774_000_000 + rng.range(0, 20 * DAY); // around the change to summer time of 2026
    let mut people = Vec::new();
    for number in 0..=rng.below(most) {
        let mut customer = Customer::new(&format!("c-{:02}", (number * 7) % 31));
        customer.place = Place::Zone(zones().get("UTC").expect("UTC"));
        let mut facts = Vec::new();
        for (kind, order) in [(Kind::Returned, "o1"), (Kind::Delivered, "o2"), (Kind::Inquiry, "o3")] {
            if rng.one_in(2) {
                let back = rng.range(0, 5) * DAY + rng.range(0, 2) * 3_600;
                let fact = Fact::new(kind, at(now - back));
                facts.push(if kind == Kind::Inquiry { fact } else { fact.order(order) });
            }
        }
        let mut planned = Vec::new();
        if rng.one_in(6) {
            planned.push(Contact::new("p", at(now + rng.range(-DAY, 4 * DAY)), "advice", "email"));
        }
        people.push(Person {
            customer,
            facts,
            planned,
            team: *rng.pick(&[None, Some("north"), Some("south")]),
            value: rng.range(0, 12),
            volume: *rng.pick(&[
                None,
                None,
                Some(Volume::Main),
                Some(Volume::General),
                Some(Volume::Scattered),
            ]),
        });
    }
    rng.shuffle(&mut people);
    let zone = *rng.pick(&["UTC", "Europe/Paris", "America/New_York"]);
    Setting { people, capacity: capacity(rng, zone, true), now: at(now), days: rng.range(1, 7) }
}

fn over<S: std::fmt::Debug>(
    salt: u64,
    default: u64,
    make: impl Fn(u64) -> S,
    property: impl Fn(&S) -> Result<(), String>,
) {
    for seed in seeds(salt, default) {
        let setting = make(seed);
        if let Err(problem) = property(&setting) {
            panic!("seed {seed}: {problem}\n{setting:#?}");
        }
    }
}

fn expect(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}

/// What a workload says, by names.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    customer: String,
    reason: String,
    channel: String,
    day: usize,
    at: Option<i64>,
    /// By the floor share; of what waits, the limit.
    more: usize,
}

fn said(engine: &Engine, setting: &Setting, workload: &Workload) -> (Vec<Said>, Vec<Said>) {
    let booked = |booked: &Booked| Said {
        customer: setting.people[booked.candidate].customer.id.clone(),
        reason: booked.item.decision.reason(engine).to_owned(),
        channel: booked.item.decision.channel(engine).to_owned(),
        day: booked.day,
        at: Some(booked.item.at.seconds()),
        more: usize::from(booked.floor),
    };
    let mut waiting: Vec<Said> = workload
        .waiting
        .iter()
        .map(|waiting| Said {
            customer: setting.people[waiting.candidate].customer.id.clone(),
            reason: waiting.question.reason(engine).to_owned(),
            channel: waiting.question.channel(engine).to_owned(),
            day: waiting.day,
            at: waiting.fits_at.map(Instant::seconds),
            more: waiting.limit,
        })
        .collect();
    waiting.sort();
    (workload.contacts.iter().map(booked).collect(), waiting)
}

/// Of each limit: how much of a day is used, and how much of that by small customers.
type Loads = Vec<(u32, u32)>;

/// A contact that could be made today.
#[derive(Debug, Clone)]
struct Possible {
    place: usize,
    question: Question,
    number: usize,
    at: i64,
    closes: i64,
}

/// The slow way: everything is looked at again for each contact, through the public decision for one question.
struct Slow<'s> {
    engine: &'s Engine,
    setting: &'s Setting,
    standings: Vec<Standing>,
    questions: Vec<Question>,
    plans: Vec<Vec<Contact>>,
    days: Vec<(Date, i64, i64)>,
    booked: Vec<Said>,
    turned_away: BTreeMap<(usize, String), (usize, usize, usize)>,
    /// By customer and reason: looked for again from then on.
    deferred: BTreeMap<(usize, String), i64>,
    loads: Vec<Loads>,
}

impl<'s> Slow<'s> {
    fn new(engine: &'s Engine, setting: &'s Setting) -> Self {
        let zone = &setting.capacity.zone;
        let first = zone.date(setting.now);
        let midnight = |date: Date| tactful_tests::oracle::clock::midnight(zone, date);
        let days = (0..setting.days as i32).map(|number| {
            let date = first.add_days(number);
            (date, midnight(date).max(setting.now.seconds()), midnight(date.add_days(1)))
        });
        Self {
            engine,
            setting,
            standings: setting.standings(engine),
            questions: engine.questions(None).expect("questions"),
            plans: setting.people.iter().map(|person| person.planned.clone()).collect(),
            days: days.collect(),
            booked: Vec::new(),
            turned_away: BTreeMap::new(),
            deferred: BTreeMap::new(),
            loads: Vec::new(),
        }
    }

    fn plan_of(&self, place: usize) -> Plan {
        self.engine.plan(&self.plans[place]).expect("a plan")
    }

    fn allowed(&self, place: usize, question: Question, from: i64) -> Option<i64> {
        let reason = question.reason(self.engine).to_owned();
        let from = from.max(self.deferred.get(&(place, reason)).copied().unwrap_or(from));
        let (customer, plan) = (&self.setting.people[place].customer, self.plan_of(place));
        let standing = &self.standings[place];
        let decided =
            self.engine.decide_question(customer, standing, &plan, question, at(from), &Asking::default());
        decided.expect("a decision").allowed_from().map(Instant::seconds)
    }

    /// All that could be made on a day, in the order in which it has its turn.
    fn options(&self, day: usize) -> Vec<Possible> {
        let (_, from, until) = self.days[day];
        let mut options = Vec::new();
        for place in 0..self.setting.people.len() {
            for (number, &question) in self.questions.iter().enumerate() {
                let reason = question.reason(self.engine);
                let today = |said: &&Said| {
                    said.day == day && said.customer == self.id(place) && said.reason == reason
                };
                if self.booked.iter().any(|said| today(&said)) {
                    continue; // of one reason a customer has one contact a day
                }
                let Some(at) = self.allowed(place, question, from).filter(|at| *at < until) else { continue };
                let kind = match reason {
                    "repair" => Kind::Returned,
                    "check-in" => Kind::Delivered,
                    _ => Kind::Inquiry,
                };
                let is_of = |fact: &&Fact| fact.kind == Fact::new(kind, fact.at).kind;
                let fact = self.setting.people[place].facts.iter().find(is_of).expect("its fact");
                options.push(Possible {
                    place,
                    question,
                    number,
                    at,
                    closes: closes(reason, fact.at.seconds()),
                });
            }
        }
        options.sort_by(|a, b| self.order(day, a).partial_cmp(&self.order(day, b)).expect("numbers"));
        options
    }

    fn id(&self, place: usize) -> &str {
        &self.setting.people[place].customer.id
    }

    /// What a contact is ordered by, the least first. Values and days are so small here that their ratio is exact
    /// enough to be compared as a fraction of 5040, which every number of days up to 10 divides.
    fn order(&self, day: usize, option: &Possible) -> (i64, i64, i64, String, String, usize) {
        let open = self.days[day..].iter().take_while(|(_, from, _)| *from < option.closes).count() as i64;
        let value = self.setting.people[option.place].value;
        let reason = option.question.reason(self.engine);
        let spec = self.engine.policy().reasons.iter().find(|spec| spec.id == reason).expect("a reason");
        let (id, reason) = (self.id(option.place).to_owned(), reason.to_owned());
        (-spec.priority, -(value * 5_040 / open), option.closes, id, reason, option.number)
    }

    fn run(mut self) -> (Vec<Said>, Vec<Said>, Vec<Loads>) {
        for day in 0..self.days.len() {
            self.loads.push(vec![(0, 0); self.setting.capacity.limits.len()]);
            for place in 0..self.setting.people.len() {
                for contact in self.setting.people[place].planned.clone() {
                    if (self.days[day].1..self.days[day].2).contains(&contact.at.seconds()) {
                        self.take(day, place, &contact.channel);
                    }
                }
            }
            while self.book(day, true) {}
            while self.book(day, false) {}
        }
        let end = self.days.last().expect("a day").2;
        let mut waiting = Vec::new();
        for ((place, reason), (day, number, limit)) in self.turned_away.clone() {
            let questions = self.questions.iter().filter(|question| question.reason(self.engine) == reason);
            let fits_at = questions.filter_map(|question| self.fits_at(place, *question, end)).min();
            waiting.push(Said {
                customer: self.id(place).to_owned(),
                reason,
                channel: self.questions[number].channel(self.engine).to_owned(),
                day,
                at: fits_at,
                more: limit,
            });
        }
        waiting.sort();
        let by_instant = |a: &Said, b: &Said| (a.day, a.at, &a.customer).cmp(&(b.day, b.at, &b.customer));
        self.booked.sort_by(by_instant);
        (self.booked, waiting, self.loads)
    }

    fn take(&mut self, day: usize, place: usize, channel: &str) {
        for limit in self.setting.limits(place, channel) {
            self.loads[day][limit].0 += 1;
            self.loads[day][limit].1 += u32::from(self.setting.is_small(place));
        }
    }

    /// Makes the next contact of the day, if there is one.
    fn book(&mut self, day: usize, floor: bool) -> bool {
        let setting = self.setting;
        let date = self.days[day].0;
        for option in self.options(day) {
            if floor && !setting.is_small(option.place) {
                continue;
            }
            let channel = option.question.channel(self.engine).to_owned();
            let reason = option.question.reason(self.engine).to_owned();
            let limits = setting.limits(option.place, &channel);
            let room = |limit: usize| setting.room(self.engine, &setting.capacity.limits[limit], date);
            let used = |limit: usize| self.loads[day][limit];
            let owed = |limit: usize| {
                let share = f64::from(setting.capacity.small_share) / 10_000.0;
                used(limit).1 < (f64::from(room(limit)) * share).ceil() as u32
            };
            if let Some(&full) = limits.iter().find(|&&limit| used(limit).0 >= room(limit)) {
                let known = (day, option.number, full);
                let entry = self.turned_away.entry((option.place, reason)).or_insert(known);
                if entry.0 == day && entry.1 > option.number {
                    *entry = known;
                }
                continue;
            }
            if floor && !limits.iter().any(|&limit| owed(limit)) {
                continue;
            }
            let number = self.plans[option.place].len();
            let mut contact = Contact::new(&format!("a{number}"), at(option.at), &reason, &channel);
            contact.order = match reason.as_str() {
                "repair" => Some("o1".to_owned()),
                "check-in" => Some("o2".to_owned()),
                _ => None,
            };
            if let Some(better) = self.shuts_out(day, &option, &contact) {
                self.deferred.insert((option.place, reason), better + 1);
                return true;
            }
            self.plans[option.place].push(contact);
            self.turned_away.remove(&(option.place, reason.clone()));
            self.take(day, option.place, &channel);
            let customer = self.id(option.place).to_owned();
            let more = usize::from(floor);
            self.booked.push(Said { customer, reason, channel, day, at: Some(option.at), more });
            return true;
        }
        false
    }

    /// When a contact of greater priority could be made after today, for which this one would leave no time.
    fn shuts_out(&mut self, day: usize, option: &Possible, contact: &Contact) -> Option<i64> {
        let (place, until) = (option.place, self.days[day].2);
        let end = self.days.last().expect("a day").2;
        let priority = |question: Question| {
            let reason = question.reason(self.engine);
            self.engine.policy().reasons.iter().find(|spec| spec.id == reason).expect("a reason").priority
        };
        let is_better = |other: &Question| priority(*other) > priority(option.question);
        let better: Vec<Question> = self.questions.iter().copied().filter(is_better).collect();
        for question in better {
            let Some(later) = self.allowed(place, question, until).filter(|at| *at < end) else { continue };
            self.plans[place].push(contact.clone());
            let then = self.allowed(place, question, until).filter(|at| *at < end);
            self.plans[place].pop();
            if then.is_none() {
                return Some(later);
            }
        }
        None
    }

    /// The first instant after the horizon on a day with room: hour by hour, and at the first instant of each answer.
    fn fits_at(&self, place: usize, question: Question, end: i64) -> Option<i64> {
        let mut from = end;
        while from < end + 40 * DAY {
            let at = self.allowed(place, question, from)?;
            let date = self.setting.capacity.zone.date(Instant::from_seconds(at).expect("an instant"));
            let limits = self.setting.limits(place, question.channel(self.engine));
            let open = |limit: &usize| {
                self.setting.room(self.engine, &self.setting.capacity.limits[*limit], date) > 0
            };
            if limits.iter().all(open) {
                return Some(at);
            }
            from = at.max(from) / 900 * 900 + 900;
        }
        None
    }
}

#[test]
fn it_is_what_the_slow_way_gives() {
    let engine = compile(POLICY).expect("the policy");
    let (mut booked, mut floor, mut waiting, mut lost) = (0, 0, 0, 0);
    let counts = std::cell::RefCell::new((&mut booked, &mut floor, &mut waiting, &mut lost));
    over(
        61,
        400,
        |seed| setting(seed, 9),
        |setting| {
            let workload = setting.plan(&engine);
            let (is, waits) = said(&engine, setting, &workload);
            let (right, right_waits, loads) = Slow::new(&engine, setting).run();
            expect(is == right, || format!("is {is:#?}\nnot {right:#?}"))?;
            expect(waits == right_waits, || format!("waiting {waits:#?}\nnot {right_waits:#?}"))?;
            let told =
                |day: &DayLoad| day.loads.iter().map(|load| (load.used, load.small)).collect::<Vec<_>>();
            let told: Vec<_> = workload.days.iter().map(told).collect();
            let mut counts = counts.borrow_mut();
            *counts.0 += is.len();
            *counts.1 += is.iter().filter(|said| said.more == 1).count();
            *counts.2 += waits.len();
            *counts.3 += waits.iter().filter(|said| said.at.is_none()).count();
            expect(told == loads, || format!("loads {told:?} not {loads:?}"))
        },
    );
    assert!(booked > 500 && floor > 50 && waiting > 200 && lost > 50, "{booked} {floor} {waiting} {lost}");
}

/// What can be told of any workload without knowing how it was made.
fn keeps_its_promises(engine: &Engine, setting: &Setting, workload: &Workload) -> Result<(), String> {
    let zone: &Zone = &setting.capacity.zone;
    for (number, day) in workload.days.iter().enumerate() {
        for (place, (limit, load)) in setting.capacity.limits.iter().zip(&day.loads).enumerate() {
            let here = |who: usize, channel: &str| setting.limits(who, channel).contains(&place);
            let mut small = 0;
            let mut used = 0;
            let mut count = |who: usize| {
                used += 1;
                small += u32::from(setting.is_small(who));
            };
            for booked in workload.contacts.iter().filter(|booked| booked.day == number) {
                expect(zone.date(booked.item.at) == day.date, || format!("{booked:?} is not on its day"))?;
                if here(booked.candidate, booked.item.decision.channel(engine)) {
                    count(booked.candidate);
                }
            }
            let mut given = 0;
            for (who, person) in setting.people.iter().enumerate() {
                for contact in &person.planned {
                    if contact.at >= day.from && contact.at < day.until && here(who, &contact.channel) {
                        count(who);
                        given += 1;
                    }
                }
            }
            let room = setting.room(engine, limit, day.date);
            let floor = (u64::from(room) * u64::from(setting.capacity.small_share)).div_ceil(10_000) as u32;
            expect((load.used, load.small) == (used, small), || format!("{load:?}, but {used} and {small}"))?;
            expect((load.room, load.floor) == (room, floor), || format!("{load:?}, but {room} and {floor}"))?;
            // what the caller has planned may be more than there is room for; nothing is added to it then
            expect(used <= room.max(given), || format!("day {number}, limit {place}: {used} of {room}"))?;
        }
    }
    for waiting in &workload.waiting {
        let load = workload.days[waiting.day].loads[waiting.limit];
        expect(load.used >= load.room, || format!("{waiting:?} had room"))?;
        let holds = setting.limits(waiting.candidate, waiting.question.channel(engine));
        expect(holds.contains(&waiting.limit), || format!("{waiting:?} names a limit of others"))?;
        if let (Some(fits), Some(last)) = (waiting.fits_at, workload.days.last()) {
            expect(fits >= last.until, || format!("{waiting:?} fits inside the horizon"))?;
        }
        // the floor share: who is small and waits, waits for a limit that is full of small ones, or has its share
        if setting.is_small(waiting.candidate) {
            let kept = |limit: usize| {
                let load = workload.days[waiting.day].loads[limit];
                load.small >= load.floor.min(load.room)
            };
            let full_of_small = |limit: usize| {
                let load = workload.days[waiting.day].loads[limit];
                load.small >= load.room
            };
            let given = setting.people.iter().any(|person| !person.planned.is_empty());
            let all_kept = holds.iter().all(|&limit| kept(limit));
            expect(given || all_kept || holds.iter().any(|&limit| full_of_small(limit)), || {
                format!("{waiting:?} waits below the floor")
            })?;
        }
    }
    let mut once = BTreeSet::new();
    for booked in &workload.contacts {
        let reason = booked.item.decision.reason(engine);
        expect(once.insert((booked.candidate, booked.day, reason)), || format!("{booked:?} twice a day"))?;
        expect(booked.item.decision.verdict() == Code::Allow, || format!("{booked:?} is not allowed"))?;
        expect(!booked.floor || setting.is_small(booked.candidate), || format!("{booked:?} is not small"))?;
    }
    Ok(())
}

#[test]
fn limits_hold_and_the_floor_is_kept_where_many_compete() {
    let engine = compile(POLICY).expect("the policy");
    over(
        62,
        300,
        |seed| setting(seed, 25),
        |setting| keeps_its_promises(&engine, setting, &setting.plan(&engine)),
    );
}

#[test]
fn the_order_of_candidates_does_not_matter() {
    let engine = compile(POLICY).expect("the policy");
    over(
        63,
        200,
        |seed| setting(seed, 25),
        |setting| {
            let mut people = setting.people.clone();
            Rng::new(setting.days as u64 ^ 0xc0ffee).shuffle(&mut people);
            let other =
                Setting { people, capacity: setting.capacity.clone(), now: setting.now, days: setting.days };
            let (one, two) = (setting.plan(&engine), other.plan(&engine));
            let (one_said, two_said) = (said(&engine, setting, &one), said(&engine, &other, &two));
            expect(one.days == two.days && one_said == two_said, || format!("{one_said:#?}\n{two_said:#?}"))
        },
    );
}

/// Several customers under one random policy, each with a random history.
fn crowd(seed: u64) -> (Case, Setting) {
    let case = Case::new(seed, Sizes::Ample);
    let rng = &mut Rng::new(seed ^ 0x77);
    let reasons: Vec<String> = case.engine.reasons().map(str::to_owned).collect();
    let mut people = Vec::new();
    for number in 0..4 {
        let mut customer = case.customer.clone();
        customer.id = format!("c-{number}");
        let (facts, planned) = if number == 0 {
            (case.facts.clone(), case.planned.clone())
        } else {
            let zone = zones().get("Europe/London").expect("a zone");
            let pool = instants(rng, &zone, case.now.seconds());
            (facts(rng, &pool, case.now.seconds(), &reasons, &case.reason), Vec::new())
        };
        let team = *rng.pick(&[None, Some("north"), Some("south")]);
        people.push(Person { customer, facts, planned, team, value: rng.range(0, 5), volume: None });
    }
    let mut capacity = capacity(rng, "Europe/Paris", false);
    let named = |limit: &Limit| {
        limit.channel.as_deref().is_none_or(|name| case.engine.channels().any(|known| known == name))
    };
    capacity.limits.retain(named);
    for team in ["north", "south"] {
        if capacity.limits.iter().all(|limit| limit.team.as_deref() != Some(team)) {
            capacity.limits.push(Limit::new(2).team(team));
        }
    }
    let now = case.now;
    (case, Setting { people, capacity, now, days: 20 })
}

#[test]
fn every_contact_keeps_every_rule_of_any_policy() {
    let mut planned = 0;
    for seed in seeds(64, 250) {
        let (case, setting) = crowd(seed);
        let free =
            |reason: &tactful::policy::spec::ReasonSpec| reason.once == Once::No && reason.every.is_none();
        if case.engine.policy().reasons.iter().filter(|reason| free(reason)).count() > 1 {
            continue; // nearly every day is full of it
        }
        let workload = setting.plan(&case.engine);
        let told = |problem| panic!("seed {seed}: {problem}\n{}", case.describe());
        keeps_its_promises(&case.engine, &setting, &workload).unwrap_or_else(told);
        for (place, person) in setting.people.iter().enumerate() {
            let own = workload.contacts.iter().filter(|booked| booked.candidate == place);
            let items: Vec<_> = own.map(|booked| booked.item.clone()).collect();
            planned += items.len();
            Replay {
                engine: &case.engine,
                text: &case.text,
                customer: &person.customer,
                facts: &person.facts,
                planned: &person.planned,
                now: setting.now,
            }
            .keeps_every_rule(&items)
            .unwrap_or_else(told);
        }
    }
    assert!(planned > 300, "{planned}");
}

#[test]
fn with_room_for_all_nobody_waits_and_what_comes_first_is_not_shut_out() {
    let engine = compile(POLICY).expect("the policy");
    over(
        65,
        200,
        |seed| setting(seed, 6),
        |setting| {
            let zone = setting.capacity.zone.clone();
            let mut roomy = Capacity::new(zone, setting.capacity.small_share);
            roomy.limits = ["north", "south"].map(|team| Limit::new(1_000).team(team)).to_vec();
            let setting =
                Setting { people: setting.people.clone(), capacity: roomy, now: setting.now, days: 12 };
            let workload = setting.plan(&engine);
            expect(workload.waiting.is_empty(), || format!("{:?} wait", workload.waiting))?;
            for (place, person) in setting.people.iter().enumerate() {
                // a lesser contact today leaves room for the better one of tomorrow
                let standing = engine.fold(&person.facts, setting.now, None).expect("facts").standing;
                let plan = engine.plan(&person.planned).expect("a plan");
                let alone =
                    engine.agenda(&person.customer, &standing, &plan, setting.now, 11).expect("an agenda");
                let is_repair = |reason: &str| reason == "repair";
                let of_one = alone.items.iter().any(|item| is_repair(item.decision.reason(&engine)));
                let mut own = workload.contacts.iter().filter(|booked| booked.candidate == place);
                let of_many = own.any(|booked| is_repair(booked.item.decision.reason(&engine)));
                expect(of_one == of_many, || format!("{place}: {of_one} alone, {of_many} among many"))?;
            }
            Ok(())
        },
    );
}

/// One limit, one channel, contacts that do not bear on each other: of all ways to fill each day, the one in which the
/// first of the order has its place, then the second, and so on, among those that give small customers their share.
#[test]
fn of_all_ways_to_fill_a_day_it_is_the_one_that_the_order_prefers() {
    let text = "
name = 'one'
version = '1'
channels = ['email']
[reasons.check-in]
value = 'it works from the first day'
purpose = 'service'
intent = 'give'
anchor = { fact = 'delivered', per = 'order' }
opens = '1d'
closes = '4d'
once = 'per order'
";
    let engine = compile(text).expect("the policy");
    for seed in seeds(66, 2_000) {
        let rng = &mut Rng::new(seed);
        let now = 1_774_000_000 / DAY * DAY + 3_600;
        let mut people = Vec::new();
        for number in 0..rng.range(1, 7) {
            let mut customer = Customer::new(&format!("c-{number}"));
            customer.place = Place::Zone(zones().get("UTC").expect("UTC"));
            let delivered = now - rng.range(-2, 5) * DAY - rng.range(0, 3) * 600;
            let facts = vec![Fact::new(Kind::Delivered, at(delivered.min(now))).order("o1")];
            let (team, volume, value) = (None, None, rng.range(0, 6));
            people.push(Person { customer, facts, planned: Vec::new(), team, value, volume });
        }
        let mut capacity =
            Capacity::new(zones().get("UTC").expect("UTC"), *rng.pick(&[0, 3_000, 5_000, 10_000]));
        capacity.limits = vec![Limit::new(rng.range(1, 4) as u32)];
        capacity.small_below = Some(rng.range(0, 5));
        let setting = Setting { people, capacity, now: at(now), days: 3 };
        let workload = setting.plan(&engine);
        let room = setting.capacity.limits[0].per_day as usize;
        let floor = (room * setting.capacity.small_share as usize).div_ceil(10_000);

        let mut left: Vec<usize> = (0..setting.people.len()).collect();
        for day in 0..3_usize {
            let from = if day == 0 { now } else { (now / DAY + day as i64) * DAY };
            let until = (now / DAY + day as i64 + 1) * DAY;
            let window = |who: usize| {
                let fact = setting.people[who].facts[0].at.seconds();
                (fact + DAY, fact + 4 * DAY)
            };
            let mut open: Vec<usize> =
                left.iter().copied().filter(|&who| window(who).0 < until && window(who).1 > from).collect();
            open.sort_by_key(|&who| {
                let last = (window(who).1 - 1) / DAY - now / DAY;
                let days_left = (last.min(2) - day as i64) + 1;
                (-(setting.people[who].value * 6 / days_left), window(who).1, who)
            });
            let small_ones = open.iter().filter(|&&who| setting.is_small(who)).count();
            let needed = floor.min(small_ones);
            let ways = (0_u32..1 << open.len()).filter(|way| {
                let chosen = open.iter().enumerate().filter(|(bit, _)| way >> bit & 1 == 1);
                let small = chosen.filter(|(_, who)| setting.is_small(**who)).count();
                way.count_ones() as usize <= room && small >= needed
            });
            // the first of the order is the highest bit
            let best = ways.max_by_key(|way| way.reverse_bits()).expect("nobody is a way too");
            let right: BTreeSet<usize> = open
                .iter()
                .enumerate()
                .filter(|(bit, _)| best >> bit & 1 == 1)
                .map(|(_, who)| *who)
                .collect();
            let on_day = workload.contacts.iter().filter(|booked| booked.day == day);
            let is: BTreeSet<usize> = on_day.map(|booked| booked.candidate).collect();
            assert_eq!(is, right, "seed {seed}, day {day}: {setting:#?}");
            left.retain(|who| !right.contains(who));
        }
    }
}
