DELETE FROM runs WHERE what = 'done';
ALTER TABLE notes DROP COLUMN done;
