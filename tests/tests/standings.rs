//! Tables of standings: folded apart, late, twice and day by day, they give the answers of the whole history, and a
//! daily run that looks only at who is due gives what one that looks at everybody gives.

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, TimestampSecondType, UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Int64Array, LargeBinaryArray, RecordBatch, StringArray,
    TimestampSecondArray,
};
use std::collections::BTreeMap;
use std::slice::from_ref;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, Place};
use tactful::time::Instant;
use tactful::{Code, Engine};
use tactful_arrow::{
    Ask, Due, FoldedTables, decide_standings, decide_tables, fold_tables, standings_schema, who_is_due,
};
use tactful_tests::generate::{Case, Rng, Sizes, ZONES, at, compile, facts, instants, seeds, zones};

const DAY: i64 = 86_400;

type Told<'a> = (&'a str, &'a Fact);

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn stamps(values: impl Iterator<Item = Option<Instant>>) -> ArrayRef {
    let seconds = values.map(|at| at.map(Instant::seconds));
    Arc::new(seconds.collect::<TimestampSecondArray>().with_timezone("UTC"))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .expect("a batch")
}

fn customers_table(all: &[Customer]) -> RecordBatch {
    let zone = |customer: &Customer| match &customer.place {
        Place::Zone(zone) => Some(zone.name().to_owned()),
        _ => None,
    };
    let zones: Vec<Option<String>> = all.iter().map(zone).collect();
    let mut several = ListBuilder::new(StringBuilder::new());
    for customer in all {
        if let Place::OneOf(zones) = &customer.place {
            zones.iter().for_each(|zone| several.values().append_value(zone.name()));
        }
        several.append(matches!(customer.place, Place::OneOf(_)));
    }
    let days = all
        .iter()
        .map(|customer| customer.occasions.first().map(|(_, month, day)| format!("{month:02}-{day:02}")));
    let days: Vec<Option<String>> = days.collect();
    batch(vec![
        ("customer", texts(all.iter().map(|customer| Some(customer.id.as_str())))),
        ("timezone", texts(zones.iter().map(Option::as_deref))),
        ("timezones", Arc::new(several.finish())),
        ("level", texts(all.iter().map(|customer| customer.level.as_deref()))),
        ("history_since", stamps(all.iter().map(|customer| customer.history_since))),
        ("occasion_birthday", texts(days.iter().map(Option::as_deref))),
    ])
}

fn facts_table(all: &[Told<'_>]) -> RecordBatch {
    let word = |of: fn(&Fact) -> Option<&str>| texts(all.iter().map(|(_, fact)| of(fact)));
    let instant = |of: fn(&Fact) -> Option<Instant>| stamps(all.iter().map(|(_, fact)| of(fact)));
    let colleague: Vec<bool> = all.iter().map(|(_, fact)| fact.colleague).collect();
    batch(vec![
        ("customer", texts(all.iter().map(|(customer, _)| Some(*customer)))),
        ("kind", word(|fact| Some(fact.kind.as_str()))),
        ("at", instant(|fact| Some(fact.at))),
        ("id", word(|fact| fact.id.as_deref())),
        ("recorded_at", instant(|fact| fact.recorded_at)),
        ("order", word(|fact| fact.order.as_deref())),
        ("case", word(|fact| fact.case.as_deref())),
        ("product", word(|fact| fact.product.as_deref())),
        ("channel", word(|fact| fact.channel.as_deref())),
        ("direction", word(|fact| fact.direction.map(|word| word.as_str()))),
        ("reason", word(|fact| fact.reason.as_deref())),
        ("purpose", word(|fact| fact.purpose.map(|word| word.as_str()))),
        ("intent", word(|fact| fact.intent.map(|word| word.as_str()))),
        ("outcome", word(|fact| fact.outcome.map(|word| word.as_str()))),
        ("contact_point", word(|fact| fact.contact_point.as_deref())),
        ("subject", word(|fact| fact.subject.as_deref())),
        ("until", instant(|fact| fact.until)),
        ("level", word(|fact| fact.level.as_deref())),
        ("colleague", Arc::new(BooleanArray::from(colleague))),
    ])
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> &'a ArrayRef {
    batch.column_by_name(name).expect(name)
}

fn word<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Option<&'a str> {
    let array = column(batch, name);
    match array.as_any_dictionary_opt() {
        Some(dictionary) => {
            let keys = dictionary.keys().as_primitive::<Int32Type>();
            (!keys.is_null(row))
                .then(|| dictionary.values().as_string::<i32>().value(keys.value(row) as usize))
        }
        None => (!array.is_null(row)).then(|| array.as_string::<i32>().value(row)),
    }
}

