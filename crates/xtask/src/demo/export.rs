//! The sample book as files: templates for one's own.

use super::book;
use super::sheet::{self, Subject};
use crate::run::Outcome;
use std::path::Path;

/// Writes the book to a folder, once as CSV and once as JSON Lines, and says how to read it back.
pub(super) fn book(folder: &str) -> Outcome<String> {
    let folder = Path::new(folder);
    let cannot = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let book = book::sheets();
    let mut text = format!("The sample book, as of {}:\n\n", book::NOW);
    for subject in Subject::ALL {
        let (columns, rows) = book.table(subject);
        for (ending, content) in [("csv", csv(columns, rows)?), ("jsonl", json_lines(columns, rows))] {
            let path = folder.join(format!("{}.{ending}", subject.name()));
            std::fs::write(&path, content).map_err(cannot)?;
            text.push_str(&format!("  {:<60} {:>5} rows\n", path.display().to_string(), rows.len()));
        }
    }
    let path = |name: &str| folder.join(name).display().to_string();
    text.push_str(&format!(
        "\nPut your own rows in their place, and ask:\n\n  cargo xtask demo --customers {} \\\n      --facts {} --planned {} \\\n      --now {}\n",
        path("customers.csv"),
        path("facts.csv"),
        path("planned.csv"),
        book::NOW
    ));
    Ok(text)
}

fn csv(columns: &[&str], rows: &[Vec<String>]) -> Outcome<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let problem = |error: csv::Error| error.to_string();
    writer.write_record(columns).map_err(problem)?;
    for row in rows {
        writer.write_record(row).map_err(problem)?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn json_lines(columns: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut lines = String::new();
    for row in rows {
        let node = sheet::node(0, columns.iter().copied().zip(row.iter().map(String::as_str)));
        lines.push_str(&sheet::json(&node).to_string());
        lines.push('\n');
    }
    lines.into_bytes()
}
