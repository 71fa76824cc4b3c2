//! What hooks see of columns that the database computes.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;

on_both!(they_see_what_nobody_else_does, repositories_run_them_as_well);

/// Something that was sold. Its hooks refuse what is worth 100 or more, which only they know.
#[resource(path = "/sales", hooks)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
struct Sale {
    #[resource(id)]
    id: i64,
    price: i64,
    quantity: i64,
    /// What it comes to.
    #[resource(hidden)]
    #[computed(sql = "{price} * {quantity}")]
    amount: i64,
    #[computed(sql = "{price} + {quantity}")]
    shown: i64,
    /// Said by nobody either.
    #[resource(hidden, default = 7)]
    margin: i64,
}

fn affordable(sale: &Sale) -> restkit::Result<()> {
    assert_eq!((sale.amount, sale.shown, sale.margin), (sale.price * sale.quantity, sale.price + sale.quantity, 7));
    if sale.amount >= 100 {
        Err(Problem::new(ProblemKind::CONFLICT, format!("{} is too much", sale.amount)).into())
    } else {
        Ok(())
    }
}

impl Hooks for Sale {
    async fn after_create(_: &HookContext, row: &Self) -> restkit::Result<()> {
        affordable(row)
    }

    async fn after_update(_: &HookContext, before: &Self, after: &Self) -> restkit::Result<()> {
        affordable(before)?;
        affordable(after)
    }

    async fn after_delete(_: &HookContext, row: &Self) -> restkit::Result<()> {
        affordable(row)
    }
}

async fn started(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("", Sale::routes()).start().await
}

async fn they_see_what_nobody_else_does(backend: Backend) {
    let app = started(backend).await;
    let made = app.post("/sales").json(&json!({"price": 9, "quantity": 11})).send().await.expect(201);
    assert_eq!(made.json(), json!({"id": 1, "price": 9, "quantity": 11, "shown": 20}));
    let dear = app.post("/sales").json(&json!({"price": 10, "quantity": 10})).send().await;
    dear.problem(409, "conflict");
    assert_eq!(dear.at("/detail"), "100 is too much");
    app.patch("/sales/1").json(&json!({"quantity": 12})).send().await.problem(409, "conflict");
    let changed = app.patch("/sales/1").json(&json!({"quantity": 10})).send().await.expect(200);
    assert_eq!(changed.json(), json!({"id": 1, "price": 9, "quantity": 10, "shown": 19}));
    app.delete("/sales/1").send().await.expect(204);
}

async fn repositories_run_them_as_well(backend: Backend) {
    let app = started(backend).await;
    let sales = Sale::repository(app.db()).as_system();
    let sale = sales.insert([Sale::price().set(3), Sale::quantity().set(4)]).await.unwrap();
    assert_eq!(sale.amount, 12);
    let sale = sales.update_returning(sale.id, [Sale::price().set(5)]).await.unwrap();
    assert_eq!(sale.amount, 20);
    assert!(sales.update(sale.id, [Sale::price().set(25)]).await.is_err());
    assert_eq!(sales.get(sale.id).await.unwrap().amount, 20);
}