fn seconds(batch: &RecordBatch, name: &str, row: usize) -> Option<i64> {
    let array = column(batch, name).as_primitive::<TimestampSecondType>();
    (!array.is_null(row)).then(|| array.value(row))
}

/// One answer: what holds until `revisit_at`, and all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    held: String,
    whole: String,
}

type Answers = BTreeMap<(String, String, String), Answer>;

fn answers(batches: &[RecordBatch]) -> Answers {
    let mut all = Answers::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let text = |name| word(batch, name, row).unwrap_or("-").to_owned();
            let at = |name| seconds(batch, name, row);
            let verdict = text("verdict");
            let from = at("allowed_from").filter(|_| verdict == "wait");
            let held = format!("{verdict} {from:?} {:?}", at("allowed_until"));
            let instants =
                ["anchor_at", "allowed_from", "allowed_until", "revisit_at", "eligible_at"].map(at);
            let words = ["binding", "binding_rule", "error"].map(text);
            let blocks = column(batch, "blocks").as_primitive::<UInt64Type>().value(row);
            let warnings = column(batch, "warnings").as_primitive::<UInt32Type>().value(row);
            let whole = format!("{held} {instants:?} {words:?} {blocks} {warnings}");
            let key = (text("customer"), text("reason"), text("channel"));
            assert!(all.insert(key, Answer { held, whole }).is_none(), "one answer for each question");
        }
    }
    all
}

fn ask(engine: &Engine, now: Instant) -> Ask {
    let mut ask = Ask::new(engine, now, None, None).expect("questions");
    ask.names = false;
    ask
}

/// Customers of one policy with random histories.
fn several(rng: &mut Rng, case: &Case) -> Vec<(Customer, Vec<Fact>)> {
    let reasons: Vec<String> = case.engine.reasons().map(str::to_owned).collect();
    let mut all = vec![(case.customer.clone(), case.facts.clone())];
    for number in 2..3 + rng.below(3) {
        let mut customer = case.customer.clone();
        customer.id = format!("c-{number}");
        customer.place = Place::Zone(zones().get(rng.pick::<&str>(&ZONES)).expect("a zone"));
        let zone = zones().get("Europe/Paris").expect("a zone");
        let pool = instants(rng, &zone, case.now.seconds());
        let history = facts(rng, &pool, case.now.seconds(), &reasons, &case.reason);
        all.push((customer, history));
    }
    all
}

fn whole(all: &[(Customer, Vec<Fact>)]) -> Vec<Told<'_>> {
    all.iter().flat_map(|(customer, facts)| facts.iter().map(|fact| (customer.id.as_str(), fact))).collect()
}

