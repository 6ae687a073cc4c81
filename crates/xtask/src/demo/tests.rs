//! The sample book keeps its promises, and files give the same answers as the book.

use super::args::{self, Options};
use super::sheet::Subject;
use super::tally::Tally;
use super::{Input, book, export, layout, now, read, run, tally};
use std::path::PathBuf;
use tactful::Engine;
use tactful::explain::Language;

/// Decisions of the book by verdict: (word, decisions, best over the channels).
const VERDICTS: &[(&str, usize, usize)] = &[
    ("allow", 1283, 549),
    ("wait", 4899, 1313),
    ("hold", 1361, 414),
    ("never", 609, 182),
    ("expired", 1762, 563),
    ("not_applicable", 12706, 3939),
];

/// How often each rule of the house is the binding block of a decision of the book.
const BOUND: &[(&str, usize)] = &[
    ("after-a-no", 134),
    ("after-a-talk", 91),
    ("after-silence", 15),
    ("asks-are-rare", 64),
    ("asks-keep-distance", 200),
    ("breathing-space", 30),
    ("consent", 679),
    ("desk-hours", 133),
    ("do-not-contact", 240),
    ("give-before-ask", 591),
    ("heal-first", 247),
    ("nights", 226),
    ("not-too-often", 50),
    ("on-pause", 39),
    ("quiet-days", 54),
    ("steady-rhythm", 72),
    ("survey-rest", 58),
    ("visits-are-rare", 8),
];

fn options(arguments: &[&str]) -> Options {
    let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
    args::parse(&arguments).unwrap().unwrap()
}

fn of_book(engine: &Engine) -> (Input, Tally) {
    let sheets = book::sheets();
    let input = Input::read(engine, &sheets.sources(), Some(now(book::NOW).unwrap()), None).unwrap();
    let tally = tally::of(engine, &input, 0..input.customers.len(), 14).unwrap();
    (input, tally)
}

#[test]
fn every_verdict_occurs_and_every_house_rule_binds_as_often_as_is_written_down() {
    let engine = Engine::house().unwrap();
    let (input, tally) = of_book(&engine);
    let verdicts: Vec<(&str, usize, usize)> = (0..6)
        .map(|place| (tally::VERDICTS[place].as_str(), tally.decisions[place], tally.answers[place]))
        .collect();
    let bound: Vec<(&str, usize)> =
        engine.rules().map(|rule| (rule, tally.bound.get(rule).map_or(0, |bound| bound.all()))).collect();
    assert!(verdicts.iter().all(|&(_, decisions, answers)| decisions > 0 && answers > 0), "{verdicts:#?}");
    assert!(bound.iter().all(|&(_, times)| times > 0), "{bound:#?}");
    assert_eq!(verdicts, VERDICTS, "write these down: {verdicts:?}");
    assert_eq!(bound, BOUND, "write these down: {bound:?}");
    assert_eq!(tally.decisions.iter().sum::<usize>(), input.customers.len() * pairs(&engine));
}

/// Reasons times their channels.
fn pairs(engine: &Engine) -> usize {
    engine.reasons().map(|reason| engine.channels_of(reason).unwrap().count()).sum()
}

