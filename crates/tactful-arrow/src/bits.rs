//! Answers to one question about many values, as bits.

/// So many values share a word of bits.
pub(crate) const PART: usize = 64;

/// Of which values something holds, as bits from the lowest on; of more than [`PART`] the rest is left out.
#[inline(always)]
pub(crate) fn of<T>(values: &[T], holds: impl Fn(&T) -> bool) -> u64 {
    let mut flags = [0_u8; PART];
    // where the length is known, many are asked at once
    match values.first_chunk::<PART>() {
        Some(values) => flags.iter_mut().zip(values).for_each(|(flag, value)| *flag = u8::from(holds(value))),
        None => flags.iter_mut().zip(values).for_each(|(flag, value)| *flag = u8::from(holds(value))),
    }
    word(&flags)
}

/// The same of pairs.
#[inline(always)]
pub(crate) fn of_pairs<T>(ones: &[T], others: &[T], holds: impl Fn(&T, &T) -> bool) -> u64 {
    let mut flags = [0_u8; PART];
    match (ones.first_chunk::<PART>(), others.first_chunk::<PART>()) {
        (Some(ones), Some(others)) => {
            for place in 0..PART {
                flags[place] = u8::from(holds(&ones[place], &others[place]));
            }
        }
        _ => {
            let pairs = ones.iter().zip(others);
            flags.iter_mut().zip(pairs).for_each(|(flag, (one, other))| *flag = u8::from(holds(one, other)));
        }
    }
    word(&flags)
}

/// Flags that are 0 or 1 as bits.
#[inline(always)]
fn word(flags: &[u8; PART]) -> u64 {
    let mut bits = [0_u8; PART / 8];
    for (bits, &flags) in bits.iter_mut().zip(flags.as_chunks::<8>().0) {
        // brings the lowest bits of eight bytes together in the highest byte: flag n to bit 56 + n, without carries
        *bits = (u64::from_le_bytes(flags).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8;
    }
    u64::from_le_bytes(bits)
}

#[cfg(test)]
mod tests {
    use super::{PART, of, of_pairs};

    /// Each bit is the answer about its value.
    #[test]
    fn bits_are_the_answers_in_their_order() {
        for seed in 0..2_000_u64 {
            let size = seed as usize % (PART + 20);
            let value = |place: usize| (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (place % 61)) as i32 & 3;
            let values: Vec<i32> = (0..size).map(value).collect();
            let others: Vec<i32> = values.iter().rev().copied().collect();
            let expected = |holds: &dyn Fn(usize) -> bool| {
                (0..size.min(PART)).map(|place| u64::from(holds(place)) << place).sum::<u64>()
            };
            assert_eq!(of(&values, |&it| it > 1), expected(&|place| values[place] > 1));
            let less = of_pairs(&values, &others, |one, other| one < other);
            assert_eq!(less, expected(&|place| values[place] < others[place]), "seed {seed}");
        }
    }
}
