//! Chunks of a table, made by as many threads as may be used, in their order.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use tactful::Result;

/// What `make` gives for each chunk, in the order of the chunks; it does not depend on the number of threads. Each thread
/// has a `worker` of its own.
pub(crate) fn each<W, T: Send>(
    threads: usize,
    chunks: Range<usize>,
    worker: impl Fn() -> Result<W> + Sync,
    make: impl Fn(&mut W, usize) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let threads = threads.min(chunks.len());
    if threads <= 1 {
        let mut own = worker()?;
        return chunks.map(|chunk| make(&mut own, chunk)).collect();
    }
    let next = AtomicUsize::new(chunks.start);
    let work = || {
        let (mut done, mut own) = (Vec::new(), None);
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks.end {
                return done;
            }
            let made = match &mut own {
                Some(worker) => make(worker, chunk),
                None => worker().and_then(|new| make(own.insert(new), chunk)),
            };
            done.push((chunk, made));
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
