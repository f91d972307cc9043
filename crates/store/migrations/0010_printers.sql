-- Which of the unit's printers a paper came from; NULL: from the printer of the user's own computer, or a file. A paper from a printer of
-- the unit has the target 'computer' too, so that the previous release can read it.
ALTER TABLE certificate_print ADD COLUMN printer TEXT
    CONSTRAINT certificate_print_printer_named CHECK (printer IS NULL OR (printer <> '' AND target = 'computer'));
