//! A breaking change in two deployments, with a program of each side by side.

use restkit::{
    db::Dialect,
    schema::{
        self, PlanError, PlanOptions, Problem, Renames,
        model::{Schema, Table, TableName},
    },
};
use restkit_tests::database::{Backend, Database};

use super::{
    build::{check, column, diff, fill, index, nullable, schema, table, text, unique, with_default},
    catalog::catalog,
    run::Connection,
};

const DIALECT: Dialect = Dialect::Postgres;

fn tasks(name: &str, title: &str) -> Table {
    let mut tasks = table(name, DIALECT, [text(title, DIALECT)]);
    tasks.checks.push(check(&tasks, title, &format!("length(\"{title}\") > 0")));
    tasks.unique.push(unique(&tasks, &[title]));
    tasks.indexes.push(index(&tasks, title));
    tasks
}

/// Another table name, another column name, a column less and two more.
fn before_and_after() -> (Schema, Schema, Renames) {
    let mut before = tasks("tasks", "title");
    before.columns.extend([column("priority", "INTEGER"), with_default(text("kind", DIALECT), "'a'")]);
    let mut after = tasks("todos", "Name");
    after.columns.extend([
        text("slug", DIALECT),
        nullable(column("stars", "INTEGER")),
        with_default(text("kind", DIALECT), "'b'"),
    ]);
    after.checks.push(check(&after, "stars", "\"stars\" > 0"));
    after.checks.push(check(&after, "kind", "\"kind\" <> ''"));
    let mut renames = Renames::default();
    renames.tables.insert(TableName::bare("todos"), TableName::bare("tasks"));
    renames.columns.insert((TableName::bare("todos"), "Name".to_owned()), "title".to_owned());
    (schema(vec![before]), schema(vec![after]), renames)
}

#[tokio::test]
async fn two_programs_run_side_by_side() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let database = Database::empty(Backend::Postgres).await;
    let (from, to, renames) = before_and_after();
    let mut db = Connection::open(Backend::Postgres, database.url()).await;
    let create = async |db: &mut Connection, schema: &Schema| {
        db.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
        for statement in schema::create(schema, DIALECT) {
            db.execute(&statement).await.unwrap();
        }
        catalog(db).await
    };
    let expected = create(&mut db, &to).await;
    let before = create(&mut db, &from).await;
    db.execute("INSERT INTO tasks (title, priority) VALUES ('a', 1), ('b', 2)").await.unwrap();

    let options =
        PlanOptions { fills: vec![fill("todos", "slug", "'s' || id"), fill("todos", "priority", "0")], allow_data_loss: false };
    let expansion = schema::expand(&diff(&from, &to, &renames), DIALECT, &options).unwrap();
    assert!(expansion.plan.losses.is_empty());
    for step in &expansion.plan.steps {
        db.run(&step.up).await.unwrap();
    }
    // The old program knows its names, the new one its own, and both see what the other wrote.
    db.execute("INSERT INTO tasks (title, priority) VALUES ('old', 3)").await.unwrap();
    db.execute("INSERT INTO todos (\"Name\", slug, stars) VALUES ('new', 'n', 5)").await.unwrap();
    db.execute("UPDATE tasks SET title = 'A' WHERE title = 'a'; UPDATE todos SET \"Name\" = 'B' WHERE \"Name\" = 'b'")
        .await
        .unwrap();
    assert!(db.execute("INSERT INTO todos (\"Name\") VALUES ('')").await.is_err(), "the rule of the old column");
    let names = async |db: &mut Connection, sql: &str| {
        db.rows(sql).await.into_iter().map(|row| row.into_iter().flatten().collect::<String>()).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut db, "SELECT title FROM tasks ORDER BY id").await, ["A", "B", "old", "new"]);
    assert_eq!(names(&mut db, "SELECT \"Name\" FROM todos ORDER BY id").await, ["A", "B", "old", "new"]);

    // The snapshot in between leads on; the struct still says what the names were.
    let contracting = diff(&expansion.schema, &to, &renames);
    let refused = schema::contract(&contracting, DIALECT, &PlanOptions { allow_data_loss: false, ..options.clone() });
    let Err(PlanError { problems }) = refused else { panic!("the priorities are lost") };
    assert_eq!(
        problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["all values of todos.priority will be lost; if that is what you want, say `--allow-data-loss`"]
    );
    let plan = schema::contract(&contracting, DIALECT, &PlanOptions { allow_data_loss: true, ..options }).unwrap();
    for step in &plan.steps {
        db.run(&step.up).await.unwrap();
    }
    assert_eq!(catalog(&mut db).await, expected);
    assert_eq!(names(&mut db, "SELECT \"Name\" || slug FROM todos ORDER BY id").await, ["As1", "Bs2", "olds3", "newn"]);

    for step in plan.steps.iter().rev().chain(expansion.plan.steps.iter().rev()) {
        db.run(&step.down).await.unwrap();
    }
    assert_eq!(catalog(&mut db).await, before);
    assert_eq!(names(&mut db, "SELECT title FROM tasks ORDER BY id").await, ["A", "B", "old", "new"]);
}

#[test]
fn what_has_no_form_in_between_is_refused_with_advice() {
    let from = schema(vec![tasks("tasks", "title")]);
    let mut to = from.clone();
    to.tables[0].columns[1].sql_type = "INTEGER".to_owned();
    let changes = diff(&from, &to, &Renames::default());
    let problem = |dialect| match schema::expand(&changes, dialect, &PlanOptions::default()) {
        Err(PlanError { problems }) => problems.iter().map(Problem::to_string).collect::<String>(),
        Ok(expansion) => panic!("{expansion:?}"),
    };
    assert_eq!(
        problem(Dialect::Postgres),
        "tasks.title cannot be of two types at once: give the field another name with `renamed_from = \"title\"`"
    );
    assert_eq!(problem(Dialect::Sqlite), "SQLite has one program at a time: migrate in one step, while none runs");
}
