//! One time zone as plain data: the spans of equal offset, searched in a few nanoseconds.

use super::civil::{DAY, Date, date_of};
use super::instant::Instant;

/// The Gregorian calendar repeats after 400 years, which are whole weeks; so do the rules of a zone.
pub(super) const CYCLE: i64 = 146_097 * DAY;

/// More than any offset from UTC, so that an instant and its wall time are never further apart.
pub(super) const REACH: i64 = 26 * 3600;

/// Spans are found through an index of buckets of 2^24 seconds (194 days): one or two spans each.
const BUCKET_BITS: u32 = 24;

/// A time zone: immutable, complete for the years 1 to 9999, free of any further data.
///
/// Instants are UTC seconds since 1970, wall times are *local seconds*: UTC seconds plus the offset.
/// No method allocates or fails.
///
/// ```
/// use tactful::time::{Instant, Zones};
/// let paris = Zones::bundled().get("Europe/Paris")?;
/// let at = Instant::parse("2026-07-01T23:30:00Z")?;
/// assert_eq!(paris.offset_at(at.seconds()), 7200);
/// assert_eq!(paris.date(at).to_string(), "2026-07-02");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: Box<str>,
    version: Box<str>,
    /// UTC seconds; the first is `i64::MIN`. Neighbours have different offsets.
    starts: Box<[i64]>,
    offsets: Box<[i32]>,
    /// All wall times shown before the span are earlier than this: what lies below it is shown again.
    peaks: Box<[i64]>,
    /// Per bucket the span at its start, and one more for the end.
    hints: Box<[u16]>,
    /// From here on instants are mapped back by whole cycles; `i64::MAX` where nothing repeats.
    repeats_from: i64,
    data_ends: Option<i64>,
}

/// A maximal span of equal offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneSpan {
    /// First instant (UTC seconds); `i64::MIN` where there is none.
    pub from: i64,
    /// First instant after it (UTC seconds); `i64::MAX` where there is none.
    pub until: i64,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// What a wall time means in a zone. All values are UTC seconds but `shift`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// It is shown once.
    One(i64),
    /// It is skipped.
    Gap {
        /// The first instant after the gap.
        at: i64,
        /// The gap's length in seconds.
        shift: i64,
    },
    /// It is shown twice.
    Fold {
        /// The first time.
        first: i64,
        /// The second time.
        second: i64,
        /// The instant at which the second pass of the repeated period is over.
        ends: i64,
    },
}

impl Zone {
    /// From spans with ascending starts, the first of which begins at `i64::MIN`; neighbours of one offset are merged.
    /// `rule_from`: the instant from which on a rule holds for ever, if the spans reach 420 years beyond it.
    pub(super) fn from_spans(
        name: &str,
        version: &str,
        spans: &[(i64, i32)],
        rule_from: Option<i64>,
        data_ends: Option<i64>,
    ) -> Zone {
        let (mut starts, mut offsets) = (Vec::with_capacity(spans.len()), Vec::with_capacity(spans.len()));
        for &(start, offset) in spans {
            if offsets.last() != Some(&offset) {
                starts.push(if starts.is_empty() { i64::MIN } else { start });
                offsets.push(offset);
            }
        }
        if starts.is_empty() {
            starts.push(i64::MIN);
            offsets.push(0);
        }
        let mut peaks = vec![i64::MIN; starts.len()];
        for i in 1..starts.len() {
            peaks[i] = peaks[i - 1].max(starts[i] + i64::from(offsets[i - 1]));
        }
        let last = starts[starts.len() - 1];
        // Ten years after the rule begins every span around is the rule's own: even a rule that changes
        // nothing but in leap years has two of them within that time.
        let repeats_from = match rule_from {
            Some(rule) if last > rule && starts.len() > 1 => rule + 3653 * DAY + CYCLE,
            _ => i64::MAX,
        };
        let mut hints = Vec::new();
        if starts.len() > 1 {
            let buckets = ((last - starts[1]) >> BUCKET_BITS) + 1;
            let mut span = 0;
            for bucket in 0..=buckets {
                let at = starts[1] + (bucket << BUCKET_BITS);
                while span + 1 < starts.len() && starts[span + 1] <= at {
                    span += 1;
                }
                hints.push(span as u16);
            }
        }
        Zone {
            name: name.into(),
            version: version.into(),
            starts: starts.into(),
            offsets: offsets.into(),
            peaks: peaks.into(),
            hints: hints.into(),
            repeats_from,
            data_ends,
        }
    }

