//! Hooks around writes: in which order, for whom, in which transaction, and what is left of them.

use std::sync::Mutex;

use restkit::{prelude::*, resource::Rows};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Value as Json, json};

on_both!(
    they_run_in_order_by_http_and_by_repository,
    what_they_set_is_written_and_held_to_the_rules,
    an_error_undoes_all,
    nobody_meets_them_without_being_allowed,
    after_a_commit_and_not_without_one,
    many_rows_have_them_each,
    transactions_that_meet_run_them_again_and_tell_once,
    what_fails_after_the_commit_harms_nobody,
);

/// Who may do what.
#[derive(ColumnEnum)]
enum Role {
    /// Sees everything.
    Admin,
}

/// What hooks have written down in the transaction.
#[resource(path = "/lines")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Line {
    #[resource(id)]
    id: i64,
    text: String,
}

/// A paper. Its title says what its hooks do.
#[derive(Debug)]
#[resource(path = "/papers", hooks)]
#[authorize(read = owner || role(Role::Admin), create = authenticated, update = owner, delete = owner)]
#[validate(custom(not_called_by_its_run))]
struct Paper {
    /// The key.
    #[resource(id)]
    id: i64,
    /// What it is called.
    #[validate(length(min = 1, max = 40))]
    title: String,
    /// Which test it is part of.
    run: String,
    /// What a hook sets.
    #[validate(length(max = 10))]
    #[resource(default = "")]
    slug: String,
    /// Nobody is told.
    #[resource(write_only, default = "none")]
    secret: String,
    /// Whose it is.
    #[resource(owner)]
    author: String,
    /// When it was changed.
    #[resource(updated_at)]
    updated_at: DateTime<Utc>,
}

fn not_called_by_its_run(paper: &PaperCreate) -> Result<(), Invalid> {
    if paper.title == paper.run { Err(Invalid::new("same", "must differ").at("title")) } else { Ok(()) }
}

/// Which hooks ran, also those that were undone: the test, and what it was.
static HEARD: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

fn heard(run: &str) -> Vec<String> {
    let mut heard = HEARD.lock().unwrap();
    let (own, others) = heard.drain(..).partition(|(of, _)| of == run);
    *heard = others;
    own.into_iter().map(|(_, what)| what).collect()
}

async fn note(cx: &HookContext, run: &str, what: String) -> restkit::Result<()> {
    let by = cx.caller().and_then(Caller::subject).unwrap_or("system");
    HEARD.lock().unwrap().push((run.to_owned(), format!("{what} by {by}")));
    Line::repository(cx.tx()).as_system().insert([Line::text().set(what)]).await?;
    Ok(())
}

fn fails_at(title: &str, when: &str) -> restkit::Result<()> {
    if title == when { Err(Problem::new(ProblemKind::CONFLICT, "It was not to be.").into()) } else { Ok(()) }
}

impl Hooks for Paper {
    async fn before_create(cx: &HookContext, draft: &mut Draft<Self>) -> restkit::Result<()> {
        let title = draft.get(Self::title()).unwrap_or_default();
        assert!(draft.get(Self::id()).is_none(), "the database makes it");
        note(cx, &draft.get(Self::run()).unwrap_or_default(), format!("before {title}")).await?;
        draft.set(Self::slug(), title.to_uppercase());
        match title.as_str() {
            "given away" => draft.set(Self::author(), "zoe"),
            "same" => draft.set(Self::title(), draft.get(Self::run()).unwrap_or_default()),
            "too long" => draft.set(Self::slug(), "much too long for it"),
            _ => {}
        }
        fails_at(&title, "early")
    }

    async fn after_create(cx: &HookContext, row: &Self) -> restkit::Result<()> {
        note(cx, &row.run, format!("after {} {}", row.title, row.secret)).await?;
        fails_at(&row.title, "late")
    }

    async fn before_update(cx: &HookContext, row: &Self, changes: &mut Draft<Self>) -> restkit::Result<()> {
        let title = changes.get(Self::title());
        note(cx, &row.run, format!("before {} to {title:?}", row.title)).await?;
        match title.as_deref() {
            Some("given") => changes.set(Self::author(), "zoe"),
            Some(title) => changes.set(Self::slug(), title.to_uppercase()),
            None => {}
        }
        fails_at(title.as_deref().unwrap_or_default(), "early")
    }

    async fn after_update(cx: &HookContext, before: &Self, after: &Self) -> restkit::Result<()> {
        note(cx, &after.run, format!("after {} to {} {}", before.title, after.title, after.secret)).await?;
        fails_at(&after.title, "late")
    }

