//! One statement, however many rows there are, and only for what is shown.

use restkit::{
    prelude::*,
    testing::{Backend, TestApp},
};
use restkit_tests::postgres;

use super::{
    fixtures::{line, order, routes},
    functions::people,
};

#[tokio::test]
async fn counts_and_sums_are_part_of_the_statement() {
    let cluster = postgres::shared().map(|cluster| Backend::postgres(cluster.url("postgres")));
    for backend in [Backend::Memory].into_iter().chain(cluster) {
        let app = TestApp::on(backend.clone(), App::new("Shop", "1").mount("", routes())).await;
        let mut rows = 0;
        for wanted in [1, 10, 50] {
            while rows < wanted {
                let made = order(app.db(), "one").await;
                line(app.db(), made, "a", "1", 1, false).await;
                line(app.db(), made, "b", "1", 2, true).await;
                rows += 1;
            }
            for query in ["", "&sort=-line_count,total&line_count__gte=1&weight__gt=1"] {
                let list = app.get(format!("/orders?limit=50{query}")).await.expect_status(200);
                assert_eq!(list.json()["items"].as_array().unwrap().len(), wanted);
                assert_eq!((&list.json()["items"][0]["line_count"], list.statements().len()), (&1.into(), 1), "{backend:?}");
            }
            let get = app.get("/orders/1").await.expect_status(200);
            assert_eq!(get.statements().len(), 1);
        }
        let counts = |statements: &[String]| statements.iter().any(|sql| sql.contains("COUNT(*)") || sql.contains("SUM("));
        for path in ["/orders?fields=id,title", "/orders/1?fields=title", "/orders?fields=title&sort=title&title=one"] {
            let some = app.get(path).await.expect_status(200);
            assert!(!counts(some.statements()), "{path}: {:?}", some.statements());
        }
        let some = app.get("/orders?fields=title&sort=-line_count").await.expect_status(200);
        assert!(counts(some.statements()));
    }
}

#[tokio::test]
async fn what_a_function_takes_is_read_and_nothing_else() {
    let cluster = postgres::shared().map(|cluster| Backend::postgres(cluster.url("postgres")));
    for backend in [Backend::Memory].into_iter().chain(cluster) {
        let app = TestApp::on(backend.clone(), App::new("People", "1").mount("", people())).await;
        app.post("/people").json(serde_json::json!({"first": "Ann", "last": "Lee"})).await.expect_status(201);
        for path in ["/people?fields=full_name", "/people/1?fields=full_name"] {
            let some = app.get(path).await.expect_status(200);
            let [sql] = some.statements() else { panic!("{path}: {:?}", some.statements()) };
            assert!(sql.contains("\"first\"") && sql.contains("\"last\""), "{backend:?}: {sql}");
            let others = ["full_name", "height", "marks", "salary", "COUNT"];
            assert!(!others.iter().any(|other| sql.contains(other)), "{backend:?}: {sql}");
        }
    }
}
