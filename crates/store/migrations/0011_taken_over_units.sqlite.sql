-- A unit may take over what another one issued: it answers for the rows then. unit_id is the unit that answers for a certificate, its messages and
-- what it sends; issuing_unit_id is the one that issued the certificate, where that is another. NULL: the same.
ALTER TABLE certificate ADD COLUMN issuing_unit_id TEXT;

DROP TRIGGER certificate_signed_is_frozen;
CREATE TRIGGER certificate_signed_is_frozen BEFORE UPDATE OF id, type_code, type_major, text_version, patient_key, person_id, unit_name, draft_mark, is_complete, rev, period_from, period_to, degrees, diagnosis, test_login, test_person, created_at, created_by, created_by_name, updated_at, updated_by, updated_by_name, ready_for, ready_note, signed_at, signed_by, signed_by_name, deleted_at, deleted_by, deleted_by_name ON certificate
WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'certificate_signed_is_frozen'); END;

CREATE TRIGGER certificate_issuing_unit_is_kept BEFORE UPDATE OF unit_id, provider_id, issuing_unit_id ON certificate
WHEN OLD.state <> 'draft' AND NOT COALESCE((OLD.issuing_unit_id IS NULL AND NEW.issuing_unit_id IS NULL AND NEW.unit_id = OLD.unit_id AND NEW.provider_id = OLD.provider_id) OR NEW.issuing_unit_id = COALESCE(OLD.issuing_unit_id, OLD.unit_id), FALSE)
BEGIN SELECT RAISE(ABORT, 'certificate_issuing_unit_is_kept'); END;

DROP TRIGGER outbox_content_is_frozen;
CREATE TRIGGER outbox_content_is_frozen BEFORE UPDATE OF id, order_key, seq, kind, destination, idempotency_key, body_sha256, logical_address, created_by, created_at, consent_recipient ON outbox_message
BEGIN SELECT RAISE(ABORT, 'outbox_content_is_frozen'); END;

DROP TRIGGER message_content_is_frozen;
CREATE TRIGGER message_content_is_frozen BEFORE UPDATE OF id, party, kind, subject, message_id, reference_id, stated_certificate, person_id, sent_at, created_at, heading, text, stated_reply_by, question_id, written_by, written_by_name, outbox_id ON message
BEGIN SELECT RAISE(ABORT, 'message_content_is_frozen'); END;

DROP TRIGGER legacy_certificate_is_never_changed;
CREATE TRIGGER legacy_certificate_is_never_changed BEFORE UPDATE OF id, document_id, type_code, patient_key, person_id, unit_name, issuer_id, issuer_name, signed_at, period_from, period_to, degrees, diagnosis, imported_at, sha256, xml ON legacy_certificate
BEGIN SELECT RAISE(ABORT, 'legacy_certificate_is_never_changed'); END;
