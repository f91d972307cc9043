//! The bytes of IPP: one operation out, one status back.

use crate::address::PrinterAddress;

/// Source: RFC 8010, 3.
pub(crate) const CONTENT_TYPE: &str = "application/ipp";

/// Version 1.1, which every printer of a later version understands too. Source: RFC 8011, 4.1.8.
const VERSION: [u8; 2] = [1, 1];
/// Source: RFC 8011, 5.4.15.
const PRINT_JOB: [u8; 2] = [0, 2];
const REQUEST_ID: [u8; 4] = [0, 0, 0, 1];

/// Begins the operation attributes. Source: RFC 8010, 3.5.1.
const OPERATION_ATTRIBUTES: u8 = 0x01;
/// Ends the attributes; the document follows.
const END_OF_ATTRIBUTES: u8 = 0x03;

// Kinds of values. Source: RFC 8010, 3.5.2.
const NAME: u8 = 0x42;
const URI: u8 = 0x45;
const CHARSET: u8 = 0x47;
const LANGUAGE: u8 = 0x48;
const MIME_TYPE: u8 = 0x49;

/// A document for a printer.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// What the printer's own list of jobs calls it. It must not tell whom it concerns. Source: reliability-security R49.
    pub name: &'a str,
    /// The document.
    pub pdf: &'a [u8],
}

/// Writes a Print-Job request, with the attributes in the order that RFC 8011 4.2.1.1 demands.
pub(crate) fn print_job(printer: &PrinterAddress, job: &Job<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(job.pdf.len() + 512);
    out.extend(VERSION);
    out.extend(PRINT_JOB);
    out.extend(REQUEST_ID);
    out.push(OPERATION_ATTRIBUTES);
    for (kind, name, value) in [
        (CHARSET, "attributes-charset", "utf-8"),
        (LANGUAGE, "attributes-natural-language", "sv"),
        (URI, "printer-uri", printer.uri().as_str()),
        (NAME, "requesting-user-name", "nationella-intyg"),
        (NAME, "job-name", job.name),
        (MIME_TYPE, "document-format", "application/pdf"),
    ] {
        out.push(kind);
        write_text(&mut out, name);
        write_text(&mut out, value);
    }
    out.push(END_OF_ATTRIBUTES);
    out.extend_from_slice(job.pdf);
    out
}

/// Writes a text with its length before it; one that is longer than a length can say is cut.
fn write_text(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes.iter().take(usize::from(length)));
}

/// Reads the status of an answer; `None` when it is no answer to our request.
pub(crate) fn read_answer(bytes: &[u8]) -> Option<u16> {
    let [_, _, high, low, id @ ..] = *bytes.first_chunk::<8>()?;
    (id == REQUEST_ID).then(|| u16::from_be_bytes([high, low]))
}

/// Tells whether a status means that the document is taken. Source: RFC 8011, appendix B.
pub(crate) fn is_taken(status: u16) -> bool {
    status <= 0x00ff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_written_byte_for_byte_as_the_standard_says() {
        let printer = "ipp://127.0.0.1/p".parse().expect("an address");
        let job = Job {
            name: "intyg-1",
            pdf: b"%PDF",
        };
        let mut expected = vec![1, 1, 0, 2, 0, 0, 0, 1, 1];
        expected.extend(b"\x47\x00\x12attributes-charset\x00\x05utf-8");
        expected.extend(b"\x48\x00\x1battributes-natural-language\x00\x02sv");
        expected.extend(b"\x45\x00\x0bprinter-uri\x00\x15ipp://127.0.0.1:631/p");
        expected.extend(b"\x42\x00\x14requesting-user-name\x00\x10nationella-intyg");
        expected.extend(b"\x42\x00\x08job-name\x00\x07intyg-1");
        expected.extend(b"\x49\x00\x0fdocument-format\x00\x0fapplication/pdf");
        expected.extend(b"\x03%PDF");
        assert_eq!(print_job(&printer, &job), expected);
    }

    #[test]
    fn an_answer_is_read_or_is_none() {
        for (bytes, expected) in [
            (&[1, 1, 0, 0, 0, 0, 0, 1, 3][..], Some(0)),
            (&[2, 0, 5, 6, 0, 0, 0, 1][..], Some(0x0506)),
            (&[1, 1, 0, 0, 0, 0, 0, 2, 3][..], None),
            (&[1, 1, 0, 0, 0, 0, 0][..], None),
            (&b"<html>no printer</html>"[..], None),
            (&[][..], None),
        ] {
            assert_eq!(read_answer(bytes), expected, "{bytes:?}");
        }
        assert!(is_taken(0) && is_taken(1) && is_taken(2));
        assert!(!is_taken(0x0400) && !is_taken(0x0506) && !is_taken(0x0300));
    }
}
