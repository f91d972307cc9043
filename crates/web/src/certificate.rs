//! Visa: a certificate read-only, with what happened to it. Source: ui 6.9.

mod actions;
mod content;
mod delivery;
mod messages;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{CertificateView, DeliveryLine, EventView, KinSide, MessageView, SignatureCheck};
use intyg_core::ids::{CertificateId, FormKey, OutboxId};
use intyg_core::time::date_and_time;

use crate::error::WebError;
use crate::extract::Address;
use crate::flash::Flash;
use crate::kin::{self, KinLine};
use crate::outgoing::OutgoingPart;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page, page_with_flash};
use crate::state::WebState;
use crate::tag::StatusCell;
use crate::{outbox, text, urls};

use actions::{Actions, Subject};
pub(crate) use content::{ContentPart, anchor};
pub(crate) use delivery::words as delivery_words;
use delivery::{Delivery, State as DeliveryStateBox};

#[derive(Template)]
#[template(path = "certificate/page.html")]
struct CertificatePage {
    shell: Shell,
    id: String,
    created: String,
    text_version: String,
    signed: Option<Signed>,
    /// How it was deleted, if it was.
    deleted: Option<DeletedBox>,
    kin: Vec<KinLine>,
    actions: Actions,
    state: DeliveryStateBox,
    /// Until when the recipient wants a completion, if it does.
    requests: Vec<String>,
    /// Which messages were handled, by whom and when.
    handled: Vec<String>,
    content: ContentPart,
    /// What the receivers have got or will get; nothing for a draft, whose consent dialog shows it.
    outgoing: Option<OutgoingPart>,
    /// Where what differs from the original is shown; empty = it is no copy.
    compare: String,
    events: Vec<Event>,
    delivery: Delivery,
    about: &'static intyg_catalog::element::Information,
}

struct Signed {
    line: String,
    check: SignatureCheck,
}

/// Says that the certificate is deleted, and what is to be thought of.
struct DeletedBox {
    line: String,
    comment: String,
    /// Older certificates that may need deleting too (A41).
    stands_on: Vec<KinLine>,
}

/// A line of Händelser.
struct Event {
    at: String,
    what: String,
    by: String,
}

impl Event {
    fn of(event: &EventView) -> Self {
        Self {
            at: date_and_time(event.at),
            what: event.what.clone(),
            by: [event.by.clone(), event.unit.clone()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
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
    let copy_key = web.app.new_form_key();
    let page = certificate_page(&view, copy_key, shell.with_flash(flash));
    page_with_flash(&page, flash)
}

/// `GET /intyg/{i}/leverans`: the state, the deliveries and the events, for a page that follows them.
pub(crate) async fn delivery(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.followed(user.actor(), id).await?;
    // What can be done follows from where it ends; until then nothing changes under the user's hands.
    let actions = view.delivery.is_settled.then(|| {
        Actions::of(&Subject {
            id,
            patient: view.patient,
            is_draft: false,
            refused: &view.refused,
            csrf: &user.current().page_token(),
            copy_key: web.app.new_form_key(),
        })
    });
    page(&delivery::Fragment {
        actions,
        state: DeliveryStateBox::of(id, &view.delivery, false),
        delivery: Delivery::of(id, &view.delivery),
        events: view.events.iter().map(Event::of).collect(),
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
    /// Facts of the message, each with its name.
    facts: Vec<(&'static str, String)>,
    /// Attempts and what people did.
    entries: Vec<outbox::Entry>,
    xml: String,
    digest: String,
    /// Of the certificate in it, in reading form; empty for a message that holds none.
    content_digest: String,
    /// What the receiver has confirmed; empty = nothing yet.
    receipt: String,
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
        type_name: view.line.line.kind.type_name(),
        description: outbox::description(view.line.line.kind),
        facts: message_facts(&view),
        entries: outbox::entries(&view.line),
        receipt: receipt(&view.line.line),
        xml: view.xml,
        digest: view.digest,
        content_digest: view.content_digest.unwrap_or_default(),
        back: urls::certificate(id),
    })
}

fn message_facts(view: &MessageView) -> Vec<(&'static str, String)> {
    let line = &view.line;
    vec![
        ("Mottagare", line.line.recipient.clone()),
        ("Patient", view.patient.person_id.formatted()),
        (
            "Intyg",
            format!("{} {}", line.form, text::date(line.certificate_created_at)),
        ),
        (
            "Skapat",
            format!("{} av {}", date_and_time(line.created_at), line.created_by),
        ),
    ]
}

/// What the receiver's answer proves. Source: acceptance N05.
fn receipt(line: &DeliveryLine) -> String {
    let Some(at) = line.delivered_at else {
        return String::new();
    };
    let said = line.technical.as_deref().unwrap_or_default();
    format!("Intygstjänsten svarade {}: {said}", date_and_time(at))
}

/// Who deleted it when and why, and who knows of it.
fn deleted_box(view: &CertificateView) -> Option<DeletedBox> {
    let deleted = view.deleted.as_ref()?;
    let mut line = format!("Raderat {} av {}", text::date(deleted.at), deleted.by);
    if let Some(reason) = deleted.reason {
        line.push_str(": ");
        line.push_str(reason.label());
    }
    line.push('.');
    if view.revocation_confirmed {
        line.push_str(if view.was_sent {
            " Intygstjänsten och Försäkringskassan är meddelade."
        } else {
            " Intygstjänsten är meddelad."
        });
    }
    Some(DeletedBox {
        line,
        comment: view.revocation_comment.clone(),
        stands_on: view
            .kin
            .iter()
            .filter(|kin| view.signed.is_some() && kin::stands_on(kin))
            .map(KinLine::of)
            .collect(),
    })
}

fn certificate_page(view: &CertificateView, copy_key: FormKey, shell: Shell) -> CertificatePage {
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
        deleted: deleted_box(view),
        kin: view.kin.iter().map(KinLine::of).collect(),
        actions: Actions::of(&Subject {
            id: view.id,
            patient: view.patient.key,
            is_draft: view.is_draft,
            refused: &view.refused,
            csrf: &shell.csrf,
            copy_key,
        }),
        state: DeliveryStateBox::of(view.id, &view.delivery, view.is_draft),
        requests: messages::requests(view),
        handled: messages::handled(view),
        content: ContentPart::of(view),
        outgoing: view
            .signed
            .as_ref()
            .map(|_| OutgoingPart::of(&view.content(), view.facts.clone())),
        compare: view
            .kin
            .iter()
            .find(|kin| kin.side == KinSide::Original)
            .map_or(String::new(), |kin| urls::compare(view.id, kin.id)),
        events: view.events.iter().map(Event::of).collect(),
        delivery: Delivery::of(view.id, &view.delivery),
        about: &view.ctype.information,
        shell,
    }
}
