-- up: change
CREATE TABLE "places" (
    "shelf" TEXT COLLATE "C" NOT NULL,
    "place" INTEGER NOT NULL,
    CONSTRAINT "places_pkey" PRIMARY KEY ("shelf", "place")
);
ALTER TABLE "tasks" ADD COLUMN "shelf" TEXT COLLATE "C";
ALTER TABLE "tasks" ADD COLUMN "place" INTEGER;
-- Rows that exist are looked at later, while others write.
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_shelf_place_fkey" FOREIGN KEY ("shelf", "place") REFERENCES "places" ("shelf", "place") ON DELETE SET NULL NOT VALID;

-- up: validate
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_shelf_place_fkey";

-- down: validate

-- down: change
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_shelf_place_fkey";
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "place";
-- With its values.
ALTER TABLE "tasks" DROP COLUMN "shelf";
-- With all rows.
DROP TABLE "places";

-- finding: rows of tasks whose shelf, place refers to nothing make it fail: look for them beforehand
