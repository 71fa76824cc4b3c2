//! A private PostgreSQL cluster, started from the installed binaries.
//!
//! A process that calls [`shared`] gets one cluster, made at the first call and gone when the process is gone: a small shell
//! script (`supervisor.sh`) holds one end of a pipe, and when the pipe closes it stops the server and removes its files. So nothing stays
//! behind after a panic or a `kill -9` either.
//!
//! The cluster listens on 127.0.0.1 only, under a random password, and trades safety for speed: it never syncs to the disk.
//!
//! With [`TEST_DATABASE`] the same tests reach it in another way: over TLS, or through a PgBouncer in transaction mode.

mod binaries;
mod way;

use std::{
    env, fmt, fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

pub use way::{TEST_DATABASE, Way};

const SUPERVISOR: &str = include_str!("supervisor.sh");

/// How the server runs: fast, small, and readable from this machine only.
const SETTINGS: &str = "\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 500
shared_buffers = 32MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
log_line_prefix = '%d '
";

/// Set to `1` where a missing PostgreSQL is a mistake and not a circumstance.
pub const REQUIRE: &str = "RESTKIT_REQUIRE_SERVERS";

/// Why there is no cluster.
#[derive(Debug)]
pub enum StartError {
    /// The binaries were not found.
    NotInstalled,
    /// PgBouncer was not found.
    NoBouncer,
    /// They are there, but the cluster did not come up.
    Failed(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => f.write_str(
                "PostgreSQL is not installed: `initdb` was not found on PATH, by `pg_config --bindir` or in /usr/lib/postgresql",
            ),
            Self::NoBouncer => f.write_str("PgBouncer is not installed: `pgbouncer` was not found on PATH or in /usr/sbin"),
            Self::Failed(why) => write!(f, "PostgreSQL did not start: {why}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// How to stop a server.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// Connections are closed, transactions rolled back.
    Fast,
    /// As if the power had failed.
    Immediate,
}

/// A cluster of its own for the one that holds it; gone when it is dropped or when the process ends.
#[derive(Debug)]
pub struct Cluster {
    dir: PathBuf,
    way: Way,
    port: u16,
    /// The port of PgBouncer.
    bouncer: Option<u16>,
    password: String,
    supervisor: Mutex<Supervisor>,
}

#[derive(Debug)]
struct Supervisor {
    child: Child,
    /// `None` only while dropping.
    words: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// A second cluster, which a test may stop and resume while it holds it: it runs when it is handed out. `None` as in [`shared`].
///
/// # Panics
/// When the cluster does not start.
#[expect(clippy::panic, reason = "a harness that cannot do its work must fail the test")]
pub async fn restartable() -> Option<tokio::sync::MutexGuard<'static, Cluster>> {
    static RESTARTABLE: OnceLock<tokio::sync::Mutex<Cluster>> = OnceLock::new();
    shared()?;
    let cluster = RESTARTABLE.get_or_init(|| match Cluster::start() {
        Ok(cluster) => cluster.into(),
        Err(error) => panic!("{error}"),
    });
    let cluster = cluster.lock().await;
    // The test before may have failed while it was stopped; while it runs, this does nothing.
    let _ = cluster.resume();
    Some(cluster)
}

/// The cluster of this process; `None` where PostgreSQL, or what [`TEST_DATABASE`] asks for, is not installed, which is said once on stderr.
///
/// # Panics
/// When the cluster does not start, and when it is not installed but `RESTKIT_REQUIRE_SERVERS=1` says that it must be.
pub fn shared() -> Option<&'static Cluster> {
    static SHARED: OnceLock<Result<Cluster, StartError>> = OnceLock::new();
    known(&SHARED, Way::of_process())
}

/// A cluster behind a PgBouncer in transaction mode, with TLS on both ways: the shared one, when it is such a one. `None` as in [`shared`].
///
/// # Panics
/// As [`shared`].
pub fn behind_bouncer() -> Option<&'static Cluster> {
    static BEHIND_BOUNCER: OnceLock<Result<Cluster, StartError>> = OnceLock::new();
    if Way::of_process() == Way::PgBouncer { shared() } else { known(&BEHIND_BOUNCER, Way::PgBouncer) }
}

#[expect(clippy::panic, reason = "a harness that cannot do its work must fail the test")]
fn known(cell: &'static OnceLock<Result<Cluster, StartError>>, way: Way) -> Option<&'static Cluster> {
    let cluster = cell.get_or_init(|| {
        let cluster = Cluster::start_with(way);
        if let Err(error @ (StartError::NotInstalled | StartError::NoBouncer)) = &cluster {
            eprintln!("restkit-tests: {error}; what needs it is passed over");
        }
        cluster
    });
    match cluster {
        Ok(cluster) => Some(cluster),
        Err(StartError::NotInstalled | StartError::NoBouncer) if env::var_os(REQUIRE).is_none_or(|v| v != "1") => None,
        Err(error) => panic!("{error}"),
    }
}

impl Cluster {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not start; the message holds the end of its log.
    pub fn start() -> Result<Self, StartError> {
        Self::start_with(Way::Plain)
    }

    /// Makes a cluster that is reached in this way.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(way: Way) -> Result<Self, StartError> {
        let binaries = binaries::find().ok_or(StartError::NotInstalled)?;
        let bouncer = binaries::find_bouncer().filter(|_| way == Way::PgBouncer);
        if way == Way::PgBouncer && bouncer.is_none() {
            return Err(StartError::NoBouncer);
        }
        let dir = tempfile::Builder::new().prefix("restkit-postgres-").tempdir()?.keep();
        let password = random_hex(16)?;
        fs::write(dir.join("password"), &password)?;
        fs::set_permissions(dir.join("password"), fs::Permissions::from_mode(0o600))?;
        fs::write(dir.join("settings"), format!("{SETTINGS}{}", way.settings(&dir)))?;
        way.write_files(&dir)?;
        let supervisor =
            Supervisor::spawn(&binaries, &dir, bouncer.as_deref()).inspect_err(|_| drop(fs::remove_dir_all(&dir)))?;
        let mut this = Self { dir, way, port: 0, bouncer: None, password, supervisor: Mutex::new(supervisor) };
        this.say("create")?;
        // Between the choice of a port and its use somebody else may take it.
        for attempt in 1.. {
            this.port = free_port()?;
            match this.resume() {
                Ok(()) => break,
                Err(error) if attempt == 5 => return Err(error),
                Err(_) => {}
            }
        }
        if this.way == Way::PgBouncer {
            let port = free_port()?;
            this.bounce(port)?;
            this.bouncer = Some(port);
        }
        Ok(this)
    }

    /// The URL of a database of this cluster, for the server itself.
    pub fn url(&self, database: &str) -> String {
        let base = format!("postgres://restkit:{}@127.0.0.1:{}/{database}", self.password, self.port);
        format!("{base}{}", self.way.parameters(&self.dir))
    }

    /// The URL of a database of this cluster in the way that the tests shall take.
    pub fn app_url(&self, database: &str) -> String {
        let Some(port) = self.bouncer else { return self.url(database) };
        let base = format!("postgresql://restkit:{}@localhost:{port}/{database}", self.password);
        format!("{base}{}&channel_binding=require", self.way.parameters(&self.dir))
    }

    /// Starts PgBouncer and waits until it listens.
    fn bounce(&self, port: u16) -> Result<(), StartError> {
        let users = format!("\"restkit\" \"{}\"\n", self.password);
        self.way.write_for_bouncer(&self.dir, &users, self.port, port)?;
        self.say("bounce")?;
        for _ in 0..500 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let log = self.log().unwrap_or_default();
        Err(StartError::Failed(format!("PgBouncer does not listen:\n{log}")))
    }

    /// What the server has logged; each line starts with the name of the database.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self) -> io::Result<String> {
        fs::read_to_string(self.dir.join("log"))
    }

    /// Stops the server; its data stays.
    ///
    /// # Errors
    /// When it does not stop, or did not run.
    pub fn stop(&self, how: Stop) -> Result<(), StartError> {
        self.say(match how {
            Stop::Fast => "stop fast",
            Stop::Immediate => "stop immediate",
        })
    }

    /// Starts the server after [`Cluster::stop`], at the same place with the same data.
    ///
    /// # Errors
    /// When it does not start.
    pub fn resume(&self) -> Result<(), StartError> {
        self.say(&format!("start {}", self.port))
    }

    /// Lets the supervisor do something and waits until it is done.
    fn say(&self, word: &str) -> Result<(), StartError> {
        let mut supervisor = self.supervisor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = supervisor.words.as_mut() {
            writeln!(words, "{word}")?;
        }
        let mut answer = String::new();
        supervisor.answers.read_line(&mut answer)?;
        if answer.trim() == "done" {
            return Ok(());
        }
        let log = self.log().unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        Err(StartError::Failed(format!("`{word}`:\n{}", lines[lines.len().saturating_sub(30)..].join("\n"))))
    }
}

