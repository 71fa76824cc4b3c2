-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "posts_title_body_search";
