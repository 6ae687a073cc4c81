//! The static library, reduced to what the header declares: everything else in it, the Rust runtime above all, is
//! made local, so that it can be linked beside other Rust libraries and shows through nobody's shared library.

use super::{compiler, header};
use crate::run::{self, Outcome};
use std::path::Path;
use std::process::Command;

/// Makes `reduced` of what rustc built; `more` are names to keep beside those of the header.
pub fn reduce(built: &Path, reduced: &Path, header: &Path, more: &[&str]) -> Outcome {
    let folder = reduced.parent().ok_or_else(|| format!("{}: no folder", reduced.display()))?;
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (joined, local) = (folder.join("joined.o"), folder.join("tactful.o"));
    let mut join = compiler::c();
    join.args(["-r", "-nostdlib", "-o"]).arg(&joined);
    join.arg("-Wl,--whole-archive").arg(built).arg("-Wl,--no-whole-archive");
    run::quietly(&mut join)?.well()?;
    let mut localise = Command::new("objcopy");
    // the compiler's own intermediate form, which only its own linker could read
    localise.args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd", "--strip-debug"]);
    // how unwinding finds its way from one object to another
    localise.args(["--wildcard", "--keep-global-symbol=DW.ref.*"]);
    for name in header::functions(header)?.iter().map(String::as_str).chain(more.iter().copied()) {
        localise.arg(format!("--keep-global-symbol={name}"));
    }
    run::quietly(localise.arg(&joined).arg(&local))?.well()?;
    if reduced.exists() {
        std::fs::remove_file(reduced).map_err(|error| format!("{}: {error}", reduced.display()))?;
    }
    run::quietly(Command::new("ar").arg("rcs").arg(reduced).arg(&local))?.well()?;
    for file in [joined, local] {
        std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
