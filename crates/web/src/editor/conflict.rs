//! Two people on one draft: the user chooses, field by field. Source: ui 4.6, reliability-security R110.

use askama::Template;
use axum::response::Response;
use intyg_app::Conflict;
use intyg_catalog::answers::html_id;
use intyg_catalog::element::{CertificateType, ElementId};
use intyg_catalog::fields::in_words;
use intyg_core::ids::CertificateId;
use intyg_core::time;

use super::handlers::FormPost;
use super::page::type_key;
use super::view::Checked;
use crate::error::{Code, WebError};
use crate::hx::Hx;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, refused};
use crate::state::WebState;
use crate::urls;

/// The choice. It is a whole form of the draft with the revision that it is saved against, so that its answer is that of an autosave.
struct Body {
    heading: String,
    when: String,
    /// What the state of saving says until the choice is made.
    state: String,
    by: String,
    action: String,
    back: String,
    csrf: String,
    type_key: String,
    rev: i64,
    checked: Checked,
    elements: Vec<ElementId>,
    /// All answers that nobody disputes.
    merged: Vec<(String, String)>,
    fields: Vec<Disputed>,
}

/// A field that both have changed.
struct Disputed {
    label: String,
    name: String,
    id: String,
    mine: String,
    theirs: String,
    mine_shown: String,
    theirs_shown: String,
}

#[derive(Template)]
#[template(path = "editor/conflict.html")]
struct Page {
    shell: Shell,
    body: Body,
}

#[derive(Template)]
#[template(path = "editor/conflict_dialog.html")]
struct Dialog {
    body: Body,
}

/// Makes the answer to a save that met somebody else's: 409 with the choice. What the user typed is in it.
///
/// # Errors
/// When the draft cannot be read any more.
pub(super) async fn answer(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    post: &FormPost,
    conflict: &Conflict,
    hx: Hx,
) -> Result<Response, WebError> {
    let body = body(user, id, post, conflict);
    if hx.is_partial() {
        return refused(&Dialog { body }, Code::DraftConflict);
    }
    let draft = web.app.open_draft(user.actor(), id).await?;
    let heading = body.heading.clone();
    let shell =
        Shell::for_patient(web, user, &draft.patient, Place::Certificate(id), heading).await?;
    refused(&Page { shell, body }, Code::DraftConflict)
}

fn body(user: &SignedIn, id: CertificateId, post: &FormPost, conflict: &Conflict) -> Body {
    let is_disputed = |field: &str| {
        conflict
            .fields
            .iter()
            .any(|disputed| disputed.field == field)
    };
    let merged = conflict
        .merged
        .iter()
        .filter(|(field, _)| !is_disputed(field));
    Body {
        heading: format!("{} har ändrat samma utkast", conflict.by),
        when: format!(
            "{} sparade kl. {}.",
            conflict.by,
            time::clock_time(conflict.at)
        ),
        state: format!(
            "Ändrat av {} {}",
            conflict.by,
            time::clock_time(conflict.at)
        ),
        by: conflict.by.clone(),
        action: urls::answers(id),
        back: urls::edit(id),
        csrf: user.current().page_token(),
        type_key: type_key(post.ctype),
        rev: conflict.current_rev,
        checked: post.envelope.checked,
        elements: post.ctype.elements().map(|element| element.id).collect(),
        merged: merged
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect(),
        fields: conflict
            .fields
            .iter()
            .map(|field| Disputed {
                label: field.label.clone(),
                id: format!("val-{}", html_id(&field.field)),
                name: field.field.clone(),
                mine_shown: shown(post.ctype, &field.field, &field.mine),
                theirs_shown: shown(post.ctype, &field.field, &field.theirs),
                mine: field.mine.clone(),
                theirs: field.theirs.clone(),
            })
            .collect(),
    }
}

/// What was typed or chosen, in words.
fn shown(ctype: &CertificateType, field: &str, text: &str) -> String {
    if text.is_empty() {
        return "(tomt)".to_owned();
    }
    in_words(ctype, field, text).unwrap_or(text).to_owned()
}
