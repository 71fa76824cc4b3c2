//! Relations in repositories and in policies.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;

use super::fixtures::{Comment, Cover, Post, Tag, User, blog, comment, cover, empty, keep_secret, post, tag, user};

on_both!(
    conditions_reach_through_relations,
    whoever_asks_sees_what_is_theirs,
    orders_go_by_other_rows,
    rows_are_loaded_with_what_they_lead_to,
    policies_reach_through_relations,
);

fn titles(posts: &[Post]) -> Vec<&str> {
    posts.iter().map(|post| post.title.as_str()).collect()
}

async fn conditions_reach_through_relations(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, eve) = (user(db, "ann", true).await, user(db, "eve", false).await);
    let (a, b) = (post(db, &ann, "a", false).await, post(db, &eve, "b", true).await);
    post(db, &ann, "c", false).await;
    let one = comment(db, &a, Some(&eve), None, "x", 1).await;
    comment(db, &a, None, Some(&one), "y", 2).await;
    keep_secret(db, &one).await;
    tag(db, &b, "red", false).await;
    cover(db, &b, "url").await;

    let posts = Post::repository(db).as_system();
    let found = async |condition: Condition<Post>| {
        let found = posts.filter(condition).sort(Post::title().asc()).all().await.unwrap();
        titles(&found).concat()
    };
    assert_eq!(found(Post::author().is(User::name().eq("eve"))).await, "b");
    assert_eq!(found(!Post::author().is(User::active().eq(false))).await, "ac");
    assert_eq!(found(Post::comments().any(Comment::text().eq("x"))).await, "a");
    assert_eq!(found(Post::comments().any(Comment::text().eq("x").and(Comment::written().eq(2)))).await, "");
    assert_eq!(found(Post::comments().none(Comment::secret().eq(true))).await, "bc");
    assert_eq!(found(Post::comments().none(Condition::all())).await, "bc");
    assert_eq!(found(Post::tags().any(Tag::word().eq("red"))).await, "b");
    assert_eq!(found(Post::cover().is(Cover::url().starts_with("u"))).await, "b");
    // Relations of relations, also of a table to itself.
    let by_eve = Comment::author().is(User::name().eq("eve"));
    assert_eq!(found(Post::comments().any(by_eve.clone())).await, "a");
    assert_eq!(found(Post::comments().any(Comment::parent().is(by_eve.clone()))).await, "a");
    assert_eq!(found(Post::comments().any(Comment::replies().none(Condition::all()))).await, "a");
    assert_eq!(found(Post::author().is(User::comments().any(Comment::post().is(Post::title().eq("a"))))).await, "b");
    let select = || posts.filter(Post::comments().any(by_eve.clone()));
    assert_eq!((select().count().await.unwrap(), select().exists().await.unwrap()), (1, true));
    assert_eq!(select().first().await.unwrap().unwrap().title, "a");
}

async fn whoever_asks_sees_what_is_theirs(backend: Backend) {
    let app = empty(backend).await;
    let users = blog(app.db()).await;
    let posts = Post::repository(app.db());
    for user in &users {
        let caller = Caller::new(user.id.to_string());
        for text in ["0.0", "0.1", "1.2", "2.1", "3.3"] {
            let ids = |rows: &[Post]| rows.iter().map(|post| post.id).collect::<Vec<_>>();
            let mine = posts.as_caller(&caller);
            let some = mine.filter(Post::comments().any(Comment::text().eq(text))).all().await.unwrap();
            let none = mine.filter(Post::comments().none(Comment::text().eq(text))).all().await.unwrap();
            for (word, rows) in [("", some), ("none__", none)] {
                let path = format!("/posts?limit=50&comments__{word}text={text}");
                let page = app.get(path).as_user(user.id).send().await.expect(200).json();
                let listed: Vec<i64> = page["items"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
                assert_eq!(ids(&rows), listed, "{} {word}{text}", user.name);
            }
        }
    }
}

async fn orders_go_by_other_rows(backend: Backend) {
    let app = empty(backend).await;
    let users = blog(app.db()).await;
    for user in &users {
        let caller = Caller::new(user.id.to_string());
        let comments = Comment::repository(app.db()).as_caller(&caller);
        let sorted =
            || comments.select().sort(Comment::author().desc(User::name())).sort(Comment::parent().asc(Comment::written()));
        let path = "/comments?limit=50&sort=-author__name,parent__written";
        let page = app.get(path).as_user(user.id).send().await.expect(200).json();
        let listed: Vec<String> =
            page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        let ids = |rows: &[Comment]| rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&sorted().all().await.unwrap()), listed);
        let streamed: Vec<Comment> = futures_util::TryStreamExt::try_collect(sorted().stream()).await.unwrap();
        assert_eq!(ids(&streamed), listed);
    }
}

