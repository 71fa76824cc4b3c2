//! Rows that are made with the row that they belong to.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Value, json};

on_both!(
    rows_are_made_together,
    every_fault_is_told_at_its_place,
    what_fails_leaves_nothing,
    each_row_has_a_decision_of_its_own,
    the_document_says_it
);

#[derive(ColumnEnum)]
enum Role {
    Admin,
}

/// What somebody orders.
#[resource(
    path = "/orders",
    has_many(lines = Line::order_id, limit = 3, write, nested),
    has_many(marks = Mark::order_id, write)
)]
#[authorize(read = owner, create = authenticated, update = owner, delete = owner)]
struct Order {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    buyer: String,
    #[validate(length(max = 20))]
    note: Option<String>,
    /// How many pieces.
    #[resource(read_only, default = 0)]
    pieces: i32,
}

/// So many of a product.
#[resource(path = "/lines", unique(order_id, product), hooks)]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
#[validate(custom(few))]
struct Line {
    #[resource(id)]
    id: Uuid,
    order_id: Id<Order>,
    #[validate(length(min = 1, max = 20))]
    product: String,
    #[validate(range(min = 1))]
    amount: i32,
}

fn few(line: &LineCreate) -> Result<(), Invalid> {
    if line.amount > 100 && line.product == "elephant" { Err(Invalid::new("too_many", "is too much")) } else { Ok(()) }
}

impl Hooks for Line {
    async fn after_create(cx: &HookContext, row: &Self) -> restkit::Result<()> {
        let orders = Order::repository(cx.tx()).as_system();
        let order = orders.get_for_update(row.order_id).await?;
        Ok(orders.update(row.order_id, [Order::pieces().set(order.pieces + row.amount)]).await?)
    }
}

/// What the staff writes on an order.
#[resource(path = "/marks")]
#[authorize(read = public, create = role(Role::Admin), update = role(Role::Admin), delete = role(Role::Admin))]
struct Mark {
    #[resource(id)]
    id: i64,
    order_id: Id<Order>,
    #[validate(length(max = 5))]
    text: String,
}

async fn started(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("", (Order::routes(), Line::routes(), Mark::routes())).start().await
}

fn line(product: &str, amount: i32) -> Value {
    json!({"product": product, "amount": amount})
}

async fn counts(app: &TestApp) -> [u64; 3] {
    let db = app.db();
    [
        Order::repository(db).as_system().select().count().await.unwrap(),
        Line::repository(db).as_system().select().count().await.unwrap(),
        Mark::repository(db).as_system().select().count().await.unwrap(),
    ]
}

async fn rows_are_made_together(backend: Backend) {
    let app = started(backend).await;
    let body = json!({"note": "soon", "lines": [line("pen", 2), line("ink", 1)]});
    let made = app.post("/orders").as_user("ann").json(&body).send().await.expect(201);
    // What the hooks of the lines made of it.
    assert_eq!(made.json(), json!({"id": 1, "buyer": "ann", "note": "soon", "pieces": 3}));
    let whole = app.get(format!("{}?include=lines", made.header("location"))).as_user("ann").send().await.expect(200).json();
    let mut lines: Vec<_> = whole["lines"].as_array().unwrap().iter().map(|line| (&line["product"], &line["order_id"])).collect();
    lines.sort_by_key(|(product, _)| product.to_string());
    assert_eq!(lines, [(&json!("ink"), &json!(1)), (&json!("pen"), &json!(1))]);
    assert_eq!(app.get(made.header("location")).as_user("ann").send().await.header("etag"), made.header("etag"));
    for body in [json!({"lines": []}), json!({}), json!({"lines": [], "marks": []})] {
        app.post("/orders").as_user("ann").json(&body).send().await.expect(if body["marks"].is_array() { 403 } else { 201 });
    }
    assert_eq!(counts(&app).await, [3, 2, 0]);
}

async fn every_fault_is_told_at_its_place(backend: Backend) {
    let app = started(backend).await;
    let faults = async |body: Value, expected: &[&str]| {
        app.post("/orders").as_user("ann").json(&body).send().await.faults(422, "validation", expected);
    };
    let wrong = [line("", 0), json!(7), json!({"product": "pen", "amount": 1, "order_id": 1, "x": 1})];
    faults(
        json!({"note": "x".repeat(21), "lines": wrong}),
        &[
            "/note: length",
            "/lines/0/product: length",
            "/lines/0/amount: range",
            "/lines/1: type",
            "/lines/2/order_id: read_only",
            "/lines/2/x: unknown_member",
        ],
    )
    .await;
    faults(json!({"lines": [{}]}), &["/lines/0/product: required", "/lines/0/amount: required"]).await;
    faults(json!({"lines": null}), &["/lines: type"]).await;
    faults(json!({"lines": {"0": {}}}), &["/lines: type"]).await;
    faults(json!({"lines": vec![line("pen", 1); 4]}), &["/lines: length"]).await;
    faults(json!({"lines": [line("pen", 1), line("elephant", 101)]}), &["/lines/1: too_many"]).await;
    let twice = r#"{"lines": [], "lines": []}"#;
    app.post("/orders").as_user("ann").body("application/json", twice).send().await.expect(400);
    let inside = r#"{"lines": [{"product": "pen", "product": "ink", "amount": 1}]}"#;
    app.post("/orders").as_user("ann").body("application/json", inside).send().await.expect(400);
    assert_eq!(counts(&app).await, [0, 0, 0]);
}

async fn what_fails_leaves_nothing(backend: Backend) {
    let app = started(backend).await;
    let twice = json!({"lines": [line("pen", 1), line("pen", 2)]});
    let answer = app.post("/orders").as_user("ann").json(&twice).send().await;
    answer.faults(409, "conflict", &["/lines/1/order_id: unique", "/lines/1/product: unique"]);
    assert_eq!(counts(&app).await, [0, 0, 0]);
}

async fn each_row_has_a_decision_of_its_own(backend: Backend) {
    let app = started(backend).await;
    let body = json!({"note": "x".repeat(21), "marks": [{"text": "much too long"}]});
    // Nothing is said about what the caller may not write.
    app.post("/orders").as_user("ann").json(&body).send().await.problem(403, "forbidden");
    let body = json!({"marks": [{"text": "late"}], "lines": [line("pen", 1)]});
    app.post("/orders").as_user("ann").json(&body).send().await.expect(403);
    app.post("/orders").json(&body).send().await.expect(401);
    assert_eq!(counts(&app).await, [0, 0, 0]);
    app.post("/orders").as_admin("eve").json(&body).send().await.expect(201);
    assert_eq!(counts(&app).await, [1, 1, 1]);
    // A patch makes no rows.
    let patch = app.patch("/orders/1").as_user("eve").json(&json!({"lines": []})).send().await;
    patch.faults(422, "validation", &["/lines: unknown_member"]);
}

async fn the_document_says_it(backend: Backend) {
    let app = started(backend).await;
    let document = app.get("/openapi.json").send().await.expect(200).json();
    let schemas = &document["components"]["schemas"];
    let lines = &schemas["OrderCreate"]["properties"]["lines"];
    assert_eq!((&lines["maxItems"], &lines["items"]["$ref"]), (&json!(3), &json!("#/components/schemas/OrderLineCreate")));
    assert_eq!(schemas["OrderLineCreate"]["required"], json!(["product", "amount"]));
    assert!(schemas["OrderPatch"]["properties"].get("lines").is_none());
    let create = &document["paths"]["/orders"]["post"]["responses"];
    assert!(["403", "409", "default"].iter().all(|status| create[status].is_object()), "{create}");
}