impl Supervisor {
    fn spawn(binaries: &Path, dir: &Path, bouncer: Option<&Path>) -> Result<Self, StartError> {
        let log = fs::File::create(dir.join("log"))?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SUPERVISOR, "supervisor"]).arg(binaries).arg(dir).current_dir("/");
        command.args(bouncer);
        // Of its own group, so that a Ctrl-C in the terminal leaves it alone.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        // PostgreSQL refuses to run as root.
        if fs::metadata(dir)?.uid() == 0 {
            let (uid, gid) = binaries::unprivileged_user();
            own(dir)?;
            command.uid(uid).gid(gid);
        }
        let mut child = command.spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(words), Some(answers)) => Ok(Self { child, words: Some(words), answers: BufReader::new(answers) }),
            _ => Err(StartError::Failed("the supervisor has no pipes".to_owned())),
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        // The end of the pipe is what the supervisor waits for.
        drop(self.words.take());
        drop(self.child.wait());
    }
}

/// Gives what belongs to root in a directory, and the directory, to the user that runs the server.
fn own(dir: &Path) -> io::Result<()> {
    let (uid, gid) = binaries::unprivileged_user();
    let files = fs::read_dir(dir)?.map(|file| file.map(|file| file.path())).collect::<io::Result<Vec<_>>>()?;
    for path in files.into_iter().chain([dir.to_owned()]) {
        if fs::metadata(&path)?.uid() == 0 {
            chown(path, Some(uid), Some(gid))?;
        }
    }
    Ok(())
}

/// A port of the loopback that is free now, below the range from which the system takes the ports of clients, so that nobody takes
/// it while the server is stopped for a test.
fn free_port() -> io::Result<u16> {
    for _ in 0..100 {
        let port = 16_384 + u16::from_str_radix(&random_hex(2)?, 16).unwrap_or_default() % 16_384;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(io::Error::other("no free port on 127.0.0.1"))
}

fn random_hex(bytes: usize) -> io::Result<String> {
    let mut buffer = vec![0; bytes];
    fs::File::open("/dev/urandom")?.read_exact(&mut buffer)?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}
