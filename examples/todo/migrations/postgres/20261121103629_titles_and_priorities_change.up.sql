-- Programs that know the old name are stopped before.
-- restkit: allow(rename)
ALTER TABLE "tasks" RENAME COLUMN "name" TO "title";
ALTER TABLE "tasks" RENAME CONSTRAINT "tasks_name_check" TO "tasks_title_check";
ALTER INDEX "tasks_name_idx" RENAME TO "tasks_title_idx";
ALTER TABLE "tasks" ADD COLUMN "priority" SMALLINT NOT NULL DEFAULT 3;
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_priority_check" CHECK ("priority" >= 1 AND "priority" <= 5) NOT VALID;
