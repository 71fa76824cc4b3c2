-- With all rows.
DROP TABLE "tasks";
-- With all rows.
DROP TABLE "users";
