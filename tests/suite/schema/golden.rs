//! The SQL of every kind of change, in both dialects.

use std::fmt::Write as _;

use restkit::{
    db::Dialect,
    schema::{
        self, Fill, PlanOptions, Renames,
        model::{Column, DeleteRule, ForeignKey, Schema, TableName},
    },
};

use super::build::{big, check, column, diff, fill, index, nullable, refers, schema, table, text, unique, with_default};

/// One kind of change.
struct Case {
    name: &'static str,
    /// What it does to the schema.
    change: fn(&mut Schema, Dialect),
    /// What its fields and structs were called before.
    renames: fn(&mut Renames),
    fills: &'static [(&'static str, &'static str, &'static str)],
}

impl Case {
    const fn new(name: &'static str, change: fn(&mut Schema, Dialect)) -> Self {
        Self { name, change, renames: |_| {}, fills: &[] }
    }

    const fn fills(mut self, fills: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        self.fills = fills;
        self
    }

    const fn renames(mut self, renames: fn(&mut Renames)) -> Self {
        self.renames = renames;
        self
    }
}

/// Users with tasks, and what else stands in the way.
fn base(dialect: Dialect) -> Schema {
    let mut users = table("users", dialect, [text("email", dialect)]);
    users.unique.push(unique(&users, &["email"]));
    let status = Column { words: ["todo", "done"].map(str::to_owned).to_vec(), ..text("status", dialect) };
    let columns =
        [text("title", dialect), status, nullable(column("priority", "INTEGER")), nullable(column("owner_id", big(dialect)))];
    let mut tasks = table("tasks", dialect, columns);
    tasks.checks.push(check(&tasks, "title", "length(\"title\") > 0"));
    tasks.checks.push(check(&tasks, "status", "\"status\" IN ('todo', 'done')"));
    tasks.foreign_keys.push(refers(&tasks, "owner_id", "users", DeleteRule::Restrict));
    tasks.indexes.push(index(&tasks, "title"));
    schema(vec![users, tasks])
}

macro_rules! tasks {
    ($schema:ident) => {
        $schema.tables.iter_mut().find(|table| table.name.name == "tasks").unwrap()
    };
}

macro_rules! of_tasks {
    ($schema:ident, $column:literal) => {
        tasks!($schema).columns.iter_mut().find(|column| column.name == $column).unwrap()
    };
}

