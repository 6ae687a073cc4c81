//! `complaint.*`: what is owed to a customer who complains, and until when; the case, and the authority over remedies.

pub(crate) mod case;
pub(crate) mod clocks;
