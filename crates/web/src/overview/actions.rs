//! The buttons of the start page, for the marked row. Source: ui 5.3, 6.4.

use axum::extract::State;
use axum::response::Response;
use intyg_app::{Complement, Error, ListRow, OpenRequests, Overview, Reason};
use intyg_core::ids::{CertificateId, PatientKey};

use super::{Extras, Sorting, overview_page};
use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::refused;
use crate::state::WebState;
use crate::{conversation, text, urls};

const NOTHING_MARKED: &str = "Markera ett intyg i listan först.";
const NOTHING_PRESET: &str = "Inget förvalt intyg. Välj intyg, eller ange ett under Inställningar.";

/// `POST /patient/{p}/intyg`: Ny with `typ`, or `gor` with the marked certificate in `intyg`.
pub(crate) async fn act(
    State(web): State<WebState>,
    user: SignedIn,
    Address(key): Address<PatientKey>,
    posted: Posted,
) -> Result<Response, WebError> {
    match posted.get("gor") {
        "" => create(&web, &user, key, &posted).await,
        "ny" => {
            refuse(
                &web,
                &user,
                key,
                Extras {
                    is_new_open: true,
                    reason: NOTHING_PRESET.to_owned(),
                    ..Extras::default()
                },
            )
            .await
        }
        action => open(&web, &user, key, action, &posted).await,
    }
}

async fn create(
    web: &WebState,
    user: &SignedIn,
    key: PatientKey,
    posted: &Posted,
) -> Result<Response, WebError> {
    match web
        .app
        .create_draft(user.actor(), key, posted.get("typ"), posted.form_key()?)
        .await
    {
        Ok(id) => Ok(flash::open(&urls::edit(id))),
        Err(Error::Refused(reason)) => refuse_type(web, user, key, &reason).await,
        Err(error) => Err(error.into()),
    }
}

/// Shows the start page with the reason why there is no new certificate.
pub(super) async fn refuse_type(
    web: &WebState,
    user: &SignedIn,
    key: PatientKey,
    reason: &Reason,
) -> Result<Response, WebError> {
    let extras = Extras {
        reason: text::reason(reason),
        ..Extras::default()
    };
    refuse(web, user, key, extras).await
}

/// Leads to where the action is done, or tells why it cannot be.
async fn open(
    web: &WebState,
    user: &SignedIn,
    key: PatientKey,
    action: &str,
    posted: &Posted,
) -> Result<Response, WebError> {
    let Ok(id) = posted.get("intyg").parse::<CertificateId>() else {
        let extras = Extras {
            reason: NOTHING_MARKED.to_owned(),
            ..Extras::default()
        };
        return refuse(web, user, key, extras).await;
    };
    let to = match action {
        "visa" => return Ok(flash::open(&urls::certificate(id))),
        "andra" => urls::edit(id),
        "signera" => urls::consent(id),
        "radera" => urls::delete(id),
        "konversation" | "hantera" => urls::conversation(id),
        "kopiera" | "komplettera" => return make(web, user, key, id, posted).await,
        _ => return Err(WebError::new(Code::BadRequest)),
    };
    let overview = web.app.overview(user.actor(), key).await?;
    let row = find(&overview, id).ok_or(WebError::new(Code::NotFound))?;
    let reason = match action {
        "andra" => row.refused.edit.as_ref().map(text::reason),
        "radera" => row.refused.delete.as_ref().map(text::delete_reason),
        "konversation" => row
            .refused
            .conversation
            .as_ref()
            .map(text::conversation_reason),
        "hantera" => row.refused.handle.as_ref().map(text::reason),
        _ => row.refused.sign.as_ref().map(text::sign_reason),
    };
    match reason {
        None if action == "hantera" => {
            let back = urls::overview(key);
            Ok(conversation::only(web, user, id, &back).await?)
        }
        None => Ok(flash::open(&to)),
        Some(reason) => {
            refuse(
                web,
                user,
                key,
                Extras {
                    reason,
                    marked: Some(id),
                    ..Extras::default()
                },
            )
            .await
        }
    }
}

/// Ny kopia and Komplettering need no question when all is clear.
async fn make(
    web: &WebState,
    user: &SignedIn,
    key: PatientKey,
    id: CertificateId,
    posted: &Posted,
) -> Result<Response, WebError> {
    let form_key = posted.form_key()?;
    let made = if posted.get("gor") == "kopiera" {
        let copied = web
            .app
            .copy(user.actor(), id, OpenRequests::Ask, form_key)
            .await;
        if matches!(copied, Err(Error::Refused(Reason::CompletionAsked))) {
            return Ok(flash::open(&urls::copy(id)));
        }
        copied
    } else {
        let begun = web.app.complement(user.actor(), id, form_key).await;
        begun.map(Complement::draft)
    };
    match made {
        Ok(draft) => Ok(flash::open(&urls::edit(draft))),
        Err(Error::Refused(reason)) => {
            let extras = Extras {
                reason: text::reason(&reason),
                leads: text::way_on(&reason).unwrap_or_default(),
                marked: Some(id),
                ..Extras::default()
            };
            refuse(web, user, key, extras).await
        }
        Err(error) => Err(error.into()),
    }
}

fn find(overview: &Overview, id: CertificateId) -> Option<&ListRow> {
    let lists = [
        &overview.drafts,
        &overview.current,
        &overview.earlier,
        &overview.deleted,
    ];
    lists.into_iter().flatten().find(|row| row.id == id)
}

async fn refuse(
    web: &WebState,
    user: &SignedIn,
    key: PatientKey,
    extras: Extras,
) -> Result<Response, WebError> {
    let overview = web.app.overview(user.actor(), key).await?;
    let code = if extras.reason == NOTHING_MARKED || extras.is_new_open {
        Code::Validation
    } else {
        Code::StateConflict
    };
    let page = overview_page(web, user, overview, &Sorting::default(), extras).await?;
    refused(&page, code)
}
