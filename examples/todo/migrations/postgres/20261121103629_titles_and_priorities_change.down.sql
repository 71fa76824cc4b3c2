ALTER TABLE "tasks" DROP CONSTRAINT "tasks_priority_check";
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "priority";
ALTER INDEX "tasks_title_idx" RENAME TO "tasks_name_idx";
ALTER TABLE "tasks" RENAME CONSTRAINT "tasks_title_check" TO "tasks_name_check";
ALTER TABLE "tasks" RENAME COLUMN "title" TO "name";
