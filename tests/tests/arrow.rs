//! Tables in, decisions out: the same answers as one at a time, whatever form the tables have, and no bad row that
//! spoils the others.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int32Type, Int64Type, TimestampSecondType, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int64Array, LargeStringArray, RecordBatch,
    RecordBatchIterator, RecordBatchOptions, StringArray, StringViewArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow_schema::{ArrowError, Field, Schema};
use std::slice::from_ref;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, Kind, Place};
use tactful::followup::{Asking, Brief, Plan};
use tactful::time::Instant;
use tactful::{Code, Engine};
use tactful_arrow::{
    Ask, DateAs, Decided, DecisionReader, Names, Stream, decide_stream, decide_tables, decisions_schema,
};
use tactful_tests::generate::{
    Case, Rng, Sizes, compile, facts, instants, seeds, without_the_long_way, zones,
};

/// A customer with the facts, as single decisions take them.
type Whole = (Customer, Vec<Fact>);

/// Texts in one of the forms that Arrow has for them, as a slice of something longer.
fn texts(rng: &mut Rng, values: &[Option<&str>]) -> ArrayRef {
    let before = rng.below(3) as usize;
    let mut longer: Vec<Option<&str>> = vec![Some("something else"); before];
    longer.extend(values);
    longer.push(None);
    let array: ArrayRef = match rng.below(6) {
        0 => Arc::new(StringArray::from(longer)),
        1 => Arc::new(LargeStringArray::from(longer)),
        2 => Arc::new(StringViewArray::from(longer)),
        3 => Arc::new(longer.into_iter().collect::<DictionaryArray<Int32Type>>()),
        4 => Arc::new(longer.into_iter().collect::<DictionaryArray<UInt16Type>>()),
        _ => Arc::new(longer.into_iter().collect::<DictionaryArray<Int64Type>>()),
    };
    array.slice(before, values.len())
}

/// Instants in one of the forms that Arrow has for them.
fn stamps(rng: &mut Rng, values: &[Option<Instant>]) -> ArrayRef {
    let zone = *rng.pick(&["UTC", "Europe/Paris", "+05:45", "Asia/Shanghai"]);
    let seconds: Vec<Option<i64>> = values.iter().map(|at| at.map(Instant::seconds)).collect();
    let short = seconds.iter().flatten().all(|at| at.abs() < 9_000_000_000);
    let fraction = rng.range(0, 1_000);
    let scaled = |unit: i64| -> Vec<Option<i64>> {
        seconds.iter().map(|at| at.map(|at| at * unit + fraction * unit / 1_000)).collect()
    };
    match rng.below(5) {
        0 => Arc::new(TimestampSecondArray::from(seconds).with_timezone(zone)),
        1 => Arc::new(TimestampMillisecondArray::from(scaled(1_000)).with_timezone(zone)),
        2 => Arc::new(TimestampMicrosecondArray::from(scaled(1_000_000)).with_timezone(zone)),
        3 if short => Arc::new(TimestampNanosecondArray::from(scaled(1_000_000_000)).with_timezone(zone)),
        _ => {
            let written: Vec<Option<String>> = values.iter().map(|at| at.map(|at| at.to_string())).collect();
            texts(rng, &written.iter().map(Option::as_deref).collect::<Vec<_>>())
        }
    }
}

fn batch(columns: Vec<(&str, ArrayRef)>, rows: usize) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options).expect("a batch")
}

fn customers_batch(rng: &mut Rng, all: &[&Customer]) -> RecordBatch {
    let zone = |customer: &&Customer| match &customer.place {
        Place::Zone(zone) => Some(zone.name().to_owned()),
        _ => None,
    };
    let zone: Vec<Option<String>> = all.iter().map(zone).collect();
    let mut several = arrow_array::builder::ListBuilder::new(arrow_array::builder::StringBuilder::new());
    for customer in all {
        if let Place::OneOf(zones) = &customer.place {
            zones.iter().for_each(|zone| several.values().append_value(zone.name()));
        }
        several.append(matches!(customer.place, Place::OneOf(_)));
    }
    let since: Vec<Option<Instant>> = all.iter().map(|customer| customer.history_since).collect();
    let birthday = |customer: &&Customer| {
        customer.occasions.first().map(|(_, month, day)| format!("{month:02}-{day:02}"))
    };
    let birthdays: Vec<Option<String>> = all.iter().map(birthday).collect();
    let ids: Vec<Option<&str>> = all.iter().map(|customer| Some(customer.id.as_str())).collect();
    let levels: Vec<Option<&str>> = all.iter().map(|customer| customer.level.as_deref()).collect();
    let columns = vec![
        ("customer", texts(rng, &ids)),
        ("timezone", texts(rng, &zone.iter().map(Option::as_deref).collect::<Vec<_>>())),
        ("timezones", Arc::new(several.finish()) as ArrayRef),
        ("level", texts(rng, &levels)),
        ("history_since", stamps(rng, &since)),
        ("occasion_birthday", texts(rng, &birthdays.iter().map(Option::as_deref).collect::<Vec<_>>())),
        ("revenue", Arc::new(Int64Array::from(vec![7; all.len()])) as ArrayRef),
    ];
    batch(columns, all.len())
}

