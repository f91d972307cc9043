//! What a connection is doing, and since when it should have gone on.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Limits;

/// State of one connection, shared between its socket, its answers and its watchman.
#[derive(Clone)]
pub(super) struct Activity(Arc<watch::Sender<State>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    reading: Reading,
    /// Since when the other end has taken nothing of what is written.
    stalled: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Headers are coming, since then.
    Headers(Instant),
    /// A request is being answered; its body has its own clock.
    Request,
    /// Nothing, since then.
    Nothing(Instant),
}

impl Activity {
    /// A new connection owes its headers from the start.
    pub(super) fn new() -> Self {
        let state = State {
            reading: Reading::Headers(Instant::now()),
            stalled: None,
        };
        Self(Arc::new(watch::Sender::new(state)))
    }

    pub(super) fn request_begins(&self) {
        self.0.send_modify(|state| state.reading = Reading::Request);
    }

    fn answer_ends(&self) {
        self.0
            .send_modify(|state| state.reading = Reading::Nothing(Instant::now()));
    }

    fn bytes_come(&self) {
        if matches!(self.0.borrow().reading, Reading::Nothing(_)) {
            self.0
                .send_modify(|state| state.reading = Reading::Headers(Instant::now()));
        }
    }

    fn written(&self, is_pending: bool) {
        if self.0.borrow().stalled.is_some() != is_pending {
            self.0
                .send_modify(|state| state.stalled = is_pending.then(Instant::now));
        }
    }

    /// Ends when the connection has overstepped a limit.
    pub(super) async fn expired(&self, limits: &Limits) {
        let mut states = self.0.subscribe();
        loop {
            let state = *states.borrow_and_update();
            let reading = match state.reading {
                Reading::Headers(since) => Some(since + limits.headers),
                Reading::Nothing(since) => Some(since + limits.idle),
                Reading::Request => None,
            };
            let stalled = state.stalled.map(|since| since + limits.stalled_answer);
            // The sender lives as long as this future, so a change is never an error.
            match reading.into_iter().chain(stalled).min() {
                Some(deadline) => tokio::select! {
                    _ = states.changed() => {}
                    () = sleep_until(deadline) => return,
                },
                None => {
                    let _ = states.changed().await;
                }
            }
        }
    }
}

/// A socket that tells when bytes come and whether the other end takes them.
pub(super) struct Watched {
    stream: TcpStream,
    activity: Activity,
}

impl Watched {
    pub(super) fn new(stream: TcpStream, activity: Activity) -> Self {
        Self { stream, activity }
    }

    fn note<T>(&self, result: Poll<T>) -> Poll<T> {
        self.activity.written(result.is_pending());
        result
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.bytes_come();
        }
        result
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.note(result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.note(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// An answer's body; when it is dropped, the connection waits for the next request.
pub(super) struct UntilDropped {
    body: Body,
    activity: Activity,
}

impl UntilDropped {
    pub(super) fn new(body: Body, activity: Activity) -> Self {
        Self { body, activity }
    }
}

impl Drop for UntilDropped {
    fn drop(&mut self) {
        self.activity.answer_ends();
    }
}

impl HttpBody for UntilDropped {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
