use proptest::prelude::*;

use super::*;

fn options(query: &str) -> Result<PgConnectOptions, String> {
    let parsed = parse(&format!("postgres://user:hunter2@db.example/app{query}"));
    parsed.map(|target| target.options).map_err(|error| error.to_string())
}

/// How well a mode protects; libpq's order.
fn rank(mode: PgSslMode) -> u8 {
    match mode {
        PgSslMode::Disable => 0,
        PgSslMode::Allow => 1,
        PgSslMode::Prefer => 2,
        PgSslMode::Require => 3,
        PgSslMode::VerifyCa => 4,
        PgSslMode::VerifyFull => 5,
    }
}

fn mode(query: &str) -> u8 {
    rank(options(query).unwrap().get_ssl_mode())
}

#[test]
fn a_pasted_url_of_neon_is_taken_as_it_is() {
    let url = "postgresql://user:pass@ep-cool-rain-a1b2c3-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require";
    let target = parse(url).unwrap();
    assert!(target.pooler);
    let options = target.options;
    assert_eq!(options.get_host(), "ep-cool-rain-a1b2c3-pooler.eu-central-1.aws.neon.tech");
    assert_eq!((options.get_username(), options.get_database(), options.get_port()), ("user", Some("neondb"), 5432));
    // Nobody stands between: that is what the binding promises, and what a verified certificate keeps.
    assert_eq!(rank(options.get_ssl_mode()), rank(PgSslMode::VerifyFull));
    assert!(!parse(&url.replace("-pooler", "")).unwrap().pooler);
}

#[test]
fn tls_is_what_libpq_promises_or_more() {
    for (query, expected) in [
        ("?sslmode=disable", PgSslMode::Disable),
        ("?sslmode=allow", PgSslMode::Prefer),
        ("?sslmode=prefer", PgSslMode::Prefer),
        ("?sslmode=require", PgSslMode::Require),
        ("?requiressl=1", PgSslMode::Require),
        ("?sslmode=verify-ca", PgSslMode::VerifyFull),
        ("?sslmode=verify-full", PgSslMode::VerifyFull),
        ("?ssl-mode=verify-full", PgSslMode::VerifyFull),
        ("?sslmode=require&sslrootcert=/ca.pem", PgSslMode::VerifyFull),
        ("?sslrootcert=system", PgSslMode::VerifyFull),
        ("?channel_binding=require", PgSslMode::VerifyFull),
        ("?channel_binding=require&sslmode=prefer", PgSslMode::VerifyFull),
        ("?channel_binding=prefer&sslmode=require", PgSslMode::Require),
    ] {
        assert_eq!(mode(query), rank(expected), "{query}");
    }
}

#[test]
fn what_cannot_be_had_is_refused_by_name() {
    for (query, name) in [
        ("?sslmode=disable&channel_binding=require", "channel_binding"),
        ("?sslmode=require&sslrootcert=system", "sslrootcert"),
        ("?sslmode=strict", "sslmode"),
        ("?channel_binding=yes", "channel_binding"),
        ("?gssencmode=require", "gssencmode"),
        ("?require_auth=scram-sha-256", "require_auth"),
        ("?sslcrl=/crl.pem", "sslcrl"),
        ("?ssl_min_protocol_version=TLSv1.3", "ssl_min_protocol_version"),
        ("?sslnegotiation=direct", "sslnegotiation"),
        ("?sslcertmode=require", "sslcertmode"),
        ("?client_encoding=LATIN1", "client_encoding"),
        ("?connect_timeout=soon", "connect_timeout"),
        ("?pgbouncer=maybe", "pgbouncer"),
        ("?connection_limit=5", "DATABASE_MAX_CONNECTIONS"),
        ("?sslmode=require&sslmode=disable", "twice"),
        ("?sslmod=require", "sslmod"),
        ("?host=a,b", "several hosts"),
        ("?sslmode", "no value"),
    ] {
        let error = options(query).unwrap_err();
        assert!(error.contains(name) && !error.contains("hunter2"), "{query}: {error}");
    }
    assert!(parse("postgres://user:hunter2@a:1,b:2/app").err().unwrap().to_string().contains("several hosts"));
}

#[test]
fn what_libpq_knows_and_changes_nothing_here_is_taken() {
    let query = "?target_session_attrs=read-write&keepalives=1&keepalives_idle=30&load_balance_hosts=random&gssencmode=prefer&sslsni=1\
        &client_encoding=UTF8&krbsrvname=postgres&replication=false&tcp_user_timeout=5000";
    assert_eq!(mode(query), rank(PgSslMode::Prefer));
}