fn facts_batch(rng: &mut Rng, all: &[(&str, &Fact)]) -> RecordBatch {
    type Text = fn(&Fact) -> Option<&str>;
    let words: [(&str, Text); 14] = [
        ("kind", |fact| Some(fact.kind.as_str())),
        ("id", |fact| fact.id.as_deref()),
        ("order", |fact| fact.order.as_deref()),
        ("case", |fact| fact.case.as_deref()),
        ("product", |fact| fact.product.as_deref()),
        ("channel", |fact| fact.channel.as_deref()),
        ("direction", |fact| fact.direction.map(|word| word.as_str())),
        ("reason", |fact| fact.reason.as_deref()),
        ("purpose", |fact| fact.purpose.map(|word| word.as_str())),
        ("intent", |fact| fact.intent.map(|word| word.as_str())),
        ("outcome", |fact| fact.outcome.map(|word| word.as_str())),
        ("contact_point", |fact| fact.contact_point.as_deref()),
        ("subject", |fact| fact.subject.as_deref()),
        ("level", |fact| fact.level.as_deref()),
    ];
    let ids: Vec<Option<&str>> = all.iter().map(|(customer, _)| Some(*customer)).collect();
    let mut columns = vec![("customer", texts(rng, &ids))];
    for (name, of) in words {
        let values: Vec<Option<&str>> = all.iter().map(|(_, fact)| of(fact)).collect();
        if name == "kind" || values.iter().any(Option::is_some) || rng.one_in(2) {
            columns.push((name, texts(rng, &values)));
        }
    }
    let instants =
        |of: fn(&Fact) -> Option<Instant>| all.iter().map(|(_, fact)| of(fact)).collect::<Vec<_>>();
    columns.push(("at", stamps(rng, &instants(|fact| Some(fact.at)))));
    columns.push(("until", stamps(rng, &instants(|fact| fact.until))));
    columns.push(("recorded_at", stamps(rng, &instants(|fact| fact.recorded_at))));
    let colleague: Vec<Option<bool>> =
        all.iter().map(|(_, fact)| (fact.colleague || rng.one_in(2)).then_some(fact.colleague)).collect();
    columns.push(("colleague", Arc::new(BooleanArray::from(colleague))));
    rng.shuffle(&mut columns);
    batch(columns, all.len())
}

/// Dictionary-encoded texts, as those who keep many rows have them.
fn encoded(rng: &mut Rng, values: &[Option<&str>]) -> ArrayRef {
    match rng.one_in(2) {
        true => Arc::new(values.iter().copied().collect::<DictionaryArray<Int8Type>>()),
        false => Arc::new(values.iter().copied().collect::<DictionaryArray<Int32Type>>()),
    }
}

fn number(id: &str) -> Option<i64> {
    id.parse().ok()
}

/// Customers who say little, with numbers as ids.
fn plain_customers(rng: &mut Rng, all: &[&Customer]) -> RecordBatch {
    let zone = |customer: &&Customer| match &customer.place {
        Place::Zone(zone) => Some(zone.name().to_owned()),
        _ => None,
    };
    let zones: Vec<Option<String>> = all.iter().map(zone).collect();
    let levels: Vec<Option<&str>> = all.iter().map(|customer| customer.level.as_deref()).collect();
    let ids: Int64Array = all.iter().map(|customer| number(&customer.id)).collect();
    let mut columns = vec![
        ("customer", Arc::new(ids) as ArrayRef),
        ("timezone", encoded(rng, &zones.iter().map(Option::as_deref).collect::<Vec<_>>())),
        ("level", encoded(rng, &levels)),
        ("revenue", Arc::new(Int64Array::from(vec![7; all.len()])) as ArrayRef),
    ];
    let since = all.iter().map(|customer| customer.history_since.map(Instant::seconds));
    if all.iter().any(|customer| customer.history_since.is_some()) || rng.one_in(2) {
        let since = TimestampSecondArray::from(since.collect::<Vec<_>>()).with_timezone("UTC");
        columns.push(("history_since", Arc::new(since)));
    }
    batch(columns, all.len())
}

/// Facts that say little: no ids of their own, no more instants than one.
fn plain_facts(rng: &mut Rng, all: &[(&str, &Fact)]) -> RecordBatch {
    type Text = fn(&Fact) -> Option<&str>;
    let words: [(&str, Text); 7] = [
        ("kind", |fact| Some(fact.kind.as_str())),
        ("channel", |fact| fact.channel.as_deref()),
        ("direction", |fact| fact.direction.map(|word| word.as_str())),
        ("reason", |fact| fact.reason.as_deref()),
        ("purpose", |fact| fact.purpose.map(|word| word.as_str())),
        ("intent", |fact| fact.intent.map(|word| word.as_str())),
        ("outcome", |fact| fact.outcome.map(|word| word.as_str())),
    ];
    let ids: Int64Array = all.iter().map(|(customer, _)| number(customer)).collect();
    let at = all.iter().map(|(_, fact)| Some(fact.at.seconds())).collect::<Vec<_>>();
    let mut columns = vec![
        ("customer", Arc::new(ids) as ArrayRef),
        ("at", Arc::new(TimestampSecondArray::from(at).with_timezone("UTC")) as ArrayRef),
    ];
    for (name, of) in words {
        let values: Vec<Option<&str>> = all.iter().map(|(_, fact)| of(fact)).collect();
        if name == "kind" || values.iter().any(Option::is_some) {
            columns.push((name, encoded(rng, &values)));
        }
    }
    let cases: Vec<Option<&str>> = all.iter().map(|(_, fact)| fact.case.as_deref()).collect();
    let names: Vec<&str> = cases.iter().copied().flatten().collect();
    let place = |case: &str| names.iter().position(|name| *name == case).map(|place| place as i64);
    let numbers = cases.iter().map(|case| case.and_then(place));
    columns.push(match rng.below(3) {
        0 => ("case", encoded(rng, &cases)),
        1 => ("case", Arc::new(numbers.collect::<Int64Array>())),
        // beyond all that others have room for
        _ => ("case", Arc::new(numbers.map(|case| Some(u64::MAX - case? as u64)).collect::<UInt64Array>())),
    });
    let colleague: Vec<Option<bool>> = all.iter().map(|(_, fact)| Some(fact.colleague)).collect();
    if all.iter().any(|(_, fact)| fact.colleague) {
        columns.push(("colleague", Arc::new(BooleanArray::from(colleague))));
    }
    batch(columns, all.len())
}

