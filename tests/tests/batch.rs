//! Customers side by side: the same answers as one at a time.

use tactful::Code;
use tactful::customer::{Customer, Direction, Entry, Fact, Intent, Kind, Outcome, Place, Purpose, Word};
use tactful::followup::{
    Answers, Asking, Batch, Brief, Detail, ManyFacts, More, Parts, Plan, Question, Telling,
};
use tactful::time::Instant;
use tactful_tests::generate::{
    Case, Rng, Sizes, ZONES, compile, facts, instants, seeds, without_the_long_way, zones,
};

/// What both ways say of one customer and one question, in one form.
fn told(brief: &Brief, more: u32) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:x} {:?} {:?} {:x}",
        brief.verdict(),
        brief.anchor_at().map(Instant::seconds),
        brief.allowed_from().map(Instant::seconds),
        brief.allowed_until().map(Instant::seconds),
        brief.revisit_at().map(Instant::seconds),
        brief.eligible_at().map(Instant::seconds),
        brief.blocks(),
        brief.binding(),
        brief.binding_rule(),
        brief.warnings() | more,
    )
}

fn told_of(answers: &Answers, lane: usize, now: Instant, bindings: &[(Option<Code>, Option<u32>)]) -> String {
    let instant = |after: i32| (after != Answers::NO_INSTANT).then_some(now.seconds() + i64::from(after));
    let (binding, rule) = bindings[answers.bindings()[lane] as usize];
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:x} {binding:?} {rule:?} {:x}",
        Answers::VERDICTS[answers.verdicts()[lane] as usize],
        instant(answers.anchor_at()[lane]),
        instant(answers.allowed_from()[lane]),
        instant(answers.allowed_until()[lane]),
        instant(answers.revisit_at()[lane]),
        instant(answers.eligible_at()[lane]),
        answers.blocks()[lane],
        answers.warnings()[lane],
    )
}

fn tell(engine: &tactful::Engine, batch: &mut Batch<'_>, customer: &Customer, facts: &[Fact]) {
    let Place::Zone(zone) = &customer.place else {
        let clock = batch.clock(&zones().get("UTC").expect("a zone"));
        let level = batch.level(None);
        batch.customer(clock, level, None);
        batch.leave();
        return;
    };
    let clock = batch.clock(zone);
    let level = batch.level(customer.level.as_deref());
    batch.customer(clock, level, customer.history_since);
    for fact in facts {
        let entry: Entry = engine.entry(fact);
        match engine.ready(&entry) {
            Err(_) => batch.leave(),
            Ok(ready) => {
                let telling = batch.telling(&ready, &[]);
                let more = More { case: entry.case, until: entry.until, contact_point: entry.contact_point };
                batch.tell(telling, entry.at.seconds(), entry.id, |_| Some(more));
            }
        }
    }
}

/// The answers to some questions about a customer, one at a time.
fn alone(
    engine: &tactful::Engine,
    (customer, facts): &(Customer, Vec<Fact>),
    questions: &[Question],
    now: Instant,
) -> Vec<String> {
    let folded = engine.fold(facts, now, None).expect("a standing");
    assert!(folded.pending.is_empty());
    let more = folded.warnings.iter().fold(0, |bits, code| bits | 1 << (code.number() - 200));
    let decide = |&question: &Question| {
        let (plan, asking) = (Plan::default(), Asking::default());
        let decision = engine.decide_question(customer, &folded.standing, &plan, question, now, &asking);
        told(&decision.expect("a decision").brief(), more)
    };
    questions.iter().map(decide).collect()
}

fn name(engine: &tactful::Engine, batch: &mut Batch<'_>, all: &[(Customer, Vec<Fact>)]) {
    all.iter().for_each(|(customer, _)| tell(engine, batch, customer, &[]));
}

