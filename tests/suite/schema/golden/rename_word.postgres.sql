-- up: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_status_check";

-- up: backfill
UPDATE "tasks" SET "status" = CASE "status" WHEN 'todo' THEN 'open' ELSE "status" END WHERE "status" IN ('todo');

-- up: constrain
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_status_check" CHECK ("status" IN ('open', 'done')) NOT VALID;

-- up: validate
-- Rows that were written meanwhile.
UPDATE "tasks" SET "status" = CASE "status" WHEN 'todo' THEN 'open' ELSE "status" END WHERE "status" IN ('todo');
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_status_check";

-- down: validate

-- down: constrain
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_status_check";

-- down: backfill
UPDATE "tasks" SET "status" = CASE "status" WHEN 'open' THEN 'todo' ELSE "status" END WHERE "status" IN ('open');

-- down: change
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done'));

