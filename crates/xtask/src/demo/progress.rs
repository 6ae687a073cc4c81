//! How far a long work has come: a bar where somebody watches, a line now and then where nobody does.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Nothing is shown of work that is shorter.
const PATIENCE: Duration = Duration::from_millis(700);

/// Shows on the standard error how many of `all` are done, until `done` reaches it or `ends` says so.
pub(super) fn watch(what: &str, all: usize, done: &AtomicUsize, ends: impl Fn() -> bool) {
    let started = Instant::now();
    let terminal = std::io::stderr().is_terminal();
    let between = if terminal { Duration::from_millis(100) } else { Duration::from_secs(5) };
    let mut next = started + if terminal { PATIENCE } else { between };
    let mut shown = false;
    while !ends() {
        std::thread::sleep(Duration::from_millis(5));
        if Instant::now() < next {
            continue;
        }
        next = Instant::now() + between;
        let line = line(what, done.load(Ordering::Relaxed), all);
        // nothing can be done if even the standard error is closed
        let _ = if terminal {
            write!(std::io::stderr(), "\r{line}").and_then(|()| std::io::stderr().flush())
        } else {
            writeln!(std::io::stderr(), "{line}")
        };
        shown = true;
    }
    if shown {
        let seconds = started.elapsed().as_secs_f64();
        let start = if terminal { "\r" } else { "" };
        let _ = writeln!(std::io::stderr(), "{start}{} in {seconds:.1} s", line(what, all, all));
    }
}

/// `deciding [#########...........]  45 %  45,000 of 100,000 customers`
fn line(what: &str, done: usize, all: usize) -> String {
    let hundredth = done * 100 / all.max(1);
    let full = hundredth / 5;
    let (done, all) = (super::words::number(done), super::words::number(all));
    format!(
        "{what} [{}{}] {hundredth:>3} %  {done} of {all} customers",
        "#".repeat(full),
        ".".repeat(20 - full)
    )
}
