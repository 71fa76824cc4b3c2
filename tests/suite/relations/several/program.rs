//! The same in the program: conditions, orders, rows that rows lead to, and rows for tests.

use restkit::{
    prelude::*,
    testing::{Backend as TestBackend, ResourceFactory as _, TestApp},
};
use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::{Label, Line, Note, Order, Part, Seal, note, orders};

on_both!(conditions_and_orders_go_by_all_columns, rows_are_loaded_with_what_they_lead_to);

async fn conditions_and_orders_go_by_all_columns(backend: Backend) {
    let app = orders(backend).await;
    for (order, line, text) in [(1, Some(1), "a"), (1, Some(2), "b"), (2, Some(1), "c"), (2, None, "d")] {
        note(&app, order, line, text).await;
    }
    let notes = Note::repository(app.db()).as_system();
    let found = async |condition: Condition<Note>| {
        let found = notes.filter(condition).sort(Note::line().desc(Line::product())).all().await.unwrap();
        found.iter().map(|note| note.text.as_str()).collect::<String>()
    };
    assert_eq!(found(Note::line().is(Line::product().starts_with("p"))).await, "ac");
    assert_eq!(found(!Note::line().is(Line::product().eq("pen"))).await, "cbd");
    let lines = Line::repository(app.db()).as_system();
    assert_eq!(lines.filter(Line::notes().any(Note::text().eq("c"))).all().await.unwrap()[0].product, "paper");
    assert_eq!(lines.filter(Line::notes().none(Condition::all())).count().await.unwrap(), 1);
}

async fn rows_are_loaded_with_what_they_lead_to(backend: Backend) {
    let app = orders(backend).await;
    for (order, line, text) in [(1, Some(1), "a"), (1, Some(3), "b"), (2, None, "c"), (1, Some(1), "d")] {
        note(&app, order, line, text).await;
    }
    let notes = Note::repository(app.db()).as_system();
    let rows = notes.select().sort(Note::text().asc()).all().await.unwrap();
    let lines = notes.load(Note::line(), &rows).await.unwrap();
    let products: Vec<_> = lines.iter().map(|line| line.as_ref().map(|line| line.product.as_str())).collect();
    assert_eq!(products, [Some("pen"), Some("gift"), None, Some("pen")]);
    let lines = Line::repository(app.db()).as_system();
    let rows = [lines.get((2, 1)).await.unwrap(), lines.get((1, 1)).await.unwrap()];
    let of: Vec<Vec<Note>> = lines.load(Line::notes(), &rows).await.unwrap();
    assert_eq!(
        of.iter().map(|notes| notes.iter().map(|note| note.text.as_str()).collect::<String>()).collect::<Vec<_>>(),
        ["", "da"]
    );
}

#[tokio::test]
async fn a_factory_makes_what_a_row_refers_to() {
    let routes = (Order::routes(), Line::routes(), Note::routes(), Label::routes(), Seal::routes(), Part::routes());
    let cluster = restkit_tests::postgres::shared().map(|cluster| TestBackend::postgres(cluster.url("postgres")));
    for backend in [TestBackend::Memory].into_iter().chain(cluster) {
        let app = TestApp::on(backend, App::new("Orders", "1").mount("", routes.clone())).await;
        let line = Line::factory().create(&app).await;
        assert_eq!(Order::repository(app.db()).as_system().select().count().await.unwrap(), 1);
        let seal = Seal::factory().create(&app).await;
        assert!(Line::repository(app.db()).as_system().find((seal.order_id, seal.line_no)).await.unwrap().is_some());
        // What is said already is kept.
        let seal = Seal::factory().with(Seal::order_id().set(line.order_id)).create(&app).await;
        assert_eq!(seal.order_id, line.order_id);
        assert!(Line::repository(app.db()).as_system().find((seal.order_id, seal.line_no)).await.unwrap().is_some());
        // What may be null is null.
        let note = Note::factory().create(&app).await;
        assert_eq!(note.line_no, None);
        let note =
            Note::factory().with(Note::order_id().set(line.order_id)).with(Note::line_no().set(line.line_no)).create(&app).await;
        let read = app.get(format!("/notes/{}?include=line", note.id)).await.expect_status(200);
        assert_eq!(read.json()["line"]["product"], line.product);
        // The row, and what it leads to.
        assert_eq!(read.statements().len(), 2, "{:#?}", read.statements());
        let page = app.get("/notes?include=line.notes").await.expect_status(200);
        assert_eq!(page.statements().len(), 3, "{:#?}", page.statements());
        let made = app.post("/notes").json(json!({"order_id": line.order_id, "line_no": line.line_no, "text": "x"})).await;
        made.expect_status(201);
    }
}