    async fn before_delete(cx: &HookContext, row: &Self) -> restkit::Result<()> {
        note(cx, &row.run, format!("before the end of {}", row.title)).await?;
        fails_at(&row.title, "kept")
    }

    async fn after_delete(cx: &HookContext, row: &Self) -> restkit::Result<()> {
        note(cx, &row.run, format!("after the end of {}", row.title)).await?;
        fails_at(&row.title, "kept late")
    }

    #[expect(clippy::panic, reason = "what is tested")]
    async fn after_commit(db: &Db, event: Committed<Self>) -> restkit::Result<()> {
        let (row, what) = match event {
            Committed::Created(row) => (row, "created"),
            Committed::Updated { before, after } => (after, if before.title.is_empty() { "" } else { "updated" }),
            Committed::Deleted(row) => (row, "deleted"),
        };
        // What is told has happened for everybody.
        let there = Self::repository(db).as_system().find(row.id).await?.is_some();
        HEARD.lock().unwrap().push((row.run.clone(), format!("{what} {} {there}", row.title)));
        match row.title.as_str() {
            "panic" => panic!("after the commit"),
            "failure" => Err(std::io::Error::other("after the commit").into()),
            _ => Ok(()),
        }
    }
}

#[resource]
impl Paper {
    /// Makes a paper in the transaction of the request, and may fail then.
    #[post("/made/{title}/{run}")]
    #[authorize(public)]
    async fn made(title: Path<String>, run: Path<String>, fail: Query<Option<bool>>, tx: Tx) -> restkit::Result<()> {
        let of = |title: &str| [Self::title().set(title), Self::run().set(&**run), Self::author().set("ann")];
        let papers = Self::repository(&tx).as_system();
        papers.insert(of(&title)).await?;
        // A handler that goes on after an error finds nothing of the operation in its transaction.
        assert!(papers.insert(of("late")).await.is_err());
        assert_eq!(papers.select().count().await?, 1);
        assert_eq!(heard(&run).last().unwrap(), "after late none by system", "nothing is told before the commit");
        fails_at(if *fail == Some(true) { "late" } else { "" }, "late")
    }
}

const PAPERS: &str = "/api/papers";

async fn app(backend: Backend) -> (TestApp, String) {
    let app = AppBuilder::new(backend).mount("/api", Paper::routes()).mount("/api", Line::routes()).start().await;
    (app, Uuid::now_v7().to_string())
}

async fn create(app: &TestApp, run: &str, title: &str) -> restkit_tests::answer::Answer {
    app.post(PAPERS).as_user("ann").json(&json!({"title": title, "run": run})).send().await
}

async fn patch(app: &TestApp, body: &Json) -> restkit_tests::answer::Answer {
    app.patch(format!("{PAPERS}/1")).as_user("ann").json(body).send().await
}

fn anns(app: &TestApp) -> Rows<Paper> {
    Paper::repository(app.db()).as_caller(&Caller::new("ann"))
}

/// What hooks wrote and was kept.
async fn lines(app: &TestApp) -> Vec<String> {
    let lines = Line::repository(app.db()).as_system().select().all().await.unwrap();
    lines.into_iter().map(|line| line.text).collect()
}

async fn they_run_in_order_by_http_and_by_repository(backend: Backend) {
    let (by_http, run) = app(backend).await;
    create(&by_http, &run, "milk").await.expect(201);
    patch(&by_http, &json!({"title": "oats", "secret": "s"})).await.expect(200);
    patch(&by_http, &json!({})).await.expect(200);
    by_http.delete(format!("{PAPERS}/1")).as_user("ann").send().await.expect(204);
    let expected = [
        "before milk by ann",
        "after milk none by ann",
        "created milk true",
        "before milk to Some(\"oats\") by ann",
        "after milk to oats s by ann",
        "updated oats true",
        "before the end of oats by ann",
        "after the end of oats by ann",
        "deleted oats false",
    ];
    assert_eq!(heard(&run), expected);
    let (by_repository, run) = app(backend).await;
    let papers = anns(&by_repository);
    let paper = papers.insert([Paper::title().set("milk"), Paper::run().set(&*run)]).await.unwrap();
    assert_eq!((paper.slug.as_str(), paper.secret.as_str()), ("MILK", "none"));
    papers.update(paper.id, [Paper::title().set("oats"), Paper::secret().set("s")]).await.unwrap();
    papers.update(paper.id, []).await.unwrap();
    papers.delete(paper.id).await.unwrap();
    assert_eq!(heard(&run), expected);
    assert_eq!(lines(&by_http).await.len(), 6);
    assert_eq!(lines(&by_http).await, lines(&by_repository).await);
    let system = Paper::repository(by_repository.db()).as_system();
    system.insert([Paper::title().set("tea"), Paper::run().set(&*run), Paper::author().set("ann")]).await.unwrap();
    assert_eq!(heard(&run)[0], "before tea by system");
}

