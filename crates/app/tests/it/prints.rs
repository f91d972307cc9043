//! Printing: nothing without a reason, everything written down, and what a paper is worth afterwards.

use intyg_app::{
    Consent, Error, PrintRequest, PrintTarget, PrintedState, Printer, Reason, SaveKind,
    SaveRequest, Standing, Submitted,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::print_code::PrintCode;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::SignedDuration;

const REASON: &str = "Patienten vill ha en kopia";

async fn draft(t: &TestApp) -> (Actor, CertificateId) {
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    (doctor, id)
}

async fn signed(t: &TestApp) -> (Actor, CertificateId) {
    let (doctor, id) = draft(t).await;
    t.sign(&doctor, id, Consent::Given).await.expect("signed");
    (doctor, id)
}

fn request(t: &TestApp, reason: &str) -> PrintRequest {
    PrintRequest {
        reason: reason.to_owned(),
        target: PrintTarget::Computer,
        form_key: t.app.new_form_key(),
    }
}

async fn print(t: &TestApp, actor: &Actor, id: CertificateId) -> PrintCode {
    t.app
        .print(actor, id, request(t, REASON))
        .await
        .expect("a print")
        .code
}

async fn standing(t: &TestApp, actor: &Actor, code: PrintCode) -> Standing {
    t.app
        .check_print(actor, &code.to_string())
        .await
        .expect("a known code")
        .standing
}

async fn save(t: &TestApp, actor: &Actor, id: CertificateId) {
    let draft = t.app.open_draft(actor, id).await.expect("a draft");
    let field = draft
        .answers
        .iter()
        .find(|(_, text)| text.contains(' '))
        .map(|(field, _)| field.to_owned())
        .expect("a text");
    let request = SaveRequest {
        fetched: Vec::new(),
        rev: Some(draft.rev),
        kind: SaveKind::Manual,
        submitted: Submitted::Changed(vec![(field, "Ett annat svar.".to_owned())]),
    };
    t.app.save_draft(actor, id, request).await.expect("saved");
}

store_test!(
    a_print_is_in_the_access_log_and_among_the_events_with_its_reason,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = signed(&t).await;
        let code = print(&t, &doctor, id).await;
        let printed = t.app.printed(&doctor, id, code).await.expect("a document");
        assert_eq!(printed.code, code);
        assert!(matches!(
            &printed.state,
            PrintedState::Signed { signature, sent_to: None } if signature.name == doctor.staff.name
        ));
        let view = t.app.certificate(&doctor, id).await.expect("shown");
        assert_eq!(
            view.events[0].what,
            format!("Utskrivet. Kommentar: {REASON}")
        );
        assert_eq!(
            view.events[0].by.as_deref(),
            Some(doctor.staff.name.as_str())
        );
        let mut tx = t.app.store().begin_read().await.expect("read");
        let log = tx.audit_after(0, 1000).await.expect("the log");
        let prints: Vec<_> = log
            .iter()
            .map(|record| &record.entry)
            .filter(|entry| {
                entry.resource_id == id.to_text() && entry.action == "print_certificate"
            })
            .collect();
        assert_eq!(prints.len(), 1, "fetching the document is no second print");
        assert_eq!(prints[0].reason, REASON);
    }
);

store_test!(nothing_is_printed_without_a_reason, async |store| {
    let t = TestApp::on(store);
    let (doctor, id) = signed(&t).await;
    for (reason, expected) in [
        (" \n".to_owned(), Reason::PrintReasonMissing),
        ("x".repeat(201), Reason::PrintReasonTooLong { over: 1 }),
    ] {
        let refused = t.app.print(&doctor, id, request(&t, &reason)).await;
        assert!(
            matches!(&refused, Err(Error::Refused(why)) if *why == expected),
            "{refused:?}"
        );
    }
    let view = t.app.certificate(&doctor, id).await.expect("shown");
    assert!(
        view.events
            .iter()
            .all(|event| !event.what.contains("tskriv"))
    );
});

