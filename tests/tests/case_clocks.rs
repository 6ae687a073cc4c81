//! One log feeds both: what a case tells its clocks agrees with its state.

use tactful::complaint::{Case, Event, EventKind, Occurrence, Part, Role, Wait, clock};
use tactful::complaint::{PartState, Status};
use tactful::customer::Customer;
use tactful::time::Instant;
use tactful::{Code, Engine};
use tactful_tests::generate::{Rng, case_event, seeds};

const POLICY: &str = r#"
    name = "desk"
    version = "1"
    extends = ["house@1"]
    [complaints]
    events = ["testing_started", "testing_ended"]
    topics = ["payments"]
    [complaints.clocks.answer]
    per = "part"
    starts_on = "received"
    span = "20d"
    met_by = "solved"
    pause_on = ["pending", "on_hold"]
    reopen = "resume"
    extend = [{ to = "30d", approver = "board" }]
    [complaints.clocks.payments]
    topics = ["payments"]
    starts_on = "received"
    span = "15d"
    met_by = "final_response"
    [complaints.clocks.test]
    starts_on = "testing_started"
    span = "2d"
    met_by = "testing_ended"
"#;

fn desk() -> Engine {
    Engine::from_text(POLICY).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn event(id: &str, when: &str, kind: EventKind) -> Event {
    Event::new(id, at(when), kind, "anna", Role::Direct)
}

/// What the words of clocks say of where a case or part stands: solved, closed, for whom it waits.
fn heard(log: &[Occurrence], part: Option<Part>) -> (bool, bool, Option<Wait>) {
    let (mut solved, mut closed, mut wait) = (false, false, None);
    for told in log.iter().filter(|told| told.part.is_none() || told.part == part) {
        match told.event {
            clock::Event::SOLVED => (solved, closed) = (true, false),
            clock::Event::CLOSED => closed = true,
            clock::Event::REOPENED => (solved, closed) = (false, false),
            clock::Event::PENDING => wait = Some(Wait::Customer),
            clock::Event::ON_HOLD => wait = Some(Wait::Others),
            clock::Event::RESUMED => wait = None,
            _ => {}
        }
    }
    (solved, closed, wait)
}

fn agrees(status: Status, (solved, closed, wait): (bool, bool, Option<Wait>)) -> bool {
    match status {
        Status::Closed => closed,
        Status::Pending => !closed && wait == Some(Wait::Customer),
        Status::OnHold => !closed && wait == Some(Wait::Others),
        Status::Solved => !closed && solved && wait.is_none(),
        Status::New | Status::Open | Status::Reopened => !closed && !solved && wait.is_none(),
    }
}

#[test]
fn what_clocks_hear_agrees_with_the_state() {
    let engine = Engine::house().unwrap();
    let complaints = engine.complaints();
    let mut seen = std::collections::BTreeSet::new();
    for seed in seeds(57, 400) {
        let mut rng = Rng::new(seed);
        let opened = Event::new("e-1", at("2026-11-02T09:00:00Z"), EventKind::Opened, "c-17", Role::Customer);
        let mut case = Case::open("k-1", opened).unwrap();
        for number in 2..70 {
            let mut event = case_event(&mut rng, &case, number);
            event.case = None;
            if let Some(due) =
                case.next_acts(complaints).iter().find(|next| next.due).filter(|_| !rng.one_in(3))
            {
                (event.kind, event.role) = (due.kind, Role::Direct);
                event.part = Some(case.part_names()[usize::from(due.part)].clone()).filter(|p| !p.is_empty());
                if event.kind == EventKind::Commit {
                    event.commitment = Some(format!("m-{number}"));
                }
            }
            if case.act(complaints, event, case.version()).is_err() {
                continue;
            }
            let log = case.occurrences(&engine);
            assert!(log.is_sorted_by(|a, b| a < b), "seed {seed}: in the order of time, each once");
            let state = case.state();
            if state.parts().len() == 1 {
                seen.insert(state.status());
                assert!(
                    agrees(state.status(), heard(&log, None)),
                    "seed {seed}: {:?} {log:?}",
                    state.status()
                );
            }
            let closed = heard(&log, None).1;
            assert_eq!(closed, state.is_closed(), "seed {seed}");
            let all_put_right = state.parts().iter().all(|p| p.ending().is_some() || p.is_put_right());
            assert_eq!(heard(&log, None).0 || closed, all_put_right, "seed {seed}");
        }
    }
    assert_eq!(seen.len(), Status::ALL.len(), "every status was met: {seen:?}");
}

#[test]
fn each_part_has_its_own_clock() {
    let engine = desk();
    let complaints = engine.complaints();
    let (customer, now) = (Customer::new("c-1"), at("2026-11-20T12:00:00Z"));
    for seed in seeds(58, 200) {
        let mut rng = Rng::new(seed);
        let opened = Event::new("e-1", at("2026-11-02T09:00:00Z"), EventKind::Opened, "c-17", Role::Customer);
        let mut case = Case::open("k-1", opened).unwrap();
        for number in 2..60 {
            let mut event = case_event(&mut rng, &case, number);
            (event.case, event.role) = (None, Role::Direct);
            if event.kind == EventKind::Wait {
                event.kind = EventKind::Split;
                event.part = Some(format!("q-{number}"));
            }
            let next = case.next_acts(complaints);
            let due: Vec<_> = next.iter().filter(|next| next.due).collect();
            if !due.is_empty() && !rng.one_in(4) {
                let due = *rng.pick(&due);
                event.kind = due.kind;
                event.part = Some(case.part_names()[usize::from(due.part)].clone()).filter(|p| !p.is_empty());
                if event.kind == EventKind::Commit {
                    event.commitment = Some(format!("m-{number}"));
                }
            }
            let _ = case.act(complaints, event, case.version());
        }
        let last = case.events().last().unwrap().at;
        let now = now.max(last);
        let readings = engine.case_clocks(&case, &customer, now, None).unwrap();
        let place = engine.clock_ids().position(|id| id == "answer").unwrap() as u16;
        let answers: Vec<_> = readings.list.iter().filter(|reading| reading.clock == place).collect();
        let parts = case.state().parts();
        assert_eq!(answers.len(), parts.len(), "seed {seed}");
        for (answer, part) in answers.iter().zip(parts) {
            let open = |part: &PartState| part.ending().is_none();
            let met = matches!(answer.state, clock::State::Met | clock::State::MetLate);
            let ended = answer.state == clock::State::Ended;
            let stands = answer.paused.last().is_some_and(|(_, until)| until.is_none());
            if open(part) {
                assert_eq!(met, part.is_put_right(), "seed {seed}: {answer:?} {part:?}");
                let waits = matches!(part.status(), Status::Pending | Status::OnHold) && !met;
                assert_eq!(stands, waits, "seed {seed}: {answer:?} {part:?}");
            } else {
                assert!(met || ended, "seed {seed}: {answer:?} {part:?}");
            }
        }
        let mut dues = Vec::new();
        engine.case_dues(&case, &customer, now, &mut dues).unwrap();
        let shown = readings.list.iter().map(|r| (r.clock, r.part, r.state, r.due_at, r.breached));
        assert!(
            shown.eq(dues.iter().map(|d| (d.clock, d.part, d.state, d.due_at, d.breached))),
            "seed {seed}"
        );
    }
}

#[test]
fn words_of_the_policy_reach_the_clocks() {
    let engine = desk();
    let complaints = engine.complaints();
    let customer = Customer::new("c-1");
    let mut opened = event("e-1", "2026-11-02T09:00:00Z", EventKind::Opened);
    (opened.topic, opened.priority) = (Some("payments".to_owned()), Some("urgent".to_owned()));
    let mut case = Case::open("k-1", opened).unwrap();
    let mut note = event("e-2", "2026-11-02T10:00:00Z", EventKind::Note);
    note.also = Some("testing_started".to_owned());
    case.act(complaints, note.clone(), 1).unwrap();

    let now = at("2026-11-03T09:00:00Z");
    let readings = engine.case_clocks(&case, &customer, now, None).unwrap();
    let due = |id: &str| readings.of(&engine, id).and_then(|reading| reading.due_at);
    assert_eq!(due("test"), Some(at("2026-11-04T10:00:00Z")));
    assert_eq!(due("payments"), Some(at("2026-11-17T09:00:00Z")));
    assert_eq!(due("first-response"), Some(at("2026-11-02T10:00:00Z")), "urgent: one business hour");

    // another policy knows neither: they are passed over, and that is said
    let house = Engine::house().unwrap();
    let readings = house.case_clocks(&case, &customer, now, None).unwrap();
    assert!(readings.notes.contains(&Code::UnknownWords));
    assert!(!engine.case_clocks(&case, &customer, now, None).unwrap().notes.contains(&Code::UnknownWords));

    for (change, code, path) in [
        (|e: &mut Event| e.also = Some("solved".into()), Code::InvalidValue, "follows from"),
        (|e: &mut Event| e.also = Some("testing_begun".into()), Code::UnknownEvent, "testing_begun"),
        (|e: &mut Event| e.priority = Some("urgnt".into()), Code::UnknownWord, "`urgent`"),
        (|e: &mut Event| e.topic = Some("payment".into()), Code::UnknownWord, "`payments`"),
        (|e: &mut Event| e.calendar = Some("offce".into()), Code::UnknownCalendar, "`office`"),
        (|e: &mut Event| e.until = Some(at("2026-12-01T09:00:00Z")), Code::InvalidValue, "`wait`"),
    ] as [(fn(&mut Event), Code, &str); 6]
    {
        let mut wrong = event("e-3", "2026-11-02T11:00:00Z", EventKind::Note);
        change(&mut wrong);
        let before = case.clone();
        let refusal = case.act(complaints, wrong, 2).unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
        assert!(refusal.message().contains(path), "{refusal}");
        assert_eq!(case, before);
    }
}

#[test]
fn what_reaches_the_customer_is_a_reply() {
    let engine = Engine::house().unwrap();
    let complaints = engine.complaints();
    let mut case = Case::open("k-1", event("e-1", "2026-11-02T09:00:00Z", EventKind::Opened)).unwrap();
    let mut version = 1;
    let mut next = |case: &mut Case, id: &str, when: &str, kind, channel: Option<&str>| {
        let mut event = event(id, when, kind);
        event.channel = channel.map(str::to_owned);
        if kind == EventKind::Message {
            event.role = Role::Customer;
        }
        case.act(complaints, event, version).unwrap();
        version += 1;
    };
    next(&mut case, "e-2", "2026-11-02T09:10:00Z", EventKind::Apologise, Some("phone"));
    next(&mut case, "e-3", "2026-11-02T10:00:00Z", EventKind::Message, Some("email"));
    let state = |case: &Case| {
        let readings = engine.case_clocks(case, &Customer::new("c-1"), at("2026-11-02T12:00:00Z"), None);
        readings.unwrap().of(&engine, "next-response").unwrap().state
    };
    next(&mut case, "e-4", "2026-11-02T10:30:00Z", EventKind::Attempt, Some("phone"));
    assert_eq!(state(&case), clock::State::Running, "nobody was reached");
    next(&mut case, "e-5", "2026-11-02T11:00:00Z", EventKind::Listen, Some("phone"));
    assert_eq!(state(&case), clock::State::Met);
}
