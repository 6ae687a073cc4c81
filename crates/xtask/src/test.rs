//! Every test of every language, in the order in which a mistake shows soonest; stops at the first failure.

use crate::count::Count;
use crate::python::Environment;
use crate::run::{self, Outcome};
use crate::{demo, gate, readme, vectors};
use std::time::Instant;

/// What the steps hand on to each other.
#[derive(Default)]
struct State {
    count: Count,
    python: Option<Environment>,
}

impl State {
    /// Adds what a runner counted; an end that is not good is a failure even where no test was counted as failed.
    fn take(&mut self, count: Count, problem: Option<String>) -> Outcome {
        self.count = self.count + count;
        problem.map_or(Ok(()), Err)
    }

    fn python(&self) -> Outcome<&Environment> {
        self.python.as_ref().ok_or_else(|| "the Python environment is missing".to_owned())
    }
}

type Step = (&'static str, fn(&mut State) -> Outcome);

const STEPS: &[Step] = &[
    ("cargo fmt --check", |_| run::shown(&mut run::cargo(&["fmt", "--all", "--check"]))),
    ("cargo clippy, warnings are errors", |_| {
        let arguments = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run::shown(&mut run::cargo(&arguments))
    }),
    ("cargo test --workspace", cargo_test),
    ("cargo doc, warnings are errors", |_| {
        let arguments = ["doc", "--locked", "--workspace", "--no-deps"];
        run::shown(run::cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("the core's dependencies", |_| {
        gate::check().map(|crates| println!("{crates} crates, all of them listed"))
    }),
    ("the Python environment (.venv) and the wheel", |state| {
        let python = Environment::of_project()?;
        python.install()?;
        state.python = Some(python);
        Ok(())
    }),
    ("pytest", |state| {
        let said = state.python()?.pytest()?;
        state.take(Count::of_last_line(&said.text), said.problem)
    }),
    ("vectors, in Rust and in Python", |state| {
        let (count, problem) = vectors::in_all_languages(state.python()?, &vectors::own_files()?)?;
        state.take(count, problem)
    }),
    ("the code blocks of README.md", |state| readme::check(state.python()?)),
    ("demo", |_| demo::main(&[])),
];

/// `cargo xtask test`
pub fn main() -> Outcome {
    let started = Instant::now();
    let mut state = State::default();
    for (place, (name, step)) in STEPS.iter().enumerate() {
        let place = format!("{}/{}", place + 1, STEPS.len());
        let step_started = Instant::now();
        println!("[{place}] {name}");
        if let Err(problem) = step(&mut state) {
            state.count.failed = state.count.failed.max(1);
            println!("{problem}\nFAILED at step {place}: {name}\n{}", state.count);
            return Err(String::new());
        }
        println!("[{place}] ok, {:.1} s", step_started.elapsed().as_secs_f64());
    }
    println!("all steps passed in {:.0} s\n{}", started.elapsed().as_secs_f64(), state.count);
    Ok(())
}

/// Unit, integration and documentation tests.
fn cargo_test(state: &mut State) -> Outcome {
    let mut command = run::cargo(&["test", "--locked", "--workspace"]);
    let said = run::heard(&mut command, |line| {
        !(line.is_empty() || line.starts_with("running ") || line.ends_with(" ... ok"))
    })?;
    state.take(Count::of_cargo(&said.text), said.problem)
}
