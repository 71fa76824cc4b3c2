//! Chance that can be repeated.

use proptest::{
    prelude::Rng as _,
    test_runner::{RngAlgorithm, TestRng},
};

/// What falls is decided by a number.
pub struct Dice(TestRng);

impl Dice {
    pub fn new(number: u8) -> Self {
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &[number; 32]))
    }

    /// A number from 0 to one less than `count`, which is at least one.
    pub fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap();
        usize::try_from(self.0.next_u64() % count).unwrap()
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
