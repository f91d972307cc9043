use intyg_store::{
    CertificateState, DeletedDraft, DraftMark, DraftStateKind, Error, EventRow, Ready,
};
use intyg_testkit::store_test;

use crate::support::{
    PERSON, at, certificate_id, doctor, hsa, new_draft, nurse, patient_key, person, put_draft,
    put_signed, save, unit,
};

store_test!(
    a_new_draft_is_read_back_as_it_was_stored,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let (row, answers) = tx
            .certificate_with_answers(certificate_id(1))
            .await
            .unwrap()
            .unwrap();
        let wanted = new_draft(1, patient_key(1));
        assert_eq!(answers, wanted.answers);
        assert_eq!(row.id, wanted.id);
        assert_eq!((row.type_code.as_str(), row.type_major), ("TYPE", 1));
        assert_eq!(row.text_version, wanted.text_version);
        assert_eq!(
            (row.patient, &row.person_id),
            (wanted.patient, &wanted.person_id)
        );
        assert_eq!(
            (&row.unit_id, &row.unit_name),
            (&wanted.unit_id, &wanted.unit_name)
        );
        assert_eq!(row.provider_id, wanted.provider_id);
        assert_eq!(
            (row.state, row.mark, row.rev),
            (CertificateState::Draft, DraftMark::Begun, 1)
        );
        assert_eq!((&row.created_by, row.created_at), (&nurse(), at(0)));
        assert_eq!((&row.updated_by, row.updated_at), (&nurse(), at(0)));
        assert_eq!(
            (row.test_login, row.test_person, row.is_complete),
            (false, true, false)
        );
        assert_eq!(
            (row.signed, row.deleted, row.registered_at, row.sent_at),
            (None, None, None, None)
        );
        let states = tx.draft_states(certificate_id(1)).await.unwrap();
        assert_eq!(states.len(), 1);
        assert_eq!(
            (states[0].rev, states[0].kind),
            (1, DraftStateKind::Created)
        );
    }
);

store_test!(
    a_save_counts_the_revision_and_keeps_every_state,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        for (rev, answers, by, second) in [
            (1, "{\"a\":\"2\"}", nurse(), 5),
            (2, "{\"a\":\"3\"}", doctor(), 9),
        ] {
            let saved = tx.save_draft(id, rev, &save(answers, by, second)).await;
            assert_eq!(saved.unwrap(), tx.certificate(id).await.unwrap().unwrap());
        }
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!(
            (row.rev, row.mark, row.is_complete),
            (3, DraftMark::Saved, true)
        );
        assert_eq!((&row.updated_by, row.updated_at), (&doctor(), at(9)));
        assert_eq!(row.summary, save("", doctor(), 0).summary);
        let middle = tx.draft_state(id, 2).await.unwrap().unwrap();
        assert_eq!(
            (middle.answers.as_str(), &middle.by, middle.saved_at),
            ("{\"a\":\"2\"}", &nurse(), at(5))
        );
        assert_eq!(middle.kind, DraftStateKind::Autosave);
        assert_eq!(tx.draft_state(id, 4).await.unwrap(), None);
        let revisions: Vec<i64> = tx
            .draft_states(id)
            .await
            .unwrap()
            .iter()
            .map(|s| s.rev)
            .collect();
        assert_eq!(revisions, [1, 2, 3]);
    }
);

store_test!(
    a_save_of_an_older_revision_writes_nothing,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.save_draft(id, 1, &save("{\"a\":\"first\"}", nurse(), 5))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        for rev in [0, 1, 3] {
            let late = tx
                .save_draft(id, rev, &save("{\"a\":\"late\"}", doctor(), 6))
                .await;
            assert!(matches!(late, Err(Error::Conflict)), "{rev}");
        }
        let unknown = tx
            .save_draft(certificate_id(2), 1, &save("{}", doctor(), 6))
            .await;
        assert!(matches!(unknown, Err(Error::Conflict)));
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let (row, answers) = tx.certificate_with_answers(id).await.unwrap().unwrap();
        assert_eq!((row.rev, answers.as_str()), (2, "{\"a\":\"first\"}"));
        assert_eq!(tx.draft_states(id).await.unwrap().len(), 2);
    }
);