async fn what_they_set_is_written_and_held_to_the_rules(backend: Backend) {
    let (app, run) = app(backend).await;
    let made = create(&app, &run, "milk").await.expect(201);
    assert_eq!((made.at("/slug"), made.at("/author")), (json!("MILK"), json!("ann")));
    let changed = patch(&app, &json!({"title": "oats"})).await.expect(200);
    assert_eq!(changed.at("/slug"), "OATS");
    assert!(changed.at("/updated_at").as_str() > made.at("/updated_at").as_str());
    create(&app, &run, "too long").await.faults(422, "validation", &["/slug: length"]);
    create(&app, &run, "same").await.faults(422, "validation", &["/title: same"]);
    // Nobody moves a row where they may not see it, by way of a hook either.
    patch(&app, &json!({"title": "given"})).await.problem(403, "forbidden");
    patch(&app, &json!({"title": "a title of 11"})).await.faults(422, "validation", &["/slug: length"]);
    assert_eq!(create(&app, &run, "given away").await.expect(201).at("/author"), "zoe", "whoever may make it need not see it");
    assert_eq!(anns(&app).select().all().await.unwrap()[0].slug, "OATS");
    assert_eq!(lines(&app).await.len(), 6, "of three operations");
}

async fn an_error_undoes_all(backend: Backend) {
    let (app, run) = app(backend).await;
    for title in ["early", "late"] {
        create(&app, &run, title).await.problem(409, "conflict");
    }
    assert_eq!(heard(&run), ["before early by ann", "before late by ann", "after late none by ann"]);
    create(&app, &run, "kept").await.expect(201);
    create(&app, &run, "kept late").await.expect(201);
    for paper in anns(&app).select().all().await.unwrap() {
        app.patch(format!("{PAPERS}/{}", paper.id))
            .as_user("ann")
            .json(&json!({"title": "late"}))
            .send()
            .await
            .problem(409, "conflict");
        app.delete(format!("{PAPERS}/{}", paper.id)).as_user("ann").send().await.problem(409, "conflict");
    }
    let left: Vec<String> = anns(&app).select().all().await.unwrap().into_iter().map(|paper| paper.title).collect();
    assert_eq!(left, ["kept", "kept late"]);
    assert_eq!(lines(&app).await, ["before kept", "after kept none", "before kept late", "after kept late none"]);
}