/// Makes customers and facts say no more than [`plain_customers`] and [`plain_facts`] can write.
fn made_plain(all: &mut [Whole]) {
    for (number, (customer, facts)) in all.iter_mut().enumerate() {
        customer.id = (10 + 3 * number).to_string();
        if let Place::OneOf(zones) = &customer.place {
            customer.place = Place::Zone(Arc::clone(&zones[0]));
        }
        customer.occasions.clear();
        // these kinds mean nothing without what is taken away here
        facts.retain(|fact| {
            !matches!(fact.kind.as_str(), "level_assigned" | "corrected" | "erased" | "commitment_made")
        });
        for fact in facts {
            (fact.id, fact.order, fact.product) = (None, None, None);
            (fact.contact_point, fact.subject, fact.level) = (None, None, None);
            (fact.until, fact.recorded_at) = (None, None);
        }
    }
}

/// In pieces of random length.
fn pieces<T: Copy>(
    rng: &mut Rng,
    rows: &[T],
    make: impl Fn(&mut Rng, &[T]) -> RecordBatch,
) -> Vec<RecordBatch> {
    let mut whole = vec![make(rng, rows)];
    while let (Some(last), true) = (whole.last().cloned(), rng.one_in(2)) {
        let at = rng.below(last.num_rows() as u64 + 1) as usize;
        whole.pop();
        whole.extend([last.slice(0, at), last.slice(at, last.num_rows() - at)]);
    }
    whole
}

fn ask(engine: &Engine, now: Instant) -> Ask {
    Ask::new(engine, now, None, None).expect("questions")
}

fn seconds(batch: &RecordBatch, name: &str, row: usize) -> Option<i64> {
    let array = batch.column_by_name(name).expect(name).as_primitive::<TimestampSecondType>();
    (!array.is_null(row)).then(|| array.value(row))
}

fn word<'a>(batch: &'a RecordBatch, name: &str, row: usize) -> Option<&'a str> {
    let array = batch.column_by_name(name).expect(name);
    match array.as_any_dictionary_opt() {
        Some(dictionary) => {
            let keys = dictionary.keys().as_primitive::<Int32Type>();
            let values = dictionary.values().as_string::<i32>();
            (!keys.is_null(row)).then(|| values.value(keys.value(row) as usize))
        }
        None => (!array.is_null(row)).then(|| array.as_string::<i32>().value(row)),
    }
}

/// Every row of the output as text, so that two outputs can be compared.
fn rows(batches: &[RecordBatch]) -> Vec<String> {
    let mut rows = Vec::new();
    for batch in batches {
        assert_eq!(batch.schema(), decisions_schema());
        for row in 0..batch.num_rows() {
            let words =
                ["customer", "reason", "channel", "verdict", "binding", "binding_rule", "error", "message"];
            let at = ["anchor_at", "allowed_from", "allowed_until", "revisit_at", "eligible_at"];
            let names = batch.column_by_name("block_names").unwrap().as_list::<i32>().value(row);
            let names: Vec<Option<&str>> = names.as_string::<i32>().iter().collect();
            rows.push(format!(
                "{:?} {:?} {} {} {names:?}",
                words.map(|name| word(batch, name, row)),
                at.map(|name| seconds(batch, name, row)),
                batch.column_by_name("blocks").unwrap().as_primitive::<UInt64Type>().value(row),
                batch.column_by_name("warnings").unwrap().as_primitive::<UInt32Type>().value(row),
            ));
        }
    }
    rows
}

/// The same from single decisions.
fn expected(engine: &Engine, all: &[Whole], ask: &Ask) -> Vec<String> {
    let rules: Vec<&str> = engine.rules().collect();
    let mut rows = Vec::new();
    for (customer, facts) in all {
        let folded = match engine.fold(facts, ask.now, None) {
            Ok(folded) => folded,
            Err(error) => {
                rows.extend(ask.questions.iter().map(|_| format!("error {}", error.code().as_str())));
                continue;
            }
        };
        let asking = Asking { next_pending: folded.next_pending(), ..Asking::default() };
        for &question in &ask.questions {
            let decision = engine
                .decide_question(customer, &folded.standing, &Plan::default(), question, ask.now, &asking)
                .expect("a decision");
            let brief: Brief = decision.brief();
            let mut blocks: Vec<Code> = decision.blocks().iter().map(|block| block.code()).collect();
            blocks.sort_by_key(|code| code.number());
            blocks.dedup();
            let names: Vec<Option<&str>> = blocks.iter().map(|code| Some(code.as_str())).collect();
            let more = folded.warnings.iter().fold(0, |bits, code| bits | 1 << (code.number() - 200));
            let words = [
                Some(customer.id.as_str()),
                Some(question.reason(engine)),
                Some(question.channel(engine)),
                Some(decision.verdict().as_str()),
                decision.binding().map(|block| block.code().as_str()),
                brief.binding_rule().map(|rule| rules[rule as usize]),
                None,
                None,
            ];
            let at = [
                decision.anchor().map(|anchor| anchor.at()),
                decision.allowed_from(),
                decision.allowed_until(),
                decision.revisit_at(),
                decision.eligible_at(),
            ];
            let at = at.map(|at| at.map(Instant::seconds));
            rows.push(format!("{words:?} {at:?} {} {} {names:?}", brief.blocks(), brief.warnings() | more));
        }
    }
    rows
}

/// Rows of errors by their code alone.
fn shortened(rows: &[String], batches: &[RecordBatch]) -> Vec<String> {
    let codes = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(|row| word(batch, "error", row)));
    rows.iter()
        .zip(codes)
        .map(|(row, code)| code.map_or_else(|| row.clone(), |code| format!("error {code}")))
        .collect()
}

