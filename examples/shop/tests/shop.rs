//! What the shop promises.

#![expect(clippy::unwrap_used, reason = "how a test fails")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use futures_util::future::join_all;
use restkit::{
    prelude::*,
    testing::{Backend, Client, TestApp},
};
use serde_json::json;
use shop::{Answer, Mail, PaymentError, Payments, Role};

const PASSWORD: &str = "correct horse battery staple";

/// Counts what it takes, and declines when told to.
#[derive(Default)]
struct Till {
    taken: AtomicU32,
    declines: bool,
}

impl Payments for Till {
    fn reserve(&self, _: i64, _: Decimal, _: Uuid) -> Answer<'_, Result<(), PaymentError>> {
        Box::pin(async move { if self.declines { Err(PaymentError::Declined) } else { Ok(()) } })
    }

    fn capture(&self, _: Uuid) -> Answer<'_, ()> {
        Box::pin(async move {
            self.taken.fetch_add(1, Ordering::SeqCst);
        })
    }
}

/// Keeps what was sent.
#[derive(Default)]
struct Letters(Mutex<Vec<String>>);

impl Mail for Letters {
    fn send(&self, to: &str, text: &str) {
        self.0.lock().unwrap().push(format!("{to}: {text}"));
    }
}

struct Shop {
    app: TestApp,
    till: Arc<Till>,
    letters: Arc<Letters>,
}

/// The shop with a till of our own, on SQLite or on the PostgreSQL that `TEST_DATABASE_URL` names.
async fn shop(till: Till) -> Shop {
    let (till, letters) = (Arc::new(till), Arc::new(Letters::default()));
    let app = TestApp::builder(shop::app())
        .on(Backend::from_env().unwrap_or_default())
        .provide_arc::<dyn Payments>(Arc::clone(&till) as _)
        .provide_arc::<dyn Mail>(Arc::clone(&letters) as _)
        .start()
        .await;
    Shop { app, till, letters }
}

impl Shop {
    /// A customer who is logged in.
    async fn ann(&self) -> Client {
        let body = json!({"email": "ann@example.com", "name": "Ann", "password": PASSWORD});
        let customer = self.app.post("/api/v1/customers").json(body).await.expect_status(201);
        self.app.as_user(customer.json()["id"].to_string())
    }

    /// A product of which there are so many.
    async fn product(&self, name: &str, stock: i32) -> i64 {
        let admin = self.app.as_user("1000").role(Role::Admin);
        let body = json!({"name": name, "price": "2.50", "stock": stock});
        let product = admin.post("/api/v1/products").json(body).await.expect_status(201);
        product.json()["id"].as_i64().unwrap()
    }

    async fn stock(&self, product: i64) -> i64 {
        self.app.get(format!("/api/v1/products/{product}")).await.expect_status(200).json()["stock"].as_i64().unwrap()
    }
}

fn order(product: i64, quantity: i32) -> serde_json::Value {
    json!({"lines": [{"product_id": product, "quantity": quantity}]})
}

#[tokio::test]
async fn customers_register_and_log_in() {
    let shop = shop(Till::default()).await;
    let body = json!({"email": "ann@example.com", "name": "Ann", "password": PASSWORD});
    let ann = shop.app.post("/api/v1/customers").json(&body).await.expect_status(201);
    assert!(ann.json().get("password_hash").is_none());
    shop.app.post("/api/v1/customers").json(&body).await.expect_status(409);
    let short = json!({"email": "eve", "name": " ", "password": "short"});
    let answer = shop.app.post("/api/v1/customers").json(short).await.expect_status(422);
    assert_eq!(answer.faults(), ["/email: email", "/name: blank", "/password: length"]);

    let credentials = json!({"email": "ann@example.com", "password": PASSWORD});
    let session = shop.app.post("/api/v1/session").json(credentials).await.expect_status(200);
    let token = session.json()["access_token"].as_str().unwrap().to_owned();
    let place = ann.header("location").unwrap();
    let me = shop.app.get(place).bearer(token).await.expect_status(200);
    assert_eq!(me.json()["email"], "ann@example.com");

    for (email, password) in [("ann@example.com", "a wrong password"), ("eve@example.com", PASSWORD)] {
        let answer =
            shop.app.post("/api/v1/session").json(json!({"email": email, "password": password})).await.expect_status(403);
        assert_eq!(answer.problem_code(), "wrong_credentials");
    }
}

