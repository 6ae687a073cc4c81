//! The example on real invoices, run on a few made ones.

#[path = "../examples/online_retail/invoices.rs"]
mod invoices;
#[path = "../examples/online_retail/report.rs"]
mod report;
#[path = "../examples/online_retail/survey.rs"]
mod survey;

use invoices::{Book, instant, read};
use std::sync::Arc;
use survey::{Memory, Survey};
use tactful::Code;
use tactful::check::Severity;
use tactful::time::{Date, Zone, Zones};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

/// Invoice, quantity, date, price and buyer.
type Line<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

const LINES: &[Line<'_>] = &[
    // somebody who bought six days before, and somebody whose name is not known
    ("1", "6", "2011-09-25 10:00:00", "2.55", "anna"),
    ("2", "6", "2011-09-26 10:00:00", "2.55", ""),
    // two orders: the older one opens the referral, the latest does not; something came back a week before
    ("3", "1", "2011-08-10 09:00:00", "1.0", "bert"),
    ("4", "1", "2011-09-24 09:00:00", "1.0", "bert"),
    ("C5", "-1", "2011-09-24 09:30:00", "1.0", "bert"),
    // written over two minutes; what is given away, and what is taken back on an ordinary invoice, is no purchase
    ("6", "2", "2011-08-20 12:01:00", "3.0", "cleo"),
    ("6", "2", "2011-08-20 12:00:00", "3.0", "cleo"),
    ("7", "1", "2011-09-20 12:00:00", "0", "cleo"),
    ("8", "-1", "2011-09-20 12:00:00", "2.0", "cleo"),
    // a long silence, on the hour at which it ends; thirty days by dates, but not on the clock
    ("9", "3", "2011-06-03 00:00:00", "2.0", "dora"),
    ("10", "3", "2011-09-01 00:01:00", "2.0", "emil"),
    // only a return; only later
    ("C11", "-1", "2011-09-01 00:01:00", "2.0", "nobody"),
    ("12", "3", "2011-10-01 00:01:00", "2.0", "fred"),
];

fn london() -> Arc<Zone> {
    Zones::bundled().get("Europe/London").unwrap()
}

fn book(lines: &[Line<'_>]) -> Book {
    let line = |&(invoice, quantity, date, price, buyer): &Line<'_>| {
        format!("{invoice},22423,\"A STAND, \"\"REGENCY\"\"\",{quantity},{date},{price},{buyer},Utopia\n")
    };
    let table = HEADER.to_owned() + &lines.iter().map(line).collect::<String>();
    read(table.as_bytes(), &london(), |_| ()).unwrap()
}

fn found(book: &Book) -> Survey {
    let zone = london();
    let (now, gift) =
        (instant("2011-10-01 00:00", &zone).unwrap(), instant("2011-09-21 10:00", &zone).unwrap());
    survey::survey(book, now, gift, |_| ()).unwrap()
}

#[test]
fn invoices_become_facts() {
    let book = book(LINES);
    let ids: Vec<&str> = book.buyers.iter().map(|buyer| buyer.customer.id.as_str()).collect();
    assert_eq!((book.lines, ids), (LINES.len(), vec!["anna", "bert", "cleo", "dora", "emil", "fred"]));
    let facts = |place: usize| -> Vec<String> {
        let facts = book.buyers[place].facts.iter();
        facts.map(|fact| format!("{} {}", fact.at, fact.kind.as_str())).collect()
    };
    assert_eq!(
        facts(1),
        [
            "2011-08-10T08:00:00Z consent_given",
            "2011-08-10T08:00:00Z purchase",
            "2011-08-10T08:00:00Z delivered",
            "2011-09-24T08:00:00Z purchase",
            "2011-09-24T08:00:00Z delivered",
            "2011-09-24T08:30:00Z returned",
        ]
    );
    let cleo = ["consent_given", "purchase", "delivered"].map(|kind| format!("2011-08-20T11:00:00Z {kind}"));
    assert_eq!(facts(2), cleo);
}

#[test]
fn wall_times_are_those_of_the_zone() {
    let zone = london();
    let at = |wall| instant(wall, &zone).unwrap().to_string();
    assert_eq!(at("2011-03-27 01:30:00"), "2011-03-27T01:30:00Z"); // skipped: 02:30 in summer time
    assert_eq!(at("2011-10-30 01:30"), "2011-10-30T00:30:00Z"); // twice: the first one
    for bad in ["", "2011-10-01", "2011-10-01 9:00", "2011-10-01 09:00:xx", "2011-02-30 09:00"] {
        assert!(instant(bad, &zone).is_err(), "{bad}");
    }
    let table = format!("{HEADER}1,2,3,4,no date,6,7,8\n");
    let refused = read(table.as_bytes(), &zone, |_| ()).err().unwrap();
    assert!(refused.to_string().starts_with("line 2: not a date"), "{refused}");
    assert!(read("a,b\n1,2\n".as_bytes(), &zone, |_| ()).is_err());
}

