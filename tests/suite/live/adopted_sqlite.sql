CREATE TABLE companies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name VARCHAR(40) NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
    "E-Mail" TEXT CHECK ("E-Mail" LIKE '%@%'),
    size TEXT NOT NULL DEFAULT 'small' CHECK (size IN ('small', 'big')),
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "People" (
    "personId" INTEGER PRIMARY KEY,
    company_id BIGINT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    boss INTEGER REFERENCES "People" ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    "fullName" VARCHAR(100) NOT NULL,
    type INT NOT NULL DEFAULT 1 CHECK (type BETWEEN 1 AND 5),
    [select] BOOLEAN NOT NULL DEFAULT (0), -- whether, and why
    balance DECIMAL(10, 2) NOT NULL DEFAULT 0,
    height REAL CHECK (height > 0 AND height <= 3),
    born DATE,
    tags,
    photo BLOB,
    extra JSON,
    initials TEXT AS (substr("fullName", 1, 2)) STORED,
    CONSTRAINT full_name_length CHECK (length("fullName") >= 1)
);
CREATE INDEX people_born ON "People" (lower("fullName") DESC, born) WHERE born IS NOT NULL;
CREATE UNIQUE INDEX people_name ON "People" ("fullName" COLLATE NOCASE DESC);

CREATE TABLE memberships (
    person INTEGER NOT NULL REFERENCES "People" ON DELETE SET NULL,
    company INTEGER NOT NULL REFERENCES companies,
    since DATE,
    PRIMARY KEY (company, person)
) WITHOUT ROWID;

CREATE TABLE labels (
    person INTEGER NOT NULL REFERENCES "People",
    code VARCHAR(20) NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (code, person)
);
CREATE INDEX labels_person ON labels (person, code);

CREATE TABLE countries (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 2 AND 3),
    name TEXT NOT NULL
);

CREATE TABLE refunds (
    company_id INTEGER PRIMARY KEY REFERENCES companies,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 3 AND 500)
) STRICT;

CREATE TABLE moods (mood TEXT PRIMARY KEY, count INTEGER);

CREATE VIEW big_companies AS SELECT id, name, size FROM companies WHERE size = 'big';

CREATE TRIGGER touched AFTER UPDATE ON companies BEGIN UPDATE companies SET size = size WHERE id = old.id; END;

CREATE VIRTUAL TABLE texts USING fts5(body);

CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY);
