//! Reading several rows, by conditions, pages, streams and SQL of one's own.

use futures_util::TryStreamExt as _;
use restkit::{db::Statement, prelude::*, query::CursorKey};
use restkit_tests::{database::Backend, on_both};

use super::{Errand, Label, Person, Status, admin, errand, of, open};

on_both!(conditions_select_rows, pages_and_streams_meet_every_row_once, raw_sql_is_the_way_out,);

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
