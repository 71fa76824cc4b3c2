//! An app on a real port, for what only bytes on a wire can show.

use std::{net::SocketAddr, time::Duration};

use restkit::http::serve;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use crate::app::TestApp;

/// How long a test waits for what should take an instant, or happen after a limit of some hundred milliseconds: busy machines are slow.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A listening app.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

/// A connection to it.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
}

impl Server {
    /// Lets the app listen on a port of the loopback.
    pub async fn start(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let (router, limits) = (app.router(), app.limits().clone());
        let served = tokio::spawn(async move {
            serve(listener, router, &limits, async {
                // That the sender is gone means the same.
                drop(stopped.await);
            })
            .await
        });
        Self { address, stop, served }
    }

    /// Opens a connection.
    pub async fn connect(&self) -> Connection {
        Connection { stream: TcpStream::connect(self.address).await.expect("a connection") }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks it to stop; the future ends when it has, and fails the test when that takes too long.
    pub fn stop(self) -> impl Future<Output = ()> {
        // A server that has failed does not hear it, and its failure shows below.
        let _ = self.stop.send(());
        async {
            let served = timeout(PATIENCE, self.served).await.expect("the server stops in time");
            served.expect("the server does not panic").expect("the server does not fail");
        }
    }
}

impl Connection {
    /// Sends bytes.
    pub async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.expect("the server reads");
    }

    /// Sends bytes; false when the server has closed the connection.
    pub async fn try_send(&mut self, text: &str) -> bool {
        self.stream.write_all(text.as_bytes()).await.is_ok()
    }

    /// Everything until the server closes the connection.
    pub async fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        // A server that closes with unread input resets the connection: what came before that counts.
        drop(timeout(PATIENCE, self.stream.read_to_end(&mut bytes)).await.expect("the server closes in time"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// One answer, whose head says how long it is; the connection stays open.
    pub async fn read_answer(&mut self) -> String {
        let mut bytes = Vec::new();
        loop {
            let mut buffer = [0; 4096];
            let read = timeout(PATIENCE, self.stream.read(&mut buffer)).await.expect("the server answers in time");
            let read = read.expect("the server writes");
            bytes.extend_from_slice(&buffer[..read]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                assert_ne!(read, 0, "the server closed before its answer was whole: {text}");
                continue;
            };
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if read == 0 || body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
    }
}
