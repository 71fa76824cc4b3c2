//! What the program does with them.

use super::*;
use restkit::testing::{ResourceFactory as _, TestApp as Client};
use restkit_tests::on_both;

on_both!(rows_are_found_by_tuples, columns_that_are_unique_together_find_a_row, factories_make_up_parts);

async fn rows_are_found_by_tuples(backend: Backend) {
    let app = app(backend).await;
    let rows = Membership::repository(app.db()).as_system();
    let join = |team: &str, user: i64| [Membership::team_id().set(team.to_owned()), Membership::user_id().set(user)];
    let made = rows.insert_many([join("a", 1), join("a", 2), join("b", 1)]).await.unwrap();
    assert_eq!(made[1].user_id.key(), &2);
    assert_eq!(rows.get(("a", 2)).await.unwrap().role, "member");
    let (team, user): (Id<Team>, Id<Person>) = ("a".into(), 2.into());
    assert_eq!(rows.find((team.clone(), user)).await.unwrap().unwrap().user_id, user);
    assert!(rows.find(("b", 2)).await.unwrap().is_none());
    rows.update((team.clone(), 2), [Membership::role().set("owner")]).await.unwrap();
    let key: Id<Membership> = (team, user).into();
    let (row, version) = rows.get_with_version(key.clone()).await.unwrap();
    assert_eq!((row.role.as_str(), rows.get(("a", 1)).await.unwrap().role.as_str()), ("owner", "member"));
    rows.if_version(version).update(key.clone(), [Membership::role().set("guest")]).await.unwrap();
    let stale = rows.if_version(version).delete(key.clone()).await.unwrap_err();
    assert_eq!(stale.kind(), ProblemKind::PRECONDITION_FAILED);
    let refused = rows.update(key.clone(), [Membership::user_id().set(3)]).await.unwrap_err();
    assert_eq!(format!("{:?}", refused.faults()).matches("read_only").count(), 1, "{refused:?}");

    let tx = app.db().begin().await.unwrap();
    let inside = Membership::repository(&tx).as_system();
    let locked = inside.get_for_update(key.clone()).await.unwrap();
    inside.update((locked.team_id, locked.user_id), [Membership::role().set("owner")]).await.unwrap();
    inside.delete(("a", 1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(rows.get(key.clone()).await.unwrap().role, "owner");
    assert_eq!(rows.get(("a", 1)).await.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    let first = rows.select().sort(Membership::team_id().desc()).first().await.unwrap().unwrap();
    assert_eq!((first.team_id.key().as_str(), *first.user_id.key()), ("b", 1));
    assert_eq!(serde_json::to_value(&key).unwrap(), json!(["a", 2]));
    assert_eq!(serde_json::from_value::<Id<Membership>>(json!(["a", 2])).unwrap(), key);
}

async fn columns_that_are_unique_together_find_a_row(backend: Backend) {
    let app = app(backend).await;
    let rows = Membership::repository(app.db()).as_system();
    let upsert = async |team: &str, user: i64, role: &str| {
        let changes = [
            Membership::team_id().set(team.to_owned()),
            Membership::user_id().set(user),
            Membership::role().set(role.to_owned()),
        ];
        rows.upsert((Membership::team_id(), Membership::user_id()), changes).await
    };
    assert_eq!(upsert("a", 1, "x").await.unwrap().role, "x");
    assert_eq!(upsert("a", 2, "y").await.unwrap().role, "y");
    assert_eq!(upsert("a", 1, "z").await.unwrap().role, "z");
    assert_eq!(rows.select().count().await.unwrap(), 2);
    let alone = rows.upsert(Membership::team_id(), [Membership::team_id().set("a".to_owned())]).await.unwrap_err();
    assert_eq!(alone.kind(), ProblemKind::INTERNAL, "a part of a key is not unique");
    let half = rows.upsert((Membership::user_id(), Membership::team_id()), [Membership::user_id().set(2)]).await.unwrap_err();
    assert_eq!(half.kind(), ProblemKind::VALIDATION);
}

async fn factories_make_up_parts(backend: Backend) {
    let database = match backend {
        Backend::Sqlite => restkit::testing::Backend::File,
        Backend::Postgres => match restkit_tests::postgres::shared() {
            Some(cluster) => restkit::testing::Backend::postgres(cluster.url("postgres")),
            None => return,
        },
    };
    let routes = (Team::routes(), Person::routes(), Membership::routes());
    let app = Client::on(database, App::new("Test", "1.0.0").mount("/api", routes)).await;
    let made = Membership::factory().create_many(3, &app).await;
    assert!(made[0].team_id != made[1].team_id && made[0].user_id != made[1].user_id);
    let same = Membership::factory().with(Membership::team_id().set(made[0].team_id.clone())).create(&app).await;
    assert_eq!(same.team_id, made[0].team_id);
    let body = Membership::factory().body(&app).await;
    let made = app.post("/api/memberships").json(body).await.expect_status(201);
    assert!(made.json()["userId"].is_i64());
}
