//! The endpoint for messages over a real socket.

use std::sync::LazyLock;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use intyg_app::{App, Consent};
use intyg_core::actor::{Actor, Role};
use intyg_core::conversation::Party;
use intyg_core::ids::CertificateId;
use intyg_core::person::PersonId;
use intyg_rivta::interaction::Interaction;
use intyg_rivta::message::{ComplementPoint, Message, MessageToCare, write_message_to_care};
use intyg_rivta::names;
use intyg_rivta::result::{ErrorId, ResultCode, ResultType, read_response};
use intyg_rivta::soap::{self, Response};
use intyg_rivta::types::{Code, IntygId, PersonId as WirePersonId};
use intyg_rivta::xml::{self, limits};
use intyg_store::Store;
use intyg_testkit::app::TestApp;
use intyg_testkit::databases::TestDatabase;
use intyg_testkit::store_test;
use jiff::civil::{date, datetime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

/// What a call was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Result(ResultType),
    Fault {
        status: u16,
        code: String,
        text: String,
    },
    /// Not SOAP.
    Other(u16),
}

/// Serves the endpoint and returns its address, without a final slash.
pub(crate) async fn serve(app: App) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, intyg_delivery::inbox::router(app)).await });
    format!("http://{address}")
}

/// One for all calls, which uses no connection twice: each test has a runtime of its own.
static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let client = reqwest::Client::builder();
    let client = client.no_proxy().pool_max_idle_per_host(0).build();
    client.expect("a client")
});

pub(crate) async fn post(base: &str, body: Vec<u8>) -> Said {
    let response = CLIENT
        .post(format!("{base}{}", Interaction::SendMessageToCare.path()))
        .header("Content-Type", soap::CONTENT_TYPE)
        .body(body)
        .send()
        .await
        .expect("an answer");
    let status = response.status().as_u16();
    let bytes = response.bytes().await.expect("a whole answer");
    read(status, &bytes)
}

pub(crate) fn read(status: u16, bytes: &[u8]) -> Said {
    let Ok(document) = xml::parse(bytes) else {
        return Said::Other(status);
    };
    match soap::read_response(&document) {
        Ok(Response::Body(body)) => {
            assert_eq!(status, 200);
            let result = read_response(Interaction::SendMessageToCare, body);
            Said::Result(result.expect("an answer of the contract"))
        }
        Ok(Response::Fault(fault)) => Said::Fault {
            status,
            code: fault.code,
            text: fault.text,
        },
        Err(_) => Said::Other(status),
    }
}

/// A certificate that the recipient has, and messages about it.
pub(crate) struct Scene {
    pub(crate) t: TestApp,
    doctor: Actor,
    person: PersonId,
    pub(crate) id: CertificateId,
    pub(crate) base: String,
}

impl Scene {
    pub(crate) async fn on(store: Store) -> Self {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let person = t.ordinary_person().await;
        let key = t.open(&doctor, &person).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
        let mut tx = t.app.store().begin_write().await.expect("a transaction");
        tx.mark_registered(id, t.app.now()).await.expect("marked");
        tx.mark_sent(id, t.app.now()).await.expect("marked");
        tx.commit().await.expect("committed");
        let base = serve(t.app.clone()).await;
        Self {
            t,
            doctor,
            person,
            id,
            base,
        }
    }

    pub(crate) fn message(&self, id: &str) -> MessageToCare {
        let unit = self.doctor.unit().id.as_str().to_owned();
        MessageToCare {
            message: Message {
                id: id.to_owned(),
                reference_id: Some("FK-1".to_owned()),
                sent_at: datetime(2026, 11, 22, 9, 0, 0, 0),
                certificate: IntygId {
                    root: "a root that says nothing".to_owned(),
                    extension: self.id.to_text(),
                },
                patient: WirePersonId {
                    root: names::PERSONNUMMER.to_owned(),
                    extension: self.person.digits().to_owned(),
                },
                logical_address: unit,
                subject: Code::new("KOMPLT", names::SUBJECT, "Komplettering"),
                heading: None,
                text: "Beskriv <närmare> & mer åäö.".to_owned(),
                reminder_of: None,
                reply_to: None,
            },
            sender: Code::new("FKASSA", names::PART, "Försäkringskassan"),
            contact_lines: vec!["Kontoret".to_owned()],
            points: vec![ComplementPoint {
                question_id: "29".to_owned(),
                instance: Some(1),
                text: "Vad?".to_owned(),
            }],
            last_reply_date: Some(date(2026, 12, 6)),
        }
    }

    async fn deliver(&self, message: &MessageToCare) -> Said {
        post(&self.base, envelope(message).into_bytes()).await
    }

    pub(crate) async fn stored(&self) -> usize {
        let mut tx = self
            .t
            .app
            .store()
            .begin_read()
            .await
            .expect("a transaction");
        let messages = tx.messages_of_certificate(self.id).await.expect("read");
        messages.len()
    }
}