/// Several customers of one policy, with random histories.
fn several(rng: &mut Rng, case: &Case) -> Vec<Whole> {
    let reasons: Vec<String> = case.engine.reasons().map(str::to_owned).collect();
    let mut all = vec![(case.customer.clone(), case.facts.clone())];
    for number in 2..2 + rng.below(6) {
        let mut customer = case.customer.clone();
        customer.id = format!("c-{number}");
        let zone = zones().get(rng.pick::<&str>(&tactful_tests::generate::ZONES)).expect("a zone");
        customer.place = match rng.below(4) {
            0 => Place::Unknown,
            1 => Place::OneOf(vec![zone, zones().get("UTC").expect("a zone")]),
            _ => Place::Zone(zone),
        };
        let zone = zones().get("Europe/Paris").expect("a zone");
        let pool = instants(rng, &zone, case.now.seconds());
        let history = facts(rng, &pool, case.now.seconds(), &reasons, &case.reason);
        all.push((customer, history));
    }
    all
}

struct Tables {
    customers: Vec<RecordBatch>,
    facts: Vec<RecordBatch>,
}

fn tables(rng: &mut Rng, all: &[Whole], sorted: bool, plain: bool) -> Tables {
    let customers: Vec<&Customer> = all.iter().map(|(customer, _)| customer).collect();
    let mut facts: Vec<(&str, &Fact)> = all
        .iter()
        .flat_map(|(customer, facts)| facts.iter().map(move |fact| (customer.id.as_str(), fact)))
        .collect();
    if !sorted {
        rng.shuffle(&mut facts);
    }
    match plain {
        true => Tables {
            customers: pieces(rng, &customers, plain_customers),
            facts: pieces(rng, &facts, plain_facts),
        },
        false => Tables {
            customers: pieces(rng, &customers, customers_batch),
            facts: pieces(rng, &facts, facts_batch),
        },
    }
}

/// Decides for random customers by tables and one at a time; gives how many decisions were compared.
fn compare(seed: u64, plain: bool) -> usize {
    let mut case = Case::new(seed, Sizes::Ample);
    let mut rng = Rng::new(seed ^ 0x00c0_ffee);
    // half of them such that customers can be decided side by side
    let side_by_side = plain || rng.one_in(2);
    if side_by_side && let Ok(engine) = compile(&without_the_long_way(&case.text)) {
        case.engine = engine;
    }
    let mut all = several(&mut rng, &case);
    if plain {
        made_plain(&mut all);
        // what lies ahead leaves a customer to single decisions
        all.iter_mut().for_each(|(_, facts)| facts.retain(|fact| fact.at <= case.now));
    }
    let ascending = plain || rng.one_in(2);
    if !ascending {
        rng.shuffle(&mut all);
    }
    let sorted = if plain { !rng.one_in(8) } else { rng.one_in(2) };
    let tables = tables(&mut rng, &all, sorted, plain);
    let mut ask = ask(&case.engine, case.now);
    ask.threads = 1 + rng.below(4) as usize;
    if side_by_side {
        ask.questions
            .retain(|question| case.engine.batch(&[*question], case.now).expect("a question").is_some());
    }
    let decided = decide_tables(&case.engine, &tables.customers, &tables.facts, &ask)
        .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let found = shortened(&rows(&decided.batches), &decided.batches);
    let expected = expected(&case.engine, &all, &ask);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "seed {seed}");
    }
    assert_eq!(found.len(), expected.len(), "seed {seed}");
    assert_eq!(decided.summary.decisions, found.len() as u64);
    assert_eq!(decided.summary.verdicts.values().sum::<u64>(), found.len() as u64);
    assert_eq!(decided.summary.ignored_of_customers, ["revenue"]);
    found.len()
}

#[test]
fn a_table_gives_the_same_answers_as_one_at_a_time() {
    let decisions: usize = seeds(71, 600).map(|seed| compare(seed, false)).sum();
    println!("{decisions} decisions compared");
}

/// Such tables are read by columns, and their facts told at once.
#[test]
fn tables_that_say_little_give_the_same_answers() {
    let decisions: usize = seeds(72, 1_200).map(|seed| compare(seed, true)).sum();
    println!("{decisions} decisions compared");
}

/// What a fact may lift depends on more than its words, which were met before.
#[test]
fn the_same_words_may_be_refused_for_what_stands_beside_them() {
    let setting = Setting::new();
    let customers = text_batch(&[("customer", &[Some("c-1"), Some("c-2")])]);
    let lifted = Some("do_not_contact_lifted");
    let facts = text_batch(&[
        ("customer", &[Some("c-1"), Some("c-2")]),
        ("kind", &[lifted, lifted]),
        ("at", &[AT, AT]),
        ("contact_point", &[None, Some("p-1")]),
    ]);
    let found = errors(&setting.decide(&[customers], &[facts]));
    assert_eq!(found[0], "-");
    assert!(found[1].starts_with("invalid_value: "), "{found:?}");
}

/// The columns of a whole table are those of a table of some columns, whatever else is not worked out.
#[test]
fn some_columns_are_those_of_all() {
    for seed in seeds(72, 150) {
        let mut case = Case::new(seed, Sizes::Ample);
        let mut rng = Rng::new(seed ^ 0x0c01);
        if let Ok(engine) = compile(&without_the_long_way(&case.text)) {
            case.engine = engine;
        }
        let all = several(&mut rng, &case);
        let tables = tables(&mut rng, &all, true, false);
        let mut ask = ask(&case.engine, case.now);
        ask.questions.retain(|question| {
            rng.one_in(8) || case.engine.batch(&[*question], case.now).expect("a question").is_some()
        });
        let whole = decide_tables(&case.engine, &tables.customers, &tables.facts, &ask).expect("decisions");
        let mut names: Vec<String> =
            decisions_schema().fields().iter().map(|field| field.name().clone()).collect();
        rng.shuffle(&mut names);
        names.truncate(rng.below(17) as usize);
        let places: Vec<usize> =
            names.iter().map(|name| decisions_schema().index_of(name).expect("a column")).collect();
        ask.columns = Some(names);
        let some = decide_tables(&case.engine, &tables.customers, &tables.facts, &ask).expect("decisions");
        let projected: Vec<RecordBatch> =
            whole.batches.iter().map(|batch| batch.project(&places).expect("columns")).collect();
        assert_eq!(some.batches, projected, "seed {seed}: {:?}", ask.columns);
        assert_eq!(some.summary, whole.summary, "seed {seed}");
    }
}

