-- up: change
DROP INDEX "tasks_title_idx";
CREATE UNIQUE INDEX "tasks_title_idx" ON "tasks" ("title", "id");

-- down: change
DROP INDEX "tasks_title_idx";
CREATE INDEX "tasks_title_idx" ON "tasks" ("title", "id");

