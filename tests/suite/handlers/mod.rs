//! Handwritten endpoints: what they take, what they answer, and what stands around them.

mod extract;
mod rows;