/// Many customers, so that there are many chunks.
#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let engine = Engine::house().expect("the house policy");
    let now = Instant::parse("2026-11-21T09:30:00+01:00").expect("an instant");
    let ids: Vec<String> = (0..3_000).map(|number| format!("c-{number:05}")).collect();
    let zones = ["Europe/Paris", "Asia/Shanghai", "Europe/Pari"];
    let customers = batch(
        vec![
            ("customer", Arc::new(StringArray::from_iter_values(&ids)) as ArrayRef),
            ("timezone", Arc::new(StringArray::from_iter_values((0..3_000).map(|n| zones[n % 3])))),
        ],
        3_000,
    );
    let times = (0..6_000).map(|n| now.seconds() - 3_600 * (n % 1_500));
    let facts = batch(
        vec![
            (
                "customer",
                Arc::new(StringArray::from_iter_values((0..6_000).map(|n| &ids[n / 2]))) as ArrayRef,
            ),
            ("kind", Arc::new(StringArray::from_iter_values((0..6_000).map(|_| "delivered")))),
            ("at", Arc::new(TimestampSecondArray::from_iter_values(times).with_timezone("UTC"))),
        ],
        6_000,
    );
    let mut ask = ask(&engine, now);
    let one = decide_tables(&engine, from_ref(&customers), from_ref(&facts), &ask).expect("decisions");
    assert!(one.batches.len() > 4);
    for threads in [0, 2, 3, 7, 1_000] {
        ask.threads = threads;
        let many = decide_tables(&engine, from_ref(&customers), from_ref(&facts), &ask).expect("decisions");
        assert_eq!(many.batches, one.batches);
        assert_eq!(many.summary, one.summary);
    }
    assert_eq!(one.summary.errors.get("unknown_tz"), Some(&1_000));
}

fn text_batch(columns: &[(&str, &[Option<&str>])]) -> RecordBatch {
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    let arrays = columns
        .iter()
        .map(|(name, values)| (*name, Arc::new(StringArray::from(values.to_vec())) as ArrayRef));
    batch(arrays.collect(), rows)
}

struct Setting {
    engine: Engine,
    ask: Ask,
}

impl Setting {
    fn new() -> Self {
        let engine = Engine::house().expect("the house policy");
        let now = Instant::parse("2026-11-21T09:30:00+01:00").expect("an instant");
        let ask = Ask::new(&engine, now, Some(&["check-in"]), Some(&["email"])).expect("questions");
        Self { engine, ask }
    }

    fn decide(&self, customers: &[RecordBatch], facts: &[RecordBatch]) -> Decided {
        decide_tables(&self.engine, customers, facts, &self.ask).expect("decisions")
    }

    fn refused(&self, customers: &RecordBatch, facts: &RecordBatch) -> String {
        let decided = decide_tables(&self.engine, from_ref(customers), from_ref(facts), &self.ask);
        let error = decided.expect_err("a table that is refused");
        format!("{}: {error}", error.code().as_str())
    }
}

/// `code: message` of each row; `-` for those that are no errors.
fn errors(decided: &Decided) -> Vec<String> {
    let of = |batch: &RecordBatch, row: usize| match word(batch, "error", row) {
        Some(code) => {
            assert_eq!(word(batch, "verdict", row), Some("error"));
            format!("{code}: {}", word(batch, "message", row).expect("a message"))
        }
        None => {
            assert_ne!(word(batch, "verdict", row), Some("error"));
            "-".to_owned()
        }
    };
    let rows = decided.batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| of(batch, row)));
    rows.collect()
}

const AT: Option<&str> = Some("2026-11-19T10:00:00+01:00");

