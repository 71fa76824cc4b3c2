//! Bodies and answers of handwritten endpoints that are structs and enums, over HTTP.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use serde_json::json;

/// What somebody orders.
#[derive(Input, Output)]
#[serde(rename_all = "camelCase")]
#[validate(custom(not_for_nobody))]
struct Order {
    /// Who gets it.
    #[validate(non_blank)]
    ship_to: String,
    /// What it holds.
    #[validate(length(min = 1, max = 3))]
    lines: Vec<Line>,
    payment: Payment,
    #[input(default = 1)]
    #[validate(range(min = 1, max = 5))]
    priority: i16,
    wanted_at: Option<DateTime<Utc>>,
}

/// A line of an order.
#[derive(Input, Output)]
struct Line {
    product: Uuid,
    #[validate(range(min = 1))]
    count: u32,
    /// What belongs to it.
    #[serde(default)]
    parts: Vec<Self>,
}

/// How an order is paid.
#[derive(Input, Output)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Payment {
    Card {
        #[validate(pattern("^[0-9]{4}$"))]
        number: String,
    },
    Invoice(Address),
    InAdvance,
}

#[derive(Clone, Input, Output)]
#[input(partial = "AddressPatch")]
struct Address {
    street: String,
    #[validate(length(min = 2))]
    city: Option<String>,
}

fn not_for_nobody(order: &Order) -> Result<(), Invalid> {
    if order.ship_to == "nobody" { Err(Invalid::new("nobody", "must be somebody").at("shipTo")) } else { Ok(()) }
}

/// A part of an address.
#[derive(Output)]
#[output(from = Address)]
struct Where {
    #[output(with = whole)]
    whole: String,
    city: Option<String>,
}

fn whole(address: &Address) -> String {
    format!("{}, {}", address.street, address.city.as_deref().unwrap_or("somewhere"))
}

#[derive(Input)]
struct Search {
    #[validate(length(min = 2))]
    word: Option<String>,
    #[input(default = 20)]
    #[validate(range(min = 1, max = 100))]
    limit: u32,
    #[serde(default)]
    tags: Vec<String>,
}

/// What was understood.
#[derive(Output)]
struct Understood {
    word: Option<String>,
    limit: u32,
    tags: Vec<String>,
}

fn understood(Search { word, limit, tags }: Search) -> Understood {
    Understood { word, limit, tags }
}

struct Orders;

/// Orders.
#[api(path = "/orders")]
impl Orders {
    /// Answers the order.
    #[post("/")]
    #[authorize(public)]
    async fn order(order: Json<Order>, dry: Query<Option<bool>>) -> Json<Order> {
        let _ = dry.into_inner();
        order
    }

    /// Changes an address.
    #[patch("/address")]
    #[authorize(public)]
    async fn change(patch: Json<AddressPatch>) -> Json<Where> {
        let mut address = Address { street: "Hill".to_owned(), city: Some("Rome".to_owned()) };
        patch.0.apply(&mut address);
        Json(Where::from(&address))
    }

    /// Answers the search.
    #[get("/search")]
    #[authorize(public)]
    async fn search(search: Query<Search>) -> Json<Understood> {
        Json(understood(search.into_inner()))
    }

    /// Answers the form.
    #[post("/form")]
    #[authorize(public)]
    async fn form(form: Form<Search>) -> Json<Understood> {
        Json(understood(form.into_inner()))
    }
}

async fn app() -> TestApp {
    AppBuilder::new(Backend::Sqlite).mount("/api", Orders::routes()).start().await
}

const PRODUCT: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

