//! What of computed columns is in the tables.

use restkit::{
    db::Dialect,
    prelude::*,
    schema::{self, declared},
};
use restkit_tests::{database::Backend, on_both};

use super::fixtures::{Customer, Label, Labelled, Line, Order, empty, line, order};

on_both!(tables_are_as_declared, a_generated_column_follows_every_program);

#[test]
fn sql_is_a_generated_column_and_the_rest_is_none() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let schema = declared(&[Customer::spec(), Order::spec(), Line::spec(), Label::spec(), Labelled::spec()], dialect);
        let table = |name: &str| schema.tables.iter().find(|table| table.name.name == name).unwrap();
        for gone in ["line_count", "label_count", "total", "weight", "pieces", "dearest", "first", "cost"] {
            assert!(table("orders").column(gone).is_none(), "{gone}");
        }
        assert!(table("orders").indexes.iter().all(|index| !index.name.contains("line_count")));
        let lines = table("lines");
        assert!(lines.column("amount").unwrap().generated.is_some());
        assert_eq!(lines.column("label").unwrap().generated.as_deref(), Some(r#"("name" || ' x' || "quantity")"#));
        let indexed = lines.indexes.iter().any(|index| index.name == "lines_amount_idx");
        assert_eq!(indexed, dialect == Dialect::Postgres, "the order of decimals is no order of SQLite");
        assert!(lines.indexes.iter().any(|index| index.name == "lines_several_idx"));
    }
}

async fn tables_are_as_declared(backend: Backend) {
    let app = empty(backend).await;
    let resources = [Customer::spec(), Order::spec(), Line::spec(), Label::spec(), Labelled::spec()];
    let found = schema::drift(app.db(), &declared(&resources, app.db().dialect())).await.unwrap();
    assert!(found.differences.is_empty(), "{found:#?}");
}

async fn a_generated_column_follows_every_program(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let line = line(app.db(), order, "tea", "2", 2, false).await;
    app.execute("UPDATE lines SET quantity = 5, name = 'coffee'").await;
    let row = Line::repository(app.db()).as_system().get(line).await.unwrap();
    assert_eq!((row.amount, row.label.as_str()), (Decimal::from(10), "coffee x5"));
}
