//! The project's own Python environments.

use crate::run::{self, Outcome};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Python that the wheel runs on.
const OLDEST: (u32, u32) = (3, 10);
/// The newest minor version that is looked for by name.
const NEWEST_MINOR: u32 = 15;

/// A virtual environment inside the project.
pub struct Environment {
    interpreter: PathBuf,
}

impl Environment {
    /// The environment that the tests use: `.venv`, made from the first suitable Python on the PATH if there is none.
    pub fn of_project() -> Outcome<Environment> {
        Environment::in_folder(&run::root().join(".venv"))
    }

    /// The environment in `folder`, made in the same way if there is none.
    pub fn in_folder(folder: &Path) -> Outcome<Environment> {
        if version_of(&interpreter_in(folder)).is_some_and(|version| version >= OLDEST) {
            return Ok(Environment { interpreter: interpreter_in(folder) });
        }
        Environment::made_in(folder, &suitable()?)
    }

    /// A fresh environment with the wheel and Spark.
    pub fn with_spark() -> Outcome<Environment> {
        let environment = Environment::made_in(&run::root().join(".work/deep/spark"), &suitable()?)?;
        environment.install()?;
        let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r"];
        run::shown(environment.python(&pip).arg("bindings/python/requirements-spark.txt"))?;
        Ok(environment)
    }

    /// A fresh environment in `folder`.
    pub fn made_in(folder: &Path, python: &str) -> Outcome<Environment> {
        let mut command = Command::new(python);
        run::quietly(command.args(["-m", "venv", "--clear"]).arg(folder).current_dir(run::root()))?.well()?;
        Ok(Environment { interpreter: interpreter_in(folder) })
    }

    /// The folder of its programs.
    pub fn folder(&self) -> Option<&Path> {
        self.interpreter.parent()
    }

    /// Its interpreter, in the project's folder.
    pub fn python(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.interpreter);
        command.args(arguments).current_dir(run::root());
        // nothing from outside the environment
        command.env_remove("PYTHONPATH").env_remove("PYTHONHOME");
        command
    }

    /// Installs the pinned test tools and the wheel, built from the tree as a user would build it.
    pub fn install(&self) -> Outcome {
        let pip = ["-m", "pip", "install", "--disable-pip-version-check"];
        let mut tools = self.python(&pip);
        let pinned =
            ["-r", "bindings/python/requirements-test.txt", "-r", "bindings/c/requirements-test.txt"];
        run::quietly(tools.arg("--quiet").args(pinned))?.well()?;
        self.install_wheel()
    }

    /// Installs the wheel alone, built from the tree as a user would build it.
    pub fn install_wheel(&self) -> Outcome {
        // the slow part: pip says that it goes on
        let pip = ["-m", "pip", "install", "--disable-pip-version-check"];
        run::shown(self.python(&pip).args(["--force-reinstall", "./bindings/python"]))
    }

    /// Runs the Python tests; shows all but the dots.
    pub fn pytest(&self) -> Outcome<run::Said> {
        self.pytest_of("bindings/python/tests")
    }

    /// Runs the tests of a folder or a file.
    pub fn pytest_of(&self, tests: &str) -> Outcome<run::Said> {
        let mut command = self.python(&["-m", "pytest", tests, "-c", "bindings/python/pyproject.toml"]);
        run::heard(&mut command, |_| true)
    }
}

/// Every Python by its name (`python3.10` and newer) that answers.
pub fn all_on_path() -> (Vec<String>, Vec<String>) {
    (OLDEST.1..=NEWEST_MINOR)
        .map(|minor| format!("python3.{minor}"))
        .partition(|name| version_of(Path::new(name)).is_some())
}

/// The first Python on the PATH on which the wheel runs.
fn suitable() -> Outcome<String> {
    let found = ["python3", "python"]
        .map(str::to_owned)
        .into_iter()
        .chain((OLDEST.1..=NEWEST_MINOR).rev().map(|minor| format!("python3.{minor}")))
        .find(|name| version_of(Path::new(name)).is_some_and(|version| version >= OLDEST));
    found.ok_or_else(|| {
        format!(
            "needs Python {}.{} or newer with its venv module: no `python3` on the PATH is one \
             (on Debian and Ubuntu: the packages python3 and python3-venv)",
            OLDEST.0, OLDEST.1
        )
    })
}

fn interpreter_in(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// The version of an interpreter that can make environments; none if it is absent or cannot.
fn version_of(python: &Path) -> Option<(u32, u32)> {
    let asks = "import sys, venv, ensurepip; print(*sys.version_info[:2])";
    let said = Command::new(python).args(["-c", asks]).output().ok().filter(|said| said.status.success())?;
    let text = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = text.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
