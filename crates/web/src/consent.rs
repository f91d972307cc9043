//! The consent dialog: OK signs and sends, or sends what is signed already. Source: ui 6.8, 6.9.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{Completes, Consent, ConsentView, Error, SignRequest};
use intyg_catalog::sending::{ShortAdvice, short_advice};
use intyg_core::ids::{CertificateId, FormKey};

use crate::error::{Code, WebError, reading};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::outgoing::OutgoingPart;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, refused};
use crate::state::WebState;
use crate::why::Why;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "consent/page.html")]
struct ConsentPage {
    shell: Shell,
    body: ConsentBody,
}

#[derive(Template)]
#[template(path = "consent/dialog.html")]
struct ConsentDialog {
    body: ConsentBody,
}

struct ConsentBody {
    csrf: String,
    action: String,
    form_key: String,
    rev: i64,
    content_hash: String,
    /// Name of the certificate and whose it is, by number.
    what: String,
    period: String,
    is_afterwards: bool,
    is_ticked: bool,
    /// Why nothing can go to the recipient; empty = it can.
    recipient_refused: String,
    recipient: &'static str,
    warnings: Vec<Warning>,
    completes: Option<CompletesPart>,
    /// What signing does to requests at the original; empty = nothing.
    handles: String,
    /// What to consider at the patient's age; empty = nothing.
    age: String,
    /// Advice for a short period.
    short: Option<ShortAdvice>,
    outgoing: OutgoingPart,
    error: String,
    back: String,
}

/// What the certificate completes. Source: ui 6.14.
struct CompletesPart {
    line: String,
    /// How much of what was asked for is as it was; empty = nothing.
    unchanged: String,
}

impl CompletesPart {
    fn of(completes: &Completes) -> Self {
        Self {
            line: format!("Kompletterar intyget {}.", text::date(completes.created_at)),
            unchanged: match completes.points.unchanged() {
                0 => String::new(),
                1 => "1 av punkterna är inte ändrad.".to_owned(),
                n => format!("{n} av punkterna är inte ändrade."),
            },
        }
    }
}

struct Warning {
    text: String,
    url: String,
    why: Option<Why>,
}

/// `GET /intyg/{i}/samtycke`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    match web.app.consent_view(user.actor(), id).await {
        Ok(view) => {
            let is_ticked = view.is_afterwards;
            let key = web.app.new_form_key();
            consent_page(
                &web,
                &user,
                hx,
                Attempt {
                    view,
                    key,
                    is_ticked,
                    refused: None,
                },
            )
            .await
        }
        Err(Error::Incomplete(_)) => Ok(Redirect::to(&urls::edit_and_check(id)).into_response()),
        Err(error) => Err(refusal(error, id)),
    }
}

/// `POST /intyg/{i}/samtycke`: OK.
pub(crate) async fn answer(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let consent = if posted.has("samtycke") {
        Consent::Given
    } else {
        Consent::NotGiven
    };
    let form_key = posted.form_key()?;
    let done = if posted.get("gor") == "skicka" {
        web.app
            .send_consent(user.actor(), id, consent, form_key)
            .await
            .map(|()| Notice::ConsentRegistered)
    } else {
        web.rates
            .sign
            .take(user.actor().staff.id.as_str())
            .map_err(WebError::too_many)?;
        let content_hash = posted.get("innehall").to_owned();
        let request = SignRequest {
            rev: posted.rev(),
            content_hash,
            consent,
            form_key,
        };
        web.app
            .sign(user.actor(), id, request)
            .await
            .map(|signed| match signed.consent {
                Consent::Given => Notice::SignedAndSent,
                Consent::NotGiven => Notice::SignedOnly,
            })
    };
    match done {
        Ok(notice) => Ok(flash::go(&urls::certificate(id), notice, Some(id))),
        Err(Error::Incomplete(_)) => Ok(Redirect::to(&urls::edit_and_check(id)).into_response()),
        Err(error) => again(&web, &user, hx, id, error, consent == Consent::Given).await,
    }
}

