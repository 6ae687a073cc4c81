//! Vectors, oracles and properties of tactful.

pub mod generate;
pub mod oracle;
