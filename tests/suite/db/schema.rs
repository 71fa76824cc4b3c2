//! Tables, checks and indexes.

use std::collections::BTreeSet;

use restkit::{
    ColumnSpec, Compare, Expr, Id, ResourceSpec, Rule, Value,
    db::{Db, DbError, Dialect, Statement},
    query::{ListQuery, Plan, Position, SortKey},
    schema,
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use super::fixture::{ALL, TASK, THING, USER, connect, described, open, resource, text};

on_both!(
    long_texts_do_not_break_an_index,
    checks_are_those_of_the_rules,
    circles_of_references,
    lists_use_indexes,
    beginnings_are_found_in_an_index,
    many_migrations_at_once,
    what_is_missing_is_named
);

#[test]
fn statements_of_a_table() {
    expect_test::expect_file!["schema_sqlite.sql"]
        .assert_eq(&(schema::create_tables(&[&TASK, &USER], Dialect::Sqlite).join(";\n") + ";\n"));
    expect_test::expect_file!["schema_postgres.sql"]
        .assert_eq(&(schema::create_tables(&[&TASK, &USER], Dialect::Postgres).join(";\n") + ";\n"));
}

async fn many_migrations_at_once(backend: Backend) {
    let database = Database::empty(backend).await;
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let url = database.url().to_owned();
        tasks.push(tokio::spawn(async move {
            let db = connect(&url).await;
            schema::migrate(&db, ALL).await.unwrap()
        }));
    }
    let mut created = Vec::new();
    for task in tasks {
        created.extend(task.await.unwrap());
    }
    created.sort();
    assert_eq!(created, ["order", "tasks", "things"], "each table was created once");
    let db = connect(database.url()).await;
    assert_eq!(missing(&db).await, [""; 0]);
    assert!(schema::migrate(&db, ALL).await.unwrap().is_empty());
}

async fn what_is_missing_is_named(backend: Backend) {
    let database = Database::empty(backend).await;
    let db = connect(database.url()).await;
    assert_eq!(missing(&db).await, ["tasks: is missing", "things: is missing", "order: is missing"]);
    schema::migrate(&db, &[&USER]).await.unwrap();
    db.execute(Statement::literal("ALTER TABLE \"order\" DROP COLUMN secret", Vec::new())).await.unwrap();
    db.execute(Statement::literal("ALTER TABLE \"order\" DROP COLUMN row_version", Vec::new())).await.unwrap();
    let expected = ["tasks: is missing", "things: is missing", "order.secret: is missing", "order.row_version: is missing"];
    assert_eq!(missing(&db).await, expected);
    assert_eq!(schema::migrate(&db, ALL).await.unwrap(), ["tasks", "things"]);
}

async fn missing(db: &Db) -> Vec<String> {
    schema::mismatches(db, ALL).await.unwrap().iter().map(ToString::to_string).collect()
}

async fn checks_are_those_of_the_rules(backend: Backend) {
    let (_database, db) = open(backend).await;
    let (users, plan) = (Plan::new(&USER, db.dialect()), Plan::new(&TASK, db.dialect()));
    db.execute(users.insert(vec![(1, text("a")), (2, text(""))])).await.unwrap();
    let good = vec![
        (1, text("äöü€𝄞")),
        (2, text("it's \"done\"")),
        (3, Value::Integer(5)),
        (4, Value::Decimal("0.1".parse().unwrap())),
        (5, text("s")),
        (6, Value::Bytes(vec![0, 1, 2])),
        (7, Value::Integer(1)),
    ];
    db.execute(plan.insert(good.clone())).await.unwrap();
    for (column, value) in [(4, Value::Null), (5, Value::Null), (6, Value::Null), (4, Value::Decimal(100.into())), (1, text("x"))]
    {
        let mut row = good.clone();
        row[column - 1].1 = value;
        db.execute(plan.insert(row)).await.unwrap();
    }
    for (column, value) in [
        (1, text("")),
        (1, text("123456")),
        (2, text("other")),
        (3, Value::Integer(0)),
        (3, Value::Integer(6)),
        (4, Value::Decimal("0.0999".parse().unwrap())),
        (4, Value::Decimal("100.01".parse().unwrap())),
        (5, text("m")),
        (6, Value::Bytes(vec![0; 4])),
        (1, Value::Null),
    ] {
        let mut row = good.clone();
        row[column - 1].1 = value.clone();
        let error = db.execute(plan.insert(row)).await.unwrap_err();
        assert!(matches!(error, DbError::Check { .. }), "{value:?}: {error:?}");
    }
}

