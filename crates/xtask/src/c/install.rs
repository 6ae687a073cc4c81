//! The examples, built outside the tree against what is installed, as a vendor would: with pkg-config and with CMake,
//! against the shared and the static library.

use super::{compiler, dist};
use crate::python::Environment;
use crate::run::{self, Outcome};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const LISTS: &str = r#"cmake_minimum_required(VERSION 3.15)
project(vendor LANGUAGES C CXX)
set(CMAKE_C_STANDARD 99)
set(CMAKE_CXX_STANDARD 17)
find_package(tactful 0.1 REQUIRED)
foreach(kind shared static)
  foreach(file @EXAMPLES@)
    add_executable(${file}_${kind} ${file})
    target_link_libraries(${file}_${kind} PRIVATE tactful::${kind})
  endforeach()
endforeach()
"#;

/// Builds and runs the examples every way; how many programs ran.
pub fn check(prefix: &Path, python: &Environment) -> Outcome<usize> {
    let examples = dist::examples(prefix);
    let place = Outside::new()?;
    // the prefix is moved, to show that it can be
    let prefix = place.take(prefix)?;
    let path = place.path(python)?;
    let mut ran = 0;
    let mut outputs: Vec<String> = Vec::new();
    for package in ["tactful", "tactful-static"] {
        let flags = flags(&prefix, package, &path)?;
        for file in &examples {
            let mut compiler = if file.ends_with(".c") { compiler::c() } else { compiler::cxx() };
            let program = place.folder.join(format!("{file}-{package}"));
            compiler
                .arg(prefix.join("share/tactful/examples").join(file))
                .arg("-o")
                .arg(&program)
                .args(&flags);
            run::quietly(compiler.current_dir(&place.folder))?.well()?;
            outputs.push(place.run(&program, &prefix)?);
            ran += 1;
        }
    }
    let sources = place.folder.join("cmake");
    std::fs::create_dir_all(&sources).map_err(|error| error.to_string())?;
    std::fs::write(sources.join("CMakeLists.txt"), LISTS.replace("@EXAMPLES@", &examples.join(" ")))
        .map_err(|error| error.to_string())?;
    for file in &examples {
        let from = prefix.join("share/tactful/examples").join(file);
        std::fs::copy(from, sources.join(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    let build = sources.join("build");
    let mut configure = Command::new("cmake");
    configure.args(["-G", "Ninja", "-S"]).arg(&sources).arg("-B").arg(&build);
    configure.arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display())).env("PATH", &path);
    run::quietly(&mut configure)?.well()?;
    let mut make = Command::new("cmake");
    run::quietly(make.arg("--build").arg(&build).env("PATH", &path))?.well()?;
    for file in &examples {
        for kind in ["shared", "static"] {
            outputs.push(place.run(&build.join(format!("{file}_{kind}")), &prefix)?);
            ran += 1;
        }
    }
    // each example says the same, however it was built
    outputs.sort();
    outputs.dedup();
    let (said, meant) = (outputs.len(), examples.len());
    if said != meant {
        return Err(format!("the examples print {said} different things; there should be {meant}"));
    }
    Ok(ran)
}

fn flags(prefix: &Path, package: &str, path: &OsString) -> Outcome<Vec<String>> {
    let mut command = Command::new("pkgconf");
    command.args(["--cflags", "--libs", package]).env("PATH", path);
    command.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    Ok(run::quietly(&mut command)?.well()?.split_whitespace().map(str::to_owned).collect())
}

/// A folder outside the project, gone at the end.
struct Outside {
    folder: PathBuf,
}

impl Outside {
    fn new() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("tactful-vendor-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Copies the prefix, links as links.
    fn take(&self, prefix: &Path) -> Outcome<PathBuf> {
        let copy = self.folder.join("opt/tactful");
        std::fs::create_dir_all(self.folder.join("opt")).map_err(|error| error.to_string())?;
        run::quietly(Command::new("cp").arg("-a").arg(prefix).arg(&copy))?.well()?;
        Ok(copy)
    }

    /// The tools of the project's environment first.
    fn path(&self, python: &Environment) -> Outcome<OsString> {
        let outside = std::env::var_os("PATH").unwrap_or_default();
        let inside = python.folder().map(Path::to_path_buf);
        std::env::join_paths(inside.into_iter().chain(std::env::split_paths(&outside)))
            .map_err(|error| format!("PATH: {error}"))
    }

    fn run(&self, program: &Path, prefix: &Path) -> Outcome<String> {
        let mut command = Command::new(program);
        run::quietly(command.env("LD_LIBRARY_PATH", prefix.join("lib")))?.well()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // what cannot be removed is left to the machine, which empties this place itself
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
