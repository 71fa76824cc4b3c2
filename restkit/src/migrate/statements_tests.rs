use proptest::prelude::*;

use super::*;

fn texts(script: &str, dialect: Dialect) -> Vec<&str> {
    statements(script, dialect).into_iter().map(|statement| statement.text).collect()
}

#[test]
fn statements_end_where_nothing_is_open() {
    let script = "-- first\nCREATE TABLE a (t text DEFAULT ';'); ;\n\n/* ; */ INSERT INTO a VALUES ('x;''y') -- last; \n";
    let found = statements(script, Dialect::Postgres);
    let lines: Vec<_> = found.iter().map(|statement| (statement.text, statement.line, statement.comments.as_slice())).collect();
    let expected: [(&str, usize, &[&str]); 2] =
        [("CREATE TABLE a (t text DEFAULT ';')", 2, &["-- first"]), ("INSERT INTO a VALUES ('x;''y')", 4, &["/* ; */"])];
    assert_eq!(lines, expected);
    assert!(statements("-- nothing;\n;; /* here */", Dialect::Sqlite).is_empty());
}

#[test]
fn bodies_hold_semicolons() {
    let trigger = "CREATE TEMP TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END";
    assert_eq!(texts(&format!("{trigger};SELECT 1;"), Dialect::Sqlite), [trigger, "SELECT 1"]);
    let function = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    assert_eq!(texts(&format!("{function};SELECT 1"), Dialect::Postgres), [function, "SELECT 1"]);
    let rule = "CREATE RULE r AS ON INSERT TO a DO (INSERT INTO b VALUES (1); DELETE FROM c)";
    assert_eq!(texts(&format!("{rule};SELECT 1"), Dialect::Postgres), [rule, "SELECT 1"]);
    let body = "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN a; b; END $body$";
    assert_eq!(texts(&format!("{body};DO $$ BEGIN x; END $$;"), Dialect::Postgres), [body, "DO $$ BEGIN x; END $$"]);
    // Here the words control transactions.
    assert_eq!(texts("BEGIN; SELECT 1; END; COMMIT", Dialect::Postgres), ["BEGIN", "SELECT 1", "END", "COMMIT"]);
}

#[test]
fn words_are_told_from_texts_and_names() {
    let script = "create index concurrently \"create\" on a (b) -- concurrently";
    let statement = &statements(script, Dialect::Postgres)[0];
    assert!(statement.begins_with(&["CREATE", "INDEX", "CONCURRENTLY"]) && statement.has(&["on", "a"]));
    assert!(!statement.has(&["concurrently", "create"]));
    assert_eq!(statements("SELECT   1,\n2", Dialect::Sqlite)[0].summary(), "SELECT 1, 2");
}

/// A statement and what may stand in it.
fn statement(dialect: Dialect) -> impl Strategy<Value = String> {
    let text = "[a-z;'\"$/*\\\\-]{0,8}".prop_map(|text| format!("'{}'", text.replace('\'', "''")));
    let name = "[a-z;'\"$/*-]{0,8}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    let own = match dialect {
        Dialect::Postgres => prop_oneof![
            "[a-z;'\"/*-]{0,8}".prop_map(|text| format!("$tag$ {text} $tag$")),
            "[a-z;'\"/*-]{0,8}".prop_map(|text| format!("$${text}$$")),
            "[a-z;]{0,4}".prop_map(|text| format!("E'\\'{text}\\\\'")),
            Just("/* a; /* ; */ ; */".to_owned()),
            Just("(; )".to_owned()),
        ]
        .boxed(),
        Dialect::Sqlite => {
            prop_oneof!["[a-z;'\"$]{1,8}".prop_map(|text| format!("[{text}]")), Just("/* ; /* */".to_owned())].boxed()
        }
    };
    let piece = prop_oneof![text, name, own, "[a-z]{1,6}", "[0-9]{1,3}", Just("-- ; '\n".to_owned()), Just("= ".to_owned())];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| format!("SELECT {} x", pieces.join(" ")))
}

proptest! {
    #[test]
    fn a_script_of_postgres_falls_into_its_statements(all in proptest::collection::vec(statement(Dialect::Postgres), 0..6)) {
        let script = all.join(";\n");
        prop_assert_eq!(texts(&script, Dialect::Postgres), all);
    }

    #[test]
    fn a_script_of_sqlite_falls_into_its_statements(all in proptest::collection::vec(statement(Dialect::Sqlite), 0..6)) {
        let script = all.join(";\n");
        prop_assert_eq!(texts(&script, Dialect::Sqlite), all);
    }

    #[test]
    fn any_text_can_be_read(script in "[a-c;'\"$/*\\\\\\-\\[\\]`() é\n]{0,40}") {
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            let mut end = 0;
            for statement in statements(&script, dialect) {
                prop_assert!(statement.tokens[0].at >= end);
                end = statement.tokens[0].at + statement.text.len();
            }
        }
    }
}
