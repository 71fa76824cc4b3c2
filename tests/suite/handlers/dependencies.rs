//! Values that are made for a request: how often, in which order, and what happens to them afterwards.

use std::{
    ops::Deref,
    sync::atomic::{AtomicUsize, Ordering},
};

use restkit::{
    app::Settings,
    auth::JwtSettings,
    db::{Db, PoolSettings},
    prelude::*,
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use serde_json::json;

/// Why there is no customer.
#[derive(Debug, ApiError)]
enum CustomerError {
    /// The caller is no customer.
    #[problem(status = 403)]
    NoCustomer,
}

/// How often the customer 33 was looked up, for whom only one test asks: others run at the same time.
static LOOKED_UP: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, Debug)]
struct Customer {
    name: String,
}

/// The customer who asks.
#[dependency]
async fn current_customer(caller: Caller, lookups: LookupCount) -> Result<Customer, CustomerError> {
    if caller.subject() == Some("33") {
        LOOKED_UP.fetch_add(1, Ordering::SeqCst);
    }
    let name = caller.subject().filter(|name| *name != "0").ok_or(CustomerError::NoCustomer)?;
    Ok(Customer { name: format!("{name} of {}", *lookups) })
}

/// A number of its own.
#[dependency]
fn lookup_count() -> usize {
    7
}

/// A greeting.
#[dependency(name = Greeting)]
fn greet(customer: CurrentCustomer, word: Query<Option<String>>, r#type: Header<Option<i32>>) -> String {
    let word = word.into_inner().unwrap_or_else(|| "Hello".to_owned());
    format!("{word} {} {:?}", customer.name, *r#type)
}

/// Passes nobody but the first customer.
#[dependency]
fn first_alone(customer: CurrentCustomer) -> restkit::Result<()> {
    if customer.name.starts_with('1') { Ok(()) } else { Err(std::io::Error::other("not the first"))? }
}

/// A part of the path.
#[dependency]
async fn item(number: Path<u8>) -> u8 {
    number.into_inner()
}

struct Shop;

/// The shop.
#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(authenticated)]
    async fn enter(greeting: Greeting, customer: CurrentCustomer, again: Greeting) -> Vec<String> {
        assert!(std::ptr::eq(greeting.deref(), again.deref()));
        vec![greeting.to_string(), customer.name.clone()]
    }

    #[get("/first")]
    #[authorize(authenticated)]
    async fn first(_only: FirstAlone) -> String {
        "welcome".to_owned()
    }

    #[get("/items/{number}")]
    #[authorize(authenticated)]
    async fn item(item: Item, _customer: CurrentCustomer) -> i64 {
        i64::from(*item)
    }
}

async fn shop() -> TestApp {
    AppBuilder::new(Backend::Sqlite).mount("/api", Shop::routes()).start().await
}

