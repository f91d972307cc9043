//! What stands around every page: header, menu, patient banner, tabs and footer. Source: ui 4.2.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};
use intyg_app::{PatientView, TabView};
use intyg_core::ids::CertificateId;
use intyg_core::patient::LifeStatus;

use crate::error::{Code, WebError};
use crate::flash::{self, Flash, Notice};
use crate::menu::{self, MenuEntry};
use crate::session::{Current, SignedIn};
use crate::state::WebState;
use crate::{assets, urls};

/// The frame of a page. Every page template has one in its field `shell`.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// The page's `h1`, also in the title. Never patient data.
    pub(crate) heading: String,
    /// The page tells of errors, which its title says first.
    pub(crate) has_errors: bool,
    /// The heading gets the focus, since an action in another page has led here.
    pub(crate) focus_heading: bool,
    /// What has just been done; empty when nothing.
    pub(crate) notice: &'static str,
    /// Value of the hidden field `csrf` of every form.
    pub(crate) csrf: String,
    /// Who is logged in.
    pub(crate) user: Option<User>,
    /// The unit's pages in the menu.
    pub(crate) unit_pages: Vec<MenuEntry>,
    /// Whose certificates are shown.
    pub(crate) patient: Option<Banner>,
    /// Shows the test strip.
    pub(crate) test_environment: bool,
    /// Whom to turn to.
    pub(crate) contact: String,
}

/// The logged-in person in the header.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) name: String,
    /// Role and unit; none until a unit is chosen.
    pub(crate) work: Option<(&'static str, String)>,
}

/// The patient banner with the tabs under it.
#[derive(Debug, Clone)]
pub(crate) struct Banner {
    pub(crate) person_id: String,
    /// `None`: not shown.
    pub(crate) name: Option<String>,
    pub(crate) age: i16,
    pub(crate) tags: Vec<String>,
    pub(crate) overview: String,
    pub(crate) is_overview: bool,
    /// The patient's certificates from before June 2018.
    pub(crate) legacy: String,
    pub(crate) is_legacy: bool,
    pub(crate) tabs: Vec<TabLink>,
}

/// A tab.
#[derive(Debug, Clone)]
pub(crate) struct TabLink {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) close: String,
    /// Where the page goes when the tab is closed.
    pub(crate) after: String,
    pub(crate) is_current: bool,
}

/// Which tab a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The patient's start page.
    Overview,
    /// A certificate.
    Certificate(CertificateId),
    /// Certificates from before June 2018.
    Legacy,
}

#[cfg(test)]
impl Shell {
    /// A shell for tests of templates.
    pub(crate) fn sample(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            has_errors: false,
            focus_heading: false,
            notice: "",
            csrf: "token".to_owned(),
            user: None,
            unit_pages: Vec::new(),
            patient: None,
            test_environment: false,
            contact: "it-stödet.".to_owned(),
        }
    }
}

impl Shell {
    /// A page that concerns no patient, or that must not show one.
    pub(crate) fn new(web: &WebState, current: &Current, heading: impl Into<String>) -> Self {
        let user = current.session().map(|session| User {
            name: session.staff.name.clone(),
            work: session
                .actor
                .as_ref()
                .map(|actor| (actor.role().label(), actor.unit().name.clone())),
        });
        Self {
            heading: heading.into(),
            has_errors: false,
            focus_heading: false,
            notice: "",
            csrf: current.page_token(),
            user,
            unit_pages: menu::entries(current.menu()),
            patient: None,
            test_environment: web.config.test_environment,
            contact: web.config.contact.clone(),
        }
    }

    /// A page about a patient, with the open tabs.
    pub(crate) async fn for_patient(
        web: &WebState,
        user: &SignedIn,
        patient: &PatientView,
        place: Place,
        heading: impl Into<String>,
    ) -> Result<Self, WebError> {
        let tabs = web.app.tabs(user.actor(), patient.key).await?;
        Ok(Self::new(web, user.current(), heading).with_patient(patient, tabs, place))
    }

    /// Adds the banner and the tabs.
    #[must_use]
    pub(crate) fn with_patient(
        mut self,
        patient: &PatientView,
        tabs: Vec<TabView>,
        place: Place,
    ) -> Self {
        self.patient = Some(Banner {
            person_id: patient.person_id.formatted(),
            name: patient
                .name
                .as_ref()
                .map(|name| name.for_banner().to_owned()),
            age: patient.age,
            tags: tags(patient),
            overview: urls::overview(patient.key),
            is_overview: place == Place::Overview,
            legacy: urls::legacy(patient.key),
            is_legacy: place == Place::Legacy,
            tabs: tab_links(tabs, place, &urls::overview(patient.key)),
        });
        self
    }

    /// Says what has just been done.
    #[must_use]
    pub(crate) fn with_flash(mut self, flash: Flash) -> Self {
        self.focus_heading = flash.notice.is_some();
        self.notice = flash.notice.map_or("", Notice::text);
        self
    }

    /// Says in the title that something must be put right.
    #[must_use]
    pub(crate) fn with_errors(mut self) -> Self {
        self.has_errors = true;
        self.focus_heading = false;
        self
    }

