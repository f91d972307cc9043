//! The Swedish user interface: routes, forms, templates, login and assets. It knows the use cases of `intyg-app` and the catalogue, and neither
//! SQL nor SOAP.
//!
//! [`router`] is the whole of it as a service; [`listener::serve`] serves it with the time limits of the specification.

mod address;
mod assets;
mod assign;
mod certificate;
mod compare;
mod complement;
mod config;
mod consent;
mod conversation;
mod copy;
mod dates;
mod delete;
mod editor;
mod error;
mod extract;
mod filter;
mod flash;
mod health;
mod history;
mod hx;
mod inbox;
mod kin;
mod legacy;
mod limits;
pub mod listener;
mod login;
mod menu;
mod middleware;
mod news;
mod outbox;
mod outgoing;
mod overview;
mod paging;
mod patients;
mod posted;
mod print;
mod rate;
mod ready;
mod routes;
mod rules;
mod session;
mod settings;
mod shell;
mod sick_leaves;
mod state;
mod tabs;
mod tag;
mod text;
mod todo;
mod unit_drafts;
mod units;
pub mod urls;
mod why;

pub use config::{Transport, WebConfig};
pub use health::admin_router;
pub use middleware::from_this_machine;
pub use routes::router;
pub use state::WebState;