store_test!(the_same_form_twice_is_one_print, async |store| {
    let t = TestApp::on(store);
    let (doctor, id) = signed(&t).await;
    let order = request(&t, REASON);
    let first = t
        .app
        .print(&doctor, id, order.clone())
        .await
        .expect("a print");
    let second = t
        .app
        .print(&doctor, id, order.clone())
        .await
        .expect("the same");
    assert_eq!(first, second);
    let view = t.app.certificate(&doctor, id).await.expect("shown");
    let prints = view
        .events
        .iter()
        .filter(|event| event.what.contains("Utskrivet"));
    assert_eq!(prints.count(), 1);
    let other = PrintRequest {
        reason: "Till annan vårdgivare".to_owned(),
        ..order
    };
    assert!(matches!(
        t.app.print(&doctor, id, other).await,
        Err(Error::KeyReused)
    ));
});

store_test!(
    a_document_is_for_whoever_ordered_it_and_not_for_long,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = signed(&t).await;
        let code = print(&t, &doctor, id).await;
        let colleague = t
            .actors(Role::CareAdmin)
            .await
            .into_iter()
            .find(|actor| actor.unit() == doctor.unit())
            .expect("somebody on the unit");
        assert!(matches!(
            t.app.printed(&colleague, id, code).await,
            Err(Error::NotFound)
        ));
        let unknown = PrintCode::from_random_bytes([9; 16]);
        assert!(matches!(
            t.app.printed(&doctor, id, unknown).await,
            Err(Error::NotFound)
        ));
        t.clock.advance(SignedDuration::from_mins(16));
        assert!(matches!(
            t.app.printed(&doctor, id, code).await,
            Err(Error::Refused(Reason::PrintAgain))
        ));
    }
);

store_test!(a_draft_that_was_changed_is_printed_anew, async |store| {
    let t = TestApp::on(store);
    let (doctor, id) = draft(&t).await;
    let code = print(&t, &doctor, id).await;
    assert!(matches!(
        t.app
            .printed(&doctor, id, code)
            .await
            .expect("a document")
            .state,
        PrintedState::Draft
    ));
    assert_eq!(
        standing(&t, &doctor, code).await,
        Standing::Draft { changed: false }
    );
    save(&t, &doctor, id).await;
    assert!(matches!(
        t.app.printed(&doctor, id, code).await,
        Err(Error::Refused(Reason::PrintAgain))
    ));
    assert_eq!(
        standing(&t, &doctor, code).await,
        Standing::Draft { changed: true }
    );
});

store_test!(a_code_tells_what_its_paper_is_worth_now, async |store| {
    let t = TestApp::on(store);
    let (doctor, id) = draft(&t).await;
    let of_draft = print(&t, &doctor, id).await;
    t.sign(&doctor, id, Consent::Given).await.expect("signed");
    let of_signed = print(&t, &doctor, id).await;
    assert_eq!(standing(&t, &doctor, of_draft).await, Standing::SignedSince);
    assert_eq!(standing(&t, &doctor, of_signed).await, Standing::Valid);
    let checked = t
        .app
        .check_print(&doctor, &of_signed.to_string().to_lowercase())
        .await
        .expect("a known code");
    assert_eq!(checked.printed_by, doctor.staff.name);
    assert_eq!(checked.reason, REASON);
    t.clock.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(standing(&t, &doctor, of_signed).await, Standing::Ended);
});

store_test!(a_deleted_draft_is_told, async |store| {
    let t = TestApp::on(store);
    let (doctor, id) = draft(&t).await;
    let code = print(&t, &doctor, id).await;
    let rev = t.app.open_draft(&doctor, id).await.expect("a draft").rev;
    t.app.delete_draft(&doctor, id, rev).await.expect("deleted");
    assert!(matches!(
        standing(&t, &doctor, code).await,
        Standing::DeletedDraft { by, .. } if by == doctor.staff.name
    ));
});