/// Facts told apart, some of them twice, in any order; some parts folded on top of others, some beside them.
#[test]
fn folded_apart_and_joined_they_decide_as_the_facts_do() {
    for (salt, sizes) in [(91, Sizes::Ample), (92, Sizes::Tiny)] {
        for seed in seeds(salt, 120) {
            let case = Case::new(seed, sizes);
            let engine = &case.engine;
            let mut rng = Rng::new(seed ^ 0x51a9);
            let all = several(&mut rng, &case);
            let customers: Vec<Customer> = all.iter().map(|(customer, _)| customer.clone()).collect();
            let mut ask = ask(engine, case.now);
            ask.threads = 1 + rng.below(3) as usize;
            let table = customers_table(&customers);
            let told = whole(&all);
            let expected =
                decide_tables(engine, from_ref(&table), &[facts_table(&told)], &ask).expect("decisions");
            let mut parts: [Vec<Told<'_>>; 3] = Default::default();
            for &fact in &told {
                parts[rng.below(3) as usize].push(fact);
                if rng.one_in(4) {
                    parts[rng.below(3) as usize].push(fact);
                }
            }
            let mut rows: Vec<RecordBatch> = Vec::new();
            for part in &mut parts {
                rng.shuffle(part);
                let on_top = rng.one_in(2);
                let before = if on_top { std::mem::take(&mut rows) } else { Vec::new() };
                let folded = fold_tables(engine, &before, &[facts_table(part)], &ask).expect("standings");
                assert_eq!(folded.summary.bad_customers(), 0, "seed {seed}");
                assert!(folded.pending.iter().all(|&row| part[row as usize].1.at > case.now), "seed {seed}");
                rows.extend(folded.batches);
            }
            rng.shuffle(&mut rows);
            if rng.one_in(2) {
                rows = fold_tables(engine, &rows, &[], &ask).expect("standings").batches;
            }
            let found = decide_standings(engine, from_ref(&table), &rows, &ask, Due::All).expect("decisions");
            assert_eq!(answers(&found.decided.batches), answers(&expected.batches), "seed {seed}");
            assert_eq!(found.decided.summary.decisions, expected.summary.decisions);
        }
    }
}

/// A fact and when the host comes to know of it: before it happens, at once, or late.
type Arrival = (i64, String, Fact);

/// What a simulation came to, so that a test can see that it tested something.
#[derive(Debug, Default)]
struct Tally {
    due: u64,
    not_due: u64,
    late: u64,
    pending: u64,
}

struct Daily {
    engine: Engine,
    /// The same policy without times of day.
    by_day: Engine,
    customers: Vec<Customer>,
    arrivals: Vec<Arrival>,
    runs: Vec<i64>,
}

impl Daily {
    fn new(seed: u64, sizes: Sizes) -> Self {
        let case = Case::new(seed, sizes);
        let mut rng = Rng::new(seed ^ 0xda11);
        let (mut customers, mut arrivals) = (Vec::new(), Vec::new());
        for (customer, facts) in several(&mut rng, &case) {
            for fact in facts {
                let at = fact.at.seconds();
                let arrives = match rng.below(6) {
                    0 => at + rng.range(0, 20 * DAY),
                    1 => at - rng.range(0, 10 * DAY),
                    _ => at,
                };
                arrivals.push((arrives, customer.id.clone(), fact));
            }
            customers.push(customer);
        }
        arrivals.sort_by_key(|(at, _, _)| *at);
        let mut now = case.now.seconds() - 30 * DAY + rng.range(0, DAY);
        let mut runs = Vec::new();
        for _ in 0..20 {
            runs.push(now);
            now += if rng.one_in(4) { rng.range(1, 8 * DAY) } else { DAY };
        }
        let by_day = compile(&without_times_of_day(&case.text)).expect("a policy");
        Self { engine: case.engine, by_day, customers, arrivals, runs }
    }

    fn known(&self, now: i64) -> Vec<Told<'_>> {
        let known = self.arrivals.iter().filter(|(arrives, _, _)| *arrives <= now);
        known.map(|(_, customer, fact)| (customer.as_str(), fact)).collect()
    }

    fn full(&self, engine: &Engine, customers: &RecordBatch, now: i64) -> Answers {
        let facts = facts_table(&self.known(now));
        let decided = decide_tables(engine, from_ref(customers), &[facts], &ask(engine, at(now)));
        answers(&decided.expect("decisions").batches)
    }

    /// All runs; after each one it is shown the table of customers, what was decided, and what holds since it was.
    fn run(
        &mut self,
        due: Due,
        rng: &mut Rng,
        tally: &mut Tally,
        mut show: impl FnMut(&Self, i64, &RecordBatch, &Answers, &Answers),
    ) {
        let mut standings: Vec<RecordBatch> = Vec::new();
        let mut held = Answers::new();
        let (mut since, mut pending): (i64, Vec<(String, Fact)>) = (i64::MIN, Vec::new());
        for now in self.runs.clone() {
            if rng.one_in(8) {
                let zone = zones().get(rng.pick::<&str>(&ZONES)).expect("a zone");
                let place = rng.below(self.customers.len() as u64) as usize;
                self.customers[place].place = Place::Zone(zone);
            }
            let customers = customers_table(&self.customers);
            let mut news = std::mem::take(&mut pending);
            for (arrives, customer, fact) in &self.arrivals {
                if *arrives > since && *arrives <= now {
                    tally.late += u64::from(fact.at.seconds() <= since);
                    news.push((customer.clone(), fact.clone()));
                }
            }
            let ask = ask(&self.engine, at(now));
            let told: Vec<Told<'_>> = news.iter().map(|(customer, fact)| (customer.as_str(), fact)).collect();
            let folded: FoldedTables =
                fold_tables(&self.engine, &standings, &[facts_table(&told)], &ask).expect("standings");
            assert_eq!(folded.summary.bad_customers(), 0);
            pending = folded.pending.iter().map(|&row| news[row as usize].clone()).collect();
            tally.pending += pending.len() as u64;
            let (table, rows) = (from_ref(&customers), &folded.batches);
            let who = who_is_due(&self.engine, table, rows, &ask, due).expect("who");
            let today = decide_standings(&self.engine, table, rows, &ask, due).expect("decisions");
            let decided = answers(&today.decided.batches);
            let ids = column(&customers, "customer").as_string::<i32>();
            for row in 0..customers.num_rows() {
                let is_decided = decided.keys().any(|(customer, _, _)| customer == ids.value(row));
                assert_eq!(is_decided, who.value(row));
            }
            tally.due += who.true_count() as u64;
            tally.not_due += today.decided.summary.not_due;
            held.extend(decided.clone());
            show(self, now, &customers, &decided, &held);
            (standings, since) = (today.standings, now);
        }
    }
}

