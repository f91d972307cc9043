-- What waits for a unit is counted on every page.
CREATE INDEX message_waiting ON message (unit_id, person_id) WHERE party = 'recipient' AND handled_at IS NULL;