#[test]
fn one_bad_row_never_spoils_the_others() {
    let setting = Setting::new();
    let customers = text_batch(&[
        (
            "customer",
            &[
                Some("good"),
                Some("zone"),
                Some("twice"),
                Some("twice"),
                None,
                Some("kind"),
                Some("naive"),
                Some("word"),
                Some("conflict"),
                Some("corrected"),
                Some("empty"),
                Some("nothing"),
                Some("day"),
                Some(""),
            ],
        ),
        (
            "timezone",
            &[
                Some("Europe/Paris"),
                Some("Mars/Olympus"),
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
            ],
        ),
        (
            "occasion_birthday",
            &[
                Some("1980-02-29"),
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                Some("02-30"),
                None,
            ],
        ),
    ]);
    let facts = text_batch(&[
        (
            "customer",
            &[
                Some("good"),
                Some("kind"),
                Some("naive"),
                Some("word"),
                Some("conflict"),
                Some("conflict"),
                Some("corrected"),
                Some("empty"),
                Some("stranger"),
                None,
                Some("twice"),
            ],
        ),
        (
            "kind",
            &[
                Some("delivered"),
                Some("deliverd"),
                Some("delivered"),
                Some("contact"),
                Some("delivered"),
                Some("purchase"),
                Some("corrected"),
                Some("delivered"),
                Some("nonsense"),
                Some("nonsense"),
                Some("delivered"),
            ],
        ),
        ("at", &[AT, AT, Some("2026-11-19 10:00"), AT, AT, AT, AT, AT, Some("soon"), None, AT]),
        ("id", &[None, None, None, None, Some("f"), Some("f"), None, None, None, None, None]),
        ("outcome", &[None, None, None, Some("no-answer"), None, None, None, None, None, None, None]),
        ("order", &[None, None, None, None, None, None, None, Some(""), None, None, None]),
    ]);
    let decided = setting.decide(&[customers], &[facts]);
    let expected = [
        "-",
        "unknown_tz: the time zone is not known; write an IANA name such as `Europe/Paris` (at `customers[1].timezone`)",
        "duplicate_key: another row has the same id; keep one of them (at `customers[2].customer`)",
        "duplicate_key: another row has the same id; keep one of them (at `customers[3].customer`)",
        "missing_field: a value is needed here (at `customers[4].customer`)",
        "invalid_value: not a kind of fact that the library or the policy's `own_facts` know; did you mean \
         `delivered`? (at `facts[1].kind`)",
        "naive_time: the instant has no offset; write it with `Z` or an offset such as `+08:00` (at `facts[2].at`)",
        "invalid_value: not a word that is known here; did you mean `no_answer`? (at `facts[3].outcome`)",
        "fact_conflict: one id was given to two different facts; send the right one alone and fold again (at \
         `customers[8]`)",
        "rebuild_needed: a fact was corrected or erased; fold all of the customer's facts again, without the old \
         one (at `customers[9]`)",
        "invalid_value: 1 to 256 bytes are needed here; null where there is none (at `facts[7].order`)",
        "-",
        "invalid_time: write a day of every year as `12-25` (at `customers[12].occasion_birthday`)",
        "invalid_value: 1 to 256 bytes are needed here; null where there is none (at `customers[13].customer`)",
    ];
    assert_eq!(errors(&decided), expected);
    let summary = decided.summary;
    assert_eq!((summary.bad_customers(), summary.facts_of_others, summary.facts_of_nobody), (12, 1, 1));
    assert_eq!((summary.customers, summary.facts, summary.decisions), (14, 11, 14));
    assert_eq!(summary.verdicts.get("error"), Some(&12));
    assert_eq!(summary.errors.get("invalid_value"), Some(&4));
}

#[test]
fn a_table_that_cannot_be_meant_is_refused_with_the_name_that_was() {
    let setting = Setting::new();
    let customers = text_batch(&[("customer", &[Some("c")])]);
    let facts = text_batch(&[("customer", &[Some("c")]), ("kind", &[Some("delivered")]), ("at", &[AT])]);
    let renamed = |batch: &RecordBatch, place: usize, name: &str| {
        let schema = batch.schema();
        let columns = schema.fields().iter().enumerate().map(|(at, field)| {
            (if at == place { name.to_owned() } else { field.name().clone() }, Arc::clone(batch.column(at)))
        });
        RecordBatch::try_from_iter(columns).expect("a batch")
    };
    assert_eq!(
        setting.refused(&renamed(&customers, 0, "custmer"), &facts),
        "missing_field: the table has no such column; did you mean `custmer`? (at `customers.customer`)"
    );
    assert_eq!(
        setting.refused(&customers, &renamed(&facts, 1, "what")),
        "missing_field: the table has no such column (at `facts.kind`)"
    );
    let zoned = text_batch(&[("customer", &[Some("c")]), ("time_zone", &[Some("Europe/Paris")])]);
    assert_eq!(
        setting.refused(&zoned, &facts),
        "unknown_field: not a column of this table; did you mean `timezone`? Otherwise leave it out, or give it \
         another name (at `customers.time_zone`)"
    );
    let number = batch(vec![("customer", Arc::new(Int64Array::from(vec![1])) as ArrayRef)], 1);
    assert_eq!(
        setting.refused(&number, &facts),
        "wrong_type: ids of customers are numbers in one table and text in the other; make them alike (at \
         `facts.customer`)"
    );
    let with = |name: &'static str, array: ArrayRef| {
        let mut columns = vec![("customer", Arc::clone(facts.column(0)))];
        columns.push(("kind", Arc::clone(facts.column(1))));
        columns.push(("at", Arc::clone(facts.column(2))));
        columns.retain(|(known, _)| *known != name);
        columns.push((name, array));
        batch(columns, 1)
    };
    assert_eq!(
        setting.refused(&customers, &with("kind", Arc::new(Int64Array::from(vec![1])))),
        "wrong_type: the column must hold text (at `facts.kind`)"
    );
    assert_eq!(
        setting.refused(&customers, &with("at", Arc::new(TimestampSecondArray::from(vec![1])))),
        "naive_time: the column's timestamps have no zone; give them theirs, or name the zone of naive ones (at \
         `facts.at`)"
    );
    let date = with("at", Arc::new(Date32Array::from(vec![20_000])));
    assert_eq!(
        setting.refused(&customers, &date),
        "naive_time: the column holds dates; name their zone, and say whether the start or the end of the day is \
         meant (at `facts.at`)"
    );
    let mut mapped = Setting::new();
    mapped.ask.facts = Names::default().map("at", "WHEN");
    assert_eq!(
        mapped.refused(&customers, &renamed(&facts, 2, "WHEN_")),
        "missing_field: the table has no such column; did you mean `WHEN_`? (at `facts.WHEN`)"
    );
    mapped.decide(from_ref(&customers), &[renamed(&facts, 2, "WHEN")]);
    mapped.ask.facts = Names::default().map("att", "WHEN");
    assert_eq!(
        mapped.refused(&customers, &facts),
        "unknown_field: this table has no such column to map; did you mean `at`? (at `facts.att`)"
    );
    mapped.ask.facts = Names::default();
    mapped.ask.naive = Some(mapped.engine.zone("Europe/Paris").expect("a zone"));
    mapped.ask.date_as = Some(DateAs::Start);
    assert_eq!(errors(&mapped.decide(from_ref(&customers), &[date])), ["-"]);
    // 2026-10-25 02:30 comes twice
    let wall = Instant::parse("2026-10-25T02:30:00Z").expect("an instant").seconds();
    let naive = with("at", Arc::new(TimestampSecondArray::from(vec![wall])));
    let decided = mapped.decide(&[customers], &[naive]);
    assert_eq!((decided.summary.first_of_two, decided.summary.shifted_forward), (1, 0));
}

