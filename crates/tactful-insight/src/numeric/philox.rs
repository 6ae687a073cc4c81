//! Random numbers from a counter: the n-th number of a stream is computed, not reached, so that it does not matter who
//! asks for which number in what order. Philox 4×32 with ten rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random
//! numbers: as easy as 1, 2, 3").

/// The numbers of a seed, in streams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Philox {
    key: [u32; 2],
}

impl Philox {
    pub(crate) fn new(seed: u64) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32] }
    }

    /// Two numbers of 64 bits at this place of this stream.
    pub(crate) fn at(self, stream: u64, place: u64) -> [u64; 2] {
        let counter = [place as u32, (place >> 32) as u32, stream as u32, (stream >> 32) as u32];
        let [a, b, c, d] = rounds(counter, self.key).map(u64::from);
        [a | b << 32, c | d << 32]
    }

    /// A number below `n` at this place, by the upper half of a product (Lemire 2019 without his rejections: the bias is
    /// below n / 2^64).
    pub(crate) fn below(self, stream: u64, place: u64, n: u64) -> u64 {
        let word = self.at(stream, place / 2)[(place % 2) as usize];
        ((u128::from(word) * u128::from(n)) >> 64) as u64
    }
}

fn rounds(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let first = u64::from(counter[0]) * 0xD251_1F53;
        let second = u64::from(counter[2]) * 0xCD9E_8D57;
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_answers() {
        // kat_vectors of Random123, philox4x32, 10 rounds
        assert_eq!(rounds([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(
            rounds([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
        assert_eq!(
            rounds(pi, [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn draws_are_even() {
        let mut counts = [0_u32; 7];
        for place in 0..70_000 {
            counts[Philox::new(5).below(3, place, 7) as usize] += 1;
        }
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)), "{counts:?}");
    }
}
