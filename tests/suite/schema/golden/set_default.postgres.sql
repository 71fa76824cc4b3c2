-- up: change
ALTER TABLE "tasks" ALTER COLUMN "priority" SET DEFAULT 3;

-- down: change
ALTER TABLE "tasks" ALTER COLUMN "priority" DROP DEFAULT;

