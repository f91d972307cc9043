//! The stable codes with their status and words. Source: reliability-security R160; ui 6.22 where it has words for the case.

use axum::http::StatusCode;
use intyg_app::{MessageReason, Reason};

/// A stable code, sent in the header `X-Error-Code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Code {
    AuthRequired,
    LoginFailed,
    Forbidden,
    NotFound,
    ContextChanged,
    CsrfFailed,
    PreconditionRequired,
    DraftConflict,
    StateConflict,
    AlreadySent,
    IdempotencyMismatch,
    Validation,
    SignInvalid,
    BadPersonnummer,
    BadRequest,
    Method,
    UnsupportedMedia,
    BodyTooLarge,
    UriTooLong,
    HeaderTooLarge,
    BodyTimeout,
    Timeout,
    RateLimit,
    StorageFull,
    StorageFailed,
    Unavailable,
    Integrity,
    Internal,
}

impl Code {
    #[cfg(test)]
    const ALL: [Self; 28] = [
        Self::AuthRequired,
        Self::LoginFailed,
        Self::Forbidden,
        Self::NotFound,
        Self::ContextChanged,
        Self::CsrfFailed,
        Self::PreconditionRequired,
        Self::DraftConflict,
        Self::StateConflict,
        Self::AlreadySent,
        Self::IdempotencyMismatch,
        Self::Validation,
        Self::SignInvalid,
        Self::BadPersonnummer,
        Self::BadRequest,
        Self::Method,
        Self::UnsupportedMedia,
        Self::BodyTooLarge,
        Self::UriTooLong,
        Self::HeaderTooLarge,
        Self::BodyTimeout,
        Self::Timeout,
        Self::RateLimit,
        Self::StorageFull,
        Self::StorageFailed,
        Self::Unavailable,
        Self::Integrity,
        Self::Internal,
    ];

    /// Returns the code of a refusal by state.
    pub(crate) fn of_refusal(reason: &Reason) -> Self {
        match reason {
            Reason::AlreadySent { .. } | Reason::SentByPatient { .. } => Self::AlreadySent,
            Reason::ConsentMissing
            | Reason::RevocationReasonMissing
            | Reason::CommentMissing
            | Reason::CommentTooLong
            | Reason::CommentUnsendable { .. }
            | Reason::PrintReasonMissing
            | Reason::PrintReasonTooLong { .. }
            | Reason::PrinterUnknown
            | Reason::Message(
                MessageReason::QuestionNotChosen
                | MessageReason::SubjectMissing
                | MessageReason::MessageMissing
                | MessageReason::MessageTooLong { .. }
                | MessageReason::MessageUnsendable { .. }
                | MessageReason::CannotReasonMissing
                | MessageReason::CertificateNotChosen
                | MessageReason::OtherPatientOrUnit
                | MessageReason::NotAssignable,
            )
            | Reason::WriteOffCommentMissing
            | Reason::WriteOffCommentTooLong { .. } => Self::Validation,
            Reason::Deceased
            | Reason::UnitInactive
            | Reason::TypeNotOffered
            | Reason::TypeReplaced { .. }
            | Reason::ReadOnly { .. }
            | Reason::Signed { .. }
            | Reason::Deleted
            | Reason::NotSigned
            | Reason::TestPerson
            | Reason::MayNotSign
            | Reason::OwnCertificate
            | Reason::PatientUnknown
            | Reason::IsDraft
            | Reason::MayNotRevoke
            | Reason::Ended { .. }
            | Reason::Completed { .. }
            | Reason::CopyBegun { .. }
            | Reason::OriginalDeleted
            | Reason::MayNotComplement
            | Reason::NotSent
            | Reason::NoCompletionAsked
            | Reason::ComplementBegun { .. }
            | Reason::CompletionAsked
            | Reason::RequestsChanged
            | Reason::Message(
                MessageReason::CompletionRequested
                | MessageReason::ConversationClosed
                | MessageReason::ConversationOngoing
                | MessageReason::AnsweredAlready
                | MessageReason::QuestionClosed
                | MessageReason::RequestAnswered
                | MessageReason::NothingToHandle
                | MessageReason::MessageDraftGone,
            )
            | Reason::Locked { .. }
            | Reason::NeverWrittenOff
            | Reason::NotFailed
            | Reason::WrittenOff { .. }
            | Reason::PrintAgain => Self::StateConflict,
        }
    }