#[test]
fn the_book_is_large_varied_and_always_the_same() {
    let (one, other) = (book::sheets(), book::sheets());
    for subject in Subject::ALL {
        assert_eq!(one.table(subject), other.table(subject));
    }
    let (columns, rows) = one.table(Subject::Customers);
    assert!(rows.len() >= 200, "{} customers", rows.len());
    let zone = columns.iter().position(|&column| column == "timezone").unwrap();
    let zones: std::collections::BTreeSet<&str> = rows.iter().map(|row| row[zone].as_str()).collect();
    for needed in
        ["Asia/Kolkata", "Australia/Sydney", "America/Sao_Paulo", "Asia/Shanghai", "Europe/Berlin", ""]
    {
        assert!(zones.contains(needed), "{needed}");
    }
    assert!(zones.iter().filter(|zone| !zone.contains(';') && !zone.is_empty()).count() >= 8);
    assert!(zones.iter().any(|zone| zone.contains(';')));
    let (columns, rows) = one.table(Subject::Facts);
    let kind = columns.iter().position(|&column| column == "kind").unwrap();
    for needed in [
        "inquiry",
        "purchase",
        "delivered",
        "returned",
        "order_cancelled",
        "benefit_realised",
        "contact",
        "feedback",
        "complaint_opened",
        "complaint_closed",
        "complaint_reopened",
        "consent_given",
        "consent_withdrawn",
        "consent_refused",
        "do_not_contact",
        "do_not_contact_lifted",
        "deceased",
        "suppressed",
        "service_act",
        "new_product",
        "referral_made",
    ] {
        assert!(rows.iter().any(|row| row[kind] == needed), "{needed}");
    }
}

#[test]
fn the_report_speaks_both_languages_and_fits_into_a_hundred_columns() {
    let both = run(&options(&[])).unwrap();
    for part in [
        "TODAY: ",
        "WAITING: ",
        "HELD: ",
        "IN FULL: customer c-",
        "详细说明：客户 c-",
        "(this one binds)",
        "【决定性】",
    ] {
        assert!(both.contains(part), "{part}\n{both}");
    }
    let chinese = run(&options(&["--language", "zh", "--rows", "0"])).unwrap();
    for part in ["今天：", "等待：", "暂缓：", "何时", "用于您自己的数据"] {
        assert!(chinese.contains(part), "{part}\n{chinese}");
    }
    for text in [&both, &chinese] {
        for line in text.lines().filter(|line| !line.contains("cargo xtask")) {
            assert!(layout::width(line) <= 100, "{} columns: {line}", layout::width(line));
            assert!(!line.contains('\u{1b}'));
        }
    }
}

#[test]
fn one_customer_is_told_in_full() {
    let text = run(&options(&["--customer", "c-001"])).unwrap();
    assert!(text.contains("c-001, whose clock shows") && text.contains("Say first:"), "{text}");
    let error = run(&options(&["--customer", "c-0001"])).unwrap_err();
    assert_eq!(error, "--customer: there is no such customer; did you mean `c-001`?");
}

/// A folder of this test alone.
fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("tactful-demo-{}-{name}", std::process::id()))
}

