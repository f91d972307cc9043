//! What differs between two certificates, answer by answer, as a page and as a dialog. Source: ui 5.16, acceptance N02.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::ComparisonView;
use intyg_catalog::difference::{AnswerDifference, Change, SectionDifference, Stands};
use intyg_core::ids::CertificateId;

use crate::error::WebError;
use crate::extract::Address;
use crate::hx::Hx;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::{text, urls};

struct Body {
    counter: String,
    /// Name and day of the certificates.
    what: String,
    sections: Vec<SectionDifference>,
    back: String,
    older: String,
}

impl Body {
    fn new(view: ComparisonView) -> Self {
        let date = text::date(view.older_created_at);
        Self {
            counter: text::changed_since(view.difference.changed, &date),
            what: format!("{}, jämfört med intyget {date}", view.ctype.full_name()),
            sections: view.difference.sections,
            back: if view.is_draft {
                urls::edit(view.id)
            } else {
                urls::certificate(view.id)
            },
            older: urls::certificate(view.older),
        }
    }
}

/// Returns the word for what has happened to an answer.
fn word(answer: &AnswerDifference) -> &'static str {
    match answer.change {
        Change::Unchanged => "oförändrat",
        Change::Changed => "ändrat",
        Change::Added => "tillagt",
        Change::Removed => "borttaget",
    }
}

#[derive(Template)]
#[template(path = "compare/page.html")]
struct Page {
    shell: Shell,
    body: Body,
}

#[derive(Template)]
#[template(path = "compare/dialog.html")]
struct Dialog {
    body: Body,
}

/// `GET /intyg/{i}/jamfor/{j}`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address((id, older)): Address<(CertificateId, CertificateId)>,
) -> Result<Response, WebError> {
    let view = web.app.compare(user.actor(), id, older).await?;
    if hx.is_partial() {
        return page(&Dialog {
            body: Body::new(view),
        });
    }
    let place = Place::Certificate(id);
    let shell = Shell::for_patient(&web, &user, &view.patient, place, "Ändringar").await?;
    page(&Page {
        shell,
        body: Body::new(view),
    })
}
