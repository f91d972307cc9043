-- When Intygstjänsten was last asked what has become of a certificate that its recipient has not got from here.
ALTER TABLE certificate ADD COLUMN asked_at BIGINT;
-- When the patient sent it, as it said.
ALTER TABLE certificate ADD COLUMN patient_sent_at BIGINT
    CONSTRAINT certificate_sent_by_patient_is_sent CHECK (patient_sent_at IS NULL OR sent_at IS NOT NULL);
