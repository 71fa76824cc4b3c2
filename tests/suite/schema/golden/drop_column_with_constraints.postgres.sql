-- up: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_title_check";

-- up: indexes
-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx";

-- up: finish
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "title";

-- down: finish
-- What stood here is gone: with rows in the table this fails until they get a value.
ALTER TABLE "tasks" ADD COLUMN "title" TEXT COLLATE "C" NOT NULL;

-- down: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_title_idx";
CREATE INDEX CONCURRENTLY "tasks_title_idx" ON "tasks" ("title", "id");

-- down: change
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_title_check" CHECK (length("title") > 0);

-- loss: all values of tasks.title will be lost