pub(crate) fn envelope(message: &MessageToCare) -> String {
    let body = write_message_to_care(message).expect("written");
    soap::write_request(&message.message.logical_address, &body).expect("written")
}

fn info() -> Said {
    Said::Result(ResultType::info("This message has already been received."))
}

store_test!(a_message_is_answered_once_it_is_stored, async |store| {
    let s = Scene::on(store).await;
    let message = s.message("fk-1");
    assert_eq!(s.deliver(&message).await, Said::Result(ResultType::ok()));
    let mut tx = s.t.app.store().begin_read().await.expect("a transaction");
    let row = tx
        .message_by_wire_id(Party::Recipient, "fk-1")
        .await
        .expect("read");
    let row = row.expect("stored");
    assert_eq!(row.text, message.message.text);
    assert_eq!(row.reply_by, message.last_reply_date);
    drop(tx);
    assert_eq!(s.deliver(&message).await, info());
    assert_eq!(s.stored().await, 1);
    // Refused by a rule, and by the state of things.
    let mut other = s.message("fk-2");
    other.message.patient.extension = "201212121212".to_owned();
    match s.deliver(&other).await {
        Said::Result(ResultType {
            code: ResultCode::Error,
            error_id: Some(ErrorId::Validation),
            text,
        }) => {
            assert!(
                text.is_some_and(|text| !text.contains("1212")),
                "no number is echoed"
            );
        }
        other => panic!("{other:?}"),
    }
});

store_test!(without_a_database_nothing_is_owned, async |store| {
    let s = Scene::on(store).await;
    s.t.app.store().close().await;
    match s.deliver(&s.message("fk-1")).await {
        Said::Result(result) => {
            assert_eq!(result.code, ResultCode::Error);
            assert_eq!(result.error_id, Some(ErrorId::Technical));
        }
        other => panic!("{other:?}"),
    }
});

