//! include/tactful.h: written from the C door's sources, its guide and the table of codes; committed, and compared.

use crate::run::{self, Outcome};
use std::path::{Path, PathBuf};
use tactful::complaint::{
    Act, Cause, Conduct, Ending, EventKind, IsoStage, Liability, Mode, Power, Remedy, Role, Wait, Word,
};
use tactful::customer::{self, Direction, Intent, Kind, Purpose};
use tactful::voice::Class;
use tactful::{Code, CodeKind};

/// What says that the library has tables, and what stands there instead if it has none.
const HAS_ARROW: &str = "#define TACTFUL_HAS_ARROW 1";
const NO_ARROW: &str = "/* #undef TACTFUL_HAS_ARROW */";
/// The same of what data teaches.
const HAS_INSIGHT: &str = "#define TACTFUL_HAS_INSIGHT 1";
const NO_INSIGHT: &str = "/* #undef TACTFUL_HAS_INSIGHT */";

/// `cargo xtask header`
pub fn write() -> Outcome {
    let header = made()?;
    let path = path();
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::write(&path, header).map_err(|error| format!("{}: {error}", path.display()))
}

/// Whether the committed header is what the sources give.
pub fn check() -> Outcome {
    let committed = std::fs::read_to_string(path()).map_err(|error| format!("include/tactful.h: {error}"))?;
    let made = made()?;
    if committed == made {
        return Ok(());
    }
    let differs = committed.lines().zip(made.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| committed.lines().count().min(made.lines().count())) + 1;
    Err(format!(
        "include/tactful.h is not what the sources give, from line {line} on; run `cargo xtask header`"
    ))
}

/// Names of the functions that a header declares.
pub fn functions(header: &Path) -> Outcome<Vec<String>> {
    let text = std::fs::read_to_string(header).map_err(|error| format!("{}: {error}", header.display()))?;
    let mut names: Vec<String> = declared(&text);
    names.sort();
    Ok(names)
}

/// The header of what is installed, whose library has tables or not, and nothing of what data teaches.
pub fn installed(arrow: bool) -> Outcome<String> {
    let header = std::fs::read_to_string(path()).map_err(|error| format!("include/tactful.h: {error}"))?;
    let left_out = [(HAS_INSIGHT, NO_INSIGHT), (HAS_ARROW, NO_ARROW)];
    left_out.into_iter().take(if arrow { 1 } else { 2 }).try_fold(header, |header, (has, has_not)| {
        let without = header.replacen(has, has_not, 1);
        if without == header { Err(format!("include/tactful.h lacks `{has}`")) } else { Ok(without) }
    })
}

fn declared(header: &str) -> Vec<String> {
    let code = header.rsplit("extern \"C\" {").next().unwrap_or_default();
    let mut names = Vec::new();
    let (has_arrow, mut left_out) = (header.contains(HAS_ARROW), false);
    for line in code.lines() {
        match line {
            "#if defined(TACTFUL_HAS_ARROW)" => left_out = !has_arrow,
            "#endif" => left_out = false,
            _ => {}
        }
        if left_out {
            continue;
        }
        if line.starts_with([' ', '#', '/', '}']) {
            continue;
        }
        let Some((before, _)) = line.split_once('(') else { continue };
        let name = before.rsplit([' ', '*']).next().unwrap_or_default();
        if name.starts_with("tactful_") {
            names.push(name.to_owned());
        }
    }
    names
}

/// The committed header.
pub fn path() -> PathBuf {
    run::root().join("include/tactful.h")
}

fn made() -> Outcome<String> {
    let folder = run::root().join("bindings/c");
    let read = |name: &str| {
        std::fs::read_to_string(folder.join(name)).map_err(|error| format!("bindings/c/{name}: {error}"))
    };
    let mut config = cbindgen::Config::from_file(folder.join("cbindgen.toml"))?;
    config.header = Some(read("guide.h")?.trim_end().to_owned());
    config.after_includes = Some(constants()? + read("arrow.h")?.trim_end());
    let bindings = cbindgen::Builder::new().with_crate(&folder).with_config(config).generate();
    let mut text = Vec::new();
    bindings.map_err(|error| error.to_string())?.write(&mut text);
    String::from_utf8(text).map_err(|error| error.to_string())
}

