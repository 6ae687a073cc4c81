//! What is unknown, untold or forgotten never makes an answer laxer (law 6).

use tactful::Code;
use tactful_json::Door;

const CONSENT: &str = "[reasons.h]\nvalue = 'v'\npurpose = 'survey'\nintent = 'ask'\nevery = '30d'\n\
                       [rules.consent]\nneeds = 'consent'\npurposes = ['marketing', 'survey', 'relationship']\n";
const GIVEN: &str = r#"{"kind": "consent_given", "at": "2026-01-01T00:00:00Z", "id": "g"}"#;

/// The verdict for reason `h` by the channel, at 2026-11-20T12:00Z, or the code of the error.
fn verdict(policy: &str, facts: &[&str], more: &str) -> String {
    let text = serde_json::to_string(&format!("name = 'p'\nversion = '1'\n{policy}")).unwrap();
    let channel = if more.starts_with(", \"channel\"") { "" } else { r#""channel": "email","# };
    let request = format!(
        r#"{{"op": "followup.decide", "policy": {text}, {channel} "reason": "h", "now": "2026-11-20T12:00:00Z",
            "customer": {{"timezone": "UTC", "history_since": "2015-01-01T00:00:00Z"}}, "facts": [{}] {more}}}"#,
        facts.join(", ")
    );
    match Door::new().call(&request) {
        Ok(answer) => {
            let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
            answer["verdict"].as_str().unwrap().to_owned()
        }
        Err(error) => error.code().as_str().to_owned(),
    }
}

