//! Cases with their logs: what is refused changes nothing, the log is the case, and its facts hold asks.

use serde_json::{Value as Json, json};
use tactful::complaint::{Case, Event, EventKind, Grant, Money, Power, Role};
use tactful::policy::{Library, Policy};
use tactful::time::Instant;
use tactful::{Code, Engine};
use tactful_json::Door;
use tactful_tests::generate::{Rng, case_event, seeds};

const VECTORS: &str = include_str!("../vectors/complaint_case.json");

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

#[test]
fn the_log_is_the_case_and_refusals_change_nothing() {
    let engine = Engine::house().unwrap();
    let complaints = engine.complaints();
    let (mut accepted, mut refused, mut closed) = (0, std::collections::BTreeSet::new(), 0);
    for seed in seeds(43, 300) {
        let mut rng = Rng::new(seed);
        let opened = Event::new("e-1", at("2026-11-02T09:00:00Z"), EventKind::Opened, "c-17", Role::Customer);
        let mut case = Case::open("k-1", opened).unwrap();
        for number in 2..90 {
            // mostly what the case itself says comes next
            let mut event = case_event(&mut rng, &case, number);
            let next = case.next_acts(complaints);
            if !rng.one_in(3)
                && let Some(due) = next.iter().find(|next| next.due)
            {
                event.kind = due.kind;
                event.part = Some(case.part_names()[usize::from(due.part)].clone()).filter(|p| !p.is_empty());
                event.role = Role::Direct;
                if event.kind == EventKind::Commit {
                    event.commitment = Some(format!("m-{number}"));
                }
            }
            let version = if rng.one_in(25) { case.version() + 1 } else { case.version() };
            let before = case.clone();
            let may = case.may(complaints, &event, version);
            assert_eq!(case, before);
            let acted = case.act(complaints, event, version);
            assert_eq!(may.is_ok(), acted.is_ok());
            match acted {
                Ok(()) => {
                    accepted += 1;
                    assert_eq!(case.version(), before.version() + 1);
                    assert_eq!(Case::replay("k-1", case.events()).unwrap(), case, "seed {seed}");
                }
                Err(refusal) => {
                    refused.insert(refusal.code());
                    assert_eq!(case, before, "seed {seed}: {refusal}");
                    assert!(!refusal.message().is_empty());
                    assert!(refusal.message().starts_with(|c: char| !c.is_uppercase()), "{refusal}");
                }
            }
        }
        closed += u64::from(case.state().is_closed());
        check_facts(&case, seed);
    }
    assert!(accepted > 1_000 && closed > 0, "{accepted} accepted, {closed} closed");
    for code in [
        Code::CaseConflict,
        Code::EventOutOfOrder,
        Code::EventExists,
        Code::UnknownCase,
        Code::ApologyFirst,
        Code::ActOutOfOrder,
        Code::RemedyWithoutCause,
        Code::RemedyDoesNotFit,
        Code::BeyondAuthority,
        Code::NoRebuttal,
        Code::WrongRole,
    ] {
        assert!(refused.contains(&code), "{code} never came up");
    }
}

/// A complaint is open in the facts whenever the case is.
fn check_facts(case: &Case, seed: u64) {
    let facts = case.facts();
    let ids: std::collections::BTreeSet<_> = facts.iter().map(|fact| fact.id.clone()).collect();
    assert_eq!(ids.len(), facts.len(), "seed {seed}: ids are unique");
    let turns: Vec<&str> =
        facts.iter().map(|fact| fact.kind.as_str()).filter(|kind| kind.starts_with("complaint")).collect();
    assert_eq!(turns[0], "complaint_opened");
    for pair in turns.windows(2) {
        let closed = pair[1] == "complaint_closed";
        assert_eq!(closed, pair[0] != "complaint_closed", "seed {seed}: {turns:?}");
    }
    assert_eq!(case.state().is_closed(), *turns.last().unwrap() == "complaint_closed", "seed {seed}");
    let made = facts.iter().filter(|fact| fact.kind.as_str() == "commitment_made").count();
    assert_eq!(made, case.commitments().len());
    Engine::house().unwrap().fold(&facts, at("2030-01-01T00:00:00Z"), None).unwrap();
}

