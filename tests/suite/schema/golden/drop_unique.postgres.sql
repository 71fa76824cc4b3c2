-- up: change
ALTER TABLE "users" DROP CONSTRAINT "users_email_key";

-- down: change
ALTER TABLE "users" ADD CONSTRAINT "users_email_key" UNIQUE ("email");

