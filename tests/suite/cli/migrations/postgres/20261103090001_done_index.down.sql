-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS notes_done_idx;
DELETE FROM runs WHERE what = 'index';
