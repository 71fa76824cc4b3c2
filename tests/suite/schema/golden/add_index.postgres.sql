-- up: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_owner_id_idx";
CREATE INDEX CONCURRENTLY "tasks_owner_id_idx" ON "tasks" ("owner_id", "id");

-- down: indexes
-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks_owner_id_idx";

