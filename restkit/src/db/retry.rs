//! How often, and how soon, work is tried again that met another transaction.

use std::time::Duration;

/// How often work is tried at most.
const ATTEMPTS: u32 = 4;

/// Counts the attempts at one piece of work: a statement, an operation with its hooks, or a whole handler. A new one stands for the first.
#[derive(Debug)]
pub(crate) struct Retries {
    attempt: u32,
}

impl Default for Retries {
    fn default() -> Self {
        Self { attempt: 1 }
    }
}

impl Retries {
    /// Whether there is to be another attempt; waits a little before it, each time longer, since who was met is still at work.
    pub(crate) async fn again(&mut self) -> bool {
        let Some(pause) = self.pause() else { return false };
        tokio::time::sleep(pause).await;
        self.attempt += 1;
        true
    }

    /// How long to wait before the next attempt; `None` when there is to be none.
    fn pause(&self) -> Option<Duration> {
        (self.attempt < ATTEMPTS).then(|| Duration::from_millis(5 << self.attempt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_tried_a_bounded_number_of_times_and_waits_longer_each_time() {
        let pauses = (1..10).map_while(|attempt| Retries { attempt }.pause()).map(|pause| pause.as_millis());
        assert_eq!(pauses.collect::<Vec<_>>(), [10, 20, 40]);
    }
}
