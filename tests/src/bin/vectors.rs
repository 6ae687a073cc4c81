//! Runs files of vectors through the JSON door: prints what failed, a digest of all answers, and the count.

use std::process::ExitCode;
use tactful_json::Door;
use tactful_tests::{Digest, File, canonical, run};

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("usage: vectors FILE...");
        return ExitCode::from(2);
    }
    let door = Door::new();
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
        run(&file, &door, &mut digest, |vector, outcome| {
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
