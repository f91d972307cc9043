//! The interface for administrators and tests, in JSON under `/api/`. It can do what the pages can.

mod play;

pub(crate) use play::{MOST_COPIES, start_run, stop_run, whole};

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Serialize;

use crate::{
    Authority, Fault, Rule, Snapshot,
    server::{PatientSends, Shared},
    world::{Certificate, Event},
};

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/state", get(state))
        .route("/api/certificates/{id}", get(certificate))
        .route("/api/certificates/{id}/revoke", post(revoke))
        .route("/api/certificates/{id}/send", post(send))
        .route(
            "/api/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/api/authorities/{name}", put(set_authority))
        .route("/api/certificates/{id}/test", post(make_test))
        .route("/api/reset", post(reset))
        .merge(play::routes())
        .route_layer(from_fn(refuse_other_sites))
}

#[derive(Serialize)]
struct Everything {
    #[serde(flatten)]
    snapshot: Snapshot,
    faults: Vec<Rule>,
}

async fn state(State(shared): State<Arc<Shared>>) -> Json<Everything> {
    let inner = shared.lock();
    Json(Everything {
        snapshot: inner.world.snapshot(),
        faults: inner.plan.rules().to_vec(),
    })
}

/// A certificate with its exact content.
async fn certificate(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<Certificate>, StatusCode> {
    let inner = shared.lock();
    let known = inner.world.certificate(&id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(known.clone()))
}

/// Revokes a certificate as another party might.
async fn revoke(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<StatusCode, StatusCode> {
    let at = shared.now();
    let mut inner = shared.lock();
    if inner.world.certificate(&id).is_none() {
        return Err(StatusCode::NOT_FOUND);
    }
    let event = Event::Revoked {
        certificate: id,
        at,
    };
    let kept = inner.keep(event);
    drop(inner);
    shared.wake();
    done(kept)
}

/// The patient sends a certificate to its recipient on 1177.se.
async fn send(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<StatusCode, StatusCode> {
    match shared.send_as_patient(&id) {
        Ok(PatientSends::Unknown) => Err(StatusCode::NOT_FOUND),
        Ok(PatientSends::Refused) => Err(StatusCode::CONFLICT),
        sent => done(sent.map(drop)),
    }
}

/// Makes a certificate a test certificate, which is never passed on.
async fn make_test(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<StatusCode, StatusCode> {
    let mut inner = shared.lock();
    if inner.world.certificate(&id).is_none() {
        return Err(StatusCode::NOT_FOUND);
    }
    done(inner.keep(Event::MadeTest { certificate: id }))
}

/// Sets what an authority does with every call; `null` for what is right.
async fn set_authority(
    State(shared): State<Arc<Shared>>,
    Path(authority): Path<Authority>,
    Json(fault): Json<Option<Fault>>,
) -> StatusCode {
    shared.lock().plan.set(authority, fault);
    StatusCode::NO_CONTENT
}

async fn faults(State(shared): State<Arc<Shared>>) -> Json<Vec<Rule>> {
    Json(shared.lock().plan.rules().to_vec())
}

async fn add_fault(State(shared): State<Arc<Shared>>, Json(rule): Json<Rule>) -> StatusCode {
    shared.lock().plan.add(rule);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.lock().plan.clear();
    StatusCode::NO_CONTENT
}

async fn reset(State(shared): State<Arc<Shared>>) -> Result<StatusCode, StatusCode> {
    done(shared.lock().reset())
}

fn done(kept: std::io::Result<()>) -> Result<StatusCode, StatusCode> {
    match kept {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => {
            tracing::error!(%error, "a change could not be kept");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// There is no login on loopback, but a page of another site must not be able to act through the user's browser.
pub(crate) async fn refuse_other_sites(
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let origin = headers.get(header::ORIGIN).map(HeaderValue::as_bytes);
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    let own = match (origin, host) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.strip_prefix(b"http://") == Some(host),
        (Some(_), None) => false,
    };
    if own {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}
