//! The time limits on a real socket, with short ones in place of those of the specification. Source: reliability-security R63.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use intyg_testkit::app::TestApp;
use intyg_testkit::databases::TestDatabase;
use intyg_web::listener::{Limits, serve};
use intyg_web::{WebConfig, WebState, router};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

const SHORT: Duration = Duration::from_millis(300);
const IDLE: Duration = Duration::from_secs(2);
const WHOLE: Duration = Duration::from_secs(2);
/// The server may have begun to count a little before the test.
const EARLIER: Duration = Duration::from_millis(100);
/// Longer than every limit of these tests, shorter than a test may take.
const LONG: Duration = Duration::from_secs(10);

fn short_limits() -> Limits {
    Limits {
        headers: SHORT,
        idle: IDLE,
        body: WHOLE,
        body_start: SHORT,
        body_bytes_per_second: 1000,
        stalled_answer: SHORT,
        connections: 4,
        connections_per_address: 3,
        shutdown: LONG,
    }
}

struct Served {
    address: SocketAddr,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
}

async fn serve_short(router: Router) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let task = tokio::spawn(serve(
        listener,
        router,
        short_limits(),
        stop.clone().cancelled_owned(),
    ));
    Served {
        address,
        stop,
        task,
    }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    /// Sends text and returns everything that comes until the other end closes.
    async fn exchange(&self, text: &str) -> (String, Duration) {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.expect("sent");
        let started = Instant::now();
        (read_all(&mut stream).await, started.elapsed())
    }
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A connection that is cut off while bytes are under way ends with an error; what came before counts.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes))
        .await
        .expect("the connection is closed in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn plain() -> Router {
    Router::new().route("/", get(async || "hej"))
}

#[tokio::test]
async fn a_connection_without_complete_headers_is_closed_in_time() {
    let served = serve_short(plain()).await;
    for text in [
        "",
        "GE",
        "GET / HTTP/1.1\r\nHost: x\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: ",
    ] {
        let (answer, took) = served.exchange(text).await;
        assert_eq!(answer, "", "{text:?}");
        assert!(
            took + EARLIER >= SHORT && took < IDLE,
            "{text:?} took {took:?}"
        );
    }
}

#[tokio::test]
async fn a_kept_connection_may_rest_longer_than_headers_may_take() {
    let served = serve_short(plain()).await;
    let started = Instant::now();
    let (answer, took) = served.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("hej"),
        "{answer}"
    );
    assert!(
        took + EARLIER >= IDLE,
        "{took:?} of {:?}",
        started.elapsed()
    );

    let mut stream = served.connect().await;
    for _ in 0..2 {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            .await
            .expect("sent");
        let mut head = [0; 17];
        stream.read_exact(&mut head).await.expect("an answer");
        assert_eq!(&head, b"HTTP/1.1 200 OK\r\n");
        while stream.read_u8().await.expect("the rest") != b'j' {}
    }
    // Half a line on a kept connection has only as long as headers have.
    stream.write_all(b"GE").await.expect("sent");
    let started = Instant::now();
    assert_eq!(read_all(&mut stream).await, "");
    assert!(started.elapsed() < IDLE, "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_comes_too_slowly_is_answered_as_such() {
    let database = TestDatabase::sqlite().await;
    let fixture = TestApp::on(database.store.clone());
    let served = serve_short(router(WebState::new(
        fixture.app.clone(),
        WebConfig::demo("x"),
    )))
    .await;
    let head = format!(
        "POST /logga-in HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\na=",
        served.address
    );
    let (answer, took) = served.exchange(&head).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains("x-error-code: BODY_TIMEOUT")
            && answer.contains("x-content-type-options: nosniff")
    );
    assert!(took + EARLIER >= SHORT && took < WHOLE, "{took:?}");

    // A steady pace above the limit goes on until the whole has taken too long.
    let mut stream = served.connect().await;
    stream.write_all(head.as_bytes()).await.expect("sent");
    let started = Instant::now();
    let (mut reading, mut writing) = stream.split();
    let drip = async {
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        loop {
            tick.tick().await;
            if writing.write_all(&[b'a'; 200]).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut first = [0; 13];
    tokio::select! {
        read = reading.read_exact(&mut first) => { read.expect("an answer"); }
        () = drip => {}
    }
    assert_eq!(&first, b"HTTP/1.1 408 ");
    let took = started.elapsed();
    assert!(took + EARLIER >= WHOLE, "{took:?}");
    served.stop.cancel();
    let _ = served.task.await;
    database.remove().await;
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_broken_off() {
    let large = Router::new().route("/", get(async || vec![b'x'; 64 * 1024 * 1024]));
    let served = serve_short(large).await;
    let mut stream = served.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .expect("sent");
    served.stop.cancel();
    // The server waits for its connections, and this one would never end by itself.
    timeout(LONG, served.task)
        .await
        .expect("the stalled connection is closed")
        .expect("no panic")
        .expect("served");
    assert!(read_all(&mut stream).await.len() < 64 * 1024 * 1024);
}

#[tokio::test]
async fn one_address_has_only_so_many_connections() {
    let served = serve_short(plain()).await;
    let mut kept = Vec::new();
    for _ in 0..3 {
        kept.push(served.connect().await);
    }
    let (answer, took) = served.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(answer, "", "the fourth is closed");
    assert!(took < IDLE, "{took:?}");
    for mut stream in kept {
        assert_eq!(read_all(&mut stream).await, "");
    }
    let (answer, _) = served
        .exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "places come back");
}

#[tokio::test]
async fn the_end_waits_for_requests_under_way() {
    let slow = Router::new().route(
        "/",
        get(async || {
            tokio::time::sleep(SHORT).await;
            "klart"
        }),
    );
    let served = serve_short(slow).await;
    let mut stream = served.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .expect("sent");
    let mut peeked = served.connect().await;
    // The second connection is accepted after the first; then the first request is being read.
    peeked
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .expect("sent");
    assert!(read_all(&mut peeked).await.ends_with("klart"));
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .expect("sent");
    let mut first = [0; 1];
    stream
        .read_exact(&mut first)
        .await
        .expect("an answer has begun");
    served.stop.cancel();
    assert!(read_all(&mut stream).await.contains("klart"));
    timeout(LONG, served.task)
        .await
        .expect("ends")
        .expect("no panic")
        .expect("served");
    assert!(
        TcpStream::connect(served.address).await.is_err(),
        "nobody is let in any more"
    );
}
