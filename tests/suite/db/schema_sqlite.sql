CREATE TABLE "order" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "select" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "age" INTEGER,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "order_select_key" UNIQUE ("select"),
    CONSTRAINT "order_age_check" CHECK ("age" BETWEEN -2147483648 AND 2147483647)
) STRICT;
CREATE INDEX "order_age_idx" ON "order" ("age", "id");
CREATE TABLE "tasks" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "price" TEXT,
    "size" TEXT,
    "blob" BLOB,
    "owner_id" INTEGER NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "tasks_blob_check" CHECK (length("blob") <= 3),
    CONSTRAINT "tasks_price_check" CHECK (CAST("price" AS REAL) >= 0.1 AND CAST("price" AS REAL) <= 100),
    CONSTRAINT "tasks_priority_check" CHECK ("priority" BETWEEN 0 AND 255 AND "priority" >= 1 AND "priority" <= 5),
    CONSTRAINT "tasks_size_check" CHECK ("size" IN ('s', 'l')),
    CONSTRAINT "tasks_status_check" CHECK ("status" IN ('todo', 'it''s "done"')),
    CONSTRAINT "tasks_title_check" CHECK (length("title") >= 1 AND length("title") <= 5),
    CONSTRAINT "tasks_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "order" ("id")
) STRICT;
CREATE INDEX "tasks_owner_id_idx" ON "tasks" ("owner_id", "id");
CREATE INDEX "tasks_priority_idx" ON "tasks" ("priority", "id");
CREATE INDEX "tasks_status_idx" ON "tasks" ("status", "id");
CREATE INDEX "tasks_title_idx" ON "tasks" ("title", "id");
