//! The dialog of Tilldela: who goes on with a draft or deals with a message.

use askama::Template;
use axum::response::Response;
use intyg_core::actor::Staff;
use intyg_core::ids::HsaId;

use crate::error::{Code, WebError};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "assign/page.html")]
struct AssignPage {
    shell: Shell,
    body: AssignBody,
}

#[derive(Template)]
#[template(path = "assign/dialog.html")]
struct AssignDialog {
    shell: Shell,
    body: AssignBody,
}

/// What is assigned.
pub(crate) struct AssignBody {
    pub(crate) heading: &'static str,
    pub(crate) question: &'static str,
    pub(crate) what: String,
    pub(crate) action: String,
    pub(crate) staff: Vec<Colleague>,
    /// The list that it is done from.
    pub(crate) back: &'static str,
}

/// Somebody to whom it can be assigned.
pub(crate) struct Colleague {
    id: String,
    name: String,
    is_chosen: bool,
}

/// Returns those to whom it can be assigned.
pub(crate) fn colleagues(staff: &[Staff], assigned: Option<&HsaId>) -> Vec<Colleague> {
    staff
        .iter()
        .map(|staff| Colleague {
            id: staff.id.to_string(),
            name: format!("{}, {}", staff.name, staff.title),
            is_chosen: assigned == Some(&staff.id),
        })
        .collect()
}

/// Shows the dialog, or its page.
pub(crate) fn show(
    web: &WebState,
    user: &SignedIn,
    hx: Hx,
    body: AssignBody,
) -> Result<Response, WebError> {
    let shell = Shell::new(web, user.current(), body.heading);
    match hx {
        Hx::Partial => page(&AssignDialog { shell, body }),
        Hx::Page => page(&AssignPage { shell, body }),
    }
}

/// Reads who was chosen; `None` = nobody.
pub(crate) fn chosen(posted: &Posted) -> Result<Option<HsaId>, WebError> {
    match posted.get("till") {
        "" => Ok(None),
        typed => match HsaId::parse(typed) {
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(WebError::new(Code::BadRequest)),
        },
    }
}