    /// Returns the address of a style sheet, script or picture.
    #[expect(
        clippy::unused_self,
        reason = "templates reach functions through a value"
    )]
    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// Returns "Kontakta …." whether the installation's words are a sentence or only say whom.
    pub(crate) fn turn_to(&self) -> String {
        let whom = self.contact.trim().trim_end_matches('.');
        format!(
            "Kontakta {}.",
            whom.strip_prefix("Kontakta ").unwrap_or(whom)
        )
    }

    /// Tells whether there is anything in the menu: not before a unit is chosen.
    pub(crate) fn has_menu(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.work.is_some())
    }

    /// Returns where the unit is changed; afterwards the patient stays if the new unit may see her.
    pub(crate) fn units(&self) -> String {
        self.patient.as_ref().map_or_else(
            || urls::UNITS.to_owned(),
            |patient| urls::units_and_on(&patient.overview),
        )
    }

    /// Returns where the settings are, which lead back to the patient.
    pub(crate) fn settings(&self) -> String {
        self.patient.as_ref().map_or_else(
            || urls::SETTINGS.to_owned(),
            |patient| urls::settings_and_back(&patient.overview),
        )
    }

    /// Returns where the module's name leads.
    pub(crate) fn home(&self) -> &str {
        self.patient
            .as_ref()
            .map_or("/", |patient| patient.overview.as_str())
    }
}

/// Closing the current tab leads to the one to its left, closing another one leads nowhere else.
fn tab_links(tabs: Vec<TabView>, place: Place, overview: &str) -> Vec<TabLink> {
    let address = |tab: &TabView| {
        if tab.is_draft {
            urls::edit(tab.id)
        } else {
            urls::certificate(tab.id)
        }
    };
    let here = tabs
        .iter()
        .find(|tab| place == Place::Certificate(tab.id))
        .map_or(overview.to_owned(), address);
    let mut left = overview.to_owned();
    let mut links = Vec::with_capacity(tabs.len());
    for tab in tabs {
        let url = address(&tab);
        let is_current = place == Place::Certificate(tab.id);
        links.push(TabLink {
            close: urls::close_tab(tab.id),
            after: if is_current {
                std::mem::replace(&mut left, url.clone())
            } else {
                here.clone()
            },
            is_current,
            name: tab.name,
            url: url.clone(),
        });
        left = url;
    }
    links
}

fn tags(patient: &PatientView) -> Vec<String> {
    let mut tags = Vec::new();
    if patient.protection.is_protected() {
        tags.push("Skyddade personuppgifter".to_owned());
    }
    if let LifeStatus::Deceased(date) = patient.life {
        tags.push(format!("Avliden {date}"));
    }
    if let Some(former) = &patient.former_id {
        tags.push(format!(
            "Nytt personnummer, tidigare {}",
            former.formatted()
        ));
    }
    if patient.person_id.is_coordination_number() {
        tags.push("Samordningsnummer".to_owned());
    }
    if patient.test_indicated {
        tags.push("Testperson".to_owned());
    }
    tags
}

/// Renders a page or fragment.
pub(crate) fn page(template: &impl Template) -> Result<Response, WebError> {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(WebError::new(Code::Internal).because(&error)),
    }
}

/// Renders a page with what has just been done, which is then forgotten.
pub(crate) fn page_with_flash(
    template: &impl Template,
    flash: Flash,
) -> Result<Response, WebError> {
    let mut response = page(template)?;
    if flash.notice.is_some() {
        flash::clear(&mut response);
    }
    Ok(response)
}

/// Renders the page of a refused form, with the code's status and header.
pub(crate) fn refused(template: &impl Template, code: Code) -> Result<Response, WebError> {
    let mut response = page(template)?;
    *response.status_mut() = code.status();
    response.headers_mut().insert(
        "x-error-code",
        axum::http::HeaderValue::from_static(code.key()),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_turn_to_is_said_in_one_sentence() {
        for contact in ["it-stödet", "it-stödet.", "Kontakta it-stödet."] {
            let shell = Shell {
                contact: contact.to_owned(),
                ..Shell::sample("Välj enhet")
            };
            assert_eq!(shell.turn_to(), "Kontakta it-stödet.");
        }
    }

    #[test]
    fn closing_a_tab_leads_to_the_left_or_nowhere() {
        let tab = |n: u8| TabView {
            id: CertificateId::from_random_bytes([n; 16]),
            name: format!("Intyg {n}"),
            is_draft: n == 1,
        };
        let (first, second) = (tab(1), tab(2));
        let here = Place::Certificate(second.id);
        let links = tab_links(vec![first.clone(), second.clone()], here, "/oversikt");
        let after: Vec<&str> = links.iter().map(|link| link.after.as_str()).collect();
        let (edit, view) = (urls::edit(first.id), urls::certificate(second.id));
        assert_eq!(after, [view.as_str(), edit.as_str()]);
        let links = tab_links(
            vec![first.clone()],
            Place::Certificate(first.id),
            "/oversikt",
        );
        assert_eq!(
            links.first().map(|link| link.after.as_str()),
            Some("/oversikt")
        );
        let links = tab_links(vec![first], Place::Overview, "/oversikt");
        assert_eq!(
            links.first().map(|link| link.after.as_str()),
            Some("/oversikt")
        );
    }
}
