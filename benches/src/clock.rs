//! What is measured with.

use std::time::Duration;

/// What this thread has used of a processor, where Linux tells it.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]
pub fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The same in nanoseconds; where the system does not tell, the time on the wall.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]
pub fn processor_time() -> u64 {
    let told = cpu_time().or_else(|| std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok());
    told.map_or(0, |time| time.as_nanos() as u64)
}
