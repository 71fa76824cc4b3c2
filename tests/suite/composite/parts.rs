//! What parts can be, and who sets them.

use super::*;
use expect_test::expect;
use restkit::{db::Dialect, schema};
use restkit_tests::on_both;

on_both!(the_caller_is_a_part, the_server_makes_a_part, four_parts_of_all_kinds, hooks_see_whole_rows);

/// What somebody thinks of a film.
#[resource(path = "/ratings")]
#[authorize(read = public, create = authenticated, update = owner, delete = owner)]
pub struct Rating {
    /// Who.
    #[resource(id, owner)]
    pub user: i64,
    /// Of what.
    #[resource(id, natural, index)]
    pub film: i64,
    /// How good it is.
    pub stars: i16,
}

/// What somebody has, apart from others.
#[resource(path = "/documents", index(title, tenant))]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Document {
    /// Whose it is.
    #[resource(id, natural)]
    pub tenant: Uuid,
    /// The key there.
    #[resource(id)]
    pub id: Uuid,
    /// What it is called.
    #[resource(sort)]
    #[validate(length(max = 100))]
    pub title: Option<String>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum Shift {
    /// The first.
    Early,
    /// The second.
    Late,
}

/// A code that others gave.
#[derive(Clone, Debug, PartialEq, Eq, restkit::Column)]
#[validate(length(min = 2, max = 5), pattern("^[A-Z ]+$"))]
pub struct Ward(String);

/// Who is where when.
#[resource(path = "/slots", page_size = 1, hooks)]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Slot {
    /// The day.
    #[resource(id, sort)]
    pub day: NaiveDate,
    /// The shift.
    #[resource(id, sort)]
    pub shift: Shift,
    /// The ward.
    #[resource(id)]
    pub ward: Ward,
    /// From when on.
    #[resource(id)]
    pub since: DateTime<Utc>,
    /// Who.
    pub who: Option<String>,
}

impl Hooks for Slot {
    async fn before_update(cx: &HookContext, row: &Self, draft: &mut Draft<Self>) -> restkit::Result<()> {
        let rows = Slot::repository(cx.tx()).as_system();
        let there = rows.get((row.day, row.shift, row.ward.clone(), row.since)).await?;
        draft.set(Slot::who(), format!("{}, {}", there.who.unwrap_or_default(), row.ward.0));
        Ok(())
    }
}

async fn the_caller_is_a_part(backend: Backend) {
    let app = AppBuilder::new(backend).mount("/api", Rating::routes()).start().await;
    let rate = |user: i64, film: i64| app.post("/api/ratings").as_user(user).json(&json!({"film": film, "stars": 3})).send();
    let made = rate(7, 1).await.expect(201);
    assert_eq!((made.at("/user"), made.header("location").as_str()), (json!(7), "/api/ratings/7/1"));
    rate(8, 1).await.expect(201);
    rate(7, 1).await.faults(409, "conflict", &["/film: unique", "/user: unique"]);
    let other = app.post("/api/ratings").as_user(7).json(&json!({"user": 8, "film": 2, "stars": 3})).send().await;
    other.faults(422, "validation", &["/user: read_only"]);
    app.post("/api/ratings").json(&json!({"film": 1, "stars": 3})).send().await.problem(401, "unauthenticated");
    app.patch("/api/ratings/8/1").as_user(7).json(&json!({"stars": 1})).send().await.problem(403, "forbidden");
    app.patch("/api/ratings/7/1").as_user(7).json(&json!({"stars": 1})).send().await.expect(200);
    let mine = app.patch("/api/ratings/7/1").as_user(7).json(&json!({"user": 7})).send().await;
    mine.faults(422, "validation", &["/user: read_only"]);

    let mine = Rating::repository(app.db()).as_caller(&Caller::new("7"));
    let upsert = |stars: i16| mine.upsert((Rating::user(), Rating::film()), [Rating::film().set(1), Rating::stars().set(stars)]);
    assert_eq!(upsert(5).await.unwrap().stars, 5);
    assert_eq!(mine.select().count().await.unwrap(), 2);
    assert_eq!(mine.get((8, 1)).await.unwrap().stars, 3);
    app.delete("/api/ratings/7/1").as_user(7).send().await.expect(204);
}

