//! 422: every rule of `#[validate]`, at its place in the body.

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{TASKS, USERS, app_of, form::Form, machine::Machine, started_todo, task};

on_both!(
    every_rule_holds,
    lengths_count_characters,
    rules_hold_inside_json,
    unknown_members_of_structs_are_refused,
    a_rule_of_the_whole_is_checked_on_create,
    a_rule_of_the_whole_is_checked_against_the_merged_row,
    a_type_of_json_is_not_another,
    what_is_required_is_required,
    texts_with_nul_are_refused,
    words_of_an_enum_are_exact,
    emails_are_addresses,
);

const FORMS: &str = "/api/v1/forms";

async fn forms(backend: Backend) -> TestApp {
    app_of::<Form>(backend).start().await
}

/// A member, values that fulfil its rule, the word of the fault, and values that do not.
fn rules() -> Vec<(&'static str, Vec<Value>, &'static str, Vec<Value>)> {
    vec![
        ("short", vec![json!("ab"), json!("abcd"), json!(null)], "length", vec![json!("a"), json!("abcde"), json!("")]),
        ("blob", vec![json!(""), json!("AAAA"), json!("AA==")], "length", vec![json!("AAAAAA==")]),
        ("level", vec![json!(1), json!(5), json!(3.0)], "range", vec![json!(0), json!(6), json!(-2_147_483_648_i64)]),
        ("factor", vec![json!(0.5), json!(1), json!(1.5)], "range", vec![json!(0.499), json!(2), json!(-1e300)]),
        ("currency", vec![json!("EUR")], "pattern", vec![json!("eur"), json!("EURO"), json!(""), json!("EUR\n"), json!(" EUR")]),
        (
            "email",
            vec![json!("a@example.com")],
            "email",
            vec![json!("a"), json!("a@"), json!("@b"), json!("a b@c.de"), json!("")],
        ),
        (
            "website",
            vec![json!("https://example.com/a?b#c"), json!("http://localhost:1")],
            "url",
            vec![json!("example.com"), json!("/a"), json!(""), json!("https://")],
        ),
        ("color", vec![json!("red"), json!("blue")], "one_of", vec![json!("Red"), json!("yellow"), json!("")]),
        ("power", vec![json!(1), json!(2), json!(4)], "one_of", vec![json!(0), json!(3), json!(-1)]),
        ("word", vec![json!("a"), json!(" a ")], "blank", vec![json!(""), json!(" "), json!("\t\n\u{a0}\u{2003}")]),
        ("pairs", vec![json!(0), json!(-2)], "odd", vec![json!(1), json!(-3)]),
        ("share", vec![json!(0), json!(100)], "range", vec![json!(101), json!(255)]),
        ("tags", vec![json!(["a"]), json!(["a", "b", "ccccc"])], "length", vec![json!([]), json!(["a", "b", "c", "d"])]),
    ]
}

async fn every_rule_holds(backend: Backend) {
    let app = forms(backend).await;
    let path = app.post(FORMS).json(&json!({})).send().await.expect(201).header("location");
    for (member, good, code, bad) in rules() {
        for value in good {
            let answer = app.post(FORMS).json(&json!({ member: value })).send().await.expect(201);
            let answered = answer.at(&format!("/{member}"));
            assert!(answered == value || answered.as_f64() == value.as_f64(), "{member}: {value} became {answered}");
            app.patch(&path).json(&json!({ member: value })).send().await.expect(200);
        }
        for value in bad {
            let expected = format!("/{member}: {code}");
            app.post(FORMS).json(&json!({ member: value })).send().await.faults(422, "validation", &[&expected]);
            app.patch(&path).json(&json!({ member: value })).send().await.faults(422, "validation", &[&expected]);
        }
    }
}

