-- up: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_status_check";

-- up: backfill
UPDATE "tasks" SET "status" = CASE "status" WHEN 'done' THEN 'todo' ELSE "status" END WHERE "status" IN ('done');

-- up: constrain
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo')) NOT VALID;

-- up: validate
-- Rows that were written meanwhile.
UPDATE "tasks" SET "status" = CASE "status" WHEN 'done' THEN 'todo' ELSE "status" END WHERE "status" IN ('done');
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_status_check";

-- down: validate

-- down: constrain
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_status_check";

-- down: backfill

-- down: change
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done'));

