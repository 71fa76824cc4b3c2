CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'user',
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "users_email_key" UNIQUE ("email"),
    CONSTRAINT "users_email_check" CHECK (length("email") <= 254),
    CONSTRAINT "users_name_check" CHECK (length("name") <= 100),
    CONSTRAINT "users_role_check" CHECK ("role" IN ('user', 'admin'))
) STRICT;
CREATE TABLE "tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "status" TEXT NOT NULL DEFAULT 'todo',
    "owner_id" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "tasks_description_check" CHECK (length("description") <= 10000),
    CONSTRAINT "tasks_name_check" CHECK (length("name") >= 1 AND length("name") <= 200),
    CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'doing', 'done')),
    CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id")
) STRICT;
CREATE INDEX "tasks_created_at_idx" ON "tasks" ("created_at", "id");
CREATE INDEX "tasks_name_idx" ON "tasks" ("name", "id");
CREATE INDEX "tasks_owner_id_idx" ON "tasks" ("owner_id", "id");
CREATE INDEX "tasks_status_idx" ON "tasks" ("status", "id");
