-- up: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_owner_id_fkey";
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE NOT VALID;

-- up: validate
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_owner_id_fkey";

-- down: validate

-- down: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_owner_id_fkey";
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id");

-- finding: rows of tasks whose owner_id refers to nothing make it fail: look for them beforehand
