-- up: change
ALTER TABLE "tasks" ADD COLUMN "note" TEXT;

-- down: change
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "note";

