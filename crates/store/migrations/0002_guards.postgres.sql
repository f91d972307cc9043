-- Rules that no code path may break, not even a mistaken one.
INSERT INTO instance (fact, value) VALUES ('installation_id', replace(gen_random_uuid()::text, '-', ''));

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER certificate_signed_is_frozen BEFORE UPDATE OF id, type_code, type_major, text_version, patient_key, person_id, unit_id, unit_name, provider_id, draft_mark, is_complete, rev, period_from, period_to, degrees, diagnosis, test_login, test_person, created_at, created_by, created_by_name, updated_at, updated_by, updated_by_name, ready_for, ready_note, signed_at, signed_by, signed_by_name, deleted_at, deleted_by, deleted_by_name ON certificate
FOR EACH ROW
WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_state_goes_forward BEFORE UPDATE OF state ON certificate
FOR EACH ROW
WHEN (OLD.state <> NEW.state AND OLD.state <> 'draft' AND NOT (OLD.state = 'signed' AND NEW.state = 'revoked')) EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_signed_is_kept BEFORE DELETE ON certificate
FOR EACH ROW
WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_document_is_never_changed BEFORE UPDATE ON certificate_document
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_document_is_never_deleted BEFORE DELETE ON certificate_document
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_document_is_never_emptied BEFORE TRUNCATE ON certificate_document EXECUTE FUNCTION refuse();

CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER audit_log_is_never_deleted BEFORE DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER audit_log_is_never_emptied BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION refuse();

CREATE TRIGGER consent_is_never_changed BEFORE UPDATE ON consent
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER consent_is_never_deleted BEFORE DELETE ON consent
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER draft_state_is_never_changed BEFORE UPDATE ON draft_state
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_event_is_never_changed BEFORE UPDATE ON certificate_event
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE FUNCTION refuse_unless_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM certificate WHERE id = OLD.certificate_id AND state <> 'draft') THEN
        RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER draft_state_of_signed_is_kept BEFORE DELETE ON draft_state
FOR EACH ROW EXECUTE FUNCTION refuse_unless_draft();

CREATE TRIGGER certificate_event_of_signed_is_kept BEFORE DELETE ON certificate_event
FOR EACH ROW EXECUTE FUNCTION refuse_unless_draft();

CREATE TRIGGER outbox_content_is_frozen BEFORE UPDATE OF id, order_key, seq, kind, destination, idempotency_key, body_sha256, logical_address, unit_id, created_by, created_at, consent_recipient ON outbox_message
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER outbox_final_state_stays BEFORE UPDATE OF state ON outbox_message
FOR EACH ROW
WHEN (OLD.state IN ('delivered', 'cancelled') AND NEW.state <> OLD.state) EXECUTE FUNCTION refuse();

CREATE TRIGGER outbox_message_is_never_deleted BEFORE DELETE ON outbox_message
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER outbox_attempt_ended_is_frozen BEFORE UPDATE ON outbox_attempt
FOR EACH ROW
WHEN (OLD.outcome IS NOT NULL) EXECUTE FUNCTION refuse();

CREATE TRIGGER outbox_attempt_is_never_deleted BEFORE DELETE ON outbox_attempt
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER outbox_body_is_never_changed BEFORE UPDATE ON outbox_body
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER outbox_body_is_never_deleted BEFORE DELETE ON outbox_body
FOR EACH ROW EXECUTE FUNCTION refuse();
