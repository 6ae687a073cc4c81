//! The house policy: every entry of it matters, it reads the same in both forms, and bad policies are refused with
//! their place.

use serde_json::Value as Json;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use tactful::document::{Node, Value, parse};
use tactful::policy::spec::Origin;
use tactful::policy::{Library, Policy};
use tactful::{Code, Engine};
use tactful_tests::{Door, File, Vector};

const HOUSE: &str = include_str!("../../crates/tactful/src/policy/house.toml");
const VECTORS: &str = include_str!("../vectors/house.json");
const GARDEN: &str = include_str!("../policies/garden-tools.toml");

fn vectors() -> Vec<Vector> {
    File::parse(VECTORS).unwrap().vectors
}

/// The text of the house policy without its examples, which speak of entries that may be taken out.
fn house() -> String {
    HOUSE.split("[[examples]]").next().unwrap().to_owned()
}

/// The text between a header such as `[rules.nights]` and the next one.
fn section(text: &str, header: &str) -> std::ops::Range<usize> {
    let start = text.find(&format!("{header}\n")).or_else(|| text.find(&format!("{header} "))).unwrap();
    let end = text[start + 1..].find("\n[").map_or(text.len(), |end| start + 1 + end + 1);
    start..end
}

fn without(text: &str, header: &str) -> String {
    let range = section(text, header);
    format!("{}{}", &text[..range.start], &text[range.end..])
}

/// The policy without a reason, and without what names it.
fn without_reason(reason: &str) -> String {
    let text = without(&house(), &format!("[reasons.{reason}]"));
    let quoted = format!("\"{reason}\"");
    let lines = text
        .lines()
        .filter(|line| !(line.contains("{ reason = ") && line.contains(&quoted)) || line.starts_with("owes"));
    let text = lines.map(|line| format!("{line}\n")).collect::<String>();
    text.replace(
        &format!("owes = [{{ reason = {quoted}, after = \"purchase\", within = \"7d\" }}]"),
        "owes = []",
    )
    .replace(&format!("{quoted}, "), "")
    .replace(&format!(", {quoted}]"), "]")
}

