/// Longer names are not compared, and not repeated in a message.
const MAX_NAME: usize = 64;

/// The known name that was most likely meant, if any is near: one slip in short names, two or three in longer ones.
///
/// A slip is a letter added, left out, changed, or swapped with its neighbour. Of equally near names the first wins.
///
/// ```
/// use tactful::document::nearest;
/// assert_eq!(nearest("quite_hours", &["gap", "quiet_hours"]), Some("quiet_hours"));
/// assert_eq!(nearest("colour", &["gap", "quiet_hours"]), None);
/// ```
#[must_use]
pub fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    if name.len() > MAX_NAME {
        return None;
    }
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let allowed = (name.len() / 3).clamp(1, 3);
    let mut best = None;
    for candidate in known.iter().filter(|candidate| candidate.len() <= MAX_NAME) {
        let letters: Vec<char> = candidate.chars().collect();
        let slips = slips(&name, &letters);
        // a name of two letters, one of them wrong, is another name
        if slips <= allowed && slips < letters.len().max(2) && best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, *candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether a key of the document may be repeated in a message: short, and made of identifier characters.
pub(crate) fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Letters added, left out, changed or swapped with their neighbour.
fn slips(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let pick = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut least = (pick(&above, j + 1) + 1).min(pick(&row, j) + 1);
            least = least.min(pick(&above, j) + usize::from(a != b));
            if i > 0 && j > 0 && from.get(i - 1) == Some(b) && to.get(j - 1) == Some(a) {
                least = least.min(pick(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}
