//! The durable queue's rules: how long a lease lasts, when to try again, when to give up.
//! The rows are the catalogue's; the work is the pipeline's.

/// How long a worker holds a job before others may take it, in milliseconds.
pub const LEASE_MS: i64 = 120_000;
/// How often a worker renews its lease, in milliseconds.
pub const HEARTBEAT_MS: u64 = 30_000;
/// How often a job is tried before it is given up.
pub const TRIES: i64 = 5;

/// Returns the pause before the next try, in milliseconds: 2 s, 8 s, 32 s, 128 s; `None` when it is time to give up.
pub fn pause_ms(attempts: i64) -> Option<i64> {
    if attempts >= TRIES {
        return None;
    }
    Some(2_000 * 4_i64.pow(attempts.clamp(1, TRIES) as u32 - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_and_ends() {
        let pauses: Vec<_> = (1..=TRIES).map(pause_ms).collect();
        assert_eq!(pauses, [Some(2_000), Some(8_000), Some(32_000), Some(128_000), None]);
    }
}
