-- What the recipients of certificates and the units write to each other. What was written never changes; how it was handled does.
CREATE TABLE message (
    id TEXT NOT NULL CONSTRAINT message_pk PRIMARY KEY,
    party TEXT NOT NULL CONSTRAINT message_party_known CHECK (party IN ('recipient', 'care')),
    kind TEXT NOT NULL CONSTRAINT message_kind_known CHECK (kind IN ('question', 'answer', 'reminder')),
    subject TEXT NOT NULL CONSTRAINT message_subject_known CHECK (subject IN ('KOMPLT', 'AVSTMN', 'KONTKT', 'OVRIGT', 'PAMINN')),
    -- meddelande-id and referens-id, compared as given.
    message_id TEXT NOT NULL CONSTRAINT message_id_given CHECK (message_id <> ''),
    reference_id TEXT,
    -- None until somebody has put it on its certificate (Läs in).
    certificate_id TEXT CONSTRAINT message_of_certificate REFERENCES certificate (id),
    stated_certificate TEXT NOT NULL,
    person_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    stated_reply_by TEXT,
    -- The question that it answers or reminds of.
    question_id TEXT CONSTRAINT message_of_question REFERENCES message (id),
    written_by TEXT,
    written_by_name TEXT NOT NULL,
    outbox_id TEXT CONSTRAINT message_in_outbox REFERENCES outbox_message (id),
    state TEXT CONSTRAINT message_state_known CHECK (state IN ('pending_internal', 'pending_external', 'answered', 'closed')),
    reply_by TEXT,
    latest_event_at BIGINT NOT NULL,
    handled_at BIGINT,
    handled_by TEXT,
    handled_by_name TEXT NOT NULL,
    handled_how TEXT CONSTRAINT message_handled_how_known CHECK (handled_how IN
        ('mark', 'answer', 'cannot_complete', 'complement', 'renewal', 'revocation', 'write_off')),
    handled_through TEXT CONSTRAINT message_handled_through_certificate REFERENCES certificate (id),
    read_in_at BIGINT,
    assigned_to TEXT,
    assigned_to_name TEXT NOT NULL,
    CONSTRAINT message_received_once UNIQUE (party, message_id),
    CONSTRAINT message_question_has_state CHECK ((kind = 'question') = (state IS NOT NULL)),
    CONSTRAINT message_refers_to_question CHECK ((kind = 'question') = (question_id IS NULL)),
    CONSTRAINT message_of_care_has_writer CHECK ((party = 'care') = (written_by IS NOT NULL AND outbox_id IS NOT NULL)),
    CONSTRAINT message_handled_whole CHECK (
        (handled_at IS NULL) = (handled_by IS NULL AND handled_how IS NULL AND handled_through IS NULL)),
    CONSTRAINT message_read_in_on_certificate CHECK ((certificate_id IS NULL) = (read_in_at IS NULL))
);
CREATE INDEX message_by_certificate ON message (certificate_id, created_at);
CREATE INDEX message_by_unit ON message (unit_id, created_at) WHERE party = 'recipient';
CREATE UNIQUE INDEX message_one_answer ON message (question_id) WHERE kind = 'answer';
CREATE INDEX message_by_outbox ON message (outbox_id) WHERE outbox_id IS NOT NULL;

-- Whom to turn to: the sender's own lines.
CREATE TABLE message_contact_line (
    message_id TEXT NOT NULL CONSTRAINT message_contact_line_of_message REFERENCES message (id),
    position BIGINT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT message_contact_line_pk PRIMARY KEY (message_id, position)
);

-- What is to be completed.
CREATE TABLE message_point (
    message_id TEXT NOT NULL CONSTRAINT message_point_of_message REFERENCES message (id),
    position BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    instance BIGINT,
    text TEXT NOT NULL,
    CONSTRAINT message_point_pk PRIMARY KEY (message_id, position)
);

-- What somebody is writing. One per certificate and use, so that two persons write in the same one and notice each other.
CREATE TABLE message_draft (
    certificate_id TEXT NOT NULL CONSTRAINT message_draft_of_certificate REFERENCES certificate (id),
    -- 'question', 'cannot_complete', or the id of the question that is answered.
    slot TEXT NOT NULL CONSTRAINT message_draft_slot_given CHECK (slot <> ''),
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    rev BIGINT NOT NULL CONSTRAINT message_draft_rev_counts_from_one CHECK (rev >= 1),
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_by_name TEXT NOT NULL,
    CONSTRAINT message_draft_pk PRIMARY KEY (certificate_id, slot)
);

CREATE TRIGGER message_content_is_frozen BEFORE UPDATE OF id, party, kind, subject, message_id, reference_id, stated_certificate, person_id, unit_id, sent_at, created_at, heading, text, stated_reply_by, question_id, written_by, written_by_name, outbox_id ON message
FOR EACH ROW
EXECUTE FUNCTION refuse();

CREATE TRIGGER message_stays_on_its_certificate BEFORE UPDATE OF certificate_id ON message
FOR EACH ROW
WHEN (OLD.certificate_id IS NOT NULL) EXECUTE FUNCTION refuse();

CREATE TRIGGER message_is_never_deleted BEFORE DELETE ON message
FOR EACH ROW
EXECUTE FUNCTION refuse();

CREATE TRIGGER message_contact_line_is_never_changed BEFORE UPDATE ON message_contact_line
FOR EACH ROW
EXECUTE FUNCTION refuse();

CREATE TRIGGER message_contact_line_is_never_deleted BEFORE DELETE ON message_contact_line
FOR EACH ROW
EXECUTE FUNCTION refuse();

CREATE TRIGGER message_point_is_never_changed BEFORE UPDATE ON message_point
FOR EACH ROW
EXECUTE FUNCTION refuse();

CREATE TRIGGER message_point_is_never_deleted BEFORE DELETE ON message_point
FOR EACH ROW
EXECUTE FUNCTION refuse();

CREATE TRIGGER message_is_never_emptied BEFORE TRUNCATE ON message EXECUTE FUNCTION refuse();

CREATE TRIGGER message_contact_line_is_never_emptied BEFORE TRUNCATE ON message_contact_line EXECUTE FUNCTION refuse();

CREATE TRIGGER message_point_is_never_emptied BEFORE TRUNCATE ON message_point EXECUTE FUNCTION refuse();
