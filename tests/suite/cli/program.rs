//! The program under test, in a folder of its own.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// How long a test waits for what should take an instant.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder in which the program is run.
pub struct Folder {
    directory: TempDir,
    program: &'static str,
}

/// How a command ended, and what it printed.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A server that is running; killed when the test ends without having stopped it.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    /// What it has printed to both streams until it was ready.
    pub printed: String,
}

impl Folder {
    pub fn new() -> Self {
        Self::of(env!("CARGO_BIN_EXE_app-under-test"))
    }

    /// For the app with migrations.
    pub fn migrating() -> Self {
        Self::of(env!("CARGO_BIN_EXE_migrating-app"))
    }

    fn of(program: &'static str) -> Self {
        Self { directory: tempfile::Builder::new().prefix("restkit-cli-").tempdir().unwrap(), program }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The command, without any setting of the test's own environment.
    pub fn command(&self, arguments: &str, settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(self.program);
        for setting in restkit::app::SETTINGS {
            command.env_remove(setting.name);
        }
        command.args(arguments.split_whitespace()).envs(settings.iter().copied()).current_dir(self.path());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &str, settings: &[(&str, &str)]) -> Ended {
        let output = self.command(arguments, settings).stdin(Stdio::null()).output().unwrap();
        Ended {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts a server and waits until it says `ready`.
    pub fn start(&self, arguments: &str, settings: &[(&str, &str)], ready: &str) -> Server {
        let mut child =
            self.command(arguments, settings).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = read_lines(child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let mut server = Server { child, lines, printed: String::new() };
        server.wait_for(ready);
        server
    }

    /// Waits until the program has written a file here.
    pub fn wait_for_file(&self, name: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.path().join(name).exists() {
            assert!(Instant::now() < end, "no file {name}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn write(&self, name: &str) {
        fs::write(self.path().join(name), "").unwrap();
    }
}

fn read_lines(out: ChildStdout, err: ChildStderr) -> Receiver<String> {
    fn read(stream: impl Read + Send + 'static, sender: std::sync::mpsc::Sender<String>) {
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
    }
    let (sender, lines) = channel();
    read(out, sender.clone());
    read(err, sender);
    lines
}

impl Server {
    /// Waits for a line that holds `text`.
    pub fn wait_for(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.printed.push_str(&line);
            self.printed.push('\n');
            if line.contains(text) {
                return;
            }
        }
        panic!("it did not say {text:?}, but:\n{}", self.printed);
    }

    /// The host and port that it printed.
    pub fn address(&self) -> String {
        let pattern = regex::Regex::new(r"127\.0\.0\.1:\d+").unwrap();
        pattern.find(&self.printed).unwrap_or_else(|| panic!("no address in:\n{}", self.printed)).as_str().to_owned()
    }

    /// The token that it printed.
    pub fn token(&self) -> String {
        let token = self.printed.split_once("TOKEN=").and_then(|(_, rest)| rest.lines().next());
        token.unwrap_or_else(|| panic!("no token in:\n{}", self.printed)).to_owned()
    }

    /// Sends a request without a body over a connection of its own.
    pub fn begin(&self, head: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("{}\r\nHost: test\r\nConnection: close\r\n\r\n", head.replace('\n', "\r\n"));
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The whole answer to a request without a body.
    pub fn ask(&self, head: &str) -> String {
        answer(self.begin(head))
    }

    /// Sends it a signal, as in `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended.
    pub fn end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads to the end of the connection.
pub fn answer(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
