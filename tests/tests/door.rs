//! What the JSON door does with requests that are wrong.

use std::sync::Arc;
use tactful::{Code, Engine};
use tactful_json::{Door, OPERATIONS};

const OFFICE: &str = r#"{"tz": "Europe/Berlin", "weekly": {"mon": [["09:00", "17:00"]]}}"#;

fn refused(request: &str) -> tactful::Error {
    Door::new().call(request).unwrap_err()
}

fn code(request: &str) -> Code {
    refused(request).code()
}

/// `calendar.add` with one of its fields written otherwise.
fn add(name: &str, value: &str) -> String {
    let fields = [
        ("op", "\"calendar.add\""),
        ("calendar", OFFICE),
        ("start", "\"2026-06-01T09:00:00Z\""),
        ("seconds", "60"),
        ("snap", "\"start\""),
    ];
    let fields: Vec<String> = fields
        .iter()
        .map(|(field, usual)| format!("\"{field}\": {}", if *field == name { value } else { usual }))
        .collect();
    format!("{{{}}}", fields.join(", "))
}

#[test]
fn not_a_request() {
    for text in
        ["", " ", "add", "{", "{\"op\": }", "{\"op\": \"calendar.add\",}", "{'op': 1}", "\u{0}", "{}{}"]
    {
        assert_eq!(code(text), Code::InvalidDocument, "{text:?}");
    }
    for text in ["[]", "null", "1", "\"calendar.add\"", "true"] {
        assert_eq!(code(text), Code::WrongType, "{text:?}");
    }
    assert_eq!(code("{}"), Code::MissingField);
    assert_eq!(code("{\"op\": null}"), Code::MissingField);
    assert_eq!(code("{\"op\": 7}"), Code::WrongType);
    assert_eq!(code("{\"op\": \"calendar.add\", \"op\": \"calendar.add\"}"), Code::DuplicateKey);
    assert_eq!(code(&format!("{{\"op\": {}", "[".repeat(100_000))), Code::TooDeep);
    assert_eq!(code(&" ".repeat((64 << 20) + 1)), Code::TooLarge);
}

#[test]
fn unknown_operations() {
    let error = refused("{\"op\": \"calendar.is_opne\"}");
    assert_eq!(error.code(), Code::UnknownOp);
    assert_eq!(error.message(), "unknown operation; did you mean `calendar.is_open`?");
    assert_eq!((error.path(), error.line(), error.column()), ("op", 1, 8));
    assert_eq!(code("{\"op\": \"\"}"), Code::UnknownOp);
    assert_eq!(code(&format!("{{\"op\": \"{}\"}}", "calendar.add".repeat(100_000))), Code::UnknownOp);
}

#[test]
fn every_operation_names_what_is_missing() {
    // a policy that is not named is the house policy, and needs no more to be described; nor do its lists, nor what is told
    // of a customer of whom nothing is known
    let content = [
        "relationship.advice",
        "relationship.lists",
        "touchpoint.attention",
        "touchpoint.catalogues",
        "value.value_types",
    ];
    let needy = OPERATIONS
        .iter()
        .filter(|op| !op.starts_with("policy.") && !op.starts_with("codes.") && !content.contains(op));
    for op in needy {
        let error = refused(&format!("{{\"op\": \"{op}\"}}"));
        assert_eq!(error.code(), Code::MissingField, "{op}");
        assert!(error.message().starts_with("the field `"), "{op}: {error}");
    }
}

/// Requests that lack nothing; those that are answered come first.
fn complete_vectors() -> Vec<serde_json::Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let file: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            let vectors = file["vectors"].as_array().cloned().unwrap_or_default();
            all.extend(vectors.into_iter().filter(|vector| {
                let error = vector["expect"]["error"].as_str().unwrap_or_default();
                !matches!(error, "missing_field" | "unknown_field" | "wrong_type")
            }));
        }
    }
    all.sort_by_key(|vector| vector["expect"].get("error").is_some());
    all
}

#[test]
fn every_operation_refuses_unknown_fields() {
    let all = format!(
        r#""calendar": {OFFICE}, "at": "2026-06-01T09:00:00Z", "from": "2026-06-01T09:00:00Z", "to": "2026-06-01T09:00:00Z",
        "start": "2026-06-01T09:00:00Z", "seconds": 1, "days": 1, "date": "2026-06-01", "from_date": "2026-06-01",
        "to_date": "2026-06-01", "target_seconds": 1, "events": [], "now": "2026-06-01T09:00:00Z", "as_of": "2026-06-01T09:00:00Z",
        "reason": "check-in", "channel": "email", "cases": [], "tasks": [], "contacts": [], "work": [], "case": {{}},
        "task": {{"id": "t", "case": "k", "from": "a", "to": "b", "asked_at": "2026-06-01T09:00:00Z"}},
        "duty": "problem", "asked": "service", "nonsense": 1"#
    );
    // what a vector asks is complete, whatever fields its operation needs
    let asked = complete_vectors();
    for op in OPERATIONS {
        let request = match asked.iter().find(|vector| vector["op"] == *op) {
            Some(vector) => {
                let mut request = vector["request"].clone();
                request["op"] = (*op).into();
                request["nonsense"] = 1.into();
                request.to_string()
            }
            None => format!("{{\"op\": \"{op}\", {all}}}"),
        };
        assert_eq!(code(&request), Code::UnknownField, "{op}");
    }
}