/// What keeps the dialog open is said in it; everything else ends it.
async fn again(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    id: CertificateId,
    error: Error,
    is_ticked: bool,
) -> Result<Response, WebError> {
    let (code, words) = match &error {
        Error::Signing(_) => (
            Code::Internal,
            failed("Signeringstjänsten kunde inte signera"),
        ),
        Error::SignInvalid(_) => (
            Code::SignInvalid,
            failed("Intyget uppfyller inte mottagarens regler"),
        ),
        Error::Refused(intyg_app::Reason::ConsentMissing) => (
            Code::Validation,
            text::reason(&intyg_app::Reason::ConsentMissing),
        ),
        _ => return Err(refusal(error, id)),
    };
    tracing::warn!(%error, certificate.id = %id, "a signing or sending did not happen");
    let view = web.app.consent_view(user.actor(), id).await?;
    let key = web.app.new_form_key();
    consent_page(
        web,
        user,
        hx,
        Attempt {
            view,
            key,
            is_ticked,
            refused: Some((code, words)),
        },
    )
    .await
}

fn failed(cause: &str) -> String {
    format!(
        "Signeringen gick inte igenom: {cause}. Intyget är kvar som utkast och inget har skickats."
    )
}

/// A refusal by state leads to the certificate, one by a change in between to the editor.
fn refusal(error: Error, id: CertificateId) -> WebError {
    match error {
        Error::Refused(ref reason) => {
            let visa = reading(id, reason);
            WebError::from(error).leading_to(visa, "Visa")
        }
        Error::ChangedSinceShown { .. } | Error::Conflict(_) => {
            WebError::from(error).leading_to(urls::edit(id), "Öppna utkastet")
        }
        other => other.into(),
    }
}

struct Attempt {
    view: ConsentView,
    key: FormKey,
    is_ticked: bool,
    refused: Option<(Code, String)>,
}

async fn consent_page(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    attempt: Attempt,
) -> Result<Response, WebError> {
    let mut shell = Shell::for_patient(
        web,
        user,
        &attempt.view.patient,
        Place::Certificate(attempt.view.id),
        "Samtycke",
    )
    .await?;
    let code = attempt.refused.as_ref().map(|(code, _)| *code);
    if code.is_some() {
        shell = shell.with_errors();
    }
    let body = consent_body(attempt, shell.csrf.clone());
    match (hx, code) {
        (Hx::Partial, None) => page(&ConsentDialog { body }),
        (Hx::Partial, Some(code)) => refused(&ConsentDialog { body }, code),
        (Hx::Page, None) => page(&ConsentPage { shell, body }),
        (Hx::Page, Some(code)) => refused(&ConsentPage { shell, body }, code),
    }
}

/// What an extension does to requests to complete its original. Source: acceptance A45.
fn handles(view: &ConsentView) -> String {
    let recipient = view.ctype.recipient.name;
    match view.handles_requests {
        0 => String::new(),
        1 => format!(
            "{recipient} begär komplettering av intyget som det här förlänger. Begäran markeras som hanterad när du trycker OK, och {recipient} får inget svar på den."
        ),
        n => format!(
            "{recipient} begär komplettering av intyget som det här förlänger. {n} begäranden markeras som hanterade när du trycker OK, och {recipient} får inget svar på dem."
        ),
    }
}

fn consent_body(attempt: Attempt, csrf: String) -> ConsentBody {
    let Attempt {
        view,
        key,
        is_ticked,
        refused,
    } = attempt;
    let handles = handles(&view);
    let short = view
        .total_days
        .and_then(|days| short_advice(view.ctype, days));
    ConsentBody {
        csrf,
        action: urls::consent(view.id),
        form_key: key.to_text(),
        rev: view.rev,
        content_hash: view.content_hash,
        what: format!(
            "{} för {}",
            view.ctype.full_name(),
            view.patient.person_id.formatted()
        ),
        period: view.period.map(text::period).unwrap_or_default(),
        is_afterwards: view.is_afterwards,
        is_ticked,
        recipient_refused: view
            .recipient_refused
            .as_ref()
            .map(text::reason)
            .unwrap_or_default(),
        recipient: view.ctype.recipient.name,
        completes: view.completes.as_ref().map(CompletesPart::of),
        handles,
        age: view
            .age_notice
            .map(|notice| notice.text)
            .unwrap_or_default(),
        outgoing: OutgoingPart::of(&view.outgoing.content(), view.outgoing.facts.clone()),
        warnings: view
            .warnings
            .iter()
            .map(|finding| Warning {
                why: Why::of(view.ctype, &view.answers, finding),
                url: format!(
                    "{}#{}",
                    urls::edit_to_sign(view.id),
                    intyg_catalog::answers::html_id(&finding.field)
                ),
                text: finding.text.clone(),
            })
            .collect(),
        short,
        error: refused.map(|(_, words)| words).unwrap_or_default(),
        back: if view.is_afterwards {
            urls::certificate(view.id)
        } else {
            urls::edit_to_sign(view.id)
        },
    }
}