/// Versions and codes: what a parser of Rust sources cannot see.
fn constants() -> Outcome<String> {
    let mut text = String::new();
    let version = env!("CARGO_PKG_VERSION");
    let parts: Vec<&str> = version.split('.').collect();
    let &[major, minor, patch] = parts.as_slice() else { return Err(format!("version {version}")) };
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(String::new());
    line(
        "/* The version of this header; tactful_version() tells that of the library that is linked. */"
            .to_owned(),
    );
    line(format!("#define TACTFUL_VERSION_MAJOR {major}"));
    line(format!("#define TACTFUL_VERSION_MINOR {minor}"));
    line(format!("#define TACTFUL_VERSION_PATCH {patch}"));
    line(format!("#define TACTFUL_VERSION_STRING \"{version}\""));
    line("#define TACTFUL_VERSION \\".to_owned());
    line("    ((uint32_t)TACTFUL_VERSION_MAJOR << 16 | (uint32_t)TACTFUL_VERSION_MINOR << 8 | (uint32_t)TACTFUL_VERSION_PATCH)".to_owned());
    line("/* Whether the library has tables, through Arrow's C interfaces. */".to_owned());
    line(HAS_ARROW.to_owned());
    line("/* Moves whenever the answer of a verified request changes. */".to_owned());
    line(format!("#define TACTFUL_SEMANTICS_VERSION {}", tactful::SEMANTICS_VERSION));
    line(String::new());
    line("/* Whether tactful_call knows insight, experiment and value: what data teaches. */".to_owned());
    line(HAS_INSIGHT.to_owned());
    line(String::new());
    line("/* Everything went well. */".to_owned());
    line("#define TACTFUL_OK 0".to_owned());
    for (kind, word, title) in [
        (CodeKind::Error, "ERROR", "Why a call was refused: statuses."),
        (CodeKind::Verdict, "VERDICT", "The answer of a decision."),
        (CodeKind::Block, "BLOCK", "What stands against a contact."),
        (CodeKind::Warning, "WARNING", "What the reader of an answer should know."),
        (CodeKind::State, "STATE", "The state of a service clock."),
        (CodeKind::Finding, "FINDING", "What a check finds in a policy."),
    ] {
        line(format!("\n/* {title} */"));
        for code in Code::ALL.iter().filter(|code| code.kind() == kind) {
            let name = code.as_str().to_uppercase();
            line(format!("#define TACTFUL_{word}_{name} {} /* {} */", code.number(), code.english()));
        }
    }
    line(String::new());
    line(
        "/* The bit of a block in tactful_decision.blocks, and of a warning in tactful_decision.warnings. */"
            .to_owned(),
    );
    line("#define TACTFUL_BLOCK_BIT(block) \\".to_owned());
    line(
        "    ((uint32_t)(block) - 100u < 64u ? (uint64_t)1 << (((uint32_t)(block) - 100u) & 63u) : 0u)"
            .to_owned(),
    );
    line("#define TACTFUL_WARNING_BIT(warning) \\".to_owned());
    line(
        "    ((uint32_t)(warning) - 200u < 32u ? (uint32_t)1 << (((uint32_t)(warning) - 200u) & 31u) : 0u)"
            .to_owned(),
    );
    bits_and_numbers(&mut line);
    line("\n/* A literal as the initialiser of a tactful_text. */".to_owned());
    line("#define TACTFUL_TEXT(literal) {(literal), sizeof(literal) - 1}".to_owned());
    words(&mut text);
    Ok(text)
}

/// What plain data says of cases and of talk: sets as bits, and numbers from 1. Later words join at the end.
fn bits_and_numbers(line: &mut impl FnMut(String)) {
    fn list<T>(known: &[(&'static str, T)]) -> Vec<String> {
        known.iter().map(|(word, _)| word.to_uppercase()).collect()
    }
    for (prefix, words, title) in [
        ("ACT", list(Act::ALL), "The acts of a case, as bits, in the order that C1 asks for."),
        ("ROLE", list(Role::ALL), "Who acts, as bits."),
        ("REMEDY", list(Remedy::ALL), "What puts it right, as bits."),
        ("CONDUCT", list(Conduct::ALL), "What holds throughout a case, as bits."),
    ] {
        line(format!("\n/* {title} */"));
        for (place, word) in words.iter().enumerate() {
            line(format!("#define TACTFUL_{prefix}_{word} 0x{:x}u", 1_u32 << place));
        }
    }
    for (prefix, words, title) in [
        ("CAUSE", list(Cause::ALL), "What a complaint is about."),
        ("LIABILITY", list(Liability::ALL), "Whether we answer for it."),
        ("STAGE", list(IsoStage::ALL), "The stages of ISO 10002; no case is in communication or tracking."),
        ("CLASS", list(Class::ALL), "What a word marks."),
    ] {
        line(format!("\n/* {title} */"));
        for (number, word) in (1..).zip(&words) {
            line(format!("#define TACTFUL_{prefix}_{word} {number}u"));
        }
    }
}

/// What texts of structures may say, and the operations: closed lists, from the tables that decoders use.
fn words(text: &mut String) {
    fn list<T>(known: &[(&'static str, T)]) -> Vec<&'static str> {
        known.iter().map(|(word, _)| *word).collect()
    }
    let lists = [
        ("kinds of facts, beside the policy's own", list(Kind::ALL)),
        ("purposes", list(Purpose::ALL)),
        ("intents", list(Intent::ALL)),
        ("outcomes", list(customer::Outcome::ALL)),
        ("directions", list(Direction::ALL)),
        ("kinds of events", list(EventKind::ALL)),
        ("roles", list(Role::ALL)),
        ("causes", list(Cause::ALL)),
        ("liability", list(Liability::ALL)),
        ("modes", list(Mode::ALL)),
        ("what the customer says", list(Word::ALL)),
        ("for whom we wait", list(Wait::ALL)),
        ("endings", list(Ending::ALL)),
        ("conduct", list(Conduct::ALL)),
        ("powers", list(Power::ALL)),
        ("operations of tactful_call", tactful_json::OPERATIONS.to_vec()),
    ];
    text.push_str("\n/*\n * The words of texts.\n");
    for (title, words) in lists {
        text.push_str(&format!(" *\n * {title}:\n"));
        let mut line = String::new();
        for (place, word) in words.iter().enumerate() {
            let end = if place + 1 < words.len() { ", " } else { "" };
            if line.len() + word.len() > 100 {
                text.push_str(&format!(" *   {}\n", line.trim_end()));
                line.clear();
            }
            line.push_str(word);
            line.push_str(end);
        }
        text.push_str(&format!(" *   {line}\n"));
    }
    text.push_str(" */\n");
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn functions_are_found() {
        let header = "extern \"C\" {\n#endif\n/**\n * a (b)\n */\nuint32_t tactful_a(void);\n\nstruct tactful_text *tactful_b(int x,\n    int y);\nvoid tactful_c(int);\n}\n";
        assert_eq!(declared(header), ["tactful_a", "tactful_b", "tactful_c"]);
    }
}
