//! How often one session, address or user may do something.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::limits::Rate;

/// Buckets are thrown away when they are full again; the table is looked through when it has grown to this size.
const SWEEP_AT: usize = 10_000;

/// A token bucket per key. Keys are kept as hashes only: a clash makes two keys share a bucket, which hurts nobody.
pub(crate) struct RateLimiter {
    rate: Rate,
    buckets: Mutex<HashMap<u64, Bucket>>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl RateLimiter {
    pub(crate) fn new(rate: Rate) -> Self {
        Self {
            rate,
            buckets: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one; otherwise tells in how many whole seconds the next one is there (at least 1).
    pub(crate) fn take(&self, key: &str) -> Result<(), u64> {
        self.take_at(key, Instant::now())
    }

    fn take_at(&self, key: &str, now: Instant) -> Result<(), u64> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= SWEEP_AT {
            buckets.retain(|_, bucket| self.filled(bucket, now) < f64::from(self.rate.burst));
        }
        let bucket = buckets.entry(hasher.finish()).or_insert(Bucket {
            tokens: f64::from(self.rate.burst),
            at: now,
        });
        bucket.tokens = self.filled(bucket, now);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let wait = Duration::from_secs_f64((1.0 - bucket.tokens) / self.per_second());
        Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    }

    fn filled(&self, bucket: &Bucket, now: Instant) -> f64 {
        let grown = now.saturating_duration_since(bucket.at).as_secs_f64() * self.per_second();
        (bucket.tokens + grown).min(f64::from(self.rate.burst))
    }

    fn per_second(&self) -> f64 {
        f64::from(self.rate.count) / self.rate.per.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserve_is_used_up_and_comes_back_with_time() {
        let limiter = RateLimiter::new(Rate {
            count: 10,
            per: Duration::from_mins(1),
            burst: 3,
        });
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take_at("a", start), Ok(()));
        }
        assert_eq!(limiter.take_at("a", start), Err(6));
        assert_eq!(limiter.take_at("b", start), Ok(()));
        assert_eq!(
            limiter.take_at("a", start + Duration::from_millis(5_900)),
            Err(1)
        );
        assert_eq!(limiter.take_at("a", start + Duration::from_secs(6)), Ok(()));
        assert_eq!(limiter.take_at("a", start + Duration::from_secs(6)), Err(6));
    }
}
