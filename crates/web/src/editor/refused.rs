//! The draft was signed or deleted meanwhile: nothing is saved, and what was typed can be copied. Source: ui 6.6.

use askama::Template;
use axum::response::Response;
use intyg_app::Reason;
use intyg_catalog::element::{CertificateType, Element};
use intyg_catalog::fields::{FieldRole, fields};
use intyg_core::ids::CertificateId;
use intyg_core::time;

use super::form::Answered;
use super::handlers::FormPost;
use crate::error::{Code, WebError, reading};
use crate::hx::Hx;
use crate::session::SignedIn;
use crate::shell::{Shell, refused};
use crate::state::WebState;
use crate::text;

struct Body {
    text: String,
    view: String,
    unsent: Vec<Unsent>,
}

/// A text that was not saved.
struct Unsent {
    label: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "editor/refused.html")]
struct Page {
    shell: Shell,
    body: Body,
}

#[derive(Template)]
#[template(path = "editor/refused_dialog.html")]
struct Dialog {
    body: Body,
}

/// Makes the answer to a save that came too late.
///
/// # Errors
/// When the template cannot be rendered.
pub(super) fn answer(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    post: &FormPost,
    reason: &Reason,
    hx: Hx,
) -> Result<Response, WebError> {
    let body = Body {
        text: words(reason),
        view: reading(id, reason),
        unsent: unsent(post.ctype, &post.answered),
    };
    let code = Code::of_refusal(reason);
    if hx.is_partial() {
        return refused(&Dialog { body }, code);
    }
    let shell = Shell::new(web, user.current(), code.heading());
    refused(&Page { shell, body }, code)
}

fn words(reason: &Reason) -> String {
    match reason {
        Reason::Signed { by, at } => {
            format!(
                "Intyget är signerat av {by} {} och kan inte ändras.",
                time::date_and_time(*at)
            )
        }
        other => text::reason(other),
    }
}

/// Only what somebody wrote in words is worth copying.
fn unsent(ctype: &CertificateType, answered: &Answered) -> Vec<Unsent> {
    let typed = |key: &str| match answered {
        Answered::Whole(answers) => answers.get(key).to_owned(),
        Answered::Changed(fields) => fields
            .iter()
            .find(|(field, _)| field == key)
            .map(|(_, text)| text.clone())
            .unwrap_or_default(),
    };
    let texts = |element: &'static Element| {
        fields(element)
            .into_iter()
            .filter(|field| field.role == FieldRole::Text)
            .map(|field| typed(&field.key))
            .filter(|text| !text.trim().is_empty())
            .map(|text| Unsent {
                label: element.name,
                text,
            })
            .collect::<Vec<_>>()
    };
    ctype.elements().flat_map(texts).collect()
}
