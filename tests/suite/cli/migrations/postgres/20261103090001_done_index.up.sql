-- no-transaction
INSERT INTO runs (what) VALUES ('index');
-- A test holds this lock to kill the program in the middle.
SELECT pg_advisory_lock(20261103), pg_advisory_unlock(20261103);
DROP INDEX CONCURRENTLY IF EXISTS notes_done_idx;
CREATE INDEX CONCURRENTLY notes_done_idx ON notes (done, id);
