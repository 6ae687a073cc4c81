//! Measurements of tactful; see the `benches` targets.
