//! Who gets what: assignment within strata, by hash.
//!
//! A rule that looks at one customer alone keeps everybody's place for ever but leaves the groups uneven; a rule that
//! evens the groups out must look at all of them, and then a newcomer would move others. So whoever was assigned before
//! stays where they are: hand the earlier assignment in, and newcomers fill what is short.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tactful::{Code, Error, Result};

/// A customer to be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The id; the hash is of it and the seed.
    pub id: String,
    /// The values of the traits that make strata, in the order of [`Design::strata`].
    pub traits: Vec<String>,
}

/// How groups are formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Within each stratum, groups differ by at most one customer from their ratio.
    Blocks,
    /// Each customer by the hash alone: never moves, groups are even only on average.
    Hash,
}

impl Method {
    /// The names of both.
    pub const ALL: &'static [(&'static str, Self)] = &[("blocks", Self::Blocks), ("hash", Self::Hash)];
}

/// A design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// The names of the traits that make strata.
    pub strata: Vec<String>,
    /// The names of the groups.
    pub arms: Vec<String>,
    /// How many of each group come together; as long as `arms`.
    pub ratio: Vec<u32>,
    /// Another seed gives another assignment.
    pub seed: u64,
    /// How groups are formed.
    pub method: Method,
    /// Who was assigned before, by id: they stay.
    pub assigned: BTreeMap<String, String>,
}

/// Who gets what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    /// How it was made.
    pub method: &'static str,
    /// Customers.
    pub n_used: usize,
    /// The group of every customer.
    pub assignment: BTreeMap<String, String>,
    /// The sizes of the groups.
    pub counts: BTreeMap<String, usize>,
    /// The sizes of the groups in each stratum.
    pub strata: Vec<Stratum>,
}

/// A stratum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// Its traits.
    pub stratum: BTreeMap<String, String>,
    /// The sizes of its groups.
    pub counts: BTreeMap<String, usize>,
}

/// The largest block: beyond it no customers would be left for a second one.
const MOST_IN_A_BLOCK: u32 = 10_000;

/// Assigns customers to groups. The order of customers does not matter.
///
/// ```
/// use std::collections::BTreeMap;
/// use tactful_insight::experiment::{Design, Method, Unit, assign};
/// let unit = |id: &str, tier: &str| Unit { id: id.to_owned(), traits: vec![tier.to_owned()] };
/// let mut design = Design {
///     strata: vec!["tier".to_owned()],
///     arms: vec!["control".to_owned(), "treatment".to_owned()],
///     ratio: vec![1, 1],
///     seed: 7,
///     method: Method::Blocks,
///     assigned: BTreeMap::new(),
/// };
/// let mut units = vec![unit("a", "gold"), unit("b", "gold")];
/// let first = assign(&units, &design)?;
/// assert_eq!(first.counts["control"], 1);
/// // newcomers move nobody
/// units.push(unit("c", "gold"));
/// design.assigned = first.assignment.clone();
/// let second = assign(&units, &design)?;
/// assert_eq!((&second.assignment["a"], &second.assignment["b"]), (&first.assignment["a"], &first.assignment["b"]));
/// # Ok::<(), tactful::Error>(())
/// ```
///
/// # Errors
/// [`Code::DuplicateId`] for an id or a group that comes twice, [`Code::InvalidValue`] for fewer than two groups or a ratio
/// that is not one, [`Code::UnknownColumn`] if somebody was assigned to a group that does not exist.
pub fn assign(units: &[Unit], design: &Design) -> Result<Assignment> {
    let ratio = check(units, design)?;
    let arm_of = |id: &str| {
        let arm = design.assigned.get(id)?;
        design.arms.iter().position(|other| other == arm)
    };
    let mut strata: BTreeMap<&[String], Vec<&str>> = BTreeMap::new();
    for unit in units {
        strata.entry(&unit.traits).or_default().push(&unit.id);
    }
    let mut all = Assignment {
        method: match design.method {
            Method::Blocks => "permuted blocks within strata, in the order of a hash of id and seed",
            Method::Hash => "by a hash of id and seed alone",
        },
        n_used: units.len(),
        assignment: BTreeMap::new(),
        counts: design.arms.iter().map(|arm| (arm.clone(), 0)).collect(),
        strata: Vec::new(),
    };
    for (traits, mut ids) in strata {
        ids.sort_by_key(|id| (hash(design.seed, &[id]), *id));
        let mut counts = vec![0_u64; design.arms.len()];
        let (known, fresh): (Vec<&str>, Vec<&str>) = ids.into_iter().partition(|id| arm_of(id).is_some());
        for id in known {
            if let Some(arm) = arm_of(id) {
                counts[arm] += 1;
                all.assignment.insert(id.to_owned(), design.arms[arm].clone());
            }
        }
        for id in fresh {
            let arm = match design.method {
                Method::Blocks => next_in_block(&counts, &ratio, design.seed, traits),
                Method::Hash => by_hash(&ratio, design.seed, id),
            };
            counts[arm] += 1;
            all.assignment.insert(id.to_owned(), design.arms[arm].clone());
        }
        let counts = || design.arms.iter().zip(&counts).map(|(arm, count)| (arm.clone(), *count as usize));
        for (arm, count) in counts() {
            *all.counts.entry(arm).or_default() += count;
        }
        let stratum = design.strata.iter().cloned().zip(traits.iter().cloned()).collect();
        all.strata.push(Stratum { stratum, counts: counts().collect() });
    }
    Ok(all)
}

