//! The tables of an app: by its migrations, or made as the structs say where it has none.

use std::future::Future;

use super::{App, StartError};
use crate::{
    db::{Db, Tx},
    migrate::{BoxError, MigrateSettings, Migrations, Seed, State},
    schema::{self, Unserved},
};

impl App {
    /// Changes the tables by these migrations, made by [`migrations!`](macro@crate::migrations). Without any, `dev` and `migrate` create the tables
    /// that are missing, and no more.
    ///
    /// ```ignore
    /// App::new("Todo", "1.0.0").mount("/api/v1", Task::routes()).migrations(restkit::migrations!("migrations"))
    /// ```
    pub fn migrations(mut self, migrations: Migrations) -> Self {
        self.faults.extend(migrations.faults());
        self.migrations = Some(migrations);
        self
    }

    /// Adds rows to begin with, under a name: `todo seed demo`. All of it is one transaction, and it may be run again, so it should leave alone
    /// what is there.
    ///
    /// ```
    /// use restkit::{db::Statement, prelude::*};
    ///
    /// # let _ =
    /// App::new("Notes", "1.0.0").seed("demo", |tx: Tx| async move {
    ///     let sql = "INSERT INTO notes (text) SELECT 'Hello' WHERE NOT EXISTS (SELECT 1 FROM notes)";
    ///     tx.execute(Statement::literal(sql, Vec::new())).await?;
    ///     Ok(())
    /// });
    /// ```
    pub fn seed<F>(mut self, name: impl Into<String>, work: impl Fn(Tx) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        let name = name.into();
        if self.seeds.iter().any(|seed| seed.name() == name) {
            self.faults.push(format!("two seeds are called {name:?}"));
        }
        self.seeds.push(Seed::new(name, work));
        self
    }

    /// Adds the rows of a seed.
    ///
    /// # Errors
    /// When there is no seed of this name, migrations are pending, or it fails; nothing was added then.
    pub async fn run_seed(&self, db: &Db, name: &str) -> Result<(), StartError> {
        let Some(seed) = self.seeds.iter().find(|seed| seed.name() == name) else {
            let names: Vec<&str> = self.seeds.iter().map(Seed::name).collect();
            let known = if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
            return Err(StartError::App(vec![format!("the app has no seed called {name:?}; {known}")]));
        };
        let pending = self.pending(db).await?;
        if !pending.is_empty() {
            return Err(StartError::Pending { pending, advice: "apply them before you add rows".to_owned() });
        }
        Ok(seed.run(db).await?)
    }

    /// Applies the migrations that are pending; without migrations, creates the tables that are missing. Answers the names of either.
    ///
    /// # Errors
    /// When the app is put together wrongly, a migration fails or the database does not answer.
    pub async fn migrate(&self, db: &Db) -> Result<Vec<String>, StartError> {
        self.migrate_with(db, &MigrateSettings::default()).await
    }

    pub(super) async fn migrate_with(&self, db: &Db, settings: &MigrateSettings) -> Result<Vec<String>, StartError> {
        self.check()?;
        let Some(migrations) = &self.migrations else { return Ok(schema::migrate(db, &self.resources()).await?) };
        Ok(migrations.up(db, settings).await?.into_iter().map(|done| done.name).collect())
    }

    /// The texts that make its tables, to tell whether they changed; `None` when there is Rust among them, which cannot be compared.
    #[cfg(feature = "testing")]
    pub(crate) fn sources_of_tables(&self, dialect: crate::db::Dialect) -> Option<Vec<String>> {
        let Some(migrations) = &self.migrations else { return Some(schema::create_tables(&self.resources(), dialect)) };
        let all = migrations.of(dialect);
        all.iter().map(|migration| migration.up().map(|script| format!("{}: {}", migration.name, script.text))).collect()
    }

    /// The migrations that were not applied yet, or not to their end; none for an app without migrations.
    ///
    /// # Errors
    /// When the app is put together wrongly, or the database does not answer or was migrated by other files than these.
    pub async fn pending(&self, db: &Db) -> Result<Vec<String>, StartError> {
        self.check()?;
        let Some(migrations) = &self.migrations else { return Ok(Vec::new()) };
        let pending = |state| matches!(state, State::Pending | State::OutOfOrder | State::HalfDone);
        let all = migrations.status(db).await?;
        Ok(all.into_iter().filter(|status| pending(status.state)).map(|status| status.name).collect())
    }

    /// What the resources need and the database does not have: [`schema::mismatches`], as in `tasks.title: is missing`.
    ///
    /// # Errors
    /// When the app is put together wrongly or the database does not answer.
    pub async fn missing(&self, db: &Db) -> Result<Vec<String>, StartError> {
        self.check()?;
        Ok(schema::mismatches(db, &self.resources()).await?.iter().map(ToString::to_string).collect())
    }

    /// What the lists can be asked for and no index of the database serves: [`schema::unserved`].
    ///
    /// # Errors
    /// When the app is put together wrongly or the database does not answer.
    pub async fn unserved(&self, db: &Db) -> Result<Vec<Unserved>, StartError> {
        self.check()?;
        Ok(schema::unserved(db, &self.resources()).await?)
    }
}
