-- With all rows.
DROP TABLE "comments", "follows", "post_tags", "posts", "tags", "users";
