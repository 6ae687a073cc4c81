//! Gives the shared library the name under which programs look for it.

#![allow(clippy::disallowed_methods, reason = "a build script is told by its environment")]

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    if var("CARGO_CFG_TARGET_OS") == "linux" {
        // as long as the major version is 0, the binary interface is kept within a minor version
        let (major, minor) = (var("CARGO_PKG_VERSION_MAJOR"), var("CARGO_PKG_VERSION_MINOR"));
        let kept = if major == "0" { format!("{major}.{minor}") } else { major };
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libtactful.so.{kept}");
    }
}
