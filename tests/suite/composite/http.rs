//! What clients see of them.

use super::*;
use restkit_tests::on_both;

on_both!(
    a_row_from_birth_to_death,
    other_paths_name_no_row,
    any_text_is_a_part,
    parts_never_change,
    two_rows_differ_in_a_part,
    pages_go_through_equal_parts,
    long_texts_make_no_long_cursors,
    endpoints_find_rows_by_their_parts,
    methods_are_told,
);

async fn a_row_from_birth_to_death(backend: Backend) {
    let app = app(backend).await;
    let made = join(&app, "a", 2).await;
    assert_eq!(made.json(), json!({"teamId": "a", "userId": 2, "role": "member"}));
    assert_eq!((made.header("location").as_str(), made.header("etag").as_str()), ("/api/memberships/a/2", "\"1\""));
    let path = made.header("location");
    assert_eq!(app.get(&path).send().await.expect(200).json(), made.json());
    app.get(&path).header("if-none-match", "\"1\"").send().await.expect(304);
    let patch = |tag: &str| app.patch(&path).header("if-match", tag).json(&json!({"role": "owner"}));
    assert_eq!(patch("\"1\"").send().await.expect(200).json(), json!({"teamId": "a", "userId": 2, "role": "owner"}));
    patch("\"1\"").send().await.problem(412, "precondition_failed");
    app.patch(&path).header("prefer", "return=minimal").json(&json!({"role": "guest"})).send().await.expect(204);
    assert_eq!(app.patch(&path).json(&json!({})).send().await.expect(200).at("/role"), "guest");
    app.delete(&path).header("if-match", "\"1\"").send().await.problem(412, "precondition_failed");
    app.delete(&path).header("if-match", "\"3\"").send().await.expect(204);
    app.delete(&path).send().await.problem(404, "not_found");
    app.get(&path).send().await.problem(404, "not_found");
}

async fn other_paths_name_no_row(backend: Backend) {
    let app = app(backend).await;
    join(&app, "a", 1).await;
    let at = |path: &str| app.get(format!("/api/memberships{path}")).send();
    let missing = at("/b/1").await.problem(404, "not_found");
    for path in ["/a/2", "/a/x", "/a/01", "/a/+1", "/a/1%20", "/a/%31%20", "/a/%ff", "/%ff/1", "/a%00/1", "/1/a"] {
        let mut other = at(path).await.problem(404, "not_found");
        for at in ["instance", "trace_id"] {
            other[at] = missing[at].clone();
        }
        assert_eq!(other, missing, "{path}");
    }
    // As of each path that is none.
    for path in ["/a", "/", "/a/", "/a/1/", "/a/1/2", "//1", "/a//1", "//", "/a%2F1", "/a/1/promote/x"] {
        at(path).await.problem(404, "not_found");
        app.delete(format!("/api/memberships{path}")).send().await.problem(404, "not_found");
    }
    assert_eq!(at("/%61/%31").await.expect(200).at("/userId"), 1);
}

async fn any_text_is_a_part(backend: Backend) {
    let app = app(backend).await;
    for (slug, segment) in [("a/b", "a%2Fb"), ("50%", "50%25"), ("Süß", "S%C3%BC%C3%9F"), ("?#", "%3F%23"), ("count", "count")]
    {
        if slug != "a/b" {
            app.post("/api/teams").json(&json!({ "slug": slug })).send().await.expect(201);
        }
        let made = join(&app, slug, 3).await;
        assert_eq!(made.header("location"), format!("/api/memberships/{segment}/3"));
        assert_eq!(app.get(made.header("location")).send().await.expect(200).at("/teamId"), slug);
        assert_eq!(app.get(made.header("location") + "/name").send().await.expect(200).json(), json!("Cy"));
        app.delete(made.header("location")).send().await.expect(204);
    }
}

