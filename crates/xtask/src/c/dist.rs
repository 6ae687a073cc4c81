//! What a vendor installs: a prefix with headers, libraries, pkg-config and CMake files, examples and licences.

use super::{archive, compiler, header, notices};
use crate::run::{self, Outcome};
use std::path::{Path, PathBuf};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the static library needs of the system, in this order; `rustc --print native-static-libs` must say the same.
pub const NATIVE_LIBS: &str = "-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc";

/// What the shared library may take: 3 MiB.
const LARGEST: u64 = 3 << 20;

/// And with tables: the columns of Arrow, and what reads and writes them, take up to half of one more.
const LARGEST_WITH_ARROW: u64 = 7 << 19;

/// Programs that are installed, and built and run by the tests as a vendor would.
pub const EXAMPLES: &[&str] = &["first_contact.c", "first_contact.cc", "complaint.c"];

/// Those that need tables.
pub const TABLES: &[&str] = &["night_batch.c"];

/// What a prefix is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Everything but tables and what data teaches.
    Plain,
    /// The same with tables, through Arrow's C interfaces.
    Arrow,
}

impl Variant {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &["--no-default-features"],
            Self::Arrow => &["--no-default-features", "--features", "arrow"],
        }
    }

    /// Where cargo builds it: both make files of the same names.
    fn target(self) -> PathBuf {
        run::root().join(match self {
            Self::Plain => "target",
            Self::Arrow => "target/arrow",
        })
    }

    fn built(self) -> PathBuf {
        self.target().join("dist")
    }

    fn largest(self) -> u64 {
        match self {
            Self::Plain => LARGEST,
            Self::Arrow => LARGEST_WITH_ARROW,
        }
    }

    fn native_libs(self) -> PathBuf {
        self.built().join("native-static-libs.txt")
    }

    /// Where the prefix goes if nobody says.
    pub fn prefix(self) -> PathBuf {
        self.built().join(format!("tactful-{VERSION}"))
    }
}

/// The examples that a prefix has.
pub fn examples(prefix: &Path) -> Vec<&'static str> {
    let known = EXAMPLES.iter().chain(TABLES).copied();
    known.filter(|name| prefix.join("share/tactful/examples").join(name).exists()).collect()
}

/// `cargo xtask dist [--arrow] [FOLDER]`
pub fn main(rest: &[String]) -> Outcome {
    let (variant, rest) = match rest {
        [first, rest @ ..] if first == "--arrow" => (Variant::Arrow, rest),
        _ => (Variant::Plain, rest),
    };
    let prefix = match rest {
        [] => variant.prefix(),
        [folder] => std::path::absolute(folder).map_err(|error| format!("{folder}: {error}"))?,
        [_, more, ..] => return Err(format!("this command takes one folder; got `{more}` too")),
    };
    make(variant, &prefix)?;
    check(variant, &prefix)?;
    println!("made {}", prefix.display());
    Ok(())
}

/// The name under which programs look for the shared library: the binary interface is kept within it.
fn soname() -> String {
    let mut parts = VERSION.split('.');
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if major == "0" { format!("libtactful.so.0.{minor}") } else { format!("libtactful.so.{major}") }
}

/// Builds the libraries and fills the prefix.
pub fn make(variant: Variant, prefix: &Path) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err(
            "a prefix is made on Linux only, so far; elsewhere build the package tactful-c".to_owned()
        );
    }
    build(variant)?;
    if prefix.exists() {
        let was_ours = prefix.join("include/tactful.h").exists() || is_empty(prefix);
        if !was_ours {
            return Err(format!("{}: there is something else; name an empty folder", prefix.display()));
        }
        std::fs::remove_dir_all(prefix).map_err(|error| format!("{}: {error}", prefix.display()))?;
    }
    let root = run::root();
    let built = variant.built();
    let real = format!("libtactful.so.{VERSION}");
    copy(&built.join("libtactful_c.so"), &prefix.join("lib").join(&real))?;
    link(&real, &prefix.join("lib").join(soname()))?;
    link(&soname(), &prefix.join("lib/libtactful.so"))?;
    copy(&root.join("include/tactful.hpp"), &prefix.join("include/tactful.hpp"))?;
    let header = prefix.join("include/tactful.h");
    let installed = header::installed(variant == Variant::Arrow)?;
    std::fs::write(&header, installed).map_err(|error| format!("{}: {error}", header.display()))?;
    archive::reduce(&built.join("libtactful_c.a"), &prefix.join("lib/libtactful.a"), &header, &[])?;
    for (from, to) in [
        ("tactful.pc.in", "lib/pkgconfig/tactful.pc"),
        ("tactful-static.pc.in", "lib/pkgconfig/tactful-static.pc"),
        ("tactful-config.cmake.in", "lib/cmake/tactful/tactful-config.cmake"),
        ("tactful-config-version.cmake.in", "lib/cmake/tactful/tactful-config-version.cmake"),
    ] {
        fill(&root.join("bindings/c/dist").join(from), &prefix.join(to))?;
    }
    let tables = if variant == Variant::Arrow { TABLES } else { &[] };
    for name in EXAMPLES.iter().chain(tables) {
        copy(
            &root.join("bindings/c/examples").join(name),
            &prefix.join("share/tactful/examples").join(name),
        )?;
    }
    let documents = prefix.join("share/doc/tactful");
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md", "README.md"] {
        copy(&root.join(name), &documents.join(name))?;
    }
    // what requests and answers look like, and the policy that is there without being named
    copy(&root.join("crates/tactful/src/policy/house.toml"), &prefix.join("share/tactful/house.toml"))?;
    for vectors in crate::vectors::own_files()? {
        let name = vectors.file_name().unwrap_or_default();
        copy(&vectors, &prefix.join("share/tactful/requests").join(name))?;
    }
    let file = documents.join("THIRD-PARTY.txt");
    std::fs::write(&file, notices::text()?).map_err(|error| format!("{}: {error}", file.display()))
}

