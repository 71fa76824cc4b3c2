//! Repositories: what a handler does with rows is what HTTP does with them.

mod reads;
mod together;
mod versions;

use restkit::{
    db::{Db, PoolSettings},
    prelude::*,
    problem::Location,
    resource::Rows,
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

on_both!(policies_are_those_of_the_caller, every_fault_is_found, the_system_sets_more, hidden_columns_are_those_of_the_system,);

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
    #[resource(hidden, default = "")]
    password: String,
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
    let done = ann.update_returning(milk.id, changes()).await.unwrap();
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
    let milk = system.update_returning(milk.id, [Errand::owner_id().set(1)]).await.unwrap();
    assert!(milk.updated_at > then);
    assert!(of(&db, "1").find(milk.id).await.unwrap().is_some());
    let key = system.update(milk.id, [Errand::id().set(9)]).await.unwrap_err();
    assert_eq!(pointers(&key), [("/id", "read_only")]);
    let rules = system.update(milk.id, [Errand::priority().set(0)]).await.unwrap_err();
    assert_eq!(pointers(&rules), [("/priority", "range")]);
}

async fn hidden_columns_are_those_of_the_system(backend: Backend) {
    let (_database, db) = open(backend).await;
    let people = Person::repository(&db);
    let anybody = people.as_caller(&Caller::anonymous());
    let cid = [Person::name().set("Cid"), Person::password().set("s")];
    assert_eq!(pointers(&anybody.insert(cid).await.unwrap_err()), [("/password", "unknown_member")]);
    let cid = people.as_system().insert([Person::name().set("Cid"), Person::password().set("s")]).await.unwrap();
    let cid = people.as_system().update_returning(cid.id, [Person::password().set("t")]).await.unwrap();
    assert_eq!(cid.password, "t");
    people.as_system().update(cid.id, [Person::name().set("Dee")]).await.unwrap();
    assert_eq!(people.as_system().get(cid.id).await.unwrap().name, "Dee");
    let nobody = people.as_system().update(cid.id + 1, [Person::name().set("Dee")]).await;
    assert_eq!(nobody.unwrap_err().kind(), ProblemKind::NOT_FOUND);
    let found = people.as_system().filter(Person::password().eq("t")).first().await.unwrap();
    assert_eq!(found.map(|row| (row.id, row.password)), Some((cid.id, "t".to_owned())));
    assert_eq!(anybody.get(cid.id).await.unwrap().password, "t", "what handlers have is the whole row");
}