async fn rows_are_loaded_with_what_they_lead_to(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, eve) = (user(db, "ann", true).await, user(db, "eve", false).await);
    let (a, b) = (post(db, &ann, "a", false).await, post(db, &eve, "b", false).await);
    post(db, &ann, "c", false).await;
    // More than an answer would hold, in the declared order.
    for written in 0..25 {
        comment(db, &a, Some(&eve), None, "x", written).await;
    }
    let secret = comment(db, &b, None, None, "y", 1).await;
    keep_secret(db, &secret).await;
    for (word, confirmed) in [("red", true), ("blue", false)] {
        tag(db, &a, word, confirmed).await;
        tag(db, &b, word, confirmed).await;
    }
    cover(db, &b, "url").await;

    let system = Post::repository(db).as_system();
    let rows = system.select().sort(Post::title().asc()).all().await.unwrap();
    let authors = system.load(Post::author(), &rows).await.unwrap();
    let names: Vec<_> = authors.iter().map(|author| author.as_ref().map(|author| author.name.as_str())).collect();
    assert_eq!(names, [Some("ann"), Some("eve"), Some("ann")]);
    // A row is whole.
    assert_eq!(authors[0].as_ref().unwrap().password.as_deref(), Some("swordfish"));
    let comments = system.load(Post::comments(), &rows).await.unwrap();
    assert_eq!(comments.iter().map(Vec::len).collect::<Vec<_>>(), [25, 1, 0]);
    assert_eq!(comments[0].iter().map(|one| one.written).collect::<Vec<_>>(), (0..25).rev().collect::<Vec<_>>());
    let words =
        |tags: &[Vec<Tag>]| tags.iter().map(|tags| tags.iter().map(|tag| tag.word.clone()).collect()).collect::<Vec<Vec<_>>>();
    assert_eq!(words(&system.load(Post::tags(), &rows).await.unwrap()), [vec!["blue", "red"], vec!["blue", "red"], vec![]]);
    let covers = system.load(Post::cover(), &rows).await.unwrap();
    assert_eq!(covers.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    assert!(system.load(Post::comments(), &[]).await.unwrap().is_empty());

    // A caller gets what they could read.
    let caller = Caller::new(ann.id.to_string());
    let mine = Post::repository(db).as_caller(&caller);
    let authors = mine.load(Post::author(), &rows).await.unwrap();
    assert_eq!(authors.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    let comments = mine.load(Post::comments(), &rows).await.unwrap();
    assert_eq!(comments.iter().map(Vec::len).collect::<Vec<_>>(), [25, 0, 0]);
    assert_eq!(words(&mine.load(Post::tags(), &rows).await.unwrap()), [vec!["red"], vec!["red"], vec![]]);
}

/// A team.
#[resource(path = "/teams", has_many(members = Member::team_id), operations(list))]
#[authorize(read = role(super::fixtures::Role::Admin))]
struct Team {
    #[resource(id)]
    id: i64,
}

/// Who is in it; nobody may see that.
#[resource(path = "/members", operations(list))]
#[authorize(read = role(super::fixtures::Role::Admin))]
struct Member {
    #[resource(id)]
    id: i64,
    team_id: Id<Team>,
    user: i64,
}

/// What a team works at.
#[resource(path = "/papers", has_many(copies = Paper::original, filter))]
#[authorize(read = policy(of_my_team), create = public, update = policy(of_my_team), delete = policy(of_my_team))]
struct Paper {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = team)]
    team_id: Id<Team>,
    original: Option<Id<Paper>>,
    #[resource(filter)]
    title: String,
}

fn of_my_team(caller: &Caller) -> Condition<Paper> {
    let user = caller.subject().and_then(|subject| subject.parse::<i64>().ok()).unwrap_or_default();
    Paper::team().is(Team::members().any(Member::user().eq(user)))
}

async fn policies_reach_through_relations(backend: Backend) {
    let app: TestApp = AppBuilder::new(backend).mount("", (Team::routes(), Member::routes(), Paper::routes())).start().await;
    let db = app.db();
    for (team, user) in [(1, 1), (2, 1), (2, 2)] {
        if Team::repository(db).as_system().find(team).await.unwrap().is_none() {
            Team::repository(db).as_system().insert([]).await.unwrap();
        }
        Member::repository(db).as_system().insert([Member::team_id().set(team), Member::user().set(user)]).await.unwrap();
    }
    for (team, original) in [(1, None), (2, Some(1)), (2, Some(2))] {
        let body = json!({"team_id": team, "original": original, "title": format!("of {team}")});
        app.post("/papers").json(&body).send().await.expect(201);
    }
    let found = async |user: i64, query: &str| {
        let page = app.get(format!("/papers?{query}")).as_user(user).send().await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((found(1, "").await, found(2, "").await, found(3, "").await), (vec![1, 2, 3], vec![2, 3], vec![]));
    // In a filter, in what is included, and of one row.
    assert_eq!(found(1, "copies__title=of+2").await, [1, 2]);
    assert_eq!((found(2, "copies__title=of+2").await, found(2, "copies__none__title=of+2").await), (vec![2], vec![3]));
    let row = app.get("/papers/2?include=copies").as_user(2).send().await.expect(200).json();
    assert_eq!(row["copies"].as_array().unwrap().len(), 1);
    app.get("/papers/1").as_user(2).send().await.problem(404, "not_found");
    app.patch("/papers/2").json(&json!({"title": "x"})).as_user(2).send().await.expect(200);
    app.patch("/papers/1").json(&json!({"title": "x"})).as_user(2).send().await.problem(404, "not_found");
    // Whether the row stays in sight cannot be said before it is written: nobody moves it.
    app.patch("/papers/2").json(&json!({"team_id": 1})).as_user(1).send().await.problem(403, "forbidden");
    app.delete("/papers/1").as_user(2).send().await.problem(404, "not_found");
    app.delete("/papers/3").as_user(2).send().await.expect(204);
}
