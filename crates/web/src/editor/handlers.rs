//! Show, autosave, Validera, Spara.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{DraftView, Error, Reason, SaveKind, SaveRequest, Saved, Submitted};
use intyg_catalog::answers::html_id;
use intyg_catalog::element::CertificateType;
use intyg_core::ids::CertificateId;
use serde::Deserialize;

use super::answer::{fragments, internal};
use super::form::{self, Answered, Envelope, Pairs, RowStepKind, Step};
use super::page::{EditorPage, PageState, Ui};
use super::view::{self, Checked};
use super::{conflict, refused};
use crate::error::{Code, WebError, reading};
use crate::extract::{Address, Query};
use crate::flash::{self, Flash, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page_with_flash};
use crate::state::WebState;
use crate::urls;

/// How the editor was opened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Opened {
    /// `saknas` points out what is missing; `fel` also lists it on top.
    #[serde(default)]
    visa: String,
    /// `ja` does the same: Signera on an incomplete draft.
    #[serde(default)]
    kontrollera: String,
    /// Whether Utkast is ticked, `ja` or `nej`.
    utkast: Option<String>,
    /// Open rows, `{element}:{rows}` with blanks between.
    #[serde(default)]
    rader: String,
}

impl Opened {
    fn lists_gaps(&self) -> bool {
        self.visa == "fel" || self.kontrollera == "ja"
    }
    fn checked(&self) -> Checked {
        if self.lists_gaps() {
            Checked::Yes
        } else {
            Checked::parse(&self.visa)
        }
    }
    /// Unticked in a new certificate and where somebody wants to sign; ticked when work is taken up again (D04).
    fn keeps_as_draft(&self, draft: &DraftView) -> bool {
        match self.utkast.as_deref() {
            Some(word) => word == "ja",
            None => !draft.is_untouched && self.checked() == Checked::NotYet,
        }
    }
}

/// `GET /intyg/{id}/redigera`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    Query(opened): Query<Opened>,
    flash: Flash,
) -> Result<Response, WebError> {
    let draft = match web.app.open_draft(user.actor(), id).await {
        Err(Error::Refused(reason)) => return Err(not_editable(id, reason)),
        other => other?,
    };
    let heading = draft.ctype.full_name();
    let shell = Shell::for_patient(&web, &user, &draft.patient, Place::Certificate(id), heading)
        .await?
        .with_flash(flash);
    let with_summary = opened.lists_gaps();
    let open_rows = opened
        .rader
        .split(' ')
        .filter_map(form::open_rows)
        .collect();
    let state = PageState {
        shell: if with_summary {
            shell.with_errors()
        } else {
            shell
        },
        keep_as_draft: opened.keeps_as_draft(&draft),
        is_folded: web
            .app
            .is_information_folded(user.actor(), draft.ctype)
            .await?,
        with_summary,
        ui: Ui::new(&web.app, opened.checked(), open_rows),
    };
    let page = EditorPage::new(&draft, user.actor(), state).map_err(|error| internal(&error))?;
    page_with_flash(&page, flash)
}

fn not_editable(id: CertificateId, reason: Reason) -> WebError {
    let visa = reading(id, &reason);
    WebError::from(Error::Refused(reason)).leading_to(visa, "Visa")
}

/// A posted form of the editor.
pub(super) struct FormPost {
    pub(super) ctype: &'static CertificateType,
    pub(super) envelope: Envelope,
    pub(super) answered: Answered,
}

impl FormPost {
    /// Reads a post.
    ///
    /// # Errors
    /// An unknown type of certificate, or a text that no field takes.
    pub(super) fn read(posted: &Posted) -> Result<Self, WebError> {
        let pairs: Vec<(&str, &str)> = posted.iter().collect();
        let ctype = form::type_of(&pairs).ok_or(WebError::new(Code::BadRequest))?;
        Self::of_type(ctype, &pairs)
    }

