//! Orders with lines and labels, of which not everybody sees everything.

use restkit::{app::IntoRoutes, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};

/// Who may do what.
#[derive(ColumnEnum)]
pub enum Role {
    /// All of it.
    Admin,
}

fn listed() -> Condition<Order> {
    Order::secret().eq(false)
}

/// Somebody who orders.
#[resource(path = "/customers", has_many(orders = Order::customer_id, filter, sort = [-line_count, id]))]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Customer {
    #[resource(id)]
    pub id: i64,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub name: String,
    #[resource(filter, sort)]
    #[computed(count(orders))]
    pub order_count: i64,
}

/// What somebody ordered.
#[resource(
    path = "/orders",
    has_many(lines = Line::order_id, filter, limit = 10, sort = -amount, write),
    many_to_many(labels = Label, through(Labelled::order_id, Labelled::label_id)),
    search(title),
    aggregate(group_by(title)),
    offset
)]
#[authorize(read = public && policy(listed) || role(Role::Admin), create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Order {
    #[resource(id)]
    pub id: i64,
    #[resource(belongs_to(customer, filter, sort))]
    pub customer_id: Option<Id<Customer>>,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub title: String,
    #[resource(default = false)]
    pub secret: bool,
    /// How many lines it has.
    #[resource(filter, sort)]
    #[computed(count(lines))]
    pub line_count: i64,
    #[resource(filter)]
    #[computed(count(labels))]
    pub label_count: u64,
    /// What it comes to.
    #[resource(filter, sort)]
    #[computed(sum(lines.amount))]
    pub total: Decimal,
    #[resource(filter, sort)]
    #[computed(sum(lines.weight))]
    pub weight: Option<i64>,
    #[computed(sum(lines.quantity))]
    pub pieces: i64,
    #[resource(sort)]
    #[computed(max(lines.amount))]
    pub dearest: Option<Decimal>,
    #[resource(filter)]
    #[computed(min(lines.name))]
    pub first: Option<String>,
    /// What the lines cost, which not everybody may know.
    #[resource(filter, sort)]
    #[computed(sum(lines.cost))]
    pub cost: Option<i64>,
}

fn shown() -> Condition<Line> {
    Line::secret().eq(false)
}

/// A part of an order.
#[resource(path = "/lines")]
#[authorize(read = public && policy(shown) || role(Role::Admin), create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Line {
    #[resource(id)]
    pub id: i64,
    #[resource(belongs_to(order, filter, sort))]
    pub order_id: Id<Order>,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub name: String,
    #[resource(default = Decimal::ONE)]
    pub price: Decimal,
    #[resource(default = 1)]
    pub quantity: i32,
    /// What it comes to.
    #[resource(filter, sort)]
    #[computed(sql = "{price} * {quantity}")]
    pub amount: Decimal,
    /// Whether there is more than one.
    #[resource(filter)]
    #[computed(sql = "{quantity} > 1")]
    pub several: bool,
    #[resource(filter, sort)]
    #[computed(sqlite = "{name} || ' x' || {quantity}", postgres = "{name} || ' x' || {quantity}")]
    pub label: String,
    #[computed(sql = "{weight} / nullif({quantity}, 0)")]
    pub each: Option<i64>,
    #[resource(default = 0)]
    pub weight: i64,
    #[resource(default = 0)]
    #[authorize(read = role(Role::Admin))]
    pub cost: i32,
    #[resource(default = false)]
    pub secret: bool,
}

/// A word for orders.
#[resource(path = "/labels")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Label {
    #[resource(id)]
    pub id: i64,
    pub word: String,
}

fn confirmed() -> Condition<Labelled> {
    Labelled::confirmed().eq(true)
}

/// Which order has which word.
#[resource(path = "/labelled")]
#[authorize(read = public && policy(confirmed), create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Labelled {
    #[resource(id)]
    pub id: i64,
    pub order_id: Id<Order>,
    pub label_id: Id<Label>,
    #[resource(default = true)]
    pub confirmed: bool,
}

/// Something that stands in something like it.
#[resource(path = "/folders", has_many(inside = Folder::parent_id))]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Folder {
    #[resource(id, natural)]
    pub id: i64,
    pub parent_id: Option<Id<Folder>>,
    #[resource(default = 1)]
    pub size: i32,
    #[resource(filter, sort)]
    #[computed(count(inside))]
    pub inside_count: i64,
    #[computed(sum(inside.size))]
    pub inside_size: i64,
}

/// What grows with what is in it.
#[resource(path = "/boxes")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Crate {
    #[resource(id)]
    pub id: i64,
    pub side: Decimal,
    #[resource(default = 1)]
    pub count: i64,
    #[computed(sql = "{side} * {side} * {side}")]
    pub volume: Decimal,
    #[computed(sql = "{count} * {count} * {count}")]
    pub most: i64,
    #[computed(sql = "100 / {count}")]
    pub share: Option<i64>,
}

/// The mounts.
pub fn routes() -> impl IntoRoutes {
    (Customer::routes(), Order::routes(), Line::routes(), Label::routes(), Labelled::routes(), Folder::routes(), Crate::routes())
}

/// An app without rows.
pub async fn empty(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("", routes()).start().await
}

/// An order.
pub async fn order(db: &Db, title: &str) -> i64 {
    Order::repository(db).as_system().insert([Order::title().set(title)]).await.unwrap().id
}

/// A line of an order; a secret one is seen by few.
pub async fn line(db: &Db, order: i64, name: &str, price: &str, quantity: i32, secret: bool) -> i64 {
    let set = [
        Line::order_id().set(order),
        Line::name().set(name),
        Line::price().set(price.parse::<Decimal>().unwrap()),
        Line::quantity().set(quantity),
        Line::weight().set(i64::from(quantity) * 10),
        Line::cost().set(quantity * 2),
        Line::secret().set(secret),
    ];
    Line::repository(db).as_system().insert(set).await.unwrap().id
}

/// Three orders: with lines that not everybody sees, with one line, without.
pub async fn shop(db: &Db) -> [i64; 3] {
    let orders = [order(db, "first").await, order(db, "second").await, order(db, "third").await];
    line(db, orders[0], "tea", "2.50", 2, false).await;
    line(db, orders[0], "milk", "0.99", 3, false).await;
    line(db, orders[0], "gold", "1000", 1, true).await;
    line(db, orders[1], "salt", "7", 1, false).await;
    for (word, order, confirmed) in [("red", 0, true), ("blue", 0, false), ("blue", 1, true)] {
        let labels = Label::repository(db).as_system();
        let known = labels.filter(Label::word().eq(word)).first().await.unwrap();
        let label = match known {
            Some(label) => label.id,
            None => labels.insert([Label::word().set(word)]).await.unwrap().id,
        };
        let set =
            [Labelled::order_id().set(orders[order]), Labelled::label_id().set(label), Labelled::confirmed().set(confirmed)];
        Labelled::repository(db).as_system().insert(set).await.unwrap();
    }
    orders
}
