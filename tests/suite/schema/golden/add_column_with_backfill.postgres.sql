-- up: change
ALTER TABLE "tasks" ADD COLUMN "slug" TEXT COLLATE "C";

-- up: backfill
UPDATE "tasks" SET "slug" = lower("title") WHERE "slug" IS NULL;

-- up: constrain
-- Holds for rows that are written from now on.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_slug_not_null" CHECK ("slug" IS NOT NULL) NOT VALID;

-- up: validate
-- Rows that were written meanwhile.
UPDATE "tasks" SET "slug" = lower("title") WHERE "slug" IS NULL;
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_slug_not_null";

-- up: finish
-- Known from the check, so that no row is read while the table is locked.
ALTER TABLE "tasks" ALTER COLUMN "slug" SET NOT NULL;
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_slug_not_null";

-- down: finish
ALTER TABLE "tasks" ALTER COLUMN "slug" DROP NOT NULL;

-- down: validate

-- down: constrain
ALTER TABLE "tasks" DROP CONSTRAINT IF EXISTS "tasks_slug_not_null";

-- down: backfill

-- down: change
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "slug";

