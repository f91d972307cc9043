//! Att göra: what waits, the most urgent first, each with one button. Source: ui 6.18, acceptance N13.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use intyg_app::{TodoAct, TodoKind, TodoLine, Whose};
use jiff::civil::Date;
use serde::Deserialize;

use crate::error::WebError;
use crate::extract::Query;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;
use crate::{text, urls};

/// Its address.
pub(crate) fn routes() -> Router<WebState> {
    Router::new().route(urls::TODO, get(show))
}

#[derive(Template)]
#[template(path = "todo.html")]
struct TodoPage {
    shell: Shell,
    is_mine: bool,
    mine: &'static str,
    unit: String,
    rows: Vec<Row>,
}

struct Row {
    due: String,
    left: String,
    is_urgent: bool,
    what: &'static str,
    /// What the question is about; empty = nothing to add.
    about: &'static str,
    look: &'static str,
    patient: String,
    /// Name and date; empty = on no certificate.
    certificate: String,
    responsible: String,
    act: &'static str,
    url: String,
    is_dialog: bool,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    vems: String,
}

/// `GET /enhet/att-gora`.
async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let whose = match asked.vems.as_str() {
        "enheten" => Whose::Unit,
        _ => Whose::Mine,
    };
    let list = web.app.todo(user.actor(), whose).await?;
    page(&TodoPage {
        shell: Shell::new(&web, user.current(), "Att göra"),
        is_mine: whose == Whose::Mine,
        mine: urls::TODO,
        unit: urls::todo_of_unit(),
        rows: list
            .lines
            .iter()
            .map(|line| row(line, list.today))
            .collect(),
    })
}

fn row(line: &TodoLine, today: Date) -> Row {
    let (what, about, look) = words(line.kind);
    let (act, url) = act(line);
    // Under FEL the day tells since when, and there is nothing to wait for.
    let day = line.due.filter(|_| line.kind != TodoKind::Failed);
    Row {
        due: match (line.kind, day) {
            (TodoKind::Failed, _) => "Nu".to_owned(),
            (_, Some(day)) => day.to_string(),
            (_, None) => "Ingen sista dag".to_owned(),
        },
        left: day.map_or(String::new(), |day| text::days_left(day, today)),
        is_urgent: day.is_some_and(|day| text::is_urgent(day, today)),
        what,
        about,
        look,
        patient: line.person_id.formatted(),
        certificate: line
            .certificate
            .as_ref()
            .map_or(String::new(), |(name, at)| {
                format!("{name} {}", text::date(*at))
            }),
        responsible: line.responsible.clone(),
        act,
        url,
        is_dialog: matches!(line.act, TodoAct::ReadIn(_)),
    }
}

/// The kind in words, what it is about, and its look.
fn words(kind: TodoKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        TodoKind::Failed => ("FEL", "", "err"),
        TodoKind::Request => ("Begäran om komplettering", "", "err"),
        TodoKind::Question(subject) => ("Fråga", subject.heading(), "info"),
        TodoKind::Answer => ("Svar", "", "info"),
        TodoKind::Reminder => ("Påminnelse", "", "warn"),
        TodoKind::LeaveEnds => ("Sjukskrivning tar slut", "", "warn"),
        TodoKind::LocksSoon => ("Utkast som snart låses", "", "draft"),
        TodoKind::ReadyToSign => ("Klart att signera", "", "draft"),
    }
}

/// The words of the button, and where it leads.
fn act(line: &TodoLine) -> (&'static str, String) {
    match line.act {
        TodoAct::Open(id, message) => {
            let words = match line.kind {
                TodoKind::Request => "Komplettera",
                TodoKind::Question(_) => "Svara",
                _ => "Läs",
            };
            (words, urls::conversation_at(id, message))
        }
        TodoAct::ReadIn(message) => ("Läs in", urls::read_in(message)),
        TodoAct::Sign(id) => ("Signera", urls::edit_to_sign(id)),
        TodoAct::Edit(id) => ("Ändra", urls::edit(id)),
        TodoAct::Copy(id) => ("Ny kopia", urls::copy(id)),
        TodoAct::View(id) => ("Visa", urls::certificate(id)),
        TodoAct::Outbox(message) => ("Visa i utkorgen", urls::outbox_at(message)),
    }
}