/// The same document without the rules that say which hours are good.
fn without_times_of_day(text: &str) -> String {
    let of_hours =
        |rule: &&str| ["quiet_hours", "send_window", "only_within"].iter().any(|word| rule.contains(word));
    let mut rules = text.split("\n[rules.");
    let first = rules.next().unwrap_or_default().to_owned();
    rules.filter(|rule| !of_hours(rule)).fold(first, |text, rule| text + "\n[rules." + rule)
}

#[test]
fn who_is_not_due_has_the_answers_of_the_day_before() {
    let mut tally = Tally::default();
    for (salt, sizes) in [(93, Sizes::Ample), (94, Sizes::Tiny)] {
        for seed in seeds(salt, 60) {
            let mut rng = Rng::new(seed ^ 0x0dd);
            let mut daily = Daily::new(seed, sizes);
            daily.run(Due::Revisit, &mut rng, &mut tally, |daily, now, customers, decided, held| {
                let full = daily.full(&daily.engine, customers, now);
                for (question, answer) in &full {
                    assert_eq!(held[question].held, answer.held, "seed {seed}, at {now}: {question:?}");
                }
                for (question, answer) in decided {
                    assert_eq!(answer, &full[question], "seed {seed}, at {now}: {question:?}");
                }
            });
        }
    }
    println!("{tally:?}");
    assert!(tally.due > 100 && tally.not_due > 100 && tally.late > 100 && tally.pending > 100, "{tally:?}");
}

