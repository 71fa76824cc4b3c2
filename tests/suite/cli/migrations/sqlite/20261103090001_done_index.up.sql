-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
INSERT INTO runs (what) VALUES ('index');
CREATE INDEX notes_done_idx ON notes (done, id);
COMMIT;
PRAGMA foreign_keys = ON;
