//! Whether indexes serve what lists can be asked for.
//!
//! The tables that restkit makes have an index for each filter and each order that is declared. Those of others have what somebody gave them, and
//! a list that no index serves works until the table has grown. So the database is asked how it would find the rows.

use std::{fmt, sync::Arc};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::{
    ddl::parts,
    declared::{index_of_others, index_of_words, indexes_on},
    model::TableName,
};
use crate::{
    db::{Arg, Db, DbError, Dialect, Statement},
    query::{Explained, Plan, SortKey, builder::quoted},
    spec::{
        ColumnSpec, DataType, Expr, Kind, Operation, Operator, PartColumns, RelationKind, RelationSpec, ResourceSpec, Search,
        Value,
    },
};

/// Something that lists can be asked for, and that the database answers by reading every row. Its text says what would mend it, as in
/// `people.state: no index finds rows by it; CREATE INDEX …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unserved {
    /// The table.
    pub table: TableName,
    /// The column; `None` for the order of the key.
    pub column: Option<String>,
    /// What is asked for.
    pub wish: Wish,
    advice: String,
}

/// What a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Rows with a value: a filter, an owner, a relation.
    Find,
    /// An order.
    Order,
    /// These filters, which compare in ways that few indexes serve: most of them look into texts.
    Search(Vec<String>),
}

impl fmt::Display for Unserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table)?;
        if let Some(column) = &self.column {
            write!(f, ".{column}")?;
        }
        match &self.wish {
            Wish::Find => write!(f, ": no index finds rows by it; {}", self.advice),
            Wish::Order => write!(f, ": no index has rows in this order; {}", self.advice),
            Wish::Search(filters) => {
                write!(f, ": no index serves `{}`; {}", filters.join("`, `"), self.advice)
            }
        }
    }
}

