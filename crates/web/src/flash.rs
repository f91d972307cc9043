//! What the next page says once about what has just been done, and whether its heading gets the focus.
//!
//! It travels in a cookie that holds a word and at most a certificate's id; the page that shows it removes it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use intyg_core::ids::CertificateId;

const COOKIE: &str = "besked";

/// What has just been done. Source: ui 6.2, 6.8, 8.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Nothing to say; the page was opened by an action, so its heading gets the focus.
    Opened,
    /// Spara with Utkast ticked.
    DraftSaved,
    /// A draft was thrown away.
    DraftDeleted,
    /// A signed certificate was deleted before anything had left.
    DeletedUnsent,
    /// A signed certificate was deleted; Intygstjänsten is told.
    DeletedAtIt,
    /// A signed certificate was deleted; both receivers are told.
    DeletedAtBoth,
    /// OK in Inställningar.
    SettingsSaved,
    /// An earlier state of a draft was brought back.
    Restored,
    /// Signed with consent.
    SignedAndSent,
    /// Signed without consent.
    SignedOnly,
    /// Skicka samtycke.
    ConsentRegistered,
    /// Klart att signera.
    MarkedReady,
    /// Logged out.
    LoggedOut,
    /// Another unit that may not see the patient.
    UnitChanged,
    /// Skicka igen.
    Resent,
    /// Skicka igen, with a message before it.
    ResentWithEarlier,
    /// Skicka igen of what somebody else had sent again.
    NothingToResend,
    /// Avskriv.
    WrittenOff,
    /// Tilldela.
    Assigned,
    /// Tilldela nobody.
    Unassigned,
    /// A message to the recipient is in the outbox.
    MessageQueued,
    /// Spara utkast of a message.
    MessageSaved,
    /// Kasta.
    MessageDiscarded,
    /// Läs in.
    ReadIn,
    /// Tilldela of a message.
    MessageAssigned,
    /// Tilldela nobody of a message.
    MessageUnassigned,
    /// Hanterat by the button.
    MessageHandled,
}