async fn parts_never_change(backend: Backend) {
    let app = app(backend).await;
    join(&app, "a", 1).await;
    let patch = |body: Value| app.patch("/api/memberships/a/1").json(&body).send();
    patch(json!({"teamId": "b"})).await.faults(422, "validation", &["/teamId: read_only"]);
    let both = patch(json!({"teamId": "a", "userId": 1, "role": ""})).await;
    both.faults(422, "validation", &["/role: length", "/teamId: read_only", "/userId: read_only"]);
    let post = |body: Value| app.post("/api/memberships").json(&body).send();
    post(json!({})).await.faults(422, "validation", &["/teamId: required", "/userId: required"]);
    post(json!({"teamId": null, "userId": "1"})).await.faults(422, "validation", &["/teamId: null", "/userId: type"]);
}

async fn two_rows_differ_in_a_part(backend: Backend) {
    let app = app(backend).await;
    for (team, user) in [("a", 1), ("a", 2), ("b", 1)] {
        join(&app, team, user).await;
    }
    let post = |team: &str, user: i64| app.post("/api/memberships").json(&json!({"teamId": team, "userId": user})).send();
    post("a", 2).await.faults(409, "conflict", &["/teamId: unique", "/userId: unique"]);
    post("c", 2).await.faults(409, "conflict", &["/teamId: reference"]);
    post("b", 9).await.faults(409, "conflict", &["/userId: reference"]);
    app.delete("/api/people/1").send().await.problem(409, "conflict");
    app.delete("/api/teams/a").send().await.expect(204);
    assert_eq!(walk(&app, "/api/memberships", key).await, ["b/1"]);
}

fn key(row: &Value) -> String {
    format!("{}/{}", row["teamId"].as_str().unwrap(), row["userId"])
}

async fn pages_go_through_equal_parts(backend: Backend) {
    let app = app(backend).await;
    for (team, user) in [("b", 2), ("a", 3), ("a/b", 1), ("a", 5), ("b", 1), ("a", 1), ("a/b", 2)] {
        join(&app, team, user).await;
    }
    app.patch("/api/memberships/a/5").json(&json!({"role": "owner"})).send().await.expect(200);
    let by_key = ["a/1", "a/3", "a/5", "a/b/1", "a/b/2", "b/1", "b/2"];
    let by_user = ["a/1", "a/b/1", "b/1", "a/b/2", "b/2", "a/3", "a/5"];
    let mut reversed = (by_key, by_user);
    reversed.0.reverse();
    reversed.1.reverse();
    for (query, order) in [
        ("", by_key),
        ("?sort=teamId", by_key),
        ("?sort=teamId,userId", by_key),
        ("?sort=-teamId", reversed.0),
        ("?sort=userId", by_user),
        ("?sort=-userId", reversed.1),
        ("?sort=userId,teamId", by_user),
        ("?sort=teamId,-userId", ["a/5", "a/3", "a/1", "a/b/2", "a/b/1", "b/2", "b/1"]),
        ("?sort=-role", ["a/5", "b/2", "b/1", "a/b/2", "a/b/1", "a/3", "a/1"]),
        ("?sort=role,-userId", ["a/3", "b/2", "a/b/2", "b/1", "a/b/1", "a/1", "a/5"]),
    ] {
        assert_eq!(walk(&app, &format!("/api/memberships{query}"), key).await, order, "{query}");
    }
    assert_eq!(walk(&app, "/api/memberships?teamId=a&sort=-userId", key).await, ["a/5", "a/3", "a/1"]);
    assert_eq!(walk(&app, "/api/memberships?userId=1", key).await, ["a/1", "a/b/1", "b/1"]);
    // A cursor is of one list.
    let next = app.get("/api/memberships?sort=userId").send().await.expect(200).at("/next");
    let other = app.get(format!("/api/memberships?sort=teamId&cursor={}", next.as_str().unwrap())).send().await;
    other.faults(400, "invalid_parameter", &["cursor: invalid"]);
}

