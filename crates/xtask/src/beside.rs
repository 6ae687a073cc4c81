//! A second process of this program, which takes some of the steps meanwhile: what it says is kept until it is asked for,
//! so that the steps of both can be read one after another.

use crate::count::Count;
use crate::run::{self, Outcome};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

/// The argument by which the second process knows that it is one.
pub const FLAG: &str = "--beside";

/// The second process, from without.
pub struct Beside {
    child: Child,
    /// Never written to: it closes with this process, however this one ends, and the other one sees it.
    held: Option<ChildStdin>,
    said: PathBuf,
}

impl Beside {
    /// Starts it with `cargo xtask test --beside`.
    pub fn start() -> Outcome<Self> {
        let said = run::root().join(".work/beside.txt");
        let cannot = |error: std::io::Error| format!("{}: {error}", said.display());
        std::fs::create_dir_all(said.parent().unwrap_or(&said)).map_err(cannot)?;
        let file = std::fs::File::create(&said).map_err(cannot)?;
        let mut command = Command::new(std::env::current_exe().map_err(cannot)?);
        command.args(["test", FLAG]).stdin(Stdio::piped());
        command.stderr(file.try_clone().map_err(cannot)?).stdout(file);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(cannot)?;
        let held = child.stdin.take();
        Ok(Self { child, held, said })
    }

    /// Whether it has ended already, and not well.
    pub fn has_failed(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_some_and(|status| !status.success()))
    }

    /// Waits for its end and shows what it said; its last line is its count.
    pub fn end(mut self) -> Outcome<(Count, bool)> {
        let status = self.child.wait().map_err(|error| format!("the second process: {error}"))?;
        drop(self.held);
        let text = std::fs::read_to_string(&self.said)
            .map_err(|error| format!("{}: {error}", self.said.display()))?;
        let count = Count::of_last_line(text.lines().last().unwrap_or_default());
        let shown = if count == Count::default() { text.as_str() } else { all_but_last_line(&text) };
        print!("{shown}");
        Ok((count, status.success()))
    }
}

/// In the second process: ends it, and all that it started, when the first one is gone.
pub fn end_with_the_first() {
    std::thread::spawn(|| {
        // nothing ever comes but the end
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let group = format!("-{}", std::process::id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        std::process::exit(1);
    });
}

fn all_but_last_line(text: &str) -> &str {
    text.trim_end_matches('\n').rfind('\n').map_or("", |end| &text[..=end])
}

#[cfg(test)]
mod tests {
    use super::all_but_last_line;

    #[test]
    fn the_count_is_not_shown_twice() {
        assert_eq!(all_but_last_line("a\nb\n5 passed, 0 failed\n"), "a\nb\n");
        assert_eq!(all_but_last_line("0 passed, 1 failed\n"), "");
    }
}
