//! Vectors, oracles and properties of tactful.
