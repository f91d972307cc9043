//! Prints are written down once and for ever.

use intyg_core::print_code::PrintCode;
use intyg_store::{CertificateState, Error, PrintRow, PrintTarget};
use intyg_testkit::store_test;

use crate::support::{at, certificate_id, doctor, put_draft};

pub(crate) fn print(code: u8, certificate: u64) -> PrintRow {
    PrintRow {
        code: PrintCode::from_random_bytes([code; 16]),
        certificate: certificate_id(certificate),
        printed_at: at(5),
        by: doctor(),
        unit_name: "Exempelby vårdcentral".to_owned(),
        reason: "å".repeat(200),
        target: PrintTarget::File,
        state: CertificateState::Draft,
        content_sha256: "0".repeat(64),
    }
}

store_test!(a_print_is_found_by_its_code, async |store| {
    let mut tx = store.begin_write().await.unwrap();
    put_draft(&mut tx, 1).await;
    put_draft(&mut tx, 2).await;
    let written = print(1, 1);
    tx.insert_print(&written).await.unwrap();
    assert_eq!(tx.print(written.code).await.unwrap(), Some(written));
    let other = PrintCode::from_random_bytes([2; 16]);
    assert_eq!(tx.print(other).await.unwrap(), None);
    assert!(tx.is_printed(certificate_id(1)).await.unwrap());
    assert!(!tx.is_printed(certificate_id(2)).await.unwrap());
});

store_test!(where_a_print_went_is_read_back, async |store| {
    let mut tx = store.begin_write().await.unwrap();
    put_draft(&mut tx, 1).await;
    let targets = [
        PrintTarget::Computer,
        PrintTarget::File,
        PrintTarget::Printer("Expeditionen".to_owned()),
    ];
    for (code, target) in (1..).zip(targets) {
        let written = PrintRow {
            target,
            ..print(code, 1)
        };
        tx.insert_print(&written).await.unwrap();
        assert_eq!(tx.print(written.code).await.unwrap(), Some(written));
    }
    let unnamed = PrintRow {
        target: PrintTarget::Printer(String::new()),
        ..print(9, 1)
    };
    assert!(tx.insert_print(&unnamed).await.is_err());
});

store_test!(a_code_is_given_once, async |store| {
    let mut tx = store.begin_write().await.unwrap();
    put_draft(&mut tx, 1).await;
    tx.insert_print(&print(1, 1)).await.unwrap();
    let again = tx.insert_print(&print(1, 1)).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
});

store_test!(a_print_has_a_reason, async |store| {
    for reason in [String::new(), "x".repeat(201)] {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        let refused = tx
            .insert_print(&PrintRow {
                reason,
                ..print(1, 1)
            })
            .await;
        assert!(refused.is_err());
    }
});
