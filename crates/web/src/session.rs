//! Who is logged in: the cookie, the session behind it and the extractors of the handlers. Source: reliability-security R35–R40.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use intyg_app::{Session, Touch, UnitMenu};
use intyg_core::actor::Actor;
use subtle::ConstantTimeEq as _;

use crate::error::{Code, WebError};
use crate::hx::Hx;
use crate::routes::BACKGROUND;
use crate::state::WebState;
use crate::urls;

/// The session of the request, if there is one.
#[derive(Clone, Default)]
pub(crate) struct Current {
    session: Option<Arc<Session>>,
    menu: UnitMenu,
}

impl Current {
    pub(crate) fn session(&self) -> Option<&Session> {
        self.session.as_deref()
    }

    /// Returns the counts of the menu; none in answers to partial requests.
    pub(crate) fn menu(&self) -> UnitMenu {
        self.menu
    }

    pub(crate) fn actor(&self) -> Option<&Actor> {
        self.session().and_then(|session| session.actor.as_ref())
    }

    pub(crate) fn unit_name(&self) -> Option<&str> {
        self.actor().map(|actor| actor.unit().name.as_str())
    }

    /// Returns what forms of this session carry: its token and a mark of user and assignment, which tells a page of another assignment from a
    /// forgery.
    pub(crate) fn page_token(&self) -> String {
        self.session()
            .map(|session| format!("{}.{:016x}", session.csrf, context(session)))
            .unwrap_or_default()
    }
}

/// A logged-in person who has chosen a unit. Others are led to the login or to the choice of unit.
pub(crate) struct SignedIn {
    current: Current,
    actor: Actor,
}

impl SignedIn {
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    pub(crate) fn current(&self) -> &Current {
        &self.current
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let current = parts
            .extensions
            .get::<Current>()
            .cloned()
            .unwrap_or_default();
        match (current.actor().cloned(), current.session()) {
            (Some(actor), _) => Ok(Self { current, actor }),
            (None, Some(_)) => Err(lead(
                parts,
                urls::units_and_on,
                WebError::new(Code::Forbidden).leading_to(urls::UNITS.to_owned(), "Byt enhet"),
            )),
            (None, None) => Err(lead(
                parts,
                urls::login_and_return,
                WebError::new(Code::AuthRequired),
            )),
        }
    }
}

/// A logged-in person, with or without a unit.
pub(crate) struct LoggedIn {
    pub(crate) current: Current,
    pub(crate) session: Arc<Session>,
}

