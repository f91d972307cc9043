use intyg_core::actor::Role;
use intyg_store::{CertificateState, Enqueued, Error};
use intyg_testkit::store_test;

use crate::support::{
    RECIPIENT, at, certificate_id, consent, doctor, put_draft, put_signed, register, save, send,
    signed, unit,
};

const XML: &str = "<intyg>\r\n\t åäö &amp; \u{a0}</intyg>\n";

store_test!(
    what_is_signed_is_kept_byte_for_byte,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.freeze_signed(id, 1, &signed(XML)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let document = tx.document(id).await.unwrap().unwrap();
        assert_eq!(document.xml.text(), XML);
        assert_eq!(
            (document.signer, document.role),
            (doctor().id, Role::Doctor)
        );
        assert_eq!((document.unit_id, document.signed_at), (unit(), at(100)));
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!((row.state, row.rev), (CertificateState::Signed, 1));
        assert_eq!(row.signed, Some((doctor(), at(100))));
        assert_eq!(tx.document(certificate_id(2)).await.unwrap(), None);
    }
);

store_test!(
    a_certificate_is_signed_once_and_never_saved_again,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        assert!(matches!(
            tx.freeze_signed(id, 2, &signed(XML)).await,
            Err(Error::Conflict)
        ));
        tx.freeze_signed(id, 1, &signed(XML)).await.unwrap();
        assert!(matches!(
            tx.freeze_signed(id, 1, &signed("<other/>")).await,
            Err(Error::Conflict)
        ));
        assert!(matches!(
            tx.save_draft(id, 1, &save("{}", doctor(), 9)).await,
            Err(Error::Conflict)
        ));
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.document(id).await.unwrap().unwrap().xml.text(), XML);
    }
);

store_test!(
    what_the_receivers_have_is_noted_once,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        assert!(
            matches!(tx.mark_registered(id, at(1)).await, Err(Error::Conflict)),
            "a draft"
        );
        tx.freeze_signed(id, 1, &signed(XML)).await.unwrap();
        tx.mark_registered(id, at(110)).await.unwrap();
        tx.mark_registered(id, at(120)).await.unwrap();
        tx.mark_sent(id, at(130)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!(
            (row.registered_at, row.sent_at),
            (Some(at(110)), Some(at(130)))
        );
    }
);

store_test!(
    a_certificate_is_asked_for_until_it_has_been_sent_and_not_too_often,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        assert!(
            !tx.order_look_up(id, at(100), at(0)).await.unwrap(),
            "a draft"
        );
        tx.freeze_signed(id, 1, &signed(XML)).await.unwrap();
        assert!(
            !tx.order_look_up(id, at(105), at(0)).await.unwrap(),
            "not there"
        );
        tx.mark_registered(id, at(110)).await.unwrap();
        for (now, since, expected) in [
            (120, 110, true),
            (120, 110, false),
            (129, 119, false),
            (130, 120, true),
            (40, 30, true),
            (49, 39, false),
            (200, 190, true),
        ] {
            let asked = tx.order_look_up(id, at(now), at(since)).await.unwrap();
            assert_eq!(asked, expected, "at {now}");
        }
        tx.mark_sent_by_patient(id, at(210)).await.unwrap();
        assert!(matches!(
            tx.mark_sent_by_patient(id, at(220)).await,
            Err(Error::Conflict)
        ));
        tx.mark_sent(id, at(230)).await.unwrap();
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!(
            (row.sent_at, row.patient_sent_at),
            (Some(at(210)), Some(at(210)))
        );
        assert!(!tx.order_look_up(id, at(300), at(290)).await.unwrap());
    }
);

store_test!(
    a_consent_is_recorded_once_per_recipient,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        assert!(matches!(
            tx.insert_consent(&consent(1)).await,
            Err(Error::Conflict)
        ));
        let mut other = consent(1);
        other.recipient = "ANNAN".to_owned();
        tx.insert_consent(&other).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.consents(id).await.unwrap().len(), 2);
        assert_eq!(tx.consent(id, RECIPIENT).await.unwrap(), Some(consent(1)));
        assert_eq!(tx.consent(id, "TREDJE").await.unwrap(), None);
    }
);

store_test!(
    without_a_consent_no_send_can_exist,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        put_signed(&mut tx, 2).await;
        tx.freeze_signed(certificate_id(1), 1, &signed(XML))
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut nameless = send(2, 21);
        nameless.consent_recipient = None;
        let mut other_recipient = send(2, 22);
        other_recipient.consent_recipient = Some("ANNAN".to_owned());
        for message in [send(1, 11), nameless, other_recipient] {
            let mut tx = store.begin_write().await.unwrap();
            let refused = tx.enqueue(&message).await;
            assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
            assert!(matches!(tx.commit().await, Err(Error::Broken)));
        }

        let mut tx = store.begin_write().await.unwrap();
        assert!(
            matches!(
                tx.enqueue(&register(1, 12)).await.unwrap(),
                Enqueued::New { .. }
            ),
            "Intygstjänsten needs none"
        );
        assert!(matches!(
            tx.enqueue(&send(2, 23)).await.unwrap(),
            Enqueued::New { .. }
        ));
        tx.commit().await.unwrap();
    }
);
