//! What data teaches: which moments of truth matter, what works, what a customer is worth.
//!
//! Every figure carries its method, its convention where there is more than one, and how many rows it rests on and how
//! many were left out. No figure is ever "not a number": what does not exist is absent, and what cannot be answered is
//! refused with a code and the name of the limit. Nothing here decides whom to contact; see `tactful` for that.
//!
//! A missing value is a NaN in a column. Infinite values are refused.
//!
//! ```
//! use tactful_insight::importance::{Column, Exact, Survey, linear};
//!
//! let survey = Survey::new(
//!     Column::new("rating", vec![4.0, 2.0, 5.0, 3.0, 1.0, 4.0]),
//!     vec![
//!         Column::new("on_time", vec![5.0, 2.0, 5.0, 3.0, 1.0, 3.0]),
//!         Column::new("packing", vec![3.0, 3.0, 4.0, 2.0, 3.0, f64::NAN]),
//!     ],
//! );
//! let found = linear(&survey, Exact::default())?;
//! assert_eq!((found.n_used, found.n_dropped), (5, 1));
//! assert_eq!(found.core.map(|core| core.name).as_deref(), Some("on_time"));
//! # Ok::<(), tactful::Error>(())
//! ```

#![forbid(unsafe_code)]

pub mod attention;
pub mod experiment;
pub mod factors;
pub mod importance;
mod numeric;
mod result;
pub mod value;
pub mod voice;

pub use result::Interval;