async fn lengths_count_characters(backend: Backend) {
    let app = started_todo(backend).await;
    for title in ["ü".repeat(200), "\u{1f600}".repeat(200), "e\u{301}".repeat(100)] {
        assert_eq!(task(&app, 1, json!({ "title": title })).await["title"], title);
    }
    for title in ["a".repeat(201), "\u{1f600}".repeat(201)] {
        let answer = app.post(TASKS).as_user(1).json(&json!({ "title": title })).send().await;
        answer.faults(422, "validation", &["/title: length"]);
    }
    let escaped = format!(r#"{{"title": "{}"}}"#, r"\ud83d\ude00".repeat(200));
    app.post(TASKS).as_user(1).body("application/json", escaped).send().await.expect(201);
}

async fn rules_hold_inside_json(backend: Backend) {
    let app = forms(backend).await;
    let good = json!({"town": "Ulm", "postCode": "89073", "lines": ["a", "b"], "place": {"latitude": 48.4, "longitude": 9.99}});
    let answer =
        app.post(FORMS).json(&json!({"address": good, "addresses": [good, good], "tags": ["x"]})).send().await.expect(201);
    assert_eq!(answer.at("/address"), good);
    assert_eq!(answer.at("/addresses/1"), good);
    let bad = json!({
        "town": " ", "postCode": "8907", "lines": ["a", "far too long a line", "c"], "place": {"latitude": 90.5, "longitude": "east"},
    });
    app.post(FORMS)
        .json(&json!({"address": bad, "addresses": [good, {"town": 1}], "tags": ["x", "", "toolong"]}))
        .send()
        .await
        .faults(
            422,
            "validation",
            &[
                "/address/town: blank",
                "/address/postCode: pattern",
                "/address/lines: length",
                "/address/lines/1: length",
                "/address/place/latitude: range",
                "/address/place/longitude: type",
                "/addresses/1/town: type",
                "/addresses/1/postCode: required",
                "/addresses/1/lines: required",
                "/tags/1: length",
                "/tags/2: length",
            ],
        );
}

async fn unknown_members_of_structs_are_refused(backend: Backend) {
    let app = forms(backend).await;
    let address = json!({"town": "Ulm", "postCode": "89073", "lines": [], "post_code": "89073", "place": {"latitude": 1, "longitude": 1, "z": 0}});
    let answer = app.post(FORMS).json(&json!({ "address": address })).send().await;
    answer.faults(422, "validation", &["/address/post_code: unknown_member", "/address/place/z: unknown_member"]);
}

async fn a_rule_of_the_whole_is_checked_on_create(backend: Backend) {
    let app = forms(backend).await;
    app.post(FORMS).json(&json!({"starts": 1, "ends": 1})).send().await.expect(201);
    let answer = app.post(FORMS).json(&json!({"starts": 2, "ends": 1})).send().await;
    answer.faults(422, "validation", &["/ends: order"]);
}

async fn a_rule_of_the_whole_is_checked_against_the_merged_row(backend: Backend) {
    let app = forms(backend).await;
    let path = app.post(FORMS).json(&json!({"starts": 1, "ends": 5})).send().await.expect(201).header("location");
    app.patch(&path).json(&json!({"starts": 6})).send().await.faults(422, "validation", &["/ends: order"]);
    app.patch(&path).json(&json!({"ends": 0})).send().await.faults(422, "validation", &["/ends: order"]);
    assert_eq!(app.get(&path).send().await.header("etag"), "\"1\"", "what was refused was not written");
    app.patch(&path).json(&json!({"starts": 6, "ends": 7})).send().await.expect(200);
    app.patch(&path).json(&json!({"ends": null})).send().await.expect(200);
    app.patch(&path).json(&json!({"starts": 9})).send().await.expect(200);
    app.patch(&path).json(&json!({"ends": 8})).send().await.faults(422, "validation", &["/ends: order"]);
    app.patch(&path).header("if-match", "\"1\"").json(&json!({"ends": 10})).send().await.problem(412, "precondition_failed");
    app.patch(format!("{FORMS}/99")).json(&json!({"ends": 10})).send().await.problem(404, "not_found");
}

async fn a_type_of_json_is_not_another(backend: Backend) {
    let app = started_todo(backend).await;
    for value in [json!(1), json!(true), json!([]), json!({}), json!(["Milk"])] {
        let answer = app.post(TASKS).as_user(1).json(&json!({ "title": value })).send().await;
        answer.faults(422, "validation", &["/title: type"]);
    }
    for value in [json!("3"), json!(true), json!([3]), json!({}), json!(3.5)] {
        let answer = app.post(TASKS).as_user(1).json(&json!({"title": "x", "priority": value})).send().await;
        answer.faults(422, "validation", &["/priority: type"]);
    }
}

async fn what_is_required_is_required(backend: Backend) {
    let app = started_todo(backend).await;
    app.post(TASKS).as_user(1).json(&json!({})).send().await.faults(422, "validation", &["/title: required"]);
    app.post(USERS).json(&json!({})).send().await.faults(422, "validation", &["/email: required", "/name: required"]);
    app.post(USERS).json(&json!({"email": null, "name": null})).send().await.faults(
        422,
        "validation",
        &["/email: null", "/name: null"],
    );
}

async fn texts_with_nul_are_refused(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.post(TASKS).as_user(1).json(&json!({"title": "a\0b", "description": "\0"})).send().await;
    answer.faults(422, "validation", &["/title: nul", "/description: nul"]);
    let forms = forms(backend).await;
    let address = json!({"town": "a\0", "postCode": "89073", "lines": ["\0"]});
    let answer = forms.post(FORMS).json(&json!({"address": address, "tags": ["\0"], "word": "\0"})).send().await;
    answer.faults(422, "validation", &["/address/town: nul", "/address/lines/0: nul", "/tags/0: nul", "/word: nul"]);
    // In the name of a member there is a NUL that no column has.
    app.post(TASKS).as_user(1).json(&json!({"title": "x", "a\0": 1})).send().await.faults(
        422,
        "validation",
        &["/a\0: unknown_member"],
    );
}

async fn words_of_an_enum_are_exact(backend: Backend) {
    let app = started_todo(backend).await;
    for status in ["Todo", "TODO", "", " todo", "later"] {
        let answer = app.post(TASKS).as_user(1).json(&json!({"title": "x", "status": status})).send().await;
        answer.faults(422, "validation", &["/status: one_of"]);
    }
    for status in ["todo", "doing", "done"] {
        assert_eq!(task(&app, 1, json!({"title": "x", "status": status})).await["status"], status);
    }
}

async fn emails_are_addresses(backend: Backend) {
    let app = started_todo(backend).await;
    let local = "a".repeat(64);
    let host = format!("{0}.{0}.{1}.de", "b".repeat(60), "c".repeat(60));
    let longest = format!("{local}@{host}");
    for email in ["a@b.de", "a+b@c.de", "a.b@c-d.de", longest.as_str()] {
        app.post(USERS).json(&json!({"email": email, "name": "x"})).send().await.expect(201);
    }
    for email in ["a", "a@b@c", "a@b..de", "a@-b.de", "a b@c.de", "a@b.de ", "a@b.de\n", "\"a\"@b.de\u{1}"] {
        app.post(USERS).json(&json!({"email": email, "name": "x"})).send().await.faults(422, "validation", &["/email: email"]);
    }
}

/// What a type of the database takes, only the database knows.
#[tokio::test]
async fn a_value_that_is_not_of_the_type_of_the_database_is_refused() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let app = app_of::<Machine>(Backend::Postgres).start().await;
    let path = app.post("/api/v1/machines").json(&json!({"address": "10.0.0.1"})).send().await.expect(201).header("location");
    let wrong = json!({"address": "nonsense"});
    for answer in [
        app.post("/api/v1/machines").json(&wrong).send().await.problem(422, "validation"),
        app.patch(&path).json(&wrong).send().await.problem(422, "validation"),
        app.get("/api/v1/machines?address=nonsense").send().await.problem(400, "invalid_parameter"),
    ] {
        assert!(!answer.to_string().contains("nonsense"), "{answer}");
    }
    let list = app.get("/api/v1/machines?address=10.0.0.1").send().await.expect(200);
    assert_eq!(list.at("/items/0/id"), 1);
}
