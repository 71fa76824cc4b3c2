-- up: change
ALTER TABLE "tasks" ALTER COLUMN "title" DROP NOT NULL;

-- down: change
ALTER TABLE "tasks" ALTER COLUMN "title" SET NOT NULL;

