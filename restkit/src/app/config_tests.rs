use super::*;
use crate::{app::SETTINGS, auth::Verifier};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const PUBLIC_KEY: &str = include_str!("../auth/testdata/ed.pem");

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs.iter().copied().collect()
}

fn names(result: Result<Config, SettingErrors>) -> Vec<&'static str> {
    result.err().map(|errors| errors.0.into_iter().map(|error| error.setting).collect()).unwrap_or_default()
}

#[test]
fn nothing_has_to_be_set_for_development() {
    let config = Config::read(&Environment::default()).unwrap();
    assert_eq!((config.host.as_str(), config.port, config.log.as_str()), ("127.0.0.1", 8000, "info"));
    assert_eq!(config.jwt.leeway_seconds, 0);
    let pool = PoolSettings::default();
    assert_eq!((config.pool.max_connections, config.pool.acquire_timeout), (pool.max_connections, pool.acquire_timeout));
    let app = Limits::default();
    let limits = config.limits(&app);
    assert_eq!((limits.body, limits.request_timeout), (app.body, app.request_timeout));
}

#[test]
fn the_documented_defaults_are_the_real_ones() {
    let default = |name: &str| SETTINGS.iter().find(|setting| setting.name == name).unwrap().default;
    let config = Config::read(&Environment::default()).unwrap();
    let seconds = |duration: Option<Duration>| duration.unwrap_or_default().as_secs().to_string();
    assert_eq!(default("DATABASE_MAX_CONNECTIONS"), config.pool.max_connections.to_string());
    assert_eq!(default("DATABASE_MIN_CONNECTIONS"), config.pool.min_connections.to_string());
    assert_eq!(default("DATABASE_ACQUIRE_TIMEOUT"), seconds(Some(config.pool.acquire_timeout)));
    assert_eq!(default("DATABASE_CONNECT_TIMEOUT"), seconds(Some(config.pool.connect_timeout)));
    let app = Limits { request_timeout: Duration::from_secs(7), ..Limits::default() };
    let statements = config.serving_pool(&app).statement_timeout;
    let usual = "as REQUEST_TIMEOUT; none behind a pooler";
    assert_eq!((default("DATABASE_STATEMENT_TIMEOUT"), statements), (usual, StatementTimeout::Usual(app.request_timeout)));
    assert_eq!((default("DATABASE_POOLER"), config.pool.pooler), ("detect", Pooler::Detect));
    assert_eq!(default("DATABASE_IDLE_TIMEOUT"), seconds(config.pool.idle_timeout));
    assert_eq!(default("DATABASE_MAX_LIFETIME"), seconds(config.pool.max_lifetime));
    assert_eq!(default("JWT_LEEWAY"), config.jwt.leeway_seconds.to_string());
    assert_eq!(default("HOST"), config.host);
    assert_eq!(default("PORT"), config.port.to_string());
    assert_eq!(default("LOG"), config.log);
}

#[test]
fn every_setting_is_read() {
    let config = Config::read(&environment(&[
        ("DATABASE_URL", "sqlite:x.db"),
        ("DATABASE_READ_URL", "sqlite:y.db"),
        ("DATABASE_MAX_CONNECTIONS", "7"),
        ("DATABASE_MIN_CONNECTIONS", "3"),
        ("DATABASE_ACQUIRE_TIMEOUT", "2"),
        ("DATABASE_CONNECT_TIMEOUT", "0"),
        ("DATABASE_STATEMENT_TIMEOUT", "9"),
        ("DATABASE_POOLER", "transaction"),
        ("DATABASE_IDLE_TIMEOUT", "0"),
        ("DATABASE_MAX_LIFETIME", "60"),
        ("JWT_SECRET", SECRET),
        ("JWT_ISSUER", "us"),
        ("JWT_AUDIENCE", "api"),
        ("JWT_LEEWAY", "300"),
        ("SECRET_KEY", SECRET),
        ("HOST", "::1"),
        ("PORT", "0"),
        ("BODY_LIMIT", "1024"),
        ("REQUEST_TIMEOUT", "5"),
        ("HEADER_TIMEOUT", "6"),
        ("DRAIN_TIMEOUT", "7"),
        ("MAX_CONNECTIONS", "8"),
        ("LOG", "warn,restkit=trace"),
        ("LOG_FORMAT", "text"),
    ]))
    .unwrap();
    assert_eq!(config.database_url.as_ref().unwrap().expose_secret(), "sqlite:x.db");
    assert_eq!(config.database_read_url.as_ref().unwrap().expose_secret(), "sqlite:y.db");
    assert_eq!((config.pool.max_connections, config.pool.min_connections), (7, 3));
    assert_eq!(config.pool.acquire_timeout, Duration::from_secs(2));
    assert_eq!(
        (config.pool.connect_timeout, config.pool.statement_timeout),
        (Duration::ZERO, StatementTimeout::Always(Duration::from_secs(9)))
    );
    assert_eq!(config.serving_pool(&Limits::default()).statement_timeout, config.pool.statement_timeout);
    assert_eq!(config.pool.pooler, Pooler::Transaction);
    assert_eq!((config.pool.idle_timeout, config.pool.max_lifetime), (None, Some(Duration::from_secs(60))));
    assert_eq!(config.jwt.secret.as_ref().unwrap().expose_secret(), SECRET);
    assert_eq!((config.jwt.issuer.as_deref(), config.jwt.audience.as_deref()), (Some("us"), Some("api")));
    assert_eq!(config.jwt.leeway_seconds, 300);
    assert_eq!((config.host.as_str(), config.port), ("::1", 0));
    let limits = config.limits(&Limits::default());
    assert_eq!((limits.body, limits.request_timeout.as_secs(), limits.header_timeout.as_secs()), (1024, 5, 6));
    assert_eq!((limits.drain_timeout.as_secs(), limits.connections), (7, 8));
    assert_eq!((config.log.as_str(), config.log_format), ("warn,restkit=trace", Some(LogFormat::Text)));
}

