-- Set before the first table is put back, so that an undo that was cut short is finished by the next command.
ALTER TABLE run ADD COLUMN undo_begun_at TEXT;
