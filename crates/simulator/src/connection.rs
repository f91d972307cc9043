//! Connections, and how one is cut: the handler marks its response, and the connection ends without a byte of it.

use std::{convert::Infallible, io, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::Request,
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt as _;

/// Marks a response that must not be sent.
#[derive(Debug, Clone, Copy)]
struct Cut;

/// Returns a response that is never sent: the connection is cut instead.
pub(crate) fn cut() -> Response {
    let mut response = ().into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// Serves connections until `stop` changes or its sender is gone; then all of them end.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<()>) {
    let router = Arc::new(router);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => break,
            Some(_) = connections.join_next() => (),
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&router)));
                }
                // A caller that is gone already, or no file handles for the moment.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::task::yield_now().await;
                }
            },
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, router: Arc<Router>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let router = Router::clone(&router);
        async move { respond(router, request).await }
    });
    let served = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Returns the response, or the error that makes the connection end.
async fn respond(router: Router, request: Request<Incoming>) -> io::Result<Response> {
    let response: Result<Response, Infallible> = router.oneshot(request.map(Body::new)).await;
    let Ok(response) = response;
    if response.extensions().get::<Cut>().is_some() {
        return Err(io::Error::new(
            io::ErrorKind::ConnectionAborted,
            "cut on request",
        ));
    }
    Ok(response)
}
