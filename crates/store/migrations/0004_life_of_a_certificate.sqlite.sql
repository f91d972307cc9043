-- A certificate that was made from another one. While it is a draft, no second draft of its kind is made from the same original.
CREATE TABLE certificate_origin (
    certificate_id TEXT NOT NULL CONSTRAINT certificate_origin_pk PRIMARY KEY
        CONSTRAINT certificate_origin_of_certificate REFERENCES certificate (id),
    parent_id TEXT NOT NULL CONSTRAINT certificate_origin_of_known_parent REFERENCES certificate (id),
    kind TEXT NOT NULL CONSTRAINT certificate_origin_kind_known CHECK (kind IN ('renewal', 'complement', 'correction')),
    is_open BOOLEAN NOT NULL,
    -- What the form says above the periods about the original; empty = nothing.
    period_line TEXT NOT NULL,
    CONSTRAINT certificate_origin_is_another CHECK (certificate_id <> parent_id)
);
CREATE UNIQUE INDEX certificate_origin_one_draft ON certificate_origin (parent_id, kind) WHERE is_open;
CREATE INDEX certificate_origin_by_parent ON certificate_origin (parent_id);

CREATE TABLE certificate_revocation (
    certificate_id TEXT NOT NULL CONSTRAINT certificate_revocation_pk PRIMARY KEY
        CONSTRAINT certificate_revocation_of_certificate REFERENCES certificate (id),
    reason TEXT NOT NULL CONSTRAINT certificate_revocation_reason_known
        CHECK (reason IN ('FEL_PATIENT', 'ANNAT_ALLVARLIGT_FEL')),
    comment TEXT NOT NULL,
    revoked_at BIGINT NOT NULL,
    revoked_by TEXT NOT NULL,
    revoked_by_name TEXT NOT NULL,
    confirmed_at BIGINT,
    CONSTRAINT certificate_revocation_says_what CHECK (reason <> 'ANNAT_ALLVARLIGT_FEL' OR comment <> '')
);

-- Where it happened; empty for what the program does by itself.
ALTER TABLE certificate_event ADD COLUMN unit_name TEXT NOT NULL DEFAULT '';

CREATE TRIGGER certificate_revoked_has_reason BEFORE UPDATE OF state ON certificate
WHEN NEW.state = 'revoked' AND NOT EXISTS (SELECT 1 FROM certificate_revocation WHERE certificate_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'certificate_revoked_has_reason'); END;

CREATE TRIGGER certificate_revocation_is_never_changed
BEFORE UPDATE OF certificate_id, reason, comment, revoked_at, revoked_by, revoked_by_name ON certificate_revocation
BEGIN SELECT RAISE(ABORT, 'certificate_revocation_is_never_changed'); END;

CREATE TRIGGER certificate_revocation_is_never_deleted BEFORE DELETE ON certificate_revocation
BEGIN SELECT RAISE(ABORT, 'certificate_revocation_is_never_deleted'); END;

CREATE TRIGGER certificate_origin_is_never_changed
BEFORE UPDATE OF certificate_id, parent_id, kind, period_line ON certificate_origin
BEGIN SELECT RAISE(ABORT, 'certificate_origin_is_never_changed'); END;

CREATE TRIGGER certificate_origin_of_signed_is_kept BEFORE DELETE ON certificate_origin
WHEN EXISTS (SELECT 1 FROM certificate WHERE id = OLD.certificate_id AND state <> 'draft')
BEGIN SELECT RAISE(ABORT, 'certificate_origin_of_signed_is_kept'); END;