#[test]
fn consents() {
    let is = |facts: &[&str], more: &str| verdict(CONSENT, facts, more);
    let word = |kind: &str, day: &str, more: &str| {
        format!(
            r#"{{"kind": "{kind}", "at": "2026-{day}T00:00:00Z", "id": "{kind}{day}{}" {more}}}"#,
            more.len()
        )
    };
    assert_eq!(is(&[], ""), "hold");
    assert_eq!(is(&[GIVEN], ""), "allow");
    // several purposes are several facts, lest one be lost
    let several = word("consent_withdrawn", "02-01", r#", "purpose": ["marketing", "survey"]"#);
    assert_eq!(is(&[GIVEN, &several], ""), "invalid_value");
    // taken back for a channel that nobody knows: for every one
    let misspelt = word("consent_withdrawn", "02-01", r#", "channel": "e-mail""#);
    assert_eq!(is(&[GIVEN, &misspelt], ""), "hold");
    // granted for one address is not granted for all of them
    let one = word("consent_given", "02-01", r#", "contact_point": "a""#);
    assert_eq!(is(&[&one], ""), "hold");
    assert_eq!(is(&[&one], r#", "contact_point": "a""#), "allow");
    let all_withdrawn = word("consent_withdrawn", "01-02", "");
    assert_eq!(is(&[&all_withdrawn, &one], ""), "hold");
    assert_eq!(is(&[&all_withdrawn, &one], r#", "contact_point": "a""#), "allow");
    assert_eq!(is(&[&all_withdrawn, &one], r#", "contact_point": "b""#), "hold");
    // somebody else's word is not the customer's
    let colleague = word("consent_given", "02-01", r#", "colleague": true"#);
    assert_eq!(is(&[&colleague], ""), "hold");
}

#[test]
fn consents_that_are_pushed_out() {
    let small = format!("sizes = {{ consents = 1 }}\n{CONSENT}");
    let withdrawn =
        r#"{"kind": "consent_withdrawn", "at": "2026-01-02T00:00:00Z", "id": "w", "contact_point": "b"}"#;
    let other = r#"{"kind": "consent_given", "at": "2026-02-01T00:00:00Z", "id": "a", "contact_point": "a"}"#;
    assert_eq!(verdict(CONSENT, &[GIVEN, withdrawn, other], ""), "hold");
    assert_eq!(verdict(&small, &[GIVEN, withdrawn, other], ""), "hold");
}

#[test]
fn a_lift_for_one_channel_lifts_nothing() {
    let policy = "[reasons.h]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n\
                  [rules.no]\nnever_if = ['do_not_contact', 'deceased']\n";
    let asked = r#"{"kind": "do_not_contact", "at": "2026-01-01T00:00:00Z", "id": "d"}"#;
    let lifted = |more: &str| {
        format!(r#"{{"kind": "do_not_contact_lifted", "at": "2026-02-01T00:00:00Z", "id": "l" {more}}}"#)
    };
    assert_eq!(verdict(policy, &[asked], ""), "never");
    assert_eq!(verdict(policy, &[asked, &lifted("")], ""), "allow");
    assert_eq!(verdict(policy, &[asked, &lifted(r#", "channel": "email""#)], ""), "invalid_value");
}

#[test]
fn contacts_that_do_not_say_all() {
    let reason = "[reasons.h]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n";
    let policy = |rule: &str| format!("{reason}[rules.r]\n{rule}\n");
    let contact = |more: &str| {
        format!(
            r#"{{"kind": "contact", "at": "2026-11-15T12:00:00Z", "id": "c", "purpose": "service" {more}}}"#
        )
    };
    let visit = r#", "channel": "visit""#;
    let no_channel = contact(r#", "intent": "give""#);
    assert_eq!(verdict(&policy("gap = '30d'\nchannels = ['visit']"), &[&no_channel], visit), "wait");
    let other_channel = contact(r#", "intent": "give", "channel": "email""#);
    assert_eq!(verdict(&policy("gap = '30d'\nchannels = ['visit']"), &[&other_channel], visit), "allow");
    let no_intent = contact(r#", "channel": "email""#);
    assert_eq!(verdict(&policy("gap = '14d'\nintents = ['give']"), &[&no_intent], ""), "wait");
    // what is planned may turn out to be one that counts
    let planned =
        r#", "planned": [{"id": "p", "at": "2026-11-21T10:00:00Z", "reason": "h", "channel": "email"}]"#;
    let answered = policy("gap = '48h'\ncounts = { outcomes = ['answered', 'conversation'] }");
    assert_eq!(verdict(&answered, &[], planned), "wait");
    // but a give whose intent nobody told pays for no request
    let ask = "[reasons.h]\nvalue = 'v'\npurpose = 'service'\nintent = 'ask'\n[rules.b]\ngives = 1\nbefore = 'ask'\n\
               within = '90d'\n";
    assert_eq!(verdict(ask, &[&no_intent], ""), "hold");
    assert_eq!(verdict(ask, &[&no_channel], ""), "allow");
    let failed = r#"{"kind": "service_act", "at": "2026-11-15T12:00:00Z", "id": "s", "outcome": "failed"}"#;
    assert_eq!(verdict(ask, &[failed], ""), "hold");
}

#[test]
fn what_names_no_order_may_be_about_this_one() {
    let policy = "[benefit]\nunless_observed = { default = '30d', equipment = '60d' }\n\
                  [reasons.h]\nvalue = 'v'\npurpose = 'service'\nintent = 'ask'\n\
                  anchor = { fact = 'benefit_realised', per = 'order' }\ncloses = '60d'\nblocks = ['returned']\n";
    let delivered = r#"{"kind": "delivered", "at": "2026-10-01T12:00:00Z", "id": "d", "order": "o"}"#;
    assert_eq!(verdict(policy, &[delivered], ""), "allow");
    let asked = r#"{"kind": "contact", "at": "2026-10-20T12:00:00Z", "id": "c", "reason": "h"}"#;
    assert_eq!(verdict(policy, &[delivered, asked], ""), "never");
    let returned = r#"{"kind": "returned", "at": "2026-10-20T12:00:00Z", "id": "r"}"#;
    assert_eq!(verdict(policy, &[delivered, returned], ""), "never");
    // the product may be told with the purchase alone
    let bought = r#"{"kind": "purchase", "at": "2026-09-30T12:00:00Z", "id": "b", "order": "o", "product": "equipment"}"#;
    assert_eq!(verdict(policy, &[delivered, bought], ""), "wait");
}

#[test]
fn what_did_not_reach_the_customer_breaks_no_silence() {
    let policy = "touches = ['contact', 'delivered']\n[reasons.h]\nvalue = 'v'\npurpose = 'service'\nintent = 'ask'\n\
                  [rules.s]\nsilence_limit = '7mo'\n";
    let delivered = r#"{"kind": "delivered", "at": "2026-01-05T12:00:00Z", "id": "d"}"#;
    let contact = |outcome: &str| {
        format!(r#"{{"kind": "contact", "at": "2026-11-10T12:00:00Z", "id": "c", "outcome": "{outcome}"}}"#)
    };
    assert_eq!(verdict(policy, &[delivered], ""), "hold");
    assert_eq!(verdict(policy, &[delivered, &contact("bounced")], ""), "hold");
    assert_eq!(verdict(policy, &[delivered, &contact("read")], ""), "allow");
}

#[test]
fn an_anchor_at_another_stage_is_not_unknown() {
    let policy = "[reasons.h]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\nstages = ['experience']\n\
                  anchor = { fact = 'delivered', per = 'order' }\n";
    let delivered = r#"{"kind": "delivered", "at": "2026-11-05T12:00:00Z", "id": "d", "order": "o"}"#;
    assert_eq!(verdict(policy, &[delivered], r#", "anchor": "o""#), Code::NotApplicable.as_str());
    let everywhere = policy.replace("stages = ['experience']\n", "");
    assert_eq!(verdict(&everywhere, &[delivered], r#", "anchor": "x""#), Code::UnknownOrder.as_str());
    assert_eq!(verdict(&everywhere, &[delivered], r#", "anchor": "o""#), "allow");
}