    /// The name by which it was asked for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the data it comes from: the zone table's, or the content hash of what the host gave.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The last instant (UTC seconds) about which its data speaks, where it has no rule for later ones.
    #[must_use]
    pub fn data_ends(&self) -> Option<i64> {
        self.data_ends
    }

    /// The date that a wall clock in this zone shows at an instant.
    #[must_use]
    pub fn date(&self, at: Instant) -> Date {
        date_of(self.local(at.seconds()))
    }

    /// The maximal span of equal offset around `at` (UTC seconds).
    #[must_use]
    #[inline]
    pub fn span_at(&self, at: i64) -> ZoneSpan {
        let (at, cycles) = self.wrap(at);
        let i = self.index(at);
        let from = if i == 0 { i64::MIN } else { self.starts[i] + cycles };
        ZoneSpan { from, until: self.until(i).saturating_add(cycles), offset: self.offsets[i] }
    }

    /// Seconds east of UTC at `at` (UTC seconds).
    #[must_use]
    #[inline]
    pub fn offset_at(&self, at: i64) -> i32 {
        let (at, _) = self.wrap(at);
        self.offsets[self.index(at)]
    }

    /// The wall time (local seconds) at `at` (UTC seconds).
    #[must_use]
    #[inline]
    pub fn local(&self, at: i64) -> i64 {
        at.saturating_add(i64::from(self.offset_at(at)))
    }

    /// What a wall time (local seconds) means here.
    #[must_use]
    pub fn resolve(&self, local: i64) -> Local {
        let (local, cycles) = self.wrap(local);
        let mut i = self.index(local.saturating_sub(REACH));
        let latest = local.saturating_add(REACH);
        if self.until(i) > latest {
            return Local::One(local - i64::from(self.offsets[i]) + cycles);
        }
        let mut first = None;
        loop {
            let at = local - i64::from(self.offsets[i]);
            if self.starts[i] <= at && at < self.until(i) {
                match first {
                    None => first = Some(at),
                    Some(first) => {
                        let ends = self.pass_end(i);
                        return Local::Fold {
                            first: first + cycles,
                            second: at + cycles,
                            ends: ends + cycles,
                        };
                    }
                }
            }
            if self.until(i) > latest {
                break;
            }
            i += 1;
        }
        match first {
            Some(at) => Local::One(at + cycles),
            None => {
                let (at, i) = self.reach(local);
                let before = self.offsets[i.saturating_sub(1)];
                Local::Gap { at: at + cycles, shift: i64::from(self.offsets[i]) - i64::from(before) }
            }
        }
    }

    /// The instant (UTC seconds) of a wall time: a skipped one is shifted forward by the gap's length
    /// (02:15 becomes 03:15), of a repeated one it is the first.
    #[must_use]
    pub fn earliest(&self, local: i64) -> i64 {
        match self.resolve(local) {
            Local::One(at) | Local::Fold { first: at, .. } => at,
            // the offset before the gap still reads the skipped time
            Local::Gap { at, shift } => local - i64::from(self.offset_at(at)) + shift,
        }
    }

    /// The first instant (UTC seconds) at which the wall clock shows `local` or later:
    /// a skipped time gives the first instant after the gap (02:15 becomes 03:00), a repeated one its first.
    /// Never falls when `local` grows.
    #[must_use]
    pub fn first_at_or_after(&self, local: i64) -> i64 {
        let (local, cycles) = self.wrap(local);
        self.reach(local).0 + cycles
    }

    /// If a wall clock at `at` (UTC seconds) shows times that it has shown before:
    /// the instant at which that is over.
    #[must_use]
    pub fn in_second_pass(&self, at: i64) -> Option<i64> {
        let (at, cycles) = self.wrap(at);
        let i = self.index(at);
        (at.saturating_add(i64::from(self.offsets[i])) < self.peaks[i]).then(|| self.pass_end(i) + cycles)
    }

    /// A wall clock that never runs back (local seconds): in the second pass of a fold it stands at the fold's end,
    /// or at the last second before it if `inside`, so that the date is one that was really shown.
    pub(super) fn steady_local(&self, at: i64, inside: bool) -> i64 {
        let (at, cycles) = self.wrap(at);
        let i = self.index(at);
        let local = at.saturating_add(i64::from(self.offsets[i]));
        local.max(self.peaks[i].saturating_sub(i64::from(inside))).saturating_add(cycles)
    }

    /// The spans that are kept; beyond [`Zone::repeats_from`] they repeat every [`CYCLE`] seconds.
    pub(super) fn kept_spans(&self) -> impl Iterator<Item = ZoneSpan> {
        (0..self.starts.len()).map(|i| ZoneSpan {
            from: self.starts[i],
            until: self.until(i),
            offset: self.offsets[i],
        })
    }