/// The shared and the static library, and the list of what the static one needs.
fn build(variant: Variant) -> Outcome {
    let list = variant.native_libs();
    let mut cargo = run::cargo(&["rustc", "--locked", "--lib", "--profile", "dist", "-p", "tactful-c"]);
    cargo.args(variant.arguments()).arg("--target-dir").arg(variant.target()).args(["--", "--print"]);
    run::shown(cargo.arg(format!("native-static-libs={}", list.display())))
}

/// Whether the shared library exports the functions of the header and nothing else, and the static one needs what
/// is written down.
pub fn check(variant: Variant, prefix: &Path) -> Outcome {
    let exported = compiler::symbols(&["-D", "--defined-only"], &prefix.join("lib/libtactful.so"))?;
    let declared = header::functions(&prefix.join("include/tactful.h"))?;
    if exported != declared {
        let only = |a: &[String], b: &[String]| {
            a.iter().filter(|name| !b.contains(name)).cloned().collect::<Vec<_>>().join(", ")
        };
        return Err(format!(
            "the shared library and the header differ: exported only: [{}], declared only: [{}]",
            only(&exported, &declared),
            only(&declared, &exported)
        ));
    }
    let list = variant.native_libs();
    let mut shown = compiler::symbols(&["-g", "--defined-only"], &prefix.join("lib/libtactful.a"))?;
    shown.retain(|name| !name.ends_with(':') && !name.starts_with("DW.ref."));
    if shown != declared {
        return Err(format!(
            "the static library shows {} names, the header declares {}",
            shown.len(),
            declared.len()
        ));
    }
    let libs = std::fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let libs = last_of_each(&libs);
    if libs != NATIVE_LIBS {
        return Err(format!(
            "the static library needs `{libs}`, and `{NATIVE_LIBS}` is written down; mend dist.rs and guide.h"
        ));
    }
    let size = |name: &str| std::fs::metadata(prefix.join("lib").join(name)).map_or(0, |file| file.len());
    let (shared, fixed) = (size("libtactful.so"), size("libtactful.a"));
    println!("{} functions exported; shared {shared} bytes, static {fixed} bytes", exported.len());
    println!("needs glibc {}", glibc(&prefix.join("lib/libtactful.so"))?);
    let largest = variant.largest();
    if shared > largest {
        return Err(format!("the shared library is larger than {largest} bytes"));
    }
    Ok(())
}

/// What is named again further on is needed there: linkers read from left to right.
fn last_of_each(libs: &str) -> String {
    let names: Vec<&str> = libs.split_whitespace().collect();
    let last = names.iter().enumerate().filter(|&(place, name)| !names[place + 1..].contains(name));
    last.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

/// The newest version of glibc that the library asks for.
fn glibc(library: &Path) -> Outcome<String> {
    let names = compiler::symbols(&["-D", "--undefined-only"], library)?;
    let versions = names.iter().filter_map(|name| name.split("@GLIBC_").nth(1));
    let newest = versions.max_by_key(|version| {
        version.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>()
    });
    Ok(newest.unwrap_or("unknown").to_owned())
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn made_for(path: &Path) -> Outcome {
    match path.parent() {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
        }
        None => Ok(()),
    }
}

fn copy(from: &Path, to: &Path) -> Outcome {
    made_for(to)?;
    std::fs::copy(from, to).map(|_| ()).map_err(|error| format!("{}: {error}", from.display()))
}

fn fill(template: &Path, to: &Path) -> Outcome {
    made_for(to)?;
    let text =
        std::fs::read_to_string(template).map_err(|error| format!("{}: {error}", template.display()))?;
    let mut parts = VERSION.split('.');
    let filled = text
        .replace("@VERSION@", VERSION)
        .replace("@MAJOR@", parts.next().unwrap_or_default())
        .replace("@MINOR@", parts.next().unwrap_or_default())
        .replace("@SONAME@", &soname())
        .replace("@NATIVE_LIBS@", NATIVE_LIBS);
    std::fs::write(to, filled).map_err(|error| format!("{}: {error}", to.display()))
}

#[cfg(unix)]
fn link(target: &str, name: &Path) -> Outcome {
    std::os::unix::fs::symlink(target, name).map_err(|error| format!("{}: {error}", name.display()))
}

#[cfg(not(unix))]
fn link(target: &str, name: &Path) -> Outcome {
    Err(format!("{}: cannot link to {target} here", name.display()))
}

#[cfg(test)]
mod tests {
    use super::last_of_each;

    #[test]
    fn a_library_is_needed_where_it_is_named_last() {
        assert_eq!(last_of_each("-lc -lm -lgcc_s -lm -ldl -lc\n"), "-lgcc_s -lm -ldl -lc");
    }
}
