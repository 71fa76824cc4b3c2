//! Policies that take more than the caller: on generated and handwritten endpoints, in repositories and hooks.

use std::sync::Mutex;

use restkit::{inject::BackgroundTasks, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;

on_both!(
    every_generated_operation_keeps_to_it,
    a_handwritten_endpoint_keeps_to_it_and_shares_what_it_takes,
    repositories_keep_to_it_in_the_request,
    hooks_ask_as_the_caller_of_the_request,
    nobody_passes_outside_of_a_request,
);

/// Who may do what.
#[derive(ColumnEnum)]
enum Role {
    /// All of it.
    Admin,
}

/// Who is in which team.
#[resource(path = "/memberships")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Membership {
    #[resource(id)]
    id: i64,
    #[resource(unique)]
    person: String,
    team: i64,
    #[resource(default = false)]
    leads: bool,
    #[resource(default = false)]
    suspended: bool,
}

/// Why somebody is no member.
#[derive(Debug, ApiError)]
enum MemberError {
    /// The caller is in no team.
    #[problem(status = 403, code = "no_member")]
    NoMember,
    /// The membership is suspended.
    #[problem(status = 409, code = "suspended")]
    Suspended,
    #[problem(transparent, from)]
    Rows(restkit::Error),
}

/// Who was looked up.
static LOOKED_UP: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn looked_up(person: &str) -> usize {
    LOOKED_UP.lock().unwrap().iter().filter(|known| *known == person).count()
}

/// The member who asks; another team can be asked for by name.
#[dependency]
async fn current_member(caller: Caller, db: Db, team: Query<Option<i64>>) -> Result<Membership, MemberError> {
    let person = caller.subject().unwrap_or_default().to_owned();
    LOOKED_UP.lock().unwrap().push(person.clone());
    let members = Membership::repository(&db).as_system();
    let found = members.filter(Membership::person().eq(person)).first().await.map_err(restkit::Error::from)?;
    let mut member = found.ok_or(MemberError::NoMember)?;
    if member.suspended {
        return Err(MemberError::Suspended);
    }
    member.team = team.unwrap_or(member.team);
    Ok(member)
}

fn own_team(member: &CurrentMember) -> Condition<Task> {
    Task::team().eq(member.team)
}

async fn leads(member: CurrentMember, db: Db) -> restkit::Result<Condition<Task>> {
    let leads = Membership::repository(&db).as_system().get(member.id).await?.leads;
    Ok(if leads { Task::team().eq(member.team) } else { Condition::none() })
}

fn open(_: &Caller) -> Condition<Task> {
    !Task::done().eq(true)
}

/// What a team has to do.
#[resource(path = "/tasks")]
#[authorize(
    read = role(Role::Admin) || policy(own_team),
    create = policy(own_team),
    update = policy(own_team) && policy(open),
    delete = policy(leads),
)]
#[derive(Debug)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(length(min = 1, max = 20))]
    title: String,
    team: i64,
    #[resource(default = false)]
    done: bool,
}

#[resource]
impl Task {
    /// Ends it.
    #[post("/{id}/end")]
    #[authorize(policy(leads) || role(Role::Admin))]
    async fn end(task: Found<Self>, member: CurrentMember, tx: Tx) -> restkit::Result<String> {
        let ended = Self::repository(&tx).as_system().update_returning(task.id, [Self::done().set(true)]).await?;
        Ok(format!("{} of {}", ended.title, member.person))
    }

    /// What the caller sees.
    #[get("/seen")]
    #[authorize(authenticated)]
    async fn seen(caller: Caller, db: Db) -> restkit::Result<Vec<String>> {
        let tasks = Self::repository(&db).as_caller(&caller);
        let titles = tasks.select().sort(Self::id().asc()).all().await?.into_iter().map(|task| task.title);
        Ok(titles.collect())
    }

    /// Tries to make one.
    #[post("/tried")]
    #[authorize(authenticated)]
    async fn tried(caller: Caller, tx: Tx, team: Query<i64>) -> restkit::Result<i64> {
        let tasks = Self::repository(&tx).as_caller(&caller);
        let made = tasks.insert([Self::title().set("tried"), Self::team().set(7)]).await?;
        tasks.update(made.id, [Self::title().set("tried twice")]).await?;
        Ok(*team)
    }

    /// What somebody else sees.
    #[get("/seen-by-others")]
    #[authorize(authenticated)]
    async fn seen_by_others(db: Db) -> restkit::Result<u64> {
        Ok(Self::repository(&db).as_caller(&Caller::new("stranger")).select().count().await?)
    }

    /// What the caller sees when the answer has left.
    #[post("/later")]
    #[authorize(authenticated)]
    async fn later(caller: Caller, db: Db, background: BackgroundTasks) -> restkit::Result<()> {
        background.push("later", async move {
            let seen = Self::repository(&db).as_caller(&caller).select().count().await;
            LATER.lock().unwrap().push((caller.subject().unwrap_or_default().to_owned(), seen.is_ok()));
        })?;
        Ok(())
    }
}

