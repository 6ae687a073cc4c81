//! The dependency gate: what the core pulls in, against a list that only a commit can lengthen.

use crate::run::{self, Outcome};
use std::collections::BTreeSet;

/// The core itself included.
const MOST_CRATES: usize = 20;
const ALLOWED: &str = include_str!("../core-dependencies.txt");

/// Compares the tree of the core with the list; says how many crates there are.
pub fn check() -> Outcome<usize> {
    let tree = ["tree", "--locked", "-p", "tactful", "-e", "normal", "--prefix", "none"];
    let text = run::quietly(&mut run::cargo(&tree))?.well()?;
    judge(&text, ALLOWED)
}

fn judge(tree: &str, allowed: &str) -> Outcome<usize> {
    // two versions of one crate are two crates
    let crates: BTreeSet<(&str, &str)> = tree.lines().filter_map(name_and_version).collect();
    let allowed: BTreeSet<&str> =
        allowed.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let listed = || crates.iter().map(|(name, version)| format!("  {name} {version}\n")).collect::<String>();
    let unknown: Vec<&str> =
        crates.iter().map(|(name, _)| *name).filter(|name| !allowed.contains(name)).collect();
    if !unknown.is_empty() {
        let unknown = unknown.join(", ");
        return Err(format!("{}not in crates/xtask/core-dependencies.txt: {unknown}", listed()));
    }
    if crates.len() > MOST_CRATES {
        return Err(format!(
            "{}the core's tree has {} crates, at most {MOST_CRATES} are allowed",
            listed(),
            crates.len()
        ));
    }
    Ok(crates.len())
}

fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    Some((words.next()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn the_tree_cannot_grow_unseen() {
        assert_eq!(judge("a v1.0.0 (here)\nb v2.0.0\nb v2.0.0 (*)\n", "# why\na\nb\n"), Ok(2));
        let refused = judge("a v1.0.0\nc v3.0.0\n", "a\n").unwrap_err();
        assert!(refused.contains("  c v3.0.0") && refused.ends_with(": c"), "{refused}");
        let many: String = (0..21).map(|n| format!("a v1.{n}.0\n")).collect();
        assert!(judge(&many, "a").unwrap_err().contains("21 crates"));
    }
}
