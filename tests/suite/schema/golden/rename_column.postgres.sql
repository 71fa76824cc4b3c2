-- up: change
ALTER TABLE "tasks" RENAME COLUMN "title" TO "name";
ALTER TABLE "tasks" RENAME CONSTRAINT "tasks_title_check" TO "tasks_name_check";
ALTER INDEX "tasks_title_idx" RENAME TO "tasks_name_idx";

-- down: change
ALTER INDEX "tasks_name_idx" RENAME TO "tasks_title_idx";
ALTER TABLE "tasks" RENAME CONSTRAINT "tasks_name_check" TO "tasks_title_check";
ALTER TABLE "tasks" RENAME COLUMN "name" TO "title";

-- finding: tasks.title is called name: a program that runs meanwhile and knows the old name fails: deploy it in two steps, by `--expand` and `--contract`
