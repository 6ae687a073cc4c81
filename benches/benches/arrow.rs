//! From tables to a table: rows are read, folded, decided and written. One item is one decision, so that the time of
//! reading ten facts is spread over twelve answers.

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray, TimestampSecondArray};
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

impl Tables {
    fn new() -> Self {
        let mut book = Book::of_bench(CUSTOMERS).unwrap();
        book.cases.sort_by(|one, other| one.customer.id.cmp(&other.customer.id));
        let zone = |place: &Place| match place {
            Place::Zone(zone) => Some(zone.name().to_owned()),
            _ => None,
        };
        let customers: Vec<_> = book.cases.iter().map(|case| &case.customer).collect();
        let zones: Vec<Option<String>> = customers.iter().map(|customer| zone(&customer.place)).collect();
        let since = customers.iter().map(|customer| customer.history_since.map(|at| at.seconds()));
        let of_customers = RecordBatch::try_from_iter_with_nullable([
            ("customer", texts(customers.iter().map(|customer| Some(customer.id.as_str()))), true),
            ("timezone", texts(zones.iter().map(Option::as_deref)), true),
            ("level", texts(customers.iter().map(|customer| customer.level.as_deref())), true),
            ("history_since", Arc::new(since.collect::<TimestampSecondArray>().with_timezone("UTC")), true),
        ]);
        let all: Vec<(&str, &Fact)> = book
            .cases
            .iter()
            .flat_map(|case| case.facts.iter().map(|fact| (case.customer.id.as_str(), fact)))
            .collect();
        let at = all.iter().map(|(_, fact)| Some(fact.at.seconds()));
        let word = |of: fn(&Fact) -> Option<&str>| texts(all.iter().map(|(_, fact)| of(fact)));
        let of_facts = RecordBatch::try_from_iter_with_nullable([
            ("customer", texts(all.iter().map(|(id, _)| Some(*id))), true),
            ("kind", word(|fact| Some(fact.kind.as_str())), true),
            ("at", Arc::new(at.collect::<TimestampSecondArray>().with_timezone("UTC")) as ArrayRef, true),
            ("id", word(|fact| fact.id.as_deref()), true),
            ("order", word(|fact| fact.order.as_deref()), true),
            ("case", word(|fact| fact.case.as_deref()), true),
            ("channel", word(|fact| fact.channel.as_deref()), true),
            ("purpose", word(|fact| fact.purpose.map(|purpose| purpose.as_str())), true),
            ("intent", word(|fact| fact.intent.map(|intent| intent.as_str())), true),
            ("colleague", Arc::new(BooleanArray::from(vec![false; all.len()])), true),
        ]);
        let mut ask = Ask::new(&book.engine, book.now, None, None).unwrap();
        let look_up = |(reason, channel): &(String, String)| book.engine.question(reason, channel).unwrap();
        ask.questions = book.reasons.iter().map(look_up).collect::<Vec<Question>>();
        let (customers, facts) = (of_customers.unwrap(), of_facts.unwrap());
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
#[divan::bench(args = [(1, true), (1, false), (2, true)], sample_count = 10)]
fn tables(bencher: Bencher, (threads, names): (usize, bool)) {
    let mut tables = Tables::new();
    (tables.ask.threads, tables.ask.names) = (threads, names);
    bencher.counter(tables.decisions()).bench_local(|| tables.run());
}

/// The same from facts that are in memory already: fold and decide, nothing read and nothing written.
#[divan::bench(sample_count = 10)]
fn without_tables(bencher: Bencher) {
    let tables = Tables::new();
    let (engine, now) = (&tables.book.engine, tables.book.now);
    bencher.counter(tables.decisions()).bench_local(|| {
        for case in &tables.book.cases {
            let folded = engine.fold(&case.facts, now, None).unwrap();
            let (asking, questions) = (Asking::default(), &tables.ask.questions);
            let show = |brief: &tactful::followup::Brief| {
                black_box(brief);
            };
            let asked = engine.each_brief(
                &case.customer,
                &folded.standing,
                &case.plan,
                questions,
                now,
                &asking,
                show,
            );
            asked.unwrap();
        }
    });
}
