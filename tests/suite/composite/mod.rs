//! Keys of several parts.

mod http;
mod parts;
mod repository;

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use serde_json::{Value, json};

/// People who work together.
#[resource(path = "/teams")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Team {
    /// What it is called.
    #[resource(id)]
    #[validate(length(min = 1, max = 40))]
    pub slug: String,
}

/// Somebody.
#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Person {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// What they are called.
    pub name: String,
}

/// That somebody is in a team.
#[resource(path = "/memberships", page_size = 2)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[serde(rename_all = "camelCase")]
#[derive(Debug)]
pub struct Membership {
    /// In which team.
    #[resource(id, filter, on_delete = cascade)]
    pub team_id: Id<Team>,
    /// Who.
    #[resource(id, filter, sort)]
    pub user_id: Id<Person>,
    /// What they do there.
    #[resource(sort, default = "member")]
    #[validate(length(min = 1, max = 600))]
    pub role: String,
}

#[resource]
impl Membership {
    /// Makes a member an owner.
    #[post("/{team_id}/{user_id}/promote")]
    #[authorize(public)]
    async fn promote(membership: Found<Self>, tx: Tx) -> restkit::Result<Membership> {
        let rows = Membership::repository(&tx).as_system();
        let key = (membership.team_id.clone(), membership.user_id);
        Ok(rows.if_version(membership.version()).update_returning(key, [Membership::role().set("owner")]).await?)
    }

    /// Whose membership it is.
    #[get("/{team_id}/{user_id}/name")]
    #[authorize(public)]
    async fn name(membership: Found<Membership>, user_id: Path<i64>, db: Db) -> restkit::Result<String> {
        assert_eq!(*user_id, *membership.user_id.key());
        Ok(Person::repository(&db).as_system().get(membership.user_id).await?.name)
    }

    /// How many a team has.
    #[get("/{team}/count")]
    #[authorize(public)]
    async fn count(team: Path<Id<Team>>, db: Db) -> restkit::Result<u64> {
        let team = team.into_inner();
        Ok(Membership::repository(&db).as_system().filter(Membership::team_id().eq(team)).count().await?)
    }
}

/// An app with teams `a`, `b` and `a/b`, and five people.
async fn app(backend: Backend) -> TestApp {
    let app = AppBuilder::new(backend).mount("/api", (Team::routes(), Person::routes(), Membership::routes())).start().await;
    for slug in ["a", "b", "a/b"] {
        app.post("/api/teams").json(&json!({ "slug": slug })).send().await.expect(201);
    }
    for name in ["Ann", "Bob", "Cy", "Di", "Eve"] {
        app.post("/api/people").json(&json!({ "name": name })).send().await.expect(201);
    }
    app
}

async fn join(app: &TestApp, team: &str, user: i64) -> restkit_tests::answer::Answer {
    app.post("/api/memberships").json(&json!({"teamId": team, "userId": user})).send().await.expect(201)
}

/// All pages of a list, as what `of` tells of each row.
async fn walk(app: &TestApp, first: &str, of: impl Fn(&Value) -> String) -> Vec<String> {
    let (mut path, mut found) = (first.to_owned(), Vec::new());
    loop {
        let page = app.get(&path).send().await.expect(200);
        found.extend(page.at("/items").as_array().unwrap().iter().map(&of));
        if page.at("/next") == Value::Null {
            return found;
        }
        path = page.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
        assert!(found.len() < 100, "the pages of {first} have no end");
    }
}