// ---- Follow-up meets complaints ----------------------------------------------------------------------------------

fn ask(door: &Door, request: Json) -> Json {
    serde_json::from_str(&door.call(&request.to_string()).unwrap()).unwrap()
}

/// The road of the vectors, up to and with so many events.
fn road(count: usize) -> Vec<Json> {
    let file: Json = serde_json::from_str(VECTORS).unwrap();
    let end =
        file["vectors"].as_array().unwrap().iter().find(|v| v["id"] == "case/road/end").unwrap().clone();
    end["request"]["events"].as_array().unwrap()[..count].to_vec()
}

fn decide(events: &[Json], reason: &str, now: &str) -> Json {
    let door = Door::new();
    let case = ask(&door, json!({"op": "complaint.replay", "events": events}));
    let mut facts = vec![
        json!({"kind": "consent_given", "at": "2026-09-01T10:00:00Z"}),
        json!({"kind": "purchase", "at": "2026-10-01T10:00:00Z", "order": "o-17"}),
        json!({"kind": "delivered", "at": "2026-10-03T10:00:00Z", "order": "o-17"}),
        json!({"kind": "contact", "id": "c-1", "at": "2026-10-06T10:00:00Z", "channel": "email", "reason": "check-in"}),
    ];
    // one log of facts feeds both; adding them twice does no harm
    facts.extend(case["facts"].as_array().unwrap().iter().cloned());
    facts.extend(case["facts"].as_array().unwrap().iter().cloned());
    ask(
        &door,
        json!({"op": "followup.decide", "customer": {"timezone": "Europe/London"}, "facts": facts,
               "reason": reason, "channel": "email", "now": now}),
    )
}

fn binding(answer: &Json) -> &str {
    let blocks = answer["blocks"].as_array().unwrap();
    blocks.iter().find(|block| block["binding"] == true).map_or("", |block| block["rule"].as_str().unwrap())
}

#[test]
fn an_open_case_holds_asks() {
    // without the case the review could be asked for on 10 November: a week after the benefit showed
    let answer = decide(&road(6), "ask-review", "2026-11-10T10:00:00Z");
    assert_eq!((answer["verdict"].as_str(), binding(&answer)), (Some("hold"), "heal-first"), "{answer}");
}

#[test]
fn closing_starts_the_recovery() {
    // closed on 5 November, 10:05; a fortnight later
    let answer = decide(&road(13), "ask-review", "2026-11-10T10:00:00Z");
    assert_eq!(answer["verdict"], "wait", "{answer}");
    assert_eq!(answer["allowed_from"], "2026-11-19T10:05:00Z");
    assert_eq!(binding(&answer), "heal-first");
}

#[test]
fn closing_starts_the_tracking_contact() {
    let open = decide(&road(12), "after-complaint", "2026-11-05T10:01:00Z");
    assert_ne!(open["verdict"], "allow");
    // two days after the closing, for a fortnight from it
    let answer = decide(&road(13), "after-complaint", "2026-11-05T12:00:00Z");
    assert_eq!(answer["verdict"], "wait", "{answer}");
    assert_eq!(answer["anchor"]["at"], "2026-11-05T10:05:00Z");
    let blocks = answer["blocks"].as_array().unwrap();
    let window = blocks.iter().find(|block| block["code"] == "reason_window").unwrap();
    assert_eq!(window["clears_at"], "2026-11-07T10:05:00Z");
    assert_eq!(answer["allowed_until"], "2026-11-19T10:05:00Z");
    // three calls were made for the case in seven days, the first on 2 November at 9:30: they count in the cap
    assert_eq!(
        (answer["allowed_from"].as_str(), binding(&answer)),
        (Some("2026-11-09T09:30:00Z"), "not-too-often")
    );
}

