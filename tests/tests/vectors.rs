//! Every vector of the project holds.

use std::path::Path;
use tactful_tests::{Digest, Door, File, canonical, run};

#[test]
fn every_vector_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut door = Door::default();
    let mut digest = Digest::default();
    let mut failed = Vec::new();
    for path in paths {
        let file = File::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert!(!file.vectors.is_empty(), "{}", path.display());
        run(&file, &mut door, &mut digest, |vector, outcome| {
            if !outcome.passed {
                let got = outcome.answer.as_ref().map_or_else(|code| format!("error:{code}"), canonical);
                failed.push(format!("{}: expected {}, got {got}", vector.id, canonical(&vector.expect)));
            }
        });
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn ids_are_unique() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut ids = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = File::parse(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        for vector in file.vectors {
            assert!(ids.insert(vector.id.clone()), "{} is used twice", vector.id);
        }
    }
}