store_test!(
    an_unknown_code_and_one_of_another_unit_are_the_same,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = signed(&t).await;
        let code = print(&t, &doctor, id).await;
        let other = t
            .actors(Role::Doctor)
            .await
            .into_iter()
            .find(|d| d.unit() != doctor.unit())
            .expect("a doctor elsewhere");
        let mut altered = code.to_string();
        let last = if altered.ends_with('0') { "1" } else { "0" };
        altered.replace_range(altered.len() - 1.., last);
        for (actor, typed) in [
            (&other, code.to_string()),
            (&doctor, altered),
            (&doctor, String::new()),
            (&doctor, PrintCode::from_random_bytes([9; 16]).to_string()),
        ] {
            let told = t.app.check_print(actor, &typed).await;
            assert!(matches!(told, Err(Error::NotFound)), "{told:?}");
        }
    }
);

store_test!(an_untouched_draft_that_was_printed_stays, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t
        .app
        .create_draft(&doctor, key, t.ctype().code, t.app.new_form_key())
        .await
        .expect("a draft");
    let code = print(&t, &doctor, id).await;
    t.app.close_draft(&doctor, id).await.expect("closed");
    assert_eq!(
        standing(&t, &doctor, code).await,
        Standing::Draft { changed: false }
    );
});

store_test!(
    a_protected_patient_is_printed_by_doctors_alone,
    async |store| {
        let t = TestApp::on(store);
        let protected = t
            .person(|p| p.protection.is_protected() && !p.life.is_deceased())
            .await;
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &protected).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        let view = t.app.print_view(&doctor, id).await.expect("the dialog");
        assert!(view.patient.protection.is_protected() && view.is_draft);
        let administrator = t
            .actors(Role::CareAdmin)
            .await
            .into_iter()
            .find(|actor| actor.unit() == doctor.unit())
            .expect("somebody on the unit");
        assert!(matches!(
            t.app.print_view(&administrator, id).await,
            Err(Error::Forbidden)
        ));
        assert!(matches!(
            t.app.print(&administrator, id, request(&t, REASON)).await,
            Err(Error::Forbidden)
        ));
    }
);

store_test!(
    only_a_printer_of_the_actors_unit_is_printed_on,
    async |store| {
        let unit = |n: u8| HsaId::parse(&format!("SE0000000000-E00{n}")).expect("an id");
        let printer = |n: u8, name: &str| Printer {
            unit: unit(n),
            name: name.to_owned(),
            address: format!("ipp://localhost/{n}"),
        };
        let t = TestApp::with_printers(
            store,
            vec![
                printer(1, "Expeditionen"),
                printer(2, "Gips"),
                printer(2, "Expeditionen"),
            ],
        );
        let (doctor, id) = signed(&t).await;
        let own: Vec<_> = t
            .app
            .settings()
            .printers
            .iter()
            .filter(|printer| printer.unit == doctor.unit().id)
            .cloned()
            .collect();
        let view = t.app.print_view(&doctor, id).await.expect("a dialog");
        let names: Vec<_> = own.iter().map(|printer| printer.name.clone()).collect();
        assert_eq!(view.printers, names);
        for name in ["Gips", "Expeditionen", "expeditionen", ""] {
            let order = PrintRequest {
                target: PrintTarget::Printer(name.to_owned()),
                ..request(&t, REASON)
            };
            let ordered = t.app.print(&doctor, id, order.clone()).await;
            let Some(printer) = own.iter().find(|printer| printer.name == name) else {
                assert!(
                    matches!(ordered, Err(Error::Refused(Reason::PrinterUnknown))),
                    "{name}: {ordered:?}"
                );
                continue;
            };
            let ordered = ordered.expect("a print");
            assert_eq!(ordered.printer.as_ref(), Some(printer));
            let again = t.app.print(&doctor, id, order).await.expect("the same");
            assert_eq!(
                (again.code, again.printer),
                (ordered.code, None),
                "the document leaves once"
            );
            let checked = t
                .app
                .check_print(&doctor, &ordered.code.to_string())
                .await
                .expect("known");
            assert_eq!(checked.target, PrintTarget::Printer(name.to_owned()));
        }
    }
);
