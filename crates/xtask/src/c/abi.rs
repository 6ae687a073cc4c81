//! The tests of the C door from the side of C: headers in every dialect, what comes in wrong, threads, memory.

use super::compiler::{self, STRICT};
use super::{archive, dist, header};
use crate::count::Count;
use crate::run::{self, Outcome};
use std::path::{Path, PathBuf};
use std::process::Command;

const VALGRIND: &[&str] = &[
    "--quiet",
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect,possible",
    "--errors-for-leak-kinds=definite,indirect,possible",
    "--error-exitcode=9",
];

/// The headers compile in every dialect, alone and included twice; layouts are as pinned.
pub fn headers() -> Outcome<usize> {
    let folder = scratch("headers")?;
    let mut done = 0;
    let dialects =
        [("tactful.h", ["c99", "c11", "c17"], "c"), ("tactful.h", ["c++11", "c++14", "c++17"], "cc")];
    for (header, dialects, ending) in dialects {
        for dialect in dialects {
            done += in_dialect(&folder, header, dialect, ending)?;
        }
    }
    done += in_dialect(&folder, "tactful.hpp", "c++17", "cc")?;
    // no exception and no type information is needed
    let file = folder.join("twice.cc");
    compile(compiler::cxx(), "c++17", &file, &["-fno-exceptions", "-fno-rtti"])?;
    for (compiler, dialect, file) in
        [(compiler::c(), "c11", "tests/abi/layout.c"), (compiler::cxx(), "c++17", "tests/abi/unit_one.cc")]
    {
        compile(compiler, dialect, &run::root().join(file), &[])?;
        done += 1;
    }
    Ok(done + 1)
}

fn in_dialect(folder: &Path, header: &str, dialect: &str, ending: &str) -> Outcome<usize> {
    for (name, times) in [("alone", 1), ("twice", 2)] {
        let file = folder.join(format!("{name}.{ending}"));
        let text = format!("#include <{header}>\n").repeat(times) + "int main(void) { return 0; }\n";
        std::fs::write(&file, text.replace("(void)", if ending == "c" { "(void)" } else { "()" }))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let compiler = if ending == "c" { compiler::c() } else { compiler::cxx() };
        // whatever a vendor may have switched on
        compile(compiler, dialect, &file, &["-Wconversion", "-Wsign-conversion", "-Wshadow", "-Wcast-qual"])?;
    }
    Ok(2)
}

fn compile(mut compiler: Command, dialect: &str, file: &Path, more: &[&str]) -> Outcome {
    compiler
        .arg(format!("-std={dialect}"))
        .args(STRICT)
        .args(more)
        .arg("-I")
        .arg(run::root().join("include"));
    compiler.arg("-fsyntax-only").arg(file).current_dir(run::root());
    run::quietly(&mut compiler)?.well().map(|_| ())
}

/// Null in every position, wrong sizes, planted panics, eight threads: under sanitizers, and under valgrind if it is
/// there (`needs_valgrind`: it must be).
pub fn boundary(needs_valgrind: bool) -> Outcome<Count> {
    // a library that has one call more: the one that panics
    build_library(&["--features", "tactful-c/planted-panic"])?;
    let folder = scratch("boundary")?;
    let library = folder.join("libtactful.a");
    archive::reduce(
        &run::root().join("target/debug/libtactful_c.a"),
        &library,
        &header::path(),
        &["tactful_test_panic"],
    )?;
    if needs_valgrind && !compiler::is_there("valgrind") {
        return Err("valgrind is needed here and is not installed".to_owned());
    }
    let tests =
        ["boundary.c", "batch.c", "cases.c", "threads.c", "owners.cc"].map(|name| tests_folder().join(name));
    let examples = dist::EXAMPLES.iter().chain(dist::TABLES).map(|name| examples_folder().join(name));
    let sources: Vec<(PathBuf, bool)> =
        tests.into_iter().map(|test| (test, true)).chain(examples.map(|example| (example, false))).collect();
    // sanitized on one core while valgrind, which takes longer, has another
    let (sanitized, watched) = std::thread::scope(|scope| {
        let all = |check: fn(&Path, bool, &Path, &Path) -> Outcome<Count>| {
            let counts = sources.iter().map(|(source, counts)| check(source, *counts, &folder, &library));
            counts.sum::<Outcome<Count>>()
        };
        let watched = scope.spawn(move || all(under_valgrind));
        (all(sanitized), run::end_of(watched))
    });
    let mut count = sanitized? + watched?;
    // threads and sanitizers do not fork well
    let forks = folder.join("fork");
    build(&tests_folder().join("fork.c"), &forks, &library, &[])?;
    count = count + told("fork.c", true, Command::new(&forks))?;
    beside(&folder, &library)?;
    Ok(count)
}

