//! Keys that come from the body: texts, enums, newtypes, integers, dates.

use restkit::{
    prelude::*,
    testing::{ResourceFactory as _, TestApp as Client},
};
use restkit_tests::{app::AppBuilder, app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

on_both!(
    a_text_is_a_key,
    a_key_is_said_once,
    any_text_stands_in_a_path,
    pages_are_in_the_order_of_keys,
    rows_refer_to_texts,
    keys_of_all_types,
    repositories_find_by_any_key,
    factories_make_up_keys,
);

/// What is sold.
#[resource(path = "/products", page_size = 2)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Product {
    /// What is printed on it.
    #[resource(id, column = "SKU", filter, sort)]
    #[validate(length(min = 1, max = 40))]
    pub sku: String,
    /// What it costs.
    #[resource(default = 1)]
    pub price: i32,
}

#[resource]
impl Product {
    /// What it costs twice.
    #[get("/{sku}/double")]
    #[authorize(public)]
    async fn double(product: Found<Product>) -> i32 {
        product.price * 2
    }
}

/// How much of a product is where.
#[resource(path = "/stocks")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Stock {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// Of what.
    #[resource(filter, sort)]
    pub product: Id<Product>,
    /// How much.
    pub count: i32,
}

/// A code that others gave.
#[derive(Clone, Debug, PartialEq, Eq, restkit::Column)]
#[validate(length(min = 2, max = 2), pattern("^[A-Z]+$"))]
pub struct Code(String);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum Weekday {
    /// The first.
    Monday,
    /// The second.
    Tuesday,
}

