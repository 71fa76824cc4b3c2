-- up: change
-- The default is for rows that exist; PostgreSQL stores it once and rewrites none of them.
ALTER TABLE "tasks" ADD COLUMN "stars" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "tasks" ALTER COLUMN "stars" DROP DEFAULT;

-- down: change
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "stars";

