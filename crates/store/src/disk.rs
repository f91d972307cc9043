//! The disk below the database: whether it has failed, and whether it has room for more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

use crate::Error;

/// Whether the disk has room for new work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is room.
    Enough,
    /// What room there is must do for the access log and for the outcome of messages that are already stored.
    Short,
}

/// What is known of the disk; shared by a store and its transactions.
#[derive(Clone)]
pub(crate) struct Disk(Arc<Known>);

struct Known {
    has_failed: watch::Sender<bool>,
    is_short: AtomicBool,
}

impl Disk {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Known {
            has_failed: watch::Sender::new(false),
            is_short: AtomicBool::new(false),
        }))
    }

    /// Takes note of an error before it is handed on.
    pub(crate) fn note<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if result.as_ref().is_err_and(Error::is_fatal) {
            self.0.has_failed.send_replace(true);
        }
        result
    }

    pub(crate) async fn failed(&self) {
        let mut news = self.0.has_failed.subscribe();
        // The sender is ours, so that the wait ends only with a failure.
        let _closed = news.wait_for(|failed| *failed).await;
    }

    pub(crate) fn set_room(&self, room: Room) {
        self.0
            .is_short
            .store(room == Room::Short, Ordering::Relaxed);
    }

    /// # Errors
    /// [`Error::NoRoom`].
    pub(crate) fn demand_room(&self) -> Result<(), Error> {
        if self.0.is_short.load(Ordering::Relaxed) {
            Err(Error::NoRoom)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_failure_is_told_to_whoever_waits_and_to_whoever_asks_later() {
        let disk = Disk::new();
        let waiting = tokio::spawn({
            let disk = disk.clone();
            async move { disk.failed().await }
        });
        assert!(disk.note::<()>(Err(Error::Conflict)).is_err());
        assert!(!*disk.0.has_failed.borrow(), "a conflict is no failure");
        assert!(
            disk.note::<()>(Err(Error::Fatal(sqlx::Error::WorkerCrashed)))
                .is_err()
        );
        waiting.await.expect("told");
        disk.failed().await;
    }

    #[test]
    fn room_comes_and_goes() {
        let disk = Disk::new();
        assert!(disk.demand_room().is_ok());
        disk.set_room(Room::Short);
        assert!(matches!(disk.demand_room(), Err(Error::NoRoom)));
        disk.set_room(Room::Enough);
        assert!(disk.demand_room().is_ok());
    }
}
