//! Complaint clocks of a policy: every line of the house's matters, they can be laid over each other, and bad ones are
//! refused with their place.

use serde_json::Value as Json;
use serde_json::value::RawValue;
use tactful::policy::{Library, Policy};
use tactful::{Code, Engine};
use tactful_tests::{Door, File, Vector};

const HOUSE: &str = include_str!("../../crates/tactful/src/policy/house.toml");
const VECTORS: &str = include_str!("../vectors/complaint_clocks.json");

fn house_vectors() -> Vec<(Json, Vector)> {
    let all = File::parse(VECTORS).unwrap().vectors.into_iter();
    let with_request = all.map(|vector| (serde_json::from_str(vector.request.get()).unwrap(), vector));
    with_request.filter(|(request, _): &(Json, Vector)| request["policy"] == "house").collect()
}

#[test]
fn every_line_of_a_house_clock_matters() {
    let (mut door, vectors) = (Door::default(), house_vectors());
    let house = HOUSE.split("[[examples]]").next().unwrap();
    let lines: Vec<&str> = house.lines().collect();
    let mut section = "";
    let mut unnoticed = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        if line.starts_with('[') {
            section = line;
        }
        let in_clock = section.starts_with("[complaints.clocks.");
        if !in_clock || !line.contains('=') || line.starts_with(['#', '[']) || line.starts_with("row") {
            continue;
        }
        let rest = lines.iter().enumerate().filter(|(other, _)| *other != place);
        let policy: String = rest.map(|(_, line)| format!("{line}\n")).collect();
        // what cannot be left out is noticed at once
        if Engine::from_text(&policy).is_err() {
            continue;
        }
        let noticed = vectors.iter().any(|(request, vector)| {
            let mut request = request.clone();
            request["policy"] = Json::String(policy.clone());
            let request = RawValue::from_string(request.to_string()).unwrap();
            let vector = Vector {
                id: vector.id.clone(),
                op: vector.op.clone(),
                request,
                expect: vector.expect.clone(),
                tolerance: vector.tolerance.clone(),
            };
            !vector.run(&mut door).passed
        });
        if !noticed {
            unnoticed.push(format!("{section} {line}"));
        }
    }
    assert!(unnoticed.is_empty(), "no vector notices that these are gone:\n{}", unnoticed.join("\n"));
}

#[test]
fn clocks_carry_their_rows() {
    let policy = Policy::parse(HOUSE).unwrap();
    let rows: Vec<&str> =
        policy.complaints.clocks.list.iter().flat_map(|clock| &clock.rows).map(String::as_str).collect();
    for row in ["C1", "C2", "C8", "C11"] {
        assert!(rows.contains(&row), "no clock carries out {row}");
    }
    assert!(policy.complaints.clocks.list.iter().all(|clock| !clock.rows.is_empty()));
}

/// Seven lines: the next one is line 8.
const GOOD: &str = "name = 'p'
version = '1'
[calendars.office]
timezone = 'Europe/Paris'
weekly = { mon = ['09:00-17:00'] }
[complaints]
calendar = 'office'
";

#[track_caller]
fn refused(clock: &str, code: Code, path: &str, line: u32, column: u32, says: &str) {
    let text = format!("{GOOD}[complaints.clocks.c]\nstarts_on = 'received'\n{clock}\n");
    let error = Engine::from_text(&text).map(|_| ()).expect_err(&text);
    let got = (error.code(), error.path().to_owned(), error.line(), error.column());
    let path = format!("complaints.clocks.c{path}");
    assert_eq!(got, (code, path, line, column), "{error}\n{text}");
    assert!(error.message().contains(says), "{error} does not say `{says}`\n{text}");
    assert!(!error.message().starts_with(char::is_uppercase), "{error}");
}

