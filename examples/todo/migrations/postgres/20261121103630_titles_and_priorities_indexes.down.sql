-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS "tasks_priority_idx";
