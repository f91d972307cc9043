//! Visa: a certificate read-only, with what happened to it. Source: ui 6.9.

mod delivery;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{CertificateView, SignatureCheck};
use intyg_catalog::view::{SectionView, Shown, sections};
use intyg_core::ids::{CertificateId, OutboxId};
use intyg_core::outbox::OutboxKind;
use intyg_core::time::date_and_time;

use crate::error::WebError;
use crate::extract::Address;
use crate::flash::Flash;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, page_with_flash};
use crate::state::WebState;
use crate::tag::StatusCell;
use crate::{text, urls};

use delivery::{Delivery, State as DeliveryStateBox};

#[derive(Template)]
#[template(path = "certificate/page.html")]
struct CertificatePage {
    shell: Shell,
    id: String,
    created: String,
    text_version: String,
    signed: Option<Signed>,
    /// When and by whom it was deleted; empty = it was not.
    deleted: String,
    actions: Actions,
    state: DeliveryStateBox,
    sections: Vec<SectionView>,
    events: Vec<Event>,
    delivery: Delivery,
    about: &'static intyg_catalog::element::Information,
}

struct Signed {
    line: String,
    check: SignatureCheck,
}

struct Event {
    at: String,
    what: String,
    by: String,
}

struct Actions {
    print: String,
    draft: Option<DraftActions>,
    consent: Option<String>,
    close: String,
    after_close: String,
}

struct DraftActions {
    edit: String,
    edit_reason: String,
    sign: String,
    sign_reason: String,
}

/// `GET /intyg/{i}`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.certificate(user.actor(), id).await?;
    let shell = Shell::for_patient(
        &web,
        &user,
        &view.patient,
        Place::Certificate(id),
        view.ctype.full_name(),
    )
    .await?;
    page_with_flash(&certificate_page(&view, shell.with_flash(flash)), flash)
}

/// `GET /intyg/{i}/leverans`: the state and the deliveries, for a page that follows them.
pub(crate) async fn delivery(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.delivery(user.actor(), id).await?;
    page(&delivery::Fragment {
        state: DeliveryStateBox::of(id, &view, false),
        delivery: Delivery::of(id, &view),
    })
}

/// `GET /intyg/{i}/status`: the state in a row of the start page.
pub(crate) async fn row_status(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.delivery(user.actor(), id).await?;
    page(&StatusCell::new(id, view.status, view.available_at_1177))
}

#[derive(Template)]
#[template(path = "certificate/message.html")]
struct MessagePage {
    shell: Shell,
    type_name: &'static str,
    description: &'static str,
    xml: String,
    digest: String,
    back: String,
}

/// `GET /intyg/{i}/meddelande/{m}`: exactly what was sent.
pub(crate) async fn message(
    State(web): State<WebState>,
    user: SignedIn,
    Address((id, message)): Address<(CertificateId, OutboxId)>,
) -> Result<Response, WebError> {
    let view = web.app.message_body(user.actor(), id, message).await?;
    let shell = Shell::for_patient(
        &web,
        &user,
        &view.patient,
        Place::Certificate(id),
        "Skickat meddelande",
    )
    .await?;
    page(&MessagePage {
        shell,
        type_name: view.kind.type_name(),
        description: match view.kind {
            OutboxKind::Register => "Intyg till Intygstjänsten",
            OutboxKind::Send => "Intyg till Försäkringskassan",
        },
        xml: view.xml,
        digest: view.digest,
        back: urls::certificate(id),
    })
}

fn certificate_page(view: &CertificateView, shell: Shell) -> CertificatePage {
    let overview = urls::overview(view.patient.key);
    CertificatePage {
        id: view.id.to_text(),
        created: text::date(view.created_at),
        text_version: view.text_version.clone(),
        signed: view.signed.as_ref().map(|facts| Signed {
            line: format!(
                "Signerat {} av {}, {}",
                date_and_time(facts.at),
                facts.by,
                facts.unit
            ),
            check: facts.check.clone(),
        }),
        deleted: view
            .deleted
            .as_ref()
            .map(|(at, by)| format!("Raderat {} av {by}.", text::date(*at)))
            .unwrap_or_default(),
        actions: Actions {
            print: urls::print(view.id),
            draft: view.is_draft.then(|| DraftActions {
                edit: urls::edit(view.id),
                edit_reason: view
                    .edit_refused
                    .as_ref()
                    .map(text::reason)
                    .unwrap_or_default(),
                sign: urls::consent(view.id),
                sign_reason: view
                    .sign_refused
                    .as_ref()
                    .map(text::sign_reason)
                    .unwrap_or_default(),
            }),
            consent: view.may_send_consent.then(|| urls::consent(view.id)),
            close: urls::close_tab(view.id),
            after_close: overview,
        },
        state: DeliveryStateBox::of(view.id, &view.delivery, view.is_draft),
        sections: sections(&view.content()),
        events: view
            .events
            .iter()
            .map(|event| Event {
                at: date_and_time(event.at),
                what: event.what.clone(),
                by: event.by.clone().unwrap_or_default(),
            })
            .collect(),
        delivery: Delivery::of(view.id, &view.delivery),
        about: &view.ctype.information,
        shell,
    }
}
