-- up: change
DROP INDEX "tasks_title_idx";
CREATE INDEX "by_title" ON "tasks" ("title", "id");

-- down: change
DROP INDEX "by_title";
CREATE INDEX "tasks_title_idx" ON "tasks" ("title", "id");