#[tokio::test]
async fn an_order_takes_stock_and_money_and_sends_a_receipt() {
    let shop = shop(Till::default()).await;
    let ann = shop.ann().await;
    let pens = shop.product("pen", 10).await;
    let placed = ann.post("/api/v1/orders").json(order(pens, 3)).await.expect_status(201);
    assert_eq!(placed.json()["total"], "7.5");
    assert_eq!(shop.stock(pens).await, 7);
    let lines = ann.get("/api/v1/order-lines").query([("order_id", placed.json()["id"].as_str().unwrap())]).await;
    assert_eq!(lines.json()["items"][0]["quantity"], 3);
    shop.app.drain().await;
    assert_eq!(shop.till.taken.load(Ordering::SeqCst), 1);
    let letters = shop.letters.0.lock().unwrap().clone();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].starts_with("ann@example.com: Your order"), "{letters:?}");
}

#[tokio::test]
async fn what_cannot_be_ordered_changes_nothing() {
    let shop = shop(Till { declines: true, ..Till::default() }).await;
    let ann = shop.ann().await;
    let (pens, ink) = (shop.product("pen", 10).await, shop.product("ink", 1).await);
    let answer = ann.post("/api/v1/orders").json(order(pens, 3)).await.expect_status(402);
    assert_eq!(answer.problem_code(), "payment_declined");
    let both = json!({"lines": [{"product_id": pens, "quantity": 1}, {"product_id": ink, "quantity": 2}]});
    let answer = ann.post("/api/v1/orders").json(both).await.expect_status(409);
    assert_eq!(answer.json()["detail"], "Of ink only 1 are left.");
    assert_eq!((&answer.json()["product_id"], &answer.json()["left"]), (&json!(ink), &json!(1)));
    let answer = ann.post("/api/v1/orders").json(order(999, 1)).await.expect_status(409);
    assert_eq!(answer.problem_code(), "unknown_product");
    assert_eq!(answer.json()["product_id"], 999);
    ann.post("/api/v1/orders").json(json!({"lines": []})).await.expect_status(422);
    shop.app.post("/api/v1/orders").json(order(pens, 1)).await.expect_status(401);
    assert_eq!((shop.stock(pens).await, shop.stock(ink).await), (10, 1));
    assert_eq!(ann.get("/api/v1/orders").await.json()["items"], json!([]));
    shop.app.drain().await;
    assert!(shop.letters.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_hundred_orders_at_once_cannot_oversell() {
    let shop = shop(Till::default()).await;
    let ann = shop.ann().await;
    let pens = shop.product("pen", 30).await;
    let answers = join_all((0..100).map(|_| ann.post("/api/v1/orders").json(order(pens, 1)).into_future())).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((with(201), with(409)), (30, 70));
    assert_eq!(shop.stock(pens).await, 0);
    shop.app.drain().await;
    assert_eq!(shop.till.taken.load(Ordering::SeqCst), 30);
}

#[tokio::test]
async fn the_report_is_for_administrators() {
    let shop = shop(Till::default()).await;
    let ann = shop.ann().await;
    let (pens, ink) = (shop.product("pen", 10).await, shop.product("ink", 10).await);
    for (product, quantity) in [(ink, 2), (pens, 3), (ink, 2)] {
        ann.post("/api/v1/orders").json(order(product, quantity)).await.expect_status(201);
    }
    ann.get("/api/v1/report/sold").await.expect_status(403);
    let report = shop.app.as_user("1000").role(Role::Admin).get("/api/v1/report/sold").await.expect_status(200);
    assert_eq!(report.json(), json!([{"product": "ink", "quantity": 4}, {"product": "pen", "quantity": 3}]));
}