/// Whether the background saw anything, and for whom.
static LATER: Mutex<Vec<(String, bool)>> = Mutex::new(Vec::new());

/// A word about a task, which hooks look up as the caller.
#[resource(path = "/remarks", hooks)]
#[authorize(read = public, create = authenticated, update = public, delete = public)]
struct Remark {
    #[resource(id)]
    id: i64,
    task: i64,
}

impl Hooks for Remark {
    async fn before_create(cx: &HookContext, draft: &mut Draft<Self>) -> restkit::Result<()> {
        let task = draft.get(Self::task()).unwrap_or_default();
        if let Some(caller) = cx.caller() {
            Task::repository(cx.tx()).as_caller(caller).get(task).await?;
        }
        Ok(())
    }
}

/// Two teams: `ann` leads the team 7, `bob` is in it, `zoe` is in the team 8, `max` is suspended. Tasks 1 and 2 are of 7, 3 of 8.
async fn office(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend);
    let app = app.mount("/api", (Membership::routes(), Task::routes(), Remark::routes())).start().await;
    let member = |person: &'static str, team: i64, leads: bool, suspended: bool| {
        let (person, team) = (Membership::person().set(person), Membership::team().set(team));
        [person, team, Membership::leads().set(leads), Membership::suspended().set(suspended)]
    };
    let members = [
        member("ann", 7, true, false),
        member("bob", 7, false, false),
        member("zoe", 8, true, false),
        member("max", 7, true, true),
    ];
    Membership::repository(app.db()).as_system().insert_many(members).await.unwrap();
    let task = |title: &'static str, team: i64| [Task::title().set(title), Task::team().set(team)];
    let tasks = [task("one", 7), task("two", 7), task("three", 8)];
    Task::repository(app.db()).as_system().insert_many(tasks).await.unwrap();
    app
}

async fn every_generated_operation_keeps_to_it(backend: Backend) {
    let app = office(backend).await;
    let list = app.get("/api/tasks?sort=id").as_user("bob").send().await.expect(200).json();
    assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["title"]), (2, &json!("one")));
    app.get("/api/tasks/3").as_user("bob").send().await.problem(404, "not_found");
    app.get("/api/tasks/3").as_user("zoe").send().await.expect(200);
    let new = |team: i64| json!({ "title": "new", "team": team });
    app.post("/api/tasks").as_user("bob").json(&new(7)).send().await.expect(201);
    app.post("/api/tasks").as_user("bob").json(&new(8)).send().await.problem(403, "forbidden");
    app.patch("/api/tasks/1").as_user("bob").json(&json!({ "title": "first" })).send().await.expect(200);
    app.patch("/api/tasks/1").as_user("bob").json(&json!({ "team": 8 })).send().await.problem(403, "forbidden");
    app.patch("/api/tasks/3").as_user("bob").json(&json!({ "title": "x" })).send().await.problem(404, "not_found");
    app.delete("/api/tasks/1").as_user("bob").send().await.problem(403, "forbidden");
    app.delete("/api/tasks/3").as_user("ann").send().await.problem(404, "not_found");
    app.delete("/api/tasks/1").as_user("ann").send().await.expect(204);
}

#[tokio::test]
async fn its_errors_are_answered_and_nothing_is_told_before() {
    let app = office(Backend::Sqlite).await;
    for path in ["/api/tasks", "/api/tasks/1"] {
        app.get(path).as_user("nobody").send().await.problem(403, "no_member");
        app.get(path).as_user("max").send().await.problem(409, "suspended");
        app.get(path).send().await.problem(401, "unauthenticated");
    }
    // What is wrong with the request is none of their business.
    app.post("/api/tasks?what=1").as_user("nobody").json(&json!({ "title": 7 })).send().await.problem(403, "no_member");
    app.post("/api/tasks/1/end?what=1").as_user("nobody").send().await.problem(403, "no_member");
    app.post("/api/tasks").as_user("bob").json(&json!({ "title": "", "team": 7 })).send().await.problem(422, "validation");
}

#[tokio::test]
async fn it_is_asked_once_and_only_when_it_matters() {
    let app = office(Backend::Sqlite).await;
    Membership::repository(app.db())
        .as_system()
        .insert([Membership::person().set("once"), Membership::team().set(7)])
        .await
        .unwrap();
    app.patch("/api/tasks/1").as_user("once").json(&json!({ "title": "first" })).send().await.expect(200);
    assert_eq!(looked_up("once"), 1);
    app.get("/api/tasks").as_admin("once").send().await.expect(200);
    assert_eq!(looked_up("once"), 1, "an admin sees everything");
    app.get("/api/tasks").send().await.problem(401, "unauthenticated");
    assert_eq!(looked_up(""), 0, "nobody is asked for somebody without credentials");
}

