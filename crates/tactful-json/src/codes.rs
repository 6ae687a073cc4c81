//! `codes.list`: the one table of codes, for those who make constants of it.

use crate::request::{Operation, Setting};
use serde::Serialize;
use tactful::document::Table;
use tactful::{Code, CodeKind, Result};

/// `codes.list {}`.
#[derive(Debug)]
pub(crate) struct List;

/// Every code, in the order of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    semantics: u32,
    codes: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    number: u16,
    name: &'static str,
    kind: &'static str,
    en: &'static str,
    zh: &'static str,
}

impl Operation for List {
    type Answer = Listed;

    fn read(_: &mut Table<'_>, _: &Setting<'_>) -> Result<Self> {
        Ok(Self)
    }

    fn run(&self) -> Result<Listed> {
        let kind = |code: Code| match code.kind() {
            CodeKind::Verdict => "verdict",
            CodeKind::Block => "block",
            CodeKind::Warning => "warning",
            CodeKind::State => "state",
            CodeKind::Error => "error",
            CodeKind::Finding => "finding",
            CodeKind::Phrase => "phrase",
        };
        let entry = |&code: &Code| Entry {
            number: code.number(),
            name: code.as_str(),
            kind: kind(code),
            en: code.english(),
            zh: code.chinese(),
        };
        Ok(Listed { semantics: tactful::SEMANTICS_VERSION, codes: Code::ALL.iter().map(entry).collect() })
    }
}
