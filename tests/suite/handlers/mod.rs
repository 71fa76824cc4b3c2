//! Handwritten endpoints: what they take, what they answer, and what stands around them.

mod asked;
mod background;
mod cleanups;
mod dependencies;
mod errors;
mod examples;
mod extract;
mod hooks;
mod meeting_hooks;
mod members;
mod models;
mod mounting;
mod policies;
mod policies_at_start;
mod rows;
mod transactions;
mod write_hooks;
