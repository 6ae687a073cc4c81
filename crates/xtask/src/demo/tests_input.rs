//! Own data: what is read, and how what cannot be read is answered.

use super::Input;
use super::read::{Content, Source};
use super::sheet::Subject;
use tactful::customer::Place;
use tactful::time::Instant;
use tactful::{Engine, customer::Purpose};

const NOW: &str = "2026-12-24T14:30:00Z";

/// Reads a table of each; a text that begins with `{` is JSON Lines.
fn read(customers: &str, facts: &str, planned: &str, naive: Option<&str>) -> Result<Input, String> {
    let engine = Engine::house().unwrap();
    let source = |subject, csv, jsonl, text: &'static str| {
        if text.starts_with('{') {
            Source { subject, name: jsonl, content: Content::JsonLines(text), names: &[] }
        } else {
            Source { subject, name: csv, content: Content::Csv(text), names: &[] }
        }
    };
    let keep = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let mut sources = vec![
        source(Subject::Customers, "customers.csv", "customers.jsonl", keep(customers)),
        source(Subject::Facts, "facts.csv", "facts.jsonl", keep(facts)),
    ];
    if !planned.is_empty() {
        sources.push(source(Subject::Planned, "planned.csv", "planned.jsonl", keep(planned)));
    }
    Input::read(&engine, &sources, Some(Instant::parse(NOW).unwrap()), naive)
}

const CUSTOMERS: &str = "id,timezone\nc-1,Europe/Paris\n";
const FACTS: &str = "customer,kind,at\nc-1,delivered,2026-12-20T10:00:00+01:00\n";

#[test]
fn cells_become_what_the_library_reads() {
    let customers = "id,timezone,level,history_since,occasions\r\n\
        c-1,Europe/Paris,partnership,2026-01-01T00:00:00Z,birthday=1970-05-17;customer-since=03-01\r\n\
        \"c,2\",Asia/Shanghai;Australia/Perth,,crm=2026-02-01T00:00:00Z;shop=2026-03-01T00:00:00Z,\r\n\
        c-3,,,,\r\n\
        ,,,,\r\n";
    let facts = "kind,at,customer,purpose,colleague,channel\n\
        contact,2026-12-01T10:00:00Z,\"c,2\",marketing;survey,true,\"e\"\"mail\"\n";
    let input = read(customers, facts, "", None).unwrap();
    assert_eq!(input.customers.len(), 3);
    let (one, two, three) = (&input.customers[0], &input.customers[1], &input.customers[2]);
    assert_eq!(one.customer.level.as_deref(), Some("partnership"));
    let wanted = [("birthday".to_owned(), 5, 17), ("customer-since".to_owned(), 3, 1)];
    assert_eq!(one.customer.occasions, wanted);
    assert!(matches!(&two.customer.place, Place::OneOf(zones) if zones.len() == 2));
    assert_eq!(two.customer.history_since, Some(Instant::parse("2026-03-01T00:00:00Z").unwrap()));
    assert!(matches!(three.customer.place, Place::Unknown));
    let fact = &two.facts[0];
    assert_eq!((fact.purpose, fact.colleague), (Some(Purpose::Marketing), true));
    assert_eq!(input.unknown.len(), 1, "{:?}", input.unknown);
}

#[test]
fn other_ways_of_writing_the_same() {
    for (customers, facts) in [
        // a spreadsheet that parts cells with semicolons
        ("id;timezone\nc-1;Europe/Paris\n", "customer;kind;at\nc-1;delivered;2026-12-20T10:00:00+01:00\n"),
        ("id\ttimezone\nc-1\tEurope/Paris\n", FACTS),
        (
            "{\"id\": \"c-1\", \"timezone\": \"Europe/Paris\"}\n\n",
            "{\"customer\": \"c-1\", \"kind\": \"delivered\", \"at\": \"2026-12-20T10:00:00+01:00\"}",
        ),
        (" id , timezone \n c-1 , Europe/Paris \n", FACTS),
    ] {
        let input = read(customers, facts, "", None).unwrap();
        assert!(matches!(&input.customers[0].customer.place, Place::Zone(z) if z.name() == "Europe/Paris"));
        assert_eq!(input.customers[0].facts[0].at, Instant::parse("2026-12-20T09:00:00Z").unwrap());
    }
}

