//! A client that keeps its connections: it sends what it is given and reads whole answers.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use crate::{Error, Result};

/// The longest that one load may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends `count` requests over `connections` connections, each the next one when the last answer is there, and answers how long
/// that took. `write` appends the request of a number; every answer must have `status`.
///
/// # Errors
/// When the server breaks off, answers something else, or is not done in two minutes.
pub async fn load(
    address: SocketAddr,
    connections: usize,
    count: u64,
    status: u16,
    write: impl Fn(u64, &mut Vec<u8>) + Clone + 'static,
) -> Result<Duration> {
    let next = Rc::new(Cell::new(0));
    let mut streams = Vec::new();
    for _ in 0..connections {
        streams.push(Connection::open(address).await?);
    }
    let start = Instant::now();
    let tasks = LocalSet::new();
    let mut workers = tokio::task::JoinSet::new();
    for mut connection in streams {
        let (next, write) = (Rc::clone(&next), write.clone());
        let work = async move {
            loop {
                let number = next.get();
                if number == count {
                    return Ok::<(), Error>(());
                }
                next.set(number + 1);
                let answer = connection.exchange(|request| write(number, request)).await?;
                if answer.status != status {
                    return Err(format!("expected {status}, got:\n{}", String::from_utf8_lossy(answer.raw)).into());
                }
            }
        };
        workers.spawn_local_on(work, &tasks);
    }
    let all = tasks.run_until(async {
        while let Some(outcome) = workers.join_next().await {
            outcome??;
        }
        Ok::<(), Error>(())
    });
    tokio::time::timeout(PATIENCE, all).await??;
    Ok(start.elapsed())
}

/// One connection to a server.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// Names and values of the headers, as they came.
    pub head: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// All of it.
    pub raw: &'a [u8],
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::with_capacity(1024), answer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends the request that `write` writes, and reads its answer.
    ///
    /// # Errors
    /// When the connection breaks, or the answer has no length.
    pub async fn exchange(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Result<Answer<'_>> {
        self.request.clear();
        write(&mut self.request);
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        let mut frame = None;
        let (head, length) = loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if frame.is_none() {
                frame = frame_of(&self.answer)?;
            }
            if let Some((head, length)) = frame
                && self.answer.len() >= head + length
            {
                break (head, length);
            }
        };
        let text = str::from_utf8(&self.answer[..head])?;
        let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or("an answer without a status")?;
        Ok(Answer { status, head: text, body: &self.answer[head..head + length], raw: &self.answer })
    }
}

/// The length of the head and of the body, once the head is there.
fn frame_of(answer: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = str::from_utf8(&answer[..end])?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    match length {
        Some(length) => Ok(Some((end + 4, length))),
        None if head.starts_with("HTTP/1.1 304") || head.starts_with("HTTP/1.1 204") => Ok(Some((end + 4, 0))),
        None => Err(format!("an answer without a length:\n{head}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::frame_of;

    #[test]
    fn frames() {
        assert_eq!(frame_of(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n").unwrap(), None);
        assert_eq!(frame_of(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{").unwrap(), Some((38, 2)));
        assert_eq!(frame_of(b"HTTP/1.1 304 Not Modified\r\n\r\n").unwrap(), Some((29, 0)));
        assert!(frame_of(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