    /// From this instant on nothing is new; `i64::MAX` where the last span never ends.
    pub(super) fn repeats_from(&self) -> i64 {
        self.repeats_from
    }

    /// The kept span that holds `at`, its offset, and by how many seconds (whole cycles) it lies before it.
    #[inline]
    pub(super) fn place(&self, at: i64) -> (usize, i64, i64) {
        let (at, cycles) = self.wrap(at);
        let i = self.index(at);
        (i, i64::from(self.offsets[i]), cycles)
    }

    /// Maps what lies beyond the explicit spans back by whole cycles; the second value leads forward again.
    #[inline]
    fn wrap(&self, at: i64) -> (i64, i64) {
        // far beyond every year that is asked, so that no sum overflows whatever a caller passes
        let at = at.clamp(-(1 << 60), 1 << 60);
        if at < self.repeats_from {
            return (at, 0);
        }
        let cycles = ((at - self.repeats_from) / CYCLE + 1) * CYCLE;
        (at - cycles, cycles)
    }

    /// The span that holds `at`, which is wrapped already.
    #[inline]
    fn index(&self, at: i64) -> usize {
        let Some(&first) = self.starts.get(1) else {
            return 0;
        };
        if at < first {
            return 0;
        }
        let bucket = (at.saturating_sub(first) >> BUCKET_BITS) as usize;
        let Some((&low, &high)) = self.hints.get(bucket).zip(self.hints.get(bucket + 1)) else {
            return self.starts.len() - 1;
        };
        let (low, high) = (usize::from(low), usize::from(high));
        low + self.starts[low + 1..=high].partition_point(|start| *start <= at)
    }

    #[inline]
    fn until(&self, i: usize) -> i64 {
        self.starts.get(i + 1).copied().unwrap_or(i64::MAX)
    }

    /// The first instant at which the wall clock shows `local` or later, and its span.
    fn reach(&self, local: i64) -> (i64, usize) {
        let mut i = self.index(local.saturating_sub(REACH));
        loop {
            let at = self.starts[i].max(local.saturating_sub(i64::from(self.offsets[i])));
            if at < self.until(i) || i + 1 == self.starts.len() {
                return (at, i);
            }
            i += 1;
        }
    }

