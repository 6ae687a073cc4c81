//! The organisation for complaints: what a policy may say of it, and laws that hold for any input.

use tactful::complaint::organisation::{Duty, RouteRequest, Task, TaskState};
use tactful::time::Instant;
use tactful::{Code, Engine, Error};
use tactful_tests::generate::Rng;

const SHOP: &str = "name = 'shop'\nversion = '1'\nextends = ['house@1']\n";

fn refused(body: &str) -> Error {
    Engine::from_text(&format!("{SHOP}{body}")).unwrap_err()
}

#[test]
fn refusals_name_path_line_and_the_nearest_name() {
    let error = refused("[complaints.relief]\nheatd = 3\n");
    assert_eq!(
        (error.code(), error.line(), error.path()),
        (Code::UnknownField, 5, "complaints.relief.heatd")
    );
    assert!(error.message().ends_with("did you mean `heated`?"));
    let error = refused("[complaints.routing.a]\nduty = 'demand'\ndepartment = 'after-sale'\n");
    assert_eq!(
        (error.code(), error.line(), error.path()),
        (Code::UnknownDepartment, 4, "complaints.routing.a.department")
    );
    assert!(error.message().ends_with("did you mean `after-sales`?"), "{error}");
    // found when all documents are laid together, with the place in the one that said it
    let error = refused("[complaints.weights]\nothers = 1300\n");
    assert_eq!(
        (error.code(), error.line(), error.path()),
        (Code::WeightBelowOthers, 4, "complaints.weights")
    );
    let error = refused(
        "[complaints.evenness]\ncalendar = 'offise'\n[calendars.office]\ntimezone = 'UTC'\nweekly = { mon = ['09:00-17:00'] }\n",
    );
    assert_eq!((error.code(), error.path()), (Code::UnknownCalendar, "complaints.evenness"));
    assert!(error.message().ends_with("did you mean `office`?"), "{error}");
    let error = refused("[complaints.skills]\nlistening = 'words'\n");
    assert_eq!((error.code(), error.line(), error.column()), (Code::InvalidValue, 5, 13));
    for (body, code) in [
        ("[complaints.tasks]\nhops = -1\n", Code::InvalidValue),
        ("[complaints.tasks]\ndue = '48'\n", Code::InvalidSpan),
        ("[complaints.clusters]\nwindow = '0h'\n", Code::InvalidSpan),
        ("[complaints.clusters]\nby = []\n", Code::InvalidValue),
        ("[complaints.clusters]\nby = [['product', 'product']]\n", Code::InvalidValue),
        ("[complaints.evenness]\nacts = ['apologize']\n", Code::InvalidValue),
        ("[complaints.evenness]\nsimilar_by = []\n", Code::InvalidValue),
        (
            "[complaints.routing.a]\nduty = 'demand'\ndepartment = 'sales'\nproducts = []\n",
            Code::InvalidValue,
        ),
        ("[complaints.departments]\nsales = {}\n", Code::MissingField),
        ("[complaints.organisation]\n", Code::UnknownField),
        ("complaints = 3\n", Code::WrongType),
    ] {
        assert_eq!(refused(body).code(), code, "{body}");
    }
}

#[test]
fn documents_are_laid_over_each_other_field_by_field_and_the_fingerprint_moves() {
    let house = Engine::from_text(SHOP).unwrap();
    let own = Engine::from_text(&format!("{SHOP}[complaints.tasks]\nhops = 0\n")).unwrap();
    assert_ne!(house.fingerprint(), own.fingerprint());
    let at = Instant::parse("2026-11-02T09:00:00Z").unwrap();
    let task = Task::new("t", "k", "service", "quality", at);
    assert_eq!(own.hand_over(&task, "sales", at).unwrap_err().code(), Code::HopLimit);
    // the due time still is the house's
    let due = |engine: &Engine| engine.review_tasks(std::slice::from_ref(&task), at).unwrap().tasks[0].due_at;
    assert_eq!(
        (due(&own), due(&house)),
        (due(&house), Some(Instant::parse("2026-11-04T09:00:00Z").unwrap()))
    );
    // comments and order of lines are no content
    let other = Engine::from_text(&format!("{SHOP}\n# a word\n[complaints.tasks]\n\nhops = 0\n")).unwrap();
    assert_eq!(own.fingerprint(), other.fingerprint());
}

#[test]
fn somebody_always_takes_the_case() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(3);
    for _ in 0..2_000 {
        let (_, duty) = *rng.pick(Duty::ALL);
        let mut request = RouteRequest::new(duty, "whoever");
        let powers = ["refund", "parts", "improvement", "flying"];
        request.needs = (0..rng.below(3)).map(|_| (*rng.pick(&powers)).to_owned()).collect();
        let route = engine.route(&request).unwrap();
        assert_eq!(route.row.is_none(), route.to == "whoever");
        assert!(route.row.is_none() || request.needs.iter().all(|power| route.powers.contains(power)));
        assert_eq!(route.notes.contains(&Code::NoRoute), route.row.is_none());
    }
}

/// Up to the instant that a review names, nothing in it changes.
#[test]
fn a_review_holds_until_it_says() {
    let engine = Engine::house().unwrap();
    let mut rng = Rng::new(11);
    let start = Instant::parse("2026-11-02T09:00:00Z").unwrap().seconds();
    let at = |hours: i64| Instant::from_seconds(start + hours * 3_600).unwrap();
    for _ in 0..300 {
        let mut tasks = Vec::new();
        for id in 0..rng.range(1, 5) {
            let asked = rng.range(0, 100);
            let to = *rng.pick(&["service", "quality"]);
            let mut task = Task::new(&format!("t-{id}"), "k", "service", to, at(asked));
            if rng.one_in(3) {
                task.done_at = Some(at(asked + rng.range(0, 150)));
            }
            if rng.one_in(3) {
                task.reason =
                    Some(tactful::complaint::organisation::LateReason { at: at(asked + rng.range(0, 150)) });
            }
            task.returns = rng.one_in(2);
            tasks.push(task);
        }
        let now = at(rng.range(100, 250));
        let review = engine.review_tasks(&tasks, now).unwrap();
        let late = |state| matches!(state, TaskState::Overdue | TaskState::DoneLate);
        for task in &review.tasks {
            let veto = task.findings.contains(&Code::Veto);
            assert!(!veto || (late(task.state) && task.cross));
            assert_eq!(task.late_by.is_some(), late(task.state));
        }
        let last = review.revisit_at.map_or(now.seconds() + 400 * 3_600, |next| next.seconds() - 1);
        let later = engine.review_tasks(&tasks, Instant::from_seconds(last).unwrap()).unwrap();
        assert_eq!((&review.tasks, &review.units), (&later.tasks, &later.units));
        tasks.reverse();
        assert_eq!(engine.review_tasks(&tasks, now).unwrap(), review);
    }
}