#[test]
fn bad_clocks_name_code_path_and_place() {
    let met = "span = '8bh'\nmet_by = 'solved'\n";
    refused("met_by = 'solved'", Code::MissingField, "", 8, 1, "span = \"15bd\"");
    refused("span = '8bh'", Code::MissingField, "", 8, 1, "`met_by`");
    refused("span = '15'\nmet_by = 'solved'", Code::InvalidSpan, ".span", 10, 8, "`15d`");
    refused("span = '0h'\nmet_by = 'solved'", Code::InvalidSpan, ".span", 10, 8, "longer than nothing");
    refused("span = '60 full days'\nmet_by = 'solved'", Code::InvalidClock, ".span", 10, 8, "next_day");
    refused("span = '8bh'\nmet_by = 'sovled'", Code::UnknownEvent, ".met_by", 8, 1, "`solved`");
    refused(
        "span = '8bh'\nmet_by = 'testing_done'",
        Code::UnknownEvent,
        ".met_by",
        8,
        1,
        "`complaints.events`",
    );
    refused("span = '8bh'\nmet_by = []", Code::InvalidValue, ".met_by", 11, 10, "at least one");
    refused(&format!("{met}pauseon = ['pending']"), Code::UnknownField, ".pauseon", 12, 1, "`pause_on`");
    refused(
        &format!("{met}kind = 'regulatory'\npause_on = ['pending']"),
        Code::PauseOnRegulatory,
        ".pause_on",
        13,
        12,
        "statutory_pauses",
    );
    refused(&format!("{met}reopen = 'resum'"), Code::InvalidValue, ".reopen", 12, 10, "`resume`");
    refused(&format!("{met}warn = ['100%']"), Code::InvalidValue, ".warn[0]", 12, 9, "99%");
    refused(
        &format!("{met}escalate = [{{ after = '-1h', to = 'x' }}]"),
        Code::InvalidSpan,
        ".escalate[0].after",
        12,
        23,
        "after the end",
    );
    refused(&format!("{met}later_of = ['24h', '1bd']"), Code::InvalidClock, ".later_of", 12, 12, "one of");
    refused("later_of = ['24h']\nmet_by = 'solved'", Code::InvalidClock, ".later_of", 10, 12, "two spans");
    refused(
        &format!("{met}extend = [{{ to = '8bh' }}]"),
        Code::ExtensionNotLater,
        ".extend",
        8,
        1,
        "whole time from the start",
    );
    refused(&format!("{met}after = 'd'"), Code::UnknownClock, ".after", 8, 1, "not known");
    refused(&format!("{met}after = 'c'"), Code::ClockCycle, "", 8, 1, "wait for each other");
    refused(&format!("{met}targets = {{ hihg = '1bh' }}"), Code::UnknownWord, ".targets", 8, 1, "`high`");
    refused(&format!("{met}calendar = 'ofice'"), Code::UnknownCalendar, ".calendar", 8, 1, "`office`");
    refused(&format!("{met}zone = 'Europe/Pariss'"), Code::UnknownTz, ".zone", 8, 1, "Europe/Paris");
    refused(
        &format!("{met}repeat_from = 'due'"),
        Code::InvalidClock,
        ".repeat_from",
        12,
        15,
        "`repeat_every`",
    );
    refused(
        &format!("{met}repeat_every = '1bd'\nextend = [{{ to = '9bh' }}]"),
        Code::InvalidClock,
        "",
        8,
        1,
        "second clock",
    );
}

#[test]
fn a_law_keeps_its_zone_under_a_house() {
    let mut library = Library::new();
    library
        .add(
            "name = 'law'\nversion = '1'\nkind = 'law'\n[complaints]\nzone = 'Asia/Tokyo'\n\
             [complaints.clocks.answer]\nstarts_on = 'received'\nspan = '1d'\ncount_from = 'next_day'\nmet_by = 'reply'",
        )
        .unwrap();
    let house = "name = 'shop'\nversion = '1'\nextends = ['law@1']\n[complaints]\nzone = 'America/Los_Angeles'\n\
                 [complaints.clocks.answer]\nstarts_on = 'received'\nspan = '1d'\ncount_from = 'next_day'\nmet_by = 'reply'";
    let engine = Engine::new(&library, house).unwrap();
    let received = tactful::time::Instant::parse("2026-06-01T12:00:00Z").unwrap();
    let log = [tactful::complaint::Occurrence::new(tactful::complaint::clock::Event::RECEIVED, received)];
    let customer = tactful::customer::Customer::new("c");
    let readings = engine.read_clocks(&log, &customer, received, None).unwrap();
    let due = |id| readings.of(&engine, id).unwrap().due_at.unwrap().to_string();
    assert_eq!(due("answer"), "2026-06-02T14:59:59Z");
    assert_eq!(due("shop/answer"), "2026-06-03T06:59:59Z");
}

#[test]
fn a_clock_more_changes_the_fingerprint() {
    let text = |span: &str| {
        format!("{GOOD}[complaints.clocks.c]\nstarts_on = 'received'\nspan = '{span}'\nmet_by = 'solved'\n")
    };
    let print = |text: &str| Engine::from_text(text).unwrap().fingerprint().to_owned();
    assert_ne!(print(GOOD), print(&text("8bh")));
    assert_ne!(print(&text("9bh")), print(&text("8bh")));
    assert_eq!(print(&format!("# a line\n{}", text("8bh"))), print(&text("8bh")));
}
