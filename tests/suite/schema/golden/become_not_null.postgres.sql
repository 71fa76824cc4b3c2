-- up: backfill
UPDATE "tasks" SET "priority" = length("title") WHERE "priority" IS NULL;

-- up: constrain
-- Holds for rows that are written from now on.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_priority_not_null" CHECK ("priority" IS NOT NULL) NOT VALID;

-- up: validate
-- Rows that were written meanwhile.
UPDATE "tasks" SET "priority" = length("title") WHERE "priority" IS NULL;
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_priority_not_null";

-- up: finish
-- Known from the check, so that no row is read while the table is locked.
ALTER TABLE "tasks" ALTER COLUMN "priority" SET NOT NULL;
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_priority_not_null";

-- down: finish
ALTER TABLE "tasks" ALTER COLUMN "priority" DROP NOT NULL;

-- down: validate

-- down: constrain
ALTER TABLE "tasks" DROP CONSTRAINT IF EXISTS "tasks_priority_not_null";

-- down: backfill

