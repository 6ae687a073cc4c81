//! The C door: its header, what is installed of it, and its tests.

pub mod abi;
mod archive;
mod compiler;
pub mod dist;
pub mod header;
pub mod install;
mod notices;