#[test]
fn production_names_every_setting_that_is_missing() {
    assert_eq!(names(Config::require(&Environment::default())), ["DATABASE_URL", "JWT_SECRET"]);
    assert_eq!(names(Config::require(&environment(&[("JWT_SECRET", SECRET)]))), ["DATABASE_URL"]);
    let with_public_key = [("DATABASE_URL", "sqlite:x.db"), ("JWT_PUBLIC_KEY", PUBLIC_KEY)];
    assert_eq!(names(Config::require(&environment(&with_public_key))), ["SECRET_KEY"]);
    let complete = [with_public_key.as_slice(), &[("SECRET_KEY", SECRET)]].concat();
    assert_eq!(names(Config::require(&environment(&complete))), [""; 0]);
    assert_eq!(names(Config::require(&environment(&[("DATABASE_URL", "sqlite:x.db"), ("JWT_SECRET", SECRET)]))), [""; 0]);
    // An empty variable is what a template leaves behind.
    assert_eq!(names(Config::require(&environment(&[("DATABASE_URL", ""), ("JWT_SECRET", "")]))), ["DATABASE_URL", "JWT_SECRET"]);
}

#[test]
fn what_is_wrong_and_what_is_missing_is_told_together_and_once() {
    let wrong = environment(&[
        ("DATABASE_MAX_CONNECTIONS", "0"),
        ("JWT_LEEWAY", "301"),
        ("JWT_SECRET", "short"),
        ("SECRET_KEY", "short too"),
        ("PORT", "65536"),
        ("BODY_LIMIT", "1 MB"),
        ("REQUEST_TIMEOUT", "0"),
        ("DATABASE_POOLER", "session"),
        ("LOG", "a=b=c"),
        ("LOG_FORMAT", "xml"),
    ]);
    let mut expected = vec!["DATABASE_MAX_CONNECTIONS", "DATABASE_POOLER", "JWT_LEEWAY", "PORT", "BODY_LIMIT", "REQUEST_TIMEOUT"];
    expected.extend(cfg!(feature = "cli").then_some("LOG"));
    expected.extend(["LOG_FORMAT", "DATABASE_URL", "JWT_SECRET", "SECRET_KEY"]);
    assert_eq!(names(Config::require(&wrong)), expected);
    assert!(!Config::require(&wrong).unwrap_err().to_string().contains("short"), "a secret is echoed");
}

#[test]
fn a_public_key_may_stand_in_a_file_or_on_one_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), PUBLIC_KEY).unwrap();
    let at_file = format!("@{}", file.path().display());
    for value in [PUBLIC_KEY, &PUBLIC_KEY.replace('\n', "\\n"), &at_file] {
        let config = Config::read(&environment(&[("JWT_PUBLIC_KEY", value)])).unwrap();
        assert!(Verifier::new(&config.jwt).is_ok(), "{value}");
    }
    let missing = Config::read(&environment(&[("JWT_PUBLIC_KEY", "@/nowhere/key.pem")])).unwrap_err();
    assert!(missing.to_string().starts_with("JWT_PUBLIC_KEY: cannot read the file /nowhere/key.pem"), "{missing}");
}

#[cfg(unix)]
#[test]
fn a_value_that_is_no_text_is_an_error_and_no_panic() {
    use std::os::unix::ffi::OsStringExt;

    let environment = Environment::from_iter([("HOST", std::ffi::OsString::from_vec(vec![0xff]))]);
    assert_eq!(names(Config::read(&environment)), ["HOST"]);
}

#[test]
fn no_secret_is_shown_for_debugging() {
    let environment = environment(&[
        ("DATABASE_URL", "postgres://u:hidden@h/d"),
        ("DATABASE_READ_URL", "postgres://u:hidden@r/d"),
        ("JWT_SECRET", SECRET),
        ("SECRET_KEY", SECRET),
    ]);
    let config = Config::read(&environment).unwrap();
    let shown = format!("{environment:?} {config:?}");
    assert!(!shown.contains("hidden") && !shown.contains(SECRET), "{shown}");
}