#[test]
fn files_give_the_same_answers_as_the_book() {
    let engine = Engine::house().unwrap();
    let (_, wanted) = of_book(&engine);
    let folder = folder("files");
    export::book(&folder.display().to_string()).unwrap();
    let said = run(&options(&[])).unwrap();
    for ending in ["csv", "jsonl"] {
        let path = |name: &str| folder.join(format!("{name}.{ending}")).display().to_string();
        let (customers, facts, planned) = (path("customers"), path("facts"), path("planned"));
        let arguments =
            ["--customers", &customers, "--facts", &facts, "--planned", &planned, "--now", book::NOW];
        let options = options(&arguments);
        let files = read::sources(&options).unwrap();
        let input = Input::read(&engine, &files.each(), Some(now(book::NOW).unwrap()), None).unwrap();
        let tally = tally::of(&engine, &input, 0..input.customers.len(), 14).unwrap();
        assert_eq!(tally, wanted, "{ending}");
        // the whole text is the same, but for the words that say whose customers they are and how to go on
        let text = run(&options).unwrap();
        let body = |text: &str| {
            let text = text.replace("(your customers)", "(a made sample book)");
            text.split("ON YOUR OWN DATA").next().unwrap().to_owned()
        };
        assert_eq!(body(&text), body(&said), "{ending}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_number_of_customers_in_a_piece_of_work_does_not_matter() {
    let engine = Engine::house().unwrap();
    let (input, wanted) = of_book(&engine);
    let mut decisions = [0; 6];
    for place in 0..input.customers.len() {
        let one = tally::of(&engine, &input, place..place + 1, 14).unwrap();
        decisions.iter_mut().zip(one.decisions).for_each(|(sum, more)| *sum += more);
    }
    assert_eq!(decisions, wanted.decisions);
}

#[test]
fn languages_of_the_options_are_those_of_the_library() {
    assert_eq!(options(&["--language=zh"]).language, Some(Language::Chinese));
    for (arguments, wanted) in [
        (&["--custumers", "a.csv"][..], "the demo has no option `--custumers`; did you mean `--customers`?"),
        (
            &["--facts", "a.csv"],
            "--facts needs --customers: facts without their customers cannot be decided for",
        ),
        (
            &["--customers", "a.csv"],
            "--customers needs --facts: without what happened there is nothing to decide",
        ),
        (&["--now"], "--now needs a value"),
        (&["--days", "0"], "--days takes 1 to 365"),
        (&["--days", "soon"], "--days needs a whole number"),
        (&["--language", "fr"], "--language takes `en` or `zh`"),
        (&["--rows", "1", "--rows", "2"], "--rows is given twice"),
        (&["--export", "x", "--days", "3"], "--export writes the sample book; it takes no other option"),
        (
            &["--map", "facts.at=sent"],
            "--map needs --customers: the sample book has the columns that are meant",
        ),
        (&["--map", "sent"], "--map takes `[TABLE.]OURS=THEIRS`, such as `facts.at=sent_at`; got `sent`"),
        (&["--map", "fact.at=x"], "--map fact.at=x: there is no table `fact`; did you mean `facts`?"),
        (&["--map", "chanel=x"], "--map chanel=x: no table has a field `chanel`; did you mean `channel`?"),
        (
            &["--map", "planned.level=x"],
            "--map planned.level=x: no table of planned has a field `level`; there are customer, at, reason, \
             channel, id, order, case, subject, contact_point",
        ),
    ] {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        assert_eq!(args::parse(&arguments).unwrap_err(), wanted);
    }
}

#[test]
fn the_audit_of_the_book_counts_what_was_sent() {
    let engine = Engine::house().unwrap();
    let text = super::audit::text(&engine, &options(&["--audit"])).unwrap();
    assert!(text.starts_with("AUDIT: 339 contacts that were sent to 290 customers"), "{text}");
    for part in ["       238        right", "BY REASON", "BY CHANNEL", "BY MONTH", "THE WORST"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("NOT USED"));
    let chinese = super::audit::text(&engine, &options(&["--audit", "--language", "zh"])).unwrap();
    assert!(!chinese.contains("BY REASON"));
}

#[test]
fn an_audit_of_files_leaves_out_bad_rows_and_compares_policies() {
    let folder = std::env::temp_dir().join(format!("tactful-audit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let customers = file("customers.csv", "id,timezone\nc-1,Europe/Paris\nc-2,Europe/Pars\nc-1,UTC\n");
    let facts = file(
        "facts.csv",
        "customer,kind,at,reason,channel,owner\n\
         c-1,contact,2026-06-12T10:00:00Z,tip,email,ann\nc-9,contact,2026-06-10T10:00:00Z,tip,email,\n\
         c-1,contact,2026-06-10T10:00:00Z,tip,email,bo\nc-1,contact,soon,tip,email,\n",
    );
    let policy = |gap: &str| {
        format!(
            "name = 'small'\nversion = '1'\nrules.space.gap = '{gap}'\n\
             [reasons.tip]\nvalue = 'advice'\npurpose = 'service'\nintent = 'give'\n"
        )
    };
    let (one, other) = (file("one.toml", &policy("24h")), file("other.toml", &policy("72h")));
    let text = run(&options(&[
        "--audit",
        "--customers",
        &customers,
        "--facts",
        &facts,
        "--policy",
        &one,
        "--compare",
        &other,
    ]))
    .unwrap();
    assert!(text.starts_with("AUDIT: 2 contacts"), "{text}");
    for part in [
        "BY OWNER",
        "UNDER ANOTHER POLICY: other.toml",
        "2 of 2 contacts were right under the one policy, 1 under the other.",
        "right → over_cap: 1",
        "4 entries could not be used.",
        "did you mean `Europe/Paris`?",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let misnamed = file("misnamed.csv", "custommer,kind,at\n");
    let problem = run(&options(&["--audit", "--customers", &customers, "--facts", &misnamed])).unwrap_err();
    assert!(problem.contains("did you mean `customer`?"), "{problem}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn columns_of_own_tables_may_be_called_otherwise() {
    let folder = folder("columns");
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let ours = [
        file("ours.csv", "id,timezone\nc-1,Europe/Paris\n"),
        file("told.csv", "customer,kind,at,channel\nc-1,contact,2026-06-12T10:00:00Z,email\n"),
    ];
    let theirs = [
        file("theirs.csv", "customer,TZ\nc-1,Europe/Paris\n"),
        file("sent.csv", "CLIENT_NO;kind;SENT_AT;VIA\nc-1;contact;2026-06-12T10:00:00Z;email\n"),
        file(
            "sent.jsonl",
            "{\"CLIENT_NO\": \"c-1\", \"kind\": \"contact\", \"SENT_AT\": \"2026-06-12T10:00:00Z\", \"VIA\": \"email\"}\n",
        ),
    ];
    let mapped =
        ["customers.id=customer", "timezone=TZ", "facts.customer=CLIENT_NO", "at=SENT_AT", "channel=VIA"];
    let said = |customers: &str, facts: &str, map: &[&str]| {
        let mut arguments = vec!["--audit", "--customers", customers, "--facts", facts];
        map.iter().for_each(|map| arguments.extend(["--map", map]));
        super::run(&options(&arguments))
    };
    let wanted = said(&ours[0], &ours[1], &[]).unwrap();
    assert!(
        wanted.contains("1 contacts that were sent to 1 customers") && !wanted.contains("NOT USED"),
        "{wanted}"
    );
    for facts in &theirs[1..] {
        assert_eq!(said(&theirs[0], facts, &mapped).unwrap(), wanted, "{facts}");
    }
    let with = |place: usize, other: &'static str| {
        let mut map = mapped;
        map[place] = other;
        said(&theirs[0], &theirs[1], &map).unwrap_err()
    };
    assert_eq!(
        with(3, "at=SEND_AT"),
        "--map at=SEND_AT: no table has a column `SEND_AT`; did you mean `SENT_AT`?"
    );
    assert_eq!(
        with(3, "facts.at=when"),
        "--map facts.at=when: no table has a column `when`; there are CLIENT_NO, kind, SENT_AT, VIA"
    );
    assert_eq!(with(4, "channel=SENT_AT"), "--map channel=SENT_AT: one of the two names was mapped before");
    let taken = with(4, "kind=VIA");
    assert!(
        taken.starts_with("sent.csv: `VIA` is to be the column `kind`, and there is one of this name too"),
        "{taken}"
    );
    // without it, the first column that is not known
    assert_eq!(
        said(&ours[0], &theirs[1], &[]).unwrap_err(),
        "sent.csv:1: a table of facts has no column `CLIENT_NO`; the columns are customer, kind, at, id, recorded_at, \
         until, order, case, product, channel, direction, reason, purpose, intent, outcome, contact_point, subject, \
         level, colleague, owner"
    );
    // what is wrong in a row is told by the name that the table has
    let bad = file("bad.csv", "customer,kind,SENT_AT\nc-1,contact,soon\nc-1,contact,2026-06-12T10:00:00Z\n");
    let text = said(&ours[0], &bad, &["at=SENT_AT"]).unwrap();
    assert!(text.contains("bad.csv:2: column `SENT_AT`"), "{text}");
    std::fs::remove_dir_all(&folder).unwrap();
}
