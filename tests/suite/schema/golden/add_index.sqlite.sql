-- up: change
CREATE INDEX "tasks_owner_id_idx" ON "tasks" ("owner_id", "id");

-- down: change
DROP INDEX "tasks_owner_id_idx";