/// The facts of all customers, who were named, at once, those of some customer who is not asked about among them.
fn tell_at_once(
    engine: &tactful::Engine,
    batch: &mut Batch<'_>,
    now: Instant,
    all: &[(Customer, Vec<Fact>)],
    rng: &mut Rng,
) {
    let (mut customers, mut tellings, mut at, mut more) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut lanes: Vec<usize> = (0..all.len()).collect();
    let (mixed, strangers) = (rng.one_in(3), rng.one_in(3));
    if mixed {
        rng.shuffle(&mut lanes);
    }
    for lane in lanes {
        if strangers && rng.one_in(4) {
            customers.push(lane as u8);
            tellings.push(Telling::NOBODY);
            at.push(now.seconds() - rng.range(-1, 86_400));
            more.push(None);
        }
        for fact in &all[lane].1 {
            let entry: Entry = engine.entry(fact);
            customers.push(lane as u8);
            // what a fact does not say, such facts may never say
            let silent = [
                (fact.case.is_none(), Detail::Case),
                (fact.until.is_none() && fact.contact_point.is_none(), Detail::Consent),
            ];
            let never = silent.into_iter().filter(|(silent, _)| *silent && !rng.one_in(4));
            let never: Vec<Detail> = never.map(|(_, detail)| detail).collect();
            tellings.push(engine.ready(&entry).map_or(Telling::LEFT, |ready| batch.telling(&ready, &never)));
            at.push(entry.at.seconds());
            let rest = More { case: entry.case, until: entry.until, contact_point: entry.contact_point };
            more.push(Some(rest));
        }
    }
    // facts with one telling may share it or not
    let shared: Vec<Telling> = tellings.iter().fold(Vec::new(), |mut shared, telling| {
        if !shared.contains(telling) {
            shared.push(*telling);
        }
        shared
    });
    let alike = rng.one_in(2);
    let place = |(own, telling): (u32, &Telling)| match alike {
        true => shared.iter().position(|known| known == telling).map_or(u32::MAX, |place| place as u32),
        false => own,
    };
    let words: Vec<u32> = (0..).zip(&tellings).map(place).collect();
    let tellings = if alike { &shared } else { &tellings };
    let facts = ManyFacts { customers: &customers, words: &words, tellings, at: &at };
    batch.tell_all(&facts, |place, _| more[place]);
}

fn customers(rng: &mut Rng, case: &Case, number: u64) -> Vec<(Customer, Vec<Fact>)> {
    let reasons: Vec<String> = case.engine.reasons().map(str::to_owned).collect();
    let mut all = vec![(case.customer.clone(), case.facts.clone())];
    for _ in 1..number {
        let mut customer = case.customer.clone();
        let zone = zones().get(rng.pick::<&str>(&ZONES)).expect("a zone");
        let pool = instants(rng, &zone, case.now.seconds());
        customer.place = if rng.one_in(12) { Place::Unknown } else { Place::Zone(zone) };
        let since = *rng.pick(&[-700, -200, -20, 1]);
        let since = Instant::from_seconds(case.now.seconds() + since * 86_400).expect("an instant");
        customer.history_since = rng.one_in(2).then_some(since);
        customer.level = rng.one_in(2).then(|| (*rng.pick(&["basic", "partner"])).to_owned());
        let mut history = facts(rng, &pool, case.now.seconds(), &reasons, &case.reason);
        if rng.one_in(2) {
            history.retain(|fact| fact.at <= case.now);
        }
        if rng.one_in(2) {
            history.sort_by_key(|fact| fact.at);
        }
        all.push((customer, history));
    }
    all
}