#[test]
fn times_without_an_offset_need_their_zone() {
    let facts = "customer,kind,at\nc-1,delivered,2026-03-29 02:30\nc-1,delivered,2026-10-25T02:30:15\n";
    let error = read(CUSTOMERS, facts, "", None).err().unwrap();
    assert!(error.starts_with("facts.csv:2: column `at`: the instant has no offset"), "{error}");
    let input = read(CUSTOMERS, facts, "", Some("Europe/Paris")).unwrap();
    let times: Vec<String> = input.customers[0].facts.iter().map(|fact| fact.at.to_string()).collect();
    // a gap shifts forward, a fold takes the first
    assert_eq!(times, ["2026-03-29T01:30:00Z", "2026-10-25T00:30:15Z"]);
    let error = read(CUSTOMERS, facts, "", Some("Europe/Pari")).err().unwrap();
    assert!(error.starts_with("--naive: ") && error.contains("`Europe/Paris`"), "{error}");
}

/// Customers, facts, planned, and the answer.
const BAD: &[(&str, &str, &str, &str)] = &[
    (
        "id,timezon\n",
        FACTS,
        "",
        "customers.csv:1: a table of customers has no column `timezon`; did you mean `timezone`?",
    ),
    (
        "id,name\n",
        FACTS,
        "",
        "customers.csv:1: a table of customers has no column `name`; the columns are id, timezone, timezones, level, history_since, occasions",
    ),
    ("timezone\nEurope/Paris\n", FACTS, "", "customers.csv:1: the column `id` is missing"),
    ("id,id\nc-1,c-1\n", FACTS, "", "customers.csv:1: the column `id` is there twice"),
    ("id,\nc-1,\n", FACTS, "", "customers.csv:1: the column 2 has no name"),
    ("", FACTS, "", "customers.csv: the file is empty; its first line names the columns"),
    (
        "id\n",
        FACTS,
        "",
        "facts.csv:2: column `customer`: there is no customer with this id in the table of customers",
    ),
    ("id\n", "customer,kind,at\n", "", "customers.csv: there is no customer in it"),
    (
        "id\nc-1\n\nc-1\n",
        FACTS,
        "",
        "customers.csv:4: column `id`: this customer is there already, in line 2",
    ),
    (
        "id\r\nc-1\r\nc-2\r\n\r\nc-1\r\n",
        FACTS,
        "",
        "customers.csv:5: column `id`: this customer is there already, in line 2",
    ),
    (
        "id,level\nc-1,\"two\nlines\"\nc-1,\n",
        FACTS,
        "",
        "customers.csv:4: column `id`: this customer is there already, in line 2",
    ),
    ("id,timezone\n,Europe/Paris\n", FACTS, "", "customers.csv:2: column `id`: a customer needs an id"),
    (
        "id,timezone\nc-1\n",
        FACTS,
        "",
        "customers.csv:2: 1 cells, but the header names 2; is a quote or a comma amiss?",
    ),
    ("id,timezone\nc-1,Europe/Pari\n", FACTS, "", "customers.csv:2: column `timezone`: "),
    ("id,timezone\nc-1,Asia/Tokyo;Europe/Pari\n", FACTS, "", "customers.csv:2: column `timezone`: "),
    ("id,occasions\nc-1,birthday=31-12\n", FACTS, "", "customers.csv:2: column `occasions`: "),
    (
        "id,occasions\nc-1,12-31\n",
        FACTS,
        "",
        "customers.csv:2: column `occasions`: expected a table, found text",
    ),
    ("id,history_since\nc-1,2026\n", FACTS, "", "customers.csv:2: column `history_since`: not an instant"),
    (
        CUSTOMERS,
        "customer,kind,when\n",
        "",
        "facts.csv:1: a table of facts has no column `when`; the columns are customer, kind, at",
    ),
    (
        CUSTOMERS,
        "custoner,kind,at\n",
        "",
        "facts.csv:1: a table of facts has no column `custoner`; did you mean `customer`?",
    ),
    (CUSTOMERS, "customer,kind\n", "", "facts.csv:1: the column `at` is missing"),
    (
        CUSTOMERS,
        "customer,kind,at\nc-1,delivered,2026-12-20\n",
        "",
        "facts.csv:2: column `at`: not an instant",
    ),
    (CUSTOMERS, "customer,kind,at\nc-1,delivered,20260-12-20T00:00:00Z\n", "", "facts.csv:2: column `at`: "),
    (
        CUSTOMERS,
        "customer,kind,at\nc-1,,2026-12-20T10:00:00Z\n",
        "",
        "facts.csv:2: the field `kind` is missing",
    ),
    (
        CUSTOMERS,
        "customer,kind,at\nc-1,deliverd,2026-12-20T10:00:00Z\n",
        "",
        "facts.csv:2: column `kind`: not a kind of fact that the library or the policy's `own_facts` know; did you mean `delivered`?",
    ),
    (
        CUSTOMERS,
        "customer,kind,at,outcome\nc-1,contact,2026-12-20T10:00:00Z,refusd\n",
        "",
        "facts.csv:2: column `outcome`: expected ",
    ),
    (
        CUSTOMERS,
        "customer,kind,at,colleague\nc-1,contact,2026-12-20T10:00:00Z,yes\n",
        "",
        "facts.csv:2: column `colleague`: expected true or false, found text",
    ),
    (
        CUSTOMERS,
        "customer,kind,at\nc-2,delivered,2026-12-20T10:00:00Z\n",
        "",
        "facts.csv:2: column `customer`: there is no customer with this id in the table of customers",
    ),
    (
        CUSTOMERS,
        "customer,kind,at\n\"c-1,delivered,2026-12-20T10:00:00Z\n",
        "",
        "facts.csv:2: 1 cells, but the header names 3; is a quote or a comma amiss?",
    ),
    ("{\"id\": \"c-1\"", FACTS, "", "customers.jsonl:1:"),
    (
        "{\"id\": \"c-1\", \"id\": \"c-2\"}",
        FACTS,
        "",
        "customers.jsonl:1:15: the key `id` is given twice; give it once",
    ),
    (
        "{\"id\": \"c-1\", \"timezon\": \"Asia/Tokyo\"}",
        FACTS,
        "",
        "customers.jsonl:1:15: field `timezon`: unknown field `timezon`; did you mean `timezone`?",
    ),
    (
        CUSTOMERS,
        "{\"costumer\": \"c-1\"}",
        "",
        "facts.jsonl:1: field `customer`: the field `customer` is missing; is `costumer` meant to be it?",
    ),
    (
        CUSTOMERS,
        "{\"customer\": 7, \"kind\": \"delivered\"}",
        "",
        "facts.jsonl:1: field `customer`: the customer's id is a text",
    ),
    (
        CUSTOMERS,
        "{\"customer\": \"c-1\", \"kind\": \"delivered\", \"at\": \"2026-12-20T10:00\"}",
        "",
        "facts.jsonl:1:48: field `at`: the instant has no offset",
    ),
    (
        CUSTOMERS,
        "{\"customer\": \"c-1\", \"kind\": \"delivered\"}\n{}",
        "",
        "facts.jsonl:1: the field `at` is missing",
    ),
    (
        CUSTOMERS,
        FACTS,
        "customer,at,reason,channel\nc-1,2026-12-26T10:00:00Z,chek-in,email\n",
        "planned.csv:2: column `reason`: the policy has no such reason; did you mean `check-in`?",
    ),
    (
        CUSTOMERS,
        FACTS,
        "customer,at,reason,channel\nc-1,2026-12-26T10:00:00Z,check-in,emial\n",
        "planned.csv:2: column `channel`: ",
    ),
];

#[test]
fn bad_input_is_answered_with_its_place() {
    let mut wrong = Vec::new();
    for (customers, facts, planned, wanted) in BAD {
        match read(customers, facts, planned, None) {
            Ok(_) => wrong.push(format!("accepted, but wanted\n  {wanted}")),
            Err(said) if !said.starts_with(wanted) => {
                wrong.push(format!("wanted\n  {wanted}\nbut it says\n  {said}"))
            }
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fact_given_twice_with_two_meanings_names_its_customer() {
    let engine = Engine::house().unwrap();
    let facts = "customer,kind,at,id\nc-1,delivered,2026-12-20T10:00:00Z,f-1\nc-1,purchase,2026-12-20T10:00:00Z,f-1\n";
    let input = read(CUSTOMERS, facts, "", None).unwrap();
    let error = super::tally::of(&engine, &input, 0..1, 14).unwrap_err();
    assert_eq!(
        error,
        "facts.csv: customer `c-1`: one id was given to two different facts; send the right one alone and fold again"
    );
}