/// Whoever only sleeps is passed over; times of day left aside, nothing has changed for them either.
#[test]
fn who_only_sleeps_is_passed_over() {
    let mut tally = Tally::default();
    for seed in seeds(95, 60) {
        let mut rng = Rng::new(seed ^ 0x51ee);
        let mut daily = Daily::new(seed, Sizes::Ample);
        let mut by_day = Answers::new();
        daily.run(Due::Eligible, &mut rng, &mut tally, |daily, now, customers, decided, _| {
            for (question, answer) in daily.full(&daily.by_day, customers, now) {
                let before = by_day.insert(question.clone(), answer.clone());
                if !decided.contains_key(&question) {
                    let before = before.expect("who was never decided is due");
                    assert_eq!(before.held, answer.held, "seed {seed}, at {now}: {question:?}");
                }
            }
        });
    }
    println!("{tally:?}");
    assert!(tally.due > 100 && tally.not_due > 100, "{tally:?}");
}

const POLICY: &str = "
name = 'small'
version = '1'
channels = ['email']
[reasons.tip]
value = 'good advice'
purpose = 'service'
intent = 'give'
anchor = { fact = 'delivered', per = 'order' }
opens = '2d'
closes = '40d'
[rules.week]
at_most = 2
per = '7d'
";

fn noon() -> Instant {
    Instant::parse("2026-11-21T12:00:00Z").expect("an instant")
}

fn two(engine: &Engine) -> (RecordBatch, RecordBatch, FoldedTables) {
    let customers = batch(vec![
        ("customer", texts([Some("c-1"), Some("c-2")].into_iter())),
        ("timezone", texts([Some("Europe/Paris"), None].into_iter())),
    ]);
    let facts = batch(vec![
        ("customer", texts([Some("c-2"), Some("c-1"), None].into_iter())),
        ("kind", texts([Some("delivered"); 3].into_iter())),
        (
            "at",
            texts(
                [Some("2026-11-20T10:00:00Z"), Some("2026-11-10T10:00:00Z"), Some("2026-11-10T10:00:00Z")]
                    .into_iter(),
            ),
        ),
        ("order", texts([Some("o-2"), Some("o-1"), Some("o-3")].into_iter())),
    ]);
    let folded = fold_tables(engine, &[], from_ref(&facts), &ask(engine, noon())).expect("standings");
    (customers, facts, folded)
}

fn verdicts(batches: &[RecordBatch]) -> Vec<String> {
    let row = |batch: &RecordBatch, row| {
        word(batch, "error", row).or(word(batch, "verdict", row)).unwrap_or("-").to_owned()
    };
    batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(|place| row(batch, place)).collect::<Vec<_>>())
        .collect()
}

#[test]
fn another_policy_makes_everybody_due_and_another_shape_is_refused_row_by_row() {
    let engine = Engine::from_text(POLICY).expect("a policy");
    let (customers, facts, folded) = two(&engine);
    assert_eq!(folded.summary.facts_of_nobody, 1);
    let now = noon();
    let decide = |engine: &Engine, standings: &[RecordBatch]| {
        decide_standings(engine, from_ref(&customers), standings, &ask(engine, now), Due::Revisit)
            .expect("decisions")
    };
    let first = decide(&engine, &folded.batches);
    assert_eq!(verdicts(&first.decided.batches), ["allow", "wait"]);
    assert_eq!(decide(&engine, &first.standings).decided.summary.not_due, 2);
    // other words, the same shape
    let reworded = Engine::from_text(&POLICY.replace("opens = '2d'", "opens = '3d'")).expect("a policy");
    let again = decide(&reworded, &first.standings);
    assert_eq!(
        (again.decided.summary.not_due, verdicts(&again.decided.batches)),
        (0, vec!["allow".into(), "wait".into()])
    );
    // it asks for more than was kept: folded again, from the facts
    let stricter = Engine::from_text(&format!("{POLICY}[rules.gap]\ngap = '48h'\nchannels = ['email']"))
        .expect("a policy");
    let refused = decide(&stricter, &first.standings);
    assert_eq!(verdicts(&refused.decided.batches), ["standing_shape", "standing_shape"]);
    assert_eq!(refused.decided.summary.errors.get("standing_shape"), Some(&2));
    let anew = fold_tables(&stricter, &[], from_ref(&facts), &ask(&stricter, now)).expect("standings");
    assert_eq!(verdicts(&decide(&stricter, &anew.batches).decided.batches), ["allow", "wait"]);
}

