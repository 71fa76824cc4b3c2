//! Constraints and indexes.

use std::collections::{HashMap, HashSet};

use super::{Writer, alter, alter_because, beside, drop_constraint};
use crate::{
    db::Dialect,
    query::builder::quoted,
    schema::{
        ddl::parts,
        diff::{Change, Changes, Constraint},
        model::{ForeignKey, Index, TableName},
        names,
        plan::script::{Stage, Statement},
    },
};

const LATER: &str = "Rows that exist are looked at later, while others write.";
const INTERRUPTED: &str = "What an interrupted run left behind.";

impl Writer<'_> {
    pub(super) fn add(&mut self, table: &TableName, constraint: &Constraint) {
        match constraint {
            Constraint::Index(index) => match self.replaced(table, index) {
                Some(old) => self.op(Stage::Indexes, replace(table, &old, index), replace(table, index, &old)),
                None => {
                    let (up, down) = (create_concurrently(table, index), drop_concurrently(table, &index.name, None));
                    self.op(Stage::Indexes, up, [down]);
                }
            },
            Constraint::Unique(unique) => {
                let index = unique_index(&unique.name, &unique.columns);
                let (up, down) = (create_concurrently(table, &index), drop_concurrently(table, &index.name, Some(INTERRUPTED)));
                self.op(Stage::Indexes, up, [down]);
                let name = quoted(&unique.name);
                let add = alter(table, format_args!("ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"));
                self.op(Stage::Finish, [add], [drop_constraint(table, &unique.name)]);
            }
            Constraint::ForeignKey(key) if needs_new_key(self.changes, key) => {
                let add = alter(table, format_args!("ADD {}", parts::foreign_key(key)));
                self.op(Stage::Finish, [add], [drop_constraint(table, &key.name)]);
            }
            Constraint::ForeignKey(key) => self.not_valid(table, &key.name, &parts::foreign_key(key)),
            Constraint::Check(check) => self.not_valid(table, &check.name, &parts::check(check)),
        }
    }

    fn not_valid(&mut self, table: &TableName, name: &str, constraint: &str) {
        let add = alter_because(table, format_args!("ADD {constraint} NOT VALID"), LATER);
        self.op(Stage::Constrain, [add], [drop_constraint(table, name)]);
        self.op(Stage::Validate, [alter(table, format_args!("VALIDATE CONSTRAINT {}", quoted(name)))], []);
    }

    pub(super) fn drop(&mut self, table: &TableName, constraint: &Constraint) {
        let add = |part: String| [alter(table, format_args!("ADD {part}"))];
        match constraint {
            // An index over a column that becomes another may not fit it any more.
            Constraint::Index(index) if self.is_in_the_way(table, constraint) => {
                let down = Statement::new(parts::index(table, index, false, Dialect::Postgres));
                self.op(Stage::Change, [Statement::new(format!("DROP INDEX {}", beside(table, &index.name)))], [down]);
            }
            // Goes when the one that takes its place is there.
            Constraint::Index(index) if self.replaced(table, index).is_some() => {}
            Constraint::Index(index) => {
                let down = create_concurrently(table, index);
                self.op(Stage::Indexes, [drop_concurrently(table, &index.name, None)], down);
            }
            Constraint::Unique(unique) => {
                self.op(Stage::Change, [drop_constraint(table, &unique.name)], add(parts::unique(unique)));
            }
            Constraint::ForeignKey(key) => {
                self.op(Stage::Change, [drop_constraint(table, &key.name)], add(parts::foreign_key(key)));
            }
            Constraint::Check(check) => {
                self.op(Stage::Change, [drop_constraint(table, &check.name)], add(parts::check(check)));
            }
        }
    }

    /// The index whose place one of its name takes, if it may stay until then.
    fn replaced(&self, table: &TableName, index: &Index) -> Option<Index> {
        let is_it = |other: &TableName, constraint: &Constraint| {
            other == table && matches!(constraint, Constraint::Index(_)) && constraint.name() == index.name
        };
        let comes = |change: &Change| matches!(change, Change::AddConstraint { table, constraint } if is_it(table, constraint));
        let old = self.changes.list.iter().find_map(|change| match change {
            Change::DropConstraint { table, constraint } if is_it(table, constraint) => Some(constraint),
            _ => None,
        });
        match old.filter(|_| self.changes.list.iter().any(comes)) {
            Some(constraint @ Constraint::Index(old)) if !self.is_in_the_way(table, constraint) => Some(old.clone()),
            _ => None,
        }
    }

    /// Whether a constraint is over a column that is made anew or changes its type.
    fn is_in_the_way(&self, table: &TableName, constraint: &Constraint) -> bool {
        self.moved.get(table).is_some_and(|columns| columns.iter().any(|column| constraint.concerns(column)))
    }

    pub(super) fn primary_key(&mut self, table: &TableName, from: &[String], to: &[String]) {
        let name = parts::primary_key_name(table);
        let building = names::of_table(&table.name, "new_pkey");
        if !to.is_empty() {
            let index = unique_index(&building, to);
            let (up, down) = (create_concurrently(table, &index), drop_concurrently(table, &building, Some(INTERRUPTED)));
            self.op(Stage::Indexes, up, [down]);
        }
        let mut up = Vec::new();
        let mut down = Vec::new();
        if !from.is_empty() {
            up.push(drop_constraint(table, &name));
            let columns = parts::names(from);
            down.push(alter(table, format_args!("ADD CONSTRAINT {} PRIMARY KEY ({columns})", quoted(&name))));
        }
        if !to.is_empty() {
            let (name, building) = (quoted(&name), quoted(&building));
            up.push(alter(table, format_args!("ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {building}")));
            down.insert(0, alter(table, format_args!("DROP CONSTRAINT {name}")));
        }
        self.op(Stage::Finish, up, down);
    }

    /// What is over a column before and after, to be made again with it.
    pub(super) fn still_over(&self, table: &TableName, column: &str) -> Vec<Statement> {
        let (Some(from), Some(to)) = (self.changes.from.table(table), self.changes.to.table(table)) else { return Vec::new() };
        let old: Vec<Constraint> = Constraint::of(from).collect();
        let both = Constraint::of(to).filter(|constraint| old.contains(constraint) && constraint.concerns(column));
        both.map(|constraint| match &constraint {
            Constraint::Index(index) => Statement::new(parts::index(table, index, false, Dialect::Postgres)),
            Constraint::Unique(unique) => alter(table, format_args!("ADD {}", parts::unique(unique))),
            Constraint::ForeignKey(key) => alter(table, format_args!("ADD {}", parts::foreign_key(key))),
            Constraint::Check(check) => alter(table, format_args!("ADD {}", parts::check(check))),
        })
        .collect()
    }
}

