-- up: change
ALTER TABLE "tasks" ADD COLUMN "size" TEXT COLLATE "C" NOT NULL DEFAULT 'm';
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_size_check" CHECK ("size" IN ('s', 'm', 'l')) NOT VALID;

-- up: validate
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_size_check";

-- down: validate

-- down: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_size_check";
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "size";

-- finding: rows of tasks that break tasks_size_check make it fail: look for them beforehand