/// Exchange 8, scenario 14.
async fn crash_after_storing(database: TestDatabase) {
    let s = Scene::on(database.store.clone()).await;
    let call = envelope(&s.message("fk-1"));
    // The caller goes away before the answer: what was stored stays.
    let address = s.base.trim_start_matches("http://").to_owned();
    let mut socket = TcpStream::connect(&address).await.expect("connected");
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {address}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
        Interaction::SendMessageToCare.path(),
        call.len()
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    socket.write_all(call.as_bytes()).await.expect("sent");
    let mut first = [0];
    socket
        .read_exact(&mut first)
        .await
        .expect("an answer begins");
    drop(socket);
    // Another process finds it, and tells the one who asks again.
    database.store.close().await;
    let again = Store::open(&database.url).await.expect("opened again");
    let t = TestApp::on(again.clone());
    let base = serve(t.app.clone()).await;
    assert_eq!(post(&base, call.into_bytes()).await, info());
    again.close().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_before_a_crash_is_known_after_it_on_sqlite() {
    crash_after_storing(TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_before_a_crash_is_known_after_it_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        crash_after_storing(database).await;
    }
}

fn assert_client_fault(said: &Said, words: &str) {
    match said {
        Said::Fault { code, text, .. } => {
            assert_eq!(code, "Client", "{text}");
            assert!(text.contains(words), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

store_test!(what_is_no_call_gets_a_fault, async |store| {
    let s = Scene::on(store).await;
    let call = envelope(&s.message("fk-1"));
    let changed = |from: &str, to: &str| {
        assert!(call.contains(from), "{from}");
        call.replace(from, to).into_bytes()
    };
    for (body, words) in [
        (Vec::new(), "Unmarshalling Error"),
        (b"not xml".to_vec(), "Unmarshalling Error"),
        (b"\xff\xfe<".to_vec(), "XML_ENCODING"),
        (
            changed("<soap:Envelope", "<!DOCTYPE x><soap:Envelope"),
            "XML_DTD",
        ),
        (b"<a/>".to_vec(), "Unmarshalling Error"),
        (
            changed("rc:skickatAv>", "rc:skickatAvX>"),
            "Unmarshalling Error",
        ),
        (
            changed("2026-11-22T09:00:00", "2026-11-22T09:00:00Z"),
            "Unmarshalling Error",
        ),
        (changed("2026-12-06", "20261206"), "Unmarshalling Error"),
        (
            changed("SendMessageToCare", "SendMessageToCat"),
            "Unmarshalling Error",
        ),
        (
            format!("{}{}", "<a>".repeat(65), "</a>".repeat(65)).into_bytes(),
            "XML_LIMIT",
        ),
    ] {
        assert_client_fault(&post(&s.base, body).await, words);
    }
    let version_two = changed(
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope",
    );
    match post(&s.base, version_two).await {
        Said::Fault { code, .. } => assert_eq!(code, "VersionMismatch"),
        other => panic!("{other:?}"),
    }
    assert_eq!(s.stored().await, 0);
});

store_test!(the_size_of_a_call_is_limited, async |store| {
    let s = Scene::on(store).await;
    let mut message = s.message("fk-1");
    message.message.text = "x".repeat(1000);
    let small = envelope(&message);
    // Comments fill up to the limit, which is that of the whole body.
    let fill = |to: usize| {
        let end = small.len() + "<!---->".len();
        format!("{small}<!--{}-->", "x".repeat(to - end)).into_bytes()
    };
    let at_limit = fill(limits::DOCUMENT);
    assert_eq!(at_limit.len(), limits::DOCUMENT);
    assert_eq!(
        post(&s.base, at_limit).await,
        Said::Result(ResultType::ok())
    );
    match post(&s.base, fill(limits::DOCUMENT + 1)).await {
        Said::Fault { status, code, .. } => assert_eq!((status, code.as_str()), (413, "Client")),
        other => panic!("{other:?}"),
    }
});

store_test!(
    only_soap_is_taken_and_the_contract_is_shown,
    async |store| {
        let s = Scene::on(store).await;
        let client = &*CLIENT;
        let address = format!("{}{}", s.base, Interaction::SendMessageToCare.path());
        let call = envelope(&s.message("fk-1"));
        for (header, value, expected) in [
            ("Content-Type", "application/json", 415),
            ("Content-Type", "text/xml-not", 415),
            ("Content-Encoding", "gzip", 415),
            ("SOAPAction", "\"urn:something:else\"", 500),
            ("X-Long", &"x".repeat(17 * 1024), 431),
        ] {
            let mut request = client.post(&address).body(call.clone());
            if header != "Content-Type" {
                request = request.header("Content-Type", "text/xml; charset=utf-8");
            }
            let response = request
                .header(header, value)
                .send()
                .await
                .expect("an answer");
            assert_eq!(response.status().as_u16(), expected, "{header}");
            assert!(matches!(
                read(expected, &response.bytes().await.expect("whole")),
                Said::Fault { .. }
            ));
        }
        assert_eq!(s.stored().await, 0);
        let long = format!("?{}", "x".repeat(2048));
        for (method, query, expected) in [
            ("POST", long.as_str(), 414),
            ("GET", &long, 414),
            ("GET", "", 405),
            ("GET", "?wsdl", 200),
            ("GET", "?WSDL", 200),
            ("PUT", "", 405),
            ("DELETE", "?wsdl", 405),
        ] {
            let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
            let response = client
                .request(method, format!("{address}{query}"))
                .send()
                .await
                .expect("an answer");
            assert_eq!(response.status().as_u16(), expected, "{query}");
            let text = response.text().await.expect("text");
            if expected == 200 {
                assert!(text.contains(&format!("location=\"{address}\"")), "{text}");
                xml::parse(text.as_bytes()).expect("well-formed");
            }
        }
    }
);

/// What the listener says of a body that is too slow, and of one that is cut off.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_does_not_come_whole_is_told_so() {
    let database = TestDatabase::sqlite().await;
    let s = Scene::on(database.store.clone()).await;
    let call = envelope(&s.message("fk-1"));
    let half = call.as_bytes()[..call.len() / 2].to_vec();
    let broken = futures_util::stream::iter([Ok(half), Err(std::io::Error::other("too slow"))]);
    let request = Request::post(Interaction::SendMessageToCare.path())
        .header("Content-Type", soap::CONTENT_TYPE)
        .body(Body::from_stream(broken))
        .expect("a request");
    let router = intyg_delivery::inbox::router(s.t.app.clone());
    let response = router.oneshot(request).await.expect("never fails");
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), limits::DOCUMENT).await;
    match read(status, &bytes.expect("whole")) {
        Said::Fault { status, code, .. } => assert_eq!((status, code.as_str()), (408, "Client")),
        other => panic!("{other:?}"),
    }
    assert_eq!(s.stored().await, 0);
    database.remove().await;
}

/// However many send slowly, a message comes through.
#[tokio::test(flavor = "multi_thread")]
async fn others_are_served_while_one_sends_slowly() {
    let database = TestDatabase::sqlite().await;
    let s = Scene::on(database.store.clone()).await;
    let address = s.base.trim_start_matches("http://").to_owned();
    let mut slow = Vec::new();
    // Half of them have much to send, and have sent enough of it to take every place for large calls.
    for stated in [1_000, 1_000_000].repeat(20) {
        let mut socket = TcpStream::connect(&address).await.expect("connected");
        let half = "x".repeat(stated / 10);
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: {stated}\r\n\r\n{half}",
            Interaction::SendMessageToCare.path()
        );
        socket.write_all(head.as_bytes()).await.expect("sent");
        slow.push(socket);
    }
    let message = s.message("fk-1");
    let other = tokio::time::timeout(Duration::from_secs(20), s.deliver(&message));
    assert_eq!(
        other.await.expect("in time"),
        Said::Result(ResultType::ok())
    );
    drop(slow);
    database.remove().await;
}
