//! The limits of a day, looked up once, and how much of them is used.

use super::{Capacity, Limit, Load};
use crate::document::nearest;
use crate::order::Order;
use crate::time::{Calendar, Date};
use crate::{Code, Engine, Error, Result};
use std::sync::Arc;

/// What a share counts in: ten thousand parts are the whole.
const WHOLE: u64 = 10_000;
/// No house needs more; a request from a stranger may not ask for more.
const MOST_LIMITS: usize = 1_000;

/// One limit, with what it names looked up.
#[derive(Debug)]
struct Row {
    per_day: u32,
    floor: u32,
    /// Days without business have no room.
    calendar: Option<Arc<Calendar>>,
}

/// All limits, and which of them hold for whom.
#[derive(Debug)]
pub(super) struct Limits<'a> {
    rows: Vec<Row>,
    /// The teams that limits name, sorted.
    teams: Vec<&'a str>,
    channels: usize,
    /// By cell: the places of the limits that hold for it.
    cells: Vec<Vec<usize>>,
}

/// Contacts of one team through one channel: the same limits hold for all of them.
pub(super) type Cell = usize;

impl<'a> Limits<'a> {
    pub(super) fn new(engine: &Engine, capacity: &'a Capacity) -> Result<Self> {
        if u64::from(capacity.small_share) > WHOLE {
            let message = "a share is 0 to 10000 parts of ten thousand";
            return Err(Error::new(Code::InvalidValue, message).at_path("small_share"));
        }
        if capacity.small_below.is_some_and(|below| below < 0) {
            return Err(Error::new(Code::InvalidValue, "a value is not negative").at_path("small_below"));
        }
        if capacity.limits.is_empty() {
            return Err(Error::new(Code::InvalidValue, "name at least one limit").at_path("limits"));
        }
        if capacity.limits.len() > MOST_LIMITS {
            let message = format!("at most {MOST_LIMITS} limits");
            return Err(Error::new(Code::TooLarge, message).at_path("limits"));
        }
        let mut teams: Vec<&str> = capacity.limits.iter().filter_map(|limit| limit.team.as_deref()).collect();
        teams.order();
        teams.dedup();
        let channels = engine.channels.len();
        let mut limits =
            Self { rows: Vec::new(), cells: vec![Vec::new(); (teams.len() + 1) * channels], teams, channels };
        for (place, limit) in capacity.limits.iter().enumerate() {
            let known = &capacity.limits[..place];
            limits
                .add(engine, limit, known, capacity.small_share)
                .map_err(|error| error.under(&format!("limits[{place}]")))?;
        }
        Ok(limits)
    }

    fn add(&mut self, engine: &Engine, limit: &Limit, known: &[Limit], share: u32) -> Result<()> {
        if limit.per_day == 0 {
            let message = "a limit of 0 contacts a day leaves no room; days without room are a calendar's";
            return Err(Error::new(Code::ZeroCap, message).at_path("per_day"));
        }
        if known.iter().any(|other| other.team == limit.team && other.channel == limit.channel) {
            let message = "another limit is for the same team and channel; leave one of them out";
            return Err(Error::new(Code::DuplicateId, message));
        }
        let channel = limit.channel.as_deref().map(|name| engine.channel(name)).transpose();
        let channel = channel.map_err(|error| error.at_path("channel"))?.map(usize::from);
        let calendar = limit.calendar.as_deref().map(|name| engine.calendar(name)).transpose();
        let calendar = calendar.map_err(|error| error.at_path("calendar"))?.map(Arc::clone);
        let team = limit.team.as_deref().and_then(|team| self.teams.binary_search(&team).ok());
        for (cell, rows) in self.cells.iter_mut().enumerate() {
            let (of_team, of_channel) = ((cell / self.channels).checked_sub(1), cell % self.channels);
            if team.is_none_or(|team| of_team == Some(team)) && channel.is_none_or(|c| c == of_channel) {
                rows.push(self.rows.len());
            }
        }
        let floor = (u64::from(limit.per_day) * u64::from(share)).div_ceil(WHOLE) as u32;
        self.rows.push(Row { per_day: limit.per_day, floor, calendar });
        Ok(())
    }

    /// The first cell of a team: that of the first channel.
    pub(super) fn team(&self, name: Option<&str>) -> Result<Cell> {
        let Some(name) = name else { return Ok(0) };
        let Ok(place) = self.teams.binary_search(&name) else {
            let hint = nearest(name, &self.teams).map(|near| format!("; did you mean `{near}`?"));
            let message = format!("no limit names this team{}", hint.unwrap_or_default());
            return Err(Error::new(Code::UnknownTeam, message).at_path("team"));
        };
        Ok((place + 1) * self.channels)
    }

    /// Whether limits of calendars leave room on that date.
    pub(super) fn is_open(&self, cell: Cell, date: Date) -> bool {
        self.cells[cell].iter().all(|&row| self.rows[row].is_open(date))
    }

    /// A day on which nothing is used yet.
    pub(super) fn day(&self, date: Date) -> Today<'_> {
        let load = |row: &Row| match row.is_open(date) {
            true => Load { room: row.per_day, floor: row.floor, ..Load::default() },
            false => Load::default(),
        };
        let mut today =
            Today { cells: &self.cells, loads: self.rows.iter().map(load).collect(), is_full: false };
        today.look();
        today
    }
}

impl Row {
    fn is_open(&self, date: Date) -> bool {
        self.calendar.as_ref().is_none_or(|calendar| calendar.is_business_day(date))
    }
}

/// How much of each limit is used on one day.
#[derive(Debug)]
pub(super) struct Today<'l> {
    cells: &'l [Vec<usize>],
    pub(super) loads: Vec<Load>,
    /// There is no room for anybody.
    pub(super) is_full: bool,
}

impl Today<'_> {
    /// The first limit that leaves no room.
    pub(super) fn full(&self, cell: Cell) -> Option<usize> {
        self.cells[cell].iter().copied().find(|&row| self.loads[row].used >= self.loads[row].room)
    }

    fn look(&mut self) {
        self.is_full = (0..self.cells.len()).all(|cell| self.full(cell).is_some());
    }

    /// Whether a limit owes small customers more than they have.
    pub(super) fn owes(&self, cell: Cell) -> bool {
        self.cells[cell].iter().any(|&row| self.loads[row].small < self.loads[row].floor)
    }

    pub(super) fn take(&mut self, cell: Cell, small: bool) {
        let mut filled = false;
        for &row in &self.cells[cell] {
            let load = &mut self.loads[row];
            load.used = load.used.saturating_add(1);
            load.small = load.small.saturating_add(u32::from(small));
            filled |= load.used == load.room;
        }
        if filled {
            self.look();
        }
    }
}
