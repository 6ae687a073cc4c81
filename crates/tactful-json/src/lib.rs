//! The JSON door of tactful: one request in, one answer out, both JSON text. Every operation of the library is here.
//!
//! A request is a table with the field `op` and the fields of that operation. It is read strictly: an unknown field,
//! a value of another kind, a key given twice are refused with a stable code and their place in the text.
//!
//! Every request may carry `zones`: names and the base64 of TZif files, for zones that are newer than the bundled
//! table or not in it.
//!
//! ```
//! use tactful_json::Door;
//!
//! let door = Door::new();
//! let answer = door.call(r#"{
//!     "op": "calendar.add",
//!     "calendar": {"tz": "Europe/Berlin", "weekly": {"fri": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}},
//!     "start": "2026-03-27T15:00:00+01:00",
//!     "seconds": 28800
//! }"#)?;
//! assert_eq!(answer, r#"{"instant":"2026-03-30T13:00:00Z"}"#);
//! # Ok::<(), tactful::Error>(())
//! ```

mod audit;
mod base64;
mod calendar;
mod campaign;
mod clock;
mod codes;
mod complaint;
mod door;
mod followup;
#[cfg(feature = "insight")]
mod insight;
mod plain;
mod policy;
mod relationship;
mod request;
mod touchpoint;
mod unread;
mod voice;
mod window;
mod workload;

pub use door::Door;
pub use followup::{agenda_text, decision_text};
pub use request::OPERATIONS;
