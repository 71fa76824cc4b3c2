//! What others keep with a database.

use std::{
    any::{Any, TypeId},
    fmt,
    sync::{Arc, OnceLock},
};

/// How many chains there are; a prime, so that keys which are addresses spread over all of them.
const CHAINS: usize = 61;

/// What is made from descriptors once for each database, by its type and a key of its own.
///
/// Every request looks things up here, so that takes no lock: what is kept stays, and hangs in chains that only grow at their ends.
#[derive(Clone)]
pub(super) struct Kept(Arc<[Chain]>);

type Chain = OnceLock<Box<Entry>>;

struct Entry {
    of: (TypeId, usize),
    value: Arc<dyn Any + Send + Sync>,
    next: Chain,
}

impl Kept {
    /// What is kept under this key; made when it is asked for first. When two ask at the same time both may make it, and one is kept.
    pub(super) fn get_or_make<T: Send + Sync + 'static>(&self, key: usize, make: impl FnOnce() -> T) -> Arc<T> {
        let of = (TypeId::of::<T>(), key);
        let mut end = match find(&self.0[key / align_of::<usize>() % CHAINS], of) {
            Ok(there) => return there,
            Err(end) => end,
        };
        let made = Arc::new(make());
        let mut entry = Box::new(Entry { of, value: Arc::clone(&made) as _, next: Chain::new() });
        loop {
            match end.set(entry) {
                Ok(()) => return made,
                Err(late) => entry = late,
            }
            end = match find(end, of) {
                Ok(there) => return there,
                Err(end) => end,
            };
        }
    }
}

/// What is kept in a chain, or the end of the chain.
fn find<T: Send + Sync + 'static>(mut chain: &Chain, of: (TypeId, usize)) -> Result<Arc<T>, &Chain> {
    while let Some(entry) = chain.get() {
        if entry.of == of
            && let Ok(there) = Arc::clone(&entry.value).downcast()
        {
            return Ok(there);
        }
        chain = &entry.next;
    }
    Err(chain)
}

impl Default for Kept {
    fn default() -> Self {
        Self((0..CHAINS).map(|_| Chain::new()).collect())
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, thread};

    use super::*;

    #[test]
    fn what_is_kept_is_one_for_all() {
        let kept = Kept::default();
        // Many more keys than chains, two types under each, and everybody asks for everything at once.
        let ask = || -> Vec<(usize, usize)> {
            let one = |key| (kept.get_or_make(key, || key), kept.get_or_make(key, || key.to_string()));
            let all = (0..1000).map(|key| (key, one(key)));
            let address = |value: *const ()| value.addr();
            all.map(|(key, (number, text))| {
                assert_eq!((*number, text.parse()), (key, Ok(key)));
                (address(Arc::as_ptr(&number).cast()), address(Arc::as_ptr(&text).cast()))
            })
            .collect()
        };
        let answers: HashSet<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(answers.len(), 1);
    }
}
