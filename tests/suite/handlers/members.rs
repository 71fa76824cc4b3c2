//! Members that problems have of their own (RFC 9457, section 3.2), in answers and in the document.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Value as JsonValue, json};

on_both!(they_stand_beside_the_members_of_all);

/// What there is instead.
#[derive(Debug, Clone, Output)]
struct Offer {
    /// Its name.
    name: String,
    /// What it costs.
    price: Decimal,
}

/// Why an order is not taken.
#[derive(Debug, ApiError)]
enum OrderError {
    /// Too many of a product are wanted.
    #[problem(status = 409, detail = "At most {most} of each.")]
    TooMany {
        /// How many there may be.
        #[problem(extend)]
        most: u32,
        /// What else there is.
        #[problem(extend = "otherOffers")]
        offers: Vec<Offer>,
        /// Nobody is told.
        #[allow(dead_code)]
        cost: Decimal,
    },
    /// There is no such product.
    #[problem(status = 409, detail = "There is no product {0}.")]
    UnknownProduct(
        /// Which one.
        #[problem(extend = "product_id")]
        i64,
    ),
    #[problem(status = 409, code = "closed")]
    Closed,
    #[problem(transparent, from)]
    Limit(Limit),
}

/// Too much is wanted.
#[derive(Debug, ApiError)]
#[problem(status = 429, code = "limit")]
struct Limit {
    /// How much there may be.
    #[problem(extend)]
    limit: Option<u64>,
}

/// The same kind of problem as another, without members.
#[derive(Debug, ApiError)]
enum StockError {
    /// Too many of a product are wanted.
    #[problem(status = 409)]
    TooMany,
}

/// Who asks may not ask again.
#[derive(Debug, ApiError)]
#[problem(status = 403, code = "forbidden", title = "The caller may not do this")]
struct Banned {
    /// Since when.
    #[problem(extend)]
    since: i64,
}

#[dependency]
async fn stock(sold_out: Query<Option<bool>>) -> Result<u32, StockError> {
    if sold_out.unwrap_or_default() { Err(StockError::TooMany) } else { Ok(7) }
}

#[dependency]
async fn permit(banned: Query<Option<i64>>) -> Result<bool, Banned> {
    match banned.into_inner() {
        Some(since) => Err(Banned { since }),
        None => Ok(true),
    }
}

fn permitted(permit: &Permit) -> Condition<Thing> {
    if **permit { Condition::all() } else { Condition::none() }
}

/// A thing.
#[resource(path = "/things", operations(list, create))]
#[authorize(read = public, create = policy(permitted))]
struct Thing {
    #[resource(id)]
    id: i64,
    name: String,
}

struct Orders;

/// Orders.
#[api(path = "/orders")]
impl Orders {
    #[post("/{what}")]
    #[authorize(public)]
    async fn order(what: Path<String>, stock: Stock) -> Result<u32, OrderError> {
        let offers = vec![Offer { name: "oats".to_owned(), price: Decimal::new(150, 2) }];
        match what.as_str() {
            "many" => Err(OrderError::TooMany { most: 5, offers, cost: Decimal::ONE }),
            "unknown" => Err(OrderError::UnknownProduct(9)),
            "closed" => Err(OrderError::Closed),
            "limit" => Err(Limit { limit: None })?,
            _ => Ok(*stock),
        }
    }

    #[get("/")]
    #[authorize(public)]
    fn open() -> Result<bool, Limit> {
        Err(Limit { limit: Some(50) })
    }
}

async fn app(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("/api", (Thing::routes(), Orders::routes())).start().await
}

