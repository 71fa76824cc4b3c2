-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- ALTER TABLE cannot do this: tasks is made anew with its rows.
CREATE TABLE "_restkit_new_tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "status" TEXT NOT NULL DEFAULT 'todo',
    "owner_id" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "tasks_description_check" CHECK (length("description") <= 10000),
    CONSTRAINT "tasks_name_check" CHECK (length("title") >= 1 AND length("title") <= 200),
    CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'doing', 'done')),
    CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id")
) STRICT;
INSERT INTO "_restkit_new_tasks" ("id", "title", "description", "status", "owner_id", "created_at", "updated_at", "row_version") SELECT "id", "title", "description", "status", "owner_id", "created_at", "updated_at", "row_version" FROM "tasks";
-- Ids are never used again, also not those of removed rows.
DELETE FROM "main".sqlite_sequence WHERE name = '_restkit_new_tasks';
INSERT INTO "main".sqlite_sequence (name, seq) SELECT '_restkit_new_tasks', seq FROM "main".sqlite_sequence WHERE name = 'tasks';
-- Triggers go with the table, and come back as they were.
CREATE TABLE temp."_restkit_triggers" AS SELECT * FROM "main".sqlite_schema WHERE type = 'trigger' AND tbl_name = 'tasks' COLLATE NOCASE;
DROP TABLE "tasks";
-- Views and triggers that mention the table stay as they are.
PRAGMA legacy_alter_table = ON;
ALTER TABLE "_restkit_new_tasks" RENAME TO "tasks";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "tasks_created_at_idx" ON "tasks" ("created_at", "id");
CREATE INDEX "tasks_name_idx" ON "tasks" ("title", "id");
CREATE INDEX "tasks_owner_id_idx" ON "tasks" ("owner_id", "id");
CREATE INDEX "tasks_status_idx" ON "tasks" ("status", "id");
PRAGMA writable_schema = ON;
INSERT INTO "main".sqlite_schema SELECT * FROM temp."_restkit_triggers";
PRAGMA writable_schema = RESET;
DROP TABLE temp."_restkit_triggers";
ALTER TABLE "tasks" RENAME COLUMN "title" TO "name";
COMMIT;
PRAGMA foreign_keys = ON;
