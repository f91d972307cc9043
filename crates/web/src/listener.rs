//! Serves the pages over TCP with limits on time and number that ready-made servers leave out. Source: reliability-security R63.

mod activity;
mod body;
mod places;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use activity::{Activity, UntilDropped, Watched};
use body::TimedBody;
use places::{Place, Places};

pub(crate) use body::BodyTooSlow;

/// Limits of a listener.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The headers must be complete within this time after the connection or, on a kept one, after their first byte.
    pub headers: Duration,
    /// A kept connection without a request is closed after this time.
    pub idle: Duration,
    /// A body must have arrived within this time …
    pub body: Duration,
    /// … and after this time …
    pub body_start: Duration,
    /// … at this many bytes per second.
    pub body_bytes_per_second: u32,
    /// An answer of which the other end takes nothing for this time is broken off.
    pub stalled_answer: Duration,
    /// Connections at the same time.
    pub connections: usize,
    /// Connections at the same time from one address.
    pub connections_per_address: usize,
    /// How long open requests may go on after the shutdown has begun.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            body: Duration::from_secs(30),
            body_start: Duration::from_secs(5),
            body_bytes_per_second: 1024,
            stalled_answer: Duration::from_secs(30),
            connections: 2_000,
            connections_per_address: 100,
            shutdown: Duration::from_secs(10),
        }
    }
}

/// Answers requests until `shutdown` ends, and then until the open ones are done.
///
/// # Errors
/// When the listener itself fails; a failing connection ends alone.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let limits = Arc::new(limits);
    let places = Places::new(limits.connections, limits.connections_per_address);
    let (ending, abort) = (CancellationToken::new(), CancellationToken::new());
    let tasks = TaskTracker::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.as_mut() => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Mostly too many open files, which passes when connections close.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Over the limit the connection is closed at once.
        let Some(place) = places.take(address.ip()) else {
            continue;
        };
        let connection = Connection {
            address,
            router: router.clone(),
            limits: Arc::clone(&limits),
            place,
        };
        let (ending, abort) = (ending.clone(), abort.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = connection.run(stream, ending) => {}
                () = abort.cancelled() => {}
            }
        });
    }
    ending.cancel();
    tasks.close();
    if tokio::time::timeout(limits.shutdown, tasks.wait())
        .await
        .is_err()
    {
        abort.cancel();
        tasks.wait().await;
    }
    Ok(())
}

struct Connection {
    address: SocketAddr,
    router: Router,
    limits: Arc<Limits>,
    #[expect(dead_code, reason = "gives the place back when the connection ends")]
    place: Place,
}

impl Connection {
    async fn run(self, stream: TcpStream, shutdown: CancellationToken) {
        // Answers are written whole; waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let activity = Activity::new();
        let expired = pin!(activity.expired(&self.limits));
        let service = service_fn(|request: Request<Incoming>| {
            activity.request_begins();
            self.answer(request, activity.clone())
        });
        let io = TokioIo::new(Watched::new(stream, activity.clone()));
        // The limits on headers are checked inside, where the answer gets its own headers; these only bound the memory.
        let connection = http1::Builder::new()
            .header_read_timeout(None)
            .max_headers(256)
            .max_buf_size(64 * 1024)
            .serve_connection(io, service);
        let mut connection = pin!(connection);
        let mut expired = expired;
        let mut is_ending = false;
        loop {
            tokio::select! {
                // A connection that breaks is the other end's affair.
                _ = connection.as_mut() => return,
                () = expired.as_mut() => return,
                () = shutdown.cancelled(), if !is_ending => {
                    is_ending = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
        activity: Activity,
    ) -> Result<Response<Body>, Infallible> {
        let limits = &self.limits;
        let mut request = request.map(|body| Body::new(TimedBody::new(body, limits)));
        request.extensions_mut().insert(ConnectInfo(self.address));
        let response = self.router.clone().oneshot(request).await?;
        Ok(response.map(|body| Body::new(UntilDropped::new(body, activity))))
    }
}
