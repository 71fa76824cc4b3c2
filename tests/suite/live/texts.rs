//! Constraints that SQLite keeps only as text: whatever is declared, in whatever way it is written, is found.

use proptest::prelude::*;
use restkit::{
    db::{Db, PoolSettings},
    schema::catalog::{ReadOptions, Relation, read},
};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// A column, as it is declared.
#[derive(Clone, Debug)]
struct Declared {
    name: String,
    data_type: &'static str,
    not_null: bool,
    /// Each with the name of the constraint, if it has one.
    unique: Option<Option<String>>,
    check: Option<(Option<String>, &'static str)>,
    reference: Option<Option<String>>,
    collation: Option<&'static str>,
    default: Option<&'static str>,
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,6}", "[a-zA-Z ,()'\"\\[\\]`\\-]{1,8}", Just("check".to_owned()), Just("üä".to_owned())]
}

fn declared() -> impl Strategy<Value = Declared> {
    let named = || proptest::option::of(name());
    (
        name(),
        proptest::sample::select(vec!["TEXT", "VARCHAR(10, 2)", "", "UNSIGNED BIG INT"]),
        any::<bool>(),
        proptest::option::of(named()),
        proptest::option::of((
            named(),
            proptest::sample::select(vec!["1", "'a)' <> '--'", "length('(') > (1) AND 2 > 1", "3 /* ) */ + 1"]),
        )),
        proptest::option::of(named()),
        proptest::option::of(proptest::sample::select(vec!["NOCASE", "RTRIM"])),
        proptest::option::of(proptest::sample::select(vec!["-1", "'it''s'", "(1 + (2))", "NULL", "CURRENT_TIMESTAMP"])),
    )
        .prop_map(|(name, data_type, not_null, unique, check, reference, collation, default)| Declared {
            name,
            data_type,
            not_null,
            unique,
            check,
            reference,
            collation,
            default,
        })
}

fn quoted(name: &str, way: u8) -> String {
    match way % 3 {
        0 if !name.contains(']') => format!("[{name}]"),
        1 => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

fn constraint(name: Option<&String>, way: u8) -> String {
    name.map(|name| format!(" constraint {}", quoted(name, way))).unwrap_or_default()
}

/// The statement: constraints stand at their columns or at the end, as `way` says.
fn statement(columns: &[Declared], way: u8) -> String {
    let (mut items, mut late) = (Vec::new(), Vec::new());
    for (at, column) in columns.iter().enumerate() {
        let name = quoted(&column.name, way.wrapping_add(u8::try_from(at).unwrap()));
        let mut item = format!("{name} {}", column.data_type);
        let mut add = |text: String, of_table: String| {
            if (way >> (at % 4)) & 1 == 0 { item.push_str(&text) } else { late.push(of_table) }
        };
        if let Some(unique) = &column.unique {
            let constraint = constraint(unique.as_ref(), way);
            add(format!("{constraint} UNIQUE"), format!("{constraint} unique ({name} COLLATE NOCASE desc)"));
        }
        if let Some((check, condition)) = &column.check {
            let constraint = constraint(check.as_ref(), way);
            add(format!("{constraint} CHECK\n({condition})"), format!("{constraint} CHECK({condition})"));
        }
        if let Some(reference) = &column.reference {
            let constraint = constraint(reference.as_ref(), way);
            let to = "references other (id) on delete set null";
            add(format!("{constraint} {to}"), format!("{constraint} FOREIGN KEY ({name}) {to}"));
        }
        if let Some(collation) = column.collation {
            item.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(default) = column.default {
            item.push_str(&format!(" -- , )\n DEFAULT {default}"));
        }
        if column.not_null {
            item.push_str(" Not Null");
        }
        items.push(item);
    }
    items.extend(late);
    format!("create table if not exists \"t (\" ({})", items.join(if way & 8 == 0 { "," } else { " /* ( */,\n" }))
}

/// What is read of a table, and how many unique constraints SQLite itself knows.
async fn found(sql: String) -> (Relation, usize) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("test.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    let indexes =
        sqlx::query("SELECT * FROM pragma_index_list('t (') WHERE origin = 'u'").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let db = Db::connect(&url, &PoolSettings::default()).await.unwrap();
    let mut catalog = read(&(&db).into(), &ReadOptions::default()).await.unwrap();
    (catalog.relations.remove(0), indexes.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_declared_is_found(columns in proptest::collection::vec(declared(), 1..5), way in any::<u8>()) {
        let mut columns = columns;
        let mut names = std::collections::HashSet::new();
        columns.retain(|column| names.insert(column.name.to_lowercase()));
        let sql = statement(&columns, way);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (relation, unique) = runtime.block_on(found(sql.clone()));
        let table = &relation.table;
        prop_assert_eq!(table.unique.len(), unique, "{}", sql);
        for (column, declared) in table.columns.iter().zip(&columns) {
            prop_assert_eq!(&column.name, &declared.name);
            prop_assert_eq!(&column.sql_type, declared.data_type);
            prop_assert_eq!(column.collation.as_deref(), declared.collation, "{}", sql);
            prop_assert_eq!(column.nullable, !declared.not_null);
        }
        let or_empty = |name: &Option<String>| name.clone().unwrap_or_default();
        let mut expected: Vec<_> = columns.iter().filter_map(|c| Some((or_empty(c.unique.as_ref()?), vec![c.name.clone()]))).collect();
        let mut there: Vec<_> = table.unique.iter().map(|unique| (unique.name.clone(), unique.columns.clone())).collect();
        expected.sort();
        there.sort();
        prop_assert_eq!(there, expected, "{}", sql);
        let mut expected: Vec<_> = columns.iter().filter_map(|c| c.check.as_ref().map(|(name, sql)| (or_empty(name), sql.to_string()))).collect();
        let mut there: Vec<_> = table.checks.iter().map(|check| (check.name.clone(), check.condition.clone())).collect();
        expected.sort();
        there.sort();
        prop_assert_eq!(there, expected, "{}", sql);
        let mut expected: Vec<_> = columns.iter().filter_map(|c| Some((or_empty(c.reference.as_ref()?), vec![c.name.clone()]))).collect();
        let mut there: Vec<_> = table.foreign_keys.iter().map(|key| (key.name.clone(), key.columns.clone())).collect();
        expected.sort();
        there.sort();
        prop_assert_eq!(there, expected, "{}", sql);
    }
}
