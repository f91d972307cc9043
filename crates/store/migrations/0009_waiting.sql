-- What waits for a unit is counted on every page.
CREATE INDEX message_waiting ON message (unit_id, person_id) WHERE party = 'recipient' AND handled_at IS NULL;
-- Sick leaves that end soon, without a look at all that have ended.
CREATE INDEX certificate_ending ON certificate (unit_id, period_to) WHERE state = 'signed';
