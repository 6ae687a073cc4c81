//! Which facts are whose.

use crate::columns::Key;
use crate::rows::{Columns, Table};
use hashbrown::HashTable;
use std::cmp::Ordering;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use tactful::{Code, Error, Result};

/// No customer.
const NOBODY: u32 = u32::MAX;

/// For each customer, where the facts are.
#[derive(Debug)]
pub(crate) struct Join {
    /// First and number, among the facts, or in `order` if there is one.
    ranges: Vec<(u32, u32)>,
    /// The rows of the facts, by customer, where these do not lie together in the table.
    order: Option<Vec<u32>>,
    /// Rows of customers whose id comes again.
    twice: Vec<bool>,
    /// Facts of customers that are not in the table.
    pub(crate) unknown: u64,
    /// Facts that do not say whose they are.
    pub(crate) unnamed: u64,
}

impl Join {
    /// Rows of facts of a customer, in the order of the table.
    pub(crate) fn facts(&self, customer: usize) -> impl Iterator<Item = usize> {
        let (first, number) = self.ranges[customer];
        (first..first + number).map(|place| match &self.order {
            None => place as usize,
            Some(order) => order[place as usize] as usize,
        })
    }

    /// The same where they lie together.
    #[inline]
    pub(crate) fn together(&self, customer: usize) -> Option<Range<usize>> {
        let (first, number) = self.ranges[customer];
        self.order.is_none().then(|| first as usize..first as usize + number as usize)
    }

    /// Rows of facts that hold those of some customers and few others; none if there are none such.
    pub(crate) fn around(&self, customers: Range<usize>) -> Range<usize> {
        let of = self.ranges.get(customers).unwrap_or_default().iter().filter(|(_, number)| *number > 0);
        let first = of.clone().map(|(first, _)| *first).min().unwrap_or(0) as usize;
        let end = of.clone().map(|(first, number)| first + number).max().unwrap_or(0) as usize;
        let number: u32 = of.map(|(_, number)| number).sum();
        if self.order.is_some() || end - first > 2 * number as usize { 0..0 } else { first..end }
    }

    pub(crate) fn customers(&self) -> usize {
        self.ranges.len()
    }

    pub(crate) fn is_twice(&self, customer: usize) -> bool {
        self.twice[customer]
    }

    /// The id of this row is that of a row in another batch too.
    pub(crate) fn set_twice(&mut self, customer: usize) {
        self.twice[customer] = true;
    }
}

/// Finds customers by id: side by side with the facts while both ascend, by hash afterwards.
struct Finder<'a, C> {
    customers: &'a Table<C>,
    /// The customer that was found last, while both ascend.
    ascending: Option<usize>,
    index: HashTable<u32>,
    state: RandomState,
}

impl<'a, C: Columns> Finder<'a, C> {
    fn new(customers: &'a Table<C>, twice: &mut [bool]) -> Self {
        let index = HashTable::new();
        let mut finder = Self { customers, ascending: Some(0), index, state: RandomState::new() };
        let mut before = None;
        if let [one] = customers.batches()
            && one.customer().ascends(true) == Some(true)
        {
            return finder;
        }
        for row in 0..customers.rows() {
            let key = customers.customer(row);
            if key.is_none() || before.is_some_and(|before| before >= key) {
                finder.build(twice);
                break;
            }
            before = Some(key);
        }
        finder
    }

    fn build(&mut self, twice: &mut [bool]) {
        self.ascending = None;
        self.index.reserve(self.customers.rows(), |_| 0);
        let (customers, state) = (self.customers, &self.state);
        for row in 0..customers.rows() {
            let Some(key) = customers.customer(row) else { continue };
            let same = |&other: &u32| customers.customer(other as usize) == Some(key);
            let hash = state.hash_one(key);
            if let Some(&other) = self.index.find(hash, same) {
                twice[other as usize] = true;
                twice[row] = true;
                continue;
            }
            let again =
                |&other: &u32| customers.customer(other as usize).map_or(0, |key| state.hash_one(key));
            self.index.insert_unique(hash, row as u32, again);
        }
    }

    fn find(&mut self, key: Key<'_>, twice: &mut [bool]) -> u32 {
        if let Some(from) = self.ascending {
            match self.search(from, key) {
                Ok(found) => return found,
                Err(()) => self.build(twice),
            }
        }
        let same = |&other: &u32| self.customers.customer(other as usize) == Some(key);
        self.index.find(self.state.hash_one(key), same).copied().unwrap_or(NOBODY)
    }

