//! Valid requests with something broken in them: the door answers or refuses, promptly, and never panics;
//! what it refuses it never repeats.

use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use tactful_json::Door;
use tactful_tests::File;

/// A word that could be a customer's.
const WORDS: &str = "Zebra seven seven three one";

/// Bytes that mean something in JSON, and two that never do.
const ODD: &[u8] = b"{}[]\",:0-9e.\\ntf\x00\xff";

/// xorshift64*, so that each run is the same.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn requests() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let seeds = include_str!("../seeds/followup.json");
    let mut requests: Vec<String> =
        serde_json::from_str::<Vec<Value>>(seeds).unwrap().iter().map(Value::to_string).collect();
    // as many as there are vectors, so that both kinds are tried
    requests = requests.iter().cycle().take(30 * requests.len()).cloned().collect();
    let files = paths.iter().map(|path| File::parse(&std::fs::read_to_string(path).unwrap()).unwrap());
    requests.extend(files.flat_map(|file| file.vectors).map(|vector| vector.text()));
    requests
}

/// A value at the edge of what is possible; mostly of the same kind as the one that it replaces.
fn odd_value(old: &Value, dice: &mut Dice) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(86_399),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(1e300),
        json!(-0.5),
        json!(""),
        json!(WORDS),
        json!("abc中文x"),
        json!("2026-12-2é"),
        json!("7d"),
        json!("-1bd"),
        json!("99999999999y"),
        json!("21:00-08:00"),
        json!("24:00"),
        json!("23:59"),
        json!("2026-02-29"),
        json!("0001-01-01"),
        json!("9999-12-31"),
        json!("0001-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59Z"),
        json!("9999-12-31T23:59:59-14:00"),
        json!("2026-06-01T09:00:00"),
        json!("2026-06-01T23:59:60Z"),
        json!("2011-12-30T12:00:00-10:00"),
        json!("Pacific/Apia"),
        json!("Africa/Casablanca"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([["00:00", "24:00"]]),
        json!({"mon": [["00:00", "24:00"]]}),
        json!(["2026-06-01T09:00:00Z", "9999-12-31T23:59:59Z"]),
    ];
    let any_kind = dice.below(4) == 0;
    let same_kind =
        |value: &&Value| any_kind || std::mem::discriminant(*value) == std::mem::discriminant(old);
    let candidates: Vec<&Value> = values.iter().filter(same_kind).collect();
    candidates[dice.below(candidates.len())].clone()
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(entries) => entries.values().map(count).sum(),
        _ => 0,
    }
}

/// Replaces the n-th value.
fn replace(value: &mut Value, n: &mut usize, dice: &mut Dice) {
    if *n == 0 {
        *value = odd_value(value, dice);
    }
    *n = n.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, n, dice)),
        Value::Object(entries) => entries.values_mut().for_each(|item| replace(item, n, dice)),
        _ => {}
    }
}

fn with_odd_values(text: &str, dice: &mut Dice) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    for _ in 0..=dice.below(2) {
        // the request itself and its `op` are better left alone
        let mut place = 1 + dice.below(count(&value) - 1);
        let op = value["op"].clone();
        replace(&mut value, &mut place, dice);
        value["op"] = op;
    }
    value.to_string()
}

fn with_broken_text(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        match dice.below(5) {
            0 => bytes[at] = ODD[dice.below(ODD.len())],
            1 => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, ODD[dice.below(ODD.len())]),
            3 => bytes.truncate(at.max(1)),
            _ => {
                let until = (at + dice.below(40)).min(bytes.len());
                let piece = bytes[at..until].to_vec();
                bytes.splice(at..at, piece);
            }
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Answers or refuses, promptly, and repeats nothing; whether it answered.
fn survives(door: &Door, request: &str) -> bool {
    let started = Instant::now();
    let answer = door.answer(request);
    assert!(started.elapsed() < Duration::from_secs(2), "{request}");
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let Some(error) = answer.get("error") else { return true };
    assert!(tactful::Code::from_name(error["code"].as_str().unwrap()).is_some());
    assert_ne!(error["code"], "internal", "{request}");
    assert!(!error.to_string().contains("Zebra"), "{error}");
    false
}

#[test]
fn the_seeds_are_valid() {
    let door = Door::new();
    for request in serde_json::from_str::<Vec<Value>>(include_str!("../seeds/followup.json")).unwrap() {
        let answer = door.call(&request.to_string());
        assert!(answer.is_ok(), "{answer:?}");
    }
}

#[test]
fn broken_requests_are_refused_promptly() {
    let door = Door::new();
    let requests = requests();
    let mut dice = Dice(0x7ac7_f017);
    let (mut answered, mut refused) = (0, 0);
    for round in 0..8000 {
        let valid = &requests[dice.below(requests.len())];
        let broken = match round % 2 {
            0 => with_odd_values(valid, &mut dice),
            _ => with_broken_text(valid, &mut dice),
        };
        if survives(&door, &broken) { answered += 1 } else { refused += 1 }
    }
    assert!(answered > 100 && refused > 1000, "{answered} answered, {refused} refused");
}

#[test]
fn broken_policies_are_refused_promptly() {
    let door = Door::new();
    let mut dice = Dice(0x0b1e_55ed);
    let house = include_str!("../../crates/tactful/src/policy/house.toml");
    for _ in 0..500 {
        let policy = with_broken_text(house, &mut dice);
        survives(&door, &json!({"op": "policy.describe", "policy": policy}).to_string());
    }
}
