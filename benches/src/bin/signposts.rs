//! The Rust side of `benches/voice/measure.py`: finds words in the same texts as its peers.
//!
//! `signposts TEXTS FORMS`: both files hold texts that end with a NUL. For every line on the standard input all texts
//! are read once, and one line is written: nanoseconds of this thread's processor time, and the signposts found.
//! `signposts --forms` writes the forms of the library's signposts, written out, each with a NUL.

#![allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]

use std::io::{BufRead, Write};
use std::process::ExitCode;
use tactful::policy::spec::{Origin, Texts};
use tactful::voice::{Class, Voice, VoiceSpec, WordSpec};
use tactful_benches::clock::processor_time;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--forms"] => forms(),
        [texts, forms] => measure(texts, forms),
        _ => Err("usage: signposts TEXTS FORMS, or signposts --forms".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

const SIGNPOSTS: [Class; 8] = [
    Class::Absolute,
    Class::Insult,
    Class::StrongNegative,
    Class::Emotion,
    Class::Legal,
    Class::Threat,
    Class::Satisfaction,
    Class::Dissatisfaction,
];

fn forms() -> Outcome<()> {
    let voice = Voice::house()?;
    let mut out = std::io::stdout().lock();
    for word in voice.words().iter().filter(|word| SIGNPOSTS.contains(&word.class)) {
        for form in word.written_out()? {
            out.write_all(form.as_bytes())?;
            out.write_all(&[0])?;
        }
    }
    Ok(())
}

fn measure(texts: &str, forms: &str) -> Outcome<()> {
    let (texts, forms) = (std::fs::read_to_string(texts)?, std::fs::read_to_string(forms)?);
    let texts: Vec<&str> = texts.split_terminator('\0').collect();
    let word = |(number, form): (usize, &str)| WordSpec {
        id: format!("w{number}"),
        // found whether it is denied or not, as its peers do
        class: Class::Legal,
        forms: vec![form.to_owned()],
        better: Texts::default(),
        origin: Origin::default(),
    };
    let without = Voice::house()?.words().iter().map(|word| word.id.clone()).collect();
    let words = forms.split_terminator('\0').enumerate().map(word).collect();
    let voice = Voice::new(&VoiceSpec { words, without })?;
    for line in std::io::stdin().lock().lines() {
        line?;
        let started = processor_time();
        let mut found = 0_usize;
        for text in &texts {
            voice.each_signpost(text, |_| found += 1);
        }
        println!("{} {found}", processor_time() - started);
    }
    Ok(())
}
