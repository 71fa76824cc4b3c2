-- up: change
ALTER TABLE "tasks" ADD COLUMN "reviewer_id" BIGINT;
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "users" ("id") ON DELETE SET NULL NOT VALID;

-- up: indexes
-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "tasks_reviewer_id_idx";
CREATE INDEX CONCURRENTLY "tasks_reviewer_id_idx" ON "tasks" ("reviewer_id", "id");

-- up: validate
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_reviewer_id_fkey";

-- down: validate

-- down: indexes
-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks_reviewer_id_idx";

-- down: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_reviewer_id_fkey";
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "reviewer_id";

-- finding: rows of tasks whose reviewer_id refers to nothing make it fail: look for them beforehand