/// Policies that a batch cannot answer for are left, and what lies far off is answered as one at a time.
#[test]
fn what_is_large_is_left_or_answered_alike() {
    let reason = |opens: &str, closes: &str| {
        format!(
            "name = 'x'\nversion = '1'\nhorizon = '3660d'\nchannels = ['email']\n[reasons.welcome]\nvalue = 'v'\n\
             purpose = 'service'\nintent = 'give'\nanchor = {{ fact = 'delivered' }}\nopens = '{opens}'\n\
             closes = '{closes}'\n"
        )
    };
    let rules = |number: usize| {
        let rule = |place| format!("[rules.a{place:03}]\nat_most = 1\nper = '24h'\nchannels = ['email']\n");
        (0..number).map(rule).collect::<String>()
    };
    let many_hours: Vec<String> = (0..23).map(|hour| format!("'{hour:02}:00-{hour:02}:30'")).collect();
    let windows = format!("[rules.hours]\nsend_window = [{}]\n", many_hours.join(", "));
    let policies = [
        (reason("24h", "9600h"), true),
        (reason("35y", "40y"), false),
        (reason("20y", "21y"), false),
        (reason("3000d", "3600d") + &windows, true),
        (reason("24h", "").replace("closes = ''\n", "") + &rules(40), true),
        (reason("24h", "9600h") + &rules(90), false),
    ];
    let now = Instant::parse("2026-11-21T09:30:00+08:00").expect("an instant");
    let ages = [0, 43_200, 90_000, 86_400 * 365 * 20, 86_400 * 365 * 36, 86_400 * 365 * 2_020, -60];
    for (number, (text, fits)) in policies.iter().enumerate() {
        let engine = compile(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let question = engine.question("welcome", "email").expect("a question");
        let Some(mut batch) = engine.batch(&[question], now).expect("a batch") else {
            assert!(!fits, "policy {number}");
            continue;
        };
        assert!(fits, "policy {number}");
        let bindings: Vec<_> = batch.bindings().collect();
        batch.begin();
        let all: Vec<(Customer, Vec<Fact>)> = ages
            .iter()
            .map(|age| {
                let at = Instant::from_seconds(now.seconds() - age).expect("an instant");
                let customer = Customer::new("c").in_zone(zones().get("Asia/Shanghai").expect("a zone"));
                (customer, vec![Fact::new(Kind::Delivered, at)])
            })
            .collect();
        all.iter().for_each(|(customer, facts)| tell(&engine, &mut batch, customer, facts));
        let mut found = Vec::new();
        batch.answer(|answers| {
            found.extend((0..all.len()).map(|lane| told_of(answers, lane, now, &bindings)))
        });
        // what lies ahead, and what lies more than 34 years back
        assert_eq!(batch.left(), 0b111_0000, "policy {number}");
        for (lane, (customer, facts)) in all.iter().enumerate().take(4) {
            let standing = engine.fold(facts, now, None).expect("a standing").standing;
            let decision = engine
                .decide_question(customer, &standing, &Plan::default(), question, now, &Asking::default())
                .expect("a decision");
            assert_eq!(found[lane], told(&decision.brief(), 0), "policy {number}, lane {lane}");
        }
    }
}

/// Openings that follow each other within the hour, before and after long nights, and more questions for some levels
/// than one number has bits: whatever is asked first, and whichever parts are asked.
#[test]
fn many_openings_and_many_questions_are_answered_as_one_at_a_time() {
    let hours: Vec<String> =
        (6..22).step_by(2).map(|hour| format!("\"{hour:02}:00-{:02}:20\"", hour + 1)).collect();
    let mut text = format!(
        "name = 'x'\nversion = '1'\nhorizon = '9d'\nchannels = ['email']\n[levels.basic]\nowes = []\n\
         [levels.partner]\nowes = []\n[rules.nights]\nquiet_hours = ['23:00-05:00']\n\
         [rules.hours]\nsend_window = [{}]\n[rules.shop]\nonly_within = 'shop'\n\
         [rules.agreed]\nneeds = 'consent'\npurposes = ['survey']\n[calendars.shop]\n\
         timezone = 'Asia/Shanghai'\nweekly = {{ sat = ['09:00-09:10', '09:20-09:40'], mon = ['08:00-18:00'] }}\n",
        hours.join(", ").replace('"', "'"),
    );
    for number in 0..70 {
        let levels = ["", "levels = ['basic']\n", "levels = ['partner']\n"][number % 3];
        let closes = if number % 2 == 0 { "" } else { "closes = '230h'\n" };
        let (opens, purpose) = (3 * number, ["service", "survey"][number / 3 % 2]);
        text += &format!(
            "[reasons.r{number}]\nvalue = 'v'\npurpose = '{purpose}'\nintent = 'give'\n\
             anchor = {{ fact = 'delivered' }}\nopens = '{opens}h'\n{closes}{levels}"
        );
    }
    let engine = compile(&text).expect("a policy");
    let now = Instant::parse("2026-11-21T09:05:00+08:00").expect("an instant");
    let questions = engine.questions(None).expect("questions");
    let none = Parts { revisit_at: false, eligible_at: false, blocks: false, warnings: false };
    let mut rng = Rng::new(7);
    for parts in [Parts::default(), none] {
        let mut batch = engine.batch(&questions, now).expect("a batch").expect("it fits").parts(parts);
        let bindings: Vec<_> = batch.bindings().collect();
        for _ in 0..3 {
            let all: Vec<(Customer, Vec<Fact>)> = (0..Batch::LANES)
                .map(|number| {
                    let zone = zones().get(rng.pick::<&str>(&ZONES)).expect("a zone");
                    let mut customer = Customer::new(&format!("c-{number}")).in_zone(zone);
                    customer.level = rng.pick(&[None, Some("basic"), Some("partner")]).map(str::to_owned);
                    let at = now.seconds() - rng.range(0, 9 * 86_400);
                    let instant = |at: i64| Instant::from_seconds(at).expect("an instant");
                    let mut facts = vec![Fact::new(Kind::Delivered, instant(at))];
                    if !rng.one_in(6) {
                        let mut consent = Fact::new(Kind::ConsentGiven, instant(at));
                        let ends = now.seconds() + rng.range(-86_400, 9 * 86_400);
                        consent.until = (!rng.one_in(4)).then(|| instant(ends));
                        facts.push(consent);
                    }
                    (customer, facts)
                })
                .collect();
            batch.begin();
            all.iter().for_each(|(customer, facts)| tell(&engine, &mut batch, customer, facts));
            let mut found: Vec<Vec<String>> = Vec::new();
            batch.answer(|answers| {
                found.push((0..all.len()).map(|lane| told_of(answers, lane, now, &bindings)).collect());
            });
            // what a consent that ends leaves no time for is found from a list, where it is asked what stands against it
            assert!(batch.left() == 0 || (parts != none && batch.left() != u64::MAX));
            for (lane, one) in all.iter().enumerate().filter(|(lane, _)| batch.left() >> lane & 1 == 0) {
                let expected = alone(&engine, one, &questions, now);
                for (place, expected) in expected.iter().enumerate() {
                    let found = &found[place][lane];
                    let same = if parts == none {
                        always_told(found) == always_told(expected)
                    } else {
                        found == expected
                    };
                    assert!(same, "question {place} lane {lane}\n{found}\n{expected}");
                }
            }
        }
    }
}

/// What is told whichever parts are asked: verdict, anchor, and when contact is allowed.
fn always_told(answer: &str) -> Vec<&str> {
    answer.split(' ').take(4).collect()
}

#[test]
fn more_customers_than_there_is_room_for_are_all_left() {
    let engine = compile(
        "name = 'x'\nversion = '1'\n[reasons.a]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n",
    )
    .expect("a policy");
    let now = Instant::parse("2026-11-21T09:30:00+08:00").expect("an instant");
    let questions = engine.questions(None).expect("questions");
    let mut batch = engine.batch(&questions, now).expect("a batch").expect("it fits");
    let (clock, level) = (batch.clock(&zones().get("UTC").expect("a zone")), batch.level(None));
    for number in 0..=Batch::LANES {
        if number == 0 {
            batch.begin();
        }
        assert_eq!(batch.left(), 0);
        batch.customer(clock, level, None);
    }
    assert_eq!(batch.left(), u64::MAX);
}

/// So many facts at once, with so many different words, that not each of these has a file of its own.
#[test]
fn many_facts_with_many_words_are_told_as_one_at_a_time() {
    let engine = compile(
        "name = 'x'\nversion = '1'\nhorizon = '400d'\nchannels = ['email', 'sms']\n\
         [rules.few]\nat_most = 3\nper = '48h'\n[rules.gap]\ncool_off = '1h'\nafter = 'contact'\n\
         [reasons.welcome]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n\
         anchor = { fact = 'delivered' }\nopens = '24h'\ncloses = '9600h'\n",
    )
    .expect("a policy");
    let now = Instant::parse("2026-11-21T09:30:00+08:00").expect("an instant");
    let questions = engine.questions(None).expect("questions");
    let mut rng = Rng::new(0xf11e);
    let mut all: Vec<(Customer, Vec<Fact>)> = Vec::new();
    for number in 0..Batch::LANES {
        let customer =
            Customer::new(&format!("c-{number}")).in_zone(zones().get("Asia/Shanghai").expect("a zone"));
        let at = |age: i64| Instant::from_seconds(now.seconds() - age).expect("an instant");
        let mut facts = vec![Fact::new(Kind::Delivered, at(90_000 + rng.range(0, 90_000)))];
        for _ in 0..rng.below(200) {
            let mut fact = Fact::new(Kind::Contact, at(rng.range(0, 4_000_000)));
            fact.channel = Some((*rng.pick(&["email", "sms", "phone"])).to_owned());
            fact.purpose = Some(rng.pick(Purpose::ALL).1);
            fact.intent = Some(rng.pick(Intent::ALL).1);
            fact.direction = Some(rng.pick(Direction::ALL).1);
            fact.outcome = Some(rng.pick(Outcome::ALL).1);
            facts.push(fact);
        }
        all.push((customer, facts));
    }
    assert!(all.iter().map(|(_, facts)| facts.len()).sum::<usize>() > 4_096);
    let mut batch = engine.batch(&questions, now).expect("questions").expect("they fit");
    let bindings: Vec<_> = batch.bindings().collect();
    batch.begin();
    name(&engine, &mut batch, &all);
    tell_at_once(&engine, &mut batch, now, &all, &mut rng);
    let mut found: Vec<Vec<String>> = Vec::new();
    batch.answer(|answers| {
        found.push((0..all.len()).map(|lane| told_of(answers, lane, now, &bindings)).collect());
    });
    assert!(batch.left().count_ones() < 16, "{:b}", batch.left());
    for (lane, one) in all.iter().enumerate().filter(|(lane, _)| batch.left() >> lane & 1 == 0) {
        for (found, expected) in found.iter().zip(alone(&engine, one, &questions, now)) {
            assert_eq!(found[lane], expected, "lane {lane}");
        }
    }
}

/// Contacts at one instant, more words of consent than are kept, some of which end, and facts that come in two goes, the
/// later ones first, or in no order.
#[test]
fn what_comes_close_together_or_apart_is_told_as_one_at_a_time() {
    let engine = compile(
        "name = 'x'\nversion = '1'\nhorizon = '400d'\nchannels = ['email', 'sms']\nsizes = { consents = 3 }\n\
         [rules.few]\nat_most = 3\nper = '48h'\n[rules.one]\nat_most = 1\nper = '12h'\n[rules.asked]\nneeds = 'consent'\n\
         purposes = ['marketing', 'survey']\n[reasons.offer]\nvalue = 'v'\npurpose = 'marketing'\nintent = 'ask'\n\
         [reasons.news]\nvalue = 'v'\npurpose = 'survey'\nintent = 'give'\n",
    )
    .expect("a policy");
    let now = Instant::parse("2026-11-21T09:30:00+08:00").expect("an instant");
    let questions = engine.questions(None).expect("questions");
    let mut batch = engine.batch(&questions, now).expect("questions").expect("they fit");
    let bindings: Vec<_> = batch.bindings().collect();
    let (mut compared, mut left) = (0, 0);
    for seed in seeds(84, 60) {
        let mut rng = Rng::new(seed);
        let mut all: Vec<(Customer, Vec<Fact>)> = Vec::new();
        for number in 0..Batch::LANES {
            let customer = Customer::new(&format!("c-{number}")).in_zone(zones().get("UTC").expect("a zone"));
            let mut facts: Vec<Fact> = (0..rng.below(9))
                .map(|_| {
                    let kind = *rng.pick(&[Kind::Contact, Kind::ConsentGiven, Kind::ConsentWithdrawn]);
                    let at = now.seconds() - rng.range(0, 12) * 21_600;
                    let mut fact = Fact::new(kind, Instant::from_seconds(at).expect("an instant"));
                    fact.channel = (kind == Kind::Contact || rng.one_in(2))
                        .then(|| (*rng.pick(&["email", "sms"])).to_owned());
                    fact.purpose = rng.one_in(2).then(|| *rng.pick(&[Purpose::Marketing, Purpose::Survey]));
                    let ends =
                        Instant::from_seconds(now.seconds() + rng.range(-1, 2) * 9_000).expect("an instant");
                    fact.until = (kind == Kind::ConsentGiven && rng.one_in(3)).then_some(ends);
                    fact
                })
                .collect();
            if !rng.one_in(4) {
                facts.sort_by_key(|fact| fact.at);
            }
            all.push((customer, facts));
        }
        batch.begin();
        name(&engine, &mut batch, &all);
        // some in two goes
        let cut: Vec<usize> =
            all.iter().map(|(_, facts)| rng.below(facts.len() as u64 + 1) as usize).collect();
        let cut: Vec<usize> = cut.into_iter().map(|cut| if rng.one_in(4) { cut } else { 0 }).collect();
        let part = |late: bool| -> Vec<(Customer, Vec<Fact>)> {
            let part = |((customer, facts), &cut): (&(Customer, Vec<Fact>), &usize)| {
                (customer.clone(), if late { facts[cut..].to_vec() } else { facts[..cut].to_vec() })
            };
            all.iter().zip(&cut).map(part).collect()
        };
        tell_at_once(&engine, &mut batch, now, &part(true), &mut rng);
        tell_at_once(&engine, &mut batch, now, &part(false), &mut rng);
        let mut found: Vec<Vec<String>> = Vec::new();
        batch.answer(|answers| {
            found.push((0..all.len()).map(|lane| told_of(answers, lane, now, &bindings)).collect());
        });
        for (lane, one) in all.iter().enumerate() {
            if batch.left() >> lane & 1 == 1 {
                left += 1;
                continue;
            }
            for (found, expected) in found.iter().zip(alone(&engine, one, &questions, now)) {
                assert_eq!(found[lane], expected, "seed {seed} lane {lane}\n{:#?}", one.1);
                compared += 1;
            }
        }
    }
    println!("{compared} answers compared, {left} customers left");
    assert!(compared > 2_000 && left > 200);
}

/// However many complaints somebody has, in whatever order they are told of: the customer is answered for as one at a
/// time, or left.
#[test]
fn complaints_that_are_many_or_told_in_two_goes_leave_their_customer() {
    let engine = compile(
        "name = 'x'\nversion = '1'\nhorizon = '400d'\nchannels = ['email']\n[rules.calm]\nhold_while = 'complaint_open'\n\
         [reasons.welcome]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n",
    )
    .expect("a policy");
    let now = Instant::parse("2026-11-21T09:30:00+08:00").expect("an instant");
    let questions = engine.questions(None).expect("questions");
    let mut batch = engine.batch(&questions, now).expect("questions").expect("they fit");
    let entry = |kind: Kind| Entry::new(engine.kind_word(kind.as_str()), now);
    let mut telling = |kind: Kind| batch.telling(&engine.ready(&entry(kind)).expect("ready"), &[]);
    let (opened, closed) = (telling(Kind::ComplaintOpened), telling(Kind::ComplaintClosed));
    let (clock, level) = (batch.clock(&zones().get("UTC").expect("a zone")), batch.level(None));
    let case = |place: usize| Some(More { case: Word::of(&format!("k-{place}")), ..More::default() });
    let at = |age: i64| now.seconds() - age;
    // many of one, and two of another
    batch.begin();
    (0..2).for_each(|_| _ = batch.customer(clock, level, None));
    let many = 1 << 21; // more than are counted at once
    let mut customers = vec![0; many];
    customers.extend([1, 1]);
    let (words, instants) = (vec![0; many + 2], vec![at(60); many + 2]);
    let facts = ManyFacts { customers: &customers, words: &words, tellings: &[opened], at: &instants };
    batch.tell_all(&facts, |place, _| case(place));
    batch.answer(|_| {});
    assert_eq!(batch.left(), 0b01);
    // told in two goes, between which another's come
    batch.begin();
    (0..2).for_each(|_| _ = batch.customer(clock, level, None));
    for (lane, telling, age) in [(0, opened, 90), (1, opened, 80), (0, closed, 70)] {
        let facts = ManyFacts { customers: &[lane], words: &[0], tellings: &[telling], at: &[at(age)] };
        batch.tell_all(&facts, |_, _| case(0));
    }
    batch.answer(|_| {});
    assert_eq!(batch.left(), 0b01);
    // instants that there are not, and words that nobody knows
    for (at, words, left) in [(i64::MAX, 0, 0b10), (i64::MIN, 0, 0b10), (at(60), 1, u64::MAX)] {
        batch.begin();
        (0..2).for_each(|_| _ = batch.customer(clock, level, None));
        let instants = [now.seconds() - 60, at];
        let facts = ManyFacts { customers: &[0, 1], words: &[0, words], tellings: &[opened], at: &instants };
        batch.tell_all(&facts, |_, _| case(0));
        assert_eq!(batch.left(), left);
    }
    // a customer whom there is no room for
    batch.begin();
    batch.customer(clock, level, None);
    let facts = ManyFacts { customers: &[64], words: &[0], tellings: &[opened], at: &[at(60)] };
    batch.tell_all(&facts, |_, _| case(0));
    assert_eq!(batch.left(), u64::MAX);
    // at the end of time
    assert!(engine.batch(&questions, Instant::MAX).expect("questions").is_none());
}

/// Facts of nobody in the batch, and instants that no batch can tell, change nothing for the others.
#[test]
fn what_cannot_be_told_touches_nobody_else() {
    let engine = compile(
        "name = 'x'\nversion = '1'\nhorizon = '400d'\nchannels = ['email']\n[rules.few]\nat_most = 3\nper = '48h'\n\
         [rules.one]\nat_most = 1\nper = '1h'\n[reasons.news]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n",
    )
    .expect("a policy");
    let now = Instant::parse("2026-11-21T09:30:00+08:00").expect("an instant");
    let questions = engine.questions(None).expect("questions");
    let mut batch = engine.batch(&questions, now).expect("questions").expect("they fit");
    let entry = Entry::new(engine.kind_word("contact"), now);
    let contact = batch.telling(&engine.ready(&entry).expect("ready"), &[Detail::Case, Detail::Consent]);
    let (clock, level) = (batch.clock(&zones().get("UTC").expect("a zone")), batch.level(None));
    let tellings = [contact, Telling::NOBODY];
    let tell = |batch: &mut Batch<'_>, facts: &[(u8, u32, i64)]| {
        let customers: Vec<u8> = facts.iter().map(|fact| fact.0).collect();
        let words: Vec<u32> = facts.iter().map(|fact| fact.1).collect();
        let at: Vec<i64> = facts.iter().map(|fact| now.seconds() - fact.2).collect();
        let facts = ManyFacts { customers: &customers, words: &words, tellings: &tellings, at: &at };
        batch.tell_all(&facts, |_, _| Some(More::default()));
    };
    let verdicts = |batch: &mut Batch<'_>| {
        let mut verdicts = Vec::new();
        batch.answer(|answers| verdicts.extend_from_slice(&answers.verdicts()[..2]));
        (batch.left(), verdicts)
    };
    let begin = |batch: &mut Batch<'_>| {
        batch.begin();
        (0..2).for_each(|_| _ = batch.customer(clock, level, None));
    };
    let (allow, wait) = (0, 1);
    for stranger in [0, 9, 63, 64, 200] {
        begin(&mut batch);
        tell(&mut batch, &[(0, 0, 10_800), (0, 0, 9_000), (0, 0, 7_200)]);
        tell(&mut batch, &[(stranger, 1, 60), (1, 0, 7_200), (stranger, 1, 90)]);
        assert_eq!(verdicts(&mut batch), (0, vec![wait, allow]), "{stranger}");
    }
    // rows of one customer apart, as those of another come between
    begin(&mut batch);
    tell(&mut batch, &[(0, 0, 10_800), (1, 0, 10_000), (0, 0, 9_000), (1, 0, 8_000), (0, 0, 7_200)]);
    assert_eq!(verdicts(&mut batch), (0, vec![wait, allow]));
    // more than are kept
    begin(&mut batch);
    let many: Vec<(u8, u32, i64)> = (0..40).map(|age| (0, 0, 400_000 - age * 1_000)).collect();
    tell(&mut batch, &many);
    assert_eq!(verdicts(&mut batch), (0, vec![allow, allow]));
    // ahead, too far ahead, and too far back
    for age in [-60, -0x7fff_ffff, 0x7fff_ffff, -0x0002_0000_0000, 1 << 40] {
        begin(&mut batch);
        tell(&mut batch, &[(0, 0, age), (1, 0, 7_200)]);
        let (left, answered) = verdicts(&mut batch);
        assert_eq!((left, answered[1]), (0b01, allow), "{age}");
    }
}