#[test]
fn one_bad_row_never_spoils_the_others_and_is_not_forgotten() {
    let engine = Engine::from_text(POLICY).expect("a policy");
    let (customers, _, folded) = two(&engine);
    let news = |kind: &str, fact: &str| {
        batch(vec![
            ("customer", texts([Some("c-1"), Some("c-2")].into_iter())),
            ("kind", texts([Some(kind), Some("delivered")].into_iter())),
            ("at", texts([Some("2026-11-21T10:00:00Z"); 2].into_iter())),
            ("order", texts([Some(fact), Some("o-9")].into_iter())),
        ])
    };
    let ask = ask(&engine, noon());
    let fold = |standings: &[RecordBatch], facts: RecordBatch| {
        fold_tables(&engine, standings, &[facts], &ask).expect("standings")
    };
    let bytes = |batch: &RecordBatch, row| column(batch, "standing").as_binary::<i32>().value(row).to_vec();
    let row_of = |batch: &RecordBatch, id: &str| {
        let ids = column(batch, "customer").as_string::<i32>();
        (0..batch.num_rows()).find(|&row| ids.value(row) == id).expect("a row")
    };
    let before = &folded.batches[0];
    let bad = fold(&folded.batches, news("deliverd", "o-4"));
    let after = &bad.batches[0];
    let (one, other) = (row_of(after, "c-1"), row_of(after, "c-2"));
    assert_eq!(bad.summary.errors.get("invalid_value"), Some(&1));
    assert_eq!(word(after, "error", one), Some("invalid_value"));
    let message = word(after, "message", one).expect("a message");
    assert!(message.contains("did you mean `delivered`") && message.contains("facts[0].kind"), "{message}");
    // the standing is what it was, the other one went on
    assert_eq!(bytes(after, one), bytes(before, row_of(before, "c-1")));
    assert_ne!(bytes(after, other), bytes(before, row_of(before, "c-2")));
    let decide = |standings: &[RecordBatch]| {
        let done = decide_standings(&engine, from_ref(&customers), standings, &ask, Due::Revisit)
            .expect("decisions");
        (verdicts(&done.decided.batches), done)
    };
    assert_eq!(decide(&bad.batches).0, ["invalid_value", "wait"]);
    // good facts do not make up for it, and it stays due
    let later = fold(&decide(&bad.batches).1.standings, news("delivered", "o-5"));
    assert_eq!(word(&later.batches[0], "error", row_of(&later.batches[0], "c-1")), Some("invalid_value"));
    assert_eq!(decide(&later.batches).0[0], "invalid_value");
    // mended: the fact is told again, and the error taken out
    let schema = after.schema();
    let mended = after.columns().iter().zip(schema.fields()).map(|(array, field)| {
        let null = ["error", "message"].contains(&field.name().as_str());
        let array = if null { texts([None, None].into_iter()) } else { Arc::clone(array) };
        (field.name().clone(), array, true)
    });
    let mended = RecordBatch::try_from_iter_with_nullable(mended).expect("a batch");
    let mended = fold(&[mended], news("delivered", "o-4"));
    assert_eq!(decide(&mended.batches).0, ["allow", "wait"]);
    // a correction asks for all facts anew
    let corrected = fold(&folded.batches, news("corrected", "o-4"));
    assert_eq!(decide(&corrected.batches).0, ["rebuild_needed", "wait"]);
}

