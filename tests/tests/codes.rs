//! The one table of codes: numbers and names are unique, stay within their ranges, and have words in both languages.

use std::collections::BTreeSet;
use tactful::{Code, CodeKind};

#[test]
fn the_table_is_sound() {
    let numbers: BTreeSet<u16> = Code::ALL.iter().map(|code| code.number()).collect();
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(numbers.len(), Code::ALL.len());
    assert_eq!(names.len(), Code::ALL.len());
    for &code in Code::ALL {
        let range = match code.kind() {
            CodeKind::Verdict => 1..100,
            CodeKind::Block => 100..200,
            CodeKind::Warning => 200..300,
            CodeKind::State => 300..400,
            CodeKind::Phrase => 400..500,
            CodeKind::Finding => 500..1000,
            CodeKind::Error => 1000..1700,
        };
        assert!(range.contains(&code.number()), "{code}");
        assert_eq!(Code::from_name(code.as_str()), Some(code));
        assert!(!code.english().is_empty());
        assert!(!code.chinese().is_ascii(), "{code} has no Chinese words");
        let holes = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect()
        };
        assert_eq!(holes(code.english()), holes(code.chinese()), "{code} fills in other things in Chinese");
    }
}
