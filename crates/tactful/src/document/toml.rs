use super::place::Lines;
use super::{
    Key, MAX_DEPTH, MAX_VALUES, Node, Value, duplicate_key, known, number_too_large, too_deep,
    too_many_values,
};
use crate::order::Order;
use crate::{Code, Error, Result};
use ::toml::de::{DeTable, DeValue};
use std::ops::Range;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// The reader keeps every token for a while.
const MAX_TOKENS: usize = 2 * MAX_VALUES;

pub(super) fn parse(source: &str) -> Result<Node> {
    let lines = Lines::of(source);
    check_bounds(source, &lines)?;
    let document = DeTable::parse(source).map_err(|error| syntax(&error, source, &lines))?;
    let reader = Reader { lines };
    let value = reader.table(document.into_inner(), 1)?;
    Ok(Node { at: reader.lines.at(0), value })
}

/// Depth and size, before anything recurses: brackets nest, and so does every dot of a key.
fn check_bounds(source: &str, lines: &Lines<'_>) -> Result<()> {
    let mut open: Vec<usize> = Vec::new();
    let (mut depth, mut dots, mut key_dots, mut values) = (0, 0, 0, 0);
    for (tokens, token) in Source::new(source).lex().enumerate() {
        let deepest = match token.kind() {
            TokenKind::Dot => {
                dots += 1;
                0
            }
            TokenKind::Equals => {
                values += 1;
                key_dots = std::mem::take(&mut dots);
                depth + key_dots
            }
            TokenKind::Comma | TokenKind::Newline => {
                values += usize::from(token.kind() == TokenKind::Comma);
                (dots, key_dots) = (0, 0);
                0
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                values += 1;
                let levels = 1 + std::mem::take(&mut key_dots).max(std::mem::take(&mut dots));
                open.push(levels);
                depth += levels;
                depth
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                let deepest = depth + std::mem::take(&mut dots);
                depth -= open.pop().unwrap_or(0);
                deepest
            }
            _ => 0,
        };
        if deepest > MAX_DEPTH {
            return Err(lines.at(token.span().start()).place(too_deep()));
        }
        if values > MAX_VALUES || tokens > MAX_TOKENS {
            return Err(lines.at(token.span().start()).place(too_many_values()));
        }
    }
    Ok(())
}

fn syntax(error: &::toml::de::Error, source: &str, lines: &Lines<'_>) -> Error {
    let span = error.span().unwrap_or(0..0);
    let error = match error.message() {
        "duplicate key" => {
            let key = source.get(span.clone()).unwrap_or_default();
            duplicate_key(key).at_path(&path_of(source, span.start))
        }
        "recursion limit" => too_deep(),
        words if words.starts_with("cannot recurse") => too_deep(),
        words => Error::new(Code::InvalidDocument, format!("not well-formed TOML: {words}")),
    };
    lines.at(span.start).place(error)
}

/// The way to the key that begins here, as far as headers and lines tell it; lists of tables are not counted.
fn path_of(source: &str, start: usize) -> String {
    let names = |text: &str| -> String {
        let names = text.split('.').map(|name| known(name.trim().trim_matches(['"', '\''])));
        names.collect::<Vec<_>>().join(".")
    };
    let before = source.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = source.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
    let header = |line: &str| {
        let inner = line.split('#').next().unwrap_or_default().trim();
        inner.starts_with('[').then(|| names(inner.trim_matches(['[', ']'])))
    };
    if let Some(header) = header(line) {
        return header;
    }
    let key = names(line.split('=').next().unwrap_or_default());
    match before
        .get(..line_start)
        .unwrap_or_default()
        .lines()
        .rev()
        .find_map(|line| header(line.trim_start()))
    {
        Some(header) => format!("{header}.{key}"),
        None => key,
    }
}

struct Reader<'s> {
    lines: Lines<'s>,
}

impl Reader<'_> {
    fn table(&self, table: DeTable<'_>, depth: usize) -> Result<Value> {
        let mut entries: Vec<_> = table.into_iter().collect();
        // the reader sorts by name; a reader of errors wants the order of the document
        entries.order_by_key(|(key, _)| key.span().start);
        let mut nodes = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let at = self.lines.at(key.span().start);
            let span = value.span();
            let node = self.node(value.into_inner(), span, depth)?;
            nodes.push((Key { name: key.into_inner().into_owned(), at }, node));
        }
        Ok(Value::Table(nodes))
    }

    fn node(&self, value: DeValue<'_>, span: Range<usize>, depth: usize) -> Result<Node> {
        let at = self.lines.at(span.start);
        if depth >= MAX_DEPTH && matches!(value, DeValue::Array(_) | DeValue::Table(_)) {
            return Err(at.place(too_deep()));
        }
        let value = match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(yes) => Value::Bool(yes),
            DeValue::Datetime(time) => Value::Text(time.to_string()),
            DeValue::Integer(digits) => {
                let int = i64::from_str_radix(digits.as_str(), digits.radix());
                int.map(Value::Int).or_else(|_| float(digits.as_str())).map_err(|error| at.place(error))?
            }
            DeValue::Float(digits) => float(digits.as_str()).map_err(|error| at.place(error))?,
            DeValue::Array(items) => {
                let mut nodes = Vec::with_capacity(items.len());
                for item in items {
                    let span = item.span();
                    nodes.push(self.node(item.into_inner(), span, depth + 1)?);
                }
                Value::List(nodes)
            }
            DeValue::Table(table) => self.table(table, depth + 1)?,
        };
        Ok(Node { at, value })
    }
}

fn float(digits: &str) -> Result<Value> {
    match digits.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(Value::Float(float)),
        _ => Err(number_too_large()),
    }
}
