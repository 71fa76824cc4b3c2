//! The command `inspect`.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use super::{
    command::Inspection,
    output,
    server::{block_on, connect},
};
use crate::{
    app::{Config, StartError},
    db::Executor,
    schema::{
        catalog::{ReadOptions, read},
        inspect::structs,
    },
};

/// Writes structs for what the database has.
pub(super) fn inspect(config: &Config, inspection: &Inspection) -> Result<(), StartError> {
    let text = block_on(async {
        let db = connect(config).await?;
        let catalog = read(&Executor::from(&db), &ReadOptions::with_schemas(inspection.schemas.clone())).await?;
        db.close().await;
        Ok(structs(&catalog, &inspection.tables, db.dialect()))
    })?;
    match &inspection.out {
        Some(path) => write(path, &text),
        None => output::print(&text),
    }
}

/// Makes a file. One that is there may hold decisions already.
fn write(path: &Path, text: &str) -> Result<(), StartError> {
    let made = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    made.map_err(|source| StartError::File { path: path.display().to_string(), source })
}
