//! A request body that must keep up a pace.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::Limits;

/// The body did not arrive in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body came too slowly")]
pub(crate) struct BodyTooSlow;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Fails with [`BodyTooSlow`] when the whole takes too long, or when it is slower than the pace after its first seconds.
pub(super) struct TimedBody {
    body: Incoming,
    started: Instant,
    last: Instant,
    start: Duration,
    bytes_per_second: u32,
    received: u64,
    timer: Pin<Box<Sleep>>,
}

impl TimedBody {
    pub(super) fn new(body: Incoming, limits: &Limits) -> Self {
        let started = Instant::now();
        Self {
            body,
            started,
            last: started + limits.body,
            start: limits.body_start,
            bytes_per_second: limits.body_bytes_per_second.max(1),
            received: 0,
            timer: Box::pin(sleep_until(started + limits.body)),
        }
    }

    /// When the next byte must have come.
    fn deadline(&self) -> Instant {
        let earned = Duration::from_millis(
            self.received.saturating_mul(1000) / u64::from(self.bytes_per_second),
        );
        self.started
            .checked_add(self.start + earned)
            .map_or(self.last, |pace| pace.min(self.last))
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                this.received = this
                    .received
                    .saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let deadline = this.deadline();
                if this.timer.deadline() != deadline {
                    this.timer.as_mut().reset(deadline);
                }
                ready!(Future::poll(this.timer.as_mut(), cx));
                Poll::Ready(Some(Err(BodyTooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
