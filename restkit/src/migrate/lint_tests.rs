use super::*;

fn rules(script: &str) -> Vec<&'static str> {
    lint(script, Dialect::Postgres).into_iter().map(|warning| warning.rule).collect()
}

#[test]
fn every_rule_has_a_statement_that_breaks_it() {
    let cases = [
        ("index", "CREATE UNIQUE INDEX i ON t (a)"),
        ("drop-index", "DROP INDEX i"),
        ("concurrently-in-transaction", "CREATE INDEX CONCURRENTLY i ON t (a)"),
        ("index-left-invalid", "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)"),
        ("set-not-null", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"),
        ("constraint-not-valid", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)"),
        ("constraint-builds-index", "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a)"),
        ("type-change", "ALTER TABLE t ALTER a TYPE bigint"),
        ("volatile-default", "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid()"),
        ("computed-column", "ALTER TABLE t ADD a bigserial"),
        ("required-column", "ALTER TABLE t ADD COLUMN a int NOT NULL"),
        ("rename", "ALTER TABLE t RENAME COLUMN a TO b"),
        ("drop-column", "ALTER TABLE t DROP COLUMN a"),
        ("drop-table", "DROP TABLE t"),
        ("whole-table", "LOCK TABLE t"),
        ("all-rows", "UPDATE t SET a = 1"),
    ];
    for (rule, statement) in cases {
        assert_eq!(rules(statement), [rule], "{statement}");
        let (first, rest) = statement.rsplit_once('\n').unwrap_or(("", statement));
        assert!(rules(&format!("{first}\n-- restkit: allow(other, {rule})\n{rest}")).is_empty(), "{statement}");
        assert!(lint(statement, Dialect::Sqlite).is_empty());
    }
    let known: Vec<_> = RULES.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(known, cases.map(|(rule, _)| rule));
}

#[test]
fn what_harms_nobody_is_not_said() {
    for script in [
        "CREATE TABLE t (a int NOT NULL); CREATE INDEX i ON t (a); ALTER TABLE \"t\" ADD CONSTRAINT c CHECK (a > 0); UPDATE t SET a = 1",
        "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY i ON t (a)",
        "ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 0, ADD COLUMN b timestamptz DEFAULT now()",
        "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (id) NOT VALID",
        "ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL; ALTER TABLE t DROP CONSTRAINT c",
        "ALTER TABLE t ALTER a DROP NOT NULL, ALTER a DROP DEFAULT",
        "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i",
        "INSERT INTO t VALUES ('DROP TABLE t; CREATE INDEX i ON t (a)') -- DROP TABLE t",
        "UPDATE t SET a = 1 WHERE b = 2",
    ] {
        assert!(rules(script).is_empty(), "{script}: {:?}", rules(script));
    }
}

#[test]
fn a_table_of_another_schema_is_another_name() {
    assert_eq!(rules("CREATE TABLE a.t (b int); CREATE INDEX i ON a.u (b)"), ["index"]);
    assert_eq!(lint("SELECT 1;\nDROP TABLE t", Dialect::Postgres)[0].to_string().split(": ").next(), Some("line 2"));
}
