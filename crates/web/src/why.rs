//! "Varför?" beside a remark: the rule, the answers that it looked at, and what would satisfy it. Source: ui 5.11, acceptance N15.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::explanation::{Explanation, explain};
use intyg_catalog::finding::Finding;

use askama::Template;

use crate::urls;

/// What folds out.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "why.html")]
pub(crate) struct Why {
    /// What is asked about, for those who hear the question alone.
    about: String,
    told: Explanation,
    rule_url: String,
}

impl Why {
    /// Explains a finding; `None` for a rule that the type does not have.
    pub(crate) fn of(
        ctype: &CertificateType,
        answers: &Answers,
        finding: &Finding,
    ) -> Option<Self> {
        let told = explain(ctype, answers, finding)?;
        Some(Self {
            about: finding.text.clone(),
            rule_url: urls::rule(told.number),
            told,
        })
    }
}
