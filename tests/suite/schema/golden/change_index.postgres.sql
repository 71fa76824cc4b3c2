-- up: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx_new";
CREATE UNIQUE INDEX CONCURRENTLY "tasks_title_idx_new" ON "tasks" ("title", "id");
-- The new one is there already.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx";
ALTER INDEX IF EXISTS "tasks_title_idx_new" RENAME TO "tasks_title_idx";

-- down: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx_new";
CREATE INDEX CONCURRENTLY "tasks_title_idx_new" ON "tasks" ("title", "id");
-- The new one is there already.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx";
ALTER INDEX IF EXISTS "tasks_title_idx_new" RENAME TO "tasks_title_idx";

