-- Times are milliseconds since 1970 in UTC, dates ISO 8601, ids lower-case text. Columns in uniqueness rules are NOT NULL.
-- What stands between /*sqlite and */ is read by SQLite alone, and likewise for postgres.
--
-- Each page of the database that a transaction touches is written once more to the log before the answer. Small rows therefore
-- lie in the tree of their key (WITHOUT ROWID), and there is no index that no query needs.

CREATE TABLE instance (
    fact TEXT NOT NULL CONSTRAINT instance_pk PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE patient (
    patient_key TEXT NOT NULL CONSTRAINT patient_pk PRIMARY KEY,
    person_id TEXT NOT NULL CONSTRAINT patient_has_one_key UNIQUE
);

CREATE TABLE certificate (
    id TEXT NOT NULL CONSTRAINT certificate_pk PRIMARY KEY,
    type_code TEXT NOT NULL,
    type_major BIGINT NOT NULL,
    text_version TEXT NOT NULL,
    patient_key TEXT NOT NULL CONSTRAINT certificate_of_known_patient REFERENCES patient (patient_key),
    person_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    -- revoked is not used yet; it stands here because a CHECK cannot be widened in SQLite without rebuilding the table.
    state TEXT NOT NULL CONSTRAINT certificate_state_known CHECK (state IN ('draft', 'signed', 'revoked', 'deleted_draft')),
    draft_mark TEXT NOT NULL CONSTRAINT certificate_draft_mark_known CHECK (draft_mark IN ('begun', 'saved', 'ready')),
    is_complete BOOLEAN NOT NULL,
    rev BIGINT NOT NULL CONSTRAINT certificate_rev_counts_from_one CHECK (rev >= 1),
    period_from TEXT,
    period_to TEXT,
    degrees TEXT NOT NULL,
    diagnosis TEXT NOT NULL,
    test_login BOOLEAN NOT NULL,
    test_person BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_by_name TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_by_name TEXT NOT NULL,
    ready_for TEXT,
    ready_note TEXT NOT NULL,
    signed_at BIGINT,
    signed_by TEXT,
    signed_by_name TEXT,
    registered_at BIGINT,
    sent_at BIGINT,
    deleted_at BIGINT,
    deleted_by TEXT,
    deleted_by_name TEXT,
    CONSTRAINT certificate_signed_has_signer CHECK (
        (state IN ('signed', 'revoked')) = (signed_at IS NOT NULL AND signed_by IS NOT NULL AND signed_by_name IS NOT NULL)),
    CONSTRAINT certificate_deleted_has_deleter CHECK (
        (state = 'deleted_draft') = (deleted_at IS NOT NULL AND deleted_by IS NOT NULL AND deleted_by_name IS NOT NULL)),
    CONSTRAINT certificate_sent_after_signed CHECK (
        state IN ('signed', 'revoked') OR (registered_at IS NULL AND sent_at IS NULL)),
    CONSTRAINT certificate_ready_for_when_ready CHECK (draft_mark = 'ready' OR (ready_for IS NULL AND ready_note = ''))
);
CREATE INDEX certificate_by_patient ON certificate (patient_key, unit_id, created_at);
-- Without the time of the last change, which every autosave would move: a unit's drafts are few enough to be sorted when read.
CREATE INDEX certificate_drafts_by_unit ON certificate (unit_id) WHERE state = 'draft';

CREATE TABLE certificate_document (
    certificate_id TEXT NOT NULL CONSTRAINT certificate_document_pk PRIMARY KEY
        CONSTRAINT certificate_document_of_certificate REFERENCES certificate (id),
    sha256 TEXT NOT NULL,
    signer_id TEXT NOT NULL,
    role TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    xml TEXT NOT NULL
);

-- The answers of a draft or certificate are those of the state with its revision: kept once, written once.
CREATE TABLE draft_state (
    certificate_id TEXT NOT NULL CONSTRAINT draft_state_of_certificate REFERENCES certificate (id),
    rev BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_by_name TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT draft_state_kind_known CHECK (kind IN ('autosave', 'manual', 'created', 'merge')),
    answers TEXT NOT NULL,
    CONSTRAINT draft_state_pk PRIMARY KEY (certificate_id, rev)
);

CREATE TABLE consent (
    certificate_id TEXT NOT NULL CONSTRAINT consent_of_certificate REFERENCES certificate (id),
    recipient TEXT NOT NULL CONSTRAINT consent_names_recipient CHECK (recipient <> ''),
    given_by TEXT NOT NULL,
    given_by_name TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    CONSTRAINT consent_pk PRIMARY KEY (certificate_id, recipient)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE certificate_event (
    certificate_id TEXT NOT NULL CONSTRAINT certificate_event_of_certificate REFERENCES certificate (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    staff_name TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT certificate_event_pk PRIMARY KEY (certificate_id, seq)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE outbox_message (
    id TEXT NOT NULL CONSTRAINT outbox_message_pk PRIMARY KEY,
    order_key TEXT NOT NULL,
    seq BIGINT NOT NULL CONSTRAINT outbox_seq_counts_from_one CHECK (seq >= 1),
    kind TEXT NOT NULL CONSTRAINT outbox_kind_known CHECK (kind IN ('register', 'send', 'revoke', 'message', 'log')),
    destination TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    logical_address TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL CONSTRAINT outbox_state_known
        CHECK (state IN ('waiting', 'sending', 'delivered', 'failed', 'cancelled')),
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    attempts_in_window BIGINT NOT NULL,
    window_start BIGINT,
    deadline BIGINT,
    lease_owner TEXT,
    lease_until BIGINT,
    last_class TEXT,
    last_code TEXT NOT NULL,
    last_text TEXT NOT NULL CONSTRAINT outbox_last_text_is_short CHECK (length(last_text) <= 500),
    last_at BIGINT,
    delivered_at BIGINT,
    delivered_how TEXT CONSTRAINT outbox_delivered_how_known
        CHECK (delivered_how IN ('now', 'already_there', 'revoked_there')),
    consent_recipient TEXT,
    CONSTRAINT outbox_one_row_per_order UNIQUE (order_key, idempotency_key),
    CONSTRAINT outbox_one_place_per_message UNIQUE (order_key, seq),
    CONSTRAINT outbox_send_names_consent CHECK (kind <> 'send' OR consent_recipient IS NOT NULL),
    CONSTRAINT outbox_send_needs_consent FOREIGN KEY (order_key, consent_recipient)
        REFERENCES consent (certificate_id, recipient),
    CONSTRAINT outbox_sending_has_lease CHECK (
        (state = 'sending') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)),
    CONSTRAINT outbox_delivered_has_time CHECK (
        (state = 'delivered') = (delivered_at IS NOT NULL AND delivered_how IS NOT NULL))
);
-- Claiming reads the due ones in order and looks in the lane for an earlier open one.
CREATE INDEX outbox_waiting_by_due ON outbox_message (due_at, created_at, order_key, seq) WHERE state = 'waiting';
CREATE INDEX outbox_leases ON outbox_message (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_by_unit ON outbox_message (unit_id, state, created_at);

-- Beside the message, so that its many changes of state do not write the body again. A message whose body is the signed document
-- itself, byte for byte, has no row here: the document is as unchangeable, and is stored once.
CREATE TABLE outbox_body (
    message_id TEXT NOT NULL CONSTRAINT outbox_body_pk PRIMARY KEY
        CONSTRAINT outbox_body_of_message REFERENCES outbox_message (id),
    body TEXT NOT NULL
);

CREATE TABLE outbox_attempt (
    message_id TEXT NOT NULL CONSTRAINT outbox_attempt_of_message REFERENCES outbox_message (id),
    number BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    endpoint TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    finished_at BIGINT,
    http_status BIGINT,
    result_code TEXT,
    error_id TEXT,
    class TEXT NOT NULL,
    text TEXT NOT NULL CONSTRAINT outbox_attempt_text_is_short CHECK (length(text) <= 500),
    duration_ms BIGINT,
    outcome TEXT CONSTRAINT outbox_attempt_outcome_known
        CHECK (outcome IN ('delivered', 'retry', 'failed', 'unknown')),
    CONSTRAINT outbox_attempt_pk PRIMARY KEY (message_id, number),
    CONSTRAINT outbox_attempt_ended_has_outcome CHECK ((finished_at IS NULL) = (outcome IS NULL))
);

CREATE TABLE audit_log (
    -- In SQLite this very word makes the column the key of the table's own tree.
    seq /*sqlite INTEGER*/ /*postgres BIGINT*/ NOT NULL CONSTRAINT audit_log_pk PRIMARY KEY,
    log_id TEXT NOT NULL CONSTRAINT audit_log_id_unique UNIQUE,
    at BIGINT NOT NULL,
    staff_id TEXT,
    staff_title TEXT NOT NULL,
    assignment TEXT NOT NULL,
    role TEXT,
    provider_id TEXT,
    provider_name TEXT NOT NULL,
    unit_id TEXT,
    unit_name TEXT NOT NULL,
    action TEXT NOT NULL,
    activity TEXT NOT NULL,
    purpose TEXT NOT NULL,
    patient_id TEXT,
    resource_type TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    resource_provider TEXT,
    resource_unit TEXT,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL CONSTRAINT audit_outcome_known CHECK (outcome IN ('done', 'refused')),
    correlation_id TEXT NOT NULL,
    software_version TEXT NOT NULL
);
CREATE INDEX audit_by_patient ON audit_log (patient_id, seq);

CREATE TABLE session (
    token_sha256 TEXT NOT NULL CONSTRAINT session_pk PRIMARY KEY,
    staff_id TEXT NOT NULL,
    unit_id TEXT,
    role TEXT,
    assignment TEXT,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    CONSTRAINT session_assignment_whole CHECK (
        (unit_id IS NULL AND role IS NULL AND assignment IS NULL)
        OR (unit_id IS NOT NULL AND role IS NOT NULL AND assignment IS NOT NULL))
);
CREATE INDEX session_by_staff ON session (staff_id, last_seen_at);
CREATE INDEX session_by_last_seen ON session (last_seen_at);
CREATE INDEX session_by_created ON session (created_at);

CREATE TABLE staff_setting (
    staff_id TEXT NOT NULL,
    setting TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT staff_setting_pk PRIMARY KEY (staff_id, setting)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE recent_patient (
    staff_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    patient_key TEXT NOT NULL CONSTRAINT recent_patient_known REFERENCES patient (patient_key),
    at BIGINT NOT NULL,
    CONSTRAINT recent_patient_pk PRIMARY KEY (staff_id, unit_id, patient_key)
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE open_tab (
    staff_id TEXT NOT NULL,
    patient_key TEXT NOT NULL CONSTRAINT open_tab_of_patient REFERENCES patient (patient_key),
    certificate_id TEXT NOT NULL CONSTRAINT open_tab_of_certificate REFERENCES certificate (id),
    opened_at BIGINT NOT NULL,
    CONSTRAINT open_tab_pk PRIMARY KEY (certificate_id, staff_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX open_tab_by_staff ON open_tab (staff_id, patient_key);

CREATE TABLE form_key (
    form_key TEXT NOT NULL CONSTRAINT form_key_pk PRIMARY KEY,
    staff_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    location TEXT NOT NULL,
    created_at BIGINT NOT NULL
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX form_key_by_age ON form_key (created_at);

CREATE TABLE draft_presence (
    certificate_id TEXT NOT NULL CONSTRAINT draft_presence_of_certificate REFERENCES certificate (id),
    staff_id TEXT NOT NULL,
    staff_name TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT draft_presence_pk PRIMARY KEY (certificate_id, staff_id)
) /*sqlite WITHOUT ROWID*/;
