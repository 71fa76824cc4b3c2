-- up: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_new_pkey";
CREATE UNIQUE INDEX CONCURRENTLY "tasks_new_pkey" ON "tasks" ("title", "id");

-- up: finish
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_pkey";
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_pkey" PRIMARY KEY USING INDEX "tasks_new_pkey";

-- down: finish
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_pkey";
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_pkey" PRIMARY KEY ("id");

-- down: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_new_pkey";

