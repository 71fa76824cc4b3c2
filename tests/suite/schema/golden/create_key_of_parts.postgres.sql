-- up: change
CREATE TABLE "votes" (
    "task_id" BIGINT NOT NULL,
    "user_id" BIGINT NOT NULL,
    "stars" INTEGER NOT NULL,
    CONSTRAINT "votes_pkey" PRIMARY KEY ("task_id", "user_id"),
    CONSTRAINT "votes_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks" ("id") ON DELETE CASCADE,
    CONSTRAINT "votes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);

-- down: change
-- With all rows.
DROP TABLE "votes";

