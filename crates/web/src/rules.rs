//! Regelförklaringar: every rule of every form on one page that can be searched, with the cases that the tests run.
//! Source: acceptance N15.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_catalog::cases::{Case, cases};
use intyg_catalog::element::CertificateType;
use intyg_catalog::explanation::rules;
use intyg_catalog::finding::Severity;
use intyg_catalog::registry;
use intyg_catalog::validation::validate_among;
use serde::Deserialize;

use crate::error::WebError;
use crate::extract::Query;
use crate::session::LoggedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    shell: Shell,
    sought: String,
    /// "12 regler".
    count: String,
    rules: Vec<RuleView>,
}

struct RuleView {
    /// Unique on the page; two forms may say a rule of one number in different words.
    anchor: String,
    number: &'static str,
    sentence: &'static str,
    source: &'static str,
    remedy: &'static str,
    /// Form numbers with version.
    forms: String,
    cases: Vec<CaseView>,
}

struct CaseView {
    form: String,
    changed: String,
    level: &'static str,
    outcome: String,
}

impl RuleView {
    fn has(&self, sought: &str) -> bool {
        let cases = self.cases.iter().flat_map(|case| {
            [
                case.form.as_str(),
                case.changed.as_str(),
                case.outcome.as_str(),
            ]
        });
        [self.number, self.sentence, self.source, self.remedy]
            .into_iter()
            .chain(cases)
            .any(|text| text.to_lowercase().contains(sought))
    }
}

/// What is sought.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sought {
    sok: String,
}

/// `GET /regler`. It says nothing of any patient, so that everybody who has logged in may read it.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: LoggedIn,
    Query(Sought { sok }): Query<Sought>,
) -> Result<Response, WebError> {
    let sought: String = sok.trim().to_lowercase().chars().take(100).collect();
    let mut rules = all(&web);
    rules.retain(|rule| rule.has(&sought));
    page(&RulesPage {
        shell: Shell::new(&web, &user.current, "Regelförklaringar"),
        sought: sok,
        count: match rules.len() {
            1 => "1 regel".to_owned(),
            count => format!("{count} regler"),
        },
        rules,
    })
}

/// Every rule that can be broken, in the order of its number; the same number says the same in every form but for its words.
fn all(web: &WebState) -> Vec<RuleView> {
    let mut found: BTreeMap<(&'static str, &'static str), RuleView> = BTreeMap::new();
    for ctype in registry::ALL.iter().copied() {
        let form = format!("{} version {}", ctype.form_number, ctype.major);
        let cases = cases(ctype, web.app.today());
        for rule in rules(ctype) {
            let own: Vec<CaseView> = cases
                .iter()
                .filter(|case| case.rule == rule.number)
                .map(|case| case_view(web, ctype, &form, case))
                .collect();
            if own.is_empty() {
                continue;
            }
            let view = found
                .entry((rule.number, rule.sentence))
                .or_insert_with(|| RuleView {
                    anchor: String::new(),
                    number: rule.number,
                    sentence: rule.sentence,
                    source: rule.source,
                    remedy: rule.remedy,
                    forms: String::new(),
                    cases: Vec::new(),
                });
            if !view.forms.is_empty() {
                view.forms.push_str(", ");
            }
            view.forms.push_str(&form);
            view.cases.extend(own);
        }
    }
    let mut all: Vec<RuleView> = found.into_values().collect();
    let numbers: Vec<&str> = all.iter().map(|rule| rule.number).collect();
    for (i, rule) in all.iter_mut().enumerate() {
        let earlier = numbers
            .iter()
            .take(i)
            .filter(|n| **n == rule.number)
            .count();
        rule.anchor = match earlier {
            0 => format!("regel-{}", rule.number),
            _ => format!("regel-{}-{}", rule.number, earlier + 1),
        };
    }
    all
}

/// The case as it comes out now, not as somebody has written that it should.
fn case_view(web: &WebState, ctype: &'static CertificateType, form: &str, case: &Case) -> CaseView {
    let today = web.app.today();
    let titles = web.app.registers();
    let findings = validate_among(ctype, &case.answers, today, titles, &case.surroundings);
    let finding = findings
        .into_iter()
        .find(|finding| finding.rule == case.rule);
    CaseView {
        form: form.to_owned(),
        changed: if case.changed.is_empty() {
            "Ett annat intyg för samma patient".to_owned()
        } else {
            case.changed.join("; ")
        },
        level: match finding.as_ref().map(|finding| finding.severity) {
            Some(Severity::Stop) => "Fel:",
            Some(Severity::Warning) => "Kontrollera:",
            Some(Severity::Note) => "Tips:",
            None => "",
        },
        outcome: finding.map_or("Ingen anmärkning.".to_owned(), |finding| finding.text),
    }
}
