use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;
use intyg_journal::{DemoJournal, Journal, LookupError};

#[tokio::test]
async fn the_journal_answers_for_patients_staff_and_units() {
    let demo = DemoJournal::embedded().expect("good demo data");
    let journal = Journal::demo(demo.clone());
    let alma = PersonId::from_canonical("198503149828").expect("a number");
    let eva = HsaId::parse("se0000000000-p001").expect("an id");

    let patient = journal.patient(&alma).await.expect("found");
    assert_eq!(patient.name.for_banner(), "Alma Exempelsson");
    let diagnoses = journal.diagnoses(&alma).await.expect("found");
    assert_eq!(diagnoses[0].code, "M545");

    assert_eq!(journal.staff(&eva).await.expect("found").id, eva);
    let assignments = journal.assignments(&eva).await.expect("found");
    for assignment in &assignments {
        let unit = &assignment.unit.id;
        assert_eq!(journal.unit(unit).await.as_ref(), Ok(&assignment.unit));
        let doctors = journal.doctors_on(unit).await.expect("found");
        assert!(doctors.iter().any(|doctor| doctor.id == eva));
    }
    assert_eq!(assignments.len(), 2);

    demo.set_available(false);
    let silent = journal.patient(&alma).await;
    assert_eq!(silent.err(), Some(LookupError::Unavailable));
    assert!(
        journal.staff(&eva).await.is_ok(),
        "the directory answers on"
    );
}