impl<S: Sync> FromRequestParts<S> for LoggedIn {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let current = parts
            .extensions
            .get::<Current>()
            .cloned()
            .unwrap_or_default();
        match current.session.clone() {
            Some(session) => Ok(Self { current, session }),
            None => Err(lead(
                parts,
                urls::login_and_return,
                WebError::new(Code::AuthRequired),
            )),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Current {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// A page is redirected and comes back afterwards; anything else gets the error, since it cannot be repeated by a link.
fn lead(parts: &Parts, address: impl Fn(&str) -> String, otherwise: WebError) -> Response {
    if parts.method == Method::GET && !Hx::of(&parts.headers).is_partial() {
        let here = parts
            .uri
            .path_and_query()
            .map_or("/", |address| address.as_str());
        Redirect::to(&address(here)).into_response()
    } else {
        otherwise.into_response()
    }
}

/// Finds the session of the cookie for the layers and handlers inside, and for the error page outside.
pub(crate) async fn load_session(
    State(web): State<WebState>,
    mut request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let is_static = route.is_some_and(|route| route.as_str().starts_with("/static/"));
    let is_background = route.is_some_and(|route| BACKGROUND.contains(&route.as_str()));
    let is_page = !is_background && !Hx::of(request.headers()).is_partial();
    let current = match cookie(&web, request.headers()).filter(|_| !is_static) {
        Some(token) => match find(
            &web,
            &token,
            if is_background {
                Touch::Background
            } else {
                Touch::UserAction
            },
        )
        .await
        {
            Ok(current) if is_page => with_menu(&web, current).await,
            Ok(current) => current,
            Err(error) => return error.into_response(),
        },
        None => Current::default(),
    };
    request.extensions_mut().insert(current.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(current);
    response
}

async fn find(web: &WebState, token: &str, touch: Touch) -> Result<Current, WebError> {
    web.rates.session.take(token).map_err(WebError::too_many)?;
    Ok(Current {
        session: web.app.session(token, touch).await?.map(Arc::new),
        menu: UnitMenu::default(),
    })
}

/// Adds what every page shows beside its own. A page without counts is better than none.
async fn with_menu(web: &WebState, current: Current) -> Current {
    let menu = match current.actor() {
        Some(actor) => web.app.unit_menu(actor).await,
        None => return current,
    };
    match menu {
        Ok(menu) => Current { menu, ..current },
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the menu could not be counted"
            );
            current
        }
    }
}

/// How a token fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// The session's own.
    Right,
    /// Not the session's own.
    Wrong,
    /// From a page of another user or assignment: the person has changed in another window.
    OtherContext,
}

impl Match {
    pub(crate) fn exact(sent: &str, expected: &str) -> Self {
        if !expected.is_empty() && bool::from(sent.as_bytes().ct_eq(expected.as_bytes())) {
            Self::Right
        } else {
            Self::Wrong
        }
    }
}

/// Compares the token of a form with the session; `None` when there is no session.
pub(crate) fn token_matches(current: &Current, sent: &str) -> Option<Match> {
    let session = current.session()?;
    let (token, mark) = sent.split_once('.').unwrap_or((sent, ""));
    let own_mark = format!("{:016x}", context(session));
    Some(match Match::exact(token, &session.csrf) {
        Match::Right if mark == own_mark => Match::Right,
        _ if mark.len() == own_mark.len() && mark != own_mark => Match::OtherContext,
        _ => Match::Wrong,
    })
}

/// A mark of user and assignment. It protects nothing.
fn context(session: &Session) -> u64 {
    let mut hasher = DefaultHasher::new();
    session.staff.id.hash(&mut hasher);
    if let Some(actor) = &session.actor {
        actor.assignment.name.hash(&mut hasher);
        actor.role().hash(&mut hasher);
        actor.unit().id.hash(&mut hasher);
    }
    hasher.finish()
}

fn name(web: &WebState, plain: &'static str, host: &'static str) -> &'static str {
    if web.config.transport.is_https() {
        host
    } else {
        plain
    }
}

fn cookie(web: &WebState, headers: &HeaderMap) -> Option<String> {
    read_cookie(headers, name(web, "sid", "__Host-sid"))
}

fn read_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(name)
        .map(|cookie| cookie.value().to_owned())
}

fn new_cookie(web: &WebState, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(web.config.transport.is_https())
        .build()
}

/// Returns the cookie of a new session. It has no lifetime of its own: the server decides.
pub(crate) fn session_cookie(web: &WebState, token: String) -> Cookie<'static> {
    new_cookie(web, name(web, "sid", "__Host-sid"), token)
}

/// Returns the cookie that ends the session in the browser.
pub(crate) fn expired_session_cookie(web: &WebState) -> Cookie<'static> {
    let mut cookie = session_cookie(web, String::new());
    cookie.make_removal();
    cookie
}

/// Returns the token that the login form must repeat; before the login there is no session to bind it to.
pub(crate) fn login_token(web: &WebState, headers: &HeaderMap) -> Option<String> {
    read_cookie(headers, name(web, "login", "__Host-login")).filter(|token| token.len() == 36)
}

/// Returns the cookie of [`login_token`].
pub(crate) fn login_cookie(web: &WebState, token: String) -> Cookie<'static> {
    new_cookie(web, name(web, "login", "__Host-login"), token)
}
