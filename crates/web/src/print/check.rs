//! Kontrollera utskrift: what a paper is worth, by its code. Source: acceptance N12.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{CheckedPrint, Error, PrintTarget, Standing};
use intyg_core::time::date_and_time;

use super::Order;
use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::session::SignedIn;
use crate::shell::{Shell, page, refused};
use crate::state::WebState;
use crate::{text, urls};

#[derive(Template)]
#[template(path = "print/check.html")]
struct CheckPage {
    shell: Shell,
    typed: String,
    error: &'static str,
    result: Option<Verdict>,
}

struct Verdict {
    /// Whether the paper can be relied on.
    is_good: bool,
    words: String,
    facts: Vec<(&'static str, String)>,
    certificate: String,
}

/// `GET /kontrollera-utskrift`: asks for a code and tells what is known of it. A code says nothing of whom it concerns, so that it may stand in
/// the address.
pub(crate) async fn check(
    State(web): State<WebState>,
    user: SignedIn,
    Query(order): Query<Order>,
) -> Result<Response, WebError> {
    let mut shown = CheckPage {
        shell: Shell::new(&web, user.current(), "Kontrollera utskrift"),
        typed: order.kod,
        error: "",
        result: None,
    };
    if shown.typed.is_empty() {
        return page(&shown);
    }
    web.rates
        .check
        .take(user.actor().staff.id.as_str())
        .map_err(WebError::too_many)?;
    match web.app.check_print(user.actor(), &shown.typed).await {
        Ok(checked) => {
            shown.typed = checked.code.to_string();
            shown.result = Some(verdict(&checked));
            page(&shown)
        }
        Err(Error::NotFound) => {
            shown.error = "Okänd kod. Kontrollera att den är rätt avskriven.";
            shown.shell = shown.shell.with_errors();
            refused(&shown, Code::NotFound)
        }
        Err(error) => Err(error.into()),
    }
}

fn verdict(checked: &CheckedPrint) -> Verdict {
    let mut facts = vec![
        ("Intyg", checked.ctype.full_name()),
        ("Personnummer", checked.patient.person_id.formatted()),
    ];
    if let Some((by, at)) = &checked.signed {
        facts.push(("Signerat", format!("{} av {by}", date_and_time(*at))));
    }
    if let Some(period) = checked.period {
        facts.push(("Period", text::period(period)));
    }
    facts.extend([
        (
            "Utskrivet",
            format!(
                "{} av {}, {}",
                date_and_time(checked.printed_at),
                checked.printed_by,
                checked.printed_on_unit
            ),
        ),
        (
            "Utskrivet till",
            match &checked.target {
                PrintTarget::Computer => "Datorns skrivare".to_owned(),
                PrintTarget::Printer(name) => name.clone(),
                PrintTarget::File => "PDF".to_owned(),
            },
        ),
        ("Kommentar", checked.reason.clone()),
    ]);
    Verdict {
        is_good: matches!(checked.standing, Standing::Valid | Standing::Extended),
        words: words(checked),
        facts,
        certificate: urls::certificate(checked.id),
    }
}

fn words(checked: &CheckedPrint) -> String {
    match &checked.standing {
        Standing::Valid => "Utskriften hör till ett signerat intyg som gäller.".to_owned(),
        Standing::Extended => {
            "Utskriften hör till ett signerat intyg som gäller. Det är förlängt av ett nyare intyg."
                .to_owned()
        }
        Standing::Revoked { at, by } => {
            format!("Intyget är raderat {} av {by}. Utskriften gäller inte.", text::date(*at))
        }
        Standing::Ended => {
            "Utskriften hör till ett signerat intyg vars period har tagit slut.".to_owned()
        }
        Standing::Draft { changed: false } => {
            "Utskriften är av ett utkast och gäller inte som intyg.".to_owned()
        }
        Standing::Draft { changed: true } => {
            "Utskriften är av ett utkast och gäller inte som intyg. Utkastet har ändrats sedan dess."
                .to_owned()
        }
        Standing::SignedSince => {
            "Utskriften är av ett utkast som har signerats sedan dess. Papperet gäller inte som intyg."
                .to_owned()
        }
        Standing::DeletedDraft { at, by } => {
            format!("Utkastet är raderat {} av {by}.", text::date(*at))
        }
    }
}
