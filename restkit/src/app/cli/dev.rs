//! The command `dev`.

use std::{net::SocketAddr, path::Path, time::Duration};

use super::{
    command::Address,
    dev_key,
    guide::{self, Guide},
    inspect, logging, migrate, output, plans,
    server::{self, block_on, connect_to_serve},
    token::dev_settings,
};
use crate::{
    app::{App, Config, LogFormat, StartError},
    auth::{TokenRequest, sign},
};

/// How long the token lasts that `dev` prints: a day's work.
const TOKEN_LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// Serves for development.
pub(super) fn dev(app: App, program: &str, mut config: Config, address: Address) -> Result<(), StartError> {
    logging::start(&config, LogFormat::Text);
    config.jwt = dev_settings(&config)?;
    if config.jwt.secret.is_none() && config.secret_key.is_none() {
        config.secret_key = Some(dev_key::read_or_make(Path::new("."))?);
    }
    let database = match &config.database_url {
        Some(_) => "DATABASE_URL".to_owned(),
        None => {
            let file = format!("{}.db", file_name(&app.info().title));
            config.database_url = Some(format!("sqlite:{file}").into());
            file
        }
    };
    block_on(async {
        let db = connect_to_serve(&app, &config).await?;
        let made = app.migrate_with(&db, &config.migrate).await?;
        if let Some(migrations) = &app.migrations {
            for difference in migrate::differences(&app, migrations, program) {
                tracing::warn!("{difference}; `{program} migrate new <name>` writes what is missing");
            }
        }
        let missing = app.missing(&db).await?;
        let has_migrations = app.migrations.is_some();
        if !missing.is_empty() {
            let advice = match has_migrations {
                true => format!("no migration makes them: write one with `{program} migrate new <name>`, and start again"),
                false => format!("an older version of the app made the tables; empty {database}, or add what is missing by hand"),
            };
            return Err(StartError::Missing { missing, advice });
        }
        tokio::spawn(plans::warn(db.clone(), app.resources()));
        let subject = guide::subject(app.mounts());
        let token = subject.and_then(|subject| sign(&config.jwt, &TokenRequest::new(subject).expires_in(TOKEN_LIFETIME)));
        let guide = Guide {
            info: app.info().clone(),
            mounts: app.mounts().to_vec(),
            document: inspect::json(&app),
            program: program.to_owned(),
            database,
            made: (!made.is_empty())
                .then(|| format!("{} {}", if has_migrations { "applied" } else { "created" }, made.join(", "))),
            subject,
            token,
            can_sign: config.jwt.secret.is_some(),
        };
        server::serve(app, &config, db, address, |bound| {
            if !bound.ip().is_loopback() {
                tracing::warn!(address = %bound, "a development server listens beyond this machine: its database and its key are not protected");
            }
            output::print(&guide.text(&base_url(bound)))
        })
        .await
    })
}

/// The URL to open; a browser cannot open the address that stands for all.
fn base_url(bound: SocketAddr) -> String {
    let port = bound.port();
    match bound {
        _ if bound.ip().is_unspecified() => format!("http://127.0.0.1:{port}"),
        bound => format!("http://{bound}"),
    }
}

/// The title of the app as a file name: `Todo` makes `todo`.
fn file_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { "app".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_make_file_names() {
        assert_eq!(file_name("Todo"), "todo");
        assert_eq!(file_name("My  Shop / v2!"), "my-shop-v2");
        assert_eq!(file_name("../../etc"), "etc");
        assert_eq!(file_name("Ünïcode"), "n-code");
        assert_eq!(file_name("日本"), "app");
    }

    #[test]
    fn the_printed_url_can_be_opened() {
        assert_eq!(base_url(([0, 0, 0, 0], 8000).into()), "http://127.0.0.1:8000");
        assert_eq!(base_url(([127, 0, 0, 1], 80).into()), "http://127.0.0.1:80");
        assert_eq!(base_url("[::1]:8000".parse().unwrap()), "http://[::1]:8000");
    }
}
