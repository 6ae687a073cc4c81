//! Every test of every language, in the order in which a mistake shows soonest; stops at the first failure.
//!
//! What is installed for C and the wheel are compiled for themselves, and one core is enough for most of it: a second
//! process does these steps while the first goes on with the others ([`Beside`]).

use crate::beside::{self, Beside};
use crate::c;
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
    beside: Option<Beside>,
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

    /// Takes what the second process did.
    fn join(&mut self) -> Outcome {
        let Some(beside) = self.beside.take() else { return Ok(()) };
        let (count, well) = beside.end()?;
        self.count = self.count + count;
        // which step failed it has said itself
        if well { Ok(()) } else { Err(String::new()) }
    }
}

/// Which process takes a step when all are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Process {
    First,
    Second,
}

use Process::{First, Second};

/// What fails soonest; only then does the second process begin.
const SOONEST: usize = 2;

type Step = (&'static str, Process, fn(&mut State) -> Outcome);

const STEPS: &[Step] = &[
    ("cargo fmt --check", First, |_| run::shown(&mut run::cargo(&["fmt", "--all", "--check"]))),
    ("cargo clippy, warnings are errors", First, |_| {
        let arguments = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run::shown(&mut run::cargo(&arguments))
    }),
    ("cargo test --workspace", First, cargo_test),
    ("cargo doc, warnings are errors", First, |_| {
        let arguments = ["doc", "--locked", "--workspace", "--no-deps"];
        run::shown(run::cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("the core's dependencies", First, |_| {
        gate::check().map(|crates| println!("{crates} crates, all of them listed"))
    }),
    ("include/tactful.h is what the sources give", First, |_| c::header::check()),
    ("the C and C++ headers in every dialect", First, |_| {
        c::abi::headers().map(|compiled| println!("{compiled} times compiled"))
    }),
    ("the C boundary, under sanitizers and valgrind", First, |state| {
        let count = c::abi::boundary(false)?;
        state.take(count, None)
    }),
    ("what is installed for C and C++", Second, |_| {
        let prefix = c::dist::Variant::Plain.prefix();
        c::dist::make(c::dist::Variant::Plain, &prefix)?;
        c::dist::check(c::dist::Variant::Plain, &prefix)?;
        c::abi::two_units(&prefix)
    }),
    ("the Python environment (.venv) and the wheel", Second, |state| {
        let python = Environment::of_project()?;
        python.install()?;
        state.python = Some(python);
        Ok(())
    }),
    ("pytest", Second, |state| {
        let said = state.python()?.pytest()?;
        state.take(Count::of_last_line(&said.text), said.problem)
    }),
    ("an example outside the tree, with pkg-config and with CMake", Second, |state| {
        let ran = c::install::check(&c::dist::Variant::Plain.prefix(), state.python()?)?;
        println!("{ran} programs");
        Ok(())
    }),
    ("vectors, in Rust, in Python and in C", First, |state| {
        let door = c::abi::door()?;
        let (count, problem) = vectors::in_all_languages(state.python()?, &door, &vectors::own_files()?)?;
        state.take(count, problem)
    }),
    ("the code blocks of README.md", First, |state| readme::check(state.python()?)),
    ("demo", First, |_| demo::main(&[])),
];

/// `cargo xtask test [WORD]`
pub fn main(rest: &[String]) -> Outcome {
    let (only, process) = match rest {
        [] => ("", Some(First)),
        [flag] if flag == beside::FLAG => ("", Some(Second)),
        [word] => (word.as_str(), None),
        [_, more, ..] => return Err(format!("this command takes one word; got `{more}` too")),
    };
    if !STEPS.iter().any(|(name, ..)| name.contains(only)) {
        let names: String = STEPS.iter().map(|(name, ..)| format!("\n  {name}")).collect();
        return Err(format!("no step has `{only}` in its name; the steps are{names}"));
    }
    if process == Some(Second) {
        beside::end_with_the_first();
    }
    let started = Instant::now();
    let mut state = State::default();
    for (place, step) in STEPS.iter().enumerate().filter(|(_, (name, ..))| name.contains(only)) {
        let (name, of, _) = *step;
        let outcome = match process {
            Some(First) if of == Second => state.join(),
            Some(Second) if of == First => Ok(()),
            _ => {
                if process == Some(First) && place == SOONEST {
                    println!("a second process begins with what is installed, to be shown in its place");
                    state.beside = Some(Beside::start()?);
                }
                take(place, step, &mut state)
            }
        };
        let gone_wrong = state.beside.as_mut().is_some_and(Beside::has_failed);
        let outcome = outcome.and_then(|()| if gone_wrong { state.join() } else { Ok(()) });
        if let Err(problem) = outcome {
            state.count.failed = state.count.failed.max(1);
            if !problem.is_empty() {
                println!("{problem}\nFAILED at step {}/{}: {name}", place + 1, STEPS.len());
            }
            println!("{}", state.count);
            return Err(String::new());
        }
    }
    if process != Some(Second) {
        let which = if only.is_empty() { "all steps" } else { "the chosen steps" };
        println!("{which} passed in {:.0} s", started.elapsed().as_secs_f64());
    }
    println!("{}", state.count);
    Ok(())
}

/// One step, in this process.
fn take(place: usize, (name, _, step): &Step, state: &mut State) -> Outcome {
    let place = format!("{}/{}", place + 1, STEPS.len());
    let started = Instant::now();
    println!("[{place}] {name}");
    step(state)?;
    println!("[{place}] ok, {:.1} s", started.elapsed().as_secs_f64());
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

#[cfg(test)]
mod tests {
    use super::{Process, SOONEST, STEPS};

    #[test]
    fn what_the_second_process_does_is_shown_in_one_place() {
        let second = |place: &usize| STEPS[*place].1 == Process::Second;
        let places: Vec<usize> = (0..STEPS.len()).filter(second).collect();
        assert!(places.first() > Some(&SOONEST), "{places:?}");
        assert!(places.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{places:?}");
    }
}