#[tokio::test]
async fn a_value_is_made_once_and_shared() {
    let app = shop().await;
    let answer = app.get("/api/shop?word=Hi").as_user(33).header("type", "4").send().await.expect(200);
    assert_eq!(answer.json(), json!(["Hi 33 of 7 Some(4)", "33 of 7"]));
    assert_eq!(LOOKED_UP.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn faults_of_its_parameters_are_told_with_all_others() {
    let app = shop().await;
    let answer = app.get("/api/shop?word=a&word=b&other=1").as_user(3).header("type", "x").send().await;
    answer.faults(400, "invalid_parameter", &["other: unknown_parameter", "type: type", "word: repeated_parameter"]);
    assert_eq!(app.get("/api/shop/items/7").as_user(3).send().await.expect(200).json(), json!(7));
    app.get("/api/shop/items/700").as_user(3).send().await.faults(400, "invalid_parameter", &["number: out_of_range"]);
}

#[tokio::test]
async fn its_errors_are_answered() {
    let app = shop().await;
    app.get("/api/shop").as_user(0).send().await.problem(403, "no_customer");
    app.get("/api/shop/first").as_user(1).send().await.expect(200);
    app.get("/api/shop/first").as_user(2).send().await.problem(500, "internal");
}

#[dependency]
async fn chicken(_egg: Egg) -> u8 {
    1
}

#[dependency]
async fn egg(_nest: Nest) -> u8 {
    2
}

#[dependency]
async fn nest(_chicken: Chicken) -> u8 {
    3
}

/// What nobody provides.
struct Mailer;

/// What nobody provides either.
trait Payments: Send + Sync {}

#[dependency]
async fn post_office(_mailer: Depends<Mailer>) -> u8 {
    4
}

struct Farm;

#[api(path = "/farm")]
impl Farm {
    #[get("/")]
    #[authorize(public)]
    async fn breakfast(chicken: Chicken) -> i64 {
        i64::from(*chicken)
    }
}

struct Letters;

#[api(path = "/letters")]
impl Letters {
    #[post("/")]
    #[authorize(public)]
    async fn write(_mailer: Depends<Mailer>, _payments: Depends<dyn Payments>, office: PostOffice) -> i64 {
        i64::from(*office)
    }
}

struct Gap;

#[api(path = "/gap")]
impl Gap {
    #[get("/{id}")]
    #[authorize(public)]
    async fn read(_number: LookupCount) {}
}

async fn faults(app: App) -> String {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.expect("a database in memory");
    app.build(Settings::new(db, JwtSettings::default())).expect_err("an app with faults").to_string()
}

#[tokio::test]
async fn a_circle_stops_the_start() {
    let said = faults(App::new("Farm", "1").mount("", Farm::routes())).await;
    let expected = "the dependencies of Farm::breakfast need each other in a circle: chicken -> egg -> nest -> chicken";
    assert!(said.contains(expected), "{said}");
    // Where one of them is replaced there is none.
    let app = AppBuilder::new(Backend::Sqlite).mount("", Farm::routes());
    let app = app.configure(|app| app.override_dependency::<Nest, _>(|| async { Ok(9) })).start().await;
    assert_eq!(app.get("/farm").send().await.expect(200).json(), json!(1));
}

#[tokio::test]
async fn what_nobody_provides_stops_the_start() {
    let said = faults(App::new("Letters", "1").mount("", Letters::routes())).await;
    let mailer =
        "nobody provides suite::handlers::dependencies::Mailer, which Letters::write, post_office need: write `App::provide`";
    assert!(said.contains(mailer), "{said}");
    assert!(said.contains("nobody provides dyn suite::handlers::dependencies::Payments, which Letters::write need"), "{said}");
}

#[tokio::test]
async fn a_part_of_the_path_that_nothing_reads_stops_the_start() {
    let said = faults(App::new("Gap", "1").mount("", Gap::routes())).await;
    assert!(said.contains("Gap::read: nothing reads `id` of its path /gap/{id}"), "{said}");
}

/// A clerk, of whom only tests know more.
struct Clerk(&'static str);

#[dependency(name = OneClerk)]
async fn clerk(_mailer: Depends<Mailer>, _word: Query<String>) -> Result<Clerk, CustomerError> {
    Err(CustomerError::NoCustomer)
}

struct Desk;

#[api(path = "/desk")]
impl Desk {
    #[get("/")]
    #[authorize(public)]
    async fn ask(clerk: OneClerk, same: OneClerk) -> String {
        assert!(std::ptr::eq(clerk.deref(), same.deref()));
        clerk.0.to_owned()
    }
}

#[tokio::test]
async fn a_stand_in_takes_the_place_of_a_dependency() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let app = AppBuilder::new(Backend::Sqlite).mount("", Desk::routes());
    let app = app.configure(|app| {
        app.override_dependency::<OneClerk, _>(|| async {
            MADE.fetch_add(1, Ordering::SeqCst);
            Ok(Clerk("Ann"))
        })
    });
    let app = app.start().await;
    // Neither what it took from the app nor what it read is needed.
    assert_eq!(app.get("/desk").send().await.expect(200).json(), json!("Ann"));
    assert_eq!(MADE.load(Ordering::SeqCst), 1);
    let app = AppBuilder::new(Backend::Sqlite).mount("", Desk::routes()).configure(|app| app.provide(Mailer)).start().await;
    app.get("/desk?word=a").send().await.problem(403, "no_customer");
    app.get("/desk").send().await.faults(400, "invalid_parameter", &["word: required"]);
}
