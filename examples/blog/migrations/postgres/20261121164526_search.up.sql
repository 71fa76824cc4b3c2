-- no-transaction
-- What an interrupted run left behind.
DROP INDEX CONCURRENTLY IF EXISTS "posts_title_body_search";
CREATE INDEX CONCURRENTLY "posts_title_body_search" ON "posts" USING gin ((setweight(to_tsvector('simple'::regconfig, translate(lower(left(COALESCE("title", ''), 100000) COLLATE "default"), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~ ¡¢£¤¥¦§¨©«¬­®¯°±´¶·¸»¿×÷           ​    　‐‑‒–—―‘’‚‛“”„‟†‡•…‰′″‹›⁄€™←↑→↓−、。〈〉《》「」『』【】・！（），．／：；？～', rpad('', 129, ' '))), 'A') || setweight(to_tsvector('simple'::regconfig, translate(lower(left(COALESCE("body", ''), 100000) COLLATE "default"), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~ ¡¢£¤¥¦§¨©«¬­®¯°±´¶·¸»¿×÷           ​    　‐‑‒–—―‘’‚‛“”„‟†‡•…‰′″‹›⁄€™←↑→↓−、。〈〉《》「」『』【】・！（），．／：；？～', rpad('', 129, ' '))), 'B')));