    fn of_type(ctype: &'static CertificateType, pairs: &Pairs<'_>) -> Result<Self, WebError> {
        let envelope = Envelope::parse(ctype, pairs);
        let answered = form::answers(ctype, pairs, envelope.step.as_ref()).map_err(|_| {
            let text = "En text är längre än 10 000 tecken och kan inte sparas. Korta den.";
            WebError::new(Code::Validation).saying(text)
        })?;
        Ok(Self {
            ctype,
            envelope,
            answered,
        })
    }

    /// Returns how the form is to be shown afterwards.
    pub(super) fn ui(&self, web: &WebState) -> Ui {
        let mut open_rows = self.envelope.open_rows.clone();
        if let Some(Step::Row(step)) = &self.envelope.step {
            step.adjust(&mut open_rows);
        }
        Ui::new(&web.app, self.envelope.checked, open_rows)
            .typing_in(self.envelope.typing_in.clone())
    }

    /// Saves it. The inner error is the answer when the save was refused by what others have done to the draft.
    ///
    /// # Errors
    /// Everything else that can go wrong.
    pub(super) async fn save(
        &self,
        web: &WebState,
        user: &SignedIn,
        id: CertificateId,
        kind: SaveKind,
        hx: Hx,
    ) -> Result<Result<Saved, Response>, WebError> {
        let submitted = match self.answered.clone() {
            Answered::Whole(answers) => Submitted::Whole(answers),
            Answered::Changed(fields) => Submitted::Changed(fields),
        };
        let rev = self.envelope.rev;
        let request = SaveRequest {
            fetched: self.envelope.fetched.clone(),
            rev,
            kind,
            submitted,
        };
        match web.app.save_draft(user.actor(), id, request).await {
            Ok(saved) => Ok(Ok(saved)),
            Err(Error::Conflict(conflict)) => conflict::answer(web, user, id, self, &conflict, hx)
                .await
                .map(Err),
            Err(Error::Refused(reason)) => {
                refused::answer(web, user, id, self, &reason, hx).map(Err)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the editor's address with what the form had beside its answers.
    pub(super) fn back(&self, id: CertificateId, visa: &str, ui: &Ui) -> String {
        let utkast = if self.envelope.keep_as_draft {
            "ja"
        } else {
            "nej"
        };
        let mut url = format!("{}?utkast={utkast}", urls::edit(id));
        if !visa.is_empty() {
            url.push_str("&visa=");
            url.push_str(visa);
        }
        let rows: Vec<String> = ui
            .open_rows
            .iter()
            .map(|(element, rows)| format!("{element}:{rows}"))
            .collect();
        url.push_str("&rader=");
        url.push_str(&urls::encode(&rows.join(" ")));
        url
    }
}

/// `POST /intyg/{id}/svar`: autosave, and the buttons inside the form.
pub(super) async fn answer(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    hx: Hx,
    posted: Posted,
) -> Result<Response, WebError> {
    let post = FormPost::read(&posted)?;
    let saved = match post.save(&web, &user, id, SaveKind::Auto, hx).await? {
        Ok(saved) => saved,
        Err(response) => return Ok(response),
    };
    if let Some(Step::Information(fold)) = &post.envelope.step {
        web.app
            .fold_information(user.actor(), saved.draft.ctype, *fold)
            .await?;
    }
    let ui = post.ui(&web);
    if hx.is_partial() {
        let text = notice_text(&saved);
        // An older notice stays until it is closed, or what it tells of is undone.
        let has_news = !text.is_empty() || matches!(post.envelope.step, Some(Step::Undo(_)));
        let more = if has_news {
            let notice = view::notice(&text, &undo(&saved)?);
            vec![notice.map_err(|error| internal(&error))?]
        } else {
            Vec::new()
        };
        return fragments(&saved.draft, &ui, &post.envelope.known, more);
    }
    Ok(Redirect::to(&after_step(&post, id, &ui, &saved)).into_response())
}

/// Returns the value of the button that undoes what the notices tell of; empty when there is nothing to undo.
fn undo(saved: &Saved) -> Result<String, WebError> {
    let removed: Vec<(String, String)> = saved
        .notices
        .iter()
        .flat_map(|notice| notice.removed.iter().cloned())
        .collect();
    if removed.is_empty() {
        return Ok(String::new());
    }
    form::undo_value(&removed).map_err(|error| WebError::new(Code::Internal).because(&error))
}

fn notice_text(saved: &Saved) -> String {
    let merged = saved
        .merged_with
        .as_ref()
        .map(|name| format!("{name} har ändrat andra svar. De är med här."));
    saved
        .notices
        .iter()
        .map(|notice| notice.text.clone())
        .chain(merged)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Without script: where a button inside the form leads.
fn after_step(post: &FormPost, id: CertificateId, ui: &Ui, saved: &Saved) -> String {
    let back = post.back(id, post.envelope.checked.word(), ui);
    let rev = saved.draft.rev;
    match &post.envelope.step {
        Some(Step::Row(step)) => match step.kind {
            RowStepKind::Journal(row) => format!("{}?rev={rev}", urls::journal_diagnoses(id, row)),
            RowStepKind::Search(row) => {
                super::register::address(id, step.element, row, &saved.draft)
            }
            RowStepKind::Add
            | RowStepKind::Remove(_)
            | RowStepKind::MoveUp(_)
            | RowStepKind::MoveDown(_) => {
                format!("{back}#{}", html_id(&step.focus(&ui.open_rows)))
            }
        },
        Some(Step::Information(_)) => format!("{back}#informationstext"),
        Some(Step::Undo(_)) | None => back,
    }
}

/// `POST /intyg/{id}/validera`.
pub(super) async fn validate(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    hx: Hx,
    posted: Posted,
) -> Result<Response, WebError> {
    let mut post = FormPost::read(&posted)?;
    post.envelope.checked = Checked::Yes;
    if let Err(response) = post.save(&web, &user, id, SaveKind::Auto, hx).await? {
        return Ok(response);
    }
    let draft = web.app.validate_draft(user.actor(), id).await?;
    let ui = post.ui(&web);
    if hx.is_partial() {
        let result = view::check_result(&ui.context(&draft)).map_err(|error| internal(&error))?;
        return fragments(
            &draft,
            &ui,
            &BTreeMap::new(),
            vec![result, view::no_summary()],
        );
    }
    let target = if view::gap_count(&draft.findings) > 0 {
        "navigator-rubrik"
    } else {
        "besked"
    };
    let url = format!("{}#{target}", post.back(id, Checked::Yes.word(), &ui));
    Ok(Redirect::to(&url).into_response())
}

/// `POST /intyg/{id}/spara`.
pub(super) async fn save(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    hx: Hx,
    posted: Posted,
) -> Result<Response, WebError> {
    let mut post = FormPost::read(&posted)?;
    let keep = post.envelope.keep_as_draft;
    let kind = if keep {
        SaveKind::Manual
    } else {
        SaveKind::Auto
    };
    let draft = match post.save(&web, &user, id, kind, hx).await? {
        Ok(saved) => saved.draft,
        Err(response) => return Ok(response),
    };
    if keep {
        let overview = urls::overview(draft.patient.key);
        return Ok(flash::go(&overview, Notice::DraftSaved, Some(id)));
    }
    if !draft.may_sign {
        return Ok(flash::open(&urls::mark_ready(id)));
    }
    if view::gap_count(&draft.findings) == 0 {
        return Ok(flash::open(&urls::consent(id)));
    }
    post.envelope.checked = Checked::Yes;
    let ui = post.ui(&web);
    if !hx.is_partial() {
        let url = format!("{}#felsammanfattning", post.back(id, "fel", &ui));
        return Ok(Redirect::to(&url).into_response());
    }
    let context = ui.context(&draft);
    let summary = view::summary(&context).map_err(|error| internal(&error))?;
    let result = view::check_result(&context).map_err(|error| internal(&error))?;
    let mut response = fragments(&draft, &ui, &BTreeMap::new(), vec![result, summary])?;
    *response.status_mut() = Code::Validation.status();
    Ok(response)
}
