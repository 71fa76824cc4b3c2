//! Computed columns of rows that relations lead to.

use restkit::prelude::*;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{Customer, Order, empty, shop};

on_both!(
    included_rows_hold_them,
    relations_are_filtered_by_them,
    rows_lend_them_as_an_order,
    the_rows_of_a_relation_are_in_their_order,
);

async fn customers(app: &TestApp) -> [i64; 2] {
    let orders = shop(app.db()).await;
    let rows = Customer::repository(app.db()).as_system();
    let ann = rows.insert([Customer::name().set("ann")]).await.unwrap().id;
    let bob = rows.insert([Customer::name().set("bob")]).await.unwrap().id;
    for (order, customer) in [(orders[0], ann), (orders[1], bob), (orders[2], ann)] {
        let set = [Order::customer_id().set(Some(Id::new(customer)))];
        Order::repository(app.db()).as_system().update(order, set).await.unwrap();
    }
    [ann, bob]
}

async fn get(app: &TestApp, admin: bool, path: &str) -> Value {
    let request = app.get(path);
    let request = if admin { request.as_admin(9) } else { request };
    request.send().await.expect(200).json()
}

async fn included_rows_hold_them(backend: Backend) {
    let app = empty(backend).await;
    let [ann, _] = customers(&app).await;
    for (admin, count, total) in [(false, 2, "7.97"), (true, 3, "1007.97")] {
        let found = get(&app, admin, &format!("/customers/{ann}?include=orders,orders.customer")).await;
        let first = &found["orders"][0];
        assert_eq!((&first["line_count"], &first["total"]), (&json!(count), &json!(total)));
        assert_eq!(first["customer"]["order_count"], json!(2));
        assert_eq!(first.get("cost").is_some(), admin);
    }
}

async fn relations_are_filtered_by_them(backend: Backend) {
    let app = empty(backend).await;
    customers(&app).await;
    let names = async |admin, path: &str| -> Vec<Value> {
        get(&app, admin, path).await["items"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect()
    };
    assert_eq!(names(false, "/customers?orders__line_count=2").await, ["ann"]);
    assert_eq!(names(true, "/customers?orders__line_count=2").await, [""; 0]);
    assert_eq!(names(true, "/customers?orders__line_count=3").await, ["ann"]);
    assert_eq!(names(false, "/customers?orders__none__line_count=1").await, ["ann"]);
    assert_eq!(names(false, "/customers?orders__total__gte=7&order_count=1").await, ["bob"]);
    let orders = get(&app, false, "/orders?customer__order_count=2&sort=title").await;
    assert_eq!(orders["items"].as_array().unwrap().len(), 2);
    app.get("/customers?orders__cost=1").send().await.expect(400);
}

async fn rows_lend_them_as_an_order(backend: Backend) {
    let app = empty(backend).await;
    customers(&app).await;
    for (sort, expected) in [
        ("-customer__order_count,title", ["first", "third", "second"]),
        ("customer__order_count,-line_count", ["second", "first", "third"]),
    ] {
        let mut titles = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = get(&app, false, &format!("/orders?sort={sort}&limit=1{cursor}")).await;
            titles.push(page["items"][0]["title"].clone());
            assert!(page["items"][0]["line_count"].is_i64());
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(titles, expected, "{sort}");
    }
}

async fn the_rows_of_a_relation_are_in_their_order(backend: Backend) {
    let app = empty(backend).await;
    let [ann, _] = customers(&app).await;
    let titles = async |query: &str| -> Vec<Value> {
        let found = get(&app, false, &format!("/customers/{ann}?include=orders{query}")).await;
        found["orders"].as_array().unwrap().iter().map(|row| row["title"].clone()).collect()
    };
    assert_eq!(titles("").await, ["first", "third"]);
    assert_eq!(titles("&orders.sort=line_count").await, ["third", "first"]);
    assert_eq!(titles("&orders.sort=-total&orders.limit=1").await, ["first"]);
}