/// A program of the tests, which counts, or an example, with the address and the undefined behaviour sanitizer.
fn sanitized(source: &Path, counts: bool, folder: &Path, library: &Path) -> Outcome<Count> {
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let program = folder.join(format!("{name}-sanitized"));
    build(source, &program, library, &["-fsanitize=address,undefined", "-fno-sanitize-recover=all"])?;
    for symbol in ["__asan_init", "__ubsan_handle_type_mismatch_v1_abort"] {
        if counts && !compiler::symbols(&[], &program)?.iter().any(|known| known.starts_with(symbol)) {
            return Err(format!("{name} was not built with sanitizers: it lacks {symbol}"));
        }
    }
    told(&format!("{name}, sanitized"), counts, Command::new(&program))
}

/// The same program under valgrind, or, if that is not there, without it.
fn under_valgrind(source: &Path, counts: bool, folder: &Path, library: &Path) -> Outcome<Count> {
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let program = folder.join(&*name);
    build(source, &program, library, &[])?;
    if compiler::is_there("valgrind") {
        let mut command = valgrind();
        command.arg(&program);
        told(&format!("{name}, under valgrind"), counts, command)
    } else {
        println!("absent: valgrind; {name} runs without it");
        told(&name, counts, Command::new(&program))
    }
}

/// The library with every feature, beside those of the whole workspace: alone it would ask less of its dependencies, and
/// all of them would be compiled once more than for the tests.
fn build_library(more: &[&str]) -> Outcome {
    run::shown(run::cargo(&["build", "--locked", "--workspace", "--lib"]).args(more))
}

/// Another Rust library in the same program.
fn beside(folder: &Path, library: &Path) -> Outcome {
    let second = folder.join("libsecond.a");
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-type", "staticlib", "--crate-name", "second", "-o"]);
    run::quietly(rustc.arg(&second).arg(run::root().join("tests/abi/second.rs")))?.well()?;
    for (name, libraries) in [("one-first", [library, &second]), ("other-first", [&second, library])] {
        let program = folder.join(name);
        let mut compiler = compiler::c();
        compiler.arg("-std=c99").args(STRICT).arg("-I").arg(run::root().join("include"));
        compiler.arg(run::root().join("tests/abi/beside.c")).args(libraries).arg("-o").arg(&program);
        run::quietly(compiler.args(dist::NATIVE_LIBS.split(' ')))?.well()?;
        run::quietly(&mut Command::new(&program))?.well()?;
    }
    println!("linked beside another Rust library");
    Ok(())
}

fn valgrind() -> Command {
    let mut command = Command::new("valgrind");
    command.args(VALGRIND).arg(format!("--suppressions={}", tests_folder().join("valgrind.supp").display()));
    command
}

fn tests_folder() -> PathBuf {
    run::root().join("tests/abi")
}

fn examples_folder() -> PathBuf {
    run::root().join("bindings/c/examples")
}