    /// Returns the code in the header.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::AuthRequired => "AUTH_REQUIRED",
            Self::LoginFailed => "LOGIN_FAILED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::ContextChanged => "CONTEXT_CHANGED",
            Self::CsrfFailed => "CSRF_FAILED",
            Self::PreconditionRequired => "PRECONDITION_REQUIRED",
            Self::DraftConflict => "DRAFT_CONFLICT",
            Self::StateConflict => "STATE_CONFLICT",
            Self::AlreadySent => "ALREADY_SENT",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::Validation => "VALIDATION",
            Self::SignInvalid => "SIGN_INVALID",
            Self::BadPersonnummer => "BAD_PERSONNUMMER",
            Self::BadRequest => "BAD_REQUEST",
            Self::Method => "METHOD",
            Self::UnsupportedMedia => "UNSUPPORTED_MEDIA",
            Self::BodyTooLarge => "BODY_TOO_LARGE",
            Self::UriTooLong => "URI_TOO_LONG",
            Self::HeaderTooLarge => "HEADER_TOO_LARGE",
            Self::BodyTimeout => "BODY_TIMEOUT",
            Self::Timeout => "TIMEOUT",
            Self::RateLimit => "RATE_LIMIT",
            Self::StorageFull => "STORAGE_FULL",
            Self::StorageFailed => "STORAGE_FAILED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Integrity => "INTEGRITY",
            Self::Internal => "INTERNAL",
        }
    }

    /// Returns the HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::AuthRequired => StatusCode::UNAUTHORIZED,
            Self::LoginFailed | Self::Forbidden | Self::CsrfFailed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::ContextChanged
            | Self::DraftConflict
            | Self::StateConflict
            | Self::AlreadySent => StatusCode::CONFLICT,
            Self::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::IdempotencyMismatch
            | Self::Validation
            | Self::SignInvalid
            | Self::BadPersonnummer => StatusCode::UNPROCESSABLE_ENTITY,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeaderTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::RateLimit => StatusCode::TOO_MANY_REQUESTS,
            Self::Timeout | Self::StorageFull | Self::StorageFailed | Self::Unavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Integrity | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the heading of the page.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::AuthRequired => "Du är inte inloggad",
            Self::LoginFailed => "Inloggningen gick inte",
            Self::Forbidden => "Du har inte behörighet",
            Self::NotFound => "Sidan finns inte",
            Self::ContextChanged
            | Self::DraftConflict
            | Self::StateConflict
            | Self::AlreadySent
            | Self::CsrfFailed
            | Self::PreconditionRequired => "Det går inte just nu",
            Self::IdempotencyMismatch
            | Self::Validation
            | Self::SignInvalid
            | Self::BadPersonnummer => "Något behöver rättas",
            Self::BadRequest
            | Self::Method
            | Self::UnsupportedMedia
            | Self::BodyTooLarge
            | Self::UriTooLong
            | Self::HeaderTooLarge => "Begäran kunde inte tas emot",
            Self::RateLimit => "För många försök",
            Self::BodyTimeout
            | Self::Timeout
            | Self::StorageFull
            | Self::StorageFailed
            | Self::Unavailable
            | Self::Integrity
            | Self::Internal => "Tekniskt fel",
        }
    }

    /// Returns the text; `reference` is the Fel-id.
    pub(crate) fn text(self, reference: &str) -> String {
        match self {
            Self::AuthRequired => "Du är inte inloggad. Logga in för att fortsätta.".to_owned(),
            Self::LoginFailed => format!("Inloggningen kunde inte slutföras. Försök igen. Fel-id {reference}."),
            Self::Forbidden => "Du har inte behörighet att göra detta.".to_owned(),
            Self::NotFound => "Intyget eller sidan finns inte, eller hör till en annan enhet.".to_owned(),
            Self::ContextChanged => {
                "Du har bytt enhet eller användare i ett annat fönster. Ladda om sidan. Inget har ändrats.".to_owned()
            }
            Self::CsrfFailed => "Begäran kunde inte bekräftas. Ladda om sidan och försök igen.".to_owned(),
            Self::PreconditionRequired => "Sidan är för gammal för att spara säkert. Ladda om den.".to_owned(),
            Self::DraftConflict | Self::StateConflict | Self::AlreadySent => "Det går inte längre: intyget har ändrats.".to_owned(),
            Self::IdempotencyMismatch => "Samma begäran har redan använts för något annat. Ladda om sidan.".to_owned(),
            Self::Validation => "Intyget är inte komplett. Åtgärda de markerade fälten.".to_owned(),
            Self::SignInvalid => "Intyget kan inte signeras eftersom det inte uppfyller mottagarens regler.".to_owned(),
            Self::BadPersonnummer => "Kontrollera personnumret. Skriv ÅÅÅÅMMDD-NNNN.".to_owned(),
            Self::BadRequest => "Begäran kunde inte läsas.".to_owned(),
            Self::Method => "Åtgärden stöds inte här.".to_owned(),
            Self::UnsupportedMedia => "Formatet stöds inte.".to_owned(),
            Self::BodyTooLarge => "Innehållet är för stort.".to_owned(),
            Self::UriTooLong | Self::HeaderTooLarge => "Begäran är för stor.".to_owned(),
            Self::BodyTimeout | Self::Timeout => "Det tog för lång tid. Försök igen.".to_owned(),
            Self::RateLimit => "Vänta en stund och försök igen.".to_owned(),
            Self::StorageFull => {
                "Det går inte att spara just nu. Din text är kvar på skärmen. Driften är larmad.".to_owned()
            }
            Self::StorageFailed => format!("Det gick inte att spara. Inget har ändrats. Fel-id {reference}."),
            Self::Unavailable => "Journalen svarar inte. Försök igen om en stund.".to_owned(),
            Self::Integrity => {
                format!("Intyget stämmer inte med sin signerade version och visas inte. Driften är larmad. Fel-id {reference}.")
            }
            Self::Internal => format!("Något gick fel. Inget har ändrats. Fel-id {reference}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_say_an_error_status() {
        let keys: std::collections::BTreeSet<&str> =
            Code::ALL.iter().map(|code| code.key()).collect();
        assert_eq!(keys.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(
                code.status().is_client_error() || code.status().is_server_error(),
                "{code:?}"
            );
            assert!(code.text("x").ends_with('.'), "{code:?}");
        }
    }
}
