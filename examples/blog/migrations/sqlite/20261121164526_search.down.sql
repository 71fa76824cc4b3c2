DROP TRIGGER "posts_title_body_search_insert";
DROP TRIGGER "posts_title_body_search_delete";
DROP TRIGGER "posts_title_body_search_update";
DROP TABLE "posts_title_body_search";
