//! SOAP 1.1 envelopes of RIV-TA Basic Profile 2.1.
//!
//! Source: RIV-TA Basic Profile 2.1 (document/literal, header `LogicalAddress`); SOAP 1.1, chapter 4.

use std::borrow::Cow;

use crate::{
    names::{REGISTRY, SOAP},
    xml::{Document, Element, WriteError, Writer},
};

/// The content type of a SOAP 1.1 message.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// A request that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<'a, 'i> {
    /// The header `LogicalAddress`, if there is one; blanks around it removed.
    pub logical_address: Option<String>,
    /// The element in the body.
    pub body: Element<'a, 'i>,
}

/// An answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response<'a, 'i> {
    /// The element in the body.
    Body(Element<'a, 'i>),
    /// A fault instead of an answer.
    Fault(Fault),
}

/// A SOAP fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {text}")]
pub struct Fault {
    /// `faultcode` without its prefix, such as `Client` or `Server`.
    pub code: String,
    /// `faultstring`.
    pub text: String,
}

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// The message was wrong; sending it again will not help.
    Client,
    /// The receiver had trouble.
    Server,
    /// The envelope is of another version of SOAP.
    VersionMismatch,
    /// A header that must be understood is not.
    MustUnderstand,
}

/// A document that is no SOAP message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SoapError {
    /// The outermost element is no envelope.
    #[error("not a SOAP envelope")]
    NotAnEnvelope,
    /// An envelope of another version of SOAP.
    #[error("a SOAP version other than 1.1")]
    OtherVersion,
    /// A header that must be understood and is not known.
    #[error("a header that must be understood")]
    MustUnderstand,
    /// No body, several, or parts in the wrong order.
    #[error("an envelope without exactly one body")]
    Body,
    /// The body does not hold exactly one element.
    #[error("a body without exactly one element")]
    Content,
}

/// Writes a request. `body` is one element that declares all its prefixes, without XML declaration; it is inserted verbatim, so that the
/// same body always travels as the same bytes.
///
/// # Errors
/// [`WriteError`] if the address holds a character that XML cannot hold.
pub fn write_request(logical_address: &str, body: &str) -> Result<String, WriteError> {
    let mut writer = envelope();
    writer.start("soap:Header");
    writer.start("itr:LogicalAddress");
    writer.namespace("itr", REGISTRY);
    writer.text(logical_address);
    writer.end();
    writer.end();
    writer.start("soap:Body");
    writer.verbatim(body);
    writer.finish()
}

/// Writes an answer; `body` as in [`write_request`].
///
/// # Errors
/// None at present; the type is that of all writing.
pub fn write_response(body: &str) -> Result<String, WriteError> {
    let mut writer = envelope();
    writer.start("soap:Body");
    writer.verbatim(body);
    writer.finish()
}

/// Writes a fault.
///
/// # Errors
/// [`WriteError`] if the text holds a character that XML cannot hold.
pub fn write_fault(code: FaultCode, text: &str) -> Result<String, WriteError> {
    let mut writer = envelope();
    writer.start("soap:Body");
    writer.start("soap:Fault");
    writer.element(
        "faultcode",
        match code {
            FaultCode::Client => "soap:Client",
            FaultCode::Server => "soap:Server",
            FaultCode::VersionMismatch => "soap:VersionMismatch",
            FaultCode::MustUnderstand => "soap:MustUnderstand",
        },
    );
    writer.element("faultstring", text);
    writer.finish()
}

/// Reads a request.
///
/// # Errors
/// [`SoapError`] if the document is no SOAP 1.1 message with one element in its body.
pub fn read_request<'a, 'i>(document: &'a Document<'i>) -> Result<Request<'a, 'i>, SoapError> {
    let (header, body) = parts(document)?;
    let logical_address = header
        .and_then(|header| header.child_text(REGISTRY, "LogicalAddress"))
        .map(|address| address.trim().to_owned());
    Ok(Request {
        logical_address,
        body: single_child(body)?,
    })
}

/// Reads an answer, which may be a fault.
///
/// # Errors
/// As [`read_request`].
pub fn read_response<'a, 'i>(document: &'a Document<'i>) -> Result<Response<'a, 'i>, SoapError> {
    let (_, body) = parts(document)?;
    let content = single_child(body)?;
    if !content.is(SOAP, "Fault") {
        return Ok(Response::Body(content));
    }
    let code = content.child_text("", "faultcode").unwrap_or_default();
    let code = code.trim();
    Ok(Response::Fault(Fault {
        code: code
            .rsplit_once(':')
            .map_or(code, |(_, local)| local)
            .to_owned(),
        text: content
            .child_text("", "faultstring")
            .map(Cow::into_owned)
            .unwrap_or_default(),
    }))
}

fn envelope() -> Writer {
    let mut writer = Writer::document();
    writer.start("soap:Envelope");
    writer.namespace("soap", SOAP);
    writer
}

type Parts<'a, 'i> = (Option<Element<'a, 'i>>, Element<'a, 'i>);

fn parts<'a, 'i>(document: &'a Document<'i>) -> Result<Parts<'a, 'i>, SoapError> {
    let envelope = document.root();
    if !envelope.is(SOAP, "Envelope") {
        return Err(if envelope.name() == "Envelope" {
            SoapError::OtherVersion
        } else {
            SoapError::NotAnEnvelope
        });
    }
    let mut children = envelope.children().peekable();
    let header = children.next_if(|child| child.is(SOAP, "Header"));
    let body = children.next().ok_or(SoapError::Body)?;
    if !body.is(SOAP, "Body") || children.any(|child| child.namespace() == SOAP) {
        return Err(SoapError::Body);
    }
    if header.is_some_and(|header| header.children().any(must_be_understood)) {
        return Err(SoapError::MustUnderstand);
    }
    Ok((header, body))
}

fn must_be_understood(header: Element<'_, '_>) -> bool {
    !header.is(REGISTRY, "LogicalAddress")
        && header.attributes().any(|attribute| {
            attribute.namespace == SOAP
                && attribute.name == "mustUnderstand"
                && matches!(attribute.value.trim(), "1" | "true")
        })
}

fn single_child<'a, 'i>(body: Element<'a, 'i>) -> Result<Element<'a, 'i>, SoapError> {
    let mut children = body.children();
    match (children.next(), children.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(SoapError::Content),
    }
}
