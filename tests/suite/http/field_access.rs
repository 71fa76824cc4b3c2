//! Decisions on fields: what somebody may not see is not there for them, in answers, bodies, filters and orders.

use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
    token::Token,
};
use serde_json::{Value, json};

use super::fixtures::{column, employee::Employee, path_of};

on_both!(
    a_field_is_answered_to_whom_may_see_it,
    a_field_is_set_by_whom_may_set_it,
    an_unseen_field_is_like_no_field,
    an_unseen_field_is_no_filter_and_no_order,
    a_handler_answers_what_everybody_sees,
    a_repository_keeps_the_decisions_of_a_caller,
);

const EMPLOYEES: &str = "/api/v1/employees";

fn manager() -> String {
    Token::of("1").roles(&["manager"]).sign()
}

fn clerk() -> String {
    Token::of("2").sign()
}

fn reader_of_notes() -> String {
    Token::of("3").scope("notes:read").sign()
}

async fn started(backend: Backend) -> (TestApp, Value) {
    let app = AppBuilder::new(backend).mount("/api/v1", Employee::routes()).start().await;
    let body = json!({"name": "Ann", "salary": 100, "grade": 2});
    let ann = app.post(EMPLOYEES).bearer(&manager()).json(&body).send().await.expect(201).json();
    (app, ann)
}

async fn a_field_is_answered_to_whom_may_see_it(backend: Backend) {
    let (app, ann) = started(backend).await;
    assert_eq!(ann, json!({"salary": 100, "id": 1, "name": "Ann", "grade": 2}));
    let path = path_of(EMPLOYEES, &ann);
    for (token, seen) in [
        (manager(), json!({"salary": 100, "id": 1, "name": "Ann", "grade": 2})),
        (clerk(), json!({"id": 1, "name": "Ann", "grade": 2})),
        (reader_of_notes(), json!({"id": 1, "name": "Ann", "grade": 2, "note": "nothing"})),
    ] {
        assert_eq!(app.get(&path).bearer(&token).send().await.expect(200).json(), seen);
        assert_eq!(app.get(EMPLOYEES).bearer(&token).send().await.expect(200).json()["items"], json!([seen]));
        assert_eq!(app.patch(&path).bearer(&token).json(&json!({"name": "Ann"})).send().await.expect(200).json(), seen);
    }
    let made = app.post(EMPLOYEES).bearer(&clerk()).json(&json!({"name": "Bob"})).send().await.expect(201).json();
    assert_eq!(made, json!({"id": 2, "name": "Bob", "grade": 1}));
}

async fn a_field_is_set_by_whom_may_set_it(backend: Backend) {
    let (app, ann) = started(backend).await;
    let path = path_of(EMPLOYEES, &ann);
    let refused = app.patch(&path).bearer(&clerk()).json(&json!({"grade": 3})).send().await.problem(422, "validation");
    assert_eq!((&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]), (&json!("/grade"), &json!("read_only")));
    let refused = app.post(EMPLOYEES).bearer(&clerk()).json(&json!({"name": "x", "grade": 3})).send().await;
    assert_eq!(refused.problem(422, "validation")["errors"][0]["code"], "read_only");
    let by_scope = Token::of("4").scope("grades:write").sign();
    assert_eq!(app.patch(&path).bearer(&by_scope).json(&json!({"grade": 3})).send().await.expect(200).at("/grade"), 3);
    let by_manager = app.patch(&path).bearer(&manager()).json(&json!({"grade": 4, "salary": 200})).send().await.expect(200);
    assert_eq!((by_manager.at("/grade"), by_manager.at("/salary")), (json!(4), json!(200)));
}

async fn an_unseen_field_is_like_no_field(backend: Backend) {
    let (app, ann) = started(backend).await;
    let path = path_of(EMPLOYEES, &ann);
    for (unseen, nothing) in [("salary", "salarx"), ("note", "nota")] {
        for token in [clerk(), Token::of("5").roles(&["editor"]).scope("grades:write").sign()] {
            let patch = async |member: &str| {
                app.patch(&path).bearer(&token).json(&json!({member: "?"})).send().await.problem(422, "validation")["errors"]
                    .clone()
            };
            let post = async |member: &str| {
                let body = json!({"name": "x", member: 1});
                app.post(EMPLOYEES).bearer(&token).json(&body).send().await.problem(422, "validation")["errors"].clone()
            };
            let like = |errors: Value| errors.to_string().replace(nothing, unseen);
            assert_eq!(patch(unseen).await.to_string(), like(patch(nothing).await));
            assert_eq!(post(unseen).await.to_string(), like(post(nothing).await));
        }
    }
    assert_eq!(app.get(&path).bearer(&manager()).send().await.expect(200).at("/salary"), 100);
}

async fn an_unseen_field_is_no_filter_and_no_order(backend: Backend) {
    let (app, _) = started(backend).await;
    let bob = json!({"name": "Bob", "salary": 50});
    app.post(EMPLOYEES).bearer(&manager()).json(&bob).send().await.expect(201);
    for query in ["salary=100", "salary__gte=100", "sort=salary", "sort=-name,salary", "fields=id,salary"] {
        let path = format!("{EMPLOYEES}?{query}");
        let refused = app.get(&path).bearer(&clerk()).send().await.problem(400, "invalid_parameter")["errors"].to_string();
        let nothing = app.get(path.replace("salary", "salarx")).bearer(&clerk()).send().await.problem(400, "invalid_parameter");
        assert_eq!(refused, nothing["errors"].to_string().replace("salarx", "salary"), "{query}");
        app.get(&path).bearer(&manager()).send().await.expect(200);
    }
    let alone = app.get(format!("{EMPLOYEES}/1?fields=salary"));
    assert_eq!(alone.bearer(&manager()).send().await.expect(200).json(), json!({"salary": 100}));
    app.get(format!("{EMPLOYEES}/1?fields=salary")).bearer(&clerk()).send().await.problem(400, "invalid_parameter");
    for body in [json!({"filter": {"not": {"salary": 100}}}), json!({"sort": ["salary"]}), json!({"fields": ["salary"]})] {
        let query = || app.post(format!("{EMPLOYEES}/query")).json(&body);
        query().bearer(&clerk()).send().await.problem(422, "validation");
        assert!(query().bearer(&manager()).send().await.expect(200).at("/items/0/salary").is_number(), "{body}");
    }
    let sorted = app.get(format!("{EMPLOYEES}?sort=salary&limit=1")).bearer(&manager()).send().await.expect(200).json();
    assert_eq!(column(&sorted, "name"), ["Bob"]);
    // The place in an order that somebody may not see is worth nothing to them.
    let next = sorted["next"].as_str().unwrap();
    app.get(format!("{EMPLOYEES}?cursor={next}")).bearer(&clerk()).send().await.problem(400, "invalid_parameter");
}

async fn a_handler_answers_what_everybody_sees(backend: Backend) {
    let (app, ann) = started(backend).await;
    let path = format!("{}/card", path_of(EMPLOYEES, &ann));
    for token in [manager(), clerk(), reader_of_notes()] {
        let card = app.get(&path).bearer(&token).send().await.expect(200).json();
        assert_eq!(card, json!({"id": 1, "name": "Ann", "grade": 2}));
    }
}

async fn a_repository_keeps_the_decisions_of_a_caller(backend: Backend) {
    let (app, ann) = started(backend).await;
    let path = format!("{}/promotion", path_of(EMPLOYEES, &ann));
    app.post(&path).bearer(&clerk()).send().await.problem(422, "validation");
    assert_eq!(app.post(&path).bearer(&manager()).send().await.expect(200).at("/grade"), 3);
}