impl Notice {
    const ALL: [Self; 27] = [
        Self::Opened,
        Self::DraftSaved,
        Self::DraftDeleted,
        Self::DeletedUnsent,
        Self::DeletedAtIt,
        Self::DeletedAtBoth,
        Self::SettingsSaved,
        Self::Restored,
        Self::SignedAndSent,
        Self::SignedOnly,
        Self::ConsentRegistered,
        Self::MarkedReady,
        Self::LoggedOut,
        Self::UnitChanged,
        Self::Resent,
        Self::ResentWithEarlier,
        Self::NothingToResend,
        Self::WrittenOff,
        Self::Assigned,
        Self::Unassigned,
        Self::MessageQueued,
        Self::MessageSaved,
        Self::MessageDiscarded,
        Self::ReadIn,
        Self::MessageAssigned,
        Self::MessageUnassigned,
        Self::MessageHandled,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Opened => "oppnat",
            Self::DraftSaved => "utkast-sparat",
            Self::DraftDeleted => "utkast-raderat",
            Self::DeletedUnsent => "raderat",
            Self::DeletedAtIt => "raderat-it",
            Self::DeletedAtBoth => "raderat-bada",
            Self::SettingsSaved => "installningar",
            Self::Restored => "aterstallt",
            Self::SignedAndSent => "signerat-skickas",
            Self::SignedOnly => "signerat",
            Self::ConsentRegistered => "samtycke",
            Self::MarkedReady => "klart-att-signera",
            Self::LoggedOut => "utloggad",
            Self::UnitChanged => "bytt-enhet",
            Self::Resent => "skickas-igen",
            Self::ResentWithEarlier => "skickas-igen-tidigare",
            Self::NothingToResend => "inget-att-skicka",
            Self::WrittenOff => "avskrivet",
            Self::Assigned => "tilldelat",
            Self::Unassigned => "ej-tilldelat",
            Self::MessageQueued => "meddelande-utkorg",
            Self::MessageSaved => "meddelande-sparat",
            Self::MessageDiscarded => "meddelande-kastat",
            Self::ReadIn => "inlast",
            Self::MessageAssigned => "meddelande-tilldelat",
            Self::MessageUnassigned => "meddelande-ej-tilldelat",
            Self::MessageHandled => "meddelande-hanterat",
        }
    }

    /// Returns the words; empty when there is nothing to say.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Opened => "",
            Self::DraftSaved => "Utkastet är sparat. Det är inte skickat.",
            Self::DeletedUnsent => {
                "Intyget är raderat. Inget hade skickats, så ingen mottagare meddelas."
            }
            Self::DeletedAtIt => "Intyget är raderat. Meddelande skickas till Intygstjänsten.",
            Self::DeletedAtBoth => {
                "Intyget är raderat. Meddelande skickas till Intygstjänsten och Försäkringskassan."
            }
            Self::SettingsSaved => "Inställningarna är sparade.",
            Self::Restored => "Utkastet är återställt. Det kan ångras under Historik.",
            Self::DraftDeleted => "Utkastet är raderat.",
            Self::SignedAndSent => {
                "Intyget är signerat och skickas till Intygstjänsten och Försäkringskassan."
            }
            Self::SignedOnly => {
                "Intyget är signerat och skickas till Intygstjänsten. Det skickas inte till Försäkringskassan."
            }
            Self::ConsentRegistered => {
                "Samtycket är registrerat. Intyget skickas till Försäkringskassan."
            }
            Self::MarkedReady => "Utkastet är markerat som klart att signera.",
            Self::LoggedOut => "Du är utloggad.",
            Self::UnitChanged => "Du bytte enhet. Välj patient igen.",
            Self::Resent => "Skickas igen.",
            Self::ResentWithEarlier => {
                "Skickas igen. Ett tidigare meddelande om samma intyg låg också under FEL och skickas först."
            }
            Self::NothingToResend => "Meddelandet ligger inte längre under FEL.",
            Self::WrittenOff => "Meddelandet är avskrivet och skickas inte.",
            Self::Assigned => "Utkastet är tilldelat.",
            Self::Unassigned => "Utkastet är inte längre tilldelat.",
            Self::MessageQueued => "Meddelandet är lagt i utkorgen.",
            Self::MessageSaved => "Meddelandet är sparat som utkast. Det är inte skickat.",
            Self::MessageDiscarded => "Utkastet till meddelande är kastat.",
            Self::ReadIn => "Meddelandet är inläst på intyget.",
            Self::MessageAssigned => "Meddelandet är tilldelat.",
            Self::MessageUnassigned => "Meddelandet är inte längre tilldelat.",
            Self::MessageHandled => "Meddelandet är markerat som hanterat.",
        }
    }
}

/// What the page has to say, if anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flash {
    pub(crate) notice: Option<Notice>,
    /// The certificate that it concerns, whose row is marked.
    pub(crate) certificate: Option<CertificateId>,
}

impl<S: Sync> FromRequestParts<S> for Flash {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        Ok(jar
            .get(COOKIE)
            .map(|cookie| parse(cookie.value()))
            .unwrap_or_default())
    }
}

fn parse(value: &str) -> Flash {
    let (key, id) = value.split_once('.').unwrap_or((value, ""));
    Flash {
        notice: Notice::ALL.into_iter().find(|notice| notice.key() == key),
        certificate: id.parse().ok(),
    }
}

/// Leads to `url`, whose heading gets the focus.
pub(crate) fn open(url: &str) -> Response {
    go(url, Notice::Opened, None)
}

/// Leads to `url`, which says what has been done; on the start page the row of the certificate is marked.
pub(crate) fn go(url: &str, notice: Notice, certificate: Option<CertificateId>) -> Response {
    let id = certificate.map(|id| format!(".{id}")).unwrap_or_default();
    let mut response = Redirect::to(url).into_response();
    set(&mut response, &format!("{}{id}; Max-Age=60", notice.key()));
    response
}

/// Removes what has been shown.
pub(crate) fn clear(response: &mut Response) {
    set(response, "; Max-Age=0");
}

fn set(response: &mut Response, value: &str) {
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_is_read_back() {
        for notice in Notice::ALL {
            assert_eq!(parse(notice.key()).notice, Some(notice));
        }
        let id: CertificateId = "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a"
            .parse()
            .expect("an id");
        assert_eq!(
            parse(&format!("utkast-sparat.{id}")),
            Flash {
                notice: Some(Notice::DraftSaved),
                certificate: Some(id)
            }
        );
        assert_eq!(parse("annat.x"), Flash::default());
    }
}
