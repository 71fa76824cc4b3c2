-- up: change
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_priority_check" CHECK ("priority" > 0) NOT VALID;

-- up: validate
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_priority_check";

-- down: validate

-- down: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_priority_check";

-- finding: rows of tasks that break tasks_priority_check make it fail: look for them beforehand
