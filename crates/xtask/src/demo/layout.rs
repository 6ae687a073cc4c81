//! Tables of plain text, lined up by the width that a terminal shows: a Chinese character takes two columns.

use unicode_width::UnicodeWidthStr;

/// How wide a text is shown.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// How a column is lined up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A table that is being filled.
pub(super) struct Grid {
    sides: Vec<Side>,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table with these columns.
    pub(super) fn new(columns: &[(&str, Side)]) -> Self {
        Self {
            sides: columns.iter().map(|&(_, side)| side).collect(),
            head: columns.iter().map(|&(name, _)| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    /// The lines, each ended; the last column is cut so that no line is wider than `most`.
    pub(super) fn text(&self, most: usize) -> String {
        let all = || std::iter::once(&self.head).chain(&self.rows);
        let last = self.sides.len().saturating_sub(1);
        let mut widths: Vec<usize> = (0..self.sides.len())
            .map(|column| all().map(|row| width(&row[column])).max().unwrap_or(0))
            .collect();
        let before: usize = widths.iter().take(last).map(|width| width + 2).sum::<usize>() + 2;
        if self.sides.last() == Some(&Side::Left) {
            widths[last] = widths[last].min(most.saturating_sub(before).max(12));
        }
        let mut text = String::new();
        let mut line = |cells: &[String]| {
            let mut shown = String::from("  ");
            for (column, cell) in cells.iter().enumerate() {
                let cell = cut(cell, widths[column]);
                let blank = " ".repeat(widths[column].saturating_sub(width(&cell)));
                match self.sides[column] {
                    Side::Left => shown.extend([cell.as_str(), &blank, "  "]),
                    Side::Right => shown.extend([&blank, cell.as_str(), "  "]),
                }
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        };
        line(&self.head);
        let rules: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
        line(&rules);
        self.rows.iter().for_each(|row| line(row));
        text
    }
}

/// The text, cut to a width, with `…` where something is missing.
pub(super) fn cut(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        let mut longer = short.clone();
        longer.push(c);
        if width(&longer) + 1 > most {
            break;
        }
        short = longer;
    }
    format!("{}…", short.trim_end())
}

/// The text in lines of at most this width: broken at blanks, or anywhere between Chinese characters.
pub(super) fn wrap(text: &str, most: usize, indent: &str) -> String {
    let mut lines = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if !line.is_empty() && width(&line) + width(piece.trim_end()) > most {
                lines.push_str(&format!("{indent}{}\n", line.trim_end()));
                line = "    ".to_owned();
            }
            line.push_str(piece);
        }
        lines.push_str(&format!("{indent}{}\n", line.trim_end()));
    }
    lines
}

/// Words with the blanks after them; wide characters each for itself.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (place, c) in text.char_indices() {
        let wide = |c: char| unicode_width::UnicodeWidthChar::width(c) == Some(2);
        // no line begins with a mark of punctuation, and a weekday stays together
        let closes = "。，；：？！、）】”,;:?!)".contains(c);
        let breaks = before.is_some_and(|b| (b == ' ' && c != ' ') || wide(b) || wide(c))
            && !closes
            && before != Some('周');
        if breaks && place > start {
            pieces.push(&text[start..place]);
            start = place;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}
