//! The answers of contracts that change something: `ResultType` in the response element of its contract.
//!
//! Source: core components 3.3, `ResultType`.

use crate::{
    contract::{ContractError, Problem, plain_text, sequence},
    interaction::Interaction,
    names::CORE,
    xml::{Element, WriteError, Writer},
};

/// The result of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultType {
    /// Whether it was done.
    pub code: ResultCode,
    /// A text for people; no part of the contract.
    pub text: Option<String>,
    /// The kind of fault.
    pub error_id: Option<ErrorId>,
}

/// Whether a call was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultCode {
    /// Carried out.
    Ok,
    /// Carried out, with a message to show.
    Info,
    /// Not carried out.
    Error,
}

/// The kind of fault of a call that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ErrorId {
    /// `VALIDATION_ERROR`: the message breaks a rule.
    Validation,
    /// `APPLICATION_ERROR`: a rule of the receiver refused.
    Application,
    /// `TECHNICAL_ERROR`: temporary.
    Technical,
    /// `REVOKED`: the certificate is revoked.
    Revoked,
    /// A value outside the contract, as it stands.
    Unknown(String),
}

impl ResultCode {
    /// Returns the code as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Info => "INFO",
            Self::Error => "ERROR",
        }
    }
}

impl ErrorId {
    /// Returns the code as it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Validation => "VALIDATION_ERROR",
            Self::Application => "APPLICATION_ERROR",
            Self::Technical => "TECHNICAL_ERROR",
            Self::Revoked => "REVOKED",
            Self::Unknown(text) => text,
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "VALIDATION_ERROR" => Self::Validation,
            "APPLICATION_ERROR" => Self::Application,
            "TECHNICAL_ERROR" => Self::Technical,
            "REVOKED" => Self::Revoked,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl ResultType {
    /// Makes the result OK.
    pub const fn ok() -> Self {
        Self {
            code: ResultCode::Ok,
            text: None,
            error_id: None,
        }
    }

    /// Makes the result INFO with its text.
    pub fn info(text: impl Into<String>) -> Self {
        Self {
            code: ResultCode::Info,
            text: Some(text.into()),
            error_id: None,
        }
    }

    /// Makes the result ERROR with its kind and text.
    pub fn error(error_id: ErrorId, text: impl Into<String>) -> Self {
        Self {
            code: ResultCode::Error,
            text: Some(text.into()),
            error_id: Some(error_id),
        }
    }
}

/// Writes a response: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_response(interaction: Interaction, result: &ResultType) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    let name = ["rc:", interaction.response_name()].concat();
    writer.start(&name);
    writer.namespace("rc", interaction.namespace());
    writer.namespace("c", CORE);
    writer.start("rc:result");
    writer.element("c:resultCode", result.code.as_str());
    if let Some(text) = &result.text {
        writer.element("c:resultText", text);
    }
    if let Some(error_id) = &result.error_id {
        writer.element("c:errorId", error_id.as_str());
    }
    writer.finish()
}

/// Reads a response element, such as the one in a SOAP body. A kind of fault outside the contract is kept, not refused.
///
/// # Errors
/// [`ContractError`] with the place, if it is not a response of this contract.
pub fn read_response(
    interaction: Interaction,
    element: Element<'_, '_>,
) -> Result<ResultType, ContractError> {
    let namespace = interaction.namespace();
    if !element.is(namespace, interaction.response_name()) {
        return Err(ContractError::new(
            element,
            Problem::OtherElement(interaction.response_name()),
        ));
    }
    let mut children = sequence(element)?;
    let result = children.required(namespace, "result")?;
    children.end_tolerant(namespace)?;

    let mut children = sequence(result)?;
    let code = children.required(CORE, "resultCode")?;
    let code = match &*plain_text(code)? {
        "OK" => ResultCode::Ok,
        "INFO" => ResultCode::Info,
        "ERROR" => ResultCode::Error,
        _ => return Err(ContractError::new(code, Problem::Value("a result code"))),
    };
    let text = children.optional_text(CORE, "resultText")?;
    let error_id = children.optional_text(CORE, "errorId")?;
    children.end_tolerant(CORE)?;
    Ok(ResultType {
        code,
        text: text.map(std::borrow::Cow::into_owned),
        error_id: error_id.map(|text| ErrorId::parse(&text)),
    })
}
