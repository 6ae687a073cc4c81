//! The counterexamples and the fine print of the kernel, one by one.

use tactful::Code;
use tactful::customer::{Contact, Customer, Direction, Fact, Intent, Kind, Outcome, Purpose};
use tactful::followup::Decision;
use tactful::time::Instant;
use tactful_tests::generate::{compile, zones};

const HEAD: &str =
    "name = 'p'\nversion = '1'\nchannels = ['email', 'phone']\nbenefit.unless_observed.default = '30d'\n";
const TIP: &str = "[reasons.tip]\nvalue = 'v'\npurpose = 'service'\nintent = 'give'\n";
const ASK: &str = "[reasons.ask]\nvalue = 'v'\npurpose = 'service'\nintent = 'ask'\n";

fn t(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn decide(
    policy: &str,
    zone: &str,
    facts: &[Fact],
    planned: &[Contact],
    reason: &str,
    now: &str,
) -> Decision {
    let engine = compile(&format!("{HEAD}{policy}")).unwrap();
    let customer = Customer::new("c").in_zone(zones().get(zone).unwrap());
    let standing = engine.fold(facts, t(now), None).unwrap().standing;
    let plan = engine.plan(planned).unwrap();
    engine.decide(&customer, &standing, &plan, reason, "email", t(now)).unwrap()
}

fn contact(at: &str, intent: Intent) -> Fact {
    Fact::contact(t(at), "email", Purpose::Service, intent).id(at)
}

#[test]
fn a_gap_looks_ahead_to_what_is_planned() {
    let policy = format!("{TIP}[rules.gap]\ngap = '48h'\n");
    let planned = [Contact::new("p", t("2026-07-01T12:00:00Z"), "tip", "email")];
    let decision = decide(&policy, "UTC", &[], &planned, "tip", "2026-06-01T12:00:00Z");
    assert_eq!(decision.verdict(), Code::Allow);
    // 48 hours before it is still allowed, one second later it is not
    assert_eq!(decision.allowed_until(), Some(t("2026-06-29T12:00:01Z")));
    let decision = decide(&policy, "UTC", &[], &planned, "tip", "2026-06-29T12:00:01Z");
    assert_eq!(decision.allowed_from(), Some(t("2026-07-03T12:00:00Z")));
}

#[test]
fn a_month_from_the_30th_and_from_the_31st_end_together() {
    let policy = format!("{TIP}[rules.gap]\ngap = '1mo'\n");
    for day in ["2026-01-30T12:00:00Z", "2026-01-31T10:00:00Z"] {
        let decision =
            decide(&policy, "UTC", &[contact(day, Intent::Give)], &[], "tip", "2026-02-10T00:00:00Z");
        assert_eq!(decision.allowed_from(), Some(t("2026-03-01T00:00:00Z")), "{day}");
    }
}

#[test]
fn the_second_pass_of_a_fold_counts_as_its_end() {
    let policy = format!("{TIP}[rules.gap]\ngap = '1d'\n");
    let sent = [contact("2026-11-01T06:10:00Z", Intent::Give)]; // 01:10 in New York, for the second time
    let decision = decide(&policy, "America/New_York", &sent, &[], "tip", "2026-11-01T12:00:00Z");
    assert_eq!(decision.allowed_from(), Some(t("2026-11-02T07:00:00Z")));
}

#[test]
fn window_and_once_belong_to_one_anchor() {
    let policy =
        format!("{ASK}anchor = {{ fact = 'delivered', per = 'order' }}\nopens = '10d'\ncloses = '30d'\n");
    let facts = [
        Fact::new(Kind::Delivered, t("2026-06-01T12:00:00Z")).order("a").id("1"),
        Fact::new(Kind::Delivered, t("2026-06-10T12:00:00Z")).order("b").id("2"),
        contact("2026-06-12T12:00:00Z", Intent::Ask).reason("ask").order("a"),
    ];
    let decision = decide(&policy, "UTC", &facts, &[], "ask", "2026-06-15T12:00:00Z");
    assert_eq!((decision.verdict(), decision.allowed_from()), (Code::Wait, Some(t("2026-06-20T12:00:00Z"))));
    assert!(decision.anchor().unwrap().is("b"));
    // used up, but live
    let decision =
        decide(&policy, "UTC", &[facts[0].clone(), facts[2].clone()], &[], "ask", "2026-06-15T12:00:00Z");
    assert_eq!(decision.verdict(), Code::Never);
}

#[test]
fn until_is_that_of_the_union_of_anchors() {
    let policy =
        format!("{ASK}anchor = {{ fact = 'delivered', per = 'order' }}\nopens = '1d'\ncloses = '10d'\n");
    let facts = [
        Fact::new(Kind::Delivered, t("2026-06-01T12:00:00Z")).order("a").id("1"),
        Fact::new(Kind::Delivered, t("2026-06-05T12:00:00Z")).order("b").id("2"),
    ];
    let decision = decide(&policy, "UTC", &facts, &[], "ask", "2026-06-08T12:00:00Z");
    assert!(decision.anchor().unwrap().is("a"));
    assert_eq!(decision.allowed_until(), Some(t("2026-06-15T12:00:00Z")));
}

#[test]
fn a_give_and_an_ask_at_one_instant_leave_nothing() {
    let policy = format!("{ASK}[rules.f11]\ngives = 1\nbefore = 'ask'\nwithin = '30d'\n");
    let mut give = contact("2026-06-01T12:00:00Z", Intent::Give);
    give.id = Some("g".to_owned());
    let ask = contact("2026-06-01T12:00:00Z", Intent::Ask);
    let alone = decide(&policy, "UTC", &[give.clone()], &[], "ask", "2026-06-02T12:00:00Z");
    assert_eq!(alone.verdict(), Code::Allow);
    let both = decide(&policy, "UTC", &[give, ask], &[], "ask", "2026-06-02T12:00:00Z");
    assert_eq!(both.verdict(), Code::Hold);
}

#[test]
fn closed_and_reopened_at_one_instant_is_open() {
    let policy = format!("{TIP}[rules.heal]\nhold_while = 'complaint_open'\n");
    let facts = [
        Fact::new(Kind::ComplaintClosed, t("2026-06-01T12:00:00Z")).case("k").id("1"),
        Fact::new(Kind::ComplaintReopened, t("2026-06-01T12:00:00Z")).case("k").id("2"),
    ];
    assert_eq!(decide(&policy, "UTC", &facts, &[], "tip", "2026-06-02T12:00:00Z").verdict(), Code::Hold);
    assert_eq!(
        decide(&policy, "UTC", &facts[..1], &[], "tip", "2026-06-02T12:00:00Z").verdict(),
        Code::Allow
    );
}

#[test]
fn withdrawal_wins_a_tie() {
    let policy = format!("{TIP}[rules.consent]\nneeds = 'consent'\n");
    let given = Fact::new(Kind::ConsentGiven, t("2026-06-01T12:00:00Z")).id("1");
    let taken = Fact::new(Kind::ConsentWithdrawn, t("2026-06-01T12:00:00Z")).id("2");
    let now = "2026-06-02T12:00:00Z";
    assert_eq!(decide(&policy, "UTC", std::slice::from_ref(&given), &[], "tip", now).verdict(), Code::Allow);
    assert_eq!(decide(&policy, "UTC", &[given, taken], &[], "tip", now).verdict(), Code::Hold);
}

#[test]
fn inbound_contacts_do_not_count_but_a_talk_cools_off() {
    let mut call = contact("2026-06-01T12:00:00Z", Intent::Service).outcome(Outcome::Conversation);
    call.direction = Some(Direction::In);
    let now = "2026-06-01T13:00:00Z";
    let gap = format!("{TIP}[rules.gap]\ngap = '48h'\n");
    assert_eq!(decide(&gap, "UTC", &[call.clone()], &[], "tip", now).verdict(), Code::Allow);
    let cool = format!("{TIP}[rules.cool]\ncool_off = '48h'\nafter = 'conversation'\n");
    assert_eq!(
        decide(&cool, "UTC", &[call], &[], "tip", now).allowed_from(),
        Some(t("2026-06-03T12:00:00Z"))
    );
}

#[test]
fn hours_that_never_meet_say_so() {
    let policy = format!(
        "{TIP}[rules.a]\nonly_within = 'ny'\n[rules.b]\nsend_window = ['09:00-17:00']\n\
         [calendars.ny]\ntimezone = 'America/New_York'\nweekly = {{ mon = ['09:00-17:00'] }}\n"
    );
    let decision = decide(&policy, "Asia/Shanghai", &[], &[], "tip", "2026-06-01T12:00:00Z");
    assert_eq!(decision.verdict(), Code::Never);
    assert!(decision.warnings().any(|code| code == Code::NoOverlap));
    assert!(decision.warnings().any(|code| code == Code::HorizonReached));
}

#[test]
fn windows_that_touch_are_one() {
    let policy = format!("{TIP}[rules.n]\nsend_window = ['22:00-24:00', '00:00-06:00']\n");
    let decision = decide(&policy, "UTC", &[], &[], "tip", "2026-06-01T12:00:00Z");
    assert_eq!(decision.allowed_from(), Some(t("2026-06-01T22:00:00Z")));
    assert_eq!(decision.allowed_until(), Some(t("2026-06-02T06:00:00Z")));
}

#[test]
fn what_came_back_before_it_showed_its_worth_is_not_asked_about() {
    let policy = format!(
        "{ASK}anchor = {{ fact = 'benefit_realised', per = 'order' }}\ncloses = '30d'\nblocks = 'returned'\n"
    );
    let facts = [
        Fact::new(Kind::Delivered, t("2026-06-01T12:00:00Z")).order("a").id("1"),
        Fact::new(Kind::Returned, t("2026-06-05T12:00:00Z")).order("a").id("2"),
    ];
    assert_eq!(decide(&policy, "UTC", &facts[..1], &[], "ask", "2026-06-08T12:00:00Z").verdict(), Code::Wait);
    assert_eq!(decide(&policy, "UTC", &facts, &[], "ask", "2026-06-08T12:00:00Z").verdict(), Code::Never);
}

#[test]
fn needs_and_blocks_hold_without_an_anchor() {
    let policy = format!("{TIP}needs = 'inquiry'\nblocks = 'feedback'\n");
    let facts = [
        Fact::new(Kind::Inquiry, t("2026-06-01T12:00:00Z")).id("1"),
        Fact::new(Kind::Feedback, t("2026-06-05T12:00:00Z")).id("2"),
    ];
    let now = "2026-06-08T12:00:00Z";
    assert_eq!(decide(&policy, "UTC", &[], &[], "tip", now).verdict(), Code::Hold);
    assert_eq!(decide(&policy, "UTC", &facts[..1], &[], "tip", now).verdict(), Code::Allow);
    assert_eq!(decide(&policy, "UTC", &facts, &[], "tip", now).verdict(), Code::Never);
}
