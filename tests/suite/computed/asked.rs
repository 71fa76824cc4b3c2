//! Columns that are computed from rows whose policy functions are asked in the request.

use std::sync::Mutex;

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Value, json};

on_both!(
    every_operation_counts_what_the_caller_sees,
    lists_are_filtered_and_sorted_by_it,
    what_the_function_reads_is_a_parameter_of_each,
    it_is_asked_only_where_it_matters,
);

/// For whom it was asked.
static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn asked(subject: &str) -> usize {
    ASKED.lock().unwrap().iter().filter(|known| *known == subject).count()
}

/// The team of the caller, or the one that is asked for.
#[dependency]
fn my_team(caller: Caller, team: Query<Option<i64>>) -> i64 {
    let subject = caller.subject().unwrap_or_default();
    ASKED.lock().unwrap().push(subject.to_owned());
    team.unwrap_or_else(|| subject.split('-').next().and_then(|team| team.parse().ok()).unwrap_or_default())
}

fn own(team: &MyTeam) -> Condition<Task> {
    Task::team().eq(**team)
}

/// Where tasks lie.
#[resource(path = "/folders", has_many(tasks = Task::folder_id))]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
struct Folder {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 20))]
    title: String,
    #[resource(filter, sort)]
    #[computed(count(tasks))]
    task_count: i64,
}

/// What a team has to do.
#[resource(path = "/tasks")]
#[authorize(read = policy(own), create = authenticated, update = authenticated, delete = authenticated)]
#[derive(Debug)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(on_delete = cascade)]
    folder_id: Id<Folder>,
    team: i64,
}

/// Two folders: in the first are two tasks of team 7 and one of team 8, in the second one of team 8.
async fn started(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("", (Folder::routes(), Task::routes())).start().await;
    let folders = Folder::repository(app.db()).as_system();
    folders.insert_many(["a", "b"].map(|title| [Folder::title().set(title)])).await.unwrap();
    let tasks = Task::repository(app.db()).as_system();
    let rows = [(1, 7), (1, 7), (1, 8), (2, 8)].map(|(folder, team)| [Task::folder_id().set(folder), Task::team().set(team)]);
    tasks.insert_many(rows).await.unwrap();
    app
}

async fn every_operation_counts_what_the_caller_sees(backend: Backend) {
    let app = started(backend).await;
    for (subject, count) in [("7", 2), ("8", 1), ("9", 0)] {
        let get = app.get("/folders/1").as_user(subject).send().await.expect(200);
        assert_eq!(get.at("/task_count"), json!(count), "{subject}");
        let list = app.get("/folders?sort=id").as_user(subject).send().await;
        assert_eq!(list.at("/items/0/task_count"), json!(count), "{subject}");
        let changed = app.patch("/folders/1").as_user(subject).json(&json!({"title": subject})).send().await.expect(200);
        assert_eq!(changed.at("/task_count"), json!(count), "{subject}");
        let same = app.get("/folders/1").as_user(subject).header("If-None-Match", changed.header("etag")).send().await;
        same.expect(304);
    }
    let made = app.post("/folders").as_user("7").json(&json!({"title": "c"})).send().await.expect(201);
    assert_eq!(made.at("/task_count"), json!(0));
    app.delete("/folders/1").as_user("7").send().await.expect(204);
    let query = app.post("/folders/query").as_user("8").json(&json!({"filter": {"task_count": 1}})).send().await.expect(200);
    assert_eq!(query.at("/items/0/id"), json!(2));
}

async fn lists_are_filtered_and_sorted_by_it(backend: Backend) {
    let app = started(backend).await;
    let ids = async |subject: &str, query: &str| -> Vec<Value> {
        let page = app.get(format!("/folders?{query}")).as_user(subject).send().await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
    };
    assert_eq!(ids("7", "task_count__gte=1").await, [1]);
    assert_eq!(ids("8", "task_count__gte=1&sort=-id").await, [2, 1]);
    assert_eq!(ids("7", "sort=task_count").await, [2, 1]);
    assert_eq!(ids("7", "sort=-task_count&fields=id").await, [1, 2]);
    assert_eq!(ids("9", "task_count=0&sort=id").await, [1, 2]);
}

async fn what_the_function_reads_is_a_parameter_of_each(backend: Backend) {
    let app = started(backend).await;
    assert_eq!(app.get("/folders/1?team=8").as_user("7").send().await.expect(200).at("/task_count"), json!(1));
    let changed = app.patch("/folders/1?team=8").as_user("7").json(&json!({"title": "x"})).send().await.expect(200);
    assert_eq!(changed.at("/task_count"), json!(1));
    app.get("/folders?team=x").as_user("7").send().await.faults(400, "invalid_parameter", &["team: type"]);
    let document = app.get("/openapi.json").send().await.expect(200).json();
    for (path, method) in [("/folders", "get"), ("/folders", "post"), ("/folders/{id}", "get"), ("/folders/{id}", "patch")] {
        let parameters = document["paths"][path][method]["parameters"].as_array().unwrap();
        assert!(parameters.iter().any(|one| one["name"] == "team"), "{method} {path}");
    }
}

async fn it_is_asked_only_where_it_matters(backend: Backend) {
    let app = started(backend).await;
    let subject = format!("7-{backend:?}");
    app.get("/folders?fields=title").as_user(&subject).send().await.expect(200);
    app.get("/folders/1?fields=id,title").as_user(&subject).send().await.expect(200);
    assert_eq!(asked(&subject), 0);
    app.get("/folders?sort=task_count&task_count__gte=0").as_user(&subject).send().await.expect(200);
    assert_eq!(asked(&subject), 1);
}
