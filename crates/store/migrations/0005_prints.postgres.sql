-- What was printed, so that a paper can be checked by its code (N12).
CREATE TABLE certificate_print (
    code TEXT NOT NULL CONSTRAINT certificate_print_pk PRIMARY KEY,
    certificate_id TEXT NOT NULL CONSTRAINT certificate_print_of_certificate REFERENCES certificate (id),
    printed_at BIGINT NOT NULL,
    printed_by TEXT NOT NULL,
    printed_by_name TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    reason TEXT NOT NULL CONSTRAINT certificate_print_has_reason CHECK (reason <> '' AND length(reason) <= 200),
    target TEXT NOT NULL CONSTRAINT certificate_print_target_known CHECK (target IN ('computer', 'file')),
    certificate_state TEXT NOT NULL,
    content_sha256 TEXT NOT NULL CONSTRAINT certificate_print_hash_whole CHECK (length(content_sha256) = 64)
);
CREATE INDEX certificate_print_by_certificate ON certificate_print (certificate_id, printed_at);

CREATE TRIGGER certificate_print_is_never_changed BEFORE UPDATE ON certificate_print
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_print_is_never_deleted BEFORE DELETE ON certificate_print
FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER certificate_print_is_never_emptied BEFORE TRUNCATE ON certificate_print EXECUTE FUNCTION refuse();
