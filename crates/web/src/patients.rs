//! Find patient. Source: ui 6.3.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::FindPatientError;
use intyg_core::time::date_and_time;

use crate::error::{Code, WebError};
use crate::flash::{self, Flash};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with_flash, refused};
use crate::state::WebState;
use crate::urls;

#[derive(Template)]
#[template(path = "patients.html")]
struct PatientsPage {
    shell: Shell,
    typed: String,
    error: &'static str,
    recent: Vec<Recent>,
}

struct Recent {
    url: String,
    person_id: String,
    at: String,
}

/// `GET /patient`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    flash: Flash,
) -> Result<Response, WebError> {
    let mut page = patients_page(&web, &user).await?;
    page.shell = page.shell.with_flash(flash);
    // The field has the focus here.
    page.shell.focus_heading = false;
    page_with_flash(&page, flash)
}

/// `POST /patient`: the number is posted, so that it stands in no address.
pub(crate) async fn find(
    State(web): State<WebState>,
    user: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let typed = posted.get("personnummer");
    let (code, error) = match web.app.find_patient(user.actor(), typed).await {
        Ok(key) => return Ok(flash::open(&urls::overview(key))),
        Err(error) => fault(error)?,
    };
    let mut page = patients_page(&web, &user).await?;
    page.shell = page.shell.with_errors();
    typed.clone_into(&mut page.typed);
    page.error = error;
    refused(&page, code)
}

/// Returns the key, as addresses have it, of the patient that a list of the unit is filtered by: empty when no number was typed. What is
/// wrong with the number comes in words.
pub(crate) async fn to_filter_by(
    web: &WebState,
    user: &SignedIn,
    typed: &str,
) -> Result<Result<String, &'static str>, WebError> {
    if typed.is_empty() {
        return Ok(Ok(String::new()));
    }
    Ok(
        match web.app.patient_to_filter_by(user.actor(), typed).await {
            Ok(key) => Ok(key.to_text()),
            Err(FindPatientError::Unknown) => Err("Enheten har ingenting om det personnumret."),
            Err(error) => Err(fault(error)?.1),
        },
    )
}

/// What is wrong with a number that was typed, in words.
fn fault(error: FindPatientError) -> Result<(Code, &'static str), WebError> {
    Ok(match error {
        FindPatientError::Form => (
            Code::BadPersonnummer,
            "Ange ett personnummer med 12 siffror.",
        ),
        FindPatientError::CheckDigit => (
            Code::BadPersonnummer,
            "Kontrollsiffran stämmer inte. Kontrollera numret.",
        ),
        FindPatientError::Unknown => (Code::NotFound, "Numret finns inte i patientregistret."),
        FindPatientError::Unavailable => (
            Code::Unavailable,
            "Patientregistret svarar inte. Försök igen om en stund.",
        ),
        FindPatientError::Other(error) => return Err(error.into()),
    })
}

async fn patients_page(web: &WebState, user: &SignedIn) -> Result<PatientsPage, WebError> {
    let recent = web.app.recent_patients(user.actor()).await?;
    Ok(PatientsPage {
        shell: Shell::new(web, user.current(), "Välj patient"),
        typed: String::new(),
        error: "",
        recent: recent
            .into_iter()
            .map(|patient| Recent {
                url: urls::overview(patient.key),
                person_id: patient.person_id.formatted(),
                at: date_and_time(patient.at),
            })
            .collect(),
    })
}
