-- up: change
-- With all rows.
DROP TABLE "tasks";
-- With all rows.
DROP TABLE "users";

-- down: change
CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    CONSTRAINT "users_email_key" UNIQUE ("email")
) STRICT;
CREATE TABLE "tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "priority" INTEGER,
    "owner_id" INTEGER,
    CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'done')),
    CONSTRAINT "tasks_title_check" CHECK (length("title") > 0),
    CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id")
) STRICT;
CREATE INDEX "tasks_title_idx" ON "tasks" ("title", "id");

-- loss: the table tasks and all its rows will be lost
-- loss: the table users and all its rows will be lost
