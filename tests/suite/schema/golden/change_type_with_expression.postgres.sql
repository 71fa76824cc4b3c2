-- up: change
ALTER TABLE "tasks" ALTER COLUMN "priority" TYPE REAL USING "priority" / 10.0;

-- down: change
ALTER TABLE "tasks" ALTER COLUMN "priority" TYPE INTEGER USING CAST("priority" AS INTEGER);

-- loss: values of tasks.priority that do not fit REAL (it was INTEGER) will be changed or refused
-- finding: tasks.priority becomes REAL: the table is rewritten while nobody else reads or writes it: add a field of another name with the new type, and deploy by `--expand` and `--contract`