#[test]
fn reopening_holds_asks_again() {
    let mut events = road(13);
    events.push(
        json!({"id": "r", "at": "2026-11-20T08:00:00Z", "kind": "reopen", "by": "c-17", "role": "customer"}),
    );
    let answer = decide(&events, "ask-review", "2026-11-21T10:00:00Z");
    assert_eq!((answer["verdict"].as_str(), binding(&answer)), (Some("hold"), "heal-first"), "{answer}");
    // in the week between the end of the recovery and the reopening nothing of the case stood against it
    let between = decide(&road(13), "ask-review", "2026-11-19T12:00:00Z");
    assert_eq!(between["verdict"], "allow", "{between}");
}

// ---- Policy ------------------------------------------------------------------------------------------------------

const HOME: &str = "name = 'home'\nversion = '1'\nextends = ['house@1']\n";

#[test]
fn a_later_document_replaces_entries_and_a_law_is_only_made_stricter() {
    let text = format!(
        "{HOME}[complaints.closure]\nunreached = {{ attempts = 1 }}\n[complaints.authority.by_chance]\ncaring_service = false\n"
    );
    let engine = Engine::from_text(&text).unwrap();
    assert_eq!(engine.complaints().terms().attempts, 1);
    let house = Engine::house().unwrap();
    assert_eq!(engine.complaints().terms().fit, house.complaints().terms().fit, "what is not named stays");
    assert_ne!(engine.fingerprint(), house.fingerprint());
    let replaced: Vec<&str> = engine.policy().replaced.iter().map(|r| r.path.as_str()).collect();
    assert_eq!(replaced, ["complaints.closure", "complaints.authority.by_chance.caring_service"]);
    let lift = Grant::new("g", at("2026-11-02T09:00:00Z"), "ben", Role::ByChance, Power::CaringService);
    let zone = engine.zone("UTC").unwrap();
    let ruling = engine.complaints().authority().rule(&lift, &[], &zone).unwrap();
    assert_eq!(ruling.verdict, Code::NeedsApproval);

    let mut library = Library::new();
    let law = "name = 'law'\nversion = '1'\nkind = 'law'\n[complaints.closure]\nunreached = { attempts = 5 }\n[complaints.report]\ndue = '1d'\n";
    library.add_policy(Policy::parse(law).unwrap());
    let looser = "name = 'p'\nversion = '1'\nextends = ['law@1']\n[complaints.closure]\nunreached = { attempts = 2 }\n";
    let engine = Engine::new(&library, looser).unwrap();
    assert_eq!(engine.complaints().terms().attempts, 5);
    assert!(engine.policy().replaced.is_empty());
    let other = "name = 'p'\nversion = '1'\nextends = ['law@1']\n[complaints.report]\ndue = '24h'\n";
    let error = Engine::new(&library, other).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::LawConflict, "complaints.report.due"));
}

