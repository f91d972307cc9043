//! What the authorities do with every call.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{Frame, rendered, words};
use crate::{Authority, Fault, Interactions, Rule, faults::Plan, server::Shared};

/// What can be chosen on the page; more by the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Choice {
    Accept,
    Temporarily,
    Content,
    Slow,
    Cut,
    /// What the interface or a scenario has set, which the page leaves alone.
    AsItIs,
}

impl Choice {
    const OFFERED: [Self; 5] = [
        Self::Accept,
        Self::Temporarily,
        Self::Content,
        Self::Slow,
        Self::Cut,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Temporarily => "temporarily",
            Self::Content => "content",
            Self::Slow => "slow",
            Self::Cut => "cut",
            Self::AsItIs => "as-it-is",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Accept => "Tar emot",
            Self::Temporarily => "Avvisar tillfälligt",
            Self::Content => "Avvisar innehållet",
            Self::Slow => "Svarar långsamt (10 s)",
            Self::Cut => "Svarar inte",
            Self::AsItIs => "Som det är nu",
        }
    }

    const fn fault(self) -> Option<Fault> {
        match self {
            Self::Accept | Self::AsItIs => None,
            Self::Temporarily => Some(Fault::TechnicalError),
            Self::Content => Some(Fault::ValidationError),
            Self::Slow => Some(Fault::Slow {
                milliseconds: 10_000,
            }),
            Self::Cut => Some(Fault::CutBefore),
        }
    }

    /// Finds the choice that the rules of an authority come from.
    fn of(rules: &[&Rule]) -> Self {
        let [rule] = rules else {
            return if rules.is_empty() {
                Self::Accept
            } else {
                Self::AsItIs
            };
        };
        let is_plain = rule.interaction == Interactions::All
            && rule.certificate.is_none()
            && rule.times.is_none();
        Self::OFFERED
            .into_iter()
            .find(|choice| is_plain && choice.fault().as_ref() == Some(&rule.fault))
            .unwrap_or(Self::AsItIs)
    }
}

#[derive(Template)]
#[template(path = "faults.html")]
struct Page {
    frame: Frame,
    authorities: [Panel; 2],
}

struct Panel {
    key: &'static str,
    name: &'static str,
    choices: Vec<Offer>,
    chosen: &'static str,
    rules: Vec<String>,
}

struct Offer {
    key: &'static str,
    name: &'static str,
}

pub(super) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let frame = Frame::of(&shared, "/fel");
    let inner = shared.lock();
    rendered(&Page {
        frame,
        authorities: [
            Panel::of(Authority::Intygstjansten, &inner.plan),
            Panel::of(Authority::Forsakringskassan, &inner.plan),
        ],
    })
}

impl Panel {
    fn of(authority: Authority, plan: &Plan) -> Self {
        let rules: Vec<_> = plan
            .rules()
            .iter()
            .filter(|rule| rule.authority == authority)
            .collect();
        let chosen = Choice::of(&rules);
        let as_it_is = (chosen == Choice::AsItIs).then_some(Choice::AsItIs);
        Self {
            key: key(authority),
            name: words::authority(authority),
            choices: Choice::OFFERED
                .into_iter()
                .chain(as_it_is)
                .map(|choice| Offer {
                    key: choice.key(),
                    name: choice.name(),
                })
                .collect(),
            chosen: chosen.key(),
            rules: rules.iter().map(|rule| told(rule)).collect(),
        }
    }
}

const fn key(authority: Authority) -> &'static str {
    match authority {
        Authority::Intygstjansten => "intygstjansten",
        Authority::Forsakringskassan => "forsakringskassan",
    }
}

fn told(rule: &Rule) -> String {
    let mut text = words::fault(&rule.fault);
    text.push_str(match rule.interaction {
        Interactions::All => ", alla anrop",
        Interactions::RegisterCertificate => ", RegisterCertificate",
        Interactions::SendCertificateToRecipient => ", SendCertificateToRecipient",
        Interactions::RevokeCertificate => ", RevokeCertificate",
        Interactions::SendMessageToRecipient => ", SendMessageToRecipient",
        Interactions::GetCertificate => ", GetCertificate",
    });
    if let Some(certificate) = &rule.certificate {
        text.push_str(", intyg ");
        text.push_str(certificate);
    }
    if let Some(times) = rule.times {
        text.push_str(", ");
        text.push_str(&times.to_string());
        text.push_str(" gånger till");
    }
    text
}

#[derive(Deserialize)]
pub(super) struct Order {
    mottagare: Authority,
    gor: Choice,
}

pub(super) async fn save(State(shared): State<Arc<Shared>>, Form(order): Form<Order>) -> Response {
    if order.gor != Choice::AsItIs {
        shared.lock().plan.set(order.mottagare, order.gor.fault());
    }
    Redirect::to("/fel").into_response()
}
