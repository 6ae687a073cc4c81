//! Every test of every language, in the order in which a mistake shows soonest; stops at the first failure.

use crate::c;
use crate::count::Count;
use crate::python::Environment;
use crate::run::{self, Outcome};
use crate::{demo, gate, readme, vectors};
use std::path::PathBuf;
use std::time::Instant;

/// What the steps hand on to each other.
#[derive(Default)]
struct State {
    count: Count,
    python: Option<Environment>,
    /// The program that speaks for C.
    door: Option<PathBuf>,
}

impl State {
    /// Adds what a runner counted; an end that is not good is a failure even where no test was counted as failed.
    fn take(&mut self, count: Count, problem: Option<String>) -> Outcome {
        self.count = self.count + count;
        problem.map_or(Ok(()), Err)
    }

    /// The environment, as the step for it left it, or as it is if that step was not chosen.
    fn python(&mut self) -> Outcome<&Environment> {
        let known = self.python.take().map_or_else(Environment::of_project, Ok)?;
        Ok(self.python.insert(known))
    }

    /// The program that speaks for C, made if the step for it was not chosen.
    fn door(&mut self) -> Outcome<PathBuf> {
        if let Some(door) = &self.door {
            return Ok(door.clone());
        }
        c::abi::programs(&c::dist::Variant::Plain.prefix())
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
    ("include/tactful.h is what the sources give", |_| c::header::check()),
    ("the C and C++ headers in every dialect", |_| {
        c::abi::headers().map(|compiled| println!("{compiled} times compiled"))
    }),
    ("the C boundary, under sanitizers and valgrind", |state| {
        let count = c::abi::boundary(false)?;
        state.take(count, None)
    }),
    ("what is installed for C and C++", |state| {
        let prefix = c::dist::Variant::Plain.prefix();
        c::dist::make(c::dist::Variant::Plain, &prefix)?;
        c::dist::check(c::dist::Variant::Plain, &prefix)?;
        state.door = Some(c::abi::programs(&prefix)?);
        Ok(())
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
    ("an example outside the tree, with pkg-config and with CMake", |state| {
        let ran = c::install::check(&c::dist::Variant::Plain.prefix(), state.python()?)?;
        println!("{ran} programs");
        Ok(())
    }),
    ("vectors, in Rust, in Python and in C", |state| {
        let door = state.door()?;
        let (count, problem) = vectors::in_all_languages(state.python()?, &door, &vectors::own_files()?)?;
        state.take(count, problem)
    }),
    ("the code blocks of README.md", |state| readme::check(state.python()?)),
    ("demo", |_| demo::main(&[])),
];

/// `cargo xtask test [WORD]`
pub fn main(rest: &[String]) -> Outcome {
    let only = match rest {
        [] => "",
        [word] => word.as_str(),
        [_, more, ..] => return Err(format!("this command takes one word; got `{more}` too")),
    };
    let started = Instant::now();
    let mut state = State::default();
    let chosen = |name: &str| name.contains(only);
    if !STEPS.iter().any(|(name, _)| chosen(name)) {
        let names: String = STEPS.iter().map(|(name, _)| format!("\n  {name}")).collect();
        return Err(format!("no step has `{only}` in its name; the steps are{names}"));
    }
    for (place, (name, step)) in STEPS.iter().enumerate().filter(|(_, (name, _))| chosen(name)) {
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
    let which = if only.is_empty() { "all steps" } else { "the chosen steps" };
    println!("{which} passed in {:.0} s\n{}", started.elapsed().as_secs_f64(), state.count);
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
