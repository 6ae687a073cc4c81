//! What is measured with.

use std::time::Duration;

/// What this thread has used of a processor, where Linux tells it.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the core is pure; this measures it")]
pub fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
