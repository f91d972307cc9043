-- The periods of a certificate with their degrees, so that sick leaves can be drawn without reading every answer:
-- `per cent first last`, joined by semicolons. NULL: saved before this column was there.
ALTER TABLE certificate ADD COLUMN periods TEXT;

CREATE TRIGGER certificate_signed_periods_are_frozen BEFORE UPDATE OF periods ON certificate
WHEN OLD.state <> 'draft'
BEGIN SELECT RAISE(ABORT, 'certificate_signed_periods_are_frozen'); END;