async fn long_texts_do_not_break_an_index(backend: Backend) {
    static NOTE: ResourceSpec = resource(
        "Note",
        "notes",
        &[
            ColumnSpec::new::<i64>("id").generated(restkit::Generated::Key),
            ColumnSpec::new::<String>("short").rules(&[Rule::Length { min: None, max: Some(600) }]).sort(),
            ColumnSpec::new::<String>("long").filter().sort(),
            ColumnSpec::new::<Option<String>>("unique").unique(),
        ],
        &[0],
    );
    let database = Database::migrated(backend, &[&NOTE]).await;
    let db = connect(database.url()).await;
    let plan = Plan::new(&NOTE, db.dialect());
    // Characters of four bytes that no compression makes fewer of.
    let noise = |count: u32| -> String { (0..count).map(|n| char::from_u32(0x20000 + n * 7919 % 40000).unwrap()).collect() };
    let row = vec![(1, text(&noise(600))), (2, text(&noise(10_000)))];
    db.execute(plan.insert(row.clone())).await.unwrap();
    let query = ListQuery {
        filter: Expr::Compare(2, Compare::Equal, text(&noise(10_000))),
        sort: vec![SortKey::own(2, true)],
        ..ListQuery::new(Expr::Constant(true), 1)
    };
    assert_eq!(db.fetch_all(plan.list(&query)).await.unwrap().len(), 1);
    let unique = db.execute(plan.insert([row, vec![(3, text(&noise(10_000)))]].concat())).await;
    match backend {
        Backend::Sqlite => assert!(unique.is_ok()),
        Backend::Postgres => assert!(matches!(unique, Err(DbError::Check { constraint: None })), "{unique:?}"),
    }
}

described!(Hen, HEN);
described!(Egg, EGG);
static HEN: ResourceSpec = resource(
    "Hen",
    "hens",
    &[
        ColumnSpec::new::<i64>("id").generated(restkit::Generated::Key),
        ColumnSpec::new::<Option<Id<Egg>>>("from_id"),
        ColumnSpec::new::<Option<Id<Hen>>>("mother_id"),
        ColumnSpec::new::<Option<String>>("name").sql_type("varchar(5)").sort().filter(),
    ],
    &[0],
);
static EGG: ResourceSpec = resource(
    "Egg",
    "eggs",
    &[ColumnSpec::new::<i64>("id").generated(restkit::Generated::Key), ColumnSpec::new::<Id<Hen>>("of_id")],
    &[0],
);

async fn circles_of_references(backend: Backend) {
    let database = Database::empty(backend).await;
    let db = connect(database.url()).await;
    assert_eq!(schema::migrate(&db, &[&HEN, &EGG, &HEN]).await.unwrap(), ["hens", "eggs"]);
    let (hens, eggs) = (Plan::new(&HEN, db.dialect()), Plan::new(&EGG, db.dialect()));
    let row = db.fetch_optional(hens.insert(vec![(3, text("Henne"))])).await.unwrap().unwrap();
    let hen = hens.value(&row, 0).unwrap();
    assert_eq!(hens.value(&row, 3).unwrap(), text("Henne"));
    let row = db.fetch_optional(eggs.insert(vec![(1, hen.clone())])).await.unwrap().unwrap();
    let egg = eggs.value(&row, 0).unwrap();
    db.execute(hens.update_returning(std::slice::from_ref(&hen), &Expr::Constant(true), vec![(1, egg), (2, hen.clone())], None))
        .await
        .unwrap();
    for orphan in [hens.insert(vec![(1, Value::Integer(9))]), eggs.insert(vec![(1, Value::Integer(9))])] {
        assert!(matches!(db.execute(orphan).await, Err(DbError::ForeignKey { .. })));
    }
    if backend == Backend::Postgres {
        // The type of one's own holds, and cuts nothing silently.
        assert!(db.execute(hens.insert(vec![(3, text("Hennen"))])).await.is_err());
    }
    let query = ListQuery {
        scope: Expr::In(3, vec![text("Henne"), text("longer than the column")]),
        filter: Expr::Compare(3, Compare::Equal, text("Henne")),
        sort: vec![SortKey::own(3, false)],
        from: Some(Position::after(vec![text("A"), Value::Integer(0)])),
        ..ListQuery::new(Expr::Constant(true), 1)
    };
    assert_eq!(db.fetch_all(hens.list(&query)).await.unwrap().len(), 1);
    db.execute(hens.insert(vec![])).await.unwrap();
    assert_eq!(
        db.fetch_all(hens.list(&ListQuery { filter: Expr::Constant(true), scope: Expr::Constant(true), ..query }))
            .await
            .unwrap()
            .len(),
        2
    );
}

