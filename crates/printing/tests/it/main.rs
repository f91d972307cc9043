//! A printer over a real socket.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use intyg_printing::{Job, PrintError, PrinterAddress, print};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const JOB: Job<'_> = Job {
    name: "intyg-1",
    pdf: b"%PDF-1.7 paper",
};

/// Prints to a server that reads the whole request and then answers with these bytes. Returns the request, too.
async fn answered(answer: &[u8]) -> (Result<(), PrintError>, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = address(&listener);
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = Vec::new();
        while !request.ends_with(JOB.pdf) {
            let read = stream.read_buf(&mut request).await.expect("readable");
            assert!(read > 0, "the request ended early");
        }
        stream.write_all(answer).await.expect("writable");
        request
    };
    tokio::join!(print(&address, &JOB), server)
}

fn address(listener: &TcpListener) -> PrinterAddress {
    let address = listener.local_addr().expect("an address");
    format!("ipp://{address}/ipp/print")
        .parse()
        .expect("an address of a printer")
}

fn ok(ipp: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\n\r\n",
        ipp.len()
    );
    [head.as_bytes(), ipp].concat()
}

#[tokio::test]
async fn a_document_that_is_taken_has_arrived_whole() {
    let (result, request) = answered(&ok(&[1, 1, 0, 0, 0, 0, 0, 1, 3])).await;
    assert_eq!(result, Ok(()));
    assert!(request.starts_with(b"POST /ipp/print HTTP/1.1\r\n"));
    let text = String::from_utf8_lossy(&request).to_lowercase();
    assert!(text.contains("content-type: application/ipp\r\n"));
    assert!(request.ends_with(b"application/pdf\x03%PDF-1.7 paper"));
}

#[tokio::test]
async fn every_other_answer_is_told_apart() {
    let page = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html/>\r\n";
    for (answer, expected) in [
        (
            ok(&[1, 1, 5, 6, 0, 0, 0, 1, 3]),
            PrintError::Refused(0x0506),
        ),
        (
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
            PrintError::Refused(404),
        ),
        (page.to_vec(), PrintError::Unclear),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\x01\x01".to_vec(),
            PrintError::Unclear,
        ),
        (Vec::new(), PrintError::Unclear),
    ] {
        let (result, _) = answered(&answer).await;
        assert_eq!(result, Err(expected), "{answer:?}");
    }
}

#[tokio::test]
async fn a_printer_that_is_not_there_does_not_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = address(&listener);
    drop(listener);
    assert_eq!(print(&address, &JOB).await, Err(PrintError::NoAnswer));
}
