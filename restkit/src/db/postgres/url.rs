//! What the URL of a PostgreSQL server says, in the words of libpq.
//!
//! A URL from a provider's page is used as it was pasted. Each parameter that libpq knows is either done, or left out where that changes
//! nothing about what is protected, or refused: none that protects something is passed over. The driver itself would only warn.

use std::{borrow::Cow, fmt::Write as _, str::FromStr, time::Duration};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// A server and how to reach it; it holds the password, and so has no `Debug`.
pub(super) struct Target {
    pub(super) options: PgConnectOptions,
    /// Whether the URL itself says that a pooler stands before the server.
    pub(super) pooler: bool,
    /// How long one attempt to connect may take.
    pub(super) attempt: Option<Duration>,
}

/// Reads a URL. The error names what is wrong, and never holds a value.
pub(super) fn parse(url: &str) -> Result<Target, sqlx::Error> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let parameters = Parameters::read(query)?;
    let in_authority = base.rsplit('@').next().unwrap_or_default();
    let in_query = ["host", "hostaddr", "port"].into_iter().filter_map(|name| parameters.get(name));
    if in_query.chain([in_authority]).any(|hosts| hosts.contains(',')) {
        return Err(refused("the URL of the database names several hosts; name one, or what stands before them".to_owned()));
    }
    let said_pooler = parameters.pooler()?;
    let attempt = parameters.connect_timeout()?;
    parameters.check_harmless()?;
    let tls = parameters.tls()?;
    let options = PgConnectOptions::from_str(&parameters.url(base))?;
    // Where the URL says nothing the environment may (PGSSLMODE).
    let tls = tls.unwrap_or_else(|| parameters.stronger(options.get_ssl_mode()));
    let pooler = said_pooler || is_pooler(options.get_host());
    // What the driver asks for by itself and poolers refuse; values travel in binary, where it has no meaning.
    Ok(Target { options: options.ssl_mode(tls).extra_float_digits(None), pooler, attempt })
}

/// Neon calls the endpoints of its pooler like those of its servers, with `-pooler` at the end of the first label.
fn is_pooler(host: &str) -> bool {
    host.split('.').next().is_some_and(|label| label.ends_with("-pooler"))
}

/// What the driver does itself; the rest of its own words are other spellings of these.
const PASSED_ON: &[&str] =
    &["host", "hostaddr", "port", "dbname", "user", "password", "sslcert", "sslkey", "application_name", "options"];

/// What may have these values, since then it is done anyway, or is about speed or looks, or has no meaning with one host; `*` for any.
const HARMLESS: &[(&str, &[&str])] = &[
    // The driver does not bind SCRAM to the channel. `require` is decided with TLS.
    ("channel_binding", &["disable", "prefer", "require"]),
    ("client_encoding", &["UTF8", "utf8", "UTF-8", "utf-8", "auto"]),
    // Never used.
    ("gssencmode", &["disable", "prefer"]),
    ("gssdelegation", &["0"]),
    ("krbsrvname", &["*"]),
    ("gsslib", &["*"]),
    ("sslcompression", &["0", "1"]),
    ("requiressl", &["0", "1"]),
    // The library for TLS knows nothing older than 1.2, and always names the host.
    ("ssl_min_protocol_version", &["TLSv1", "TLSv1.1", "TLSv1.2"]),
    ("ssl_max_protocol_version", &["TLSv1.3"]),
    ("sslnegotiation", &["postgres"]),
    ("sslsni", &["1"]),
    ("sslcertmode", &["allow"]),
    ("keepalives", &["*"]),
    ("keepalives_idle", &["*"]),
    ("keepalives_interval", &["*"]),
    ("keepalives_count", &["*"]),
    ("tcp_user_timeout", &["*"]),
    // With one host there is no choice. A write that finds a server which only reads is answered with 503, and its connection closed.
    ("target_session_attrs", &["*"]),
    ("load_balance_hosts", &["disable", "random"]),
    ("replication", &["false", "off", "no", "0"]),
    ("min_protocol_version", &["3.0", "latest"]),
    ("max_protocol_version", &["3.0", "3.2", "latest"]),
];

/// What libpq knows and is not done here.
const NOT_DONE: &[(&str, &str)] = &[
    ("require_auth", "the driver answers however the server asks; demand it on the server, or use sslmode=verify-full"),
    ("sslcrl", "lists of revoked certificates are not read"),
    ("sslcrldir", "lists of revoked certificates are not read"),
    ("sslpassword", "keys with a password are not read; take the password off"),
    ("sslkeylogfile", "keys are not logged"),
    ("requirepeer", "who owns a socket is not asked"),
    ("passfile", "set PGPASSFILE, or leave it at ~/.pgpass"),
    ("service", "files of services are not read; write the parameters out"),
    ("servicefile", "files of services are not read; write the parameters out"),
    ("connection_limit", "set DATABASE_MAX_CONNECTIONS"),
    ("pool_timeout", "set DATABASE_ACQUIRE_TIMEOUT"),
    ("statement_timeout", "set DATABASE_STATEMENT_TIMEOUT"),
];

