-- up: change
-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE "places" (
    "shelf" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    CONSTRAINT "places_pkey" PRIMARY KEY ("shelf", "place")
) STRICT;
-- ALTER TABLE cannot do this: tasks is made anew with its rows.
CREATE TABLE "_restkit_new_tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "priority" INTEGER,
    "owner_id" INTEGER,
    "shelf" TEXT,
    "place" INTEGER,
    CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done')),
    CONSTRAINT "tasks_title_check" CHECK (length("title") > 0),
    CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id"),
    CONSTRAINT "tasks_shelf_place_fkey" FOREIGN KEY ("shelf", "place") REFERENCES "places" ("shelf", "place") ON DELETE SET NULL
) STRICT;
INSERT INTO "_restkit_new_tasks" ("id", "title", "status", "priority", "owner_id") SELECT "id", "title", "status", "priority", "owner_id" FROM "tasks";
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
CREATE INDEX "tasks_title_idx" ON "tasks" ("title", "id");
PRAGMA writable_schema = ON;
INSERT INTO "main".sqlite_schema SELECT * FROM temp."_restkit_triggers";
PRAGMA writable_schema = RESET;
DROP TABLE temp."_restkit_triggers";
COMMIT;
PRAGMA foreign_keys = ON;

-- down: change
-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- ALTER TABLE cannot do this: tasks is made anew with its rows.
CREATE TABLE "_restkit_new_tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "priority" INTEGER,
    "owner_id" INTEGER,
    CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done')),
    CONSTRAINT "tasks_title_check" CHECK (length("title") > 0),
    CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id")
) STRICT;
INSERT INTO "_restkit_new_tasks" ("id", "title", "status", "priority", "owner_id") SELECT "id", "title", "status", "priority", "owner_id" FROM "tasks";
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
CREATE INDEX "tasks_title_idx" ON "tasks" ("title", "id");
PRAGMA writable_schema = ON;
INSERT INTO "main".sqlite_schema SELECT * FROM temp."_restkit_triggers";
PRAGMA writable_schema = RESET;
DROP TABLE temp."_restkit_triggers";
-- With all rows.
DROP TABLE "places";
COMMIT;
PRAGMA foreign_keys = ON;

-- finding: rows of tasks whose shelf, place refers to nothing make it fail: look for them beforehand
