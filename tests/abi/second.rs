//! Another Rust library, with a runtime of its own, in the same program.

/// The sum of the first numbers, made in a way that needs the standard library.
#[unsafe(no_mangle)]
pub extern "C" fn second_sum(count: u32) -> u64 {
    let caught = std::panic::catch_unwind(|| (1..=u64::from(count)).collect::<Vec<u64>>().iter().sum());
    caught.unwrap_or(0)
}
