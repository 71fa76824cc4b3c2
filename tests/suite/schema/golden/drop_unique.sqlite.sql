-- up: change
-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- ALTER TABLE cannot do this: users is made anew with its rows.
CREATE TABLE "_restkit_new_users" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL
) STRICT;
INSERT INTO "_restkit_new_users" ("id", "email") SELECT "id", "email" FROM "users";
-- Ids are never used again, also not those of removed rows.
DELETE FROM "main".sqlite_sequence WHERE name = '_restkit_new_users';
INSERT INTO "main".sqlite_sequence (name, seq) SELECT '_restkit_new_users', seq FROM "main".sqlite_sequence WHERE name = 'users';
-- Triggers go with the table, and come back as they were.
CREATE TABLE temp."_restkit_triggers" AS SELECT * FROM "main".sqlite_schema WHERE type = 'trigger' AND tbl_name = 'users' COLLATE NOCASE;
DROP TABLE "users";
-- Views and triggers that mention the table stay as they are.
PRAGMA legacy_alter_table = ON;
ALTER TABLE "_restkit_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
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
-- ALTER TABLE cannot do this: users is made anew with its rows.
CREATE TABLE "_restkit_new_users" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    CONSTRAINT "users_email_key" UNIQUE ("email")
) STRICT;
INSERT INTO "_restkit_new_users" ("id", "email") SELECT "id", "email" FROM "users";
-- Ids are never used again, also not those of removed rows.
DELETE FROM "main".sqlite_sequence WHERE name = '_restkit_new_users';
INSERT INTO "main".sqlite_sequence (name, seq) SELECT '_restkit_new_users', seq FROM "main".sqlite_sequence WHERE name = 'users';
-- Triggers go with the table, and come back as they were.
CREATE TABLE temp."_restkit_triggers" AS SELECT * FROM "main".sqlite_schema WHERE type = 'trigger' AND tbl_name = 'users' COLLATE NOCASE;
DROP TABLE "users";
-- Views and triggers that mention the table stay as they are.
PRAGMA legacy_alter_table = ON;
ALTER TABLE "_restkit_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
PRAGMA writable_schema = ON;
INSERT INTO "main".sqlite_schema SELECT * FROM temp."_restkit_triggers";
PRAGMA writable_schema = RESET;
DROP TABLE temp."_restkit_triggers";
COMMIT;
PRAGMA foreign_keys = ON;

