-- up: change
CREATE TABLE "hens" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "egg_id" INTEGER,
    CONSTRAINT "hens_egg_id_fkey" FOREIGN KEY ("egg_id") REFERENCES "eggs" ("id") ON DELETE SET NULL
) STRICT;
CREATE TABLE "eggs" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "hen_id" INTEGER NOT NULL,
    "owner_id" INTEGER NOT NULL,
    CONSTRAINT "eggs_hen_id_fkey" FOREIGN KEY ("hen_id") REFERENCES "hens" ("id") ON DELETE CASCADE,
    CONSTRAINT "eggs_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users" ("id")
) STRICT;
CREATE INDEX "eggs_owner_id_idx" ON "eggs" ("owner_id", "id");

-- down: change
-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- With all rows.
DROP TABLE "eggs";
-- With all rows.
DROP TABLE "hens";
COMMIT;
PRAGMA foreign_keys = ON;

