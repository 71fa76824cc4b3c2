//! Repositories: what a handler does with rows is what HTTP does with them.

use futures_util::TryStreamExt as _;
use restkit::{
    db::{Db, PoolSettings, Statement},
    prelude::*,
    problem::Location,
    query::CursorKey,
    resource::Rows,
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

on_both!(
    policies_are_those_of_the_caller,
    every_fault_is_found,
    the_system_sets_more,
    conditions_select_rows,
    pages_and_streams_meet_every_row_once,
    many_rows_are_made_or_none,
    a_unique_column_finds_a_row_again,
    a_transaction_holds_several_operations,
    conflicts_in_a_transaction_name_their_member,
    raw_sql_is_the_way_out,
);

#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
enum Role {
    Admin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
enum Status {
    Todo,
    Done,
}

#[derive(Clone, Debug, PartialEq, Column)]
struct Label(String);

#[derive(Debug)]
#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    name: String,
}

#[derive(Debug)]
#[resource(path = "/errands")]
#[authorize(read = owner || role(Role::Admin), create = authenticated, update = owner, delete = role(Role::Admin))]
#[validate(custom(not_called_by_its_code))]
struct Errand {
    #[resource(id)]
    id: i64,
    #[validate(length(min = 1, max = 10))]
    title: String,
    #[validate(length(max = 20))]
    #[resource(unique)]
    code: String,
    #[validate(length(max = 10))]
    label: Option<Label>,
    #[resource(default = Status::Todo)]
    status: Status,
    #[validate(range(min = 1, max = 5))]
    #[resource(default = 3)]
    priority: i16,
    #[validate(length(max = 2), each(non_blank))]
    #[resource(default = Json(Vec::new()))]
    tags: Json<Vec<String>>,
    #[resource(write_only, default = "none")]
    secret: String,
    #[resource(read_only, default = 0)]
    count: u64,
    helper_id: Option<Id<Person>>,
    #[resource(owner)]
    owner_id: Id<Person>,
    #[resource(created_at)]
    created_at: DateTime<Utc>,
    #[resource(updated_at)]
    updated_at: DateTime<Utc>,
}

fn not_called_by_its_code(errand: &ErrandCreate) -> Result<(), Invalid> {
    if errand.title == errand.code { Err(Invalid::new("same", "must differ").at("title")) } else { Ok(()) }
}

/// A database with Ann (1) and Ben (2).
async fn open(backend: Backend) -> (Database, Db) {
    let database = Database::migrated(backend, &[Errand::spec(), Person::spec()]).await;
    let db = Db::connect(database.url(), &PoolSettings { max_connections: 4, ..PoolSettings::default() }).await.unwrap();
    for name in ["Ann", "Ben"] {
        Person::repository(&db).as_system().insert([Person::name().set(name)]).await.unwrap();
    }
    (database, db)
}

fn of(db: &Db, subject: &str) -> Rows<Errand> {
    Errand::repository(db).as_caller(&Caller::new(subject))
}

fn admin(db: &Db) -> Rows<Errand> {
    Errand::repository(db).as_caller(&Caller::new("9").with_roles(["admin"]))
}

async fn errand(rows: &Rows<Errand>, title: &str, priority: i16) -> Errand {
    let code = format!("c-{title}");
    rows.insert([Errand::title().set(title), Errand::code().set(code), Errand::priority().set(priority)]).await.unwrap()
}

fn pointers(problem: &Problem) -> Vec<(&str, &str)> {
    let mut pointers: Vec<_> = problem
        .faults()
        .iter()
        .map(|fault| match &fault.at {
            Location::Pointer(pointer) => (pointer.as_str(), &*fault.code),
            other => panic!("{other:?}"),
        })
        .collect();
    pointers.sort_unstable();
    pointers
}

async fn policies_are_those_of_the_caller(backend: Backend) {
    let (_database, db) = open(backend).await;
    let (ann, ben) = (of(&db, "1"), of(&db, "2"));
    let milk = errand(&ann, "milk", 3).await;
    assert_eq!((milk.id, milk.title.as_str(), milk.status, *milk.owner_id.key()), (1, "milk", Status::Todo, 1));
    assert_eq!((milk.secret.as_str(), milk.count, milk.created_at), ("none", 0, milk.updated_at), "a row is whole");
    assert_eq!(ann.get(milk.id).await.unwrap().title, "milk");
    assert!(ben.find(milk.id).await.unwrap().is_none());
    assert_eq!(ben.get(milk.id).await.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    let changes = || [Errand::status().set(Status::Done)];
    assert_eq!(ben.update(milk.id, changes()).await.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    assert_eq!(admin(&db).update(milk.id, changes()).await.unwrap_err().kind(), ProblemKind::FORBIDDEN);
    let done = ann.update(milk.id, changes()).await.unwrap();
    assert_eq!((done.status, done.title.as_str()), (Status::Done, "milk"));
    assert!(done.updated_at > milk.updated_at);
    assert_eq!(ann.delete(milk.id).await.unwrap_err().kind(), ProblemKind::FORBIDDEN);
    let nobody = Errand::repository(&db).as_caller(&Caller::anonymous());
    assert_eq!(nobody.insert([]).await.unwrap_err().kind(), ProblemKind::UNAUTHENTICATED, "before anything else is looked at");
    assert_eq!(nobody.select().count().await.unwrap_err().kind(), ProblemKind::UNAUTHENTICATED);
    admin(&db).delete(milk.id).await.unwrap();
    assert!(!admin(&db).select().exists().await.unwrap());
}

async fn every_fault_is_found(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let problem = ann
        .insert([
            Errand::title().set(""),
            Errand::priority().set(9),
            Errand::label().set(Label("much too long".to_owned())),
            Errand::tags().set(Json(vec![" ".to_owned()])),
            Errand::count().set(7_u64),
            Errand::owner_id().set(2),
            Errand::id().set(7),
            Errand::created_at().set(Utc::now()),
        ])
        .await
        .unwrap_err();
    assert_eq!(problem.kind(), ProblemKind::VALIDATION);
    let expected = [
        ("/code", "required"),
        ("/count", "read_only"),
        ("/created_at", "read_only"),
        ("/id", "read_only"),
        ("/label", "length"),
        ("/owner_id", "read_only"),
        ("/priority", "range"),
        ("/tags/0", "blank"),
        ("/title", "length"),
    ];
    assert_eq!(pointers(&problem), expected);
    let same = ann.insert([Errand::title().set("a"), Errand::code().set("a")]).await.unwrap_err();
    assert_eq!(pointers(&same), [("/title", "same")]);
    let nul = ann.insert([Errand::title().set("a\0"), Errand::code().set("a")]).await.unwrap_err();
    assert_eq!(pointers(&nul), [("/title", "nul")]);
    let milk = errand(&ann, "milk", 3).await;
    let whole = ann.update(milk.id, [Errand::title().set("c-milk")]).await.unwrap_err();
    assert_eq!(pointers(&whole), [("/title", "same")]);
    let system = Errand::repository(&db).as_system();
    let huge = system.update(milk.id, [Errand::count().set(u64::MAX)]).await.unwrap_err();
    assert_eq!(pointers(&huge), [("/count", "out_of_range")]);
}

async fn the_system_sets_more(backend: Backend) {
    let (_database, db) = open(backend).await;
    let system = Errand::repository(&db).as_system();
    let plain = || [Errand::title().set("milk"), Errand::code().set("m")];
    assert_eq!(pointers(&system.insert(plain()).await.unwrap_err()), [("/owner_id", "required")]);
    let then = DateTime::UNIX_EPOCH;
    let more = [
        Errand::owner_id().set(2),
        Errand::count().set(7_u64),
        Errand::created_at().set(then),
        Errand::updated_at().set(then),
        Errand::secret().set("s"),
    ];
    let milk = system.insert(plain().into_iter().chain(more)).await.unwrap();
    assert_eq!((*milk.owner_id.key(), milk.count, milk.created_at, milk.secret.as_str()), (2, 7, then, "s"));
    let milk = system.update(milk.id, [Errand::owner_id().set(1)]).await.unwrap();
    assert!(milk.updated_at > then);
    assert!(of(&db, "1").find(milk.id).await.unwrap().is_some());
    let key = system.update(milk.id, [Errand::id().set(9)]).await.unwrap_err();
    assert_eq!(pointers(&key), [("/id", "read_only")]);
    let rules = system.update(milk.id, [Errand::priority().set(0)]).await.unwrap_err();
    assert_eq!(pointers(&rules), [("/priority", "range")]);
}

async fn conditions_select_rows(backend: Backend) {
    let (_database, db) = open(backend).await;
    let (ann, ben) = (of(&db, "1"), of(&db, "2"));
    for (title, priority) in [("Milk", 1), ("milk 100%", 3), ("bread", 3), ("tea", 5)] {
        errand(&ann, title, priority).await;
    }
    errand(&ben, "my milk", 5).await;
    let titles = async |condition: Condition<Errand>| -> Vec<String> {
        let rows = ann.filter(condition).sort(Errand::priority().desc()).sort(Errand::title().asc()).all().await.unwrap();
        rows.into_iter().map(|row| row.title).collect()
    };
    assert_eq!(titles(Condition::all()).await, ["tea", "bread", "milk 100%", "Milk"]);
    assert_eq!(titles(Errand::title().contains("milk")).await, ["milk 100%"]);
    assert_eq!(titles(Errand::title().ends_with("0%")).await, ["milk 100%"]);
    assert_eq!(titles(Errand::title().contains("_")).await, [""; 0]);
    assert_eq!(titles(Errand::title().starts_with("M")).await, ["Milk"]);
    assert_eq!(titles(Errand::priority().ge(3).and(Errand::title().contains("e"))).await, ["tea", "bread"]);
    assert_eq!(titles(Errand::priority().between(2, 4).or(Errand::title().eq("tea"))).await, ["tea", "bread", "milk 100%"]);
    assert_eq!(titles(Errand::label().is_not_null().or(Errand::helper_id().eq(7))).await, [""; 0]);
    assert_eq!(titles(!Errand::status().eq(Status::Todo)).await, [""; 0]);
    assert_eq!(titles(Errand::title().is_in(["tea", "my milk"])).await, ["tea"]);
    assert_eq!(admin(&db).filter(Errand::title().contains("milk")).count().await.unwrap(), 2);
    let first = ann.select().sort(Errand::priority().asc()).first().await.unwrap();
    assert_eq!(first.map(|row| row.title).as_deref(), Some("Milk"));
    assert!(ann.filter(Errand::priority().gt(9)).first().await.unwrap().is_none());
    assert_eq!(ann.select().limit(2).all().await.unwrap().len(), 2);
    assert!(ben.select().exists().await.unwrap() && !ben.filter(Errand::title().eq("tea")).exists().await.unwrap());
}

async fn pages_and_streams_meet_every_row_once(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let rows = (0_i16..230).map(|n| {
        let priority = n % 5 + 1;
        [Errand::title().set(n.to_string()), Errand::code().set(format!("c{n}")), Errand::priority().set(priority)]
    });
    assert_eq!(ann.insert_many(rows).await.unwrap().len(), 230);
    let order = || ann.select().sort(Errand::priority().desc());
    let all: Vec<i64> = order().all().await.unwrap().iter().map(|row| row.id).collect();
    let streamed: Vec<i64> = order().stream().map_ok(|row| row.id).try_collect().await.unwrap();
    assert_eq!((all.len(), &streamed), (230, &all));
    let some: Vec<i64> = order().limit(120).stream().map_ok(|row| row.id).try_collect().await.unwrap();
    assert_eq!(some, all[..120]);
    let cursors = CursorKey::new(b"a secret");
    let (mut paged, mut cursor) = (Vec::new(), None);
    loop {
        let page = order().limit(50).page(cursor.as_deref(), &cursors).await.unwrap();
        paged.extend(page.rows.iter().map(|row| row.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
    let foreign = ann.select().page(Some("x"), &cursors).await.unwrap_err();
    assert_eq!(foreign.kind(), ProblemKind::INVALID_PARAMETER);
}

async fn many_rows_are_made_or_none(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let row = |title: &str, code: &str| [Errand::title().set(title), Errand::code().set(code)];
    let faults = ann.insert_many([row("a", "1"), row("", "2"), row("c", "c")]).await.unwrap_err();
    assert_eq!(pointers(&faults), [("/1/title", "length"), ("/2/title", "same")]);
    let conflict = ann.insert_many([row("a", "1"), row("b", "1")]).await.unwrap_err();
    assert_eq!((conflict.kind(), pointers(&conflict)), (ProblemKind::CONFLICT, vec![("/1/code", "unique")]));
    assert_eq!(ann.select().count().await.unwrap(), 0);
}

async fn a_unique_column_finds_a_row_again(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let upsert = async |rows: &Rows<Errand>, title: &str| {
        rows.upsert(Errand::code(), [Errand::code().set("m"), Errand::title().set(title)]).await
    };
    let made = upsert(&ann, "milk").await.unwrap();
    let found = upsert(&ann, "oats").await.unwrap();
    assert_eq!((found.id, found.title.as_str()), (made.id, "oats"));
    assert_eq!(upsert(&of(&db, "2"), "tea").await.unwrap_err().kind(), ProblemKind::CONFLICT, "not theirs to see");
    let not_unique = ann.upsert(Errand::title(), [Errand::title().set("a")]).await.unwrap_err();
    assert_eq!(not_unique.kind(), ProblemKind::INTERNAL);
    let missing = ann.upsert(Errand::code(), [Errand::title().set("a")]).await.unwrap_err();
    assert_eq!(pointers(&missing), [("/code", "required")]);
    let racers: Vec<_> = (0..8)
        .map(|n| {
            let ann = ann.clone();
            tokio::spawn(async move {
                ann.upsert(Errand::code(), [Errand::code().set("race"), Errand::title().set(n.to_string())]).await.unwrap().id
            })
        })
        .collect();
    let mut ids = Vec::new();
    for racer in racers {
        ids.push(racer.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

async fn a_transaction_holds_several_operations(backend: Backend) {
    let (_database, db) = open(backend).await;
    let ann = of(&db, "1");
    let milk = errand(&ann, "milk", 3).await;
    for keep in [false, true] {
        let transaction = db.begin().await.unwrap();
        let inside = Errand::repository(transaction.tx()).as_caller(&Caller::new("1"));
        let locked = inside.get_for_update(milk.id).await.unwrap();
        // A rule of the whole struct looks at the row first, in the same transaction.
        inside.update(locked.id, [Errand::title().set("oats")]).await.unwrap();
        errand(&inside, "tea", 1).await;
        assert_eq!(inside.insert([Errand::title().set("")]).await.unwrap_err().kind(), ProblemKind::VALIDATION);
        assert_eq!(inside.select().count().await.unwrap(), 2, "a fault is no failure of the transaction");
        if keep {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
            assert_eq!(ann.get(milk.id).await.unwrap().title, "milk");
        }
    }
    assert_eq!(ann.select().count().await.unwrap(), 2);
    assert_eq!(ann.get(milk.id).await.unwrap().title, "oats");
    assert_eq!(ann.get_for_update(milk.id).await.unwrap_err().kind(), ProblemKind::INTERNAL, "nothing would be locked");
}

async fn conflicts_in_a_transaction_name_their_member(backend: Backend) {
    let (_database, db) = open(backend).await;
    let tx = db.begin().await.unwrap();
    let inside = Errand::repository(&tx).as_caller(&Caller::new("1"));
    errand(&inside, "milk", 3).await;
    let conflict = tx.savepoint(async || inside.insert([Errand::title().set("a"), Errand::code().set("c-milk")]).await).await;
    let problem = conflict.unwrap_err();
    assert_eq!((problem.kind(), pointers(&problem)), (ProblemKind::CONFLICT, vec![("/code", "unique")]));
    let person = Person::repository(&tx).as_system().insert([Person::name().set("Cid")]).await.unwrap();
    let helped = [Errand::title().set("tea"), Errand::code().set("t"), Errand::helper_id().set(person.id)];
    inside.insert(helped).await.unwrap();
    let dangling = [Errand::title().set("oats"), Errand::code().set("o"), Errand::helper_id().set(99)];
    let problem = inside.insert(dangling).await.unwrap_err();
    assert_eq!((problem.kind(), pointers(&problem)), (ProblemKind::CONFLICT, vec![("/helper_id", "reference")]));
    assert_eq!(inside.select().count().await.unwrap_err().kind(), ProblemKind::INTERNAL, "nothing goes on after a failure");
    assert!(tx.commit().await.is_err());
    assert_eq!(of(&db, "1").select().count().await.unwrap(), 0);
}

async fn raw_sql_is_the_way_out(backend: Backend) {
    let (_database, db) = open(backend).await;
    let milk = errand(&of(&db, "1"), "milk", 3).await;
    let row = db.fetch_optional(Statement::literal("SELECT * FROM errands", Vec::new())).await.unwrap().unwrap();
    let found = Errand::repository(&db).from_row(&row).unwrap();
    assert_eq!((found.id, &found.title, found.status, found.created_at), (milk.id, &milk.title, milk.status, milk.created_at));
    assert_eq!(row.get::<String>("title").unwrap(), "milk");
    assert_eq!(row.get::<Option<Label>>("label").unwrap(), None);
    assert!(row.get::<i64>("title").is_err() && row.get::<i64>("nothing").is_err());
    assert!(Person::repository(&db).from_row(&row).is_err());
}
