-- up: change
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "priority";
ALTER TABLE "tasks" ADD COLUMN "priority" INTEGER GENERATED ALWAYS AS (length("title")) STORED;

-- down: change
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "priority";
ALTER TABLE "tasks" ADD COLUMN "priority" INTEGER;

-- loss: all values of tasks.priority will be lost
-- finding: tasks.priority is computed for every row: the table is rewritten while nobody else reads or writes it: run it while nobody needs the table
