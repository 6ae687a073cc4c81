//! What the signposts find in real words: Chinese shopping reviews and complaints to an American authority.
//!
//! ```sh
//! cargo run --release -p tactful-tests --example talk -- [FOLDER] [--forms]
//! ```
//!
//! FOLDER holds `zh_online_shopping_reviews.csv.gz` (ChineseNlpCorpus: category, label, review) and
//! `cfpb_narratives_4k.csv.gz` (CFPB: product, narrative); without it the example looks in `../shared/data`, from the
//! folder in which it is started (the project's root). Where a table is absent it says so and ends well.
//!
//! The words were chosen by meaning, with an eye on one half of the reviews (by a hash of the text); the other half
//! was only measured. Both are printed, with the figures that they are held to; the example fails if one is missed.
//! `--forms` lists, for the first half, what was found with how many negative and positive reviews.

mod figures;
mod tables;

use figures::{Figure, Legal, Reviews};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tables::Outcome;
use tactful::voice::Voice;

const FOLDER: &str = "../shared/data";
const REVIEWS: &str = "zh_online_shopping_reviews.csv.gz";
const NARRATIVES: &str = "cfpb_narratives_4k.csv.gz";

fn main() -> ExitCode {
    let mut folder = PathBuf::from(FOLDER);
    let mut forms = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--forms" => forms = true,
            path => folder = PathBuf::from(path),
        }
    }
    match run(&folder, forms) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{}: {problem}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, forms: bool) -> Outcome<bool> {
    let voice = Voice::house()?;
    let mut figures = Vec::new();
    if let Some(rows) = tables::read(&folder.join(REVIEWS))? {
        let mut halves = [Reviews::default(), Reviews::default()];
        let mut found: BTreeMap<String, [u32; 2]> = BTreeMap::new();
        for row in &rows {
            let [_, label, review] = row.as_slice() else { continue };
            let half = tables::half(review);
            halves[half].add(&voice, review, label == "0");
            if forms && half == 0 {
                figures::forms(&voice, review, label == "0", &mut found);
            }
        }
        print_forms(&found);
        println!("{} reviews", rows.len());
        println!("{:34}{:>12}{:>12}", "", "looked at", "measured");
        for (name, figure) in Reviews::FIGURES {
            println!("{name:34}{:>12}{:>12}", figure(&halves[0]), figure(&halves[1]));
        }
        figures.extend(halves[1].figures());
    }
    if let Some(rows) = tables::read(&folder.join(NARRATIVES))? {
        let legal = Legal::of(&voice, rows.iter().filter_map(|row| row.last()));
        println!(
            "{} narratives, legal words in {}, threats in {}, either in {}",
            legal.all, legal.legal, legal.threat, legal.either
        );
        figures.push(legal.figure());
    }
    let missed = figures.iter().filter(|figure| !figure.holds()).count();
    figures.iter().for_each(Figure::print);
    println!("{} figures checked, {missed} missed", figures.len());
    Ok(missed == 0)
}

fn print_forms(found: &BTreeMap<String, [u32; 2]>) {
    let mut forms: Vec<_> = found.iter().collect();
    forms.sort_by_key(|(_, [positive, negative])| std::cmp::Reverse(positive + negative));
    for (form, [positive, negative]) in forms {
        println!("{form}\t{negative}\t{positive}");
    }
}