/// The ratio in lowest terms.
fn check(units: &[Unit], design: &Design) -> Result<Vec<u64>> {
    let refuse = |code, message: &str, path: &str| Err(Error::new(code, message).at_path(path));
    if design.arms.len() < 2 {
        return refuse(Code::InvalidValue, "at least two groups are needed", "arms");
    }
    if design.arms.iter().collect::<BTreeSet<_>>().len() < design.arms.len() {
        return refuse(Code::DuplicateId, "a group is named twice", "arms");
    }
    let sum = design.ratio.iter().fold(0_u32, |sum, part| sum.saturating_add(*part));
    if design.ratio.len() != design.arms.len() || design.ratio.contains(&0) || sum > MOST_IN_A_BLOCK {
        return refuse(
            Code::InvalidValue,
            "there must be one number above 0 for each group, at most 10000 in all",
            "ratio",
        );
    }
    let mut seen = BTreeSet::new();
    for (place, unit) in units.iter().enumerate() {
        if !seen.insert(unit.id.as_str()) {
            return refuse(Code::DuplicateId, "an id comes twice", &format!("units[{place}].id"));
        }
        if unit.traits.len() != design.strata.len() {
            return refuse(
                Code::MissingField,
                "there must be one value for each trait",
                &format!("units[{place}]"),
            );
        }
    }
    if design.assigned.values().any(|arm| !design.arms.contains(arm)) {
        return refuse(
            Code::UnknownColumn,
            "somebody is assigned to a group that is not among `arms`",
            "assigned",
        );
    }
    let divisor = design.ratio.iter().fold(0, |a, b| greatest_divisor(a, *b)).max(1);
    Ok(design.ratio.iter().map(|part| u64::from(part / divisor)).collect())
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// The next place of the block that is being filled: among the groups that are furthest behind their ratio, the one that
/// the hash of stratum and block puts first.
fn next_in_block(counts: &[u64], ratio: &[u64], seed: u64, traits: &[String]) -> usize {
    let whole: u64 = ratio.iter().sum();
    let filled: u64 = counts.iter().sum();
    // a group with many places in a block gets them evenly: its next place is due at (count + ½) / ratio of a block
    let due = |arm: usize| (2 * counts[arm] + 1) as f64 / (2 * ratio[arm]) as f64;
    let earliest = (0..ratio.len()).map(due).fold(f64::INFINITY, f64::min);
    let block = filled / whole;
    let parts: Vec<&str> = traits.iter().map(String::as_str).collect();
    let lot = |arm: usize| {
        let (block, arm) = (block.to_string(), arm.to_string());
        let mut all = parts.clone();
        all.extend(["block", &block, "arm", &arm]);
        hash(seed, &all)
    };
    let tied = (0..ratio.len()).filter(|&arm| due(arm) <= earliest + 1e-9);
    tied.min_by_key(|&arm| (lot(arm), arm)).unwrap_or(0)
}

fn by_hash(ratio: &[u64], seed: u64, id: &str) -> usize {
    let whole: u64 = ratio.iter().sum();
    let mut place = ((u128::from(hash(seed, &[id, "arm"])) * u128::from(whole)) >> 64) as u64;
    for (arm, part) in ratio.iter().enumerate() {
        if place < *part {
            return arm;
        }
        place -= part;
    }
    0
}

/// FNV-1a over the parts, each ended by a byte that no text holds, then the mixer of SplitMix64 (Steele, Lea and Flood
/// 2014), so that all bits depend on all bytes. It is the same on every platform and in every version.
fn hash(seed: u64, parts: &[&str]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    seed.to_le_bytes().into_iter().for_each(&mut eat);
    for part in parts {
        part.bytes().for_each(&mut eat);
        eat(0xff);
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
