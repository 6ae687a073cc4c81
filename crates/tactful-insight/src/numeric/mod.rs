//! The arithmetic below the statistics, each kind in a file of its own with its source.

pub(crate) mod beta;
pub(crate) mod gamma;
pub(crate) mod hyper;
pub(crate) mod matrix;
pub(crate) mod minimise;
pub(crate) mod normal;
pub(crate) mod philox;
pub(crate) mod quadrature;
pub(crate) mod root;
pub(crate) mod student;
pub(crate) mod subsets;
pub(crate) mod sums;
