//! Endpoints of resources: the rows that they find, and what they take over from the generated ones.

use restkit::{db::Statement, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;

on_both!(
    a_hidden_column_is_in_no_body_and_no_answer,
    a_row_is_found_under_its_policies,
    rows_are_answered_as_generated_endpoints_answer_them,
    a_handwritten_endpoint_takes_the_place_of_a_generated_one,
    what_failed_is_undone,
    paths_that_look_alike_are_told_apart,
);

/// Who may do what.
#[derive(ColumnEnum)]
enum Role {
    /// All of it.
    Admin,
}

/// A text.
#[resource(path = "/notes")]
#[authorize(read = public, create = authenticated, update = owner, delete = role(Role::Admin))]
pub struct Note {
    /// The key.
    #[resource(id)]
    id: i64,
    /// What it says.
    text: String,
    /// What only its endpoints know.
    #[resource(write_only, default = String::from("none"))]
    secret: String,
    /// What no request sees or sets.
    #[resource(hidden, default = 7)]
    lucky: i32,
    /// Whose it is.
    #[resource(owner)]
    author: String,
    /// When it was made.
    #[resource(created_at)]
    created_at: DateTime<Utc>,
}

#[resource]
impl Note {
    /// Tells the owner what is hidden.
    #[get("/{id}/secret")]
    #[authorize(owner || role(Role::Admin))]
    async fn secret_of(note: Found<Self>) -> String {
        note.into_inner().secret
    }

    /// What is hidden altogether.
    #[get("/{id}/lucky")]
    #[authorize(public)]
    async fn lucky_of(note: Found<Note>) -> i32 {
        note.lucky
    }

    /// The row, as it is.
    #[get("/{id}/copy")]
    #[authorize(public)]
    async fn copy(note: Found<Note>) -> Note {
        note.into_inner()
    }

    /// Says it in capitals, and forgets it again when asked to fail.
    #[post("/{id}/shout")]
    #[authorize(owner)]
    async fn shout(note: Found<Note>, tx: Tx, fail: Query<Option<bool>>) -> Result<Vec<String>, Problem> {
        let before = note.text.clone();
        tx.execute(Statement::literal("UPDATE notes SET text = upper(text)", Vec::new()))
            .await
            .map_err(ApiError::into_problem)?;
        match *fail {
            Some(true) => Err(Problem::new(ProblemKind::CONFLICT, "It was asked to fail.")),
            _ => Ok(vec![before]),
        }
    }

    /// How many there are.
    #[get("/count")]
    #[authorize(public)]
    async fn how_many(db: Db) -> restkit::Result<i64> {
        let row = db.fetch_optional(Statement::literal("SELECT count(*) FROM notes", Vec::new())).await?;
        match row.map(|row| row.value(0, restkit::Kind::I64)).transpose()? {
            Some(restkit::Value::Integer(count)) => Ok(count),
            _ => Ok(0),
        }
    }

    /// Makes a note of a text.
    #[post("/of/{text}")]
    #[authorize(public)]
    async fn of(text: Path<String>) -> Created<String> {
        Created::below("7 up", text.into_inner())
    }

    /// Removes nothing, and says so.
    #[delete("/{id}")]
    #[authorize(authenticated)]
    async fn keep(id: Path<i64>) -> String {
        format!("{} stays", *id)
    }
}

const NOTES: &str = "/api/notes";

async fn app(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("/api", Note::routes()).start().await;
    app.post(NOTES).as_user("ann").json(&json!({"text": "hello", "secret": "xyzzy"})).send().await.expect(201);
    app
}

async fn a_row_is_found_under_its_policies(backend: Backend) {
    let app = app(backend).await;
    let secret = format!("{NOTES}/1/secret");
    assert_eq!(app.get(&secret).as_user("ann").send().await.expect(200).json(), json!("xyzzy"));
    assert_eq!(app.get(&secret).as_admin("eve").send().await.expect(200).json(), json!("xyzzy"));
    app.get(&secret).as_user("bob").send().await.problem(403, "forbidden");
    app.get(&secret).send().await.problem(401, "unauthenticated");
    for missing in ["2", "01", "x", "%ff"] {
        app.get(format!("{NOTES}/{missing}/secret")).as_user("ann").send().await.problem(404, "not_found");
    }
}

async fn rows_are_answered_as_generated_endpoints_answer_them(backend: Backend) {
    let app = app(backend).await;
    let copy = app.get(format!("{NOTES}/1/copy")).send().await.expect(200);
    let row = app.get(format!("{NOTES}/1")).send().await.expect(200);
    assert_eq!(copy.text(), row.text());
}

async fn a_handwritten_endpoint_takes_the_place_of_a_generated_one(backend: Backend) {
    let app = app(backend).await;
    let path = format!("{NOTES}/1");
    assert_eq!(app.delete(&path).as_user("bob").send().await.expect(200).json(), json!("1 stays"));
    app.get(&path).send().await.expect(200);
    let options = app.request(http::Method::OPTIONS, &path).send().await.expect(204);
    let mut methods: Vec<String> = options.header("allow").split(", ").map(str::to_owned).collect();
    methods.sort();
    assert_eq!(methods, ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]);
    app.post(&path).as_user("ann").send().await.problem(405, "method_not_allowed");
}

async fn what_failed_is_undone(backend: Backend) {
    let app = app(backend).await;
    let path = format!("{NOTES}/1");
    app.post(format!("{path}/shout?fail=true")).as_user("ann").send().await.problem(409, "conflict");
    assert_eq!(app.get(&path).send().await.at("/text"), "hello");
    assert_eq!(app.post(format!("{path}/shout")).as_user("ann").send().await.expect(200).json(), json!(["hello"]));
    assert_eq!(app.get(&path).send().await.at("/text"), "HELLO");
}

async fn paths_that_look_alike_are_told_apart(backend: Backend) {
    let app = app(backend).await;
    assert_eq!(app.get(format!("{NOTES}/count")).send().await.expect(200).json(), json!(1));
    let made = app.post(format!("{NOTES}/of/x")).send().await.expect(201);
    assert_eq!(made.header("location"), "/api/notes/of/x/7%20up");
    // The more exact path decides, whatever its methods are.
    let answer = app.delete(format!("{NOTES}/count")).as_user("ann").send().await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, HEAD, PATCH, OPTIONS");
}

async fn a_hidden_column_is_in_no_body_and_no_answer(backend: Backend) {
    let app = app(backend).await;
    assert!(app.get(format!("{NOTES}/1")).send().await.json().get("lucky").is_none());
    assert_eq!(app.get(format!("{NOTES}/1/lucky")).send().await.expect(200).json(), json!(7));
    let answer = app.patch(format!("{NOTES}/1")).as_user("ann").json(&json!({"lucky": 1})).send().await;
    answer.faults(422, "validation", &["/lucky: unknown_member"]);
    app.get(format!("{NOTES}?lucky=7")).send().await.faults(400, "invalid_parameter", &["lucky: unknown_parameter"]);
}
