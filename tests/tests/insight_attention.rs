//! The loop closes: a survey, what matters in it, a document with its grounds, a policy that extends it, its attention.

use std::collections::BTreeMap;
use tactful::policy::{Library, Policy};
use tactful::touchpoint::By;
use tactful::{Code, Engine};
use tactful_insight::attention::{Heading, Learnt, attention_document};
use tactful_insight::importance::{Column, Exact, Resampling, Survey, intervals, linear};

/// Customers who wait long are not content; how they are spoken to counts a little.
fn survey() -> Survey {
    let row = |row: u32| (f64::from(row * 7 % 5), f64::from(row * 3 % 4), f64::from(row * 5 % 7) / 4.0);
    let rows: Vec<(f64, f64, f64)> = (0..140).map(row).collect();
    let outcome = rows.iter().map(|(speed, tone, noise)| 3.0 * speed + tone + noise).collect();
    Survey::new(
        Column::new("content", outcome),
        vec![
            Column::new("How long did it take?\n[rules.nights]", rows.iter().map(|row| row.0).collect()),
            Column::new("attitude", rows.iter().map(|row| row.1).collect()),
        ],
    )
}

fn codes() -> BTreeMap<String, String> {
    BTreeMap::from([("How long did it take?\n[rules.nights]".to_owned(), "connection_speed".to_owned())])
}

fn heading() -> Heading {
    Heading { name: "attention".into(), version: "2026-11".into(), extends: Vec::new() }
}

fn learnt(value: &str) -> Learnt {
    let found = linear(&survey(), Exact::default()).unwrap();
    let sure = intervals(&survey(), Exact::default(), Resampling { replicates: 50, ..Resampling::default() });
    Learnt::new(By::Tier, value, &found, Some(&sure.unwrap()))
}

#[test]
fn a_survey_becomes_the_attention_of_a_policy() {
    let house = Engine::house().unwrap();
    let before = house.attention(Some("gold"), None).unwrap();
    let proposal = attention_document(&house, &heading(), &[learnt("gold")], &codes()).unwrap();
    // nothing has changed by asking
    assert_eq!(house.attention(Some("gold"), None).unwrap(), before);

    let mut library = Library::new();
    library.add(&proposal.document).unwrap();
    let own = "name = \"own\"\nversion = \"1\"\nextends = [\"house@1\", \"attention@2026-11\"]";
    let policy = library.resolve(Policy::parse(own).unwrap()).unwrap();
    let engine = Engine::compile(policy, std::sync::Arc::clone(house.zones())).unwrap();
    let after = engine.attention(Some("gold"), None).unwrap();
    let weight = |weights: &[(String, i64)], code: &str| {
        weights.iter().find(|(known, _)| known == code).map(|(_, weight)| *weight)
    };
    for change in &proposal.changes {
        assert_eq!(weight(&after, &change.touchpoint), Some(change.after_per_mille));
        let now = weight(&before, &change.touchpoint).unwrap_or(1000);
        assert_eq!(now, change.before_per_mille, "{}", change.touchpoint);
    }
    // every touchpoint that had a weight has one still, and two drivers of mean importance weigh 2000 together
    assert!(before.iter().all(|(code, _)| weight(&after, code).is_some()));
    let (speed, tone) = (weight(&after, "connection_speed").unwrap(), weight(&after, "attitude").unwrap());
    assert!(speed > 1500 && tone < 500 && (speed + tone - 2000).abs() <= 1, "{speed} {tone}");
    assert_eq!(weight(&after, "willingness"), Some(1500));
    // other profiles are as they were
    assert_eq!(engine.attention(Some("ordinary"), None), house.attention(Some("ordinary"), None));
    assert!(engine.check().ok());
}

#[test]
fn a_later_document_is_told_as_a_replacement() {
    let house = Engine::house().unwrap();
    let first = attention_document(&house, &heading(), &[learnt("gold")], &codes()).unwrap();
    let second = Heading {
        name: "attention".into(),
        version: "2027-02".into(),
        extends: vec!["attention@2026-11".into()],
    };
    let mut library = Library::new();
    library.add(&first.document).unwrap();
    let second = attention_document(&house, &second, &[learnt("gold")], &codes()).unwrap();
    let policy = library.resolve(Policy::parse(&second.document).unwrap()).unwrap();
    let replaced: Vec<&str> = policy.replaced.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(replaced, ["touchpoints.attention.tier.gold"]);
}

/// Words of the survey stand in comments alone: they bring no rule, whatever they are.
#[test]
fn words_of_a_survey_are_no_entries() {
    let house = Engine::house().unwrap();
    let proposal =
        attention_document(&house, &heading(), &[learnt("gold"), learnt("silver")], &codes()).unwrap();
    let policy = Policy::parse(&proposal.document).unwrap();
    assert_eq!((policy.rules.len(), policy.touchpoints.attention.len()), (0, 2));
    assert_eq!(policy.touchpoints.catalogues, []);
}

#[test]
fn what_would_do_nothing_is_refused() {
    let house = Engine::house().unwrap();
    let refused = |learnt: &[Learnt], codes: &BTreeMap<String, String>, heading: Heading| {
        attention_document(&house, &heading, learnt, codes).unwrap_err()
    };
    let slip = BTreeMap::from([(survey().drivers[0].name.clone(), "conection_speed".to_owned())]);
    let error = refused(&[learnt("gold")], &slip, heading());
    assert_eq!(error.code(), Code::UnknownTouchpoint);
    assert!(error.message().contains("`connection_speed`"), "{}", error.message());
    let both = BTreeMap::from([(survey().drivers[0].name.clone(), "attitude".to_owned())]);
    assert_eq!(refused(&[learnt("gold")], &both, heading()).code(), Code::DuplicateId);
    assert_eq!(refused(&[learnt("gold"), learnt("gold")], &codes(), heading()).code(), Code::DuplicateId);
    assert_eq!(refused(&[], &codes(), heading()).code(), Code::InvalidValue);
    assert_eq!(refused(&[learnt("very gold")], &codes(), heading()).code(), Code::InvalidValue);
    let odd = Heading { name: "a\"b".into(), ..heading() };
    assert_eq!(refused(&[learnt("gold")], &codes(), odd).code(), Code::InvalidValue);
    let nothing = Learnt { shares: vec![("attitude".into(), 0.0)], intervals: None, ..learnt("gold") };
    assert_eq!(refused(&[nothing], &codes(), heading()).code(), Code::InvalidValue);
}
