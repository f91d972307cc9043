//! Login and logout. Source: ui 6.1.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use intyg_app::LoginError;
use serde::Deserialize;

use crate::address::ClientAddress;
use crate::error::{Code, WebError};
use crate::extract::Query;
use crate::flash::{self, Flash, Notice};
use crate::posted::Posted;
use crate::session::{
    Current, LoggedIn, expired_session_cookie, login_cookie, login_token, session_cookie,
};
use crate::shell::{Shell, page_with_flash, refused};
use crate::state::WebState;
use crate::urls;

static CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    shell: Shell,
    password_login: bool,
    next: String,
    user: String,
    error: Option<String>,
}

/// Where to go on to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    till: String,
}

impl Next {
    /// Returns the address when it is one of ours, else nothing.
    pub(crate) fn own(&self) -> &str {
        urls::own(&self.till).unwrap_or("")
    }
}

/// `GET /`: wherever the person can work on.
pub(crate) async fn home(current: Current) -> Redirect {
    match (current.session(), current.actor()) {
        (None, _) => Redirect::to(urls::LOGIN),
        (Some(_), None) => Redirect::to(urls::UNITS),
        (Some(_), Some(_)) => Redirect::to(urls::FIND_PATIENT),
    }
}

/// `GET /logga-in`.
pub(crate) async fn show(
    State(web): State<WebState>,
    current: Current,
    flash: Flash,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> Result<Response, WebError> {
    if current.session().is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let token = login_token(&web, &headers).unwrap_or_else(|| web.app.new_form_key().to_text());
    let page = login_page(&web, &token, next.own(), "", None).with_flash(flash);
    let jar = CookieJar::new().add(login_cookie(&web, token));
    Ok((jar, page_with_flash(&page, flash)?).into_response())
}

/// `POST /logga-in`.
pub(crate) async fn log_in(
    State(web): State<WebState>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    if !web.config.password_login {
        return Err(WebError::new(Code::NotFound));
    }
    let next = urls::own(posted.get("till")).unwrap_or("");
    if let Err(seconds) = web.rates.login.take(&address.to_string()) {
        let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(1);
        return refuse(&web, &headers, &posted, Code::RateLimit, too_many(minutes));
    }
    match web
        .app
        .log_in(posted.get("anvandare"), posted.get("losenord"), address)
        .await
    {
        Ok(session) => {
            let jar = CookieJar::new().add(session_cookie(&web, session.token));
            let to = match (session.has_unit, next) {
                (false, "") => urls::UNITS.to_owned(),
                (false, next) => urls::units_and_on(next),
                (true, "") => urls::FIND_PATIENT.to_owned(),
                (true, next) => next.to_owned(),
            };
            Ok((jar, Redirect::to(&to)).into_response())
        }
        Err(LoginError::Wrong) => refuse(
            &web,
            &headers,
            &posted,
            Code::LoginFailed,
            "Användarnamnet eller lösenordet stämmer inte.".to_owned(),
        ),
        Err(LoginError::TooMany { minutes }) => {
            refuse(&web, &headers, &posted, Code::RateLimit, too_many(minutes))
        }
        Err(LoginError::Failed(error)) => Err(error.into()),
    }
}

/// `POST /logga-ut`.
pub(crate) async fn log_out(
    State(web): State<WebState>,
    user: LoggedIn,
) -> Result<Response, WebError> {
    web.app.log_out(&user.session).await?;
    let jar = CookieJar::new().add(expired_session_cookie(&web));
    let mut response = (jar, flash::go(urls::LOGIN, Notice::LoggedOut, None)).into_response();
    response.headers_mut().insert(
        CLEAR_SITE_DATA.clone(),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}

fn too_many(minutes: i64) -> String {
    format!("För många försök. Vänta {minutes} minuter.")
}

fn login_page(
    web: &WebState,
    token: &str,
    next: &str,
    user: &str,
    error: Option<String>,
) -> LoginPage {
    let mut shell = Shell::new(web, &Current::default(), "Logga in");
    token.clone_into(&mut shell.csrf);
    if error.is_some() {
        shell = shell.with_errors();
    }
    LoginPage {
        shell,
        password_login: web.config.password_login,
        next: next.to_owned(),
        user: user.to_owned(),
        error,
    }
}

impl LoginPage {
    fn with_flash(mut self, flash: Flash) -> Self {
        self.shell = self.shell.with_flash(flash);
        // The first field has the focus here.
        self.shell.focus_heading = false;
        self
    }
}

fn refuse(
    web: &WebState,
    headers: &HeaderMap,
    posted: &Posted,
    code: Code,
    text: String,
) -> Result<Response, WebError> {
    let token = login_token(web, headers).unwrap_or_default();
    let next = urls::own(posted.get("till")).unwrap_or("");
    refused(
        &login_page(web, &token, next, posted.get("anvandare"), Some(text)),
        code,
    )
}