/// The parameters of a URL, decoded; each stands once.
struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    fn read(query: &'a str) -> Result<Self, sqlx::Error> {
        // A password that holds a bare `?` ends up here, and must not be told as if it were a name.
        let telling = !query.contains(['@', '/']);
        let mut all: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let Some((name, value)) = pair.split_once('=') else {
                return Err(refused(
                    "a parameter of the URL of the database has no value; a `?` in a password is written as %3F".into(),
                ));
            };
            let (name, value) = (decode(name)?, decode(value)?);
            let name: Cow<'_, str> = match &*name {
                // What the driver calls them.
                "ssl-mode" => "sslmode".into(),
                "ssl-root-cert" | "ssl-ca" => "sslrootcert".into(),
                "ssl-cert" => "sslcert".into(),
                "ssl-key" => "sslkey".into(),
                // How many statements are kept prepared is decided here.
                "statement-cache-capacity" => continue,
                _ => name,
            };
            if !is_known(&name) {
                let name = if telling && is_word(&name) { format!(" `{name}`") } else { String::new() };
                return Err(refused(format!("the URL of the database has a parameter{name} that is not known")));
            }
            if let Some((_, advice)) = NOT_DONE.iter().find(|(known, _)| *known == name) {
                return Err(refused(format!("`{name}` in the URL of the database: {advice}")));
            }
            if all.iter().any(|(known, _)| *known == name) {
                return Err(refused(format!("`{name}` stands twice in the URL of the database")));
            }
            all.push((name, value));
        }
        Ok(Self(all))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// `pgbouncer=true`, as Prisma has it.
    fn pooler(&self) -> Result<bool, sqlx::Error> {
        match self.get("pgbouncer") {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(refused("`pgbouncer` in the URL of the database is neither true nor false".into())),
        }
    }

    /// As in libpq, what is not above zero means for ever.
    fn connect_timeout(&self) -> Result<Option<Duration>, sqlx::Error> {
        let Some(text) = self.get("connect_timeout") else { return Ok(None) };
        let seconds: i64 = text
            .trim()
            .parse()
            .map_err(|_| refused("`connect_timeout` in the URL of the database is no whole number of seconds".into()))?;
        Ok(u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs))
    }

    fn check_harmless(&self) -> Result<(), sqlx::Error> {
        for (name, values) in HARMLESS {
            if let Some(value) = self.get(name)
                && !values.iter().any(|known| *known == "*" || *known == value)
            {
                let can = values.join(", ");
                return Err(refused(format!(
                    "`{name}` in the URL of the database has a value that cannot be had; there is {can}"
                )));
            }
        }
        Ok(())
    }

    /// How the connection is protected; `None` when the URL does not say.
    ///
    /// - `channel_binding=require` promises that nobody stands between client and server. The driver has no channel binding, so the promise is
    ///   kept by the certificate: as with `sslmode=verify-full`.
    /// - `verify-ca` would trust, for any host, whatever a public authority has signed, as the driver adds `sslrootcert` to those. So the name of the
    ///   host is verified as well.
    /// - With an `sslrootcert`, `require` verifies, as it does in libpq; and `system` means the public authorities that are built in.
    fn tls(&self) -> Result<Option<PgSslMode>, sqlx::Error> {
        let said = match (self.get("sslmode"), self.get("requiressl")) {
            (Some(mode), _) => {
                let mode = PgSslMode::from_str(mode);
                Some(mode.map_err(|_| refused("`sslmode` in the URL of the database has a value that is not known".into()))?)
            }
            (None, Some("1")) => Some(PgSslMode::Require),
            (None, _) => None,
        };
        let binding = self.get("channel_binding") == Some("require");
        let root = self.get("sslrootcert");
        match said {
            Some(PgSslMode::Disable) if binding => Err(refused(
                "`channel_binding=require` and `sslmode=disable` in the URL of the database exclude each other".into(),
            )),
            Some(mode) if root == Some("system") && !matches!(mode, PgSslMode::VerifyFull) => {
                Err(refused("`sslrootcert=system` in the URL of the database needs `sslmode=verify-full`".into()))
            }
            _ if binding || root == Some("system") => Ok(Some(PgSslMode::VerifyFull)),
            said => Ok(said.map(|mode| self.stronger(mode))),
        }
    }

    /// What stands for a mode that the driver does not do as libpq does.
    fn stronger(&self, mode: PgSslMode) -> PgSslMode {
        match mode {
            // The driver would never use TLS.
            PgSslMode::Allow => PgSslMode::Prefer,
            PgSslMode::Require if self.get("sslrootcert").is_some() => PgSslMode::VerifyFull,
            PgSslMode::VerifyCa => PgSslMode::VerifyFull,
            other => other,
        }
    }

    /// The URL with what is left for the driver.
    fn url(&self, base: &str) -> String {
        let mut url = base.to_owned();
        let mut separator = '?';
        let mut add = |name: &str, value: &str| {
            // Writing to a String cannot fail.
            let _ = write!(url, "{separator}{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
            separator = '&';
        };
        for (name, value) in &self.0 {
            if PASSED_ON.contains(&&**name) {
                add(name, value);
            }
        }
        if let Some(root) = self.get("sslrootcert").filter(|root| *root != "system") {
            add("sslrootcert", root);
        }
        if let (None, Some(name)) = (self.get("application_name"), self.get("fallback_application_name")) {
            add("application_name", name);
        }
        url
    }
}

fn is_known(name: &str) -> bool {
    const OTHERS: &[&str] = &["sslmode", "sslrootcert", "connect_timeout", "fallback_application_name", "pgbouncer"];
    PASSED_ON.contains(&name)
        || OTHERS.contains(&name)
        || HARMLESS.iter().any(|(known, _)| *known == name)
        || NOT_DONE.iter().any(|(known, _)| *known == name)
}

fn is_word(name: &str) -> bool {
    name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn decode(text: &str) -> Result<Cow<'_, str>, sqlx::Error> {
    percent_decode_str(text).decode_utf8().map_err(|_| refused("the URL of the database holds bytes that are no text".into()))
}

fn refused(message: String) -> sqlx::Error {
    sqlx::Error::Configuration(message.into())
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
