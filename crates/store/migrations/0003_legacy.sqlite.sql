-- Certificates from before June 2018: read only, imported by a command.
CREATE TABLE legacy_certificate (
    id TEXT NOT NULL CONSTRAINT legacy_certificate_pk PRIMARY KEY,
    -- As the issuing system gave it, which need not be a UUID.
    document_id TEXT NOT NULL,
    type_code TEXT NOT NULL,
    patient_key TEXT NOT NULL CONSTRAINT legacy_certificate_of_known_patient REFERENCES patient (patient_key),
    person_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    issuer_id TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    period_from TEXT,
    period_to TEXT,
    degrees TEXT NOT NULL,
    diagnosis TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    -- Hash and text after the patient's name was taken out; a hash of what was imported would be one of her name too.
    sha256 TEXT NOT NULL,
    xml TEXT NOT NULL,
    CONSTRAINT legacy_certificate_imported_once UNIQUE (unit_id, document_id)
);
CREATE INDEX legacy_certificate_by_patient ON legacy_certificate (patient_key, unit_id, signed_at);

CREATE TRIGGER legacy_certificate_is_never_changed BEFORE UPDATE ON legacy_certificate
BEGIN SELECT RAISE(ABORT, 'legacy_certificate_is_never_changed'); END;

CREATE TRIGGER legacy_certificate_is_never_deleted BEFORE DELETE ON legacy_certificate
BEGIN SELECT RAISE(ABORT, 'legacy_certificate_is_never_deleted'); END;