const CASES: &[Case] = &[
    Case::new("create_tables", |schema, dialect| {
        let mut hens = table("hens", dialect, [nullable(column("egg_id", big(dialect)))]);
        let mut eggs = table("eggs", dialect, [column("hen_id", big(dialect)), column("owner_id", big(dialect))]);
        hens.foreign_keys.push(refers(&hens, "egg_id", "eggs", DeleteRule::SetNull));
        eggs.foreign_keys.push(refers(&eggs, "hen_id", "hens", DeleteRule::Cascade));
        eggs.foreign_keys.push(refers(&eggs, "owner_id", "users", DeleteRule::Restrict));
        eggs.indexes.push(index(&eggs, "owner_id"));
        schema.tables = super::build::schema(vec![hens, eggs].into_iter().chain(schema.tables.drain(..)).collect()).tables;
    }),
    Case::new("drop_tables", |schema, _| schema.tables.clear()),
    Case::new("rename_table", |schema, _| {
        let tasks = tasks!(schema);
        tasks.name = TableName::bare("todos");
        for check in &mut tasks.checks {
            check.name = check.name.replace("tasks", "todos");
        }
        tasks.foreign_keys[0].name = "todos_owner_id_fkey".to_owned();
        tasks.indexes[0].name = "todos_title_idx".to_owned();
    })
    .renames(|renames| {
        renames.tables.insert(TableName::bare("todos"), TableName::bare("tasks"));
    }),
    Case::new("add_column", |schema, dialect| tasks!(schema).columns.push(nullable(text("note", dialect)))),
    Case::new("add_column_with_default", |schema, dialect| {
        let tasks = tasks!(schema);
        tasks.columns.push(with_default(text("size", dialect), "'m'"));
        let check = check(tasks, "size", "\"size\" IN ('s', 'm', 'l')");
        tasks.checks.push(check);
    }),
    Case::new("add_column_with_constant", |schema, _| tasks!(schema).columns.push(column("stars", "INTEGER")))
        .fills(&[("tasks", "stars", "0")]),
    Case::new("add_column_with_backfill", |schema, dialect| tasks!(schema).columns.push(text("slug", dialect))).fills(&[(
        "tasks",
        "slug",
        "lower(\"title\")",
    )]),
    Case::new("add_reference", |schema, dialect| {
        let tasks = tasks!(schema);
        tasks.columns.push(nullable(column("reviewer_id", big(dialect))));
        let key = refers(tasks, "reviewer_id", "users", DeleteRule::SetNull);
        tasks.foreign_keys.push(key);
        let index = index(tasks, "reviewer_id");
        tasks.indexes.push(index);
    }),
    Case::new("refer_by_several_columns", |schema, dialect| {
        let mut places = table("places", dialect, [text("shelf", dialect), column("place", "INTEGER")]);
        places.columns.retain(|column| column.name != "id");
        places.primary_key = ["shelf", "place"].map(str::to_owned).to_vec();
        let tasks = tasks!(schema);
        tasks.columns.extend([nullable(text("shelf", dialect)), nullable(column("place", "INTEGER"))]);
        let single = refers(tasks, "shelf_place", "places", DeleteRule::SetNull);
        let columns = places.primary_key.clone();
        tasks.foreign_keys.push(ForeignKey { referenced: columns.clone(), columns, ..single });
        schema.tables.push(places);
    }),
    Case::new("drop_column", |schema, _| tasks!(schema).columns.retain(|column| column.name != "priority")),
    Case::new("drop_column_with_constraints", |schema, _| {
        let tasks = tasks!(schema);
        tasks.columns.retain(|column| column.name != "title");
        tasks.checks.retain(|check| check.name != "tasks_title_check");
        tasks.indexes.clear();
    }),
    Case::new("rename_column", |schema, _| {
        let tasks = tasks!(schema);
        tasks.columns[1].name = "name".to_owned();
        tasks.checks.iter_mut().filter(|check| check.name == "tasks_title_check").for_each(|check| {
            check.name = "tasks_name_check".to_owned();
            check.condition = "length(\"name\") > 0".to_owned();
        });
        tasks.indexes[0].name = "tasks_name_idx".to_owned();
        tasks.indexes[0].keys[0] = "\"name\"".to_owned();
    })
    .renames(|renames| {
        renames.columns.insert((TableName::bare("tasks"), "name".to_owned()), "title".to_owned());
    }),
    Case::new("change_type", |schema, dialect| of_tasks!(schema, "priority").sql_type = text("", dialect).sql_type),
    Case::new("change_type_with_expression", |schema, _| of_tasks!(schema, "priority").sql_type = "REAL".to_owned()).fills(&[(
        "tasks",
        "priority",
        "\"priority\" / 10.0",
    )]),
    Case::new("become_not_null", |schema, _| of_tasks!(schema, "priority").nullable = false).fills(&[(
        "tasks",
        "priority",
        "length(\"title\")",
    )]),
    Case::new("become_nullable", |schema, _| of_tasks!(schema, "title").nullable = true),
    Case::new("set_default", |schema, _| of_tasks!(schema, "priority").default = Some("3".to_owned())),
    Case::new("change_collation", |schema, dialect| {
        let collation = if dialect == Dialect::Postgres { None } else { Some("NOCASE".to_owned()) };
        of_tasks!(schema, "title").collation = collation;
    }),
    Case::new("generate_column", |schema, dialect| {
        let generated = Some("\"priority\" * 2".to_owned());
        tasks!(schema).columns.push(Column { generated, ..nullable(column("double", big(dialect))) });
    }),
    Case::new("replace_by_generated", |schema, _| of_tasks!(schema, "priority").generated = Some("length(\"title\")".to_owned())),
    Case::new("add_identity", |schema, dialect| {
        if dialect == Dialect::Postgres {
            let priority = of_tasks!(schema, "priority");
            (priority.identity, priority.nullable) = (true, false);
        }
    })
    .fills(&[("tasks", "priority", "\"id\"")]),
    Case::new("change_primary_key", |schema, dialect| {
        let tasks = tasks!(schema);
        tasks.primary_key = vec!["title".to_owned(), "id".to_owned()];
        tasks.columns[0].identity = dialect == Dialect::Postgres;
    }),
    Case::new("create_key_of_parts", |schema, dialect| {
        let mut votes = table("votes", dialect, [column("user_id", big(dialect)), column("stars", "INTEGER")]);
        votes.columns[0] = column("task_id", big(dialect));
        votes.primary_key = vec!["task_id".to_owned(), "user_id".to_owned()];
        votes.foreign_keys.push(refers(&votes, "task_id", "tasks", DeleteRule::Cascade));
        votes.foreign_keys.push(refers(&votes, "user_id", "users", DeleteRule::Restrict));
        schema.tables.push(votes);
    }),
    Case::new("add_unique", |schema, _| {
        let tasks = tasks!(schema);
        let unique = unique(tasks, &["title", "owner_id"]);
        tasks.unique.push(unique);
    }),
    Case::new("drop_unique", |schema, _| {
        schema.tables.iter_mut().find(|table| table.name.name == "users").unwrap().unique.clear();
    }),
    Case::new("change_delete_rule", |schema, _| tasks!(schema).foreign_keys[0].on_delete = DeleteRule::Cascade),
    Case::new("add_check", |schema, _| {
        let tasks = tasks!(schema);
        let check = check(tasks, "priority", "\"priority\" > 0");
        tasks.checks.push(check);
    }),
    Case::new("add_word", |schema, _| {
        of_tasks!(schema, "status").words.push("late".to_owned());
        tasks!(schema).checks.iter_mut().filter(|check| check.name == "tasks_status_check").for_each(|check| {
            check.condition = "\"status\" IN ('todo', 'done', 'late')".to_owned();
        });
    }),
    Case::new("rename_word", |schema, _| {
        of_tasks!(schema, "status").words[0] = "open".to_owned();
        tasks!(schema).checks.iter_mut().filter(|check| check.name == "tasks_status_check").for_each(|check| {
            check.condition = "\"status\" IN ('open', 'done')".to_owned();
        });
    })
    .renames(|renames| {
        renames.words.insert((TableName::bare("tasks"), "status".to_owned(), "open".to_owned()), "todo".to_owned());
    }),
    Case::new("drop_word", |schema, _| {
        of_tasks!(schema, "status").words.pop();
        tasks!(schema).checks.iter_mut().filter(|check| check.name == "tasks_status_check").for_each(|check| {
            check.condition = "\"status\" IN ('todo')".to_owned();
        });
    })
    .fills(&[("tasks", "status", "'todo'")]),
    Case::new("add_index", |schema, _| {
        let tasks = tasks!(schema);
        let index = index(tasks, "owner_id");
        tasks.indexes.push(index);
    }),
    Case::new("change_index", |schema, _| tasks!(schema).indexes[0].unique = true),
    Case::new("rename_index", |schema, _| tasks!(schema).indexes[0].name = "by_title".to_owned()),
];