#[tokio::test]
async fn a_model_goes_in_and_out() {
    let app = app().await;
    for payment in [
        json!({"type": "card", "number": "1234"}),
        json!({"type": "invoice", "street": "Hill", "city": null}),
        json!({"type": "in_advance"}),
    ] {
        let line = json!({"product": PRODUCT, "count": 2, "parts": [{"product": PRODUCT, "count": 1}]});
        let body = json!({"shipTo": "Ada", "lines": [line], "payment": payment, "wantedAt": "2026-11-21T10:00:00+01:00"});
        let answer = app.post("/api/orders").json(&body).send().await.expect(200);
        assert_eq!(answer.at("/payment"), payment);
        assert_eq!(answer.at("/priority"), 1);
        assert_eq!(answer.at("/wantedAt"), "2026-11-21T09:00:00.000000Z");
        assert_eq!(answer.at("/lines/0/parts/0/parts"), json!([]));
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_in_one_answer() {
    let app = app().await;
    let body = json!({
        "shipTo": " ", "lines": [{"product": "x", "count": 0}, 5], "payment": {"type": "gold"}, "priority": 9, "gift": true,
    });
    app.post("/api/orders?dry=maybe").json(&body).send().await.faults(
        422,
        "validation",
        &[
            "dry: type",
            "/shipTo: blank",
            "/lines/0/product: format",
            "/lines/0/count: range",
            "/lines/1: type",
            "/payment/type: one_of",
            "/priority: range",
            "/gift: unknown_member",
        ],
    );
    let body = json!({"shipTo": "nobody", "lines": [{"product": PRODUCT, "count": 1}], "payment": {"type": "in_advance"}});
    app.post("/api/orders").json(&body).send().await.faults(422, "validation", &["/shipTo: nobody"]);
    app.post("/api/orders").body("application/json", "{").send().await.problem(400, "malformed_body");
}

#[tokio::test]
async fn missing_and_null_are_told_apart() {
    let app = app().await;
    let patch = |text: &'static str| app.patch("/api/orders/address").body("application/json", text).send();
    assert_eq!(patch("{}").await.expect(200).json(), json!({"whole": "Hill, Rome", "city": "Rome"}));
    let answer = patch(r#"{"city":null,"street":"Lane"}"#).await.expect(200);
    assert_eq!(answer.json(), json!({"whole": "Lane, somewhere", "city": null}));
    patch(r#"{"street":null,"city":"x"}"#).await.faults(422, "validation", &["/street: null", "/city: length"]);
}

#[tokio::test]
async fn queries_and_forms_are_models() {
    let app = app().await;
    let answer = app.get("/api/orders/search?word=milk&tags=a&tags=b").send().await.expect(200);
    assert_eq!(answer.json(), json!({"word": "milk", "limit": 20, "tags": ["a", "b"]}));
    let answer = app.get("/api/orders/search?word=m&limit=0&size=3").send().await;
    answer.faults(400, "invalid_parameter", &["word: length", "limit: range", "size: unknown_parameter"]);
    let form = |text: &'static str| app.post("/api/orders/form").body("application/x-www-form-urlencoded", text).send();
    assert_eq!(form("limit=7&tags=x%20y").await.expect(200).json(), json!({"word": null, "limit": 7, "tags": ["x y"]}));
    form("limit=7&limit=8&size=3").await.faults(422, "validation", &["/limit: repeated_parameter", "/size: unknown_member"]);
}

#[tokio::test]
async fn the_document_knows_the_models() {
    let app = app().await;
    let document = app.get("/openapi.json").send().await.expect(200);
    let schema = |name: &str| document.at(&format!("/components/schemas/{name}"));
    assert_eq!(schema("Payment")["discriminator"]["propertyName"], "type");
    assert_eq!(schema("PaymentInvoice")["required"], json!(["type", "street"]));
    assert_eq!(schema("Order")["properties"]["priority"]["default"], 1);
    assert_eq!(schema("Order")["required"], json!(["shipTo", "lines", "payment"]));
    assert_eq!(schema("OrderOutput")["required"], json!(["shipTo", "lines", "payment", "priority", "wantedAt"]));
    assert_eq!(schema("AddressPatch").get("required"), None);
    let parameters = document.at("/paths/~1api~1orders~1search/get/parameters");
    let limit = parameters.as_array().unwrap().iter().find(|parameter| parameter["name"] == "limit").unwrap();
    assert_eq!((limit["required"].as_bool().unwrap_or(false), &limit["schema"]["default"]), (false, &json!(20)), "{limit}");
}