#[test]
fn wrong_types_in_each_field() {
    for name in ["calendar", "start", "seconds", "snap"] {
        for value in ["[]", "true", "1.5", "{}", "[[[]]]"] {
            let error = refused(&add(name, value));
            let known = [Code::WrongType, Code::MissingField];
            assert!(known.contains(&error.code()), "{name}: {value}: {error}");
            assert!(error.path().starts_with(name), "{name}: {value}: {error}");
        }
    }
    assert_eq!(code(&add("seconds", "\"60\"")), Code::WrongType);
    assert_eq!(code(&add("seconds", "60.0")), Code::WrongType);
    assert_eq!(code(&add("start", "0")), Code::WrongType);
    assert_eq!(code(&add("snap", "\"begin\"")), Code::InvalidValue);
    assert_eq!(code(&add("seconds", "null")), Code::MissingField);
}

#[test]
fn numbers_that_no_calendar_takes() {
    for value in ["NaN", "Infinity", "-Infinity", "0x10", "1_000", "01"] {
        assert_eq!(code(&add("seconds", value)), Code::InvalidDocument, "{value}");
    }
    for value in ["1e400", "-1e400", "100000000000000000000", "-100000000000000000000"] {
        assert_eq!(code(&add("seconds", value)), Code::InvalidValue, "{value}");
    }
    for value in
        ["9223372036854775807", "-9223372036854775808", "-9223372036854775807", "4611686018427387904"]
    {
        assert_eq!(code(&add("seconds", value)), Code::OutOfRange, "{value}");
    }
}

#[test]
fn instants_that_are_none() {
    assert_eq!(code(&add("start", "\"2026-06-01T09:00:00\"")), Code::NaiveTime);
    assert_eq!(code(&add("start", "\"2026-06-01 09:00\"")), Code::NaiveTime);
    for text in ["", "now", "2026-06-01", "2026-02-30T00:00:00Z", "2026-06-01T25:00:00Z", "1780304400"] {
        assert_eq!(code(&add("start", &format!("\"{text}\""))), Code::InvalidTime, "{text}");
    }
}

#[test]
fn places_lead_into_the_calendar() {
    let place = |calendar: &str| {
        let error = refused(&add("calendar", calendar));
        (error.code(), error.path().to_owned(), error.line(), error.column())
    };
    assert_eq!(place("\n{\"tz\": \"Europe/Berlni\"}"), (Code::UnknownTz, "calendar.tz".to_owned(), 2, 8));
    assert_eq!(
        place(
            "\n{\"tz\": \"UTC\",\n \"weekly\": {\"mon\": [[\"09:00\", \"17:00\"],\n  [\"18:00\", \"25:00\"]]}}"
        ),
        (Code::InvalidTime, "calendar.weekly.mon[1]".to_owned(), 4, 3)
    );
    assert_eq!(
        place("\n{\"tz\": \"UTC\",\n \"holidays\": [\"2026-12-25\",\n  \"2026-12-32\"]}"),
        (Code::InvalidTime, "calendar.holidays[1]".to_owned(), 4, 3)
    );
    assert_eq!(
        place("\n{\"tz\": \"UTC\",\n \"overrides\": {\"2026-12-24\": [],\n  \"Christmas\": []}}"),
        (Code::InvalidTime, "calendar.overrides".to_owned(), 4, 3)
    );
    assert_eq!(
        place("\n{\"tz\": \"UTC\",\n \"overrides\": {\"2026-12-24\":\n  [[\"12:00\", \"09:00\"]]}}"),
        (Code::InvalidInterval, "calendar.overrides.2026-12-24".to_owned(), 4, 3)
    );
    assert_eq!(place("\n {\"tz\": \"UTC\"}"), (Code::EmptyCalendar, "calendar".to_owned(), 2, 2));
}