#[test]
fn damaged_and_strange_standings_are_told_row_by_row() {
    let engine = Engine::from_text(POLICY).expect("a policy");
    let (customers, _, folded) = two(&engine);
    let ask = ask(&engine, noon());
    let good = column(&folded.batches[0], "standing").as_binary::<i32>();
    let mut damaged = good.value(1).to_vec();
    damaged[20] ^= 1;
    let ids = || texts([Some("c-1"), Some("c-2"), Some("c-3")].into_iter());
    let table = |column: ArrayRef| batch(vec![("customer", ids()), ("standing", column)]);
    let decide = |standings: &RecordBatch| {
        let done = decide_standings(&engine, from_ref(&customers), from_ref(standings), &ask, Due::All);
        done.map(|done| verdicts(&done.decided.batches))
    };
    let rows: Vec<Option<&[u8]>> = vec![Some(&damaged), Some(b"nonsense"), None];
    let strange = table(Arc::new(BinaryArray::from(rows.clone())));
    assert_eq!(decide(&strange).expect("decisions"), ["invalid_standing", "invalid_standing"]);
    assert_eq!(decide(&table(Arc::new(LargeBinaryArray::from(rows)))).expect("decisions").len(), 2);
    // nothing is remembered: a customer without facts
    let nothing: Vec<Option<&[u8]>> = vec![None; 3];
    let nothing = table(Arc::new(BinaryArray::from(nothing)));
    assert_eq!(decide(&nothing).expect("decisions"), ["not_applicable", "not_applicable"]);
    // those who are not in the table of customers come back as they are
    let done = decide_standings(&engine, from_ref(&customers), from_ref(&nothing), &ask, Due::All)
        .expect("decisions");
    assert_eq!(done.standings.iter().map(RecordBatch::num_rows).sum::<usize>(), 3);
    let basis = column(&done.standings[0], "basis").as_primitive::<Int64Type>();
    assert_eq!((basis.is_null(0), basis.is_null(1), basis.is_null(2)), (false, false, true));
    // folded into, a damaged one says so
    let folded = fold_tables(&engine, from_ref(&strange), from_ref(&strange), &ask);
    assert_eq!(folded.expect_err("no table of facts").code(), Code::MissingField);
    let wrong = decide(&table(texts([Some("x"), None, None].into_iter()))).expect_err("text is not bytes");
    assert_eq!((wrong.code(), wrong.path()), (Code::WrongType, "standings.standing"));
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let numbered =
        batch(vec![("customer", numbers), ("standing", Arc::new(BinaryArray::from(vec![None::<&[u8]>; 2])))]);
    let wrong = decide(&numbered).expect_err("numbers are not text");
    assert_eq!((wrong.code(), wrong.path()), (Code::WrongType, "standings.customer"));
}

#[test]
fn a_fact_that_was_to_count_and_was_not_told_again_is_missed() {
    let engine = Engine::from_text(POLICY).expect("a policy");
    let customers = batch(vec![("customer", texts([Some("c-1")].into_iter()))]);
    let facts = batch(vec![
        ("customer", texts([Some("c-1")].into_iter())),
        ("kind", texts([Some("delivered")].into_iter())),
        ("at", texts([Some("2026-11-22T10:00:00Z")].into_iter())),
        ("order", texts([Some("o-1")].into_iter())),
    ]);
    let (today, later) = (ask(&engine, noon()), ask(&engine, at(noon().seconds() + 4 * DAY)));
    let folded = fold_tables(&engine, &[], from_ref(&facts), &today).expect("standings");
    assert_eq!(folded.pending, [0]);
    assert_eq!(seconds(&folded.batches[0], "next_pending", 0), Some(noon().seconds() + 22 * 3_600));
    let decide = |standings: &[RecordBatch], ask: &Ask| {
        decide_standings(&engine, from_ref(&customers), standings, ask, Due::Revisit).expect("decisions")
    };
    let first = decide(&folded.batches, &today);
    assert_eq!(verdicts(&first.decided.batches), ["not_applicable"]);
    assert_eq!(verdicts(&decide(&first.standings, &later).decided.batches), ["as_of_needs_facts"]);
    let told = fold_tables(&engine, &first.standings, from_ref(&facts), &later).expect("standings");
    assert_eq!((told.pending.len(), seconds(&told.batches[0], "next_pending", 0)), (0, None));
    assert_eq!(verdicts(&decide(&told.batches, &later).decided.batches), ["allow"]);
    // recorded after what is to be known: it is left to another day
    let mut known = later.clone();
    known.known_at = Some(noon());
    let unknown = fold_tables(&engine, &[], from_ref(&facts), &known).expect("standings");
    assert_eq!(
        (unknown.pending.as_slice(), seconds(&unknown.batches[0], "next_pending", 0)),
        ([0].as_slice(), None)
    );
}