/// Everything that lists of these resources can be asked for and no index of a live database serves. What restkit makes no index for on purpose, since
/// none would help, is passed over.
///
/// ```
/// use restkit::db::{Db, PoolSettings, Statement};
/// use restkit::prelude::*;
/// use restkit::schema;
///
/// /// Somebody we know.
/// #[resource(path = "/people", managed = false)]
/// #[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
/// pub struct Person {
///     #[resource(id)]
///     pub id: i64,
///     #[resource(filter)]
///     pub state: i32,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), restkit::db::DbError> {
/// let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await?;
/// let sql = "CREATE TABLE people (id INTEGER PRIMARY KEY, state INTEGER NOT NULL)";
/// db.execute(Statement::literal(sql, Vec::new())).await?;
/// let found = schema::unserved(&db, &[Person::spec()]).await?;
/// let advice = "people.state: no index finds rows by it; CREATE INDEX \"people_state_key_idx\" ON \"people\" (\"state\", \"id\")";
/// assert_eq!(found[0].to_string(), advice);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the database does not answer.
pub async fn unserved(db: &Db, resources: &[&'static ResourceSpec]) -> Result<Vec<Unserved>, DbError> {
    let mut found = Vec::new();
    let led_to: Vec<(&'static ResourceSpec, PartColumns)> =
        resources.iter().flat_map(|spec| spec.relations).filter_map(led).collect();
    for spec in resources {
        let led = led_to.iter().filter(|(led, _)| std::ptr::eq(*led, *spec)).map(|(_, columns)| *columns).collect();
        Check { db, spec, plan: Plan::shared(db, spec), led, found: &mut found }.resource().await?;
    }
    Ok(found)
}

/// The columns of another table by which a relation finds its rows.
fn led(relation: &'static RelationSpec) -> Option<(&'static ResourceSpec, PartColumns)> {
    match relation.kind {
        RelationKind::BelongsTo { .. } => None,
        RelationKind::HasOne { columns } | RelationKind::HasMany { columns } => Some((relation.target(), columns)),
        RelationKind::ManyToMany { through, mine, .. } => Some((through(), PartColumns::new([mine]))),
    }
}

/// What PostgreSQL is not to do while it is asked: small tables, and those of a development database, are read whole whatever their indexes, and an
/// index that holds a column may be read whole instead of the table.
const OFF: [&str; 3] = ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_indexonlyscan = off", "SET LOCAL enable_sort = off"];

/// Whether an index of PostgreSQL is an ordered one, and what it begins with.
const BEGINNING: &str = "SELECT m.amname = 'btree', pg_get_indexdef(i.indexrelid, 1, TRUE) FROM pg_index i \
                         JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam WHERE c.relname = $1";

struct Check<'a> {
    db: &'a Db,
    spec: &'static ResourceSpec,
    plan: Arc<Plan>,
    /// The columns by which relations find its rows.
    led: Vec<PartColumns>,
    found: &'a mut Vec<Unserved>,
}

impl Check<'_> {
    async fn resource(&mut self) -> Result<(), DbError> {
        let listed = self.spec.has(Operation::List);
        if listed && self.is_sorted(&[]).await? {
            let key: Vec<String> = self.spec.key_columns().map(|column| quoted(column.column)).collect();
            self.push(None, Wish::Order, format!("make ({}) its primary key, or a unique index", key.join(", ")));
        }
        for columns in self.led.iter().copied().filter(|columns| columns.len() > 1).collect::<Vec<_>>() {
            if self.is_scanned(&columns, Operator::Equal).await? {
                let advice = parts::index(&self.spec.into(), &index_of_others(self.spec, &columns), false, self.db.dialect());
                self.push_together(&columns, advice);
            }
        }
        for (at, column) in self.spec.columns.iter().enumerate().filter(|(_, column)| column.is_stored()) {
            // Documents are found by what they hold, in an index of its own kind where there is one.
            let filtered = listed && column.filter && column.readable() && column.data_type.kind != Kind::Json;
            let found_by = filtered || column.owner || self.led.contains(&PartColumns::new([at]));
            if found_by && self.is_scanned(&[at], Operator::Equal).await? {
                if let Some(advice) = self.advice(at, true) {
                    self.push(Some(column), Wish::Find, advice);
                }
            } else if filtered {
                self.search(at, column).await?;
            }
            if listed && column.sort && column.readable() {
                self.order(at, column).await?;
            }
        }
        // SQLite has no index of documents, and does not serve words without theirs.
        if listed && self.db.dialect() == Dialect::Postgres {
            self.documents().await?;
            self.words().await?;
        }
        Ok(())
    }

    /// Notes the documents that are looked into without an index of what they hold.
    async fn documents(&mut self) -> Result<(), DbError> {
        for (at, column) in self.spec.columns.iter().enumerate() {
            let looked_into = column.filter && column.readable() && column.is_stored();
            let Some(inside) = column.insides().into_iter().next().filter(|_| looked_into) else { continue };
            let value = sample(&inside.data_type).unwrap_or_else(|| Value::Json(json!({ "name": "text" })));
            if self.scans(&Expr::Holds(at, inside.held(vec![value])), &[at]).await?
                && let Some(advice) = self.advice(at, true)
            {
                self.push(Some(column), Wish::Find, advice);
            }
        }
        Ok(())
    }

    /// Notes the texts that are searched for words without an index of these.
    async fn words(&mut self) -> Result<(), DbError> {
        let Some((declared, index)) = self.spec.search.zip(index_of_words(self.spec, self.db.dialect())) else { return Ok(()) };
        let columns: Vec<usize> = declared.fields.iter().map(|field| field.column).collect();
        let search = Search { columns: columns.clone(), wanted: vec![vec!["word".to_owned()]], unwanted: Vec::new() };
        if self.scans(&Expr::Search(Box::new(search)), &columns).await? {
            self.push_together(&columns, parts::index(&self.spec.into(), &index, false, self.db.dialect()));
        }
        Ok(())
    }

    /// Notes the other filters of a column.
    async fn search(&mut self, at: usize, column: &'static ColumnSpec) -> Result<(), DbError> {
        use Operator::{
            Contains, ContainsIgnoringCase, EndsWith, EndsWithIgnoringCase, EqualIgnoringCase, Greater, StartsWith,
            StartsWithIgnoringCase,
        };
        let mut names = Vec::new();
        for operator in [
            Greater,
            Contains,
            ContainsIgnoringCase,
            StartsWith,
            StartsWithIgnoringCase,
            EndsWith,
            EndsWithIgnoringCase,
            EqualIgnoringCase,
        ] {
            if operator.fits(&column.data_type) && self.is_scanned(&[at], operator).await? {
                names.push(format!("{}__{}", column.member, operator.word().unwrap_or_default()));
            }
        }
        if !names.is_empty() {
            let advice = "they read every row that the rest of a request leaves, where no index over trigrams helps";
            self.push(Some(column), Wish::Search(names), advice.to_owned());
        }
        Ok(())
    }

    async fn order(&mut self, at: usize, column: &'static ColumnSpec) -> Result<(), DbError> {
        for descending in [false, true] {
            if self.is_sorted(&[SortKey::own(at, descending)]).await? {
                if let Some(advice) = self.advice(at, false) {
                    self.push(Some(column), Wish::Order, advice);
                }
                break;
            }
        }
        Ok(())
    }

    fn push(&mut self, column: Option<&'static ColumnSpec>, wish: Wish, advice: String) {
        let column = column.map(|column| column.column.to_owned());
        self.found.push(Unserved { table: self.spec.into(), column, wish, advice });
    }

    /// Notes columns that rows are found by together.
    fn push_together(&mut self, columns: &[usize], advice: String) {
        let names: Vec<&str> = columns.iter().filter_map(|at| Some(self.spec.columns.get(*at)?.column)).collect();
        self.found.push(Unserved { table: self.spec.into(), column: Some(names.join(", ")), wish: Wish::Find, advice });
    }

    /// What would serve a column; `None` where nothing would.
    fn advice(&self, at: usize, found_by: bool) -> Option<String> {
        let (name, dialect) = (TableName::from(self.spec), self.db.dialect());
        let mut indexes = indexes_on(self.spec, at, found_by, dialect);
        let ordered = indexes.iter().any(|index| index.method.is_none());
        if found_by && ordered && !self.spec.managed {
            indexes = vec![index_of_others(self.spec, &[at])];
        }
        if indexes.is_empty() {
            let long = dialect == Dialect::Postgres && self.spec.columns.get(at)?.data_type.kind == Kind::Text;
            return long.then(|| {
                "an ordered index of PostgreSQL holds short texts only: write `#[validate(length(max = 600))]`, and give it one".into()
            });
        }
        let statements: Vec<String> = indexes.iter().map(|index| parts::index(&name, index, false, dialect)).collect();
        Some(statements.join("; "))
    }

    /// Whether all rows are put into this order first.
    async fn is_sorted(&self, sort: &[SortKey]) -> Result<bool, DbError> {
        Ok(self.ask(self.plan.explain_order(sort)).await?.sorts)
    }

    /// Whether all rows are read for this filter of columns, or a whole index.
    async fn is_scanned(&self, columns: &[usize], operator: Operator) -> Result<bool, DbError> {
        let mut filter = Expr::Constant(true);
        for at in columns {
            let Some(value) = self.spec.columns.get(*at).and_then(|column| sample(&column.data_type)) else { return Ok(false) };
            filter = filter.and(operator.condition(*at, [value]));
        }
        self.scans(&filter, columns).await
    }

    /// Whether all rows are read for this filter, which is about these columns, or a whole index.
    async fn scans(&self, filter: &Expr, columns: &[usize]) -> Result<bool, DbError> {
        let explained = self.ask(self.plan.explain_filter(filter)).await?;
        let mut scanned = explained.scans;
        for index in explained.indexes {
            scanned |= !self.begins(index, columns).await?;
        }
        Ok(scanned)
    }

    /// Whether an index begins with one of these columns, or is of a kind in which no column is before another.
    async fn begins(&self, index: String, columns: &[usize]) -> Result<bool, DbError> {
        let arg = Arg::new(Value::Text(index), Kind::Text);
        for row in self.db.fetch_all(Statement::literal(BEGINNING, vec![arg])).await? {
            let (ordered, first) = (row.value(0, Kind::Bool)?, row.value(1, Kind::Text)?);
            let is_first = |at: &usize| match (&first, self.spec.columns.get(*at)) {
                (Value::Text(first), Some(column)) => *first == column.column || *first == quoted(column.column),
                _ => false,
            };
            if ordered != Value::Bool(true) || columns.iter().any(is_first) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the database says. A statement that it refuses (a type of its own may not take the value that it is asked about) says nothing.
    async fn ask(&self, statement: Statement) -> Result<Explained, DbError> {
        let rows = match self.db.dialect() {
            Dialect::Sqlite => self.db.fetch_all(statement).await,
            Dialect::Postgres => {
                let transaction = self.db.begin().await?;
                for off in OFF {
                    transaction.tx().execute(Statement::literal(off, Vec::new())).await?;
                }
                let rows = transaction.tx().fetch_all(statement).await;
                transaction.rollback().await?;
                rows
            }
        };
        rows.map_or(Ok(Explained::default()), |rows| self.plan.explained(&rows))
    }
}

/// A value to ask about; `None` for what no filter compares.
fn sample(data_type: &DataType) -> Option<Value> {
    Some(match data_type.kind {
        Kind::Bool => Value::Bool(true),
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => Value::Integer(1),
        Kind::F32 | Kind::F64 => Value::Float(1.0),
        Kind::Text => Value::Text((*data_type.variants.first().unwrap_or(&"text")).to_owned()),
        Kind::Bytes => Value::Bytes(vec![1]),
        Kind::Uuid => Value::Uuid(Uuid::nil()),
        Kind::Date => Value::Date(NaiveDate::default()),
        Kind::Time => Value::Time(NaiveTime::default()),
        Kind::DateTime => Value::DateTime(NaiveDateTime::default()),
        Kind::Timestamp => Value::Timestamp(NaiveDateTime::default().and_utc()),
        Kind::Decimal => Value::Decimal(Decimal::ONE),
        Kind::Json => return None,
    })
}
