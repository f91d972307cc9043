//! The demo's first certificates, made by the use cases that users go through.

use anyhow::Context as _;
use intyg_app::{App, Consent, LegacyImport, SaveKind, SaveRequest, SignRequest, Submitted};
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::PatientKey;
use intyg_core::organisation::UnitStatus;
use intyg_core::person::PersonId;
use intyg_journal::{DemoJournal, DemoLogin, Story};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Writes certificates for the patients with a story who have none yet, so that a second start adds nothing.
pub(crate) async fn seed(app: &App) -> anyhow::Result<()> {
    let today = app.today();
    let Some(ctype) = app
        .offered()
        .into_iter()
        .find(|t| t.period_element.is_some())
    else {
        return Ok(());
    };
    let doctor = doctor(app).await?;
    for (person, story) in DemoJournal::embedded()?.stories() {
        let (from, to) = match story {
            Story::Running => (today - 20.days(), today + 8.days()),
            Story::Ended => (today - 75.days(), today - 45.days()),
            Story::Old => {
                import_old(app).await?;
                continue;
            }
        };
        let key = find(app, &doctor, &person).await?;
        if app.overview(&doctor, key).await?.is_empty() {
            sign_example(app, &doctor, key, ctype, from, to).await?;
        }
    }
    Ok(())
}

/// A certificate of the person with the story [`Story::Old`]; the same way as the command `legacy import`.
const OLD: &[u8] = include_bytes!("../data/legacy-2017.xml");

async fn import_old(app: &App) -> anyhow::Result<()> {
    match app.import_legacy(OLD, "demo", "demo").await? {
        LegacyImport::Imported(_) | LegacyImport::AlreadyThere(_) => Ok(()),
        other => anyhow::bail!("the demo's certificate from 2017 cannot be imported: {other:?}"),
    }
}

/// The first doctor of the demo with an assignment on an active unit.
async fn doctor(app: &App) -> anyhow::Result<Actor> {
    let login = DemoLogin::new(DemoJournal::embedded()?);
    for info in login.demo_logins() {
        let Some(staff) = login.staff_by_login(&info.user, &info.password) else {
            continue;
        };
        let assignments = app.journal().assignments(&staff.id).await?;
        let found = assignments
            .into_iter()
            .find(|a| a.role == Role::Doctor && a.unit.status == UnitStatus::Active);
        if let Some(assignment) = found {
            return Ok(Actor { staff, assignment });
        }
    }
    anyhow::bail!("the demo journal has no doctor")
}

async fn find(app: &App, doctor: &Actor, person: &PersonId) -> anyhow::Result<PatientKey> {
    app.find_patient(doctor, person.digits())
        .await
        .context("a patient of the demo is not in its register")
}

async fn sign_example(
    app: &App,
    doctor: &Actor,
    key: PatientKey,
    ctype: &'static CertificateType,
    from: Date,
    to: Date,
) -> anyhow::Result<()> {
    let id = app
        .create_draft(doctor, key, ctype.code, app.new_form_key())
        .await?;
    let draft = app.open_draft(doctor, id).await?;
    let request = SaveRequest {
        fetched: Vec::new(),
        rev: Some(draft.rev),
        kind: SaveKind::Manual,
        submitted: Submitted::Changed(fields(&(ctype.example)(from, to))),
    };
    app.save_draft(doctor, id, request).await?;
    let shown = app.consent_view(doctor, id).await?;
    let sign = SignRequest {
        rev: Some(shown.rev),
        content_hash: shown.content_hash,
        consent: Consent::Given,
        form_key: app.new_form_key(),
    };
    app.sign(doctor, id, sign).await?;
    Ok(())
}

fn fields(answers: &Answers) -> Vec<(String, String)> {
    answers
        .iter()
        .map(|(field, text)| (field.to_owned(), text.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_certificate_from_2017_is_of_the_person_who_has_one() {
        let taken = intyg_convert::take_in(OLD).expect("a certificate");
        let demo = DemoJournal::embedded().expect("the demo journal");
        let stories = demo.stories();
        let person = stories
            .iter()
            .find(|(_, story)| *story == Story::Old)
            .map(|(person, _)| person);
        assert_eq!(Some(&taken.certificate.patient), person);
        assert!(taken.had_names, "the demo shows that the name is taken out");
    }
}
