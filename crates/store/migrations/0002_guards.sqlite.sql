-- Rules that no code path may break, not even a mistaken one.
INSERT INTO instance (fact, value) VALUES ('installation_id', lower(hex(randomblob(16))));

CREATE TRIGGER certificate_signed_is_frozen BEFORE UPDATE OF id, type_code, type_major, text_version, patient_key, person_id, unit_id, unit_name, provider_id, draft_mark, is_complete, rev, period_from, period_to, degrees, diagnosis, test_login, test_person, created_at, created_by, created_by_name, updated_at, updated_by, updated_by_name, ready_for, ready_note, signed_at, signed_by, signed_by_name, deleted_at, deleted_by, deleted_by_name ON certificate
WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'certificate_signed_is_frozen'); END;

CREATE TRIGGER certificate_state_goes_forward BEFORE UPDATE OF state ON certificate
WHEN OLD.state <> NEW.state AND OLD.state <> 'draft' AND NOT (OLD.state = 'signed' AND NEW.state = 'revoked')
BEGIN SELECT RAISE(ABORT, 'certificate_state_goes_forward'); END;

CREATE TRIGGER certificate_signed_is_kept BEFORE DELETE ON certificate
WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'certificate_signed_is_kept'); END;

CREATE TRIGGER certificate_document_is_never_changed BEFORE UPDATE ON certificate_document
BEGIN SELECT RAISE(ABORT, 'certificate_document_is_never_changed'); END;

CREATE TRIGGER certificate_document_is_never_deleted BEFORE DELETE ON certificate_document
BEGIN SELECT RAISE(ABORT, 'certificate_document_is_never_deleted'); END;

CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log_is_never_changed'); END;

CREATE TRIGGER audit_log_is_never_deleted BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log_is_never_deleted'); END;

CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'consent_is_never_changed'); END;

CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent
BEGIN SELECT RAISE(ABORT, 'consent_is_never_deleted'); END;

CREATE TRIGGER draft_state_is_never_changed BEFORE UPDATE ON draft_state
BEGIN SELECT RAISE(ABORT, 'draft_state_is_never_changed'); END;

CREATE TRIGGER certificate_event_is_never_changed BEFORE UPDATE ON certificate_event
BEGIN SELECT RAISE(ABORT, 'certificate_event_is_never_changed'); END;

CREATE TRIGGER draft_state_of_signed_is_kept BEFORE DELETE ON draft_state
WHEN EXISTS (SELECT 1 FROM certificate WHERE id = OLD.certificate_id AND state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'draft_state_of_signed_is_kept'); END;

CREATE TRIGGER certificate_event_of_signed_is_kept BEFORE DELETE ON certificate_event
WHEN EXISTS (SELECT 1 FROM certificate WHERE id = OLD.certificate_id AND state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'certificate_event_of_signed_is_kept'); END;

CREATE TRIGGER outbox_content_is_frozen BEFORE UPDATE OF id, order_key, seq, kind, destination, idempotency_key, body_sha256, logical_address, unit_id, created_by, created_at, consent_recipient ON outbox_message
BEGIN SELECT RAISE(ABORT, 'outbox_content_is_frozen'); END;

CREATE TRIGGER outbox_final_state_stays BEFORE UPDATE OF state ON outbox_message
WHEN OLD.state IN ('delivered', 'cancelled') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'outbox_final_state_stays'); END;

CREATE TRIGGER outbox_message_is_never_deleted BEFORE DELETE ON outbox_message
BEGIN SELECT RAISE(ABORT, 'outbox_message_is_never_deleted'); END;

CREATE TRIGGER outbox_attempt_ended_is_frozen BEFORE UPDATE ON outbox_attempt
WHEN OLD.outcome IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'outbox_attempt_ended_is_frozen'); END;

CREATE TRIGGER outbox_attempt_is_never_deleted BEFORE DELETE ON outbox_attempt
BEGIN SELECT RAISE(ABORT, 'outbox_attempt_is_never_deleted'); END;

CREATE TRIGGER outbox_body_is_never_changed BEFORE UPDATE ON outbox_body
BEGIN SELECT RAISE(ABORT, 'outbox_body_is_never_changed'); END;

CREATE TRIGGER outbox_body_is_never_deleted BEFORE DELETE ON outbox_body
BEGIN SELECT RAISE(ABORT, 'outbox_body_is_never_deleted'); END;
