//! Relations by several columns, to rows with a key of several parts.

mod answers;
mod conflicts;
mod program;
mod writes;

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use serde_json::{Value, json};

/// Something that somebody ordered.
#[resource(path = "/orders")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct Order {
    #[resource(id)]
    pub id: i64,
}

fn open() -> Condition<Line> {
    Line::secret().eq(false)
}

/// So many of a product.
#[resource(
    path = "/lines",
    has_many(notes = Note, by(order_id, line_no), limit = 2, sort = -text, filter, nested, write),
    has_one(label = Label, by(order_id, line_no), filter, sort),
)]
#[authorize(read = public && policy(open) || role(Role::Admin), create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct Line {
    #[resource(id, on_delete = cascade)]
    pub order_id: Id<Order>,
    #[resource(id)]
    pub line_no: i32,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub product: String,
    #[resource(default = false)]
    pub secret: bool,
}

/// What somebody noted on an order, or on a line of it.
#[resource(
    path = "/notes",
    belongs_to(line = Line, by(order_id, line_no), on_delete = cascade, filter, sort),
)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct Note {
    #[resource(id)]
    pub id: i64,
    #[resource(filter)]
    pub order_id: Id<Order>,
    pub line_no: Option<i32>,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub text: String,
}

/// What is stuck on a line; one for each.
#[resource(
    path = "/labels",
    belongs_to(line = Line, by(order_id, line_no), on_delete = set_null),
    unique(order_id, line_no)
)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct Label {
    #[resource(id)]
    pub id: Uuid,
    pub order_id: Option<Id<Order>>,
    pub line_no: Option<i32>,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub color: String,
}

/// That a line was looked at: there is none without its line.
#[resource(path = "/seals", belongs_to(line = Line, by(order_id, line_no)))]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct Seal {
    #[resource(id)]
    pub id: i64,
    pub order_id: Id<Order>,
    pub line_no: i32,
}

/// A part of a machine, which may be inside of another one.
#[resource(
    path = "/parts",
    belongs_to(whole = Self, by(of_series, of_number), filter, sort),
    has_many(parts = Self, by(of_series, of_number), filter, nested, sort = [-number])
)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[serde(rename_all = "camelCase")]
#[derive(Debug)]
pub struct Part {
    #[resource(id)]
    #[validate(length(min = 1, max = 40))]
    pub series: String,
    #[resource(id, filter, sort)]
    pub number: i16,
    #[validate(length(min = 1, max = 40))]
    pub of_series: Option<String>,
    pub of_number: Option<i16>,
}

/// Who may do what.
#[derive(ColumnEnum)]
pub enum Role {
    /// All of it.
    Admin,
}

async fn started(backend: Backend) -> TestApp {
    let routes = (Order::routes(), Line::routes(), Note::routes(), Label::routes(), Seal::routes(), Part::routes());
    AppBuilder::new(backend).mount("", routes).start().await
}

/// Two orders; lines 1 and 2 of the first, line 1 of the second, line 3 of the first that only admins see.
async fn orders(backend: Backend) -> TestApp {
    let app = started(backend).await;
    for _ in 0..2 {
        app.post("/orders").json(&json!({})).send().await.expect(201);
    }
    for (order, line, product) in [(1, 1, "pen"), (1, 2, "ink"), (2, 1, "paper"), (1, 3, "gift")] {
        let line = json!({"order_id": order, "line_no": line, "product": product, "secret": product == "gift"});
        app.post("/lines").json(&line).send().await.expect(201);
    }
    app
}

async fn note(app: &TestApp, order: i64, line: Option<i32>, text: &str) -> i64 {
    let body = json!({"order_id": order, "line_no": line, "text": text});
    app.post("/notes").json(&body).send().await.expect(201).json()["id"].as_i64().unwrap()
}

async fn get(app: &TestApp, path: &str) -> Value {
    app.get(path).send().await.expect(200).json()
}

/// The values of one member of these rows.
fn each<'a>(rows: &'a Value, member: &str) -> Vec<&'a str> {
    rows.as_array().unwrap().iter().map(|row| row[member].as_str().unwrap()).collect()
}
