-- up: finish
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "priority";

-- down: finish
ALTER TABLE "tasks" ADD COLUMN "priority" INTEGER;

-- loss: all values of tasks.priority will be lost
