-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_priority_idx";
CREATE INDEX CONCURRENTLY "tasks_priority_idx" ON "tasks" ("priority", "id");
