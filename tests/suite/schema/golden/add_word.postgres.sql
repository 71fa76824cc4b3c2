-- up: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_status_check";
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done', 'late')) NOT VALID;

-- up: validate
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_status_check";

-- down: validate

-- down: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_status_check";
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done'));

