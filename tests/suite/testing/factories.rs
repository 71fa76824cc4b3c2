use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use restkit::{
    prelude::*,
    testing::{ResourceFactory as _, TestApp},
};
use serde_json::json;

use super::backends;

#[derive(ColumnEnum, Debug, PartialEq)]
enum Role {
    User,
    Admin,
}

/// Who writes.
#[resource(path = "/authors")]
#[authorize(read = public, create = public, update = owner, delete = owner)]
#[derive(Debug)]
struct Author {
    #[resource(id, owner)]
    id: i64,
    #[validate(email, length(max = 254))]
    #[resource(unique)]
    email: String,
    #[resource(hidden, default = "none")]
    password_hash: String,
    #[resource(read_only, default = Role::User)]
    role: Role,
    /// Another author, perhaps.
    mentor_id: Option<Id<Author>>,
}

/// Where books stand.
#[resource(path = "/shelves")]
#[authorize(read = public, create = role(Role::Admin), update = role(Role::Admin), delete = role(Role::Admin))]
struct Shelf {
    #[resource(id)]
    id: Uuid,
    #[validate(pattern("^[A-Z]-[0-9]{2}$"))]
    #[resource(unique)]
    place: String,
}

fn in_order(book: &BookCreate) -> Result<(), Invalid> {
    if book.first_page <= book.last_page { Ok(()) } else { Err(Invalid::new("order", "ends before it begins")) }
}

/// What is written.
#[resource(path = "/books")]
#[authorize(read = owner, create = authenticated, update = owner, delete = owner)]
#[validate(custom(in_order))]
struct Book {
    #[resource(id)]
    id: i64,
    #[validate(length(min = 1, max = 20), non_blank)]
    #[resource(filter)]
    title: String,
    #[validate(range(min = 1, max = 5))]
    stars: i16,
    #[validate(range(min = 1, max = 7))]
    first_page: i32,
    #[validate(range(min = 1, max = 9))]
    last_page: i32,
    price: Decimal,
    tags: Json<Vec<String>>,
    #[resource(default = true)]
    in_print: bool,
    subtitle: Option<String>,
    shelf_id: Id<Shelf>,
    #[resource(owner)]
    author_id: Id<Author>,
    #[resource(created_at)]
    created_at: DateTime<Utc>,
}

/// A link that nobody can be the first of.
#[resource(path = "/links")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Link {
    #[resource(id)]
    id: i64,
    before_id: Id<Link>,
}

/// A value that only a person knows.
#[resource(path = "/secrets")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Secret {
    #[resource(id)]
    id: i64,
    #[validate(custom(known))]
    word: String,
}

fn known(word: &str) -> Result<(), Invalid> {
    if word == "sesame" { Ok(()) } else { Err(Invalid::new("unknown", "is not the word")) }
}

fn app() -> App {
    let routes = (Author::routes(), Shelf::routes(), Book::routes(), Link::routes(), Secret::routes());
    App::new("Books", "1").mount("", routes)
}

#[tokio::test]
async fn rows_obey_rules_and_bring_what_they_need() {
    for backend in backends() {
        let app = TestApp::on(backend, app()).await;
        let books = Book::factory().create_many(12, &app).await;
        assert!(books.iter().all(|book| (1..=5).contains(&book.stars) && book.first_page <= book.last_page && book.in_print));
        assert!(books.iter().all(|book| book.subtitle.is_none()));
        let book = &books[0];
        let seen = app.as_user(book.author_id).get(format!("/books/{}", book.id)).await.expect_status(200);
        assert_eq!(seen.json()["title"], book.title);
        assert_eq!(seen.json()["shelf_id"], book.shelf_id.to_string());
        let authors = app.get("/authors").await.expect_status(200).json();
        assert!(authors["items"].as_array().unwrap().len() >= 12);
    }
}

#[tokio::test]
async fn a_test_says_what_matters_to_it() {
    for backend in backends() {
        let app = TestApp::on(backend, app()).await;
        let ann = Author::factory().with(Author::role().set(Role::Admin)).create(&app).await;
        assert_eq!(ann.role, Role::Admin);
        assert_eq!(ann.password_hash, "none");
        let pupil = Author::factory().with(Author::mentor_id().set(Some(Id::new(ann.id)))).create(&app).await;
        assert_eq!(pupil.mentor_id.map(Id::into_key), Some(ann.id));
        let book = Book::factory().with(Book::title().set("Milk")).with(Book::stars().set(5)).owned_by(&ann).create(&app).await;
        assert_eq!((book.title.as_str(), book.stars), ("Milk", 5));
        Book::factory().create(&app).await;
        let list = app.as_user(&ann).get("/books").await.expect_status(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(list["items"][0]["id"], book.id);
        let long_ago = DateTime::from_timestamp(0, 0).unwrap();
        assert_eq!(Book::factory().with(Book::created_at().set(long_ago)).create(&app).await.created_at, long_ago);
    }
}

#[tokio::test]
async fn bodies_are_accepted() {
    for backend in backends() {
        let app = TestApp::on(backend, app()).await;
        let ann = Author::factory().create(&app).await;
        for _ in 0..3 {
            let mut body = Book::factory().with(Book::last_page().set(9)).body(&app).await;
            assert_eq!(body["last_page"], 9);
            assert!(body.get("author_id").is_none());
            app.as_user(&ann).post("/books").json(&body).await.expect_status(201);
            body["stars"] = json!(6);
            assert_eq!(app.as_user(&ann).post("/books").json(&body).await.expect_status(422).faults(), ["/stars: range"]);
        }
        let shelf = Shelf::factory().body(&app).await;
        app.as_user(&ann).role(Role::Admin).post("/shelves").json(shelf).await.expect_status(201);
    }
}

#[tokio::test]
async fn the_same_test_makes_the_same_rows() {
    let mut titles = Vec::new();
    for _ in 0..2 {
        let app = TestApp::new(app()).await;
        let books = Book::factory().create_many(3, &app).await;
        titles.push(books.into_iter().map(|book| (book.title, book.price, book.stars)).collect::<Vec<_>>());
    }
    assert_eq!(titles[0], titles[1]);
}

#[tokio::test]
async fn what_cannot_be_made_is_named() {
    let app = TestApp::new(app()).await;
    let message = failure(Link::factory().create(&app)).await;
    assert!(message.contains("Link → Link"), "{message}");
    let message = failure(Secret::factory().create(&app)).await;
    assert!(message.contains("Secret::word().set("), "{message}");
    assert_eq!(Secret::factory().with(Secret::word().set("sesame")).create(&app).await.word, "sesame");
    let message = failure(Book::factory().with(Book::stars().set(9)).create(&app)).await;
    assert!(message.contains("/stars") && message.contains("range"), "{message}");
    let wrong = std::panic::catch_unwind(|| Shelf::factory().owned_by("ann"));
    assert!(wrong.is_ok(), "it is the row that has no owner, not the factory");
    let message = failure(Shelf::factory().owned_by("ann").create(&app)).await;
    assert!(message.contains("has no owner"), "{message}");
}

async fn failure<T>(work: impl Future<Output = T>) -> String {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(_) => String::new(),
        Err(panic) => *panic.downcast::<String>().unwrap(),
    }
}
