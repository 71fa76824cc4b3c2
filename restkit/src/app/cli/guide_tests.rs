use expect_test::expect;
use serde_json::json;

use super::*;
use crate::{app::ResourceRoutes, prelude::*};

#[derive(ColumnEnum)]
enum Role {
    Admin,
}

/// Somebody.
#[resource(path = "/users", crate = crate)]
#[authorize(read = owner || role(Role::Admin), create = public, update = owner, delete = role(Role::Admin))]
struct User {
    #[resource(id, owner)]
    id: i64,
    name: String,
}

/// Something.
#[resource(path = "/tasks", crate = crate)]
#[authorize(read = owner, create = authenticated, update = owner, delete = owner)]
struct Task {
    #[resource(id)]
    id: i64,
    title: String,
    #[resource(owner)]
    owner_id: Id<User>,
}

/// Something with a key that nobody knows before.
#[resource(path = "/things", crate = crate)]
#[authorize(read = owner, create = authenticated, update = owner, delete = owner)]
struct Thing {
    #[resource(id, owner)]
    id: Uuid,
}

fn guide(mounts: Vec<Mount>) -> Guide {
    let document = json!({"paths": {
        "/api/users": {"post": {"summary": "Create a user", "requestBody": {"content": {"application/json": {"example": {"name": "Ada O'Neil"}}}}}},
        "/api/tasks": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/TaskCreate"}}}}}},
    }, "components": {"schemas": {"TaskCreate": {"examples": [{"title": "Buy milk"}]}}}});
    let subject = subject(&mounts);
    Guide {
        info: ApiInfo::new("Todo", "1.0.0"),
        mounts,
        document,
        program: "todo".to_owned(),
        database: "todo.db".to_owned(),
        made: Some("created users, tasks".to_owned()),
        subject,
        token: subject.map(|_| "e.y.J".to_owned()),
        can_sign: true,
    }
}

fn mounts(routes: impl crate::app::IntoRoutes) -> Vec<Mount> {
    let resources = routes.into_routes();
    resources.resources().iter().map(|resource| Mount { path: format!("/api{}", resource.path), resource }).collect()
}

#[test]
fn the_guide_has_lines_to_paste() {
    let text = guide(mounts((User::routes(), Task::routes()))).text("http://127.0.0.1:8000");
    let without_docs: String = text.split_inclusive('\n').filter(|line| !line.starts_with("  docs ")).collect();
    expect![[r#"

        Todo 1.0.0
        For development only: the key of its tokens lies in this folder. In production run `todo serve`.

          API       http://127.0.0.1:8000/api
          document  http://127.0.0.1:8000/openapi.json
          database  todo.db (created users, tasks)

        A token for the user 1, good for a day:

          export TOKEN=e.y.J

        Other tokens:

          todo token --subject 1 --role admin

        To begin with:

          # Create a user
          curl -X POST -H 'Content-Type: application/json' -d '{"name":"Ada O'\''Neil"}' http://127.0.0.1:8000/api/users

          # POST /api/tasks
          curl -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"title":"Buy milk"}' http://127.0.0.1:8000/api/tasks

          # GET /api/tasks
          curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8000/api/tasks

        Ctrl-C stops it.

    "#]].assert_eq(&without_docs);
}

#[test]
fn without_a_subject_there_is_no_token() {
    let text = guide(mounts(Thing::routes())).text("http://127.0.0.1:8000");
    assert!(!text.contains("TOKEN"), "{text}");
    assert!(text.contains("todo token --subject <id of the user>"), "{text}");
}

#[test]
fn an_app_without_resources_has_a_guide_too() {
    let text = guide(Vec::new()).text("http://127.0.0.1:8000");
    assert!(text.contains("/openapi.json") && !text.contains("curl"), "{text}");
}

#[test]
fn a_quote_does_not_end_the_word() {
    assert_eq!(quoted("it's"), r"'it'\''s'");
}
