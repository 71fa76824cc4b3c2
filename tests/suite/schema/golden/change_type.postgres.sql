-- up: change
ALTER TABLE "tasks" ALTER COLUMN "priority" TYPE TEXT USING CAST("priority" AS TEXT);

-- down: change
ALTER TABLE "tasks" ALTER COLUMN "priority" TYPE INTEGER USING CAST("priority" AS INTEGER);

-- finding: tasks.priority becomes TEXT: the table is rewritten while nobody else reads or writes it: add a field of another name with the new type, and deploy by `--expand` and `--contract`
