//! Bad input gets a clear error or a flagged answer, changes nothing, and never panics or hangs.

use tactful::customer::{Customer, Fact, Intent, Kind, Purpose};
use tactful::document::{parse_bytes, parse_json, parse_toml};
use tactful::followup::Plan;
use tactful::policy::Policy;
use tactful::time::{Calendar, CalendarSpec, Instant, Weekday, Zones};
use tactful::{Code, Engine};
use tactful_json::Door;

const POLICY: &str = "
name = 'shop'
version = '1'
[reasons.tip]
value = 'good advice'
purpose = 'service'
intent = 'give'
[reasons.other]
value = 'good advice'
purpose = 'service'
intent = 'give'
[rules.not-too-often]
at_most = 2
per = '7d'
";

fn engine() -> Engine {
    Engine::from_text(POLICY).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn customer(engine: &Engine) -> Customer {
    Customer::new("c-1").in_zone(engine.zone("Europe/Paris").unwrap())
}

fn contact(text: &str, id: &str) -> Fact {
    Fact::contact(at(text), "email", Purpose::Service, Intent::Give).id(id)
}

#[test]
fn a_fact_dated_9999_neither_counts_nor_pushes_anything_out() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let sent = [contact("2026-11-19T09:00:00Z", "a"), contact("2026-11-20T09:00:00Z", "b")];
    let known = engine.fold(&sent, now, None).unwrap();
    let mut more = sent.to_vec();
    more.push(contact("9999-12-31T23:59:59Z", "far"));
    let with_far = engine.fold(&more, now, None).unwrap();
    assert_eq!(with_far.standing, known.standing);
    assert_eq!(with_far.pending.len(), 1);
    assert_eq!(with_far.warnings, [Code::PendingFacts]);
}

#[test]
fn order_and_repetition_do_not_matter() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let facts = [
        contact("2026-11-19T09:00:00Z", "a"),
        contact("2026-11-20T09:00:00Z", "b"),
        Fact::new(Kind::Purchase, at("2026-11-01T09:00:00Z")).order("o-1"),
    ];
    let straight = engine.fold(&facts, now, None).unwrap().standing;
    let mut messy: Vec<Fact> = facts.iter().rev().cloned().collect();
    messy.extend(facts.iter().cloned());
    assert_eq!(engine.fold(&messy, now, None).unwrap().standing, straight);
}

#[test]
fn one_id_for_two_facts_is_refused() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let facts = [contact("2026-11-19T09:00:00Z", "a"), contact("2026-11-20T09:00:00Z", "a")];
    assert_eq!(engine.fold(&facts, now, None).unwrap_err().code(), Code::FactConflict);
}

#[test]
fn missing_ids_are_flagged_and_equal_copies_count_once() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let mut fact = contact("2026-11-20T09:00:00Z", "a");
    fact.id = None;
    let folded = engine.fold(&[fact.clone(), fact], now, None).unwrap();
    assert_eq!(folded.warnings, [Code::IdsMissing]);
    let decision =
        engine.decide(&customer(&engine), &folded.standing, &Plan::default(), "tip", "email", now).unwrap();
    assert_eq!(decision.verdict(), Code::Allow);
    assert!(decision.warnings().any(|code| code == Code::IdsMissing));
}

#[test]
fn a_history_too_short_for_a_cap_blocks_until_it_no_longer_matters() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let short = customer(&engine).history_since(at("2026-11-20T00:00:00Z"));
    let standing = engine.empty_standing();
    let decision = engine.decide(&short, &standing, &Plan::default(), "tip", "email", now).unwrap();
    assert_eq!(decision.verdict(), Code::Wait);
    assert_eq!(decision.blocks()[0].code(), Code::HistoryShort);
    // the last contact nobody knows of can have been made the second before
    assert_eq!(decision.allowed_from(), Some(at("2026-11-26T23:59:59Z")));
    assert!(decision.warnings().any(|code| code == Code::HistoryShort));
    let complete = customer(&engine).history_since(at("2026-11-01T00:00:00Z"));
    let decision = engine.decide(&complete, &standing, &Plan::default(), "tip", "email", now).unwrap();
    assert_eq!(decision.verdict(), Code::Allow);
    let unknown =
        engine.decide(&customer(&engine), &standing, &Plan::default(), "tip", "email", now).unwrap();
    assert!(unknown.warnings().any(|code| code == Code::HistoryAssumed));
}

