-- up: change
ALTER INDEX "tasks_title_idx" RENAME TO "by_title";

-- down: change
ALTER INDEX "by_title" RENAME TO "tasks_title_idx";