fn build(source: &Path, program: &Path, library: &Path, more: &[&str]) -> Outcome {
    let is_c = source.extension().is_some_and(|ending| ending == "c");
    let mut compiler = if is_c { compiler::c() } else { compiler::cxx() };
    if is_c {
        compiler.args(["-std=c99", "-D_POSIX_C_SOURCE=200809L"]);
    } else {
        compiler.args(["-std=c++17", "-fno-exceptions", "-fno-rtti"]);
    }
    compiler.arg("-g").args(STRICT).args(more);
    compiler.arg("-I").arg(run::root().join("include")).arg(source).arg(library);
    compiler.arg("-o").arg(program).args(dist::NATIVE_LIBS.split(' '));
    run::quietly(&mut compiler)?.well().map(|_| ())
}

/// Runs a program, whose last line is its count if it counts.
fn told(name: &str, counts: bool, mut command: Command) -> Outcome<Count> {
    if counts {
        // where a planted panic arose is of no interest
        command.env("RUST_BACKTRACE", "0").stderr(std::process::Stdio::null());
    }
    let said = run::quietly(&mut command)?;
    if let Some(problem) = said.problem {
        return Err(format!("{name}:\n{}{problem}", said.text));
    }
    if !counts {
        println!("{name}: an example, well");
        return Ok(Count::default());
    }
    let count = Count::of_last_line(said.text.lines().last().unwrap_or_default());
    println!("{name}: {count}");
    Ok(count)
}

/// The two C++ units in one program, against what is installed.
pub fn two_units(prefix: &Path) -> Outcome {
    let units = scratch("two-units")?.join("two-units");
    let mut cxx = compiler::cxx();
    cxx.arg("-std=c++17").args(STRICT).arg("-I").arg(prefix.join("include"));
    for unit in ["unit_one.cc", "unit_two.cc"] {
        cxx.arg(run::root().join("tests/abi").join(unit));
    }
    cxx.arg("-o").arg(&units).arg(prefix.join("lib/libtactful.a")).args(dist::NATIVE_LIBS.split(' '));
    run::quietly(&mut cxx)?.well()?;
    run::quietly(&mut Command::new(&units))?.well().map(|_| ())
}

/// The program that speaks for C when vectors run. They ask for every feature, and what is installed has not all of them:
/// it is built against a library that has.
pub fn door() -> Outcome<PathBuf> {
    build_library(&[])?;
    let door = scratch("door")?.join("door");
    let mut c = compiler::c();
    c.arg("-std=c99").args(STRICT).arg("-I").arg(run::root().join("include"));
    c.arg(run::root().join("tests/abi/door.c")).arg("-o").arg(&door);
    c.arg(run::root().join("target/debug/libtactful_c.a")).args(dist::NATIVE_LIBS.split(' '));
    run::quietly(&mut c)?.well()?;
    Ok(door)
}

/// A program of the project, built as a vendor would build it.
pub fn optimised(source: &str, prefix: &Path, program: &Path) -> Outcome {
    let mut c = compiler::c();
    c.args(["-std=c99", "-D_POSIX_C_SOURCE=200809L", "-O2"]).args(STRICT);
    c.arg("-I").arg(prefix.join("include")).arg(run::root().join(source)).arg("-o").arg(program);
    c.arg(prefix.join("lib/libtactful.a")).args(dist::NATIVE_LIBS.split(' '));
    run::quietly(&mut c)?.well().map(|_| ())
}

/// What speaks for C when vectors run: the program, under valgrind if it is there.
pub fn door_command(door: &Path) -> Vec<String> {
    let door = door.display().to_string();
    if !compiler::is_there("valgrind") {
        println!("absent: valgrind; the vectors run through C without it");
        return vec![door];
    }
    let mut command = vec!["valgrind".to_owned()];
    command.extend(VALGRIND.iter().map(|&argument| argument.to_owned()));
    command.push(door);
    command
}

fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = run::root().join(".work/c").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}