#[test]
fn every_kind_of_change() {
    for case in CASES {
        for (dialect, name) in [(Dialect::Sqlite, "sqlite"), (Dialect::Postgres, "postgres")] {
            let path = format!("{}/suite/schema/golden/{}.{name}.sql", env!("CARGO_MANIFEST_DIR"), case.name);
            expect_test::expect_file![path].assert_eq(&case.sql(dialect));
        }
    }
}

impl Case {
    fn sql(&self, dialect: Dialect) -> String {
        let from = base(dialect);
        let mut to = base(dialect);
        (self.change)(&mut to, dialect);
        let to = schema(to.tables);
        let mut renames = Renames::default();
        (self.renames)(&mut renames);
        let fills: Vec<Fill> = self.fills.iter().map(|(table, column, expression)| fill(table, column, expression)).collect();
        let changes = diff(&from, &to, &renames);
        let plan = schema::plan(&changes, dialect, &PlanOptions { fills, allow_data_loss: true }).unwrap();
        let mut text = String::new();
        for step in &plan.steps {
            write!(text, "-- up: {}\n{}\n", step.name, step.up.text()).unwrap();
        }
        for step in plan.steps.iter().rev() {
            write!(text, "-- down: {}\n{}\n", step.name, step.down.text()).unwrap();
        }
        for loss in &plan.losses {
            writeln!(text, "-- loss: {loss}").unwrap();
        }
        for finding in &plan.findings {
            writeln!(text, "-- finding: {}: {}", finding.message, finding.advice).unwrap();
        }
        text
    }
}
