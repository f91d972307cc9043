//! Choose unit. Source: ui 6.2.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use intyg_app::{Always, Error, Touch, UnitChoice};
use intyg_core::ids::PatientKey;
use intyg_core::organisation::UnitStatus;

use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::flash::{self, Notice};
use crate::login::Next;
use crate::posted::Posted;
use crate::session::{LoggedIn, session_cookie};
use crate::shell::{Shell, page};
use crate::state::WebState;
use crate::urls;

#[derive(Template)]
#[template(path = "units.html")]
struct UnitsPage {
    shell: Shell,
    next: String,
    providers: Vec<Provider>,
}

struct Provider {
    name: String,
    units: Vec<UnitRow>,
}

struct UnitRow {
    index: usize,
    name: String,
    role: &'static str,
    is_inactive: bool,
    is_current: bool,
    drafts: i64,
    failed: i64,
}

/// `GET /valj-enhet`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: LoggedIn,
    Query(next): Query<Next>,
) -> Result<Response, WebError> {
    let choices = web.app.unit_choices(&user.session).await?;
    page(&UnitsPage {
        shell: Shell::new(&web, &user.current, "Välj enhet"),
        next: next.own().to_owned(),
        providers: by_provider(choices),
    })
}

/// `POST /valj-enhet`.
pub(crate) async fn choose(
    State(web): State<WebState>,
    user: LoggedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let index = posted
        .get("enhet")
        .parse()
        .map_err(|_| WebError::new(Code::BadRequest))?;
    let always = if posted.has("alltid") {
        Always::Yes
    } else {
        Always::No
    };
    let token = web.app.choose_unit(&user.session, index, always).await?;
    let cookie = CookieJar::new().add(session_cookie(&web, token.clone()));
    let next = urls::own(posted.get("till")).unwrap_or(urls::FIND_PATIENT);
    if let Some(patient) = urls::patient_of(next)
        && !may_see(&web, &token, patient).await?
    {
        return Ok((
            cookie,
            flash::go(urls::FIND_PATIENT, Notice::UnitChanged, None),
        )
            .into_response());
    }
    Ok((cookie, Redirect::to(next)).into_response())
}

/// Whether the patient stays when the unit changes.
async fn may_see(web: &WebState, token: &str, patient: PatientKey) -> Result<bool, WebError> {
    let session = web.app.session(token, Touch::UserAction).await?;
    let Some(actor) = session.as_ref().and_then(|session| session.actor.as_ref()) else {
        return Ok(false);
    };
    match web.app.patient(actor, patient).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::Forbidden) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Groups neighbours of one care provider; the choices come sorted by it.
fn by_provider(choices: Vec<UnitChoice>) -> Vec<Provider> {
    let mut providers: Vec<Provider> = Vec::new();
    for choice in choices {
        let row = UnitRow {
            index: choice.index,
            role: choice.role.label(),
            is_inactive: choice.unit.status == UnitStatus::Inactive,
            is_current: choice.is_current,
            drafts: choice.drafts,
            failed: choice.failed,
            name: choice.unit.name,
        };
        let provider = choice.unit.provider.name;
        match providers.iter_mut().find(|known| known.name == provider) {
            Some(known) => known.units.push(row),
            None => providers.push(Provider {
                name: provider,
                units: vec![row],
            }),
        }
    }
    providers
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_core::actor::Role;
    use intyg_core::ids::HsaId;
    use intyg_core::organisation::{CareProvider, CareUnit, Contact};

    fn choice(index: usize, provider: &str, name: &str, status: UnitStatus) -> UnitChoice {
        let id = |text: &str| HsaId::parse(text).expect("an id");
        UnitChoice {
            unit: CareUnit {
                id: id("SE-1"),
                name: name.to_owned(),
                provider: CareProvider {
                    id: id("SE-2"),
                    name: provider.to_owned(),
                },
                workplace_code: None,
                contact: Contact::default(),
                status,
            },
            role: Role::Doctor,
            assignment: "Vård".to_owned(),
            index,
            drafts: 3,
            failed: 1,
            is_current: index == 0,
        }
    }

    fn html(choices: Vec<UnitChoice>) -> String {
        let page = UnitsPage {
            shell: Shell::sample("Välj enhet"),
            next: String::new(),
            providers: by_provider(choices),
        };
        page.render().expect("rendered")
    }

    #[test]
    fn units_stand_under_their_care_provider_with_what_waits_there() {
        let html = html(vec![
            choice(0, "Region", "Vårdcentralen", UnitStatus::Active),
            choice(1, "Bolaget", "Kliniken", UnitStatus::Active),
            choice(2, "Region", "Stängda", UnitStatus::Inactive),
        ]);
        assert_eq!(html.matches("<table").count(), 2);
        let (region, bolaget) = html.split_once(">Bolaget</h2>").expect("two providers");
        assert!(
            region.contains("Vårdcentralen")
                && region.contains("Stängda")
                && bolaget.contains("Kliniken")
        );
        assert!(html.contains("Inaktiv") && html.contains("Du kan läsa men inte skapa nya intyg."));
        assert_eq!(html.matches("nuvarande enhet").count(), 1);
    }

    #[test]
    fn who_has_no_assignment_is_told_whom_to_turn_to() {
        assert!(
            html(Vec::new()).contains("Du har inget uppdrag på någon enhet. Kontakta it-stödet.")
        );
    }
}