async fn the_server_makes_a_part(backend: Backend) {
    let app = AppBuilder::new(backend).mount("/api", Document::routes()).start().await;
    let tenant = Uuid::from_u128(10);
    let made = app.post("/api/documents").json(&json!({ "tenant": tenant })).send().await.expect(201);
    let id: Uuid = made.at("/id").as_str().unwrap().parse().unwrap();
    assert_eq!(id.get_version_num(), 7);
    assert_eq!(made.header("location"), format!("/api/documents/{tenant}/{id}"));
    app.get(format!("/api/documents/{}/{id}", tenant.to_string().to_uppercase())).send().await.expect(200);
    app.get(format!("/api/documents/{id}/{tenant}")).send().await.problem(404, "not_found");
    app.post("/api/documents").json(&json!({})).send().await.faults(422, "validation", &["/tenant: required"]);
    let own = app.post("/api/documents").json(&json!({ "tenant": tenant, "id": tenant })).send().await;
    own.faults(422, "validation", &["/id: read_only"]);
    let set = [Document::tenant().set(tenant), Document::id().set(tenant)];
    let documents = Document::repository(app.db()).as_system();
    assert_eq!(documents.insert(set).await.unwrap().id, tenant);
    let titles = [Some("b"), None, Some("a")];
    for title in titles {
        app.post("/api/documents").json(&json!({ "tenant": tenant, "title": title })).send().await.expect(201);
    }
    let title = |row: &Value| row["title"].as_str().unwrap_or("-").to_owned();
    assert_eq!(walk(&app, "/api/documents?sort=title&limit=1", title).await, ["a", "b", "-", "-", "-"]);
    assert_eq!(walk(&app, "/api/documents?sort=-title&limit=2", title).await, ["b", "a", "-", "-", "-"]);
}

async fn slots(backend: Backend) -> (TestApp, String) {
    let app = AppBuilder::new(backend).mount("/api", Slot::routes()).start().await;
    let body = json!({"day": "2026-11-21", "shift": "late", "ward": "A B", "since": "2026-11-21T14:00:00Z", "who": "Ann"});
    let made = app.post("/api/slots").json(&body).send().await.expect(201);
    (app, made.header("location"))
}

async fn four_parts_of_all_kinds(backend: Backend) {
    let (app, path) = slots(backend).await;
    assert_eq!(path, "/api/slots/2026-11-21/late/A%20B/2026-11-21T14%3A00%3A00.000000Z");
    assert_eq!(app.get(&path).send().await.expect(200).at("/who"), "Ann");
    for other in [
        "2026-11-21/late/A%20B/2026-11-21T14:00:00Z",
        "2026-11-21/Late/A%20B/2026-11-21T14:00:00.000000Z",
        "2026-11-21/late/A%20B",
        "late/2026-11-21/A%20B/2026-11-21T14:00:00.000000Z",
        "2026-11-21/late/A%20B/2026-11-21T14:00:00.000000Z/x",
    ] {
        app.get(format!("/api/slots/{other}")).send().await.problem(404, "not_found");
    }
    for (day, shift) in [("2026-11-20", "late"), ("2026-11-21", "early"), ("2026-11-20", "early")] {
        let body = json!({"day": day, "shift": shift, "ward": "C C", "since": "2026-11-21T14:00:00Z"});
        app.post("/api/slots").json(&body).send().await.expect(201);
    }
    let of = |row: &Value| format!("{} {}", &row["day"].as_str().unwrap()[8..], row["shift"].as_str().unwrap());
    assert_eq!(walk(&app, "/api/slots", of).await, ["20 early", "20 late", "21 early", "21 late"]);
    assert_eq!(walk(&app, "/api/slots?sort=shift,-day", of).await, ["21 early", "20 early", "21 late", "20 late"]);
    app.delete(&path).send().await.expect(204);
}