store_test!(
    of_many_writers_of_one_revision_exactly_one_wins,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.commit().await.unwrap();
        let tasks: Vec<_> = (0..20)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin_write().await.unwrap();
                    let saved = tx
                        .save_draft(id, 1, &save(&format!("{{\"n\":\"{n}\"}}"), nurse(), n))
                        .await;
                    match saved {
                        Ok(_) => tx.commit().await.map(|()| n).ok(),
                        Err(Error::Conflict) => None,
                        Err(other) => panic!("{other:?}"),
                    }
                })
            })
            .collect();
        let mut winners = Vec::new();
        for task in tasks {
            winners.extend(task.await.unwrap());
        }
        assert_eq!(winners.len(), 1);
        let mut tx = store.begin_read().await.unwrap();
        let (row, answers) = tx.certificate_with_answers(id).await.unwrap().unwrap();
        assert_eq!(
            (row.rev, answers),
            (2, format!("{{\"n\":\"{}\"}}", winners[0]))
        );
    }
);

store_test!(an_id_is_used_once, async |store: intyg_store::Store| {
    let mut tx = store.begin_write().await.unwrap();
    put_draft(&mut tx, 1).await;
    let again = tx.insert_draft(&new_draft(1, patient_key(1))).await;
    assert!(matches!(again, Err(Error::Conflict)));
    tx.commit().await.unwrap();
    let mut tx = store.begin_read().await.unwrap();
    assert_eq!(tx.draft_states(certificate_id(1)).await.unwrap().len(), 1);
});

store_test!(
    a_ready_mark_names_the_doctor_and_goes_with_the_next_change,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        let ready = Ready {
            doctor: Some(hsa("SE1-DOC")),
            note: "Kolla datum".to_owned(),
            by: nurse(),
            at: at(3),
        };
        assert_eq!(tx.mark_ready(id, 1, &ready).await.unwrap(), 2);
        assert!(matches!(
            tx.mark_ready(id, 1, &ready).await,
            Err(Error::Conflict)
        ));
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!(
            (row.mark, row.ready_for, row.ready_note.as_str()),
            (DraftMark::Ready, Some(hsa("SE1-DOC")), "Kolla datum")
        );
        assert_eq!(
            tx.draft_state(id, 2).await.unwrap().unwrap().answers,
            "{\"a\":\"1\"}"
        );
        let mut kept = save("{}", doctor(), 4);
        kept.mark = DraftMark::Ready;
        tx.save_draft(id, 2, &kept).await.unwrap();
        assert_eq!(
            tx.certificate(id).await.unwrap().unwrap().ready_note,
            "Kolla datum"
        );
        tx.save_draft(id, 3, &save("{}", doctor(), 5))
            .await
            .unwrap();
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!(
            (row.mark, row.ready_for, row.ready_note.as_str()),
            (DraftMark::Saved, None, "")
        );
        tx.commit().await.unwrap();
    }
);

store_test!(
    a_deleted_draft_stays_readable_and_unchanged,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let deleted = DeletedDraft {
            by: doctor(),
            at: at(8),
        };
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        assert!(matches!(
            tx.delete_draft(id, 2, &deleted).await,
            Err(Error::Conflict)
        ));
        tx.delete_draft(id, 1, &deleted).await.unwrap();
        assert!(matches!(
            tx.delete_draft(id, 1, &deleted).await,
            Err(Error::Conflict)
        ));
        assert!(matches!(
            tx.save_draft(id, 1, &save("{}", doctor(), 9)).await,
            Err(Error::Conflict)
        ));
        assert!(matches!(
            tx.discard_untouched_draft(id, 1).await,
            Err(Error::Conflict)
        ));
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let (row, answers) = tx.certificate_with_answers(id).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.deleted),
            (CertificateState::DeletedDraft, Some((doctor(), at(8))))
        );
        assert_eq!(answers, "{\"a\":\"1\"}");
    }
);