#[test]
fn the_survey_counts_buyers() {
    let book = book(LINES);
    let found = found(&book);
    assert_eq!((found.known, found.later, found.most_orders), (5, 1, 2));
    // anna, bert, emil | cleo | | dora; by dates emil is in the second bin
    assert_eq!((found.by_clock, found.by_date), ([3, 1, 0, 1], [2, 2, 0, 1]));
    let open: Vec<(&str, usize)> =
        found.open.iter().map(|(reason, &count)| (reason.as_str(), count)).collect();
    // anna and bert | dora | bert, cleo and dora | bert and cleo
    assert_eq!(open, [("check-in", 2), ("come-back", 1), ("referral", 3), ("review", 2)]);
    assert_eq!(found.open, found.open_by_blocks);
    assert_eq!((found.open_by_latest_order, found.returned), (2, 1));
    // allow, wait, hold, never, expired, not applicable
    let verdicts = |reason: &str, channel: &str| found.verdicts[&(reason.to_owned(), channel.to_owned())];
    assert_eq!(verdicts("check-in", "email"), [2, 0, 0, 0, 3, 0]);
    assert_eq!(verdicts("check-in", "phone"), [0, 2, 0, 0, 3, 0]); // a Saturday
    assert_eq!(verdicts("come-back", "post"), [1, 4, 0, 0, 0, 0]);
    assert_eq!(verdicts("referral", "email"), [0, 0, 5, 0, 0, 0]);
    assert_eq!(found.referrals_held, 3);
    assert!(
        found.example.as_deref().is_some_and(|text| text.starts_with("bert: referral by email: not until"))
    );
    // after a gift bert waits until the return is settled
    let after = found.after_gift[&("referral".to_owned(), "email".to_owned())];
    assert_eq!((after, found.settling), ([2, 3, 0, 0, 0, 0], 1));
    assert_eq!(found.examples, (2, 2));

    let now = instant("2011-10-01 00:00", &london()).unwrap();
    let report = report::report(&book, &found, now, &london());
    assert!(
        report.contains("Sat 2011-10-01 00:00 (Europe/London): 5 have bought, 1 come later."),
        "{report}"
    );
}

#[test]
fn who_has_many_orders_is_marked_and_never_answered_more_freely() {
    // an order every three days up to 28 September: nine buyers, with five to forty-five orders
    let last = Date::parse("2011-09-28").unwrap();
    let mut lines = Vec::new();
    for buyer in 1..=9 {
        for order in 0..buyer * 5 {
            let date = last.add_days(-3 * order);
            lines.push((format!("{buyer}-{order}"), format!("{date} 12:00"), format!("buyer {buyer}")));
        }
    }
    let lines: Vec<Line<'_>> = lines.iter().map(|(i, d, b)| (&**i, "1", &**d, "1", &**b)).collect();
    let found = found(&book(&lines));
    let expected = |orders, with_more| (orders, with_more, with_more, 0);
    let memory = |m: &Memory| (m.orders, m.with_more, m.marked, m.laxer);
    let memory: Vec<_> = found.memory.iter().map(memory).collect();
    assert_eq!(memory, [expected(8, 8), expected(16, 6), expected(32, 3)]);
    assert!(found.memory[0].stricter > 0 && found.memory[2].stricter == 0);
}

#[test]
fn the_policy_means_what_it_says() {
    let report = survey::changed(|_| ()).unwrap().check();
    // that it speaks English alone is worth a note, no more
    assert!(
        report.findings.iter().all(|finding| finding.severity == Severity::Note),
        "{:?}",
        report.findings
    );
    assert!(report.examples.iter().all(|example| example.passed));
}

#[test]
fn clocks_go_back() {
    let autumn = survey::autumn().unwrap();
    assert_eq!(autumn.by_days.decision.verdict(), Code::Wait);
    assert_eq!(autumn.by_hours.decision.verdict(), Code::Allow);
    let report = report::autumn(&autumn);
    assert!(report.contains("37 days and 30 minutes"), "{report}");
    assert!(report.contains("not now, but from Sun 2011-10-30 10:00"), "{report}");
}

#[test]
fn a_wrong_figure_is_noticed() {
    let figures = report::figures(&found(&book(LINES)), &survey::autumn().unwrap());
    let wrong = figures.iter().filter(|figure| figure.found != figure.expected).count();
    assert!(wrong > 10 && wrong < figures.len());
    assert!(figures.iter().all(|figure| !figure.what.is_empty()));
}
