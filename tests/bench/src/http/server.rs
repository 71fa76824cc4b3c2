//! A server of its own process: this binary run anew with a subcommand.

use std::{
    fs,
    future::Future,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    time::Duration,
};

use tokio::net::TcpListener;

use super::{Settings, Side, by_hand, generated};
use crate::Result;

/// The subcommand under which this binary is a server.
pub const SUBCOMMAND: &str = "serve";

/// A server that runs; it stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// The server stops when this closes.
    stdin: Option<ChildStdin>,
    /// Where it listens.
    pub address: SocketAddr,
}

/// How a server is run.
#[derive(Clone, Copy, Debug)]
pub enum Run<'a> {
    /// As it is, with as many threads as the machine has processors.
    Plain,
    /// On one thread, its instructions counted into this file.
    Counted(&'a Path),
}

impl Server {
    /// Starts a server and waits until it listens.
    ///
    /// # Errors
    /// When it does not come up; what it said stands on stderr.
    pub fn start(side: Side, settings: &Settings, run: Run<'_>) -> Result<Self> {
        let binary = std::env::current_exe()?;
        let (mut command, threads) = match run {
            Run::Plain => (Command::new(binary), 0),
            Run::Counted(output) => {
                let mut valgrind = Command::new("valgrind");
                valgrind.args(["--quiet", "--tool=callgrind"]);
                valgrind.arg(format!("--callgrind-out-file={}", output.display())).arg(binary);
                (valgrind, 1)
            }
        };
        command.args([SUBCOMMAND, side.word(), &threads.to_string(), &settings.connections.to_string(), &settings.database_url]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        match line.trim().parse() {
            Ok(address) => Ok(Self { child, stdin, address }),
            Err(_) => {
                drop(child.kill());
                drop(child.wait());
                Err(format!("the {} server did not come up", side.word()).into())
            }
        }
    }

    /// What the process has used of the processors so far, in its own code and in the kernel's.
    ///
    /// # Errors
    /// When /proc does not know it.
    pub fn cpu_time(&self) -> Result<Duration> {
        cpu_time(self.child.id())
    }

    /// Stops the server and waits until it is gone.
    ///
    /// # Errors
    /// When it ends with a failure.
    pub fn stop(mut self) -> Result<()> {
        let status = self.end()?;
        if status.success() { Ok(()) } else { Err(format!("a server ended with {status}").into()) }
    }

    fn end(&mut self) -> std::io::Result<ExitStatus> {
        drop(self.stdin.take());
        self.child.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// User and system time of a process, in steps of a clock tick.
///
/// # Errors
/// When /proc does not know the process.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    /// What `sysconf(_SC_CLK_TCK)` answers on every Linux since 2.6.
    const TICKS_PER_SECOND: u64 = 100;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program stands in parentheses and may hold anything; user and system time are the 12th and 13th after it.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks =
        |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).ok_or("an unknown form of /proc/stat");
    Ok(Duration::from_millis((ticks(11)? + ticks(12)?) * 1000 / TICKS_PER_SECOND))
}

/// Is a server until stdin closes: `arguments` are what [`Server::start`] writes after the subcommand.
///
/// # Errors
/// When the arguments are wrong, the database is away or the listener breaks.
pub fn serve(arguments: &[String]) -> Result<()> {
    let [side, threads, connections, url] = arguments else {
        return Err("serve: side, threads, connections, database URL".into());
    };
    let side = Side::from_word(side).ok_or("serve: an unknown side")?;
    let settings = Settings { connections: connections.parse()?, ..Settings::on(url) };
    let mut runtime = match threads.parse::<usize>()? {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.enable_all().build()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        match side {
            Side::ByHand => {
                let router = by_hand::router(&settings).await?;
                announce(address)?;
                by_hand::serve(listener, router, stdin_closed()).await?;
            }
            Side::Generated => {
                let (router, limits) = generated::router(&settings).await?;
                announce(address)?;
                restkit::http::serve(listener, router, &limits, stdin_closed()).await?;
            }
        }
        Ok(())
    })
}

fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{address}")?;
    stdout.flush()
}

/// Waits on a thread of its own: the runtime's must not block.
fn stdin_closed() -> impl Future<Output = ()> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        drop(std::io::stdin().lock().read_to_end(&mut Vec::new()));
        let _ = sender.send(());
    });
    async move { drop(receiver.await) }
}
