//! Chunks of a table, made by as many threads as may be used, in their order.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use tactful::Result;

/// What `make` gives for each chunk, in the order of the chunks; it does not depend on the number of threads.
pub(crate) fn each<T: Send>(
    threads: usize,
    chunks: Range<usize>,
    make: impl Fn(usize) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let threads = threads.min(chunks.len());
    if threads <= 1 {
        return chunks.map(make).collect();
    }
    let next = AtomicUsize::new(chunks.start);
    let work = || {
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks.end {
                return done;
            }
            done.push((chunk, make(chunk)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map_while(|_| std::thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(chunk, _)| *chunk);
    done.into_iter().map(|(_, result)| result).collect()
}