/// A text that begins with another one lies in a range of the index.
async fn beginnings_are_found_in_an_index(backend: Backend) {
    let (database, db) = open(backend).await;
    let plan = Plan::new(&TASK, db.dialect());
    let filter = Expr::Text(1, restkit::TextMatch::StartsWith, "a".to_owned());
    let statement = plan.list(&ListQuery { filter, ..ListQuery::new(Expr::Constant(true), 20) });
    let explained = explain(&database, statement.sql(), backend).await;
    let found = match backend {
        Backend::Sqlite => explained.contains("(title>? AND title<?)"),
        Backend::Postgres => explained.contains("Index Cond: (") && explained.contains("title >= "),
    };
    assert!(found, "{}\n{explained}", statement.sql());
}

/// Every page of every declared order begins with a look into an index and sorts nothing.
async fn lists_use_indexes(backend: Backend) {
    let (database, db) = open(backend).await;
    let mut unsorted = BTreeSet::new();
    for (spec, columns) in [(&TASK, vec![0, 1, 3]), (&THING, vec![0, 1, 5, 12, 13, 16, 19])] {
        let plan = Plan::new(spec, db.dialect());
        for column in columns {
            for descending in [false, true] {
                let value = match spec.columns[column].data_type.kind {
                    restkit::Kind::Bool => Value::Bool(true),
                    restkit::Kind::Text => text("a"),
                    restkit::Kind::F64 => Value::Float(1.0),
                    restkit::Kind::Uuid => Value::Uuid(uuid::Uuid::nil()),
                    restkit::Kind::Date => Value::Date(chrono::NaiveDate::MIN),
                    restkit::Kind::Timestamp => Value::Timestamp(chrono::DateTime::UNIX_EPOCH),
                    _ => Value::Integer(1),
                };
                let sort = vec![SortKey::own(column, descending)];
                let key = if spec.columns[0].data_type.kind == restkit::Kind::Uuid {
                    Value::Uuid(uuid::Uuid::nil())
                } else {
                    Value::Integer(1)
                };
                let positions = [
                    None,
                    Some(if column == 0 { vec![value.clone()] } else { vec![value, key.clone()] }),
                    (column != 0 && spec.columns[column].data_type.nullable).then(|| vec![Value::Null, key]),
                ];
                let both = |values: Option<Vec<Value>>| match values {
                    None => vec![None],
                    Some(values) => vec![Some(Position::after(values.clone())), Some(Position::before(values))],
                };
                for from in positions.into_iter().flat_map(both) {
                    let query = ListQuery { sort: sort.clone(), from, ..ListQuery::new(Expr::Constant(true), 20) };
                    let statement = plan.list(&query);
                    let explained = explain(&database, statement.sql(), backend).await;
                    // Two ranges of an index are merged: their few rows are sorted once more in memory.
                    let merged = statement.sql().contains("UNION ALL");
                    let sorts = explained.matches("Sort").count() + explained.matches("TEMP B-TREE").count();
                    let ranges = explained.matches("SEARCH things USING INDEX").count();
                    let scans = explained.contains("Seq Scan on") || (merged && backend == Backend::Sqlite && ranges != 2);
                    if scans || sorts > if merged { 2 } else { 0 } {
                        unsorted.insert(format!(
                            "{} {}\n{}\n{explained}",
                            spec.columns[column].column,
                            descending,
                            statement.sql()
                        ));
                    }
                }
            }
        }
    }
    assert!(unsorted.is_empty(), "{}", unsorted.into_iter().collect::<Vec<_>>().join("\n\n"));
}

async fn explain(database: &Database, sql: &str, backend: Backend) -> String {
    use sqlx::{AssertSqlSafe, Connection, Row};
    match backend {
        Backend::Sqlite => {
            let mut connection = sqlx::SqliteConnection::connect(database.url()).await.unwrap();
            let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get::<String, _>("detail") + "\n").collect()
        }
        Backend::Postgres => {
            let mut connection = sqlx::PgConnection::connect(database.url()).await.unwrap();
            sqlx::raw_sql("SET enable_seqscan = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan")
                .execute(&mut connection)
                .await
                .unwrap();
            // Without parameters: a generic plan is what a prepared statement gets.
            let prepare = format!("PREPARE listed AS {sql}");
            sqlx::raw_sql(AssertSqlSafe(prepare)).execute(&mut connection).await.unwrap();
            let count = (1..).take_while(|n| sql.contains(&format!("${n}"))).count();
            let nulls = vec!["NULL"; count].join(", ");
            let execute =
                if count == 0 { "EXPLAIN EXECUTE listed".to_owned() } else { format!("EXPLAIN EXECUTE listed({nulls})") };
            let rows = sqlx::raw_sql(AssertSqlSafe(execute)).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
        }
    }
}
