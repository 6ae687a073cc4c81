//! The JSON door of tactful.
