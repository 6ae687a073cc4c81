//! Runs files of vectors through the JSON door: prints what failed, a digest of all answers, and the count.

use std::process::ExitCode;
use tactful_tests::{Digest, Door, File, Program, canonical, run};

const USAGE: &str = "usage: vectors [--through PROGRAM [ARG]... --] FILE...";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut door = Door::default();
    if arguments.first().is_some_and(|first| first == "--through") {
        let Some(end) = arguments.iter().position(|argument| argument == "--") else {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        };
        let command: Vec<String> = arguments.drain(..=end).skip(1).take(end - 1).collect();
        match Program::start(&command) {
            Ok(program) => door = Door::Program(program),
            Err(problem) => {
                eprintln!("{problem}");
                return ExitCode::from(2);
            }
        }
    }
    let paths = arguments;
    if paths.is_empty() {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let mut digest = Digest::default();
    let (mut passed, mut failed) = (0, 0);
    for path in &paths {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
        let file = match text.and_then(|text| File::parse(&text).map_err(|error| error.to_string())) {
            Ok(file) => file,
            Err(error) => {
                eprintln!("{path}: not a file of vectors: {error}");
                return ExitCode::from(2);
            }
        };
        run(&file, &mut door, &mut digest, |vector, outcome| {
            if outcome.passed {
                passed += 1;
                return;
            }
            failed += 1;
            let got = match &outcome.answer {
                Ok(answer) => canonical(answer),
                Err(code) => format!("error:{code}"),
            };
            println!("FAILED {} ({})", vector.id, vector.op);
            println!("  expected {}", shortened(&canonical(&vector.expect)));
            println!("  got      {}", shortened(&got));
        });
    }
    if let Err(problem) = door.end() {
        println!("{problem}");
        failed += 1;
    }
    println!("digest {digest}");
    println!("{passed} passed, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 400 {
        return text.to_owned();
    }
    text.chars().take(399).chain(['…']).collect()
}
