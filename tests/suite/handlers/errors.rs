//! What handlers answer when something goes wrong.

use std::{error::Error as StdError, fmt, io};

use restkit::{db::DbError, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};

/// Why an order is not taken.
#[derive(Debug, ApiError)]
enum OrderError {
    #[problem(status = 404)]
    UnknownProduct,
    /// Not enough of a product
    /// is in stock.
    ///
    /// More of it may come.
    #[problem(status = 409, detail = "Only {left} of product {product:>3} are left in {{stock}}.")]
    OutOfStock { product: i64, left: u32 },
    #[problem(status = 400, code = "odd_amount", title = "The amount is odd")]
    Odd(#[allow(dead_code)] i64),
    #[problem(status = 502, source, from, title = "The bank is away")]
    Bank(io::Error),
    #[problem(transparent, from)]
    Card(CardError),
    #[problem(transparent, from)]
    Database(DbError),
    #[problem(internal, from)]
    Receipt { cause: fmt::Error },
    #[problem(internal)]
    Other(Box<dyn StdError + Send + Sync>),
}

/// The card was declined.
#[derive(Debug, ApiError)]
#[problem(status = 402, detail = "The card ending in {0} was declined.")]
struct CardError(&'static str);

/// Who asks is not known.
#[derive(Debug, thiserror::Error, ApiError)]
enum LoginError {
    /// The password is wrong.
    #[error("wrong password for {0}")]
    #[problem(status = 401, code = "wrong_password")]
    Password(String),
    #[error(transparent)]
    #[problem(internal)]
    Broken(#[from] io::Error),
    #[error("nobody")]
    #[problem(status = 404, code = "not_found", title = "Nobody is here")]
    Nobody,
}

struct Orders;

fn fails<E: From<T>, T>(error: T) -> Result<(), E> {
    Err(E::from(error))
}

/// Orders.
#[api(path = "/orders")]
impl Orders {
    #[get("/{what}")]
    #[authorize(public)]
    fn order(what: Path<String>) -> Result<String, OrderError> {
        match what.as_str() {
            "unknown" => return Err(OrderError::UnknownProduct),
            "stock" => return Err(OrderError::OutOfStock { product: 7, left: 2 }),
            "odd" => return Err(OrderError::Odd(3)),
            "bank" => fails::<OrderError, _>(io::Error::other("no line to 10.0.0.7"))?,
            "card" => fails::<CardError, _>(CardError("4242"))?,
            "database" => fails::<DbError, _>(DbError::Unavailable(sqlx::Error::PoolTimedOut))?,
            "receipt" => fails::<fmt::Error, _>(fmt::Error)?,
            "other" => return Err(OrderError::Other("something".into())),
            _ => {}
        }
        Ok(what.0)
    }

    #[get("/any/{what}")]
    #[authorize(public)]
    fn any(what: Path<String>) -> restkit::Result<String> {
        match what.as_str() {
            "card" => fails::<CardError, _>(CardError("4242"))?,
            "login" => fails::<LoginError, _>(LoginError::Nobody)?,
            _ => {}
        }
        Ok(what.0)
    }

    #[get("/login/{what}")]
    #[authorize(public)]
    fn login(what: Path<String>) -> Result<(), LoginError> {
        match what.as_str() {
            "password" => Err(LoginError::Password("ann".to_owned())),
            "broken" => fails(io::Error::other("secret")),
            _ => Err(LoginError::Nobody),
        }
    }
}

async fn app() -> TestApp {
    AppBuilder::new(Backend::Sqlite).mount("/api", Orders::routes()).start().await
}

#[tokio::test]
async fn a_variant_is_a_problem() {
    let app = app().await;
    let answer = app.get("/api/orders/unknown").send().await;
    answer.problem(404, "unknown_product");
    assert_eq!(answer.json()["title"], "Unknown product");
    assert_eq!(answer.json()["detail"], "Unknown product.");
    let answer = app.get("/api/orders/stock").send().await;
    answer.problem(409, "out_of_stock");
    assert_eq!(answer.json()["title"], "Not enough of a product is in stock");
    assert_eq!(answer.json()["detail"], "Only 2 of product   7 are left in {stock}.");
    let answer = app.get("/api/orders/odd").send().await;
    answer.problem(400, "odd_amount");
    assert_eq!(answer.json()["title"], "The amount is odd");
    assert_eq!(answer.json()["detail"], "The amount is odd.");
}

#[tokio::test]
async fn errors_inside_answer_for_themselves() {
    let app = app().await;
    let answer = app.get("/api/orders/card").send().await;
    answer.problem(402, "card_error");
    assert_eq!(answer.json()["detail"], "The card ending in 4242 was declined.");
    app.get("/api/orders/database").send().await.problem(503, "unavailable");
}

#[tokio::test]
async fn causes_are_told_to_nobody() {
    let app = app().await;
    for (what, status, code) in [("bank", 502, "bank"), ("receipt", 500, "internal"), ("other", 500, "internal")] {
        let answer = app.get(format!("/api/orders/{what}")).send().await;
        answer.problem(status, code);
        for secret in ["10.0.0.7", "something", "formatt"] {
            assert!(!answer.json().to_string().contains(secret), "{what}");
        }
    }
    let bank = OrderError::Bank(io::Error::other("no line")).into_problem();
    assert_eq!(bank.source().map(ToString::to_string).as_deref(), Some("no line"));
    let broken = LoginError::Broken(io::Error::other("no line")).into_problem();
    assert_eq!(broken.source().map(ToString::to_string).as_deref(), Some("no line"));
}

#[tokio::test]
async fn any_error_keeps_the_problem_of_one_that_has_it() {
    let app = app().await;
    app.get("/api/orders/any/card").send().await.problem(402, "card_error");
    // An error of the standard library is like any other there.
    app.get("/api/orders/any/login").send().await.problem(500, "internal");
}

#[tokio::test]
async fn thiserror_stands_beside() {
    let app = app().await;
    assert_eq!(LoginError::Password("ann".to_owned()).to_string(), "wrong password for ann");
    let answer = app.get("/api/orders/login/password").send().await;
    answer.problem(401, "wrong_password");
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"api\"");
    app.get("/api/orders/login/broken").send().await.problem(500, "internal");
    // A code of restkit keeps its title.
    let answer = app.get("/api/orders/login/nobody").send().await;
    answer.problem(404, "not_found");
    assert_eq!(answer.json()["title"], ProblemKind::NOT_FOUND.title);
}

#[test]
fn exactly_these_problems_are_listed() {
    let mut codes = Vec::new();
    assert!(OrderError::PROBLEMS.for_each(&mut |kind, _| codes.push((kind.status.as_u16(), kind.code))));
    let own = [(404, "unknown_product"), (409, "out_of_stock"), (400, "odd_amount"), (502, "bank"), (402, "card_error")];
    assert_eq!(codes, own);
}
