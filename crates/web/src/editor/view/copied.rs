//! What a copy says on top: where its answers come from, which of them nobody has looked at, and what has been changed.
//! Source: ui 5.16, 6.6, 6.11.

use askama::Template;
use intyg_app::DraftView;
use intyg_catalog::element::ElementId;
use intyg_core::lifecycle::CopyKind;

use super::fragment::Fragment;
use super::question::first_field;
use crate::editor::Rendered;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "editor/copied.html")]
struct Copied {
    from: String,
    /// A completion says again what was said; only what is asked for is gone through.
    is_completion: bool,
    unreviewed: Vec<Unreviewed>,
    changed: String,
    compare: String,
}

struct Unreviewed {
    target: String,
    name: &'static str,
}

/// Makes the part of the page that follows what is changed in a copy; empty for what is no copy.
///
/// # Errors
/// When the template cannot be rendered.
pub(in crate::editor) fn copied(draft: &DraftView) -> Rendered<Fragment> {
    let html = match (&draft.original, draft.changed) {
        (Some(original), Some(changed)) => {
            let from = text::date(original.created_at);
            Copied {
                changed: text::changed_since(changed, &from),
                from,
                is_completion: original.kind == CopyKind::Complement,
                unreviewed: draft
                    .unreviewed
                    .iter()
                    .filter_map(|id| unreviewed(draft, *id))
                    .collect(),
                compare: urls::compare(draft.id, original.id),
            }
            .render()?
        }
        _ => String::new(),
    };
    Ok(Fragment::new("div", "kopian", html).class("copied"))
}

fn unreviewed(draft: &DraftView, id: ElementId) -> Option<Unreviewed> {
    Some(Unreviewed {
        target: first_field(draft.ctype, id),
        name: draft.ctype.element(id.as_str())?.name,
    })
}
