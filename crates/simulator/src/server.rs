//! Starting and stopping, and what all handlers share.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
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
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::{
    net::TcpListener,
    sync::{Notify, mpsc, watch},
    task::JoinHandle,
};

use crate::{
    Rule, Snapshot, api,
    care::Care,
    clock::{Clock, ClockMove, swedish_zone},
    connection,
    faults::Plan,
    journal::{Journal, JournalError},
    page,
    scenario::Scenario,
    services, soap,
    world::{Effect, Event, World},
};

/// How to start.
#[derive(Debug, Clone)]
pub struct Config {
    /// A loopback address; port 0 for any free one.
    pub listen: SocketAddr,
    /// The file that keeps what happened; `None` to keep it in memory only.
    pub state: Option<PathBuf>,
    /// The clock that this one's is moved on from.
    pub clock: Clock,
    /// Base address of the care system, which Försäkringskassan's messages go to.
    pub care: Option<String>,
    /// What Försäkringskassan can do by itself.
    pub scenarios: Vec<Scenario>,
    /// Who is told when the clock is moved on.
    pub follower: Option<mpsc::Sender<ClockMove>>,
}

impl Config {
    /// Makes a simulator on any free port that keeps nothing, knows no care system and no scenarios.
    pub fn loopback(clock: Clock) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            state: None,
            clock,
            care: None,
            scenarios: Vec::new(),
            follower: None,
        }
    }
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
    /// The system does not allow calls to the care system.
    #[error("calls to the care system are not possible")]
    Care(#[source] reqwest::Error),
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
    time: JoinHandle<()>,
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

    /// Returns how far the clock has been moved on in all.
    pub fn clock_offset(&self) -> SignedDuration {
        self.shared.offset()
    }

    /// Adds a rule for faults.
    pub fn add_fault(&self, rule: Rule) {
        self.shared.lock().plan.add(rule);
    }

    /// Has the patient send a certificate to its recipient on 1177.se; tells whether that could be done.
    ///
    /// # Errors
    /// When it could not be kept.
    pub fn send_as_patient(&self, certificate: &str) -> io::Result<bool> {
        self.shared
            .send_as_patient(certificate)
            .map(|sent| sent == PatientSends::Done)
    }

    /// Clears all rules for faults.
    pub fn clear_faults(&self) {
        self.shared.lock().plan.clear();
    }

    /// Ends all connections and stops listening.
    pub async fn shutdown(self) {
        let Self {
            stop, task, time, ..
        } = self;
        drop(stop);
        for task in [task, time] {
            if let Err(error) = task.await {
                tracing::error!(%error, "the simulator ended badly");
            }
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
        zone: swedish_zone(),
        offset: AtomicI64::new(milliseconds(world.offset())),
        care: Care::new(config.care.as_deref()).map_err(StartError::Care)?,
        scenarios: config.scenarios,
        follower: config.follower,
        turn: tokio::sync::Mutex::new(()),
        wake: Notify::new(),
        inner: Mutex::new(Inner {
            world,
            journal,
            plan: Plan::default(),
        }),
    });
    let (stop, stopped) = watch::channel(());
    let router = router(Arc::clone(&shared));
    let time = tokio::spawn(Arc::clone(&shared).keep_time(stopped.clone()));
    let task = tokio::spawn(connection::serve(listener, router, stopped));
    Ok(RunningSimulator {
        address,
        shared,
        stop,
        task,
        time,
    })
}

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct Shared {
    clock: Clock,
    zone: TimeZone,
    /// How far the clock has been moved on, in milliseconds.
    offset: AtomicI64,
    pub(crate) care: Care,
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) follower: Option<mpsc::Sender<ClockMove>>,
    /// Whose turn it is to move the clock and to send messages.
    pub(crate) turn: tokio::sync::Mutex<()>,
    wake: Notify,
    inner: Mutex<Inner>,
}

/// What came of a patient's wish to send a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatientSends {
    Done,
    /// It has been sent or revoked, or is one for tests.
    Refused,
    Unknown,
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
        self.clock
            .now()
            .saturating_add(self.offset())
            .unwrap_or(Timestamp::MAX)
    }

    pub(crate) const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Returns how far the clock must be moved on in all so that it is this time.
    pub(crate) fn offset_of(&self, at: Timestamp) -> SignedDuration {
        at.duration_since(self.clock.now())
    }

    /// Moves the clock on by so much in all, in whole milliseconds.
    pub(crate) fn set_offset(&self, offset: SignedDuration) -> io::Result<()> {
        let offset = milliseconds(offset);
        self.lock().keep(Event::ClockMoved { offset })?;
        self.offset.store(offset, Ordering::Release);
        Ok(())
    }

    /// Returns how far the clock has been moved on in all.
    pub(crate) fn offset(&self) -> SignedDuration {
        SignedDuration::from_millis(self.offset.load(Ordering::Acquire))
    }

    /// The patient sends a certificate to its recipient.
    pub(crate) fn send_as_patient(&self, id: &str) -> io::Result<PatientSends> {
        let now = self.now();
        let decided_at = now.to_zoned(self.zone.clone()).datetime();
        let mut inner = self.lock();
        let Some(known) = inner.world.certificate(id) else {
            return Ok(PatientSends::Unknown);
        };
        let decision = services::sent_by_patient(&inner.world, known, now, decided_at);
        let Some(Effect::Delivered { delivery }) = decision.effect else {
            return Ok(PatientSends::Refused);
        };
        inner.keep(Event::SentByPatient { delivery })?;
        drop(inner);
        self.wake();
        Ok(PatientSends::Done)
    }

    /// Has the agenda looked at, since something has happened.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until something has happened.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
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

    /// Forgets everything, the rules for faults too. The clock does not go back: others have followed it.
    pub(crate) fn reset(&mut self) -> io::Result<()> {
        let offset = milliseconds(self.world.offset());
        self.journal.clear()?;
        self.world = World::default();
        self.plan.clear();
        if offset == 0 {
            return Ok(());
        }
        self.keep(Event::ClockMoved { offset })
    }
}

fn milliseconds(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// What Intygstjänsten serves of the contracts.
const SERVED: [Interaction; 5] = [
    Interaction::RegisterCertificate,
    Interaction::SendCertificateToRecipient,
    Interaction::RevokeCertificate,
    Interaction::SendMessageToRecipient,
    Interaction::GetCertificate,
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
