//! Requests with verified answers, run in every language; all must give the same answers.

use crate::c;
use crate::count::Count;
use crate::python::Environment;
use crate::run::{self, Outcome, Said};
use std::path::{Path, PathBuf};

/// What a runner reports.
#[derive(Debug, PartialEq, Eq)]
struct Report {
    count: Count,
    digest: String,
}

/// `cargo xtask vectors [FILE]...`
pub fn main(files: &[String]) -> Outcome {
    let python = Environment::of_project()?;
    python.install()?;
    let files = if files.is_empty() { own_files()? } else { from_here(files)? };
    let (count, problem) = in_all_languages(&python, &c::abi::door()?, &files)?;
    println!("{count}");
    problem.map_or(Ok(()), Err)
}

/// The count over all languages, and what is wrong, if anything.
pub fn in_all_languages(
    python: &Environment,
    door: &Path,
    files: &[PathBuf],
) -> Outcome<(Count, Option<String>)> {
    // C takes longest, under valgrind: the others need not wait for it
    let (rust, python, c) = std::thread::scope(|scope| {
        let c = scope.spawn(|| report_of_c(door, files));
        let rust = in_rust("Rust", &[], files);
        let python = run::quietly(python.python(&["-m", "tactful", "vectors"]).args(files));
        (rust, python.and_then(|said| read("Python", &said)), run::end_of(c))
    });
    let (rust, python, c) = (rust?, python?, c?);
    let count = rust.count + python.count + c.count;
    let problem = if rust != python || rust != c {
        let (first, second, third) = (shown(&rust), shown(&python), shown(&c));
        Some(format!("the languages differ over the same vectors: Rust {first}; Python {second}; C {third}"))
    } else if count.failed > 0 {
        Some(format!("{} of the vectors failed", rust.count.failed))
    } else {
        None
    };
    Ok((count, problem))
}

/// The count in C alone, and what is wrong, if anything.
pub fn in_c(door: &Path, files: &[PathBuf]) -> Outcome<(Count, Option<String>)> {
    let report = report_of_c(door, files)?;
    let failed = report.count.failed;
    Ok((report.count, (failed > 0).then(|| format!("{failed} of the vectors failed"))))
}

fn report_of_c(door: &Path, files: &[PathBuf]) -> Outcome<Report> {
    let mut through = vec!["--through".to_owned()];
    through.extend(c::abi::door_command(door));
    through.push("--".to_owned());
    in_rust("C", &through, files)
}

/// The runner in Rust, for itself or through a program that speaks for another language.
fn in_rust(language: &str, through: &[String], files: &[PathBuf]) -> Outcome<Report> {
    // named without its package, so that it is built of what the tests were built of
    let arguments = ["run", "--quiet", "--locked", "--bin", "vectors", "--"];
    read(language, &run::quietly(run::cargo(&arguments).args(through).args(files))?)
}

/// Every `.json` below tests/vectors, in the order of their names.
pub fn own_files() -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(&run::root().join("tests/vectors"), &mut files)?;
    files.sort();
    if files.is_empty() { Err("tests/vectors holds no vectors".to_owned()) } else { Ok(files) }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let cannot_read = |error| format!("cannot read {}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(cannot_read)? {
        let path = entry.map_err(cannot_read)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

/// Files named by the user are meant from where the user stands.
fn from_here(files: &[String]) -> Outcome<Vec<PathBuf>> {
    files.iter().map(|file| std::path::absolute(file).map_err(|error| format!("{file}: {error}"))).collect()
}

/// Shows what failed and reads the last two lines.
fn read(language: &str, said: &Said) -> Outcome<Report> {
    let mut lines: Vec<&str> = said.text.lines().collect();
    let count = Count::of_last_line(lines.pop().unwrap_or_default());
    let digest = lines.pop().and_then(|line| line.strip_prefix("digest ")).unwrap_or_default();
    if digest.is_empty() || count == Count::default() {
        let problem = said.problem.clone().unwrap_or_else(|| "no digest and no count".to_owned());
        return Err(format!("{}the vectors did not run in {language}: {problem}", said.text));
    }
    for line in lines {
        println!("{language}: {line}");
    }
    let report = Report { count, digest: digest.to_owned() };
    println!("{language}: {}", shown(&report));
    Ok(report)
}

fn shown(report: &Report) -> String {
    format!("{}, digest {}", report.count, report.digest)
}
