-- up: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_owner_id_key";
CREATE UNIQUE INDEX CONCURRENTLY "tasks_title_owner_id_key" ON "tasks" ("title", "owner_id");

-- up: finish
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_title_owner_id_key" UNIQUE USING INDEX "tasks_title_owner_id_key";

-- down: finish
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_title_owner_id_key";

-- down: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_owner_id_key";

-- finding: rows of tasks with the same title, owner_id make it fail: look for them beforehand
