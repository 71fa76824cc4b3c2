-- up: indexes
-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx";
CREATE UNIQUE INDEX CONCURRENTLY "tasks_title_idx" ON "tasks" ("title", "id");

-- down: indexes
-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx";
CREATE INDEX CONCURRENTLY "tasks_title_idx" ON "tasks" ("title", "id");