#[test]
fn a_standing_of_another_shape_is_refused_or_adopted() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let standing = engine.fold(&[contact("2026-11-20T09:00:00Z", "a")], now, None).unwrap().standing;
    let stricter =
        Engine::from_text(&format!("{POLICY}\n[rules.gap]\ngap = '48h'\nchannels = ['phone']")).unwrap();
    let refused =
        stricter.decide(&customer(&stricter), &standing, &Plan::default(), "tip", "email", now).unwrap_err();
    assert_eq!(refused.code(), Code::StandingShape);
    assert_eq!(stricter.adopt(&standing).unwrap_err().code(), Code::StandingShape);
    assert_eq!(stricter.standing_from_bytes(&standing.to_bytes()).unwrap_err().code(), Code::StandingShape);
    // texts, priorities and caps up to the kept depth need no new fold
    let looser = POLICY.replace("at_most = 2", "at_most = 3").replace("good advice", "better advice");
    let looser = Engine::from_text(&looser).unwrap();
    let adopted = looser.adopt(&standing).unwrap();
    let decision =
        looser.decide(&customer(&looser), &adopted, &Plan::default(), "tip", "email", now).unwrap();
    assert_eq!(decision.verdict(), Code::Allow);
    // the bytes of a standing are checked
    let mut bytes = standing.to_bytes();
    assert_eq!(engine.standing_from_bytes(&bytes).unwrap(), standing);
    for place in [0, 8, 16, 40, bytes.len() - 1] {
        bytes[place] ^= 1;
        assert_eq!(engine.standing_from_bytes(&bytes).unwrap_err().code(), Code::InvalidStanding);
        bytes[place] ^= 1;
    }
    for length in 0..bytes.len() {
        assert_eq!(engine.standing_from_bytes(&bytes[..length]).unwrap_err().code(), Code::InvalidStanding);
    }
}

#[test]
fn renaming_a_reason_does_not_forget_what_was_sent() {
    let before = Engine::from_text(&POLICY.replace("[reasons.tip]", "[reasons.tip]\nonce = 'ever'")).unwrap();
    let renamed = POLICY.replace("[reasons.tip]", "[reasons.hint]\nformerly = ['tip']\nonce = 'ever'");
    let after = Engine::from_text(&renamed).unwrap();
    let now = at("2026-11-21T09:00:00Z");
    let sent = contact("2026-01-20T09:00:00Z", "a").reason("tip");
    let kept = before.fold(std::slice::from_ref(&sent), now, None).unwrap().standing;
    for standing in [after.adopt(&kept).unwrap(), after.fold(&[sent], now, None).unwrap().standing] {
        let decision =
            after.decide(&customer(&after), &standing, &Plan::default(), "hint", "email", now).unwrap();
        assert_eq!(decision.verdict(), Code::Never);
        assert_eq!(decision.blocks()[0].code(), Code::Once);
    }
}

#[test]
fn an_earlier_question_needs_the_facts() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    let facts = [contact("2026-11-20T09:00:00Z", "a")];
    let standing = engine.fold(&facts, now, None).unwrap().standing;
    let early = at("2026-11-19T09:00:00Z");
    let refused =
        engine.decide(&customer(&engine), &standing, &Plan::default(), "tip", "email", early).unwrap_err();
    assert_eq!(refused.code(), Code::AsOfNeedsFacts);
    let then = engine.fold(&facts, early, None).unwrap();
    let decision =
        engine.decide(&customer(&engine), &then.standing, &Plan::default(), "tip", "email", early).unwrap();
    assert_eq!(decision.verdict(), Code::Allow);
}

#[test]
fn corrections_ask_for_a_new_fold() {
    let engine = engine();
    let now = at("2026-11-21T09:00:00Z");
    for kind in [Kind::Corrected, Kind::Erased] {
        let refused = engine.fold(&[Fact::new(kind, now)], now, None).unwrap_err();
        assert_eq!(refused.code(), Code::RebuildNeeded);
    }
    let mut standing = engine.empty_standing();
    let before = standing.clone();
    assert!(engine.fold_into(&mut standing, &Fact::new(Kind::Erased, now)).is_err());
    assert_eq!(standing, before);
}

#[test]
fn a_million_holidays_load() {
    let mut spec = CalendarSpec::new("Europe/Paris").open(&Weekday::ALL, "09:00", "17:00");
    for i in 0..1_000_000 {
        let day = tactful::time::Date::from_days(i % 40_000).unwrap();
        spec = spec.holiday(&day.to_string());
    }
    let calendar = Calendar::compile(&spec, &Zones::bundled()).unwrap();
    assert!(!calendar.is_open(at("2026-11-20T10:00:00Z")));
}