store_test!(
    a_draft_that_nobody_has_touched_leaves_nothing_behind,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        put_draft(&mut tx, 2).await;
        tx.append_event(&EventRow {
            certificate: id,
            at: at(0),
            kind: "created".to_owned(),
            by: nurse(),
            unit: "Enhet".to_owned(),
            detail: String::new(),
        })
        .await
        .unwrap();
        tx.touch_presence(id, &nurse(), at(0)).await.unwrap();
        tx.open_tab(&nurse().id, patient_key(1), id, at(0))
            .await
            .unwrap();
        tx.save_draft(certificate_id(2), 1, &save("{}", nurse(), 1))
            .await
            .unwrap();
        assert!(matches!(
            tx.discard_untouched_draft(id, 2).await,
            Err(Error::Conflict)
        ));
        assert!(
            matches!(
                tx.discard_untouched_draft(certificate_id(2), 2).await,
                Err(Error::Conflict)
            ),
            "saved by hand"
        );
        tx.discard_untouched_draft(id, 1).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.certificate(id).await.unwrap(), None);
        assert!(tx.draft_states(id).await.unwrap().is_empty());
        assert!(tx.events_of(id).await.unwrap().is_empty());
        assert!(
            tx.open_tabs(&nurse().id, patient_key(1))
                .await
                .unwrap()
                .is_empty()
        );
        assert!(tx.certificate(certificate_id(2)).await.unwrap().is_some());
    }
);

store_test!(
    nobody_is_in_a_draft_that_is_gone,
    async |store: intyg_store::Store| {
        let gone = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 2).await;
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        let presence = tx.touch_presence(gone, &nurse(), at(0)).await;
        assert!(matches!(presence, Err(Error::Refused(_))), "{presence:?}");
        drop(tx);
        let mut tx = store.begin_write().await.unwrap();
        let tab = tx.open_tab(&nurse().id, patient_key(1), gone, at(0)).await;
        assert!(matches!(tab, Err(Error::Refused(_))), "{tab:?}");
    }
);

store_test!(
    lists_hold_the_own_unit_alone,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        for n in 1..=3 {
            put_draft(&mut tx, n).await;
            tx.save_draft(
                certificate_id(n),
                1,
                &save("{}", nurse(), i64::try_from(n).unwrap()),
            )
            .await
            .unwrap();
        }
        put_signed(&mut tx, 4).await;
        let mut elsewhere = new_draft(5, patient_key(1));
        elsewhere.unit_id = hsa("SE1-OTHER");
        elsewhere.at = at(1);
        tx.insert_draft(&elsewhere).await.unwrap();
        tx.mark_ready(
            certificate_id(1),
            2,
            &Ready {
                doctor: None,
                note: String::new(),
                by: nurse(),
                at: at(50),
            },
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        let signed = tx.assign_draft(certificate_id(4), Some(&doctor())).await;
        assert!(matches!(signed, Err(Error::Conflict)), "signed");
        tx.assign_draft(certificate_id(2), Some(&nurse()))
            .await
            .unwrap();
        tx.assign_draft(certificate_id(3), Some(&nurse()))
            .await
            .unwrap();
        tx.assign_draft(certificate_id(2), Some(&doctor()))
            .await
            .unwrap();
        tx.assign_draft(certificate_id(3), None).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let drafts: Vec<_> = tx
            .unit_drafts(&unit())
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.draft.id, row.person.digits().to_owned(), row.assigned))
            .collect();
        let draft = |n, assigned| (certificate_id(n), PERSON.to_owned(), assigned);
        assert_eq!(
            drafts,
            [draft(1, None), draft(3, None), draft(2, Some(doctor()))],
            "the last changed first"
        );
        assert_eq!(
            tx.draft_assignment(certificate_id(2)).await.unwrap(),
            Some(doctor())
        );
        assert_eq!(
            tx.certificates_of_patient(patient_key(1), &unit())
                .await
                .unwrap()
                .len(),
            4
        );
        let other = tx
            .certificates_of_patient(patient_key(1), &hsa("SE1-OTHER"))
            .await
            .unwrap();
        assert_eq!((other.len(), &other[0].person_id), (1, &person(PERSON)));
        let counts = tx.unit_counts(&unit()).await.unwrap();
        assert_eq!(
            (counts.drafts, counts.ready, counts.waiting, counts.failed),
            (3, 1, 0, 0)
        );
        let by_patient = tx.unit_counts_by_patient(&unit()).await.unwrap();
        assert_eq!(by_patient, [(person(PERSON), counts)]);
    }
);

store_test!(
    a_transaction_that_is_dropped_leaves_nothing,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        drop(tx);
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(tx.certificate(certificate_id(1)).await.unwrap(), None);
    }
);
