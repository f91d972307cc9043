//! Starting and stopping, and what all handlers share.

use std::{
    fmt, io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::StatusCode,
    response::Response,
    routing::post,
};
use intyg_rivta::{interaction::Interaction, soap::FaultCode, xml::limits};
use jiff::Timestamp;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    Rule, Snapshot, api, connection,
    faults::Plan,
    journal::{Journal, JournalError},
    page, soap,
    world::{Event, World},
};

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// Makes a clock of a function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// How to start.
#[derive(Debug, Clone)]
pub struct Config {
    /// A loopback address; port 0 for any free one.
    pub listen: SocketAddr,
    /// The file that keeps what happened; `None` to keep it in memory only.
    pub state: Option<PathBuf>,
    /// The clock.
    pub clock: Clock,
}

/// The simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address can be reached from outside the machine.
    #[error(
        "{0} is not a loopback address; the simulator has no access control and listens on loopback only"
    )]
    NotLoopback(SocketAddr),
    /// The address could not be used.
    #[error("{address} could not be listened on")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What went wrong.
        #[source]
        source: io::Error,
    },
    /// The file of the state could not be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A simulator that runs until it is shut down or dropped.
#[derive(Debug)]
pub struct RunningSimulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl RunningSimulator {
    /// Returns the address that is listened on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base address for calls, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns what both authorities have, and every call.
    pub fn snapshot(&self) -> Snapshot {
        self.shared.lock().world.snapshot()
    }

    /// Adds a rule for faults.
    pub fn add_fault(&self, rule: Rule) {
        self.shared.lock().plan.add(rule);
    }

    /// Clears all rules for faults.
    pub fn clear_faults(&self) {
        self.shared.lock().plan.clear();
    }

    /// Ends all connections and stops listening.
    pub async fn shutdown(self) {
        let Self { stop, task, .. } = self;
        drop(stop);
        if let Err(error) = task.await {
            tracing::error!(%error, "the simulator ended badly");
        }
    }
}

/// Starts a simulator.
///
/// # Errors
/// [`StartError`] says in one line what is wrong.
pub async fn start(config: Config) -> Result<RunningSimulator, StartError> {
    if !config.listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(config.listen));
    }
    let (journal, world) = match &config.state {
        Some(path) => Journal::open(path)?,
        None => (Journal::default(), World::default()),
    };
    let failed = |source| StartError::Listen {
        address: config.listen,
        source,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let shared = Arc::new(Shared {
        clock: config.clock,
        inner: Mutex::new(Inner {
            world,
            journal,
            plan: Plan::default(),
        }),
    });
    let (stop, stopped) = watch::channel(());
    let router = router(Arc::clone(&shared));
    let task = tokio::spawn(connection::serve(listener, router, stopped));
    Ok(RunningSimulator {
        address,
        shared,
        stop,
        task,
    })
}

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    clock: Clock,
    inner: Mutex<Inner>,
}

/// What is changed by calls, one at a time.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) world: World,
    journal: Journal,
    pub(crate) plan: Plan,
}

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock.0)()
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Keeps a change, and makes it if it could be kept.
    pub(crate) fn keep(&mut self, event: Event) -> io::Result<()> {
        self.journal.write(&event)?;
        self.world.apply(event);
        Ok(())
    }

    /// Forgets everything, the rules for faults too.
    pub(crate) fn reset(&mut self) -> io::Result<()> {
        self.journal.clear()?;
        self.world = World::default();
        self.plan.clear();
        Ok(())
    }
}

/// What Intygstjänsten serves of the contracts.
const SERVED: [Interaction; 3] = [
    Interaction::RegisterCertificate,
    Interaction::SendCertificateToRecipient,
    Interaction::RevokeCertificate,
];

fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for interaction in SERVED {
        let handler = move |State(shared): State<Arc<Shared>>,
                            body: Result<Bytes, BytesRejection>| async move {
            match body {
                Ok(bytes) => soap::call(shared, interaction, bytes).await,
                Err(rejection) => refused_body(&rejection),
            }
        };
        router = router.route(interaction.path(), post(handler));
    }
    router
        .layer(DefaultBodyLimit::max(limits::DOCUMENT))
        .merge(api::routes())
        .merge(page::routes())
        .with_state(shared)
}

fn refused_body(rejection: &BytesRejection) -> Response {
    let mut response = soap::fault_response(FaultCode::Client, "The message could not be taken");
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    }
    response
}