#[test]
fn deep_long_and_broken_documents() {
    assert_eq!(parse_json(&"[".repeat(100_000)).unwrap_err().code(), Code::TooDeep);
    assert!(parse_toml(&format!("a = {}", "[".repeat(100_000))).is_err());
    assert_eq!(parse_bytes(b"name = '\xff'").unwrap_err().code(), Code::InvalidUtf8);
    let not_a_number = parse_toml("horizon = nan").unwrap_err();
    assert_eq!(not_a_number.code(), Code::InvalidValue);
    assert_eq!(Policy::parse("").unwrap_err().code(), Code::MissingField);
    assert_eq!(Policy::parse("[]").unwrap_err().code(), Code::WrongType);
}

#[test]
fn instants_out_of_range_naive_ones_and_unknown_zones() {
    assert_eq!(Instant::parse("+10000-01-01T00:00:00Z").unwrap_err().code(), Code::OutOfRange);
    assert_eq!(Instant::from_seconds(i64::MAX).unwrap_err().code(), Code::OutOfRange);
    for naive in ["2026-11-21T09:30:00", "2026-11-21 09:30", "2026-11-21T09:30:00.5"] {
        assert_eq!(Instant::parse(naive).unwrap_err().code(), Code::NaiveTime, "{naive}");
    }
    for wrong in
        ["", "tomorrow", "2026-02-30T00:00:00Z", "2026-11-21T25:00:00Z", "2026-11-21", "\u{0}", "２０２６"]
    {
        assert!(Instant::parse(wrong).is_err(), "{wrong}");
    }
    let door = Door::new();
    let request = |zone: &str, now: &str| {
        format!(
            r#"{{"op": "followup.decide", "customer": {{"timezone": "{zone}"}}, "facts": [],
                "reason": "check-in", "channel": "email", "now": "{now}"}}"#
        )
    };
    let code = |zone: &str, now: &str| door.call(&request(zone, now)).unwrap_err();
    let unknown = code("Europe/Pari", "2026-11-21T09:30:00Z");
    assert_eq!((unknown.code(), unknown.path()), (Code::UnknownTz, "customer.timezone"));
    assert_eq!(code("Europe/Paris", "2026-11-21T09:30:00").code(), Code::NaiveTime);
    assert_eq!(code("Europe/Paris", "NaN").code(), Code::InvalidTime);
}

#[test]
fn the_last_second_of_time_is_no_special_case() {
    let engine = engine();
    for now in [Instant::MAX, Instant::MIN] {
        let standing = engine.empty_standing();
        let decision =
            engine.decide(&customer(&engine), &standing, &Plan::default(), "tip", "email", now).unwrap();
        assert_ne!(decision.verdict(), Code::Expired);
        engine.agenda(&customer(&engine), &standing, &Plan::default(), now, 10).unwrap();
    }
    let house = Engine::house().unwrap();
    for now in [Instant::MAX, Instant::MIN] {
        let standing = house.empty_standing();
        house.decide_all(&customer(&house), &standing, &Plan::default(), None, now).unwrap();
    }
}

#[test]
fn returns_without_an_order_push_no_order_out() {
    let engine = Engine::from_text(
        "name = 'p'\nversion = '1'\nsizes = { orders = 2 }\n[reasons.tip]\nvalue = 'good advice'\npurpose = 'service'\n\
         intent = 'give'\nanchor = { fact = 'delivered', per = 'order' }\ncloses = '90d'\nblocks = ['returned']",
    )
    .unwrap();
    let now = at("2026-11-21T09:00:00Z");
    let mut facts = vec![Fact::new(Kind::Delivered, at("2026-11-01T09:00:00Z")).order("o-1")];
    facts.extend((1..9).map(|day| Fact::new(Kind::Returned, at(&format!("2026-11-1{day}T09:00:00Z")))));
    let standing = engine.fold(&facts, now, None).unwrap().standing;
    assert!(!standing.is_truncated());
    // but they may have been about it
    let decision =
        engine.decide(&customer(&engine), &standing, &Plan::default(), "tip", "email", now).unwrap();
    assert_eq!(decision.verdict(), Code::Never);
    assert_eq!(decision.blocks()[0].code(), Code::BlockedBy);
}
