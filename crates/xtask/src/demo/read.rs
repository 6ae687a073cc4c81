//! Files of rows: CSV with a header line, or JSON Lines.

use super::args::Options;
use super::columns::{self, Names, Table};
use super::sheet::{self, Subject};
use crate::run::Outcome;
use std::path::Path;
use tactful::document::{Node, Value, parse_json};

/// Rows of one subject with the place that they come from.
pub(super) struct Source<'s> {
    pub(super) subject: Subject,
    /// The file's name.
    pub(super) name: &'s str,
    pub(super) content: Content<'s>,
    /// The names of columns, where they are not those of the fields: ours and theirs.
    pub(super) names: &'s [(String, String)],
}

/// What a source holds.
pub(super) enum Content<'s> {
    /// Text of a CSV file.
    Csv(&'s str),
    /// Text of a JSON Lines file.
    JsonLines(&'s str),
    /// A table that was made here: columns, and rows of cells.
    Made(&'s [&'static str], &'s [Vec<String>]),
}

/// One row, and whether its places are columns of a table (else of a line).
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) node: Node,
    pub(super) in_table: bool,
}

/// The files that were named, read.
pub(super) struct Files(Vec<File>);

struct File {
    subject: Subject,
    name: String,
    csv: bool,
    text: String,
    names: Names,
}

/// Reads the files that were named.
pub(super) fn sources(options: &Options) -> Outcome<Files> {
    let named = [&options.customers, &options.facts, &options.planned];
    let mut files = Vec::new();
    for (subject, path) in Subject::ALL.into_iter().zip(named) {
        let Some(path) = path else { continue };
        let ending = Path::new(path).extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let csv = match ending.as_deref() {
            Some("csv") => true,
            Some("jsonl" | "ndjson") => false,
            _ => return Err(format!("{}: the ending says what a file is: .csv or .jsonl", name(path))),
        };
        files.push(File { subject, name: name(path), csv, text: text(path)?, names: Vec::new() });
    }
    if !options.map.is_empty() {
        let names = columns::names(&options.map, &files.iter().map(File::table).collect::<Vec<_>>())?;
        files.iter_mut().zip(names).for_each(|(file, names)| file.names = names);
    }
    Ok(Files(files))
}

impl File {
    fn source(&self) -> Source<'_> {
        let content = if self.csv { Content::Csv(&self.text) } else { Content::JsonLines(&self.text) };
        Source { subject: self.subject, name: &self.name, content, names: &self.names }
    }

    /// The columns of a file; of lines, all that occur. What cannot be read is told when it is.
    fn table(&self) -> Table<'_> {
        let mut columns: Vec<String> = Vec::new();
        if self.csv {
            let mut reader = reader(&self.text);
            columns.extend(reader.headers().into_iter().flatten().map(|name| name.trim().to_owned()));
        } else {
            for node in self.text.lines().filter_map(|line| parse_json(line).ok()) {
                let Value::Table(entries) = node.value else { continue };
                for (key, _) in entries {
                    if !columns.contains(&key.name) {
                        columns.push(key.name);
                    }
                }
            }
        }
        Table { subject: self.subject, name: &self.name, columns }
    }
}

impl Files {
    /// Each of the files.
    pub(super) fn each(&self) -> Vec<Source<'_>> {
        self.0.iter().map(File::source).collect()
    }
}

/// The last part of a path, for messages.
pub(super) fn name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The text of a file, which must be UTF-8; a byte order mark is dropped.
pub(super) fn text(path: &str) -> Outcome<String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|&&byte| byte == b'\n').count() + 1;
        format!("{}:{line}: the text is not valid UTF-8; save it as UTF-8", name(path))
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

impl Source<'_> {
    /// Hands every row on.
    pub(super) fn rows(&self, mut take: impl FnMut(Row) -> Outcome) -> Outcome {
        match self.content {
            Content::Csv(text) => self.csv(text, take),
            Content::JsonLines(text) => {
                for (place, line) in text.lines().enumerate() {
                    if line.trim().is_empty() {
                        continue;
                    }
                    let number = place as u32 + 1;
                    let mut node = parse_json(line).map_err(|error| {
                        format!("{}:{number}:{}: {}", self.name, error.column(), error.message())
                    })?;
                    if let Value::Table(entries) = &mut node.value {
                        for (key, _) in entries {
                            key.name = columns::ours(self.names, &key.name).to_owned();
                        }
                    }
                    take(Row { line: number, node, in_table: false })?;
                }
                Ok(())
            }
            Content::Made(columns, rows) => {
                for (place, cells) in rows.iter().enumerate() {
                    let line = place as u32 + 2;
                    let cells = columns.iter().copied().zip(cells.iter().map(String::as_str));
                    take(Row { line, node: sheet::node(line, cells), in_table: true })?;
                }
                Ok(())
            }
        }
    }

    fn csv(&self, text: &str, mut take: impl FnMut(Row) -> Outcome) -> Outcome {
        let mut reader = reader(text);
        let header = reader.headers().map_err(|error| self.broken(text, &error))?.clone();
        let header: Vec<&str> = header.iter().map(|name| columns::ours(self.names, name.trim())).collect();
        if header.is_empty() {
            return Err(format!("{}: the file is empty; its first line names the columns", self.name));
        }
        sheet::check_header(self.subject, &header)
            .map_err(|problem| format!("{}:1: {problem}", self.name))?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| self.broken(text, &error))? {
            // what spreadsheets leave of deleted rows
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let line = record.position().map_or(0, |position| line(text, position));
            let node = sheet::node(line, header.iter().copied().zip(record.iter()));
            take(Row { line, node, in_table: true })?;
        }
        Ok(())
    }

    fn broken(&self, text: &str, error: &csv::Error) -> String {
        let line = error.position().map_or(String::new(), |position| format!(":{}", line(text, position)));
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let (name, expected) = (self.name, expected_len);
                format!(
                    "{name}{line}: {len} cells, but the header names {expected}; is a quote or a comma amiss?"
                )
            }
            _ => format!("{}{line}: {error}", self.name),
        }
    }
}

/// The line on which a record begins; the reader counts the ends of lines before it as part of it.
fn line(text: &str, position: &csv::Position) -> u32 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|&&byte| byte == b'\n');
    position.line() as u32 + ends.count() as u32
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter(text)).from_reader(text.as_bytes())
}

/// What parts the cells: a comma, or what a spreadsheet of another country writes instead.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|&c| header.contains(char::from(c))).unwrap_or(b',')
}
