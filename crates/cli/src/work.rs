//! Many pieces of work, some at once: what comes in is asked for when there is room for it, so that memory holds no more
//! of it than is under way.

use anyhow::{Context as _, Result};
use tokio::task::JoinSet;

/// Does the `work` on everything that `next` says, `jobs` at once, and tells `done` of each outcome, in the order in which
/// they come about.
///
/// # Errors
///
/// What `next` or `done` says: no more is begun then, and what is under way is given up.
///
/// # Panics
///
/// Outside of a [`tokio::task::LocalSet`].
pub async fn each<I, W>(
    jobs: usize,
    mut next: impl AsyncFnMut() -> Result<Option<I>>,
    work: impl Fn(I) -> W,
    mut done: impl AsyncFnMut(W::Output) -> Result<()>,
) -> Result<()>
where
    W: Future<Output: 'static> + 'static,
{
    let mut under_way = JoinSet::new();
    let mut is_over = false;
    loop {
        while !is_over && under_way.len() < jobs.max(1) {
            match next().await? {
                Some(item) => {
                    under_way.spawn_local(work(item));
                }
                None => is_over = true,
            }
        }
        match under_way.join_next().await {
            Some(outcome) => done(outcome.context("a piece of work broke off")?).await?,
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_more_is_under_way_than_may_be() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut numbers = 0..100_u64;
        let mut sum = 0;
        let work = |number: u64| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                tokio::time::sleep(std::time::Duration::from_millis(number % 7)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                number
            }
        };
        let done = async |number| {
            sum += number;
            Ok(())
        };
        let all = each(5, async || Ok(numbers.next()), work, done);
        tokio::task::LocalSet::new().run_until(all).await.unwrap();
        assert_eq!(sum, 4_950);
        assert_eq!(most.load(Ordering::SeqCst), 4);
    }
}