async fn they_stand_beside_the_members_of_all(backend: Backend) {
    let app = app(backend).await;
    let answer = app.post("/api/orders/many").send().await;
    answer.problem(409, "too_many");
    let problem = answer.json();
    assert_eq!(problem["detail"], "At most 5 of each.");
    assert_eq!((&problem["most"], &problem["otherOffers"]), (&json!(5), &json!([{ "name": "oats", "price": "1.50" }])));
    let names: Vec<&str> = problem.as_object().unwrap().keys().map(String::as_str).collect();
    let all = ["code", "detail", "instance", "most", "otherOffers", "status", "title", "trace_id", "type"];
    assert_eq!(names, all, "and nothing else");
    let without = app.post("/api/orders/many?sold_out=true").send().await;
    without.problem(409, "too_many");
    assert_eq!(without.json().get("most"), None);
    let answer = app.post("/api/orders/unknown").send().await;
    answer.problem(409, "unknown_product");
    assert_eq!((&answer.json()["product_id"], &answer.json()["detail"]), (&json!(9), &json!("There is no product 9.")));
    assert_eq!(app.post("/api/orders/limit").send().await.json()["limit"], JsonValue::Null);
    assert_eq!(app.get("/api/orders").send().await.json()["limit"], 50);
    // Of a policy that is asked in the request.
    let answer = app.post("/api/things?banned=2020").as_user("ann").json(&json!({ "name": "x" })).send().await;
    answer.problem(403, "forbidden");
    assert_eq!(answer.json()["since"], 2020);
    app.post("/api/things").as_user("ann").json(&json!({ "name": "x" })).send().await.expect(201);
}

/// The answer of a status in the document.
fn told<'a>(document: &'a JsonValue, path: &str, method: &str, status: u16) -> &'a JsonValue {
    &document["paths"][path][method]["responses"][status.to_string()]["content"]["application/problem+json"]
}

fn reference(name: &str) -> JsonValue {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn the_document_has_them_where_they_are_answered() {
    let app = App::new("Orders", "1.0.0").mount("", (Thing::routes(), Orders::routes()));
    let document = serde_json::to_value(app.document()).unwrap();
    let schemas = &document["components"]["schemas"];
    let own = &schemas["TooManyProblem"]["allOf"];
    assert_eq!(own[0], reference("Problem"));
    assert_eq!(own[1]["required"], json!(["most", "otherOffers"]));
    assert_eq!(own[1]["properties"]["code"]["enum"], json!(["too_many"]));
    assert_eq!(own[1]["properties"]["most"]["description"], "How many there may be.");
    assert_eq!(own[1]["properties"]["otherOffers"]["items"], reference("Offer"));
    assert_eq!(own[1]["properties"].get("cost"), None);

    let answer = told(&document, "/orders/{what}", "post", 409);
    // A dependency answers the same kind without members.
    let any = ["Problem", "TooManyProblem", "UnknownProductProblem"].map(reference);
    assert_eq!(answer["schema"]["anyOf"], json!(any));
    let examples: Vec<&str> = answer["examples"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(examples, ["closed", "too_many", "too_many_2", "unknown_product"]);
    let with = ["too_many", "too_many_2"].map(|name| answer["examples"][name]["value"]["most"].is_u64());
    assert!(with[0] != with[1], "{answer}");

    assert_eq!(told(&document, "/orders", "get", 429)["schema"], reference("LimitProblem"));
    assert_eq!(document["paths"]["/orders"]["get"]["responses"].get("409"), None);
    // The shared answer of 403 does not know them, so the one operation that has them has an answer of its own.
    assert_eq!(told(&document, "/things", "post", 403)["schema"]["anyOf"], json!(["ForbiddenProblem", "Problem"].map(reference)));
    let others = ["get", "post"].map(|method| document["paths"]["/things"][method]["responses"]["401"]["$ref"].clone());
    assert_eq!(others, [json!("#/components/responses/Unauthorized"), json!("#/components/responses/Unauthorized")]);
    assert_eq!(schemas["ForbiddenProblem"]["allOf"][1]["required"], json!(["since"]));
}

#[test]
fn no_member_takes_the_place_of_another() {
    let names = ["type", "title", "status", "detail", "instance", "code", "trace_id", "errors"];
    let problem = names
        .iter()
        .fold(Problem::new(ProblemKind::CONFLICT, "It was not to be."), |problem, name| problem.with_member(name, "other"));
    assert!(problem.members().is_empty());
    let problem = problem.with_member("more", 7).with_member("more", 8);
    assert_eq!(problem.members().get("more"), Some(&json!(8)));
}
