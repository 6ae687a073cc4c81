//! The licences of what the libraries hold beside our own code: vendors have to pass them on.

use crate::run::{self, Outcome};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// One text: for each crate its name, version, licence and the licence's words.
pub fn text() -> Outcome<String> {
    let tree = ["tree", "--locked", "-p", "tactful-c", "-e", "normal,no-proc-macro", "--prefix", "none"];
    let tree = run::quietly(&mut run::cargo(&tree))?.well()?;
    let linked: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?.trim_start_matches('v')))
        })
        .collect();
    let metadata = ["metadata", "--locked", "--format-version", "1"];
    let metadata = run::quietly(&mut run::cargo(&metadata))?.well()?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let mut text = String::from(
        "What the libraries of tactful hold beside its own code, and the licences of it.\n\n\
         The Rust standard library: MIT OR Apache-2.0 (https://github.com/rust-lang/rust).\n",
    );
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let field = |name: &str| package[name].as_str().unwrap_or_default();
        let (name, version) = (field("name"), field("version"));
        // our own crates come from no registry
        if package["source"].is_null() || !linked.contains(&(name, version)) {
            continue;
        }
        let licence = field("license");
        if licence.is_empty() {
            return Err(format!("{name} {version} does not say its licence"));
        }
        text.push_str(&format!(
            "\n{}\n{name} {version}: {licence}\n{}\n",
            "=".repeat(80),
            field("repository")
        ));
        let folder = Path::new(field("manifest_path")).parent().unwrap_or(Path::new("."));
        for words in licences(folder)? {
            text.push_str(&format!("\n{words}\n"));
        }
    }
    Ok(text)
}

/// The words of the licence files in a crate's folder, in the order of their names.
fn licences(folder: &Path) -> Outcome<Vec<String>> {
    let cannot = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        let speaks = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];
        if path.is_file() && speaks.iter().any(|word| name.starts_with(word)) {
            files.push(path);
        }
    }
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).map_err(cannot)).collect()
}