/// The JSON door folds and joins as well.
#[test]
fn the_json_door_joins_what_was_folded_apart() {
    let door = tactful_json::Door::new();
    let fold = |more: &str| {
        let request = format!(r#"{{"op": "followup.fold", "as_of": "2026-11-21T12:00:00Z", {more}}}"#);
        let answer: serde_json::Value = serde_json::from_str(&door.answer(&request)).expect("JSON");
        answer.get("ok").cloned().ok_or_else(|| answer["error"].clone())
    };
    let one = r#"{"id": "f-1", "kind": "delivered", "at": "2026-11-19T10:00:00Z", "order": "o-1"}"#;
    let other = r#"{"id": "f-2", "kind": "complaint_opened", "at": "2026-11-20T10:00:00Z", "case": "k-1"}"#;
    let kept =
        |facts: &str| fold(&format!(r#""facts": [{facts}]"#)).expect("a standing")["standing"].to_string();
    let (first, second) = (kept(one), kept(other));
    let joined = fold(&format!(r#""standings": [{first}, {second}, {first}]"#)).expect("a standing");
    assert_eq!(joined["standing"].to_string(), kept(&format!("{one}, {other}")));
    assert_eq!(joined["watermark"], "2026-11-20T10:00:00Z");
    let refused = fold(&format!(r#""standings": [{first}, "bm9uc2Vuc2U="]"#)).expect_err("no standing");
    assert_eq!((&refused["code"], &refused["path"]), (&"invalid_standing".into(), &"standings[1]".into()));
}

/// Many rows, so that there are many chunks and batches; ids are numbers.
#[test]
fn neither_chunks_nor_threads_matter() {
    let engine = Engine::from_text(POLICY).expect("a policy");
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..20_000));
    let customers = batch(vec![("customer", Arc::clone(&ids))]);
    let times = (0..20_000).map(|n| Some(at(noon().seconds() - 3_600 * (n % 1_500))));
    let facts = batch(vec![
        ("customer", ids),
        ("kind", texts((0..20_000).map(|n| Some(if n % 7 == 3 { "deliverd" } else { "delivered" })))),
        ("at", stamps(times)),
    ]);
    let mut ask = ask(&engine, noon());
    let mut all = Vec::new();
    for threads in [1, 2, 5] {
        ask.threads = threads;
        let folded = fold_tables(&engine, &[], from_ref(&facts), &ask).expect("standings");
        let decided = decide_standings(&engine, from_ref(&customers), &folded.batches, &ask, Due::Revisit)
            .expect("decisions");
        assert!(folded.batches.len() > 1);
        assert_eq!(column(&folded.batches[0], "customer").data_type(), &arrow_schema::DataType::Int64);
        all.push((folded.batches, folded.summary, decided.decided.batches, decided.standings));
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(all[0].1.errors.get("invalid_value"), Some(&2_857));
    let empty = fold_tables(&engine, &[], &[], &ask).expect("standings");
    assert_eq!((empty.schema, empty.batches.len()), (standings_schema(), 0));
}
