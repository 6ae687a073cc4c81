//! A hash that is the same on every platform and in every version: FNV-1a with 64 bits, finished by a mixer.

use std::hash::{Hash, Hasher};

/// Fowler, Noll and Vo's 1a variant over bytes; integers are fed little-endian, so platforms agree.
#[derive(Clone)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        // the finaliser of MurmurHash3, so that all bits depend on all input
        let mut h = self.0;
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn write_i16(&mut self, i: i16) {
        self.write(&i.to_le_bytes());
    }

    fn write_i32(&mut self, i: i32) {
        self.write(&i.to_le_bytes());
    }

    fn write_u16(&mut self, i: u16) {
        self.write(&i.to_le_bytes());
    }

    fn write_u32(&mut self, i: u32) {
        self.write(&i.to_le_bytes());
    }

    fn write_u64(&mut self, i: u64) {
        self.write(&i.to_le_bytes());
    }

    fn write_i64(&mut self, i: i64) {
        self.write(&i.to_le_bytes());
    }

    fn write_usize(&mut self, i: usize) {
        self.write(&(i as u64).to_le_bytes());
    }

    fn write_isize(&mut self, i: isize) {
        self.write(&(i as i64).to_le_bytes());
    }
}

/// Odd numbers without a pattern: the first hexadecimal digits of the fractions of the square roots of the first
/// primes, as SHA-512 has them (FIPS 180-4, 4.2.3 and 5.3.5), the last bit set.
const ODD: [u64; 8] = [
    0x6a09_e667_f3bc_c909,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

/// Multiplies to 128 bits and folds them: every bit of the input bears on every bit of the result.
#[inline]
fn folded(number: u64, odd: u64) -> u64 {
    let wide = u128::from(number) * u128::from(odd);
    (wide as u64) ^ (wide >> 64) as u64
}

/// The hash of an id. Never 0, which means "none".
#[inline]
pub(crate) fn of_text(text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut hash = folded(ODD[0] ^ text.len() as u64, ODD[1]);
    for word in words {
        hash = folded(hash ^ u64::from_le_bytes(*word), ODD[2]);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    folded(folded(hash ^ u64::from_le_bytes(last), ODD[3]) ^ ODD[4], ODD[5]).max(1)
}

/// The hash of a few numbers, in their order; a 0 at the end may be left out. Never 0.
#[inline]
pub(crate) fn mixed<const N: usize>(numbers: [u64; N]) -> u64 {
    let mut hash = ODD[6];
    let mut place = 0;
    // each in its own way, so that they do not wait for each other; most are 0, and cost nothing
    while place < N {
        if numbers[place] != 0 {
            let odd = ODD[place % 8] ^ (place as u64) << 8;
            hash = hash.wrapping_add(folded(numbers[place], odd));
        }
        place += 1;
    }
    folded(hash, ODD[5]).max(1)
}

/// The hash of plain data, the same on every platform. Never 0.
pub(crate) fn of_data(data: &impl Hash) -> u64 {
    let mut hasher = Fnv::default();
    data.hash(&mut hasher);
    hasher.finish().max(1)
}
