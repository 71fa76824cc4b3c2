-- up: change
ALTER TABLE "tasks" ADD COLUMN "double" BIGINT GENERATED ALWAYS AS ("priority" * 2) STORED;

-- down: change
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "double";

-- finding: tasks.double is computed for every row: the table is rewritten while nobody else reads or writes it: run it while nobody needs the table