#[test]
fn numbers_are_ids_too() {
    let setting = Setting::new();
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![3, -1, 20]));
    let customers = batch(vec![("customer", ids)], 3);
    let keys = DictionaryArray::<Int8Type>::new(
        arrow_array::Int8Array::from(vec![0, 0]),
        Arc::new(arrow_array::UInt8Array::from(vec![20])),
    );
    let facts = batch(
        vec![
            ("customer", Arc::new(keys) as ArrayRef),
            ("kind", Arc::new(StringArray::from(vec!["delivered"; 2]))),
            ("at", Arc::new(StringArray::from(vec![AT; 2]))),
            ("order", Arc::new(Int64Array::from(vec![17, 18]))),
        ],
        2,
    );
    let decided = setting.decide(&[customers], &[facts]);
    let batch = &decided.batches[0];
    let ids: Vec<Option<&str>> = (0..3).map(|row| word(batch, "customer", row)).collect();
    assert_eq!(ids, [Some("3"), Some("-1"), Some("20")]);
    assert!(seconds(batch, "anchor_at", 0).is_none() && seconds(batch, "anchor_at", 2).is_some());
    assert_eq!(decided.summary.facts_of_others, 0);
}

#[test]
fn empty_tables_and_a_million_facts_of_one() {
    let setting = Setting::new();
    let customers = text_batch(&[("customer", &[Some("c"), Some("d")])]);
    let facts = text_batch(&[("customer", &[Some("c")]), ("kind", &[Some("contact")]), ("at", &[AT])]);
    assert!(setting.decide(&[], &[]).batches.is_empty());
    assert!(setting.decide(&[customers.slice(0, 0)], from_ref(&facts)).batches.is_empty());
    assert_eq!(setting.decide(from_ref(&customers), &[facts.slice(0, 0)]).summary.decisions, 2);
    assert_eq!(setting.decide(from_ref(&customers), &[]).summary.decisions, 2);
    let million = 1_000_000;
    let keys = arrow_array::Int8Array::from(vec![0; million]);
    let words = |word: &str| -> ArrayRef {
        Arc::new(DictionaryArray::<Int8Type>::new(keys.clone(), Arc::new(StringArray::from(vec![word]))))
    };
    let now = setting.ask.now.seconds();
    let at: ArrayRef = Arc::new(
        TimestampSecondArray::from_iter_values((0..million as i64).map(|n| now - n)).with_timezone("UTC"),
    );
    let facts =
        batch(vec![("customer", words("c")), ("kind", words(Kind::Inquiry.as_str())), ("at", at)], million);
    let decided = setting.decide(&[customers], &[facts]);
    assert_eq!((decided.summary.facts, decided.summary.bad_customers()), (1_000_000, 0));
}

fn stream(batches: &[RecordBatch]) -> Stream {
    let schema = batches.first().expect("a batch").schema();
    let batches: Vec<Result<RecordBatch, ArrowError>> = batches.iter().cloned().map(Ok).collect();
    Box::new(RecordBatchIterator::new(batches, schema))
}

/// The first error of a stream, as the library's.
fn failure(mut decisions: DecisionReader<&Engine>) -> (String, usize) {
    let mut batches = 0;
    loop {
        match decisions.next().expect("an error before the end") {
            Ok(_) => batches += 1,
            Err(ArrowError::ExternalError(error)) => {
                assert!(decisions.next().is_none(), "an error ends the stream");
                return (error.downcast_ref::<tactful::Error>().expect("an error").to_string(), batches);
            }
            Err(error) => return (error.to_string(), batches),
        }
    }
}

#[test]
fn a_stream_gives_what_a_table_gives() {
    for seed in seeds(72, 250) {
        let case = Case::new(seed, Sizes::Ample);
        let mut rng = Rng::new(seed ^ 0x00c0_ffee);
        let mut all = several(&mut rng, &case);
        let sorted = !rng.one_in(3);
        let strangers = rng.one_in(3);
        let mut tables = tables(&mut rng, &all, sorted, false);
        if strangers {
            // the first and the last customer are not in the table; their facts are
            all.pop();
            let rows = all.len();
            all.drain(..1.min(rows));
            let customers: Vec<&Customer> = all.iter().map(|(customer, _)| customer).collect();
            tables.customers = pieces(&mut rng, &customers, customers_batch);
        }
        let mut ask = ask(&case.engine, case.now);
        ask.threads = 1 + rng.below(3) as usize;
        ask.sorted = sorted;
        let table = decide_tables(&case.engine, &tables.customers, &tables.facts, &ask).expect("decisions");
        let mut streamed = decide_stream(&case.engine, stream(&tables.customers), stream(&tables.facts), ask)
            .expect("a stream");
        let batches: Vec<RecordBatch> = streamed
            .by_ref()
            .map(|batch| batch.unwrap_or_else(|error| panic!("seed {seed}: {error}")))
            .collect();
        assert_eq!(rows(&batches), rows(&table.batches), "seed {seed}");
        assert_eq!(streamed.summary(), &table.summary, "seed {seed}");
    }
}

