//! Complaint clocks in a policy: the words of their events, what a document says of them, and what it compiles to.
//!
//! A clock is one obligation with its time (C1, C2, C8, C11). Read aloud it says: it starts on this, is due then, and
//! is met by that.
//!
//! ```
//! let engine = tactful::Engine::from_text(r#"
//!     name = "desk"
//!     version = "1"
//!
//!     [calendars.office]
//!     timezone = "Europe/London"
//!     weekly   = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"] }
//!
//!     [complaints]
//!     zone       = "Europe/London"             # of the firm's days; else that of a clock's calendar
//!     calendar   = "office"                    # of clocks that name none
//!     events     = ["testing_started", "testing_ended"]        # beside the usual ones
//!     priorities = ["low", "normal", "high", "urgent"]         # the lowest first
//!     topics     = ["payments"]
//!
//!     [complaints.clocks.first-response]
//!     starts_on = "received"
//!     span      = "4bh"                        # s m h elapsed; d w mo y civil; bd bh of the calendar
//!     targets   = { urgent = "1bh" }           # by priority
//!     met_by    = ["apologised", "reply"]
//!     warn      = ["75%", "1bh"]               # before the end
//!     escalate  = [{ after = "0h", to = "team-lead" }, { after = "4bh", to = "head" }]
//!
//!     [complaints.clocks.resolution]
//!     starts_on = "received"
//!     after     = "first-response"             # runs only once that one is met
//!     span      = "10bd"
//!     end_at    = "close_of_business"          # or "end_of_day", its last second; or "instant"
//!     met_by    = "solved"
//!     pause_on  = ["pending", { from = "on_hold", until = ["resumed", "reply"] }]
//!     reopen    = "resume"                     # or "restart", "first_close", "count_through"
//!
//!     [complaints.clocks.final-response]
//!     kind       = "regulatory"
//!     source     = "the rule that says so"
//!     per        = "part"                      # every part of a case has its own
//!     starts_on  = "received"
//!     span       = "8w"
//!     count_from = "next_day"                  # whole days; or "same_day", the event's being the first
//!     roll       = "next_business_day"         # if the last day is none
//!     met_by     = "final_response"
//!     document   = "final-response"
//!     extend     = [{ to = "12w", notice = "holding_reply" }, { to = "16w", approver = "board" }]
//!     exits      = [{ within = "3bd", end_at = "close_of_business", met_by = "solved", document = "summary" }]
//!     statutory_pauses = [{ from = "testing_started", until = "testing_ended", source = "article 1" }]
//!     valid_from = "2026-06-01"
//!
//!     [complaints.clocks.progress-update]
//!     starts_on    = "received"
//!     later_of     = ["48h", { span = "1bd", end_at = "close_of_business" }]
//!     repeat_every = "5bd"                     # from when it was met; repeat_from = "due": a fixed grid
//!     met_by       = ["update", "reply"]
//!     ends_on      = ["solved", "closed", "withdrawn"]
//! "#)?;
//! assert_eq!(engine.clock_ids().count(), 4);
//! # Ok::<(), tactful::Error>(())
//! ```
//!
//! What may stop a clock. An internal clock stands still on any events that it names (`pause_on`). A regulatory clock
//! never waits for the customer, a supplier or ourselves: `pause_on` is refused there, as are reopening with `resume`
//! and the events `pending` and `on_hold`. What a law itself takes out of its time, such as the time of a test, is
//! written in `statutory_pauses`, event by event, each with the provision as its `source`.
//!
//! How pauses are given back. A clock that counts from an instant gets back the seconds: elapsed ones, wall time, or
//! open ones for business days and hours. A count of whole days gets back the days (business days) from the date of
//! the pause to the date on which it ended. Pauses that overlap count once; what was used up before a pause stays so.
//!
//! Extensions. `to` is the whole time from the start. A notice counts until the time in force runs out, and brings the
//! next step into force that it fits; an approved one, the next step that needs this approval.
//!
//! Layers. A clock with the id of one below takes its place, unless one of them comes from a law: then both run, the
//! upper one as `document/id`. Zone and calendar that a law's clocks take from their own document stay theirs. A
//! regulatory clock is not over because a case is closed (`ends_on` is empty unless it is written), and an exit of a
//! house cannot waive it.

mod compile;
mod compiled;
mod event;
mod lay;
pub mod spec;

pub(crate) use compile::{compile, event, place};
pub(crate) use compiled::{Clock, Clocks, ZoneOf};
pub use event::Event;
pub(crate) use event::{Events, MAX_OWN_EVENTS};
