//! Kortkommandon. Source: ui 4.8.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::error::WebError;
use crate::hx::Hx;
use crate::session::LoggedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;

/// Keys, where they work, what they do.
type Shortcut = (&'static [&'static str], &'static str, &'static str);

const SHORTCUTS: &[Shortcut] = &[
    (&["F8"], "Redigera", "nästa uppgift som saknas eller är fel"),
    (
        &["Skift+F8"],
        "Redigera",
        "föregående uppgift som saknas eller är fel",
    ),
    (&["F9"], "Redigera", "Validera"),
    (&["Ctrl+S"], "Redigera", "spara nu (skickar aldrig)"),
    (
        &["Ctrl+Enter"],
        "Redigera",
        "Spara (leder till samtycke, aldrig förbi det)",
    ),
    (&["F1"], "Redigera", "visa kortkommandon"),
    (&["Esc"], "lista, dialog", "stäng utan att ändra"),
    (&["Insert"], "Översikt, i listan", "Ny"),
    (&["F2"], "Översikt, i listan", "Ändra"),
    (&["Enter"], "Översikt, i listan", "Visa (utkast: Ändra)"),
    (&["Delete"], "Översikt, i listan", "Radera (öppnar frågan)"),
    (
        &["↑", "↓", "Home", "End"],
        "Översikt, i listan",
        "flytta markeringen",
    ),
];

#[derive(Template)]
#[template(path = "editor/shortcuts.html")]
struct Page {
    shell: Shell,
    rows: &'static [Shortcut],
}

#[derive(Template)]
#[template(path = "editor/shortcuts_dialog.html")]
struct Dialog {
    rows: &'static [Shortcut],
}

/// `GET /kortkommandon`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: LoggedIn,
    hx: Hx,
) -> Result<Response, WebError> {
    if hx.is_partial() {
        return page(&Dialog { rows: SHORTCUTS });
    }
    let shell = Shell::new(&web, &user.current, "Kortkommandon");
    page(&Page {
        shell,
        rows: SHORTCUTS,
    })
}
