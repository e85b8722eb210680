//! The CPU pool: blocking work leaves the async workers and waits for a permit.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// A bounded number of blocking jobs at once.
#[derive(Clone)]
pub struct Pool {
    permits: Arc<Semaphore>,
    width: usize,
}

/// Says that the pool did not run the work.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// Every permit is taken and the asker did not want to wait.
    #[error("every worker is taken at the moment")]
    Busy,
    /// The work panicked; its own words stay in the log.
    #[error("the work ended unexpectedly")]
    Panicked,
}

impl Pool {
    /// Makes a pool that runs at most `width` jobs at once.
    pub fn new(width: usize) -> Pool {
        Pool { permits: Arc::new(Semaphore::new(width.max(1))), width: width.max(1) }
    }

    /// Waits for a permit, then runs the work on a blocking thread.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PoolError> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| PoolError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| PoolError::Panicked)
    }

    /// Waits for so many permits, at most all there are and no longer than the time given, then runs the work.
    pub async fn run_priced<T: Send + 'static>(
        &self,
        permits: usize,
        wait: std::time::Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let permits = u32::try_from(permits.min(self.width)).unwrap_or(u32::MAX);
        let permit = tokio::time::timeout(wait, self.permits.clone().acquire_many_owned(permits))
            .await
            .map_err(|_| PoolError::Busy)?
            .map_err(|_| PoolError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| PoolError::Panicked)
    }

    /// Runs the work only when a permit is free at once.
    pub async fn try_run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PoolError> {
        let permit = self.permits.clone().try_acquire_owned().map_err(|_| PoolError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| PoolError::Panicked)
    }

    /// Returns how many permits are free.
    pub fn free(&self) -> usize {
        self.permits.available_permits()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_finds_no_permits_is_sent_away_and_who_asks_for_more_than_all_gets_all() {
        let pool = Pool::new(4);
        let held = pool.permits.clone().acquire_many_owned(3).await.expect("they are free");
        assert!(matches!(pool.run_priced(2, Duration::ZERO, || 1).await, Err(PoolError::Busy)));
        assert_eq!(pool.run_priced(1, Duration::ZERO, || 1).await.expect("one is free"), 1);
        drop(held);
        assert_eq!(pool.run_priced(99, Duration::ZERO, || 2).await.expect("all are free"), 2);
        assert_eq!(pool.free(), 4);
    }
}
