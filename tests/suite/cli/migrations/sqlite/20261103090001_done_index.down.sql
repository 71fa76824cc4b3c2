DROP INDEX notes_done_idx;
DELETE FROM runs WHERE what = 'index';
