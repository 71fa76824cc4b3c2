//! How tests reach a cluster.

use std::{env, fs, io, os::unix::fs::PermissionsExt, path::Path};

/// Names the way by which the tests of this process reach PostgreSQL: `tls` or `pgbouncer`; else it is the short one.
pub const TEST_DATABASE: &str = "TEST_DATABASE";

/// How tests reach a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Without TLS.
    Plain,
    /// With TLS only, under a certificate of the cluster's own.
    Tls,
    /// Through a PgBouncer in transaction mode, with TLS only, before and behind it.
    PgBouncer,
}

impl Way {
    /// What [`TEST_DATABASE`] says.
    ///
    /// # Panics
    /// When it says something else.
    #[expect(clippy::panic, reason = "a harness that cannot do its work must fail the test")]
    pub fn of_process() -> Self {
        match env::var(TEST_DATABASE).as_deref() {
            Err(_) | Ok("") => Self::Plain,
            Ok("tls") => Self::Tls,
            Ok("pgbouncer") => Self::PgBouncer,
            Ok(_) => panic!("{TEST_DATABASE} is neither tls nor pgbouncer"),
        }
    }

    /// What PostgreSQL is told.
    pub(super) fn settings(self, dir: &Path) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Tls | Self::PgBouncer => {
                let dir = dir.display();
                format!("ssl = on\nssl_cert_file = '{dir}/certificate'\nssl_key_file = '{dir}/key'\n")
            }
        }
    }

    /// What the URL says.
    pub(super) fn parameters(self, dir: &Path) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Tls | Self::PgBouncer => format!("?sslmode=verify-full&sslrootcert={}/certificate", dir.display()),
        }
    }

    /// Makes a key and a certificate that vouches for itself.
    pub(super) fn write_files(self, dir: &Path) -> io::Result<()> {
        if self == Self::Plain {
            return Ok(());
        }
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).map_err(io::Error::other)?;
        fs::write(dir.join("certificate"), made.cert.pem())?;
        write_secret(&dir.join("key"), &made.signing_key.serialize_pem())
    }

    /// What PgBouncer is told. It knows no parameter but its own, as it comes.
    pub(super) fn write_for_bouncer(self, dir: &Path, users: &str, server: u16, port: u16) -> io::Result<()> {
        write_secret(&dir.join("users"), users)?;
        let dir_name = dir.display();
        // As many connections of the server as a test may hold transactions open; those that are idle go soon.
        let settings = format!(
            "[databases]\n\
             * = host=127.0.0.1 port={server}\n\
             [pgbouncer]\n\
             listen_addr = 127.0.0.1\n\
             listen_port = {port}\n\
             unix_socket_dir =\n\
             auth_type = scram-sha-256\n\
             auth_file = {dir_name}/users\n\
             pool_mode = transaction\n\
             max_client_conn = 2000\n\
             default_pool_size = 16\n\
             server_idle_timeout = 1\n\
             log_connections = 0\n\
             log_disconnections = 0\n\
             client_tls_sslmode = require\n\
             client_tls_cert_file = {dir_name}/certificate\n\
             client_tls_key_file = {dir_name}/key\n\
             server_tls_sslmode = verify-ca\n\
             server_tls_ca_file = {dir_name}/certificate\n"
        );
        fs::write(dir.join("bouncer.ini"), settings)?;
        super::own(dir)
    }
}

fn write_secret(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}