    /// The first instant from span `i` on at which nothing is shown again.
    fn pass_end(&self, mut i: usize) -> i64 {
        let peak = self.peaks[i];
        loop {
            let at = self.starts[i].max(peak.saturating_sub(i64::from(self.offsets[i])));
            if at < self.until(i) || i + 1 == self.starts.len() {
                return at;
            }
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zones;
    use std::sync::Arc;

    fn zone(name: &str) -> Arc<Zone> {
        Zones::bundled().get(name).unwrap()
    }

    fn at(text: &str) -> i64 {
        Instant::parse(text).unwrap().seconds()
    }

    fn wall(text: &str) -> i64 {
        at(&format!("{text}Z"))
    }

    #[test]
    fn gaps_and_folds_of_new_york() {
        let ny = zone("America/New_York");
        assert_eq!(
            ny.resolve(wall("2024-03-10T02:15:00")),
            Local::Gap { at: at("2024-03-10T03:00:00-04:00"), shift: 3600 }
        );
        assert_eq!(ny.earliest(wall("2024-03-10T02:15:00")), at("2024-03-10T03:15:00-04:00"));
        assert_eq!(ny.first_at_or_after(wall("2024-03-10T02:15:00")), at("2024-03-10T03:00:00-04:00"));
        assert_eq!(
            ny.resolve(wall("2024-11-03T01:15:00")),
            Local::Fold {
                first: at("2024-11-03T01:15:00-04:00"),
                second: at("2024-11-03T01:15:00-05:00"),
                ends: at("2024-11-03T02:00:00-05:00"),
            }
        );
        assert_eq!(ny.in_second_pass(at("2024-11-03T01:59:59-04:00")), None);
        assert_eq!(ny.in_second_pass(at("2024-11-03T01:00:00-05:00")), Some(at("2024-11-03T02:00:00-05:00")));
        assert_eq!(ny.in_second_pass(at("2024-11-03T01:59:59-05:00")), Some(at("2024-11-03T02:00:00-05:00")));
        assert_eq!(ny.in_second_pass(at("2024-11-03T02:00:00-05:00")), None);
        assert_eq!(ny.resolve(wall("2024-11-03T02:00:00")), Local::One(at("2024-11-03T02:00:00-05:00")));
        assert_eq!(
            ny.span_at(at("2024-07-01T00:00:00Z")),
            ZoneSpan { from: at("2024-03-10T07:00:00Z"), until: at("2024-11-03T06:00:00Z"), offset: -14_400 }
        );
    }

    #[test]
    fn a_skipped_day_and_a_repeated_one() {
        let apia = zone("Pacific/Apia");
        assert_eq!(
            apia.resolve(wall("2011-12-30T10:00:00")),
            Local::Gap { at: at("2011-12-31T00:00:00+14:00"), shift: DAY }
        );
        assert_eq!(apia.earliest(wall("2011-12-30T10:00:00")), at("2011-12-31T10:00:00+14:00"));
        let kwajalein = zone("Pacific/Kwajalein");
        let Local::Fold { first, second, .. } = kwajalein.resolve(wall("1969-09-30T12:00:00")) else {
            panic!("repeated");
        };
        assert_eq!(second - first, 23 * 3600);
    }

    #[test]
    fn offsets_of_old_are_exact_to_the_second() {
        assert_eq!(zone("Europe/Amsterdam").offset_at(at("1800-01-01T00:00:00Z")), 1050); // as Brussels
        assert_eq!(zone("America/New_York").offset_at(at("0001-01-01T00:00:00Z")), -17_762);
        assert_eq!(zone("UTC").offset_at(i64::MIN), 0);
    }

    #[test]
    fn rules_hold_for_ever() {
        for name in
            ["America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Europe/London", "America/Santiago"]
        {
            let zone = zone(name);
            for year in [2399, 2416, 2417, 2418, 2430, 3000, 5555, 9990] {
                let start = Date::from_ymd(year, 1, 1).unwrap().midnight();
                let earlier = Date::from_ymd(2030 + (year - 2030).rem_euclid(400), 1, 1).unwrap().midnight();
                let cycles = start - earlier;
                assert_eq!(cycles % CYCLE, 0);
                for hour in 0..366 * 24 {
                    let t = start + hour * 3600;
                    assert_eq!(zone.offset_at(t), zone.offset_at(t - cycles), "{name} {year}");
                    let (near, far) = (zone.span_at(t - cycles), zone.span_at(t));
                    assert_eq!(
                        (near.from + cycles, near.until + cycles),
                        (far.from, far.until),
                        "{name} {year}"
                    );
                    assert_eq!(
                        zone.first_at_or_after(t),
                        zone.first_at_or_after(t - cycles) + cycles,
                        "{name} {year}"
                    );
                }
            }
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        for name in ["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Apia"] {
            let zone = zone(name);
            for at in [i64::MIN, i64::MIN + 1, -1 << 60, 0, 1 << 60, i64::MAX - 1, i64::MAX] {
                let _ = (zone.span_at(at), zone.local(at), zone.steady_local(at, true), zone.resolve(at));
                let _ = (zone.earliest(at), zone.first_at_or_after(at), zone.in_second_pass(at));
            }
        }
    }

    /// Every wall minute around every change of every zone, against a scan of instants.
    #[test]
    fn resolve_agrees_with_a_scan() {
        for name in
            ["America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "Africa/Casablanca"]
        {
            let zone = zone(name);
            let mut t = at("1960-01-01T00:00:00Z");
            while t < at("2040-01-01T00:00:00Z") {
                let change = zone.span_at(t).until;
                if change == i64::MAX {
                    break;
                }
                let seen: Vec<(i64, i64)> =
                    (-200..200).map(|k| change + k * 900).map(|u| (u, zone.local(u))).collect();
                for k in -60..60 {
                    let local = zone.local(change).div_euclid(900) * 900 + k * 900;
                    let hits: Vec<i64> = seen
                        .iter()
                        .filter(|(u, l)| local - l < 900 && local >= *l && zone.local(u + local - l) == local)
                        .map(|(u, l)| u + local - l)
                        .collect();
                    match zone.resolve(local) {
                        Local::One(one) => assert_eq!(hits, [one], "{name} {local}"),
                        Local::Fold { first, second, ends } => {
                            assert_eq!(hits, [first, second], "{name} {local}");
                            assert_eq!(zone.in_second_pass(second), Some(ends));
                            assert_eq!(zone.in_second_pass(first), None);
                        }
                        Local::Gap { at, shift } => {
                            assert!(hits.is_empty(), "{name} {local} {hits:?}");
                            assert!(zone.local(at) > local && zone.local(at - 1) < local);
                            assert_eq!(zone.local(zone.earliest(local)), local + shift);
                        }
                    }
                }
                t = change;
            }
        }
    }
}
