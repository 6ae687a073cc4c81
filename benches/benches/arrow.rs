//! From tables to a table: rows are read, folded, decided and written. One item is one decision, so that the time of
//! reading ten facts is spread over twelve answers.

use arrow_array::RecordBatch;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::slice::from_ref;
use tactful::customer::{Customer, Fact};
use tactful::followup::{Asking, Question};
use tactful_arrow::{Ask, decide_tables};
use tactful_benches::Book;
use tactful_benches::tables::{self, Form, number};

const CUSTOMERS: usize = 100_000;

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
        let people: Vec<&Customer> = book.cases.iter().map(|case| &case.customer).collect();
        let told = book
            .cases
            .iter()
            .flat_map(|case| case.facts.iter().map(|fact| (case.customer.id.as_str(), fact)));
        let facts = tables::facts(&told.collect::<Vec<(&str, &Fact)>>(), form).unwrap();
        let customers = tables::customers(&people, form).unwrap();
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

/// The same tables, and of the decisions no more than verdicts and instants.
#[divan::bench(args = [Form::Lean, Form::Wide], sample_count = 20)]
fn two_columns(bencher: Bencher, form: Form) {
    let mut tables = Tables::new(form);
    tables.ask.columns = Some(["verdict", "allowed_from"].map(str::to_owned).to_vec());
    bencher.counter(tables.decisions()).bench_local(|| tables.run());
}

/// A hundred thousand customers, twelve questions each; by threads, with and without the names of blocks.
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
