//! The patient's start page: every certificate, every action. Source: ui 6.4, 6.5.

mod actions;
mod filter;
mod rows;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{CompletionAsked, ListRow, Overview, Reason, RowStatus};
use intyg_catalog::element::CertificateType;
use intyg_core::ids::{CertificateId, PatientKey};
use jiff::civil::Date;
use serde::Deserialize;

use crate::error::WebError;
use crate::extract::{Address, Query};
use crate::flash::Flash;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page_with_flash};
use crate::state::WebState;
use crate::{text, urls};

pub(crate) use actions::act;
use filter::{Choice, Filter};
use rows::{Order, Row, rows};

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    action: String,
    form_key: String,
    new: NewButton,
    /// Why the last action was not possible; empty = it was, or there was none.
    reason: String,
    /// Where the reason leads; empty = nowhere.
    leads: String,
    settings: String,
    /// What everybody should know about this patient's certificates.
    notices: Vec<NoticeBox>,
    /// Address of the sick leaves; empty = the patient has none.
    sick_leaves: String,
    filter: FilterForm,
    headers: Vec<Header>,
    sections: Vec<Section>,
    is_empty: bool,
}

/// A box on top, with one link.
struct NoticeBox {
    text: String,
    look: Look,
    url: String,
    link: &'static str,
}

/// How pressing a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Info,
    Warning,
    Error,
}

impl NoticeBox {
    fn new(look: Look, text: String) -> Self {
        Self {
            text,
            look,
            url: String::new(),
            link: "",
        }
    }
    fn about_messages(self, id: CertificateId) -> Self {
        Self {
            url: urls::conversation(id),
            link: "Öppna konversationen",
            ..self
        }
    }
    fn leading_to(self, id: CertificateId) -> Self {
        Self {
            url: urls::certificate(id),
            link: "Visa intyget",
            ..self
        }
    }
}

/// What the lists show.
struct FilterForm {
    shows: Vec<Choice>,
    forms: Vec<Choice>,
    is_set: bool,
    /// "3 träffar", when something may be hidden.
    hits: String,
    page: String,
    sort: String,
    direction: String,
}

/// The split button. Source: ui 5.2.
struct NewButton {
    /// Code and name of the preset type.
    preset: Option<(&'static str, String)>,
    choices: Vec<TypeChoice>,
    refused: String,
    /// No preset type was there when Ny was pressed.
    is_open: bool,
}

struct TypeChoice {
    code: &'static str,
    name: String,
    is_preset: bool,
}

struct Section {
    id: &'static str,
    heading: &'static str,
    empty: &'static str,
    is_open: bool,
    has_deletions: bool,
    rows: Vec<Row>,
}

/// A column header that sorts.
struct Header {
    label: &'static str,
    url: String,
    /// `aria-sort`.
    sorted: &'static str,
    class: &'static str,
}

/// How the lists are sorted, from the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sorting {
    sortera: String,
    ordning: String,
    visa: String,
    blankett: String,
    /// A type, in an address that somebody has typed: nothing is made by an address, but one that is refused is told why.
    typ: String,
}

/// What the page shows beside the lists.
#[derive(Default)]
struct Extras {
    reason: String,
    leads: String,
    marked: Option<CertificateId>,
    is_new_open: bool,
}

/// `GET /patient/{p}/intyg`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
    Address(key): Address<PatientKey>,
    Query(sorting): Query<Sorting>,
) -> Result<Response, WebError> {
    if let Some(reason) = refused_type(&web, &sorting) {
        return actions::refuse_type(&web, &user, key, &reason).await;
    }
    let overview = web.app.overview(user.actor(), key).await?;
    let extras = Extras {
        marked: flash.certificate,
        ..Extras::default()
    };
    let mut page = overview_page(&web, &user, overview, &sorting, extras).await?;
    page.shell = page.shell.with_flash(flash);
    page_with_flash(&page, flash)
}

fn refused_type(web: &WebState, sorting: &Sorting) -> Option<Reason> {
    Some(&sorting.typ)
        .filter(|code| !code.is_empty())
        .and_then(|code| web.app.type_refused(code))
}

async fn overview_page(
    web: &WebState,
    user: &SignedIn,
    overview: Overview,
    sorting: &Sorting,
    extras: Extras,
) -> Result<OverviewPage, WebError> {
    let (order, filter) = (Order::of(sorting), Filter::of(sorting));
    let patient = &overview.patient;
    let shell = Shell::for_patient(web, user, patient, Place::Overview, "Nationella intyg").await?;
    let sections = sections(&overview, &order, &filter, extras.marked);
    Ok(OverviewPage {
        shell,
        action: urls::overview(patient.key),
        form_key: web.app.new_form_key().to_text(),
        new: new_button(&overview, extras.is_new_open),
        reason: extras.reason,
        leads: extras.leads,
        settings: urls::settings_and_back(&urls::overview(patient.key)),
        notices: notices(&overview),
        sick_leaves: sick_leaves(&overview),
        headers: order.headers(&urls::overview(patient.key), &filter),
        is_empty: overview.is_empty(),
        filter: FilterForm {
            shows: filter.shows(),
            forms: filter.forms(&overview),
            is_set: filter.is_set(),
            hits: hits(sections.iter().map(|section| section.rows.len()).sum()),
            page: urls::overview(patient.key),
            sort: sorting.sortera.clone(),
            direction: sorting.ordning.clone(),
        },
        sections,
    })
}