#[test]
fn bad_sections_name_code_path_and_place() {
    let refused = |text: &str, code: Code, path: &str, line: u32, says: &str| {
        let error = Engine::from_text(&format!("{HOME}{text}\n")).map(|_| ()).unwrap_err();
        assert_eq!((error.code(), error.path(), error.line()), (code, path, line), "{error}");
        assert!(error.message().contains(says), "{error}");
    };
    refused(
        "[complaints.remedies]\nproduct_fault = ['refunds']",
        Code::InvalidValue,
        "complaints.remedies.product_fault[0]",
        5,
        "`refund`",
    );
    refused(
        "[complaints.remedies]\nproduct_faults = []",
        Code::UnknownField,
        "complaints.remedies.product_faults",
        5,
        "`product_fault`",
    );
    refused(
        "[complaints.remedies]\nproduct_fault = []",
        Code::InvalidValue,
        "complaints.remedies.product_fault",
        5,
        "never be healed",
    );
    refused(
        "[complaints.closure]\nunreached = { attempts = 0 }",
        Code::InvalidValue,
        "complaints.closure.unreached.attempts",
        5,
        "1 to 99",
    );
    refused(
        "[complaints.closure]\nunreached = { attempts = 3, apart = '1d' }",
        Code::InvalidSpan,
        "complaints.closure.unreached.apart",
        5,
        "hours",
    );
    refused(
        "[complaints.authority.direct]\ncaring_service = 5",
        Code::WrongType,
        "complaints.authority.direct.caring_service",
        5,
        "true, false",
    );
    refused(
        "[complaints.authority.direct]\ncaring_service = { per_case = { EUR = -1 } }",
        Code::NegativeMoney,
        "complaints.authority.direct.caring_service.per_case.EUR",
        5,
        "negative",
    );
    refused(
        "[complaints.authority.direct]\ncaring_service = { per_case = { euro = 1 } }",
        Code::InvalidCurrency,
        "complaints.authority.direct.caring_service.per_case.euro",
        5,
        "`EUR`",
    );
    refused(
        "[complaints.authority.managers]\ncaring_service = true",
        Code::UnknownField,
        "complaints.authority.managers",
        4,
        "unknown field",
    );
    refused(
        "[complaints.approvers.boss]\nrank = 1",
        Code::MissingField,
        "complaints.approvers.boss",
        4,
        "`per_case`",
    );
    refused("[complaints.report]\ndue = '2bd'", Code::InvalidSpan, "complaints.report.due", 5, "civil days");
    refused(
        "[complaints.abuse]\nto_one_customer = 1",
        Code::InvalidValue,
        "complaints.abuse.to_one_customer",
        5,
        "2 to 1000",
    );
}

// ---- Authority ---------------------------------------------------------------------------------------------------

#[test]
fn more_money_is_never_easier_to_grant() {
    let engine = Engine::house().unwrap();
    let (authority, zone) = (engine.complaints().authority(), engine.zone("Europe/Paris").unwrap());
    let weight = |grant: &Grant, earlier: &[Grant]| match authority.rule(grant, earlier, &zone) {
        Ok(ruling) if ruling.verdict == Code::WithinAuthority => 0,
        Ok(ruling) => 10 - ruling.approvers.len(),
        Err(error) => {
            assert_eq!(error.code(), Code::BeyondEveryApprover);
            100
        }
    };
    for seed in seeds(47, 400) {
        let mut rng = Rng::new(seed);
        let start = at("2026-11-02T09:00:00Z").seconds();
        let mut one = |id: &str, most: i64| {
            let when = Instant::from_seconds(start + rng.range(0, 50 * 86_400)).unwrap();
            let by = *rng.pick(&["anna", "ben"]);
            let (role, power) = (rng.pick(&Role::ALL[..3]).1, rng.pick(Power::ALL).1);
            let mut grant = Grant::new(id, when, by, role, power);
            grant.case = rng.pick(&["k-1", "k-2", "k-3"]).to_string();
            grant.amount = Some(Money::new(rng.range(0, most), "EUR").unwrap());
            grant.core_moment = rng.one_in(3);
            grant
        };
        let mut earlier: Vec<Grant> = (0..6).map(|i| one(&format!("g-{i}"), 30_000)).collect();
        let grant = one("g", 1_200_000);
        let less = Money::new(rng.range(0, grant.amount.unwrap().minor() + 1), "EUR").unwrap();
        let smaller = Grant { amount: Some(less), ..grant.clone() };
        assert!(weight(&smaller, &earlier) <= weight(&grant, &earlier), "seed {seed}");
        // fewer grants before never make it harder, and their order does not matter
        rng.shuffle(&mut earlier);
        let all = weight(&grant, &earlier);
        earlier.pop();
        assert!(weight(&grant, &earlier) <= all, "seed {seed}");
        let core = Grant { core_moment: true, ..grant.clone() };
        let plain = Grant { core_moment: false, ..grant };
        assert!(weight(&core, &earlier) <= weight(&plain, &earlier), "seed {seed}");
    }
}
