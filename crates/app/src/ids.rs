//! New ids and secrets, from one source of random bytes that tests replace.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};

use crate::hex::hex;

/// A source of random bytes.
#[derive(Debug, Clone)]
pub enum Ids {
    /// The system's.
    Random,
    /// 1, 2, 3 …, for tests.
    Counting(Arc<AtomicU64>),
}

impl Ids {
    /// Returns a source for tests that counts from 1.
    pub fn counting() -> Self {
        Self::Counting(Arc::new(AtomicU64::new(0)))
    }
    /// Returns `N` new bytes.
    ///
    /// # Panics
    /// When the system has no random numbers, without which no id is safe.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            #[expect(
                clippy::expect_used,
                reason = "without random numbers no id is safe, and the system never runs out of them"
            )]
            Self::Random => SystemRandom::new()
                .fill(&mut bytes)
                .expect("the system gives random numbers"),
            Self::Counting(counter) => {
                let n = counter.fetch_add(1, Ordering::Relaxed) + 1;
                for (byte, value) in bytes
                    .iter_mut()
                    .rev()
                    .zip(n.to_be_bytes().into_iter().rev())
                {
                    *byte = value;
                }
            }
        }
        bytes
    }
    /// Returns a secret of 256 bits as 64 hexadecimal digits.
    pub fn secret(&self) -> String {
        hex(&self.bytes::<32>())
    }
    /// Returns a number in −1..=1, for jitter.
    pub fn jitter(&self) -> f64 {
        f64::from(i32::from_be_bytes(self.bytes::<4>())) / f64::from(i32::MAX)
    }
}
