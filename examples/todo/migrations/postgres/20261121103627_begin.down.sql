-- With all rows.
DROP TABLE "tasks", "users";
