//! The columnar face of `tactful`: Arrow tables or streams of customers and facts in, a table of decisions out.
//!
//! The kernel is that of single decisions, and so are the answers, bit for bit. [`CUSTOMERS`] and [`FACTS`] say which
//! columns are read, [`decisions_schema`] which come out. Any physical form of a column is taken: every string type,
//! dictionaries, timestamps of every unit, slices, nulls.
//!
//! - [`decide_tables`]: tables that are in memory, in any order.
//! - [`decide_stream`]: streams; in bounded memory if they are sorted by customer.
//! - [`fold_tables`]: facts into a table of standings ([`STANDINGS`]), a few hundred bytes a customer, joined with what
//!   was folded before or elsewhere.
//! - [`decide_standings`]: from standings alone, and only for those customers for whom something can have changed.
//! - [`cells`]: a column as values of a request to the JSON door, for statistics of whatever table.
//!
//! Nothing here keeps threads: a call may use some while it runs ([`Ask::threads`]), and its result does not depend on
//! how many.

mod ask;
mod bits;
mod cells;
mod chunks;
mod columns;
mod customers;
mod decide;
mod due;
mod facts;
mod fold;
mod instants;
mod join;
mod output;
mod rows;
mod schema;
mod side_by_side;
mod sorted;
mod standings;
mod stream;
mod summary;
mod wide;
mod words;

pub use ask::{Ask, DateAs, Names};
pub use cells::{Cells, cells};
pub use decide::{Decided, decide_tables};
pub use due::{DecidedStandings, Due, decide_standings, who_is_due};
pub use fold::{FoldedTables, fold_tables};
pub use schema::{CUSTOMERS, Column, ERROR, FACTS, Holds, OCCASION, decisions_schema};
pub use standings::{STANDINGS, standings_schema};
pub use stream::{DecisionReader, Stream, decide_stream};
pub use summary::Summary;