async fn nobody_meets_them_without_being_allowed(backend: Backend) {
    let (app, run) = app(backend).await;
    create(&app, &run, "milk").await.expect(201);
    heard(&run);
    let path = format!("{PAPERS}/1");
    let body = json!({"title": "tea", "run": run});
    // Without a caller, with faults, and for rows that are not seen, not there, not theirs, or of another version.
    app.post(PAPERS).json(&body).send().await.problem(401, "unauthenticated");
    create(&app, &run, "").await.faults(422, "validation", &["/title: length"]);
    create(&app, &run, &run).await.problem(422, "validation");
    app.patch(&path).json(&body).send().await.problem(401, "unauthenticated");
    app.delete(&path).send().await.problem(401, "unauthenticated");
    app.patch(&path).as_user("bob").json(&body).send().await.problem(404, "not_found");
    app.delete(&path).as_user("bob").send().await.problem(404, "not_found");
    app.patch(format!("{PAPERS}/9")).as_user("ann").json(&body).send().await.problem(404, "not_found");
    app.patch(&path).as_admin("eve").json(&body).send().await.problem(403, "forbidden");
    app.delete(&path).as_admin("eve").send().await.problem(403, "forbidden");
    patch(&app, &json!({"title": ""})).await.faults(422, "validation", &["/title: length"]);
    patch(&app, &json!({"title": run})).await.problem(422, "validation");
    let other = app.patch(&path).as_user("ann").header("if-match", "\"7\"").json(&json!({"title": "tea"})).send().await;
    other.problem(412, "precondition_failed");
    let bobs = Paper::repository(app.db()).as_caller(&Caller::new("bob"));
    assert_eq!(bobs.update(1, [Paper::title().set("tea")]).await.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    assert_eq!(bobs.delete(1).await.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    let nobody = Paper::repository(app.db()).as_caller(&Caller::anonymous());
    assert!(nobody.insert([Paper::title().set("tea"), Paper::run().set(&*run)]).await.is_err());
    assert_eq!(heard(&run), [""; 0]);
    assert_eq!(lines(&app).await.len(), 2);
}

async fn after_a_commit_and_not_without_one(backend: Backend) {
    let (app, run) = app(backend).await;
    let set = |title: &str| [Paper::title().set(title), Paper::run().set(&*run)];
    for keep in [false, true] {
        let transaction = app.db().begin().await.unwrap();
        let papers = Paper::repository(transaction.tx()).as_caller(&Caller::new("ann"));
        let paper = papers.insert(set("milk")).await.unwrap();
        papers.update(paper.id, set("oats")).await.unwrap();
        // A savepoint of one's own that is undone takes with it what would have been told.
        let gone: restkit::Result<()> = transaction
            .savepoint(async || {
                papers.insert(set("tea")).await?;
                Err(std::io::Error::other("no tea").into())
            })
            .await;
        assert!(gone.is_err());
        assert_eq!(papers.insert(set("late")).await.unwrap_err().kind(), ProblemKind::CONFLICT);
        assert!(!heard(&run).iter().any(|what| what.contains("ed ")), "nothing is told yet");
        if keep {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
        let told: &[&str] = if keep { &["created milk true", "updated oats true"] } else { &[] };
        assert_eq!(heard(&run), told);
    }
    app.delete(format!("{PAPERS}/{}", anns(&app).select().first().await.unwrap().unwrap().id))
        .as_user("ann")
        .send()
        .await
        .expect(204);
    heard(&run);
    app.post(format!("{PAPERS}/made/milk/{run}?fail=true")).send().await.problem(409, "conflict");
    assert_eq!(heard(&run), [""; 0]);
    app.post(format!("{PAPERS}/made/milk/{run}")).send().await.expect(204);
    assert_eq!(heard(&run), ["created milk true"], "the answer comes after it");
}

async fn many_rows_have_them_each(backend: Backend) {
    let (app, run) = app(backend).await;
    let set = |title: &str| [Paper::title().set(title), Paper::run().set(&*run)];
    let papers = anns(&app);
    assert_eq!(papers.insert_many([set("milk"), set("late")]).await.unwrap_err().kind(), ProblemKind::CONFLICT);
    assert_eq!(heard(&run).len(), 4);
    let problem = papers.insert_many([set("milk"), set("too long")]).await.unwrap_err();
    assert_eq!(problem.faults()[0].at, restkit::problem::Location::Pointer("/1/slug".to_owned()));
    assert!(!papers.select().exists().await.unwrap() && lines(&app).await.is_empty());
    heard(&run);
    let made = papers.insert_many([set("milk"), set("oats")]).await.unwrap();
    assert_eq!(made.iter().map(|paper| paper.slug.as_str()).collect::<Vec<_>>(), ["MILK", "OATS"]);
    let expected = ["before milk", "after milk none", "before oats", "after oats none"];
    assert_eq!(heard(&run)[4..], ["created milk true", "created oats true"]);
    assert_eq!(lines(&app).await, expected);
}

async fn transactions_that_meet_run_them_again_and_tell_once(backend: Backend) {
    let (app, run) = app(backend).await;
    create(&app, &run, "milk").await.expect(201);
    heard(&run);
    let changes = (0..8).map(|number| {
        let papers = anns(&app);
        async move { papers.update_returning(1, [Paper::title().set(format!("oats {number}"))]).await.map(|paper| paper.title) }
    });
    let changed: Vec<String> = futures_util::future::join_all(changes).await.into_iter().map(Result::unwrap).collect();
    let told: Vec<String> = heard(&run).into_iter().filter(|what| what.starts_with("updated")).collect();
    assert_eq!(told.len(), 8);
    for title in changed {
        assert!(told.contains(&format!("updated {title} true")), "{told:?}");
    }
    // Each saw the row as the one before had left it.
    let lines = lines(&app).await;
    let after: Vec<&String> = lines.iter().filter(|line| line.starts_with("after") && line.contains(" to ")).collect();
    for pair in after.windows(2) {
        let left = pair[0].split(" to ").nth(1).unwrap().trim_end_matches(" none");
        assert!(pair[1].starts_with(&format!("after {left} to ")), "{lines:?}");
    }
}

async fn what_fails_after_the_commit_harms_nobody(backend: Backend) {
    let (app, run) = app(backend).await;
    for title in ["panic", "failure", "milk"] {
        create(&app, &run, title).await.expect(201);
    }
    let told: Vec<String> = heard(&run).into_iter().filter(|what| what.starts_with("created")).collect();
    assert_eq!(told, ["created panic true", "created failure true", "created milk true"]);
    assert_eq!(anns(&app).select().count().await.unwrap(), 3);
}
