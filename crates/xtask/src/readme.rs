//! README.md keeps its word: its code blocks are run.
//!
//! - `python` and `sh` blocks run in a scratch folder of the project, with the project's Python first on the PATH;
//!   a `text` block right below one is what it must print.
//! - `target` in the scratch folder is that of the project, where `cargo xtask dist` puts what it makes.
//! - In `console` blocks, lines after `$ ` are run and the other lines are what they must print.
//! - `rust` blocks are documentation tests of the package `tactful-tests`; here they are only counted.
//! - A block below `<!-- file: NAME -->` is written to NAME in the scratch folder, for the blocks after it.
//!
//! Commands that are steps of `cargo xtask test` themselves are not run twice.

use crate::python::Environment;
use crate::run::{self, Outcome};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const OWN_STEPS: &[&str] =
    &["cargo xtask test", "cargo xtask demo", "cargo xtask dist", "pip install ./bindings/python"];

/// One fenced block.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    language: String,
    text: String,
    line: usize,
    /// The name of the file that it stands for.
    file: Option<String>,
    /// Nothing but empty lines lies between it and the block before.
    adjoins: bool,
}

/// Runs the blocks of README.md.
pub fn check(python: &Environment) -> Outcome {
    let root = run::root();
    let text =
        std::fs::read_to_string(root.join("README.md")).map_err(|error| format!("README.md: {error}"))?;
    let bench = Bench::new(root.join(".work/readme"), python)?;
    let blocks = blocks(&text)?;
    let mut ran = 0;
    let mut said: Option<String> = None;
    for block in &blocks {
        let at = |problem: String| format!("README.md, block at line {}: {problem}", block.line);
        if let Some(name) = &block.file {
            std::fs::write(bench.folder.join(name), &block.text).map_err(|error| at(error.to_string()))?;
        }
        said = match (block.language.as_str(), said.take()) {
            ("python", _) => Some(bench.python(&block.text).map_err(at)?),
            ("sh", _) => Some(bench.shell(&block.text).map_err(at)?),
            ("console", _) => {
                let (commands, wanted) = console(&block.text);
                same(&bench.shell(&commands).map_err(at)?, &wanted).map_err(at)?;
                None
            }
            ("text", Some(said)) if block.adjoins => {
                same(&said, &block.text).map_err(at)?;
                None
            }
            _ => None,
        };
        ran += usize::from(matches!(block.language.as_str(), "python" | "sh" | "console"));
    }
    println!("{ran} of {} blocks ran here", blocks.len());
    Ok(())
}

/// The folder in which blocks run, and their PATH.
struct Bench {
    folder: PathBuf,
    path: OsString,
}

impl Bench {
    fn new(folder: PathBuf, python: &Environment) -> Outcome<Self> {
        let cannot = |error: std::io::Error| format!("{}: {error}", folder.display());
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(cannot)?;
        }
        std::fs::create_dir_all(&folder).map_err(cannot)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(run::root().join("target"), folder.join("target")).map_err(cannot)?;
        let outside = std::env::var_os("PATH").unwrap_or_default();
        let inside = python.folder().map(Path::to_path_buf);
        let path = std::env::join_paths(inside.into_iter().chain(std::env::split_paths(&outside)))
            .map_err(|error| format!("PATH: {error}"))?;
        Ok(Self { folder, path })
    }

    fn python(&self, text: &str) -> Outcome<String> {
        self.run(Command::new("python").args(["-c", text]))
    }

    fn shell(&self, text: &str) -> Outcome<String> {
        let lines =
            text.lines().filter(|line| !OWN_STEPS.contains(&line.split('#').next().unwrap_or("").trim()));
        self.run(Command::new("sh").args(["-euc", &lines.collect::<Vec<_>>().join("\n")]))
    }

    fn run(&self, command: &mut Command) -> Outcome<String> {
        let said = run::quietly(command.current_dir(&self.folder).env("PATH", &self.path))?;
        // the command line would be the block itself once more
        let failed = said.problem.is_some();
        if failed { Err(format!("it failed, after printing\n{}", said.text)) } else { Ok(said.text) }
    }
}

fn same(said: &str, wanted: &str) -> Outcome {
    let lines = |text: &str| text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    if lines(said) == lines(wanted) { Ok(()) } else { Err(format!("it shows\n{wanted}but prints\n{said}")) }
}

/// The commands of a console block, and what they must print.
fn console(text: &str) -> (String, String) {
    let (mut commands, mut output) = (String::new(), String::new());
    for line in text.lines() {
        let (into, line) = match line.strip_prefix("$ ") {
            Some(command) => (&mut commands, command),
            None => (&mut output, line),
        };
        into.push_str(line);
        into.push('\n');
    }
    (commands, output)
}

/// The fenced blocks of a Markdown text. One without a language is refused: it would be taken for Rust.
fn blocks(text: &str) -> Outcome<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut file = None;
    let mut adjoins = false;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let language = language.split([',', ' ']).next().unwrap_or_default().to_owned();
            let line = number + 1;
            if language.is_empty() {
                return Err(format!("README.md, line {line}: a code block without a language"));
            }
            let mut body = String::new();
            for (_, inner) in lines.by_ref().take_while(|(_, inner)| *inner != "```") {
                body.push_str(inner);
                body.push('\n');
            }
            blocks.push(Block { language, text: body, line, file: file.take(), adjoins });
            adjoins = true;
        } else if let Some(name) = line.strip_prefix("<!-- file: ").and_then(|rest| rest.strip_suffix(" -->"))
        {
            file = Some(name.to_owned());
        } else if !line.is_empty() {
            (file, adjoins) = (None, false);
        }
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::{blocks, console, same};

    #[test]
    fn blocks_are_found() {
        let text =
            "# T\n<!-- file: a.csv -->\n```csv\nid\n1\n```\nsay\n```sh\ncat a.csv\n```\n\n```text\nid\n```\n";
        let found = blocks(text).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(
            (found[0].file.as_deref(), found[0].text.as_str(), found[0].line),
            (Some("a.csv"), "id\n1\n", 3)
        );
        assert_eq!(
            (found[1].language.as_str(), found[1].file.as_deref(), found[1].adjoins),
            ("sh", None, false)
        );
        assert!(found[2].adjoins);
        assert!(blocks("```\nx\n```\n").unwrap_err().contains("line 1"));
    }

    #[test]
    fn output_is_compared_line_by_line() {
        assert_eq!(console("$ echo 1\n1\n$ true\n"), ("echo 1\ntrue\n".to_owned(), "1\n".to_owned()));
        assert!(same("a \nb\n\n", "a\nb\n").is_ok());
        assert!(same("a\n", "b\n").is_err());
    }
}
