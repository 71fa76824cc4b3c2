-- up: change
ALTER TABLE "tasks" RENAME TO "todos";
ALTER INDEX IF EXISTS "tasks_pkey" RENAME TO "todos_pkey";
ALTER SEQUENCE IF EXISTS "tasks_id_seq" RENAME TO "todos_id_seq";
ALTER TABLE "todos" RENAME CONSTRAINT "tasks_owner_id_fkey" TO "todos_owner_id_fkey";
ALTER TABLE "todos" RENAME CONSTRAINT "tasks_status_check" TO "todos_status_check";
ALTER TABLE "todos" RENAME CONSTRAINT "tasks_title_check" TO "todos_title_check";
ALTER INDEX "tasks_title_idx" RENAME TO "todos_title_idx";

-- down: change
ALTER INDEX "todos_title_idx" RENAME TO "tasks_title_idx";
ALTER TABLE "todos" RENAME CONSTRAINT "todos_title_check" TO "tasks_title_check";
ALTER TABLE "todos" RENAME CONSTRAINT "todos_status_check" TO "tasks_status_check";
ALTER TABLE "todos" RENAME CONSTRAINT "todos_owner_id_fkey" TO "tasks_owner_id_fkey";
ALTER TABLE "todos" RENAME TO "tasks";
ALTER INDEX IF EXISTS "todos_pkey" RENAME TO "tasks_pkey";
ALTER SEQUENCE IF EXISTS "todos_id_seq" RENAME TO "tasks_id_seq";

-- finding: tasks is called todos: a program that runs meanwhile and knows the old name fails: deploy it in two steps, by `--expand` and `--contract`
