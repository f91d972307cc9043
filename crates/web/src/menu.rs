//! The unit's pages in the left menu, with counts that follow without a reload. Source: ui 4.2, 4.4.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::UnitMenu;

use crate::error::WebError;
use crate::session::SignedIn;
use crate::shell::page;
use crate::state::WebState;
use crate::urls;

/// A link to a page of the unit.
#[derive(Debug, Clone)]
pub(crate) struct MenuEntry {
    /// Part of the id of its count.
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    /// Heading of the page.
    pub(crate) heading: &'static str,
    pub(crate) url: &'static str,
    /// Part of the link's text; empty = nothing to count.
    pub(crate) count: String,
    /// Whether it is a fault.
    pub(crate) is_fault: bool,
}

/// The counts alone, each put in the place of the one before it.
#[derive(Template)]
#[template(path = "menu/counts.html")]
struct Counts {
    entries: Vec<MenuEntry>,
}

/// Returns the links that the role has.
pub(crate) fn entries(menu: UnitMenu) -> Vec<MenuEntry> {
    let counted = |n: i64, words: &str| match n {
        0 => String::new(),
        n => format!("{n}{words}"),
    };
    let todo = menu.todo.then(|| MenuEntry {
        key: "att-gora",
        name: "Att göra",
        heading: "Att göra",
        url: urls::TODO,
        count: String::new(),
        is_fault: false,
    });
    let inbox = menu.inbox.map(|n| MenuEntry {
        key: "inkorg",
        name: "Enhetens inkorg",
        heading: "Enhetens inkorg",
        url: urls::INBOX,
        count: counted(n, " att åtgärda"),
        is_fault: false,
    });
    let outbox = menu.failed.map(|n| MenuEntry {
        key: "utkorg",
        name: "Enhetens utkorg",
        heading: "Enhetens utkorg",
        url: urls::OUTBOX,
        count: counted(n, " FEL"),
        is_fault: true,
    });
    let drafts = menu.drafts.map(|n| MenuEntry {
        key: "utkast",
        name: "Utkast",
        heading: "Utkast på enheten",
        url: urls::UNIT_DRAFTS,
        count: counted(n, ""),
        is_fault: false,
    });
    [todo, inbox, outbox, drafts]
        .into_iter()
        .flatten()
        .collect()
}

/// `GET /enhet/raknare`: asked for by every page while it is looked at.
pub(crate) async fn counts(
    State(web): State<WebState>,
    user: SignedIn,
) -> Result<Response, WebError> {
    let menu = web.app.unit_menu(user.actor()).await?;
    page(&Counts {
        entries: entries(menu),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_the_links_of_its_pages_and_no_count_of_nothing() {
        let menu = |inbox: Option<i64>, failed, drafts| {
            let menu = UnitMenu {
                todo: inbox.is_some(),
                inbox,
                failed,
                drafts,
            };
            entries(menu)
                .into_iter()
                .map(|entry| format!("{} {}", entry.key, entry.count))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            menu(Some(3), Some(1), Some(12)),
            [
                "att-gora ",
                "inkorg 3 att åtgärda",
                "utkorg 1 FEL",
                "utkast 12"
            ]
        );
        assert_eq!(
            menu(Some(0), Some(0), Some(0)),
            ["att-gora ", "inkorg ", "utkorg ", "utkast "]
        );
        assert_eq!(menu(None, Some(2), None), ["utkorg 2 FEL"]);
        assert!(menu(None, None, None).is_empty());
    }

    #[test]
    fn a_count_replaces_the_one_before_it() {
        let html = Counts {
            entries: entries(UnitMenu {
                failed: Some(2),
                ..UnitMenu::default()
            }),
        }
        .render()
        .expect("rendered");
        assert!(html.contains("id=\"antal-utkorg\"") && html.contains("hx-swap-oob"));
        assert!(html.contains(", <strong class=\"count count-err\">2 FEL</strong>"));
    }
}
