use restkit::{db::Statement, prelude::*, testing::TestApp};
use serde_json::json;

use super::backends;

/// Something that is counted.
#[resource(path = "/things")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Thing {
    #[resource(id)]
    id: i64,
    name: String,
}

struct Work;

/// Statements of handlers.
#[api(path = "/work")]
impl Work {
    #[post("/twice")]
    #[authorize(public)]
    async fn twice(tx: Tx, db: Db) -> bool {
        let _ = db.dialect();
        for _ in 0..2 {
            drop(tx.fetch_optional(Statement::literal("SELECT count(*) FROM things", Vec::new())).await);
        }
        true
    }

    #[post("/savepoint")]
    #[authorize(public)]
    async fn savepoint(tx: Tx) -> Result<(), Problem> {
        let work = async || tx.execute(Statement::literal("DELETE FROM things", Vec::new())).await;
        drop(tx.savepoint(work).await);
        Err(Problem::new(ProblemKind::CONFLICT, "So that it is rolled back."))
    }
}

fn app() -> App {
    App::new("Statements", "1").mount("", (Thing::routes(), Work::routes()))
}

#[tokio::test]
async fn what_a_request_ran() {
    for backend in backends() {
        let app = TestApp::on(backend.clone(), app()).await;
        let made = app.post("/things").json(json!({"name": "a secret value"})).await.expect_status(201);
        let [insert] = made.statements() else { panic!("{:?}", made.statements()) };
        assert!(insert.starts_with("INSERT INTO \"things\""), "{insert}");
        assert!(!insert.contains("secret"), "{insert}");
        assert_eq!(app.get("/things").await.expect_status(200).statements().len(), 1);
        assert_eq!(app.get("/things/1").await.expect_status(200).statements().len(), 1);
        assert!(app.get("/things").query([("wrong", 1)]).await.expect_status(400).statements().is_empty());
        assert!(app.get("/openapi.json").await.statements().is_empty());
    }
}

#[tokio::test]
async fn transactions_count() {
    for backend in backends() {
        let app = TestApp::on(backend.clone(), app()).await;
        let twice = app.post("/work/twice").await.expect_status(200);
        let [begin, one, two, commit] = twice.statements() else { panic!("{backend:?}: {:?}", twice.statements()) };
        assert!(begin.starts_with("BEGIN"), "{begin}");
        assert_eq!((one.as_str(), two.as_str()), ("SELECT count(*) FROM things", "SELECT count(*) FROM things"));
        assert_eq!(commit, "COMMIT");
        let undone = app.post("/work/savepoint").await.expect_status(409);
        let expected = ["SAVEPOINT restkit", "DELETE FROM things", "RELEASE SAVEPOINT restkit", "ROLLBACK"];
        assert_eq!(undone.statements()[1..], expected, "{backend:?}");
    }
}

#[tokio::test]
async fn requests_are_told_apart() {
    let app = TestApp::on(restkit::testing::Backend::File, app()).await;
    let (many, none) = tokio::join!(app.post("/work/twice"), app.get("/nothing"));
    assert_eq!(many.expect_status(200).statements().len(), 4);
    assert!(none.expect_status(404).statements().is_empty());
}
