//! Tilldela: says who goes on with a draft.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::AssignView;
use intyg_core::ids::{CertificateId, HsaId};

use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;
use crate::urls;

#[derive(Template)]
#[template(path = "drafts/assign_page.html")]
struct AssignPage {
    shell: Shell,
    body: AssignBody,
}

#[derive(Template)]
#[template(path = "drafts/assign_dialog.html")]
struct AssignDialog {
    body: AssignBody,
}

struct AssignBody {
    csrf: String,
    action: String,
    what: String,
    staff: Vec<Colleague>,
    back: &'static str,
}

struct Colleague {
    id: String,
    name: String,
    is_chosen: bool,
}

/// `GET /enhet/utkast/{i}/tilldela`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.assign_view(user.actor(), id).await?;
    let shell = Shell::new(&web, user.current(), "Tilldela utkast");
    let body = body(id, &view, shell.csrf.clone());
    match hx {
        Hx::Partial => page(&AssignDialog { body }),
        Hx::Page => page(&AssignPage { shell, body }),
    }
}

/// `POST /enhet/utkast/{i}/tilldela`.
pub(super) async fn assign(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let to = match posted.get("till") {
        "" => None,
        typed => Some(HsaId::parse(typed).map_err(|_| WebError::new(Code::BadRequest))?),
    };
    web.app.assign(user.actor(), id, to.as_ref()).await?;
    let notice = match to {
        Some(_) => Notice::Assigned,
        None => Notice::Unassigned,
    };
    Ok(flash::go(urls::UNIT_DRAFTS, notice, None))
}

fn body(id: CertificateId, view: &AssignView, csrf: String) -> AssignBody {
    AssignBody {
        csrf,
        action: urls::assign(id),
        what: format!("{} för {}", view.name, view.patient.person_id.formatted()),
        staff: view
            .staff
            .iter()
            .map(|staff| Colleague {
                id: staff.id.to_string(),
                name: format!("{}, {}", staff.name, staff.title),
                is_chosen: view.assigned.as_ref() == Some(&staff.id),
            })
            .collect(),
        back: urls::UNIT_DRAFTS,
    }
}