#[test]
fn a_sorted_stream_notices_what_comes_twice_and_what_is_out_of_order() {
    let mut setting = Setting::new();
    setting.ask.sorted = true;
    let ids = |ids: &[Option<&str>]| text_batch(&[("customer", ids)]);
    let facts = |ids: &[Option<&str>]| {
        text_batch(&[
            ("customer", ids),
            ("kind", &vec![Some("delivered"); ids.len()]),
            ("at", &vec![AT; ids.len()]),
        ])
    };
    let run = |customers: &[RecordBatch], of: &[RecordBatch]| {
        decide_stream(&setting.engine, stream(customers), stream(of), setting.ask.clone()).expect("a stream")
    };
    let customers = [
        ids(&[Some("a"), Some("b")]),
        ids(&[]),
        ids(&[None, Some("b"), Some("b")]),
        ids(&[Some("c"), Some("c"), Some("d")]),
        ids(&[Some("e")]),
    ];
    let history =
        [facts(&[Some("A"), None]), facts(&[Some("b"), Some("bb")]), facts(&[Some("e"), Some("f")])];
    let mut decisions = run(&customers, &history);
    let batches: Vec<RecordBatch> = decisions.by_ref().map(|batch| batch.expect("decisions")).collect();
    let codes: Vec<Option<&str>> = batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(move |row| word(batch, "error", row)))
        .collect();
    let (twice, null) = (Some("duplicate_key"), Some("missing_field"));
    assert_eq!(codes, [None, twice, null, twice, twice, twice, twice, None, None]);
    let summary = decisions.summary();
    assert_eq!((summary.customers, summary.facts), (9, 6));
    assert_eq!((summary.facts_of_others, summary.facts_of_nobody), (3, 1));
    let told = "the stream was said to be sorted by customer, and is not; sort it, or do not say so";
    let late = [ids(&[Some("a")]), ids(&[Some("c")]), ids(&[Some("b")])];
    assert_eq!(failure(run(&late, &history)), (format!("{told} (at `customers[2].customer`)"), 2));
    let early = [facts(&[Some("a"), Some("c")]), facts(&[Some("b")])];
    assert_eq!(failure(run(&[ids(&[Some("z")])], &early)), (format!("{told} (at `facts[2].customer`)"), 0));
    assert_eq!(failure(run(&[ids(&[Some("a")])], &early)).0, format!("{told} (at `facts[2].customer`)"));
}

#[test]
fn an_error_of_an_input_comes_out_once() {
    for sorted in [false, true] {
        let mut setting = Setting::new();
        setting.ask.sorted = sorted;
        let customers = text_batch(&[("customer", &[Some("a")])]);
        let facts = text_batch(&[("customer", &[Some("a")]), ("kind", &[Some("delivered")]), ("at", &[AT])]);
        let schema = facts.schema();
        let broken = [Ok(facts), Err(ArrowError::ParseError("the disk is gone".to_owned()))];
        let facts: Stream = Box::new(RecordBatchIterator::new(broken, schema));
        let ask = setting.ask.clone();
        let mut decisions =
            decide_stream(&setting.engine, stream(&[customers]), facts, ask).expect("a stream");
        let error = decisions.find_map(Result::err).expect("an error");
        assert!(error.to_string().contains("the disk is gone"));
        assert!(decisions.next().is_none());
    }
}

/// A stream without end on both sides: what is held does not grow, or this test would not end.
#[test]
fn a_sorted_stream_is_read_no_further_than_needed() {
    let mut setting = Setting::new();
    setting.ask.sorted = true;
    let customers = text_batch(&[("customer", &[Some("a")])]).schema();
    let facts = text_batch(&[("customer", &[Some("a")]), ("kind", &[Some("a")]), ("at", &[AT])]).schema();
    let id = |n: u64| format!("c-{n:012}");
    let people = (0..).map(move |n| Ok(text_batch(&[("customer", &[Some(id(n).as_str())])])));
    let history = (0..).map(move |n| {
        let (one, two) = (id(n), id(n + 1));
        let ids = [Some(one.as_str()), Some(two.as_str())];
        Ok(text_batch(&[("customer", &ids), ("kind", &[Some("delivered"); 2]), ("at", &[AT; 2])]))
    });
    let people: Stream = Box::new(RecordBatchIterator::new(people, customers));
    let history: Stream = Box::new(RecordBatchIterator::new(history, facts));
    let mut decisions =
        decide_stream(&setting.engine, people, history, setting.ask.clone()).expect("a stream");
    for _ in 0..300 {
        let batch = decisions.next().expect("a batch").expect("decisions");
        assert!(batch.num_rows() == 1 && word(&batch, "error", 0).is_none());
    }
}

/// Facts of somebody who is not in the table lie between those of two who are, and are nobody's.
#[test]
fn facts_of_strangers_between_others_are_nobodys() {
    let engine = Engine::house().expect("the house policy");
    let now = Instant::parse("2026-11-24T10:00:00Z").expect("an instant");
    let ask = Ask::new(&engine, now, Some(&["thanks-for-referral"]), Some(&["post"])).expect("questions");
    let customers = RecordBatch::try_from_iter([
        ("customer", Arc::new(Int64Array::from(vec![1, 3])) as ArrayRef),
        ("timezone", Arc::new(vec!["UTC"; 2].into_iter().collect::<DictionaryArray<Int32Type>>()) as _),
    ]);
    let of: Vec<i64> = [[1_i64; 10], [2; 10], [3; 10]].concat();
    let kinds = of.iter().map(|&of| if of == 2 { "referral_made" } else { "contact" });
    let at: Vec<i64> = (0..30).map(|row| now.seconds() - 90_000 + row).collect();
    let facts = RecordBatch::try_from_iter([
        ("customer", Arc::new(Int64Array::from(of.clone())) as ArrayRef),
        ("kind", Arc::new(kinds.collect::<DictionaryArray<Int32Type>>()) as _),
        ("at", Arc::new(TimestampSecondArray::from(at).with_timezone("UTC")) as _),
    ]);
    let decided = decide_tables(&engine, &[customers.expect("a table")], &[facts.expect("a table")], &ask);
    let summary = decided.expect("decisions").summary;
    assert_eq!(summary.verdicts.into_iter().collect::<Vec<_>>(), [("not_applicable", 2)]);
    assert_eq!(summary.facts_of_others, 10);
}
