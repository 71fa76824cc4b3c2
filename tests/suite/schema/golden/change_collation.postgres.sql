-- up: change
ALTER TABLE "tasks" ALTER COLUMN "title" TYPE TEXT USING CAST("title" AS TEXT);

-- down: change
ALTER TABLE "tasks" ALTER COLUMN "title" TYPE TEXT COLLATE "C" USING CAST("title" AS TEXT);