#[tokio::test]
async fn what_its_dependencies_read_are_parameters_of_every_operation() {
    let app = office(Backend::Sqlite).await;
    let list = app.get("/api/tasks?limit=1&team=8").as_user("bob").send().await.expect(200).json();
    assert_eq!(list["items"][0]["title"], "three");
    app.get("/api/tasks/3?team=8").as_user("bob").send().await.expect(200);
    app.get("/api/tasks/3?team=8&what=1").as_user("bob").send().await.faults(
        400,
        "invalid_parameter",
        &["what: unknown_parameter"],
    );
    app.get("/api/tasks?team=x").as_user("bob").send().await.faults(400, "invalid_parameter", &["team: type"]);
    app.get("/api/memberships?team=8").send().await.faults(400, "invalid_parameter", &["team: unknown_parameter"]);
    let next = app.get("/api/tasks?team=7&limit=1").as_user("zoe").send().await.expect(200).header("link");
    assert!(next.contains("team=7"), "{next}");
}

async fn a_handwritten_endpoint_keeps_to_it_and_shares_what_it_takes(backend: Backend) {
    let app = office(backend).await;
    let own = format!("shares-{backend:?}");
    let person = [Membership::person().set(own.as_str()), Membership::team().set(7), Membership::leads().set(true)];
    Membership::repository(app.db()).as_system().insert(person).await.unwrap();
    let ended = app.post("/api/tasks/1/end").as_user(&own).send().await.expect(200);
    assert_eq!(ended.json(), json!(format!("one of {own}")));
    assert_eq!(looked_up(&own), 1);
    app.post("/api/tasks/3/end").as_user(&own).send().await.problem(404, "not_found");
    app.post("/api/tasks/2/end").as_user("bob").send().await.problem(403, "forbidden");
    app.post("/api/tasks/2/end").as_user("max").send().await.problem(409, "suspended");
}

async fn repositories_keep_to_it_in_the_request(backend: Backend) {
    let app = office(backend).await;
    let seen = |person: &str| app.get("/api/tasks/seen").as_user(person).send();
    assert_eq!(seen("bob").await.expect(200).json(), json!(["one", "two"]));
    assert_eq!(seen("zoe").await.expect(200).json(), json!(["three"]));
    seen("nobody").await.problem(403, "no_member");
    app.post("/api/tasks/tried?team=7").as_user("zoe").send().await.expect(200);
    app.post("/api/tasks/tried?team=8").as_user("bob").send().await.problem(403, "forbidden");
    assert_eq!(seen("bob").await.expect(200).json(), json!(["one", "two", "tried twice"]));
}

async fn hooks_ask_as_the_caller_of_the_request(backend: Backend) {
    let app = office(backend).await;
    let remark = |person: &str, task: i64| app.post("/api/remarks").as_user(person).json(&json!({ "task": task })).send();
    remark("bob", 1).await.expect(201);
    remark("bob", 3).await.problem(404, "not_found");
    remark("nobody", 1).await.problem(403, "no_member");
}

async fn nobody_passes_outside_of_a_request(backend: Backend) {
    let app = office(backend).await;
    let tasks = Task::repository(app.db()).as_caller(&Caller::new("bob"));
    assert_eq!(tasks.select().count().await.unwrap_err().kind(), ProblemKind::INTERNAL);
    let problem = tasks.get(1).await.unwrap_err();
    let cause = problem.source().unwrap().to_string();
    assert!(cause.contains("the policy `own_team` of Task is asked in a request"), "{cause}");
    let update = tasks.update(1, [Task::title().set("x")]).await;
    assert_eq!(update.unwrap_err().kind(), ProblemKind::INTERNAL);
    assert_eq!(tasks.delete(1).await.unwrap_err().kind(), ProblemKind::INTERNAL);
    // Somebody who passes without it does.
    let admin = Caller::new("bob").with_roles(["admin"]);
    assert_eq!(Task::repository(app.db()).as_caller(&admin).select().count().await.unwrap(), 3);
    app.get("/api/tasks/seen-by-others").as_user("bob").send().await.problem(500, "internal");
}

#[tokio::test]
async fn nobody_passes_when_the_request_is_over() {
    let app = AppBuilder::new(Backend::Sqlite).mount("/api", (Membership::routes(), Task::routes()));
    let background = app.app().background();
    let app = app.start().await;
    let person = [Membership::person().set("late"), Membership::team().set(7)];
    Membership::repository(app.db()).as_system().insert(person).await.unwrap();
    app.post("/api/tasks/later").as_user("late").send().await.expect(204);
    assert!(background.idle(std::time::Duration::from_secs(30)).await);
    assert_eq!(*LATER.lock().unwrap(), [("late".to_owned(), false)]);
}

#[tokio::test]
async fn a_stand_in_decides_in_tests() {
    let app = AppBuilder::new(Backend::Sqlite).mount("/api", (Membership::routes(), Task::routes())).configure(|app| {
        let member = || Membership { id: 1, person: "stand-in".to_owned(), team: 9, leads: true, suspended: false };
        app.override_dependency::<CurrentMember, _>(move || async move { Ok(member()) })
    });
    let app = app.start().await;
    app.post("/api/tasks").as_user("anybody").json(&json!({ "title": "new", "team": 9 })).send().await.expect(201);
    app.post("/api/tasks").as_user("anybody").json(&json!({ "title": "new", "team": 7 })).send().await.problem(403, "forbidden");
}