fn new_button(overview: &Overview, is_open: bool) -> NewButton {
    let choice = |ctype: &&'static CertificateType| TypeChoice {
        code: ctype.code,
        name: ctype.full_name(),
        is_preset: overview
            .preset
            .is_some_and(|preset| preset.code == ctype.code),
    };
    NewButton {
        preset: overview.preset.map(|ctype| (ctype.code, ctype.full_name())),
        choices: overview.offered.iter().map(choice).collect(),
        refused: overview
            .new_refused
            .as_ref()
            .map(text::reason)
            .unwrap_or_default(),
        is_open,
    }
}

/// What stands where the filter takes nothing.
const HIDDEN: &str = "Inga intyg här med det valda filtret.";
/// A sick leave that ends within so many days is spoken of. Source: ui 6.4.
const SOON: i32 = 14;

fn notices(overview: &Overview) -> Vec<NoticeBox> {
    let mut notices = messages(overview);
    if overview.new_refused == Some(Reason::Deceased) {
        notices.push(NoticeBox::new(
            Look::Warning,
            text::reason(&Reason::Deceased),
        ));
    }
    let mut failed = overview
        .current
        .iter()
        .chain(&overview.earlier)
        .chain(&overview.deleted)
        .filter(|row| matches!(row.status, RowStatus::Failed | RowStatus::RevokedFailed));
    if let Some(first) = failed.next() {
        let count = failed.count() + 1;
        let text = format!("{count} meddelande om patientens intyg gick inte att skicka (FEL).");
        notices.push(NoticeBox::new(Look::Warning, text).leading_to(first.id));
    }
    notices.extend(ends_soon(overview));
    notices
}

/// What the recipient waits for and what it has written, certificate by certificate.
fn messages(overview: &Overview) -> Vec<NoticeBox> {
    let lists = [&overview.current, &overview.earlier];
    let rows = lists.into_iter().flatten();
    rows.filter_map(|row| message(row, overview.today))
        .collect()
}

fn message(row: &ListRow, today: Date) -> Option<NoticeBox> {
    let certificate = format!("{} {}", row.name, text::date(row.created_at));
    let notice = match row.completion_asked {
        Some(CompletionAsked { reply_by }) => {
            let is_urgent = reply_by.is_some_and(|day| text::is_urgent(day, today));
            let look = if is_urgent {
                Look::Error
            } else {
                Look::Warning
            };
            let until = reply_by.map_or(String::new(), |day| format!(" Svara senast {day}."));
            let words = format!("Försäkringskassan begär komplettering av {certificate}.{until}");
            NoticeBox::new(look, words)
        }
        None if row.unhandled > 0 => NoticeBox::new(
            Look::Info,
            format!("Nytt meddelande från Försäkringskassan om {certificate}."),
        ),
        None => return None,
    };
    Some(notice.about_messages(row.id))
}

/// The sick leave ends with the certificate that ends last.
fn ends_soon(overview: &Overview) -> Option<NoticeBox> {
    let last = overview
        .current
        .iter()
        .filter(|row| row.period.1.is_some())
        .max_by_key(|row| row.period.1)?;
    let end = last.period.1?;
    let is_soon = (end - overview.today).get_days() <= SOON;
    is_soon.then(|| {
        NoticeBox::new(Look::Info, format!("Sjukskrivningen tar slut {end}.")).leading_to(last.id)
    })
}

fn sick_leaves(overview: &Overview) -> String {
    let has_any = [&overview.drafts, &overview.current, &overview.earlier]
        .into_iter()
        .flatten()
        .any(|row| row.period.0.is_some());
    if has_any {
        urls::sick_leaves(overview.patient.key)
    } else {
        String::new()
    }
}

fn hits(count: usize) -> String {
    format!("{count} {}", if count == 1 { "träff" } else { "träffar" })
}

fn sections(
    overview: &Overview,
    order: &Order,
    filter: &Filter,
    marked: Option<CertificateId>,
) -> Vec<Section> {
    let section = |id, heading, empty, list: &[ListRow]| {
        let rows = rows(list, order, filter, marked);
        let empty = if list.is_empty() { empty } else { HIDDEN };
        Section {
            id,
            heading,
            empty,
            is_open: id != "raderade" || rows.iter().any(|row| row.is_marked),
            has_deletions: id == "raderade",
            rows,
        }
    };
    vec![
        section("utkast", "Utkast", "Inga utkast.", &overview.drafts),
        section(
            "aktuella",
            "Aktuella intyg",
            "Inga aktuella intyg.",
            &overview.current,
        ),
        section(
            "tidigare",
            "Tidigare intyg",
            "Inga tidigare intyg.",
            &overview.earlier,
        ),
        section(
            "raderade",
            "Raderade",
            "Inga raderade intyg.",
            &overview.deleted,
        ),
    ]
}