async fn hooks_see_whole_rows(backend: Backend) {
    let (app, path) = slots(backend).await;
    assert_eq!(app.patch(&path).json(&json!({"who": "Bob"})).send().await.expect(200).at("/who"), "Ann, A B");
}

#[test]
fn tables_have_keys_of_several_columns() {
    let declared = |dialect| {
        let schema = schema::declared(&[Membership::spec(), Team::spec(), Person::spec(), Document::spec()], dialect);
        let all = schema::create(&schema, dialect);
        all.into_iter()
            .filter(|sql| sql.contains("\"memberships\"") || sql.contains("\"documents\""))
            .collect::<Vec<_>>()
            .join(";\n")
    };
    expect![[r#"
        CREATE TABLE "documents" (
            "tenant" TEXT NOT NULL,
            "id" TEXT NOT NULL,
            "title" TEXT,
            "row_version" INTEGER NOT NULL DEFAULT 1,
            CONSTRAINT "documents_pkey" PRIMARY KEY ("tenant", "id"),
            CONSTRAINT "documents_title_check" CHECK (length("title") <= 100)
        ) STRICT;
        CREATE INDEX "documents_title_idx" ON "documents" ("title", "tenant", "id");
        CREATE INDEX "documents_title_tenant_idx" ON "documents" ("title", "tenant", "id");
        CREATE TABLE "memberships" (
            "team_id" TEXT NOT NULL,
            "user_id" INTEGER NOT NULL,
            "role" TEXT NOT NULL DEFAULT 'member',
            "row_version" INTEGER NOT NULL DEFAULT 1,
            CONSTRAINT "memberships_pkey" PRIMARY KEY ("team_id", "user_id"),
            CONSTRAINT "memberships_role_check" CHECK (length("role") >= 1 AND length("role") <= 600),
            CONSTRAINT "memberships_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("slug") ON DELETE CASCADE,
            CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "people" ("id")
        ) STRICT;
        CREATE INDEX "memberships_role_idx" ON "memberships" ("role", "team_id", "user_id");
        CREATE INDEX "memberships_user_id_idx" ON "memberships" ("user_id", "team_id")"#]]
    .assert_eq(&declared(Dialect::Sqlite));
    expect![[r#"
        CREATE TABLE "documents" (
            "tenant" UUID NOT NULL,
            "id" UUID NOT NULL,
            "title" TEXT COLLATE "C",
            "row_version" BIGINT NOT NULL DEFAULT 1,
            CONSTRAINT "documents_pkey" PRIMARY KEY ("tenant", "id"),
            CONSTRAINT "documents_title_check" CHECK (char_length("title") <= 100)
        );
        CREATE INDEX "documents_title_desc_idx" ON "documents" ("title" COLLATE "C" DESC NULLS LAST, "tenant" DESC, "id" DESC);
        CREATE INDEX "documents_title_idx" ON "documents" ("title" COLLATE "C", "tenant", "id");
        CREATE INDEX "documents_title_tenant_idx" ON "documents" ("title" COLLATE "C", "tenant", "id");
        CREATE TABLE "memberships" (
            "team_id" TEXT COLLATE "C" NOT NULL,
            "user_id" BIGINT NOT NULL,
            "role" TEXT COLLATE "C" NOT NULL DEFAULT 'member',
            "row_version" BIGINT NOT NULL DEFAULT 1,
            CONSTRAINT "memberships_pkey" PRIMARY KEY ("team_id", "user_id"),
            CONSTRAINT "memberships_role_check" CHECK (char_length("role") >= 1 AND char_length("role") <= 600),
            CONSTRAINT "memberships_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("slug") ON DELETE CASCADE,
            CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "people" ("id")
        );
        CREATE INDEX "memberships_role_idx" ON "memberships" ("role" COLLATE "C", "team_id" COLLATE "C", "user_id");
        CREATE INDEX "memberships_user_id_idx" ON "memberships" ("user_id", "team_id" COLLATE "C")"#]]
    .assert_eq(&declared(Dialect::Postgres));
}
