//! Vectors, oracles and properties of tactful.
//!
//! A vector is a request with its verified answer; `tests/README.md` says how they are written, compared and
//! summed up. The same files run through every door of the library.

mod compare;
mod digest;
mod door;
pub mod generate;
pub mod oracle;
mod vectors;

pub use compare::{Tolerance, contains};
pub use digest::{Digest, canonical};
pub use door::{Door, Program};
pub use vectors::{File, Outcome, Vector, run};

/// The Rust blocks of the project's README.md, run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
