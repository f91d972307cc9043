//! What the server makes of what was typed, and what it advises.

use intyg_catalog::age::{self, AgeNotice};
use intyg_catalog::aids::{Notice, Save, canonical_input};
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::fields::is_field_of;
use intyg_catalog::{reading, summary};
use intyg_core::diagnosis::{DiagnosisTitles, normalise_code};
use intyg_core::ids::CertificateId;
use intyg_store::{CertificateRow, CertificateState};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{DraftView, Submitted, is_untouched};
use crate::overview::has_ended;
use crate::state::App;

/// Something to consider, shown above the form. Source: ui 6.5, 6.7.
#[derive(Debug, Clone)]
pub enum Advice {
    /// There is another draft of the same type.
    BegunDraft {
        /// The draft.
        id: CertificateId,
        /// When it was created.
        created_at: Timestamp,
    },
    /// The patient is on sick leave already.
    OngoingSickLeave {
        /// Last day.
        until: Date,
    },
    /// The patient is older than those whom the type is for.
    OtherTypeForAge(AgeNotice),
    /// The form has a later version, in which new certificates are written (A31).
    EarlierVersion {
        /// Its version of the texts.
        version: String,
        /// That of new certificates.
        newest: &'static str,
    },
    /// The journal's latest diagnosis is another one than the certificate's main diagnosis.
    OtherDiagnosis {
        /// Code in the journal.
        code: String,
        /// Its title.
        title: String,
    },
}

/// The answers of a page after the aids.
pub(super) struct Prepared {
    pub(super) answers: Answers,
    /// As the page sent them.
    pub(super) typed: Answers,
    pub(super) notices: Vec<Notice>,
}

/// Puts what a page sent on top of `base` and applies the form's aids. Fields that the type does not have are left out.
pub(super) fn submitted(
    ctype: &CertificateType,
    base: &Answers,
    submitted: Submitted,
    today: Date,
    copied_end: Option<Date>,
    titles: &dyn DiagnosisTitles,
) -> Prepared {
    let is_known = |field: &str| is_field_of(ctype, field);
    let typed = match submitted {
        Submitted::Whole(answers) => answers
            .iter()
            .filter(|(field, _)| is_known(field))
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect(),
        Submitted::Changed(changed) => {
            let mut answers = base.clone();
            for (field, text) in changed {
                if is_known(&field) {
                    answers.set(field, text);
                }
            }
            answers
        }
    };
    let mut answers = typed.clone();
    let save = Save {
        previous: base,
        today,
        copied_end,
        titles,
    };
    let notices = canonical_input(ctype, &mut answers, &save);
    Prepared {
        answers,
        typed,
        notices,
    }
}

impl App {
    pub(super) async fn advice(
        &self,
        view: &DraftView,
        siblings: &[CertificateRow],
    ) -> Vec<Advice> {
        let mut advice: Vec<Advice> = age::notice(view.ctype, &view.patient.person_id, view.today)
            .map(Advice::OtherTypeForAge)
            .into_iter()
            .chain(self.earlier_version(view))
            .collect();
        if view.is_untouched && view.original.is_none() {
            let same_type = |row: &&CertificateRow| row.type_code == view.ctype.code;
            if let Some(row) = siblings
                .iter()
                .filter(same_type)
                .find(|row| row.state == CertificateState::Draft && !is_untouched(row))
            {
                advice.push(Advice::BegunDraft {
                    id: row.id,
                    created_at: row.created_at,
                });
            }
            let running = siblings
                .iter()
                .filter(same_type)
                .filter(|row| row.state == CertificateState::Signed && !has_ended(row, view.today))
                .filter_map(|row| row.summary.period_to);
            if let Some(until) = running.max() {
                advice.push(Advice::OngoingSickLeave { until });
            }
        }
        advice.extend(self.other_diagnosis(view).await);
        advice
    }

    fn earlier_version(&self, view: &DraftView) -> Option<Advice> {
        let successor = self.settings().offering.successor(view.ctype, self.now())?;
        Some(Advice::EarlierVersion {
            version: view.text_version.clone(),
            newest: successor.text_version_on(view.today)?.version,
        })
    }

    async fn other_diagnosis(&self, view: &DraftView) -> Option<Advice> {
        let values = reading::read(view.ctype, &view.answers, view.today, self.registers()).values;
        let main = &summary::main_diagnosis(view.ctype, &values)?.code;
        let in_journal = self
            .journal()
            .diagnoses(&view.patient.person_id)
            .await
            .ok()?;
        let latest = in_journal.first()?;
        (normalise_code(&latest.code) != normalise_code(main)).then(|| Advice::OtherDiagnosis {
            code: latest.code.clone(),
            title: latest.title.clone(),
        })
    }
}