/// The policy with nothing left of a reason but what it must have: no window, no stage, no rhythm, no condition.
fn bare_reason(reason: &str) -> String {
    let text = house();
    let range = section(&text, &format!("[reasons.{reason}]"));
    let kept: String = text[range.clone()]
        .lines()
        .filter(|line| {
            ["[", "value ", "purpose ", "intent ", "channels "].iter().any(|word| line.starts_with(word))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    format!("{}{kept}\n{}", &text[..range.start], &text[range.end..])
}

fn under(vector: &Vector, policy: &str, door: &mut Door) -> bool {
    let mut request: Json = serde_json::from_str(vector.request.get()).unwrap();
    assert_eq!(request["policy"], "house", "{}", vector.id);
    request["policy"] = Json::String(policy.to_owned());
    let vector = Vector {
        id: vector.id.clone(),
        op: vector.op.clone(),
        request: RawValue::from_string(request.to_string()).unwrap(),
        expect: vector.expect.clone(),
        tolerance: vector.tolerance.clone(),
    };
    vector.run(door).passed
}

/// Whether some vector of the house fails under the policy; those that name the entry are tried first.
fn noticed(policy: &str, entry: &str, vectors: &[Vector], door: &mut Door) -> bool {
    Engine::from_text(policy).map_err(|error| format!("{entry}: {error}")).unwrap();
    let names = |vector: &&Vector| {
        vector.id.contains(entry)
            || vector.request.get().contains(entry)
            || vector.expect.to_string().contains(entry)
    };
    let (first, rest): (Vec<_>, Vec<_>) = vectors.iter().partition(names);
    first.into_iter().chain(rest).any(|vector| !under(vector, policy, door))
}

#[test]
fn every_vector_holds_under_the_text() {
    let mut door = Door::default();
    let text = house();
    let failed: Vec<_> =
        vectors().iter().filter(|v| !under(v, &text, &mut door)).map(|v| v.id.clone()).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn every_rule_matters() {
    let (mut door, vectors, engine) = (Door::default(), vectors(), Engine::house().unwrap());
    for rule in engine.rules() {
        let policy = without(&house(), &format!("[rules.{rule}]"));
        assert!(
            noticed(&policy, rule, &vectors, &mut door),
            "no vector notices that the rule `{rule}` is gone"
        );
    }
}

#[test]
fn every_reason_matters() {
    let (mut door, vectors, engine) = (Door::default(), vectors(), Engine::house().unwrap());
    for reason in engine.reasons() {
        let gone = without_reason(reason);
        assert!(noticed(&gone, reason, &vectors, &mut door), "no vector notices that `{reason}` is gone");
        let bare = bare_reason(reason);
        assert!(
            noticed(&bare, reason, &vectors, &mut door),
            "no vector notices that `{reason}` has no terms"
        );
    }
}

#[test]
fn every_benefit_matters() {
    let (mut door, vectors) = (Door::default(), vectors());
    for (product, span) in [("default", "30d"), ("equipment", "60d"), ("programme", "90d")] {
        let policy = house().replace(&format!("{product} = \"{span}\""), &format!("{product} = \"31d\""));
        assert_ne!(policy, house());
        assert!(
            noticed(&policy, "benefit", &vectors, &mut door),
            "no vector notices the benefit of `{product}`"
        );
    }
}

#[test]
fn every_rule_can_bind() {
    let engine = Engine::house().unwrap();
    let mut bound = BTreeSet::new();
    for vector in vectors() {
        let blocks = vector.expect["blocks"].as_array().cloned().unwrap_or_default();
        bound.extend(
            blocks.iter().filter(|b| b["binding"] == true).map(|b| b["rule"].as_str().unwrap().to_owned()),
        );
    }
    for rule in engine.rules() {
        assert!(bound.contains(rule), "`{rule}` binds in no vector");
    }
}

#[test]
fn it_carries_every_row_and_speaks_both_languages() {
    let policy = Policy::parse(HOUSE).unwrap();
    let rows: BTreeSet<&str> = policy
        .reasons
        .iter()
        .flat_map(|reason| &reason.rows)
        .chain(policy.rules.iter().flat_map(|rule| &rule.rows))
        .map(String::as_str)
        .collect();
    for row in 1..=14 {
        assert!(rows.contains(format!("F{row}").as_str()), "no entry carries out F{row}");
    }
    assert!(policy.reasons.iter().all(|reason| !reason.rows.is_empty()));
    assert!(policy.rules.iter().all(|rule| !rule.rows.is_empty()));
    for reason in &policy.reasons {
        for text in [&reason.says.en, &reason.value.en] {
            assert!(text.is_ascii() && !text.is_empty(), "{}", reason.id);
        }
        for text in [&reason.says.zh, &reason.value.zh] {
            assert!(!text.is_empty() && !text.contains(|c: char| c.is_ascii_alphabetic()), "{}", reason.id);
        }
    }
    let report = Engine::house().unwrap().check();
    assert_eq!(report.findings, []);
    assert!(report.examples.len() >= 5 && report.examples.iter().all(|example| example.passed));
}

#[test]
fn a_document_lies_on_it() {
    let engine = Engine::from_text(GARDEN).unwrap();
    let report = engine.check();
    assert!(report.ok(), "{:?}", report.findings);
    assert!(report.examples.iter().all(|example| example.passed));
    let replaced: Vec<&str> =
        report.findings.iter().filter(|f| f.code == Code::EntryReplaced).map(|f| f.path.as_str()).collect();
    for path in
        ["reasons.check-in", "reasons.ask-referral", "rules.nights", "rules.heal-first", "benefit.default"]
    {
        assert!(replaced.contains(&path), "{path} is not listed in {replaced:?}");
    }
    assert!(engine.reasons().any(|reason| reason == "birthday"));
    assert!(engine.rules().any(|rule| rule == "quiet-days"));
}

// ---- Two forms, one schema ---------------------------------------------------------------------------------------

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Int(value) => Json::from(*value),
        Value::Float(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Table(entries) => entries.iter().map(|(key, node)| (key.name.clone(), json(node))).collect(),
    }
}

/// The policy without the places of its entries, and in an order that does not depend on the document's.
fn placeless(mut policy: Policy) -> Policy {
    let nowhere = Origin::default;
    policy.reasons.iter_mut().for_each(|reason| reason.origin = nowhere());
    policy.rules.iter_mut().for_each(|rule| rule.origin = nowhere());
    policy.examples.iter_mut().for_each(|example| example.origin = nowhere());
    policy.calendar_origins.clear();
    policy.origins.clear();
    policy.complaints = Default::default();
    policy.reasons.sort_by(|a, b| a.id.cmp(&b.id));
    policy.rules.sort_by(|a, b| a.id.cmp(&b.id));
    policy.levels.sort_by(|a, b| a.id.cmp(&b.id));
    policy.benefits.sort_by(|a, b| a.0.cmp(&b.0));
    policy.occasions.sort();
    policy.calendars.sort_by(|a, b| a.0.cmp(&b.0));
    policy
}

fn hash(data: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn toml_and_json_are_one_schema() {
    for text in [HOUSE, GARDEN] {
        let as_json = json(&parse(text).unwrap()).to_string();
        let (toml, json) = (Policy::parse_toml(text).unwrap(), Policy::parse_json(&as_json).unwrap());
        // the hash of plain data leaves places out
        assert_eq!(hash(&toml.complaints), hash(&json.complaints));
        assert_eq!(placeless(toml), placeless(json));
        let library = Library::new();
        assert!(Engine::new(&library, &as_json).is_ok());
    }
}

#[test]
fn comments_change_no_fingerprint() {
    let commented = format!("# a line\n\n{GARDEN}");
    let (one, other) = (Engine::from_text(GARDEN).unwrap(), Engine::from_text(&commented).unwrap());
    assert_eq!(one.fingerprint(), other.fingerprint());
    let changed = GARDEN.replace("gap = \"48h\"", "gap = \"47h\"");
    assert_ne!(one.fingerprint(), Engine::from_text(&changed).unwrap().fingerprint());
}

// ---- Bad policies ------------------------------------------------------------------------------------------------

/// Seven lines: the next one is line 8.
const GOOD: &str = "name = 'p'
version = '1'
[reasons.check-in]
value = 'v'
purpose = 'service'
intent = 'give'
every = '30d'
";

#[track_caller]
fn refused(text: &str, code: Code, path: &str, line: u32, column: u32, says: &str) {
    let error = Engine::from_text(text).map(|_| ()).expect_err(text);
    let got = (error.code(), error.path().to_owned(), error.line(), error.column());
    assert_eq!(got, (code, path.to_owned(), line, column), "{error}\n{text}");
    assert!(error.message().contains(says), "{error} does not say `{says}`\n{text}");
    assert!(!error.message().starts_with(char::is_uppercase), "{error}");
}

#[test]
fn bad_policies_name_code_path_and_place() {
    let rule = |body: &str| format!("{GOOD}[rules.r]\n{body}\n");
    refused(
        &rule("quite_hours = ['21:00-08:00']"),
        Code::UnknownField,
        "rules.r.quite_hours",
        9,
        1,
        "`quiet_hours`",
    );
    refused(
        &format!("{GOOD}chanels = ['email']\n"),
        Code::UnknownField,
        "reasons.check-in.chanels",
        8,
        1,
        "`channels`",
    );
    refused(&format!("horizen = '30d'\n{GOOD}"), Code::UnknownField, "horizen", 1, 1, "`horizon`");
    refused(&format!("{GOOD}intent = 'ask'\n"), Code::DuplicateKey, "reasons.check-in.intent", 8, 1, "twice");
    refused(&rule("gap = '48'"), Code::InvalidSpan, "rules.r.gap", 9, 7, "`48h`");
    refused(&rule("gap = '48 hours'"), Code::InvalidSpan, "rules.r.gap", 9, 7, "");
    refused(&rule("gap = '2bd'"), Code::InvalidSpan, "rules.r.gap", 9, 7, "civil days");
    refused(&rule("gap = '0h'"), Code::InvalidSpan, "rules.r.gap", 9, 7, "longer than nothing");
    refused(&rule("at_most = 0\nper = '7d'"), Code::ZeroCap, "rules.r.at_most", 9, 11, "at least 1");
    refused(&rule("at_most = -1\nper = '7d'"), Code::InvalidValue, "rules.r.at_most", 9, 11, "1 to");
    refused(&rule("at_most = '3'\nper = '7d'"), Code::WrongType, "rules.r.at_most", 9, 11, "text");
    refused(&rule("at_most = 3"), Code::MissingField, "rules.r", 8, 1, "`per`");
    refused(
        &rule("quiet_hours = ['21:00-21:00']"),
        Code::EmptyWindow,
        "rules.r.quiet_hours[0]",
        9,
        16,
        "starts when it ends",
    );
    refused(&rule("quiet_hours = ['9-21']"), Code::InvalidTime, "rules.r.quiet_hours[0]", 9, 16, "");
    refused(&rule("quiet_hours = ['00:00-24:00']"), Code::NeverOpens, "rules.r", 8, 1, "no time at all");
    refused(&rule("row = 'F1'"), Code::MissingField, "rules.r", 8, 1, "demands nothing");
    refused(&rule("gap = '48h'\nsuppression = true"), Code::InvalidValue, "rules.r.gap", 9, 7, "one thing");
}

#[test]
fn references_that_lead_nowhere() {
    let rule = |body: &str| format!("{GOOD}[rules.r]\n{body}\n");
    refused(
        &rule("gap = '48h'\nreasons = ['chek-in']"),
        Code::UnknownReason,
        "rules.r.reasons",
        8,
        1,
        "`check-in`",
    );
    refused(
        &rule("gap = '48h'\nchannels = ['phon']"),
        Code::UnknownChannel,
        "rules.r.channels",
        8,
        1,
        "`phone`",
    );
    let office = "[calendars.office]\ntimezone = 'Europe/Paris'\nweekly = { mon = ['09:00-17:00'] }\n";
    refused(
        &format!("{GOOD}{office}[rules.r]\nonly_within = 'ofice'\n"),
        Code::UnknownCalendar,
        "rules.r.only_within",
        11,
        1,
        "`office`",
    );
    refused(
        &format!("timezone = {{ unknown = 'Europe/Pariss' }}\n{GOOD}"),
        Code::UnknownTz,
        "timezone.unknown",
        1,
        12,
        "Europe/Paris",
    );
    refused(&format!("extends = ['hause@1']\n{GOOD}"), Code::UnknownPolicy, "extends", 1, 11, "`house@1`");
    refused(
        &format!("{GOOD}needs = 'deliverd'\n"),
        Code::InvalidValue,
        "reasons.check-in.needs",
        3,
        1,
        "`delivered`",
    );
    refused(
        &format!("{GOOD}needs = 'machine_started'\n"),
        Code::InvalidValue,
        "reasons.check-in.needs",
        3,
        1,
        "`own_facts`",
    );
}

#[test]
fn a_reason_has_a_value_and_no_condition_on_satisfaction() {
    let bare = "name = 'p'\nversion = '1'\n[reasons.a]\npurpose = 'service'\nintent = 'give'\n";
    refused(bare, Code::NoValue, "reasons.a", 3, 1, "what the customer has of it");
    refused(&format!("{bare}value = ' '\n"), Code::NoValue, "reasons.a", 3, 1, "value");
    refused(
        &format!("{GOOD}min_nps = 9\n"),
        Code::SentimentCondition,
        "reasons.check-in.min_nps",
        8,
        11,
        "satisfied",
    );
    refused(
        &format!("{GOOD}if_satisfied = true\n"),
        Code::SentimentCondition,
        "reasons.check-in.if_satisfied",
        8,
        16,
        "satisfied",
    );
    refused(
        &format!("{GOOD}customers_only = true\nstages = ['value_first']\n"),
        Code::NeverOpens,
        "reasons.check-in",
        3,
        1,
        "prospects",
    );
    refused(
        &format!("{GOOD}anchor = {{ fact = 'delivered', per = 'order' }}\nopens = '7d'\ncloses = '48h'\n"),
        Code::NeverOpens,
        "reasons.check-in.closes",
        10,
        10,
        "closes before it opens",
    );
}

#[test]
fn json_documents_have_places_too() {
    let text =
        "{\"name\": \"p\", \"version\": \"1\",\n \"rules\": {\"r\": {\"at_most\": 0, \"per\": \"7d\"}}}";
    refused(text, Code::ZeroCap, "rules.r.at_most", 2, 29, "at least 1");
    let text = "{\"name\": \"p\", \"version\": \"1\",\n \"name\": \"q\"}";
    refused(text, Code::DuplicateKey, "name", 2, 2, "twice");
}