/// Constraints and indexes that stay and are made anew, since a column or a key that they stand on is made anew.
pub(super) fn rebuilt(changes: &Changes) -> Vec<(TableName, Constraint)> {
    let mut retyped: HashMap<&TableName, Vec<&str>> = HashMap::new();
    let mut other_key: Vec<&TableName> = Vec::new();
    let mut new: HashSet<(&TableName, &str)> = HashSet::new();
    let mut created: HashSet<&TableName> = HashSet::new();
    for change in &changes.list {
        match change {
            Change::AlterColumn { table, from, to, .. } if from.sql_type != to.sql_type => {
                retyped.entry(table).or_default().push(&to.name);
            }
            Change::PrimaryKey { table, .. } => other_key.push(table),
            Change::AddConstraint { table, constraint } => {
                new.insert((table, constraint.name()));
            }
            Change::CreateTable(table) => {
                created.insert(&table.name);
            }
            _ => {}
        }
    }
    if retyped.is_empty() && other_key.is_empty() {
        return Vec::new();
    }
    let is_retyped = |table: &TableName, column: &str| retyped.get(table).is_some_and(|columns| columns.contains(&column));
    let mut rebuilt = Vec::new();
    for table in changes.to.tables.iter().filter(|table| !created.contains(&table.name)) {
        let columns = retyped.get(&table.name).map(Vec::as_slice).unwrap_or_default();
        let over = |constraint: &Constraint| columns.iter().any(|column| constraint.concerns(column));
        for constraint in Constraint::of(table) {
            let moved = match &constraint {
                Constraint::ForeignKey(key) => {
                    over(&constraint)
                        || key.referenced.iter().any(|column| is_retyped(&key.references, column))
                        || other_key.contains(&&key.references)
                }
                // PostgreSQL would write the old type into the condition.
                Constraint::Check(_) => over(&constraint),
                Constraint::Index(index) => {
                    let computed = index.condition.is_some() || index.keys.iter().any(|key| key.contains('('));
                    computed && over(&constraint)
                }
                // Made anew by the change of the type.
                Constraint::Unique(_) => false,
            };
            // What is new is made later anyway.
            if moved && !new.contains(&(&table.name, constraint.name())) {
                rebuilt.push((table.name.clone(), constraint));
            }
        }
    }
    rebuilt
}

/// Columns that are made anew or change their type, by table.
pub(super) fn moved(changes: &Changes) -> HashMap<&TableName, Vec<&str>> {
    let mut moved: HashMap<&TableName, Vec<&str>> = HashMap::new();
    for change in &changes.list {
        match change {
            Change::AlterColumn { table, from, to, .. } if from.sql_type != to.sql_type || from.collation != to.collation => {
                moved.entry(table).or_default().push(&to.name);
            }
            Change::AddColumn { table, column } => moved.entry(table).or_default().push(&column.name),
            _ => {}
        }
    }
    moved
}

/// Whether a foreign key refers to a key that these changes make.
fn needs_new_key(changes: &Changes, key: &ForeignKey) -> bool {
    changes.list.iter().any(|change| match change {
        Change::PrimaryKey { table, .. } => *table == key.references,
        Change::AddConstraint { table, constraint: Constraint::Unique(unique) } => {
            *table == key.references && unique.columns == key.referenced
        }
        _ => false,
    })
}

fn unique_index(name: &str, columns: &[String]) -> Index {
    let keys = columns.iter().map(|column| quoted(column)).collect();
    Index { name: name.to_owned(), keys, unique: true, method: None, condition: None }
}

fn create_concurrently(table: &TableName, index: &Index) -> Vec<Statement> {
    vec![
        drop_concurrently(table, &index.name, Some(INTERRUPTED)),
        Statement::new(parts::index(table, index, true, Dialect::Postgres)),
    ]
}

/// One index in the place of another of the same name: at no time a query finds none.
fn replace(table: &TableName, from: &Index, to: &Index) -> Vec<Statement> {
    let building = Index { name: names::of_table(&to.name, "new"), ..to.clone() };
    let mut statements = create_concurrently(table, &building);
    statements.push(drop_concurrently(table, &from.name, Some("The new one is there already.")));
    let (there, name) = (beside(table, &building.name), quoted(&to.name));
    statements.push(Statement::new(format!("ALTER INDEX IF EXISTS {there} RENAME TO {name}")));
    statements
}

fn drop_concurrently(table: &TableName, name: &str, comment: Option<&str>) -> Statement {
    Statement { comment: comment.map(str::to_owned), sql: format!("DROP INDEX CONCURRENTLY IF EXISTS {}", beside(table, name)) }
}
