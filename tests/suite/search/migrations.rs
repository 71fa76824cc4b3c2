//! What finds words, made and changed by migrations, on tables that have rows.

use restkit::{
    Resource, ResourceSpec,
    db::{Db, Dialect},
    migrate::{Back, Migrations},
    prelude::*,
    schema::{self, Answer, PlanOptions, Renames, model::TableName},
};
use restkit_tests::{
    database::{Backend, Database},
    on_both,
};

use crate::migrate::{database, migrations, settings, up};

on_both!(
    it_comes_changes_and_goes,
    it_follows_a_table_and_a_column_to_new_names,
    it_is_kept_when_the_table_is_made_anew,
    a_table_of_two_resources_is_searched_by_both,
    a_table_of_somebody_elses_is_searched,
    what_is_broken_is_a_difference,
);

macro_rules! forms {
    ($($(#[$words:meta])* $form:ident { $($(#[$field_words:meta])* $field:ident: $ty:ty),* $(,)? })*) => {$(
        /// A form of the table.
        $(#[$words])*
        #[authorize(read = public, create = public, update = public, delete = public)]
        pub struct $form {
            /// Its key.
            #[resource(id)]
            pub id: Uuid,
            $(
                /// A field.
                $(#[$field_words])*
                pub $field: $ty,
            )*
        }
    )*};
}

forms! {
    #[resource(path = "/texts")]
    Plain { title: String, body: Option<String> }
    #[resource(path = "/texts", search(title))]
    ByTitle { title: String, body: Option<String> }
    #[resource(path = "/texts", search(title, body(weight = 3)))]
    ByBoth { title: String, body: Option<String> }
    #[resource(path = "/texts", search(title, body, language = english))]
    InEnglish { title: String, body: Option<String> }
    #[resource(path = "/essays", renamed_from = "texts", search(heading, body))]
    Renamed { #[resource(renamed_from = "title")] heading: String, body: Option<String> }
    #[resource(path = "/texts", search(title))]
    Narrow { title: String, #[resource(default = "")] body: String }
    #[resource(path = "/gone")]
    Other { name: String }
    #[resource(path = "/other-texts", table = "texts", search(body))]
    Second { title: String, body: Option<String> }
    #[resource(path = "/texts", managed = false, search(title))]
    Adopted { title: String, body: Option<String> }
}

async fn clean(db: &Db, resources: &[&'static ResourceSpec]) {
    let drift = schema::drift(db, &schema::declared(resources, db.dialect())).await.unwrap();
    let history = |name: &TableName| name.name.starts_with('_');
    assert_eq!((drift.to_string(), drift.undeclared.iter().filter(|name| !history(name)).count()), (String::new(), 0));
    let fits = schema::mismatches(db, resources).await.unwrap();
    assert!(fits.is_empty(), "{fits:?}");
}

/// The scripts that lead through these forms, for one database.
fn scripts(dialect: Dialect, forms: &[&[&'static ResourceSpec]]) -> Migrations {
    let mut files = Vec::new();
    for pair in forms.windows(2) {
        let (from, to) = (schema::declared(pair[0], dialect), schema::declared(pair[1], dialect));
        let changes = schema::diff(&from, &to, &Renames::declared(pair[1]), &mut |_| Answer::New);
        let fills = Vec::new();
        let plan = schema::plan(&changes, dialect, &PlanOptions { fills, allow_data_loss: true }).unwrap();
        for step in plan.steps {
            let name: &'static str = Box::leak(format!("{}_{}", files.len() + 1, step.name).into_boxed_str());
            let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
            let down = if step.down.is_empty() { "SELECT 1".to_owned() } else { step.down.text() };
            files.push((name, leak(step.up.text()), Some(leak(down))));
        }
    }
    migrations(&files)
}

async fn count<R: Resource>(db: &Db, text: &str) -> u64 {
    R::repository(db).as_system().select().search(text).count().await.unwrap()
}

/// A database after the first of these forms, with two rows, and the scripts on from there.
async fn begun(backend: Backend, forms: &[&[&'static ResourceSpec]]) -> (Database, Db, Migrations) {
    let (database, db) = database(backend).await;
    let scripts = scripts(db.dialect(), &[&[&[][..]], forms].concat());
    (database, db, scripts)
}

async fn insert(database: &Database) {
    database
        .execute(
            "INSERT INTO texts (id, title, body) VALUES ('01919191-0000-7000-8000-000000000001', 'one title', 'gardens'), \
             ('01919191-0000-7000-8000-000000000002', 'two titles', NULL)",
        )
        .await;
}

async fn it_comes_changes_and_goes(backend: Backend) {
    let (plain, by_title, by_both, english): ([_; 1], [_; 1], [_; 1], [_; 1]) =
        ([Plain::spec()], [ByTitle::spec()], [ByBoth::spec()], [InEnglish::spec()]);
    let (database, db, all) = begun(backend, &[&plain, &by_title, &by_both, &english, &plain]).await;
    let applied = up(&all, &db).await.unwrap();
    clean(&db, &plain).await;
    // All the way back, and up again step by step with rows.
    let back = all.down(&db, Back::Steps(applied.len() - 1), &settings()).await.unwrap();
    assert_eq!(back.len(), applied.len() - 1);
    clean(&db, &plain).await;
    insert(&database).await;
    up(&all, &db).await.unwrap();
    clean(&db, &plain).await;
    for (steps, form) in [(1, &english), (1, &by_both), (1, &by_title)] {
        all.down(&db, Back::Steps(steps), &settings()).await.unwrap();
        clean(&db, form).await;
        if form[0].name == "ByTitle" {
            assert_eq!((count::<ByTitle>(&db, "one title").await, count::<ByTitle>(&db, "gardens").await), (1, 0));
        }
        if form[0].name == "InEnglish" {
            assert_eq!((count::<InEnglish>(&db, "garden").await, count::<InEnglish>(&db, "title").await), (1, 2));
        }
        if form[0].name == "ByBoth" {
            assert_eq!((count::<ByBoth>(&db, "garden").await, count::<ByBoth>(&db, "gardens").await), (0, 1));
        }
    }
    ByTitle::repository(&db).as_system().insert([ByTitle::title().set("another one")]).await.unwrap();
    assert_eq!(count::<ByTitle>(&db, "one").await, 2);
}

async fn it_follows_a_table_and_a_column_to_new_names(backend: Backend) {
    let (by_both, renamed) = ([ByBoth::spec()], [Renamed::spec()]);
    let (database, db, all) = begun(backend, &[&by_both, &renamed]).await;
    let applied = up(&all, &db).await.unwrap();
    clean(&db, &renamed).await;
    all.down(&db, Back::Steps(applied.len() - 1), &settings()).await.unwrap();
    clean(&db, &by_both).await;
    insert(&database).await;
    assert_eq!(count::<ByBoth>(&db, "gardens").await, 1);
    up(&all, &db).await.unwrap();
    clean(&db, &renamed).await;
    let essays = Renamed::repository(&db).as_system();
    assert_eq!((count::<Renamed>(&db, "one").await, count::<Renamed>(&db, "gardens").await), (1, 1));
    essays.insert([Renamed::heading().set("three"), Renamed::body().set("gardens")]).await.unwrap();
    assert_eq!(essays.select().search("gardens").all().await.unwrap().len(), 2);
    all.down(&db, Back::Steps(1), &settings()).await.unwrap();
    clean(&db, &by_both).await;
    assert_eq!(count::<ByBoth>(&db, "gardens").await, 2);
}

async fn it_is_kept_when_the_table_is_made_anew(backend: Backend) {
    let (by_title, narrow) = ([ByTitle::spec()], [Narrow::spec(), Other::spec()]);
    let (database, db, all) = begun(backend, &[&by_title, &narrow]).await;
    let applied = up(&all, &db).await.unwrap();
    all.down(&db, Back::Steps(applied.len() - 1), &settings()).await.unwrap();
    insert(&database).await;
    // A row less, so that those that are left get other numbers.
    database.execute("DELETE FROM texts WHERE title = 'one title'").await;
    if backend == Backend::Sqlite {
        let mine = "CREATE TRIGGER mine AFTER INSERT ON texts BEGIN SELECT 1; END";
        database.execute(mine).await;
    }
    up(&all, &db).await.unwrap();
    clean(&db, &narrow).await;
    let texts = Narrow::repository(&db).as_system();
    assert_eq!(texts.select().search("two").all().await.unwrap().len(), 1);
    texts.insert([Narrow::title().set("two more")]).await.unwrap();
    let found = texts.select().search("two").all().await.unwrap();
    assert_eq!(found.len(), 2);
    texts.delete(found[0].id).await.unwrap();
    assert_eq!(count::<Narrow>(&db, "two").await, 1);
    all.down(&db, Back::Steps(applied.len() - 1), &settings()).await.unwrap();
    clean(&db, &by_title).await;
    assert_eq!(count::<ByTitle>(&db, "two").await, 1);
}

async fn a_table_of_two_resources_is_searched_by_both(backend: Backend) {
    let both = [ByTitle::spec(), Second::spec()];
    let database = Database::migrated(backend, &both).await;
    let db = Db::connect(database.url(), &restkit::db::PoolSettings::default()).await.unwrap();
    clean(&db, &both).await;
    insert(&database).await;
    assert_eq!((count::<ByTitle>(&db, "title").await, count::<ByTitle>(&db, "gardens").await), (1, 0));
    assert_eq!((count::<Second>(&db, "title").await, count::<Second>(&db, "gardens").await), (0, 1));
}

async fn a_table_of_somebody_elses_is_searched(backend: Backend) {
    let database = Database::empty(backend).await;
    database
        .execute(match backend {
            Backend::Sqlite => "CREATE TABLE texts (id TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT)",
            Backend::Postgres => "CREATE TABLE texts (id UUID PRIMARY KEY, title VARCHAR(100) NOT NULL, body TEXT)",
        })
        .await;
    let db = Db::connect(database.url(), &restkit::db::PoolSettings::default()).await.unwrap();
    let wrong = || async {
        schema::mismatches(&db, &[Adopted::spec()]).await.unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    if backend == Backend::Sqlite {
        assert_eq!(
            wrong().await,
            ["texts: is searched for words, and has no table texts_title_search of FTS5 that is kept with it"]
        );
        // As the documentation says.
        database
            .execute(
                "CREATE VIRTUAL TABLE texts_title_search USING fts5(title, content='texts', tokenize='unicode61 remove_diacritics 0');
                 CREATE TRIGGER a AFTER INSERT ON texts BEGIN INSERT INTO texts_title_search (rowid, title) VALUES (new.rowid, new.title); END;",
            )
            .await;
    }
    assert_eq!(wrong().await, Vec::<String>::new());
    insert(&database).await;
    let found = Adopted::repository(&db).as_system().select().search("one").all().await.unwrap();
    assert_eq!(found.len(), 1);
}

async fn what_is_broken_is_a_difference(backend: Backend) {
    let database = Database::migrated(backend, &[ByBoth::spec()]).await;
    let db = Db::connect(database.url(), &restkit::db::PoolSettings::default()).await.unwrap();
    let expected = schema::declared(&[ByBoth::spec()], db.dialect());
    match backend {
        Backend::Sqlite => database.execute("DROP TRIGGER texts_title_body_search_update").await,
        Backend::Postgres => database.execute("DROP INDEX texts_title_body_search").await,
    }
    let drift = schema::drift(&db, &expected).await.unwrap();
    assert_eq!(drift.to_string(), "texts: the index texts_title_body_search is missing\n");
}