macro_rules! keyed {
    ($($(#[$meta:meta])* $name:ident $path:literal $ty:ty;)*) => {$(
        /// Something with a key of its own.
        #[resource(path = $path)]
        #[authorize(read = public, create = public, update = public, delete = public)]
        pub struct $name {
            /// The key.
            $(#[$meta])*
            #[resource(id, natural)]
            pub key: $ty,
            /// What is known of it.
            pub note: Option<String>,
        }
    )*};
}

keyed! {
    Country "/countries" Code;
    Plan "/plans" Weekday;
    Year "/years" i16;
    Account "/accounts" i64;
    Device "/devices" Uuid;
    Holiday "/holidays" NaiveDate;
    Event "/events" DateTime<Utc>;
    Detail "/details" Id<Product>;
}

async fn products(backend: Backend) -> TestApp {
    AppBuilder::new(backend).mount("/api", (Product::routes(), Stock::routes())).start().await
}

async fn a_text_is_a_key(backend: Backend) {
    let app = products(backend).await;
    let made = app.post("/api/products").json(&json!({"sku": "A-1"})).send().await.expect(201);
    assert_eq!(made.json(), json!({"sku": "A-1", "price": 1}));
    assert_eq!((made.header("location").as_str(), made.header("etag").as_str()), ("/api/products/A-1", "\"1\""));
    app.patch("/api/products/A-1").header("if-match", "\"1\"").json(&json!({"price": 4})).send().await.expect(200);
    assert_eq!(app.get("/api/products/A-1/double").send().await.expect(200).json(), json!(8));
    app.get("/api/products/a-1").send().await.problem(404, "not_found");
    app.delete("/api/products/A-1").send().await.expect(204);
    app.get("/api/products/A-1").send().await.problem(404, "not_found");
}

async fn a_key_is_said_once(backend: Backend) {
    let app = products(backend).await;
    app.post("/api/products").json(&json!({"price": 1})).send().await.faults(422, "validation", &["/sku: required"]);
    app.post("/api/products").json(&json!({"sku": ""})).send().await.faults(422, "validation", &["/sku: length"]);
    app.post("/api/products").json(&json!({"sku": null})).send().await.faults(422, "validation", &["/sku: null"]);
    app.post("/api/products").json(&json!({"sku": "A"})).send().await.expect(201);
    app.post("/api/products").json(&json!({"sku": "A"})).send().await.faults(409, "conflict", &["/sku: unique"]);
    app.patch("/api/products/A").json(&json!({"sku": "B"})).send().await.faults(422, "validation", &["/sku: read_only"]);
    app.patch("/api/products/A").json(&json!({"sku": "A"})).send().await.faults(422, "validation", &["/sku: read_only"]);
}

async fn any_text_stands_in_a_path(backend: Backend) {
    let app = products(backend).await;
    for (sku, path) in [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("?#&=+;:@", "%3F%23%26%3D%2B%3B%3A%40"),
        ("Süß", "S%C3%BC%C3%9F"),
        ("~-._", "~-._"),
        ("double", "double"),
        ("'\"\\{}", "%27%22%5C%7B%7D"),
    ] {
        let made = app.post("/api/products").json(&json!({ "sku": sku, "price": 2 })).send().await.expect(201);
        assert_eq!(made.header("location"), format!("/api/products/{path}"));
        assert_eq!(app.get(made.header("location")).send().await.expect(200).at("/sku"), sku);
        assert_eq!(app.get(made.header("location") + "/double").send().await.expect(200).json(), json!(4));
        app.delete(made.header("location")).send().await.expect(204);
    }
    app.get("/api/products/%ff").send().await.problem(404, "not_found");
    app.get("/api/products/a%00b").send().await.problem(404, "not_found");
}

async fn pages_are_in_the_order_of_keys(backend: Backend) {
    let app = products(backend).await;
    for sku in ["b", "Z", "ä", "a", "_"] {
        app.post("/api/products").json(&json!({ "sku": sku })).send().await.expect(201);
    }
    for (sort, order) in
        [("", ["Z", "_", "a", "b", "ä"]), ("?sort=-sku", ["ä", "b", "a", "_", "Z"]), ("?sort=sku", ["Z", "_", "a", "b", "ä"])]
    {
        let (mut path, mut found) = (format!("/api/products{sort}"), Vec::new());
        loop {
            let page = app.get(&path).send().await.expect(200);
            found.extend(page.at("/items").as_array().unwrap().iter().map(|item| item["sku"].clone()));
            if page.at("/next") == Value::Null {
                break;
            }
            path = page.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
        }
        assert_eq!(found, order, "{sort}");
    }
    assert_eq!(app.get("/api/products?sku=Z").send().await.expect(200).at("/items/0/sku"), "Z");
}

async fn rows_refer_to_texts(backend: Backend) {
    let app = products(backend).await;
    let nothing = app.post("/api/stocks").json(&json!({"product": "A", "count": 1})).send().await;
    nothing.faults(409, "conflict", &["/product: reference"]);
    app.post("/api/products").json(&json!({"sku": "A"})).send().await.expect(201);
    let made = app.post("/api/stocks").json(&json!({"product": "A", "count": 1})).send().await.expect(201);
    assert_eq!(made.at("/product"), "A");
    assert_eq!(app.get("/api/stocks?product=A&sort=-product").send().await.expect(200).at("/items/0/count"), 1);
    app.delete("/api/products/A").send().await.problem(409, "conflict");
}

async fn keys_of_all_types(backend: Backend) {
    let routes = (
        (Country::routes(), Plan::routes(), Year::routes(), Account::routes()),
        (Device::routes(), Holiday::routes(), Event::routes(), Detail::routes(), Product::routes()),
    );
    let app = AppBuilder::new(backend).mount("/api", routes).start().await;
    app.post("/api/products").json(&json!({"sku": "A 1"})).send().await.expect(201);
    for (path, key, segment, others) in [
        ("countries", json!("DE"), "DE", ["de", "D"]),
        ("plans", json!("tuesday"), "tuesday", ["sunday", "Tuesday"]),
        ("years", json!(-44), "-44", ["-044", "99999"]),
        ("accounts", json!(7), "7", ["07", "x"]),
        ("devices", json!("00000000-0000-4000-8000-00000000000a"), "00000000-0000-4000-8000-00000000000a", ["a", "0"]),
        ("holidays", json!("2026-12-25"), "2026-12-25", ["2026-12-25T00:00:00Z", "25"]),
        (
            "events",
            json!("2026-12-25T10:00:00.000000Z"),
            "2026-12-25T10%3A00%3A00.000000Z",
            ["2026-12-25", "2026-12-25T10:00:00Z"],
        ),
        ("details", json!("A 1"), "A%201", ["A", "B"]),
    ] {
        let made = app.post(format!("/api/{path}")).json(&json!({"key": key})).send().await.expect(201);
        assert_eq!((made.at("/key"), made.header("location")), (key.clone(), format!("/api/{path}/{segment}")));
        let changed = app.patch(made.header("location")).json(&json!({"note": "x"})).send().await.expect(200);
        assert_eq!(changed.at("/key"), key);
        for other in others {
            app.get(format!("/api/{path}/{other}")).send().await.problem(404, "not_found");
        }
        app.post(format!("/api/{path}")).json(&json!({"key": key})).send().await.faults(409, "conflict", &["/key: unique"]);
        app.post(format!("/api/{path}")).json(&json!({})).send().await.faults(422, "validation", &["/key: required"]);
    }
    let nobody = app.post("/api/details").json(&json!({"key": "B"})).send().await;
    nobody.faults(409, "conflict", &["/key: reference"]);
}

async fn repositories_find_by_any_key(backend: Backend) {
    let routes = (Product::routes(), Country::routes(), Year::routes(), Holiday::routes());
    let app = AppBuilder::new(backend).mount("/api", routes).start().await;
    let products = Product::repository(app.db()).as_system();
    let made = products.insert([Product::sku().set("A"), Product::price().set(3)]).await.unwrap();
    assert_eq!(products.find("A").await.unwrap().unwrap().price, 3);
    assert_eq!(products.update_returning(made.sku.clone(), [Product::price().set(4)]).await.unwrap().price, 4);
    assert!(products.update("A", [Product::sku().set("B")]).await.is_err());
    let same = [Product::sku().set("A"), Product::price().set(5)];
    assert_eq!(products.upsert(Product::sku(), same).await.unwrap().price, 5);
    assert_eq!(products.upsert(Product::sku(), [Product::sku().set("C")]).await.unwrap().price, 1);
    assert_eq!(products.select().sort(Product::sku().desc()).first().await.unwrap().unwrap().sku, "C");
    products.delete("A").await.unwrap();
    let countries = Country::repository(app.db()).as_system();
    countries.insert([Country::key().set(Code("DE".to_owned()))]).await.unwrap();
    assert!(countries.find(Id::new(Code("DE".to_owned()))).await.unwrap().is_some());
    assert!(countries.insert([Country::key().set(Code("de".to_owned()))]).await.is_err());
    let years = Year::repository(app.db()).as_system();
    years.insert([Year::key().set(1989_i16)]).await.unwrap();
    assert!(years.find(1989).await.unwrap().is_some());
}

async fn factories_make_up_keys(backend: Backend) {
    let database = match backend {
        Backend::Sqlite => restkit::testing::Backend::File,
        Backend::Postgres => match restkit_tests::postgres::shared() {
            Some(cluster) => restkit::testing::Backend::postgres(cluster.url("postgres")),
            None => return,
        },
    };
    let routes = || App::new("Test", "1.0.0").mount("/api", (Product::routes(), Stock::routes(), Country::routes()));
    let app = Client::on(database, routes()).await;
    let stocks = Stock::factory().create_many(3, &app).await;
    assert!(stocks[0].product != stocks[1].product && stocks[1].product != stocks[2].product);
    let product = Product::factory().with(Product::sku().set("mine")).create(&app).await;
    let stock = Stock::factory().with(Stock::product().set(product.sku)).create(&app).await;
    assert_eq!(stock.product.key(), "mine");
    assert!(Product::factory().body(&app).await["sku"].is_string());
    assert_eq!(Country::factory().create(&app).await.key.0.len(), 2);
}
