CREATE TABLE "users" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "about" TEXT,
    "role" TEXT NOT NULL DEFAULT 'writer',
    "password_hash" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "users_name_key" UNIQUE ("name"),
    CONSTRAINT "users_about_check" CHECK (length("about") <= 500),
    CONSTRAINT "users_name_check" CHECK (length("name") >= 2 AND length("name") <= 30),
    CONSTRAINT "users_role_check" CHECK ("role" IN ('writer', 'moderator'))
) STRICT;
CREATE INDEX "users_created_at_idx" ON "users" ("created_at", "id");
CREATE INDEX "users_role_idx" ON "users" ("role", "id");
CREATE TABLE "posts" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "author_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "published_at" TEXT,
    "hidden" INTEGER NOT NULL DEFAULT 0,
    "moderation_note" TEXT,
    "created_at" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "posts_body_check" CHECK (length("body") <= 20000),
    CONSTRAINT "posts_hidden_check" CHECK ("hidden" IN (0, 1)),
    CONSTRAINT "posts_status_check" CHECK ("status" IN ('draft', 'published')),
    CONSTRAINT "posts_title_check" CHECK (length("title") <= 200),
    CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id")
) STRICT;
CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id", "id");
CREATE INDEX "posts_created_at_idx" ON "posts" ("created_at", "id");
CREATE INDEX "posts_hidden_idx" ON "posts" ("hidden", "id");
CREATE INDEX "posts_published_at_idx" ON "posts" ("published_at", "id");
CREATE INDEX "posts_status_idx" ON "posts" ("status", "id");
CREATE INDEX "posts_title_idx" ON "posts" ("title", "id");
CREATE INDEX "posts_updated_at_idx" ON "posts" ("updated_at", "id");
CREATE TABLE "comments" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "post_id" INTEGER NOT NULL,
    "author_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "hidden" INTEGER NOT NULL DEFAULT 0,
    "created_at" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "comments_hidden_check" CHECK ("hidden" IN (0, 1)),
    CONSTRAINT "comments_text_check" CHECK (length("text") <= 2000),
    CONSTRAINT "comments_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
    CONSTRAINT "comments_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "comments_author_id_idx" ON "comments" ("author_id", "id");
CREATE INDEX "comments_created_at_idx" ON "comments" ("created_at", "id");
CREATE INDEX "comments_hidden_idx" ON "comments" ("hidden", "id");
CREATE INDEX "comments_post_id_idx" ON "comments" ("post_id", "id");
CREATE TABLE "follows" (
    "follower_id" INTEGER NOT NULL,
    "followed_id" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "follows_pkey" PRIMARY KEY ("follower_id", "followed_id"),
    CONSTRAINT "follows_followed_id_fkey" FOREIGN KEY ("followed_id") REFERENCES "users" ("id"),
    CONSTRAINT "follows_follower_id_fkey" FOREIGN KEY ("follower_id") REFERENCES "users" ("id")
) STRICT;
CREATE INDEX "follows_created_at_idx" ON "follows" ("created_at", "follower_id", "followed_id");
CREATE INDEX "follows_followed_id_idx" ON "follows" ("followed_id", "follower_id");
CREATE TABLE "tags" (
    "name" TEXT NOT NULL,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "tags_pkey" PRIMARY KEY ("name"),
    CONSTRAINT "tags_name_check" CHECK (length("name") >= 1 AND length("name") <= 30)
) STRICT;
CREATE TABLE "post_tags" (
    "post_id" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "author_id" INTEGER NOT NULL,
    "published" INTEGER NOT NULL DEFAULT 0,
    "row_version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "post_tags_pkey" PRIMARY KEY ("post_id", "tag"),
    CONSTRAINT "post_tags_published_check" CHECK ("published" IN (0, 1)),
    CONSTRAINT "post_tags_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
    CONSTRAINT "post_tags_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id") ON DELETE CASCADE,
    CONSTRAINT "post_tags_tag_fkey" FOREIGN KEY ("tag") REFERENCES "tags" ("name")
) STRICT;
CREATE INDEX "post_tags_author_id_idx" ON "post_tags" ("author_id", "post_id", "tag");
CREATE INDEX "post_tags_tag_idx" ON "post_tags" ("tag", "post_id");
