-- With all rows.
DROP TABLE "post_tags";
-- With all rows.
DROP TABLE "tags";
-- With all rows.
DROP TABLE "follows";
-- With all rows.
DROP TABLE "comments";
-- With all rows.
DROP TABLE "posts";
-- With all rows.
DROP TABLE "users";