#[test]
fn names_and_options_reach_the_server() {
    let named =
        options("?application_name=my%20app&fallback_application_name=other&options=-c%20geqo%3Doff%20-c%20jit%3Doff").unwrap();
    assert_eq!(named.get_application_name(), Some("my app"));
    assert_eq!(named.get_options(), Some("-c geqo=off -c jit=off"));
    assert_eq!(options("?fallback_application_name=a%2Bb").unwrap().get_application_name(), Some("a+b"));
    let socket = parse("postgres:///app?host=/run/postgresql&port=5433&user=ann").unwrap().options;
    assert_eq!((socket.get_port(), socket.get_username()), (5433, "ann"));
    assert!(socket.get_socket().is_some());
}

#[test]
fn an_attempt_ends_when_the_url_says_so() {
    let attempt = |query| parse(&format!("postgres://localhost/app{query}")).unwrap().attempt;
    assert_eq!(attempt("?connect_timeout=7"), Some(Duration::from_secs(7)));
    for query in ["", "?connect_timeout=0", "?connect_timeout=-1"] {
        assert_eq!(attempt(query), None);
    }
}

#[test]
fn a_pooler_may_be_named() {
    let pooler = |query| parse(&format!("postgres://localhost:6543/app{query}")).unwrap().pooler;
    assert!(pooler("?pgbouncer=true"));
    assert!(!pooler("?pgbouncer=false"));
    assert!(!pooler(""));
}

#[test]
fn a_password_with_a_bare_question_mark_is_not_told() {
    for url in ["postgres://user:pa?hunter2@host/db", "postgres://user:pa?hunter2=x@host/db", "postgres://u:a?b&hunter2=@h/db"] {
        let error = parse(url).err().unwrap().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

/// What protects something: the parameter, its value, and the least mode that keeps what libpq promises by it; `None` where only an error does.
const PROTECTS: &[(&str, &str, Option<PgSslMode>)] = &[
    ("sslmode", "require", Some(PgSslMode::Require)),
    ("sslmode", "verify-ca", Some(PgSslMode::VerifyCa)),
    ("sslmode", "verify-full", Some(PgSslMode::VerifyFull)),
    ("sslmode", "prefer", Some(PgSslMode::Prefer)),
    ("requiressl", "1", Some(PgSslMode::Require)),
    ("channel_binding", "require", Some(PgSslMode::VerifyFull)),
    ("sslrootcert", "system", Some(PgSslMode::VerifyFull)),
    ("gssencmode", "require", None),
    ("require_auth", "scram-sha-256", None),
    ("requirepeer", "postgres", None),
    ("sslcrl", "/crl.pem", None),
    ("sslcrldir", "/crl", None),
    ("ssl_min_protocol_version", "TLSv1.3", None),
    ("sslcertmode", "require", None),
    ("sslnegotiation", "direct", None),
];

const HARMLESS_PAIRS: &[&str] = &[
    "application_name=a",
    "connect_timeout=3",
    "keepalives=0",
    "pgbouncer=true",
    "target_session_attrs=any",
    "options=-cjit%3Doff",
];

proptest! {
    /// In any company and any order: what protects something is kept or refused.
    #[test]
    fn no_parameter_that_protects_is_lost(
        protecting in proptest::collection::vec(0..PROTECTS.len(), 1..4),
        harmless in proptest::sample::subsequence(HARMLESS_PAIRS.to_vec(), 0..4),
        turn in 0..8_usize,
    ) {
        let mut pairs: Vec<String> =
            protecting.iter().map(|at| format!("{}={}", PROTECTS[*at].0, PROTECTS[*at].1)).chain(harmless.into_iter().map(str::to_owned)).collect();
        let length = pairs.len();
        pairs.rotate_left(turn % length);
        if let Ok(options) = options(&format!("?{}", pairs.join("&"))) {
            for at in protecting {
                let (name, value, least) = &PROTECTS[at];
                let kept = least.is_some_and(|least| rank(options.get_ssl_mode()) >= rank(least));
                // With `sslmode` beside it, libpq passes over the older word.
                let outdone = *name == "requiressl" && pairs.iter().any(|pair| pair.starts_with("sslmode="));
                prop_assert!(kept || outdone, "{name}={value} of {pairs:?}");
            }
        }
    }

    #[test]
    fn no_url_makes_it_panic_and_no_error_tells_the_password(rest in "[ -~]{0,40}") {
        if let Err(error) = parse(&format!("postgres://user:hunter2@{rest}")) {
            prop_assert!(!error.to_string().contains("hunter2"));
        }
        let _ = parse(&format!("postgres://localhost/db?{rest}"));
    }
}