#[test]
fn the_envelope_says_the_same() {
    let door = Door::new();
    assert_eq!(door.answer(&add("seconds", "60")), r#"{"ok":{"instant":"2026-06-01T09:01:00Z"}}"#);
    let text = door.answer("{\"op\": \"calendar.ad\"}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["error"]["code"], "unknown_op");
    assert_eq!(value["error"]["path"], "op");
    assert_eq!(value["error"]["column"], 8);
}

/// A TZif file of a zone that is always `hours` ahead of UTC, as text for a request.
fn tzif(hours: u8) -> String {
    let block = |version: u8| {
        let mut bytes = b"TZif".to_vec();
        bytes.push(version);
        bytes.extend([0; 15]);
        for count in [0_u32, 0, 0, 0, 1, 4] {
            bytes.extend(count.to_be_bytes());
        }
        bytes.extend((u32::from(hours) * 3600).to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(b"ABC\0");
        bytes
    };
    let mut bytes = block(b'2');
    bytes.extend(block(b'2'));
    bytes.extend(format!("\nABC-{hours}\n").bytes());
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        let digits = (0..=group.len()).map(|i| alphabet[(bits >> (18 - 6 * i)) as usize & 63] as char);
        text.extend(digits);
    }
    text
}

#[test]
fn requests_may_carry_zones() {
    let door = Door::new();
    let request = |name: &str, zones: &str| {
        format!(
            r#"{{"op": "calendar.next_open", "calendar": {{"tz": "{name}", "weekly": {{"mon": [["09:00", "17:00"]]}}}},
            "at": "2026-06-01T00:00:00Z"{zones}}}"#
        )
    };
    let zones =
        format!(", \"zones\": {{\"Mars/Olympus\": \"{}\", \"Europe/Berlin\": \"{}\"}}", tzif(5), tzif(7));
    let at = |name: &str, zones: &str| door.call(&request(name, zones));
    assert_eq!(at("Mars/Olympus", &zones).unwrap(), r#"{"instant":"2026-06-01T04:00:00Z"}"#);
    assert_eq!(at("Europe/Berlin", &zones).unwrap(), r#"{"instant":"2026-06-01T02:00:00Z"}"#);
    assert_eq!(at("Europe/Berlin", "").unwrap(), r#"{"instant":"2026-06-01T07:00:00Z"}"#);
    assert_eq!(at("Mars/Olympus", "").unwrap_err().code(), Code::UnknownTz);
    let error = at("UTC", r#", "zones": {"Mars/Olympus": "AAAA"}"#).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::InvalidTzif, "zones.\"Mars/Olympus\""));
    assert_eq!(at("UTC", r#", "zones": {"Mars/Olympus": "?"}"#).unwrap_err().code(), Code::InvalidValue);
    assert_eq!(at("UTC", r#", "zones": ["UTC"]"#).unwrap_err().code(), Code::WrongType);
}

#[test]
fn a_door_on_an_engine_compiles_nothing_that_it_has() {
    let engine = Arc::new(Engine::from_text("name = 'mine'\nversion = '1'\nchannels = ['phone']").unwrap());
    let door = Door::with_engine(Arc::clone(&engine));
    let describe = |more: &str| door.call(&format!(r#"{{"op": "policy.describe"{more}}}"#)).unwrap();
    let name = |answer: &str| serde_json::from_str::<serde_json::Value>(answer).unwrap()["name"].clone();
    assert_eq!(name(&describe("")), "mine");
    assert!(describe("").contains(engine.fingerprint()));
    // a request that carries a policy means that one
    assert_eq!(name(&describe(r#", "policy": "house""#)), "house");
    // newer zones make a newer engine of the same policy, and its fingerprint says so
    let tzif = tzif(5);
    let newer = describe(&format!(r#", "zones": {{"Mars/Olympus": "{tzif}"}}"#));
    assert_eq!(name(&newer), "mine");
    assert!(!newer.contains(engine.fingerprint()));
    // a calendar may name the zones of the engine
    assert!(door.call(&add("seconds", "60")).is_ok());
}

#[test]
fn a_door_serves_many_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let door = Door::new();
    shared(&door);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!((0..50).all(|_| door.call(&add("seconds", "60")).is_ok())));
        }
    });
}

#[test]
fn a_million_holidays() {
    let mut dates = Vec::new();
    for year in 1..=9999 {
        for month in 1..=12 {
            dates.extend((1..=9).map(|day| format!("\"{year:04}-{month:02}-{day:02}\"")));
        }
    }
    dates.truncate(1_000_000);
    let calendar = format!(
        r#"{{"tz": "UTC", "weekly": {{"mon": [["09:00", "17:00"]]}}, "holidays": [{}]}}"#,
        dates.join(",")
    );
    let answer = Door::new().call(&add("calendar", &calendar)).unwrap();
    assert_eq!(answer, r#"{"instant":"2026-06-15T09:01:00Z"}"#);
}
