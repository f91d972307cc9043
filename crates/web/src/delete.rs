//! Radera: the dialog and what it does. Source: ui 6.12.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{Correction, DeleteView, Error, KinSide, KinState, Reason, RevokeRequest, Told};
use intyg_core::ids::{CertificateId, FormKey};
use intyg_core::revocation::{LONGEST_COMMENT, RevocationReason};

use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::kin::{self, KinLine};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, refused};
use crate::state::WebState;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "delete/page.html")]
struct DeletePage {
    shell: Shell,
    body: DeleteBody,
}

#[derive(Template)]
#[template(path = "delete/dialog.html")]
struct DeleteDialog {
    heading: &'static str,
    body: DeleteBody,
}

struct DeleteBody {
    csrf: String,
    action: String,
    form_key: String,
    /// Of a draft; a signed certificate has none.
    rev: Option<i64>,
    /// Name, period and when it was signed.
    what: String,
    told: Told,
    recipient: &'static str,
    reasons: Vec<ReasonChoice>,
    comment: String,
    longest_comment: usize,
    can_copy: bool,
    is_copy_ticked: bool,
    /// Newer certificates that stay.
    built_on_it: Vec<KinLine>,
    /// Older ones that stay.
    stands_on: Vec<KinLine>,
    /// How many messages are closed with it, in words; empty = none.
    open_messages: String,
    error: String,
    /// The field that the error concerns.
    error_field: &'static str,
    back: String,
}

struct ReasonChoice {
    key: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// What was typed before the dialog was shown again.
#[derive(Default)]
struct Typed {
    reason: Option<RevocationReason>,
    comment: String,
    is_copy_ticked: bool,
    refused: Option<Reason>,
}

/// `GET /intyg/{i}/radera`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let key = web.app.new_form_key();
    delete_page(&web, &user, hx, id, key, Typed::default()).await
}

/// `POST /intyg/{i}/radera`: the form of a draft carries its revision, the one of a signed certificate the reason.
pub(crate) async fn delete(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    if let Some(rev) = posted.rev() {
        let patient = web
            .app
            .delete_draft(user.actor(), id, rev)
            .await
            .map_err(|error| refusal(error, id))?;
        let overview = urls::overview(patient);
        return Ok(flash::go(&overview, Notice::DraftDeleted, Some(id)));
    }
    let form_key = posted.form_key()?;
    let request = RevokeRequest {
        reason: RevocationReason::from_key(posted.get("orsak")),
        comment: posted.get("beskrivning").to_owned(),
        correction: if posted.has("kopia") {
            Correction::Make
        } else {
            Correction::Leave
        },
        form_key,
    };
    let typed = Typed {
        reason: request.reason,
        comment: request.comment.clone(),
        is_copy_ticked: posted.has("kopia"),
        refused: None,
    };
    match web.app.revoke(user.actor(), id, request).await {
        Ok(revoked) => {
            let notice = match revoked.told {
                Told::Nobody => Notice::DeletedUnsent,
                Told::Intygstjansten => Notice::DeletedAtIt,
                Told::Both => Notice::DeletedAtBoth,
            };
            Ok(match revoked.correction {
                Some(copy) => flash::go(&urls::edit(copy), notice, Some(copy)),
                None => flash::go(&urls::overview(revoked.patient), notice, Some(id)),
            })
        }
        Err(Error::Refused(reason)) if Code::of_refusal(&reason) == Code::Validation => {
            let typed = Typed {
                refused: Some(reason),
                ..typed
            };
            delete_page(&web, &user, hx, id, web.app.new_form_key(), typed).await
        }
        Err(error) => Err(refusal(error, id)),
    }
}

fn refusal(error: Error, id: CertificateId) -> WebError {
    match &error {
        Error::Refused(reason) => {
            let words = text::delete_reason(reason);
            WebError::from(error)
                .saying(words)
                .leading_to(urls::certificate(id), "Visa")
        }
        Error::ChangedSinceShown { .. } => {
            WebError::from(error).leading_to(urls::edit(id), "Öppna utkastet")
        }
        _ => error.into(),
    }
}

async fn delete_page(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    id: CertificateId,
    key: FormKey,
    typed: Typed,
) -> Result<Response, WebError> {
    let view = web
        .app
        .delete_view(user.actor(), id)
        .await
        .map_err(|error| refusal(error, id))?;
    let heading = if view.signed_at.is_some() {
        "Radera intyget?"
    } else {
        "Radera utkastet?"
    };
    let place = Place::Certificate(id);
    let mut shell = Shell::for_patient(web, user, &view.patient, place, heading).await?;
    let is_refused = typed.refused.is_some();
    if is_refused {
        shell = shell.with_errors();
    }
    let body = DeleteBody::new(&view, key, typed, shell.csrf.clone());
    match (hx, is_refused) {
        (Hx::Partial, false) => page(&DeleteDialog { heading, body }),
        (Hx::Partial, true) => refused(&DeleteDialog { heading, body }, Code::Validation),
        (Hx::Page, false) => page(&DeletePage { shell, body }),
        (Hx::Page, true) => refused(&DeletePage { shell, body }, Code::Validation),
    }
}

impl DeleteBody {
    fn new(view: &DeleteView, key: FormKey, typed: Typed, csrf: String) -> Self {
        let choice = |reason: RevocationReason| ReasonChoice {
            key: reason.key(),
            label: reason.label(),
            is_chosen: typed.reason == Some(reason),
        };
        let builds_on_it = view
            .kin
            .iter()
            .filter(|kin| kin.side == KinSide::Copy && kin.state != KinState::Deleted);
        Self {
            csrf,
            action: urls::delete(view.id),
            form_key: key.to_text(),
            rev: view.signed_at.is_none().then_some(view.rev),
            what: what(view),
            told: view.told,
            recipient: view.ctype.recipient.name,
            reasons: RevocationReason::ALL.map(choice).into(),
            comment: typed.comment,
            longest_comment: LONGEST_COMMENT,
            can_copy: view.copy_refused.is_none(),
            is_copy_ticked: typed.is_copy_ticked,
            built_on_it: builds_on_it.map(KinLine::of).collect(),
            stands_on: view
                .kin
                .iter()
                .filter(|kin| kin::stands_on(kin))
                .map(KinLine::of)
                .collect(),
            open_messages: open_messages(view.open_messages),
            error_field: match typed.refused {
                Some(Reason::RevocationReasonMissing) | None => "orsak-1",
                Some(_) => "beskrivning",
            },
            error: typed.refused.as_ref().map(text::reason).unwrap_or_default(),
            back: urls::certificate(view.id),
        }
    }
}

/// Source: acceptance A50.
fn open_messages(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 ohanterat meddelande markeras som hanterat.".to_owned(),
        _ => format!("{count} ohanterade meddelanden markeras som hanterade."),
    }
}

fn what(view: &DeleteView) -> String {
    let mut what = view.ctype.full_name();
    if let Some(period) = view.period {
        what.push_str(", ");
        what.push_str(&text::period(period));
    }
    if let Some(at) = view.signed_at {
        what.push_str(", signerat ");
        what.push_str(&text::date(at));
    }
    what
}