async fn long_texts_make_no_long_cursors(backend: Backend) {
    let app = app(backend).await;
    for (user, letter) in [(4, "𝕏"), (2, "𝕐"), (3, "𝕐"), (1, "ℤ")] {
        let body = json!({"teamId": "a", "userId": user, "role": letter.repeat(600)});
        app.post("/api/memberships").json(&body).send().await.expect(201);
    }
    let page = app.get("/api/memberships?sort=role").send().await.expect(200);
    assert!(page.at("/next").as_str().unwrap().len() < 200, "{}", page.at("/next"));
    assert_eq!(walk(&app, "/api/memberships?sort=role", key).await, ["a/1", "a/4", "a/2", "a/3"]);
    assert_eq!(walk(&app, "/api/memberships?sort=-role", key).await, ["a/3", "a/2", "a/4", "a/1"]);
    // The row that a cursor stands for may be gone.
    app.delete("/api/memberships/a/4").send().await.expect(204);
    let gone = app.get(format!("/api/memberships?sort=role&cursor={}", page.at("/next").as_str().unwrap())).send().await;
    gone.faults(400, "invalid_parameter", &["cursor: invalid"]);
}

async fn endpoints_find_rows_by_their_parts(backend: Backend) {
    let app = app(backend).await;
    join(&app, "a", 1).await;
    join(&app, "a", 2).await;
    assert_eq!(app.post("/api/memberships/a/2/promote").send().await.expect(200).at("/role"), "owner");
    assert_eq!(app.get("/api/memberships/a/1").send().await.expect(200).at("/role"), "member");
    assert_eq!(app.get("/api/memberships/a/2/name").send().await.expect(200).json(), json!("Bob"));
    for path in ["b/2", "a/x", "a/3", "a/02", "%ff/2"] {
        app.post(format!("/api/memberships/{path}/promote")).send().await.problem(404, "not_found");
    }
    // Beside the generated endpoint of a row that could be called so.
    assert_eq!(app.get("/api/memberships/a/count").send().await.expect(200).json(), json!(2));
}

async fn methods_are_told(backend: Backend) {
    let app = app(backend).await;
    let answer = app.request(::http::Method::PUT, "/api/memberships/a/1").send().await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
    let answer = app.request(::http::Method::OPTIONS, "/api/memberships/a/count").send().await.expect(204);
    assert_eq!(answer.header("allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
}

#[test]
fn the_document_names_the_parts() {
    let app = App::new("Test", "1.0.0").mount("/api", (Team::routes(), Person::routes(), Membership::routes()));
    let document = serde_json::to_value(app.document()).unwrap();
    let row = &document["paths"]["/api/memberships/{teamId}/{userId}"];
    for method in ["get", "patch", "delete"] {
        let parameters = row[method]["parameters"].as_array().unwrap();
        let names: Vec<&Value> = parameters.iter().filter(|parameter| parameter["in"] == "path").map(|p| &p["name"]).collect();
        assert_eq!(names, ["teamId", "userId"], "{method}");
    }
    let made = &document["paths"]["/api/memberships"]["post"]["responses"]["201"];
    let link = json!({"teamId": "$response.body#/teamId", "userId": "$response.body#/userId"});
    assert_eq!(made["links"]["getMembership"]["parameters"], link);
    assert!(document["paths"]["/api/memberships"]["post"]["responses"]["409"].is_object());
    let patch = &document["components"]["schemas"]["MembershipPatch"]["properties"];
    assert_eq!(patch.as_object().unwrap().keys().collect::<Vec<_>>(), ["role"]);
    let promote = &document["paths"]["/api/memberships/{team_id}/{user_id}/promote"]["post"];
    let names: Vec<&Value> = promote["parameters"].as_array().unwrap().iter().map(|p| &p["name"]).collect();
    assert_eq!(names, ["team_id", "user_id"]);
    assert_eq!(promote["parameters"][1]["schema"]["type"], "integer");
    let sort =
        document["paths"]["/api/memberships"]["get"]["parameters"].as_array().unwrap().iter().find(|p| p["name"] == "sort");
    assert_eq!(sort.unwrap()["schema"]["items"]["enum"], json!(["teamId", "-teamId", "userId", "-userId", "role", "-role"]));
}