    /// From the last customer on, in steps that double; refuses to go back.
    fn search(&mut self, from: usize, key: Key<'_>) -> std::result::Result<u32, ()> {
        let (customers, rows) = (self.customers, self.customers.rows());
        let compare = |row: usize| customers.customer(row).map_or(Ordering::Less, |known| known.cmp(&key));
        if from >= rows {
            return if rows > 0 && compare(rows - 1) != Ordering::Less { Err(()) } else { Ok(NOBODY) };
        }
        let (mut low, mut step) = (from, 1);
        match compare(from) {
            Ordering::Equal => return Ok(from as u32),
            // a customer before the first, or one that was passed
            Ordering::Greater if from == 0 || compare(from - 1) == Ordering::Less => return Ok(NOBODY),
            Ordering::Greater => return Err(()),
            Ordering::Less => {}
        }
        // mostly the facts of the next customer follow
        if low + 1 < rows && customers.customer(low + 1) == Some(key) {
            self.ascending = Some(low + 1);
            return Ok((low + 1) as u32);
        }
        while low + step < rows && compare(low + step) == Ordering::Less {
            low += step;
            step *= 2;
        }
        let mut high = (low + step).min(rows);
        low += 1;
        while low < high {
            let middle = low + (high - low) / 2;
            if compare(middle) == Ordering::Less {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.ascending = Some(low);
        Ok(if low < rows && compare(low) == Ordering::Equal { low as u32 } else { NOBODY })
    }
}

fn too_large(table: &str) -> Error {
    let message = "a table has at most four thousand million rows; decide it in parts, or as a sorted stream";
    Error::new(Code::TooLarge, message).at_path(table)
}

/// Finds the facts of every customer.
pub(crate) fn join<C: Columns, F: Columns>(customers: &Table<C>, facts: &Table<F>) -> Result<Join> {
    let rows = u32::try_from(facts.rows()).map_err(|_| too_large("facts"))?;
    if u32::try_from(customers.rows()).is_err() {
        return Err(too_large("customers"));
    }
    let mut ranges = vec![(0_u32, 0_u32); customers.rows()];
    if let Some(unknown) = side_by_side(customers, facts, &mut ranges) {
        let twice = vec![false; customers.rows()];
        return Ok(Join { ranges, order: None, twice, unknown, unnamed: 0 });
    }
    ranges.fill((0, 0));
    let mut twice = vec![false; customers.rows()];
    let mut finder = Finder::new(customers, &mut twice);
    let (mut unknown, mut unnamed) = (0_u64, 0_u64);
    // the customer of each fact, from the first one on whose customer's facts do not lie together
    let mut scattered: Option<Vec<u32>> = None;
    let (mut row, mut last) = (0_u32, None);
    for batch in facts.batches() {
        let mut place = 0;
        while place < batch.rows() {
            let key = batch.customer().get(place);
            let end = if key.is_some() { batch.customer().run(place) } else { place + 1 };
            let number = (end - place) as u32;
            let continues = key.is_some() && last.is_some_and(|(known, _)| Some(known) == key);
            let customer = match (key, last) {
                (Some(_), Some((_, customer))) if continues => customer,
                (Some(key), _) => finder.find(key, &mut twice),
                (None, _) => NOBODY,
            };
            last = key.map(|key| (key, customer));
            match (key, customer) {
                (None, _) => unnamed += 1,
                (Some(_), NOBODY) => unknown += u64::from(number),
                (Some(_), known) => {
                    let range = &mut ranges[known as usize];
                    if range.1 == 0 {
                        range.0 = row;
                    } else if !continues && scattered.is_none() {
                        scattered = Some(owners(&ranges, row));
                    }
                    ranges[known as usize].1 += number;
                }
            }
            if let Some(owners) = &mut scattered {
                owners.extend(std::iter::repeat_n(customer, number as usize));
            }
            row += number;
            place = end;
        }
    }
    debug_assert_eq!(row, rows);
    let order = scattered.map(|owners| sorted(&mut ranges, &owners));
    Ok(Join { ranges, order, twice, unknown, unnamed })
}

/// The same where both tables have numbers of one width, none of them null, that ascend: what is mostly met, and soon
/// done. Gives the number of facts whose customer is unknown.
fn side_by_side<C: Columns, F: Columns>(
    customers: &Table<C>,
    facts: &Table<F>,
    ranges: &mut [(u32, u32)],
) -> Option<u64> {
    let [customers] = customers.batches() else { return None };
    if customers.customer().ascends(true) != Some(true) {
        return None;
    }
    let (mut at, mut unknown) = (0, 0);
    for (batch, first) in facts.batches().iter().zip(facts.starts()) {
        unknown += customers.customer().merge(batch.customer(), *first as u32, &mut at, ranges)?;
    }
    Some(unknown)
}

/// The customer of each fact before `row`, all of which lie together by customer.
fn owners(ranges: &[(u32, u32)], row: u32) -> Vec<u32> {
    let mut owners = vec![NOBODY; row as usize];
    for (customer, &(first, number)) in ranges.iter().enumerate() {
        owners[first as usize..(first + number) as usize].fill(customer as u32);
    }
    owners
}

/// Rows by customer; within one in the order of the table.
fn sorted(ranges: &mut [(u32, u32)], owners: &[u32]) -> Vec<u32> {
    let mut first = 0;
    for range in ranges.iter_mut() {
        *range = (first, range.1);
        first += range.1;
    }
    let mut order = vec![0; first as usize];
    for (row, &customer) in owners.iter().enumerate().filter(|(_, customer)| **customer != NOBODY) {
        let next = &mut ranges[customer as usize].0;
        order[*next as usize] = row as u32;
        *next += 1;
    }
    for range in ranges.iter_mut() {
        range.0 -= range.1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::{Join, join};
    use crate::columns::Texts;
    use crate::rows::{Columns, Table};
    use crate::schema::Holds;
    use arrow_array::{ArrayRef, Int64Array, StringArray};
    use std::collections::HashMap;
    use std::sync::Arc;

    struct Ids(usize, Texts);

    impl Columns for Ids {
        fn customer(&self) -> &Texts {
            &self.1
        }

        fn rows(&self) -> usize {
            self.0
        }
    }

    /// `numbers`: as the numbers in the ids.
    fn table(ids: &[Option<&str>], size: usize, numbers: bool) -> Table<Ids> {
        let number = |id: &Option<&str>| id.and_then(|id| id[1..].parse::<i64>().ok());
        let batches = ids.chunks(size.max(1)).map(|ids| {
            let array: ArrayRef = match numbers {
                true => Arc::new(ids.iter().map(number).collect::<Int64Array>()),
                false => Arc::new(StringArray::from(ids.to_vec())),
            };
            Ids(ids.len(), Texts::new(&array, Holds::Id).unwrap())
        });
        Table::new(batches.collect(), 0)
    }

    fn facts(join: &Join, customers: usize) -> Vec<Vec<usize>> {
        (0..customers).map(|customer| join.facts(customer).collect()).collect()
    }

    /// Against a map, over all sorts of orders, with nulls, strangers, and customers that come twice.
    #[test]
    fn every_fact_finds_its_customer() {
        let mut seed = 7_u64;
        let mut below = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for case in 0..1_200 {
            let names: Vec<String> = (0..12).map(|n| format!("c{n:02}")).collect();
            let mut ids: Vec<Option<&str>> = names.iter().map(|n| Some(n.as_str())).collect();
            ids.retain(|_| below(4) > 0);
            let mut of: Vec<Option<&str>> = (0..below(if case % 8 == 0 { 300 } else { 40 }))
                .map(|_| Some(names[below(12) as usize].as_str()))
                .collect();
            if case % 3 != 0 {
                of.sort_unstable();
            }
            if case % 4 == 1 && !of.is_empty() {
                let place = below(of.len() as u64) as usize;
                of[place] = None;
            }
            if case % 5 == 2 {
                ids.reverse();
            }
            if case % 7 == 3 {
                ids.push(Some("c03"));
            }
            if case % 11 == 4 {
                ids.push(None);
            }
            // ascending numbers in one batch are the case that is seen at a glance
            let numbers = case % 2 == 0;
            let size = if numbers && below(4) > 0 { ids.len() } else { 1 + below(6) as usize };
            let most = if case % 8 == 0 { 200 } else { 9 };
            let (ids_of, facts_of) =
                (table(&ids, size, numbers), table(&of, 1 + below(most) as usize, numbers));
            let joined = join(&ids_of, &facts_of).unwrap();
            let mut by: HashMap<&str, Vec<usize>> = HashMap::new();
            for (row, id) in of.iter().enumerate() {
                id.iter().for_each(|id| by.entry(id).or_default().push(row));
            }
            let found = facts(&joined, ids.len());
            let mut known = 0;
            for (row, id) in ids.iter().enumerate() {
                let times = ids.iter().filter(|other| id.is_some() && *other == id).count();
                assert_eq!(joined.is_twice(row), times > 1, "case {case}");
                if times == 1 {
                    let expected = id.and_then(|id| by.get(id)).cloned().unwrap_or_default();
                    assert_eq!(found[row], expected, "case {case}: {ids:?} {of:?}");
                }
                if !ids[..row].contains(id) {
                    known += id.and_then(|id| by.get(id)).map_or(0, Vec::len);
                }
            }
            let unnamed = of.iter().filter(|id| id.is_none()).count();
            assert_eq!(joined.unnamed as usize, unnamed);
            assert_eq!(joined.unknown as usize, of.len() - unnamed - known, "case {case}");
        }
    }

    #[test]
    fn a_stranger_among_the_facts_of_a_customer_is_left_out() {
        let customers = table(&[Some("c03"), Some("c05")], 9, true);
        let of = table(&[Some("c05"), Some("c04"), Some("c05")], 9, true);
        let joined = join(&customers, &of).unwrap();
        assert_eq!((facts(&joined, 2), joined.unknown), (vec![vec![], vec![0, 2]], 1));
    }

    #[test]
    fn ids_may_be_numbers() {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
        let numbers = Table::new(vec![Ids(2, Texts::new(&numbers, Holds::Id).unwrap())], 0);
        assert_eq!(facts(&join(&numbers, &numbers).unwrap(), 2), [[0], [1]]);
        assert!(facts(&join(&table(&[], 1, false), &numbers).unwrap(), 0).is_empty());
    }
}