#[test]
fn side_by_side_is_as_one_at_a_time() {
    let (mut compared, mut left, mut verdicts) = (0, 0, [0; 6]);
    for seed in seeds(83, 3_000) {
        let mut rng = Rng::new(seed ^ 0x51de);
        let mut case = Case::new(seed, if rng.one_in(4) { Sizes::Tiny } else { Sizes::Ample });
        if !rng.one_in(4) {
            let text = without_the_long_way(&case.text);
            if let Ok(engine) = compile(&text) {
                case.engine = engine;
            }
        }
        let (engine, now) = (&case.engine, case.now);
        let fits = |question: &Question| engine.batch(&[*question], now).expect("a question").is_some();
        let mut questions: Vec<Question> = engine.questions(None).expect("questions");
        questions.retain(fits);
        rng.shuffle(&mut questions);
        if questions.is_empty() {
            continue;
        }
        let mut batch = engine.batch(&questions, now).expect("questions").expect("all of them fit");
        let bindings: Vec<_> = batch.bindings().collect();
        for round in 0..2 {
            let number = *rng.pick(&[1, 3, 9, 64]);
            let mut all = customers(&mut rng, &case, number);
            batch.begin();
            if rng.one_in(2) {
                // facts without ids are told at once
                let plain = rng.one_in(3);
                for fact in all.iter_mut().flat_map(|(_, facts)| facts) {
                    fact.id = None;
                    if plain {
                        (fact.until, fact.contact_point) = (None, None);
                    }
                }
                name(engine, &mut batch, &all);
                tell_at_once(engine, &mut batch, now, &all, &mut rng);
            } else {
                for (customer, facts) in &all {
                    tell(engine, &mut batch, customer, facts);
                }
            }
            let mut found: Vec<Vec<String>> = Vec::new();
            batch.answer(|answers| {
                found.push((0..all.len()).map(|lane| told_of(answers, lane, now, &bindings)).collect());
                for lane in 0..all.len() {
                    verdicts[answers.verdicts()[lane] as usize] += 1;
                }
            });
            for (lane, one) in all.iter().enumerate() {
                if batch.left() >> lane & 1 == 1 {
                    left += 1;
                    continue;
                }
                let (customer, facts) = one;
                let expected = alone(engine, one, &questions, now);
                for ((place, question), expected) in questions.iter().enumerate().zip(expected) {
                    assert_eq!(
                        found[place][lane],
                        expected,
                        "{} {} round {round} lane {lane}\n{}\n{:?} since {:?} level {:?}\n{facts:#?}",
                        question.reason(engine),
                        question.channel(engine),
                        case.describe(),
                        customer.place,
                        customer.history_since,
                        customer.level,
                    );
                    compared += 1;
                }
            }
        }
    }
    println!("{compared} answers compared, {left} customers left, verdicts {verdicts:?}");
    assert!(compared > left && verdicts.iter().all(|&times| times > 0));
}
