//! Dates and hours that are written in figures: 3月5日, 10:30, 2026-11-21, 5 pm, 三月.

/// Calls `found` with the bytes of each, from left to right.
pub(super) fn each_time(text: &str, mut found: impl FnMut(usize, usize)) {
    let mut at = 0;
    while let Some(start) = text[at..].find(is_figure).map(|ahead| at + ahead) {
        let figures = run(&text[start..]);
        let end = start + figures.len();
        // a price, a telephone number or a part of a name is no time
        let free = !text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| (c.is_ascii_alphabetic() && c != 'T') || matches!(c, '.' | '$' | '#'));
        at = match free.then(|| time(figures, &text[end..])).flatten() {
            Some(more) => {
                found(start, end + more);
                end + more
            }
            None => end,
        };
    }
}

/// How many bytes after these figures belong to a time; none: it is no time.
fn time(figures: &str, rest: &str) -> Option<usize> {
    let in_digits = figures.as_bytes()[0].is_ascii_digit();
    let (units, width) = (["年", "月", "日", "号", "號", "时", "時", "点", "點"], "年".len());
    if let Some(place) = units.iter().position(|unit| rest.starts_with(unit)) {
        let after = &rest[width..];
        return match place {
            // a house, a room or a shop has a number too
            3 | 4 if after.starts_with(['楼', '樓', '店', '线', '線', '房', '厅', '廳', '机', '機']) => {
                None
            }
            // 一点 is "a little"
            7 | 8 if !in_digits && !after.starts_with(['钟', '鐘', '半', '多']) => None,
            _ if figures.chars().count() <= 6 => Some(width),
            _ => None,
        };
    }
    if !in_digits || figures.len() > 4 {
        return None;
    }
    let bytes = rest.as_bytes();
    match bytes.first() {
        Some(b':') if figures.len() <= 2 => {
            let minutes = run(&rest[1..]);
            (minutes.len() == 2).then_some(3)
        }
        Some(&sign @ (b'/' | b'-')) => {
            let second = run(&rest[1..]);
            let third = rest[1 + second.len()..].strip_prefix(char::from(sign)).map_or("", run);
            let known = (1..=2).contains(&second.len()) && (sign == b'/' || !third.is_empty());
            known.then(|| 1 + second.len() + if third.is_empty() { 0 } else { 1 + third.len() })
        }
        _ => {
            let word = rest.strip_prefix(' ').unwrap_or(rest);
            let gap = rest.len() - word.len();
            let ends = |width: usize| !word[width..].starts_with(|c: char| c.is_ascii_alphanumeric());
            let known = ["am", "pm", "a.m", "p.m", "AM", "PM", "st", "nd", "rd", "th"];
            if let Some(unit) = known.iter().find(|unit| word.starts_with(**unit) && ends(unit.len())) {
                return (figures.len() <= 2).then_some(gap + unit.len());
            }
            let year = figures.len() == 4 && (figures.starts_with("19") || figures.starts_with("20"));
            (year && !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')).then_some(0)
        }
    }
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '廿' | '〇')
}

/// The figures at the start, of one kind.
fn run(text: &str) -> &str {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| !is_figure(c) || c.is_ascii_digit() != digits).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::each_time;

    fn times(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        each_time(text, |start, end| found.push(&text[start..end]));
        found
    }

    #[test]
    fn times_in_figures() {
        assert_eq!(times("2026年11月20日下午3点"), ["2026年", "11月", "20日", "3点"]);
        assert_eq!(times("三月五号，十点半，等了一点时间，3号楼"), ["三月", "五号", "十点"]);
        assert_eq!(
            times("on 3/14/2015 at 10:30, 5 pm, the 2nd, in 2016"),
            ["3/14/2015", "10:30", "5 pm", "2nd", "2016"]
        );
        assert_eq!(times("2026-11-21T09:30"), ["2026-11-21", "09:30"]);
        assert!(times("$2015, call 555-0100, model X2000, 12 pieces, 1:1, 20155").is_empty());
        assert!(
            times("").is_empty() && times("3").is_empty() && times("3/").is_empty() && times("7:").is_empty()
        );
    }
}
