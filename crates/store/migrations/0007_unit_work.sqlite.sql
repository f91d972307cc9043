-- What people did with messages under FEL, what is known of the receivers, and whose a draft is.
CREATE TABLE outbox_act (
    message_id TEXT NOT NULL CONSTRAINT outbox_act_of_message REFERENCES outbox_message (id),
    number BIGINT NOT NULL CONSTRAINT outbox_act_counts_from_one CHECK (number >= 1),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT outbox_act_kind_known CHECK (kind IN ('resent', 'written_off')),
    -- Nobody of the staff when an operator of the installation did it.
    staff_id TEXT,
    name TEXT NOT NULL,
    comment TEXT NOT NULL,
    CONSTRAINT outbox_act_pk PRIMARY KEY (message_id, number),
    CONSTRAINT outbox_written_off_says_why CHECK (kind <> 'written_off' OR length(comment) >= 10)
) WITHOUT ROWID;

CREATE TABLE outbox_destination (
    name TEXT NOT NULL CONSTRAINT outbox_destination_pk PRIMARY KEY,
    paused_at BIGINT,
    paused_by TEXT NOT NULL,
    pause_reason TEXT NOT NULL,
    -- First of the calls in a row that got no answer.
    silent_since BIGINT
) WITHOUT ROWID;

-- When a message was dropped; those dropped before this column have none.
ALTER TABLE outbox_message ADD COLUMN cancelled_at BIGINT;
-- How many there are and since when, without a look at all messages that were ever sent.
CREATE INDEX outbox_failed ON outbox_message (destination, kind, created_at) WHERE state = 'failed';

-- Who is to go on with a draft; a draft marked ready names its doctor itself.
CREATE TABLE draft_assignment (
    certificate_id TEXT NOT NULL CONSTRAINT draft_assignment_pk PRIMARY KEY
        CONSTRAINT draft_assignment_of_certificate REFERENCES certificate (id),
    staff_id TEXT NOT NULL,
    staff_name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER outbox_act_is_never_changed BEFORE UPDATE ON outbox_act
BEGIN SELECT RAISE(ABORT, 'outbox_act_is_never_changed'); END;

CREATE TRIGGER outbox_act_is_never_deleted BEFORE DELETE ON outbox_act
BEGIN SELECT RAISE(ABORT, 'outbox_act_is_never_deleted'); END;
