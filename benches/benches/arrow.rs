//! From tables to a table: rows are read, folded, decided and written. One item is one decision, so that the time of
//! reading ten facts is spread over twelve answers.

use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, Int64Array, RecordBatch, StringArray, TimestampSecondArray,
};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::slice::from_ref;
use std::sync::Arc;
use tactful::customer::{Fact, Place};
use tactful::followup::{Asking, Question};
use tactful_arrow::{Ask, decide_tables};
use tactful_benches::Book;

const CUSTOMERS: usize = 10_000;

fn main() {
    divan::main();
}

fn ids<'a>(form: Form, ids: impl Iterator<Item = &'a str>) -> ArrayRef {
    match form {
        Form::Lean => Arc::new(ids.map(number).collect::<Int64Array>()),
        Form::Wide => texts(ids.map(Some)),
    }
}

fn customers(book: &Book, form: Form) -> RecordBatch {
    let zone = |place: &Place| match place {
        Place::Zone(zone) => Some(zone.name().to_owned()),
        _ => None,
    };
    let all = || book.cases.iter().map(|case| &case.customer);
    let zones: Vec<Option<String>> = all().map(|customer| zone(&customer.place)).collect();
    let since = all().map(|customer| customer.history_since.map(|at| at.seconds()));
    let since: ArrayRef = Arc::new(since.collect::<TimestampSecondArray>().with_timezone("UTC"));
    let word = |values: Vec<Option<&str>>| match form {
        Form::Lean => words(values.into_iter()),
        Form::Wide => texts(values.into_iter()),
    };
    let columns = [
        ("customer", ids(form, all().map(|customer| customer.id.as_str())), true),
        ("timezone", word(zones.iter().map(Option::as_deref).collect()), true),
        ("level", word(all().map(|customer| customer.level.as_deref()).collect()), true),
        ("history_since", since, true),
    ];
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

fn facts(book: &Book, form: Form) -> RecordBatch {
    let all: Vec<(&str, &Fact)> = book
        .cases
        .iter()
        .flat_map(|case| case.facts.iter().map(|fact| (case.customer.id.as_str(), fact)))
        .collect();
    let at = all.iter().map(|(_, fact)| Some(fact.at.seconds()));
    let at: ArrayRef = Arc::new(at.collect::<TimestampSecondArray>().with_timezone("UTC"));
    let text = |of: fn(&Fact) -> Option<&str>| texts(all.iter().map(|(_, fact)| of(fact)));
    let word = |of: fn(&Fact) -> Option<&str>| match form {
        Form::Lean => words(all.iter().map(|(_, fact)| of(fact))),
        Form::Wide => text(of),
    };
    let mut columns = vec![
        ("customer", ids(form, all.iter().map(|(id, _)| *id)), true),
        ("kind", word(|fact| Some(fact.kind.as_str())), true),
        ("at", at, true),
        ("channel", word(|fact| fact.channel.as_deref()), true),
        ("case", word(|fact| fact.case.as_deref()), true),
    ];
    if let Form::Wide = form {
        columns.extend([
            ("id", text(|fact| fact.id.as_deref()), true),
            ("order", text(|fact| fact.order.as_deref()), true),
            ("purpose", text(|fact| fact.purpose.map(|purpose| purpose.as_str())), true),
            ("intent", text(|fact| fact.intent.map(|intent| intent.as_str())), true),
            ("colleague", Arc::new(BooleanArray::from(vec![false; all.len()])) as ArrayRef, true),
        ]);
    }
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// The bench policy's customers and facts as tables, sorted by customer.
struct Tables {
    book: Book,
    customers: RecordBatch,
    facts: RecordBatch,
    ask: Ask,
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

/// How the tables are written.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Ids are numbers, words are encoded, and facts say no more than the policy reads.
    Lean,
    /// All is text, and facts have ids, purposes and intents.
    Wide,
}

fn words<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<DictionaryArray<Int8Type>>())
}

/// The number in an id such as `c-17`.
fn number(id: &str) -> i64 {
    id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()
}

impl Tables {
    fn new(form: Form) -> Self {
        let mut book = Book::of_bench(CUSTOMERS).unwrap();
        match form {
            Form::Lean => book.cases.sort_by_key(|case| number(&case.customer.id)),
            Form::Wide => book.cases.sort_by(|one, other| one.customer.id.cmp(&other.customer.id)),
        }
        let mut ask = Ask::new(&book.engine, book.now, None, None).unwrap();
        let look_up = |(reason, channel): &(String, String)| book.engine.question(reason, channel).unwrap();
        ask.questions = book.reasons.iter().map(look_up).collect::<Vec<Question>>();
        let (customers, facts) = (customers(&book, form), facts(&book, form));
        Self { book, customers, facts, ask }
    }

    fn run(&self) {
        let (customers, facts) = (from_ref(&self.customers), from_ref(&self.facts));
        let decided = decide_tables(&self.book.engine, customers, facts, &self.ask).unwrap();
        assert_eq!(decided.summary.bad_customers(), 0);
        black_box(decided);
    }

    fn decisions(&self) -> ItemsCount {
        ItemsCount::new(CUSTOMERS * self.ask.questions.len())
    }
}

/// Ten thousand customers, twelve questions each; by threads, with and without the names of blocks.
#[divan::bench(args = [(Form::Lean, 1, false), (Form::Lean, 2, false), (Form::Wide, 1, false), (Form::Wide, 1, true)], sample_count = 20)]
fn tables(bencher: Bencher, (form, threads, names): (Form, usize, bool)) {
    let mut tables = Tables::new(form);
    (tables.ask.threads, tables.ask.names) = (threads, names);
    bencher.counter(tables.decisions()).bench_local(|| tables.run());
}

/// The same from facts that are in memory already: fold and decide, nothing read and nothing written.
#[divan::bench(sample_count = 20)]
fn without_tables(bencher: Bencher) {
    let tables = Tables::new(Form::Wide);
    let (engine, now) = (&tables.book.engine, tables.book.now);
    bencher.counter(tables.decisions()).bench_local(|| {
        let mut folder = engine.folder(now, None);
        for case in &tables.book.cases {
            folder.clear();
            for fact in &case.facts {
                folder.add(&engine.entry(fact)).unwrap();
            }
            let (asking, questions) = (Asking::default(), &tables.ask.questions);
            let show = |brief: &tactful::followup::Brief| {
                black_box(brief);
            };
            let (customer, standing) = (&case.customer, folder.standing());
            engine.each_brief(customer, standing, &case.plan, questions, now, &asking, show).unwrap();
        }
    });
}
