//! The policy that README.md shows does what it says. (Its Python, shell and Rust blocks are run elsewhere.)

use tactful::Engine;
use tactful::customer::Kind;

const README: &str = include_str!("../../README.md");

#[test]
fn the_policy_of_the_readme_holds() {
    let (_, rest) = README.split_once("```toml\n").unwrap();
    let (text, after) = rest.split_once("```").unwrap();
    let engine = Engine::from_text(text).unwrap();
    let replaced: Vec<&str> = engine.policy().replaced.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(replaced, ["rules.breathing-space"]);
    assert!(engine.reasons().any(|reason| reason == "spring-check"));
    assert!(engine.check().ok());
    for (kind, _) in Kind::ALL {
        assert!(after.contains(&format!("`{kind}`")) || ["corrected", "erased"].contains(kind), "{kind}");
    }
}
